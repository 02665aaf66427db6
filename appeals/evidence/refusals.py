"""Why a file is not taken: a stable code, a status, and a sentence that says what to do instead."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from appeals.errors import AppealError, FieldError

UNPROCESSABLE = 422
TOO_LARGE = 413
UNSUPPORTED = 415
UNAVAILABLE = 503

WHAT_WE_TAKE = _("We can open JPEG, PNG, WebP and HEIC pictures, PDF files and plain text.")

# code -> (status, sentence). Several codes for one status keep the sentence exact; `code` in answers is the family.
SENTENCES = {
    "empty": (UNPROCESSABLE, _("This file is empty. Choose it again, or take the photo again.")),
    "too_large": (
        TOO_LARGE,
        _("This file is larger than %(megabytes)d MB. Save it smaller, or split it and send the parts."),
    ),
    "image_too_large": (
        UNPROCESSABLE,
        _(
            "This picture has about %(megapixels)d million pixels; the most we can open is %(most)d million. "
            "Save it smaller and send it again, or send a photo of it."
        ),
    ),
    "animated": (UNPROCESSABLE, _("This picture moves. Send one still picture, or a screenshot for each moment.")),
    "damaged": (
        UNPROCESSABLE,
        _("We could not open this file; a part of it may be missing. Save or scan it again and send the new file."),
    ),
    "too_much_metadata": (
        UNPROCESSABLE,
        _("This photo carries more than %(megabytes)d MB of data that is not the picture. Take a screenshot of it and send that."),
    ),
    "unsupported_type": (UNSUPPORTED, WHAT_WE_TAKE),
    "office_document": (UNSUPPORTED, _("We cannot open office documents. Save it as PDF and send the PDF.")),
    "archive": (UNSUPPORTED, _("This is an archive. Take the files out of it and send them one by one.")),
    "web_page": (UNSUPPORTED, _("This is a web page or a drawing made of code. Send a screenshot or a PDF of it.")),
    "other_picture": (UNSUPPORTED, _("We cannot open this kind of picture. Save it as JPEG or PNG and send it again.")),
    "recording": (
        UNSUPPORTED,
        _("We cannot play sound or video. Describe what it shows, and send screenshots of the moments that matter."),
    ),
    "link": (UNSUPPORTED, _("This file is only a link. We do not follow links. Send a screenshot or a PDF of the page.")),
    "not_utf8": (UNSUPPORTED, _("We could not read this as text. Save it as plain text with the encoding UTF-8, or as PDF.")),
    "only_text": (
        UNSUPPORTED,
        _(
            "The name says that this is a picture or a document, but there is only text in the file. "
            "Perhaps it was not saved completely. Save it again and send the new file."
        ),
    ),
    "not_stored": (UNAVAILABLE, _("We could not save your file just now. Your other files are safe. Please try again.")),
}
FAMILIES = {
    "office_document": "unsupported_type",
    "archive": "unsupported_type",
    "web_page": "unsupported_type",
    "other_picture": "unsupported_type",
    "recording": "unsupported_type",
    "link": "unsupported_type",
    "not_utf8": "unsupported_type",
    "only_text": "unsupported_type",
}


SLUGS = {UNPROCESSABLE: "invalid", TOO_LARGE: "too-large", UNSUPPORTED: "unsupported-type", UNAVAILABLE: "unavailable"}


class Refused(AppealError):
    """The file is not taken; nothing was kept of it. `code` is stable, `detail` is for the person."""

    title = "We cannot take this file."

    def __init__(self, code: str, status: int, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.status = status
        self.slug = SLUGS[status]
        self.errors = [FieldError("file", code, detail)]


def refusal(reason: str, **figures: int) -> Refused:
    """The refusal for a reason in SENTENCES, worded in the language that is active now."""
    status, sentence = SENTENCES[reason]
    return Refused(FAMILIES.get(reason, reason), status, str(sentence) % figures)
