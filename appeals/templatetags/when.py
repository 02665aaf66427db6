"""How days and instants are written: in the person's zone and language, with the month in full."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils import dateformat, timezone
from django.utils.translation import get_language, gettext as _, ngettext

Zone = dt.tzinfo | str | None


class Style(NamedTuple):
    """Django date patterns of one language, and what stands between a day and a time."""

    date: str  # with the weekday
    day: str
    short: str
    stamp: str  # for tables: weekday, no year
    comma: str


_PLAIN = Style("l j F Y", "j F Y", "j M Y", "D j M", ", ")
_STYLES = {
    "es": Style(r"l j \d\e F \d\e Y", r"j \d\e F \d\e Y", "j M Y", "D j M", ", "),
    "ar": Style("l j F Y", "j F Y", "j F Y", "l j F", "، "),
}


def style() -> Style:
    """Return the patterns of the language that is active."""
    return _STYLES.get((get_language() or "en").split("-")[0], _PLAIN)


def zone_of(zone: Zone) -> dt.tzinfo:
    """Return a zone for an IANA name, a zone, or nothing: then the zone of the person who reads."""
    if isinstance(zone, str) and zone:
        return ZoneInfo(zone)
    return zone if isinstance(zone, dt.tzinfo) else timezone.get_current_timezone()


def zone_name(zone: dt.tzinfo, at: dt.datetime) -> str:
    """Return a zone as people say it: "Kyiv time", "UTC", or its distance from UTC."""
    key = getattr(zone, "key", None)
    if key and "/" in key and not key.startswith("Etc/"):
        return _("%(city)s time") % {"city": key.rsplit("/", 1)[1].replace("_", " ")}
    return at.astimezone(zone).tzname() or "UTC"


def iso(at: dt.datetime) -> str:
    """Return an instant as a machine reads it, in UTC and whole seconds."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def words(at: dt.datetime, form: str, zone: dt.tzinfo) -> str:
    """Return an instant in words, in `zone`; `form` is full, date, day, short, stamp or time."""
    local = at.astimezone(zone)
    now_style = style()
    clock = dateformat.format(local, "H:i")
    if form == "time":
        return clock
    if form in {"date", "day"}:
        return dateformat.format(local, getattr(now_style, form))
    pattern = {"full": now_style.date, "short": now_style.short, "stamp": now_style.stamp}[form]
    return f"{dateformat.format(local, pattern)}{now_style.comma}{clock}"


def utc_words(at: dt.datetime, zone: dt.tzinfo) -> str:
    """Return the instant in UTC; its day is named where it is another day than in `zone`."""
    local, utc = at.astimezone(zone), at.astimezone(dt.UTC)
    clock = f"{utc:%H:%M} UTC"
    if local.date() == utc.date():
        return clock
    return f"{dateformat.format(utc, 'j F')}{style().comma}{clock}"


def span(distance: dt.timedelta) -> str:
    """Return a distance in its two largest units, without a sign: "2 d 4 h", "5 h", "12 min"."""
    minutes = int(abs(distance).total_seconds()) // 60
    days, hours = minutes // 1440, minutes // 60 % 24
    if days:
        parts = [_("%(n)s d") % {"n": days}] + ([_("%(n)s h") % {"n": hours}] if hours else [])
        return " ".join(parts)
    if hours:
        return _("%(n)s h") % {"n": hours}
    return _("%(n)s min") % {"n": minutes}


def days_left(due_at: dt.datetime, now: dt.datetime, zone: dt.tzinfo) -> str:
    """Return how many of the person's days are left: "13 days left", "Today", or "This date has passed"."""
    if now > due_at:
        return _("This date has passed")
    left = (due_at.astimezone(zone).date() - now.astimezone(zone).date()).days
    if left == 0:
        return _("Today")
    return ngettext("%(n)s day left", "%(n)s days left", left) % {"n": left}
