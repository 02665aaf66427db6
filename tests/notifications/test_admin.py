"""The window on the outbox: what it shows, what it keeps to itself, and that it changes nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib import admin
from django.test import RequestFactory

from accounts.instants import redress_now
from notifications import delivery
from notifications.delivery import SECRET_PLACE
from notifications.models import Attempt, Message, Stream

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from tests.notifications.postbox import Postbox

    Write = Callable[..., Message]


class Watcher:
    """Somebody whom nothing is forbidden."""

    pk = 1
    is_active = is_staff = is_authenticated = True

    def has_perm(self, *_: object) -> bool:
        return True

    def has_module_perms(self, _: object) -> bool:
        return True

    def get_short_name(self) -> str:
        return "Wanda"


@pytest.fixture
def request_by_watcher() -> HttpRequest:
    request = RequestFactory().get("/admin/")
    request.user = Watcher()  # type: ignore[assignment]
    return request


def shown(request: HttpRequest, model: type[Any], pk: int) -> str:
    window = admin.site.get_model_admin(model)
    pages = (window.changelist_view(request), window.change_view(request, str(pk)))
    return "".join(page.rendered_content for page in pages)  # type: ignore[attr-defined]


@pytest.mark.parametrize("model", [Stream, Message, Attempt])
def test_the_window_only_shows(request_by_watcher: HttpRequest, model: type[Any]) -> None:
    window = admin.site.get_model_admin(model)

    assert window.has_view_permission(request_by_watcher) is True
    assert window.has_add_permission(request_by_watcher) is False
    assert window.has_change_permission(request_by_watcher) is False
    assert window.has_delete_permission(request_by_watcher) is False


def test_the_window_shows_what_became_of_a_message_but_not_its_words(
    db: None, postbox: Postbox, write: Write, request_by_watcher: HttpRequest
) -> None:
    message = write(
        kind="sign_in_code",
        recipient="canary@example.org",
        subject="canary-subject",
        text=f"canary-text {SECRET_PLACE}",
        html=f"canary-html {SECRET_PLACE}",
        payload={"canary-key": 1},
        secret="canary-secret",
        expires_at=redress_now() + timedelta(minutes=15),
    )
    sealed = message.sealed
    postbox.script("rcpt", "450 canary@example.org is greylisted")
    delivery.drain()

    attempt = Attempt.objects.get()
    pages = (
        shown(request_by_watcher, Stream, message.stream_id)
        + shown(request_by_watcher, Message, message.pk)
        + shown(request_by_watcher, Attempt, attempt.pk)
    )

    assert "sign_in_code" in pages
    assert "&lt;recipient&gt; is greylisted" in pages
    assert "canary" not in pages
    assert str(sealed) not in pages
