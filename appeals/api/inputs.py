"""Reading requests strictly: known fields, exact types, clean text, and errors that name their place."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from appeals.actions.wording import composed, longer_than

# Outside of these years a date is a slip, and arithmetic on it would leave the calendar.
EARLIEST, LATEST = 1900, 2199
EXTERNAL_ID = r"\A[A-Za-z0-9._:-]{1,128}\Z"
UNKNOWN = "This field does not exist. Leave it out."
A_TEXT, A_LIST, AN_OBJECT = "Send a text.", "Send a list.", "Send an object."
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})")
_AMOUNT = re.compile(r"[0-9]{1,16}(\.[0-9]{1,4})?")
_COUNT = re.compile(r"[0-9]{1,6}")


class Text(serializers.CharField):
    """Free text in NFC, at most `most` characters as people count them. Numbers are no text."""

    default_error_messages = {
        "too_long": "Write at most {most} characters.",
        "line_break": "Write it on one line, without tabs.",
        "invalid": A_TEXT,
        "blank": "Write something here.",
    }
    one_line = False

    def __init__(self, *, most: int, **options: Any) -> None:
        self.most = most
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> str:
        """The composed text."""
        if not isinstance(data, str):
            self.fail("invalid")
        text = composed(data)
        if not text and not self.allow_blank:
            self.fail("blank")
        if self.one_line and ("\n" in text or "\t" in text):
            self.fail("line_break")
        if longer_than(text, self.most):
            self.fail("too_long", most=self.most)
        return text


class Line(Text):
    """Text on one line that fits into a column of `most` code points."""

    one_line = True

    def to_internal_value(self, data: Any) -> str:
        """As text; a column counts code points."""
        text = super().to_internal_value(data)
        if len(text) > self.most:
            self.fail("too_long", most=self.most)
        return text


class Pattern(serializers.RegexField):
    """A text of a fixed form; `says` tells which."""

    def __init__(self, regex: str, *, says: str, **options: Any) -> None:
        super().__init__(regex, error_messages={"invalid": says, "blank": says}, **options)

    def to_internal_value(self, data: Any) -> str:
        """The text as it is: a number is refused, not turned into one."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class ExternalId(Pattern):
    """An id that the marketplace gave."""

    def __init__(self, **options: Any) -> None:
        super().__init__(EXTERNAL_ID, says="Use 1 to 128 of A-Z a-z 0-9 . _ : and -.", trim_whitespace=False, **options)


class Email(serializers.EmailField):
    """An address for mail."""

    def to_internal_value(self, data: Any) -> str:
        """The address as it is."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Choice(serializers.ChoiceField):
    """One of some words."""

    default_error_messages = {"invalid_choice": "Use one of: {known}."}

    def to_internal_value(self, data: Any) -> str:
        """The word. The refusal repeats nothing of what was sent."""
        if not isinstance(data, str) or data not in self.choices:
            self.fail("invalid_choice", known=", ".join(str(one) for one in self.choices))
        return data


class Flag(serializers.BooleanField):
    """True or false; "true", 1 and "on" are something else."""

    default_error_messages = {"invalid": "Send true or false, without quotation marks."}

    def to_internal_value(self, data: Any) -> bool:
        """The value as it is."""
        if not isinstance(data, bool):
            self.fail("invalid")
        return data


class Whole(serializers.IntegerField):
    """A whole number, written as a number."""

    default_error_messages = {"invalid": "Send a whole number, without quotation marks."}

    def to_internal_value(self, data: Any) -> int:
        """The value as it is."""
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        return data


class Count(serializers.IntegerField):
    """A whole number in an address."""

    def to_internal_value(self, data: Any) -> int:
        """The number of a few digits."""
        if not isinstance(data, str) or not _COUNT.fullmatch(data):
            self.fail("invalid")
        return int(data)


class Day(serializers.DateField):
    """A day, written `YYYY-MM-DD`."""

    default_error_messages = {"out_of_range": "This day is too far away.", "invalid": "Write the day as YYYY-MM-DD."}

    def to_internal_value(self, data: Any) -> date:
        """The day, within the years that a case can speak of."""
        if not isinstance(data, str) or not _DAY.fullmatch(data):
            self.fail("invalid")
        try:
            day = date.fromisoformat(data)
        except ValueError:
            self.fail("invalid")
        if not EARLIEST <= day.year <= LATEST:
            self.fail("out_of_range")
        return day


class Instant(serializers.DateTimeField):
    """An instant, written `YYYY-MM-DDTHH:MM:SSZ`. A time without a zone is refused: nobody knows when it is."""

    default_error_messages = {"out_of_range": "This instant is too far away.", "invalid": "Write the instant as YYYY-MM-DDTHH:MM:SSZ."}

    def to_internal_value(self, data: Any) -> datetime:
        """The instant in UTC."""
        if not isinstance(data, str) or not _INSTANT.fullmatch(data):
            self.fail("invalid")
        try:
            instant = datetime.fromisoformat(data)
        except ValueError:
            self.fail("invalid")
        if not EARLIEST <= instant.year <= LATEST:
            self.fail("out_of_range")
        return instant.astimezone(UTC)


class Amount(serializers.CharField):
    """Money as a string, such as `340.00`; never a floating-point number."""

    default_error_messages = {"invalid": "Write the amount as a string such as 340.00."}

    def to_internal_value(self, data: Any) -> Decimal:  # type: ignore[override]
        """The exact amount."""
        if not isinstance(data, str) or not _AMOUNT.fullmatch(data):
            self.fail("invalid")
        return Decimal(data)


class Upload(serializers.FileField):
    """A file in a form. Whether it is one that we take is for its content to say."""

    default_error_messages = {"invalid": "Send a file, with a name.", "required": "Send a file, with a name."}

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_empty_file=True, max_length=None, **options)

    def to_internal_value(self, data: Any) -> Any:
        """The file as it came, whatever it is called."""
        if not hasattr(data, "chunks"):
            self.fail("invalid")
        return data


@extend_schema_field({"type": "object", "additionalProperties": True})
class AnyJson(serializers.JSONField):
    """A JSON object of the client's own shape."""

    default_error_messages = {"not_an_object": AN_OBJECT}

    def to_internal_value(self, data: Any) -> Any:
        """The object as it is."""
        if not isinstance(data, dict):
            self.fail("not_an_object")
        return data


class Words(serializers.ListField):
    """A list of values."""

    default_error_messages = {"not_a_list": A_LIST}


class Input(serializers.Serializer[Any]):
    """What a client sends. A field that is not declared is an error, so that a slip in a name is never silently lost."""

    default_error_messages = {"invalid": AN_OBJECT}

    def to_internal_value(self, data: Any) -> Any:
        """The validated values; unknown fields are reported with all other errors."""
        errors: dict[str, Any] = {}
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as error:
            if not isinstance(data, dict) or not isinstance(error.detail, dict):
                raise
            errors = dict(error.detail)
        unknown = sorted(str(name) for name in data if name not in self.fields)
        errors |= {name: [serializers.ErrorDetail(UNKNOWN, code="unknown_field")] for name in unknown}
        if errors:
            raise serializers.ValidationError(errors)
        return values
