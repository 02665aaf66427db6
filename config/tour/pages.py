"""Reading a page as a browser without scripts does: its text, its links and its forms."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from config.tour.telling import TourError

if TYPE_CHECKING:
    import httpx

SILENT = frozenset({"script", "style", "template"})
VOID_TYPES = frozenset({"submit", "button", "image", "reset", "file"})


@dataclass
class Form:
    """A form as it stands on the page, with what it would send untouched."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def keep(self, name: str, value: str) -> None:
        """Note a value that is sent unless it is changed."""
        self.fields.setdefault(name, []).append(value)


@dataclass
class Page:
    """An answer with what can be read and done on it."""

    answer: httpx.Response
    text: str
    links: list[tuple[str, str]]
    forms: list[Form]

    @property
    def url(self) -> str:
        """Where this page is."""
        return str(self.answer.url)

    def form(self, *wanted: str, to: str = "") -> Form:
        """The form that has all these fields and leads to such an address. Raises TourError where there is none."""
        for form in self.forms:
            if set(wanted) <= form.known and form.action.endswith(to):
                return form
        message = f"{self.url} ({self.answer.status_code}) has no form with {wanted} {to}: {self.text[:300]}"
        raise TourError(message)

    def link(self, part: str) -> str:
        """The address of the first link that holds this part. Raises TourError where there is none."""
        for address, _ in self.links:
            if part in address:
                return address
        message = f"{self.url} has no link with {part!r}: {[address for address, _ in self.links]}"
        raise TourError(message)


class Reader(HTMLParser):
    """Collects what a Page holds."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.forms: list[Form] = []
        self.open_form: Form | None = None
        self.silent = 0
        self.select = ""
        self.area: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note links, forms and their fields."""
        given = {name: value or "" for name, value in attrs}
        if tag in SILENT:
            self.silent += 1
        elif tag == "a" and "href" in given:
            self.links.append((given["href"], ""))
        elif tag == "form":
            self.open_form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self.open_form)
        elif self.open_form is not None:
            self._field(self.open_form, tag, given)

    def _field(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        if tag in {"input", "select", "textarea"} and name:
            form.known.add(name)
        if tag == "input":
            self._input(form, name, given)
        elif tag == "button" and given.get("type", "submit") == "submit":
            form.buttons.append((name, given.get("value", "")))
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in given:
            form.keep(self.select, given.get("value", ""))
        elif tag == "textarea":
            self.area = (name, [])

    def _input(self, form: Form, name: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if kind in {"radio", "checkbox"}:
            if "checked" in given:
                form.keep(name, given.get("value", "on"))
        elif name and kind not in VOID_TYPES:
            form.keep(name, given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        """Close what was open."""
        if tag in SILENT:
            self.silent -= 1
        elif tag == "form":
            self.open_form = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea" and self.area is not None:
            if self.open_form is not None:
                self.open_form.keep(self.area[0], "".join(self.area[1]).removeprefix("\n"))
            self.area = None

    def handle_data(self, data: str) -> None:
        """Note words, or what stands in a text field."""
        if self.area is not None:
            self.area[1].append(data)
        elif not self.silent and data.strip():
            self.words.append(" ".join(data.split()))


def read(answer: httpx.Response) -> Page:
    """The page of an answer."""
    reader = Reader()
    if "html" in answer.headers.get("content-type", ""):
        reader.feed(answer.text)
    return Page(answer, " ".join(reader.words), reader.links, reader.forms)


def filled(form: Form, values: dict[str, Any], button: str) -> dict[str, Any]:
    """What the form sends with these values; raises TourError for a field it does not have."""
    strangers = set(values) - form.known
    if strangers:
        message = f"the form to {form.action} has no fields {sorted(strangers)}, only {sorted(form.known)}"
        raise TourError(message)
    sent: dict[str, Any] = {name: given if len(given) > 1 else given[0] for name, given in form.fields.items()}
    for name, value in values.items():
        if value is None:
            sent.pop(name, None)
        else:
            sent[name] = value
    named = next(((name, value) for name, value in form.buttons if name and (not button or value == button)), None)
    return sent | ({named[0]: named[1]} if button and named else {})
