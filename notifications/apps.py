"""The Django application of the outbox."""

from __future__ import annotations

from django.apps import AppConfig
from django.core import checks

from notifications.checks import lease_outlasts_a_send


class NotificationsConfig(AppConfig):
    """Registers the outbox and the check of its settings."""

    name = "notifications"
    verbose_name = "Messages"

    def ready(self) -> None:
        """Have a lease that is too short for a send refused before anything is sent."""
        checks.register(lease_outlasts_a_send)
