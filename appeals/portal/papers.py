"""The statement of reasons as a page: what was issued, with the exact words of the rules beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import get_language, gettext as _

from appeals.models import ABILITIES
from appeals.portal import words
from appeals.queries.papers import exhibits_of
from appeals.queries.portal_pages import rule_texts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from appeals.models import Exhibit, SectionVersion, Statement
    from appeals.portal.visits import Visit

EVERYWHERE = ["*"]


def statement_page(statement: Statement, visit: Visit) -> dict[str, Any]:
    """Everything that the page of a statement shows, from the issued row; four queries at most."""
    content = statement.content
    cited = content.get("citations", [])
    texts = rule_texts((one["section"], one["version"]) for one in cited)
    exhibits = list(enumerate(exhibits_of(visit.case), start=1))
    removes = content.get("removes", [])
    return {
        "statement": statement,
        "measure_name": words.of(words.MEASURE_NAMES, content["measure"]),
        "starts_at": moment(content.get("starts_at")),
        "ends_at": moment(content.get("ends_at")),
        "review_on": moment(content.get("review_on")),
        "counts_until": moment(content.get("counts_until")),
        "points": [_point(one, place, texts, exhibits, visit) for place, one in enumerate(cited)],
        "other_exhibits": [_exhibit(number, one, visit) for number, one in exhibits if one.citation is None],
        "removes": [words.of(words.ABILITIES, one) for one in removes],
        "remains": [words.of(words.ABILITIES, one) for one in ABILITIES if one not in removes],
        "territory": None if content.get("territory", EVERYWHERE) == EVERYWHERE else ", ".join(content["territory"]),
        "how": _how(content),
        "warnings": [{"reference": one["reference"], "on": day(one["on"])} for one in content.get("prior_warnings", [])],
        "no_warning_reason": content.get("no_warning_reason", ""),
        "money": [money_row(one) for one in content.get("holds", [])],
        "lighter": [
            {"name": words.of(words.MEASURE_NAMES, one["measure"]), "why_not": one["why_not"]}
            for one in content.get("lighter_measures", [])
        ],
        "contact": content.get("contact_person"),
        "redress": [words.of(words.REDRESS, one) for one in content.get("redress", [])],
        "withheld": _withheld(statement),
    }


def _how(content: dict[str, Any]) -> list[str]:
    """Where it came from and who decided, in whole sentences."""
    lines = [words.of(words.SOURCES, content["source"])] if content.get("source") else []
    lines.append(str(words.FOUND_BY[bool(content.get("automated_detection"))]))
    if content.get("automated_decision"):
        lines.append(words.of(words.DECIDED_BY, content["automated_decision"]))
    return lines


def _withheld(statement: Statement) -> str:
    if statement.disclosure == "full":
        return ""
    if statement.disclosure == "deferred":
        return _("We cannot tell you the facts yet. The ground for this is: %(basis)s") % {"basis": statement.basis or ""}
    return _("We hold back a part of the facts. The ground for this is: %(basis)s") % {"basis": statement.basis or ""}


def _point(
    cited: dict[str, Any],
    place: int,
    texts: dict[tuple[str, int], SectionVersion],
    exhibits: Sequence[tuple[int, Exhibit]],
    visit: Visit,
) -> dict[str, Any]:
    rule = texts.get((cited["section"], cited["version"]))
    mine = [_exhibit(number, one, visit) for number, one in exhibits if one.citation is not None and one.citation.position == place]
    return {
        "title": _in_language(rule, "title") or cited.get("title", cited["section"]),
        "version": cited["version"],
        "in_force_from": rule.in_force_from if rule else None,
        "text": rule.text if rule else "",
        "meaning": _in_language(rule, "plain_meaning"),
        "allowed": _in_language(rule, "allowed") or [],
        "legal_ground": cited.get("legal_ground") or "",
        "explanation": cited.get("explanation", ""),
        "facts": [{"on": day(one["occurred_on"]), "what": one["what"], "item": one.get("item", "")} for one in cited.get("facts", [])],
        "exhibits": mine,
    }


def _in_language(rule: SectionVersion | None, name: str) -> Any:
    """A part of a rule in the language of the page where the rulebook has it, else as it was written."""
    if rule is None:
        return ""
    translated = rule.translations.get((get_language() or "en").partition("-")[0], {})
    return translated.get(name) or getattr(rule, name)


def _exhibit(number: int, exhibit: Exhibit, visit: Visit) -> dict[str, Any]:
    """Material as the person sees it. Of what is redacted only the reason is shown, not even its name."""
    if exhibit.audience != "appellant":
        return {"redacted": exhibit.redaction_reason}
    return {
        "label": exhibit.label,
        "text": exhibit.text,
        "size": exhibit.size,
        "fingerprint": exhibit.sha256,
        "url": visit.url("exhibit", number) if exhibit.storage_key else "",
    }


def money_row(hold: dict[str, Any]) -> dict[str, Any]:
    """An amount of a statement as a row of ui/money_table.html."""
    return {
        "kind": words.of(words.HOLD_KINDS, hold["kind"]),
        "amount": plain_amount(hold["amount"]),
        "currency": hold["currency"],
        "why": hold["reason"],
        "until": moment(hold.get("ends_at")) or moment(hold.get("review_on")),
    }


def plain_amount(amount: Any) -> str:
    """An amount without the zeros that only the column has: two decimals at least where there are any."""
    whole, _point, cents = str(amount).partition(".")
    cents = cents.rstrip("0")
    return f"{whole}.{cents:0<2}" if cents else whole


def moment(written: str | None) -> datetime | None:
    """An instant of a statement."""
    return parse_datetime(written) if written else None


def day(written: str | None) -> date | None:
    """A day of a statement."""
    return parse_date(written[:10]) if written else None
