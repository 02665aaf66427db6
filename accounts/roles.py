"""The roles a member of staff can hold, and which of them may do what kind of work."""

from enum import StrEnum


class Role(StrEnum):
    """What a person of the staff is trusted with; held as append-only grants."""

    INTAKE = "intake"
    REVIEWER = "reviewer"
    SENIOR = "senior"
    POLICY_ADMIN = "policy_admin"
    AUDITOR = "auditor"
    KEY_ADMIN = "key_admin"


class Scope(StrEnum):
    """Which cases a role opens for its holder: those they work on, those of their team, every one."""

    ASSIGNED = "assigned"
    TEAM = "team"
    ALL = "all"


JUDGING_ROLES = frozenset({Role.REVIEWER, Role.SENIOR})
CASE_ROLES = frozenset({Role.INTAKE, Role.REVIEWER, Role.SENIOR})
CONFIGURING_ROLES = frozenset({Role.POLICY_ADMIN, Role.KEY_ADMIN})
READING_ROLES = CASE_ROLES | {Role.AUDITOR}
# From the narrowest to the widest.
SCOPES = (Scope.ASSIGNED, Scope.TEAM, Scope.ALL)
