"""The configuration of the rulebook, of roles and of keys; and windows on cases that show no word of anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from accounts.actors import Actor
from accounts.admin import NeverDeletedAdmin, ReadOnlyAdmin
from accounts.api_keys import SCOPES
from accounts.models import ApiKey, RoleGrant, User
from accounts.roles import Role
from appeals.actions.people import create_key, grant_role, revoke_key
from appeals.actions.perform import perform
from appeals.errors import AppealError, Invalid
from appeals.models import Appeal, Clock, Closure, Effect, Hold, Notice, Regime, Section, SectionVersion, Suspension

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest

    from accounts.api_keys import NewKey

    KeyModelForm = forms.ModelForm[ApiKey]
else:
    KeyModelForm = forms.ModelForm

admin.site.site_header = admin.site.site_title = "Redress"
admin.site.index_title = "Configuration"


def actor_of(request: HttpRequest) -> Actor:
    """Whoever is signed in, as they may act now. The site opens only for active members of the staff."""
    assert isinstance(request.user, User)  # noqa: S101 - tells the type checker
    return Actor.staff(request.user)


class VerbAdmin(NeverDeletedAdmin):
    """Adds through a verb, in the verb's own transaction, and never changes what is there."""

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        """As usual, without a transaction around it; a refusal of the verb is said on the page."""
        try:
            return self._changeform_view(request, object_id, form_url, extra_context)  # type: ignore[attr-defined]
        except AppealError as error:
            said = [one.message for one in error.errors] if isinstance(error, Invalid) else [error.detail]
            messages.error(request, " ".join(said))
            return HttpResponseRedirect(request.path)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Rows are only added."""
        return False


@admin.register(RoleGrant)
class RoleGrantAdmin(VerbAdmin):
    """Roles given and taken. Rows are only added; nobody gives a role to themselves."""

    list_display = ("user", "role", "gives", "granted_by", "granted_at", "reason")
    list_filter = ("role", "gives")
    list_select_related = ("user", "granted_by")
    search_fields = ("user__username", "user__display_name")
    fields = ("user", "role", "gives", "reason")
    ordering = ("-id",)

    def save_model(self, request: HttpRequest, obj: RoleGrant, form: Any, change: bool) -> None:  # noqa: ARG002, FBT001
        """Give or take the role by its verb."""
        given = perform(grant_role, actor_of(request), user=obj.user, role=obj.role, gives=obj.gives, reason=obj.reason)
        obj.pk = given.pk


class KeyForm(KeyModelForm):
    """A new key: for which system, with which scopes, until when."""

    scopes = forms.MultipleChoiceField(choices=[(scope, scope) for scope in sorted(SCOPES)], widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = ApiKey
        fields = ("name", "scopes", "expires_at")


@admin.register(ApiKey)
class ApiKeyAdmin(VerbAdmin):
    """Keys of the marketplace's systems. A key's secret is shown on the page that follows its making, and never again."""

    form = KeyForm
    list_display = ("name", "prefix", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at")
    actions = ("revoke",)
    ordering = ("-id",)

    def get_fields(self, request: HttpRequest, obj: ApiKey | None = None) -> tuple[str, ...]:  # noqa: ARG002
        """What a new key needs; of one that exists, everything but its secret's hash."""
        made = ("name", "prefix", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at")
        return ("name", "scopes", "expires_at") if obj is None else made

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Keys are the business of key admins."""
        return self._may(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """As above."""
        return self._may(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """As above."""
        return self._may(request)

    def _may(self, request: HttpRequest) -> bool:
        user = request.user
        return isinstance(user, User) and user.is_active and Role.KEY_ADMIN in user.roles()

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: bool) -> None:  # noqa: ARG002, FBT001
        """Make the key by its verb; its secret travels with this request and is stored nowhere."""
        made: NewKey = perform(create_key, actor_of(request), name=obj.name, scopes=tuple(obj.scopes), expires_at=obj.expires_at)
        obj.pk = made.row.pk
        request.META["redress.new_key"] = made.secret

    def response_add(self, request: HttpRequest, obj: ApiKey, post_url_continue: str | None = None) -> HttpResponse:  # noqa: ARG002
        """The one page that shows the secret; no browser and no proxy keeps it."""
        context = {**self.admin_site.each_context(request), "title": f"Key “{obj.name}”", "secret": request.META.pop("redress.new_key")}
        response = TemplateResponse(request, "admin/key_made.html", context)
        response["Cache-Control"] = "no-store"
        return response

    @admin.action(description="Revoke the chosen keys now", permissions=["view"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        """End keys at once."""
        for key in queryset:
            perform(revoke_key, actor_of(request), key=key)
        messages.success(request, "The keys are revoked.")


class SectionVersions(admin.TabularInline):  # type: ignore[type-arg]
    """The versions of a section, which never change."""

    model = SectionVersion
    fields = ("number", "title", "in_force_from", "published_at", "published_by")
    readonly_fields = fields
    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Versions are published from files, by two people."""
        return False


@admin.register(Section)
class SectionAdmin(ReadOnlyAdmin):
    """The rules of the Terms of Service."""

    list_display = ("key", "position", "safety")
    inlines = (SectionVersions,)


@admin.register(SectionVersion)
class SectionVersionAdmin(ReadOnlyAdmin):
    """The text of a rule from a date on."""

    list_display = ("section", "number", "title", "in_force_from", "published_at")
    list_select_related = ("section",)
    list_filter = ("section",)


@admin.register(Regime)
class RegimeAdmin(ReadOnlyAdmin):
    """Deadlines and duties by law, as the versions that cases pin."""

    list_display = ("key", "version", "active", "valid_from", "valid_to")
    list_filter = ("active",)


class WindowAdmin(ReadOnlyAdmin):
    """A window on cases: numbers, states and dates. Whoever works on a case uses the console."""

    ordering = ("-id",)

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:  # noqa: ARG002
        """The columns of the list, and nothing that anybody wrote."""
        return self.list_display


@admin.register(Suspension)
class SuspensionAdmin(WindowAdmin):
    """Measures."""

    list_display = ("reference", "measure", "state", "status", "starts_at", "ends_at", "review_on", "confirmed_at", "updated_at")
    list_filter = ("state", "measure")
    search_fields = ("=reference",)


@admin.register(Appeal)
class AppealAdmin(WindowAdmin):
    """Appeals."""

    list_display = ("reference", "subject_kind", "level", "state", "received_at", "decide_by", "decided_at", "updated_at")
    list_filter = ("state", "level")
    search_fields = ("=reference",)


@admin.register(Closure)
class ClosureAdmin(WindowAdmin):
    """Closures."""

    list_display = ("reference", "state", "proposed_at", "answer_by", "review_by", "approved_at", "effected_at", "updated_at")
    list_filter = ("state",)
    search_fields = ("=reference",)


@admin.register(Hold)
class HoldAdmin(WindowAdmin):
    """Held money, without amounts."""

    list_display = ("public_id", "kind", "state", "placed_at", "ends_at", "review_on", "confirmed_at", "ended_at", "outcome")
    list_filter = ("state", "kind")


@admin.register(Effect)
class EffectAdmin(WindowAdmin):
    """What the platform is asked to do."""

    list_display = ("public_id", "kind", "state", "requested_at", "due_at", "done_at", "refusal_code", "retry_at")
    list_filter = ("state", "kind")


@admin.register(Clock)
class ClockAdmin(WindowAdmin):
    """Dates that run."""

    list_display = ("kind", "about", "owner", "state", "due_at", "next_at", "on_pass", "failures")
    list_filter = ("state", "kind")


@admin.register(Notice)
class NoticeAdmin(WindowAdmin):
    """What people were told and whether it arrived, without the words and the address."""

    list_display = ("public_id", "kind", "language", "letter_version", "created_at", "delivered_at", "how", "bounced_at")
    list_filter = ("how",)
