"""The mails: a short pointer to a letter in the inbox, or, where a letter carries no case, the letter itself."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.template import Context
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe

from appeals.letters.catalogue import CATALOGUE, Audience
from appeals.letters.dates import written_moment
from appeals.letters.marks import as_html, as_text, one_line
from appeals.letters.rendering import DEFAULT_ZONE, Letter
from appeals.letters.values import LetterError
from appeals.letters.words import words_of

# Mail programs know no style sheets of ours, so a mail carries its few styles itself.
_FRAME = """<!doctype html>
<html lang="{language}" dir="{direction}">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{subject}</title>
<style>h2{{margin:24px 0 8px;font-size:19px}} p{{margin:0 0 16px}} li{{margin:0 0 8px}}</style>
</head>
<body style="margin:0;padding:0;background:#ffffff">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td align="center">
<table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0" style="width:100%;max-width:600px">
<tr><td style="padding:24px 16px;color:#16202e;font-family:Arial,'Noto Sans Arabic',sans-serif;font-size:17px;\
line-height:1.55">
{body}
</td></tr></table>
</td></tr></table>
</body>
</html>
"""
_BUTTON = """<p><a href="{url}" style="display:inline-block;padding:12px 20px;border-radius:5px;background:#0b5c4d;\
color:#ffffff;text-decoration:none;font-weight:700">{label}</a></p>
<p><a href="{url}" style="color:#16202e">{url}</a></p>"""


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail, ready to send: plain text first, the same as HTML beside it."""

    subject: str
    text: str
    html: str


def pointer_mail(
    letter: Letter,
    *,
    reference: str,
    portal_url: str,
    action: str | None = None,
    by: datetime | None = None,
    zone: str = DEFAULT_ZONE,
) -> Mail:
    """The short mail that says a letter waits in the inbox, in the letter's own language.

    It names neither measure nor reason nor person: mails are forwarded, and telephones are shared. `portal_url` leads
    to the sign-in page of the case and opens nothing. `action` replaces the letter's own words for what to do, up to
    "by" and the date. Raises LetterError for an address that is not plain http(s).
    """
    address = _address(portal_url)
    printed = {
        "reference": one_line(reference),
        "news": letter.news,
        "action": one_line(action) if action else letter.action,
        "by": written_moment(by, zone=zone, language=letter.language) if by else None,
        "address": address,
    }
    template = words_of(letter.language).parts["_mail.txt"]
    marked = template.render(Context(printed, autoescape=False, use_l10n=False, use_tz=False))
    button = format_html(_BUTTON, url=address, label=as_text(str(printed["action"])))
    html = as_html(marked).replace(f"<p>{escape(address)}</p>", button)
    return Mail(letter.subject, as_text(marked) + "\n", _framed(letter, html))


def whole_mail(letter: Letter, *, portal_url: str | None = None) -> Mail:
    """A mail that is the letter itself: a sign-in code, a note to staff, a notice to a client.

    Raises LetterError for a letter to a person about their case, which no mail may carry, and for a bad address.
    """
    if CATALOGUE[letter.kind].audience is Audience.PERSON:
        raise LetterError(f"{letter.kind}: a letter about a case stays in the inbox; a mail only points to it.")
    if portal_url is None:
        return Mail(letter.subject, letter.text + "\n", _framed(letter, letter.html))
    address = _address(portal_url)
    button = format_html(_BUTTON, url=address, label=letter.action)
    return Mail(letter.subject, f"{letter.text}\n\n{address}\n", _framed(letter, f"{letter.html}\n{button}"))


def _framed(letter: Letter, html: str) -> str:
    # `html` comes from as_html and format_html, which escape every part of it.
    return format_html(
        _FRAME,
        language=letter.language,
        direction=letter.direction,
        subject=letter.subject,
        body=mark_safe(html),  # noqa: S308
    )


def _address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc or not url.isprintable() or " " in url:
        raise LetterError("A mail links to a plain http or https address.")
    return url
