"""The console's words for codes: what happened, what a measure takes away, who acts. Families of states have theirs in `looks`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from appeals.models import Cause, Channel, HoldKind, HoldOutcome, Measure, Outcome, Source, Wants

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import Promise

EVENTS: dict[str, str | Promise] = {
    "account.standing_changed": _("Standing of the account changed"),
    "suspension.recorded": _("Measure recorded"),
    "suspension.in_force": _("Measure in force"),
    "suspension.confirmed": _("Measure confirmed by a second person"),
    "suspension.changed": _("Measure changed"),
    "suspension.lifted": _("Measure lifted"),
    "suspension.expired": _("Measure ended as announced"),
    "suspension.overturned": _("Measure overturned"),
    "suspension.closed": _("Account closed"),
    "statement.issued": _("Statement of reasons issued"),
    "exhibit.added": _("Exhibit added"),
    "contact.tried": _("Another way to the person was tried"),
    "contact.given_up": _("The search for the person was ended"),
    "reasons.withheld": _("Two people agreed to hold back reasons"),
    "reasons.withheld_again": _("Reasons held back longer"),
    "reasons.given": _("All reasons given"),
    "appeal.drafted": _("Appeal begun"),
    "appeal.submitted": _("Appeal received"),
    "appeal.completed": _("Appeal completed by the person"),
    "appeal.withdrawn": _("Appeal withdrawn"),
    "appeal.lapsed": _("Draft ended unsent"),
    "appeal.claimed": _("Appeal claimed"),
    "appeal.released": _("Appeal given back to the queue"),
    "appeal.assigned": _("Appeal given to a reviewer"),
    "appeal.information_requested": _("Question sent to the person"),
    "appeal.answered": _("Question answered"),
    "appeal.question_withdrawn": _("Question taken back: the appeal is in review again"),
    "appeal.unanswered": _("Question not answered: back to review"),
    "appeal.second_check": _("Sent to a second person"),
    "appeal.view_recorded": _("Second person recorded an own view"),
    "appeal.returned": _("Returned by the second person"),
    "appeal.date_changed": _("The person was told of a new date"),
    "appeal.decided": _("Appeal decided"),
    "request.asked": _("Question written"),
    "request.answered": _("Answer arrived"),
    "request.reminded": _("The person was reminded of the question"),
    "request.more_time_asked": _("More time asked for: a person answers"),
    "request.more_time_refused": _("More time not given"),
    "request.extended": _("More time for the answer"),
    "request.unanswered": _("Date of the question passed"),
    "request.withdrawn": _("Question taken back"),
    "evidence.added": _("Evidence added"),
    "evidence.removed": _("Evidence taken back"),
    "evidence.checked": _("Evidence checked"),
    "evidence.lacking": _("They do not have a document"),
    "closure.proposed": _("Closure proposed"),
    "closure.revised": _("Closure proposed anew"),
    "closure.assigned": _("Closure given to a reviewer"),
    "closure.review_opened": _("Review of the closure opened"),
    "closure.reviewed": _("Review of the closure completed"),
    "closure.returned": _("Closure back in review"),
    "closure.released": _("Closure given back to the list"),
    "closure.date_changed": _("The person was told that the review of the plan is late"),
    "closure.approved": _("Closure approved"),
    "closure.gate_shut": _("The gate has shut after the approval"),
    "closure.effected": _("The platform closed the account"),
    "closure.refused": _("Closure refused"),
    "closure.withdrawn": _("Closure withdrawn"),
    "hold.placed": _("Money held"),
    "hold.changed": _("Hold changed"),
    "hold.ended": _("Hold ended"),
    "effect.requested": _("The platform was asked to act"),
    "effect.confirmed": _("The platform did it"),
    "effect.refused": _("The platform refused"),
    "effect.overdue": _("The platform is overdue"),
    "effect.cancelled": _("The platform is no longer asked"),
    "clock.passed": _("A date or reminder came up"),
    "note.added": _("Note added"),
    "case.tagged": _("Tag put on"),
    "case.untagged": _("Tag taken off"),
    "message.written": _("Message written: it leaves after a minute"),
    "message.withdrawn": _("Message taken back before it left"),
    "message.sent": _("Message sent to the person"),
    "message.received": _("Message from the person"),
    "translation.added": _("Translation added"),
    "link.recorded": _("Linked account recorded"),
    "link.own_conduct": _("Own conduct found in a link"),
    "link.ended": _("Link ended"),
    "notice.opened": _("Letter opened in the portal"),
    "notice.delivered": _("Letter delivered"),
    "notice.undeliverable": _("Letter did not arrive"),
    "notice.sent_again": _("Letter sent again to a new address"),
    "dispute.recorded": _("Outside proceeding recorded"),
    "dispute.settled": _("Outside proceeding ended"),
    "legal_hold.placed": _("Legal hold placed"),
    "legal_hold.confirmed": _("Legal hold confirmed by a second person"),
    "legal_hold.lifted": _("Legal hold lifted"),
    "case.erased": _("Words erased"),
}

ACTORS: dict[str, str | Promise] = {
    "appellant": _("The person"),
    "representative": _("A helper"),
    "machine": _("The marketplace"),
    "system": _("Redress"),
    "staff": _("Staff"),
}

WAITS_ON: dict[str, str | Promise] = {
    "appellant": _("The person"),
    "staff": _("Us"),
    "platform": _("The marketplace"),
    "nobody": _("Nobody"),
}

ABILITIES: dict[str, str | Promise] = {
    "sign_in": _("Sign in"),
    "read": _("Read messages and records"),
    "message_existing": _("Write to present clients"),
    "message_new": _("Write to new clients"),
    "propose": _("Send proposals"),
    "new_contract": _("Start new contracts"),
    "finish_contract": _("Finish contracts"),
    "visible": _("Be found in search"),
    "withdraw": _("Take out money"),
    "receive_payment": _("Get paid"),
}

MEASURES: dict[str, str | Promise] = {
    Measure.WARNING: _("Warning"),
    Measure.LIMITATION: _("Limitation"),
    Measure.TEMPORARY: _("Suspension for a time"),
    Measure.INDEFINITE: _("Suspension until a review"),
    "closure": _("Closing the account"),
}

EFFECTS: dict[str, str | Promise] = {
    "apply": _("Apply the measure"),
    "change": _("Change the measure"),
    "end": _("End the measure"),
    "close": _("Close the account"),
    "reopen": _("Open the account again"),
    "hold": _("Hold the money"),
    "release": _("Release the money"),
    "refund": _("Pay the client back"),
    "restore_badge": _("Restore the badge"),
    "restore_visibility": _("Show the profile again"),
    "restore_reviews": _("Restore the reviews"),
    "tell_counterparties": _("Tell the clients"),
}

# What staff choose from. Labels say the effect.
OUTCOMES: dict[str, str | Promise] = {
    Outcome.OVERTURNED: _("Overturn it: it was wrong"),
    Outcome.CHANGED: _("Change it: something lighter"),
    Outcome.UPHELD: _("It stays"),
    Outcome.INADMISSIBLE: _("We cannot look at it"),
}
CLOSURE_VIEWS: dict[str, str | Promise] = {
    "close": _("The account is to be closed"),
    "keep": _("The account is not to be closed"),
}
FINDINGS: dict[str, str | Promise] = {
    "shown": _("Shown"),
    "not_shown": _("Not shown"),
    "withdrawn": _("Withdrawn by us"),
}
HOLD_KINDS: dict[str, str | Promise] = {
    HoldKind.APPROVED_WORK: _("Work that the client approved"),
    HoldKind.IN_ESCROW: _("Money in escrow"),
    HoldKind.REFUND_RISK: _("Money a client may get back"),
    HoldKind.PENDING_WITHDRAWAL: _("A payout on its way"),
}
HOLD_OUTCOMES: dict[str, str | Promise] = {
    HoldOutcome.RELEASE: _("Pay it to the person"),
    HoldOutcome.REFUND_TO_CLIENT: _("Pay it back to the client"),
    HoldOutcome.SET_OFF: _("Set it off against what is owed"),
    HoldOutcome.SURRENDER_BY_LAW: _("Hand it over because the law says so"),
}
CAUSES: Mapping[str, Any] = dict(Cause.choices)
WANTS: Mapping[str, Any] = dict(Wants.choices)
SOURCES: Mapping[str, Any] = dict(Source.choices)
CHANNELS: Mapping[str, Any] = dict(Channel.choices)
CONTEXTS: dict[str, str | Promise] = {
    "travel_or_vpn": _("Travelling, or used a VPN"),
    "shared_network": _("Shared a network with others"),
    "shared_device": _("Shares a device, a card or a home"),
    "someone_else_had_access": _("Someone else had access to the account"),
    "illness": _("Illness, their own or close to them"),
    "bereavement": _("Someone close to them died"),
    "power_or_war": _("No power or internet, war or disaster"),
    "safety": _("Has to hide where they are: in danger"),
    "other": _("Something else"),
}
LEVELS: dict[str, str | Promise] = {
    "1": _("Appeal"),
    "2": _("Second review"),
    "reinstatement": _("Request to come back"),
}
SUBJECTS: dict[str, str | Promise] = {
    "suspension": _("the measure"),
    "closure": _("the closing of the account"),
    "hold": _("the held money"),
    "appeal": _("the appeal"),
}


STANDINGS: dict[str, str | Promise] = {
    "good": _("Good: everything is allowed"),
    "limited": _("Limited"),
    "suspended": _("Suspended"),
    "closed": _("Closed"),
}
# Whom a document is about, seen from the desk.
ABOUT: dict[str, str | Promise] = {
    "me": _("About the person"),
    "other": _("About another person"),
    "both": _("About the person and another"),
}


def event_title(kind: str) -> str:
    """What happened, in words; a kind without an entry is shown as its own words."""
    return str(EVENTS.get(kind) or kind.replace(".", " ").replace("_", " ").capitalize())


def actor_name(who: str) -> str:
    """The name of a member of the staff as it is, and the kind of everybody else in words."""
    return str(ACTORS.get(who, who))


def word(table: Mapping[str, Any], code: object) -> str:
    """The word for a code, or the code's own words."""
    return str(table.get(str(code)) or str(code).replace("_", " ").capitalize())


def words(table: Mapping[str, Any], codes: Any) -> str:
    """Several codes as one line of words."""
    return ", ".join(word(table, code) for code in codes)
