"""A real OpenID Connect provider on this machine, and what can be wrong with one."""

import json
import threading
from base64 import urlsafe_b64encode
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from django.utils import timezone
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "lectern-client", "lectern-secret"
KEY, OTHER_KEY = (generate_private_key(65537, 2048) for _ in range(2))


@dataclass
class Provider:
    """Who signs in there, and how it misbehaves. Changed by the test while it runs.

    claims: into the ID token and userinfo; None leaves one out. faults: see `fault`.
    """

    issuer: str = ""
    claims: dict = field(default_factory=dict)
    faults: set[str] = field(default_factory=set)
    asked: dict[str, dict] = field(default_factory=dict)  # code -> the query of authorize
    calls: list[str] = field(default_factory=list)
    release: threading.Event = field(default_factory=threading.Event)

    def person(self, **claims) -> None:
        self.claims = {"sub": "s-1", "email_verified": True} | claims

    def authorize(self, query: dict[str, str]) -> str:
        """The address that the browser is sent back to."""
        code = f"code-{len(self.asked)}"
        self.asked[code] = query
        state = "another-state" if "state" in self.faults else query["state"]
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': state})}"

    def exchange(self, form: dict[str, str]) -> tuple[int, dict]:
        asked = self.asked.pop(form.get("code", ""), None)
        if asked is None or form.get("client_secret") != SECRET:
            return 400, {"error": "invalid_grant"}
        if not _pkce_holds(asked, form):
            return 400, {"error": "invalid_grant", "error_description": "PKCE"}
        return 200, {
            "access_token": "at-1",
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": self._id_token(asked["nonce"]),
        }

    def _id_token(self, nonce: str) -> str:
        now = int(timezone.now().timestamp())
        claims = {
            "iss": "https://evil.example" if "token issuer" in self.faults else self.issuer,
            "aud": "somebody-else" if "audience" in self.faults else CLIENT,
            "iat": now,
            "exp": now - 3600 if "expired" in self.faults else now + 300,
            "nonce": "another-nonce" if "nonce" in self.faults else nonce,
        } | {name: value for name, value in self.claims.items() if value is not None}
        if "email in userinfo" in self.faults:
            claims = {k: v for k, v in claims.items() if not k.startswith("email")}
        if "no algorithm" in self.faults:
            return jwt.encode(claims, None, algorithm="none", headers={"kid": "k1"})
        if "shared secret" in self.faults:  # signed with the public key as if it were a secret
            public = json.dumps(_jwk()).encode()
            return jwt.encode(claims, public, algorithm="HS256", headers={"kid": "k1"})
        key = OTHER_KEY if "signature" in self.faults else KEY
        name = "k9" if "unknown key" in self.faults else "k1"
        return jwt.encode(claims, key, algorithm="RS256", headers={"kid": name})

    def userinfo(self) -> dict:
        found = {name: value for name, value in self.claims.items() if value is not None}
        return found | ({"sub": "s-2"} if "userinfo of another" in self.faults else {})

    def discovery(self) -> dict:
        issuer = "https://evil.example" if "issuer" in self.faults else self.issuer
        return {
            "issuer": issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }


def _pkce_holds(asked: dict, form: dict) -> bool:
    digest = sha256(form.get("code_verifier", "").encode()).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode() == asked.get("code_challenge")


def _jwk() -> dict:
    named = {"kid": "k1", "use": "sig", "alg": "RS256"}
    return RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True) | named


class _Handler(BaseHTTPRequestHandler):
    provider: Provider

    def log_message(self, *args):
        """Quiet."""

    def do_GET(self):
        parts = urlsplit(self.path)
        self.provider.calls.append(parts.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/authorize":
            self.send_response(302)
            self.send_header("Location", self.provider.authorize(query))
            self.end_headers()
        elif parts.path == "/.well-known/openid-configuration":
            self._json(500 if "discovery" in self.provider.faults else 200, self._discovery())
        elif parts.path == "/jwks":
            self._json(200, {"keys": [_jwk()]})
        elif self.headers.get("Authorization") == "Bearer at-1":
            self._json(200, self.provider.userinfo())
        else:
            self._json(401, {})

    def _discovery(self) -> dict:
        return self.provider.discovery()

    def do_POST(self):
        self.provider.calls.append(self.path)
        length = int(self.headers.get("Content-Length", 0))
        form = {k: v[0] for k, v in parse_qs(self.rfile.read(length).decode()).items()}
        if "token slow" in self.provider.faults:
            self.provider.release.wait(20)
        if "token 500" in self.provider.faults:
            self._json(500, {"error": "server_error"})
        else:
            self._json(*self.provider.exchange(form))

    def _json(self, status: int, body: dict) -> None:
        sent = json.dumps(body).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)
        except OSError:
            pass  # whoever asked has given up, as the test wants


@contextmanager
def running():
    provider = Provider()
    handler = type("Handler", (_Handler,), {"provider": provider})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        provider.release.set()
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
