"""What reviewers write beside a case: a message, a translation, a link to another account."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from appeals.console.acts import ActForm
from appeals.console.forms.fields import answer_field, pick
from appeals.models import LinkKind
from appeals.web.texts import WordsField

MADE_BY = {"person": _("A person"), "machine": _("A machine")}


class SeenForm(ActForm):
    """A form that knows the newest thing its page showed, so that nobody writes past somebody else."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)


class NoteForm(SeenForm):
    """An internal note."""

    text = WordsField(lines=True, most=5_000, label=_("New note"), widget=forms.Textarea(attrs={"rows": 3}))


class MessageForm(SeenForm):
    """A message to the person, in their language."""

    text = answer_field(_("Your message"), rows=6, help_text=_("One message asks one thing. Short sentences."))

    def in_language(self, code: str) -> MessageForm:
        """The same form, whose text is checked by the browser in the language it is written in."""
        self.fields["text"].widget.attrs |= {"lang": code, "dir": "auto"}
        return self


class TranslationForm(SeenForm):
    """A translation of the person's words, and who made it."""

    text = WordsField(lines=True, most=20_000, label=_("The translation"), widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}))
    made_by = pick(_("Who translated it?"), MADE_BY)
    maker = WordsField(
        most=120, label=_("Their name, or which machine"), help_text=_("It stands beside the translation. We call no machine by ourselves.")
    )


class LinkForm(ActForm):
    """A link to another account: what they share, who says so, what shows it."""

    other = WordsField(most=100, label=_("The other account's id on the marketplace"), widget=forms.TextInput(attrs={"dir": "ltr"}))
    kind = pick(_("What do they share?"), LinkKind.choices)
    said_by = WordsField(most=120, label=_("Who says so?"), help_text=_("A person, a check, the marketplace."))
    reason = answer_field(_("What shows it?"), rows=3)
    is_ground = forms.BooleanField(
        required=False,
        label=_("The measure rests on what the other account did"),
        help_text=_("Then it can only stay with a finding about what this account did itself."),
    )


class OwnConductForm(ActForm):
    """What this account did itself."""

    text = answer_field(_("What did this account do itself?"), help_text=_("With the day and the exhibit. A link is no conduct."))
