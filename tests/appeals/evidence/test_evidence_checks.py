"""The checks of a document: what the program says itself, and what the person reads."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils.translation import override

from appeals.evidence.checks import CHECKS, RESULT_LABELS, Checked, Result, first_results
from appeals.evidence.recognise import Recognised
from appeals.evidence.render import Finding, Page, Rendered
from appeals.evidence.scan import Scan

PHOTO = Recognised("jpeg", "image/jpeg", 4000, 3000)
SHOWN = Rendered((Page(Path("page-0001.jpg"), 3000, 4000, "image/jpeg"),))
CLEAN = Scan("clean")


def results(checked: list[Checked]) -> dict[str, str]:
    return {one.code: one.result.value for one in checked}


def test_the_checks_are_these_and_in_this_order() -> None:
    assert list(CHECKS) == [
        "opens",
        "corners_visible",
        "text_readable",
        "name_matches",
        "not_expired",
        "issuer_recognised",
        "signature_verified",
    ]
    assert [code for code, check in CHECKS.items() if check.automatic] == ["opens", "text_readable"]
    assert set(RESULT_LABELS) == set(Result)


def test_a_photo_of_a_document_opens_and_waits_for_a_person() -> None:
    assert results(first_results(PHOTO, SHOWN, CLEAN, identity=True)) == {
        "opens": "passed",
        "corners_visible": "waiting",
        "text_readable": "waiting",
        "name_matches": "waiting",
        "not_expired": "waiting",
        "issuer_recognised": "waiting",
        "signature_verified": "not_needed",
    }


def test_a_screenshot_needs_no_corners() -> None:
    assert results(first_results(PHOTO, SHOWN, CLEAN, identity=False)) == {
        "opens": "passed",
        "corners_visible": "not_needed",
        "text_readable": "waiting",
        "name_matches": "not_needed",
        "not_expired": "not_needed",
        "issuer_recognised": "not_needed",
        "signature_verified": "not_needed",
    }


def test_plain_text_is_readable_and_needs_nothing_else() -> None:
    text = Recognised("text", "text/plain")
    wanted = {code: "passed" if code in ("opens", "text_readable") else "not_needed" for code in CHECKS}

    assert results(first_results(text, SHOWN, CLEAN, identity=True)) == wanted
    assert results(first_results(text, SHOWN, CLEAN, identity=False)) == wanted


@pytest.mark.parametrize(
    ("recognised", "result", "reason"),
    [
        (Recognised("jpeg", "image/jpeg", 199, 200), Result.NOT_ACCEPTED, "too_small"),
        (Recognised("jpeg", "image/jpeg", 200, 200), Result.WAITING, ""),
        (Recognised("png", "image/png", 600, 80), Result.WAITING, ""),
        (Recognised("pdf", "application/pdf", pages=3), Result.WAITING, ""),
    ],
)
def test_only_a_stamp_sized_picture_is_called_too_small(recognised: Recognised, result: Result, reason: str) -> None:
    checked = first_results(recognised, SHOWN, CLEAN, identity=False)

    assert Checked("text_readable", result, reason) in checked
    assert len(checked) == len(CHECKS)


@pytest.mark.parametrize(
    ("finding", "reason"),
    [
        (Finding("encrypted"), "encrypted"),
        (Finding("not_previewable", "too_many_pages"), "too_many_pages"),
        (Finding("not_previewable", "too_slow"), "cannot_open"),
        (Finding("not_previewable", "crashed"), "cannot_open"),
    ],
)
def test_a_file_that_does_not_open_has_one_result_with_its_reason(finding: Finding, reason: str) -> None:
    rendered = Rendered(findings=(finding,))

    assert first_results(PHOTO, rendered, CLEAN, identity=True) == [Checked("opens", Result.NOT_ACCEPTED, reason)]


def test_malware_is_told_neutrally_even_if_the_file_opens() -> None:
    checked = first_results(PHOTO, SHOWN, Scan("infected", "Win.Test.EICAR_HDB-1"), identity=True)

    assert checked == [Checked("opens", Result.NOT_ACCEPTED, "held_back")]
    text = CHECKS["opens"].reason("held_back").text
    assert text == (
        "Our safety check did not let this file through. This says nothing about you. Send a screenshot or a photo of it instead."
    )


def test_every_reason_says_what_is_wrong_and_what_to_do() -> None:
    with override("en"):
        for check in CHECKS.values():
            assert check.reasons != ()
            for reason in check.reasons:
                assert reason.text.count(". ") >= 1, reason.code
                assert reason.text.endswith("."), reason.code
                assert check.reason(reason.code) is reason


def test_a_reason_of_another_check_is_not_known() -> None:
    with pytest.raises(KeyError):
        CHECKS["not_expired"].reason("cut_off")
