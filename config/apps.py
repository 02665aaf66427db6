"""The app that holds the commands of set-up and the checks of start-up."""

from django.apps import AppConfig
from django.core.checks import Tags, register

from config.celery import app as celery_app
from config.time_source import check_time_source


class ConfigConfig(AppConfig):
    """Registers the start-up checks."""

    name = "config"
    verbose_name = "Redress"
    celery_app = celery_app

    def ready(self) -> None:
        """Checks of the database run with `check --database default` and at the start of web and worker."""
        register(check_time_source, Tags.database)
