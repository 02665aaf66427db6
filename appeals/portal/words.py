"""The words of the portal behind the codes of the domain: one word for one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as Words

WANTS: Mapping[str, Words] = {
    "overturn": _("I disagree"),
    "correct": _("Something in the facts or in my documents is wrong"),
    "reduce": _("It happened, and I ask for something lighter"),
    "not_me": _("It was not me: someone else used my account"),
    "other_account": _("It is about another person's account, card or device"),
}
NOTHING_NOW = _("I do nothing now")
WANTS_HINTS: Mapping[str, Words] = {
    "overturn": _("A person who was not involved looks at everything again."),
    "correct": _("You show what is right. We correct it and decide again."),
    "reduce": _("You tell us what happened. We check if something lighter is enough."),
    "not_me": _("We look at who used the account. Change your password and sign out everywhere first."),
    "other_account": _("Sharing a home, a card or a computer is not forbidden. We look only at what you did."),
    "nothing": _("Nothing changes, and you lose nothing. You can come back until your last day to appeal."),
}

# Of a closing, of money or in a second review not every wish makes sense.
NOT_ASKED: Mapping[str, frozenset[str]] = {
    "suspension": frozenset(),
    "closure": frozenset(),
    "hold": frozenset({"reduce", "not_me", "other_account"}),
}

CONTEXT: Mapping[str, Words] = {
    "travel_or_vpn": _("I was travelling, or I used a VPN"),
    "shared_network": _("I shared a network with other people"),
    "shared_device": _("I share a device, a card or a home with someone"),
    "someone_else_had_access": _("Someone else had access to my account"),
    "illness": _("I was ill, or someone close to me was"),
    "bereavement": _("Someone close to me died"),
    "power_or_war": _("I had no power or no internet, or there was war or a disaster"),
    "safety": _("I have to hide where I am, because I am in danger"),
    "other": _("Something else"),
}

ABOUT: Mapping[str, Words] = {
    "me": _("Me"),
    "other": _("Another person"),
    "both": _("Me and another person"),
}

ABILITIES: Mapping[str, Words] = {
    "sign_in": _("sign in"),
    "read": _("read your messages and records"),
    "message_existing": _("write to clients you work with now"),
    "message_new": _("write to new clients"),
    "propose": _("send proposals"),
    "new_contract": _("start new contracts"),
    "finish_contract": _("finish the contracts you have"),
    "visible": _("be found in search"),
    "withdraw": _("take out your money"),
    "receive_payment": _("get paid"),
}

# A measure as the subject of a sentence.
MEASURES: Mapping[str, Words] = {
    "warning": _("The warning"),
    "limitation": _("The limitation"),
    "temporary": _("The suspension"),
    "indefinite": _("The suspension"),
    "closure": _("The closing of the account"),
}
MEASURE_NAMES: Mapping[str, Words] = {
    "warning": _("Warning"),
    "limitation": _("Limitation"),
    "temporary": _("Suspension for a time"),
    "indefinite": _("Suspension without a fixed end"),
    "closure": _("Closing of the account"),
}

SUBJECTS: Mapping[str, Words] = {
    "suspension": _("Your appeal"),
    "closure": _("Your appeal against the closing"),
    "hold": _("Your appeal about the money"),
}

PLANNED, CLOSED, NOT_CLOSED = _("We plan to close this account"), _("The account was closed"), _("The account will not be closed")
CLOSURE_PLAN = _("The plan to close the account")

HOLD_KINDS: Mapping[str, Words] = {
    "approved_work": _("Work your client approved"),
    "in_escrow": _("Money in escrow"),
    "refund_risk": _("Money a client may get back"),
    "pending_withdrawal": _("A payout on its way to you"),
}
HOLD_OUTCOMES: Mapping[str, Words] = {
    "release": _("Paid to you"),
    "refund_to_client": _("Paid back to the client"),
    "set_off": _("Set off against what you owe"),
    "surrender_by_law": _("Handed over because the law says so"),
}

# What we ask the marketplace to do, and the same when it is done.
EFFECTS: Mapping[str, tuple[Words, Words]] = {
    "apply": (_("Put the measure in place"), _("The measure is in place")),
    "change": (_("Change the measure"), _("The measure is changed")),
    "end": (_("End the measure"), _("The measure is over")),
    "close": (_("Close your account"), _("Your account is closed")),
    "reopen": (_("Open your account"), _("Your account is open again")),
    "hold": (_("Hold the money"), _("The money is on hold")),
    "release": (_("Release your money"), _("Your money is released")),
    "refund": (_("Pay the client back"), _("The client was paid back")),
    "restore_badge": (_("Give your badge back"), _("Your badge is back")),
    "restore_visibility": (_("Show your profile in search again"), _("Your profile is in search again")),
    "restore_reviews": (_("Show your reviews again"), _("Your reviews are shown again")),
    "tell_counterparties": (_("Tell your clients that this was our mistake"), _("Your clients know that this was our mistake")),
}

SOURCES: Mapping[str, Words] = {
    "own_initiative": _("We looked because of our own check."),
    "notice": _("We looked because someone told us of unlawful content."),
    "trusted_flagger": _("We looked because a body the law trusts told us."),
    "other_notice": _("We looked because someone told us."),
    "authority_order": _("We acted on an order of a public authority."),
    "court_order": _("We acted on an order of a court."),
}
FOUND_BY: Mapping[bool, Words] = {True: _("Software pointed us to it."), False: _("No software pointed us to it.")}
DECIDED_BY: Mapping[str, Words] = {
    "none": _("A person decided. No software decided."),
    "partial": _("Software proposed this. A person decided."),
    "full": _("Software decided. You can ask for a person, and a person will read your answer."),
}

REDRESS: Mapping[str, Words] = {
    "second_review": _("Ask us for a second review by a new person, once we have decided"),
    "out_of_court": _("Go to an out-of-court body, also before you ask us"),
    "court": _("Go to a court"),
    "mediation": _("Ask for a mediator"),
    "tribunal": _("Go to a tribunal"),
    "regulator": _("Complain to the public authority in charge"),
    "committee": _("Go to an appeal committee"),
    "support_organisation": _("Ask a support organisation for help"),
    "reinstatement": _("Ask to come back after a time"),
}

CAUSES: Mapping[str, Words] = {
    "facts_wrong": _("The facts were wrong."),
    "policy_unclear": _("Our rule was not clear."),
    "detector_wrong": _("Our check was wrong."),
    "new_evidence": _("What you sent us changed our view."),
    "proportionality": _("The measure was too heavy."),
}

# Who did something, for readers outside the staff: never a name.
WHO: Mapping[str, Words] = {
    "appellant": _("You"),
    "representative": _("Your helper"),
    "staff": _("Our team"),
    "machine": _("The marketplace"),
    "system": _("Automatic"),
}

EVENTS: Mapping[str, Words] = {
    "suspension.in_force": _("The measure started, with its reason"),
    "suspension.confirmed": _("A second person agreed to the measure"),
    "suspension.changed": _("The measure became lighter"),
    "suspension.lifted": _("The measure was ended early"),
    "suspension.expired": _("The measure ended as announced"),
    "suspension.closed": _("The account was closed"),
    "suspension.reopened": _("The account was opened again"),
    "suspension.overturned": _("The measure was taken back as our mistake"),
    "statement.issued": _("We gave you the reason in writing"),
    "exhibit.added": _("We added material that we rely on"),
    "reasons.withheld_again": _("We still hold back a part of the reasons"),
    "reasons.given": _("We gave you all the reasons"),
    "notice.delivered": _("A letter reached you"),
    "notice.undeliverable": _("A mail did not reach you"),
    "notice.opened": _("You opened a letter"),
    "appeal.drafted": _("An appeal was begun"),
    "appeal.submitted": _("The appeal was sent"),
    "appeal.withdrawn": _("The appeal was taken back"),
    "appeal.lapsed": _("An unsent appeal ended"),
    "appeal.completed": _("The appeal was completed"),
    "appeal.unanswered": _("The question was not answered in time: we decide with what we have"),
    "request.extended": _("You got more time"),
    "request.reminded": _("We reminded you of our question"),
    "request.more_time_asked": _("You asked us for more time"),
    "request.more_time_refused": _("The date of our question stays"),
    "appeal.question_withdrawn": _("We took our question back"),
    "appeal.information_requested": _("We asked you a question"),
    "appeal.answered": _("The question was answered"),
    "appeal.date_changed": _("A date changed"),
    "appeal.decided": _("We decided"),
    "message.sent": _("We wrote to you"),
    "message.received": _("You wrote to us"),
    "evidence.added": _("A file or link was added"),
    "evidence.removed": _("A file or link was taken back"),
    "evidence.checked": _("A file was checked"),
    "evidence.lacking": _("You told us that you do not have a document"),
    "receipt.issued": _("We confirmed what we received"),
    "hold.placed": _("Money was put on hold"),
    "hold.changed": _("The hold on your money changed"),
    "hold.ended": _("The hold on your money ended"),
    "closure.proposed": _("We told you of a plan to close the account"),
    "closure.revised": _("The plan to close the account was changed"),
    "closure.date_changed": _("We are late with the plan to close the account"),
    "closure.approved": _("A second person agreed to the closing"),
    "closure.refused": _("The account will not be closed"),
    "closure.withdrawn": _("The plan to close the account was taken back"),
    "closure.effected": _("The account was closed"),
    "effect.requested": _("We asked the marketplace"),
    "effect.confirmed": _("The marketplace has done it"),
    "effect.refused": _("The marketplace could not do it"),
    "effect.overdue": _("The marketplace is late"),
    "effect.cancelled": _("We took back what we asked the marketplace"),
    "clock.passed": _("A date passed"),
}


def of(table: Mapping[str, Words], code: str) -> str:
    """The words behind a code in the language that is active; a code we do not know is shown as its own words."""
    return str(table[code]) if code in table else code.replace("_", " ").replace(".", " ").capitalize()


def wants_for(kind: str, level: str) -> dict[str, Words]:
    """What a person can want of a subject at a level; a first appeal can also be left for later."""
    left_out = NOT_ASKED[kind]
    chosen = {code: word for code, word in WANTS.items() if code not in left_out}
    return chosen | ({"nothing": NOTHING_NOW} if level == "1" else {})
