"""The demo: everything on this machine, over plain HTTP, with a clock that the owner may shift."""

from django.utils.translation import gettext_lazy as _

from config.settings.base import *
from config.settings.base import LOGGING, STORAGES, env

# Known to everyone, so it protects nothing; production refuses to start without a secret of its own.
SECRET_KEY = env.str("SECRET_KEY", default="the-demo-keeps-no-secrets-and-this-key-signs-only-its-own-cookies")
TIME_SOURCE = "shifted"
DEMO = True
# The password is enough to look around; the sign-in page says so. A second step can be set up, and is then asked.
STAFF_SECOND_STEP = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *env.list("ALLOWED_HOSTS", default=[])]
CONTACT_PERSON = env.str("CONTACT_PERSON", default="Noor Haddad, appeals@marketplace.example")
SUPPORT_EMAIL = env.str("SUPPORT_EMAIL", default="appeals@marketplace.example")
ENVIRONMENT_LABEL = _("Demo: the people and cases are invented")
# Hashed names as in production, without the seconds that compressing takes.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}}
# The terminal belongs to whoever tries the product: it shows what needs them, and not every letter sent.
LOGGING = LOGGING | {
    "root": LOGGING["root"] | {"level": env.str("LOG_LEVEL", default="WARNING")},
    # Celery announces its next version's defaults whenever Redis goes away.
    "loggers": LOGGING["loggers"] | {"py.warnings": {"level": "ERROR"}},
}
