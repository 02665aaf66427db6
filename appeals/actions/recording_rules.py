"""What a measure must say before it can be recorded: every rule, all its errors at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from accounts.models import Account
from appeals.deadlines import earliest_today
from appeals.errors import ExternalIdInUse, FieldError, HumanDecisionRequired, Invalid
from appeals.letters.linter import lint
from appeals.models import ABILITIES, Hold, Measure, Origin, SectionVersion, Suspension, read_reference
from appeals.models.money import CURRENCIES, decimals, in_currency
from appeals.queries.ladder import is_heavier, suggested_step

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from appeals.actions.drafts import CitationDraft, HoldDraft, SuspensionDraft
    from appeals.deadlines import RegimeRules

START_TOLERANCE = timedelta(minutes=5)
NOT_YET = "This moment has not come yet."
LONGEST_REVIEW = timedelta(days=90)
REFUSED_WORDING = frozenset({"forbidden_word", "accusation", "detection_method", "before_gate", "placeholder"})


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checks found: the account, the cited versions, the earlier warnings."""

    account: Account
    versions: tuple[SectionVersion, ...]
    warnings: tuple[Suspension, ...]


def already_recorded(draft: SuspensionDraft) -> Suspension | None:
    """The measure that this external id stands for, if the body is the same. Raises ExternalIdInUse otherwise."""
    if draft.external_id is None:
        return None
    known = Suspension.objects.select_related("account").filter(external_id=draft.external_id).first()
    if known is not None and known.body_sha256 != draft.body_sha256:
        raise ExternalIdInUse(known.reference)
    return known


def check(draft: SuspensionDraft, *, now: datetime) -> Checked:
    """Check a draft against every rule. Raises Invalid with all errors, each naming its field."""
    account = Account.objects.filter(external_id=draft.account).first()
    errors = [] if account else [FieldError("account", "unknown", "We do not know this account. Send it first.")]
    errors += [*_measure(draft, now), *_people(draft, now), *_disclosure(draft)]
    versions: list[SectionVersion] = []
    today = earliest_today(now)
    for place, citation in enumerate(draft.citations):
        field = f"citations[{place}]"
        found = _version(citation)
        errors += _citation(citation, found, field, today=today)
        if found is not None:
            versions.append(found)
    if not draft.citations and draft.origin == Origin.LIVE:
        errors.append(FieldError("citations", "required", "Cite at least one section, with what happened and when."))
    for place, hold in enumerate(draft.holds):
        errors += _hold(hold, f"holds[{place}]", draft.starts_at, now)
    errors += _hold_ids(draft)
    warnings = _warnings(draft, account, errors)
    if account is not None and not errors and draft.origin == Origin.LIVE:
        errors += _ladder(draft, account, versions, now)
    if errors:
        raise Invalid(errors)
    assert account is not None  # noqa: S101 - an unknown account is an error above
    return Checked(account, tuple(versions), tuple(warnings))


def check_automation(draft: SuspensionDraft, rules: RegimeRules) -> None:
    """Raise HumanDecisionRequired where software decided alone and a regime lets it only propose."""
    if draft.automated_decision == "full" and str(rules.automation) == "propose_only":
        raise HumanDecisionRequired


def _measure(draft: SuspensionDraft, now: datetime) -> Iterator[FieldError]:
    unknown = [ability for ability in draft.removes if ability not in ABILITIES]
    if unknown:
        yield FieldError("removes", "unknown", f"We do not know: {', '.join(unknown)}.")
    if draft.starts_at > now + START_TOLERANCE:
        yield FieldError("starts_at", "in_the_future", "A measure is recorded when it starts, not before.")
    if draft.already_applied_at is not None and draft.already_applied_at > now + START_TOLERANCE:
        yield FieldError("already_applied_at", "in_the_future", NOT_YET)
    if draft.measure != Measure.WARNING:
        if not draft.removes:
            yield FieldError("removes", "required", "Say which abilities this measure removes.")
        yield from _duration(draft)
    elif draft.ends_at or draft.review_on or draft.removes:
        yield FieldError("measure", "warning_takes_nothing", "A warning has no end and removes nothing.")


def _duration(draft: SuspensionDraft) -> Iterator[FieldError]:
    if draft.ends_at is not None and draft.ends_at <= draft.starts_at:
        yield FieldError("ends_at", "before_start", "The end is before the start.")
    if draft.measure == Measure.TEMPORARY and draft.ends_at is None:
        yield FieldError("ends_at", "required", "Say when it ends.")
    elif draft.measure == Measure.INDEFINITE and draft.review_on is None:
        yield FieldError("review_on", "required", "Say when a person looks at it again, at most 90 days on.")
    elif (draft.ends_at is None) == (draft.review_on is None):
        yield FieldError("ends_at", "one_of", "Give exactly one: when it ends, or when it is looked at again.")
    if draft.review_on is not None and not draft.starts_at < draft.review_on <= draft.starts_at + LONGEST_REVIEW:
        yield FieldError("review_on", "out_of_range", "The review is after the start and at most 90 days on.")


def _people(draft: SuspensionDraft, now: datetime) -> Iterator[FieldError]:
    if draft.decided_by is None and draft.automated_decision != "full" and draft.origin == Origin.LIVE:
        yield FieldError("decided_by", "required", "Say who decided this measure.")
    if draft.decided_by is not None and draft.automated_decision == "full":
        yield FieldError("decided_by", "contradiction", "Software decided alone, or a person did: not both.")
    if draft.decided_at is not None and draft.decided_at > now + START_TOLERANCE:
        yield FieldError("decided_by.decided_at", "in_the_future", NOT_YET)


def _disclosure(draft: SuspensionDraft) -> Iterator[FieldError]:
    if draft.disclosure == "full":
        return
    yield FieldError("disclosure.mode", "second_person_required", "Withholding reasons takes two people: record it in the console.")


def _version(citation: CitationDraft) -> SectionVersion | None:
    versions = SectionVersion.objects.filter(section__key=citation.section).select_related("section")
    if citation.version is not None:
        return versions.filter(number=citation.version).first()
    if not citation.facts:
        return versions.order_by("-number").first()
    day = min(fact.occurred_on for fact in citation.facts)
    return versions.filter(in_force_from__lte=day).order_by("-in_force_from", "-number").first()


def _citation(citation: CitationDraft, version: SectionVersion | None, field: str, *, today: date) -> Iterator[FieldError]:
    if not citation.facts:
        yield FieldError(f"{field}.facts", "required", "Say what happened and on which day.")
    for place, fact in enumerate(citation.facts):
        where = f"{field}.facts[{place}]"
        if fact.occurred_on > today:
            yield FieldError(f"{where}.occurred_on", "in_the_future", "This day has not come yet.")
        yield from _words(fact.what, f"{where}.what", citation.language, "Say what happened.")
    yield from _words(citation.explanation, f"{field}.explanation", citation.language, "Say why this breaks the section.")
    if citation.ground == "illegal" and not (citation.legal_ground or "").strip():
        yield FieldError(f"{field}.legal_ground", "required", "Name the law.")
    yield from _cited_version(citation, version, field)


def _cited_version(citation: CitationDraft, version: SectionVersion | None, field: str) -> Iterator[FieldError]:
    if version is None:
        known = SectionVersion.objects.filter(section__key=citation.section).exists()
        code = "not_in_force" if known else "unknown"
        text = "This section was not in force on that day." if known else "There is no such section."
        yield FieldError(f"{field}.{'version' if known else 'section'}", code, text)
    elif any(fact.occurred_on < version.in_force_from for fact in citation.facts):
        yield FieldError(f"{field}.version", "not_in_force", "This version was not yet in force on that day.")
    elif citation.facts and not any(_in_force(version, fact.occurred_on) for fact in citation.facts):
        yield FieldError(f"{field}.version", "superseded", "Another version was in force on each of these days.")


def _in_force(version: SectionVersion, day: date) -> bool:
    newer = SectionVersion.objects.filter(section=version.section, in_force_from__lte=day)
    return newer.order_by("-in_force_from", "-number").values_list("pk", flat=True).first() == version.pk


def _words(text: str, field: str, language: str, wanted: str) -> Iterator[FieldError]:
    if not text.strip():
        yield FieldError(field, "required", wanted)
    for found in lint(text, language=language):
        if found.code in REFUSED_WORDING:
            yield FieldError(field, found.code, found.message)


def _hold(hold: HoldDraft, field: str, starts_at: datetime, now: datetime) -> Iterator[FieldError]:
    yield from money_errors(hold, f"{field}.")
    if (hold.ends_at is None) == (hold.review_on is None):
        yield FieldError(f"{field}.ends_at", "one_of", "Give exactly one: when it ends, or when it is looked at again.")
    last = hold.ends_at or hold.review_on
    if last is not None and last <= starts_at:
        yield FieldError(f"{field}.ends_at", "before_start", "The end is before the start.")
    elif last is not None and last <= now:
        yield FieldError(f"{field}.{'ends_at' if hold.ends_at else 'review_on'}", "in_the_past", "The date is in the past.")
    if not hold.reason.strip():
        yield FieldError(f"{field}.reason", "required", "Say why the money is held.")


def money_errors(hold: HoldDraft, prefix: str = "") -> Iterator[FieldError]:
    """What is wrong with an amount to hold: nothing or less, a currency that is none, more decimals than it has."""
    if hold.amount <= 0:
        yield FieldError(f"{prefix}amount", "not_positive", "An amount is above zero.")
    if hold.currency not in CURRENCIES:
        yield FieldError(f"{prefix}currency", "unknown", "Use a code of ISO 4217, such as USD.")
    elif hold.amount > 0 and in_currency(hold.amount, hold.currency) != hold.amount:
        yield FieldError(f"{prefix}amount", "too_precise", f"{hold.currency} has {decimals(hold.currency)} decimals. Send no more.")


def _hold_ids(draft: SuspensionDraft) -> Iterator[FieldError]:
    named = [hold.external_id for hold in draft.holds]
    taken = set(Hold.objects.filter(external_id__in=[one for one in named if one]).values_list("external_id", flat=True))
    for place, one in enumerate(named):
        if one is not None and (one in taken or one in named[:place]):
            yield FieldError(f"holds[{place}].external_id", "in_use", "This id stands for another hold already.")


def _warnings(draft: SuspensionDraft, account: Account | None, errors: list[FieldError]) -> list[Suspension]:
    found: list[Suspension] = []
    for place, typed in enumerate(draft.prior_warnings):
        known = Suspension.objects.filter(reference=read_reference(typed), account=account).exclude(state="overturned")
        warning = known.first()
        if warning is None:
            errors.append(FieldError(f"warnings.prior[{place}]", "unknown", "This account has no such earlier case."))
        else:
            found.append(warning)
    needs_reason = draft.measure != Measure.WARNING and draft.origin == Origin.LIVE
    if needs_reason and not draft.prior_warnings and not draft.no_warning_reason.strip():
        errors.append(FieldError("warnings.none_reason", "required", "There was no warning before. Say why not."))
    return found


def _ladder(draft: SuspensionDraft, account: Account, versions: list[SectionVersion], now: datetime) -> Iterator[FieldError]:
    if draft.ladder_reason.strip() or not versions:
        return
    days = None if draft.ends_at is None else (draft.ends_at - draft.starts_at).days
    steps = [suggested_step(account, version, now=now) for version in versions]
    if all(is_heavier(draft.measure, days, step) for step in steps):
        yield FieldError("ladder_reason", "required", "This goes further than the section's ladder. Say why.")
