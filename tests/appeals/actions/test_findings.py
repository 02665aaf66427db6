"""What checks find: stored by the program, recorded by a person, told to whoever sent the document."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from accounts.instants import redress_now
from accounts.models import Proof
from appeals.actions import perform
from appeals.actions.findings import Findings, StoredPage, overall, record_check, record_checks, store_findings
from appeals.actions.proofs import NewProof
from appeals.errors import IllegalTransition, Invalid, NotAllowed, PeopleOnly
from appeals.evidence.checks import Checked, Result
from appeals.models import Clock, Event, Evidence, EvidenceCheck, Notice, Suspension, ViewPage
from appeals.queries.proofs import proofs_of
from tests.appeals.cast import codes, entries, last_entry, last_notice, letters, refused
from tests.factories import claim, make_appeal, make_closure, make_evidence

if TYPE_CHECKING:
    from tests.conftest import ModuleRows

pytestmark = pytest.mark.usefixtures("constraints_now")
READABLE = Findings(
    "clean", (StoredPage("a" * 32, "image/jpeg", 640, 480),), (Checked("opens", Result.PASSED), Checked("text_readable", Result.WAITING))
)
ALL_WELL = Findings(
    "clean", (StoredPage("a" * 32, "text/plain", 0, 0),), (Checked("opens", Result.PASSED), Checked("text_readable", Result.PASSED))
)
LOCKED = Findings("clean", (), (Checked("opens", Result.NOT_ACCEPTED, "encrypted"),), ({"code": "encrypted", "cause": ""},))
INFECTED = Findings("infected", (), (Checked("opens", Result.NOT_ACCEPTED, "held_back"),))


@pytest.fixture(scope="module")
def whole_evidence(whole_case: Suspension, module_rows: ModuleRows) -> Evidence:
    with module_rows():
        return make_evidence(make_appeal(whole_case), check_after=redress_now())


@pytest.fixture
def evidence(whole_evidence: Evidence, db: None) -> Evidence:
    return deepcopy(whole_evidence)


def state_of(evidence: Evidence) -> str:
    evidence.refresh_from_db()
    return evidence.state


def test_what_the_program_found_is_stored_with_its_pages_and_checks(cast, case, evidence):
    seq, notice = last_entry(case), last_notice()

    assert perform(store_findings, cast.system, evidence=evidence, findings=READABLE) is True

    assert (state_of(evidence), evidence.scan, evidence.check_after) == ("checking", "clean", None)
    assert list(ViewPage.objects.values_list("number", "storage_key", "width")) == [(1, "a" * 32, 640)]
    assert [(one.code, one.result, one.by_id) for one in evidence.checks.all()] == [
        ("opens", "passed", None),
        ("text_readable", "waiting", None),
    ]
    assert entries(case, after=seq) == ["evidence.checked"]
    assert letters(case, after=notice) == []


def test_findings_are_stored_once(cast, case, evidence):
    perform(store_findings, cast.system, evidence=evidence, findings=READABLE)
    seq = last_entry(case)

    assert perform(store_findings, cast.system, evidence=evidence, findings=INFECTED) is False
    assert (state_of(evidence), entries(case, after=seq)) == ("checking", [])


def test_what_was_taken_back_meanwhile_stays_unchecked(cast, case):
    evidence = make_evidence(make_appeal(case, state="draft"), check_after=redress_now())
    Evidence.objects.filter(pk=evidence.pk).update(removed_at=redress_now())

    assert perform(store_findings, cast.system, evidence=evidence, findings=READABLE) is False
    assert not ViewPage.objects.exists()


def test_only_the_program_stores_findings(cast, evidence):
    for actor in (cast.rita, cast.lena, cast.key, cast.ana):
        refused(NotAllowed, store_findings, actor, evidence=evidence, findings=READABLE)


@pytest.mark.parametrize("found", [(LOCKED, "replace", "password"), (INFECTED, "quarantined", "safety check")])
def test_a_file_that_cannot_be_used_is_told_at_once_with_what_to_do(cast, case, evidence, found):
    findings, state, words = found
    notice = last_notice()

    perform(store_findings, cast.system, evidence=evidence, findings=findings)

    assert state_of(evidence) == state
    assert letters(case, after=notice) == ["document_result"]
    text = Notice.objects.latest("pk").text
    assert words in text
    assert "What to do" in text


def test_nothing_is_told_about_a_file_of_an_unsent_draft(cast, case):
    evidence = make_evidence(make_appeal(case, state="draft"), check_after=redress_now())
    notice = last_notice()

    perform(store_findings, cast.system, evidence=evidence, findings=LOCKED)

    assert (state_of(evidence), letters(case, after=notice)) == ("replace", [])


def test_a_document_that_becomes_readable_is_new_for_whoever_judges(cast):
    closure = make_closure(step="proposed")
    appeal = make_appeal(closure.case)
    evidence = make_evidence(appeal, check_after=redress_now())
    judged = make_closure(step="reviewed")
    later = make_evidence(make_appeal(judged.case), check_after=redress_now())
    closure.case.refresh_from_db()
    before = closure.case.evidence_rev

    perform(store_findings, cast.system, evidence=evidence, findings=ALL_WELL)
    perform(store_findings, cast.system, evidence=later, findings=ALL_WELL)

    closure.case.refresh_from_db()
    judged.refresh_from_db()
    assert (state_of(evidence), closure.case.evidence_rev) == ("accepted", before + 1)
    assert judged.state == "in_review"


def test_a_person_accepts_a_document_and_that_is_told_once(cast, case, evidence):
    perform(store_findings, cast.system, evidence=evidence, findings=READABLE)
    notice = last_notice()

    check = perform(record_check, cast.rita, evidence=evidence, code="text_readable", result="passed")

    assert (check.result, check.by_id, state_of(evidence)) == ("passed", cast.rita.user_id, "accepted")
    assert letters(case, after=notice) == ["document_result"]
    assert "We accepted “ID card front.jpg”" in Notice.objects.latest("pk").text
    perform(record_check, cast.rita, evidence=evidence, code="text_readable", result="passed")
    assert letters(case, after=notice) == ["document_result"]


def test_a_person_refuses_a_document_with_a_reason_the_person_reads(cast, case, evidence):
    perform(store_findings, cast.system, evidence=evidence, findings=READABLE)
    notice = last_notice()

    perform(record_check, cast.rita, evidence=evidence, code="corners_visible", result="not_accepted", reason="cut_off")

    assert state_of(evidence) == "replace"
    assert letters(case, after=notice) == ["document_result"]
    assert "One side is cut off." in Notice.objects.latest("pk").text


def test_a_check_can_be_corrected(cast, case, evidence):
    perform(store_findings, cast.system, evidence=evidence, findings=READABLE)
    perform(record_check, cast.rita, evidence=evidence, code="text_readable", result="not_accepted", reason="glare")

    perform(record_check, cast.rob, evidence=evidence, code="text_readable", result="passed")

    assert (state_of(evidence), EvidenceCheck.objects.get(code="text_readable").reason) == ("accepted", "")


def test_a_check_that_decides_nothing_is_not_told(cast, case, evidence):
    perform(store_findings, cast.system, evidence=evidence, findings=READABLE)
    notice = last_notice()

    perform(record_check, cast.rita, evidence=evidence, code="name_matches", result="passed")

    assert (state_of(evidence), letters(case, after=notice)) == ("checking", [])


def everything(**different: Checked) -> list[Checked]:
    """All checks of an identity card passed, but for some."""
    codes = ("corners_visible", "text_readable", "name_matches", "not_expired", "issuer_recognised")
    return [different.get(code, Checked(code, Result.PASSED)) for code in codes]


def test_several_checks_of_one_document_are_one_letter_with_every_reason(cast, case, evidence):
    perform(store_findings, cast.system, evidence=evidence, findings=READABLE)
    notice, seq = last_notice(), last_entry(case)
    cut, glare = Checked("corners_visible", Result.NOT_ACCEPTED, "cut_off"), Checked("text_readable", Result.NOT_ACCEPTED, "glare")

    perform(record_checks, cast.rita, evidence=evidence, checks=everything(corners_visible=cut, text_readable=glare))

    assert (state_of(evidence), letters(case, after=notice)) == ("replace", ["document_result"])
    assert entries(case, after=seq) == ["evidence.checked"]
    text = Notice.objects.latest("pk").text
    assert "One side is cut off. Light hides a part of the text." in text
    # Another reason later is news; the same one again is not.
    expired = Checked("not_expired", Result.NOT_ACCEPTED, "expired")
    perform(record_checks, cast.rita, evidence=evidence, checks=[cut])
    assert letters(case, after=notice) == ["document_result"]
    perform(record_checks, cast.rob, evidence=evidence, checks=[cut, expired])
    assert letters(case, after=notice) == ["document_result"] * 2
    assert [(one.code, one.by_id) for one in evidence.checks.filter(result="not_accepted")] == [
        ("text_readable", cast.rita.user_id),
        ("corners_visible", cast.rita.user_id),
        ("not_expired", cast.rob.user_id),
    ]


def test_what_is_wrong_with_several_checks_is_said_of_each(cast, evidence):
    perform(store_findings, cast.system, evidence=evidence, findings=READABLE)
    odd = [
        Checked("not_expired", Result.NOT_ACCEPTED),
        Checked("name_matches", Result.PASSED, "other_name"),
        Checked("opens", Result.PASSED),
    ]

    error = refused(Invalid, record_checks, cast.rita, evidence=evidence, checks=odd)
    assert codes(error) == [("not_expired", "required"), ("name_matches", "not_here"), ("checks", "unknown")]
    assert codes(refused(Invalid, record_checks, cast.rita, evidence=evidence, checks=[])) == [("checks", "required")]


def test_a_document_that_passed_proves_something_until_a_day(cast, case, evidence):
    perform(store_findings, cast.system, evidence=evidence, findings=READABLE)
    until = redress_now().date() + timedelta(days=900)

    perform(record_checks, cast.rita, evidence=evidence, checks=everything(), proof=NewProof("national_id", until))

    proof = Proof.objects.get(account=case.account)
    assert (proof.kind, proof.passed_on, proof.expires_on, proof.source) == ("national_id", redress_now().date(), until, evidence.public_id)
    event = Event.objects.filter(case=case).latest("seq")
    assert ('"proves":"national_id"' in str(event.body), f'"until":"{until}"' in str(event.body)) == (True, True)
    assert [one.kind for one in proofs_of(case.account, today=until)] == ["national_id"]
    assert [one.is_over for one in proofs_of(case.account, today=until + timedelta(days=1))] == [True]


def test_a_check_that_fails_later_takes_the_proof_back(cast, case, evidence):
    perform(store_findings, cast.system, evidence=evidence, findings=READABLE)
    perform(record_checks, cast.rita, evidence=evidence, checks=everything(), proof=NewProof("national_id"))

    perform(record_check, cast.rob, evidence=evidence, code="issuer_recognised", result="not_accepted", reason="unknown_issuer")
    assert (proofs_of(case.account, today=redress_now().date()), Proof.objects.get().taken_back_at) == ([], redress_now())
    perform(record_checks, cast.rob, evidence=evidence, checks=everything(), proof=NewProof("national_id"))
    assert len(proofs_of(case.account, today=redress_now().date())) == 1


@pytest.mark.parametrize(
    ("checks", "proof", "wrong"),
    [
        ({}, NewProof("selfie"), [("proves", "unknown")]),
        ({"name_matches": Checked("name_matches", Result.NOT_NEEDED)}, NewProof("passport"), [("proves", "not_passed")]),
        ({"not_expired": Checked("not_expired", Result.WAITING)}, NewProof("passport"), [("proves", "not_passed")]),
        ({}, NewProof("passport", date(2026, 1, 1)), [("expires_on", "past")]),
    ],
)
def test_only_a_document_that_passed_proves_anything(cast, evidence, checks, proof, wrong):
    perform(store_findings, cast.system, evidence=evidence, findings=READABLE)

    assert codes(refused(Invalid, record_checks, cast.rita, evidence=evidence, checks=everything(**checks), proof=proof)) == wrong


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"code": "opens", "result": "passed"}, [("code", "unknown")]),
        ({"code": "handwriting", "result": "passed"}, [("code", "unknown")]),
        ({"code": "not_expired", "result": "maybe"}, [("result", "unknown")]),
        ({"code": "not_expired", "result": "not_accepted"}, [("reason", "required")]),
        ({"code": "not_expired", "result": "not_accepted", "reason": "glare"}, [("reason", "required")]),
        ({"code": "not_expired", "result": "passed", "reason": "expired"}, [("reason", "not_here")]),
    ],
)
def test_a_check_is_one_of_ours_with_one_of_its_reasons(cast, evidence, values, wrong):
    perform(store_findings, cast.system, evidence=evidence, findings=READABLE)

    assert codes(refused(Invalid, record_check, cast.rita, evidence=evidence, **values)) == wrong


def test_only_those_who_judge_check_documents_and_only_after_the_program(cast, evidence):
    values = {"evidence": evidence, "code": "not_expired", "result": "passed"}
    refused(IllegalTransition, record_check, cast.rita, **values)
    for actor in (cast.ida, cast.audrey, cast.ana):
        refused(NotAllowed, record_check, actor, **values)
    refused(PeopleOnly, record_check, cast.key, **values)


def test_checking_a_document_keeps_the_claim(cast, case, clock):
    appeal = make_appeal(case)
    claim(appeal, cast.rita_user)
    evidence = make_evidence(appeal)

    perform(record_check, cast.rita, evidence=evidence, code="not_expired", result="passed")

    assert Clock.objects.filter(about=appeal.subject, kind="claim_idle", state="running").count() == 1


@pytest.mark.parametrize(
    ("checks", "state"),
    [
        ([], "accepted"),
        ([Checked("opens", Result.PASSED), Checked("not_expired", Result.NOT_NEEDED)], "accepted"),
        ([Checked("opens", Result.PASSED), Checked("not_expired", Result.WAITING)], "checking"),
        ([Checked("not_expired", Result.WAITING), Checked("text_readable", Result.NOT_ACCEPTED, "glare")], "replace"),
        ([Checked("opens", Result.NOT_ACCEPTED, "held_back")], "quarantined"),
    ],
)
def test_the_worst_check_decides_what_became_of_a_document(checks, state):
    assert overall(checks) == state
