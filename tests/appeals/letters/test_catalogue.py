"""Every letter as it goes out, against a copy that was read by people."""

import os
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import pytest

from appeals.letters import CATALOGUE, Audience, Letter, languages, render
from appeals.letters.linter import HARDEST_GRADE, lint, reading_grade
from appeals.letters.values import Value, ValueKind
from tests.appeals.letters.samples import SAMPLES, ZONE, variants

GOLDEN = Path(__file__).parent / "golden"
VARIANTS = [
    pytest.param(language, kind, values, f"{kind}.{variant}".rstrip("."), id=f"{language}-{kind}.{variant}".rstrip("."))
    for language in languages()
    for kind, variant, values in variants()
]
# Optional by themselves, but a letter asks for one of two, or for one because of another.
DEMANDED = {
    "citations",
    "disclosure_basis",
    "disclosure_review_on",
    "ends_at",
    "facts",
    "hidden_because",
    "label",
    "no_warning_reason",
    "prior_warnings",
    "problem",
    "reasons",
    "review_on",
    "unconfirmed",
}
each_letter = pytest.mark.parametrize(("language", "kind", "values", "name"), VARIANTS)


def letter_of(language: str, kind: str, values: Mapping[str, object]) -> Letter:
    return render(kind, language=language, values=values, zone=ZONE)


def test_every_letter_has_a_sample_and_no_sample_is_of_no_letter() -> None:
    assert set(SAMPLES) == set(CATALOGUE)


@each_letter
def test_a_letter_reads_as_its_golden_copy(language: str, kind: str, values: Mapping[str, object], name: str) -> None:
    letter = letter_of(language, kind, values)
    path = GOLDEN / language / f"{name}.txt"
    shown = f"{letter.subject}\n{letter.title}\n\n{letter.text}\n"
    if os.environ.get("WRITE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(shown, encoding="utf-8")

    assert shown == path.read_text(encoding="utf-8")


def test_no_golden_copy_is_left_of_a_letter_that_is_gone() -> None:
    expected = {f"{param.values[0]}/{param.values[3]}.txt" for param in VARIANTS}

    assert {str(path.relative_to(GOLDEN)) for path in GOLDEN.glob("*/*.txt")} == expected


@each_letter
def test_the_linter_has_nothing_to_say_about_a_letter(language: str, kind: str, values: Mapping[str, object], name: str) -> None:
    letter = letter_of(language, kind, values)

    # Also before the gate: no letter here may say that anything is for ever.
    found = [lint(text, language=language) for text in (letter.subject, letter.title, letter.text, letter.news, letter.action)]

    assert found == [[], [], [], [], []]


@each_letter
def test_a_letter_can_be_read_at_grade_seven(language: str, kind: str, values: Mapping[str, object], name: str) -> None:
    letter = letter_of(language, kind, values)

    assert reading_grade(letter.text, language) <= HARDEST_GRADE


@each_letter
def test_a_letter_prints_every_date_it_was_handed(language: str, kind: str, values: Mapping[str, object], name: str) -> None:
    letter = letter_of(language, kind, values)

    assert letter.dates == {name for name, value in values.items() if isinstance(value, date | datetime)}


@each_letter
def test_a_letter_with_a_day_to_answer_names_the_last_day_to_appeal_too(
    language: str, kind: str, values: Mapping[str, object], name: str
) -> None:
    letter = letter_of(language, kind, values)

    deadlines = letter.dates & {"answer_by", "last_day_to_appeal"}
    assert deadlines != {"answer_by"} or kind in {"information_request", "information_reminder", "information_date"}


@each_letter
def test_a_subject_is_short_and_tells_nothing(language: str, kind: str, values: Mapping[str, object], name: str) -> None:
    letter = letter_of(language, kind, values)

    assert len(letter.subject) <= 60
    if CATALOGUE[kind].audience in {Audience.PERSON, Audience.SIGN_IN}:
        # The same for every variant: it cannot carry anything of the case.
        assert {render(kind, language=language, values=other).subject for other in SAMPLES[kind].values()} == {letter.subject}


@each_letter
def test_a_letter_without_its_optional_values_is_still_whole(language: str, kind: str, values: Mapping[str, object], name: str) -> None:
    bare = _without_options(values, CATALOGUE[kind].needs)

    letter = render(kind, language=language, values=bare)

    assert ("⟦" in letter.text, "None" in letter.text, "None" in letter.title) == (False, False, False)


@pytest.mark.parametrize("language", languages())
def test_a_warning_is_never_called_a_suspension(language: str) -> None:
    letter = letter_of(language, "warning_issued", SAMPLES["warning_issued"][""])

    assert (letter.title, "suspend" in letter.text.lower()) == ("A warning about your account", False)


@pytest.mark.parametrize("language", languages())
def test_a_plan_to_close_says_that_nothing_is_closed_yet(language: str) -> None:
    letter = letter_of(language, "closure_proposed", SAMPLES["closure_proposed"][""])

    assert letter.text.startswith("We plan to close this account. It is not closed yet.")
    assert {"answer_by", "earliest", "last_day_to_appeal"} <= letter.dates


def test_a_letter_about_a_closed_account_opens_with_the_right_to_appeal() -> None:
    letter = letter_of("en", "closure_effected", SAMPLES["closure_effected"][""])

    assert letter.title == "Your account is closed. You can still appeal"
    assert "last_day_to_appeal" in letter.dates


def test_only_a_letter_that_admits_a_mistake_says_sorry() -> None:
    sorry = {f"{kind}.{variant}" for kind, variant, values in variants() if "sorry" in letter_of("en", kind, values).text.lower()}

    assert sorry == {
        "measure_lifted.",
        "measure_lifted.warning",
        "decision_overturned.",
        "decision_overturned.warning",
        "decision_overturned.closure",
        "decision_overturned.hold",
        "client_correction.",
    }


def _without_options(values: Mapping[str, object], needs: Mapping[str, Value]) -> dict[str, object]:
    bare: dict[str, object] = {}
    for name, need in needs.items():
        value = values.get(name)
        if value is None or not (need.required or name in DEMANDED):
            continue
        if need.kind is ValueKind.ROWS and isinstance(value, list):
            value = [row if isinstance(row, str) else _without_options(row, need.columns) for row in value]
        bare[name] = value
    return bare
