"""Evidence on its way in: files and links added, taken back and checked."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urlsplit

from django.db import transaction

from accounts.instants import redress_now
from appeals.actions import receipts
from appeals.actions.arrivals import something_arrived
from appeals.actions.findings import record_check, store_findings
from appeals.actions.transition import Entry, enter, record
from appeals.actions.wording import LONGEST_LINE, composed, incoming
from appeals.errors import FieldError, IllegalTransition, Invalid
from appeals.evidence.names import display_name
from appeals.evidence.recognise import fingerprint, recognise
from appeals.evidence.storage import delete_stored, new_key, store
from appeals.models import About, Evidence, InformationRequest, new_public_id
from appeals.workflow import Action, AppealState, RequestState

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from accounts.actors import Actor
    from appeals.models import Appeal, Event

__all__ = [
    "NewFile",
    "Received",
    "add_file",
    "add_files",
    "add_link",
    "discard",
    "receive",
    "received",
    "record_check",
    "remove_evidence",
    "store_findings",
]

MOST_PER_SUBMISSION = 20
MOST_PER_CASE = 100
LONGEST_LINK = 500


@dataclass(frozen=True, slots=True)
class Received:
    """A file that is recognised, fingerprinted and stored, but belongs to no appeal yet. `size` in bytes."""

    name: str
    size: int
    sha256: str
    kind: str
    media_type: str
    storage_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFile:
    """A received file with what the person says about it."""

    received: Received
    about: str = About.ME
    sensitive: bool = False
    label: str = ""


def receive(file: BinaryIO, *, name: str, size: int) -> Received:
    """Recognise a file by its content, fingerprint it and store it privately. Outside of any transaction.

    `size` is what was claimed, in bytes; the real one is stored. Raises Refused. Give it back with `discard` when no
    verb took it.
    """
    found = recognise(file, name=name, size=size)
    sha256 = fingerprint(file)
    real_size = file.seek(0, 2)
    key = new_key()
    store(file, key=key)
    return Received(display_name(name), real_size, sha256, found.kind, found.media_type, key)


def discard(received: Received) -> None:
    """Remove a received file that no verb took."""
    delete_stored(received.storage_key)


@contextmanager
def received(file: BinaryIO, *, name: str, size: int) -> Iterator[Received]:
    """As `receive`, for one `with` around the verb: what the verb refuses is not kept."""
    got = receive(file, name=name, size=size)
    try:
        yield got
    except BaseException:
        discard(got)
        raise


def add_file(
    actor: Actor,
    *,
    appeal: Appeal,
    received: Received,
    about: str = About.ME,
    sensitive: bool = False,
    label: str = "",
    request: InformationRequest | None = None,
) -> Evidence:
    """Add one received file to an appeal; as `add_files`."""
    new = NewFile(received=received, about=about, sensitive=sensitive, label=label)
    (evidence,) = add_files(actor, appeal=appeal, files=[new], request=request)
    return evidence


def add_files(actor: Actor, *, appeal: Appeal, files: Sequence[NewFile], request: InformationRequest | None = None) -> list[Evidence]:
    """Add received files to a draft, to a sent appeal (with one receipt for them all), or to an answer.

    The same bytes twice are stored once in a case and listed twice. Raises Invalid beyond 20 files a submission and 100
    a case; an open question always has room for 20.
    """
    locked = enter(actor, Action.ADD_EVIDENCE, appeal)
    asked = _open_question(locked, request)
    tidied = [(new, composed(new.label)) for new in files]
    errors = [error for new, label in tidied for error in _errors(new.about, label)]
    if errors:
        raise Invalid(errors)
    _check_room(locked, asked, len(files))
    added = [_insert(actor, locked, asked, new, label) for new, label in tidied]
    _announce(actor, locked, added)
    return added


def _open_question(appeal: Appeal, request: InformationRequest | None) -> InformationRequest | None:
    if request is None:
        return None
    asked = InformationRequest.objects.filter(pk=request.pk, appeal=appeal).first()
    if asked is None or asked.state not in {RequestState.OPEN, RequestState.UNANSWERED}:
        raise IllegalTransition("This question is closed. You can still add documents to your appeal.", state=appeal.state)
    return asked


def _errors(about: str, label: str) -> Iterator[FieldError]:
    if about not in About.values:
        yield FieldError("about", "unknown", "Say whom it is about: me, other or both.")
    yield from incoming("label", label, longest=LONGEST_LINE)


def _check_room(appeal: Appeal, asked: InformationRequest | None, more: int) -> None:
    kept = Evidence.objects.filter(removed_at=None)
    if asked is not None:
        submission, whole = kept.filter(request=asked).count(), 0
    else:
        drafting = appeal.state == AppealState.DRAFT
        submission = kept.filter(appeal=appeal).count() if drafting else 0
        whole = kept.filter(case_id=appeal.case_id, request=None).count()
    if submission + more > MOST_PER_SUBMISSION:
        raise Invalid.one("file", "too_many", f"At most {MOST_PER_SUBMISSION} files go in one submission. Send the most important ones.")
    if whole + more > MOST_PER_CASE:
        raise Invalid.one("file", "too_many", f"A case holds at most {MOST_PER_CASE} files. If we need more, we ask you.")


def _insert(actor: Actor, appeal: Appeal, asked: InformationRequest | None, new: NewFile, label: str) -> Evidence:
    got = new.received
    same = Evidence.objects.filter(case_id=appeal.case_id, sha256=got.sha256, erased_at=None).exclude(storage_key="").first()
    if same is not None and same.storage_key != got.storage_key:
        transaction.on_commit(lambda: discard(got), robust=True)
    return Evidence.objects.create(
        public_id=new_public_id("evd"),
        case=appeal.case,
        appeal=appeal,
        request=asked,
        name=got.name,
        label=label,
        kind=got.kind,
        media_type=got.media_type,
        size=got.size,
        sha256=got.sha256,
        storage_key=same.storage_key if same is not None else got.storage_key,
        about=new.about,
        sensitive=new.sensitive,
        check_after=redress_now(),
        added_by=actor.ref,
    )


def add_link(actor: Actor, *, appeal: Appeal, url: str, label: str = "", request: InformationRequest | None = None) -> Evidence:
    """Add an address of the web to an appeal. Nobody here follows it by machine. Raises Invalid for any other kind."""
    locked = enter(actor, Action.ADD_EVIDENCE, appeal)
    asked = _open_question(locked, request)
    address, name = composed(url), composed(label)
    errors = [*_link_errors(address), *_errors(About.ME, name)]
    if errors:
        raise Invalid(errors)
    _check_room(locked, asked, 1)
    link = Evidence.objects.create(
        public_id=new_public_id("evd"),
        case=locked.case,
        appeal=locked,
        request=asked,
        name=display_name(urlsplit(address).hostname or address),
        label=name,
        kind="link",
        link=address,
        added_by=actor.ref,
    )
    _announce(actor, locked, [link])
    return link


def _link_errors(address: str) -> Iterator[FieldError]:
    yield from incoming("url", address, longest=LONGEST_LINK, required="Paste the address.")
    try:
        parts = urlsplit(address)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.username and not parts.password
    except ValueError:
        usable = False
    if address and (not usable or any(sign.isspace() for sign in address) or len(address) > LONGEST_LINK):
        yield FieldError("url", "malformed", "Paste a whole address that starts with https:// and holds no password.")


def _announce(actor: Actor, appeal: Appeal, added: Sequence[Evidence]) -> None:
    """What a draft gains stays with the person. What a sent appeal gains is new for whoever judges, and gets a receipt."""
    for one in added:
        event = record(appeal.case_id, _entry("evidence.added", appeal, one), actor, subject=appeal.subject)
    if appeal.state == AppealState.DRAFT:
        return
    appeal.case.refresh_from_db(fields=["evidence_rev"])
    something_arrived(appeal.case, actor, what="evidence")
    if all(one.request_id is None or one.request is None or one.request.state != RequestState.OPEN for one in added):
        _give_receipt(appeal, event, added)


def _give_receipt(appeal: Appeal, event: Event, added: Sequence[Evidence]) -> None:
    """Files for an open question get their receipt with the answer."""
    receipt = receipts.issue(appeal, receipts.files_of(added), event.occurred_at)
    receipts.confirm(appeal, event, receipt, received_at=event.occurred_at, addition=True)


def _entry(kind: str, appeal: Appeal, evidence: Evidence) -> Entry:
    return Entry(kind, {"appeal": appeal.reference, "evidence": evidence.public_id})


def remove_evidence(actor: Actor, *, evidence: Evidence) -> Evidence:
    """Take a file or link back out of an unsent draft: it is deleted for good. Raises IllegalTransition once sent."""
    appeal = enter(actor, Action.EDIT, evidence.appeal)
    if appeal.state != AppealState.DRAFT:
        raise IllegalTransition("What was sent stays. Say in words what we should not use.", state=appeal.state)
    locked = Evidence.objects.select_for_update(no_key=True).get(pk=evidence.pk)
    if locked.removed_at is not None:
        return locked
    key, pages, now = locked.storage_key, list(locked.pages.all()), redress_now()
    locked.removed_at = locked.erased_at = now
    locked.storage_key, locked.check_after = "", None
    locked.save(update_fields=["removed_at", "erased_at", "storage_key", "check_after"])
    record(appeal.case_id, _entry("evidence.removed", appeal, locked), actor, subject=appeal.subject)
    shared = not key or Evidence.objects.filter(storage_key=key).exists()
    gone = [page.storage_key for page in pages] + ([] if shared else [key])
    transaction.on_commit(lambda: [delete_stored(one) for one in gone], robust=True)
    return locked
