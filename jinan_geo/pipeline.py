"""The steps from a workspace to its pages, in order.

Read, join, check, place, judge, publish, render, write.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from jinan_geo.answers.settlement import settle
from jinan_geo.city.city import City
from jinan_geo.city.evidence import rest_targets
from jinan_geo.city.place import locate_districts
from jinan_geo.city.steps import (
    add_photos,
    check_city,
    check_layers,
    compare_past,
    judge_layers,
    list_editions,
    place_layers,
    read_layers,
)
from jinan_geo.city.targets import evaluate_targets
from jinan_geo.coordinates.crs import metric_crs
from jinan_geo.errors import UsageError, show
from jinan_geo.ledger import open_ledger
from jinan_geo.ledger.evidence import read_evidence
from jinan_geo.payload.basemaps import check_basemaps
from jinan_geo.payload.build import SETTLEMENT, build_pages
from jinan_geo.publish.clearance import check_clearance
from jinan_geo.publish.publish import publish
from jinan_geo.render.index import render_index
from jinan_geo.render.outline import outline_districts
from jinan_geo.render.page import render_page
from jinan_geo.render.settlement import render_settlement
from jinan_geo.words import say
from jinan_geo.workbook.back.register import has_register, open_issues, undone_imports
from jinan_geo.write.files import write_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from jinan_geo.issues.issue import Issue
    from jinan_geo.manifest.models import Audience
    from jinan_geo.manifest.workspace import Workspace
    from jinan_geo.page.model import Page
    from jinan_geo.publish.published import PublishedCity

__all__ = ["Built", "build_workspace", "count_pages", "prepare_city"]

T = TypeVar("T")


@dataclass
class Notes:
    """The issues that the steps find, as they come."""

    issues: list[Issue] = field(default_factory=list)

    def take(self, step: tuple[T, Iterable[Issue]]) -> T:
        """Keep the issues of a step, and give its data."""
        data, found = step
        self.issues += found
        return data

    def by_layer(self, workspace: Workspace) -> list[Issue]:
        """All issues layer by layer, in the order of the steps; last those of no layer."""
        place = {folder.id: at for at, folder in enumerate(workspace.layers)}
        return sorted(self.issues, key=lambda issue: place.get(issue.layer, len(place)))


@dataclass(frozen=True)
class Built:
    """A page as written: its path under the output folder, its head, its size in bytes."""

    path: str
    page: Page
    size: int


def prepare_city(workspace: Workspace, as_of: dt.date | None = None) -> City:
    """Read, join, place and judge everything; ``as_of`` leaves later records out of the judgement.

    Raises
    ------
    JinanGeoError
        A file cannot be used, or no record is as old as ``as_of``. Bad rows do not raise: they are
        issues.
    """
    notes = Notes()
    evidence = notes.take(read_evidence(workspace))
    workspace, joined = notes.take(read_layers(workspace, evidence))
    outlines = next(
        one.reading.features for one in joined if one.folder.id == workspace.manifest.districts
    )
    districts = locate_districts(outlines, metric_crs(workspace.manifest.metric_crs))
    editions = list_editions(joined, as_of)
    subjects = notes.take(check_layers(workspace, joined, editions, evidence=evidence))
    layers = notes.take(place_layers(workspace, joined, districts))
    notes.issues += check_city(workspace, subjects, districts)
    layers = notes.take(compare_past(layers, subjects))
    layers = notes.take(add_photos(layers))
    layers = judge_layers(workspace, layers, editions)
    notes.issues += _remembered(workspace, editions, as_of)
    notes.issues += check_basemaps(workspace.manifest.basemaps)
    promised = notes.take(rest_targets(workspace, evidence))
    targets = evaluate_targets(
        promised,
        {layer.id: layer for layer in layers},
        source=workspace.targets.source,
        editions=editions,
        rules=workspace.lights,
    )
    issues = notes.by_layer(workspace)
    return City(workspace, layers, districts, editions, targets, issues, evidence)


def build_workspace(  # noqa: PLR0913 - the options of the verb
    workspace: Workspace,
    out: Path,
    *,
    only: str | None = None,
    as_of: dt.date | None = None,
    audience: Audience | None = None,
    on_page: Callable[[Built], None] = lambda _: None,
) -> tuple[City, PublishedCity, list[Built]]:
    """Write every page, or those of one map manifest; with all the index and the settlement.

    ``on_page`` hears of each as it is done. Gives the whole city, what the audience may have of it,
    and the pages.

    Raises
    ------
    RefusedError
        Something would leak to the audience; nothing is written.
    """
    if only is not None and only not in [entry.id for entry in workspace.maps]:
        known = ", ".join(entry.id for entry in workspace.maps)
        msg = say(
            "pipeline.errors.no_map", only=show(only), root=workspace.root / "maps", known=known
        )
        raise UsageError(msg)
    level = audience or workspace.manifest.audience
    check_clearance(workspace, level)  # before the long part
    city = prepare_city(workspace, as_of)
    shown = publish(city, level)
    built: list[Built] = []

    outline = outline_districts(city.districts, metric_crs(workspace.manifest.metric_crs))
    for data in build_pages(shown, *([only] if only else [])):
        built.append(
            Built(data.path, data.page, write_text(out / data.path, render_page(data, outline)))
        )
        on_page(built[-1])
    if only is None:
        text = render_index(shown, [(entry.path, entry.page) for entry in built])
        write_text(out / "index.html", text)
        _write_settlement(shown, out, built)
    return city, shown, built


def _write_settlement(city: PublishedCity, out: Path, built: Sequence[Built]) -> None:
    """Write how each commitment ended, where there are any."""
    if city.targets:
        whole = next((one.path for one in built if one.page.kind == "city"), None)
        text = render_settlement(city, settle(city), home="index.html", map_page=whole)
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
