"""A machine for tests: it calls the API with a key and holds every answer against the published schema."""

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from accounts.api_keys import SCOPES, create_key
from appeals.api.schema import description

BASE = "/api/v1/"
PROBLEM = "application/problem+json"
SCHEMA_URI = "urn:redress"


@dataclass(frozen=True)
class Form:
    """A form with one file, or with none where that has no name."""

    content: bytes
    name: str
    fields: dict[str, Any]

    def encoded(self) -> bytes:
        files = {"file": SimpleUploadedFile(self.name, self.content)} if self.name else {}
        return encode_multipart(BOUNDARY, {**files, **self.fields})


def file_form(content: bytes = b"A log.\n", name: str = "log.txt", **fields: Any) -> Form:
    """The form for an exhibit."""
    return Form(content, name, {"label": "Your message of 12 January"} | fields)


class Caller:
    """One key. Without scopes named it has all of them; with `secret=""` it sends none."""

    def __init__(self, *scopes: str, secret: str | None = None, client: Client | None = None) -> None:
        self.secret = create_key("Marketplace", scopes or SCOPES).secret if secret is None else secret
        self.client = client or Client(raise_request_exception=False)

    def get(self, path: str, **query: str) -> Any:
        return self.send("GET", path, query=query)

    def post(self, path: str, body: Any, **headers: str) -> Any:
        return self.send("POST", path, body=body, headers=headers)

    def put(self, path: str, body: Any) -> Any:
        return self.send("PUT", path, body=body)

    def send(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        raw: bytes | None = None,
        content_type: str = "application/json",
        headers: dict[str, str] | None = None,
        query: dict[str, str] | None = None,
    ) -> Any:
        """Send a request and check what every answer has to keep."""
        if isinstance(body, Form):
            raw, content_type = body.encoded(), MULTIPART_CONTENT
        data = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        sent = {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        answer = self.client.generic(
            method,
            path if path.startswith("/") else BASE + path,
            data,
            content_type=content_type,
            headers=sent | (headers or {}),
            query_params=query or None,
        )
        check(method, path if path.startswith("/") else BASE + path, answer)
        return answer


def check(method: str, path: str, answer: Any) -> None:
    """Every answer is JSON, has an id that names it, and is one that the schema speaks of."""
    assert re.fullmatch(r"req_[0-9a-f]{20}", answer["X-Request-Id"])
    if answer.status_code >= 400:
        assert answer["Content-Type"] == PROBLEM
        body = answer.json() if method != "HEAD" else None
        if body is not None:
            assert (body["status"], body["request_id"]) == (answer.status_code, answer["X-Request-Id"])
    operation = operation_of(method, path.partition("?")[0])
    if operation is None or method == "HEAD":
        return
    said = operation["responses"].get(str(answer.status_code))
    assert said is not None, f"{method} {path} answers {answer.status_code}, which the schema does not know"
    content = said["content"][answer["Content-Type"]]
    errors = [f"{'/'.join(map(str, error.path))}: {error.message}" for error in validator(content["schema"]).iter_errors(answer.json())]
    assert errors == []


def operation_of(method: str, path: str) -> dict[str, Any] | None:
    """What the schema says of an address and method; None where it knows no such."""
    for template, operations in description()["paths"].items():
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template))
        if re.fullmatch(pattern, path):
            found: dict[str, Any] | None = operations.get(method.lower())
            return found
    return None


@cache
def _registry() -> Any:
    return Registry().with_resource(SCHEMA_URI, DRAFT202012.create_resource(description()))


def validator(schema: dict[str, Any]) -> Draft202012Validator:
    """A validator of a part of the schema, formats included."""
    placed = json.loads(json.dumps(schema).replace('"#/', f'"{SCHEMA_URI}#/'))
    return Draft202012Validator(placed, registry=_registry(), format_checker=Draft202012Validator.FORMAT_CHECKER)
