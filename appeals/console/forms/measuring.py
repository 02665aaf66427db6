"""A measure in force: making it lighter, holding money beside it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from appeals.actions.drafts import HoldDraft
from appeals.actions.measures import MeasureAfter
from appeals.authority.law import zone_of_case
from appeals.console.acts import ActForm
from appeals.console.forms.fields import DayField, answer_field, end_of, pick_several, select
from appeals.console.wording import ABILITIES, HOLD_KINDS, MEASURES, word
from appeals.models import Measure
from appeals.queries.ladder import WEIGHT
from appeals.web.texts import WordsField

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from appeals.models import Suspension

LARGEST_AMOUNT = Decimal(10) ** 12
CURRENCY = RegexValidator(r"^[A-Z]{3}$", _("A currency has three capital letters, such as USD."))
# The verbs call the fields of a date by the column, the page asks for a day.
DATE_NAMES: Mapping[str, str] = {"ends_at": "ends_on", "review_on": "review_day"}


def lighter_measures(case: Suspension) -> list[tuple[str, Any]]:
    """The measures that are not heavier than the one in force."""
    now = WEIGHT[Measure(case.measure)]
    return [(str(one), word(MEASURES, one)) for one in Measure if WEIGHT[one] <= now]


def measure_fields(case: Suspension, *, required: bool) -> dict[str, forms.Field]:
    """The fields of a lighter measure than the one in force."""
    kept = [(ability, word(ABILITIES, ability)) for ability in case.removes]
    return {
        "measure": select(_("Measure from now on"), lighter_measures(case), required=required),
        "removes": pick_several(_("What it still takes away"), kept, help_text=_("Nothing for a warning.")),
        "ends_on": DayField(label=_("It ends on"), required=False, help_text=_("At the end of that day where the person lives.")),
        "review_day": DayField(label=_("Or a person looks again on"), required=False),
    }


def measure_after(given: Mapping[str, Any], zone: tzinfo) -> MeasureAfter | None:
    """The lighter measure that was typed; None where none was."""
    if not given.get("measure"):
        return None
    return MeasureAfter(
        measure=given["measure"],
        removes=tuple(given["removes"]),
        ends_at=end_of(given["ends_on"], zone),
        review_on=end_of(given["review_day"], zone),
    )


class ChangeForm(ActForm):
    """A lighter measure, and why."""

    def __init__(self, *args: Any, case: Suspension, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone_of_case(case)
        self.fields |= measure_fields(case, required=True)
        self.fields["reason"] = answer_field(_("Why?"), help_text=_("The person reads this."))
        self.initial.setdefault("removes", list(case.removes))

    def after(self) -> MeasureAfter | None:
        """What was typed, for the verb."""
        return measure_after(self.cleaned_data, self.zone)


def hold_fields(suffix: str = "", *, required: bool = True) -> dict[str, forms.Field]:
    """The fields of one amount to hold; `suffix` tells several apart."""
    currency = WordsField(
        most=3, label=_("Currency"), required=required, validators=[CURRENCY], widget=forms.TextInput(attrs={"size": 4, "dir": "ltr"})
    )
    amount = forms.DecimalField(
        label=_("Amount"), required=required, min_value=Decimal("0.0001"), max_value=LARGEST_AMOUNT, max_digits=20, decimal_places=4
    )
    fields: dict[str, forms.Field] = {
        "kind": select(_("Which money?"), HOLD_KINDS, required=required),
        "amount": amount,
        "currency": currency,
        "why": answer_field(_("Why is it held?"), rows=2, required=required, help_text=_("The person reads this.")),
        "basis": WordsField(most=200, label=_("Basis in law or contract"), required=False),
        "hold_ends": DayField(label=_("Held until"), required=False),
        "hold_review": DayField(label=_("Or a person looks again on"), required=False),
    }
    return {f"{name}{suffix}": field for name, field in fields.items()}


def hold_draft(given: Mapping[str, Any], zone: tzinfo, suffix: str = "") -> HoldDraft:
    """The amount to hold that was typed, for the verb."""
    return HoldDraft(
        kind=given[f"kind{suffix}"],
        amount=given[f"amount{suffix}"],
        currency=given[f"currency{suffix}"],
        reason=given[f"why{suffix}"],
        basis=given[f"basis{suffix}"],
        ends_at=end_of(given[f"hold_ends{suffix}"], zone),
        review_on=end_of(given[f"hold_review{suffix}"], zone),
    )


HOLD_NAMES: Mapping[str, str] = {"ends_at": "hold_ends", "review_on": "hold_review", "reason": "why"}


class HoldForm(ActForm):
    """One amount to hold on a case in force."""

    def __init__(self, *args: Any, case: Suspension, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone_of_case(case)
        self.fields |= hold_fields()

    def draft(self) -> HoldDraft:
        """What was typed, for the verb."""
        return hold_draft(self.cleaned_data, self.zone)
