#!/usr/bin/env python
"""The command line: starts the embedded servers where a command needs them, then hands over to Django."""

import os
import sys

from django.core.management import execute_from_command_line

from config.embedded import EmbeddedError, ensure

# These read no database, so they start no server.
WITHOUT_DATABASE = frozenset(
    {
        "check",
        "collectstatic",
        "compilemessages",
        "diffsettings",
        "findstatic",
        "help",
        "makemessages",
        "makemigrations",
        "reset",
        "spectacular",
        "startapp",
        "test",
        "version",
    }
)


def needs_database(arguments: list[str]) -> bool:
    """Whether the command reads the database; `check` does when it is asked for one."""
    command = arguments[1] if len(arguments) > 1 else "help"
    if command.startswith("-"):
        return False
    return command not in WITHOUT_DATABASE or "--database" in arguments


def main() -> None:
    """Run one command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
    if needs_database(sys.argv):
        try:
            ensure()
        except EmbeddedError as error:
            sys.exit(str(error))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
