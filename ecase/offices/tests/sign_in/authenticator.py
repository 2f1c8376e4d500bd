"""A passkey in software, as a phone holds one: makes and signs as the browser passes it on."""

import hashlib
import json
import os
import struct

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode

PRESENT, HAS_KEY = 0x01, 0x40


class Authenticator:
    def __init__(self, origin="http://testserver"):
        self.origin = origin
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = os.urandom(32)
        self.count = 0

    def _client_data(self, kind, asked):
        facts = {"type": kind, "challenge": asked["challenge"], "origin": self.origin}
        return json.dumps(facts).encode()

    def _data(self, host, flags, more=b""):
        self.count += 1
        return hashlib.sha256(host.encode()).digest() + struct.pack(">BI", flags, self.count) + more

    def make(self, options):
        """What the browser says after navigator.credentials.create()."""
        asked = json.loads(options)["publicKey"]
        public = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        key = bytes(16) + struct.pack(">H", len(self.credential_id)) + self.credential_id + public
        data = self._data(asked["rp"]["id"], PRESENT | HAS_KEY, key)
        attested = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        client_data = self._client_data("webauthn.create", asked)
        return self._told(clientDataJSON=client_data, attestationObject=attested)

    def sign(self, options):
        """What the browser says after navigator.credentials.get()."""
        asked = json.loads(options)["publicKey"]
        data = self._data(asked["rpId"], PRESENT)
        client_data = self._client_data("webauthn.get", asked)
        signed = data + hashlib.sha256(client_data).digest()
        signature = self.key.sign(signed, ec.ECDSA(SHA256()))
        return self._told(clientDataJSON=client_data, authenticatorData=data, signature=signature)

    def _told(self, **response):
        name = websafe_encode(self.credential_id)
        said = {part: websafe_encode(value) for part, value in response.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": said})
