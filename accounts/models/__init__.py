"""People: staff and their grants, marketplace accounts and who may speak for them, keys, sign-in codes."""

from accounts.models.account import Account, AccountKind, Member, Proof, Representative
from accounts.models.failures import SignInFailure
from accounts.models.keys import ApiKey, SignInCode
from accounts.models.staff import RoleGrant, RoleProposal, User, UserKind

__all__ = [
    "Account",
    "AccountKind",
    "ApiKey",
    "Member",
    "Proof",
    "Representative",
    "RoleGrant",
    "RoleProposal",
    "SignInCode",
    "SignInFailure",
    "User",
    "UserKind",
]
