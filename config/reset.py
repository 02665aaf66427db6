"""`make reset`: removes what the demo keeps, so that the next start is the first. Needs nothing installed."""

import os
import shutil
import sys

from config.embedded.hold import running
from config.embedded.locks import is_held
from config.embedded.places import DATA, Cluster, home
from config.install import closed

CLUSTERS = ("demo", "tour")
ALL_CLUSTERS = (*CLUSTERS, "test", "bench")
# Inside .data/; the rest there is the user's own or belongs to tests.
REMOVED = ("demo-seed*.json", "demo.json", "evidence", "mail", "static")


def main() -> None:
    """`python3 -m config.reset [--all]`."""
    try:
        reset()
    except PermissionError as error:
        sys.exit(closed(error))


def reset() -> None:
    """Refuse while anything runs, then remove; with `--all` the data of tests and measurements and the programs too."""
    everything = "--all" in sys.argv[1:]
    clusters = ALL_CLUSTERS if everything else CLUSTERS
    if (DATA / "demo.lock").exists() and is_held(DATA / "demo.lock"):
        pid = (DATA / "demo.lock").read_text().split()[:1] or ["?"]
        sys.exit(f"A demo of this checkout is running (process {pid[0]}). End it with Ctrl-C in its window, then: make reset")
    busy = [name for name in clusters if running(name)]
    if busy:
        sys.exit(f"The embedded servers of {' and '.join(busy)} are in use by another command. Wait until it has ended, then: make reset")
    for name in clusters:
        shutil.rmtree(Cluster(name).folder, ignore_errors=True)
    if everything and home() != DATA:
        shutil.rmtree(home(), ignore_errors=True)
    for path in (path for pattern in REMOVED for path in DATA.glob(pattern)):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    if os.environ.get("DATABASE_URL"):
        sys.stdout.write("DATABASE_URL is set: the rows in that database are still there; drop it yourself if you want a new start.\n")
    sys.stdout.write("The demo's data is gone. Start afresh with: make demo\n")


if __name__ == "__main__":
    main()
