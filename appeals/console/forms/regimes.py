"""Proposing a version of a regime: its data as JSON, typed or as a file, with every complaint at its line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from appeals.console.acts import ActForm
from appeals.console.forms.fields import answer_field
from appeals.deadlines import lint
from appeals.web.texts import WordsField

if TYPE_CHECKING:
    from django.http import QueryDict

LONGEST = 60_000


class ProposeRegimeForm(ActForm):
    """The next version of a regime as data, and why it changes."""

    text = WordsField(
        lines=True,
        required=False,
        most=LONGEST,
        label=_("The version as JSON"),
        help_text=_("It starts as a copy of the newest version, with the next number. Change what changed."),
        widget=forms.Textarea(attrs={"rows": 24, "class": "mono", "spellcheck": "false", "dir": "ltr", "lang": "en"}),
    )
    file = forms.FileField(required=False, label=_("Or a JSON file"), help_text=_("It takes the place of the text above."))
    why = answer_field(_("What changed, and where did you read it?"), rows=3, help_text=_("Staff read this. The second person checks it."))

    def clean(self) -> dict[str, Any]:
        """The data as an object, or each complaint of the lint with the line it is about."""
        given = super().clean() or {}
        if self.has_error("text"):
            return given
        text = self._text(given)
        if text is None:
            return given
        try:
            parsed = json.loads(text)
        except (ValueError, RecursionError) as problem:
            line = f"{gettext('Line %(line)s') % {'line': problem.lineno}}: " if isinstance(problem, json.JSONDecodeError) else ""
            self.add_error("text", f"{line}{gettext('this is no JSON.')}")
            return given
        problems = lint(parsed) if isinstance(parsed, dict) else [gettext("A regime is one JSON object.")]
        for one in problems:
            self.add_error("text", at_line(text, one))
        given["regime"] = parsed
        return given

    def _text(self, given: dict[str, Any]) -> str | None:
        """What is to be read: the file where there is one. It stands in the text from then on, so that it can be mended there."""
        sent = given.get("file")
        text = given.get("text") or ""
        if sent is not None:
            raw = sent.read(LONGEST + 1)
            try:
                text = raw.decode("utf-8-sig")
            except UnicodeDecodeError:
                text = "\0"
            if len(raw) > LONGEST or "\0" in text:
                self.add_error("file", gettext("Send a JSON file in UTF-8 of at most 60 kB."))
                return None
            self.data = cast("QueryDict", self.data).copy()
            self.data["text"] = text
        if not text.strip():
            self.add_error("text", gettext("Write the version, or choose a file."))
            return None
        return str(text)


def at_line(text: str, problem: str) -> str:
    """The complaint with the line of the key that it names; as it is where the text does not hold that key."""
    path = problem.partition(":")[0]
    quoted = f'"{path.rpartition(".")[2]}"'
    for number, line in enumerate(text.split("\n"), start=1):
        if f"{quoted}:" in line.replace(" :", ":"):
            return gettext("Line %(line)s: %(problem)s") % {"line": number, "problem": problem}
    return problem
