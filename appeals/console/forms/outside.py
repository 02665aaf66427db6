"""What stands outside a case: proceedings elsewhere, legal holds."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from appeals.console.acts import ActForm
from appeals.console.forms.fields import DayField, answer_field, pick
from appeals.web.texts import WordsField

KINDS = {"out_of_court": _("A body for settling disputes out of court"), "court": _("A court")}
OUTCOMES = {
    "for_the_person": _("For the person"),
    "for_us": _("For us"),
    "settled": _("Settled"),
    "withdrawn": _("Withdrawn"),
    "not_admitted": _("Not admitted"),
}


class DisputeForm(ActForm):
    """A proceeding that has begun elsewhere."""

    kind = pick(_("Where?"), KINDS)
    body = WordsField(most=200, label=_("Name of the body or court"))
    body_reference = WordsField(most=120, label=_("Its own reference"), required=False)
    filed_on = DayField(label=_("Begun on"))
    stays_closure = forms.BooleanField(
        label=_("It stops the closing of the account"),
        required=False,
        initial=True,
        help_text=_("An approved closure goes back to review."),
    )


class SettleForm(ActForm):
    """How a proceeding ended."""

    outcome = pick(_("How did it end?"), OUTCOMES)
    note = answer_field(
        _("What does it say?"), required=False, help_text=_("Only staff read this. What follows from it is decided by people.")
    )


class LegalHoldForm(ActForm):
    """Why nothing may be deleted or closed."""

    reason = answer_field(_("Why?"), help_text=_("Only staff read this."))
    until = DayField(label=_("Until"), required=False, help_text=_("Empty: until somebody lifts it."))
