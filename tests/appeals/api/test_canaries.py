"""What only the staff may read is in no byte of any answer: not in lists, not in papers, not in refusals."""

import json
from typing import Any

from accounts.models import User
from tests.appeals.api.bodies import suspension_body, text
from tests.appeals.api.caller import Caller
from tests.appeals.api.world import CANARY, World
from tests.factories import ago, make_appeal, make_case


def told(answer: Any) -> str:
    return str(answer.content.decode() + json.dumps(dict(answer.items())))


def names() -> list[str]:
    """How the people of the staff are called anywhere."""
    return [one for user in User.objects.all() for one in (user.username, user.display_name, user.email, user.staff_id or "-no-")]


def test_no_read_tells_anything_of_the_staff_side(world: World, api: Caller) -> None:
    hidden = [CANARY, CANARY.lower(), *names()]
    for path in world.reads():
        answer = told(api.get(path))
        assert [(path, one) for one in hidden if one in answer] == []


def test_no_write_and_no_refusal_tells_anything_of_the_staff_side(world: World, api: Caller) -> None:
    hidden = [CANARY, CANARY.lower(), *names()]
    writes = world.writes()
    for method, path, _scope, body, _status in [*writes, *writes]:
        answer = told(api.send(method, path, body=body))
        assert [(path, one) for one in hidden if one in answer] == []


def test_a_refusal_repeats_no_signal_and_no_value(world: World, api: Caller) -> None:
    sent = suspension_body(account=world.account.external_id, source=CANARY, removes=[CANARY], signals=[{"detector": CANARY, "score": 3}])

    answer = api.post("suspensions/", sent)

    assert answer.status_code == 422
    assert CANARY not in told(answer)


def test_a_clash_of_ids_repeats_nothing_of_either_body(world: World, api: Caller) -> None:
    sent = suspension_body(account=world.account.external_id, external_id="enf-7", holds=[])
    assert api.post("suspensions/", sent).status_code == 201

    answer = api.post("suspensions/", {**sent, "signals": [{"detector": f"{CANARY}-2"}]})

    assert (answer.status_code, CANARY in told(answer)) == (409, False)


def test_a_key_sees_who_decided_nowhere(world: World, api: Caller) -> None:
    """Neither the person who decided a measure nor who reviewed it has a place in any shape."""
    body = api.get(f"appeals/{world.decided.reference}/").json()

    assert body["decision"]["people"] == {"deciders": 2, "all_independent": True, "automated": False}
    assert "decided_by" not in api.get(world.case_path).json()


def test_what_a_person_writes_unsent_leaves_no_trace_in_their_case(api: Caller) -> None:
    case = make_case(started=ago(days=1))
    before = api.get(f"suspensions/{case.reference}/").json()

    make_appeal(case, state="draft", statement=f"{CANARY} not sent")

    assert api.get(f"suspensions/{case.reference}/").json() == before
    assert text(case.starts_at) == before["starts_at"]
    entries = api.get(f"suspensions/{case.reference}/timeline/").json()["results"]
    assert [one for one in entries if "draft" in one["type"]] == []
