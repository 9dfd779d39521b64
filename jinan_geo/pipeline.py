"""The steps from a workspace to its pages, in order.

Read, join, check, place, judge, publish, render, write.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from jinan_geo.answers.handover import taken_over
from jinan_geo.answers.settlement import settle
from jinan_geo.check.engine import ALONE, Engine
from jinan_geo.city.city import City
from jinan_geo.city.evidence import add_reported, rest_targets
from jinan_geo.city.known import NOTHING_KNOWN
from jinan_geo.city.place import locate_districts
from jinan_geo.city.steps import list_days, list_editions, make_layers, read_layers
from jinan_geo.city.targets import evaluate_targets
from jinan_geo.coordinates.crs import metric_crs
from jinan_geo.errors import UsageError, show
from jinan_geo.export.snapshots import keep_snapshots
from jinan_geo.issues.alike import IssueList
from jinan_geo.ledger import open_ledger
from jinan_geo.ledger.editions import read_calendar
from jinan_geo.ledger.evidence import read_evidence
from jinan_geo.payload.basemaps import check_basemaps
from jinan_geo.payload.blocks import BlockMaker
from jinan_geo.payload.build import SETTLEMENT, build_pages
from jinan_geo.payload.ground import check_ground
from jinan_geo.publish.clearance import check_clearance
from jinan_geo.publish.publish import publish
from jinan_geo.render.index import render_index
from jinan_geo.render.outline import outline_districts
from jinan_geo.render.page import KeptMaps, render_page
from jinan_geo.render.settlement import render_settlement
from jinan_geo.words import say, spoken_by
from jinan_geo.workbook.back.ready import list_ready
from jinan_geo.workbook.back.register import has_register, open_issues, undone_imports
from jinan_geo.workbook.quarter.issues import form_issues
from jinan_geo.write.files import write_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from jinan_geo.answers.handover import Handover
    from jinan_geo.city.city import Layer
    from jinan_geo.city.districts import Districts
    from jinan_geo.city.known import KnownLayers
    from jinan_geo.city.steps import Joined
    from jinan_geo.issues.issue import Issue
    from jinan_geo.ledger.editions import Calendar
    from jinan_geo.ledger.evidence import Register
    from jinan_geo.manifest.models import Audience
    from jinan_geo.manifest.workspace import Workspace
    from jinan_geo.page.model import Page
    from jinan_geo.payload.build import PageData
    from jinan_geo.publish.published import PublishedCity
    from jinan_geo.render.outline import Outline

__all__ = ["Built", "build_workspace", "count_pages", "prepare_city"]

T = TypeVar("T")
NONE_STANDING: Mapping[str, str] = MappingProxyType({})


@dataclass
class Notes:
    """The issues that the steps find, as they come."""

    issues: IssueList = field(default_factory=IssueList)

    def take(self, step: tuple[T, Iterable[Issue]]) -> T:
        """Keep the issues of a step, and give its data."""
        data, found = step
        self.issues += found
        return data

    def by_layer(self, workspace: Workspace) -> IssueList:
        """All issues layer by layer, in the order of the steps; last those of no layer."""
        place = {folder.id: at for at, folder in enumerate(workspace.layers)}
        return self.issues.sorted_by(lambda issue: place.get(issue.layer, len(place)))


@dataclass(frozen=True, repr=False)
class Built:
    """A page as written: its path under the output folder, its head, its size in bytes.

    ``key`` is the hash of all that it is made from, where that is known; ``is_kept`` says that it
    was left as it stood.
    """

    path: str
    page: Page
    size: int
    key: str | None = None
    is_kept: bool = False

    def __repr__(self) -> str:
        """Say which page it is, not all that is on it."""
        return f"<Built {self.path!r}: {self.size / 1000:.0f} kB>"


@spoken_by
def prepare_city(
    workspace: Workspace,
    as_of: dt.date | None = None,
    known: KnownLayers = NOTHING_KNOWN,
    engine: Engine = ALONE,
) -> City:
    """Read, join, place and judge everything; ``as_of`` leaves later records out of the judgement.

    Layers that are ``known`` are taken as they are; what is made is kept for the next time.
    ``engine`` is who works on layers of very many features.

    Raises
    ------
    JinanGeoError
        A file cannot be used, or no record is as old as ``as_of``. Bad rows do not raise: they are
        issues.
    """
    notes = Notes()
    workspace, reported = add_reported(workspace)
    evidence = notes.take(read_evidence(workspace))
    calendar = read_calendar(workspace.root)
    workspace, layers, districts, editions = notes.take(
        _prepare_layers(workspace, evidence, as_of, known, reported, calendar, engine)
    )
    notes.issues += list_ready(_remembered(workspace, editions, as_of), layers)
    notes.issues += form_issues(workspace.root)
    notes.issues += check_basemaps(workspace.manifest.basemaps)
    notes.issues += check_ground(workspace)
    promised = notes.take(rest_targets(workspace, evidence))
    targets = evaluate_targets(
        promised,
        {layer.id: layer for layer in layers},
        source=workspace.targets.source,
        editions=editions,
        rules=workspace.lights,
    )
    issues = notes.by_layer(workspace)
    return City(workspace, layers, districts, editions, targets, issues, evidence, calendar)


def _prepare_layers(  # noqa: PLR0913 - what layers are made of
    workspace: Workspace,
    evidence: Register,
    as_of: dt.date | None,
    known: KnownLayers,
    reported: Sequence[dt.date],
    calendar: Calendar,
    engine: Engine,
) -> tuple[tuple[Workspace, list[Layer], Districts, list[dt.date]], IssueList]:
    """Give the layers, of which only those are made that are not known.

    ``reported`` are the days of what offices reported of commitments.
    """
    notes = Notes()
    days = known.find_days(workspace)
    workspace, joined = notes.take(read_layers(workspace, evidence, days))
    told = [*days.values(), *map(list_days, joined), reported]
    editions = list_editions(told, as_of, calendar)
    ready = known.find_layers(workspace, editions)
    districts = known.find_districts(workspace)
    unknown = _others_than(workspace, {*ready})
    needed = _needed_for(workspace, unknown, whole=districts is None)
    rest = _others_than(workspace, needed - {one.folder.id for one in joined})
    (left, more), found = read_layers(workspace, evidence, rest)
    if left.left_out != workspace.left_out:  # a file was changed meanwhile
        again = (evidence, as_of, NOTHING_KNOWN, reported, calendar, engine)
        return _prepare_layers(workspace, *again)
    notes.issues += [issue for issue in found if issue.layer in unknown]
    joined += more
    districts = districts or _locate(workspace, joined)
    made = notes.take(
        make_layers(
            workspace,
            joined,
            districts,
            editions,
            evidence=evidence,
            only=unknown,
            calendar=calendar,
            engine=engine,
        )
    )
    known.take(workspace, joined, districts, made, notes.issues, editions)
    for _, issues in ready.values():
        notes.issues += issues
    layers = [*made, *(layer for layer, _ in ready.values())]
    return (workspace, _in_order(workspace, layers), districts, editions), notes.issues


def _others_than(workspace: Workspace, ids: set[str]) -> set[str]:
    return {folder.id for folder in workspace.layers} - ids


def _in_order(workspace: Workspace, layers: Sequence[Layer]) -> list[Layer]:
    by_id = {layer.id: layer for layer in layers}
    return [by_id[folder.id] for folder in workspace.layers]


def _locate(workspace: Workspace, joined: Sequence[Joined]) -> Districts:
    key = workspace.manifest.districts
    outlines = next(one.reading.features for one in joined if one.folder.id == key)
    return locate_districts(outlines, metric_crs(workspace.manifest.metric_crs))


def _needed_for(workspace: Workspace, unknown: Collection[str], *, whole: bool) -> set[str]:
    """The layers to be read: those to be made, those that their rules name, and the districts."""
    needed = {*unknown, *([workspace.manifest.districts] if whole else [])}
    for folder in workspace.layers:
        if folder.id in unknown:
            needed |= {getattr(rule, "layer", folder.id) for rule in folder.manifest.expect}
    return needed


@spoken_by
def build_workspace(  # noqa: PLR0913 - the options of the verb
    workspace: Workspace,
    out: Path,
    *,
    only: str | None = None,
    as_of: dt.date | None = None,
    audience: Audience | None = None,
    on_page: Callable[[Built], None] = lambda _: None,
    known: KnownLayers = NOTHING_KNOWN,
    standing: Mapping[str, str] = NONE_STANDING,
    engine: Engine = ALONE,
) -> tuple[City, PublishedCity, list[Built]]:
    """Write every page, or those of one map manifest; with all the index and the settlement.

    ``on_page`` hears of each as it is done. Gives the whole city, what the audience may have of it,
    and the pages. Layers that are ``known`` are not made again, nor is a page that is ``standing``
    in the folder, by its path and its key. ``engine`` is who works on layers of very many features.

    Raises
    ------
    RefusedError
        Something would leak to the audience; nothing is written.
    """
    _require_map(workspace, only)
    level = audience or workspace.manifest.audience
    check_clearance(workspace, level, is_map=True)  # before the long part
    city = prepare_city(workspace, as_of, known, engine)
    shown = publish(city, level)
    built: list[Built] = []

    given = taken_over(shown)
    for one in _build_each(shown, out, only, given, BlockMaker.of(shown, known), standing):
        built.append(one)
        on_page(one)
    if only is None:
        text = render_index(shown, [(entry.path, entry.page) for entry in built])
        write_text(out / "index.html", text)
        _write_settlement(shown, out, built, given)
        if as_of is None:
            list(keep_snapshots(city))
    known.keep()
    return city, shown, built


def _build_each(  # noqa: PLR0913 - what pages are made of, and what stands
    city: PublishedCity,
    out: Path,
    only: str | None,
    given: Handover | None,
    maker: BlockMaker,
    standing: Mapping[str, str],
) -> Iterator[Built]:
    """Write the pages that do not stand as they would be written.

    Blocks and heads end with it: they are as large as what is yet to be kept.
    """
    crs = metric_crs(city.workspace.manifest.metric_crs)
    outline = outline_districts(city.districts, crs)
    maps = KeptMaps(maker.cache, maker.program)
    for data in build_pages(city, *([only] if only else []), maker=maker, given=given):
        key = maker.key_of_page(data.head, data.blocks, (outline, data.ground))
        is_kept = key is not None and standing.get(data.path) == key
        size = _size_of(out / data.path) if is_kept else _write_page(data, out, outline, maps)
        yield Built(data.path, data.page, size, key, is_kept)


def _require_map(workspace: Workspace, only: str | None) -> None:
    if only is not None and only not in [entry.id for entry in workspace.maps]:
        there = ", ".join(entry.id for entry in workspace.maps)
        msg = say(
            "pipeline.errors.no_map", only=show(only), root=workspace.root / "maps", known=there
        )
        raise UsageError(msg)


def _size_of(file: Path) -> int:
    return file.stat().st_size


def _write_page(data: PageData, out: Path, outline: Outline, maps: KeptMaps) -> int:
    return write_text(out / data.path, render_page(data, outline, maps))


def _write_settlement(
    city: PublishedCity, out: Path, built: Sequence[Built], given: Handover | None
) -> None:
    """Write how each commitment ended, where there are any."""
    if city.targets:
        whole = next((one.path for one in built if one.page.kind == "city"), None)
        text = render_settlement(city, settle(city), home="index.html", map_page=whole, given=given)
        write_text(out / SETTLEMENT, text)


def _remembered(
    workspace: Workspace, editions: Sequence[dt.date], as_of: dt.date | None
) -> Iterator[Issue]:
    """The issues of returned workbooks that are still open."""
    for folder in workspace.layers:
        if has_register(folder):
            undone = undone_imports(open_ledger(folder, workspace).entries())
            yield from open_issues(folder, editions, as_of, undone)


def count_pages(workspace: Workspace, only: str | None = None) -> int | None:
    """How many pages a build will write, as far as the manifests tell.

    None where that depends on the districts.
    """
    scopes = [entry.manifest.scope for entry in workspace.maps if only in (None, entry.id)]
    return None if "districts" in scopes else len(scopes)
