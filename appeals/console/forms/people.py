"""Forms about the people of the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role, Scope
from appeals.actions.staff import PersonDraft
from appeals.console.acts import ActForm
from appeals.console.forms.fields import DayField, pick

ROLES = {
    Role.INTAKE: _("Intake: records what arrives, and judges nothing"),
    Role.REVIEWER: _("Reviewer: judges appeals and closures"),
    Role.SENIOR: _("Senior reviewer: leads, signs second, opens originals"),
    Role.POLICY_ADMIN: _("Administrator: rules, regimes and people, and no cases"),
    Role.AUDITOR: _("Auditor: reads every case, and does nothing"),
    Role.KEY_ADMIN: _("Keys: makes and revokes keys of the marketplace's systems"),
}
SHORT = {
    Role.INTAKE: _("Intake"),
    Role.REVIEWER: _("Reviewer"),
    Role.SENIOR: _("Senior reviewer"),
    Role.POLICY_ADMIN: _("Administrator"),
    Role.AUDITOR: _("Auditor"),
    Role.KEY_ADMIN: _("Keys"),
}
SCOPES = {
    Scope.ALL: _("Every case"),
    Scope.TEAM: _("Cases of their team, and what nobody holds yet"),
    Scope.ASSIGNED: _("Cases they work on"),
}
LANGUAGES_HINT = _("Codes with a space between, such as: en es ar. Work is given by them.")


class ChangePersonForm(ActForm):
    """What is written down about somebody."""

    display_name = forms.CharField(label=_("Name"), max_length=120, help_text=_("Colleagues see it; people with a case never do."))
    email = forms.EmailField(label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"}))
    languages = forms.CharField(label=_("Languages they read"), max_length=120, required=False, help_text=LANGUAGES_HINT)
    team = forms.CharField(label=_("Team"), max_length=40, required=False)
    staff_id = forms.CharField(
        label=_("Staff id"),
        max_length=128,
        required=False,
        help_text=_("The id that the sign-in service gives, and the marketplace sends as who decided. It is written once."),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )

    def draft(self) -> PersonDraft:
        """What was typed, for the verb."""
        typed = self.cleaned_data
        return PersonDraft(
            display_name=typed["display_name"],
            email=typed["email"],
            staff_id=typed["staff_id"],
            languages=tuple(typed["languages"].replace(",", " ").split()),
            team=typed["team"],
        )


class NewPersonForm(ChangePersonForm):
    """Somebody new."""

    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        help_text=_("What they sign in with."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "none", "autocomplete": "off"}),
    )
    field_order = ("username",)


class RoleForm(ActForm):
    """A role for a scope."""

    role = pick(_("Which role?"), [(str(role), told) for role, told in ROLES.items()])
    scope = pick(_("Which cases does it open?"), [(str(scope), told) for scope, told in SCOPES.items()], initial=str(Scope.ALL))
    reason = forms.CharField(label=_("Why?"), max_length=200, required=False, help_text=_("It stays with the role's history."))


class TakeRoleForm(ActForm):
    """A role that ends at once."""

    reason = forms.CharField(label=_("Why?"), max_length=200, required=False, help_text=_("It stays with the role's history."))


class AwayForm(ActForm):
    """The last day of being away; empty for who is back."""

    until = DayField(label=_("Away until the end of"), required=False, help_text=_("Leave it empty if you are here, or they are."))


def language_names(codes: list[str]) -> str:
    """Languages in words where we know them."""
    known: dict[str, Any] = dict(settings.LANGUAGES)
    return ", ".join(str(known.get(code, code)) for code in codes)
