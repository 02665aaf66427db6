"""How staff sign in: a password and a second step, or the marketplace's own sign-in service; and when a session ends."""

from typing import Any

import environ

env = environ.Env()

# Without a second step nobody of the staff gets further than to the page that sets one up.
STAFF_SECOND_STEP = True
ACCOUNT_ADAPTER = "accounts.sign_in_adapters.StaffAdapter"
MFA_ADAPTER = "accounts.sign_in_adapters.SecondStepAdapter"
SOCIALACCOUNT_ADAPTER = "accounts.sign_in_adapters.ServiceAdapter"
# Tries are counted in the database (accounts/tries.py): the library would count in each process for itself.
ACCOUNT_RATE_LIMITS = {"login_failed": None, "reauthenticate": None}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_STORE_TOKENS = False
ACCOUNT_FORMS = {"reauthenticate": "accounts.second_step_forms.PasswordAgainForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Redress"
# A code is good for the half minute before and after its own as well: people type slowly and clocks differ.
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "activate_totp": "accounts.second_step_forms.FirstCodeForm",
    "authenticate": "accounts.second_step_forms.CodeForm",
    "reauthenticate": "accounts.second_step_forms.CodeAgainForm",
}
# The address of the service that says who is who (OpenID Connect), and what it knows us by.
OIDC_ISSUER = env.str("OIDC_ISSUER", default="")
# What its groups are here: {"trust-reviewers": "reviewer:team", "trust-leads": "senior"}. An administrator is made by people.
OIDC_GROUPS: dict[str, str] = env.json("OIDC_GROUPS", default={})
# The user name of the administrator in whose name those roles are given.
OIDC_GRANTED_BY = env.str("OIDC_GRANTED_BY", default="")
OIDC_GROUPS_CLAIM = env.str("OIDC_GROUPS_CLAIM", default="groups")
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "staff",
                "name": env.str("OIDC_NAME", default="Sign-in service"),
                "client_id": env.str("OIDC_CLIENT_ID", default=""),
                "secret": env.str("OIDC_CLIENT_SECRET", default=""),
                # Only the signed token counts, never what an unsigned answer adds.
                "settings": {"server_url": OIDC_ISSUER, "fetch_userinfo": False},
            }
        ]
        if OIDC_ISSUER
        else [],
    }
}

# However busy somebody is: a signed-in day of the staff ends, and a person's too (seconds).
STAFF_SESSION_IDLE, STAFF_SESSION_LONGEST = 30 * 60, 10 * 60 * 60
PERSON_SESSION_LONGEST = 8 * 60 * 60
