"""`make reset`: removes what the demo keeps, so that the next start is the first. Needs nothing installed."""

import os
import shutil
import sys

from config.embedded.hold import running
from config.embedded.locks import is_held
from config.embedded.places import DATA, Cluster

CLUSTERS = ("demo", "tour")
# Inside .data/; the rest there is the user's own or belongs to tests.
REMOVED = ("demo-seed.json", "demo.json", "evidence", "mail", "static")


def main() -> None:
    """Refuse while anything runs, then remove."""
    if (DATA / "demo.lock").exists() and is_held(DATA / "demo.lock"):
        pid = (DATA / "demo.lock").read_text().split()[:1] or ["?"]
        sys.exit(f"A demo of this checkout is running (process {pid[0]}). End it with Ctrl-C in its window, then: make reset")
    busy = [name for name in CLUSTERS if running(name)]
    if busy:
        sys.exit(f"The embedded servers of {' and '.join(busy)} are in use by another command. Wait until it has ended, then: make reset")
    for name in CLUSTERS:
        shutil.rmtree(Cluster(name).folder, ignore_errors=True)
    for name in REMOVED:
        path = DATA / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    if os.environ.get("DATABASE_URL"):
        sys.stdout.write("DATABASE_URL is set: the rows in that database are still there; drop it yourself if you want a new start.\n")
    sys.stdout.write("The demo's data is gone. Start afresh with: make demo\n")


if __name__ == "__main__":
    main()
