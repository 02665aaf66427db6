"""Finding one's case by an e-mailed code: nothing is told to whoever asks, and a code works once."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.instants import redress_now
from accounts.models import Representative, SignInCode
from accounts.sessions import ENDS_AT
from accounts.sign_in import mint
from appeals.portal.session import EMAIL
from notifications.models import Message
from notifications.sealing import unseal
from tests.appeals.portal.conftest import Browser, signed_in, words
from tests.factories import make_account, make_appeal, make_case, make_closure, make_user

if TYPE_CHECKING:
    from tests.appeals.cast import Cast
    from tests.clock import TestClock

FIND = "/en/"


def digits_mailed(email: str) -> str:
    """The code in the newest mail to an address."""
    message = Message.objects.filter(recipient=email, kind="sign_in_code").latest("pk")
    assert message.sealed is not None
    return unseal(message.sealed)


def ask(browser: Browser, typed: str, **more: str) -> str:
    """Ask for a code; answers the address of the page that takes it."""
    address: str = browser.sent(FIND, {"typed": typed} | more)["Location"]
    return address


def bare(content: bytes) -> bytes:
    """A page without what is drawn anew for everybody: the token of its forms, the id of the request, its own address."""
    return re.sub(rb'(csrfmiddlewaretoken"\s+value="|req_|/enter/)[^"<]+', b"", content)


def test_a_person_signs_in_with_the_code_from_the_mail_and_sees_their_case(cast: Cast, stranger: Browser) -> None:
    case = cast.case()
    enter = ask(stranger, cast.account.email)

    response = stranger.sent(enter, {"code": digits_mailed(cast.account.email)})

    assert response["Location"] == f"/en/cases/{case.reference}/"
    assert stranger.page(response["Location"]).one("h1").words == "Your account is suspended"


def test_a_reference_finds_the_case_and_leads_to_it(cast: Cast, stranger: Browser) -> None:
    cast.case()
    wanted = cast.case()
    enter = ask(stranger, wanted.reference.lower().replace("-", " "))

    response = stranger.sent(enter, {"code": digits_mailed(cast.account.email)})

    assert response["Location"] == f"/en/cases/{wanted.reference}/"


@pytest.mark.parametrize("kind", ["appeal", "closure"])
def test_the_reference_in_any_letter_of_a_case_finds_the_case(cast: Cast, stranger: Browser, kind: str) -> None:
    cast.case()
    wanted = cast.case()
    part: Any = make_appeal(wanted) if kind == "appeal" else make_closure(wanted)
    enter = ask(stranger, f"{part.reference.replace('-', '').lower()}.")

    response = stranger.sent(enter, {"code": digits_mailed(cast.account.email)})

    assert response["Location"] == f"/en/cases/{wanted.reference}/"


def test_several_cases_are_listed_with_their_state(cast: Cast, ana: Browser) -> None:
    first, second = cast.case(), cast.case(state="lifted", measure="temporary")

    page = ana.page("/en/cases/")

    rows = [item.words for item in page.by_id("main").all("li") if "SUS-" in item.words]
    assert len(rows) == 2
    assert {reference in " ".join(rows) for reference in (first.reference, second.reference)} == {True}


def test_an_address_without_any_case_sees_an_empty_list(stranger: Browser) -> None:
    make_account(email="new@example.org")

    assert "There is no case for this address now." in words(signed_in("new@example.org").page("/en/cases/"))


@pytest.mark.parametrize("typed", ["ana@example.org", "nobody@example.org", "SUS-7K3M-92QX", "known-reference", "APL-0000-0000"])
def test_the_answer_is_the_same_whatever_is_behind_it(cast: Cast, typed: str) -> None:
    case = cast.case()
    typed = case.reference if typed == "known-reference" else typed
    known, asker = Browser(), Browser()

    answers = [browser.post(FIND, {"typed": text}) for browser, text in ((known, cast.account.email), (asker, typed))]
    pages = [browser.get(answer["Location"]) for browser, answer in zip((known, asker), answers, strict=True)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert len({len(answer["Location"]) for answer in answers}) == 1
    shown = [bare(page.content).replace(text.encode(), b"") for page, text in zip(pages, (cast.account.email, typed), strict=True)]
    assert shown[0] == shown[1]


def test_only_a_known_address_gets_a_mail(cast: Cast, stranger: Browser) -> None:
    cast.case()
    before = Message.objects.count()

    ask(stranger, "nobody@example.org")
    ask(stranger, "SUS-7K3M-92QX")
    assert Message.objects.count() == before

    ask(stranger, cast.account.email)
    assert Message.objects.count() == before + 1


def test_the_sixth_code_in_an_hour_is_not_sent_and_nobody_is_told_so(cast: Cast, stranger: Browser) -> None:
    cast.case()
    pages = [bare(stranger.get(ask(stranger, cast.account.email)).content) for _time in range(6)]

    assert Message.objects.filter(kind="sign_in_code").count() == 5
    assert len(set(pages)) == 1


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Type your e-mail address, or the reference of your case."),
        ("ana", "Type a whole e-mail address, such as name@example.org, or a reference such as SUS-7K3M-92QX."),
        ("a@b", "Type a whole e-mail address, such as name@example.org, or a reference such as SUS-7K3M-92QX."),
        ("SUS-7K3M", "Type a whole e-mail address, such as name@example.org, or a reference such as SUS-7K3M-92QX."),
        ("ana\x00@example.org", "The text holds a sign that cannot be shown. Type it again, or paste it as plain text."),
        ("a" * 300 + "@example.org", "The text is too long. Write at most 254 characters."),
    ],
)
def test_what_is_neither_address_nor_reference_is_said_at_the_field(stranger: Browser, typed: str, says: str) -> None:
    response = stranger.sent(FIND, {"typed": typed}, status=422)

    assert says in response.content.decode()
    assert "<title>Error:" in re.sub(r">\s+", ">", response.content.decode())
    assert SignInCode.objects.count() == 0


def test_looking_at_the_page_uses_no_code_up(cast: Cast, stranger: Browser) -> None:
    cast.case()
    enter = ask(stranger, cast.account.email)

    stranger.get(enter)
    Browser().get(enter)
    Browser().head(enter)

    code = SignInCode.objects.get()
    assert (code.tries, code.used_at) == (0, None)


def test_a_pointer_that_never_was_shows_the_same_page(cast: Cast) -> None:
    cast.case()
    pointer = mint(cast.account.email, now=redress_now()).row.pointer

    real, made_up = (bare(Browser().get(f"/en/enter/{one}/").content) for one in (pointer, "x" * 43))

    assert real == made_up


def says_no(browser: Browser, enter: str, code: str) -> str:
    """The refusal of a code."""
    content: str = browser.sent(enter, {"code": code}, status=422).content.decode()
    assert EMAIL not in browser.session
    return content


WRONG = "This code did not work. It is wrong, or was used, or is too old."


def test_a_wrong_code_is_refused_in_one_sentence_with_a_way_to_a_new_one(cast: Cast, stranger: Browser) -> None:
    cast.case()
    enter = ask(stranger, cast.account.email)

    content = says_no(stranger, enter, "00000000" if digits_mailed(cast.account.email) != "0000 0000" else "11111111")

    assert WRONG in content
    assert "Send a new code" in content


def test_a_code_of_another_length_costs_no_try(cast: Cast, stranger: Browser) -> None:
    cast.case()
    enter = ask(stranger, cast.account.email)

    assert "The code has 8 digits." in says_no(stranger, enter, "1234")
    assert SignInCode.objects.get().tries == 0


def test_after_five_wrong_tries_the_right_code_is_refused_too(cast: Cast, stranger: Browser) -> None:
    cast.case()
    enter = ask(stranger, cast.account.email)
    right = digits_mailed(cast.account.email)
    wrong = "00000000" if right != "0000 0000" else "11111111"

    for _time in range(5):
        says_no(stranger, enter, wrong)

    assert WRONG in says_no(stranger, enter, right)


def test_a_code_works_once_and_for_fifteen_minutes(cast: Cast, clock: TestClock) -> None:
    cast.case()
    first, second, late = Browser(), Browser(), Browser()
    enter = ask(first, cast.account.email)
    right = digits_mailed(cast.account.email)
    first.sent(enter, {"code": right})
    assert WRONG in says_no(second, enter, right)

    enter = ask(late, cast.account.email)
    right = digits_mailed(cast.account.email)
    clock.advance(minutes=15, seconds=1)

    assert WRONG in says_no(late, enter, right)


@pytest.mark.parametrize("written", ["{0} {1}", " {0}-{1} ", "{0}{1}"])
def test_digits_may_be_pasted_in_any_way(cast: Cast, stranger: Browser, written: str) -> None:
    cast.case()
    minted = mint(cast.account.email, now=redress_now())

    stranger.sent(f"/en/enter/{minted.row.pointer}/", {"code": written.format(minted.digits[:4], minted.digits[4:])})

    assert stranger.session[EMAIL] == cast.account.email
    # However busy the day, it ends.
    assert 8 * 3600 - 60 < stranger.session[ENDS_AT] - time.time() <= 8 * 3600


def test_signing_in_changes_the_key_of_the_session(cast: Cast, stranger: Browser) -> None:
    cast.case()
    enter = ask(stranger, cast.account.email)
    before = stranger.session.session_key

    stranger.sent(enter, {"code": digits_mailed(cast.account.email)})

    assert stranger.session.session_key not in {None, before}


def test_after_signing_in_the_wanted_page_opens(cast: Cast, stranger: Browser) -> None:
    case = cast.case()
    wanted = f"/en/cases/{case.reference}/reason/"
    asked = stranger.get(wanted)
    assert asked["Location"] == f"/en/?next=%2Fen%2Fcases%2F{case.reference}%2Freason%2F"
    form = stranger.page(asked["Location"])
    assert form.by_id("id_typed").attrs["value"] == case.reference

    enter = ask(stranger, case.reference, next=wanted)

    assert stranger.sent(enter, {"code": digits_mailed(cast.account.email)})["Location"] == wanted


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "cases/"])
def test_nobody_is_sent_to_another_site_after_signing_in(cast: Cast, stranger: Browser, target: str) -> None:
    case = cast.case()
    enter = ask(stranger, cast.account.email, next=target)

    assert stranger.sent(enter, {"code": digits_mailed(cast.account.email)})["Location"] == f"/en/cases/{case.reference}/"


def test_signing_out_ends_the_session_and_needs_a_form(cast: Cast, ana: Browser) -> None:
    case = cast.case()
    assert ana.get("/en/sign-out/").status_code == 405

    assert ana.sent("/en/sign-out/")["Location"] == "/en/"

    assert ana.get(f"/en/cases/{case.reference}/").status_code == 302


def test_signing_out_of_the_portal_leaves_staff_signed_in_at_the_console(cast: Cast, ana: Browser) -> None:
    ana.force_login(make_user("reviewer"))
    session = ana.session
    session[EMAIL] = cast.account.email
    session.save()

    ana.sent("/en/sign-out/")

    assert (EMAIL in ana.session, "_auth_user_id" in ana.session) == (False, True)


def test_a_form_without_its_token_is_refused(cast: Cast) -> None:
    browser = Browser(enforce_csrf_checks=True)

    assert browser.post(FIND, {"typed": cast.account.email}).status_code == 403
    assert SignInCode.objects.count() == 0


def test_a_session_ends_after_an_hour_without_a_click(cast: Cast, ana: Browser) -> None:
    started = Session.objects.filter(pk=ana.session.session_key)
    started.update(expire_date=timezone.now() + timedelta(minutes=5))
    renewed = ana.get("/en/cases/")

    assert (renewed.status_code, renewed.cookies["sessionid"]["max-age"]) == (200, 3600)
    assert timedelta(minutes=59) < started.get().expire_date - timezone.now() <= timedelta(hours=1)

    started.update(expire_date=timezone.now())
    assert ana.get("/en/cases/").status_code == 302


def test_what_is_revoked_ends_at_once(cast: Cast) -> None:
    case = cast.case()
    now = redress_now()
    helper = Representative.objects.create(account=cast.account, name="Hana", email="hana@example.org", scopes=["read"], accepted_at=now)
    hana = signed_in("hana@example.org")
    hana.page(f"/en/cases/{case.reference}/")

    Representative.objects.filter(pk=helper.pk).update(revoked_at=now)

    assert hana.get(f"/en/cases/{case.reference}/").status_code == 404


def test_an_address_that_changed_yesterday_opens_nothing(cast: Cast) -> None:
    account = make_account(email="thief@example.org", email_changed_at=redress_now() - timedelta(hours=71))
    case = make_case(account)

    assert signed_in("thief@example.org").get(f"/en/cases/{case.reference}/").status_code == 404
