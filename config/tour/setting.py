"""The tour's own house: an empty database, a staff, a key, and every process of the product."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from accounts.instants import redress_now
from accounts.roles import Role
from config.database_setup import connect_as_admin
from config.demo.runner import collect_static
from config.demo.stories.cast import HELENA, JONAS, MIRA, NOOR, PAVEL, TOMAS, Staff
from config.demo.stories.stage import Stage
from config.time_source import shift_by
from config.tour.telling import TourError

if TYPE_CHECKING:
    from config.tour.telling import Teller

# In the tour Pavel reviews too, and so can try to judge what he decided himself.
SUSPENDER = replace(PAVEL, roles=(Role.REVIEWER,), signs_in=True)
# Closing and opening an account again takes two pairs of people and one more: the workers choose among all who may.
FURTHER = tuple(Staff(name=name, display=name.title(), roles=(Role.REVIEWER,)) for name in ("edwin", "lucia", "sofia"))
STAFF = (JONAS, TOMAS, NOOR, HELENA, SUSPENDER, MIRA, *FURTHER)


@dataclass(frozen=True, slots=True)
class Keys:
    """What opens the doors: the platform's key, and name to password of the staff."""

    api_key: str
    passwords: dict[str, str]


def set_up(teller: Teller) -> Keys:
    """Make the database anew, publish the rules, hire the staff and give the marketplace its key."""
    teller.step("An empty database with its two roles, its guards and a clock that its owner may shift")
    empty_database()
    for folder in (settings.MAIL_FOLDER, settings.EVIDENCE_ROOT):
        shutil.rmtree(folder, ignore_errors=True)
    collect_static()
    call_command("load_rulebook", verbosity=0)
    teller.step("The rulebook; a staff of five reviewers, a senior, and one more who will suspend; a key for the marketplace")
    stage = Stage(redress_now(), shift_by)
    stage.hire(STAFF)
    stage.connect_platform()
    connection.close()
    return Keys(stage.secret, stage.passwords)


def empty_database() -> None:
    """Make the tour's database anew; no other command uses it, for its clock is going to be shifted."""
    name = sql.Identifier(str(settings.DATABASES["default"]["NAME"]))
    try:
        with connect_as_admin() as admin:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
    except ImproperlyConfigured as error:
        raise TourError(str(error)) from error
    call_command("setup_database", verbosity=0)
