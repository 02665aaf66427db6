"""Scanning over clamd's own protocol, against a server that speaks it on a real socket."""

from __future__ import annotations

import io
import socket
import socketserver
import threading
import time
from typing import TYPE_CHECKING, ClassVar

import pytest

from appeals.evidence.scan import ClamdScanner, NoScanner, Scan, configured_scanner
from tests.appeals.evidence import hostile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import Settings

STREAM_LIMIT = 1024 * 1024


class Clamd(socketserver.StreamRequestHandler):
    """What clamd does with one INSTREAM command; `mood` makes it fail in the ways it can."""

    mood: ClassVar[str] = ""
    seen: ClassVar[list[int]] = []

    def handle(self) -> None:
        if self.mood == "hangs":
            time.sleep(1.5)
            return
        if self.mood == "hangs up":
            return
        assert self.rfile.read(10) == b"zINSTREAM\0"
        stream = self.received()
        if stream is not None:
            self.seen.append(len(stream))
            self.wfile.write(self.reply(stream))

    def received(self) -> bytes | None:
        """The stream put together; over the limit clamd answers at once and closes, while the client still sends."""
        stream = b""
        while length := int.from_bytes(self.rfile.read(4), "big"):
            stream += self.rfile.read(length)
            if self.mood == "cuts":
                return None
            if len(stream) > STREAM_LIMIT:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return None
        return stream

    def reply(self, stream: bytes) -> bytes:
        answers = {
            "limits": b"stream: Heuristics.Limits.Exceeded.MaxScanSize FOUND\0",
            "locked": b"stream: Heuristics.Encrypted.PDF FOUND\0",
            "error": b"stream: Can't allocate memory ERROR\0",
            "nonsense": b"\xff\xfe\0",
            "half": b"stream: O",
            "endless": b"x" * 10_000,
        }
        found = b"stream: Win.Test.EICAR_HDB-1 FOUND\0" if hostile.EICAR in stream else b"stream: OK\0"
        return answers.get(self.mood, found)


class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True
    allow_reuse_address = True


class UnixServer(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


@pytest.fixture
def clamd(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a running server."""
    monkeypatch.setattr(Clamd, "seen", [])
    with Server(("127.0.0.1", 0), Clamd) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"tcp://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_a_harmless_file_is_clean_and_was_seen_whole(clamd: str) -> None:
    file = io.BytesIO(b"harmless" * 50_000)

    assert ClamdScanner(clamd, 5).scan(file) == Scan("clean")

    assert Clamd.seen == [400_000]
    assert file.tell() == 0


@pytest.mark.parametrize("content", [hostile.EICAR, hostile.plain_pdf() + hostile.EICAR, b"x" * 65_500 + hostile.EICAR])
def test_malware_is_found_wherever_it_stands(clamd: str, content: bytes) -> None:
    assert ClamdScanner(clamd, 5).scan(io.BytesIO(content)) == Scan("infected", "Win.Test.EICAR_HDB-1")


def test_an_empty_file_is_scanned_too(clamd: str) -> None:
    assert ClamdScanner(clamd, 5).scan(io.BytesIO(b"")) == Scan("clean")


def test_a_local_socket_serves_as_well(tmp_path: Path) -> None:
    address = tmp_path / "clamd.ctl"
    with UnixServer(str(address), Clamd) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        scan = ClamdScanner(f"unix://{address}", 5).scan(io.BytesIO(hostile.EICAR))
        server.shutdown()

    assert scan == Scan("infected", "Win.Test.EICAR_HDB-1")


@pytest.mark.parametrize("mood", ["hangs", "hangs up", "cuts", "limits", "locked", "error", "nonsense", "half", "endless"])
def test_no_whole_answer_is_never_a_clean_one(clamd: str, mood: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Clamd, "mood", mood)
    file = io.BytesIO(b"x" * 300_000)
    start = time.monotonic()

    scan = ClamdScanner(clamd, 0.5).scan(file)

    assert scan.result == "not_scanned"
    assert scan.detail != ""
    assert file.tell() == 0
    assert time.monotonic() - start < 10


def test_a_file_over_the_scanners_limit_is_not_scanned(clamd: str) -> None:
    assert ClamdScanner(clamd, 5).scan(io.BytesIO(bytes(8 * STREAM_LIMIT))).result == "not_scanned"


def test_a_scanner_that_trickles_its_answer_is_cut_off(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=trickle, args=(listener,), daemon=True).start()
        start = time.monotonic()
        scan = ClamdScanner(f"tcp://127.0.0.1:{listener.getsockname()[1]}", 0.5).scan(io.BytesIO(b"x"))

    assert scan == Scan("not_scanned", "TimeoutError")
    assert time.monotonic() - start < 10


def trickle(listener: socket.socket) -> None:
    """One byte again and again, each within the time-out of a single read."""
    connection, _address = listener.accept()
    with connection:
        for _ in range(200):
            try:
                connection.sendall(b"s")
            except OSError:
                return
            time.sleep(0.1)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "unix:///nowhere/clamd.ctl", "tcp://", "nonsense"])
def test_a_scanner_that_is_not_there_scans_nothing(address: str) -> None:
    assert ClamdScanner(address, 1).scan(io.BytesIO(b"x")).result == "not_scanned"


def test_without_a_scanner_the_result_says_so() -> None:
    assert NoScanner().scan(io.BytesIO(hostile.EICAR)) == Scan("not_configured")


def test_the_settings_name_the_scanner(settings: Settings, clamd: str) -> None:
    settings.CLAMD_ADDRESS = ""
    assert configured_scanner().scan(io.BytesIO(b"x")) == Scan("not_configured")

    settings.CLAMD_ADDRESS = clamd
    assert configured_scanner().scan(io.BytesIO(b"x")) == Scan("clean")
