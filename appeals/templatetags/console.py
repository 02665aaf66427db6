"""The console's words in templates: `{% load console %}`. Filters only; none reads the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.translation import get_language_info

from appeals.console import clock_words, gate_words, wording
from appeals.deadlines import unconfirmed
from appeals.models import LinkKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from appeals.errors import Missing
    from appeals.models import Clock, Regime

register = template.Library()

TABLES = {
    "measure": wording.MEASURES,
    "ability": wording.ABILITIES,
    "effect": wording.EFFECTS,
    "hold": wording.HOLD_KINDS,
    "hold_outcome": wording.HOLD_OUTCOMES,
    "outcome": wording.OUTCOMES,
    "closure_view": wording.CLOSURE_VIEWS,
    "finding": wording.FINDINGS,
    "cause": wording.CAUSES,
    "wants": wording.WANTS,
    "source": wording.SOURCES,
    "context": wording.CONTEXTS,
    "level": wording.LEVELS,
    "subject": wording.SUBJECTS,
    "waits_on": wording.WAITS_ON,
    "standing": wording.STANDINGS,
    "about": wording.ABOUT,
    "link": dict(LinkKind.choices),
}


@register.filter
def event_title(kind: str) -> str:
    """`{{ entry.kind|event_title }}`: what happened, in words."""
    return wording.event_title(kind)


@register.filter
def actor_name(who: str) -> str:
    """`{{ entry.who|actor_name }}`: a name, or the kind of actor in words."""
    return wording.actor_name(who)


@register.filter
def in_words(code: Any, table: str) -> str:
    """`{{ case.measure|in_words:"measure" }}`: the word for a code, or for several codes."""
    return wording.words(TABLES[table], code) if isinstance(code, list | tuple) else wording.word(TABLES[table], code)


@register.filter
def language_name(code: str) -> str:
    """`{{ account.language|language_name }}`: a language as staff call it, or its code."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


@register.filter
def clock_subject(about: str) -> str:
    """`{{ clock.about|clock_subject }}`: what a date belongs to, where it is not the measure itself."""
    kind = about.partition(":")[0]
    return "" if kind == "suspension" else wording.word(wording.SUBJECTS, kind)


@register.filter
def clock_kind(clock: Clock) -> str:
    """`{{ clock|clock_kind }}`: what a date is."""
    return clock_words.kind_of(clock)


@register.filter
def clock_passes(clock: Clock) -> str:
    """`{{ clock|clock_passes }}`: what happens when it passes."""
    return clock_words.when_passed(clock)


@register.filter
def clock_told(clock: Clock) -> str:
    """`{{ clock|clock_told }}`: when seniors hear of it; empty where they do not."""
    return clock_words.told_at(clock)


@register.filter
def values_unconfirmed(regime: Regime) -> int:
    """`{{ regime|values_unconfirmed }}`: how many of its values no person has confirmed."""
    return len(unconfirmed(regime.data))


@register.filter
def dsa_words(code: str) -> str:
    """`{{ version.dsa_category|dsa_words }}`: a code of the public database of statements, readable."""
    return code.removeprefix("STATEMENT_CATEGORY_").removeprefix("KEYWORD_").replace("_", " ").capitalize()


@register.filter
def gate_rows(missing: Iterable[Missing]) -> list[dict[str, Any]]:
    """`{{ missing|gate_rows }}`: what the gate waits for, as rows of `ui/gate.html`."""
    return gate_words.missing_rows(missing)


@register.filter
def tidy(amount: Decimal) -> str:
    """`{% money hold.amount|tidy hold.currency %}`: an amount with decimals only where they say something."""
    shown = amount.normalize()
    if shown == shown.to_integral_value():
        return f"{shown:f}"
    return f"{shown:.2f}" if amount == round(amount, 2) else f"{shown:f}"


@register.filter
def entry(table: Mapping[str, Any], name: str) -> Any:
    """`{{ texts|entry:of }}`: what a table holds under a name that is known only on the page; None where there is nothing."""
    return table.get(name)
