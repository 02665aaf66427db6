"""The names of files as people see them: cleaned, never empty, never longer than a line holds."""

from __future__ import annotations

import unicodedata

import pytest
import regex
from hypothesis import given, strategies

from appeals.evidence.names import MAX_CODE_POINTS, MAX_GRAPHEMES, display_name


def graphemes(name: str) -> int:
    return len(regex.findall(r"\X", name))


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("ID card front.jpg", "ID card front.jpg"),
        ("паспорт.pdf", "паспорт.pdf"),
        ("بطاقة الهوية.jpg", "بطاقة الهوية.jpg"),
        ("👩‍👩‍👧 می‌خواهم.png", "👩‍👩‍👧 می‌خواهم.png"),
        ("../../etc/passwd", "passwd"),
        ("/etc/passwd", "passwd"),
        ("a\\..\\b.png", "b.png"),
        ("C:\\Users\\me\\scan.pdf", "scan.pdf"),
        ("C:scan.pdf", "scan.pdf"),
        ("folder/", "folder"),
        ("folder/..", "folder"),
        (".htaccess", "htaccess"),
        ("..", "file"),
        ("", "file"),
        (" \t\n ", "file"),
        ("\u200b\u2060", "file"),
        ("scan.pdf. . ", "scan.pdf"),
        ("a\0b.png", "ab.png"),
        ("a\r\nSet-Cookie: x=1.png", "aSet-Cookie: x=1.png"),
        ("a\u2028b\u2029c.png", "a b c.png"),
        ("\x1b[2Jscan.png", "[2Jscan.png"),
        ("inv\u202egnp.exe", "inv⟨U+202E⟩gnp.exe"),
        ("\u2067a\u2069\u200f.png", "⟨U+2067⟩a⟨U+2069⟩⟨U+200F⟩.png"),
        ("sc\u200ban\u00ad.png", "scan.png"),
        ("cafe\u0301.png", "café.png"),
        ("a\ud800b.png", "a\ufffdb.png"),
        ("CON.png", "_CON.png"),
        ("nul", "_nul"),
        ("com1.tar.gz", "_com1.tar.gz"),
        ("LPT².txt", "_LPT².txt"),
        ("console.png", "console.png"),
        ("<img src=x onerror=alert(1)>.png", "<img src=x onerror=alert(1)>.png"),
    ],
)
def test_a_name_is_shown_cleaned(raw: str, shown: str) -> None:
    assert display_name(raw) == shown


def test_a_long_name_is_cut_and_keeps_its_ending() -> None:
    shown = display_name("x" * 300 + ".jpg")

    assert shown == "x" * 115 + "….jpg"
    assert graphemes(shown) == MAX_GRAPHEMES


def test_a_long_name_without_an_ending_is_cut_at_its_end() -> None:
    assert display_name("x" * 300) == "x" * 119 + "…"
    assert display_name("a." + "x" * 300) == "a." + "x" * 117 + "…"


def test_letters_of_many_parts_count_once_and_are_never_split() -> None:
    family = "👩‍👩‍👧"

    assert display_name(family * 40) == family * 40
    assert display_name(family * 60 + ".png") == family * 47 + "….png"


def test_ten_thousand_marks_on_one_letter_become_eight() -> None:
    assert display_name("a" + "\u0301" * 10_000 + ".png") == "á" + "\u0301" * 8 + ".png"


@given(strategies.text(alphabet=strategies.characters(), max_size=400))
def test_whatever_is_typed_the_name_is_one_clean_line(raw: str) -> None:
    shown = display_name(raw)

    assert 0 < len(shown) <= MAX_CODE_POINTS
    assert graphemes(shown) <= MAX_GRAPHEMES
    assert not any(unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") for letter in shown)
    assert not any(unicodedata.bidirectional(letter) in ("RLO", "LRO", "RLE", "LRE", "PDF", "RLI", "LRI", "FSI", "PDI") for letter in shown)
    assert not set("/\\") & set(shown)
    assert shown == shown.strip()
    shown.encode()
    assert display_name(shown) == shown
