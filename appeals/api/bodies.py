"""The form of what clients send: names, types, lengths. Whether it may be is for the verbs to say."""

from __future__ import annotations

from rest_framework import serializers

from accounts.models import AccountKind
from appeals.api.inputs import AnyJson, ExternalId, Input, Instant, Line, Text
from appeals.models import ABILITIES, Automation, HoldKind, HoldOutcome, Measure, Origin, Source

LONG = 10_000
LANGUAGE = r"\A[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\Z"
COUNTRY = r"\A[A-Z]{2}\Z"
CURRENCY = r"\A[A-Z]{3}\Z"


def language(**options: object) -> serializers.RegexField:
    """A BCP 47 tag."""
    return serializers.RegexField(LANGUAGE, max_length=35, **options)


class ProofBody(Input):
    """Something the account proved before."""

    kind = Line(max_length=64)
    passed_on = serializers.DateField()
    expires_on = serializers.DateField(allow_null=True, default=None)


class MemberBody(Input):
    """A person of an agency."""

    external_id = ExternalId()
    display_name = Line(max_length=200)
    email = serializers.EmailField(max_length=254)
    language = language(default="en")
    role = Line(max_length=32, default="member")
    may_appeal = serializers.BooleanField(default=False)


class AccountBody(Input):
    """An account as the marketplace knows it now."""

    kind = serializers.ChoiceField(choices=AccountKind.choices)
    display_name = Line(max_length=200)
    email = serializers.EmailField(max_length=254)
    email_changed_at = Instant(allow_null=True, default=None)
    previous_email = serializers.EmailField(max_length=254, allow_null=True, default=None)
    language = language(default="en")
    time_zone = Line(max_length=64, allow_null=True, default=None)
    country = serializers.RegexField(COUNTRY, allow_null=True, default=None)
    subdivision = Line(max_length=6, allow_null=True, default=None)
    regime_roles = serializers.ListField(child=Line(max_length=32), default=list, max_length=10)
    registered_on = serializers.DateField(allow_null=True, default=None)
    proofs = ProofBody(many=True, default=list)
    members = MemberBody(many=True, default=list)


class ItemBody(Input):
    """The thing a fact is about."""

    kind = Line(max_length=40)
    external_id = Line(max_length=128)
    label = Line(max_length=200, allow_blank=True, default="")


class FactBody(Input):
    """What happened on which day."""

    occurred_on = serializers.DateField()
    what = Text(max_length=LONG)
    item = ItemBody(allow_null=True, default=None)


class CitationBody(Input):
    """A section that the measure is based on."""

    section = serializers.SlugField(max_length=64)
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1, allow_null=True, default=None)
    ground = serializers.ChoiceField(choices=["terms", "illegal"], default="terms")
    legal_ground = Text(max_length=2000, allow_null=True, default=None)
    explanation = Text(max_length=LONG)
    language = language(default="en")
    facts = FactBody(many=True, max_length=50)
    public_facts = Text(max_length=5000, allow_blank=True, default="")


class WarningsBody(Input):
    """The warnings before this measure, or why there were none."""

    prior = serializers.ListField(child=Line(max_length=40), default=list, max_length=50)
    none_reason = Text(max_length=2000, allow_blank=True, allow_null=True, default="")


class DecidedByBody(Input):
    """Who decided, by the id of the identity provider, and when."""

    staff_id = Line(max_length=128)
    decided_at = Instant()


class DisclosureBody(Input):
    """How much of the reasons the person is given."""

    mode = serializers.ChoiceField(choices=["full", "limited", "deferred"], default="full")
    basis = Text(max_length=2000, allow_null=True, default=None)
    review_on = Instant(allow_null=True, default=None)


class HoldBody(Input):
    """Money to withhold."""

    external_id = ExternalId(allow_null=True, default=None)
    kind = serializers.ChoiceField(choices=HoldKind.choices)
    amount = serializers.DecimalField(max_digits=20, decimal_places=4)
    currency = serializers.RegexField(CURRENCY)
    reason = Text(max_length=2000)
    basis = Line(max_length=200, allow_blank=True, default="")
    ends_at = Instant(allow_null=True, default=None)
    review_on = Instant(allow_null=True, default=None)


class CounterpartyBody(Input):
    """A client with an open contract."""

    external_id = ExternalId()
    contract = Line(max_length=128, allow_blank=True, default="")
    contract_ends_on = serializers.DateField(allow_null=True, default=None)


class SignalBody(Input):
    """Internal detection detail: taken in, never given out."""

    detector = Line(max_length=64)
    version = Line(max_length=32, allow_blank=True, default="")
    score = Line(max_length=32, allow_blank=True, default="")
    detail = AnyJson(default=dict)


class SuspensionBody(Input):
    """A measure to record."""

    external_id = ExternalId()
    account = ExternalId()
    origin = serializers.ChoiceField(choices=Origin.choices, default=Origin.LIVE.value)
    measure = serializers.ChoiceField(choices=Measure.choices)
    removes = serializers.ListField(child=serializers.ChoiceField(choices=ABILITIES), default=list, max_length=20)
    already_applied_at = Instant(allow_null=True, default=None)
    starts_at = Instant()
    ends_at = Instant(allow_null=True, default=None)
    review_on = Instant(allow_null=True, default=None)
    territory = serializers.ListField(child=Line(max_length=8), default=lambda: ["*"], max_length=250)
    citations = CitationBody(many=True, max_length=20, default=list)
    warnings = WarningsBody(default=dict)
    ladder_reason = Text(max_length=2000, allow_null=True, allow_blank=True, default=None)
    source = serializers.ChoiceField(choices=Source.choices)
    source_reference = Line(max_length=200, allow_null=True, default=None)
    automated_detection = serializers.BooleanField()
    automated_decision = serializers.ChoiceField(choices=Automation.choices)
    decided_by = DecidedByBody(allow_null=True, default=None)
    disclosure = DisclosureBody(default=dict)
    notify = serializers.ChoiceField(choices=["redress", "platform"], default="redress")
    notice_proof = AnyJson(allow_null=True, default=None)
    holds = HoldBody(many=True, default=list, max_length=50)
    counterparties = CounterpartyBody(many=True, default=list, max_length=200)
    signals = SignalBody(many=True, default=list, max_length=50)


class LiftBody(Input):
    """Ending a measure early."""

    reason = Text(max_length=LONG)
    our_mistake = serializers.BooleanField(default=False)


class EffectConfirmBody(Input):
    """A report that something is done."""

    done_at = Instant()
    note = Text(max_length=2000, allow_null=True, allow_blank=True, default=None)


class EffectRefuseBody(Input):
    """A report that something cannot be done."""

    code = serializers.ChoiceField(
        choices=["account_gone", "other_legal_duty", "payout_method_failed", "technical"]
    )
    detail = Text(max_length=2000, allow_blank=True, default="")
    retry_at = Instant(allow_null=True, default=None)


class LighterMeasureBody(Input):
    """A lighter measure and why it is not enough."""

    measure = serializers.ChoiceField(choices=Measure.choices)
    why_not = Text(max_length=2000)


class MoneyPlanBody(Input):
    """How a hold is to end."""

    hold = Line(max_length=20)
    outcome = serializers.ChoiceField(choices=HoldOutcome.choices)
    by = serializers.DateField()


class ClosureBody(Input):
    """A proposal to close an account for good."""

    suspension = Line(max_length=40)
    reasons = Text(max_length=LONG)
    language = language(default="en")
    lighter_measures = LighterMeasureBody(many=True, default=list, max_length=20)
    money_plan = MoneyPlanBody(many=True, default=list, max_length=50)
    requested_by = DecidedByBody(allow_null=True, default=None)


class WithdrawBody(Input):
    """Taking a proposal back."""

    reason = Text(max_length=LONG)
