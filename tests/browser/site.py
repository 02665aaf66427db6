"""A small server for sample pages, with the product's own headers, and the way to find a browser."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from tests.browser import samples

if TYPE_CHECKING:
    from collections.abc import Iterator

STATIC = Path(__file__).resolve().parents[2] / "appeals" / "static"
TYPES = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".js": "text/javascript; charset=utf-8"}
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def browser_path() -> str | None:
    """Return the browser to drive: CHROMIUM of the environment, else the first one on the PATH, else nothing."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Answer with a static file, or a sample page: /portal_case?lang=ar&bad=1&theme=dark."""
        parts = urlsplit(self.path)
        if parts.path.startswith("/static/"):
            file = STATIC / parts.path.removeprefix("/static/")
            if not file.is_file():
                self.send_error(404)
                return
            self._answer(file.read_bytes(), TYPES[file.suffix])
            return
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        name = parts.path.strip("/")
        page = samples.render(
            name if name.startswith("errors/") else f"samples/{name}",
            asked.get("lang", "en"),
            bad="bad" in asked,
            theme=asked.get("theme", ""),
        )
        self._answer(page.encode(), "text/html; charset=utf-8")

    def _answer(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name the library calls it by
        """Say nothing."""


@contextmanager
def served() -> Iterator[str]:
    """Serve the sample pages on a free port; yields the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
