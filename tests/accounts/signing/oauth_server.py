"""A small stand-in for Google's and GitHub's servers, over real HTTP: it holds callers to codes, secrets and PKCE."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

CLIENT, SECRET, TOKEN = "client-1", "secret-1", "token-1"


@dataclass
class OAuthServer:
    """`person` is who is signed in over there: {"id", "login", "emails": [...]}."""

    url: str
    person: dict = field(default_factory=dict)
    challenges: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    def say_yes(self, address: str) -> str:
        """The person, led to `address` (the authorize page), agrees: where the browser is sent back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert address.startswith(f"{self.url}/authorize?")
        assert (asked["client_id"], asked["code_challenge_method"]) == (CLIENT, "S256")
        self.asked.append(asked)
        code = f"code-{len(self.asked)}"
        self.challenges[code] = asked["code_challenge"]
        return f"{urlsplit(asked['redirect_uri']).path}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, form: dict[str, str]) -> dict | None:
        """The token for a code: once, for the right secret, and for whoever knows what the challenge was made of."""
        challenge = self.challenges.pop(form.get("code", ""), None)
        shown = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if challenge != shown.decode().rstrip("=") or form.get("client_secret") != SECRET:
            return None
        now = int(time.time())
        claims = {"iss": "https://accounts.google.com", "aud": CLIENT, "iat": now, "exp": now + 600}
        claims |= {"sub": str(self.person["id"]), "name": "A Full Name", "picture": "https://pictures.example/1"}
        first = self.person["emails"][0]
        claims |= {"email": first["email"], "email_verified": first["verified"]}
        return {"access_token": TOKEN, "token_type": "bearer", "id_token": _unsigned(claims)}


def _unsigned(claims: dict) -> str:
    """A JSON Web Token whose signature nobody looks at: it came straight from the server that it names."""
    parts = [json.dumps(part).encode() for part in ({"alg": "RS256", "typ": "JWT"}, claims)] + [b"signature"]
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


@contextmanager
def oauth_server() -> Iterator[OAuthServer]:
    """The server, in a thread of its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            form = {name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()}
            found = served.token(form)
            self._answer(200 if found else 400, found or {"error": "invalid_grant"})

        def do_GET(self) -> None:
            if self.headers["Authorization"] not in (f"token {TOKEN}", f"Bearer {TOKEN}"):
                self._answer(401, {})
            elif self.path == "/user":
                person = {name: value for name, value in served.person.items() if name != "emails"}
                self._answer(200, {**person, "email": None, "company": "ACME", "bio": "Writes."})
            else:
                self._answer(200, served.person["emails"])

        def _answer(self, status: int, body: object) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served = OAuthServer(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield served
    server.shutdown()
    thread.join()
    server.server_close()
