"""Who is signed in: a verified address in Django's session, asked again on every request what it may open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY as STAFF_KEY

from accounts.instants import redress_now
from accounts.sessions import begin
from accounts.sign_in import Identity, identities

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from appeals.models import Suspension

EMAIL = "portal.email"
# What was typed to get a code, and where the person wanted to go.
ASKED = "portal.asked"
# Words that arrived after the session had ended, by the address of their form.
KEPT = "portal.kept"
LONGEST_KEPT = 60_000
NOT_KEPT = frozenset({"csrfmiddlewaretoken", "version"})


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person with a verified address, and every account that it speaks for at this moment."""

    email: str
    identities: list[Identity]
    now: datetime

    def identity_for(self, case: Suspension) -> Identity | None:
        """As whom this person may act in a case: as its owner or member before as a helper."""
        for one in self.identities:
            helper = one.representative
            if one.account.pk == case.account_id and (helper is None or helper.case_id in {None, case.pk}):
                return one
        return None


def visitor_of(request: HttpRequest) -> Visitor | None:
    """The person signed in, or None. Rights are read anew each time, so that what is revoked ends at once."""
    email = request.session.get(EMAIL)
    if not isinstance(email, str):
        return None
    now = redress_now()
    return Visitor(email, identities(email, now=now), now)


def sign_in(request: HttpRequest, email: str) -> None:
    """Open the session for a verified address under a new key; what another address left in it is dropped."""
    session = request.session
    session.cycle_key()
    if session.get(EMAIL, email).lower() != email.lower():
        session.pop(KEPT, None)
    session[EMAIL] = email
    # A session that is a member of the staff's as well keeps the end it has.
    if STAFF_KEY not in session:
        begin(session, idle=None, longest=settings.PERSON_SESSION_LONGEST)


def sign_out(request: HttpRequest) -> None:
    """End the portal's part of the session; all of it unless a member of staff is signed in at the console too."""
    if STAFF_KEY not in request.session:
        request.session.flush()
        return
    for name in (EMAIL, ASKED, KEPT):
        request.session.pop(name, None)
    request.session.cycle_key()


def keep_words(request: HttpRequest, path: str, words: dict[str, list[str]] | None = None) -> None:
    """Keep what was typed into the form at `path`, until it is shown there again or the session ends."""
    typed = words if words is not None else {name: values for name, values in request.POST.lists() if name not in NOT_KEPT}
    if sum(len(text) for values in typed.values() for text in values) <= LONGEST_KEPT:
        request.session[KEPT] = {path: typed}


def kept_words(request: HttpRequest) -> dict[str, Any]:
    """What was kept for this page, as the initial values of its form; it stays until the form is sent again."""
    kept: dict[str, dict[str, list[str]]] = request.session.get(KEPT, {})
    return {name: values[0] if len(values) == 1 else values for name, values in kept.get(request.path, {}).items()}


def forget_words(request: HttpRequest) -> None:
    """The form was sent: what was kept for it is no longer needed."""
    if request.path in request.session.get(KEPT, {}):
        request.session.pop(KEPT)
