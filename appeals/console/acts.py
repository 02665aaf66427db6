"""Taking one act: through `perform`, once however often the button is pressed, then a word about it and a 303."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _

from appeals.actions.perform import Answer, IdempotencyKey, perform
from appeals.console.desk import see_other
from appeals.errors import IdempotencyMismatch, IllegalTransition

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse, QueryDict
    from django.utils.functional import Promise

    from appeals.console.desk import Desk

ONCE = "once"
LONGEST_ONCE = 64
NOT_THE_ACT = frozenset({"csrfmiddlewaretoken", ONCE})


def fresh_once() -> str:
    """A word for a form as it is shown: the form sent twice with it is taken once."""
    return secrets.token_urlsafe(18)


class ActForm(forms.Form):
    """A form of one act. Sent twice, by a second click or a reload, it is taken once."""

    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=LONGEST_ONCE, initial=fresh_once)


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, for a form that is bound exactly when something was sent, however empty."""
    return request.POST if request.method == "POST" else None


def act(
    request: HttpRequest,
    desk: Desk,
    verb: Callable[..., Any],
    *,
    said: str | Promise,
    to: str | Callable[[Any], str],
    **values: Any,
) -> HttpResponse:
    """Perform `verb` and lead on to `to` (an address, or made from the verb's result) with the words `said`.

    The second click of one form gets the first one's answer and changes nothing.
    """

    def answer(result: Any) -> Answer:
        return Answer(303, {"url": to if isinstance(to, str) else to(result), "said": str(said)})

    try:
        answered = perform(verb, desk.actor, idempotency=once_of(request, desk), answer=answer, **values)
    except IdempotencyMismatch:
        raise IllegalTransition(_("This form was sent before, with other words. Open the page again."), state="") from None
    messages.success(request, answered.body["said"])
    return see_other(answered.body["url"])


def to_case(reference: str) -> str:
    """The address of a case."""
    return reverse("console:case", args=[reference])


def once_of(request: HttpRequest, desk: Desk, *, part: str = "") -> IdempotencyKey | None:
    """What makes a form that is sent twice be taken once; `part` where one form is taken for several things, each alone."""
    typed = request.POST.get(ONCE, "")
    if not typed or len(typed) > LONGEST_ONCE or not typed.isascii() or not typed.isprintable():
        return None
    sent = sorted((name, tuple(values)) for name, values in request.POST.lists() if name not in NOT_THE_ACT)
    fingerprint = hashlib.sha256(repr(sent).encode(errors="surrogatepass")).hexdigest()
    return IdempotencyKey(f"console:{desk.user.pk}:{request.path}{part}"[:200], typed, fingerprint)
