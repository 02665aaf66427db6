"""Members of the staff and the append-only grants that give them their roles."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.instants import RedressNow
from accounts.roles import CONFIGURING_ROLES, Role, Scope


class UserKind(models.TextChoices):
    """A person, or an identity used by software. It never changes (a trigger holds it)."""

    HUMAN = "human", "Person"
    SERVICE = "service", "Software"


class UserManager(BaseUserManager["User"]):
    """Looks users up by the name they sign in with."""

    def get_by_natural_key(self, username: str | None) -> User:
        """The user with this name, whatever its capitals."""
        return self.get(username__iexact=username or "")


class User(AbstractBaseUser):
    """Someone on the trust-and-safety side. Suspended people are never users: they are accounts."""

    username = models.CharField(max_length=150, unique=True)
    display_name = models.CharField(max_length=120)
    email = models.EmailField(max_length=254, unique=True)
    kind = models.CharField(max_length=8, choices=UserKind, default=UserKind.HUMAN)
    staff_id = models.CharField(
        max_length=128,
        unique=True,
        null=True,
        blank=True,
        help_text="The id the identity provider gives.",
    )
    languages = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    team = models.CharField(max_length=40, blank=True, default="", db_default="", help_text="Who work together share its name.")
    is_active = models.BooleanField(default=True)
    away_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=RedressNow())

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name", "email"]

    objects = UserManager()

    class Meta:
        indexes = [models.Index(fields=["is_active", "display_name"], name="user_active_by_name")]

    def __str__(self) -> str:
        return self.display_name

    def roles(self) -> frozenset[Role]:
        """The roles held now: those whose latest grant row gives and does not take. One query."""
        return frozenset(self.held())

    def held(self) -> dict[Role, Scope]:
        """Each role held now, and which cases it opens. One query."""
        latest = RoleGrant.objects.filter(user=self).order_by("role", "-id").distinct("role").values_list("role", "gives", "scope")
        return {Role(role): Scope(scope) for role, gives, scope in latest if gives}

    @property
    def is_staff(self) -> bool:
        """Whether the configuration site opens for this person (Django asks by this name)."""
        return self.is_active and bool(self.roles() & CONFIGURING_ROLES)

    def has_perm(self, perm: str, obj: object = None) -> bool:  # noqa: ARG002 - Django's signature
        """Policy admins see what is configured; nobody is a superuser. Keys have a role of their own."""
        return self.is_active and Role.POLICY_ADMIN in self.roles()

    def has_module_perms(self, app_label: str) -> bool:  # noqa: ARG002
        """Whether anything of an app may be open to this person; each page asks again."""
        return self.is_staff


class RoleGrant(models.Model):
    """One giving or taking of a role. Rows are only added; nobody grants to themselves, and two make an administrator."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants", db_index=False)
    role = models.CharField(max_length=16, choices=[(role.value, role.value) for role in Role])
    scope = models.CharField(
        max_length=8, choices=[(scope.value, scope.value) for scope in Scope], default=Scope.ALL, db_default=Scope.ALL.value
    )
    gives = models.BooleanField(default=True)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="grants_made")
    seconded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    granted_at = models.DateTimeField(db_default=RedressNow())
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user", "role", "-id"], name="grant_latest_first")]
        constraints = [
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True) | ~Q(granted_by=F("user")),
                name="grant_not_to_oneself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {'+' if self.gives else '-'}{self.role}"


class RoleProposal(models.Model):
    """A role that one administrator wants to give and that another one has to confirm; settled once."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="roles_proposed", db_index=False)
    role = models.CharField(max_length=16, choices=[(role.value, role.value) for role in Role])
    reason = models.CharField(max_length=200, blank=True)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    proposed_at = models.DateTimeField(db_default=RedressNow())
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    settled_at = models.DateTimeField(null=True)
    accepted = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role"], condition=Q(settled_at=None), name="role_proposed_once"),
            models.CheckConstraint(condition=~Q(proposed_by=F("user")), name="role_not_proposed_for_oneself"),
            models.CheckConstraint(condition=Q(accepted=False) | Q(settled_by__isnull=False), name="role_accepted_by_somebody"),
            models.CheckConstraint(condition=Q(accepted=False) | ~Q(settled_by=F("proposed_by")), name="role_accepted_by_another_person"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} +{self.role}?"
