"""The private PostgreSQL and Redis that serve where no services are named."""

from config.embedded.errors import EmbeddedError
from config.embedded.hold import ensure, pids, release, running, wanted

__all__ = ["EmbeddedError", "ensure", "pids", "release", "running", "wanted"]
