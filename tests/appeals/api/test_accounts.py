"""Accounts as the marketplace sends and reads them."""

from typing import Any

import pytest

from accounts.models import Account, Member
from appeals.models import ABILITIES
from tests.appeals.api.bodies import account_body
from tests.appeals.api.caller import Caller
from tests.factories import ago, make_account, make_case, make_effect


def test_an_account_is_made_then_taken_over(api: Caller) -> None:
    first = api.put("accounts/u_48213/", account_body())
    again = api.put("accounts/u_48213/", account_body())
    changed = api.put("accounts/u_48213/", account_body(display_name="Other Name", members=[]))

    assert (first.status_code, again.status_code, changed.status_code) == (201, 200, 200)
    sent = account_body()
    assert {name: first.json()[name] for name in sent} == sent
    assert (changed.json()["display_name"], changed.json()["members"]) == ("Other Name", [])
    assert (Account.objects.count(), Member.objects.get().left_at is None) == (1, False)


def test_a_new_account_may_do_everything(api: Caller) -> None:
    body = api.put("accounts/u_1/", account_body()).json()

    assert {name: body[name] for name in ("standing", "standing_since", "in_force", "effects_waiting")} == {
        "standing": "good",
        "standing_since": None,
        "in_force": [],
        "effects_waiting": 0,
    }
    assert body["abilities"] == list(ABILITIES)


def test_an_account_says_what_is_left_by_all_measures_in_force(api: Caller) -> None:
    account = make_account(external_id="u_1")
    case = make_case(account, started=ago(days=2), removes=["propose"])
    other = make_case(account, started=ago(days=1), removes=["visible"])
    make_effect(case)

    body = api.get("accounts/u_1/").json()

    assert body["abilities"] == [one for one in ABILITIES if one not in {"propose", "visible"}]
    assert (body["standing"], body["in_force"], body["effects_waiting"]) == ("suspended", [case.reference, other.reference], 1)
    assert body["standing_since"] == f"{case.starts_at:%Y-%m-%dT%H:%M:%SZ}"


def test_only_the_needed_fields_must_be_sent(api: Caller) -> None:
    least = {"kind": "client", "display_name": "Client", "email": "client@example.org"}

    body = api.put("accounts/c_1/", least).json()

    assert (body["language"], body["time_zone"], body["country"], body["proofs"], body["members"]) == ("en", None, None, [], [])


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"kind": "bot"}, "kind", "invalid_choice"),
        ({"kind": ["freelancer"]}, "kind", "invalid_choice"),
        ({"display_name": ""}, "display_name", "blank"),
        ({"display_name": 7}, "display_name", "invalid"),
        ({"display_name": "two\nlines"}, "display_name", "line_break"),
        ({"display_name": "a\ttab"}, "display_name", "line_break"),
        ({"display_name": "\u200b\u2060\ufeff"}, "display_name", "blank"),
        ({"display_name": "x" * 201}, "display_name", "too_long"),
        ({"display_name": "a\x00b"}, "display_name", "unshowable"),
        ({"display_name": "\ud800"}, "display_name", "unshowable"),
        ({"email": "nobody"}, "email", "invalid"),
        ({"email": f"{'x' * 260}@example.org"}, "email", "max_length"),
        ({"email": None}, "email", "null"),
        ({"email_changed_at": "2026-11-20"}, "email_changed_at", "invalid"),
        ({"email_changed_at": "9999-12-31T23:59:59Z"}, "email_changed_at", "out_of_range"),
        ({"email_changed_at": "2190-01-01T00:00:00Z"}, "email_changed_at", "in_the_future"),
        ({"language": "espa\u00f1ol"}, "language", "invalid"),
        ({"time_zone": "../etc/passwd"}, "time_zone", "invalid"),
        ({"country": "Colombia"}, "country", "invalid"),
        ({"subdivision": "somewhere"}, "subdivision", "too_long"),
        ({"regime_roles": "worker"}, "regime_roles", "not_a_list"),
        ({"regime_roles": ["pirate"]}, "regime_roles", "unknown"),
        ({"registered_on": "2019-02-30"}, "registered_on", "invalid"),
        ({"registered_on": "0001-01-01"}, "registered_on", "out_of_range"),
        ({"registered_on": "2190-01-01"}, "registered_on", "in_the_future"),
        ({"proofs": [{"kind": "id", "passed_on": "2190-01-01"}]}, "proofs[0].passed_on", "in_the_future"),
        ({"proofs": [{"kind": "id", "passed_on": "2019-05-02", "expires_on": "2018-01-01"}]}, "proofs[0].expires_on", "before_passed"),
        ({"proofs": [{"kind": "id"}]}, "proofs[0].passed_on", "required"),
        ({"members": [{"external_id": "u 51"}]}, "members[0].external_id", "invalid"),
        ({"members": {}}, "members", "not_a_list"),
        ({"nickname": "Ana"}, "nickname", "unknown_field"),
        ({"standing": "good"}, "standing", "unknown_field"),
    ],
)
def test_a_body_that_does_not_fit_names_its_field_and_writes_nothing(api: Caller, changes: dict[str, Any], field: str, code: str) -> None:
    answer = api.put("accounts/u_1/", account_body(**changes))

    assert answer.status_code == 422
    assert (field, code) in [(one["field"], one["code"]) for one in answer.json()["errors"]]
    assert (Account.objects.count(), Member.objects.count()) == (0, 0)


def test_an_id_of_another_form_is_refused(api: Caller) -> None:
    answer = api.put("accounts/u 48213/", account_body())

    assert (answer.status_code, answer.json()["errors"][0]["field"], Account.objects.count()) == (422, "external_id", 0)
