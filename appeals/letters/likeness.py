"""Whether two letters are the same letter with other names, dates and amounts in it."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from appeals.letters.folding import fold
from appeals.letters.sentences import ADDRESS

_REFERENCE = re.compile(r"\b(?:SUS|APL|CLO)-?\w{4}-?\w{4}\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")

# Months and days of the week in the languages of the letters: a date must not make a form letter look new.
_CALENDAR = frozenset(
    fold(word).text
    for word in re.findall(
        r"\w+",
        """
        January February March April May June July August September October November December
        Monday Tuesday Wednesday Thursday Friday Saturday Sunday UTC
        enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre
        lunes martes miércoles jueves viernes sábado domingo
        يناير فبراير مارس أبريل إبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر
        الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد
        """,
    )
)


def same_letter(text: str, *, names: Iterable[str] = ()) -> str:
    """A fingerprint (64 hexadecimal characters) that two texts share when only details of the case differ.

    References, addresses, numbers, dates and every word with a capital letter are left out, and so are `names`: the
    names of this case, which languages without capitals need. The order and choice of all other words counts.
    """
    plain = unicodedata.normalize("NFKC", text)
    for name in sorted(filter(None, names), key=len, reverse=True):
        plain = re.sub(rf"(?<!\w){re.escape(unicodedata.normalize('NFKC', name))}(?!\w)", " ", plain, flags=re.IGNORECASE)
    plain = ADDRESS.sub(" ", _REFERENCE.sub(" ", plain))
    # Invisible characters go before the text is cut into words, or one of them inside a word would hide it.
    plain = "".join(character for character in plain if unicodedata.category(character) != "Cf")
    kept = [fold(word).text for word in _WORD.findall(plain) if not word[0].isupper()]
    told = " ".join(word for word in kept if word not in _CALENDAR) or fold(text).text
    return hashlib.sha256(told.encode()).hexdigest()
