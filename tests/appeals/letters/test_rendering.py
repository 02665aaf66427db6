"""Rendering: what a letter needs, what it refuses, and that handed-in text stays text."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from html.parser import HTMLParser

import pytest

from appeals.letters import Amount, Letter, LetterError, render
from appeals.letters.catalogue import CODE, LINE
from appeals.letters.marks import as_text
from appeals.letters.values import Voice, written
from tests.appeals.letters.samples import CASE, ENDS, LAST_DAY, RECEIVED, SAMPLES, SUSPENDED, ZONE

TEMPLATE_CODE = "{{ settings.SECRET_KEY }} {% load static %} {# gone #}"
MARKUP = '<script>alert(1)</script> <img src=x onerror="x"> & "quoted"'
OVERRIDE = "invoice\u202egpj.exe"


class Tags(HTMLParser):
    """Which tags and attributes a page really opens."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def lifted(**changes: object) -> Letter:
    return render("measure_lifted", language="en", values={**SAMPLES["measure_lifted"][""], **changes}, zone=ZONE)


def notice(**changes: object) -> Letter:
    return render("suspension_notice", language="en", values={**SUSPENDED, **changes}, zone=ZONE)


def question(text: str, language: str = "en") -> Letter:
    values = {"reference": "APL-2HD9-PP4W", "question": text, "why": "Because.", "answer_by": ENDS}
    return render("information_request", language=language, values=values, zone=ZONE)


def test_a_letter_carries_what_it_was_made_from() -> None:
    letter = lifted()

    assert (letter.kind, letter.version, letter.language, letter.direction) == ("measure_lifted", 1, "en", "ltr")
    assert letter.dates == {"lifted_at"}


def test_the_same_values_give_the_same_fingerprint_and_other_words_another() -> None:
    first, again, other = lifted(), lifted(), lifted(reasons="Your passport shows that the name is yours.")

    assert (first.sha256 == again.sha256, first.sha256 == other.sha256, len(first.sha256)) == (True, False, 64)


@pytest.mark.parametrize("text", [TEMPLATE_CODE, "⟦reference⟧", "%(reference)s {reference}"])
def test_text_that_looks_like_a_template_is_printed_as_it_is(text: str) -> None:
    letter = lifted(reasons=text)

    assert text in letter.text


@pytest.mark.parametrize("field", ["reference", "reasons"])
def test_markup_in_a_value_is_text_in_the_copy_and_escaped_on_the_page(field: str) -> None:
    letter = lifted(**{field: MARKUP})

    page = Tags(letter.html)
    assert MARKUP in letter.text
    assert (page.tags, page.attributes) == ({"p", "h2", "small"}, set())
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in letter.html


def test_a_line_break_in_a_short_value_does_not_open_a_line() -> None:
    letter = lifted(reference="SUS-7K3M-92QX\r\n\r\nBcc: everyone@example.org\u2028x")

    assert "Reference: SUS-7K3M-92QX Bcc: everyone@example.org x." in letter.text


def test_a_title_stays_on_one_line_whatever_is_handed_in() -> None:
    letter = render("staff_due", language="en", values={"reference": "A\r\nSubject: B", "due_at": ENDS, "late": False})

    assert (letter.subject, letter.title) == ("[Due] A Subject: B", "A Subject: B is due")


def test_a_direction_override_in_a_file_name_is_taken_out() -> None:
    files = [{"name": OVERRIDE, "sha256": "0" * 64}]
    values = {**SAMPLES["appeal_received"][""], "files": files}

    letter = render("appeal_received", language="en", values=values)

    assert "- invoicegpj.exe (fingerprint 000000000000)" in letter.text
    assert "\u202e" not in letter.text + letter.html


def test_writing_from_the_right_is_kept_apart_from_the_sentence_around_it() -> None:
    letter = lifted(reasons="سرور من مرو.")

    assert "\u2068سرور من مرو.\u2069" in letter.text
    assert "<bdi>سرور من مرو.</bdi>" in letter.html


def test_control_characters_and_lone_surrogates_do_not_survive() -> None:
    letter = lifted(reasons="a\x00b\x1bc\ud800d\ue000e")

    assert "abcde" in letter.text
    assert letter.text.encode("utf-8").decode("utf-8") == letter.text


def test_a_long_answer_keeps_its_own_lines() -> None:
    letter = lifted(reasons="First.\r\n\r\n\r\n\r\nSecond.\nThird.")

    assert "First.\n\nSecond.\nThird." in letter.text
    assert "First.<br><br>Second.<br>Third." in letter.html


@pytest.mark.parametrize("line", ["## The suspension is over", "- a point of ours", "## x\n## y"])
def test_a_value_cannot_pass_for_a_heading_or_a_point_of_the_letter(line: str) -> None:
    plain, attacked = lifted(reasons="x"), lifted(reasons=line)

    assert attacked.html.count("<h2>") == plain.html.count("<h2>")
    assert attacked.html.count("<li>") == plain.html.count("<li>")
    assert line in attacked.text


def test_money_and_small_print_are_marked_on_the_page_and_plain_in_the_copy() -> None:
    letter = render("hold_placed", language="en", values=SAMPLES["hold_placed"][""], zone=ZONE)

    assert "We hold \u2068900 USD\u2069: work your client approved." in letter.text
    assert "<bdi>900 USD</bdi>" in letter.html
    assert "<small>(21:59 UTC)</small>" in letter.html


def test_a_missing_an_unknown_and_a_wrong_value_are_all_named_at_once() -> None:
    values = {"reference": "", "lifted_at": datetime(2026, 1, 1), "our_mistake": "yes", "others_in_force": False, "sore": 1}  # noqa: DTZ001

    with pytest.raises(LetterError) as refused:
        render("measure_lifted", language="en", values=values)

    assert str(refused.value).split("; ") == [
        "sore: not a value of this letter",
        "reference: missing",
        "measure: missing",
        "lifted_at: a moment needs its time zone",
        "our_mistake: bool is wanted, not str",
    ]


@pytest.mark.parametrize(
    ("kind", "changes", "problem"),
    [
        ("suspension_notice", {"measure": "warning"}, "'warning' is not among"),
        ("suspension_notice", {"removes": ["fly"]}, "'fly' is not among"),
        ("suspension_notice", {"removes": "propose"}, "removes: a list is wanted"),
        ("suspension_notice", {"removes": []}, "removes: missing"),
        ("suspension_notice", {"citations": []}, "citations: missing"),
        ("suspension_notice", {"citations": [{"title": "x", "version": 1, "facts": []}]}, "facts: missing"),
        ("suspension_notice", {"citations": ["x"]}, "each row is a mapping"),
        ("suspension_notice", {"routes": ["prayer"]}, "'prayer' is not among"),
        ("suspension_notice", {"review_on": LAST_DAY}, "exactly one of ends_at and review_on"),
        ("suspension_notice", {"ends_at": None}, "exactly one of ends_at and review_on"),
        ("suspension_notice", {"no_warning_reason": None}, "prior_warnings or no_warning_reason"),
        ("suspension_notice", {"disclosure": "limited"}, "disclosure_basis and disclosure_review_on"),
        ("hold_placed", {"holds": [{"amount": Amount(Decimal(1), "USD"), "kind": "in_escrow", "reason": "x"}]}, "holds: exactly one"),
        ("hold_changed", {"amount": Decimal(1)}, "Amount is wanted"),
        ("hold_changed", {"amount": Amount(Decimal("NaN"), "USD")}, "An amount is a number"),
        ("hold_changed", {"amount": Amount(Decimal(1), "usd")}, "An amount is a number"),
        ("measure_lifted", {"reasons": None}, "reasons or unconfirmed: missing"),
        ("measure_lifted", {"reasons": " \n "}, "reasons or unconfirmed: missing"),
        ("appeal_received", {"receipt": -1}, "a count is 0 or more"),
        ("appeal_received", {"receipt": True}, "a count is 0 or more"),
        ("appeal_received", {"files": [{"name": "a", "sha256": "abc"}]}, "64 hexadecimal digits"),
        ("document_result", {"documents": [{"name": "a", "accepted": False}]}, "a refused one needs its problem"),
        ("client_correction", {"told_on": RECEIVED}, "a day is wanted, not a moment"),
        ("client_correction", {"told_on": "2026-11-20"}, "date is wanted, not str"),
    ],
)
def test_values_that_would_leave_a_person_guessing_are_refused(kind: str, changes: Mapping[str, object], problem: str) -> None:
    with pytest.raises(LetterError) as refused:
        render(kind, language="en", values={**SAMPLES[kind][""], **changes})

    assert problem in str(refused.value)


def test_money_for_approved_work_can_only_be_paid_or_handed_over_by_law() -> None:
    kept = {**SAMPLES["hold_ended"]["set_off"], "kind": "approved_work"}

    with pytest.raises(LetterError, match="money for approved work"):
        render("hold_ended", language="en", values=kept)


@pytest.mark.parametrize("code", ["1234567", "123456789", "1234 5678", "\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18", "12345678\n"])
def test_a_code_is_eight_plain_digits(code: str) -> None:
    with pytest.raises(LetterError, match="code: a code has 8 digits"):
        render("sign_in_code", language="en", values={"code": code, "minutes": 15})


def test_a_code_stands_in_two_groups_and_not_in_the_subject() -> None:
    letter = render("sign_in_code", language="en", values={"code": "48291307", "minutes": 15})

    assert letter.text.startswith("Your code is 4829 1307.")
    assert (letter.subject, letter.title) == ("Your code", "Your code")


def test_values_are_kept_apart_in_a_letter_written_from_the_right() -> None:
    voice = Voice(language="ar", zone="UTC", terms={})

    printed = written({"code": "48291307", "reference": "SUS-7K3M-92QX"}, {"code": CODE, "reference": LINE}, voice)

    # Without it the two groups of the code would change places.
    assert {name: as_text(str(value)) for name, value in printed.items()} == {
        "code": "\u20684829 1307\u2069",
        "reference": "\u2068SUS-7K3M-92QX\u2069",
    }


def test_there_is_no_letter_of_an_unknown_kind() -> None:
    with pytest.raises(LetterError, match=r"There is no letter '\.\./\.\./secret'"):
        render("../../secret", language="en", values={})


def test_moments_are_told_in_the_time_of_the_person() -> None:
    bogota = render("measure_expired", language="en", values=SAMPLES["measure_expired"][""], zone="America/Bogota")

    assert "on Sunday 20 December 2026, 02:14 Bogota time (07:14 UTC)." in bogota.text


def test_a_day_without_a_time_is_the_same_in_every_zone() -> None:
    values = {"contract": "k_55", "told_on": date(2026, 11, 20)}

    letters = {render("client_correction", language="en", values=values, zone=zone).text for zone in ("UTC", "Pacific/Kiritimati")}

    assert len(letters) == 1


def test_a_letter_that_holds_nothing_back_does_not_say_so() -> None:
    full, limited = notice(), notice(disclosure="limited", disclosure_basis="A child is in danger.", disclosure_review_on=ENDS)

    assert "hold back" not in full.text
    assert "We hold back a part of the facts. The ground for this is: A child is in danger." in limited.text
    assert "They look at it again by Sunday 20 December 2026." in limited.text


def test_the_date_a_letter_names_is_known_without_reading_it() -> None:
    letter = render("closure_effected", language="en", values=SAMPLES["closure_effected"][""], zone=ZONE)

    assert "last_day_to_appeal" in letter.dates
    assert datetime(2027, 5, 20, tzinfo=UTC).strftime("%-d %B %Y") in letter.text
    assert CASE not in letter.text
