"""The real portal, served from a database of its own, with one case in each of the states that a person can meet."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.test.testcases import LiveServerThread

from appeals.actions import perform
from appeals.actions.information import request_information
from appeals.models import Notice, Suspension
from appeals.portal.session import EMAIL
from notifications.models import Message
from notifications.sealing import unseal
from tests.appeals.cast import Cast
from tests.appeals.portal import stories
from tests.factories import claim, decide, make_account, make_appeal, make_case, make_closable_case, make_closure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_django.plugin import DjangoDbBlocker

    from tests.databases import TestDatabases

ADDRESS = "ana@example.org"


@dataclass
class PortalSite:
    """Where the portal is served, the pages there are, and the cookie of a signed-in browser."""

    base: str = ""
    session: str = ""
    paths: dict[str, str] = field(default_factory=dict)

    def url(self, name: str, lang: str = "en") -> str:
        return f"{self.base}/{lang}{self.paths[name]}"

    def ask(self, question: Callable[[], Any]) -> Any:
        """Ask the database something, in a thread without the browser's event loop."""
        return in_thread(question)

    def code(self) -> str:
        """The digits of the newest mail with a code."""

        def newest() -> str:
            return unseal(Message.objects.filter(recipient=ADDRESS, kind="sign_in_code").latest("pk").sealed or "")

        return str(self.ask(newest))


def in_thread(work: Callable[[], Any]) -> Any:
    """Run database work where no event loop runs, and leave no connection behind."""

    def done() -> Any:
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(done).result()


@contextmanager
def portal_served(databases: TestDatabases, blocker: DjangoDbBlocker, folder: str) -> Iterator[PortalSite]:
    """Serve the portal with its stories; everything is gone afterwards."""
    clone = databases.clone("portal")
    chosen = settings.DATABASES["default"]
    before, kept, unsafe = chosen["NAME"], settings.EVIDENCE_ROOT, os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    # The browser's event loop runs in this thread, which only closes connections here.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with blocker.unblock():
        connections.close_all()
        chosen["NAME"], settings.EVIDENCE_ROOT = clone.name, folder
        server = LiveServerThread("127.0.0.1", StaticFilesHandler)
        server.daemon = True
        try:
            site: PortalSite = in_thread(_furnished)
            server.start()
            server.is_ready.wait()
            site.base = f"http://127.0.0.1:{server.port}"
            yield site
        finally:
            server.terminate()
            connections.close_all()
            chosen["NAME"], settings.EVIDENCE_ROOT = before, kept
            databases.drop(clone)
            os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")
            if unsafe is not None:
                os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = unsafe


def _furnished() -> PortalSite:
    cast = Cast()
    cast.account = make_account(display_name="Ana Kovač", email=ADDRESS, time_zone="Europe/Kyiv")
    session = SessionStore()
    session[EMAIL] = ADDRESS
    session.save()
    paths = {"find": "/", "enter": "/enter/nobody/", "cases": "/cases/", "missing": "/cases/SUS-0000-0000/"}
    paths |= _new(cast) | _drafted(cast) | _sent(cast) | _asked(cast) | _decided(cast) | _closing(cast)
    return PortalSite(session=session.session_key or "", paths=paths)


def _of(case: Suspension, rest: str = "") -> str:
    return f"/cases/{case.reference}/{rest}"


def _new(cast: Cast) -> dict[str, str]:
    case = stories.recorded(cast, holds=(stories.held(),))
    walked = stories.recorded(cast)
    letter = Notice.objects.filter(case=case).earliest("pk")
    return {
        "case": _of(case),
        "reason": _of(case, "reason/"),
        "options": _of(case, "options/"),
        "letters": _of(case, "letters/"),
        "letter": _of(case, f"letters/{letter.public_id}/"),
        "walked": _of(walked),
    }


def _drafted(cast: Cast) -> dict[str, str]:
    appeal = stories.begun(cast, stories.recorded(cast))
    stories.with_file(cast, appeal)
    names = ("points", "story", "context", "contact", "evidence", "check")
    tasks = _of(appeal.case, f"appeals/{appeal.reference}/")
    return {"tasks": tasks, **{name: f"{tasks}{name}/" for name in names}}


def _sent(cast: Cast) -> dict[str, str]:
    appeal = stories.sent(cast, stories.recorded(cast))
    page = _of(appeal.case, f"appeals/{appeal.reference}/")
    return {"waiting": _of(appeal.case), "sent": page, "receipt": f"{page}receipt/1/", "withdraw": f"{page}withdraw/"}


def _asked(cast: Cast) -> dict[str, str]:
    appeal = stories.sent(cast, stories.recorded(cast))
    claim(appeal, cast.rita_user)
    appeal.refresh_from_db()
    asked = perform(
        request_information,
        cast.rita,
        appeal=appeal,
        question="Who else uses the computer in your home?",
        why="Two accounts were used from it. Sharing a home is allowed.",
        example="My brother uses it in the evening.",
    )
    return {"asked": _of(appeal.case), "question": _of(appeal.case, f"requests/{asked.public_id}/")}


def _decided(cast: Cast) -> dict[str, str]:
    arguments = [{"point": "It is the same name in another alphabet.", "answer": "You are right. One is in Latin letters."}]
    found: dict[str, str] = {}
    for outcome in ("overturned", "upheld"):
        appeal = make_appeal(make_case(cast.account, decided_by=cast.otto_user), state="in_review")
        decide(appeal, outcome, arguments=arguments, lighter_measures=[{"measure": "warning", "why_not": "It was given twice."}])
        found[outcome] = _of(appeal.case, "decision/1/")
    return found


def _closing(cast: Cast) -> dict[str, str]:
    closure = make_closure(make_closable_case(account=cast.account), step="delivered")
    return {"closing": _of(closure.case), "closure": _of(closure.case, f"closures/{closure.reference}/")}
