"""Dates in full, in the person's time; amounts that stay together."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from appeals.letters.dates import Amount, written_amount, written_day, written_moment, zone_name
from appeals.letters.marks import as_text

END_OF_DAY = datetime(2026, 12, 4, 21, 59, 59, tzinfo=UTC)


def told(at: datetime, zone: str, language: str = "en") -> str:
    return as_text(written_moment(at, zone=zone, language=language).full)


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("Europe/Kyiv", "Friday 4 December 2026, 23:59 Kyiv time (21:59 UTC)"),
        ("America/Argentina/Buenos_Aires", "Friday 4 December 2026, 18:59 Buenos Aires time (21:59 UTC)"),
        ("Pacific/Kiritimati", "Saturday 5 December 2026, 11:59 Kiritimati time (4 December, 21:59 UTC)"),
        ("Pacific/Pago_Pago", "Friday 4 December 2026, 10:59 Pago Pago time (21:59 UTC)"),
        ("Asia/Kathmandu", "Saturday 5 December 2026, 03:44 Kathmandu time (4 December, 21:59 UTC)"),
        ("Etc/GMT+12", "Friday 4 December 2026, 09:59 UTC\u221212 (21:59 UTC)"),
        ("Etc/GMT-14", "Saturday 5 December 2026, 11:59 UTC+14 (4 December, 21:59 UTC)"),
        ("UTC", "Friday 4 December 2026, 21:59 UTC"),
        ("Etc/UTC", "Friday 4 December 2026, 21:59 UTC"),
    ],
)
def test_a_moment_is_told_in_local_time_with_utc_beside(zone: str, text: str) -> None:
    assert told(END_OF_DAY, zone) == text


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "America", "../../etc/passwd", "Europe/Kyiv\x00"])
def test_an_unknown_zone_is_told_in_utc(zone: str) -> None:
    assert told(END_OF_DAY, zone) == "Friday 4 December 2026, 21:59 UTC"


def test_the_hour_that_comes_twice_is_told_apart_by_utc() -> None:
    first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)

    assert told(first, "Europe/Kyiv") == "Sunday 25 October 2026, 03:30 Kyiv time (00:30 UTC)"
    assert told(second, "Europe/Kyiv") == "Sunday 25 October 2026, 03:30 Kyiv time (01:30 UTC)"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="with its time zone"):
        written_moment(datetime(2026, 12, 4), zone="UTC", language="en")  # noqa: DTZ001


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "viernes 4 de diciembre de 2026, 23:59 hora de Kyiv (21:59 UTC)"),
        ("ar", "الجمعة 4 ديسمبر 2026, 23:59 بتوقيت Kyiv (21:59 UTC)"),
    ],
)
def test_a_language_has_its_own_names_and_order(language: str, text: str) -> None:
    assert told(END_OF_DAY, "Europe/Kyiv", language) == text


def test_the_language_of_the_page_does_not_change_a_letter() -> None:
    with translation.override("es"):
        assert told(END_OF_DAY, "UTC") == "Friday 4 December 2026, 21:59 UTC"
        assert written_amount(Amount(Decimal("1.5"), "USD"), language="en") == "\u20681.50 USD\u2069"


def test_a_day_is_told_with_its_weekday() -> None:
    assert str(written_day(date(2026, 11, 12), language="en")) == "Thursday 12 November 2026"


def test_a_zone_is_called_by_its_city() -> None:
    assert [zone_name(zone, language="en") for zone in ("America/New_York", "UTC")] == ["New York time", "UTC time"]


@pytest.mark.parametrize(
    ("value", "language", "text"),
    [
        ("1240", "en", "1\u202f240 USD"),
        ("1240.00", "en", "1\u202f240 USD"),
        ("1234567.5", "en", "1\u202f234\u202f567.50 USD"),
        ("0.005", "en", "0.005 USD"),
        ("12.3400", "en", "12.34 USD"),
        ("1240.5", "es", "1\u202f240,50 USD"),
        ("-12", "en", "\u221212 USD"),
        ("1E+3", "en", "1\u202f000 USD"),
    ],
)
def test_an_amount_is_grouped_and_kept_together(value: str, language: str, text: str) -> None:
    assert written_amount(Amount(Decimal(value), "USD"), language=language) == f"\u2068{text}\u2069"


@pytest.mark.parametrize(("value", "currency"), [("NaN", "USD"), ("Infinity", "USD"), ("1", "usd"), ("1", "US"), ("1", "USD\n")])
def test_what_is_no_amount_is_refused(value: str, currency: str) -> None:
    with pytest.raises(ValueError, match="currency code of three letters"):
        written_amount(Amount(Decimal(value), currency), language="en")
