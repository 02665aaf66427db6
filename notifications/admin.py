"""A read-only window on the outbox. What was said to whom is case work and is not shown here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from notifications.models import Attempt, Message, Stream

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest

    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin


class ReadOnlyAdmin(ModelAdmin):
    """Lists and shows; adds, changes and deletes nothing."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Only `outbox.enqueue` writes messages."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """What was said was said."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """And is kept as long as its case."""
        return False


@admin.register(Stream)
class StreamAdmin(ReadOnlyAdmin):
    """Which streams wait, are leased or held."""

    list_display = ("id", "head_id", "run_at", "lease_until", "held_reason")
    list_filter = (("head", admin.EmptyFieldListFilter), ("held_reason", admin.EmptyFieldListFilter))
    fields = ("id", "head_id", "last_number", "run_at", "lease_until", "held_reason")


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    """What became of each message, without its words, its address or its secret."""

    list_display = ("id", "kind", "channel", "state", "outcome", "attempts", "created_at", "settled_at", "handled_at")
    list_filter = ("state", "channel", "kind")
    fields = (
        *("id", "stream_id", "number", "kind", "channel", "message_id", "state", "outcome", "attempts", "last_error"),
        *("holds_stream", "created_at", "expires_at", "settled_at", "handled_at", "handle_after", "handle_tries"),
    )


@admin.register(Attempt)
class AttemptAdmin(ReadOnlyAdmin):
    """Each try to send."""

    list_display = ("id", "message_id", "number", "verdict", "code", "worker", "started_at", "finished_at")
    list_filter = ("verdict",)
    fields = ("id", "message_id", "number", "verdict", "code", "response", "worker", "started_at", "finished_at")
