"""Marks inside a rendered letter, and how its one marked text becomes plain text and HTML."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.html import escape

# Characters of a private plane stand for what plain text cannot say; they are taken out of every value first, and
# none of them is left in what a letter gives away. The two isolates are Unicode's own and stay in plain text.
VALUE, BREAK, SMALL, SMALL_END = "\ue000", "\ue001", "\ue002", "\ue003"
ISOLATE, ISOLATE_END = "\u2068", "\u2069"

_UNSAFE = re.compile("[\ud800-\udfff\ue000-\ue003\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_BLANK = re.compile(r"\n(?:[ \t]*\n)+")
_HTML_OF = {BREAK: "<br>", SMALL: "<small>", SMALL_END: "</small>", ISOLATE: "<bdi>", ISOLATE_END: "</bdi>", VALUE: ""}
_TEXT_OF = {VALUE: "", SMALL: "", SMALL_END: "", BREAK: "\n"}


class Part(StrEnum):
    """What a line of a letter is."""

    HEADING = "h2"
    PARAGRAPH = "p"
    ITEM = "li"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a letter, still marked."""

    part: Part
    text: str


def one_line(value: str) -> str:
    """A value that must not open a line of its own: all white space becomes single spaces."""
    return VALUE + " ".join(_UNSAFE.sub("", _LINE_END.sub("\n", value)).split())


def many_lines(value: str) -> str:
    """A value that keeps its own lines, none of which can pass for a heading or a list of the letter."""
    plain = _UNSAFE.sub("", _LINE_END.sub("\n", value)).strip()
    return VALUE + re.sub(r"\n{3,}", "\n\n", plain).replace("\n", BREAK)


def isolated(marked: str) -> str:
    """A value whose own direction of writing must not disturb the sentence around it."""
    return f"{ISOLATE}{marked}{ISOLATE_END}"


def blocks(marked: str) -> list[list[Line]]:
    """The paragraphs of a marked text. Lines of one paragraph are joined; `## ` is a heading and `- ` an item."""
    found: list[list[Line]] = []
    for block in _BLANK.split(marked.strip()):
        lines: list[Line] = []
        for raw in block.split("\n"):
            line = " ".join(part for part in raw.split(" ") if part)
            if line.startswith("## "):
                lines.append(Line(Part.HEADING, line[3:]))
            elif line.startswith("- "):
                lines.append(Line(Part.ITEM, line[2:]))
            elif line and lines and lines[-1].part is not Part.HEADING:
                lines[-1] = Line(lines[-1].part, f"{lines[-1].text} {line}")
            elif line:
                lines.append(Line(Part.PARAGRAPH, line))
        if lines:
            found.append(lines)
    return found


def as_text(marked: str) -> str:
    """The plain copy: headings and items on lines of their own, a blank line between paragraphs."""
    shown = {Part.HEADING: "", Part.PARAGRAPH: "", Part.ITEM: "- "}
    plain = "\n\n".join("\n".join(shown[line.part] + line.text for line in block) for block in blocks(marked))
    return _replaced(plain, _TEXT_OF)


def as_html(marked: str) -> str:
    """The same letter as HTML without attributes: everything escaped, only our own marks become tags."""
    return "\n".join(tag for block in blocks(marked) for tag in _tags(block))


def inline_html(marked: str) -> str:
    """One line of a letter as HTML, escaped, without a tag around it."""
    return _replaced(escape(marked), _HTML_OF)


def _tags(block: list[Line]) -> Iterator[str]:
    items: list[str] = []
    for line in block:
        tag = f"<{line.part}>{inline_html(line.text)}</{line.part}>"
        if line.part is Part.ITEM:
            items.append(tag)
            continue
        yield from _listed(items)
        items = []
        yield tag
    yield from _listed(items)


def _listed(items: list[str]) -> list[str]:
    return [f"<ul>{''.join(items)}</ul>"] if items else []


def _replaced(text: str, table: dict[str, str]) -> str:
    for mark, replacement in table.items():
        text = text.replace(mark, replacement)
    return text
