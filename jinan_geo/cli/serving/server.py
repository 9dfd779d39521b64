"""The server: this machine's own address, read only, no host but its own, no path but its pages."""

from __future__ import annotations

import hmac
import ipaddress
import json
import os
import socket
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote

from jinan_geo.cli.serving.site import plain_path
from jinan_geo.errors import EnvironmentFault
from jinan_geo.words import say

if TYPE_CHECKING:
    from jinan_geo.cli.serving.board import Board
    from jinan_geo.cli.serving.site import Site

__all__ = ["PageServer", "Served"]

EVENTS = "/-/events"
PATIENCE = 15.0  # seconds without news after which a line is sent to see whether the page is there
IDLE = 30.0  # seconds that a connection may say nothing
COOKIE = "jinan-geo-token"  # and the port: a host's cookies are sent to all of its ports
LOCAL = {"127.0.0.1", "localhost", "::1"}
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


@dataclass(frozen=True)
class Served:
    """What is served: pages, news of them, the word on the button that closes these, the token.

    Without a token everybody on this machine may read.
    """

    site: Site
    board: Board
    close: str
    token: str | None = None


class PageServer(ThreadingHTTPServer):
    """Listens at an address; a thread a request, none of which keeps the program from ending."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = os.name != "nt"  # there it would share the port with another program

    def __init__(self, host: str, port: int, served: Served) -> None:
        self.served = served
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            super().__init__((host, port), _Handler)
        except OSError as error:
            reason = error.strerror or str(error)
            msg = say("cli.serve.no_port", host=host, port=port, reason=reason)
            raise EnvironmentFault(msg) from None
        self.host = host
        self.port = int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the base's signature
        """Say nothing: a page that was closed is no fault."""


class _Handler(BaseHTTPRequestHandler):
    server: PageServer
    server_version = "jinan-geo"
    sys_version = ""
    timeout = IDLE

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def log_message(self, *_: object) -> None:
        """Keep requests out of the terminal, which tells of builds."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Say that a request is none, without saying it again."""
        del message, explain
        self._refuse(HTTPStatus(code))

    def _answer(self) -> None:
        if not self._is_own_host():
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST)
        elif not self._is_own_page():
            self._refuse(HTTPStatus.FORBIDDEN)
        elif self._gives_token():
            self._remember_token(self.server.served.token or "")
        elif not self._may_read():
            self._refuse(HTTPStatus.FORBIDDEN)
        elif self.path.partition("?")[0] == EVENTS:
            self._tell_events()
        else:
            self._send_file()

    def _is_own_host(self) -> bool:
        """Tell whether the one Host that a request names is this server, by number or by name.

        A name that somebody else's DNS has turned to this address is none of its own.
        """
        hosts = self.headers.get_all("Host", [])
        if len(hosts) != 1:
            return False
        name, port = _parted(hosts[0])
        return port == self.server.port and name in self._own_names()

    def _own_names(self) -> set[str]:
        reached = ipaddress.ip_address(self.connection.getsockname()[0].partition("%")[0])
        names = {str(reached), str(getattr(reached, "ipv4_mapped", None) or reached)}
        asked = self.server.host.casefold()
        names |= {asked} if asked not in {"0.0.0.0", "::"} else {socket.gethostname().casefold()}  # noqa: S104 - compared, not bound
        return names | LOCAL if reached.is_loopback else names

    def _is_own_page(self) -> bool:
        """Tell whether nobody else's page has asked."""
        origin = self.headers.get("Origin")
        is_same = origin is None or origin == f"http://{self.headers['Host']}"
        site = self.headers.get("Sec-Fetch-Site", "none")
        mode = self.headers.get("Sec-Fetch-Mode", "navigate")
        return is_same and (site in {"none", "same-origin"} or mode == "navigate")

    def _gives_token(self) -> bool:
        token = self.server.served.token
        given = parse_qs(self.path.partition("?")[2]).get("token", [""])[0]
        return token is not None and hmac.compare_digest(given.encode(), token.encode())

    def _may_read(self) -> bool:
        token = self.server.served.token
        if token is None:
            return True
        kept = [one.strip().encode() for one in self.headers.get("Cookie", "").split(";")]
        return any(hmac.compare_digest(one, self._cookie(token).encode()) for one in kept)

    def _cookie(self, token: str) -> str:
        return f"{COOKIE}-{self.server.port}={quote(token, safe='')}"

    def _remember_token(self, token: str) -> None:
        """Keep the token in a cookie, and out of the address; what stands after # stays.

        ``Lax``: a link to the pages may stand on another site's page; what that page itself asks
        for is refused before.
        """
        path = plain_path(self.path)
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", f"/{path or ''}")
        self.send_header("Set-Cookie", f"{self._cookie(token)}; HttpOnly; SameSite=Lax; Path=/")
        self._end(b"")

    def _send_file(self) -> None:
        path = plain_path(self.path)
        sent = None if path is None else self.server.served.site.find(path)
        if sent is None:
            self._refuse(HTTPStatus.NOT_FOUND)
            return
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", sent.type)
        self._end(sent.data)

    def _refuse(self, status: HTTPStatus) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self._end(f"{status.value} {status.phrase}\n".encode())

    def _end(self, data: bytes) -> None:
        self.send_header("Content-Length", str(len(data)))
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            with suppress(OSError):  # the page was closed meanwhile
                self.wfile.write(data)

    def _tell_events(self) -> None:
        """Send the page's hash and the news, now and whenever one may have changed."""
        page = parse_qs(self.path.partition("?")[2]).get("page", [""])[0]
        served = self.server.served
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        turn = -1
        with suppress(OSError):
            while (found := served.board.wait(turn, PATIENCE)) is not None:
                if found[0] == turn:
                    self.wfile.write(b": here\n\n")
                    continue
                turn, news = found
                told = {"tag": served.site.tag(page), "close": served.close, **vars(news)}
                self.wfile.write(f"data: {json.dumps(told)}\n\n".encode())


def _parted(host: str) -> tuple[str, int]:
    """Give the name and the port of a Host; port 80 where it says none, -1 for no number."""
    name, mark, port = host.casefold().rpartition(":")
    if not mark or port.endswith("]"):
        name, port = host.casefold(), "80"
    is_number = port.isascii() and port.isdigit() and len(port) <= len("65535")
    return name.strip("[]"), int(port) if is_number else -1
