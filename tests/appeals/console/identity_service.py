"""A small sign-in service (OpenID Connect) on this machine: real HTTP, real keys, tokens it signs itself."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

if TYPE_CHECKING:
    from collections.abc import Iterator


class Service(ThreadingHTTPServer):
    """Vouches for `person` (claims) to whoever brings the code it gave for them."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.key = ec.generate_private_key(ec.SECP256R1())
        # Another key than the published one: what somebody in between could sign with.
        self.signs_with = self.key
        self.person: dict[str, Any] = {}
        self.lasts = 60
        self.asked: dict[str, str] = {}

    def token(self) -> str:
        """The signed token about the person."""
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": "redress", "iat": now, "exp": now + self.lasts, **self.person}
        return jwt.encode(claims, self.signs_with, algorithm="ES256", headers={"kid": "one"})

    def authorise(self, url: str) -> dict[str, str]:
        """What the browser brings back from the service's own sign-in page."""
        self.asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        return {"code": "the-code", "state": self.asked["state"]}


class Answers(BaseHTTPRequestHandler):
    """The three addresses of the service."""

    server: Service

    def do_GET(self) -> None:
        """Where what is, and the public key."""
        issuer = self.server.issuer
        public = json.loads(ECAlgorithm.to_jwk(self.server.key.public_key())) | {"kid": "one", "alg": "ES256", "use": "sig"}
        found = {
            "/.well-known/openid-configuration": {
                "issuer": issuer,
                "authorization_endpoint": f"{issuer}/authorize",
                "token_endpoint": f"{issuer}/token",
                "userinfo_endpoint": f"{issuer}/userinfo",
                "jwks_uri": f"{issuer}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            },
            "/keys": {"keys": [public]},
        }
        self._answer(found[self.path])

    def do_POST(self) -> None:
        """The token for the code, if whoever brings it began the sign-in."""
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        proof = base64.urlsafe_b64encode(hashlib.sha256(sent["code_verifier"][0].encode()).digest()).decode().rstrip("=")
        if (sent["code"], sent["client_secret"], proof) != (["the-code"], ["known-to-both"], self.server.asked["code_challenge"]):
            self._answer({"error": "invalid_grant"}, status=400)
            return
        self._answer({"access_token": "a", "token_type": "Bearer", "id_token": self.server.token()})

    def _answer(self, body: Any, *, status: int = 200) -> None:
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@contextmanager
def running() -> Iterator[Service]:
    """The service, for as long as it is used."""
    with Service() as service:
        thread = threading.Thread(target=service.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield service
        service.shutdown()
        thread.join()
