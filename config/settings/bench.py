"""Measuring: the demo's set-up on a database of its own, with the real clock and durable writes."""

from config.settings.demo import *
from config.settings.demo import STORAGES

TIME_SOURCE = "real"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
ROOT_URLCONF = "config.bench.urls"
