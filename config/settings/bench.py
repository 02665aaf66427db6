"""Measuring: the demo's set-up on a database of its own, with the real clock and durable writes."""

from config.settings.demo import *
from config.settings.demo import MIDDLEWARE, STORAGES

TIME_SOURCE = "real"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
ROOT_URLCONF = "config.bench.urls"
# Nothing is collected for measuring, so nothing is there for it to serve.
MIDDLEWARE = [layer for layer in MIDDLEWARE if not layer.startswith("whitenoise.")]
