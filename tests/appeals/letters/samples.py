"""One invented set of values for every letter and each of its variants. All people and works are made up."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from appeals.letters import Amount

ZONE = "Europe/Kyiv"

STARTED = datetime(2026, 11, 20, 7, 14, tzinfo=UTC)
ENDS = datetime(2026, 12, 20, 7, 14, tzinfo=UTC)
REVIEW = datetime(2027, 1, 19, 7, 14, tzinfo=UTC)
ANSWER_BY = datetime(2026, 12, 4, 21, 59, 59, tzinfo=UTC)
DECIDE_BY = datetime(2026, 12, 18, 14, 5, tzinfo=UTC)
LAST_DAY = datetime(2027, 5, 20, 20, 59, 59, tzinfo=UTC)
RECEIVED = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)
DECIDED = datetime(2026, 12, 12, 9, 30, tzinfo=UTC)
SECOND_REVIEW = datetime(2027, 6, 12, 20, 59, 59, tzinfo=UTC)

CASE, APPEAL, CLOSURE = "SUS-7K3M-92QX", "APL-2HD9-PP4W", "CLO-4R8T-0WZN"
ROUTES = ["second_review", "out_of_court", "court"]
DEADLINES = {"answer_by": ANSWER_BY, "decide_by": DECIDE_BY, "last_day_to_appeal": LAST_DAY}
NAMES = {
    "title": "Use your real name",
    "version": 7,
    "explanation": "Your profile must carry your own name.",
    "facts": [{"day": date(2026, 11, 12), "what": "The name on your ID card and on your profile are different."}],
}
CONTACT = {
    "title": "Keep talks here until a contract starts",
    "version": 1,
    "facts": [{"day": date(2026, 11, 10), "what": "You asked a client for a phone number. There was no contract yet."}],
}
HELD = [
    {
        "amount": Amount(Decimal("900.00"), "USD"),
        "kind": "approved_work",
        "reason": "We check who should be paid.",
        "ends_at": datetime(2026, 11, 27, 22, 0, tzinfo=UTC),
    },
    {
        "amount": Amount(Decimal("1340.50"), "USD"),
        "kind": "in_escrow",
        "reason": "Your client disputes this work.",
        "review_on": REVIEW,
    },
]
REASONS = {
    "citations": [NAMES],
    "disclosure": "full",
    "source": "own_initiative",
    "automated_detection": True,
    "automated_decision": "partial",
    "no_warning_reason": "We had to ask for your name at once.",
    "routes": ["second_review", {"kind": "tribunal", "name": "Fair Work Commission", "until": ENDS}, "court"],
}
DECISION = {
    "reference": APPEAL,
    "subject": "temporary",
    "decided_at": DECIDED,
    "summary": "The two names are one name. One is in Latin letters.",
    "findings": [{"title": "Use your real name", "finding": "not_shown", "answer": "Both spell the same name."}],
    "arguments": [{"point": "It is the same name in another alphabet.", "answer": "You are right. We should have seen it."}],
    "second_person": False,
    "independent": True,
}
STAYS = {
    **DECISION,
    "summary": "The hours in your log and your messages do not fit. You were on a flight that day.",
    "findings": [{"title": "Log only the hours you worked", "finding": "shown", "answer": "Your boarding pass shows the flight."}],
    "arguments": [{"point": "I worked on the flight.", "answer": "The flight had no power and no network."}],
    "lighter": [{"measure": "limitation", "why_not": "You had one in May for the same thing."}],
    "second_person": True,
    "second_review_until": SECOND_REVIEW,
    "routes": ROUTES,
}
PLANNED = [{"amount": Amount(Decimal(1240), "USD"), "outcome": "release", "by": date(2027, 1, 20)}]
SUSPENDED = {
    "reference": CASE,
    "measure": "temporary",
    "starts_at": STARTED,
    "ends_at": ENDS,
    "removes": ["message_new", "propose", "new_contract", "visible"],
    "remains": ["sign_in", "read", "message_existing", "finish_contract", "withdraw"],
    **DEADLINES,
    **REASONS,
}
FILES = [{"name": "ID card front.jpg", "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}]
PROPOSED = {
    "reference": CLOSURE,
    "proposed_at": STARTED,
    "summary": "This is the third time in a year that the same rule was broken.",
    "citations": [CONTACT],
    "lighter": [{"measure": "temporary", "why_not": "We used it twice, in February and in June 2026."}],
    "answer_by": ANSWER_BY,
    "earliest": datetime(2026, 12, 21, 7, 14, tzinfo=UTC),
    "last_day_to_appeal": LAST_DAY,
    "money": PLANNED,
    "routes": ["out_of_court", "court"],
}
CLOSED = {
    "reference": CLOSURE,
    "effected_at": DECIDED,
    "summary": "The same rule was broken three times in a year. Shorter measures did not help.",
    "last_day_to_appeal": LAST_DAY,
    "routes": ["out_of_court", "court"],
}
HOLD_ENDED = {
    "reference": CASE,
    "amount": Amount(Decimal(340), "USD"),
    "kind": "in_escrow",
    "ended_at": DECIDED,
    "last_day_to_appeal": LAST_DAY,
}

SAMPLES: Mapping[str, Mapping[str, Mapping[str, object]]] = {
    "sign_in_code": {"": {"code": "48291307", "minutes": 15}},
    "address_changed": {"": {"changed_at": STARTED, "works_from": datetime(2026, 11, 23, 7, 14, tzinfo=UTC)}},
    "warning_issued": {
        "": {
            "reference": CASE,
            "starts_at": STARTED,
            "counts_until": datetime(2027, 11, 20, 7, 14, tzinfo=UTC),
            "what_to_change": "Wait with the phone number until the contract starts. You can call inside the platform.",
            **DEADLINES,
            **REASONS,
            "citations": [CONTACT],
            "no_warning_reason": None,
        }
    },
    "suspension_notice": {
        "": {**SUSPENDED, "clients_see": "This freelancer cannot take on new work now.", "holds": HELD},
        "limitation": {**SUSPENDED, "measure": "limitation", "removes": ["propose"], "automated_decision": "none"},
        "indefinite": {**SUSPENDED, "measure": "indefinite", "ends_at": None, "review_on": REVIEW, "countries": "Germany and France"},
        "short": {
            **SUSPENDED,
            "ends_at": datetime(2026, 11, 25, 7, 14, tzinfo=UTC),
            "answer_by": None,
            "decide_by": None,
            "workdays_to_decide": 2,
            "prior_warnings": [{"day": date(2026, 5, 4), "title": "Use your real name"}],
            "no_warning_reason": None,
        },
        "by_software": {**SUSPENDED, "automated_decision": "full", "automated_detection": False, "source": "other_notice"},
        "limited": {
            **SUSPENDED,
            "citations": [NAMES | {"facts": None}],
            "disclosure": "limited",
            "disclosure_basis": "Another person could be in danger.",
            "disclosure_review_on": ENDS,
        },
        "deferred": {
            **SUSPENDED,
            "citations": None,
            "disclosure": "deferred",
            "disclosure_basis": "A court told us to wait.",
            "disclosure_review_on": ENDS,
            "source": "court_order",
        },
    },
    "measure_confirmed": {
        "": {"reference": CASE, "measure": "temporary", "confirmed_at": RECEIVED, "ends_at": REVIEW, **DEADLINES},
        "indefinite": {"reference": CASE, "measure": "indefinite", "confirmed_at": RECEIVED, "review_on": REVIEW, **DEADLINES},
    },
    "measure_changed": {
        "": {
            "reference": CASE,
            "before": "temporary",
            "measure": "limitation",
            "changed_at": RECEIVED,
            "reasons": "Your work for clients you have now can go on.",
            "ends_at": ENDS,
            "removes": ["propose"],
            **DEADLINES,
        },
        "terms": {
            "reference": CASE,
            "before": "temporary",
            "measure": "temporary",
            "changed_at": RECEIVED,
            "reasons": "It was longer than it had to be.",
            "ends_at": datetime(2026, 12, 1, 7, 14, tzinfo=UTC),
            **DEADLINES,
        },
    },
    "measure_lifted": {
        "": {
            "reference": CASE,
            "measure": "temporary",
            "lifted_at": RECEIVED,
            "reasons": "Your ID card shows that the name is yours.",
            "our_mistake": True,
            "others_in_force": False,
        },
        "unconfirmed": {
            "reference": CASE,
            "measure": "limitation",
            "lifted_at": RECEIVED,
            "unconfirmed": True,
            "our_mistake": False,
            "others_in_force": True,
        },
        "warning": {
            "reference": CASE,
            "measure": "warning",
            "lifted_at": RECEIVED,
            "reasons": "The contract had started by then.",
            "our_mistake": True,
            "others_in_force": False,
        },
    },
    "measure_expired": {
        "": {"reference": CASE, "measure": "temporary", "ended_at": ENDS, "others_in_force": False},
        "warning": {"reference": CASE, "measure": "warning", "ended_at": ENDS, "others_in_force": True},
    },
    "effect_confirmed": {
        "": {"reference": CASE, "effect": "reopen", "done_at": DECIDED},
        "release": {"reference": CASE, "effect": "release", "done_at": DECIDED, "others_in_force": True},
    },
    "draft_saved": {
        "": {"reference": APPEAL, **DEADLINES},
        "reminder": {"reference": APPEAL, "last_day_to_appeal": LAST_DAY, "reminder": True},
    },
    "appeal_received": {
        "": {"reference": APPEAL, "received_at": RECEIVED, "decide_by": DECIDE_BY, "receipt": 1, "files": FILES},
        "addition": {"reference": APPEAL, "received_at": RECEIVED, "decide_by": DECIDE_BY, "receipt": 2, "addition": True},
        "recorded": {"reference": APPEAL, "received_at": RECEIVED, "decide_by": DECIDE_BY, "receipt": 1, "recorded_for_you": True},
    },
    "appeal_withdrawn": {
        "": {"reference": APPEAL, "subject": "temporary", "withdrawn_at": RECEIVED, "last_day_to_appeal": LAST_DAY},
    },
    "exhibit_added": {
        "": {"reference": CASE, "added_at": RECEIVED, "label": "Your message of 12 November"},
        "hidden": {"reference": CASE, "added_at": RECEIVED, "hidden_because": "It names another person."},
    },
    "information_request": {
        "": {
            "reference": APPEAL,
            "question": "who uses this computer at home?",
            "why": "Two accounts were used from it. Living with another freelancer is allowed.",
            "good_answer": "Tell us who else works there, and on which account.",
            "answer_by": datetime(2026, 11, 29, 21, 59, 59, tzinfo=UTC),
        }
    },
    "information_answered": {"": {"reference": APPEAL, "answered_at": RECEIVED, "decide_by": DECIDE_BY, "files": FILES}},
    "information_reminder": {
        "": {
            "reference": APPEAL,
            "question": "who uses this computer at home?",
            "asked_at": RECEIVED,
            "answer_by": datetime(2026, 11, 29, 21, 59, 59, tzinfo=UTC),
        }
    },
    "information_date": {
        "": {
            "reference": APPEAL,
            "question": "who uses this computer at home?",
            "answer_by": datetime(2026, 12, 13, 21, 59, 59, tzinfo=UTC),
            "moved": True,
            "reasons": "You told us that the office is shut until Monday.",
        },
        "stays": {
            "reference": APPEAL,
            "question": "who uses this computer at home?",
            "answer_by": datetime(2026, 12, 6, 21, 59, 59, tzinfo=UTC),
            "moved": False,
            "reasons": "The law sets our own last day, and it is close.",
        },
    },
    "information_withdrawn": {
        "": {
            "reference": APPEAL,
            "question": "who uses this computer at home?",
            "reasons": "Your second file answers it.",
            "decide_by": DECIDE_BY,
        }
    },
    "document_result": {
        "": {
            "reference": APPEAL,
            "documents": [
                {
                    "name": "ID card front.jpg",
                    "accepted": False,
                    "problem": "The left side is cut off, so we cannot read the number.",
                    "fix": "put the card on a table and show all four corners.",
                },
                {"name": "Contract.pdf", "accepted": True},
            ],
        }
    },
    "date_changed": {
        "": {
            "reference": APPEAL,
            "promised": datetime(2026, 12, 14, 14, 5, tzinfo=UTC),
            "new_date": datetime(2026, 12, 17, 14, 5, tzinfo=UTC),
            "reasons": "We wait for a translator.",
        },
        "escalated": {
            "reference": APPEAL,
            "promised": datetime(2026, 12, 14, 14, 5, tzinfo=UTC),
            "new_date": datetime(2026, 12, 17, 14, 5, tzinfo=UTC),
            "escalated": True,
        },
    },
    "decision_overturned": {
        "": {
            **DECISION,
            "cause": "facts_wrong",
            "effects": ["reopen", "release", "restore_badge", "tell_counterparties"],
            "others_in_force": False,
        },
        "new_evidence": {**DECISION, "cause": "new_evidence", "others_in_force": True},
        "warning": {**DECISION, "subject": "warning", "cause": "policy_unclear", "others_in_force": False},
        "closure": {**DECISION, "subject": "closure", "cause": "proportionality", "effects": ["reopen"], "others_in_force": False},
        "closure_plan": {
            **DECISION,
            "subject": "closure_plan",
            "cause": "new_evidence",
            "measure": "temporary",
            "ends_at": ENDS,
            "others_in_force": False,
        },
        "hold": {**DECISION, "subject": "hold", "cause": "detector_wrong", "effects": ["release"], "others_in_force": False},
    },
    "decision_changed": {
        "": {**STAYS, "measure": "temporary", "ends_at": datetime(2026, 12, 15, 7, 14, tzinfo=UTC), "effects": ["change"]},
        "to_warning": {**STAYS, "measure": "warning", "lighter": None, "independent": False},
        "hold": {**STAYS, "subject": "hold", "ends_at": ENDS, "lighter": None},
        "closure": {**STAYS, "subject": "closure", "measure": "limitation", "ends_at": ENDS, "effects": ["reopen"]},
        "closure_plan": {**STAYS, "subject": "closure_plan", "measure": "warning", "lighter": None},
    },
    "decision_upheld": {
        "": {**STAYS, "ends_at": ENDS},
        "indefinite": {**STAYS, "subject": "indefinite", "review_on": REVIEW},
        "certified": {**STAYS, "ends_at": ENDS, "certified_by": "Lena Ortiz", "contact": "Noor Haddad, appeals@marketplace.example"},
        "warning": {**STAYS, "subject": "warning", "second_person": False, "lighter": None},
        "closure": {**STAYS, "subject": "closure", "exception": "All three seniors took part in the first decision."},
        "closure_plan": {**STAYS, "subject": "closure_plan"},
        "hold": {**STAYS, "subject": "hold", "ends_at": ENDS, "lighter": None},
    },
    "decision_inadmissible": {
        "": {
            **{name: value for name, value in STAYS.items() if name != "lighter"},
            "summary": "The appeal is about another account. Only its owner can appeal.",
            "findings": None,
            "arguments": None,
            "ends_at": ENDS,
        }
    },
    "closure_proposed": {"": PROPOSED, "no_money": {**PROPOSED, "money": None, "citations": None}},
    "closure_refused": {
        "": {
            "reference": CLOSURE,
            "decided_at": DECIDED,
            "reasons": "A shorter measure is enough.",
            "measure": "temporary",
            "ends_at": ENDS,
        }
    },
    "closure_withdrawn": {
        "": {"reference": CLOSURE, "withdrawn_at": DECIDED, "reasons": "The third case was not shown."},
        "goes_on": {
            "reference": CLOSURE,
            "withdrawn_at": DECIDED,
            "reasons": "The third case was not shown.",
            "measure": "indefinite",
            "review_on": REVIEW,
        },
    },
    "closure_effected": {
        "": CLOSED,
        "come_back": {**CLOSED, "come_back_on": date(2027, 11, 20), "money": PLANNED},
    },
    "hold_placed": {"": {"reference": CASE, "holds": HELD, **DEADLINES}},
    "hold_changed": {
        "": {
            "reference": CASE,
            "amount": Amount(Decimal(340), "USD"),
            "kind": "in_escrow",
            "reasons": "Your client sent us more files.",
            "ends_at": REVIEW,
            "last_day_to_appeal": LAST_DAY,
        },
        "review": {
            "reference": CASE,
            "amount": Amount(Decimal(340), "USD"),
            "kind": "refund_risk",
            "reasons": "Your client sent us more files.",
            "review_on": REVIEW,
            "last_day_to_appeal": LAST_DAY,
        },
    },
    "hold_ended": {
        "release": {**HOLD_ENDED, "kind": "approved_work", "outcome": "release", "reasons": "Your client approved the work."},
        "refund": {**HOLD_ENDED, "outcome": "refund_to_client", "reasons": "You and the client agreed on this."},
        "set_off": {**HOLD_ENDED, "kind": "refund_risk", "outcome": "set_off", "reasons": "You owe this for a refund in May."},
        "by_law": {**HOLD_ENDED, "outcome": "surrender_by_law", "reasons": "A court in Lyon ordered it on 3 December 2026."},
    },
    "client_notice": {
        "": {"contract": "k_55", "contract_ends_on": date(2026, 12, 1)},
        "open": {"contract": "k_56"},
    },
    "client_correction": {"": {"contract": "k_55", "told_on": date(2026, 11, 20)}},
    "suspender_recorded": {"": {"reference": CASE, "decided_at": STARTED}},
    "staff_assigned": {"": {"reference": APPEAL, "due_at": DECIDE_BY}},
    "staff_due": {
        "": {"reference": APPEAL, "due_at": DECIDE_BY, "late": False},
        "late": {"reference": APPEAL, "due_at": DECIDE_BY, "late": True},
        "told": {"reference": APPEAL, "due_at": DECIDE_BY, "late": True, "told": True},
    },
    "staff_more_time": {"": {"reference": APPEAL, "due_at": DECIDE_BY}},
    "staff_returned": {"": {"reference": APPEAL, "due_at": DECIDE_BY}},
    "staff_looks": {"": {"reference": CASE, "at": STARTED, "persons": 3}},
    "staff_message": {"": {"reference": CASE, "received_at": STARTED}},
    "staff_released": {"": {"reference": CASE, "released_at": STARTED}},
    "message": {"": {"reference": CASE, "text": "A new person looks at your appeal. You do not need to do anything."}},
}


def variants() -> Iterator[tuple[str, str, Mapping[str, object]]]:
    """Every sample as (kind, variant, values)."""
    for kind, by_variant in SAMPLES.items():
        for variant, values in by_variant.items():
            yield kind, variant, values
