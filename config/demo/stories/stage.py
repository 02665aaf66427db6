"""The stage of the sample cases: a clock that starts weeks ago, the actors, and the workers between two scenes."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import cycle
from typing import TYPE_CHECKING, Any

from accounts.actors import SYSTEM, Actor
from accounts.api_keys import SCOPES
from accounts.instants import redress_now
from accounts.models import User
from appeals import tasks
from appeals.actions import perform
from appeals.actions.people import create_key, grant_role, put_account
from appeals.actions.people_draft import AccountDraft, MemberDraft, ProofDraft
from appeals.actions.staff import set_active
from appeals.models import Clock, ClockState
from config.demo.stories.cast import JONAS, STAFF
from config.embedded.folders import new_password
from notifications.delivery import drain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from appeals.models import Suspension
    from config.demo.stories.cast import Person, Staff

A_MOMENT = timedelta(seconds=1)
# Send, act on what was sent, look at files, sweep, carry closures.
WORKERS: tuple[Callable[[], int], ...] = (drain, tasks.handle_settled, tasks.check_evidence, tasks.sweep_due, tasks.carry_closures)
KEY_NAME = "Example Marketplace"


class Stage:
    """Everything a story needs beside its words. All that happens goes through the product's verbs."""

    def __init__(self, today: datetime, shift: Callable[[timedelta], timedelta]) -> None:
        self.today = today
        self.shift = shift
        self.users: dict[str, User] = {}
        self.passwords: dict[str, str] = {}
        self.platform = SYSTEM
        self.secret = ""

    def ago(self, days: int, at: str = "10:00") -> datetime:
        """So many days before today, at that time of the day in UTC."""
        hour, minute = at.split(":")
        return datetime.combine(self.today.date() - timedelta(days=days), time(int(hour), int(minute)), tzinfo=self.today.tzinfo)

    def day(self, days: int) -> str:
        """That day in the words of a letter, such as "Monday 26 October"."""
        return f"{self.ago(days):%A %-d %B}"

    def month(self, days: int) -> str:
        """The month of that day."""
        return f"{self.ago(days):%B}"

    def hours_ago(self, hours: float) -> datetime:
        """So many hours before this moment: for what has only just happened."""
        return self.today - timedelta(hours=hours)

    def move_to(self, instant: datetime) -> None:
        """Let the time pass until then. What falls due on the way is done when it is due, as the workers would."""
        while True:
            running = Clock.objects.filter(state=ClockState.RUNNING, next_at__lte=instant)
            due = running.order_by("next_at").values_list("next_at", flat=True).first()
            if due is None:
                break
            self._shift(due + A_MOMENT)
            self.work()
        self._shift(instant)

    def wait(self, length: timedelta) -> None:
        """Let so much time pass within a scene."""
        self.move_to(redress_now() + length)

    def _shift(self, instant: datetime) -> None:
        step = instant - redress_now()
        if step > timedelta():
            self.shift(step)

    def work(self) -> None:
        """What the workers do all the time, by turns, until none of them has found anything since the last that did."""
        idle = 0
        for worker in cycle(WORKERS):
            idle = 0 if worker() else idle + 1
            if idle == len(WORKERS):
                return

    def hire(self, staff: Iterable[Staff] = STAFF) -> None:
        """Make the staff with their roles. The first administrator, who comes first, gives all the others theirs."""
        for one in staff:
            user = User(
                username=one.name,
                display_name=one.display,
                email=f"{one.name}@staff.example",
                staff_id=f"staff-{one.name}",
                languages=list(one.languages),
                team=one.team,
            )
            if one.signs_in:
                self.passwords[one.name] = new_password()
                user.set_password(self.passwords[one.name])
            else:
                user.set_unusable_password()
            user.save(force_insert=True)
            self.users[one.name] = user
            for role in one.roles:
                giver = SYSTEM if one is JONAS else self.staff(JONAS)
                perform(grant_role, giver, user=user, role=str(role), reason="First day")
            if one.gone:
                perform(set_active, self.staff(JONAS), user=user, active=False)

    def connect_platform(self) -> None:
        """Give the marketplace a key with every scope."""
        key = perform(create_key, SYSTEM, name=KEY_NAME, scopes=tuple(sorted(SCOPES)))
        self.platform, self.secret = Actor.machine(key.row), key.secret

    def take_over(self, person: Person) -> None:
        """The marketplace tells us of an account, as old as its person says; before its first measure, so none is unborn."""
        opened = redress_now().date() - timedelta(days=365 * person.years + person.days + (40 if person.years else 0))
        draft = AccountDraft(
            kind=person.kind,
            display_name=person.name,
            email=person.email,
            language=person.language,
            time_zone=person.zone,
            country=person.country,
            regime_roles=person.roles,
            registered_on=opened,
            proofs=tuple(ProofDraft(kind=kind, passed_on=opened + timedelta(days=20)) for kind in person.proved),
            members=tuple(
                MemberDraft(external_id=f"u_{key}", display_name=name, email=f"{key}@people.example", role="owner", may_appeal=True)
                for key, name in person.members
            ),
        )
        perform(put_account, self.platform, external_id=person.account, draft=draft)

    def staff(self, one: Staff) -> Actor:
        """A member of the staff as an actor."""
        return Actor.staff(self.users[one.name])

    def owner_of(self, case: Suspension) -> Actor:
        """The person a case is about as an actor."""
        return Actor.appellant(case.account)

    def do(self, verb: Any, actor: Actor, **values: Any) -> Any:
        """One act, and what the workers do because of it."""
        result = perform(verb, actor, **values)
        self.work()
        return result
