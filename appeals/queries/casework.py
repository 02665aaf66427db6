"""What stands beside a case on its page: messages, translations, linked accounts, what was decided on the account before."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from appeals.errors import NotVisible
from appeals.models import Appeal, CaseMessage, LinkedAccount, Translation
from appeals.workflow import AppealState, MessageState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from appeals.models import Suspension

MOST_MESSAGES = 100
MOST_EARLIER = 200
UNSENT = (AppealState.DRAFT, AppealState.LAPSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWork:
    """Messages newest first; translations by the text they are of, newest first; links oldest first; appeals of other cases by case."""

    messages: Sequence[CaseMessage]
    translations: Mapping[str, Sequence[Translation]]
    links: Sequence[LinkedAccount]
    earlier_appeals: Mapping[int, Sequence[Appeal]]


def casework_of(case: Suspension) -> CaseWork:
    """The casework of a visible case, for the staff. Four queries."""
    translations = sorted(Translation.objects.filter(case=case).select_related("added_by"), key=lambda one: (one.of, -one.pk))
    before = Appeal.objects.filter(case__account=case.account_id).exclude(case=case).exclude(state__in=UNSENT)
    appeals = sorted(before.select_related("decision").order_by("-id")[:MOST_EARLIER], key=lambda one: (one.case_id, one.pk))
    return CaseWork(
        messages=list(CaseMessage.objects.filter(case=case).select_related("author", "helper").order_by("-id")[:MOST_MESSAGES]),
        translations={of: list(rows) for of, rows in groupby(translations, key=lambda one: one.of)},
        links=list(LinkedAccount.objects.filter(case=case).select_related("other", "recorded_by", "own_conduct_by").order_by("id")),
        earlier_appeals={case_id: list(rows) for case_id, rows in groupby(appeals, key=lambda one: one.case_id)},
    )


def find_message(case: Suspension, public_id: str) -> CaseMessage:
    """One message of a case that is already seen, for the staff. Raises NotVisible."""
    found = CaseMessage.objects.filter(case=case, public_id=public_id).select_related("author", "case__account").first()
    if found is None:
        raise NotVisible
    return found


def find_link(case: Suspension, number: int) -> LinkedAccount:
    """One link of a case that is already seen. Raises NotVisible."""
    found = LinkedAccount.objects.filter(case=case, pk=number).select_related("other", "case__account").first()
    if found is None:
        raise NotVisible
    return found


def messages_for_person(case: Suspension) -> list[CaseMessage]:
    """What went between us and the person, newest first: nothing that waits or was taken back."""
    sent = CaseMessage.objects.filter(case=case, state=MessageState.SENT).select_related("helper")
    return list(sent.order_by("-id")[:MOST_MESSAGES])


def fingerprint(words: str) -> str:
    """Which very words were translated."""
    return hashlib.sha256(words.encode()).hexdigest()
