"""The description of this API, made from the same declarations that the addresses work by."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import override
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, PolymorphicProxySerializer
from rest_framework.response import Response

from appeals.api.door import Deed, Door
from appeals.api.inputs import EXTERNAL_ID, Text
from appeals.api.shapes.problems import ProblemAnswer
from appeals.api.typed_schema import schema_of
from appeals.web.problems import KNOWN, MEDIA_TYPE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rest_framework.request import Request

EXAMPLES = Path(__file__).with_name("examples.json")
ALWAYS = ("unauthenticated", "not-allowed", "method-not-allowed", "throttled", "internal", "unavailable")
WITH_BODY = ("malformed", "too-large", "unsupported-type", "invalid")
ONCE = ("idempotency-mismatch", "request-in-flight")
MEANS = {200: "Done, or what exists.", 201: "Made.", 207: "Each item by itself."}
PARAMETERS: dict[str, dict[str, Any]] = {
    "reference": {"type": "string", "description": "A public reference. Small letters, O for 0 and I or L for 1 are read as well."},
    "external_id": {"type": "string", "pattern": EXTERNAL_ID.replace(r"\A", "^").replace(r"\Z", "$")},
    "effect": {"type": "string", "pattern": "^eff_[0-9a-z]{1,16}$"},
    "key": {"type": "string", "pattern": "^[a-z0-9-]{1,64}$"},
}
ONCE_HEADER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key and body get the same answer for 24 hours.",
    "schema": {"type": "string", "maxLength": 255, "pattern": "^[\\x21-\\x7e]+$"},
}
REQUEST_ID = {"X-Request-Id": {"description": "Names this request in our logs.", "schema": {"type": "string"}}}


class DoorSchema(AutoSchema):
    """Reads the deeds of a door."""

    @property
    def deed(self) -> Deed:
        """What the method at hand does."""
        door: Any = self.view
        deed: Deed = door.deeds[self.method]
        return deed

    def get_operation_id(self) -> str:
        """The deed's name."""
        return self.deed.name

    def get_summary(self) -> str:
        """The first sentence of the description."""
        return self.get_description().partition(". ")[0].rstrip(".") + "."

    def get_description(self) -> str:  # type: ignore[override]
        """The method's own words, and the scope."""
        words = " ".join((getattr(self.view, self.method.lower()).__doc__ or "").split())
        return f"{words}\n\nScope: `{self.deed.scope}`." if self.deed.scope else words

    def get_tags(self) -> list[str]:
        """The family of addresses."""
        return [self.path.removeprefix("/api/v1/").partition("/")[0]]

    def get_auth(self) -> list[Any]:
        """The key with its scope; nothing for what is open to all."""
        found = super().get_auth() if self.deed.scope else []
        return [{name: [self.deed.scope] for name in one} for one in found]

    def get_request_serializer(self) -> Any:
        """The body, or one of several."""
        takes = self.deed.takes
        if isinstance(takes, tuple | list):
            return PolymorphicProxySerializer(
                component_name=f"{self.deed.name}_body", serializers=list(takes), resource_type_field_name=None
            )
        return takes

    def get_override_parameters(self) -> list[Any]:
        """The query."""
        return [self.deed.asks] if self.deed.asks else []

    def get_response_serializers(self) -> Any:
        """Every status: the answers and the problems."""
        answers: dict[Any, Any] = {
            status: OpenApiResponse(schema_of(hint, self._register), description=MEANS[status]) for status, hint in self.deed.gives.items()
        }
        for status, slugs in _by_status(self._slugs()).items():
            words = " ".join(f"`{slug}`: {KNOWN[slug][1]}" for slug in slugs)
            answers[status, MEDIA_TYPE] = OpenApiResponse(schema_of(ProblemAnswer, self._register), description=words)
        return answers

    def get_examples(self) -> list[OpenApiExample]:
        """What is sent and what comes back, in one case."""
        known = _examples().get(self.deed.name, {})
        found = (
            [OpenApiExample("Answer", value=known["answer"], response_only=True, status_codes=[str(min(self.deed.gives))])] if known else []
        )
        if "body" in known:
            found.append(OpenApiExample("Body", value=known["body"], request_only=True, media_type=self.map_parsers()[0]))
        return found

    def _slugs(self) -> Iterator[str]:
        yield from ALWAYS if self.deed.scope else ("method-not-allowed", "internal")
        if "{" in self.path:
            yield "not-found"
        if self.deed.takes:
            yield from WITH_BODY
        elif self.deed.scope:
            # A query that the address does not know.
            yield "invalid"
        if self.deed.once:
            yield from ONCE
        yield from self.deed.refuses

    def _get_parameters(self) -> list[Any]:
        found: list[Any] = super()._get_parameters()
        for one in found:
            if one["in"] == "path":
                one["schema"] = PARAMETERS[one["name"]]
        return [*found, ONCE_HEADER] if self.deed.once else found

    def _get_response_headers_for_code(self, status_code: str, direction: str = "response") -> dict[str, Any]:
        del status_code, direction
        return REQUEST_ID

    def _register(self, shape: Any, make: Callable[[], dict[str, Any]]) -> None:
        component = ResolvedComponent(name=shape.__name__, type=ResolvedComponent.SCHEMA, object=shape)  # type: ignore[no-untyped-call]
        if component in self.registry:
            return
        # Known before it is made: a shape may hold itself.
        self.registry.register(component)
        component.schema = make()


def _by_status(slugs: Iterator[str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for slug in slugs:
        found.setdefault(KNOWN[slug][0], []).append(slug)
    return dict(sorted(found.items()))


@cache
def _examples() -> dict[str, Any]:
    known: dict[str, Any] = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    return known


class TextSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """How long a text may be: on one line in code points, otherwise as people count, which JSON Schema cannot say."""

    target_class = Text
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        """The field as a string."""
        del auto_schema, direction
        field: Any = self.target
        if field.one_line:
            return {"type": "string", "maxLength": field.most}
        return {"type": "string", "description": f"At most {field.most:,} characters, counted as people count them."}


def tidied(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A hook of the generator: bodies have the declared fields and no others, and no marks of the generator are left."""
    for name, schema in result["components"]["schemas"].items():
        if name.endswith("Body") and schema.get("type") == "object":
            schema["additionalProperties"] = False
    _unmark(result)
    return result


def _unmark(value: Any) -> None:
    if isinstance(value, dict):
        value.pop("x-spec-enum-id", None)
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _unmark(inner)


# The generator loads its extensions into what all threads share, and two that load at once find them half loaded.
_one_at_a_time = Lock()


def description() -> dict[str, Any]:
    """The whole description, made once in a process, and so not in the language of whoever asks first."""
    with _one_at_a_time:
        return _made()


@cache
def _made() -> dict[str, Any]:
    with override("en"):
        made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return made


class SchemaView(Door):
    """The description itself. It is open to all."""

    authentication_classes = ()
    throttle_classes = ()
    deeds: ClassVar = {"GET": Deed(name="read_schema", scope=None, gives={200: dict[str, Any]})}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """No key is asked for."""

    def get(self, request: Request) -> Response:
        """Read the description of this API in OpenAPI 3.1."""
        del request
        return Response(description())
