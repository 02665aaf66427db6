"""A passkey as a device keeps it: a key pair that signs what the browser was asked."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

if TYPE_CHECKING:
    from django.test import Client

DATA = re.compile(r'<script id="js_data" type="application/json">(.*?)</script>', re.DOTALL)
PRESENT_AND_VERIFIED = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV


class Passkey:
    """One passkey for one site; `like` another one, it claims to be it, with a key of its own."""

    def __init__(self, site: str, like: Passkey | None = None) -> None:
        self.site = site
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name: bytes = like.name if like else secrets.token_bytes(16)

    def made(self, client: Client) -> str:
        """What the browser sends after the device has made the key for the page that asks for it."""
        page = client.get("/console/second-step/passkeys/new/").content.decode()
        said = self._client_data("webauthn.create", _asked(page)["creation_options"]["publicKey"]["challenge"])
        public = ES256.from_cryptography_key(self.key.public_key())
        holds = AttestedCredentialData.create(b"\0" * 16, self.name, public)
        data = AuthenticatorData.create(self._site_hash(), PRESENT_AND_VERIFIED | AuthenticatorData.FLAG.AT, 0, holds)
        vouched = AttestationObject.create("none", data, {})
        return self._sent({"clientDataJSON": websafe_encode(said), "attestationObject": websafe_encode(vouched)})

    def shown(self, page: str) -> str:
        """What the browser sends after the device has signed the challenge of a page."""
        said = self._client_data("webauthn.get", _asked(page)["request_options"]["publicKey"]["challenge"])
        data = AuthenticatorData.create(self._site_hash(), PRESENT_AND_VERIFIED, 1)
        signature = self.key.sign(bytes(data) + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        return self._sent(
            {"clientDataJSON": websafe_encode(said), "authenticatorData": websafe_encode(data), "signature": websafe_encode(signature)}
        )

    def _sent(self, response: dict[str, str]) -> str:
        name = websafe_encode(self.name)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}})

    def _site_hash(self) -> bytes:
        return hashlib.sha256(self.site.encode()).digest()

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return bytes(CollectedClientData.create(kind, challenge, f"https://{self.site}"))


def _asked(page: str) -> Any:
    (data,) = DATA.findall(page)
    return json.loads(data)
