"""Looking for malware with clamd, over its own stream protocol."""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass
from typing import BinaryIO, Protocol
from urllib.parse import urlsplit

from django.conf import settings

from appeals.evidence.limits import COPY_CHUNK

CLEAN = "clean"
INFECTED = "infected"
NOT_SCANNED = "not_scanned"
NOT_CONFIGURED = "not_configured"

LONGEST_REPLY = 4096
# clamd reports these like a virus, but they say that it gave up or could not look inside.
GAVE_UP = ("Heuristics.Limits.Exceeded", "Heuristics.Encrypted")


@dataclass(frozen=True, slots=True)
class Scan:
    """`clean`, `infected` (with what was found), `not_scanned` (with why), or `not_configured`. Only `clean` is shown."""

    result: str
    detail: str = ""


class Scanner(Protocol):
    """Whatever can look through a file."""

    def scan(self, file: BinaryIO) -> Scan:
        """Look through the file; leaves it at its start and never raises for what the other side does."""


class NoScanner:
    """No scanner is set up; whoever runs the house decided so, and the result says it."""

    def scan(self, file: BinaryIO) -> Scan:
        """Say that nobody looked."""
        file.seek(0)
        return Scan(NOT_CONFIGURED)


class ClamdScanner:
    """clamd at `tcp://host:port` or `unix:///path`; `timeout` in seconds bounds the whole scan, not each answer."""

    def __init__(self, address: str, timeout: float) -> None:
        self.address = urlsplit(address)
        self.timeout = timeout

    def scan(self, file: BinaryIO) -> Scan:
        """Send the file as a stream. Any error, cut or limit is `not_scanned`: no answer is never a clean one."""
        deadline = time.monotonic() + self.timeout
        try:
            with self._connect() as connection:
                return _verdict(_exchange(connection, file, deadline))
        except (OSError, ValueError) as fault:
            return Scan(NOT_SCANNED, type(fault).__name__)
        finally:
            file.seek(0)

    def _connect(self) -> socket.socket:
        """A connection within the time allowed."""
        if self.address.scheme == "unix":
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            connection.settimeout(self.timeout)
            try:
                connection.connect(self.address.path)
            except OSError:
                connection.close()
                raise
            return connection
        return socket.create_connection((self.address.hostname or "", self.address.port or 3310), self.timeout)


def configured_scanner() -> Scanner:
    """The scanner that the settings name: CLAMD_ADDRESS, empty for none, and CLAMD_TIMEOUT in seconds."""
    address: str = getattr(settings, "CLAMD_ADDRESS", "")
    timeout: float = getattr(settings, "CLAMD_TIMEOUT", 60.0)
    return ClamdScanner(address, timeout) if address else NoScanner()


def _exchange(connection: socket.socket, file: BinaryIO, deadline: float) -> bytes:
    """One INSTREAM command: chunks with their length before them, an empty chunk, one answer ending in NUL."""
    file.seek(0)
    connection.sendall(b"zINSTREAM\0")
    while chunk := file.read(COPY_CHUNK):
        connection.settimeout(_left(deadline))
        connection.sendall(len(chunk).to_bytes(4, "big") + chunk)
    connection.sendall(bytes(4))
    reply = b""
    while not reply.endswith(b"\0"):
        connection.settimeout(_left(deadline))
        part = connection.recv(LONGEST_REPLY)
        if not part or len(reply) + len(part) > LONGEST_REPLY:
            raise ConnectionError("no whole answer")
        reply += part
    return reply.rstrip(b"\0")


def _left(deadline: float) -> float:
    """The seconds that remain; none left is a time-out."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _verdict(reply: bytes) -> Scan:
    """Read `stream: OK` and `stream: NAME FOUND`; anything else is no verdict."""
    text = reply.decode("utf-8", "replace").strip()
    if text == "stream: OK":
        return Scan(CLEAN)
    found = text.removeprefix("stream: ").removesuffix(" FOUND")
    if text.startswith("stream: ") and text.endswith(" FOUND") and not found.startswith(GAVE_UP):
        return Scan(INFECTED, found)
    return Scan(NOT_SCANNED, text[:200])
