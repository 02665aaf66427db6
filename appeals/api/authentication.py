"""Bearer keys: who the machine is, and which scopes it has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed

from accounts.actors import Actor
from accounts.api_keys import key_of

if TYPE_CHECKING:
    from typing import Any

    from rest_framework.request import Request

SCHEME = "bearer"
SECRET = re.compile(r"[A-Za-z0-9_-]{1,200}")


class KeyAuthentication(BaseAuthentication):
    """Turns `Authorization: Bearer rdk_…` into the machine's Actor as `request.user`."""

    def authenticate(self, request: Request) -> tuple[Actor, None] | None:
        """The actor behind the key; None without the header; AuthenticationFailed for a dead or wrong key."""
        scheme, _, secret = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != SCHEME:
            return None
        key = key_of(secret) if SECRET.fullmatch(secret) else None
        if key is None:
            raise AuthenticationFailed
        return Actor.machine(key), None

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002 - the framework's signature
        """What a 401 asks for."""
        return 'Bearer realm="redress"'


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The key in the schema."""

    target_class = KeyAuthentication
    name = "key"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:  # noqa: ARG002
        """A bearer token in the header."""
        return {"type": "http", "scheme": "bearer", "description": "A scoped API key: `Authorization: Bearer rdk_…`."}
