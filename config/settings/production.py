"""Production: every secret and address from the environment, TLS only."""

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *
from config.settings.base import BASE_URL, CLAMD_ADDRESS, DATA_DIR, env

for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "ALLOWED_HOSTS", "BASE_URL", "EMAIL_URL"):
    if not env.str(name, default=""):
        message = f"Set {name}: production runs on services that you name, never on defaults."
        raise ImproperlyConfigured(message)

if CLAMD_ADDRESS and not CLAMD_ADDRESS.startswith(("tcp://", "unix:///")):
    message = "CLAMD_ADDRESS must be like tcp://host:3310 or unix:///path: a scanner that is never found keeps every file waiting."
    raise ImproperlyConfigured(message)

DEMO = False
EVIDENCE_ROOT = DATA_DIR / "evidence"
SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [BASE_URL]

SECURE_SSL_REDIRECT = True
# The health checks are asked by the orchestrator, inside the network, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
# Set it only where a front of ours overwrites the header.
if env.bool("TLS_FRONT", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
LANGUAGE_COOKIE_SECURE = True
