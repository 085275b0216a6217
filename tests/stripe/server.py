"""The fake's HTTP server."""

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.stripe import control, pages
from tests.stripe.answering import answer
from tests.stripe.errors import StripeError
from tests.stripe.fake import FakeStripe

HTML = "text/html; charset=utf-8"


class Handler(BaseHTTPRequestHandler):
    """Requests of the API, of payers' browsers, and of whoever runs the fake."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    fake: FakeStripe

    def do_GET(self) -> None:
        self._route("")

    def do_DELETE(self) -> None:
        self._route("")

    def do_POST(self) -> None:
        self._route(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode())

    def _route(self, body: str) -> None:
        address = urlsplit(self.path)
        try:
            if address.path.startswith("/v1/"):
                self._api(address.path, address.query, body)
            else:
                self._page(address.path, body)
        except StripeError as error:
            self._send(error.status, json.dumps({"error": error.error}), "application/json")

    def _api(self, path: str, query: str, body: str) -> None:
        said = answer(self.fake, self.command, path, query, body, self.headers)
        if said.cut:
            self.close_connection = True
            return
        self._send(said.status, json.dumps(said.body, indent=2), "application/json", said.headers)

    def _page(self, path: str, body: str) -> None:
        part, _, last = path.strip("/").rpartition("/")
        if self.command == "GET":
            shown = {"c/pay": pages.checkout, "receipts": pages.receipt}.get(part)
            if shown is None and path != "/":
                raise StripeError(404, f"No such page: {path}")
            self._send(200, shown(self.fake, last) if shown else pages.desk(self.fake), HTML)
        elif part == "c/pay":
            self._pay(last, parse_qs(body)["how"][0])
        elif path == "/_control/act":
            control.act(self.fake, *parse_qs(body)["do"][0].split())
            self._redirect("/")
        elif part == "_control":
            self._send(200, json.dumps(control.command(self.fake, last, json.loads(body or "{}"))), "application/json")
        else:
            raise StripeError(404, f"No such page: {path}")

    def _pay(self, session_id: str, how: str) -> None:
        self.fake.pay(session_id, how)
        if how == "declined":
            self._send(402, pages.checkout(self.fake, session_id, "Your card was declined. Try another one."), HTML)
            return
        self._redirect(self.fake.session(session_id)["success_url"].replace("{CHECKOUT_SESSION_ID}", session_id))

    def _redirect(self, to: str) -> None:
        self._send(303, "", HTML, {"Location": to})

    def _send(self, status: int, body: str, kind: str, headers: dict[str, str] | None = None) -> None:
        content = body.encode()
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: tests look at `FakeStripe.requests`."""


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed, or went away while we were slow, is part of many tests; all else is a mistake."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def serving(fake: FakeStripe, port: int = 0, host: str = "127.0.0.1") -> Iterator[FakeStripe]:
    """Serves `fake` from a thread; its `url` says where."""
    server = Server((host, port), type("FakeHandler", (Handler,), {"fake": fake}))
    fake.url = f"http://{host}:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
