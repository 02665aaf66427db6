"""A form as it is shown: labels, hints and errors are tied to their controls."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import RequestFactory

from appeals.templatetags import ui
from tests.appeals.markup import Element, read


class Sample(forms.Form):
    statement = forms.CharField(
        label="What happened?",
        help_text="In your own words.",
        max_length=5000,
        widget=forms.Textarea,
        error_messages={"required": "Write what happened."},
    )
    wants = forms.ChoiceField(label="What do you want?", choices=[("a", "All"), ("b", "Less")], widget=forms.RadioSelect)
    email = forms.EmailField(label="E-mail", required=False)
    file = forms.FileField(label="A document", help_text="Up to 15 MB.")
    truth = forms.BooleanField(label="It is true.", help_text="As far as you know.")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def shown(name: str, data: dict[str, Any] | None = None, **more: Any) -> Element:
    """Return a field of the sample form as it stands on a page."""
    form = Sample(data)
    form.fields["wants"].choice_hints = {"b": "A shorter time."}  # type: ignore[attr-defined]
    return read(render_to_string("ui/field.html", {"field": form[name]} | more))


def described(page: Element, control: Element) -> list[str]:
    """Return the words a screen reader adds to a control."""
    return [page.by_id(name).words for name in (control.attrs.get("aria-describedby") or "").split()]


def test_a_text_area_is_tied_to_its_label_its_limit_and_its_hint() -> None:
    page = shown("statement")
    area = page.one("textarea")

    assert page.one("label").words == "What happened?"
    assert described(page, area) == ["In your own words.", "You can write up to 5\u202f000 characters."]
    assert (area.attrs.get("dir"), area.attrs.get("class"), area.attrs.get("maxlength"), area.attrs.get("aria-invalid")) == (
        "auto",
        "input input-textarea",
        None,
        None,
    )


def test_an_error_stands_beside_its_control_and_is_read_with_it() -> None:
    page = shown("statement", {})
    area = page.one("textarea")

    assert area.attrs.get("aria-invalid") == "true"
    assert described(page, area)[-1] == "Error: Write what happened."


def test_a_group_has_a_legend_and_hints_of_its_own() -> None:
    page = shown("wants", {})

    assert page.one("legend").words == "What do you want?"
    assert described(page, page.one("fieldset")) == ["Error: This field is required."]
    radios = page.all("input")
    assert [(radio.attrs.get("id"), "checked" in radio.attrs, described(page, radio)) for radio in radios] == [
        ("id_wants_0", False, []),
        ("id_wants_1", False, ["A shorter time."]),
    ]
    assert [label.words for label in page.all("label")] == ["All", "Less"]


def test_a_chosen_option_stays_chosen() -> None:
    page = shown("wants", {"wants": "b"})

    assert ["checked" in radio.attrs for radio in page.all("input")] == [False, True]


def test_a_field_that_may_stay_empty_says_so() -> None:
    assert shown("email").one("label").words == "E-mail (optional)"
    assert shown("email", no_optional=True).one("label").words == "E-mail"


def test_an_address_is_written_left_to_right() -> None:
    assert shown("email").one("input").attrs.get("dir") == "ltr"


def test_a_file_is_asked_for_by_the_native_control() -> None:
    page = shown("file")
    control = page.one("input")

    assert (control.attrs.get("type"), control.attrs.get("class"), described(page, control)) == (
        "file",
        "input input-file",
        ["Up to 15 MB."],
    )


def test_a_single_box_has_its_label_after_it() -> None:
    page = shown("truth", {})
    box = page.one("input")

    assert described(page, box) == ["As far as you know.", "Error: This field is required."]
    assert page.one("label").words == "It is true."
    assert [one.tag for one in page.all("div")[1].inside if isinstance(one, Element)] == ["input", "label", "p"]


def test_a_hidden_field_has_no_label() -> None:
    assert shown("secret").all("label") == []


def test_a_page_may_ask_in_its_own_words() -> None:
    page = shown("email", label="Where can we write to you?", large=True)

    assert page.one("label").attrs.get("class") == "label label-large"
    assert page.one("label").words == "Where can we write to you? (optional)"


def test_a_persons_words_are_escaped() -> None:
    page = render_to_string("ui/field.html", {"field": Sample({"statement": "</textarea><b>"})["statement"]})

    assert "&lt;/textarea&gt;&lt;b&gt;" in page
    assert "<b>" not in page


def test_the_summary_leads_to_each_control_and_to_none_for_the_whole_form() -> None:
    form = Sample({})
    form.add_error(None, "The case is closed.")

    assert ui.complaints(form) == [
        {"href": "", "message": "The case is closed."},
        {"href": "#id_statement", "message": "Write what happened."},
        {"href": "#id_wants_0", "message": "This field is required."},
        {"href": "#id_file", "message": "This field is required."},
        {"href": "#id_truth", "message": "This field is required."},
    ]


def test_a_form_without_errors_has_no_summary() -> None:
    assert render_to_string("ui/error_summary.html", {"form": Sample()}).strip() == ""
    assert ui.complaints(None) == []


def test_a_whole_form_posts_with_a_token_and_carries_files() -> None:
    request = RequestFactory().get("/en/")
    page = read(render_to_string("ui/form.html", {"form": Sample(), "button": "Send"}, request))
    form = page.one("form")

    assert (form.attrs.get("method"), form.attrs.get("enctype"), form.attrs.get("action"), "novalidate" in form.attrs) == (
        "post",
        "multipart/form-data",
        None,
        True,
    )
    assert form.all("input")[0].attrs["name"] == "csrfmiddlewaretoken"
    assert [button.words for button in form.all("button")] == ["Send"]


@pytest.mark.parametrize("code", ["403", "404", "409", "413", "422", "500", "503"])
def test_an_error_page_needs_neither_database_nor_request(code: str) -> None:
    page = read(render_to_string(f"errors/{code}.html", {}))

    assert page.one("title").words == f"{page.one('h1').words} \u2013 Example Marketplace"
