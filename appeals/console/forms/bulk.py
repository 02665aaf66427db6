"""Forms of the acts that can be taken for several appeals at once, and of views under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from appeals.actions.saved_views import LONGEST_NAME
from appeals.actions.tagging import LONGEST_TAG
from appeals.console.acts import ActForm
from appeals.console.forms.fields import pick_several, select
from appeals.web.texts import WordsField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User

KNOWN_TAGS = "known-tags"


class AssignForm(ActForm):
    """Whom an appeal is given to."""

    although = forms.BooleanField(required=False, label=_("Also where this person does not read the language"))

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        help_text = _("Whoever took part in a measure is not given its appeal. Only those who judge and are not away are named.")
        self.fields["reviewer"] = select(_("Who gets it?"), {key: _named(one) for key, one in self.people.items()}, help_text=help_text)
        self.order_fields(["once", "reviewer", "although"])

    def chosen(self) -> User:
        """The person."""
        return self.people[self.cleaned_data["reviewer"]]


def _named(user: User) -> str:
    """A person with the languages they read and how much they hold."""
    held = _("%(count)s open") % {"count": getattr(user, "appeals", 0)}
    return " · ".join([user.display_name, *([", ".join(user.languages)] if user.languages else []), held])


class TagForm(ActForm):
    """One tag to put on."""

    tag = WordsField(
        label=_("Tag"),
        most=LONGEST_TAG,
        help_text=_("A known tag, or a new one. A tag changes no order and no date. Only staff see it."),
        widget=forms.TextInput(attrs={"list": KNOWN_TAGS, "autocomplete": "off"}),
    )


class CaseTagsForm(ActForm):
    """The tags of one case: those to take off, and one to put on."""

    add = WordsField(
        label=_("Put on"),
        most=LONGEST_TAG,
        required=False,
        help_text=_("A known tag, or a new one. Only staff see it."),
        widget=forms.TextInput(attrs={"list": KNOWN_TAGS, "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, tags: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if tags:
            self.fields["remove"] = pick_several(_("Take off"), [(one, one) for one in tags])


class SavedViewForm(ActForm):
    """The name of a view, and who sees it."""

    name = WordsField(label=_("Name"), most=LONGEST_NAME)

    def __init__(self, *args: Any, may_share: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if may_share:
            self.fields["shared"] = forms.BooleanField(required=False, label=_("Share it with the team"))
