"""The documents of each country: the shipped file is whole, and what is not whole is refused with everything that is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from appeals.evidence.countries import FILE, KINDS, WITHOUT_PAPER, CountriesError, countries, kind_label, read_countries

if TYPE_CHECKING:
    from pathlib import Path

FIELD = [
    "AR",
    "BD",
    "BR",
    "CO",
    "DE",
    "EG",
    "ES",
    "FR",
    "GB",
    "ID",
    "IN",
    "IT",
    "KE",
    "MA",
    "MX",
    "NG",
    "PH",
    "PK",
    "PL",
    "RO",
    "RS",
    "TR",
    "UA",
    "US",
    "VN",
]
SHIPPED = FILE.read_text(encoding="utf-8")


def complaints(folder: Path, text: str) -> list[str]:
    path = folder / "countries.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CountriesError) as caught:
        read_countries(path)
    return str(caught.value).splitlines()


def test_the_shipped_file_names_the_field_and_shuts_nobody_out() -> None:
    shipped = countries()

    assert set(FIELD) <= set(shipped.by_code)
    assert all(set(WITHOUT_PAPER) <= set(one.accepted) for one in [shipped.default, *shipped.by_code.values()])
    assert set(shipped.default.accepted) == set(KINDS)


def test_a_country_that_is_not_named_gets_the_default() -> None:
    assert [countries().of(code).name for code in ("UA", "ua", "XX", "", None)] == ["Ukraine", "Ukraine", "", "", ""]


def test_a_note_says_whether_it_is_to_be_confirmed() -> None:
    notes = {one.text: one.to_confirm for one in countries().of("UA").notes}

    assert notes["The ID card has no address."] is False
    assert any(notes.values())


def test_what_the_marketplace_calls_by_a_name_of_its_own_is_shown_as_that_name() -> None:
    assert [kind_label(code) for code in ("passport", "identity_video")] == ["Passport", "Identity video"]


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ("version = 1", "version = 0", "version: a whole number from 1 on, raised with every change"),
        ("checked_on = 2026-11-21", "checked_on = 2026-11-21T10:00:00Z", "checked_on: the day on which somebody last looked through all of it"),
        ("[countries.UA]", "[countries.ukr]\nname = 'x'\naccepted = []\n[countries.UA]", "ukr: two capital letters name a country"),
        ('name = "Ukraine"', "", "UA: it has no name"),
        ('name = "Ukraine"', 'name = "Ukraine"\nflag = "blue"', "UA: flag: nothing reads this"),
        ('"client_witnesses"]\n\n[[countries.UA', "]\n\n[[countries.UA", "UA: whoever has no paper needs client_witnesses too"),
        ('"client_witnesses"]\n\n[[countries.UA', '"client_witnesses", "selfie"]\n\n[[countries.UA', "UA: selfie is no kind of document"),
        ('"client_witnesses"]\n\n[[countries.UA', '"client_witnesses", "passport"]\n\n[[countries.UA', "UA: a list of accepted kinds, each once"),
        ('text = "The ID card has no address."\nbasis = "general"', 'text = "No address"\nbasis = "general"', "UA: a note is a sentence that ends with a full stop"),
        ('text = "The ID card has no address."\nbasis = "general"', 'text = "No address."', "UA: a note says whether it is general or to_confirm"),
        ('about = "national_id"\ntext = "The ID card has no', 'about = "selfie"\ntext = "The ID card has no', "UA: a note is about selfie, which is not accepted"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_whole_is_refused(tmp_path: Path, before: str, after: str, complaint: str) -> None:
    assert SHIPPED.count(before) >= 1

    assert complaint in complaints(tmp_path, SHIPPED.replace(before, after, 1))


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    assert len(complaints(tmp_path, SHIPPED.replace("version = 1", "version = 0").replace('name = "Ukraine"', ""))) == 2
    assert complaints(tmp_path, "version = 1\ncheckd_on = 2026-11-21") == [
        "checked_on: the day on which somebody last looked through all of it",
        "there is no table of countries, or no default for all others",
    ]
    assert "countries.toml: " in complaints(tmp_path, "version = ")[0]
