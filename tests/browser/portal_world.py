"""The portal: one case in each of the states that a person can meet, brought there by the product's own verbs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.sessions.backends.db import SessionStore

from appeals.actions import perform
from appeals.actions.closures import propose_closure
from appeals.actions.deciding import approve_decision, claim_appeal, decide_appeal, propose_decision, record_view
from appeals.actions.information import request_information
from appeals.actions.messages import send_message, write_back, write_message
from appeals.models import Appeal, Notice
from appeals.portal.session import EMAIL
from tests.appeals.actions.closing import closure_draft
from tests.appeals.cast import Cast
from tests.appeals.portal import stories
from tests.factories import make_account
from tests.factories.moments import ago, at

if TYPE_CHECKING:
    from appeals.models import Suspension

ADDRESS = "ana@example.org"
PAGES = [
    *("find", "enter", "cases", "case", "reason", "options", "letters", "letter"),
    *("tasks", "points", "story", "context", "contact", "evidence", "lacking", "check"),
    *("waiting", "sent", "receipt", "withdraw", "late", "asked", "question", "messages"),
    *("righted", "overturned", "upheld", "closing", "closure", "warned", "missing", "broken"),
]


def cast() -> Cast:
    """The cast of the domain's tests, with an account that lives in Kyiv."""
    people = Cast()
    people.account = make_account(display_name="Ana Kovač", email=ADDRESS, time_zone="Europe/Kyiv")
    return people


def sessions() -> dict[str, str]:
    """A browser in which she has typed her code."""
    session = SessionStore()
    session[EMAIL] = ADDRESS
    session.save()
    return {"ana": session.session_key or ""}


def paths(people: Cast) -> dict[str, str]:
    """The address of each page, without its language."""
    plain = {"find": "/", "enter": "/enter/nobody/", "cases": "/cases/", "missing": "/cases/SUS-0000-0000/", "broken": "/broken/"}
    stated = (_new, _drafted, _sent, _late, _asked, _decided, _closing, _warned)
    return plain | {name: path for state in stated for name, path in state(people).items()}


def _of(case: Suspension, rest: str = "") -> str:
    return f"/cases/{case.reference}/{rest}"


def _appealed(people: Cast, **since: float) -> Appeal:
    """An appeal with a file, about a measure that began that long ago."""
    with at(ago(**since)):
        appeal = stories.begun(people, stories.recorded(people))
        stories.with_file(people, appeal)
        stories.checked(people)
        return stories.submitted(people, appeal)


def _new(people: Cast) -> dict[str, str]:
    with at(ago(days=2)):
        case = stories.recorded(people, holds=(stories.held(),))
        walked = stories.recorded(people)
    letter = Notice.objects.filter(case=case).earliest("pk")
    pages = {name: _of(case, f"{name}/") for name in ("reason", "options", "letters")}
    return pages | {"case": _of(case), "letter": _of(case, f"letters/{letter.public_id}/"), "walked": _of(walked)}


def _drafted(people: Cast) -> dict[str, str]:
    with at(ago(days=1)):
        appeal = stories.begun(people, stories.recorded(people))
    stories.with_file(people, appeal)
    names = ("points", "story", "context", "contact", "evidence", "check")
    tasks = _of(appeal.case, f"appeals/{appeal.reference}/")
    return {"tasks": tasks, "lacking": f"{tasks}evidence/missing/", **{name: f"{tasks}{name}/" for name in names}}


def _sent(people: Cast) -> dict[str, str]:
    appeal = _appealed(people, days=3)
    page = _of(appeal.case, f"appeals/{appeal.reference}/")
    return {"waiting": _of(appeal.case), "sent": page, "receipt": f"{page}receipt/1/", "withdraw": f"{page}withdraw/"}


def _late(people: Cast) -> dict[str, str]:
    return {"late": _of(_appealed(people, days=16).case)}


def _asked(people: Cast) -> dict[str, str]:
    appeal = _appealed(people, days=4)
    with at(ago(days=1)):
        perform(claim_appeal, people.rita, appeal=appeal)
        appeal.refresh_from_db()
        asked = perform(
            request_information,
            people.rita,
            appeal=appeal,
            question="Who else uses the computer in your home?",
            why="Two accounts were used from it. Sharing a home is allowed.",
            example="My brother uses it in the evening.",
        )
    with at(ago(hours=5)):
        written = perform(write_message, people.rita, case=appeal.case, text="A second reviewer looks at your file on Monday.")
    with at(ago(hours=4)):
        perform(send_message, people.system, message=written)
        perform(write_back, people.ana, case=appeal.case, text="Дякую. Чи потрібно щось ще?")
    question = _of(appeal.case, f"requests/{asked.public_id}/")
    return {"asked": _of(appeal.case), "question": question, "messages": _of(appeal.case, "messages/")}


def _decided(people: Cast) -> dict[str, str]:
    """Two reviewers let one measure stay; another was wrong from the start."""
    stays, wrong = _appealed(people, days=8), _appealed(people, days=9)
    with at(ago(days=1)):
        perform(claim_appeal, people.rita, appeal=stays)
        stays.refresh_from_db()
        perform(propose_decision, people.rita, appeal=stays, draft=stories.judged(stays, "upheld"))
        stays.refresh_from_db()
        perform(record_view, people.rob, appeal=stays, own_view="upheld", reason="The papers differ.")
        perform(approve_decision, people.rob, appeal=stays)
        perform(claim_appeal, people.rita, appeal=wrong)
        wrong.refresh_from_db()
        perform(decide_appeal, people.rita, appeal=wrong, draft=stories.judged(wrong, "overturned"))
    return {
        "upheld": _of(stays.case, "decision/1/"),
        "overturned": _of(wrong.case, "decision/1/"),
        "righted": _of(wrong.case),
    }


def _closing(people: Cast) -> dict[str, str]:
    with at(ago(days=6)):
        case = stories.recorded(people)
    with at(ago(days=1)):
        closure = perform(propose_closure, people.rita, case=case, draft=closure_draft())
    return {"closing": _of(case), "closure": _of(case, f"closures/{closure.reference}/")}


def _warned(people: Cast) -> dict[str, str]:
    with at(ago(days=5)):
        return {"warned": _of(stories.recorded(people, measure="warning", removes=(), ends_at=None))}
