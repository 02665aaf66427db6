"""Everything the domain refuses, each with the status every door answers with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing to change in what was sent: where it stands, a stable code, a sentence for the reader."""

    field: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing the closure gate still waits for."""

    code: str
    detail: str
    until: datetime | None = None


class AppealError(Exception):
    """A refusal with a stable slug, an HTTP status and a sentence that says what to do."""

    slug = "invalid"
    status = 422
    title = "The request has errors."
    errors: Sequence[FieldError] = ()

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class NotVisible(AppealError):
    """What you may not see does not exist for you."""

    slug = "not-found"
    status = 404
    title = "There is nothing here."

    def __init__(self, detail: str = "We found nothing under this address.") -> None:
        super().__init__(detail)


class NotAllowed(AppealError):
    """You may see it, but this act is not yours."""

    slug = "not-allowed"
    status = 403
    title = "You may not do this."


class PeopleOnly(NotAllowed):
    """A judgement belongs to a person; no key and no program gives one."""

    slug = "people-only"
    title = "Only a person may do this."


class NotIndependent(NotAllowed):
    """You were involved in what is to be judged."""

    title = "You were involved in this case."


class IllegalTransition(AppealError):
    """What is asked is no longer, or not yet, possible in this state."""

    slug = "illegal-transition"
    status = 409
    title = "This is not possible now."

    def __init__(self, detail: str, *, state: str, available_actions: Sequence[str] = ()) -> None:
        super().__init__(detail)
        self.state = state
        self.available_actions = list(available_actions)


class GateClosed(AppealError):
    """The account cannot be closed for good yet; `missing` says what is left."""

    slug = "gate-closed"
    status = 409
    title = "The account cannot be closed yet."

    def __init__(self, missing: Iterable[Missing]) -> None:
        self.missing = list(missing)
        count = len(self.missing)
        super().__init__(f"{count} {'thing is' if count == 1 else 'things are'} still missing.")


class ExternalIdInUse(AppealError):
    """The external id stands for another body already."""

    slug = "external-id-in-use"
    status = 409
    title = "This external id is in use."

    def __init__(self, reference: str) -> None:
        super().__init__("The same external id was sent before with another body.")
        self.reference = reference


class RequestInFlight(AppealError):
    """The same request is being worked on at this moment."""

    slug = "request-in-flight"
    status = 409
    title = "This request is being worked on."


class IdempotencyMismatch(AppealError):
    """The idempotency key was used for another request."""

    slug = "idempotency-mismatch"
    title = "This idempotency key belongs to another request."


class VersionConflict(AppealError):
    """Someone changed it since you read it."""

    slug = "version-conflict"
    status = 412
    title = "It was changed in the meantime."

    def __init__(self, version: int) -> None:
        super().__init__("Someone changed this since you opened it. Look at the new version, then try again.")
        self.version = version


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody else wrote: who (a name, or a kind of actor), when, and their words."""

    who: str
    at: datetime
    text: str


class WrittenMeanwhile(AppealError):
    """Others wrote on the same thing after the page was read. Nothing is lost: both texts are shown."""

    slug = "written-meanwhile"
    status = 409
    title = "Somebody else wrote meanwhile."

    def __init__(self, theirs: Iterable[Written], *, newest: int) -> None:
        super().__init__("Somebody else wrote after you opened this page. Read it, then send yours as it is, or change it.")
        self.theirs = list(theirs)
        self.newest = newest


class Unavailable(AppealError):
    """What must hold for this is not there now; nothing was done."""

    slug = "unavailable"
    status = 503
    title = "We cannot answer right now."


class Invalid(AppealError):
    """The values cannot be accepted; each error names its field."""

    slug = "invalid"

    def __init__(self, errors: Iterable[FieldError]) -> None:
        self.errors = list(errors)
        count = len(self.errors)
        super().__init__(f"{count} {'field needs' if count == 1 else 'fields need'} a change.")

    @classmethod
    def one(cls, field: str, code: str, message: str) -> Invalid:
        """The refusal of one field."""
        return cls([FieldError(field, code, message)])


class HumanDecisionRequired(Invalid):
    """The regime lets software propose, never decide."""

    def __init__(self) -> None:
        super().__init__(
            [
                FieldError(
                    "automated_decision",
                    "human_decision_required",
                    "Here a person must decide. Software may only propose.",
                )
            ]
        )
