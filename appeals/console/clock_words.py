"""What a date is and what happens when it passes, in words: nothing that runs on a case is a riddle to those who work on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from appeals.models import ClockKind, OnPass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import Promise

    from appeals.models import Clock

KINDS: Mapping[str, str | Promise] = {
    ClockKind.ANSWER_BY: _("Answer by"),
    ClockKind.DECIDE_BY: _("Decide by"),
    ClockKind.CEILING: _("The law's limit for the decision"),
    ClockKind.LAST_DAY: _("Last day to appeal"),
    ClockKind.NEXT_UPDATE: _("The person hears from us by"),
    ClockKind.CONFIRM_BY: _("A second person signs by"),
    ClockKind.HUMAN_REVIEW: _("A person looks by"),
    ClockKind.ENDS: _("The measure ends"),
    ClockKind.REVIEW_MEASURE: _("The measure is signed again by"),
    ClockKind.COUNTS_UNTIL: _("The warning counts until"),
    ClockKind.DISCLOSURE_REVIEW: _("What is withheld is looked at again"),
    ClockKind.REASON_DUE: _("The reason is given by"),
    ClockKind.REQUEST_DUE: _("The question is answered by"),
    ClockKind.REQUEST_HALF: _("Reminder of the question"),
    ClockKind.CLAIM_IDLE: _("The claim ends when idle"),
    ClockKind.DRAFT_LAPSES: _("The unsent draft ends"),
    ClockKind.HOLD_CONFIRM: _("A second person signs the hold by"),
    ClockKind.HOLD_ENDS: _("The hold ends"),
    ClockKind.HOLD_REVIEW: _("The hold is looked at again"),
    ClockKind.CLOSURE_ANSWER_BY: _("Answer to the closure by"),
    ClockKind.CLOSURE_NOTICE: _("Notice period of the closure"),
    ClockKind.CLOSURE_REVIEW_BY: _("The closure is reviewed by"),
    ClockKind.CLOSURE_APPEAL: _("Last day to appeal the closure"),
    ClockKind.EFFECT_DUE: _("The marketplace confirms by"),
    ClockKind.NOTICE_LOST: _("A letter did not arrive"),
    ClockKind.MESSAGE_LEAVES: _("A message leaves"),
}
PASSES: Mapping[str, str | Promise] = {
    OnPass.NOTHING: _("Nothing happens by itself."),
    OnPass.ALERT: _("Seniors are told."),
    OnPass.ESCALATE: _("Seniors are told. Nothing else happens by itself."),
    OnPass.LIFT: _("The measure is lifted, because nobody signed. The person and seniors are told."),
    OnPass.EXPIRE: _("It ends as announced. The person is told."),
    OnPass.END_HOLD: _("The hold ends: the marketplace is asked to pay the money out. The person is told."),
    OnPass.BACK_TO_REVIEW: _("The appeal goes back to review. Nothing is held against the person."),
    OnPass.REMIND: _("The person gets a reminder, once."),
    OnPass.RELEASE_CLAIM: _("The claim ends, and others can take it. Nothing written is lost."),
    OnPass.LAPSE: _("The unsent draft ends. Whatever was sent stays."),
    OnPass.TELL_LATE: _("The person is told once that we are late, with a new date. Seniors are told."),
    OnPass.QUEUE_REVIEW: _("The closure goes to a reviewer. It is not closed by it."),
    OnPass.REQUEST_EFFECT: _("The gate is asked. Only if it is open, the marketplace is asked to close the account."),
    OnPass.SEND_AGAIN: _("The letters that did not arrive are sent once more."),
    OnPass.SEND_MESSAGE: _("The message goes to the person. Until then it can be taken back."),
}
# Where the same thing means something of its own for one kind of date.
SPECIAL: Mapping[str, str | Promise] = {
    ClockKind.ANSWER_BY: _(
        "Nothing is lost: the person can appeal until the last day. An answer by then is decided before the measure ends."
    ),
    ClockKind.LAST_DAY: _("A later appeal needs a reason; a person decides whether we look at it."),
    ClockKind.CLOSURE_APPEAL: _("A later appeal needs a reason; a person decides whether we look at it."),
    ClockKind.CEILING: _("We break the law's limit: seniors are told. It never rests, and nobody moves it."),
    ClockKind.EFFECT_DUE: _("It counts as overdue, and seniors are told."),
    ClockKind.NEXT_UPDATE: _("The person reads a new date, and once the decision is late a letter. Nobody waits in silence."),
    ClockKind.REASON_DUE: _("The measure is lifted, because its reason was never given. The person and seniors are told."),
    ClockKind.CONFIRM_BY: _("The measure ends as a short one. Seniors are told before."),
    ClockKind.HOLD_CONFIRM: _("The hold ends after 72 hours, and the money is released. Seniors are told."),
}


def kind_of(clock: Clock) -> str:
    """What a date is, in words."""
    return str(KINDS.get(clock.kind) or clock.get_kind_display())


def when_passed(clock: Clock) -> str:
    """What happens when a date passes, in one or two sentences."""
    return str(SPECIAL.get(clock.kind) or PASSES[clock.on_pass])


def told_at(clock: Clock) -> str:
    """At which part of its time seniors hear of it, or heard of it; empty for a date that tells nobody before it passes."""
    if clock.told:
        return str(_("Seniors were told at %(part)s %% of its time.") % {"part": clock.told})
    return str(_("Seniors are told at 50 % and 80 % of its time, and when it passes.")) if clock.escalations else ""
