"""The form of what clients send: names, types, lengths. Whether it may be is for the verbs to say."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import AccountKind
from appeals.actions.effects import REFUSAL_CODES
from appeals.actions.exhibits import AUDIENCES, SHOWN
from appeals.api.inputs import (
    A_LIST,
    Amount,
    AnyJson,
    Choice,
    Count,
    Day,
    Email,
    ExternalId,
    Flag,
    Input,
    Instant,
    Line,
    Pattern,
    Text,
    Upload,
    Whole,
    Words,
)
from appeals.models import ABILITIES, Automation, Disclosure, HoldKind, HoldOutcome, Measure, Origin, Source

LONG, MIDDLE = 10_000, 2_000
LARGEST = 2**31 - 1
MOST_ITEMS = 100
LANGUAGE = r"\A[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}\Z"
COUNTRY = r"\A[A-Z]{2}\Z"
CURRENCY = r"\A[A-Z]{3}\Z"
TERRITORY = r"\A(\*|[A-Z]{2})\Z"
SECTION = r"\A[a-z0-9-]{1,64}\Z"
ZONE = r"\A[A-Za-z0-9_+/-]{1,64}\Z"


def language(**options: Any) -> Pattern:
    """A BCP 47 tag."""
    return Pattern(LANGUAGE, says="Use a language tag such as en or pt-BR.", **({"default": "en"} | options))


def several(body: type[Input], *, most: int, **options: Any) -> serializers.ListSerializer[Any]:
    """A list of bodies."""
    return serializers.ListSerializer(child=body(), max_length=most, error_messages={"not_a_list": A_LIST}, **options)


class ProofBody(Input):
    """Something the account proved before."""

    kind = Line(most=64)
    passed_on = Day()
    expires_on = Day(allow_null=True, default=None)


class MemberBody(Input):
    """One more person of the account, mostly of an agency. A measure against the account never spreads to them."""

    external_id = ExternalId()
    display_name = Line(most=200)
    email = Email(max_length=254)
    language = language()
    role = Line(most=32, default="member")
    may_appeal = Flag(default=False)


class AccountBody(Input):
    """An account as the marketplace knows it now."""

    kind = Choice(choices=AccountKind.values)
    display_name = Line(most=200)
    email = Email(max_length=254)
    email_changed_at = Instant(allow_null=True, default=None)
    previous_email = Email(max_length=254, allow_null=True, default=None)
    language = language()
    time_zone = Pattern(
        ZONE,
        says="Use a name of the IANA time zone database, such as America/Bogota.",
        allow_null=True,
        default=None,
        help_text="An IANA name. An unknown zone is kept as null and counts as UTC-12 for deadlines.",
    )
    country = Pattern(
        COUNTRY,
        says="Use the two capital letters of ISO 3166-1, such as CO.",
        allow_null=True,
        default=None,
        help_text="ISO 3166-1 alpha-2. An unknown country takes the protection of every active regime.",
    )
    subdivision = Line(most=6, allow_null=True, default=None)
    regime_roles = Words(child=Line(most=32), default=list, max_length=10)
    registered_on = Day(allow_null=True, default=None)
    proofs = several(ProofBody, most=50, default=list)
    members = several(MemberBody, most=500, default=list)


class ItemBody(Input):
    """The thing a fact is about."""

    kind = Line(most=40)
    external_id = Line(most=128)
    label = Line(most=200, allow_blank=True, default="")  # type: ignore[assignment]


class FactBody(Input):
    """What happened on which day."""

    occurred_on = Day(error_messages={"required": "Say on which day this happened."})
    what = Text(most=LONG, error_messages={"required": "Say what happened.", "blank": "Say what happened."})
    item = ItemBody(allow_null=True, default=None)


class CitationBody(Input):
    """A section that the measure is based on. `version` null means the one in force on the first fact's day."""

    section = Pattern(SECTION, says="Use the key of a section, such as false-identity.")
    version = Whole(min_value=1, max_value=LARGEST, allow_null=True, default=None)
    ground = Choice(choices=["terms", "illegal"], default="terms")
    legal_ground = Text(most=MIDDLE, allow_null=True, default=None)
    explanation = Text(most=LONG, allow_blank=True)
    language = language()
    facts = several(FactBody, most=50)
    public_facts = Text(most=5_000, allow_blank=True, default="", help_text="For public databases: no personal data.")


class WarningsBody(Input):
    """The cases of the same account that warned before, or why there were none."""

    prior = Words(child=Line(most=40), default=list, max_length=50)
    none_reason = Text(most=MIDDLE, allow_blank=True, allow_null=True, default=None)


class DecidedByBody(Input):
    """Who decided, by the id that the identity provider gives, and when."""

    staff_id = Line(most=128)
    decided_at = Instant()


class DisclosureBody(Input):
    """How much of the reasons the person is given."""

    mode = Choice(choices=Disclosure.values, default="full")
    basis = Text(most=MIDDLE, allow_null=True, default=None)
    review_on = Instant(allow_null=True, default=None)


class HoldBody(Input):
    """Money to withhold; exactly one of `ends_at` and `review_on`."""

    external_id = ExternalId(allow_null=True, default=None)
    kind = Choice(choices=HoldKind.values)
    amount = Amount()
    currency = Pattern(CURRENCY, says="Use a code of ISO 4217, such as USD.", help_text="ISO 4217.")
    reason = Text(most=MIDDLE, allow_blank=True)
    basis = Line(most=200, allow_blank=True, default="")
    ends_at = Instant(allow_null=True, default=None)
    review_on = Instant(allow_null=True, default=None)


class CounterpartyBody(Input):
    """Someone with an open contract."""

    external_id = ExternalId()
    contract = Line(most=128, allow_blank=True, default="")
    contract_ends_on = Day(allow_null=True, default=None)


class SignalBody(Input):
    """Internal detection detail: taken in, never given out."""

    detector = Line(most=64)
    version = Line(most=32, allow_blank=True, default="")
    score = Line(most=32, allow_blank=True, default="")
    detail = AnyJson(default=dict)


class SuspensionBody(Input):
    """A measure to record. Exactly one of `ends_at` and `review_on`; a warning has neither."""

    external_id = ExternalId()
    account = ExternalId()
    origin = Choice(choices=Origin.values, default=Origin.LIVE.value)
    measure = Choice(choices=Measure.values)
    removes = Words(child=Choice(choices=ABILITIES), default=list, max_length=20)
    already_applied_at = Instant(allow_null=True, default=None)
    starts_at = Instant()
    ends_at = Instant(allow_null=True, default=None)
    review_on = Instant(allow_null=True, default=None)
    territory = Words(
        child=Pattern(TERRITORY, says="Use * for everywhere, or the two capital letters of a country."),
        allow_empty=False,
        max_length=250,
        required=False,
    )
    citations = several(CitationBody, most=20, default=list)
    warnings = WarningsBody(required=False)
    ladder_reason = Text(most=MIDDLE, allow_null=True, allow_blank=True, default=None)
    source = Choice(choices=Source.values)  # type: ignore[assignment]
    source_reference = Line(most=200, allow_null=True, default=None)
    automated_detection = Flag()
    automated_decision = Choice(choices=Automation.values)
    decided_by = DecidedByBody(allow_null=True, default=None)
    disclosure = DisclosureBody(required=False)
    notify = Choice(choices=["redress", "platform"], default="redress")
    notice_proof = AnyJson(allow_null=True, default=None)
    holds = several(HoldBody, most=50, default=list)
    counterparties = several(CounterpartyBody, most=200, default=list)
    signals = several(SignalBody, most=50, default=list)


@extend_schema_field(several(SuspensionBody, most=MOST_ITEMS))
class Items(Words):
    """Bodies that are read one by one later, so that one that does not fit refuses none of the others."""

    child = serializers.JSONField(allow_null=True)


class SuspensionBatchBody(Input):
    """Several measures at once; each stands for itself."""

    items = Items(allow_empty=False, max_length=MOST_ITEMS)


class LiftBody(Input):
    """Ending a measure early, with the reason that the person reads."""

    reason = Text(most=LONG)
    our_mistake = Flag(default=False)


class ExhibitBody(Input):
    """A file that the measure relies on, with what it is."""

    file = Upload(help_text="JPEG, PNG, WebP, HEIC, PDF or plain text, up to 15 MiB.")
    label = Line(most=200)  # type: ignore[assignment]
    citation = Count(min_value=0, default=None, help_text="The place of the citation that it supports; without it the whole measure.")
    audience = Choice(choices=AUDIENCES, default=SHOWN, help_text="`staff` keeps it from the person, who reads `redaction_reason`.")
    redaction_reason = Text(most=MIDDLE, allow_blank=True, default="")


class EffectConfirmBody(Input):
    """A report that something is done."""

    done_at = Instant()
    note = Text(most=MIDDLE, allow_null=True, allow_blank=True, default=None)


class EffectRefuseBody(Input):
    """A report that something cannot be done."""

    code = Choice(choices=sorted(REFUSAL_CODES))
    detail = Text(most=MIDDLE, allow_null=True, allow_blank=True, default=None)
    retry_at = Instant(allow_null=True, default=None)


class LighterMeasureBody(Input):
    """A lighter measure and why it is not enough."""

    measure = Choice(choices=Measure.values)
    why_not = Text(most=MIDDLE)


class MoneyPlanBody(Input):
    """How a hold is to end."""

    hold = Line(most=20)
    outcome = Choice(choices=HoldOutcome.values)
    by = Day()


class ClosureBody(Input):
    """A proposal to close an account for good, in the name of the member of staff who asked for it."""

    suspension = Line(most=40)
    reasons = Text(most=LONG)
    language = language()
    lighter_measures = several(LighterMeasureBody, most=20, default=list)
    money_plan = several(MoneyPlanBody, most=50, default=list)
    requested_by = DecidedByBody(allow_null=True, default=None)


class WithdrawBody(Input):
    """Taking a proposal back, with the reason that the person reads."""

    reason = Text(most=LONG)
