"""Which word, sign and tone a state is shown with. The word carries the meaning, the rest supports it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import Promise

# The sign of each tone. Red tones (bad, late) are for errors and lateness, never for a person's status.
SIGN_OF_TONE = {
    "you": "you",
    "wait": "wait",
    "info": "review",
    "paused": "paused",
    "ok": "ok",
    "changed": "changed",
    "stays": "stays",
    "bad": "bad",
    "late": "late",
    "closed": "closed",
    "none": "none",
    "done": "ok",
}


class Look(NamedTuple):
    """A tone and a word."""

    tone: str
    word: str | Promise


LOOKS: dict[str, dict[str, Look]] = {
    # What the person reads, in the portal, in mails and in the API.
    "status": {
        "warned": Look("you", _("Warning")),
        "suspended": Look("you", _("Suspended \u2013 you can answer")),
        "draft": Look("you", _("Saved, not sent")),
        "received": Look("wait", _("Received")),
        "in_review": Look("info", _("In review")),
        "info_needed": Look("you", _("We need something from you")),
        "second_check": Look("info", _("Second check")),
        "decided": Look("stays", _("Decided")),
        "ended": Look("closed", _("Ended")),
        "closed": Look("closed", _("Closed")),
    },
    "suspension": {
        "recorded": Look("wait", _("Recorded")),
        "in_force": Look("info", _("In force")),
        "lifted": Look("ok", _("Lifted")),
        "expired": Look("closed", _("Ended")),
        "closed": Look("closed", _("Closed")),
        "overturned": Look("ok", _("Overturned")),
    },
    "appeal": {
        "draft": Look("paused", _("Draft")),
        "submitted": Look("wait", _("New")),
        "in_review": Look("info", _("In review")),
        "waiting_for_appellant": Look("paused", _("Waiting for the person")),
        "second_check": Look("wait", _("Second check")),
        "decided": Look("stays", _("Decided")),
        "withdrawn": Look("closed", _("Withdrawn")),
        "lapsed": Look("closed", _("Not sent")),
    },
    "closure": {
        "proposed": Look("wait", _("Proposed")),
        "in_review": Look("info", _("In review")),
        "second_approval": Look("wait", _("Second approval")),
        "approved": Look("stays", _("Approved")),
        "effected": Look("closed", _("Account closed")),
        "refused": Look("closed", _("Not approved")),
        "withdrawn": Look("closed", _("Withdrawn")),
    },
    "hold": {
        "held": Look("wait", _("Held")),
        "ended": Look("ok", _("No longer held")),
    },
    "effect": {
        "requested": Look("wait", _("Requested")),
        "confirmed": Look("ok", _("Done")),
        "refused": Look("bad", _("Refused by the platform")),
        "overdue": Look("late", _("Overdue")),
        "cancelled": Look("closed", _("Cancelled")),
    },
    "request": {
        "open": Look("paused", _("Waiting for an answer")),
        "answered": Look("ok", _("Answered")),
        "unanswered": Look("closed", _("Not answered")),
        "withdrawn": Look("closed", _("Withdrawn")),
    },
    "outcome": {
        "overturned": Look("ok", _("Overturned")),
        "changed": Look("changed", _("Changed")),
        "upheld": Look("stays", _("The suspension stays")),
        "inadmissible": Look("closed", _("Not taken up")),
    },
    "finding": {
        "shown": Look("stays", _("Shown")),
        "not_shown": Look("ok", _("Not shown")),
        "withdrawn": Look("closed", _("Withdrawn")),
    },
    # One check of a file, and a file as a whole.
    "check": {
        "passed": Look("ok", _("Passed")),
        "failed": Look("bad", _("Not accepted")),
        "waiting": Look("wait", _("Waiting for a person")),
        "not_needed": Look("none", _("Not needed")),
    },
    "evidence": {
        "received": Look("wait", _("Being checked")),
        "checking": Look("wait", _("Being checked")),
        "accepted": Look("ok", _("Accepted")),
        "replace": Look("bad", _("Send it again")),
        "rejected": Look("bad", _("Not accepted")),
        "not_used": Look("closed", _("Not used")),
    },
    # A file as a whole, seen from the desk.
    "document": {
        "received": Look("wait", _("Being checked")),
        "checking": Look("wait", _("To be checked")),
        "accepted": Look("ok", _("Accepted")),
        "replace": Look("bad", _("New copy asked for")),
        "rejected": Look("bad", _("Not accepted")),
        "not_used": Look("closed", _("Not used")),
    },
    "task": {
        "done": Look("done", _("Completed")),
        "not_started": Look("info", _("Not started")),
        "optional": Look("none", _("Optional")),
        "problem": Look("bad", _("There is a problem")),
    },
    "stage": {
        "done": Look("ok", _("Done")),
        "now": Look("you", _("Now")),
        "next": Look("none", _("Next")),
        "late": Look("late", _("Late")),
    },
}


def look_of(code: str, family: str = "status") -> Look:
    """Return how `code` of a family is shown; a code without an entry is shown as its own words, in grey."""
    known = LOOKS.get(family, {}).get(code)
    return known or Look("closed", code.replace("_", " ").capitalize())
