"""A refusal stands beside its field, on top of the form, or on a page of its own with the right status."""

from __future__ import annotations

import pytest
from django import forms
from django.http import Http404
from django.test import RequestFactory

from appeals.errors import (
    AppealError,
    FieldError,
    GateClosed,
    IllegalTransition,
    Invalid,
    Missing,
    NotAllowed,
    NotVisible,
    VersionConflict,
)
from appeals.web.refusals import add_to_form, lines_of, page_of


class NameForm(forms.Form):
    name = forms.CharField()


def bound() -> NameForm:
    form = NameForm({"name": "x"})
    assert form.is_valid() is True
    return form


def test_an_error_of_a_field_stands_at_the_field() -> None:
    form = bound()

    add_to_form(
        form, Invalid([FieldError("label", "too_long", "Too long."), FieldError("other", "x", "Elsewhere.")]), fields={"label": "name"}
    )

    assert form.errors == {"name": ["Too long."], "__all__": ["Elsewhere."]}


def test_any_other_refusal_stands_on_top_of_the_form() -> None:
    form = bound()

    add_to_form(form, IllegalTransition("This is decided.", state="decided"))

    assert form.errors == {"__all__": ["This is decided."]}


def test_lines_of_a_summary_lead_to_where_each_is_mended() -> None:
    refused = Invalid([FieldError("statement", "required", "Write it."), FieldError("x", "y", "No place.")])

    assert lines_of(refused, {"statement": "/story/"}) == [
        {"href": "/story/", "message": "Write it."},
        {"href": "", "message": "No place."},
    ]
    assert lines_of(NotAllowed("Not yours.")) == [{"href": "", "message": "Not yours."}]


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (NotAllowed("Only our staff can do this."), 403, "Only our staff can do this."),
        (IllegalTransition("This is decided already.", state="decided"), 409, "This is decided already."),
        (VersionConflict(3), 412, "Someone changed this since you opened it."),
        (Invalid.one("url", "malformed", "Paste a whole address."), 422, "Paste a whole address."),
        (GateClosed([Missing("appeal_open", "An appeal of this case is open.")]), 409, "An appeal of this case is open."),
    ],
)
def test_a_page_says_what_is_refused_with_its_status(error: AppealError, status: int, words: str) -> None:
    page = page_of(RequestFactory().get("/en/"), error, back_url="/en/cases/")

    assert page.status_code == status
    assert words in page.content.decode()


def test_what_is_not_visible_is_a_page_that_does_not_exist() -> None:
    with pytest.raises(Http404):
        page_of(RequestFactory().get("/en/"), NotVisible())
