"""Every address of the console."""

from __future__ import annotations

from django.urls import path

from appeals.console.views import (
    appeals,
    cases,
    closure_second,
    closures,
    evidence,
    exhibits,
    holds,
    measures,
    outside,
    queue,
    recording,
    rulebook,
    second,
    sessions,
    suspensions,
    waiting,
)

app_name = "console"

urlpatterns = [
    path("", sessions.home, name="home"),
    path("sign-in/", sessions.sign_in, name="sign_in"),
    path("sign-out/", sessions.sign_out, name="sign_out"),
    # the desk
    path("queue/", queue.queue, name="queue"),
    path("queue/next/", queue.work_next, name="work_next"),
    path("to-confirm/", waiting.to_confirm, name="to_confirm"),
    path("suspensions/", suspensions.suspensions, name="suspensions"),
    path("measures/new/", recording.record_measure, name="record_measure"),
    # a case and its measure
    path("cases/<str:reference>/", cases.case, name="case"),
    path("cases/<str:reference>/notes/", cases.add_note_view, name="add_note"),
    path("cases/<str:reference>/exhibits/new/", exhibits.add_exhibit, name="add_exhibit"),
    path("cases/<str:reference>/exhibits/<int:number>/", exhibits.exhibit, name="exhibit"),
    path("cases/<str:reference>/confirm/", measures.confirm_measure, name="confirm_measure"),
    path("cases/<str:reference>/lift/", measures.lift_measure, name="lift_measure"),
    path("cases/<str:reference>/change/", measures.change_measure, name="change_measure"),
    path("cases/<str:reference>/hold/", measures.place_hold, name="place_hold"),
    path("cases/<str:reference>/close/", closures.propose_closure, name="propose_closure"),
    path("cases/<str:reference>/disputes/new/", outside.record_dispute, name="record_dispute"),
    path("cases/<str:reference>/disputes/<int:number>/settle/", outside.settle_dispute, name="settle_dispute"),
    path("cases/<str:reference>/legal-holds/new/", outside.place_legal_hold, name="place_legal_hold"),
    path("cases/<str:reference>/legal-holds/<int:number>/lift/", outside.lift_legal_hold, name="lift_legal_hold"),
    path("holds/<str:public_id>/confirm/", holds.confirm_hold, name="confirm_hold"),
    path("holds/<str:public_id>/move/", holds.move_hold, name="move_hold"),
    path("holds/<str:public_id>/end/", holds.end_hold, name="end_hold"),
    # an appeal
    path("appeals/<str:reference>/", appeals.appeal, name="appeal"),
    path("appeals/<str:reference>/claim/", appeals.claim, name="claim"),
    path("appeals/<str:reference>/release/", appeals.release, name="release"),
    path("appeals/<str:reference>/ask/", appeals.ask, name="ask"),
    path("appeals/<str:reference>/decide/", appeals.decide, name="decide"),
    path("appeals/<str:reference>/second/", second.second, name="second"),
    path("appeals/<str:reference>/second/approve/", second.approve, name="approve"),
    path("appeals/<str:reference>/second/return/", second.send_back, name="send_back"),
    path("evidence/<str:public_id>/", evidence.evidence, name="evidence"),
    path("evidence/<str:public_id>/pages/<int:number>/", evidence.evidence_page, name="evidence_page"),
    path("evidence/<str:public_id>/original/", evidence.original, name="original"),
    path("evidence/<str:public_id>/checks/", evidence.check_evidence, name="check_evidence"),
    # a closure
    path("closures/", closures.closures, name="closures"),
    path("closures/<str:reference>/", closures.closure, name="closure"),
    path("closures/<str:reference>/review/", closures.review_closure, name="review_closure"),
    path("closures/<str:reference>/release/", closures.release_closure, name="release_closure"),
    path("closures/<str:reference>/complete/", closures.complete_closure, name="complete_closure"),
    path("closures/<str:reference>/second/", closure_second.second_closure, name="second_closure"),
    path("closures/<str:reference>/second/approve/", closure_second.approve_closure, name="approve_closure"),
    path("closures/<str:reference>/second/return/", closure_second.return_closure, name="return_closure"),
    path("closures/<str:reference>/revise/", closures.revise_closure, name="revise_closure"),
    path("closures/<str:reference>/refuse/", closures.refuse_closure, name="refuse_closure"),
    path("closures/<str:reference>/withdraw/", closures.withdraw_closure, name="withdraw_closure"),
    # the rulebook
    path("rulebook/", rulebook.rulebook, name="rulebook"),
    path("rulebook/<slug:key>/", rulebook.section, name="section"),
    path("rulebook/<slug:key>/<int:number>/", rulebook.section_version, name="section_version"),
]
