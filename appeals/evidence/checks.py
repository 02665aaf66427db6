"""The checks of one document: which there are, who makes them, and what the person reads when one is not passed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from appeals.evidence.render import ENCRYPTED
from appeals.evidence.scan import INFECTED

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from appeals.evidence.recognise import Recognised
    from appeals.evidence.render import Rendered
    from appeals.evidence.scan import Scan

# Smaller than a stamp: no document can be read in it, and no honest crop of a message is that small.
SMALLEST_READABLE_PIXELS = 40_000


class Result(StrEnum):
    """What became of one check."""

    PASSED = "passed"
    NOT_ACCEPTED = "not_accepted"
    WAITING = "waiting"
    NOT_NEEDED = "not_needed"


RESULT_LABELS = {
    Result.PASSED: _("Passed"),
    Result.NOT_ACCEPTED: _("Not accepted"),
    Result.WAITING: _("Waiting for a person"),
    Result.NOT_NEEDED: _("Not needed"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a check was not passed: what we saw, and what the person can do about it."""

    code: str
    says: _StrPromise
    fix: _StrPromise

    @property
    def text(self) -> str:
        """Both sentences, in the language that is active now."""
        return f"{self.says} {self.fix}"


@dataclass(frozen=True, slots=True)
class Check:
    """One question about a document. `automatic`: the program may answer it; all others belong to a person."""

    code: str
    label: _StrPromise
    reasons: tuple[Reason, ...]
    automatic: bool = False
    identity_only: bool = True

    def reason(self, code: str) -> Reason:
        """The reason of that code. Raises KeyError for one that this check does not have."""
        return {reason.code: reason for reason in self.reasons}[code]


@dataclass(frozen=True, slots=True)
class Checked:
    """The answer to one check; `reason` is a code of that check's reasons, empty unless it was not accepted."""

    code: str
    result: Result
    reason: str = ""


_TAKE_AGAIN = _("Put it on a table in daylight, show all four corners, and take the photo again.")

CHECKS: dict[str, Check] = {
    check.code: check
    for check in (
        Check(
            "opens",
            _("Opens"),
            (
                Reason("encrypted", _("The file needs a password."), _("Save it without a password and send it again.")),
                Reason(
                    "cannot_open",
                    _("We could not make pages from this file."),
                    _("Send a screenshot or a photo of it, or save it as PDF again."),
                ),
                Reason(
                    "too_many_pages",
                    _("The file has more than 100 pages."),
                    _("Send the pages that matter, or split it into parts of at most 100 pages."),
                ),
                Reason(
                    "held_back",
                    _("Our safety check did not let this file through. This says nothing about you."),
                    _("Send a screenshot or a photo of it instead."),
                ),
            ),
            automatic=True,
            identity_only=False,
        ),
        Check(
            "corners_visible",
            _("All corners visible"),
            (
                Reason("cut_off", _("One side is cut off."), _TAKE_AGAIN),
                Reason("covered", _("Something covers a part of it."), _TAKE_AGAIN),
            ),
        ),
        Check(
            "text_readable",
            _("Text readable"),
            (
                Reason("too_small", _("The picture is too small to read."), _("Send it in its full size.")),
                Reason("blurred", _("The text is not sharp."), _("Hold the camera still and take the photo again.")),
                Reason("glare", _("Light hides a part of the text."), _("Turn off the flash and take the photo again.")),
                Reason("too_dark", _("The picture is too dark."), _("Take the photo again in daylight.")),
            ),
            automatic=True,
            identity_only=False,
        ),
        Check(
            "name_matches",
            _("Name matches your profile"),
            (
                Reason(
                    "other_name",
                    _("The name is not the one on your profile, in any script or order."),
                    _("Tell us how the two names belong together, or send a document with the name you use."),
                ),
                Reason("name_hidden", _("We cannot see the name."), _("Send a photo in which the name is not covered.")),
            ),
        ),
        Check(
            "not_expired",
            _("Not expired"),
            (
                Reason("expired", _("The document is no longer valid."), _("Send one that is valid, or tell us why you have none.")),
                Reason("no_date", _("We cannot see until when it is valid."), _("Send the side with the date too.")),
            ),
        ),
        Check(
            "issuer_recognised",
            _("Issuer recognised"),
            (
                Reason(
                    "unknown_issuer",
                    _("We could not find out who issued it."),
                    _("Tell us who issued it and where, or send another document."),
                ),
                Reason(
                    "not_official",
                    _("This is not a document of the kind we asked for."),
                    _("Send one from the list, or say that you do not have one."),
                ),
            ),
        ),
        Check(
            "signature_verified",
            _("Signature or QR code verified"),
            (
                Reason(
                    "not_verified",
                    _("The signature or code could not be confirmed."),
                    _("Download the document again from the official site and send the file you get."),
                ),
            ),
        ),
    )
}


def first_results(recognised: Recognised, rendered: Rendered, scan: Scan, *, identity: bool) -> list[Checked]:
    """What the program can say itself, in the order of CHECKS; everything else waits for a person.

    A file that does not open has only that one result: there is nothing to look at yet. `identity`: the file is meant
    to prove who someone is; other files need no corners, dates or issuer.
    """
    opens = _opens(rendered, scan)
    if opens.result is not Result.PASSED:
        return [opens]
    known = {"opens": opens, "text_readable": _text_readable(recognised)}
    # A signature is a matter of few documents; a person asks for that check where there is one.
    needed = identity and recognised.kind != "text"
    waiting = {code: Checked(code, Result.WAITING if needed and code != "signature_verified" else Result.NOT_NEEDED) for code in CHECKS}
    return list((waiting | known).values())


def _opens(rendered: Rendered, scan: Scan) -> Checked:
    """Whether staff will have something to look at."""
    if scan.result == INFECTED:
        return Checked("opens", Result.NOT_ACCEPTED, "held_back")
    for finding in rendered.findings:
        known = finding.code if finding.code == ENCRYPTED else finding.cause
        reason = known if known in (ENCRYPTED, "too_many_pages") else "cannot_open"
        return Checked("opens", Result.NOT_ACCEPTED, reason)
    return Checked("opens", Result.PASSED)


def _text_readable(recognised: Recognised) -> Checked:
    """Only the certain ends: text is readable, a stamp-sized picture is not."""
    if recognised.kind == "text":
        return Checked("text_readable", Result.PASSED)
    pixels = recognised.width * recognised.height
    if recognised.kind != "pdf" and pixels < SMALLEST_READABLE_PIXELS:
        return Checked("text_readable", Result.NOT_ACCEPTED, "too_small")
    return Checked("text_readable", Result.WAITING)
