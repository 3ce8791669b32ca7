"""Google's and Microsoft's sign-in on this machine: OAuth 2 with PKCE as each of them answers it.

Google: the token answer carries an ID token (OpenID Connect Core 1.0, 3.1.3.3). Microsoft: the
profile is asked of Graph, GET /v1.0/me, whose errors are {"error": {"code", "message"}}.
"""

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

CLIENT, SECRET = "lectern-client", "lectern-secret"
KEY = generate_private_key(65537, 2048)
AUTHORIZE = {"/o/oauth2/v2/auth", "/common/oauth2/v2.0/authorize"}
TOKEN = {"/token", "/common/oauth2/v2.0/token"}


@dataclass
class Vendor:
    """Changed by the test while it runs.

    google: claims of the ID token. graph: the profile. faults: "state", "token 500", "token
    nonsense", "audience", "issuer", "expired", "graph 403", "graph nonsense".
    """

    url: str = ""
    google: dict = field(default_factory=dict)
    graph: dict = field(default_factory=dict)
    faults: set[str] = field(default_factory=set)
    asked: dict[str, dict] = field(default_factory=dict)  # code -> the query of authorize

    def authorize(self, query: dict[str, str]) -> str:
        code = f"code-{len(self.asked)}"
        self.asked[code] = query
        state = "another-state" if "state" in self.faults else query["state"]
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': state})}"

    def exchange(self, form: dict[str, str]) -> tuple[int, dict]:
        asked = self.asked.pop(form.get("code", ""), None)
        if asked is None or not _holds(asked, form):
            return 400, {"error": "invalid_grant", "error_description": "Malformed auth code."}
        answer = {"access_token": "at-1", "token_type": "Bearer", "expires_in": 3599}
        return 200, answer | ({"id_token": self._id_token()} if self.google else {})

    def _id_token(self) -> str:
        now = int(timezone.now().timestamp())
        claims = self.google | {
            "iss": "https://evil.example"
            if "issuer" in self.faults
            else "https://accounts.google.com",
            "aud": "somebody-else" if "audience" in self.faults else CLIENT,
            "iat": now - 7200,
            "exp": now - 3600 if "expired" in self.faults else now + 3600,
        }
        return jwt.encode(claims, KEY, algorithm="RS256", headers={"kid": "g1"})

    def me(self) -> tuple[int, dict]:
        if "graph 403" in self.faults:
            error = {"code": "Authorization_RequestDenied", "message": "Insufficient privileges."}
            return 403, {"error": error}
        return 200, self.graph


def _holds(asked: dict, form: dict) -> bool:
    digest = sha256(form.get("code_verifier", "").encode()).digest()
    challenge = urlsafe_b64encode(digest).rstrip(b"=").decode()
    return (
        form.get("grant_type") == "authorization_code"
        and (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)
        and form.get("redirect_uri") == asked["redirect_uri"]
        and asked.get("code_challenge_method") == "S256"
        and asked.get("code_challenge") == challenge
    )


class _Handler(BaseHTTPRequestHandler):
    vendor: Vendor

    def log_message(self, *args):
        """Quiet."""

    def do_GET(self):
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path in AUTHORIZE and query.get("client_id") == CLIENT:
            self.send_response(302)
            self.send_header("Location", self.vendor.authorize(query))
            self.end_headers()
        elif parts.path == "/v1.0/me" and self.headers.get("Authorization") == "Bearer at-1":
            if "graph nonsense" in self.vendor.faults:
                self._send(200, b"<html>")
            else:
                self._json(*self.vendor.me())
        else:
            self._json(404, {"error": "not_found"})

    def do_POST(self):
        length = int(self.headers.get("Content-Length", 0))
        form = {k: v[0] for k, v in parse_qs(self.rfile.read(length).decode()).items()}
        if urlsplit(self.path).path not in TOKEN:
            self._json(404, {"error": "not_found"})
        elif "token 500" in self.vendor.faults:
            self._json(500, {"error": "server_error"})
        elif "token nonsense" in self.vendor.faults:
            self._send(200, b"<html>")
        else:
            self._json(*self.vendor.exchange(form))

    def _json(self, status: int, body: dict) -> None:
        self._send(status, json.dumps(body).encode())

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def running():
    vendor = Vendor()
    handler = type("Handler", (_Handler,), {"vendor": vendor})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    vendor.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield vendor
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
