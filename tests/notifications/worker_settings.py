"""Settings of a worker or a pump that a test starts as a process of its own; the test says where its broker and mail server are."""

import os

from config.settings.test import *  # noqa: F403 - settings build on settings
from config.settings.test import CELERY_BROKER_TRANSPORT_OPTIONS

CELERY_BROKER_URL = os.environ["REDIS_URL"]
CELERY_BROKER_TRANSPORT_OPTIONS = CELERY_BROKER_TRANSPORT_OPTIONS | {"global_keyprefix": os.environ["TEST_KEY_PREFIX"]}  # type: ignore[assignment]
# As short as a test needs, and still in proportion.
OUTBOX_LEASE_SECONDS = 4
EMAIL_TIMEOUT = 2
CELERY_BEAT_SCHEDULE = {"deliver": {"task": "notifications.tasks.deliver", "schedule": 0.1}}
PUMP_FUNCTIONS = ("tests.notifications.pumped.fail", "tests.notifications.pumped.handle")
