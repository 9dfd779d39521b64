"""The verb ``serve``: the pages at an address of this machine, built anew when a file changes."""

from __future__ import annotations

import csv
import ipaddress
import secrets
import signal
import socket
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import click
from click.core import ParameterSource

from jinan_geo.cli import tables as terminal
from jinan_geo.cli.build import ISSUES, Telling, build_changed
from jinan_geo.cli.language import usual_language
from jinan_geo.cli.options import audience_option, language_option
from jinan_geo.cli.serving.board import Board, News
from jinan_geo.cli.verb import Verb
from jinan_geo.errors import JinanGeoError, UsageError, show
from jinan_geo.kept.inputs import find_root
from jinan_geo.kept.record import AskedPages
from jinan_geo.words import say, speak

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jinan_geo.cli.serving.site import Site
    from jinan_geo.pipeline import Built

__all__ = ["serve"]

HERE = "127.0.0.1"
PORT = 8765
SHOWN = 5  # issues in the corner of a page
TELLING = ("error", "warning")
KEY = ("layer", "file", "row", "feature", "field", "type", "value")
SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")  # Windows has fewer
MOMENT = 0.2  # seconds in which a signal is heard where waiting is not ended by one


@click.command(cls=Verb)
@click.argument("folder", metavar="[DIR]", default=Path(), type=click.Path(path_type=Path))
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(0, 65535),
              help="Port to listen at; 0: any that is free.")  # fmt: skip
@click.option("--host", default=HERE, show_default=True,
              help="Address to listen at; others than this machine must give a token.")  # fmt: skip
@click.option("--token",
              help="The token; default: none at home, else another each time.")  # fmt: skip
@audience_option
@language_option
def serve(  # noqa: PLR0913 - one argument an option
    folder: Path,
    port: int,
    host: str,
    token: str | None,
    audience: Any,  # noqa: ANN401 - one of click's choices
    lang: str,
) -> None:
    """Show the pages of the workspace in DIR in a browser, and build anew what a change concerns.

    Layers, ledgers, targets, maps and workspace.toml are watched; an open page is loaded anew and
    stays as it was set; new issues, and why a build failed, stand here and in the page's corner.
    The files in maps/ stay as `build` writes them. It ends with Ctrl-C.
    """
    from jinan_geo.cli.serving.server import PageServer, Served  # noqa: PLC0415 - saves 60 ms of every start
    from jinan_geo.cli.serving.site import Site  # noqa: PLC0415 - only here
    from jinan_geo.cli.serving.watch import Watch  # noqa: PLC0415 - only here

    root = find_root(folder)
    if root is None:
        raise UsageError(say("cli.serve.no_workspace", folder=show(str(folder))))
    if click.get_current_context().get_parameter_source("lang") is ParameterSource.DEFAULT:
        lang = usual_language(["--workspace", str(root)])
        speak(lang)
    asked = AskedPages(root, root / "maps", None, None, audience)
    board, site = Board(), Site(asked.out)
    builder = _Builder(asked, site, board, lang)
    secret = token or (None if _is_here(host) else secrets.token_urlsafe(18))
    served = Served(site, board, say("cli.serve.close", lang), secret)
    changed = threading.Event()
    with _stopped_by_signals() as stop, PageServer(host, port, served) as server:
        builder.build(is_first=True)
        threading.Thread(target=server.serve_forever, args=(MOMENT,), daemon=True).start()
        Watch(root, changed, stop).start()
        terminal.tell(say("cli.serve.ready", lang, url=_address(server.host, server.port, secret)))
        if secret:
            terminal.tell(say("cli.serve.seen", lang))
        while not stop.is_set():
            if changed.wait(MOMENT):
                changed.clear()
                builder.build()
        board.close()
        server.shutdown()
    terminal.tell(say("cli.serve.stopped", lang))


@contextmanager
def _stopped_by_signals() -> Iterator[threading.Event]:
    """Give what a signal sets, so that what is being built is whole at the end."""
    stop = threading.Event()
    numbers = [getattr(signal, name) for name in SIGNALS if hasattr(signal, name)]
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in numbers}
    try:
        yield stop
    finally:
        stop.set()
        for number, handler in before.items():
            signal.signal(number, handler)


def _is_here(host: str) -> bool:
    """Tell whether an address can be reached from this machine alone."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _address(host: str, port: int, token: str | None) -> str:
    name = socket.gethostname() if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared, not bound
    name = f"[{name}]" if ":" in name else name
    return f"http://{name}:{port}/" + (f"?token={quote(token, safe='')}" if token else "")


class _Builder:
    """Builds, tells of it here and in the open pages, and remembers which issues were told."""

    def __init__(self, asked: AskedPages, site: Site, board: Board, lang: str) -> None:
        self._asked, self._site, self._board, self._lang = asked, site, board, lang
        self._told: set[tuple[str, ...]] = set()
        self._has_failed = False

    def build(self, *, is_first: bool = False) -> None:
        """Build what a change concerns; what cannot be built leaves the pages as they were.

        Raises
        ------
        JinanGeoError
            The first build fails: there may be nothing to show.
        """
        built: list[str] = []
        telling = Telling(False, True, False, self._lang, heard=self._hearing(built))  # noqa: FBT003 - neither explained, nor told, nor strict
        try:
            kept = build_changed(self._asked, telling)
        except JinanGeoError as error:
            if is_first:
                raise
            self._fail(str(error))
        except Exception as error:
            if is_first:
                raise
            self._fail(f"{type(error).__name__}: {error}")
        else:
            self._site.known = {*kept.outputs, ISSUES}
            self._tell(built, is_first=is_first)

    def _hearing(self, built: list[str]) -> Callable[[Built], None]:
        def hear(one: Built) -> None:
            if not one.is_kept:
                built.append(one.path)
                self._site.known = {*self._site.known, one.path}
                self._board.pin()

        return hear

    def _fail(self, why: str) -> None:
        self._has_failed = True
        title = say("cli.serve.failed", self._lang)
        terminal.print_error(f"{title}\n{why}")
        self._board.pin(News(title, tuple(why.splitlines()), failed=True))

    def _tell(self, built: list[str], *, is_first: bool) -> None:
        """Tell which pages were built, and the issues that are new."""
        if built:
            pages = ", ".join(built[:SHOWN]) + (" …" if built[SHOWN:] else "")
            terminal.tell(say("cli.serve.built", self._lang, n=len(built), pages=pages))
        news = self._news(is_first=is_first)
        for line in [news.title, *news.lines] if news.title else []:
            terminal.tell(line)
        # Of a build that made nothing new nothing is told: what was told before still stands.
        is_news = built or news.title or self._has_failed
        self._has_failed = False
        self._board.pin(news if is_news else None)

    def _news(self, *, is_first: bool) -> News:
        """The issues that are new; of the first build none is."""
        found = self._issues()
        new = [] if is_first else [text for key, text in found.items() if key not in self._told]
        self._told = set(found)
        if not new:
            return News()
        title = say("cli.serve.issues", self._lang, n=len(new))
        return News(title, (*new[:SHOWN], *(["…"] if new[SHOWN:] else [])))

    def _issues(self) -> dict[tuple[str, ...], str]:
        """The errors and warnings of the last build, in words, by what tells them apart."""
        try:
            with (self._asked.out / ISSUES).open(encoding="utf-8-sig", newline="") as file:
                rows = [row for row in csv.DictReader(file) if row["severity"] in TELLING]
        except OSError:
            return {}
        return {tuple(map(row.__getitem__, KEY)): self._word(row) for row in rows}

    def _word(self, row: dict[str, str]) -> str:
        place = [row["file"], f"#{row['row']}" if row["row"] else "", row["feature"], row["field"]]
        message = row.get(f"message_{self._lang}") or row.get("message_en") or row["type"]
        return f"{' '.join(filter(None, place))}: {message}"
