"""The one thing about the outbox's settings that must not be wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core import checks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.apps import AppConfig


def lease_outlasts_a_send(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001 - the shape Django calls
    **_: Any,
) -> list[checks.CheckMessage]:
    """Refuse a lease that can run out while its worker still talks to the mail server in good health."""
    if settings.OUTBOX_LEASE_SECONDS >= 2 * settings.EMAIL_TIMEOUT:
        return []
    return [
        checks.Error(
            "OUTBOX_LEASE_SECONDS must be at least twice EMAIL_TIMEOUT.",
            hint="A shorter lease lets a second worker send what the first is still sending.",
            id="notifications.E001",
        )
    ]
