"""The confined process that opens strangers' files: `python -m appeals.evidence.render_worker TASK KIND [FOLDER]`.

The file comes on standard input, one JSON object goes to standard output, pages go to FOLDER. Before the first byte is
read the process takes away its own memory, time and network. It imports no Django and, as its start is a cost of every
file, only the decoder that is needed.
"""

from __future__ import annotations

import errno
import importlib
import json
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any

from appeals.evidence.decoders.unfit import Unfit
from appeals.evidence.limits import BUDGETS, EXIT_BROKEN, EXIT_NO_PLACE, Budget

DECODERS = {
    ("probe", "jpeg"): "images",
    ("probe", "png"): "images",
    ("probe", "webp"): "images",
    ("probe", "heic"): "heic",
    ("probe", "pdf"): "pdf_structure",
    ("render", "jpeg"): "images",
    ("render", "png"): "images",
    ("render", "webp"): "images",
    ("render", "heic"): "heic",
    ("render", "pdf"): "pdf_pages",
    ("render", "text"): "text",
}
FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "urllib.", "ftplib.")
# What no file can cause: the disk or the folder is at fault.
OUR_FAULT = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EACCES, errno.ENOENT})


def confine(budget: Budget) -> None:
    """Take away what a decoder never needs. Irrevocable for this process."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (budget.cpu_seconds, budget.cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (budget.file_size, budget.file_size))
    resource.setrlimit(resource.RLIMIT_NOFILE, (budget.open_files, budget.open_files))
    resource.setrlimit(resource.RLIMIT_AS, (budget.memory, budget.memory))
    # The parent watches the clock too; this one holds when the parent is gone.
    signal.alarm(budget.wall_seconds)
    sys.addaudithook(refuse_network)


def refuse_network(event: str, _arguments: tuple[Any, ...]) -> None:
    """Refuse sockets and other programs. Keeps Python code honest; native code is held by the limits alone."""
    if event.startswith(FORBIDDEN):
        raise PermissionError(event)


def peak_kib() -> int:
    """The most memory this process has had, in KiB; 0 where the system does not tell."""
    try:
        with Path("/proc/self/status").open(encoding="ascii") as status:
            return next((int(line.split()[1]) for line in status if line.startswith("VmHWM:")), 0)
    except OSError:
        return 0


def answer(task: str, decoder: Any, kind: str, folder: Path) -> dict[str, Any]:
    """What the decoder found. Whatever a hostile file makes it raise is a finding, never a traceback."""
    source = os.fdopen(0, "rb", closefd=False)
    try:
        result: dict[str, Any] = decoder.probe(source, kind) if task == "probe" else {"pages": decoder.render(source, kind, folder)}
    except Unfit as unfit:
        return {"unfit": unfit.code, "figures": unfit.figures}
    except MemoryError:
        return {"unfit": "too_much_memory", "figures": {}}
    except Exception as fault:  # noqa: BLE001 - decoders raise anything at all on a broken file
        if isinstance(fault, OSError) and fault.errno in OUR_FAULT:
            sys.exit(EXIT_NO_PLACE)
        return {"unfit": "damaged", "figures": {}}
    return result


def main(arguments: list[str]) -> None:
    """Read one file, answer, end."""
    task, kind = arguments[:2]
    folder = Path(arguments[2] if task == "render" else os.devnull)
    confine(BUDGETS[task])
    try:
        # By name, so that a photo does not pay for the PDF library.
        decoder = importlib.import_module(f"appeals.evidence.decoders.{DECODERS[task, kind]}")
    except ImportError:
        sys.exit(EXIT_BROKEN)
    result = answer(task, decoder, kind, folder)
    sys.stdout.write(json.dumps({**result, "peak_kib": peak_kib()}))
    sys.stdout.flush()
    # Freeing half a gigabyte piece by piece helps nobody: the process ends here.
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
