"""What a decision must say before it can be given: every rule, all its errors at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appeals.actions.deciding_consequences import consequence_errors
from appeals.actions.links import lacks_own_conduct
from appeals.actions.wording import LONGEST_ANSWER, LONGEST_STATEMENT, incoming, outgoing
from appeals.deadlines import needs_two_deciders
from appeals.errors import FieldError, IllegalTransition, Invalid
from appeals.letters.likeness import same_letter
from appeals.models import Cause, Decision, Evidence, Exhibit, Finding, Hold, Level, Measure, Outcome, SubjectKind
from appeals.queries.disclosure import is_withheld
from appeals.queries.ladder import WEIGHT
from appeals.workflow import ClosureState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from appeals.actions.deciding_draft import DecisionDraft
    from appeals.models import Appeal, Suspension

# Why an appeal is not looked at. Never for its form, its language, or only because it is late.
INADMISSIBLE = {
    "not_this_account": "It is about another account, and not from its owner.",
    "already_decided": "The same thing was decided before, and nothing new is said.",
    "not_a_measure": "It is about something that is no measure, closure or hold of ours.",
    "withdrawn_by_person": "The person told us that they do not want a decision.",
}
AGAINST = frozenset({Outcome.UPHELD, Outcome.INADMISSIBLE})
FINDINGS = frozenset(code for code, _ in Finding._meta.get_field("finding").flatchoices)
SHOWN = "shown"
# Against a person nobody signs in two words (also a guard of the database).
SHORTEST_AGAINST = 40


def needs_second_person(case: Suspension, outcome: str, *, subject_kind: str = SubjectKind.SUSPENSION, hold: Hold | None = None) -> bool:
    """Whether a second person must sign: results against the person, where what stays runs longer than seven days.

    A closure always takes two. A warning takes nothing away and takes one.
    """
    if outcome not in AGAINST:
        return False
    if subject_kind == SubjectKind.CLOSURE:
        return True
    if subject_kind == SubjectKind.HOLD and hold is not None:
        return needs_two_deciders(hold.placed_at, _latest_end(hold))
    return case.measure != Measure.WARNING and needs_two_deciders(case.starts_at, _latest_end(case))


def _latest_end(subject: Suspension | Hold) -> datetime | None:
    if subject.ends_at is None or subject.proposed_review_on is not None:
        return None
    return max(subject.ends_at, subject.proposed_ends_at or subject.ends_at)


def check(appeal: Appeal, draft: DecisionDraft) -> None:
    """Check a tidied draft against every rule. Raises Invalid with all errors, each naming its field.

    Raises IllegalTransition where something arrived after the page that it was written on.
    """
    if draft.evidence_rev is not None and draft.evidence_rev != appeal.case.evidence_rev:
        raise IllegalTransition("Something new arrived since you opened this page. Look at it first.", state=appeal.state)
    if draft.outcome not in Outcome.values:
        raise Invalid.one("outcome", "unknown", f"Use one of: {', '.join(Outcome.values)}.")
    parts = (_told, _own_conduct, _summary, _reason_codes, _findings, _arguments, _evidence, _lighter_measures, consequence_errors)
    errors = [error for part in parts for error in part(appeal, draft)]
    if errors:
        raise Invalid(errors)


def language_of(appeal: Appeal, draft: DecisionDraft) -> str:
    """The language a decision is written in: what the draft says, else the account's."""
    return draft.language or appeal.case.account.language


def letter_hash(appeal: Appeal, draft: DecisionDraft) -> str:
    """The fingerprint of everything we wrote, without what only names this case: equal ones are the same form letter."""
    answers = [answer for *_, answer in draft.findings] + [answer for _, answer in draft.arguments]
    text = "\n".join([draft.summary, *answers, *(why for _, why in draft.lighter_measures)])
    return same_letter(text, names=[appeal.case.account.display_name])


def _ours(
    appeal: Appeal, draft: DecisionDraft, field: str, text: str, required: str, *, longest: int = LONGEST_ANSWER
) -> Iterator[FieldError]:
    closed = appeal.closure is not None and appeal.closure.state == ClosureState.EFFECTED
    return outgoing(field, text, language=language_of(appeal, draft), longest=longest, required=required, gate_passed=closed)


def _told(appeal: Appeal, draft: DecisionDraft) -> Iterator[FieldError]:
    """Nobody loses on reasons that they were not told: they could not answer them."""
    if draft.outcome in AGAINST and appeal.subject_kind == SubjectKind.SUSPENSION and is_withheld(appeal.case):
        yield FieldError("outcome", "reasons_withheld", "The person was not told all reasons. Give them first, and wait for the answer.")


def _summary(appeal: Appeal, draft: DecisionDraft) -> Iterator[FieldError]:
    yield from _ours(appeal, draft, "summary", draft.summary, "Say the reason in a few sentences.", longest=LONGEST_STATEMENT)
    if draft.outcome in AGAINST and 0 < len(draft.summary) < SHORTEST_AGAINST:
        yield FieldError("summary", "too_short", f"A result against the person needs at least {SHORTEST_AGAINST} characters of reason.")
    if draft.summary and Decision.objects.filter(letter_hash=letter_hash(appeal, draft)).exists():
        yield FieldError("summary", "form_letter", "This text is the same as in another case. Write to this person.")


def _own_conduct(appeal: Appeal, draft: DecisionDraft) -> Iterator[FieldError]:
    """Nobody is held to what another account did (also a guard of the database)."""
    if draft.outcome == Outcome.UPHELD and lacks_own_conduct(appeal.case):
        message = "The measure rests on what another account did. Write on its link what this account did itself, or do not let it stay."
        yield FieldError("outcome", "own_conduct_missing", message)


def _reason_codes(appeal: Appeal, draft: DecisionDraft) -> Iterator[FieldError]:
    if appeal.level == Level.REINSTATEMENT and draft.outcome == Outcome.OVERTURNED:
        yield FieldError("outcome", "not_here", "Nobody says that closing was wrong: change it, or let it stay.")
    if draft.outcome == Outcome.OVERTURNED and draft.cause not in Cause.values:
        yield FieldError("cause", "required", f"Say what was wrong: {', '.join(Cause.values)}.")
    if draft.outcome != Outcome.OVERTURNED and draft.cause is not None:
        yield FieldError("cause", "not_here", "A cause belongs to what was overturned.")
    if draft.outcome == Outcome.INADMISSIBLE and draft.inadmissible_code not in INADMISSIBLE:
        yield FieldError("inadmissible_code", "required", f"Say why: {', '.join(INADMISSIBLE)}. Form, language or lateness are no reason.")
    if draft.outcome != Outcome.INADMISSIBLE and draft.inadmissible_code is not None:
        yield FieldError("inadmissible_code", "not_here", "This belongs to an appeal that we could not look at.")


def _findings(appeal: Appeal, draft: DecisionDraft) -> Iterator[FieldError]:
    """Every disputed point gets a finding; an appeal of a measure that names none disputes them all."""
    known = set(appeal.case.citations.values_list("position", flat=True))
    given: dict[int, str] = {}
    for place, (at, finding, answer) in enumerate(draft.findings):
        field = f"findings[{place}]"
        if at not in known or at in given:
            yield FieldError(f"{field}.citation", "unknown", "Answer each point of the reason once, by its number.")
            continue
        given[at] = finding
        if finding not in FINDINGS:
            yield FieldError(f"{field}.finding", "unknown", f"Use one of: {', '.join(sorted(FINDINGS))}.")
        yield from _ours(appeal, draft, f"{field}.answer", answer, "Say what led to this finding.")
    if draft.outcome == Outcome.INADMISSIBLE:
        return
    of_measure = appeal.subject_kind == SubjectKind.SUSPENSION
    disputed = set(appeal.disputes) or (known if of_measure else set())
    for at in sorted(disputed - set(given)):
        yield FieldError("findings", "missing", f"Point {at + 1} of the reason has no finding.")
    if draft.outcome == Outcome.UPHELD and of_measure and set(given) == known and SHOWN not in given.values():
        yield FieldError("outcome", "contradiction", "No point is shown: then the measure cannot stay.")


def _arguments(appeal: Appeal, draft: DecisionDraft) -> Iterator[FieldError]:
    """What the person said is answered, unless it was not looked at."""
    if appeal.statement.strip() and not draft.arguments and draft.outcome != Outcome.INADMISSIBLE:
        yield FieldError("arguments", "required", "Answer what the person said, point by point.")
    for place, (point, answer) in enumerate(draft.arguments):
        field = f"arguments[{place}]"
        yield from incoming(f"{field}.point", point, longest=LONGEST_ANSWER, required="Say in short what the person said.")
        yield from _ours(appeal, draft, f"{field}.answer", answer, "Answer this point.")


def _evidence(appeal: Appeal, draft: DecisionDraft) -> Iterator[FieldError]:
    """Everything sent and every exhibit is considered; what is not used says why, and nothing unread counts against the person."""
    exhibits = () if appeal.subject_kind == SubjectKind.HOLD else appeal.case.exhibits.order_by("id")
    sent: dict[str, Evidence | Exhibit] = {one.public_id: one for one in (*appeal.evidence.filter(removed_at=None), *exhibits)}
    given: set[str] = set()
    for place, (public_id, used, note) in enumerate(draft.evidence_used):
        field = f"evidence_used[{place}]"
        if public_id not in sent or public_id in given:
            yield FieldError(f"{field}.evidence", "unknown", "Name each item of this appeal once.")
        given.add(public_id)
        yield from _ours(appeal, draft, f"{field}.note", note, "" if used else "Say why this was not used.")
    if draft.outcome == Outcome.INADMISSIBLE:
        return
    for public_id, item in sent.items():
        if public_id not in given:
            yield FieldError("evidence_used", "missing", f"Say what “{item.name}” was worth.")
        elif isinstance(item, Evidence) and item.check_after is not None and draft.outcome == Outcome.UPHELD:
            yield FieldError("evidence_used", "not_checked", f"“{item.name}” is still being checked. Wait until it can be seen.")


def _lighter_measures(appeal: Appeal, draft: DecisionDraft) -> Iterator[FieldError]:
    case = appeal.case
    weighs = appeal.subject_kind == SubjectKind.CLOSURE or (
        appeal.subject_kind == SubjectKind.SUSPENSION and case.measure != Measure.WARNING
    )
    if draft.outcome == Outcome.UPHELD and weighs and not draft.lighter_measures:
        yield FieldError("lighter_measures", "required", "Say which lighter measure was considered, and why it is not enough.")
    for place, (measure, why_not) in enumerate(draft.lighter_measures):
        field = f"lighter_measures[{place}]"
        if measure not in Measure.values or WEIGHT[Measure(measure)] > WEIGHT[Measure(case.measure)]:
            yield FieldError(f"{field}.measure", "not_lighter", "Name a measure that is lighter.")
        yield from _ours(appeal, draft, f"{field}.why_not", why_not, "Say why it is not enough.")
