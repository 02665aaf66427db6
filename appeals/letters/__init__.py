"""Which words tell whom: letters by kind and language, the mails that point to them, and the wording linter."""

from appeals.letters.catalogue import CATALOGUE, Audience
from appeals.letters.dates import Amount
from appeals.letters.mail import Mail, pointer_mail, whole_mail
from appeals.letters.rendering import Letter, render
from appeals.letters.values import LetterError
from appeals.letters.words import lacks, languages

__all__ = [
    "CATALOGUE",
    "Amount",
    "Audience",
    "Letter",
    "LetterError",
    "Mail",
    "lacks",
    "languages",
    "pointer_mail",
    "render",
    "whole_mail",
]
