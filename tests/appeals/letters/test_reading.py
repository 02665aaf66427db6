"""The reading grade: syllables as they are spoken, and grades near those of known texts."""

import pytest

from appeals.letters.reading import reading_grade, syllables
from appeals.letters.sentences import sentences, words

SPOKEN = {
    1: ["a", "we", "name", "closed", "asked", "asks", "rules", "states", "words", "through", "eyes", "scored", "made", "while", "once"],
    2: ["account", "before", "people", "ended", "decide", "able", "client", "science", "being", "changes", "table", "money", "letter"],
    3: ["suspension", "decided", "another", "idea", "december", "radio", "video", "creative", "happening"],
    4: ["january", "limitation", "category", "information"],
}


@pytest.mark.parametrize(("count", "word"), [(count, word) for count, listed in SPOKEN.items() for word in listed])
def test_a_word_has_as_many_syllables_as_are_spoken(count: int, word: str) -> None:
    assert syllables(word) == count


def test_a_number_counts_as_one_syllable() -> None:
    assert [syllables(word) for word in ("2026", "23:59", "")] == [1, 1, 1]


def test_short_plain_sentences_are_easy_and_official_ones_are_hard() -> None:
    plain = "We closed your account today. You can still appeal. A new person will read it."
    official = (
        "Notwithstanding the aforementioned considerations, the administrative determination regarding "
        "your participation constitutes an irrevocable termination of contractual authorization."
    )

    assert reading_grade(plain, "en") < 4
    assert reading_grade(official, "en") > 15


def test_the_grade_follows_the_formula() -> None:
    # 6 words, 1 sentence, 7 syllables: 0.39 * 6 + 11.8 * 7 / 6 - 15.59 = 0.5
    assert reading_grade("The cat sat on the table.", "en") == 0.5


def test_text_without_words_has_no_grade() -> None:
    assert [reading_grade(text, "en") for text in ("", " \n", "…", "- \n")] == [0.0, 0.0, 0.0, 0.0]


def test_other_languages_are_measured_by_their_sentences() -> None:
    fourteen = "una dos tres " * 4 + "cuatro cinco."

    assert reading_grade(fourteen, "es") == 7.0
    assert reading_grade(f"{fourteen} Dos palabras.", "es-CO") == 4.0


def test_a_point_inside_a_number_ends_no_sentence() -> None:
    assert [text for _, _, text in sentences("Rule 4.2 holds. It is 12.50 USD. (See page 3.) Done")] == [
        "Rule 4.2 holds.",
        "It is 12.50 USD.",
        "(See page 3.)",
        "Done",
    ]


def test_sentences_know_their_place() -> None:
    text = "One two.\n\n  Three four."

    assert [text[start:end] for start, end, _ in sentences(text)] == ["One two.", "Three four."]


def test_arabic_and_chinese_marks_end_a_sentence() -> None:
    assert len(list(sentences("ما السبب؟ هذا هو. 好。 是。"))) == 4


def test_a_joined_word_counts_once_and_an_address_not_at_all() -> None:
    assert words("The sign-in page doesn't open at https://a.example/b or x@y.example.") == [
        "The",
        "sign-in",
        "page",
        "doesn't",
        "open",
        "at",
        "or",
    ]
