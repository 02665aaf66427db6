"""From an empty server to a database that the product can work in; safe to run again."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from config.database_setup import SETUP_LOCK, close_database, connect_as_admin, make_database, make_roles, role_names


class Command(BaseCommand):
    help = "Makes the roles owner and app and the database, migrates as the owner and grants the app's rights."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        name = str(connection.settings_dict["NAME"])
        try:
            self.prepare(name)
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        call_command("migrate", interactive=False, verbosity=min(1, options["verbosity"]))
        if options["verbosity"]:
            owner, app = role_names()
            self.stdout.write(f"The database is ready: {owner} owns {name}, {app} works in it.")

    def prepare(self, name: str) -> None:
        """Roles and database; several machines may set up at once, one after the other does it."""
        with connect_as_admin() as admin:
            admin.execute("SELECT pg_advisory_lock(%s)", [SETUP_LOCK])
            make_roles(admin)
            if make_database(admin, name):
                close_database(admin, name)
