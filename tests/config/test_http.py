"""What every address shares: headers, limits, refusals and health."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from pytest_django import Settings

from config.limits import BodyLimitMiddleware, body_limit

POLICY = {
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}


@csrf_exempt
def echo(request: HttpRequest) -> HttpResponse:
    """Answers with the size of what it read."""
    return HttpResponse(str(len(request.body)))


@csrf_exempt
def take_file(request: HttpRequest) -> HttpResponse:
    """Takes one large file."""
    return HttpResponse(str(sum(chosen.size or 0 for chosen in request.FILES.getlist("file"))))


take_file.body_limit = 1024 * 1024  # type: ignore[attr-defined]


def fail(_request: HttpRequest) -> HttpResponse:
    """Fails, with a detail that nobody may see."""
    message = "postgres://secret"
    raise RuntimeError(message)


urlpatterns = [path("echo", echo), path("api/v1/echo", echo), path("file", take_file), path("fail", fail), path("api/v1/fail", fail)]
handler404 = "config.refusals.not_found"
handler500 = "config.refusals.server_error"


@pytest.fixture
def door(settings: Settings) -> Client:
    """A client of the addresses above, which shows failures as a visitor sees them."""
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


def test_every_answer_carries_the_strict_policy(client: Client) -> None:
    answer = client.get("/livez")
    assert set(answer["Content-Security-Policy"].split("; ")) == POLICY
    assert (answer["X-Frame-Options"], answer["X-Content-Type-Options"], answer["Referrer-Policy"]) == ("DENY", "nosniff", "same-origin")


def test_a_living_process_asks_nothing_of_the_database(client: Client) -> None:
    answer = client.get("/livez")
    assert (answer.status_code, answer.content) == (200, b"alive\n")


@pytest.mark.django_db
def test_a_process_with_its_database_is_ready(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"ready\n")


@pytest.mark.django_db
def test_a_process_whose_database_fails_gets_no_traffic(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.health.QUESTION", "SELECT no_such_function()")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"the database does not answer\n")


@pytest.mark.parametrize("address", ["/livez", "/readyz"])
def test_health_is_only_asked_never_told(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405


@pytest.mark.parametrize(("size", "status"), [(128 * 1024, 200), (128 * 1024 + 1, 413)])
def test_a_body_may_have_128_kib_and_no_byte_more(door: Client, size: int, status: int) -> None:
    assert door.post("/echo", b"x" * size, content_type="application/json").status_code == status


def test_a_large_body_at_the_api_is_refused_as_a_problem(door: Client) -> None:
    answer = door.post("/api/v1/echo", b"x" * (128 * 1024 + 1), content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")
    assert json.loads(answer.content) == {
        "type": "/api/v1/docs/errors/too-large/",
        "title": "The request is too large.",
        "status": 413,
        "detail": "The request body is larger than 131072 bytes.",
        "request_id": answer["X-Request-Id"],
        "errors": [],
    }


def test_a_view_for_files_takes_what_it_says(door: Client) -> None:
    file = SimpleUploadedFile("photo.jpg", b"x" * 600_000)
    answer = door.post("/file", {"file": file})
    assert (answer.status_code, answer.content) == (200, b"600000")


def test_a_view_for_files_takes_no_more_than_it_says(door: Client) -> None:
    file = SimpleUploadedFile("photo.jpg", b"x" * 1_100_000)
    assert door.post("/file", {"file": file}).status_code == 413


def test_a_class_says_its_limit_too() -> None:
    class Uploads(View):
        body_limit = 7

    assert (body_limit(Uploads.as_view()), body_limit(SimpleNamespace(cls=Uploads))) == (7, 7)  # type: ignore[arg-type]


def test_a_length_that_is_no_number_is_left_to_the_server() -> None:
    request = RequestFactory().post("/echo", b"x", content_type="text/plain")
    request.META["CONTENT_LENGTH"] = "many"
    assert BodyLimitMiddleware(echo).process_view(request, echo, (), {}) is None


def test_a_length_below_nothing_is_refused_before_anything_is_read() -> None:
    request = RequestFactory().post("/api/v1/echo", b"x", content_type="text/plain")
    request.META["CONTENT_LENGTH"] = "-1"
    answer = BodyLimitMiddleware(echo).process_view(request, echo, (), {})
    assert answer is not None
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_a_body_in_chunks_is_refused_with_what_to_send_instead(door: Client) -> None:
    answer = door.post("/api/v1/echo", b"x", content_type="application/json", CONTENT_LENGTH="", HTTP_TRANSFER_ENCODING="chunked")
    assert (answer.status_code, answer.json()["detail"]) == (400, "A body in chunks is not read. Send it with its Content-Length.")


@pytest.mark.parametrize(("address", "status"), [("/nowhere", 404), ("/fail", 500)])
def test_a_refusal_at_a_page_is_a_page_in_the_readers_language(door: Client, address: str, status: int) -> None:
    answer = door.get(address, headers={"Accept-Language": "ar"})
    text = " ".join(answer.content.decode().split())
    assert (answer.status_code, '<html lang="ar" dir="rtl">' in text, "secret" in text) == (status, True, False)


@pytest.mark.parametrize(("address", "status", "slug"), [("/api/v1/nowhere", 404, "not-found"), ("/api/v1/fail", 500, "internal")])
def test_a_refusal_at_the_api_is_a_problem(door: Client, address: str, status: int, slug: str) -> None:
    answer = door.get(address)
    body = answer.json()
    assert (answer.status_code, answer["Content-Type"], body["status"], body["type"]) == (
        status,
        "application/problem+json",
        status,
        f"/api/v1/docs/errors/{slug}/",
    )
    assert "secret" not in answer.content.decode()


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused(settings: Settings) -> None:
    answer = Client(enforce_csrf_checks=True).post("/i18n/setlang/", {"language": "es"})
    assert answer.status_code == 403
    assert settings.LANGUAGE_COOKIE_NAME not in answer.cookies


def test_templates_carry_no_inline_style_or_script() -> None:
    folder = Path(__file__).resolve().parents[2] / "config" / "templates"
    pages = [page.read_text() for page in folder.rglob("*.html")]
    assert pages
    assert [page for page in pages if "<script" in page or " style=" in page or "<style" in page] == []
