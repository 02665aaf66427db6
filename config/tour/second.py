"""The second case: a closure that is tried too early and by the wrong people, then done as it must be, and undone again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from config.tour import raw_sql
from config.tour.company import ALL_ABILITIES, account, measure, written
from config.tour.telling import TourError, wait_for

if TYPE_CHECKING:
    from config.tour.company import Company
    from config.tour.pages import Page
    from config.tour.person import Person
    from config.tour.staff import Colleague

ACCOUNT, ADDRESS = "u_60417", "ben.mutua@people.example"
# Fourteen days to answer from the delivery of the closure's own notice, to the end of the person's day.
PERIOD = timedelta(days=16)
REASONS = "You were paid outside three times within a year, each time after a letter about it. So we plan to close your account."
SIGNED = "I read the three invoices and both earlier letters. The payments are plain, and lighter measures were used twice."
KEPT_AFTER_CLOSING = ["sign_in", "read", "withdraw", "receive_payment"]


def walk(company: Company) -> str:
    """Take the case from the proposal through its gate, and back by an appeal; answers its reference."""
    person = company.person(ADDRESS)
    try:
        reference, closure = propose(company, person)
        too_early(company, reference, closure)
        signed = in_time(company, closure)
        take_effect(company, person, reference, closure)
        undo(company, person, reference, closure, signed)
    finally:
        person.close()
    return reference


def propose(company: Company, person: Person) -> tuple[str, str]:
    """A suspension that Pavel decided, and the platform's proposal to close; answers both references."""
    teller, platform = company.teller, company.platform
    teller.part("6. The marketplace wants to close an account")
    teller.step("A suspension, decided by Pavel; then the key proposes a closure")
    platform.put(f"accounts/{ACCOUNT}/", account("Ben Mutua", ADDRESS, zone="Africa/Nairobi", country="KE"), status=201)
    body = measure(
        "enf-2026-118900", ACCOUNT, company.now, days=30, section="off-platform-payment",
        explanation="Work from here is paid here.", what="You sent an invoice over 900 USD by e-mail to a client whom you met here.", by="staff-pavel",
    )  # fmt: skip
    reference = str(platform.post("suspensions/", body, status=201)["reference"])
    person.follow("the notice of the suspension")
    proposal = {
        "suspension": reference,
        "reasons": REASONS,
        "language": "en",
        "lighter_measures": [{"measure": "temporary", "why_not": "Used twice this year; an invoice by e-mail followed each time."}],
        "money_plan": [],
        "requested_by": {"staff_id": "staff-mira", "decided_at": written(company.now - timedelta(minutes=1))},
    }
    closure = str(platform.post("closures/", proposal, status=201, once="tour-closure")["reference"])
    page = person.follow("the notice of the closure")
    teller.holds("the person is told of the plan, in a letter of its own", page.text, closure)
    letters = person.read_letters(person.browser.open(f"/en/cases/{reference}/"))
    teller.holds("it gives the reasons, and what was tried before", letters[0], "paid outside three times", "Used twice this year")
    return reference, closure


def missing(company: Company, closure: str) -> list[str]:
    """What the gate of the closure still waits for."""
    return [one["code"] for one in company.platform.get(f"closures/{closure}/")["gate"]["missing"]]


def too_early(company: Company, reference: str, closure: str) -> None:
    """Tried by the suspender, by one person alone, before the time, and around the doors: all refused."""
    teller, tomas, helena, pavel = company.teller, company["tomas"], company["helena"], company["pavel"]
    teller.part("7. Tried too early, by the wrong people, and around the doors")
    page = pavel.open(f"closures/{closure}/")
    refused = pavel.browser.force(page, f"/console/closures/{closure}/review/", status=(403,))
    teller.holds("refused: Pavel, who suspended, wants to review", refused.text, "took part")
    teller.step("Tomas, who was not involved, reviews and finds that the account is to be closed")
    tomas.press(tomas.open(f"closures/{closure}/"), "/review/")
    tomas.fill(tomas.open(f"closures/{closure}/complete/"), "outcome", "reasons", outcome="close", reasons=SIGNED)
    alone = tomas.open(f"closures/{closure}/second/", status=(403,))
    teller.holds("refused: Tomas alone wants to sign twice", alone.text, "another person must approve it")
    teller.step("Helena writes down her own view and signs, two weeks too early")
    compared = _own_view(helena, closure)
    early = helena.fill(compared, "reasons", status=(409,), reasons=SIGNED)
    teller.holds("refused, and the page says why", early.text, "The person may still answer")
    wanted = ["notice_period_running", "answer_by_running", "approval_missing"]
    teller.same("the gate names what is missing", missing(company, closure), wanted)
    teller.step("The same by SQL, as the product's own role in the database")
    raw_sql.attempt_all(teller, reference, closure)
    helena.fill(early, "reason", reason="Too early: the person may answer for two more weeks.")
    teller.step("Helena returned it; Tomas gives it back to the list until the time is over")
    tomas.press(tomas.open(f"closures/{closure}/"), "/release/")
    left = company.platform.get(f"closures/{closure}/")
    teller.same("nothing of all that changed anything but the return to review", (left["state"], left["effect"]), ("in_review", None))


def _own_view(colleague: Colleague, closure: str) -> Page:
    page = colleague.open(f"closures/{closure}/second/")
    return colleague.fill(page, "own_view", "reason", own_view="close", reason="Two lighter measures did not help.")


def in_time(company: Company, closure: str) -> set[str]:
    """The period is over: the workers hand the closure on, two people sign; answers who."""
    teller = company.teller
    teller.part("8. In its time")
    company.later(PERIOD)
    wait_for("the end of the person's time", lambda: "answer_by_running" not in missing(company, closure))
    reviewer = _holder(company, closure, "review")
    teller.step(f"The workers gave the review to {reviewer.name.title()}, who reads everything anew")
    reviewer.press(reviewer.open(f"closures/{closure}/"), "/review/")
    reviewer.fill(reviewer.open(f"closures/{closure}/complete/"), "outcome", "reasons", outcome="close", reasons=SIGNED)
    teller.same("one signature is still missing", missing(company, closure), ["approval_missing"])
    approver = _holder(company, closure, "second")
    teller.step(f"The second signature went to {approver.name.title()}, who writes down an own view and approves")
    approver.fill(_own_view(approver, closure), "reasons", reasons=SIGNED)
    found = company.platform.get(f"closures/{closure}/")
    teller.same("approved, and the platform is asked", (found["state"], found["effect"]["state"]), ("approved", "requested"))
    return {reviewer.name, approver.name}


def _holder(company: Company, closure: str, step: str) -> Colleague:
    """Whom the workers gave the closure to: that person's list says so, and their page offers the step."""

    def look() -> Colleague | None:
        return next((one for one in company.staff.values() if _is_mine(one, closure, step)), None)

    found = wait_for(f"somebody for the {step} of {closure}", look)
    if found is company["pavel"]:
        message = "the workers gave the closure to the person who suspended"
        raise TourError(message)
    return found


def _is_mine(colleague: Colleague, closure: str, step: str) -> bool:
    row = colleague.open("closures/").text.partition(closure)[2]
    if " You" not in row[:300]:
        return False
    page = colleague.open(f"closures/{closure}/")
    return any(address.endswith(f"/{step}/") for address in [*(form.action for form in page.forms), *(link for link, _ in page.links)])


def take_effect(company: Company, person: Person, reference: str, closure: str) -> None:
    """The platform reports that the account is closed, and the person reads until when they can appeal."""
    teller, platform = company.teller, company.platform
    done = wait_for("the request to close", lambda: platform.confirm(reference, written(company.now), "close"))
    teller.same("the platform closes the account and reports it", done, ["close"])
    known = platform.get(f"accounts/{ACCOUNT}/")
    teller.same(
        "the account is closed; records and money stay in reach", (known["standing"], known["abilities"]), ("closed", KEPT_AFTER_CLOSING)
    )
    found = platform.get(f"closures/{closure}/")
    teller.same("closure and measure say so", (found["state"], platform.get(f"suspensions/{reference}/")["state"]), ("effected", "closed"))
    person.follow("the letter about the closing", subject="Important news")


def undo(company: Company, person: Person, reference: str, closure: str, signed: set[str]) -> None:
    """The person appeals against the closing; somebody who took no part makes it lighter, and the account opens again."""
    teller, platform = company.teller, company.platform
    teller.step("The person appeals against the closing")
    tasks = person.begin_appeal(f"/en/cases/{reference}/options/?about={closure}", "reduce")
    person.tell(
        tasks, "The third invoice was for my cousin's company. We met at a wedding and not here. The letter of the company says so."
    )
    appeal = person.send(tasks).url.split("/")[-4]
    judge = next(one for name, one in company.staff.items() if name not in signed | {"tomas", "helena", "pavel"})
    teller.step(f"{judge.name.title()}, who took no part, reads it and chooses something lighter")
    judge.press(judge.open(f"cases/{reference}/?appeal={appeal}"), f"/{appeal}/claim/")
    judge.fill(judge.open(f"appeals/{appeal}/decide/"), "summary", "outcome", button="send", **_lighter(company))
    decided = platform.get(f"appeals/{appeal}/")["decision"]
    teller.same("changed, by a decision", (decided["outcome"], decided["measure_after"]["measure"]), ("changed", "limitation"))
    asked = wait_for("the request to open again", lambda: platform.confirm(reference, written(company.now), "reopen", "change"))
    teller.holds("the platform opens the account and reports it", asked, "reopen")
    known = platform.get(f"accounts/{ACCOUNT}/")
    left = [one for one in ALL_ABILITIES if one != "new_contract"]
    teller.same("open again, with one limit", (known["standing"], known["abilities"]), ("limited", left))
    person.follow("the decision about the closing", subject="decided")


def _lighter(company: Company) -> dict[str, Any]:
    return {
        "outcome": "changed",
        "summary": "The company's letter shows that the third payment had nothing to do with this place. Two payments remain, and for "
        "those a limit is enough. Your account opens again today.",
        "point_0": "The third invoice was for a company of the family.",
        "reply_0": "The letter of the company says the same, and we follow it.",
        "measure": "limitation",
        "removes": ["new_contract"],
        "ends_on": (company.now + timedelta(days=10)).date().isoformat(),
    }
