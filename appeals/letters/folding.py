"""Text folded for comparing: no case, accents, look-alike widths or invisible characters, with the way back."""

import unicodedata
from dataclasses import dataclass

INVISIBLE = frozenset({"Cf", "Mn", "Me"})
ARABIC_TATWEEL = "\u0640"


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text, and for each of its characters the place of the original it came from."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The part of the original, as (start, end), that folded text from `start` to `end` came from."""
        return self.places[start], self.places[end - 1] + 1


def fold(text: str) -> Folded:
    """Fold `text` so that a forbidden word is found however it is spelled; spaces of any kind become one kind."""
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for part in unicodedata.normalize("NFKD", character).casefold():
            category = unicodedata.category(part)
            if category in INVISIBLE or part == ARABIC_TATWEEL:
                continue
            characters.append(" " if category == "Zs" else part)
            places.append(place)
    return Folded("".join(characters), tuple(places))
