"""Form letters: two decisions that differ only in the details of the case are the same letter."""

import pytest

from appeals.letters.linter import same_letter

LETTER = (
    "Dear Olena, we read your appeal APL-2HD9-PP4W of Friday 4 December 2026. The hours in your log do not fit. "
    "We hold 1 240 USD until 20 January 2027. Write to olena@example.org or see https://example.org/cases/1."
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Olena", "Ángel"),
        ("APL-2HD9-PP4W", "APL-7K3M-92QX"),
        ("Friday 4 December 2026", "Monday 21 March 2027"),
        ("1 240 USD", "77.50 EUR"),
        ("olena@example.org", "a.b@mail.example.com"),
        ("https://example.org/cases/1", "https://example.org/cases/98765"),
        (" do not fit.", "  do\n\nnot fit ."),
        ("hours", "HOURS".lower()),
        ("appeal", "ap\u00adpeal"),
    ],
)
def test_details_do_not_make_a_letter_new(old: str, new: str) -> None:
    assert same_letter(LETTER.replace(old, new)) == same_letter(LETTER)


@pytest.mark.parametrize(("old", "new"), [("do not fit", "fit well"), ("hours in your log", "log of your hours"), ("do not fit", "do fit")])
def test_other_words_make_another_letter(old: str, new: str) -> None:
    assert same_letter(LETTER.replace(old, new)) != same_letter(LETTER)


def test_a_fingerprint_has_the_length_of_its_column() -> None:
    assert len(same_letter("")) == len(same_letter(LETTER)) == 64


def test_names_are_left_out_where_a_language_has_no_capitals() -> None:
    first, second = "قرأنا رسالة سمير يوم 4 ديسمبر 2026.", "قرأنا رسالة كريم يوم 21 مارس 2027."

    assert same_letter(first) != same_letter(second)
    assert same_letter(first, names=["سمير"]) == same_letter(second, names=["كريم", ""])


def test_a_name_inside_another_word_is_no_name() -> None:
    assert same_letter("we read the annals", names=["ann"]) == same_letter("we read the annals")


def test_months_in_small_letters_are_dates_too() -> None:
    assert same_letter("lo leímos el 4 de diciembre de 2026") == same_letter("lo leímos el 21 de marzo de 2027")


def test_texts_of_names_alone_are_told_apart() -> None:
    assert same_letter("OLENA") != same_letter("PETRO")


def test_reviewers_who_write_for_the_case_are_never_refused() -> None:
    texts = [f"The file number {word} shows the hours." for word in ("of the client", "of your bank", "from the court")]

    assert len({same_letter(text) for text in texts}) == 3
