"""Clients with an open contract: where the measure was a mistake, the marketplace is asked to tell them so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from appeals.actions.drafts import CounterpartyDraft
from appeals.console.forms.fields import DayField
from appeals.web.texts import WordsField

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django import forms

LONGEST_ID = 128
AN_ID = RegexValidator(r"^[A-Za-z0-9._:-]+\Z", _("An id holds A-Z a-z 0-9 . _ : and - only."))


def client_fields(suffix: str = "") -> dict[str, forms.Field]:
    """The fields of one client."""
    fields = {
        "client": WordsField(most=LONGEST_ID, label=_("Id of the client"), required=False, validators=[AN_ID]),
        "contract": WordsField(most=LONGEST_ID, label=_("Contract"), required=False),
        "contract_ends": DayField(label=_("It ends on"), required=False),
    }
    return {f"{name}{suffix}": field for name, field in fields.items()}


def client_draft(given: Mapping[str, Any], suffix: str = "") -> CounterpartyDraft:
    """The client that was typed, for the verb."""
    return CounterpartyDraft(
        external_id=given[f"client{suffix}"], contract=given[f"contract{suffix}"], contract_ends_on=given[f"contract_ends{suffix}"]
    )
