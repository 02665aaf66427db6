"""Signing in by the marketplace's own service: who somebody is, and what their groups let them do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client

from accounts.models import User
from accounts.sign_in_service import check_groups
from tests.appeals.console.identity_service import Service, running
from tests.factories import make_user
from tests.factories.people import first_administrator

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db
RITA = {"sub": "idp|4711", "email": "rita@company.example", "email_verified": True, "name": "Rita Sample", "groups": ["trust-reviewers"]}


@pytest.fixture(scope="module")
def whole_service() -> Iterator[Service]:
    with running() as service:
        yield service


@pytest.fixture
def service(whole_service: Service, settings: Any) -> Service:
    one = whole_service
    one.person, one.lasts, one.signs_with = dict(RITA), 60, one.key
    settings.STAFF_SECOND_STEP = True
    settings.OIDC_ISSUER = one.issuer
    settings.OIDC_GROUPS = {"trust-reviewers": "reviewer:team", "trust-leads": "senior", "auditors": "auditor"}
    settings.OIDC_GRANTED_BY = first_administrator().username
    app = {"provider_id": "staff", "name": "Company ID", "client_id": "redress", "secret": "known-to-both"}
    app["settings"] = {"server_url": one.issuer, "fetch_userinfo": False}  # type: ignore[assignment]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    return one


def comes(service: Service, *, state: str | None = None) -> tuple[Client, Any]:
    """Somebody's browser, after the way to the service and back."""
    client = Client()
    begun = client.post("/console/sign-in/service/staff/?next=/console/closures/")
    brought = service.authorise(begun["Location"])
    return client, client.get("/console/sign-in/service/staff/back/", brought | ({"state": state} if state else {}))


def test_whoever_the_service_vouches_for_is_written_down_with_the_roles_of_their_groups(service: Service) -> None:
    client, answer = comes(service)

    assert (answer.status_code, answer["Location"]) == (302, "/console/closures/")
    user = User.objects.get(staff_id="idp|4711")
    assert (user.display_name, user.email, user.has_usable_password()) == ("Rita Sample", "rita@company.example", False)
    assert user.held() == {"reviewer": "team"}
    # The service has a second step of its own.
    assert client.get("/console/queue/").status_code == 200


def test_groups_are_looked_at_each_time_and_what_people_gave_stays(service: Service) -> None:
    comes(service)
    user = User.objects.get(staff_id="idp|4711")
    service.person["groups"] = ["trust-leads", "of no meaning here", 7]
    comes(service)
    assert user.held() == {"senior": "all"}
    service.person["groups"] = []
    client, _answer = comes(service)

    assert user.held() == {}
    assert client.get("/console/queue/").status_code == 403
    assert User.objects.filter(staff_id="idp|4711").count() == 1


def test_somebody_known_by_their_staff_id_is_the_same_person_and_keeps_what_people_gave(service: Service) -> None:
    known = make_user("senior", staff_id="idp|4711", email="other@company.example")
    comes(service)

    assert known.held() == {"senior": "all", "reviewer": "team"}


def refused(service: Service, **how: Any) -> bool:
    client, answer = comes(service, **how)
    page = client.get("/console/sign-in/").content.decode()
    return "_auth_user_id" not in client.session and answer.status_code in {302, 303, 200} and "The sign-in did not work" in page


def test_who_has_no_business_here_is_told_no_more_than_anybody(service: Service) -> None:
    make_user("reviewer", email="RITA@company.example")
    taken_mailbox = refused(service)
    service.person |= {"sub": "idp|2", "email": "two@company.example", "groups": ["sales"]}
    no_role = refused(service)
    make_user("reviewer", staff_id="idp|3", is_active=False)
    service.person |= {"sub": "idp|3", "email": "three@company.example", "groups": ["trust-reviewers"]}
    gone = refused(service)

    assert (taken_mailbox, no_role, gone) == (True, True, True)
    assert not User.objects.filter(staff_id__in=["idp|4711", "idp|2"]).exists()


def test_a_token_that_somebody_else_signed_or_that_is_over_opens_nothing(service: Service) -> None:
    service.signs_with = ec.generate_private_key(ec.SECP256R1())
    forged = refused(service)
    service.signs_with, service.lasts = service.key, -3600
    over = refused(service)
    service.lasts, service.person["aud"] = 60, "another-product"
    for_another = refused(service)
    del service.person["aud"]
    not_begun_here = refused(service, state="made-up")

    assert (forged, over, for_another, not_begun_here) == (True, True, True, True)
    assert not User.objects.filter(staff_id="idp|4711").exists()


def test_no_group_makes_an_administrator(service: Service, settings: Any) -> None:
    assert check_groups() == []
    settings.OIDC_GROUPS = {"trust-leads": "policy_admin", "x": "reviewer:nowhere"}
    settings.OIDC_GRANTED_BY = ""

    assert [one.id for one in check_groups()] == ["accounts.E001", "accounts.E001", "accounts.E002"]


def test_without_a_service_there_is_no_way_to_one() -> None:
    assert Client().post("/console/sign-in/service/staff/").status_code == 404
    assert Client().get("/console/sign-in/service/staff/back/").status_code == 404
    assert "Or with a password" not in Client().get("/console/sign-in/").content.decode()
