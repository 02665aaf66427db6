"""An appeal through the pages: chosen, written in any order, checked, sent once, and kept whatever happens."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from accounts.models import Representative
from appeals.actions import perform
from appeals.actions.filing import edit_appeal, start_appeal, submit_appeal
from appeals.models import Appeal, Receipt, Suspension
from appeals.portal.session import EMAIL
from tests.appeals.markup import Element, read
from tests.appeals.portal import stories
from tests.appeals.portal.conftest import NOW, Browser, signed_in, words
from tests.factories import decide, make_appeal, make_case, make_closable_case, make_closure, make_hold, snapshot

if TYPE_CHECKING:
    from tests.appeals.cast import Cast
    from tests.clock import TestClock


@pytest.fixture(autouse=True)
def noon(clock: TestClock) -> None:
    clock.at(NOW)


@pytest.fixture
def draft(cast: Cast, case: Suspension) -> Appeal:
    return perform(start_appeal, cast.ana, case=case)  # type: ignore[no-any-return]


def of(case: Suspension, rest: str = "") -> str:
    return f"/en/cases/{case.reference}/{rest}"


def writing(appeal: Appeal, step: str = "") -> str:
    return of(appeal.case, f"appeals/{appeal.reference}/{step}")


def tasks(page: Element) -> list[str]:
    (found,) = [one for one in page.all("ul") if one.attrs.get("class") == "tasks"]
    return [item.words for item in found.all("li")]


def summary(response: Any) -> list[tuple[str | None, str]]:
    """The lines of the error summary: where each leads and what it says."""
    box = read(response.content.decode()).by_id("errors")
    return [(link.attrs["href"], link.words) for link in box.all("a")]


def test_nothing_is_chosen_beforehand_and_every_choice_says_what_follows(ana: Browser, case: Suspension) -> None:
    page = ana.page(of(case, "options/"))

    choices = [one for one in page.all("input") if one.attrs.get("type") == "radio"]
    assert [one.attrs["value"] for one in choices] == ["overturn", "correct", "reduce", "not_me", "other_account", "nothing"]
    assert {"checked" in one.attrs for one in choices} == {False}
    assert "Nothing changes, and you lose nothing." in words(page)


def test_a_choice_begins_a_draft_with_it(ana: Browser, case: Suspension) -> None:
    response = ana.sent(of(case, "options/"), {"wants": "reduce", "about": "", "level": "1"})

    appeal = Appeal.objects.get(case=case)
    assert (appeal.state, appeal.wants, appeal.channel) == ("draft", "reduce", "portal")
    assert response["Location"] == writing(appeal)


def test_doing_nothing_begins_nothing(ana: Browser, case: Suspension) -> None:
    response = ana.sent(of(case, "options/"), {"wants": "nothing", "about": "", "level": "1"})

    assert Appeal.objects.count() == 0
    assert "Nothing was changed. You can come back until your last day to appeal." in words(ana.page(response["Location"]))


@pytest.mark.parametrize("wants", ["", "everything", "overturn\x00"])
def test_without_a_choice_nothing_begins(ana: Browser, case: Suspension, wants: str) -> None:
    ana.sent(of(case, "options/"), {"wants": wants, "about": "", "level": "1"}, status=422)

    assert Appeal.objects.count() == 0


@pytest.mark.parametrize("query", ["about=CLO-0000-0000", "about=hld_x", "level=3", "level=reinstatement", "about=%00"])
def test_a_way_that_this_case_does_not_have_is_no_page(ana: Browser, case: Suspension, query: str) -> None:
    assert ana.get(of(case, f"options/?{query}")).status_code == 404


def test_a_second_review_cannot_come_before_the_first(ana: Browser, case: Suspension) -> None:
    answer = ana.get(of(case, "options/?level=2"))

    assert answer.status_code == 409
    assert "A second review follows a first decision; there is none." in answer.content.decode()


def test_choosing_again_leads_to_what_was_begun(ana: Browser, draft: Appeal) -> None:
    assert ana.get(of(draft.case, "options/"))["Location"] == writing(draft)
    assert ana.sent(of(draft.case, "options/"), {"wants": "reduce", "about": "", "level": "1"})["Location"] == writing(draft)
    assert Appeal.objects.count() == 1


def test_the_tasks_say_what_is_needed_and_what_is_a_choice(ana: Browser, draft: Appeal) -> None:
    page = ana.page(writing(draft))

    assert tasks(page) == [
        "What you want I disagree Completed",
        "Which points you disagree with We look at all of them. Optional",
        "What happened Not started",
        "What was going on in your life Optional",
        "Files that show it Optional",
        "How we should answer you Optional",
    ]
    assert "We sign you out after 60 minutes without a click. What is saved stays saved." in words(page)


def test_every_task_saves_and_leads_back(ana: Browser, draft: Appeal) -> None:
    steps: dict[str, dict[str, Any]] = {
        "wants/": {"wants": "not_me"},
        "points/": {"disputes": ["1"]},
        "story/": {"statement": "Somebody else was here.", "version": ""},
        "context/": {"kinds": ["illness", "power_or_war"], "text": "There was no power for a week."},
        "contact/": {"language": "es", "format": "Large letters"},
    }
    for step, data in steps.items():
        assert ana.sent(writing(draft, step), data)["Location"] == writing(draft)

    draft.refresh_from_db()
    assert (draft.wants, draft.disputes, draft.statement) == ("not_me", [1], "Somebody else was here.")
    assert draft.context == [{"kind": "illness", "text": "There was no power for a week."}, {"kind": "power_or_war", "text": ""}]
    assert (draft.language, draft.contact) == ("es", {"language": "es", "format": "Large letters"})
    done = tasks(ana.page(writing(draft)))
    assert [line.rpartition(" ")[2] for line in done] == ["Completed", "Completed", "Completed", "Completed", "Optional", "Completed"]


def test_a_task_shows_what_was_saved(ana: Browser, cast: Cast, case: Suspension) -> None:
    appeal = stories.begun(cast, case, statement="كتبت هذا", context=[{"kind": "illness", "text": "A week."}])

    story, points, context = (ana.page(writing(appeal, step)) for step in ("story/", "points/", "context/"))

    assert story.by_id("id_statement").words == "كتبت هذا"
    assert story.by_id("id_statement").attrs["dir"] == "auto"
    assert ["checked" in one.attrs for one in points.all("input") if one.attrs.get("type") == "checkbox"] == [True, False]
    assert context.by_id("id_text").words == "A week."


def test_an_empty_story_is_said_at_its_field(ana: Browser, draft: Appeal) -> None:
    response = ana.sent(writing(draft, "story/"), {"statement": " \n "}, status=422)

    assert summary(response) == [("#id_statement", "Write what happened. A few words are enough.")]
    assert "Error:" in response.content.decode().partition("</title>")[0]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a\x00b", "The text holds a sign that cannot be shown. Type it again, or paste it as plain text."),
        ("\x1b[31m", "The text holds a sign that cannot be shown. Type it again, or paste it as plain text."),
        ("x" * 10_001, "The text is too long. Write at most 10,000 characters."),
    ],
)
def test_a_text_we_cannot_take_is_refused_and_kept_on_the_page(ana: Browser, draft: Appeal, text: str, says: str) -> None:
    before = snapshot()

    response = ana.sent(writing(draft, "story/"), {"statement": text}, status=422)

    assert summary(response) == [("#id_statement", says)]
    assert text[-5:] in response.content.decode()
    assert snapshot() == before


def test_a_form_larger_than_we_take_is_refused_before_it_is_read(ana: Browser, draft: Appeal) -> None:
    assert ana.post(writing(draft, "story/"), {"statement": "x" * 200_000}).status_code == 413


def test_two_devices_lose_nothing(ana: Browser, cast: Cast, draft: Appeal) -> None:
    phone = signed_in(cast.account.email)
    version = phone.page(writing(draft, "story/")).by_id("id_version").attrs["value"]
    ana.sent(writing(draft, "story/"), {"statement": "From the computer.", "version": version})

    response = phone.sent(writing(draft, "story/"), {"statement": "From the phone.", "version": version}, status=409)

    content = response.content.decode()
    assert ("From the computer." in content, "From the phone." in content) == (True, True)
    draft.refresh_from_db()
    assert draft.statement == "From the computer."
    again = ana.page(writing(draft, "story/")).by_id("id_version").attrs["value"]
    phone.sent(writing(draft, "story/"), {"statement": "Both.", "version": again})
    draft.refresh_from_db()
    assert draft.statement == "Both."


def test_words_typed_after_the_session_ended_are_there_after_signing_in(cast: Cast, draft: Appeal) -> None:
    browser = Browser()

    away = browser.sent(writing(draft, "story/"), {"statement": "A long text.", "version": "1"})
    asked = browser.page(away["Location"])
    assert "You were signed out because nothing happened for 60 minutes." in words(asked)
    session = browser.session
    session[EMAIL] = cast.account.email
    session.save()
    page = browser.page(writing(draft, "story/"))

    assert page.by_id("id_statement").words == "A long text."
    assert "It is not saved yet: save it now." in words(page)
    browser.sent(writing(draft, "story/"), {"statement": "A long text."})
    draft.refresh_from_db()
    assert draft.statement == "A long text."
    assert "It is not saved yet" not in words(browser.page(writing(draft, "story/")))


def test_what_was_saved_is_there_on_another_device(cast: Cast, draft: Appeal) -> None:
    signed_in(cast.account.email).sent(writing(draft, "story/"), {"statement": "Written on the phone."})

    assert signed_in(cast.account.email).page(writing(draft, "story/")).by_id("id_statement").words == "Written on the phone."


def test_before_sending_everything_is_shown_with_a_way_to_change_it(ana: Browser, cast: Cast, case: Suspension) -> None:
    appeal = stories.begun(cast, case, context=[{"kind": "illness", "text": "A week."}])
    stories.with_file(cast, appeal)

    page = ana.page(writing(appeal, "check/"))

    rows = [one.words for one in page.all("div") if "kv-row" in (one.attrs.get("class") or "")]
    assert rows == [
        "What you want I disagree Change What you want",
        "Points you disagree with Use your real name Change Points you disagree with",
        "What happened It is the same name in another alphabet. Change What happened",
        "What was going on in your life I was ill, or someone close to me wasA week. Change What was going on in your life",
        "How we should answer you English Change How we should answer you",
    ]
    assert "ID card front.jpg" in words(page)


def test_sending_an_empty_appeal_leads_to_what_is_missing(ana: Browser, draft: Appeal) -> None:
    before = snapshot()

    response = ana.sent(writing(draft, "check/"), status=422)

    assert summary(response) == [(writing(draft, "story/"), "Tell us in your own words what happened.")]
    assert snapshot() == before


def test_sending_gives_a_receipt_that_stays(ana: Browser, cast: Cast, case: Suspension) -> None:
    appeal = stories.begun(cast, case)
    stories.with_file(cast, appeal)

    response = ana.sent(writing(appeal, "check/"))
    page = ana.page(response["Location"])

    assert response["Location"] == writing(appeal, "receipt/1/")
    text = words(page)
    assert (
        f"We have received your appeal The reference of your appeal {appeal.reference} Wednesday 4 March 2026, 12:00 UTC Receipt 1." in text
    )
    assert "We decide by Wednesday 18 March 2026, 12:00 UTC" in text
    assert "You hear from us by Monday 9 March 2026, 23:59 UTC" in text
    file = appeal.evidence.get()
    assert f"ID card front.jpgFingerprint {file.sha256[:12]}" in text


def test_sending_twice_makes_one_appeal_and_shows_the_same_receipt(ana: Browser, cast: Cast, case: Suspension) -> None:
    appeal = stories.begun(cast, case)
    first = ana.sent(writing(appeal, "check/"))
    after = snapshot()

    second = ana.sent(writing(appeal, "check/"))

    assert second["Location"] == first["Location"]
    assert snapshot() == after
    assert Receipt.objects.filter(appeal=appeal).count() == 1


def test_what_was_sent_is_no_longer_a_form(ana: Browser, cast: Cast, case: Suspension) -> None:
    appeal = stories.sent(cast, case)

    page = ana.page(writing(appeal))

    assert "What you wrote" in words(page)
    assert "Change" not in words(page)
    assert ana.get(writing(appeal, "check/"))["Location"] == writing(appeal)
    assert ana.get(writing(appeal, "receipt/2/")).status_code == 404


def test_a_late_appeal_asks_why_and_is_sent(ana: Browser, cast: Cast, clock: TestClock) -> None:
    case = make_case(cast.account, days=300)
    Suspension.objects.filter(pk=case.pk).update(last_day_to_appeal=NOW + timedelta(days=180))
    clock.advance(days=181)
    ana.sent(of(case, "options/"), {"wants": "overturn", "about": "", "level": "1"})
    appeal = Appeal.objects.get(case=case)
    ana.sent(writing(appeal, "story/"), {"statement": "I was ill for half a year."})

    refused = ana.sent(writing(appeal, "check/"), status=422)
    assert summary(refused) == [(writing(appeal, "late/"), "The last day is over. Say why it comes now; we still read it.")]
    assert "Why it is late Not started" in tasks(ana.page(writing(appeal)))
    ana.sent(writing(appeal, "late/"), {"late_reason": "I was in hospital."})
    ana.sent(writing(appeal, "check/"))

    appeal.refresh_from_db()
    assert (appeal.state, appeal.late, appeal.late_reason) == ("submitted", True, "I was in hospital.")


def test_taking_an_appeal_back_asks_once(ana: Browser, cast: Cast, case: Suspension) -> None:
    appeal = stories.sent(cast, case)
    page = ana.page(writing(appeal, "withdraw/"))
    assert "nothing changes on your account" in words(page)
    appeal.refresh_from_db()
    assert appeal.state == "submitted"

    ana.sent(writing(appeal, "withdraw/"))

    appeal.refresh_from_db()
    assert appeal.state == "withdrawn"


@pytest.mark.parametrize(
    ("subject", "title"), [("hold", "Disagree with the hold on your money"), ("closure", "Answer the plan to close your account")]
)
def test_money_and_a_closing_are_disputed_on_their_own(ana: Browser, cast: Cast, subject: str, title: str) -> None:
    if subject == "hold":
        case = cast.case()
        about = make_hold(case).public_id
    else:
        closure = make_closure(make_closable_case(account=cast.account), step="delivered")
        case, about = closure.case, closure.reference
    assert ana.page(of(case, f"options/?about={about}")).one("h1").words == title

    ana.sent(of(case, "options/"), {"wants": "overturn", "about": about, "level": "1"})

    appeal = Appeal.objects.get(case=case)
    assert appeal.subject_kind == subject
    assert "Which points you disagree with" not in " ".join(tasks(ana.page(writing(appeal))))


def test_a_second_review_begins_from_the_decision(ana: Browser, cast: Cast) -> None:
    first = make_appeal(make_case(cast.account), state="in_review")
    decide(first, "upheld")
    link = [one.attrs["href"] for one in ana.page(of(first.case, "decision/1/")).all("a") if one.words == "Ask for a second review"]

    assert ana.page(link[0] or "").one("h1").words == "Ask for a second review"
    ana.sent(of(first.case, "options/"), {"wants": "overturn", "about": "", "level": "2"})

    second = Appeal.objects.get(level="2")
    assert ana.page(writing(second)).one("h1").words == "Your request for a second review"


def test_what_staff_wrote_down_can_be_completed(ana: Browser, cast: Cast) -> None:
    case = cast.case()
    perform(start_appeal, cast.ida, case=case, channel="letter", received_at=NOW)
    appeal = Appeal.objects.get(case=case)
    perform(edit_appeal, cast.ida, appeal=appeal, statement="As the letter says.")
    perform(submit_appeal, cast.ida, appeal=appeal)

    assert "We wrote this down for you" in words(ana.page(writing(appeal)))
    ana.sent(writing(appeal, "story/"), {"statement": "As the letter says, and more."})

    appeal.refresh_from_db()
    assert (appeal.statement, appeal.receipts.count()) == ("As the letter says, and more.", 2)


def helped(cast: Cast, *scopes: str) -> Browser:
    """The browser of someone whom ana lets help her."""
    cast.helper(*scopes)
    Representative.objects.filter(account=cast.account).update(accepted_at=NOW)
    return signed_in("hana@example.org")


def test_a_helper_who_may_write_writes_and_leaves_the_sending(cast: Cast, draft: Appeal) -> None:
    hana = helped(cast, "read", "write")
    hana.sent(writing(draft, "story/"), {"statement": "She wrote it with me."})

    page = hana.page(writing(draft))

    assert "You can write this appeal. Only the person whose account it is can send it." in words(page)
    assert "Check and send" not in words(page)
    assert hana.post(writing(draft, "check/")).status_code == 403
    draft.refresh_from_db()
    assert (draft.state, draft.statement) == ("draft", "She wrote it with me.")


def test_a_helper_who_may_read_sees_the_tasks_without_a_way_in(cast: Cast, draft: Appeal) -> None:
    page = helped(cast, "read").page(writing(draft))

    (found,) = [one for one in page.all("ul") if one.attrs.get("class") == "tasks"]
    assert found.all("a") == []
    assert "You can read this appeal. Only the person whose account it is can write and send it." in words(page)


def test_the_longest_text_fits_in_a_script_that_needs_many_bytes(ana: Browser, draft: Appeal) -> None:
    text = "\u0915\u094d\u0937\u093f" * 3_000

    form = ana.page(writing(draft, "story/")).one("main").all("form")[0]
    assert form.attrs["enctype"] == "multipart/form-data"
    ana.sent(writing(draft, "story/"), {"statement": text})

    draft.refresh_from_db()
    assert draft.statement == text
