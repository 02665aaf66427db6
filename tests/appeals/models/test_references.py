"""References: readable, typed sloppily, never mistaken for another."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from appeals.models.references import CROCKFORD, PATTERN, new_public_id, new_reference, read_reference


@pytest.mark.parametrize("prefix", ["SUS", "APL", "CLO"])
def test_a_new_reference_has_the_published_form(prefix):
    reference = new_reference(prefix)

    assert PATTERN.match(reference)
    assert reference.startswith(prefix)


def test_references_do_not_repeat_in_a_thousand_draws():
    assert len({new_reference("SUS") for _ in range(1000)}) == 1000


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("SUS-7K3M-92QX", "SUS-7K3M-92QX"),
        ("sus-7k3m-92qx", "SUS-7K3M-92QX"),
        (" SUS 7K3M 92QX ", "SUS-7K3M-92QX"),
        ("SUS-7K3M92QX", "SUS-7K3M-92QX"),
        ("SUS\u20137K3M\u201492QX", "SUS-7K3M-92QX"),
        ("sus7k3m92qx", "SUS-7K3M-92QX"),
        ("\u2068SUS-7K3M-92QX\u2069.", "SUS-7K3M-92QX"),
        ("SUS_7K3M_92QX", "SUS-7K3M-92QX"),
        ("(apl: 2hd9 - pp4w)", "APL-2HD9-PP4W"),
        ("\uff33\uff35\uff33-7K3M-92QX", "SUS-7K3M-92QX"),
        ("APL-OIL0-1111", "APL-0110-1111"),
        ("CLO-4R8T-0WZN", "CLO-4R8T-0WZN"),
        ("SUS-7K3M-92Q", None),
        ("SUS-7K3M-92QXX", None),
        ("SUS-7K3M-92QU", None),
        ("XXX-7K3M-92QX", None),
        ("", None),
        ("SUS", None),
        ("sus7k3m9@2.qx", None),
    ],
)
def test_a_reference_is_read_as_people_write_it(typed, read):
    assert read_reference(typed) == read


@given(st.text(max_size=60))
def test_whatever_is_typed_gives_a_reference_or_nothing(typed):
    read = read_reference(typed)

    assert read is None or PATTERN.match(read)


@given(st.text(alphabet=CROCKFORD, min_size=8, max_size=8))
def test_every_reference_reads_back_as_itself(drawn):
    reference = f"SUS-{drawn[:4]}-{drawn[4:]}"

    assert read_reference(reference.lower()) == reference


def test_ids_of_parts_carry_their_kind():
    assert new_public_id("hld").startswith("hld_")
    assert len({new_public_id("evd") for _ in range(1000)}) == 1000
