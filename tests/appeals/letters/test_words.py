"""Languages: what each lacks, and how a letter falls back to the source language."""

import shutil
from pathlib import Path

import pytest
from django.template import Context

from appeals.deadlines.vocabulary import ROUTES
from appeals.letters import CATALOGUE, LetterError, lacks, languages, render
from appeals.letters.words import FOLDER, hint_of_fallback, words_for, words_of
from appeals.models.clock import EffectKind
from appeals.models.hold import HoldKind, HoldOutcome
from appeals.models.review import Cause, Finding
from appeals.models.statement import Disclosure
from appeals.models.suspension import ABILITIES, Automation, Measure, Source
from tests.appeals.letters.samples import SAMPLES

LIFTED = SAMPLES["measure_lifted"][""]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of words with a whole second language beside English, to take things from."""
    shutil.copytree(FOLDER / "en", tmp_path / "en")
    shutil.copytree(FOLDER / "en", tmp_path / "pt")
    return tmp_path


def test_english_is_the_source_and_whole() -> None:
    assert (languages()[0], lacks("en")) == ("en", [])


def test_there_is_a_word_for_every_code_of_the_models_and_the_regimes() -> None:
    terms = words_of("en").terms

    assert {table: set(terms[table]) for table in ("measures", "abilities", "holds", "outcomes", "effects", "done", "causes")} == {
        "measures": set(Measure.values),
        "abilities": set(ABILITIES),
        "holds": set(HoldKind.values),
        "outcomes": set(HoldOutcome.values),
        "effects": set(EffectKind.values),
        "done": set(EffectKind.values),
        "causes": set(Cause.values),
    }
    assert (set(terms["sources"]), set(terms["automation"])) == (set(Source.values), set(Automation.values))
    assert set(terms["disclosures"]) == set(Disclosure.values)
    assert set(terms["routes"]) == {*ROUTES, "reinstatement"}
    assert set(terms["findings"]) == {code for code, _ in Finding._meta.get_field("finding").flatchoices}


@pytest.mark.parametrize("language", languages())
def test_a_language_that_ships_lacks_nothing(language: str) -> None:
    assert lacks(language) == []


def test_a_language_without_a_folder_lacks_everything() -> None:
    missing = lacks("tlh")

    assert {name for name in missing if name.startswith("letter ")} == {f"letter {kind}" for kind in CATALOGUE}
    assert {"part _mail.txt", "term abilities.read"} <= set(missing)


def test_every_part_of_a_new_language_is_named_that_is_missing(folder: Path) -> None:
    (folder / "pt" / "date_changed.txt").unlink()
    (folder / "pt" / "_routes.txt").unlink()
    terms = folder / "pt" / "terms.toml"
    terms.write_text(terms.read_text(encoding="utf-8").replace('court = "go to a court"\n', ""), encoding="utf-8")

    assert languages(folder) == ["en", "pt"]
    assert lacks("pt", folder) == ["letter date_changed", "part _routes.txt", "term routes.court"]


@pytest.mark.parametrize("asked", ["tlh", "en-GB", "EN", "en_US", "", "x" * 400, "../en"])
def test_a_letter_in_a_language_we_lack_comes_in_english(asked: str) -> None:
    letter = render("measure_lifted", language=asked, values=LIFTED)

    assert (letter.language, letter.asked) == ("en", asked)
    assert letter.is_fallback == (asked.lower().replace("_", "-").partition("-")[0] != "en")


def test_a_letter_in_another_language_than_the_persons_says_so_at_its_end() -> None:
    own = render("measure_lifted", language="en-GB", values=LIFTED)
    other = render("measure_lifted", language="uk", values=LIFTED)

    assert other.text.startswith(own.text)
    assert (
        other.text.removeprefix(own.text).strip().startswith("This letter is in English because we cannot write it in your language yet.")
    )
    assert other.sha256 != own.sha256


def test_the_hint_speaks_the_persons_language_as_soon_as_that_has_it(folder: Path) -> None:
    (folder / "pt" / "_another_language.txt").write_text("Esta carta vem em ingl\u00eas.\n", encoding="utf-8")
    (folder / "pt" / "measure_lifted.txt").unlink()

    assert hint_of_fallback("pt-BR", folder).render(Context()).strip() == "Esta carta vem em ingl\u00eas."
    assert hint_of_fallback("uk", folder).render(Context()).startswith("This letter is in English")


def test_a_wider_form_of_a_language_is_better_than_english(folder: Path) -> None:
    assert [words_for("measure_lifted", asked, folder)[0].code for asked in ("pt", "pt-BR", "pt-Latn-BR", "es")] == ["pt", "pt", "pt", "en"]


def test_a_letter_that_a_language_lacks_comes_whole_in_english(folder: Path) -> None:
    (folder / "pt" / "date_changed.txt").unlink()

    assert words_for("date_changed", "pt", folder)[0].code == "en"
    assert words_for("measure_lifted", "pt", folder)[0].code == "pt"


def test_a_language_without_all_its_terms_does_not_speak_yet(folder: Path) -> None:
    (folder / "pt" / "_routes.txt").unlink()

    assert words_for("measure_lifted", "pt", folder)[0].code == "en"


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("measure_lifted", "We ended it.", "starts with its front matter"),
        ("measure_lofted", "+++\nversion = 1\n+++\nx", "a letter of the catalogue"),
        ("measure_lifted", '+++\nversion = "1"\ntitle = "x"\n+++\nx', "wrong at version, subject, news, action"),
        ("measure_lifted", '+++\nversion = 1\ntitle = "x"\nsubject = "x"\nnews = "x"\naction = "x"\nsore = 1\n+++\nx', "wrong at sore"),
    ],
)
def test_a_malformed_letter_is_refused_with_its_name(folder: Path, name: str, text: str, problem: str) -> None:
    (folder / "pt" / f"{name}.txt").write_text(text, encoding="utf-8")

    with pytest.raises(LetterError, match=problem) as refused:
        words_of("pt", folder)

    assert str(refused.value).startswith(name)


def test_a_letter_cannot_reach_for_tags_of_the_project(folder: Path) -> None:
    text = '+++\nversion = 1\ntitle = "x"\nsubject = "x"\nnews = "x"\naction = "x"\n+++\n{% load static %}'
    (folder / "pt" / "measure_lifted.txt").write_text(text, encoding="utf-8")

    with pytest.raises(Exception, match="'static' is not a registered tag library"):
        words_of("pt", folder)
