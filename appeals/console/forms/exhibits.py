"""The form of an exhibit: the file, what it is, which point it supports, and whether the person sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from appeals.console.acts import ActForm
from appeals.console.forms.fields import answer_field, pick
from appeals.web.files import ACCEPT
from appeals.web.texts import WordsField

if TYPE_CHECKING:
    from collections.abc import Iterable

    from appeals.models import Citation

WHOLE = ("", _("The measure as a whole"))


class ExhibitForm(ActForm):
    """Material to add. An empty file is no error here: taking it in says what to do about it."""

    file = forms.FileField(
        label=_("The file"),
        help_text=_("JPG, PNG, HEIC, WebP, PDF or plain text, up to 15 MB."),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={"required": _("Choose a file."), "missing": _("Choose a file."), "invalid": _("Choose a file.")},
    )
    label = WordsField(
        label=_("What is it?"),
        help_text=_("The person reads this, as in: Your message of 12 January."),
        error_messages={"required": _("Say what it is.")},
    )
    citation = pick(_("Which point does it support?"), [WHOLE], required=False)
    hidden = forms.BooleanField(required=False, label=_("Keep it from the person"))
    redaction_reason = answer_field(
        _("Why can the person not see it?"),
        required=False,
        help_text=_("Only for what is kept from them. The person reads this reason instead."),
    )

    def for_points(self, citations: Iterable[Citation]) -> ExhibitForm:
        """The same form with the points of one measure."""
        field = self.fields["citation"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
        field.choices = [WHOLE, *((str(one.position), f"{one.position + 1} · {one.section_version.title}") for one in citations)]
        return self
