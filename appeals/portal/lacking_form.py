"""The form of somebody who does not have a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from appeals.actions.lacking import LONGEST_WORDS
from appeals.web.texts import WordsField

if TYPE_CHECKING:
    from appeals.evidence.countries import Country


class LackingForm(forms.Form):
    """One document that there is none of, and one other way; both from the list of the person's country."""

    document = forms.ChoiceField(
        label=_("Which one do you not have?"), widget=forms.RadioSelect, error_messages={"required": _("Choose the one you do not have.")}
    )
    instead = forms.ChoiceField(
        label=_("What can you send or do instead?"), widget=forms.RadioSelect, error_messages={"required": _("Choose another way.")}
    )
    words = WordsField(
        lines=True,
        most=LONGEST_WORDS,
        required=False,
        label=_("Do you want to say more about it?"),
        help_text=_("For example when you have time for a call, or the names of two clients."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, country: Country, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        papers, others = country.papers, country.others
        for name, kinds in (("document", papers), ("instead", [*others, *papers])):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
            field.choices = [(kind.code, kind.label) for kind in kinds]
        self.fields["instead"].choice_hints = {kind.code: kind.how for kind in [*others, *papers]}  # type: ignore[attr-defined]
