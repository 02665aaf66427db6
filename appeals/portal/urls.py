"""The addresses of the portal, each under its language."""

from django.urls import path

from appeals.portal import (
    answer_pages,
    appeal_pages,
    case_pages,
    decision_pages,
    entry,
    evidence_pages,
    lacking_page,
    message_pages,
    task_pages,
)

app_name = "portal"

CASE = "cases/<slug:ref>/"
APPEAL = f"{CASE}appeals/<slug:apl>/"

urlpatterns = [
    path("", entry.find, name="find"),
    path("enter/<slug:pointer>/", entry.enter, name="enter"),
    path("sign-out/", entry.sign_out, name="sign_out"),
    path("cases/", entry.cases, name="cases"),
    path(CASE, case_pages.case, name="case"),
    path(f"{CASE}reason/", case_pages.reason, name="reason"),
    path(f"{CASE}reason/<int:number>/", case_pages.reason, name="reason_version"),
    path(f"{CASE}exhibits/<int:number>/", case_pages.exhibit, name="exhibit"),
    path(f"{CASE}letters/", case_pages.letters, name="letters"),
    path(f"{CASE}letters/<slug:public_id>/", case_pages.letter, name="letter"),
    path(f"{CASE}messages/", message_pages.messages_page, name="messages"),
    path(f"{CASE}options/", appeal_pages.options, name="options"),
    path(f"{CASE}requests/<slug:irq>/", answer_pages.question, name="question"),
    path(f"{CASE}requests/<slug:irq>/more-time/", answer_pages.more_time, name="more_time"),
    path(f"{CASE}decision/<int:number>/", decision_pages.decision, name="decision"),
    path(f"{CASE}closures/<slug:clo>/", decision_pages.closure, name="closure"),
    path(APPEAL, appeal_pages.appeal, name="appeal"),
    path(f"{APPEAL}wants/", task_pages.wants, name="wants"),
    path(f"{APPEAL}points/", task_pages.points, name="points"),
    path(f"{APPEAL}story/", task_pages.story, name="story"),
    path(f"{APPEAL}late/", task_pages.late, name="late"),
    path(f"{APPEAL}context/", task_pages.context, name="context"),
    path(f"{APPEAL}contact/", task_pages.contact, name="contact"),
    path(f"{APPEAL}evidence/", evidence_pages.evidence, name="evidence"),
    path(f"{APPEAL}evidence/link/", evidence_pages.link, name="link"),
    path(f"{APPEAL}evidence/missing/", lacking_page.lacking, name="lacking"),
    path(f"{APPEAL}evidence/<slug:evd>/remove/", evidence_pages.remove, name="remove"),
    path(f"{APPEAL}check/", appeal_pages.check, name="check"),
    path(f"{APPEAL}receipt/<int:number>/", appeal_pages.receipt, name="receipt"),
    path(f"{APPEAL}withdraw/", appeal_pages.withdraw, name="withdraw"),
]
