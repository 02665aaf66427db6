"""Signing the closing of an account: whoever signs shows once more who they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from appeals.authority import role_refusal
from appeals.console.again import Asked, fresh_first

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from appeals.console.desk import Desk
    from appeals.models import Closure
    from appeals.workflow import Action


def sure_first(request: HttpRequest, desk: Desk, closure: Closure, action: Action) -> HttpResponse | None:
    """The page that asks again before a signature is taken; None where nothing is signed yet, or it was shown just now.

    Raises the refusal of a role first: nobody types a password for what is not theirs to sign.
    """
    refused = role_refusal(desk.actor, action, closure)
    if refused is not None:
        raise refused
    if request.method != "POST":
        return None
    text = _("You are about to sign the closing of an account.")
    return fresh_first(
        request, desk, Asked(text=text, back_url=reverse("console:closure", args=[closure.reference]), back_label=closure.reference)
    )
