"""The papers of a closure: its own statement, its own letter, and the dates that run from the letter's delivery."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from appeals.actions import clocks, statements
from appeals.actions.notices import tell
from appeals.authority.law import pinned_regimes
from appeals.deadlines import closure_answer_by, last_day_to_appeal, notice_period_until, redress_until, reinstatement_from
from appeals.letters import Amount
from appeals.models import ClockKind, Hold, RegimePin
from appeals.queries.rules import contact_for, regimes_for, rules_of, zone_of_case

if TYPE_CHECKING:
    from accounts.actors import Actor
    from appeals.models import Closure, Event, Suspension

DATE_CLOCKS = (ClockKind.CLOSURE_ANSWER_BY, ClockKind.CLOSURE_NOTICE)
NO_DATES: dict[str, Any] = {"answer_by": None, "notice_period_until": None, "last_day_to_appeal": None}


def pin_regimes(case: Suspension, *, on: date) -> None:
    """Pin the regimes that bind a closure decided on that day to a locked case, beside those of its measure.

    A further regime takes nothing from the person: of several windows the longest wins.
    """
    known = {regime.pk for regime in pinned_regimes(case)}
    wanted = [one for one in regimes_for(case.account, measure="closure", on=on) if one.pk not in known]
    # Added by the case itself, which so forgets the pins it has read.
    case.regime_pins.add(*(RegimePin(regime=one) for one in wanted), bulk=False)


def issue(closure: Closure, actor: Actor, event: Event) -> None:
    """Issue the statement of a locked closure and its letter; its dates wait until that letter is delivered.

    The letter prints the dates as if it arrived today, a later delivery moves them later. What SQL cannot see of the
    letter, its language and whether it names the last day to appeal, becomes columns that the gate reads.
    """
    statement = statements.issue(closure.case, actor, closure=closure)
    values = _proposal_values(closure, event.occurred_at)
    notice, *_ = tell(event, "closure_proposed", values, about=closure, by=values["answer_by"])
    changes = {
        "statement": statement,
        "notice": notice,
        "letter_language": notice.language,
        "letter_names_last_day": "last_day_to_appeal" in notice.dates,
        **NO_DATES,
    }
    for name, value in changes.items():
        setattr(closure, name, value)
    closure.save(update_fields=list(changes))
    clocks.stop(closure, *DATE_CLOCKS)


def dates_if_delivered(case: Suspension, delivered: datetime) -> dict[str, datetime]:
    """The dates of a closure whose letter is delivered at that instant, in UTC.

    Until when the person may answer, how long the notice period runs (P2B Regulation, Article 4(2)), and the earliest
    that the last day to appeal can be: its letter comes only after the closing.
    """
    zone, rules = zone_of_case(case), rules_of(case)
    answer = closure_answer_by(delivered, zone=zone, rules=rules)
    period = notice_period_until(delivered, zone=zone, rules=rules)
    earliest = max(answer, period)
    return {
        "answer_by": answer,
        "notice_period_until": period,
        "earliest": earliest,
        "last_day_to_appeal": last_day_to_appeal(earliest, zone=zone, rules=rules),
    }


def tell_of_effect(closure: Closure, event: Event, effected_at: datetime) -> None:
    """Write the letter that the account is closed; the last day to appeal runs from its delivery."""
    case = closure.case
    zone, rules = zone_of_case(case), rules_of(case)
    last_day = max(last_day_to_appeal(event.occurred_at, zone=zone, rules=rules), _promised_last_day(closure))
    values = {
        "effected_at": effected_at,
        "summary": closure.reasons,
        "last_day_to_appeal": last_day,
        "come_back_on": reinstatement_from(effected_at, zone=zone, rules=rules).astimezone(zone).date(),
        "money": _planned_money(closure),
        "routes": _routes(case, told_at=event.occurred_at),
        "contact": contact_for(case),
    }
    tell(event, "closure_effected", values, about=closure, by=last_day)


def _promised_last_day(closure: Closure) -> datetime:
    printed = closure.notice.dates.get("last_day_to_appeal") if closure.notice is not None else None
    return datetime.fromisoformat(printed) if printed else closure.proposed_at


def _proposal_values(closure: Closure, now: datetime) -> dict[str, Any]:
    dates = dates_if_delivered(closure.case, now)
    return {
        "proposed_at": closure.proposed_at,
        "summary": closure.reasons,
        "citations": statements.citations_for_letter(closure.case),
        "lighter": closure.lighter_measures,
        "money": _planned_money(closure),
        "routes": _routes(closure.case),
        "contact": contact_for(closure.case),
        "answer_by": dates["answer_by"],
        "earliest": dates["earliest"],
        "last_day_to_appeal": dates["last_day_to_appeal"],
    }


def _planned_money(closure: Closure) -> list[dict[str, Any]]:
    holds = {hold.public_id: hold for hold in Hold.objects.filter(case_id=closure.case_id)}
    return [
        {
            "amount": Amount(holds[entry["hold"]].amount, holds[entry["hold"]].currency),
            "outcome": entry["outcome"],
            "by": date.fromisoformat(entry["by"]),
        }
        for entry in closure.money_plan
    ]


def _routes(case: Suspension, *, told_at: datetime | None = None) -> list[dict[str, Any]]:
    """Where the person can go beside us, and by when once they are told; the appeal to us has words of its own."""
    zone, rules = zone_of_case(case), rules_of(case)
    return [
        {"kind": way.kind, "name": way.name, "until": redress_until(way, told_at, zone=zone, rules=rules) if told_at else None}
        for way in rules.redress
        if way.kind != "second_review"
    ]
