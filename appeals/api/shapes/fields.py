"""The forms of single values: instants, days, money, references, and the words that a field may hold."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

from appeals.models import ABILITIES, Measure
from appeals.models.money import in_currency
from appeals.workflow import Action, SuspensionState

STATUSES = ("warned", "suspended", "received", "in_review", "info_needed", "second_check", "decided", "ended", "closed")
CROCKFORD_GROUPS = "-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$"


@dataclass(frozen=True, slots=True)
class Says:
    """What the schema says of a value beside its type."""

    format: str = ""
    pattern: str = ""
    enum: tuple[str, ...] = ()
    description: str = ""

    def as_schema(self) -> dict[str, Any]:
        """As JSON Schema has it, without what is not said."""
        return {name: list(said) if name == "enum" else said for name, said in asdict(self).items() if said}


def one_of(words: Iterable[str]) -> Says:
    """The words that a text may be."""
    return Says(enum=tuple(str(word) for word in words))


# A text together with what the schema says of it; for Python it is a str.
At = Annotated[str, Says(format="date-time", pattern="Z$")]
OnDay = Annotated[str, Says(format="date")]
Money = Annotated[str, Says(pattern=r"^[0-9]+(\.[0-9]+)?$", description="With the decimals of its currency.")]
CaseReference = Annotated[str, Says(pattern=f"^SUS{CROCKFORD_GROUPS}")]
AppealReference = Annotated[str, Says(pattern=f"^APL{CROCKFORD_GROUPS}")]
ClosureReference = Annotated[str, Says(pattern=f"^CLO{CROCKFORD_GROUPS}")]
Ability = Annotated[str, one_of(ABILITIES)]
MeasureWord = Annotated[str, one_of(Measure)]
Status = Annotated[str, one_of(STATUSES)]
CaseState = Annotated[str, one_of(SuspensionState)]
ActionWord = Annotated[str, one_of(Action)]


def written(at: datetime) -> str:
    """An aware instant as `YYYY-MM-DDTHH:MM:SSZ`."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def instant(at: datetime | None) -> str | None:
    """As `written`; None stays None."""
    return None if at is None else written(at)


def day(on: date | None) -> str | None:
    """A day as `YYYY-MM-DD`; None stays None."""
    return None if on is None else on.isoformat()


def amount(value: Decimal, currency: str) -> str:
    """Money with the currency's decimals."""
    return format(in_currency(value, currency), "f")


def restated(stored: str | None) -> str | None:
    """An instant that was stored as text, in the one form."""
    return None if stored is None else written(datetime.fromisoformat(stored))
