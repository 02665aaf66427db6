"""`make demo`: set up, start, say where everything is, and end everything that was started."""

import json
import os
import shutil
import signal
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from accounts.models import Account
from config.demo.house import House, HouseError, must_be_free
from config.embedded import release
from config.embedded.folders import write_secret
from config.embedded.locks import take

# What `seed_demo` leaves: {"api_key": str, "sign_ins": [{"role", "username", "password"}], "people": [str], "stories": {address: str}}.
SEED_FILE = "demo-seed.json"
DEMO_FILE = "demo.json"
WATCH_SECONDS = 0.5


def data_dir() -> Path:
    """The folder of the demo's files, its user's alone."""
    folder = Path(settings.DATA_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


@contextmanager
def only_demo(port: int) -> Iterator[None]:
    """Refuse a second demo of this checkout. Raises HouseError that names the first."""
    path = data_dir() / "demo.lock"
    descriptor = take(path)
    if descriptor is None:
        found = path.read_text().split()
        pid, where = (found[0], found[1]) if len(found) == 2 else ("?", "its port")
        message = f"A demo of this checkout runs already: process {pid}, at {where}. Use that one, or end it with Ctrl-C in its window or: kill {pid}"
        raise HouseError(message)
    os.truncate(descriptor, 0)
    os.write(descriptor, f"{os.getpid()} http://127.0.0.1:{port}\n".encode())
    try:
        yield
    finally:
        os.truncate(descriptor, 0)
        os.close(descriptor)


def set_up(say: Callable[[str], None]) -> None:
    """Bring database, files and sample cases to where the code is; each step says how long it took."""
    steps: list[tuple[str, Callable[[], object]]] = [
        ("Preparing the database", lambda: call_command("setup_database", verbosity=0)),
        ("Collecting styles and scripts", collect_static),
        ("Loading the rulebook", lambda: call_command("load_rulebook", verbosity=1)),
        ("Telling the sample cases", seed),
    ]
    for number, (name, step) in enumerate(steps, 1):
        started = time.monotonic()
        say(f"[{number}/{len(steps) + 1}] {name} ...")
        try:
            step()
        except CommandError as error:
            message = f"{name} failed: {str(error).strip()}"
            raise HouseError(message) from error
        except DatabaseError as error:
            message = f"{name} failed: {str(error).strip()}\nIf the data is of another state of the code, start afresh with: make reset"
            raise HouseError(message) from error
        say(f"      done in {time.monotonic() - started:.1f} s")
    say(f"[{len(steps) + 1}/{len(steps) + 1}] Starting web, worker, beat, pump and the mail catcher ...")


def seed_path() -> Path:
    """What the sample cases of this very database left: services and embedded servers each have their own."""
    chosen = settings.DATABASES["default"]
    place = f"{chosen['HOST']}:{chosen['PORT']}/{chosen['NAME']}"
    return data_dir() / f"demo-seed-{zlib.crc32(place.encode()):08x}.json"


def seed() -> None:
    """The sample cases, once for each database."""
    if seed_path().exists() and Account.objects.exists():
        return
    call_command("seed_demo", verbosity=1)
    left = data_dir() / SEED_FILE
    if left.exists():
        left.replace(seed_path())


def collect_static() -> None:
    """Collect and compress the static files when one of them has changed."""
    entries = []
    for finder in get_finders():
        for path, storage in finder.list([]):
            entries.append(f"{path} {storage.size(path)} {storage.get_modified_time(path).timestamp()}")
    mark = "\n".join(sorted(entries))
    stamp = Path(settings.STATIC_ROOT) / "collected.txt"
    if stamp.exists() and stamp.read_text() == mark:
        return
    shutil.rmtree(settings.STATIC_ROOT, ignore_errors=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(mark)


def describe(house: House) -> dict[str, Any]:
    """What a script needs to use the demo; written to demo.json as well."""
    path = seed_path()
    seeded = json.loads(path.read_text()) if path.exists() else {}
    mail = {"folder": str(house.mail_folder), "url": f"{house.base_url}/demo/mail/", "smtp": house.smtp}
    found = {"base_url": house.base_url, "api_key": "", "sign_ins": [], "people": [], **seeded, "mail": mail}
    write_secret(data_dir() / DEMO_FILE, json.dumps(found, indent=2, ensure_ascii=False) + "\n")
    return found


def announce(found: dict[str, Any], say: Callable[[str], None]) -> None:
    """Print the addresses and how to sign in."""
    base = found["base_url"]
    say("")
    say(f"Redress is ready at {base}")
    for name, where in (("Portal", "/"), ("Console", "/console/"), ("API", "/api/v1/schema/"), ("Mail", "/demo/mail/")):
        say(f"  {name:<8} {base}{where}")
    if found["sign_ins"]:
        say("")
        say("Console, as:")
        for person in found["sign_ins"]:
            say(f"  {person['role']:<14} {person['username']:<28} {person['password']}")
    if found["people"]:
        say("")
        say(f"Portal, with a code that arrives at {found['mail']['url']}:")
        stories = found.get("stories", {})
        for address in found["people"]:
            say(f"  {address:<28} {stories.get(address, '')}".rstrip())
    say("")
    say(f"All of this stands in {data_dir() / DEMO_FILE}. Ctrl-C ends the demo; its data stays. make reset starts afresh.")


class Stopped(BaseException):
    """Ctrl-C or SIGTERM."""


def stop(_number: int, _frame: FrameType | None) -> NoReturn:
    """Leave by the one way out; further signals do not disturb it."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    raise Stopped


def run(port: int, say: Callable[[str], None]) -> None:
    """Run the demo until it is told to stop. Raises HouseError with a next step."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    try:
        with only_demo(port):
            must_be_free(port)
            set_up(say)
            with House(port, say) as house:
                announce(describe(house), say)
                while house.mend():
                    time.sleep(WATCH_SECONDS)
                message = "The demo has ended. When the fault is mended: make demo; to start afresh: make reset"
                raise HouseError(message)
    except Stopped:
        say("The demo has stopped; its data stays.")
    finally:
        release(wait=True)


def printer(write: Callable[[str], Any]) -> Callable[[str], None]:
    """One line at a time, though several threads speak."""
    lock = threading.Lock()

    def say(line: str) -> None:
        with lock:
            write(line)

    return say
