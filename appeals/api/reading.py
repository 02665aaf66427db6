"""From the bytes of a request to values, and from the framework's nested errors to flat ones with their place."""

from __future__ import annotations

import hashlib
import json
import math
from typing import TYPE_CHECKING, Any, NoReturn

from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.parsers import BaseParser, MultiPartParser

from appeals.actions.wording import unshowable
from appeals.errors import FieldError, Invalid

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import IO

    from django.utils.datastructures import MultiValueDict

    from appeals.api.inputs import Input

DEEPEST = 20
MOST_ERRORS = 100
LONGEST_NAME = 64
UNSHOWABLE = "This text holds a sign that cannot be shown. Take it out, then send it again."


class UnreadableForm(ParseError):
    """What arrived is no form with a file in it."""


class StrictJson(BaseParser):
    """JSON in UTF-8 without what only some readers understand: NaN, infinite numbers, a name twice, deep nesting."""

    media_type = "application/json"

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        """The value. Raises ParseError for anything else; the charset that a client names is not asked."""
        del media_type, parser_context
        try:
            data = json.loads(
                stream.read().decode("utf-8"), parse_constant=_no_constant, parse_float=_finite, object_pairs_hook=_each_name_once
            )
        except (ValueError, RecursionError) as error:
            raise ParseError from error
        if _depth_exceeds(data, DEEPEST):
            raise ParseError
        return data


class FileForm(MultiPartParser):
    """A form with a file, for the few addresses that take one. A large file never stands in memory."""

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        """The fields and files. Raises UnreadableForm."""
        try:
            return super().parse(stream, media_type, parser_context)
        except ParseError as error:
            raise UnreadableForm from error


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(digits)
    return number


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        message = "A name stands twice in one object."
        raise ValueError(message)
    return found


def _depth_exceeds(data: Any, most: int) -> bool:
    level = [data]
    for _ in range(most):
        level = [
            inner for value in level if isinstance(value, dict | list) for inner in (value.values() if isinstance(value, dict) else value)
        ]
        if not level:
            return False
    return True


def fingerprint(data: Any) -> str:
    """The same for two bodies that say the same, in whichever order and spacing."""
    return hashlib.sha256(json.dumps(data, sort_keys=True, separators=(",", ":")).encode("ascii")).hexdigest()


def each_once(sent: MultiValueDict[str, Any], message: str) -> dict[str, Any]:
    """The values of a query or form by name. Raises Invalid where a name stands twice."""
    twice = [FieldError(name[:LONGEST_NAME], "twice", message) for name, values in sent.lists() if len(values) > 1]
    if twice:
        raise Invalid(twice[:MOST_ERRORS])
    return sent.dict()


def read(form: type[Input], data: Any) -> Mapping[str, Any]:
    """The validated values of a body or query. Raises Invalid with every error, each with its place."""
    # First of all, because every later message may repeat a part of what was sent.
    unclean = [FieldError(place, "unshowable", UNSHOWABLE) for place in _unshowable_places(data, "")]
    if unclean:
        raise Invalid(unclean[:MOST_ERRORS])
    reader = form(data=data)
    if not reader.is_valid():
        raise Invalid(field_errors(reader.errors)[:MOST_ERRORS])
    values: Mapping[str, Any] = reader.validated_data
    return values


def _unshowable_places(value: Any, place: str) -> Iterator[str]:
    if isinstance(value, str):
        if unshowable(value):
            yield place
    elif isinstance(value, dict):
        for name, inner in value.items():
            if unshowable(str(name)):
                yield place
            else:
                yield from _unshowable_places(inner, _joined(place, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _unshowable_places(inner, f"{place}[{number}]")


def field_errors(detail: Any, place: str = "") -> list[FieldError]:
    """The framework's nested errors as a flat list with paths such as `citations[0].facts[0].occurred_on`."""
    if isinstance(detail, ValidationError):
        return field_errors(detail.detail, place)
    if isinstance(detail, dict):
        return [found for name, inner in detail.items() for found in field_errors(inner, _joined(place, name))]
    if isinstance(detail, list):
        found: list[FieldError] = []
        for number, inner in enumerate(detail):
            found += field_errors(inner, f"{place}[{number}]" if isinstance(inner, dict | list) else place)
        return found
    return [FieldError(place, str(getattr(detail, "code", None) or "invalid"), str(detail))]


def _joined(place: str, name: object) -> str:
    if name == "non_field_errors":
        return place
    if isinstance(name, int):
        return f"{place}[{name}]"
    short = str(name)[:LONGEST_NAME]
    return f"{place}.{short}" if place else short
