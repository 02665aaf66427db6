"""Every address of the API."""

from django.urls import path

from appeals.api.schema import SchemaView
from appeals.api.views import accounts, appeals, closures, effects, nowhere, papers, sections, suspensions

CASE = "suspensions/<str:reference>"

urlpatterns = [
    path("schema/", SchemaView.as_view()),
    path("accounts/<str:external_id>/", accounts.AccountView.as_view()),
    path("sections/", sections.SectionsView.as_view()),
    path("sections/<str:key>/", sections.SectionView.as_view()),
    path("sections/<str:key>/versions/", sections.SectionVersionsView.as_view()),
    path("suspensions/", suspensions.SuspensionsView.as_view()),
    path(f"{CASE}/", suspensions.SuspensionView.as_view()),
    path(f"{CASE}/timeline/", papers.TimelineView.as_view()),
    path(f"{CASE}/statement/", papers.StatementView.as_view()),
    path(f"{CASE}/exhibits/", papers.ExhibitsView.as_view()),
    path(f"{CASE}/lift/", suspensions.LiftView.as_view()),
    path(f"{CASE}/effects/<str:effect>/confirm/", effects.EffectConfirmView.as_view()),
    path(f"{CASE}/effects/<str:effect>/refuse/", effects.EffectRefuseView.as_view()),
    path("closures/", closures.ClosuresView.as_view()),
    path("closures/<str:reference>/", closures.ClosureView.as_view()),
    path("closures/<str:reference>/withdraw/", closures.ClosureWithdrawView.as_view()),
    path("appeals/", appeals.AppealsView.as_view()),
    path("appeals/<str:reference>/", appeals.AppealView.as_view()),
    path("<path:_rest>", nowhere.nowhere),
]
