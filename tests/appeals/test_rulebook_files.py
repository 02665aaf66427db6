"""The rulebook's files: whole, valid, readable, and fair in what they propose."""

import json
import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from appeals.letters.linter import HARDEST_GRADE, lint, reading_grade
from appeals.letters.sentences import sentences
from appeals.management.rulebook_files import REMOVABLE, RULEBOOK, RulebookError, SectionText, read_rulebook
from appeals.models.hold import HoldKind
from appeals.models.suspension import ABILITIES, Measure

SECTIONS = read_rulebook()
each_section = pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.key)
NEUTRAL = "Using a VPN, travelling or sharing a network is never a reason on its own."

Edit = Callable[[str, str], Path]


@pytest.fixture
def edited(tmp_path: Path) -> Edit:
    """A copy of the rulebook in which one file says something else; the text it replaces must be there."""

    def edit(old: str, new: str) -> Path:
        folder = tmp_path / "rulebook"
        shutil.copytree(RULEBOOK, folder)
        path = folder / "padded-hours.toml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return edit


def test_the_rulebook_has_the_eight_rules_in_their_order() -> None:
    assert [section.key for section in SECTIONS] == [
        "off-platform-contact",
        "off-platform-payment",
        "feedback-manipulation",
        "misrepresented-work",
        "false-identity",
        "account-sharing",
        "padded-hours",
        "prohibited-services",
    ]


def test_every_rule_starts_as_version_one_on_the_same_day() -> None:
    assert {(section.version, section.in_force_from) for section in SECTIONS} == {(1, date(2025, 3, 1))}


def test_only_the_rule_on_harmful_work_is_about_safety() -> None:
    assert [section.key for section in SECTIONS if section.safety] == ["prohibited-services"]


@each_section
def test_the_words_of_a_section_pass_the_linter(section: SectionText) -> None:
    found = {
        text: lint(text, language=language)
        for language, wording in section.texts.items()
        for text in (wording.title, wording.text, wording.plain_meaning, *wording.allowed, *wording.evidence_helps)
    }

    assert {text: findings for text, findings in found.items() if findings} == {}


@each_section
def test_the_plain_meaning_of_a_section_can_be_read_at_grade_seven(section: SectionText) -> None:
    for language, wording in section.texts.items():
        lists = "\n".join([*wording.allowed, *wording.evidence_helps])
        assert reading_grade(wording.plain_meaning, language) <= HARDEST_GRADE
        assert reading_grade(lists, language) <= HARDEST_GRADE


@each_section
def test_the_clause_of_a_section_has_three_to_eight_sentences(section: SectionText) -> None:
    assert 3 <= len(list(sentences(section.source.text))) <= 8


@each_section
def test_a_section_says_what_is_allowed_and_what_helps(section: SectionText) -> None:
    assert len(section.source.allowed) >= 4
    assert len(section.source.evidence_helps) >= 4


@each_section
def test_a_section_proposes_nothing_that_closes_an_account(section: SectionText) -> None:
    assert all(step.review_days is not None for step in section.ladder if step.measure == "indefinite")
    assert {ability for step in section.ladder for ability in step.removes} <= REMOVABLE


@each_section
def test_the_first_break_without_danger_takes_no_work_away_that_has_begun(section: SectionText) -> None:
    first = next(step for step in section.ladder if not step.safety)

    assert first.measure in {"warning", "limitation"}
    assert "message_existing" not in first.removes


def test_hours_in_dispute_leave_the_person_at_work_and_only_that_money_waiting() -> None:
    section = next(section for section in SECTIONS if section.key == "padded-hours")

    assert [(step.measure, step.hold) for step in section.ladder] == [
        ("warning", "in_escrow"),
        ("limitation", "in_escrow"),
        ("temporary", "in_escrow"),
    ]


@pytest.mark.parametrize("key", ["false-identity", "account-sharing"])
def test_the_rules_on_persons_say_that_a_connection_is_never_a_reason(key: str) -> None:
    section = next(section for section in SECTIONS if section.key == key)

    assert NEUTRAL in section.source.allowed
    assert "no ground under this rule" in section.source.text


def test_no_rule_forbids_a_vpn_or_travel() -> None:
    sentences_on_connections = {
        sentence
        for section in SECTIONS
        for text in (section.source.text, section.source.plain_meaning, *section.source.allowed)
        for _, _, sentence in sentences(text)
        if re.search(r"\bVPN|travel", sentence)
    }

    assert sentences_on_connections == {NEUTRAL}


def test_the_codes_of_a_section_are_words_of_the_models() -> None:
    steps = [step for section in SECTIONS for step in section.ladder]

    assert set(ABILITIES) >= REMOVABLE
    assert {step.measure for step in steps} <= set(Measure.values)
    assert {step.hold for step in steps} - {None} <= set(HoldKind.values) - {HoldKind.APPROVED_WORK.value}


def test_a_later_version_is_a_file_of_its_own(edited: Edit) -> None:
    folder = edited("version = 1", "version = 1")
    later = (folder / "padded-hours.toml").read_text(encoding="utf-8")
    later = later.replace("version = 1", "version = 2").replace("2025-03-01", "2026-01-01")
    (folder / "padded-hours.v2.toml").write_text(later, encoding="utf-8")

    versions = [(section.version, section.in_force_from) for section in read_rulebook(folder) if section.key == "padded-hours"]

    assert versions == [(1, date(2025, 3, 1)), (2, date(2026, 1, 1))]


def test_a_translation_is_read_beside_the_source(edited: Edit) -> None:
    spanish = """
[text.es]
title = "Anote solo las horas trabajadas"
text = "Uno. Dos. Tres."
plain_meaning = "Anote solo lo que trabajó."
allowed = ["Corregir un error."]
evidence_helps = ["Los mensajes."]

[[ladder]]
"""
    folder = edited("[[ladder]]\n", spanish)

    section = next(section for section in read_rulebook(folder) if section.key == "padded-hours")

    assert section.source.title == "Log only the hours you worked"
    assert section.translations == {
        "es": {
            "title": "Anote solo las horas trabajadas",
            "text": "Uno. Dos. Tres.",
            "plain_meaning": "Anote solo lo que trabajó.",
            "allowed": ("Corregir un error.",),
            "evidence_helps": ("Los mensajes.",),
        }
    }


def test_a_ladder_is_kept_lightest_first_with_the_step_for_danger_last() -> None:
    rows = next(section for section in SECTIONS if section.key == "prohibited-services").ladder_rows

    assert [(row["confirmed"], row["measure"], row["safety"]) for row in rows] == [
        (1, "warning", False),
        (2, "temporary", False),
        (3, "temporary", False),
        (1, "indefinite", True),
    ]
    assert json.loads(json.dumps(rows))[1] == {
        "confirmed": 2,
        "measure": "temporary",
        "days": 30,
        "review_days": None,
        "removes": ["message_new", "propose", "new_contract", "visible"],
        "hold": None,
        "safety": False,
    }


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('key = "padded-hours"', 'key = "padded"', "the name should be padded.toml"),
        ("KEYWORD_OTHER", "KEYWORD_ADULT_SEXUAL_MATERIAL", "do not belong to STATEMENT_CATEGORY_SCAMS_AND_FRAUD"),
        ("STATEMENT_CATEGORY_SCAMS_AND_FRAUD", "STATEMENT_CATEGORY_NONE", "do not belong to STATEMENT_CATEGORY_NONE"),
        ('dsa_other = "Hours', 'dsa_other = ""  # "Hours', "dsa_other says what KEYWORD_OTHER stands for"),
        ("[text.en]", "[text.es]", "the source language is missing"),
        ("confirmed = 2", "confirmed = 3", "one step for the first, second and third"),
        ('measure = "warning"\n', 'measure = "indefinite"\nreview_days = 91\nremoves = ["propose"]\n', "within 90 days"),
        ('measure = "warning"\n', 'measure = "temporary"\ndays = 7\nremoves = ["propose"]\n', "lighter than the one before"),
        ('measure = "warning"\n', 'measure = "warning"\ndays = 7\n', "a warning has no end"),
        ('measure = "warning"\n', 'measure = "closure"\ndays = 7\nremoves = ["propose"]\n', "no measure closure"),
        ("days = 30", "days = 0", "the others have days"),
        ('removes = ["new_contract"]', 'removes = ["read"]', "something that may be removed"),
        ('removes = ["new_contract"]', "removes = []", "something that may be removed"),
        ('hold = "in_escrow"', 'hold = "approved_work"', "no hold on approved_work"),
        ("confirmed = 1\n", "confirmed = 1\nsafety = true\n", "only a section about safety"),
        ("position = 7", "position = 8", "two sections share a position"),
        ("position = 7", 'position = "7"', "position has the wrong type"),
        ("in_force_from = 2025-03-01", 'in_force_from = "2025-03-01"', "in_force_from has the wrong type"),
        ('title = "Log', 'title = ["Log"]\nx = "', "unexpected keyword argument 'x'"),
        ("allowed = [", "allowed = [7,", "allowed has the wrong type"),
        ("version = 1\n", "version = 2\n", "the versions are not 1, 2, 3"),
        ("safety = false\n", "", "missing 1 required positional argument: 'safety'"),
        ("safety = false\n", "safety = \n", "TOMLDecodeError"),
    ],
)
def test_a_file_that_is_not_whole_is_refused_with_its_name(edited: Edit, old: str, new: str, problem: str) -> None:
    folder = edited(old, new)

    with pytest.raises(RulebookError) as refused:
        read_rulebook(folder)

    assert problem in str(refused.value)
    assert "padded-hours" in str(refused.value) or "position" in problem


def test_a_later_version_may_not_start_before_the_one_it_follows(edited: Edit) -> None:
    folder = edited("version = 1", "version = 1")
    text = (folder / "padded-hours.toml").read_text(encoding="utf-8").replace("version = 1", "version = 2")
    (folder / "padded-hours.v2.toml").write_text(text, encoding="utf-8")

    with pytest.raises(RulebookError, match="padded-hours: a version starts before the one it follows"):
        read_rulebook(folder)
