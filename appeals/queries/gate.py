"""What the closure gate still waits for: read from the database's own function, worded for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from appeals.errors import Missing, Unavailable
from appeals.models.guarded import guards_missing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from appeals.models import Closure

SENTENCES = {
    "statement_missing": "No statement of reasons was issued for this closure.",
    "notice_not_delivered": "The notice of this closure has not reached the person.",
    "notice_period_running": "The notice period still runs.",
    "answer_by_running": "The person may still answer.",
    "appeal_open": "An appeal of this case is open.",
    "request_open": "A question to the person is open.",
    "dispute_stay": "A proceeding outside stops the closure.",
    "legal_hold": "A legal hold stops the closure.",
    "review_missing": "No completed review of all evidence.",
    "evidence_after_review": "Something new arrived after the review.",
    "reviewer_not_independent": "The reviewer was involved in this case.",
    "approval_missing": "No second person has approved.",
    "approver_not_independent": "The second person was involved in this case.",
    "person_not_entitled": "A signature comes from someone who was not entitled to give it.",
    "lighter_measures_missing": "Nobody said why a lighter measure is not enough.",
    "money_plan_missing": "Nobody said what happens to the held money.",
    "letter_lacks_last_day": "The letter does not name the last day to appeal.",
    "letter_language_missing": "The letter neither is in the person's language nor says that it is not.",
}


def missing_from_codes(codes: Iterable[str]) -> list[Missing]:
    """The codes that are the gate's, with a sentence each; other refusals of a closure are left out."""
    return [Missing(code, SENTENCES[code]) for code in codes if code in SENTENCES]


def require_guards() -> None:
    """Raise Unavailable unless the database holds every guard: without them no account is closed."""
    if guards_missing():
        raise Unavailable("The database lacks its guards, so no account can be closed. Run manage.py setup_database.")


def closure_missing(closure: Closure) -> list[Missing]:
    """What keeps this closure's gate shut now, in the order of the published list; empty when it is open."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT closure_missing(%s)", [closure.pk])
        (codes,) = cursor.fetchone()
    until = {"answer_by_running": closure.answer_by, "notice_period_running": closure.notice_period_until}
    return [Missing(code, SENTENCES.get(code, code), until.get(code)) for code in codes]
