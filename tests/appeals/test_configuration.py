"""The configuration site: people, roles and keys by those who may; windows on cases without any words; nothing deleted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.hashers import check_password
from django.test import Client

from accounts.api_keys import key_of
from accounts.models import ApiKey, RoleGrant, User
from accounts.roles import Role
from tests.appeals.console.world import everything
from tests.factories import make_appeal, make_closable_case, make_closure, make_effect, make_hold, make_key, make_user
from tests.factories.people import first_administrator

if TYPE_CHECKING:
    from tests.appeals.cast import Cast

pytestmark = pytest.mark.django_db
PASSWORD = "a long way to the old harbour"
CANARY = "CANARY-WORDS"


def site(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def policy(db: None) -> Client:
    """The first administrator of policy."""
    return site(first_administrator())


@pytest.fixture
def keys(db: None) -> Client:
    """An administrator of keys."""
    return site(make_user("key_admin"))


def complaint(response: Any) -> str:
    found = re.findall(r'class="error(?:list|note)?"[^>]*>(.*?)</(?:ul|li|p)>', response.content.decode(), re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", " ".join(found)).split())


def person(**changes: Any) -> dict[str, Any]:
    values = {
        "username": "zoe",
        "display_name": "Zoe Marin",
        "email": "zoe@example.org",
        "staff_id": "id-zoe",
        "languages": "en",
        "kind": "human",
    }
    return values | {"is_active": "on", "new_password": PASSWORD} | changes


def test_a_member_of_staff_is_made_without_any_role(policy: Client) -> None:
    assert policy.post("/admin/accounts/user/add/", person()).status_code == 302
    user = User.objects.get(username="zoe")

    assert (user.display_name, user.staff_id, user.roles()) == ("Zoe Marin", "id-zoe", frozenset())
    assert check_password(PASSWORD, user.password)


def test_an_edit_writes_what_was_edited_and_a_password_only_when_typed(policy: Client) -> None:
    policy.post("/admin/accounts/user/add/", person())
    user = User.objects.get(username="zoe")
    edited = person(display_name="Zoe M.", is_active="", new_password="")
    assert policy.post(f"/admin/accounts/user/{user.pk}/change/", edited).status_code == 302

    user.refresh_from_db()
    assert (user.display_name, user.is_active) == ("Zoe M.", False)
    assert check_password(PASSWORD, user.password)


def test_a_staff_id_and_a_kind_stay_as_they_were_written(policy: Client) -> None:
    policy.post("/admin/accounts/user/add/", person())
    user = User.objects.get(username="zoe")
    policy.post(f"/admin/accounts/user/{user.pk}/change/", person(staff_id="id-other", kind="service", new_password=""))

    user.refresh_from_db()
    assert (user.staff_id, user.kind) == ("id-zoe", "human")


@pytest.mark.parametrize(
    ("password", "words"), [("short", "too short"), ("123456789012", "entirely numeric"), ("zoe@example.org", "too similar")]
)
def test_an_easy_password_is_refused(policy: Client, password: str, words: str) -> None:
    response = policy.post("/admin/accounts/user/add/", person(new_password=password))

    assert words in complaint(response)
    assert not User.objects.filter(username="zoe").exists()


def test_without_a_password_nobody_can_sign_in(policy: Client) -> None:
    policy.post("/admin/accounts/user/add/", person(new_password=""))

    assert not User.objects.get(username="zoe").has_usable_password()


def test_a_role_is_given_and_taken_as_rows_that_stay(policy: Client) -> None:
    user = make_user()
    for gives in ("on", ""):
        sent = {"user": user.pk, "role": "reviewer", "gives": gives, "reason": "Joined the desk"}
        assert policy.post("/admin/accounts/rolegrant/add/", sent).status_code == 302

    assert [(row.gives, row.granted_by, row.reason) for row in RoleGrant.objects.filter(user=user).order_by("pk")] == [
        (True, first_administrator(), "Joined the desk"),
        (False, first_administrator(), "Joined the desk"),
    ]
    assert user.roles() == frozenset()


def test_nobody_gives_a_role_to_themselves(policy: Client) -> None:
    before = everything()
    response = policy.post(
        "/admin/accounts/rolegrant/add/", {"user": first_administrator().pk, "role": "senior", "gives": "on"}, follow=True
    )

    assert "Nobody gives a role to themselves." in response.content.decode()
    assert everything() == before


def test_a_grant_is_never_edited_or_deleted(policy: Client) -> None:
    grant = RoleGrant.objects.create(user=make_user(), role="intake", granted_by=first_administrator())
    before = everything()

    assert policy.post(f"/admin/accounts/rolegrant/{grant.pk}/change/", {"role": "senior"}).status_code == 403
    assert policy.post(f"/admin/accounts/rolegrant/{grant.pk}/delete/", {"post": "yes"}).status_code == 403
    assert everything() == before


def test_a_key_is_made_and_its_secret_shown_once(keys: Client) -> None:
    response = keys.post("/admin/accounts/apikey/add/", {"name": "Marketplace", "scopes": ["appeals:read", "sections:read"]})
    (secret,) = re.findall(r"<code>(rdk_[^<]+)</code>", response.content.decode())
    row = ApiKey.objects.get()

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert (row.name, row.scopes) == ("Marketplace", ["appeals:read", "sections:read"])
    assert key_of(secret) == row
    later = keys.get("/admin/accounts/apikey/").content.decode() + keys.get(f"/admin/accounts/apikey/{row.pk}/change/").content.decode()
    assert [secret in later, row.secret_sha256 in later, secret in str(dict(keys.session))] == [False] * 3


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"scopes": []}, "This field is required."),
        ({"scopes": ["everything"]}, "Select a valid choice."),
        ({"name": ""}, "This field is required."),
        ({"expires_at_0": "2001-01-01", "expires_at_1": "00:00"}, "This moment is over."),
    ],
)
def test_half_a_key_is_not_made(keys: Client, change: dict[str, Any], words: str) -> None:
    response = keys.post("/admin/accounts/apikey/add/", {"name": "Marketplace", "scopes": ["appeals:read"]} | change, follow=True)

    assert words in response.content.decode()
    assert ApiKey.objects.count() == 0


def test_a_key_is_revoked_at_once(keys: Client) -> None:
    row = make_key("appeals:read")
    keys.post("/admin/accounts/apikey/", {"action": "revoke", "_selected_action": [row.pk]})

    row.refresh_from_db()
    assert row.revoked_at is not None


def test_keys_are_the_business_of_key_admins_alone(policy: Client) -> None:
    row = make_key("appeals:read")

    assert policy.get("/admin/accounts/apikey/").status_code == 403
    assert policy.post("/admin/accounts/apikey/add/", {"name": "x", "scopes": ["appeals:read"]}).status_code == 403
    assert policy.post("/admin/accounts/apikey/", {"action": "revoke", "_selected_action": [row.pk]}).status_code == 403
    row.refresh_from_db()
    assert (ApiKey.objects.count(), row.revoked_at) == (1, None)


@pytest.mark.parametrize("model", ["accounts/user", "accounts/rolegrant", "appeals/suspension", "appeals/section", "notifications/message"])
def test_key_admins_see_nothing_else(keys: Client, model: str) -> None:
    assert keys.get(f"/admin/{model}/").status_code == 403


def test_windows_on_cases_show_no_word_that_anybody_wrote(cast: Cast, policy: Client) -> None:
    case = cast.case(no_warning_reason=CANARY, ladder_reason=CANARY)
    cast.account.display_name = CANARY
    cast.account.save(update_fields=["display_name"])
    rows = {
        "suspension": case,
        "appeal": make_appeal(case, statement=CANARY),
        "hold": make_hold(case, reason=CANARY),
        "effect": make_effect(case, note=CANARY),
        "closure": make_closure(make_closable_case(), step="delivered", reasons=CANARY),
    }
    before = everything()
    for name, row in rows.items():
        for address in (f"/admin/appeals/{name}/", f"/admin/appeals/{name}/{row.pk}/change/"):
            response = policy.get(address)
            assert (address, response.status_code, CANARY in response.content.decode()) == (address, 200, False)
        assert policy.post(f"/admin/appeals/{name}/{row.pk}/change/", {"state": "lifted"}).status_code == 403
        assert policy.post(f"/admin/appeals/{name}/add/", {}).status_code == 403
    assert everything() == before


def test_nothing_can_be_deleted_and_groups_are_not_offered(cast: Cast, policy: Client) -> None:
    case = cast.case()
    before = everything()
    names = {model._meta.label_lower for model in admin.site._registry}

    assert "auth.group" not in names
    for name in names:
        app, model = name.split(".")
        row = apps.get_model(name)._default_manager.order_by("pk").first()
        if row is not None:
            assert policy.post(f"/admin/{app}/{model}/{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert everything() == before
    assert case.state == "in_force"


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.POLICY_ADMIN, Role.KEY_ADMIN}])
def test_who_works_on_cases_configures_nothing(role: str) -> None:
    response = site(make_user(role)).get("/admin/", follow=True)

    assert response.status_code == 403


def test_the_site_speaks_under_the_strict_policy_of_all_pages(policy: Client) -> None:
    response = policy.get("/admin/accounts/user/")

    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert re.search(r"<[a-z]+[^>]*\s(style|on[a-z]+)=", response.content.decode()) is None
