"""The closure gate as a list to read: what each code wants, and where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.functional import Promise

    from appeals.errors import Missing
    from appeals.queries.console_closures import GateItem

WANTED: dict[str, str | Promise] = {
    "statement_missing": _("The closure has its own statement of reasons"),
    "notice_not_delivered": _("Its notice has reached the person"),
    "notice_period_running": _("The notice period is over"),
    "answer_by_running": _("The time to answer is over"),
    "appeal_open": _("No appeal of the case is open"),
    "request_open": _("No question to the person is open"),
    "dispute_stay": _("No outside proceeding stops it"),
    "legal_hold": _("No legal hold stops it"),
    "review_missing": _("A person has read everything and completed a review"),
    "evidence_after_review": _("Nothing new arrived after that"),
    "reviewer_not_independent": _("The reviewer was not involved"),
    "approval_missing": _("A second person agrees"),
    "approver_not_independent": _("The second person was not involved"),
    "person_not_entitled": _("Every signature comes from someone entitled"),
    "lighter_measures_missing": _("It says why a lighter measure is not enough"),
    "money_plan_missing": _("It says what happens to the held money"),
    "letter_lacks_last_day": _("The letter names the last day to appeal"),
    "letter_language_missing": _("The letter is in the person's language, or says that it is not"),
}


def gate_rows(items: Iterable[GateItem]) -> list[dict[str, Any]]:
    """Every condition for `ui/gate.html`; the sentence stands only where something is left."""
    return [
        {"label": WANTED.get(item.code, item.code), "met": item.met, "detail": "" if item.met else item.sentence, "until": item.until}
        for item in items
    ]


def missing_rows(missing: Iterable[Missing]) -> list[dict[str, Any]]:
    """What a refused approval still waits for, for the same list."""
    return [{"label": WANTED.get(one.code, one.code), "met": False, "detail": one.detail, "until": one.until} for one in missing]
