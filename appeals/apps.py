"""The app of cases: measures, appeals, closures and everything that makes them answerable."""

from django.apps import AppConfig


class AppealsConfig(AppConfig):
    """Registers the app under its plain name."""

    name = "appeals"
