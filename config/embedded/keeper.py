"""The process behind each embedded server: starts it, starts it again when killed, stops it after its last holder.

Holders share a file lock, which the kernel frees however they end; so nobody counts, and no crash leaves a server behind.
"""

import os
import signal
import sys
import time
from contextlib import suppress
from types import FrameType
from typing import NoReturn

from config.embedded.errors import EmbeddedError
from config.embedded.folders import make_cluster_folder
from config.embedded.locks import take
from config.embedded.places import Cluster
from config.embedded.postgres import Postgres
from config.embedded.redis import Redis
from config.embedded.server import Server

SERVERS: dict[str, type[Server]] = {server.name: server for server in (Postgres, Redis)}
POLL_SECONDS = 0.2
RESTARTS = 20


def end(_signal: int, _frame: FrameType | None) -> NoReturn:
    """SIGTERM ends the keeper in order, its server with it."""
    raise SystemExit(0)


def unheld(server: Server) -> bool:
    """Whether nobody holds the server and nobody is about to; then both locks are taken for good."""
    starting = take(server.lock("start"))
    if starting is None:
        return False
    if take(server.lock("holders")) is None:
        os.close(starting)
        return False
    # Both locks stay taken until this process has ended: whoever comes now waits, and then starts a new keeper.
    return True


def replaced(server: Server, keeping: int) -> bool:
    """Whether someone removed our folder under us; another keeper may serve a new one."""
    try:
        return server.lock("keeper").stat().st_ino != os.fstat(keeping).st_ino
    except FileNotFoundError:
        return True


def watch(server: Server, keeping: int) -> None:
    """Keep the server until it is not needed; a server that dies is started again."""
    restarts = 0
    while not replaced(server, keeping) and not unheld(server):
        if not server.alive():
            restarts += 1
            if restarts > RESTARTS:
                return
            sys.stderr.write(f"keeper: the {server.name} ended by itself, starting it again\n")
            with suppress(EmbeddedError):
                server.start()
        time.sleep(POLL_SECONDS)


def keep(server: Server, report: int) -> None:
    """Start the server, say so, and stay with it."""
    keeping = take(server.lock("keeper"))
    if keeping is None:
        os.close(report)
        return
    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        server.start()
    except (EmbeddedError, OSError) as error:
        os.write(report, str(error).encode())
        return
    os.close(report)
    try:
        # The folder may go between two glances at it.
        with suppress(FileNotFoundError):
            watch(server, keeping)
    finally:
        server.stop()


def detach(server: Server) -> None:
    """Leave the terminal and the caller's files; from here on the log is where words go."""
    os.setsid()
    os.chdir("/")
    log = os.open(server.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(log, 1)
    os.dup2(log, 2)


def main() -> None:
    """`python -m config.embedded.keeper CLUSTER SERVER`: returns once the server answers, the keeper stays."""
    server = SERVERS[sys.argv[2]](Cluster(sys.argv[1]))
    make_cluster_folder(server.cluster)
    reading, writing = os.pipe()
    if os.fork():
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            failure = pipe.read().decode()
        sys.exit(failure or 0)
    os.close(reading)
    detach(server)
    keep(server, writing)


if __name__ == "__main__":
    main()
