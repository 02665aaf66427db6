"""Where a sentence and a word begin and end, in any language the letters are written in."""

import re
from collections.abc import Iterator

LONGEST_SENTENCE = 25

# A point ends a sentence only before a space or the end: "4.2" and "12.50" stay whole. A line ends one as well.
_END = re.compile(r"[.!?\u2026\u061f\u06d4\u3002]+[\"'\u2019\u201d\u00bb)\]\u2069]*(?=\s|$)|\n+")
_WORD = re.compile(r"[^\W_]+(?:['\u2019\u202f.,:·-][^\W_]+)*")
ADDRESS = re.compile(r"\bhttps?://\S+|\b[^\s@]{1,64}@[^\s@]{1,255}")


def sentences(text: str) -> Iterator[tuple[int, int, str]]:
    """Each sentence of `text` with its start and end; headings and list lines count as sentences."""
    start = 0
    for end in [match.end() for match in _END.finditer(text)] + [len(text)]:
        sentence = text[start:end]
        if _WORD.search(sentence):
            lead = len(sentence) - len(sentence.lstrip())
            yield start + lead, start + len(sentence.rstrip()), sentence.strip()
        start = end


def words(sentence: str) -> list[str]:
    """The words of a sentence; an amount, a time or a joined word counts once, an address not at all."""
    return _WORD.findall(ADDRESS.sub(" ", sentence))
