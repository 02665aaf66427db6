"""How hard a text is to read, as the school grade that can read it."""

import re

from appeals.letters.sentences import sentences, words

HARDEST_GRADE = 7.0

# Two words to one grade: sentences of 14 words on average come out at grade 7, like English of plain words.
_WORDS_PER_GRADE = 2.0

_VOWELS = re.compile(r"[aeiouy]+")
# Vowel groups that are spoken as two syllables.
_SPLIT = re.compile(r"ia(?!l\b|n\b|ge|nce)|io(?!n|us)|iu|eo(?!ple|n\b)|uou|ying\b|[aeiou]ing\b|ua(?!r)|iet|(?<![tc])ien[tc]|creat")
# An e that is written but not spoken.
_SILENT = re.compile(r"(?<![aeiouy])(?<=[a-z])e\b|(?<=[^aeioudt])ed\b|(?<=[^aeioucgsxz])es\b|(?<=[aeiou][a-z])e(?=ly\b|ment|ful|less)")
_SPOKEN_LE = re.compile(r"[^aeiouylr]le[sd]?\b")
_KNOWN = {
    "people": 2,
    "business": 2,
    "every": 2,
    "area": 3,
    "idea": 3,
    "being": 2,
    "reopen": 3,
    "reopened": 3,
    "once": 1,
    "science": 2,
    "january": 4,
    "february": 4,
}


def syllables(word: str) -> int:
    """How many syllables an English word has, by its letters; a number counts as one."""
    letters = re.sub(r"[^a-z]", "", word.lower())
    if not letters:
        return 1
    if letters in _KNOWN:
        return _KNOWN[letters]
    count = len(_VOWELS.findall(letters)) + len(_SPLIT.findall(letters)) - len(_SILENT.findall(letters))
    return max(1, count + len(_SPOKEN_LE.findall(letters)))


def reading_grade(text: str, language: str) -> float:
    """The grade of `text`: Flesch-Kincaid in English, elsewhere by the length of the sentences alone. Empty is 0."""
    counted = [words(sentence) for _, _, sentence in sentences(text)]
    all_words = [word for sentence in counted for word in sentence]
    if not all_words:
        return 0.0
    per_sentence = len(all_words) / len(counted)
    if language.partition("-")[0].lower() != "en":
        return round(per_sentence / _WORDS_PER_GRADE, 1)
    per_word = sum(syllables(word) for word in all_words) / len(all_words)
    return round(max(0.0, 0.39 * per_sentence + 11.8 * per_word - 15.59), 1)
