"""What web and worker do first: refuse a database that does not hold what the product promises."""

import sys

from celery import bootsteps
from celery.worker import WorkController
from django.core.checks import Tags, run_checks


def refuse_unsafe_database() -> None:
    """Run the checks of the database; where one finds an error, say it and end the process."""
    serious = [message for message in run_checks(tags=[Tags.database], databases=["default"]) if message.is_serious()]
    if serious:
        sys.stderr.write("".join(f"{message}\n" for message in serious))
        sys.exit(3)


class RefuseUnsafeDatabase(bootsteps.Step):
    """The same check as a step of a Celery worker's start, before it takes a task."""

    def __init__(self, worker: WorkController, **options: object) -> None:
        super().__init__(worker, **options)
        refuse_unsafe_database()
