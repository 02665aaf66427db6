"""What narrows the queue: a form by GET, so that a page of it can be bookmarked and shared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from appeals.console.forms.fields import select
from appeals.console.wording import MEASURES, word
from appeals.models import Measure
from appeals.queries.console_queue import NOBODY, DeskFilters

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

DUE = {"late": _("Late"), "day": _("Within 24 hours"), "week": _("Within a week")}


class QueueForm(forms.Form):
    """Each filter is a list; what is not in it is left out and said."""

    def __init__(self, *args: Any, sections: Sequence[tuple[str, str]], people: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lists: dict[str, tuple[Any, dict[str, Any]]] = {
            "language": (_("Language"), dict(settings.LANGUAGES)),
            "section": (_("Section"), dict(sections)),
            "due": (_("Due"), DUE),
            "measure": (_("Measure"), {str(one): word(MEASURES, one) for one in Measure}),
            "assignee": (_("Held by"), {NOBODY: _("Nobody")} | {str(pk): name for pk, name in people}),
        }
        self.fields |= {name: select(label, choices, required=False) for name, (label, choices) in self.lists.items()}

    def filters(self, *, now: datetime) -> DeskFilters:
        """The filters that make sense; the others are left open."""
        self.is_valid()
        return DeskFilters(now=now, **{name: str(self.cleaned_data[name]) for name in self.fields if self.cleaned_data.get(name)})

    def chosen(self) -> list[tuple[str, str, str]]:
        """Name, label and value in words of each filter that is set."""
        return [
            (name, str(label), str(choices[self.cleaned_data[name]]))
            for name, (label, choices) in self.lists.items()
            if self.cleaned_data.get(name)
        ]
