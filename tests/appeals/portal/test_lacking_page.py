"""A document that somebody does not have: another way from the list of their country, told to whoever judges."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from accounts.instants import redress_now
from accounts.models import Account, Proof
from appeals.actions import perform
from appeals.actions.deciding import claim_appeal
from appeals.actions.lacking import lack_document
from appeals.errors import IllegalTransition, Invalid, NotVisible
from appeals.models import Appeal, Event
from notifications.models import Message
from tests.appeals.cast import codes, refused
from tests.appeals.console.conftest import at_desk
from tests.appeals.markup import read
from tests.appeals.portal import stories
from tests.appeals.portal.conftest import Browser, words
from tests.factories import make_appeal

if TYPE_CHECKING:
    from appeals.models import Suspension
    from tests.appeals.cast import Cast
    from tests.conftest import ModuleRows

HOW = "A call of about ten minutes. We write to you with times to choose from."


@pytest.fixture(scope="module")
def whole_draft(whole_cast: Cast, whole_case: Suspension, module_rows: ModuleRows) -> Appeal:
    """A draft of ana's, who lives in Ukraine, begun once for this file."""
    with module_rows():
        Account.objects.filter(pk=whole_cast.account.pk).update(country="UA")
        return stories.begun(whole_cast, whole_case)


@pytest.fixture
def draft(whole_draft: Appeal, db: None) -> Appeal:
    return deepcopy(whole_draft)


def of(appeal: Appeal, rest: str = "") -> str:
    return f"/en/cases/{appeal.case.reference}/appeals/{appeal.reference}/evidence/{rest}"


def test_the_files_page_offers_what_counts_in_the_country_and_what_was_proved(ana: Browser, draft: Appeal) -> None:
    today = redress_now().date()
    for kind, days in (("national_id", 10), ("identity_video", -1)):
        Proof.objects.create(
            account=draft.case.account, kind=kind, passed_on=today - timedelta(days=99), expires_on=today + timedelta(days=days)
        )
    page = ana.page(of(draft))

    text = words(page)
    assert "Electronic extract with a QR code." in text
    assert "Driving licence" not in text
    assert "National identity card: valid until" in text
    assert "Identity video: it was valid until" in text
    assert of(draft, "missing/") in [link.attrs["href"] for link in page.all("a")]


def test_who_has_no_paper_chooses_another_way_and_it_stands_in_the_case(ana: Browser, cast: Cast, draft: Appeal) -> None:
    response = ana.sent(of(draft, "missing/"), {"document": "e_extract", "instead": "video_call", "words": "After six in the evening."})

    assert response["Location"] == of(draft)
    assert f"That is fine, and it does not count against you. {HOW}" in words(ana.page(of(draft)))
    told = words(ana.page(f"/en/cases/{draft.case.reference}/"))
    assert "You told us that you do not have a document" in told
    assert "Electronic extract with a QR code. Instead: Video call." in told
    # What somebody does with a draft is theirs alone until they send it.
    assert "Instead: Video call." not in at_desk(cast.rita_user).page("case", draft.case.reference).words


def test_half_an_answer_stays_on_the_page(ana: Browser, draft: Appeal) -> None:
    page = read(ana.sent(of(draft, "missing/"), {"document": "driving_licence", "words": "I never had one."}, status=422).content.decode())

    assert "Choose another way." in words(page)
    assert "I never had one." in page.words
    assert not Event.objects.filter(kind="evidence.lacking").exists()


def test_whoever_has_the_appeal_in_hand_is_told(cast: Cast, draft: Appeal) -> None:
    sent = make_appeal(cast.case())
    perform(claim_appeal, cast.rita, appeal=sent)
    before = Message.objects.count()

    perform(lack_document, cast.ana, appeal=draft, document="passport", instead="bank_screen")
    assert Message.objects.count() == before
    perform(lack_document, cast.ana, appeal=sent, document="passport", instead="bank_screen", words="My bank is small.")
    assert (
        "Passport. Instead: Screen of your bank's app. My bank is small." in at_desk(cast.rita_user).page("case", sent.case.reference).words
    )
    assert (Message.objects.count(), Message.objects.latest("pk").recipient) == (before + 1, cast.rita_user.email)


def test_only_what_is_on_the_list_and_only_while_it_is_open(cast: Cast, draft: Appeal) -> None:
    odd = refused(Invalid, lack_document, cast.ana, appeal=draft, document="driving_licence", instead="selfie", words="x" * 1_001)
    assert codes(odd) == [("document", "unknown"), ("instead", "unknown"), ("words", "too_long")]
    same = refused(Invalid, lack_document, cast.ana, appeal=draft, document="passport", instead="passport")
    assert codes(same) == [("instead", "unknown")]
    refused(NotVisible, lack_document, cast.mallory, appeal=draft, document="passport", instead="video_call")
    over = make_appeal(cast.case(), state="withdrawn")
    refused(IllegalTransition, lack_document, cast.ana, appeal=over, document="passport", instead="video_call")
