"""The whole product, served from a database of its own, and how a browser is started for it."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.test.testcases import LiveServerThread

from notifications.models import Message
from notifications.sealing import unseal
from tests.browser import desk_world, portal_world

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import FileResponse, HttpRequest, HttpResponse
    from pytest_django.plugin import DjangoDbBlocker

    from tests.databases import TestDatabases

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--renderer-process-limit=1",
]


@dataclass
class Site:
    """Where it is served, the sessions of those who are signed in, and the pages by a name of our own."""

    base: str = ""
    sessions: dict[str, str] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)

    def url(self, name: str, lang: str = "en") -> str:
        """The address of a page; the portal's carry their language, the desk's do not."""
        path = self.paths[name]
        return f"{self.base}{path}" if path.startswith("/console/") else f"{self.base}/{lang}{path}"

    def ask(self, question: Callable[[], Any]) -> Any:
        """Ask the database something, in a thread without the browser's event loop."""
        return in_thread(question)

    def code(self) -> str:
        """The digits of the newest mail with a code."""

        def newest() -> str:
            codes = Message.objects.filter(recipient=portal_world.ADDRESS, kind="sign_in_code")
            return unseal(codes.latest("pk").sealed or "")

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


def _furnished() -> Site:
    cast = portal_world.cast()
    paths = portal_world.paths(cast) | desk_world.paths(cast)
    return Site(sessions=portal_world.sessions() | desk_world.sessions(cast), paths=paths)


class KeptFiles(StaticFilesHandler):
    """Style sheets and scripts that a browser keeps, as from the product's own server."""

    def serve(self, request: HttpRequest) -> HttpResponse | FileResponse:
        """Say for how long."""
        response = super().serve(request)
        response["Cache-Control"] = "max-age=600"
        return response


@contextmanager
def _server() -> Iterator[str]:
    server = LiveServerThread("127.0.0.1", KeptFiles)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.terminate()


@contextmanager
def served(databases: TestDatabases, blocker: DjangoDbBlocker, folder: str) -> Iterator[Site]:
    """Serve it with its stories; everything is gone afterwards."""
    clone = databases.clone("browser")
    chosen = settings.DATABASES["default"]
    before, kept, unsafe = chosen["NAME"], settings.EVIDENCE_ROOT, os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    urls = settings.ROOT_URLCONF
    # The browser's event loop runs in this thread, which only closes connections here.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with blocker.unblock():
        connections.close_all()
        chosen["NAME"], settings.EVIDENCE_ROOT, settings.ROOT_URLCONF = clone.name, folder, "tests.browser.urls"
        try:
            site: Site = in_thread(_furnished)
            with _server() as site.base:
                yield site
        finally:
            connections.close_all()
            chosen["NAME"], settings.EVIDENCE_ROOT, settings.ROOT_URLCONF = before, kept, urls
            databases.drop(clone)
            os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")
            if unsafe is not None:
                os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = unsafe
