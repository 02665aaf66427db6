"""Typed text becomes one form, and what no page can show is an error of its field."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from appeals.web.texts import WordsField


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("e\u0301", "\u00e9"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("pasted\x0bfrom\x0cold\u2028programs", "pasted\nfrom\nold\nprograms"),
    ],
)
def test_text_is_composed_with_one_kind_of_line_end(typed: str, kept: str) -> None:
    assert WordsField(lines=True).clean(typed) == kept


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\x7f", "\x9f", "\ud800", "\uffff"])
@pytest.mark.parametrize("lines", [True, False])
def test_what_cannot_be_shown_is_an_error_of_the_field(sign: str, lines: bool) -> None:  # noqa: FBT001 - a parameter
    with pytest.raises(ValidationError) as refused:
        WordsField(lines=lines).clean(f"a{sign}b")

    assert [one.code for one in refused.value.error_list] == ["unshowable"]


@pytest.mark.parametrize(
    "text",
    ["\u0627\u0644\u0639\u0631\u0628\u064a\u0629", "a\tb", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "na\u00efve \u201cquote\u201d"],
)
def test_honest_text_in_any_script_is_taken(text: str) -> None:
    assert WordsField(lines=True).clean(text) == text


def test_one_line_has_no_line_ends_and_no_double_spaces() -> None:
    assert WordsField().clean("  my \n passport\t front ") == "my passport front"


def test_length_counts_characters_as_people_do() -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    field = WordsField(lines=True, most=3)

    assert field.clean(family * 3) == family * 3
    with pytest.raises(ValidationError):
        field.clean(family * 4)


def test_a_huge_text_is_refused_without_counting_it() -> None:
    with pytest.raises(ValidationError):
        WordsField(lines=True, most=10).clean("x" * 1_000_000)


def test_only_an_area_prints_how_much_it_takes() -> None:
    assert (WordsField(lines=True, most=500).max_length, WordsField(most=500).max_length) == (500, None)
