"""How instants, amounts, references and states are written on pages."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.template import Context
from django.test import RequestFactory, override_settings
from django.utils import timezone, translation

from appeals import workflow
from appeals.templatetags import looks, signs, ui, when

KYIV = ZoneInfo("Europe/Kyiv")
DUE = dt.datetime(2026, 12, 4, 21, 59, 59, tzinfo=dt.UTC)
NOW = dt.datetime(2026, 11, 21, 12, 5, tzinfo=dt.UTC)


def text(html: str) -> str:
    """Return the words of a piece of HTML."""
    out, inside = "", False
    for letter in html:
        inside = letter == "<" or (inside and letter != ">")
        out += "" if inside or letter == ">" else letter
    return " ".join(out.split(" "))


# --- Instants -------------------------------------------------------------------


def test_an_instant_stands_in_the_readers_zone_with_utc_beside() -> None:
    with timezone.override(KYIV):
        html = ui.instant(DUE)

    assert html == (
        '<time datetime="2026-12-04T21:59:59Z">Friday 4 December 2026, 23:59</time> '
        '<span class="zone">Kyiv time · <bdi class="utc">21:59 UTC</bdi></span>'
    )


def test_utc_names_its_day_where_it_is_another_day() -> None:
    html = ui.instant(dt.datetime(2026, 12, 5, 4, 59, 59, tzinfo=dt.UTC), zone="America/Bogota")

    assert text(html) == "Friday 4 December 2026, 23:59 Bogota time · 5 December, 04:59 UTC"


def test_a_reader_in_utc_is_not_told_utc_twice() -> None:
    assert text(ui.instant(DUE, zone="UTC")) == "Friday 4 December 2026, 21:59 UTC"


def test_an_unknown_zone_is_named_by_its_distance() -> None:
    html = ui.instant(DUE, zone=dt.timezone(dt.timedelta(hours=-12)))

    assert text(html) == "Friday 4 December 2026, 09:59 UTC-12:00 · 21:59 UTC"


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("short", "4 Dec 2026, 23:59 Kyiv time"),
        ("stamp", "Fri 4 Dec, 23:59"),
        ("date", "Friday 4 December 2026"),
        ("day", "4 December 2026"),
        ("time", "23:59 Kyiv time"),
    ],
)
def test_an_instant_has_shorter_forms(form: str, words: str) -> None:
    assert text(ui.instant(DUE, form, KYIV)) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("es", "viernes 4 de diciembre de 2026, 23:59"),
        ("ar", "الجمعة 4 ديسمبر 2026، 23:59"),
    ],
)
def test_an_instant_is_written_in_the_readers_language(language: str, words: str) -> None:
    with translation.override(language):
        assert when.words(DUE, "full", KYIV) == words


@pytest.mark.parametrize(("zone", "day"), [("Pacific/Kiritimati", "5 December 2026"), ("Pacific/Pago_Pago", "4 December 2026")])
def test_people_at_the_ends_of_the_earth_see_their_own_day(zone: str, day: str) -> None:
    assert text(ui.instant(DUE, "day", zone)) == day


def test_the_hour_follows_the_change_to_summer_time() -> None:
    before = dt.datetime(2027, 3, 28, 0, 30, tzinfo=dt.UTC)

    assert when.words(before, "time", KYIV) == "02:30"
    assert when.words(before + dt.timedelta(hours=1), "time", KYIV) == "04:30"


def test_a_plain_day_has_no_zone() -> None:
    assert ui.instant(dt.date(2026, 11, 12)) == '<time datetime="2026-11-12">Thursday 12 November 2026</time>'
    assert ui.instant(dt.date(2026, 11, 12), "day") == '<time datetime="2026-11-12">12 November 2026</time>'


def test_no_instant_is_written_as_nothing() -> None:
    assert ui.instant(None) == ""
    assert ui.days_left(None, NOW) == ""
    assert ui.clock_label(None, NOW) == ""


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (NOW, "13 days left"),
        (dt.datetime(2026, 12, 3, 21, 59, tzinfo=dt.UTC), "1 day left"),
        (dt.datetime(2026, 12, 3, 22, 0, tzinfo=dt.UTC), "Today"),
        (DUE, "Today"),
        (DUE + dt.timedelta(seconds=1), "This date has passed"),
    ],
)
def test_days_left_are_the_persons_own_days(now: dt.datetime, words: str) -> None:
    assert ui.days_left(DUE, now, KYIV) == words


# --- Clocks ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due_in", "tone", "words"),
    [
        (dt.timedelta(hours=52), "on", "On time 2 d 4 h Mon 23 Nov, 18:05"),
        (dt.timedelta(hours=24, seconds=1), "on", "On time 1 d Sun 22 Nov, 14:05"),
        (dt.timedelta(hours=24), "soon", "Soon 1 d Sun 22 Nov, 14:05"),
        (dt.timedelta(minutes=40), "soon", "Soon 40 min Sat 21 Nov, 14:45"),
        (dt.timedelta(0), "soon", "Soon 0 min Sat 21 Nov, 14:05"),
        (dt.timedelta(seconds=-1), "late", "Late 0 min Sat 21 Nov, 14:04"),
        (dt.timedelta(hours=-3), "late", "Late 3 h Sat 21 Nov, 11:05"),
    ],
)
def test_a_clock_says_in_a_word_how_it_stands(due_in: dt.timedelta, tone: str, words: str) -> None:
    html = ui.clock_label(NOW + due_in, NOW, zone=KYIV)

    assert html.startswith(f'<span class="clock clock-{tone}"><svg class="sign"')
    assert text(html) == words


def test_a_resting_clock_is_never_late() -> None:
    html = ui.clock_label(NOW - dt.timedelta(days=3), NOW, resting=True, zone=KYIV)

    assert html.startswith('<span class="clock clock-paused">')
    assert text(html) == "Paused Wed 18 Nov, 14:05"


# --- Money and references -------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        (Decimal("1240.00"), "USD", "1\u202f240.00\u00a0USD"),
        ("340.50", "EUR", "340.50\u00a0EUR"),
        (Decimal(1234567), "JPY", "1\u202f234\u202f567\u00a0JPY"),
        (Decimal("1E+3"), "USD", "1\u202f000\u00a0USD"),
        (0, "USD", "0\u00a0USD"),
        ("<b>", "USD", "&lt;b&gt;\u00a0USD"),
    ],
)
def test_money_is_grouped_and_kept_left_to_right(amount: Decimal | str | int, currency: str, words: str) -> None:
    assert ui.money(amount, currency) == f'<bdi class="money" dir="ltr">{words}</bdi>'


def test_money_takes_the_decimal_mark_of_the_language() -> None:
    with translation.override("es"):
        assert ui.money("1240.50", "USD") == '<bdi class="money" dir="ltr">1\u202f240,50\u00a0USD</bdi>'


def test_no_amount_is_written_as_nothing() -> None:
    assert ui.money(None, "USD") == ""


def test_a_reference_keeps_its_order_and_is_escaped() -> None:
    assert ui.reference("SUS-7K3M-92QX") == '<bdi class="ref" dir="ltr" translate="no">SUS-7K3M-92QX</bdi>'
    assert ui.reference("<x>") == '<bdi class="ref" dir="ltr" translate="no">&lt;x&gt;</bdi>'
    assert ui.reference("") == ""


# --- States ---------------------------------------------------------------------


def test_a_state_is_a_word_with_a_sign() -> None:
    assert ui.status_tag("in_review") == f'<span class="tag tag-info">{signs.draw("review")}<span>In review</span></span>'


def test_a_page_may_give_a_state_its_own_word() -> None:
    assert text(ui.status_tag("upheld", "outcome", "The limit stays")) == "The limit stays"


def test_a_state_without_a_look_is_still_readable() -> None:
    assert text(ui.status_tag("quite_new", "appeal")) == "Quite new"


def test_a_word_of_a_state_is_escaped() -> None:
    assert text(ui.tag("late", "<b>")) == "&lt;b&gt;"


@pytest.mark.parametrize(
    ("family", "states"),
    [
        ("suspension", workflow.SuspensionState),
        ("appeal", workflow.AppealState),
        ("closure", workflow.ClosureState),
        ("hold", workflow.HoldState),
        ("effect", workflow.EffectState),
        ("request", workflow.RequestState),
    ],
)
def test_every_state_of_a_machine_has_a_look(family: str, states: type[workflow.AppealState]) -> None:
    assert {state.value for state in states} - set(looks.LOOKS[family]) == set()


def test_a_persons_status_is_never_red() -> None:
    shown = ["status", "suspension", "appeal", "closure", "outcome", "finding"]

    assert {look.tone for family in shown for look in looks.LOOKS[family].values()} & {"bad", "late"} == set()


def test_every_tone_has_a_sign() -> None:
    tones = {look.tone for family in looks.LOOKS.values() for look in family.values()}

    assert tones - set(looks.SIGN_OF_TONE) == set()
    assert set(looks.SIGN_OF_TONE.values()) - set(signs.SHAPES) == set()


def test_signs_are_skipped_by_screen_readers_and_arrows_turn_round() -> None:
    assert signs.draw("ok").startswith('<svg class="sign" aria-hidden="true" focusable="false"')
    assert signs.draw("back").startswith('<svg class="sign flip" aria-hidden="true"')
    with pytest.raises(KeyError):
        signs.draw("no such sign")


# --- Around the page ------------------------------------------------------------


def languages_at(path: str) -> list[tuple[str, str, str, bool]]:
    with translation.override("en"):
        rows = ui.languages(Context({"request": RequestFactory().get(path)}))
    return [(row["code"], row["name"], row["url"], row["current"]) for row in rows]


def test_languages_lead_to_the_same_page_by_their_own_names() -> None:
    assert languages_at("/en/cases/SUS-7K3M-92QX/?page=2") == [
        ("en", "English", "/en/cases/SUS-7K3M-92QX/?page=2", True),
        ("es", "Español", "/es/cases/SUS-7K3M-92QX/?page=2", False),
        ("ar", "العربيّة", "/ar/cases/SUS-7K3M-92QX/?page=2", False),
    ]


@pytest.mark.parametrize("path", ["/console/queue/", "/", "/english/"])
def test_an_address_without_a_language_offers_none(path: str) -> None:
    assert languages_at(path) == []


def test_a_page_made_without_a_request_offers_no_languages() -> None:
    assert ui.languages(Context({})) == []


@pytest.mark.parametrize(
    ("url", "mark"),
    [("/console/queue/", ' aria-current="page"'), ("/console/", ' aria-current="true"'), ("/console/closures/", ""), ("", "")],
)
def test_the_rail_marks_where_one_is(url: str, mark: str) -> None:
    assert ui.here(Context({"request": RequestFactory().get("/console/queue/")}), url) == mark


def test_a_page_that_does_not_exist_has_no_address() -> None:
    assert ui.url_if("nowhere:at-all") == ""


@override_settings(PLATFORM_NAME="Sample Market", ENVIRONMENT_LABEL="Demo", SUPPORT_EMAIL="help@example.org")
def test_the_shell_takes_its_names_from_the_settings() -> None:
    assert ui.shell() == {"platform": "Sample Market", "environment": "Demo", "support_email": "help@example.org"}
