"""A small real OpenID Connect provider over HTTP, with a key of its own, and with faults on demand."""

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "e-case", "the-secret-of-the-client"


class Provider:
    """``claims`` is what it says of the person; ``fault`` spoils the next token."""

    def __init__(self):
        self.key = RSAKey.generate_key(2048, {"kid": "one"})
        self.other = RSAKey.generate_key(2048, {"kid": "one"})
        self.claims, self.fault = {}, ""
        self.asked = {}  # code -> what the browser brought
        self.tokens = 0
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                provider.get(self)

            def do_POST(self):
                provider.post(self)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def get(self, request):
        address = urlsplit(request.path)
        match address.path:
            case "/.well-known/openid-configuration":
                answer(request, self.metadata())
            case "/keys":
                answer(request, {"keys": [self.key.as_dict(private=False)]})
            case "/authorize":
                self.authorize(request, {k: v[0] for k, v in parse_qs(address.query).items()})

    def metadata(self):
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        }

    def authorize(self, request, asked):
        assert asked["client_id"] == CLIENT and asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe()
        self.asked[code] = asked
        request.send_response(302)
        back = urlencode({"code": code, "state": asked["state"]})
        request.send_header("Location", f"{asked['redirect_uri']}?{back}")
        request.end_headers()

    def post(self, request):
        body = request.rfile.read(int(request.headers["Content-Length"])).decode()
        form = {k: v[0] for k, v in parse_qs(body).items()}
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        asked = self.asked.pop(form.get("code"), None)
        hashed = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(hashed).decode().rstrip("=")
        good = asked and request.headers["Authorization"] == f"Basic {basic}"
        if not good or asked["code_challenge"] != challenge:
            return answer(request, {"error": "invalid_grant"}, 400)
        self.tokens += 1
        body = {"access_token": "a", "token_type": "Bearer", "expires_in": 60}
        if self.fault != "no token":
            body["id_token"] = self.id_token(asked["nonce"])
        return answer(request, body)

    def id_token(self, nonce):
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": "1", "nonce": nonce}
        claims |= {"iat": now, "exp": now + 60, **self.claims}
        header, key = {"alg": "RS256", "kid": "one"}, self.key
        match self.fault:
            case "nonce":
                claims["nonce"] = "another"
            case "issuer":
                claims["iss"] = "https://elsewhere.example"
            case "audience":
                claims["aud"] = "another"
            case "expired":
                claims |= {"iat": now - 7200, "exp": now - 3600}
            case "signature":
                key = self.other
            case "symmetric":
                header["alg"] = "HS256"
                public = self.key.as_pem(private=False)
                return signed(header, claims, hmac_key=public)
            case "unsigned":
                return signed({"alg": "none"}, claims)
        return jwt.encode(header, claims, key)


def signed(header, claims, hmac_key=None):
    """A token as an attacker makes it: unsigned, or with the public key taken for a secret."""
    parts = [json.dumps(part).encode() for part in (header, claims)]
    text = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    mac = hmac.new(hmac_key, text, hashlib.sha256).digest() if hmac_key else b""
    return (text + b"." + base64.urlsafe_b64encode(mac).rstrip(b"=")).decode()


def answer(request, body, status=200):
    data = json.dumps(body).encode()
    request.send_response(status)
    request.send_header("Content-Type", "application/json")
    request.send_header("Content-Length", str(len(data)))
    request.end_headers()
    request.wfile.write(data)
