"""The forms of the portal: what a person types and chooses. The rules about it stand in the verbs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from appeals.models import About, read_reference
from appeals.portal import words
from appeals.web.files import FilesField
from appeals.web.texts import WordsField

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DIGITS = 8


class FindForm(forms.Form):
    """P1: one field, an address or a reference."""

    typed = WordsField(
        label=_("Your e-mail address, or the reference of your case"),
        help_text=_("The reference is in the message we sent you. It looks like SUS\u20117K3M\u201192QX."),
        most=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "email", "inputmode": "email", "autocapitalize": "off", "spellcheck": "false", "dir": "ltr"}
        ),
        error_messages={"required": _("Type your e-mail address, or the reference of your case.")},
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_typed(self) -> str:
        """An address or a reference by its form alone: whether anything is behind it is said nowhere."""
        typed: str = self.cleaned_data["typed"]
        if read_reference(typed) is not None:
            return typed
        try:
            validate_email(typed)
        except ValidationError:
            message = _("Type a whole e-mail address, such as name@example.org, or a reference such as SUS-7K3M-92QX.")
            raise ValidationError(message, code="neither") from None
        return typed


class CodeForm(forms.Form):
    """P2: the code from the mail."""

    code = WordsField(
        label=_("The code from the e-mail"),
        help_text=_("8 digits. You can paste them, with or without the space."),
        most=40,
        widget=forms.TextInput(
            attrs={"class": "input-code", "inputmode": "numeric", "autocomplete": "one-time-code", "dir": "ltr", "spellcheck": "false"}
        ),
        error_messages={"required": _("Type the 8 digits from the e-mail.")},
    )

    def clean_code(self) -> str:
        """The digits alone; a code of another length costs no try."""
        digits = "".join(char for char in self.cleaned_data["code"] if char.isdecimal())
        if len(digits) != DIGITS:
            raise ValidationError(_("The code has 8 digits. Look at the e-mail again."), code="digits")
        return "".join(str(int(char)) for char in digits)


class WantsForm(forms.Form):
    """P5: what the person wants. Nothing is chosen beforehand."""

    wants = forms.ChoiceField(
        label=_("What do you want to do?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you want to do.")},
    )

    def __init__(self, *args: Any, wants: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["wants"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
        field.choices = list(wants.items())
        field.choice_hints = words.WANTS_HINTS  # type: ignore[attr-defined]


class PointsForm(forms.Form):
    """Which points of the reason the person disagrees with."""

    disputes = forms.TypedMultipleChoiceField(
        label=_("Which points do you disagree with?"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose as many as you like. If you choose none, we look at all of them."),
    )

    def __init__(self, *args: Any, points: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["disputes"]
        assert isinstance(field, forms.TypedMultipleChoiceField)  # noqa: S101 - tells the type checker
        field.choices = list(points)


class StoryForm(forms.Form):
    """What happened, in the person's own words."""

    statement = WordsField(
        lines=True,
        label=_("What happened?"),
        help_text=_("Say it in your own words and in your own language. It helps to say when it was, who was there, and what shows it."),
        error_messages={"required": _("Write what happened. A few words are enough.")},
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)


class ContextForm(forms.Form):
    """What was going on in the person's life; only those who decide read it."""

    kinds = forms.MultipleChoiceField(
        label=_("Was something of this happening then?"),
        choices=list(words.CONTEXT.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("You do not have to answer. It can help us to understand. Only the people who decide read it."),
    )
    text = WordsField(
        lines=True, most=2_000, required=False, label=_("Do you want to say more about it?"), widget=forms.Textarea(attrs={"rows": 5})
    )


class ContactForm(forms.Form):
    """In which language we write, and what the person needs to read us well."""

    language = forms.ChoiceField(
        label=_("In which language should we answer?"),
        choices=[(code, LANG_INFO[code]["name_local"].capitalize()) for code, _name in settings.LANGUAGES],
        help_text=_("You can write in any language. If your language is not in the list, choose the one you read best."),
    )
    format = WordsField(
        required=False,
        label=_("Is there something that helps you to read our answer?"),
        help_text=_("For example large letters, or simple words."),
    )


class LateForm(forms.Form):
    """Why an appeal comes after its last day."""

    late_reason = WordsField(
        lines=True,
        most=2_000,
        label=_("Why is it late?"),
        help_text=_(
            "The last day has passed. You can still send your appeal. A person reads your reason and decides if we can look at it."
        ),
        error_messages={"required": _("Write why it is late. A few words are enough.")},
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class FilesForm(forms.Form):
    """One or more files, and what they are."""

    uploads = FilesField(error_messages={"required": _("Choose a file first.")})
    label = WordsField(
        required=False, label=_("What does it show?"), help_text=_("For example: my passport, front side. You can leave this empty.")
    )
    about = forms.ChoiceField(label=_("Whom is it about?"), choices=About.choices, initial=About.ME, widget=forms.RadioSelect)
    sensitive = forms.BooleanField(
        required=False,
        label=_("It shows something private, such as an illness"),
        help_text=_("Then fewer people see it, and every look at it is written down."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["about"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
        field.choices = list(words.ABOUT.items())


class LinkForm(forms.Form):
    """A page on the web, such as an official check by QR code."""

    url = forms.URLField(
        label=_("The address of the page"),
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"autocomplete": "off", "placeholder": ""}),
        error_messages={
            "required": _("Type the address of the page."),
            "invalid": _("Type a whole address that starts with https://."),
        },
    )
    label = WordsField(required=False, label=_("What does it show?"))


class MoreTimeForm(forms.Form):
    """A wish for more time, once the first seven days more are used up."""

    why = WordsField(
        lines=True,
        required=False,
        label=_("What is in the way?"),
        help_text=_("You do not have to say it. It helps the person who answers."),
        most=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class MessageForm(forms.Form):
    """A message to our team."""

    text = WordsField(
        lines=True,
        label=_("Your message"),
        most=5_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write something first.")},
    )


class AnswerForm(forms.Form):
    """The answer to a question of ours."""

    answer = WordsField(lines=True, required=False, label=_("Your answer"), most=5_000, widget=forms.Textarea(attrs={"rows": 7}))
    uploads = FilesField(required=False, label=_("Files, if they help"))
    cannot_answer = forms.BooleanField(
        required=False,
        label=_("I cannot answer this"),
        help_text=_("We still decide. You lose nothing by saying so."),
    )
