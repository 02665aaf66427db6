"""A suspended person's whole way through the pages, form by form, with the reviewers' part by their verbs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from appeals.actions import perform
from appeals.actions.closures import propose_closure
from appeals.actions.deciding import approve_decision, claim_appeal, decide_appeal, propose_decision, record_view
from appeals.actions.information import request_information
from appeals.actions.reports import confirm
from appeals.models import Appeal, Effect, Event, Notice
from notifications.models import Message
from notifications.sealing import unseal
from tests.appeals.actions.closing import closure_draft
from tests.appeals.cast import Cast
from tests.appeals.portal import stories
from tests.journeys.paper import Person

if TYPE_CHECKING:
    from pathlib import Path

    from appeals.models import Suspension
    from tests.clock import TestClock


@pytest.fixture
def cast(db: None) -> Cast:
    """The fixed cast of the domain's tests."""
    return Cast()


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.EVIDENCE_ROOT = tmp_path


def signed_in(cast: Cast, case: Suspension, person: Person) -> None:
    """Follow the link of the mail, ask for a code, and type it."""
    mail = Message.objects.filter(recipient=cast.account.email).exclude(kind="sign_in_code").latest("pk")
    address = next(word for word in mail.text.split() if "/cases/" in word).partition("8000")[2]
    person.open(address)
    assert person.page.by_id("id_typed").attrs["value"] == case.reference
    person.send("Send me a code")
    code = Message.objects.filter(recipient=cast.account.email, kind="sign_in_code").latest("pk")
    person.send("Continue", code=unseal(code.sealed or ""))


def appealed(ana: Person) -> Appeal:
    """From the first page of the case to the receipt."""
    ana.follow("See why, then decide")
    ana.follow("Choose what to do")
    ana.send("Continue", wants="overturn")
    ana.follow("What happened")
    ana.send("Save and continue", statement="It is one name in two alphabets.")
    ana.follow("Which points you disagree with")
    ana.send("Save and continue", disputes=["0", "1"])
    ana.follow("Files that show it")
    ana.send("Add the files", uploads=SimpleUploadedFile("passport.jpg", stories.photo()), label="My passport", about="me")
    ana.follow("Continue with your appeal")
    ana.follow("Check and send")
    assert "It is one name in two alphabets." in ana.words
    ana.send("Send my appeal")
    assert "We have received your appeal" in ana.words
    return Appeal.objects.get()


def asked_and_answered(cast: Cast, ana: Person, appeal: Appeal) -> None:
    """A reviewer asks one thing, and the person answers it."""
    perform(claim_appeal, cast.rita, appeal=appeal)
    appeal.refresh_from_db()
    perform(request_information, cast.rita, appeal=appeal, question="Which name is in your passport?", why="We compare both names.")
    ana.follow("Go to your case")
    ana.follow("Read the question")
    ana.send("Send my answer", answer="Both of them. See the second line.")
    assert "We have your answer. Our clock runs again." in ana.words
    appeal.refresh_from_db()


def upheld(cast: Cast, ana: Person, appeal: Appeal) -> None:
    """Two people let the measure stay; the person sees that a second one looks before it counts."""
    stories.checked(cast)
    draft = stories.judged(appeal, "upheld")
    perform(propose_decision, cast.rita, appeal=appeal, draft=draft)
    appeal.refresh_from_db()
    ana.open(f"/en/cases/{appeal.case.reference}/")
    assert "A second person looks at it before it counts." in ana.words
    perform(record_view, cast.rob, appeal=appeal, own_view="upheld", reason="The papers differ.")
    perform(approve_decision, cast.rob, appeal=appeal)
    ana.open(f"/en/cases/{appeal.case.reference}/")
    ana.follow("Read the decision")
    assert ana.page.one("h1").words == "The suspension stays"


def reviewed_again(cast: Cast, clock: TestClock, ana: Person) -> None:
    """The person asks for a second review; a new person overturns, and the marketplace opens the account."""
    ana.follow("Ask for a second review")
    ana.send("Continue", wants="overturn")
    ana.follow("What happened")
    ana.send("Save and continue", statement="You did not answer that one of them is the Latin spelling.")
    ana.follow("Check and send")
    ana.send("Send my appeal")
    second = Appeal.objects.get(level="2")
    perform(claim_appeal, cast.lena, appeal=second)
    second.refresh_from_db()
    draft = stories.judged(second, "overturned", "A new person compared the two spellings.")
    perform(decide_appeal, cast.lena, appeal=second, draft=draft)
    perform(confirm, cast.key, effect=Effect.objects.get(appeal=second, kind="reopen"), done_at=clock.now)


def test_from_the_mail_to_a_second_review_that_puts_it_right(cast: Cast, clock: TestClock, constraints_now: Any) -> None:
    case = stories.recorded(cast)
    ana = Person()
    signed_in(cast, case, ana)
    assert ana.page.one("h1").words == "Your account is suspended"
    appeal = appealed(ana)
    clock.advance(hours=3)
    asked_and_answered(cast, ana, appeal)
    upheld(cast, ana, appeal)
    reviewed_again(cast, clock, ana)

    ana.open(f"/en/cases/{case.reference}/decision/2/")
    assert ana.page.one("h1").words == "We were wrong. The suspension is taken back."
    assert "Your account is open again" in ana.words
    ana.open(f"/en/cases/{case.reference}/")
    assert ana.page.one("h1").words == "The suspension was our mistake"
    assert [canary for canary in stories.CANARIES if canary in ana.words] == []
    ana.send("Sign out")
    assert "Send me a code" in ana.words
    assert list(Event.objects.filter(case=case, kind="notice.opened").values_list("actor_kind", flat=True).distinct()) == ["appellant"]


def test_a_plan_to_close_is_read_answered_and_taken_seriously(cast: Cast, clock: TestClock, constraints_now: Any) -> None:
    case = stories.recorded(cast)
    clock.advance(days=2)
    closure = perform(propose_closure, cast.rita, case=case, draft=closure_draft())
    ana = Person()
    signed_in(cast, case, ana)
    assert "It is not closed yet." in ana.words

    ana.follow("See why, then answer")
    assert ana.page.one("h1").words == "We plan to close this account"
    ana.follow("Answer this plan")
    ana.send("Continue", wants="reduce")
    ana.follow("What happened")
    ana.send("Save and continue", statement="My mother was ill. I ask for a shorter time.")
    ana.follow("Check and send")
    ana.send("Send my appeal")
    ana.follow("Go to your case")

    answer = Appeal.objects.get(closure=closure)
    assert (answer.state, answer.wants) == ("submitted", "reduce")
    assert "We must act now" in ana.words
    assert Notice.objects.get(pk=closure.notice_id).how == "opened"
