"""``jinan-geo serve``: its own pages to its own host alone, built anew and loaded anew."""

from __future__ import annotations

import base64
import html
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from jinan_geo.cli.serve import _address
from jinan_geo.cli.serving.board import Board, News
from jinan_geo.cli.serving.server import PageServer, Served
from jinan_geo.cli.serving.site import Site, add_script, plain_path
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import build_workspace
from tests.tools.tiny_city import write_city
from tests.tools.verbs import run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser


ROOT = Path(__file__).resolve().parents[2]
HERE = "127.0.0.1"
PATIENCE = 60.0  # seconds for a build on a busy machine
PAGE = (
    '<html><head><meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; '
    'script-src &#39;none&#39;; connect-src &#39;none&#39;"></head><body>page</body></html>'
)


@contextmanager
def served(folder: Path, *, host: str = HERE, token: str | None = None) -> Iterator[PageServer]:
    """A server of a folder's pages, in this process."""
    site, board = Site(folder), Board()
    site.known = {"index.html", "out.html", "maps/a.html", "issues.csv"}
    with PageServer(host, 0, Served(site, board, "Close", token)) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server
        board.close()
        server.shutdown()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Pages, a file that no build wrote beside them, one outside, and a link to it."""
    out = tmp_path / "out"
    (out / "maps").mkdir(parents=True)
    for name in ("index.html", "maps/a.html"):
        (out / name).write_text(PAGE, encoding="utf-8")
    (out / "issues.csv").write_text("layer\n", encoding="utf-8")
    (out / "city.toml").write_text("secret", encoding="utf-8")
    (tmp_path / "secret.html").write_text("secret", encoding="utf-8")
    (out / "out.html").symlink_to(tmp_path / "secret.html")
    return out


def ask(server: PageServer, request: bytes) -> bytes:
    """All that is answered to the bytes of a request."""
    with socket.create_connection((HERE, server.port), timeout=10) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts)


def get(server: PageServer, target: str, *headers: str, host: str | None = None) -> tuple[int, str]:
    """The status of an answer, and the whole of it."""
    host = f"{HERE}:{server.port}" if host is None else host
    lines = [f"GET {target} HTTP/1.1", *([f"Host: {host}"] if host else []), *headers, "", ""]
    answer = ask(server, "\r\n".join(lines).encode("utf-8", "surrogateescape")).decode()
    found = re.match(r"HTTP/1\.\d (\d+)", answer)
    return (int(found[1]) if found else 0), answer


def test_pages_come_with_the_script_and_the_files_stay_sealed(folder: Path) -> None:
    with served(folder) as server:
        status, answer = get(server, "/")
        assert status == 200
        assert 'data-page="index.html"' in answer
        assert "connect-src &#x27;self&#x27;" in answer
        assert re.search(r"script-src &#x27;sha256-[\w+/=]+&#x27;", answer)
        assert get(server, "/maps/a.html?x=1")[0] == 200
        assert get(server, "/issues.csv")[1].endswith("layer\n")
    assert (folder / "index.html").read_text(encoding="utf-8") == PAGE


def test_a_page_without_a_policy_is_sent_as_it_is() -> None:
    assert add_script(b"<body></body>", "a.html") == b"<body></body>"


HOSTILE = [
    "/city.toml", "/out.html", "/../secret.html", "/maps/../../secret.html", "/%2e%2e/secret.html",
    "/..%2fsecret.html", "/..%5csecret.html", "/..\\secret.html", "//secret.html", "/maps//a.html",
    "/./index.html", "/%252e%252e/secret.html", "/maps/a.html/", "/maps/a.html/..",
    "/index.html%00", "/index.html%00.csv", "/C:/secret.html", "/index.html::$DATA",
    "/.jinan-geo/mark", "/%2e%2e%2fsecret.html", "/maps%2f..%2f..%2fsecret.html",
    "/..;/secret.html", "/%u002e%u002e/secret.html", "http://127.0.0.1/index.html",
    "file:///etc/passwd", "/~/secret.html", "/index.html%20", "/index.html.", "/index.html/x",
    "/%c0%ae%c0%ae/", "/etc/passwd", "/%2fetc%2fpasswd", "/-/", "/maps",
    "/maps/", "/INDEX.HTML", "/index.html%0d%0aX:y",
    "/" + "a" * 5000, "/%ff%fe", "/index.html;a", "/ｉndex.html", "*", "secret.html", "",
]  # fmt: skip


def test_no_path_leads_out_or_to_what_no_build_wrote(folder: Path) -> None:
    with served(folder) as server:
        for target in HOSTILE:
            status, answer = get(server, target)
            assert status in {0, 400, 404}, target
            assert "secret" not in answer.replace(target, ""), target
            assert "X:y" not in answer, target


@pytest.mark.parametrize("target", HOSTILE[2:])
def test_what_is_no_plain_path_names_nothing_that_is_there(target: str) -> None:
    assert plain_path(target) not in {"index.html", "maps/a.html", "secret.html"}


def test_only_its_own_host_is_answered(folder: Path) -> None:
    with served(folder) as server:
        port = server.port
        for host in (f"{HERE}:{port}", f"localhost:{port}", f"LOCALHOST:{port}", f"[::1]:{port}"):
            assert get(server, "/", host=host)[0] == 200, host
        others = [
            "evil.example", f"evil.example:{port}", f"{HERE}.evil.example:{port}", HERE,
            f"{HERE}:{port + 1}", f"evil.example:{port}@{HERE}:{port}", f"{HERE}:{port}.", ":", "",
            f"0.0.0.0:{port}", f"127.0.0.2:{port}", f"{HERE}:{port}, evil.example",
            f"2130706433:{port}",
        ]  # fmt: skip
        for host in others:
            assert get(server, "/", host=host)[0] == 421, host
        two = f"GET / HTTP/1.1\r\nHost: {HERE}:{port}\r\nHost: evil.example\r\n\r\n"
        assert ask(server, two.encode()).startswith(b"HTTP/1.0 421")
        whole = f"GET http://evil.example/ HTTP/1.1\r\nHost: {HERE}:{port}\r\n\r\n"
        assert ask(server, whole.encode()).startswith(b"HTTP/1.0 404")
        # What came before headers were has none to name a host by; one that is folded is another.
        assert b"421" in ask(server, b"GET /\r\n\r\n").splitlines()[0]
        folded = f"GET / HTTP/1.1\r\nHost: evil.example\r\n Host: {HERE}:{port}\r\n\r\n"
        assert ask(server, folded.encode()).startswith(b"HTTP/1.0 421")
        proxy = f"X-Forwarded-Host: {HERE}:{port}"
        assert get(server, "/", proxy, host="evil.example")[0] == 421


def test_other_pages_and_other_methods_are_refused(folder: Path) -> None:
    with served(folder) as server:
        own = f"http://{HERE}:{server.port}"
        assert get(server, "/", "Origin: http://evil.example")[0] == 403
        assert get(server, "/", "Origin: null")[0] == 403
        assert get(server, "/", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors")[0] == 403
        assert get(server, "/", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate")[0] == 200
        assert get(server, "/", f"Origin: {own}", "Sec-Fetch-Site: same-origin")[0] == 200
        for method in ("POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT"):
            request = f"{method} / HTTP/1.1\r\nHost: {HERE}:{server.port}\r\n\r\n"
            assert b" 501 " in ask(server, request.encode()).splitlines()[0]
        head = f"HEAD / HTTP/1.1\r\nHost: {HERE}:{server.port}\r\n\r\n"
        assert ask(server, head.encode()).endswith(b"\r\n\r\n")
        assert ask(server, head.replace("/", "/-/events", 1).encode()).endswith(b"\r\n\r\n")
        assert ask(server, b"\x00\xff\r\n\r\n").startswith(b"")
        assert get(server, "/")[0] == 200


def test_with_a_token_nobody_reads_without_it(folder: Path) -> None:
    with served(folder, token="s3cret") as server:  # noqa: S106 - a test's
        assert get(server, "/")[0] == 403
        assert get(server, "/-/events?page=index.html")[0] == 403
        assert get(server, "/?token=wrong")[0] == 403
        name = f"jinan-geo-token-{server.port}"
        assert get(server, "/", f"Cookie: {name}=wrong")[0] == 403
        assert get(server, "/", "Cookie: jinan-geo-token-1=s3cret")[0] == 403
        assert get(server, "/", "Cookie: \x01=;;jinan-geo-token")[0] == 403
        status, answer = get(server, "/maps/a.html?token=s3cret")
        assert status == 303
        assert "Location: /maps/a.html\r\n" in answer
        assert "HttpOnly; SameSite=Lax" in answer  # a link on another site's page opens it
        # What other programs of this host keep, on whichever port, does not hide it.
        others = '{"a"=b; jinan-geo-token-1=wrong'
        assert get(server, "/", f"Cookie: {others}; {name}=s3cret")[0] == 200
        outside = get(server, "//evil.example/?token=s3cret")[1]
        assert "Location: /evil.example/index.html\r\n" in outside  # of its own


@pytest.mark.parametrize("token", ["济南", "a+b", "a&b", "a `b` ;c", 'a"b', "a%41", "a#b"])
def test_a_token_of_any_signs_is_the_same_in_address_and_cookie(folder: Path, token: str) -> None:
    with served(folder, token=token) as server:
        address = _address(HERE, server.port, token)
        assert address.isascii()
        status, answer = get(server, address.removeprefix(f"http://{HERE}:{server.port}"))
        cookie = re.search(r"Set-Cookie: ([^;]+);", answer)
        assert (status, cookie is not None) == (303, True)
        assert get(server, "/", f"Cookie: {cookie[1] if cookie else ''}")[0] == 200


def events(port: int, page: str, **headers: str) -> Iterator[dict[str, Any]]:
    connection = http.client.HTTPConnection(HERE, port, timeout=60)
    connection.request("GET", f"/-/events?page={page}", headers=headers)
    answer = connection.getresponse()
    end = time.monotonic() + PATIENCE
    while line := answer.readline():
        assert time.monotonic() < end, "nothing was told"  # a line comes now and then all the same
        if line.startswith(b"data: "):
            yield json.loads(line.removeprefix(b"data: "))


def test_news_reach_those_who_wait_and_the_end_ends_them(folder: Path) -> None:
    with served(folder) as server:
        told = events(server.port, "index.html")
        first = next(told)
        (folder / "index.html").write_text(PAGE + " ", encoding="utf-8")
        server.served.board.pin(News("Not built", ("why",), failed=True))
        second = next(told)
        assert (second["title"], second["lines"], second["failed"]) == ("Not built", ["why"], True)
        assert second["tag"] != first["tag"]
        assert next(events(server.port, "../secret.html"))["tag"] is None
        server.served.board.close()
        assert next(told, None) is None


def test_a_folder_without_a_workspace_and_a_taken_port_are_said(
    tmp_path: Path, folder: Path
) -> None:
    ran = run("serve", tmp_path, "--lang", "en")
    assert ran.code == 2
    assert "no workspace.toml" in ran.text
    with served(folder) as server:
        root = write_city(tmp_path / "city")
        ran = run("serve", root, "--port", server.port, "--lang", "en")
        assert ran.code == 3
        assert "--port 0" in ran.text


def policy(page: str) -> list[str]:
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    return [*map(str.strip, html.unescape(found[1] if found else "").split(";"))]


@pytest.mark.slow
def test_a_page_is_loaded_anew_as_it_was_set_and_shows_what_failed(
    browser: Browser, browser_path: str, tmp_path: Path
) -> None:
    built = tmp_path / "built"
    build_workspace(Workspace.open(write_city(tmp_path / "city")), built)
    text = (built / "city.html").read_bytes()
    (tmp_path / "city.html").write_bytes(text)
    # That of other tests reaches no address, not even one of this machine.
    launch = browser.browser_type.launch
    reaching = launch(executable_path=browser_path, args=["--no-sandbox"])
    with served(tmp_path) as server, closing(reaching):
        server.served.site.known = {"city.html"}
        page = reaching.new_page()
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else 0)
        page.goto(f"http://{HERE}:{server.port}/city.html")
        page.evaluate("jinanGeo.ready")
        page.evaluate("jinanGeo.set({filters: {district: ['370102']}})")
        page.wait_for_url(re.compile("370102"))
        page.evaluate("window.before = true")
        server.served.board.pin(News("Not built anew", ("layer.toml is wrong",), failed=True))
        page.locator("#jg-serve").get_by_text("layer.toml is wrong").wait_for()
        (tmp_path / "city.html").write_bytes(text + b"\n")
        with page.expect_navigation():
            server.served.board.pin(News())
        page.evaluate("jinanGeo.ready")
        assert page.evaluate("window.before") is None
        assert page.evaluate("jinanGeo.state().filters.district") == ["370102"]
        assert page.locator("#jg-serve").count() == 0
        saved = base64.b64decode(page.evaluate("jinanGeo.saveView('')")).decode()
        assert policy(saved) == policy(text.decode())
        assert "EventSource" not in saved
        assert complaints == []


@contextmanager
def serving(root: Path, *said: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    words = [sys.executable, "-m", "jinan_geo", "serve", str(root), "--port", "0", "--lang", "en"]
    words += said
    with subprocess.Popen(
        words, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as process:  # fmt: skip
        try:
            assert process.stdout
            found = next(filter(None, (re.search(r":(\d+)/", line) for line in process.stdout)))
            yield process, int(found[1])
        finally:
            process.kill()


@pytest.mark.slow
def test_an_edit_is_built_told_and_loaded_and_nothing_is_lost_by_an_end(tmp_path: Path) -> None:
    root = write_city(tmp_path / "city")
    ledger = root / "layers" / "sites" / "progress.csv"
    manifest = root / "workspace.toml"
    with serving(root) as (process, port):
        told = events(port, "city.html")
        before = next(told)["tag"]
        good = manifest.read_text(encoding="utf-8")
        with ledger.open("a", encoding="utf-8") as file:
            file.write("s-99,2025-03-31,started,5,,,,,\n")
        news = next(one for one in told if one["title"])
        assert any("s-99" in line for line in news["lines"])
        manifest.write_text(good + "\nwrong = 1\n", encoding="utf-8")
        failed = next(one for one in told if one["failed"])
        assert any("wrong" in line for line in failed["lines"])
        manifest.write_text(good, encoding="utf-8")
        assert next(one for one in told if not one["failed"])["tag"] != before
        process.kill()
        process.wait()
    with serving(root, "--token", "mine") as (process, port):  # asked for, so at home as well
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(f"http://{HERE}:{port}/city.html")
        cookie = f"jinan-geo-token-{port}=mine"
        again = next(events(port, "city.html", Cookie=cookie))["tag"]
        assert again != before
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
    text = (root / "maps" / "city.html").read_text(encoding="utf-8")
    assert "EventSource" not in text
    assert run("build", "--workspace", root, "--lang", "en").code in {0, 1}
