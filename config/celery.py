"""The Celery application; tasks are `shared_task`s of the apps, which never import this module."""

import os

from celery import Celery

from config.start_up import RefuseUnsafeDatabase

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")

app = Celery("redress")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# Every thread of every process knocks at our broker, never at the library's default one.
app.set_default()
app.steps["worker"].add(RefuseUnsafeDatabase)
