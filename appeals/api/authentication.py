"""Bearer keys: who the machine is, and which scopes it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed

from accounts.actors import Actor
from accounts.api_keys import key_of
from accounts.instants import redress_now

if TYPE_CHECKING:
    from typing import Any

    from rest_framework.request import Request

SCHEME = b"bearer"


class KeyAuthentication(BaseAuthentication):
    """Turns `Authorization: Bearer rdk_…` into the machine's Actor as `request.user`."""

    def authenticate(self, request: Request) -> tuple[Actor, None] | None:
        """The actor behind the key; None without the header; AuthenticationFailed for a dead or wrong key."""
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != SCHEME:
            return None
        try:
            secret = words[1].decode("ascii") if len(words) == 2 else ""
        except UnicodeDecodeError:
            secret = ""
        key = key_of(secret, now=redress_now()) if secret else None
        if key is None:
            raise AuthenticationFailed("This key is not valid. It may have expired or been revoked.")
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
