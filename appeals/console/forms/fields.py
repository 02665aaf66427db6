"""Kinds of fields that the console's forms share."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.functional import keep_lazy_text
from django.utils.translation import gettext_lazy as _

from appeals.deadlines import end_of_day
from appeals.web.texts import WordsField

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime, tzinfo

# Every day that a case can name lies between these; beyond them arithmetic with zones has no ground.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
LONGEST_ANSWER = 2_000


class DayInput(forms.DateInput):
    """The browser's own control for a day."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


@keep_lazy_text
def _lacking(label: Any, what: Any) -> str:
    """What a field without an answer says: "Day: give a day.", and after a question "Why? Write something."."""
    words, wanted = str(label), str(what)
    return f"{words} {wanted[:1].upper()}{wanted[1:]}" if words.endswith("?") else f"{words}: {wanted}"


class DayField(forms.DateField):
    """A day without a time."""

    widget = DayInput

    def __init__(self, **options: Any) -> None:
        said = options.setdefault("error_messages", {})
        said.setdefault("invalid", _("Give a day as year-month-day, such as 2027-01-31."))
        said.setdefault("required", _lacking(options.get("label", ""), _("give a day.")))
        validators = [
            MinValueValidator(FIRST_DAY, _("This day is too far back.")),
            MaxValueValidator(LAST_DAY, _("This day is too far ahead.")),
        ]
        super().__init__(input_formats=["%Y-%m-%d"], validators=validators, **options)


def end_of(day: date | None, zone: tzinfo) -> datetime | None:
    """The end of a day where the person lives, in UTC: what a date in a letter means."""
    return None if day is None else end_of_day(day, zone)


def answer_field(label: Any, *, rows: int = 4, required: bool = True, **options: Any) -> WordsField:
    """A text of some lines, most often one that the person reads."""
    options.setdefault("error_messages", {}).setdefault("required", _lacking(label, _("write something.")))
    return WordsField(
        lines=True,
        most=LONGEST_ANSWER,
        label=label,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows, "lang": "en"}),
        **options,
    )


def pick(label: Any, choices: Mapping[str, Any] | Iterable[tuple[str, Any]], *, required: bool = True, **options: Any) -> forms.ChoiceField:
    """One of a few, as radio buttons; nothing is chosen beforehand."""
    rows = list(choices.items()) if hasattr(choices, "items") else list(choices)
    options.setdefault("error_messages", {}).setdefault("required", _lacking(label, _("choose one.")))
    return forms.ChoiceField(label=label, choices=rows, required=required, widget=forms.RadioSelect, **options)


def select(
    label: Any, choices: Mapping[str, Any] | Iterable[tuple[str, Any]], *, required: bool = True, **options: Any
) -> forms.ChoiceField:
    """One of several, as a list that opens; its first line is empty."""
    rows = list(choices.items()) if hasattr(choices, "items") else list(choices)
    options.setdefault("error_messages", {}).setdefault("required", _lacking(label, _("choose one.")))
    return forms.ChoiceField(label=label, choices=[("", "\u2013"), *rows], required=required, **options)


def pick_several(label: Any, choices: Mapping[str, Any] | Iterable[tuple[str, Any]], **options: Any) -> forms.MultipleChoiceField:
    """Any of a few, as checkboxes."""
    rows = list(choices.items()) if hasattr(choices, "items") else list(choices)
    options.setdefault("required", False)
    return forms.MultipleChoiceField(label=label, choices=rows, widget=forms.CheckboxSelectMultiple, **options)
