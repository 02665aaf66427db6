"""From the types of the answers to JSON Schema: one source for what functions return and what the schema promises."""

from __future__ import annotations

from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

if TYPE_CHECKING:
    from collections.abc import Callable

PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    NoneType: {"type": "null"},
    Any: {},
}


def schema_of(hint: Any, register: Callable[[Any, Callable[[], dict[str, Any]]], None]) -> dict[str, Any]:
    """The schema of a type. Each TypedDict in it is handed to `register` with a function that makes its own schema."""
    if is_typeddict(hint):
        register(hint, lambda: _object(hint, register))
        return {"$ref": f"#/components/schemas/{hint.__name__}"}
    origin, inner = get_origin(hint), get_args(hint)
    if origin in {Annotated, NotRequired}:
        # What is said of a type stands behind it.
        return schema_of(inner[0], register) | (inner[1].as_schema() if len(inner) > 1 else {})
    if origin is list:
        return {"type": "array", "items": schema_of(inner[0], register)}
    if origin is dict:
        return {"type": "object", "additionalProperties": schema_of(inner[1], register)}
    return {"anyOf": [schema_of(one, register) for one in inner]} if origin in {Union, UnionType} else dict(PLAIN[hint])


def _object(shape: Any, register: Callable[[Any, Callable[[], dict[str, Any]]], None]) -> dict[str, Any]:
    hints = get_type_hints(shape, include_extras=True)
    return {
        "type": "object",
        "description": shape.__doc__,
        "properties": {name: schema_of(hint, register) for name, hint in hints.items()},
        "required": [name for name in hints if name in shape.__required_keys__],
    }
