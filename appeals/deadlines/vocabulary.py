"""The words of regime data: every key a regime may carry, and how regimes merge on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from appeals.deadlines.spans import Span, Unit

# One regime as it stands in its JSON file and in the database.
RegimeData = Mapping[str, object]

# What the person has: the longest wins.
WINDOWS = ("answer_by", "notice_period", "appeal_window", "terms_notice", "retention_min")
# What binds us: the shortest wins.
CEILINGS = (
    "decide_by",
    "ack",
    "rectify",
    "interim_review",
    "automation_review",
    "records",
    "warning_counts",
    "cooling_off",
    "retention_max",
)
# Numbers of people: the largest wins.
NUMBERS = ("deciders", "closure_people")
# Duties that protect the person: one regime is enough.
DUTIES = (
    "suspensive_appeal",
    "suspensive_notice",
    "prior_warning",
    "certified_answer",
    "contact_person",
    "records_with_notice",
    "representative",
    "dsa_statement",
)
# Lists of words: the union.
LISTS = ("statement_fields", "mediators")
VALUE_KEYS = frozenset({*WINDOWS, *CEILINGS, *NUMBERS, *DUTIES, *LISTS, "redress", "automation"})

STATEMENT_FIELDS = frozenset(
    {
        "measure",
        "abilities",
        "duration",
        "territory",
        "facts",
        "source",
        "automation",
        "ground",
        "explanation",
        "redress",
        "records",
        "contact_person",
        "certified_by",
    }
)
ROLES = frozenset({"worker", "business_user", "consumer", "any"})
SIZES = frozenset({"micro", "small", "medium", "large", "vlop", "any"})
MEASURES = frozenset({"warning", "limitation", "temporary", "indefinite", "closure", "hold", "any"})
STATUSES = frozenset({"in_force", "proposed_repeal", "repealed"})
# What may happen when a clock passes. Nothing ever closes, rejects or decides by time alone.
BREACHES = frozenset({"alert", "escalate", "lift_interim"})
ROUTES = frozenset(
    {
        "second_review",
        "out_of_court",
        "mediation",
        "court",
        "tribunal",
        "regulator",
        "committee",
        "support_organisation",
    }
)


class Automation(StrEnum):
    """Whether a machine may act until a person confirms, or may only propose."""

    ALLOWED = "allowed"
    PROPOSE_ONLY = "propose_only"


@dataclass(frozen=True, slots=True)
class Redress:
    """One way to go on: its kind, the body's name, and by when to turn to it, if law says.

    Without a name the letters' own words for the kind are used.
    """

    kind: str
    name: str = ""
    within: Span | None = None


def label(regime: RegimeData) -> str:
    """Give `eu_p2b@1`: the key and version under which a case pins a regime."""
    return f"{regime['key']}@{regime['version']}"


def filled(regime: RegimeData) -> dict[str, object]:
    """Give the bare values of a regime; those still to be filled in (null) are left out.

    Raises ValueError where the data has not the shape of a regime.
    """
    values = regime.get("values")
    if not isinstance(values, Mapping):
        raise ValueError("A regime has an object 'values'.")  # noqa: TRY004 - one error for all bad data
    bare: dict[str, object] = {}
    for key, entry in values.items():
        if not isinstance(entry, Mapping) or "value" not in entry:
            raise ValueError(f"{key}: a value is an object with 'value' and 'basis'.")
        if entry["value"] is not None:
            bare[key] = entry["value"]
    return bare


def words(value: object) -> frozenset[str]:
    """Read a list of words; ValueError for anything else."""
    if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
        raise ValueError("This is a list of words.")
    return frozenset(value)


def count(value: object) -> int:
    """Read a number of people, 1 to 9; ValueError for anything else."""
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 9:
        raise ValueError("This is a number of people from 1 to 9.")
    return value


def duty(value: object) -> bool:
    """Read true or false; ValueError for anything else."""
    if not isinstance(value, bool):
        raise ValueError("This is true or false.")  # noqa: TRY004 - one error for all bad data
    return value


def automation(value: object) -> Automation:
    """Read what machines may do; ValueError for anything else."""
    return Automation(str(value))


def routes(value: object) -> tuple[Redress, ...]:
    """Read a list of ways to go on; ValueError for an empty list or any other shape."""
    if not isinstance(value, list) or not value:
        raise ValueError("At least one way to go on is named.")
    return tuple(_route(entry) for entry in value)


def _route(entry: object) -> Redress:
    if not isinstance(entry, Mapping) or not {"kind"} <= set(entry) <= {"kind", "name", "within"}:
        raise ValueError("A way to go on has 'kind' and may have 'name' and 'within'.")
    kind, name, within = entry["kind"], entry.get("name", ""), entry.get("within")
    if kind not in list(ROUTES) or not isinstance(name, str):
        raise ValueError(f"The way {kind!r} is not known.")
    return Redress(kind, name, None if within is None else Span.from_json(within))


def unit_order(span: Span) -> int:
    """Give a stable place for a span among spans of other units."""
    return list(Unit).index(span.unit)
