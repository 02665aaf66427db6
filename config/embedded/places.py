"""Where the embedded servers live: folders, sockets and secrets, computed and never created here."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

CHECKOUT = Path(__file__).resolve().parents[2]
DATA = CHECKOUT / ".data"
ROOT_HOME = Path("/var/lib/redress")
PORT = 5432
LOOPBACK = "127.0.0.1"
# sun_path holds 108 bytes on Linux and 104 on macOS, its closing zero included.
LONGEST_SOCKET_PATH = 103
ADMIN, OWNER, APP = "redress_admin", "redress_owner", "redress_app"
DATABASE = "redress"


def runs_as_root() -> bool:
    """Whether this process may start servers as another user."""
    return os.geteuid() == 0


def checkout_id() -> str:
    """A short name for this checkout, so that two checkouts never share servers."""
    return hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:12]


def home() -> Path:
    """The folder of all embedded servers: inside the checkout, or for root outside any private parent."""
    return ROOT_HOME / checkout_id() if runs_as_root() else DATA


def cluster_name() -> str:
    """The cluster that the chosen settings use: tests and measurements never touch the demo's data."""
    module = os.environ.get("DJANGO_SETTINGS_MODULE", "config.settings.demo")
    name = module.rsplit(".", 1)[-1]
    return name if name in {"test", "bench", "tour"} else "demo"


@dataclass(frozen=True)
class Cluster:
    """One PostgreSQL and one Redis with their own data: `demo`, `test`, `bench` or `tour`."""

    name: str

    @property
    def folder(self) -> Path:
        """Everything of this cluster; secrets and logs lie directly in it."""
        return home() / self.name

    @property
    def passfile(self) -> Path:
        """The passwords of the database's roles, in the form that libpq reads by itself."""
        return self.folder / "pgpass"

    @property
    def redis_secret(self) -> Path:
        """The password of Redis."""
        return self.folder / "redis.secret"

    def socket_folder(self, server: str) -> Path:
        """The folder of one server's Unix socket; a long checkout path moves it to the temporary folder."""
        inside = self.folder / f"{server}-socket"
        longest = inside / f".s.PGSQL.{PORT}.lock"
        if len(os.fsencode(longest)) <= LONGEST_SOCKET_PATH:
            return inside
        short = f"redress-{os.geteuid()}-{checkout_id()}-{self.name}-{server}"
        return Path(tempfile.gettempdir()) / short

    @property
    def redis_socket(self) -> Path:
        """The socket that Redis listens on."""
        return self.socket_folder("redis") / "redis.sock"

    def redis_url(self, database: int = 0) -> str:
        """The broker's URL; without a password while the server has never been started."""
        secret = self.redis_secret.read_text().strip() if self.redis_secret.exists() else ""
        return f"redis+socket://:{quote(secret)}@{self.redis_socket}?virtual_host={database}"

    def database(self, role: str, name: str = DATABASE) -> dict[str, Any]:
        """Django's connection settings for one role; libpq reads its password from the passfile."""
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": name,
            "USER": role,
            "PASSWORD": "",
            "HOST": str(self.socket_folder("postgres")),
            "PORT": str(PORT),
            "OPTIONS": {"passfile": str(self.passfile)},
        }
