"""A small SMTP server that keeps every mail as a file: `python -m config.demo.mail PORT FOLDER`."""

import asyncio
import itertools
import os
import signal
import sys
import time
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from config.embedded.places import LOOPBACK

LARGEST = 10 * 1024 * 1024


class Keeper:
    """Writes each accepted mail whole: under another name first, so that a reader never sees half."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = itertools.count()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 # aiosmtpd names it
        """Accept the mail."""
        name = f"{time.time_ns()}-{next(self.count):06}"
        draft = self.folder / f".{name}"
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        draft.write_bytes(content)
        draft.rename(self.folder / f"{name}.eml")
        return "250 kept"


async def serve(port: int, folder: Path) -> None:
    """Listen until told to stop."""
    keeper = Keeper(folder)
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for how in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(how, stopped.set)
    server = await loop.create_server(
        lambda: SMTP(keeper, data_size_limit=LARGEST, enable_SMTPUTF8=True, hostname="redress.example"), LOOPBACK, port
    )
    async with server:
        await stopped.wait()


if __name__ == "__main__":
    os.umask(0o077)
    kept = Path(sys.argv[2])
    kept.mkdir(parents=True, exist_ok=True)
    asyncio.run(serve(int(sys.argv[1]), kept))
