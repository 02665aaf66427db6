"""An appeal from the queue to its decision, as the pages of the desk take it."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from appeals.actions import perform
from appeals.actions.deciding import claim_appeal, record_view, return_decision
from appeals.models import Appeal, Decision, InformationRequest, Notice, Review
from tests.appeals.actions.judging import filed, proposed, signing
from tests.appeals.cast import entries, last_entry
from tests.appeals.console.conftest import said
from tests.appeals.console.world import everything
from tests.appeals.markup import read
from tests.factories import make_evidence, make_hold

if TYPE_CHECKING:
    from tests.appeals.cast import Cast
    from tests.appeals.console.conftest import Desk
    from tests.conftest import ModuleRows

pytestmark = pytest.mark.django_db

OVERTURN: dict[str, Any] = {
    "step": "send",
    "outcome": "overturned",
    "cause": "facts_wrong",
    "summary": "The two names are one name. One is in Latin letters.",
    "finding_0": "not_shown",
    "answer_0": "Both spell the same name.",
    "point_0": "It is the same name in another alphabet.",
    "reply_0": "You are right. We should have seen it.",
}
UPHOLD: dict[str, Any] = {
    "step": "send",
    "outcome": "upheld",
    "summary": "The hours in your log and your messages do not fit. You were on a flight that day.",
    "finding_0": "shown",
    "answer_0": "Your boarding pass shows the flight.",
    "point_0": "I worked on the flight.",
    "reply_0": "The flight had no power and no network.",
    "why_not_limitation": "You had one in May for the same thing.",
}


@pytest.fixture(scope="module")
def whole_appeal(whole_cast: Cast, module_rows: ModuleRows) -> Appeal:
    """An appeal that rita holds, sent and claimed once for this file."""
    with module_rows():
        appeal: Appeal = perform(claim_appeal, whole_cast.rita, appeal=filed(whole_cast.case()))
        return Appeal.objects.select_related("case").get(pk=appeal.pk)


@pytest.fixture
def appeal(whole_appeal: Appeal, db: None) -> Appeal:
    """That appeal, for this test to change."""
    return deepcopy(whole_appeal)


def test_one_press_claims_an_appeal_and_says_who_holds_it(cast: Cast, rita: Desk, rob: Desk) -> None:
    appeal = filed(cast.case())
    response = rita.sends("claim", appeal.reference, once="one")

    assert response["Location"] == f"/console/appeals/{appeal.reference}/"
    page = rita.page("case", appeal.case.reference)
    assert "The appeal is yours. It goes back to the queue after four hours without a touch." in page.words
    assert "Claimed by you" in page.words
    other = rob.page("case", appeal.case.reference).words
    assert "Claimed by Rita" in other
    assert "You cannot decide this appeal now. Claim it first: only the person who holds it can do this." in other


def test_a_second_click_gets_the_first_answer_and_changes_nothing(cast: Cast, rita: Desk) -> None:
    appeal = filed(cast.case())
    first = rita.sends("claim", appeal.reference, once="one-press")
    before = everything()
    second = rita.sends("claim", appeal.reference, once="one-press")

    assert second["Location"] == first["Location"]
    assert everything() == before


def test_a_late_click_of_somebody_else_says_what_changed(cast: Cast, rita: Desk, rob: Desk) -> None:
    appeal = filed(cast.case())
    rita.sends("claim", appeal.reference)
    before = everything()

    told = rob.refusal("claim", appeal.reference, status=409)

    assert "This cannot be done while the appeal is “in review”." in told
    assert "See it as it is now" in told
    assert everything() == before


def test_who_suspended_is_told_why_they_may_not_decide(cast: Cast, otto: Desk) -> None:
    appeal = filed(cast.case())
    page = otto.page("case", appeal.case.reference)

    assert "You may not decide this appeal, because you took part in the decision that this is about." in page.words
    assert "Claim" not in [button.words for button in page.all("button")]


def test_giving_back_frees_the_appeal(rita: Desk, appeal: Appeal) -> None:
    rita.sends("release", appeal.reference)
    appeal.refresh_from_db()

    assert (appeal.state, appeal.assignee) == ("submitted", None)


def test_a_question_is_read_as_a_letter_before_it_goes(cast: Cast, rita: Desk, appeal: Appeal) -> None:
    question: dict[str, Any] = {
        "question": "who uses this computer at home?",
        "why": "Two accounts were used from it. That is allowed.",
        "example": "",
        "weeks": "1",
    }
    before = everything()
    preview = rita.sends("ask", appeal.reference, status=200, step="preview", **question)

    words = read(preview.content.decode()).words
    assert "The letter, not sent yet" in words
    assert "We need one thing from you: who uses this computer at home?" in words
    assert everything() == before

    rita.sends("ask", appeal.reference, step="send", **question)
    asked = InformationRequest.objects.get()
    assert (asked.question, asked.asked_by_id) == ("who uses this computer at home?", cast.rita_user.pk)
    page = rita.page("case", appeal.case.reference).words
    assert "We wait for the person. Our promise rests" in page
    assert "Waiting for the person" in page


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"question": ""}, "What do you need to know? Write something."),
        ({"why": ""}, "Why do you ask? Write something."),
        ({"why": "Our systems detected it!"}, "Say it in plain words, without “Our systems detected”. No exclamation marks."),
    ],
)
def test_a_question_that_may_not_go_out_stays_on_the_page(
    cast: Cast, rita: Desk, change: dict[str, Any], complaint: str, appeal: Appeal
) -> None:
    asked = {"question": "who uses it?", "why": "Two accounts were used from it.", "weeks": "1"} | change
    before = everything()
    response = rita.sends("ask", appeal.reference, status=422, step="send", **asked)

    assert said(response) == complaint
    assert "who uses it?" in response.content.decode() or change.get("question") == ""
    assert everything() == before


def test_what_is_good_for_the_person_is_decided_at_once(rita: Desk, appeal: Appeal) -> None:
    start = last_entry(appeal.case)
    response = rita.sends("decide", appeal.reference, **OVERTURN)

    decision = Decision.objects.get()
    assert (decision.outcome, decision.cause, decision.second_review) == ("overturned", "facts_wrong", None)
    assert [(one.finding, one.answer) for one in decision.findings.all()] == [("not_shown", "Both spell the same name.")]
    assert entries(appeal.case, after=start)[:2] == ["suspension.overturned", "account.standing_changed"]
    assert response["Location"] == f"/console/appeals/{appeal.reference}/"
    page = rita.page("case", appeal.case.reference).words
    assert "It is decided. The person gets the letter now." in page
    assert "Our decision Overturned" in page


def test_the_letter_is_read_before_it_leaves_and_nothing_of_it_stays(rita: Desk, appeal: Appeal) -> None:
    before = everything()
    response = rita.sends("decide", appeal.reference, status=200, **OVERTURN | {"step": "preview"})

    page = read(response.content.decode())
    letter = page.by_id("letter-1")
    assert letter.words == "The letter, not sent yet"
    assert "We were wrong. We ended the suspension" in page.words
    assert "One person decided. No software decided." in page.words
    assert everything() == before


def test_the_letter_of_two_people_is_shown_to_the_first_one_too(rita: Desk, appeal: Appeal) -> None:
    before = everything()
    response = rita.sends("decide", appeal.reference, status=200, **UPHOLD | {"step": "preview"})

    words = read(response.content.decode()).words
    assert "The suspension stays. We decided this on" in words
    assert "Two people decided. No software decided." in words
    assert "- limitation: You had one in May for the same thing." in words
    assert everything() == before


def test_what_goes_against_the_person_goes_to_a_second_one(rita: Desk, appeal: Appeal) -> None:
    rita.sends("decide", appeal.reference, **UPHOLD)
    appeal.refresh_from_db()

    assert appeal.state == "second_check"
    assert Decision.objects.count() == 0
    assert "A second person looks at it now." in rita.page("case", appeal.case.reference).words


def test_every_lack_of_a_decision_stands_beside_its_field(rita: Desk, appeal: Appeal) -> None:
    make_evidence(appeal, name="lease.pdf", check_after=None)
    before = everything()
    response = rita.sends("decide", appeal.reference, status=422, step="send", outcome="upheld", summary="No.", why_not_limitation="!")

    page = read(response.content.decode())
    lines = [(link.attrs["href"], link.words) for link in page.by_id("errors").all("a")]
    assert lines == [
        ("#id_summary", "A result against the person needs at least 40 characters of reason."),
        ("#id_finding_0_0", "Point 1 of the reason has no finding."),
        ("#id_point_0", "Answer what the person said, point by point."),
        ("#id_note_0", "Say why this was not used."),
        ("#id_why_not_limitation", "No exclamation marks."),
    ]
    assert page.by_id("id_summary").words == "No."
    assert everything() == before


def test_another_argument_gets_a_row_and_loses_nothing_typed(rita: Desk, appeal: Appeal) -> None:
    response = rita.sends("decide", appeal.reference, status=200, **UPHOLD | {"step": "more", "rows": "1"})

    page = read(response.content.decode())
    assert page.by_id("id_point_0").words == "I worked on the flight."
    assert page.by_id("id_point_1").words == ""
    assert page.by_id("id_finding_0_0").attrs["checked"] is None
    two = UPHOLD | {"rows": "2", "point_1": "I was ill.", "reply_1": "You did not tell us when."}
    rita.sends("decide", appeal.reference, **two)
    assert Review.objects.get(completed_at__isnull=False).proposal["arguments"] == [
        ["I worked on the flight.", "The flight had no power and no network."],
        ["I was ill.", "You did not tell us when."],
    ]


def test_something_lighter_can_be_decided_with_its_own_dates(rita: Desk, appeal: Appeal) -> None:
    assert appeal.case.ends_at is not None
    end = appeal.case.ends_at.date()
    lighter = OVERTURN | {
        "outcome": "changed",
        "cause": "",
        "summary": "One of two points was right, so it is shorter now.",
        "measure": "limitation",
        "removes": ["propose"],
    }
    early = rita.sends("decide", appeal.reference, status=422, **lighter, ends_on="2001-01-01")
    assert said(early) == "The date is in the past."

    rita.sends("decide", appeal.reference, **lighter, ends_on=(end - timedelta(days=3)).isoformat())
    appeal.case.refresh_from_db()
    assert (appeal.case.measure, appeal.case.removes) == ("limitation", ["propose"])
    assert appeal.case.ends_at == datetime.combine(end - timedelta(days=3), time(23, 59, 59), tzinfo=UTC)


def test_held_money_ends_with_the_decision(cast: Cast, rita: Desk) -> None:
    case = cast.case()
    hold = make_hold(case)
    appeal = perform(claim_appeal, cast.rita, appeal=filed(case))
    rita.sends("decide", appeal.reference, **OVERTURN | {"money_0": "release", "why_money_0": "The work was approved."})
    hold.refresh_from_db()

    assert (hold.state, hold.outcome, hold.outcome_reason) == ("ended", "release", "The work was approved.")


def test_words_that_were_typed_stay_when_somebody_took_the_appeal_back(rita: Desk, lena: Desk, appeal: Appeal) -> None:
    lena.sends("release", appeal.reference)
    before = everything()
    response = rita.sends("decide", appeal.reference, status=409, **OVERTURN)

    page = read(response.content.decode())
    assert said(response) == "This cannot be done while the appeal is “submitted”."
    assert "Nothing was changed. What you typed is kept below. Last change: Appeal given back to the queue · Lena" in page.words
    assert page.by_id("id_summary").words == OVERTURN["summary"]
    assert everything() == before


def test_evidence_that_arrived_meanwhile_is_looked_at_first(rita: Desk, appeal: Appeal) -> None:
    shown = appeal.case.evidence_rev
    make_evidence(appeal, check_after=None)
    response = rita.sends("decide", appeal.reference, status=409, **OVERTURN | {"evidence_rev": str(shown), "used_0": "on"})

    assert said(response) == "Something new arrived since you opened this page. Look at it first."


def test_the_second_person_sees_nothing_of_the_first_before_an_own_view(cast: Cast, lena: Desk) -> None:
    appeal = proposed(cast, cast.case(), summary="CANARY-OUTCOME: the log and the messages do not fit, on a flight.")
    page = lena.page("second", appeal.reference)
    case = lena.page("case", appeal.case.reference)

    assert "Step 1 of 2: your own view" in page.words
    assert ["CANARY" in page.words, "CANARY" in case.words, "boarding pass" in page.words] == [False] * 3
    assert [form.attrs.get("action", "") for form in page.one("main").all("form")] == [""]


def test_after_the_own_view_both_are_compared_with_the_letter(cast: Cast, lena: Desk) -> None:
    appeal = proposed(cast, cast.case())
    lena.sends("second", appeal.reference, own_view="overturned", reason="The names look the same to me.")
    page = lena.page("second", appeal.reference)

    assert "You came to another result." in page.words
    assert "The names look the same to me." in page.words
    assert "Your boarding pass shows the flight." in page.words
    assert "Two people decided. No software decided." in page.words
    assert Notice.objects.filter(kind__startswith="decision_").count() == 0


def test_an_own_view_is_whole(cast: Cast, lena: Desk) -> None:
    appeal = proposed(cast, cast.case())
    before = everything()

    assert lena.refusal("second", appeal.reference, status=422) == (
        "What is your own view? Choose one. Why do you see it so? Write something."
    )
    assert everything() == before


def test_the_step_of_the_own_view_cannot_be_skipped(cast: Cast, lena: Desk) -> None:
    appeal = proposed(cast, cast.case())
    before = everything()
    told = lena.refusal("approve", appeal.reference, status=409)

    assert told == "Record your own view first; then you see what the first person wrote."
    assert everything() == before


def test_a_signature_sends_the_letter_once(cast: Cast, lena: Desk) -> None:
    appeal = signing(cast, cast.case())
    lena.sends("approve", appeal.reference, once="sign")
    before = everything()
    lena.sends("approve", appeal.reference, once="sign")

    assert Decision.objects.get(second_review__reviewer=cast.lena_user).outcome == "upheld"
    assert Notice.objects.filter(kind="decision_upheld").count() == 1
    assert everything() == before


def test_the_first_person_does_not_sign(cast: Cast, rita: Desk) -> None:
    appeal = proposed(cast, cast.case())

    assert "You wrote the first judgement; another person must sign." in rita.refusal(
        "second", appeal.reference, status=403, own_view="upheld", reason="It is right."
    )


def test_a_returned_draft_comes_back_filled_in_with_the_reason(cast: Cast, rita: Desk, lena: Desk) -> None:
    appeal = signing(cast, cast.case())
    lena.sends("send_back", appeal.reference, reason="Say which week.")
    page = rita.page("decide", appeal.reference)

    assert "Returned by the second person · Lena Say which week." in page.words
    assert page.by_id("id_answer_0").words == "Your boarding pass shows the flight."
    assert page.by_id("id_point_0").words == "I worked on the flight."
    assert page.by_id("id_why_not_limitation").words == "You had one in May for the same thing."


def test_a_return_says_why(cast: Cast, lena: Desk) -> None:
    appeal = signing(cast, cast.case())
    before = everything()

    assert lena.refusal("send_back", appeal.reference, status=422) == "Why? Write something."
    assert everything() == before


def test_a_second_return_fills_in_the_latest_draft(cast: Cast, rita: Desk) -> None:
    appeal = signing(cast, cast.case())
    perform(return_decision, cast.lena, appeal=appeal, reason="Say which week.")
    rita.sends("decide", appeal.reference, **UPHOLD | {"answer_0": "In the week of 3 May."})
    perform(record_view, cast.lena, appeal=appeal, own_view="upheld", reason="Now it is clear.")
    perform(return_decision, cast.lena, appeal=appeal, reason="And which day.")

    assert rita.page("decide", appeal.reference).by_id("id_answer_0").words == "In the week of 3 May."
