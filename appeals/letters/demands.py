"""What the printed values of a letter must say as a whole; each answers with what they lack, or with nothing."""

from collections.abc import Mapping, Sequence


def one_end(values: Mapping[str, object]) -> str:
    """A measure or a hold has one end: a date, or a day on which it is looked at again."""
    ends = [name for name in ("ends_at", "review_on") if values.get(name) is not None]
    return "" if len(ends) == 1 else "exactly one of ends_at and review_on is wanted"


def _rows_of(values: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    rows = values.get(name)
    return list(rows) if isinstance(rows, Sequence) else []


def holds_end(values: Mapping[str, object]) -> str:
    """Money is never held without a day on which that ends or is looked at again."""
    return next((f"holds: {problem}" for hold in _rows_of(values, "holds") if (problem := one_end(hold))), "")


def refusals_explained(values: Mapping[str, object]) -> str:
    """A document that was not accepted says what is wrong with it."""
    refused = [row for row in _rows_of(values, "documents") if not row.get("accepted")]
    return "" if all(row.get("problem") for row in refused) else "documents: a refused one needs its problem"


def reasons_given(values: Mapping[str, object]) -> str:
    """Nobody is told of a measure without its grounds; what is withheld says since when two people agreed to it."""
    disclosure = str(values.get("disclosure"))
    if disclosure != "deferred" and not values.get("citations"):
        return "citations: missing"
    if disclosure == "full" and not all(row.get("facts") for row in _rows_of(values, "citations")):
        return "citations: facts: missing"
    if disclosure != "full" and not (values.get("disclosure_basis") and values.get("disclosure_review_on")):
        return "disclosure_basis and disclosure_review_on: missing"
    return ""


def restriction_explained(values: Mapping[str, object]) -> str:
    """A measure says which warnings came before it, or why none did."""
    if not values.get("prior_warnings") and not values.get("no_warning_reason"):
        return "prior_warnings or no_warning_reason: missing"
    return reasons_given(values) or one_end(values) or holds_end(values)


def lift_explained(values: Mapping[str, object]) -> str:
    """An early end says why, or that nobody had confirmed the measure."""
    return "" if values.get("reasons") or values.get("unconfirmed") else "reasons or unconfirmed: missing"


def shown_or_explained(values: Mapping[str, object]) -> str:
    """Material is named, or it is said why it cannot be."""
    return "" if values.get("label") or values.get("hidden_because") else "label or hidden_because: missing"


def hold_may_end_so(values: Mapping[str, object]) -> str:
    """Money for approved work is paid, or law takes it."""
    allowed = {"release", "surrender_by_law"}
    wrong = str(values.get("kind")) == "approved_work" and str(values.get("outcome")) not in allowed
    return "outcome: money for approved work is paid, or handed over by law" if wrong else ""
