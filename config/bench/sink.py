"""A mail server that takes everything and keeps nothing: `python -m config.bench.sink PORT`."""

from __future__ import annotations

import asyncio
import sys

from aiosmtpd.smtp import SMTP, Envelope, Session

from config.embedded.places import LOOPBACK


class Sink:
    """Accepts each mail and forgets it."""

    async def handle_DATA(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802 # aiosmtpd names it
        """Accept the mail."""
        return "250 taken"


async def serve(port: int) -> None:
    """Listen until the process is ended."""
    sink = Sink()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(sink, hostname="sink.example"), LOOPBACK, port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
