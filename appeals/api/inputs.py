"""Reading requests strictly: known fields alone, clean text, and errors that name their place."""

from __future__ import annotations

import unicodedata
from datetime import UTC
from typing import TYPE_CHECKING, Any

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from appeals.errors import FieldError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

LINE_BREAKS = "\n\r\t"


def is_clean(text: str) -> bool:
    """Whether a text has no control characters (line breaks and tabs aside), no NUL and no lone surrogate."""
    return not any(unicodedata.category(char) in {"Cc", "Cs"} and char not in LINE_BREAKS for char in text)


class Text(serializers.CharField):
    """Free text, in NFC and without control characters."""

    default_error_messages = {"control_characters": "Take out the control characters."}

    def to_internal_value(self, data: Any) -> str:
        """The cleaned text; ValidationError for what cannot be stored or shown."""
        if isinstance(data, str) and not is_clean(data):
            self.fail("control_characters")
        return unicodedata.normalize("NFC", super().to_internal_value(data))


class Line(Text):
    """Text on one line."""

    def to_internal_value(self, data: Any) -> str:
        """As text, without line breaks."""
        if isinstance(data, str) and any(char in data for char in LINE_BREAKS):
            self.fail("control_characters")
        return super().to_internal_value(data)


class ExternalId(serializers.RegexField):
    """An id that the marketplace gave."""

    def __init__(self, **options: Any) -> None:
        super().__init__(r"\A[A-Za-z0-9._:-]{1,128}\Z", max_length=128, **options)


class Instant(serializers.DateTimeField):
    """An instant, written `YYYY-MM-DDTHH:MM:SSZ`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(default_timezone=UTC, **options)

    def enforce_timezone(self, value: Any) -> Any:
        """UTC for everything; a time without a zone is refused, because nobody knows when it is."""
        if value.tzinfo is None:
            self.fail("invalid", format="YYYY-MM-DDTHH:MM:SSZ")
        return value.astimezone(UTC)


class AnyJson(serializers.JSONField):
    """A JSON value of the client's own shape, without text that the database cannot store."""

    default_error_messages = {"control_characters": "Take out the control characters."}

    def to_internal_value(self, data: Any) -> Any:
        """The value; ValidationError for a NUL or a lone surrogate anywhere in it."""
        if not all(is_clean(text) for text in _texts(data)):
            self.fail("control_characters")
        return super().to_internal_value(data)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield str(key)
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


class Input(serializers.Serializer[Any]):
    """A request body. A field that is not declared is an error, so that a typing slip is never silently lost."""

    def to_internal_value(self, data: Any) -> Any:
        """The validated values; unknown fields are reported with all other errors."""
        unknown = sorted(set(data) - set(self.fields)) if isinstance(data, dict) else []
        errors: dict[str, Any] = {str(name): [ErrorDetail("This field does not exist.", code="unknown_field")] for name in unknown}
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as error:
            if not isinstance(error.detail, dict):
                raise
            raise serializers.ValidationError({**error.detail, **errors}) from error
        if errors:
            raise serializers.ValidationError(errors)
        return values


def field_errors(detail: Any, place: str = "") -> list[FieldError]:
    """The framework's nested errors as a flat list with paths such as `citations[0].facts[0].occurred_on`."""
    if isinstance(detail, dict):
        return [found for name, inner in detail.items() for found in field_errors(inner, _joined(place, name))]
    if isinstance(detail, list):
        return _listed(detail, place)
    return [FieldError(place, str(getattr(detail, "code", None) or "invalid"), str(detail))]


def _joined(place: str, name: object) -> str:
    if name == "non_field_errors":
        return place
    if isinstance(name, int):
        return f"{place}[{name}]"
    return f"{place}.{name}" if place else str(name)


def _listed(detail: Sequence[Any], place: str) -> list[FieldError]:
    found: list[FieldError] = []
    for number, inner in enumerate(detail):
        nested = isinstance(inner, dict | list)
        found += field_errors(inner, f"{place}[{number}]" if nested else place)
    return found


def read(serializer: type[Input], data: Any) -> Mapping[str, Any]:
    """The validated values of a body. Raises ValidationError with every error."""
    reader = serializer(data=data)
    reader.is_valid(raise_exception=True)
    values: Mapping[str, Any] = reader.validated_data
    return values
