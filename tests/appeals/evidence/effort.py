"""What work costs the processors: on a busy machine the clock tells of the others' work, too."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Hold what is done inside, by this process and by those that it started and that have ended, to so much work."""
    before = sum(os.times()[:4])
    yield
    assert sum(os.times()[:4]) - before < seconds
