"""The sweep under delivery: streams that stranded, secrets that outlived their use."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.db import connection

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Repaired:
    """What one sweep found."""

    stranded: int
    expired: int


def repair() -> Repaired:
    """Give every stream with something to send its head back, and settle what has expired where nobody passes.

    Twice is a no-op. A stranded stream is a fault of ours and is logged as an error.
    """
    stranded = _call("outbox_repair")
    if stranded:
        log.error("%s stranded streams were repaired.", stranded)
    return Repaired(stranded=stranded, expired=_call("outbox_expire"))


def _call(function: str) -> int:
    with connection.cursor() as cursor:
        cursor.callproc(function)
        (count,) = cursor.fetchone()
    return int(count)
