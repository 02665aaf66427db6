"""A regime's data in words: what each value means, how long, who is told, and whether a person confirmed it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _, gettext_lazy, ngettext

from appeals.console.wording import word, words
from appeals.deadlines import Unit
from appeals.deadlines.vocabulary import CEILINGS, DUTIES, WINDOWS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import Promise

    from appeals.deadlines.comparing import Difference

LABELS: Mapping[str, str | Promise] = {
    "answer_by": gettext_lazy("Time to answer"),
    "notice_period": gettext_lazy("Notice before an account is closed"),
    "appeal_window": gettext_lazy("Time to appeal"),
    "terms_notice": gettext_lazy("Notice of new terms"),
    "retention_min": gettext_lazy("Records are kept at least"),
    "decide_by": gettext_lazy("Appeals are decided within"),
    "ack": gettext_lazy("Receipt is confirmed within"),
    "rectify": gettext_lazy("A mistake is put right within"),
    "interim_review": gettext_lazy("A person looks at an urgent measure within"),
    "automation_review": gettext_lazy("A person confirms what software did within"),
    "records": gettext_lazy("Records that are asked for are sent within"),
    "warning_counts": gettext_lazy("A warning counts for"),
    "cooling_off": gettext_lazy("After closing, asking to come back opens after"),
    "retention_max": gettext_lazy("Records are deleted after"),
    "deciders": gettext_lazy("People for a decision that stays"),
    "closure_people": gettext_lazy("People for closing an account"),
    "suspensive_appeal": gettext_lazy("An appeal stops the measure"),
    "suspensive_notice": gettext_lazy("Notice stops the measure"),
    "prior_warning": gettext_lazy("A warning comes first"),
    "certified_answer": gettext_lazy("A named person stands for the answer"),
    "contact_person": gettext_lazy("A person to talk to is named"),
    "records_with_notice": gettext_lazy("Records come with the notice"),
    "representative": gettext_lazy("The person may be represented"),
    "dsa_statement": gettext_lazy("Statements go to the public database"),
    "statement_fields": gettext_lazy("A statement must hold"),
    "mediators": gettext_lazy("Mediators"),
    "redress": gettext_lazy("Ways to go on"),
    "automation": gettext_lazy("Software alone"),
}
HEADS: Mapping[str, str | Promise] = {
    "title": gettext_lazy("Name"),
    "status": gettext_lazy("Status"),
    "valid_from": gettext_lazy("In force from"),
    "valid_to": gettext_lazy("In force until"),
    "selector": gettext_lazy("Whom it binds"),
    "note": gettext_lazy("Note"),
}
STATUSES: Mapping[str, str | Promise] = {
    "in_force": gettext_lazy("In force"),
    "proposed_repeal": gettext_lazy("In force; its repeal is proposed"),
    "repealed": gettext_lazy("Repealed"),
}
BREACHES: Mapping[str, str | Promise] = {
    "alert": gettext_lazy("People are alerted"),
    "escalate": gettext_lazy("Seniors are told"),
    "lift_interim": gettext_lazy("The urgent measure is lifted"),
}
ROUTES: Mapping[str, str | Promise] = {
    "second_review": gettext_lazy("a second review by us"),
    "out_of_court": gettext_lazy("an out-of-court body"),
    "mediation": gettext_lazy("mediation"),
    "court": gettext_lazy("a court"),
    "tribunal": gettext_lazy("a tribunal"),
    "regulator": gettext_lazy("a regulator"),
    "committee": gettext_lazy("a committee"),
    "support_organisation": gettext_lazy("an organisation that supports workers"),
}
AUTOMATION: Mapping[str, str | Promise] = {
    "allowed": gettext_lazy("may act until a person confirms"),
    "propose_only": gettext_lazy("may only propose; a person decides"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueRow:
    """One value as a page shows it. `state` is `fill` (the installation must), `confirm` (to be confirmed) or `confirmed`."""

    label: str
    value: str
    basis: str
    breach: str
    state: str
    confirmed: str = ""


def value_rows(data: Mapping[str, Any]) -> list[ValueRow]:
    """Every value of a regime in words, in the order in which people ask for them."""
    order = list(LABELS)
    entries = sorted(data["values"].items(), key=lambda pair: order.index(pair[0]))
    return [_row(key, entry) for key, entry in entries]


def _row(key: str, entry: Mapping[str, Any]) -> ValueRow:
    confirmed = f"{entry['confirmed_by']}, {entry.get('confirmed_on')}" if entry.get("confirmed_by") else ""
    return ValueRow(
        label=str(LABELS[key]),
        value=value_words(key, entry["value"]),
        basis=str(entry["basis"]),
        breach=word(BREACHES, entry["on_breach"]) if entry.get("on_breach") else "",
        state="fill" if entry["value"] is None else "confirmed" if confirmed else "confirm",
        confirmed=confirmed,
    )


def value_words(key: str, value: Any) -> str:
    """One value in words; the installation's own to fill in where it is null."""
    if value is None:
        return _("To be filled in by this installation")
    if key in WINDOWS or key in CEILINGS:
        return span_words(value)
    if key in DUTIES:
        return _("Yes") if value else _("No")
    if key == "redress":
        return "; ".join(_route(way) for way in value)
    if key == "automation":
        return word(AUTOMATION, value)
    return words({}, value) if isinstance(value, list) else str(value)


def span_words(span: Mapping[str, Any]) -> str:
    """A length of time in words."""
    number = int(span["value"])
    forms = {
        Unit.HOURS: ngettext("%(n)s hour", "%(n)s hours", number),
        Unit.CALENDAR_DAYS: ngettext("%(n)s day", "%(n)s days", number),
        Unit.BUSINESS_DAYS: ngettext("%(n)s working day", "%(n)s working days", number),
        Unit.CALENDAR_MONTHS: ngettext("%(n)s month", "%(n)s months", number),
    }
    return forms[Unit(span["unit"])] % {"n": number}


def _route(way: Mapping[str, Any]) -> str:
    kind = word(ROUTES, way["kind"])
    named = f"{kind}: {way['name']}" if way.get("name") else kind
    return _("%(way)s, within %(time)s") % {"way": named, "time": span_words(way["within"])} if way.get("within") else named


def selector_words(selector: Mapping[str, Any]) -> str:
    """Whom a regime binds, as one line."""
    chosen = {name: ", ".join(selector[name]) for name in ("territory", "roles", "sizes", "measures")}
    territory = _("everywhere") if chosen["territory"] == "*" else chosen["territory"]
    rest = [chosen[name].replace("_", " ") for name in ("roles", "sizes", "measures") if chosen[name] != "any"]
    return " · ".join([territory, *rest])


def difference_rows(found: list[Difference]) -> list[dict[str, str]]:
    """What changed, as rows of a label, what stood before and what stands now."""
    return [
        {
            "label": str(LABELS.get(one.key) if one.value else HEADS.get(one.key, one.key)),
            "before": _said(one.key, one.before, value=one.value),
            "after": _said(one.key, one.after, value=one.value),
        }
        for one in found
    ]


def _said(key: str, said: Any, *, value: bool) -> str:
    if said is None:
        return ""
    if not value:
        if key == "selector":
            return selector_words(said)
        return word(STATUSES, said) if key == "status" else str(said)
    confirmed = _("confirmed by %(who)s") % {"who": said["confirmed_by"]} if said.get("confirmed_by") else _("to be confirmed")
    return f"{value_words(key, said['value'])} · {said['basis']} · {confirmed}"
