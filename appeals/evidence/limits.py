"""The figures that bound what one file may cost. No Django: the worker process reads them too."""

from __future__ import annotations

from typing import NamedTuple

KIB = 1024
MIB = 1024 * KIB

MAX_PIXELS = 40_000_000
# Depth maps make honest phone photos carry a few MiB beside the picture; nothing honest carries more.
MAX_JPEG_SEGMENTS = 8 * MIB
MAX_PAGES = 100

# What a view copy may measure. By area, not by side: a long screenshot of a chat must stay readable.
VIEW_PIXELS = 16_000_000
VIEW_SIDE = 16_384
PDF_DPI = 150
PDF_SIDE = 2000
# Fifteen MiB of text fit into the number of pages above.
TEXT_PAGE_CHARACTERS = 250_000

COPY_CHUNK = 64 * KIB


# Not a dataclass: importing those costs the worker more time than opening a small photo.
class Budget(NamedTuple):
    """What one run of the worker may use: seconds by processor and by the clock, bytes of memory and disk."""

    cpu_seconds: int
    wall_seconds: int
    memory: int = 1024 * MIB
    file_size: int = 128 * MIB
    open_files: int = 64


# `probe` runs while the person waits for the answer to an upload, `render` in the background.
BUDGETS = {
    "probe": Budget(cpu_seconds=10, wall_seconds=15),
    "render": Budget(cpu_seconds=20, wall_seconds=30),
}

# How the worker says that the fault is ours, not the file's.
EXIT_BROKEN = 70
EXIT_NO_PLACE = 75
