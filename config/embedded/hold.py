"""Holding the embedded servers: they run while at least one process holds them."""

import os
import subprocess
import sys
import time

from config.embedded.errors import EmbeddedError
from config.embedded.folders import make_cluster_folder
from config.embedded.keeper import SERVERS
from config.embedded.locks import is_held, is_shared, locked, share
from config.embedded.places import CHECKOUT, Cluster, cluster_name
from config.embedded.server import Server

WAIT_SECONDS = 90
POLL_SECONDS = 0.02
SERVICE_URLS = {"postgres": "DATABASE_URL", "redis": "REDIS_URL"}
# What this process holds: (cluster, server) -> descriptor of the shared lock.
HELD: dict[tuple[str, str], int] = {}


def wanted() -> list[str]:
    """The servers that no environment variable replaces by a service."""
    return [name for name, variable in SERVICE_URLS.items() if not os.environ.get(variable)]


def ensure(cluster: str | None = None, servers: list[str] | None = None) -> None:
    """Hold the wanted servers of a cluster and return when they answer. Raises EmbeddedError with a next step.

    The hold ends with the process, or with `release`. Calling it again mends what has died meanwhile.
    """
    chosen = Cluster(cluster or cluster_name())
    for name in wanted() if servers is None else servers:
        hold(SERVERS[name](chosen))


def hold(server: Server) -> None:
    """Hold one server; start its keeper where none is."""
    make_cluster_folder(server.cluster)
    with locked(server.lock("start"), seconds=WAIT_SECONDS, purpose=f"starting the embedded {server.name}"):
        key = (server.cluster.name, server.name)
        if key not in HELD:
            # Waits for a glance at most: the keeper takes the other side only under the start lock.
            HELD[key] = share(server.lock("holders"))
        wait_for(server)


def wait_for(server: Server) -> None:
    """Until the server answers under a living keeper."""
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        if not is_held(server.lock("keeper")):
            start_keeper(server)
        if server.answers():
            return
        if time.monotonic() > deadline:
            message = f"The embedded {server.name} has not answered for {WAIT_SECONDS} seconds. Read {server.log}, then try again."
            raise EmbeddedError(message)
        time.sleep(POLL_SECONDS)


def start_keeper(server: Server) -> None:
    """Start the keeper, which detaches itself. Raises EmbeddedError with what it said when it could not."""
    command = [sys.executable, "-m", "config.embedded.keeper", server.cluster.name, server.name]
    done = subprocess.run(command, check=False, cwd=CHECKOUT, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        raise EmbeddedError(done.stderr.strip() or f"The keeper of the embedded {server.name} ended at once.")


def release(cluster: str | None = None, *, wait: bool = False) -> None:
    """Let go of one cluster, or of all. With `wait`, return when servers that nobody else holds have stopped."""
    let_go = [key for key in HELD if cluster in (None, key[0])]
    for key in let_go:
        os.close(HELD.pop(key))
    deadline = time.monotonic() + WAIT_SECONDS
    for place, name in let_go if wait else []:
        server = SERVERS[name](Cluster(place))
        while is_held(server.lock("keeper")) and not is_shared(server.lock("holders")):
            if time.monotonic() > deadline:
                return
            time.sleep(POLL_SECONDS)


def running(cluster: str) -> list[str]:
    """The names of the cluster's servers that have a keeper just now."""
    place = Cluster(cluster)
    return [name for name, server in SERVERS.items() if is_held(server(place).lock("keeper"))]


def pids(cluster: str | None = None) -> dict[str, int]:
    """The process of each wanted server that has written one down."""
    place = Cluster(cluster or cluster_name())
    found = {name: SERVERS[name](place).written_pid() for name in wanted()}
    return {name: pid for name, pid in found.items() if pid}
