"""The steps from a workspace to its pages, in order.

Read, join, place, appraise, payload, render, write.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from jinan_geo.cells.traces import check_cells
from jinan_geo.check.expected import check_expected
from jinan_geo.check.keys import check_ids
from jinan_geo.check.progress import check_dates, check_progress
from jinan_geo.check.provision import check_provision
from jinan_geo.check.relations import check_neighbours, check_relations
from jinan_geo.check.shapes import check_shapes
from jinan_geo.check.subject import Subject
from jinan_geo.city.appraise import appraise, read_plans
from jinan_geo.city.city import City, Layer
from jinan_geo.city.inside import check_inside
from jinan_geo.city.join import join_records
from jinan_geo.city.moves import read_moves
from jinan_geo.city.place import Districts, locate_districts, place_features
from jinan_geo.city.targets import evaluate_targets
from jinan_geo.coordinates.crs import SHOWN, metric_crs
from jinan_geo.errors import UsageError, show
from jinan_geo.ledger import EMPTY_LEDGER, open_ledger, read_ledger
from jinan_geo.payload.basemaps import check_basemaps
from jinan_geo.payload.build import build_pages
from jinan_geo.publish.clearance import check_clearance
from jinan_geo.publish.publish import publish
from jinan_geo.read import read_layer, read_layer_whole
from jinan_geo.read.photos import read_photos
from jinan_geo.render.index import render_index
from jinan_geo.render.outline import outline_districts
from jinan_geo.render.page import render_page
from jinan_geo.workbook.back.register import has_register, open_issues, undone_imports
from jinan_geo.write import write_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from jinan_geo.issues.issue import Issue
    from jinan_geo.manifest.models import Audience
    from jinan_geo.manifest.workspace import LayerFolder, Workspace
    from jinan_geo.page.model import Page

__all__ = ["Built", "build_workspace", "count_pages", "prepare_city"]


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
    crs = metric_crs(workspace.manifest.metric_crs)
    districts_frame, _, _ = read_layer(workspace.layer(workspace.manifest.districts))
    districts = locate_districts(districts_frame, crs)
    layers = []
    subjects: dict[str, Subject] = {}
    issues: list[Issue] = []
    for folder in workspace.layers:
        layer, subjects[folder.id], found = _ready_layer(workspace, folder, districts)
        layers.append(layer)
        issues += found
    issues += check_relations(subjects)
    editions = _editions(layers, as_of)
    issues += _check_reports(workspace, layers, editions)
    for layer in layers:
        if has_register(layer.folder):
            undone = undone_imports(open_ledger(layer.folder, workspace).entries())
            issues += open_issues(layer.folder, editions, as_of, undone)
    layers = [_judge(workspace, layer, editions) for layer in layers]
    targets = evaluate_targets(
        workspace.targets.targets,
        {layer.id: layer for layer in layers},
        source=workspace.targets.source,
        editions=editions,
        rules=workspace.lights,
    )
    issues += check_basemaps(workspace.manifest.basemaps)
    return City(workspace, layers, districts, editions, targets, issues)


def build_workspace(  # noqa: PLR0913 - the options of the verb
    workspace: Workspace,
    out: Path,
    *,
    only: str | None = None,
    as_of: dt.date | None = None,
    audience: Audience | None = None,
    on_page: Callable[[Built], None] = lambda _: None,
) -> tuple[City, list[Built]]:
    """Write every page, or those of one map manifest, and the index.

    ``on_page`` hears of each as it is done.

    Raises
    ------
    RefusedError
        Something would leak to the audience; nothing is written.
    """
    if only is not None and only not in [entry.id for entry in workspace.maps]:
        known = ", ".join(entry.id for entry in workspace.maps)
        msg = f"no map {show(only)} in {workspace.root / 'maps'}; known here: {known}"
        raise UsageError(msg)
    level = audience or workspace.manifest.audience
    check_clearance(workspace, level)  # before the long part
    city = prepare_city(workspace, as_of)
    shown = publish(city, level)
    built: list[Built] = []

    outline = outline_districts(city.districts, metric_crs(workspace.manifest.metric_crs))
    for data in build_pages(shown, level, *([only] if only else [])):
        built.append(
            Built(data.path, data.page, write_text(out / data.path, render_page(data, outline)))
        )
        on_page(built[-1])
    if only is None:
        text = render_index(shown, [(entry.path, entry.page) for entry in built], level)
        write_text(out / "index.html", text)
    return city, built


def _ready_layer(
    workspace: Workspace, folder: LayerFolder, districts: Districts
) -> tuple[Layer, Subject, list[Issue]]:
    """Read a layer and its ledger, bring them together and place them; not judged yet."""
    manifest = workspace.manifest
    crs = metric_crs(manifest.metric_crs)
    reading = read_layer_whole(folder)
    features, issues, features_read = (
        reading.features,
        list(reading.issues),
        len(reading.cells.lines),
    )
    subject = Subject(folder, features, reading.lines, crs)
    issues += (
        check_cells(reading.cells)
        + check_ids(subject)
        + check_shapes(subject)
        + check_expected(subject)
    )
    issues += check_neighbours(subject)
    stages = folder.manifest.stages or workspace.stages
    records, account = EMPTY_LEDGER.assign(feature=pd.Series(dtype=int)), None
    if folder.manifest.role == "projects":
        ledger, found, rows_read = read_ledger(folder, stages)
        issues += found
        records, account, found = join_records(
            folder, features, ledger, rows_read=rows_read, features_read=features_read
        )
        issues += [*found, *read_plans(folder, features)[1], *check_dates(folder, features)]
        issues += check_progress(folder, features, records, stages)
    placed = place_features(folder, features, districts, crs=crs, min_share=manifest.min_share)
    if folder.id != manifest.districts:  # a district lies in itself, and borders its neighbours
        issues += placed.issues + check_inside(subject, districts)
    moves, found = read_moves(folder, features, crs)
    issues += found
    photos, found = read_photos(folder, features)
    issues += found
    aside = reading.aside.to_crs(SHOWN)
    layer = Layer(
        folder, placed.features, placed.shares, records, stages, account, moves, photos, aside
    )
    return layer, subject, issues


def _check_reports(
    workspace: Workspace, layers: Sequence[Layer], editions: Sequence[dt.date]
) -> Iterator[Issue]:
    """Find the reports that are due and have not come, in the layers that must report."""
    for layer in layers:
        manifest = layer.folder.manifest
        reporting = manifest.reporting or (
            workspace.manifest.reporting if manifest.provision != "none" else None
        )
        if layer.is_projects and reporting and editions:
            found = (layer.folder, layer.features, layer.records, layer.stages)
            yield from check_provision(*found, reporting, editions[-1])


def _editions(layers: Sequence[Layer], as_of: dt.date | None) -> list[dt.date]:
    """The newest report date of each month over all layers.

    The last is the data date of every page.
    """
    days = sorted({day.date() for layer in layers for day in layer.records["as_of"].dropna()})
    if as_of is not None:
        past = [day for day in days if day <= as_of]
        if not past:
            first = days[0] if days else "none"
            msg = f"no progress record is as old as {as_of}; the first one is of {first}"
            raise UsageError(msg)
        days = sorted({*past, as_of})
    newest = {(day.year, day.month): day for day in days}
    return sorted(newest.values())


def _judge(workspace: Workspace, layer: Layer, editions: Sequence[dt.date]) -> Layer:
    if not layer.is_projects:
        return layer
    # Unreadable curves were reported when the layer was read; here only the curves are needed.
    plans, _ = read_plans(layer.folder, layer.features)
    states = appraise(
        layer.features,
        layer.records,
        plans,
        stages=layer.stages,
        rules=workspace.lights,
        provision=layer.folder.manifest.provision,
        days=editions,
    )
    return replace(layer, states=states, editions=len(editions))


def count_pages(workspace: Workspace, only: str | None = None) -> int | None:
    """How many pages a build will write, as far as the manifests tell.

    None where that depends on the districts.
    """
    scopes = [entry.manifest.scope for entry in workspace.maps if only in (None, entry.id)]
    return None if "districts" in scopes else len(scopes)
