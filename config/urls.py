"""Every address of the product, by door."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from appeals.console.views.sessions import to_sign_in
from config.health import livez, readyz

handler400 = "config.refusals.bad_request"
handler403 = "config.refusals.forbidden"
handler404 = "config.refusals.not_found"
handler500 = "config.refusals.server_error"


urlpatterns: list[URLPattern | URLResolver] = [
    path("livez", livez, name="livez"),
    path("readyz", readyz, name="readyz"),
    path("admin/login/", to_sign_in),
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/v1/", include("appeals.api.urls")),
    path("console/", include("appeals.console.urls")),
    path("console/", include("appeals.console.second_step_urls")),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("config.demo.urls")))
urlpatterns += i18n_patterns(path("", include("appeals.portal.urls")))
