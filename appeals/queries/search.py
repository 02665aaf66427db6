"""Finding a case: by a reference as typed, by the account or an address, or by what people wrote."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, Subquery
from django.db.models.functions import Lower

from accounts.actors import Actor, ActorKind
from accounts.models import Account, Member
from appeals.errors import NotAllowed
from appeals.models import Appeal, Closure, Suspension, read_reference
from appeals.queries.visibility import READERS, in_scope, visible_to
from appeals.workflow import AppealState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

Key = tuple["datetime", int]
LONGEST_SEARCH = 200
# As many hits as anybody reads; beyond them it only says that there are more.
MOST_HITS = 1000
# Shorter beginnings would match half of everything.
SHORTEST_BEGINNING = 3
_QUOTED = str.maketrans({"'": "''", "\\": " "})
UNSENT = [AppealState.DRAFT, AppealState.LAPSED]
_UNSEARCHABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]+")


@dataclass(frozen=True, slots=True)
class Hit:
    """One case that was found; `appeal` where its words matched. `status` is the public word."""

    case: str
    appeal: str | None
    account: str
    name: str
    measure: str
    status: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Some of the hits, newest change first; `found` counts up to 1,000 and `more` says that there are others.

    `next` is the key to go on from, None at the end: what changes meanwhile moves no other hit to another page.
    """

    hits: list[Hit]
    found: int
    more: bool
    next: Key | None = None


class _Found(NamedTuple):
    """One hit by its place in the order: when it changed, its own key, its case, and the appeal whose words matched."""

    at: datetime
    key: int
    case: int
    appeal: int | None


def search(actor: Actor, words: str, *, after: Key | None = None, limit: int = 50) -> SearchPage:
    """Find cases that the actor may see, from a key on. A reference wins over an account, an account over words.

    Unsent drafts are never searched. Four queries at most. Raises NotAllowed for who does not read cases.
    """
    if actor.kind is not ActorKind.STAFF or not actor.roles & READERS:
        raise NotAllowed("Searching is for those who work on appeals.")
    typed = " ".join(_UNSEARCHABLE.sub(" ", words[:LONGEST_SEARCH]).split())
    if not typed:
        return SearchPage([], 0, more=False)
    return _page(_by_reference(actor, typed) or _by_account(actor, typed) or _by_words(actor, typed), after, limit)


def _by_reference(actor: Actor, typed: str) -> list[_Found]:
    reference = read_reference(typed)
    if reference is None:
        return []
    named = Q(reference=reference)
    if reference.startswith("CLO"):
        named = Q(pk__in=Closure.objects.filter(reference=reference).values("case"))
    elif reference.startswith("APL"):
        named = Q(pk__in=Appeal.objects.filter(reference=reference).exclude(state__in=UNSENT, filed_by=None).values("case"))
    return _cases(actor, named)


def _cases(actor: Actor, named: Q) -> list[_Found]:
    rows = visible_to(actor).filter(named).order_by("-updated_at", "-pk").values_list("updated_at", "pk")[: MOST_HITS + 1]
    return [_Found(at, pk, pk, None) for at, pk in rows]


def _by_account(actor: Actor, typed: str) -> list[_Found]:
    """Cases by the marketplace's id of the account or of the measure, or by a whole address of the account or a member."""
    if "@" in typed:
        address = typed.lower()
        accounts = list(Account.objects.annotate(plain=Lower("email")).filter(plain=address).values_list("pk", flat=True)[:MOST_HITS])
        members = Member.objects.annotate(plain=Lower("email")).filter(plain=address, left_at=None)
        accounts += members.values_list("account_id", flat=True)[:MOST_HITS]
        return _cases(actor, Q(account_id__in=accounts)) if accounts else []
    # Each side of this is one look into an index; joined, the database would read every case.
    known = Account.objects.filter(external_id=typed).values("pk")[:1]
    return _cases(actor, Q(account_id=Subquery(known)) | Q(external_id=typed))


def _by_words(actor: Actor, typed: str) -> list[_Found]:
    """Appeals whose words match, newest change first.

    The last word may be the beginning of one, in any language; quotes, “or” and “-” mean what they mean elsewhere.
    The planner walks the index by date for common words and the index of words for rare ones: its statistics know which
    is which, so that neither gets slower with the number of cases.
    """
    beginning = _beginning(typed)
    query = SearchQuery(beginning or typed, config="simple", search_type="raw" if beginning else "websearch")
    found = Appeal.objects.filter(in_scope(actor), search=query).exclude(state__in=UNSENT).order_by("-updated_at", "-pk")
    return [_Found(at, pk, case, pk) for at, pk, case in found.values_list("updated_at", "pk", "case_id")[: MOST_HITS + 1]]


def _beginning(typed: str) -> str:
    """Plain words as a query of PostgreSQL whose last word goes on; empty where signs mean something, or it is too short."""
    words = [word.translate(_QUOTED) for word in typed.split()]
    signs = '"' in typed or any(word.startswith("-") or word.lower() == "or" for word in words)
    if signs or len(words[-1]) < SHORTEST_BEGINNING:
        return ""
    return " & ".join(f"'{word}'" for word in words) + ":*"


def _page(found: Sequence[_Found], after: Key | None, limit: int) -> SearchPage:
    kept = found[:MOST_HITS]
    rest = [one for one in kept if after is None or (one.at, one.key) < after]
    shown = rest[:limit]
    columns = ("pk", "reference", "account__external_id", "account__display_name", "measure", "status", "updated_at")
    cases = {row[0]: row[1:] for row in Suspension.objects.filter(pk__in={one.case for one in shown}).values_list(*columns)}
    appeals = dict(Appeal.objects.filter(pk__in=[one.appeal for one in shown if one.appeal is not None]).values_list("pk", "reference"))
    hits = []
    for one in shown:
        reference, account, name, measure, status, updated_at = cases[one.case]
        matched = None if one.appeal is None else appeals.get(one.appeal)
        hits.append(Hit(reference, matched, account, name, measure, status, updated_at))
    place = (shown[-1].at, shown[-1].key) if len(rest) > limit else None
    return SearchPage(hits, len(kept), more=len(found) > MOST_HITS, next=place)
