"""The tags of the interface: `{% load ui %}`. None of them reads the database; `now` is always handed in."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, TypedDict

from django import template
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.formats import get_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext as _

from appeals.templatetags import looks, signs, when

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.forms import BaseForm, BoundField
    from django.template.context import Context
    from django.utils.functional import Promise

register = template.Library()

NARROW_SPACE = "\u202f"
EMPTY = SafeString("")
SOON = dt.timedelta(hours=24)


@register.simple_tag
def sign(name: str) -> SafeString:
    """`{% sign "ok" %}`: a drawn sign; the word beside it must say the same."""
    return signs.draw(name)


@register.simple_tag
def brand_mark() -> SafeString:
    """`{% brand_mark %}`: the mark of the product."""
    return signs.brand()


@register.simple_tag
def instant(value: dt.datetime | dt.date | None, form: str = "full", zone: when.Zone = None) -> SafeString:
    """`{% instant at %}`: an instant in the reader's zone, or in `zone`.

    `form` is `full` (weekday, day, time, zone, UTC in small), `short` (day, time, zone), `stamp` (for tables),
    `date` (with the weekday), `day` or `time`. A plain date has no zone and is written as a day.
    """
    if value is None:
        return EMPTY
    if not isinstance(value, dt.datetime):
        pattern = when.style().date if form in {"full", "date"} else when.style().day
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), format_date(value, pattern))
    own = when.zone_of(zone)
    core = format_html('<time datetime="{}">{}</time>', when.iso(value), when.words(value, form, own))
    if form in {"date", "day", "stamp"}:
        return core
    name = when.zone_name(own, value)
    if form != "full" or name == "UTC":
        return format_html('{} <span class="zone">{}</span>', core, name)
    utc = when.utc_words(value, own)
    return format_html('{} <span class="zone">{} · <bdi class="utc">{}</bdi></span>', core, name, utc)


@register.simple_tag
def days_left(due_at: dt.datetime | None, now: dt.datetime | None, zone: when.Zone = None) -> str:
    """`{% days_left due_at now %}`: how many of the person's days are left, in words."""
    return when.days_left(due_at, now, when.zone_of(zone)) if due_at and now else ""


@register.simple_tag
def current_zone() -> str:
    """`{% current_zone %}`: the zone in which this page writes its times."""
    return when.zone_name(timezone.get_current_timezone(), dt.datetime.now(dt.UTC))


@register.simple_tag
def clock_label(due_at: dt.datetime | None, now: dt.datetime | None = None, *, resting: bool = False, zone: when.Zone = None) -> SafeString:
    """`{% clock_label due_at now resting=True %}`: On time, Soon (under 24 h), Late or Paused, the distance and the date."""
    if resting:
        tone, shape, word, far = "paused", "paused", _("Paused"), ""
    elif due_at is None or now is None:
        return EMPTY
    elif due_at < now:
        tone, shape, word, far = "late", "late", _("Late"), when.span(now - due_at)
    elif due_at - now <= SOON:
        tone, shape, word, far = "soon", "wait", _("Soon"), when.span(due_at - now)
    else:
        tone, shape, word, far = "on", "next", _("On time"), when.span(due_at - now)
    left = format_html(' <bdi class="clock-left">{}</bdi>', far) if far else EMPTY
    date = format_html(' <span class="clock-date">{}</span>', instant(due_at, "stamp", zone)) if due_at else EMPTY
    return format_html(
        '<span class="clock clock-{}">{}<span class="clock-words"><strong>{}</strong>{}{}</span></span>',
        tone, signs.draw(shape), word, left, date,
    )  # fmt: skip


@register.simple_tag
def money(amount: Decimal | str | int | None, currency: str) -> SafeString:
    """`{% money amount currency %}`: `1 240.50 USD`, left to right in every language, grouped by U+202F.

    The decimals are those handed in; an amount that is no number is shown as it is.
    """
    if amount is None:
        return EMPTY
    try:
        grouped = f"{Decimal(amount):,f}"
    except InvalidOperation:
        grouped = str(amount)
    whole, point, cents = grouped.replace(",", NARROW_SPACE).partition(".")
    mark = get_format("DECIMAL_SEPARATOR") if point else ""
    return format_html('<bdi class="money" dir="ltr">{}{}{}\u00a0{}</bdi>', whole, mark, cents, currency)


@register.simple_tag
def reference(value: str | None) -> SafeString:
    """`{% reference ref %}`: a public reference that keeps its order in every language and is never translated."""
    if not value:
        return EMPTY
    return format_html('<bdi class="ref" dir="ltr" translate="no">{}</bdi>', value)


@register.simple_tag
def tag(tone: str, word: str | Promise) -> SafeString:
    """`{% tag "late" "Late" %}`: a tag of a tone: you wait info paused ok changed stays bad late closed none."""
    return format_html('<span class="tag tag-{}">{}<span>{}</span></span>', tone, signs.draw(looks.SIGN_OF_TONE[tone]), word)


@register.simple_tag
def status_tag(code: str, family: str = "status", word: str | Promise = "") -> SafeString:
    """`{% status_tag status %}`: a state as word, sign, shape and colour; `family` names the machine."""
    look = looks.look_of(str(code), family)
    return tag(look.tone, word or look.word)


@register.simple_tag
def state_word(code: str, family: str = "status") -> str:
    """`{% state_word "done" "stage" %}`: only the word of a state."""
    return str(looks.look_of(str(code), family).word)


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """`{% control field %}`: the widget of a bound field with its class, direction and descriptions."""
    widget = field.field.widget
    given: Mapping[str, Any] = widget.attrs
    kind = getattr(widget, "input_type", "textarea")
    attrs: dict[str, Any] = {"class": f"{given.get('class', '')} input input-{kind}".strip()}
    if kind in {"text", "textarea", "search"} and "dir" not in given:
        attrs["dir"] = "auto"
    if kind in {"email", "url", "tel", "number", "date"} and "dir" not in given:
        attrs["dir"] = "ltr"
    described = (field.aria_describedby or given.get("aria-describedby", "")).split()
    if limit(field):
        # A browser cuts a pasted text silently; we take it whole and say on the page what is too long.
        attrs["maxlength"] = False
        described.insert(1 if field.help_text else 0, f"{field.auto_id}_limit")
    if described and not field.use_fieldset:
        attrs["aria-describedby"] = " ".join(described)
    return field.as_widget(attrs=attrs)


@register.simple_tag
def limit(field: BoundField) -> str:
    """`{% limit field as most %}`: how many characters a text area takes, grouped; nothing for other fields."""
    most = getattr(field.field, "max_length", None)
    is_area = not hasattr(field.field.widget, "input_type")
    return f"{most:,}".replace(",", NARROW_SPACE) if most and is_area else ""


class Option(TypedDict):
    """One radio button or checkbox of a group."""

    tag: str
    label: str
    id: str
    hint: str


@register.simple_tag
def options(field: BoundField) -> list[Option]:
    """`{% options field as rows %}`: the choices of a group; hints come from `field.choice_hints` by value."""
    hints: Mapping[str, str] = getattr(field.field, "choice_hints", {})
    rows: list[Option] = []
    for choice in field.subwidgets:
        value, own_id = str(choice.data["value"]), choice.id_for_label or ""
        hint = hints.get(value, "")
        choice.data["attrs"]["class"] = "pick-input"
        if hint:
            choice.data["attrs"]["aria-describedby"] = f"{own_id}_hint"
        rows.append({"tag": choice.tag(), "label": choice.choice_label, "id": own_id, "hint": hint})
    return rows


class Complaint(TypedDict):
    """One line of an error summary."""

    href: str
    message: str


@register.simple_tag
def complaints(form: BaseForm | None) -> list[Complaint]:
    """`{% complaints form as errors %}`: every error of a form with a link to the control that mends it."""
    if form is None:
        return []
    lines: list[Complaint] = [{"href": "", "message": str(text)} for text in form.non_field_errors()]
    for field in form:
        first = field.id_for_label or (f"{field.auto_id}_0" if field.use_fieldset else field.auto_id)
        lines.extend({"href": f"#{first}", "message": str(text)} for text in field.errors)
    return lines


class Language(TypedDict):
    """A language this page can be read in."""

    code: str
    name: str
    url: str
    current: bool


@register.simple_tag(takes_context=True)
def languages(context: Context) -> list[Language]:
    """`{% languages as rows %}`: this page in each language, by its own name; empty where there is no request."""
    request = context.get("request")
    if request is None:
        return []
    codes = [code for code, _name in settings.LANGUAGES]
    head, _slash, rest = request.get_full_path().lstrip("/").partition("/")
    if head not in codes:
        return []
    now = get_language()
    names = {code: LANG_INFO[code]["name_local"] for code in codes}
    return [
        {"code": code, "name": name[:1].upper() + name[1:], "url": f"/{code}/{rest}", "current": code == now}
        for code, name in names.items()
    ]


@register.simple_tag
def url_if(name: str, *args: object) -> str:
    """`{% url_if "portal:find" as link %}`: an address, or nothing where this installation has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def here(context: Context, url: str) -> SafeString:
    """`{% here url %}`: marks the link to the page one is on, or to the part of the console it belongs to."""
    path = getattr(context.get("request"), "path", "")
    if not url or not path.startswith(url):
        return EMPTY
    return SafeString(' aria-current="page"' if path == url else ' aria-current="true"')


class Shell(TypedDict):
    """What every page prints around its content."""

    platform: str
    environment: str
    support_email: str


@register.simple_tag
def shell() -> Shell:
    """`{% shell as around %}`: platform's name, environment and help address, from the settings."""
    return {
        "platform": getattr(settings, "PLATFORM_NAME", "Example Marketplace"),
        "environment": getattr(settings, "ENVIRONMENT_LABEL", ""),
        "support_email": getattr(settings, "SUPPORT_EMAIL", ""),
    }
