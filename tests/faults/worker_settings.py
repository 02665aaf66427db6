"""Settings of a worker that a test starts with all its ticks, so short that nobody has to wait for them."""

from config.settings.base import TICKS
from tests.notifications.worker_settings import *  # noqa: F403 - settings build on settings

CELERY_BEAT_SCHEDULE = {task: {"task": task, "schedule": 0.3, "options": {"expires": 5}} for task in TICKS}
