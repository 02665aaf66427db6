"""How much of the reasons the person is told for now, on which ground, and until when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from appeals.console.acts import ActForm
from appeals.console.forms.fields import DayField, answer_field, end_of, pick
from appeals.models import Disclosure

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, tzinfo

    from django import forms

LESS = {
    str(Disclosure.LIMITED): _("The rule, without the facts"),
    str(Disclosure.DEFERRED): _("Neither rule nor facts, for now"),
}
ALL = {str(Disclosure.FULL): _("All reasons")} | LESS
# Where the verb's complaints belong in a form with these fields.
NAMES: Mapping[str, str] = {
    "disclosure.mode": "disclosure",
    "disclosure.basis": "basis",
    "disclosure.review_on": "look_again_on",
    "why": "withhold_why",
}


def withholding_fields(*, required: bool) -> dict[str, forms.Field]:
    """The three answers that go with held back reasons."""
    return {
        "basis": answer_field(_("On which ground are they held back?"), rows=2, required=required, help_text=_("The person reads this.")),
        "look_again_on": DayField(
            label=_("Two people look at it again on"), required=required, help_text=_("At most 30 days on, and before the measure ends.")
        ),
        "withhold_why": answer_field(
            _("Why is that needed?"), rows=2, required=required, help_text=_("For the senior who agrees or not. Never sent.")
        ),
    }


def until(given: Mapping[str, Any], zone: tzinfo) -> datetime | None:
    """The end of the chosen day where the person lives, in UTC."""
    return end_of(given["look_again_on"], zone)


class LongerForm(ActForm):
    """Reasons that stay held back."""

    disclosure = pick(_("What is the person told?"), LESS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= withholding_fields(required=True)


class AnswerForm(ActForm):
    """Why a proposal is not agreed to."""

    reason = answer_field(_("Why not?"), rows=3, required=False, help_text=_("Whoever proposed it reads this."))
