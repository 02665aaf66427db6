"""Every process of the product, started in order, watched, and ended together."""

import os
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Self

from django.conf import settings

from config.demo.processes import Child, stop_all
from config.embedded import ensure, pids, running, wanted
from config.embedded.places import LOOPBACK, cluster_name

READY_SECONDS = 60
POLL_SECONDS = 0.1
DEFAULT_PORT, FIRST_FOR_EVERYONE, LAST_PORT = 8000, 1024, 65535
WEB_PROCESSES, WEB_THREADS, TASK_PROCESSES = 2, 4, 2


class HouseError(Exception):
    """What stands in the way of a start, with a next step."""


def is_free(port: int) -> bool:
    """Whether a server could listen on the port now."""
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def must_be_free(port: int) -> None:
    """Raises HouseError with another port to try."""
    if not is_free(port):
        other = port + 1 if FIRST_FOR_EVERYONE <= port < LAST_PORT else DEFAULT_PORT + 1
        message = f"Port {port} is taken by another program or closed to this user. Choose another: PORT={other} make demo"
        raise HouseError(message)


def free_port() -> int:
    """A port that nothing listens on."""
    with closing(socket.socket()) as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


class House:
    """Web, worker, beat, pump and mail catcher of the current settings. A context: leaving it ends them all."""

    def __init__(self, port: int, say: Callable[[str], None], environ: dict[str, str] | None = None) -> None:
        self.environ = environ or {}
        self.port = port or free_port()
        self.mail_port = free_port()
        self.say = say
        self.children: list[Child] = []
        self.servers: dict[str, int] = {}

    @property
    def base_url(self) -> str:
        """Where the web answers."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def smtp(self) -> str:
        """Where mail goes."""
        return f"smtp://{LOOPBACK}:{self.mail_port}"

    @property
    def mail_folder(self) -> Path:
        """Where the catcher keeps each mail as a file."""
        return Path(settings.MAIL_FOLDER)

    def programs(self) -> dict[str, list[str]]:
        """Name -> command, in the order they start."""
        python = [sys.executable]
        celery = [*python, "-m", "celery", "--quiet", "-A", "config"]
        web = [*python, "-m", "gunicorn", "config.wsgi", "--bind", f"{LOOPBACK}:{self.port}", "--log-level", "warning"]
        return {
            "mail": [*python, "-m", "config.demo.mail", str(self.mail_port), str(self.mail_folder)],
            "web": [*web, "--workers", str(WEB_PROCESSES), "--threads", str(WEB_THREADS)],
            "worker": [
                *celery,
                "worker",
                "--loglevel",
                "WARNING",
                "--concurrency",
                str(TASK_PROCESSES),
                "--without-gossip",
                "--without-mingle",
            ],
            "beat": [*celery, "beat", "--loglevel", "WARNING"],
            "pump": [*python, "manage.py", "pump", "--skip-checks"],
        }

    def __enter__(self) -> Self:
        must_be_free(self.port)
        environ = self.environ | {
            "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
            "BASE_URL": self.base_url,
            "EMAIL_URL": self.smtp,
            "PYTHONUNBUFFERED": "1",
            # What is said of the code is `make check`'s business, and a worker would load every page for it before it starts.
            # Of the database web and worker ask all the same.
            "CELERY_SKIP_CHECKS": "1",
            # Said of every worker that root starts, and here root means the one user of this machine.
            "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
        }
        try:
            for name, command in self.programs().items():
                child = Child(name, command, environ, self.say)
                child.start()
                self.children.append(child)
            self.wait_until_ready()
        except BaseException:
            stop_all(self.children)
            raise
        return self

    def __exit__(self, *_: object) -> None:
        stop_all(self.children)

    def wait_until_ready(self) -> None:
        """Until the web says it may get traffic. Raises HouseError when it ends or stays silent."""
        deadline = time.monotonic() + READY_SECONDS
        while not self.is_ready():
            ended = [child for child in self.children if child.has_ended()]
            if ended:
                message = f"{ended[0].name} ended while starting; its lines above tell why. If the data is at fault: make reset"
                raise HouseError(message)
            if time.monotonic() > deadline:
                message = f"The web did not get ready within {READY_SECONDS} seconds; the lines above tell why."
                raise HouseError(message)
            time.sleep(POLL_SECONDS)

    def is_ready(self) -> bool:
        """Ask /readyz once."""
        try:
            with urllib.request.urlopen(f"{self.base_url}/readyz", timeout=2) as answer:  # noqa: S310 # our own address
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def mend(self) -> bool:
        """Start again what has ended by itself; False when that has become hopeless."""
        ended = [child for child in self.children if child.has_ended()]
        if ended or len(running(cluster_name())) < len(wanted()):
            ensure()
        self.tell_of_servers()
        return all(child.revive() for child in ended)

    def tell_of_servers(self) -> None:
        """Say which embedded server its keeper has started again since the last glance."""
        for name, pid in pids().items():
            if pid != self.servers.setdefault(name, pid):
                self.servers[name] = pid
                self.say(f"{name} had ended by itself and runs again; errors above tell of that moment, and nothing saved is lost.")
