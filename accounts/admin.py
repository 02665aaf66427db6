"""The configuration of people: who may sign in, and a window on the marketplace's accounts. Nothing is ever deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account import admin as _accounts
from allauth.mfa import admin as _steps
from allauth.socialaccount import admin as _services
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import Account, User

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest

    ModelAdmin = admin.ModelAdmin[Any]
    UserModelForm = forms.ModelForm[User]
else:
    ModelAdmin = admin.ModelAdmin
    UserModelForm = forms.ModelForm

# Roles are grants here; Django's groups have no table that the product may read.
if admin.site.is_registered(Group):
    admin.site.unregister(Group)
del GroupAdmin
# Second steps and sign-in services are set up at the desk and by settings.
for _module in (_accounts, _steps, _services):
    for _model in [model for model, page in admin.site._registry.items() if type(page).__module__ == _module.__name__]:
        admin.site.unregister(_model)

EDITABLE = ("username", "display_name", "email", "staff_id", "languages", "is_active", "away_until")


class NeverDeletedAdmin(ModelAdmin):
    """What is kept for as long as a case may need it."""

    show_full_result_count = False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Nobody deletes here."""
        return False


class ReadOnlyAdmin(NeverDeletedAdmin):
    """Lists and shows; adds, changes and deletes nothing."""

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Rows come from elsewhere."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """And change elsewhere."""
        return False


class UserForm(UserModelForm):
    """A member of the staff; the password is typed only to set a new one."""

    new_password = forms.CharField(
        label="New password",
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Leave it empty to keep the one that is set. A new person needs one, unless a sign-in service vouches for them.",
    )

    class Meta:
        model = User
        fields = (*EDITABLE, "kind")

    def clean_staff_id(self) -> str | None:
        """No id is none, so that two people without one can exist."""
        return self.cleaned_data["staff_id"] or None

    def _post_clean(self) -> None:
        """A password is hard to guess also for who knows this person: it is judged when the person is filled in."""
        super()._post_clean()  # type: ignore[misc]
        typed = self.cleaned_data.get("new_password")
        if typed:
            try:
                validate_password(typed, self.instance)
            except ValidationError as error:
                self.add_error("new_password", error)


@admin.register(User)
class UserAdmin(NeverDeletedAdmin):
    """Who may sign in. Roles are given elsewhere, as grants; whoever leaves is made inactive."""

    form = UserForm
    list_display = ("username", "display_name", "staff_id", "kind", "is_active", "last_login")
    list_filter = ("is_active", "kind")
    search_fields = ("username", "display_name", "email", "staff_id")
    ordering = ("username",)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:  # noqa: ARG002
        """Who is a person never changes, and an id of the sign-in service is written once."""
        if obj is None:
            return ()
        return ("kind", "staff_id") if obj.staff_id else ("kind",)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: ARG002, FBT001
        """Write what was edited, and nothing else: the product's role may not touch the other columns."""
        password = form.cleaned_data.get("new_password")
        if password:
            obj.set_password(password)
        elif not change:
            obj.set_unusable_password()
        if not change:
            obj.save(force_insert=True)
            return
        names = [name for name in EDITABLE if name in form.cleaned_data]
        obj.save(update_fields=[*names, *(["password"] if password else [])])


@admin.register(Account)
class AccountAdmin(ReadOnlyAdmin):
    """Our copy of the marketplace's accounts, without names and addresses."""

    list_display = ("external_id", "kind", "language", "country", "time_zone", "registered_on")
    list_filter = ("kind", "language")
    search_fields = ("external_id",)
    fields = ("external_id", "kind", "language", "time_zone", "country", "subdivision", "regime_roles", "registered_on", "updated_at")
