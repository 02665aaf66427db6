"""What narrows the queue: a form by GET, so that a page of it can be bookmarked, shared and saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from appeals.console.forms.fields import select
from appeals.console.wording import CHANNELS, MEASURES, SOURCES, word
from appeals.models import Channel, Measure, Source
from appeals.queries.console_queue import NO_MONEY, NOBODY, DeskFilters
from appeals.queries.queue import OPEN, View
from appeals.templatetags.looks import look_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

DUE = {"late": _("Late"), "day": _("Within 24 hours"), "week": _("Within a week")}
# Of the largest amount held, whatever its currency.
FUNDS = {NO_MONEY: _("No money held"), "small": _("Under 100"), "middle": _("100 to 999"), "large": _("1 000 and more")}


class QueueForm(forms.Form):
    """Each filter is a list, but the country; what does not fit is left out and said."""

    def __init__(
        self, *args: Any, sections: Sequence[tuple[str, str]], people: Sequence[tuple[int, str]], tags: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.choices = (list(sections), list(people), list(tags))
        self.lists: dict[str, tuple[Any, dict[str, Any]]] = {
            "state": (_("Stage"), {state: look_of(state, "appeal").word for state in OPEN}),
            "language": (_("Language"), dict(settings.LANGUAGES)),
            "section": (_("Section"), dict(sections)),
            "due": (_("Due"), DUE),
            "measure": (_("Measure"), {str(one): word(MEASURES, one) for one in Measure}),
            "funds": (_("Money held"), FUNDS),
            "assignee": (_("Held by"), {NOBODY: _("Nobody")} | {str(pk): name for pk, name in people}),
            "source": (_("Source"), {str(one): word(SOURCES, one) for one in Source}),
            "channel": (_("Arrived by"), {str(one): word(CHANNELS, one) for one in Channel}),
            "tag": (_("Tag"), {name: name for name in tags}),
        }
        self.fields |= {name: select(label, choices, required=False) for name, (label, choices) in self.lists.items()}
        self.fields["country"] = CountryField()

    def filters(self, *, now: datetime) -> DeskFilters:
        """The filters that make sense; the others are left open."""
        self.is_valid()
        return DeskFilters(now=now, **dict(self.pairs()))

    def pairs(self) -> list[tuple[str, str]]:
        """Name and value of each filter that is set and makes sense."""
        return [(name, str(self.cleaned_data[name])) for name in self.fields if self.cleaned_data.get(name)]

    def chosen(self) -> list[tuple[str, str, str]]:
        """Name, label and value in words of each filter that is set."""
        return [
            (name, str(self.fields[name].label), str(self.lists[name][1][value]) if name in self.lists else value)
            for name, value in self.pairs()
        ]

    def address(self, view: str) -> str:
        """The view with these filters as the parameters of an address, always written alike."""
        return urlencode([("view", view), *self.pairs()])

    def again(self, query: str) -> tuple[View, QueueForm]:
        """The view and the filters of saved parameters; what no longer makes sense is left out."""
        saved = dict(parse_qsl(query))
        sections, people, tags = self.choices
        form = QueueForm(saved, sections=sections, people=people, tags=tags)
        form.is_valid()
        wanted = saved.get("view", "")
        return View(wanted) if wanted in list(View) else View.ALL, form


class CountryField(forms.RegexField):
    """A country by its two letters: a list of all that occur would have to be gathered from every account."""

    def __init__(self) -> None:
        widget = forms.TextInput(attrs={"maxlength": 2, "autocomplete": "off", "class": "input-short"})
        help_text = _("Two letters, such as CO.")
        super().__init__(r"^[A-Z]{2}$", label=_("Country"), required=False, widget=widget, help_text=help_text)

    def to_python(self, value: Any) -> str:
        """The letters in capitals."""
        return str(super().to_python(value)).strip().upper()
