"""Django's `migrate`, run as the owner of the tables and finished with clock and rights."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError
from django.core.management.commands import migrate

from config.database_setup import finish_schema
from config.databases import as_owner


class Command(migrate.Command):
    """The product's own role may not change a table, so every migration goes through here."""

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with as_owner():
                super().handle(*args, **options)
                if not (options["plan"] or options["check_unapplied"] or options["app_label"]):
                    finish_schema()
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
