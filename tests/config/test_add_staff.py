"""The first member of the staff, whom nobody is there to add."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User

pytestmark = pytest.mark.django_db


def test_the_printed_password_opens_the_account_that_was_added() -> None:
    said = StringIO()
    call_command("add_staff", "jo", "jo@redress.example", "Jo Keller", "--staff-id", "staff-jo", stdout=said, stderr=StringIO())

    user = User.objects.get()
    assert (user.username, user.email, user.display_name, user.staff_id, user.roles()) == (
        "jo",
        "jo@redress.example",
        "Jo Keller",
        "staff-jo",
        frozenset(),
    )
    assert user.check_password(said.getvalue().strip())


def test_a_name_or_address_that_is_taken_is_refused_by_its_field() -> None:
    User.objects.create(username="jo", email="jo@redress.example", display_name="Jo Keller")

    with pytest.raises(CommandError, match=r"username: .*\nemail: "):
        call_command("add_staff", "jo", "jo@redress.example", "Jo Again", stdout=StringIO(), stderr=StringIO())

    assert User.objects.count() == 1


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(CommandError, match="email: "):
        call_command("add_staff", "jo", "nowhere", "Jo Keller", stdout=StringIO(), stderr=StringIO())

    assert not User.objects.exists()
