"""What the database refuses, turned into the domain's own errors: the one place that reads constraint names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appeals.errors import AppealError, GateClosed, IllegalTransition, Invalid, NotIndependent, PeopleOnly
from appeals.queries.gate import missing_from_codes

if TYPE_CHECKING:
    from django.db import IntegrityError

GATE = "I2"
_SENTENCES = {
    "I1": "A measure needs a cited section, a dated fact and an issued statement.",
    "I2": "The closure is not at a point where this is possible.",
    "I3": "The timeline cannot be changed.",
    "I4": "The state and the timeline do not agree.",
    "I5": "This is open already.",
    "I7": "What was decided or issued never changes.",
    "I8": "Evidence was added in the meantime.",
    "I9": "Held money needs an end or a review date.",
    "I10": "The statement of reasons is not complete.",
    "own_conduct": "The measure rests on what another account did. Write on its link what this account did itself.",
    "no_form_letter": "This text is the same as in another case. Write to this person.",
    "appeals_hold_external_id_key": "The id of one of these holds stands for another hold already.",
    "one_open_appeal_of_suspension": "An appeal against this is open already.",
    "one_open_appeal_of_closure": "An appeal against this is open already.",
    "one_open_appeal_of_hold": "An appeal against this is open already.",
    "one_pending_closure_per_case": "A closure is already proposed for this case.",
    "one_open_review_of_appeal": "You hold a review of this already.",
    "one_open_review_of_closure": "You hold a review of this already.",
    "one_open_request_per_appeal": "A question to the person is open already.",
}
# What is no matter of a state but of a value: its field and code.
_FIELDS = {"no_form_letter": ("summary", "form_letter"), "appeals_hold_external_id_key": ("holds", "in_use")}
_NOT_INDEPENDENT = {"reviewer_not_independent", "approver_not_independent"}


def refusal_of(error: IntegrityError) -> AppealError | None:
    """The domain error that a violated rule stands for; None for a fault that is no refusal.

    Guards raise check_violation with the constraint named after the rule (I1 … I10) and codes as the detail.
    """
    diagnosis = getattr(error.__cause__, "diag", None)
    if diagnosis is None:
        return None
    rule = diagnosis.constraint_name or ""
    codes = [code for code in (diagnosis.message_detail or "").split(",") if code.isidentifier()]
    if rule == "I6":
        if _NOT_INDEPENDENT & set(codes):
            return NotIndependent("You were involved in what is to be judged.")
        return PeopleOnly("Only an entitled person can give this judgement.")
    missing = missing_from_codes(codes) if rule == GATE else []
    if missing:
        return GateClosed(missing)
    if rule in _FIELDS:
        return Invalid.one(*_FIELDS[rule], _SENTENCES[rule])
    sentence = _SENTENCES.get(rule)
    return None if sentence is None else IllegalTransition(sentence, state="")
