"""The app that holds the commands of set-up and the checks of start-up."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Registers the start-up checks."""

    name = "config"
    verbose_name = "Redress"
