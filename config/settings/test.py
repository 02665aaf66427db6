"""Tests: a clone of a template database for each worker, and wake-ups that go nowhere unless a test says so."""

from config.settings.base import *
from config.settings.base import INSTALLED_APPS, MIDDLEWARE, STORAGES

SECRET_KEY = "tests-sign-nothing-that-leaves-this-process-0123456789-abcdefghij"  # noqa: S105
TIME_SOURCE = "test"
DEMO = False
# Its tests run a service of their own.
INSTALLED_APPS = [*INSTALLED_APPS, "allauth.socialaccount.providers.openid_connect"]
# The tests of the second step switch it on.
STAFF_SECOND_STEP = False
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
# Slow hashing is Argon2's business; tests sign in hundreds of times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_BROKER_URL = "memory://"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# Nothing is collected for tests, so nothing is there for it to serve.
MIDDLEWARE = [layer for layer in MIDDLEWARE if not layer.startswith("whitenoise.")]
