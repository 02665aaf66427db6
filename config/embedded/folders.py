"""Folders and secrets of the embedded servers, with the narrowest modes that work."""

import os
import pwd
import secrets
import stat
from pathlib import Path

from config.embedded.errors import EmbeddedError
from config.embedded.places import CHECKOUT, ROOT_HOME, Cluster, home, runs_as_root

SERVANT = "nobody"


def servant() -> pwd.struct_passwd | None:
    """The user that root hands the servers to; None for a plain user, who runs them as itself."""
    if not runs_as_root():
        return None
    try:
        return pwd.getpwnam(SERVANT)
    except KeyError:
        message = f"PostgreSQL refuses to run as root and this machine has no user '{SERVANT}'. Work as a plain user instead."
        raise EmbeddedError(message) from None


def make_folder(path: Path, mode: int, *, for_servant: bool = False) -> None:
    """Make one folder with exactly this mode. A folder that is there keeps what it is, but must be ours."""
    user = servant() if for_servant else None
    owner = user.pw_uid if user else os.geteuid()
    try:
        path.mkdir(mode=mode)
    except FileExistsError:
        found = path.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (owner, os.geteuid()):
            message = f"{path} belongs to someone else. Remove it, or run this as the user who made it."
            raise EmbeddedError(message) from None
    except PermissionError:
        message = f"{path} cannot be made: {path.parent} is not writable for this user. Use a checkout of your own."
        raise EmbeddedError(message) from None
    # mkdir obeys the umask, which may be narrower than the servers need.
    path.chmod(mode)
    if user:
        os.chown(path, user.pw_uid, user.pw_gid)


def make_cluster_folder(cluster: Cluster) -> None:
    """Make the folders down to the cluster's own. Parents that were there before are never touched."""
    if runs_as_root():
        if not ROOT_HOME.exists():
            make_folder(ROOT_HOME, 0o755)
        make_folder(home(), 0o711)
        (home() / "checkout").write_text(f"{CHECKOUT}\n")
        make_folder(cluster.folder, 0o711)
    else:
        make_folder(home(), 0o700)
        make_folder(cluster.folder, 0o700)


def write_secret(path: Path, text: str) -> None:
    """Write a file that only this user reads, whole or not at all."""
    draft = path.with_name(path.name + ".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w") as file:
        os.fchmod(descriptor, 0o600)
        file.write(text)
    draft.replace(path)


def new_password() -> str:
    """192 random bits, in letters that need no quoting anywhere."""
    return secrets.token_urlsafe(24)


def read_passwords(cluster: Cluster) -> dict[str, str]:
    """Role -> password, from the passfile."""
    fields = (line.split(":") for line in cluster.passfile.read_text().splitlines())
    return {role: password for _host, _port, _database, role, password in fields}
