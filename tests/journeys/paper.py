"""Filling in a form as it stands on the page: what the page does not offer cannot be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.test import Client

from tests.appeals.markup import Element, read

if TYPE_CHECKING:
    from collections.abc import Iterator


class Person:
    """Somebody with a browser that checks tokens as a real one makes them be checked."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.address = ""
        self.page = Element("")

    def open(self, address: str) -> Element:
        """Open an address, and follow where it leads."""
        return self._arrive(self.client.get(address, follow=True), address)

    def follow(self, words: str) -> Element:
        """Press the link that says this, or begins with it."""
        links = [one.attrs["href"] for one in self.page.all("a") if one.words.startswith(words)]
        return self.open(links[0] or "")

    def send(self, button: str, **answers: Any) -> Element:
        """Fill in the form that has this button and press it. An answer to a question that is not asked fails the test."""
        form, pressed = next((one, b) for one in self.page.all("form") for b in one.all("button") if b.words.startswith(button))
        asked = list(_fields(form))
        unknown = set(answers) - {name for name, _value in asked}
        assert unknown == set(), f"the form does not ask for {unknown}"
        data = {name: value for name, value in asked if value is not None} | answers
        if pressed.attrs.get("name"):
            data[pressed.attrs["name"] or ""] = pressed.attrs.get("value")
        target = form.attrs.get("action") or self.address
        return self._arrive(self.client.post(target, data, follow=True), target)

    @property
    def words(self) -> str:
        """What the main part of the page says."""
        return self.page.by_id("main").words

    def _arrive(self, response: Any, address: str) -> Element:
        assert response.status_code == 200, (response.status_code, address)
        self.address = response.redirect_chain[-1][0] if response.redirect_chain else address
        self.page = read(response.content.decode())
        return self.page


def _fields(form: Element) -> Iterator[tuple[str, str | None]]:
    """The fields of a form with what stands in them; None for what is not chosen."""
    for one in form.all("input"):
        ticked = one.attrs.get("type") not in {"radio", "checkbox"} or "checked" in one.attrs
        name = one.attrs.get("name")
        if name and one.attrs.get("type") != "file":
            yield name, one.attrs.get("value") or ("on" if one.attrs.get("type") == "checkbox" else "") if ticked else None
        elif name:
            yield name, None
    for one in form.all("textarea"):
        yield one.attrs["name"] or "", one.words
    for one in form.all("select"):
        chosen = [option.attrs.get("value") for option in one.all("option") if "selected" in option.attrs]
        yield one.attrs["name"] or "", chosen[0] if chosen else ""
