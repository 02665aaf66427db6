"""The first case: suspended, appealed with evidence, judged by two people; looked at anew by a third, and put right."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from config.tour import evidence
from config.tour.company import ALL_ABILITIES, CANARY, TAKEN, account, measure, written
from config.tour.papers import photograph, statement_of_name
from config.tour.telling import wait_for

if TYPE_CHECKING:
    from config.tour.company import Company
    from config.tour.pages import Page
    from config.tour.person import Person

ACCOUNT, ADDRESS = "u_48213", "adaeze.nwosu@people.example"
WHAT = "The name on your identity card and the name on your profile are different."
STORY = (
    "It is one name. On my card the family name stands first, on my profile it stands last, as people here write it. "
    "I send the card and the certificate of the registrar, which names both spellings."
)


def walk(company: Company) -> str:
    """Take the case from the suspension to an account that is whole again; answers its reference."""
    person = company.person(ADDRESS)
    try:
        reference = suspend(company)
        home = arrive(company, person, reference)
        appeal = dispute(company, person, home)
        evidence.inspect(company, reference)
        judge(company, reference, appeal)
        told(company, person, reference)
        second_review(company, person, reference)
        put_right(company, person, reference)
    finally:
        person.close()
    return reference


def suspend(company: Company) -> str:
    """The marketplace's key records a measure that cites a section; without one it is refused."""
    teller, platform = company.teller, company.platform
    teller.part("1. The marketplace suspends an account")
    teller.step("The marketplace's key sends the account, then a suspension without a reason")
    platform.put(f"accounts/{ACCOUNT}/", account("Nwosu Adaeze", ADDRESS, zone="Africa/Lagos", country="NG"), status=201)
    body = measure(
        "enf-2026-118734", ACCOUNT, company.now, days=25, section="false-identity", explanation="Your profile carries your own name.",
        what=WHAT, by="staff-mira",
    )  # fmt: skip
    body["holds"] = [
        {"external_id": "hold_77", "kind": "in_escrow", "amount": "340.00", "currency": "USD", "reason": "Your client asks whose work it was.",
         "basis": "Terms 8.3", "ends_at": written(company.now + timedelta(days=20)), "review_on": None}
    ]  # fmt: skip
    refused = platform.post("suspensions/", body | {"citations": []}, status=422)
    teller.same("refused, and the field is named", [one["field"] for one in refused["errors"]], ["citations"])
    teller.step("The same with the section false-identity, a dated fact and 340 USD held")
    case = platform.post("suspensions/", body, status=201)
    teller.same("the same body again answers the same case", platform.post("suspensions/", body)["reference"], case["reference"])
    teller.same("the measure is in force", (case["state"], case["status"]), ("in_force", "suspended"))
    known = platform.get(f"accounts/{ACCOUNT}/")
    left = [one for one in ALL_ABILITIES if one not in TAKEN]
    teller.same("the account is suspended, and keeps what nobody took", (known["standing"], known["abilities"]), ("suspended", left))
    return str(case["reference"])


def arrive(company: Company, person: Person, reference: str) -> Page:
    """The mail arrives, its link asks for a code, and the reason stands on the page."""
    teller = company.teller
    teller.step("The worker sends the notice; the person follows the link in the mail and signs in with a code")
    home = person.follow("the notice of the suspension")
    teller.holds("the link leads to the case", home.url, reference)
    case = company.platform.delivered(reference)
    teller.same(
        "the notice is delivered, and dates run from then", bool(case["dates"]["answer_by"] and case["dates"]["last_day_to_appeal"]), True
    )
    reason = person.browser.open(home.link("/reason/"))
    teller.holds("the reason names rule, fact and day", reason.text, "Use your real name", WHAT, "Your profile carries your own name.")
    teller.same("how it was found stays inside", CANARY in reason.answer.text + home.answer.text, False)
    return home


def dispute(company: Company, person: Person, home: Page) -> str:
    """The person appeals with a photograph and a PDF; answers the appeal's reference."""
    teller = company.teller
    teller.part("2. The person appeals, without JavaScript")
    photo, paper = photograph(), statement_of_name()
    size = f"{len(photo.content) / 1e6:.1f} MB"
    teller.step(
        f"They say what they want and what happened, and add a photograph of 12 megapixels ({size}, with its place on earth) and a PDF"
    )
    tasks = person.begin_appeal(f"{home.url}options/", "overturn")
    person.tell(tasks, STORY)
    person.add_files(tasks, photo, paper)
    receipt = person.send(tasks)
    appeal = receipt.url.split("/")[-4]
    for one in (photo, paper):
        teller.holds(f"the receipt names {one.name} with its fingerprint", receipt.text, one.name, one.sha256[:12])
    found = company.platform.get(f"appeals/{appeal}/")
    sent = {one["name"]: one["sha256"] for one in found["evidence"]}
    teller.same("the fingerprints are those of the files as they were sent", sent, {one.name: one.sha256 for one in (photo, paper)})
    teller.same("the appeal waits for us", (found["state"], found["channel"]), ("submitted", "portal"))
    person.mailbox.next("the receipt", subject="received")
    teller.step("The receipt came by mail as well")
    return appeal


def judge(company: Company, reference: str, appeal: str) -> None:
    """One reviewer claims and proposes that the measure stays, the money is paid; a senior signs after an own view."""
    teller, tomas, helena = company.teller, company["tomas"], company["helena"]
    teller.part("4. Two people judge")
    teller.step("Tomas claims the appeal from the queue and proposes: the measure stays, the held money is paid")
    queue = tomas.open("queue/?view=unassigned")
    teller.holds("the appeal stands in the queue", queue.text, appeal)
    tomas.press(tomas.open(f"cases/{reference}/"), f"/{appeal}/claim/")
    page = tomas.open(f"appeals/{appeal}/decide/")
    written_down = tomas.fill(page, "summary", "outcome", button="send", **_stays())
    teller.holds("it goes to a second person", written_down.text, "Second check")
    alone = tomas.open(f"appeals/{appeal}/second/", status=(403,))
    teller.holds("who judged first cannot sign second", alone.text, "another person must sign")
    teller.step("Helena writes down her own view, and only then sees what Tomas wrote")
    second = helena.open(f"appeals/{appeal}/second/")
    teller.same("before her own view nothing of his is shown", "registrar's stamp" in second.text, False)
    compared = helena.fill(
        second, "own_view", "reason", own_view="upheld", reason="The two spellings do not explain the second birth date."
    )
    teller.holds("after it she reads his reasons", compared.text, "registrar's stamp")
    helena.press(compared, "/second/approve/")
    teller.same("the appeal is decided", company.platform.get(f"appeals/{appeal}/")["decision"]["outcome"], "upheld")


def _stays() -> dict[str, Any]:
    return {
        "outcome": "upheld",
        "summary": "We compared your card with the certificate and with your profile. The names agree. The birth dates on the two papers "
        "differ by three years, and the registrar's stamp is not complete. So the measure goes on until its last day.",
        "finding_0": "shown",
        "answer_0": "Card and profile carry the same two names, and the card belongs to someone born in another year.",
        "point_0": "It is one name in another order.",
        "reply_0": "Yes. The order is no reason, and we do not hold it against you.",
        "used_0": "on",
        "note_0": "It shows both names and the birth date.",
        "used_1": "on",
        "note_1": "It shows both spellings.",
        "why_not_limitation": "New contracts would start while it is open whose papers these are.",
        "money_0": "release",
        "why_money_0": "The work was done and accepted; the question is about papers only.",
    }


def told(company: Company, person: Person, reference: str) -> None:
    """The decision arrives; the platform reports that it paid; the standing is as decided."""
    teller, platform = company.teller, company.platform
    page = person.follow("the decision", subject="decided")
    decision = person.browser.open(f"{page.url.split('/cases/')[0]}/cases/{reference}/decision/1/")
    teller.holds("the decision answers each point", decision.text, "The order is no reason", "registrar's stamp")
    teller.same("nobody's name stands in it", any(name in decision.text for name in ("Tomas", "Helena")), False)
    teller.step("The platform is asked to pay the held money, and reports that it did")
    done = wait_for("the request to pay", lambda: platform.confirm(reference, written(company.now), "release"))
    teller.same("it was asked for one thing", done, ["release"])
    known = platform.get(f"accounts/{ACCOUNT}/")
    left = [one for one in ALL_ABILITIES if one not in TAKEN]
    teller.same("still suspended, the rest is untouched", (known["standing"], known["abilities"]), ("suspended", left))
    holds = platform.get(f"suspensions/{reference}/")["holds"]
    teller.same("the hold has ended", [(one["state"], one["outcome"]) for one in holds], [("ended", "release")])


def second_review(company: Company, person: Person, reference: str) -> None:
    """The person asks for a second review; a new person decides that we were wrong."""
    teller, noor = company.teller, company["noor"]
    teller.part("5. A second review, by somebody new")
    teller.step("The person asks for it and says what the first two missed")
    page = person.begin_appeal(f"/en/cases/{reference}/options/?level=2", "overturn")
    person.tell(page, "The second date on the certificate is the day of registration, not of birth. It says so in the line above it.")
    appeal = person.send(page).url.split("/")[-4]
    refused = company["tomas"].open(f"appeals/{appeal}/decide/", status=(403, 409))
    teller.same("Tomas, who judged before, cannot", "Decide or send" in refused.text, False)
    teller.step("Noor claims it, reads the line, and overturns")
    noor.press(noor.open(f"cases/{reference}/"), f"/{appeal}/claim/")
    noor.fill(noor.open(f"appeals/{appeal}/decide/"), "summary", "outcome", button="send", **_overturned())
    found = company.platform.get(f"appeals/{appeal}/")
    teller.same(
        "decided for the person, by one person alone",
        (found["decision"]["outcome"], found["decision"]["cause"]),
        ("overturned", "facts_wrong"),
    )


def _overturned() -> dict[str, Any]:
    return {
        "outcome": "overturned",
        "cause": "facts_wrong",
        "summary": "You are right. The second date is the day on which the name was registered. We read it as a birth date, and that was "
        "our mistake. We are sorry.",
        "finding_0": "not_shown",
        "answer_0": "The certificate names the day of registration in the line above the date.",
        "point_0": "The date is the day of registration.",
        "reply_0": "Yes, the line above it says so.",
    }


def put_right(company: Company, person: Person, reference: str) -> None:
    """The platform opens the account, gives back what was taken, and says so; the account is good again."""
    teller, platform = company.teller, company.platform
    page = person.follow("the second decision", subject="decided")
    teller.holds("the person reads that we were wrong", page.text, "We were wrong")
    asked = ("reopen", "restore_badge", "restore_visibility", "tell_counterparties")
    done = wait_for("the requests to put it right", lambda: platform.confirm(reference, written(company.now), *asked))
    teller.same("the platform reports each thing it put right", sorted(done), sorted(asked))
    known = platform.get(f"accounts/{ACCOUNT}/")
    teller.same("the account is good, with every ability", (known["standing"], known["abilities"]), ("good", list(ALL_ABILITIES)))
    teller.same("nothing waits", known["effects_waiting"], 0)
    teller.same("the case is over", platform.get(f"suspensions/{reference}/")["state"], "overturned")
