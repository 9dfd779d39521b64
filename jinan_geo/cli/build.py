"""The verb ``build``: every page of a workspace, or none where nothing changed."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

import click

from jinan_geo.cli import tables as terminal
from jinan_geo.cli.engine import ONE_PROCESS, Hired, engine_options, hired_of
from jinan_geo.cli.options import (
    as_of_option,
    audience_option,
    json_option,
    language_option,
    open_day,
    open_option,
    strict_option,
    workspace_option,
)
from jinan_geo.cli.outcome import (
    Outcome,
    left_out_rows,
    outcome_of,
    print_json,
    print_left_out,
)
from jinan_geo.cli.verb import OutPath, Verb
from jinan_geo.kept.cache import Cache
from jinan_geo.kept.inputs import find_root, hash_file, hash_variables
from jinan_geo.kept.record import AskedPages, Kept, SinceBuild, find_changes, remember
from jinan_geo.words import say, words_of
from jinan_geo.write.files import listing_written

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from jinan_geo.city.city import City
    from jinan_geo.pipeline import Built
    from jinan_geo.publish.published import PublishedCity

__all__ = ["Telling", "build", "build_and_end", "build_changed"]

ISSUES = "issues.csv"
FEW = 3


@dataclass(frozen=True)
class Telling:
    """How a build is told of: why each page was built or kept, as JSON, and in which language.

    ``more`` is what else the JSON says; ``heard`` hears of each page as it is done.
    """

    explain: bool
    as_json: bool
    strict: bool
    lang: str
    more: Mapping[str, Any] = field(default_factory=dict)
    heard: Callable[[Built], None] = lambda _: None


@click.command(cls=Verb)
@workspace_option
@click.option("--map", "only", metavar="ID", help="Build the pages of this map manifest only.")
@as_of_option
@open_option
@audience_option
@click.option(
    "--out",
    type=OutPath(),
    help="Folder for the pages; default: the workspace's maps/.",
)
@engine_options
@strict_option
@click.option("--explain", is_flag=True, help="Say of each page why it was built or kept.")
@json_option
@language_option
def build(  # noqa: PLR0913 - one argument an option
    folder: Path,
    only: str | None,
    as_of: dt.date | None,
    show_open: bool,  # noqa: FBT001 - click passes it by name
    audience: Any,  # noqa: ANN401 - one of click's choices
    out: Path | None,
    engine: str,
    scheduler: str | None,
    jobs: int | None,
    strict: bool,  # noqa: FBT001 - click passes it by name
    explain: bool,  # noqa: FBT001 - click passes it by name
    as_json: bool,  # noqa: FBT001 - click passes it by name
    lang: str,
) -> None:
    """Build every page: the city, each theme, each district, the index.

    Where nothing changed since the last build, nothing is built.
    """
    hired = hired_of(engine, scheduler, jobs)
    root = find_root(folder) or folder
    as_of = open_day(root) if show_open else as_of
    day = as_of.isoformat() if as_of else None
    asked = AskedPages(root, out or root / "maps", only, day, audience)
    _build_and_end(asked, as_of, Telling(explain, as_json, strict, lang), hired)


def build_and_end(root: Path, telling: Telling) -> NoReturn:
    """Build every page of a workspace as its manifests say, and end as the verb does."""
    _build_and_end(AskedPages(root, root / "maps", None, None, None), None, telling)


def build_changed(asked: AskedPages, telling: Telling) -> Kept:
    """Build where anything changed since the last time, and give what stands now.

    Raises
    ------
    JinanGeoError
        As ``build_workspace``; what was built before stands.
    """
    changes = find_changes(asked)
    if changes.before is not None and changes.are_none:
        return changes.before
    kept, _ = _build(asked, None, changes, telling)
    remember(asked, kept)
    return kept


def _build_and_end(
    asked: AskedPages, as_of: dt.date | None, telling: Telling, hired: Hired = ONE_PROCESS
) -> NoReturn:
    """Build where anything changed since the last time, tell of it, and end with its exit code."""
    changes = find_changes(asked)
    kept = changes.before
    if kept is not None and changes.are_none:
        states = dict.fromkeys(kept.pages, "kept")
        if not telling.as_json:
            terminal.tell(
                say("cli.pages.kept", telling.lang, count=len(kept.pages), folder=asked.out)
            )
    else:
        kept, states = _build(asked, as_of, changes, telling, hired)
        remember(asked, kept)
    _end(asked, kept, _explain(changes, kept, states), telling)


def _build(
    asked: AskedPages,
    as_of: dt.date | None,
    changes: SinceBuild,
    telling: Telling,
    hired: Hired = ONE_PROCESS,
) -> tuple[Kept, dict[str, str]]:
    """Build, tell of it, and give what there is to keep of it, and which pages were kept."""
    from jinan_geo.city.known import KnownLayers  # noqa: PLC0415 - saves 700 ms of every start
    from jinan_geo.export.issue_table import write_issues  # noqa: PLC0415 - saves 92 ms of every start
    from jinan_geo.manifest.workspace import Workspace  # noqa: PLC0415 - saves 204 ms of every start
    from jinan_geo.pipeline import build_workspace  # noqa: PLC0415 - saves 1291 ms of every start

    workspace = Workspace.open(asked.root, leave_out=True)
    cache = Cache(asked.root, writes=asked.is_inside) if changes.now else None
    known = KnownLayers(asked.root, cache, changes.now)
    with listing_written() as written:
        progress = terminal.page_progress(workspace, asked.only, telling.lang)
        with hired.open() as engine, progress as on_page:
            city, shown, built = build_workspace(
                workspace,
                asked.out,
                only=asked.only,
                as_of=as_of,
                audience=asked.audience,
                on_page=_both(on_page, telling.heard),
                known=known,
                standing=changes.standing,
                engine=engine,
            )
        write_issues(asked.out / ISSUES, shown)
    if not telling.as_json:
        terminal.print_pages(built, asked.out, telling.lang)
        terminal.print_accounts(city.layers, telling.lang)
    outputs = {path.relative_to(asked.out).as_posix(): hash_file(path) for path in written}
    names = [one.key_env for one in workspace.manifest.basemaps if one.key_env]
    return _kept_of(changes, built, outputs, names, _said_of(city, shown)), _states_of(built)


def _both(one: Callable[[Built], None], other: Callable[[Built], None]) -> Callable[[Built], None]:
    def hear(built: Built) -> None:
        one(built)
        other(built)

    return hear


def _kept_of(
    changes: SinceBuild,
    built: Sequence[Built],
    outputs: dict[str, str],
    variables: Sequence[str],
    said: dict[str, Any],
) -> Kept:
    """Give what the next build must know.

    ``outputs`` has the hashes of what was written, ``variables`` the names of those looked up.
    """
    stood = changes.before.outputs if changes.before else {}
    return Kept(
        inputs=changes.now,
        variables=hash_variables(variables),
        outputs=outputs | {one.path: stood[one.path] for one in built if one.is_kept},
        pages={one.path: _layers_of(one) for one in built},
        keys={one.path: one.key for one in built if one.key},
        said=said,
    )


def _states_of(built: Sequence[Built]) -> dict[str, str]:
    return {one.path: "kept" if one.is_kept else "built" for one in built}


def _layers_of(built: Built) -> list[str]:
    return [layer.id for layer in built.page.layers]


def _said_of(city: City, shown: PublishedCity) -> dict[str, Any]:
    """What the next build says again if nothing changes."""
    from jinan_geo.issues.alike import count_by_severity  # noqa: PLC0415 - saves 78 ms of every start

    outcome = outcome_of(city.issues)
    return {
        "issues": count_by_severity(shown.issues),
        "set_aside": outcome.set_aside,
        "left_out": {one.id: list(one.faults) for one in city.workspace.left_out},
        "warnings": outcome.warnings,
    }


def _end(asked: AskedPages, kept: Kept, pages: list[dict[str, Any]], telling: Telling) -> NoReturn:
    """Tell how it went, and end with the exit code of it."""
    said = kept.said
    outcome = Outcome(
        set_aside=said["set_aside"],
        left_out=len(said["left_out"]),
        warnings=said["warnings"],
        strict=telling.strict,
    )
    if telling.as_json:
        built = {"folder": str(asked.out), "pages": pages, "issues": said["issues"]}
        answer = {**telling.more, **built}
        print_json({**answer, **left_out_rows(said["left_out"])}, outcome, telling.lang)
        sys.exit(outcome.code)
    if telling.explain:
        _print_why(pages, telling.lang)
    terminal.print_issue_counts(said["issues"], asked.out / ISSUES, telling.lang)
    print_left_out(said["left_out"], telling.lang)
    sys.exit(outcome.code)


def _explain(changes: SinceBuild, kept: Kept, states: Mapping[str, str]) -> list[dict[str, Any]]:
    """Give each page, whether it was built, and the changed inputs that it may show."""
    return [
        {"path": path, "state": states[path], "changed": changes.of_page(path, layers)}
        for path, layers in kept.pages.items()
    ]


def _print_why(pages: list[dict[str, Any]], lang: str) -> None:
    """A row for each page; the first few of the inputs that changed stand for all."""
    states = words_of("cli.explained.states", lang)
    rows = []
    for page in pages:
        changed = page["changed"]
        more = f" +{len(changed) - FEW}" if len(changed) > FEW else ""
        rows.append([page["path"], states[page["state"]], ", ".join(changed[:FEW]) + more])
    terminal.print_table(words_of("cli.explained.columns", lang), rows, fold=["changed"])
