"""A city as one audience may have it.

Withheld layers and fields are gone or coarser before anything is made of them.

Whatever leaves the workspace (pages, exports, issues, packs) is made from what ``publish`` gives.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import Point

from jinan_geo.coordinates.crs import SHOWN
from jinan_geo.manifest.closed import join, text, texts
from jinan_geo.publish.audience import (
    LEVEL_COLUMNS,
    fate_of,
    is_withheld,
    levels_of,
    told_left_out,
    visible_issues,
)
from jinan_geo.publish.clearance import check_clearance, rests_on
from jinan_geo.publish.evidence import keep_open, open_evidence, tell_open
from jinan_geo.publish.published import PublishedCity
from jinan_geo.words import spoken_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from decimal import Decimal

    from jinan_geo.city.city import City, Layer
    from jinan_geo.city.districts import Districts
    from jinan_geo.ledger.evidence import Register
    from jinan_geo.manifest.closed import Text
    from jinan_geo.manifest.commitments import Target
    from jinan_geo.manifest.models import Audience, FieldSpec, LayerManifest
    from jinan_geo.manifest.workspace import Workspace
    from jinan_geo.page.model import TargetInfo, TargetState

__all__ = ["coarsen_values", "publish"]

PERIODS = {"month": "M", "quarter": "Q", "year": "Y"}  # as pandas calls them
PLACED = ("precise", "area", "street")
COARSE_PLACE = text("publish.coarse.coarse_place")
HIDDEN_MEASURE = text("publish.coarse.hidden_measure")
STANDARD = texts("publish.coarse.standard")


@spoken_by
def publish(city: City, audience: Audience) -> PublishedCity:
    """Cut a city to what an audience may have; done once, before anything is made of it.

    Raises
    ------
    RefusedError
        Something above the audience has no declared fate; each is named with the line that settles
        it.
    """
    workspace = city.workspace
    check_clearance(workspace, audience)
    layers = [
        _publish_layer(layer, city.districts, audience)
        for layer in city.layers
        if fate_of(layer.folder.manifest, audience) in {"open", "coarsen"}
    ]
    shown = _publish_targets(city, audience)
    coming = _publish_coming(workspace, audience)
    kept = {layer.id for layer in layers}
    told = {*(one.id for one in shown), *(one.id for one in coming)}
    evidence = open_evidence(city, audience, told)
    layers = [_publish_evidence(layer, evidence) for layer in layers]
    return PublishedCity(
        _publish_workspace(workspace, layers, shown, coming, audience),
        layers,
        city.districts,
        city.editions,
        [_rest_open(info, evidence) for info in shown],
        tell_open(visible_issues(city, audience), evidence),
        audience,
        [layer.id for layer in city.layers if layer.id not in kept],
        evidence,
        city.calendar,
    )


def _publish_targets(city: City, audience: Audience) -> list[TargetInfo]:
    targets = {info.id: info for info in city.targets}
    specs = city.workspace.targets.targets
    given = (_publish_target(spec.id, targets, city, audience) for spec in specs)
    return [*itertools.chain.from_iterable(given)]


def _publish_coming(workspace: Workspace, audience: Audience) -> list[Target]:
    """Give the next year's commitments that an audience may see, as those of this year."""
    return [one for one in workspace.targets.next if _may_see(one, workspace, audience)]


def _may_see(spec: Target, workspace: Workspace, audience: Audience) -> bool:
    source = rests_on(spec, workspace, audience)
    return not is_withheld(
        spec.audience or ("public" if source is None else "restricted"), audience
    )


def _publish_evidence(layer: Layer, evidence: Register) -> Layer:
    frames = {
        name: keep_open(getattr(layer, name), evidence)
        for name in ("features", "records", "states")
    }
    return replace(layer, **frames)


def _rest_open(info: TargetInfo, evidence: Register) -> TargetInfo:
    """A commitment whose numbers name the open evidence alone."""
    if not any(state.evidence for state in (*info.states, *info.samples)):
        return info

    def rest(state: TargetState) -> TargetState:
        kept = [key for key in state.evidence if key in evidence]
        return state.model_copy(update={"evidence": kept})

    update = {"states": [*map(rest, info.states)], "samples": [*map(rest, info.samples)]}
    return info.model_copy(update=update)


def _publish_workspace(
    workspace: Workspace,
    layers: list[Layer],
    shown: list[TargetInfo],
    coming: list[Target],
    audience: Audience,
) -> Workspace:
    """Leave out of the manifests what is not published.

    A target whose measure is hidden has none.
    """
    layer_of = {info.id: info.layer for info in shown}
    kept = [
        spec.model_copy(update={"measure": spec.measure if layer_of[spec.id] else None})
        for spec in workspace.targets.targets
        if spec.id in layer_of
    ]
    targets = workspace.targets.model_copy(update={"targets": kept, "next": coming})
    return replace(
        workspace,
        layers=tuple(layer.folder for layer in layers),
        targets=targets,
        left_out=tuple(told_left_out(workspace, audience)),
    )


def _publish_target(
    key: str, targets: dict[str, TargetInfo], city: City, audience: Audience
) -> Iterator[TargetInfo]:
    """Give a target as the audience may have it: whole, its number alone, or not at all."""
    spec = next(one for one in city.workspace.targets.targets if one.id == key)
    source = rests_on(spec, city.workspace, audience)
    level = spec.audience or ("public" if source is None else "restricted")
    if is_withheld(level, audience):
        return
    info = targets[key]
    if source is None:
        yield info
        return
    bare = {"counted": [], "unknown": [], "uncounted": 0, "here": None}
    states = [state.model_copy(update=bare) for state in info.states]
    samples = [state.model_copy(update=bare) for state in info.samples]
    hidden = {"states": states, "samples": samples, "layer": None}
    yield info.model_copy(update={**hidden, "how": HIDDEN_MEASURE, "whole": []})


def _publish_layer(layer: Layer, districts: Districts, audience: Audience) -> Layer:
    manifest = layer.folder.manifest
    is_coarse = fate_of(manifest, audience) == "coarsen"
    fates = {key: fate_of(declared, audience) for key, declared in levels_of(manifest)}
    if not is_coarse and set(fates.values()) <= {"open"}:
        return layer
    features, records = layer.features.copy(), layer.records.copy()
    states = None if layer.states is None else layer.states.copy()
    fields = _publish_fields(features, manifest, fates, audience)
    for frame in (features, records, states):
        _close_levels(frame, manifest, fates)
    shows_photos = not is_coarse and fates.get("photos", "open") == "open"
    photos = layer.photos if shows_photos else {}
    folder = replace(
        layer.folder, manifest=_publish_manifest(manifest, fields, audience, is_coarse=is_coarse)
    )
    cut = replace(
        layer, folder=folder, features=features, records=records, states=states, photos=photos
    )
    return _coarsen_places(cut, districts) if is_coarse else cut


def _publish_fields(
    features: gpd.GeoDataFrame,
    manifest: LayerManifest,
    fates: Mapping[str, str],
    audience: Audience,
) -> dict[str, FieldSpec]:
    """Coarsen or drop columns of ``features`` in place; gives the fields that are left."""
    fields: dict[str, FieldSpec] = {}
    for key, spec in manifest.fields.items():
        if fates[key] == "open":
            fields[key] = spec
        elif fates[key] == "coarsen" and spec.coarsen is not None:
            features[key] = coarsen_values(features[key], spec.coarsen)
            fields[key] = _coarser_field(spec, audience)
        else:
            del features[key]
    return fields


def _close_levels(
    frame: pd.DataFrame | None, manifest: LayerManifest, fates: Mapping[str, str]
) -> None:
    """Coarsen or empty the standard columns of the frame that are not open, in place."""
    for key, level in manifest.levels.items():
        if frame is not None and fates[key] != "open":
            step = level.coarsen if fates[key] == "coarsen" else None
            _close_columns(frame, LEVEL_COLUMNS[key], step)


def _close_columns(frame: pd.DataFrame, columns: Iterable[str], step: Decimal | None) -> None:
    """Coarsen those of the columns that the frame has, in place; without a step empty them."""
    for column in columns:
        if column in frame:
            frame[column] = None if step is None else coarsen_values(frame[column], step)


def _publish_manifest(
    manifest: LayerManifest, fields: dict[str, FieldSpec], audience: Audience, *, is_coarse: bool
) -> LayerManifest:
    size, style = manifest.style.size_by, manifest.style
    if size and (size in {*manifest.fields} - {*fields} or _is_dropped(manifest, size, audience)):
        style = style.model_copy(update={"size_by": None})
    if size in fields and fields[size].type == "text":  # classes have no size
        style = style.model_copy(update={"size_by": None})
    update: dict[str, Any] = {
        "fields": fields,
        "levels": {},
        "style": style,
        "note": _publish_note(manifest, audience, is_coarse=is_coarse),
        "audience": audience,
    }
    if is_coarse:
        update["geometry"] = ["point"]
    return manifest.model_copy(update=update)


def _publish_note(manifest: LayerManifest, audience: Audience, *, is_coarse: bool) -> Text | None:
    """The layer's own note, and what was made coarser."""
    notes = [manifest.note] if manifest.note else []
    notes += [COARSE_PLACE] if is_coarse else []
    for key, level in manifest.levels.items():
        if fate_of(level, audience) == "coarsen" and key in STANDARD:
            name = STANDARD[key]
            notes.append(text("publish.coarse.rounded_wan", name=name, coarsen=level.coarsen))
    return join("publish.coarse.between", notes) if notes else None


def _is_dropped(manifest: LayerManifest, key: str, audience: Audience) -> bool:
    return any(
        key == name and fate_of(level, audience) == "drop"
        for name, level in manifest.levels.items()
    )


def _coarser_field(spec: FieldSpec, audience: Audience) -> FieldSpec:
    """Say in the field's name that its values are coarse, and how coarse."""
    step = spec.coarsen
    update: dict[str, Any] = {"audience": audience, "below": None, "coarsen": None}
    if isinstance(step, list):
        said, update["type"] = text("publish.coarse.classes"), "text"
    elif isinstance(step, str):
        said = texts("publish.coarse.periods")[step]
    else:
        said = text("publish.coarse.rounded", step=step)
    update["name"] = text("publish.coarse.named", name=spec.name, said=said)
    return spec.model_copy(update=update)


def coarsen_values(
    values: pd.Series[Any], step: Decimal | list[Decimal] | str | None
) -> pd.Series[Any]:
    """Round numbers to a step, put them into classes, or take dates to the first day of a period.

    Missing stays so.
    """
    if isinstance(step, str):
        days = pd.to_datetime(values)
        return pd.Series(days.dt.to_period(PERIODS[step]).dt.to_timestamp(), index=values.index)
    numbers = pd.to_numeric(values.astype(object)).astype(float)
    if isinstance(step, list):
        bounds = [f"{bound:,}" for bound in step]
        steps = [f"{low}–{high}" for low, high in itertools.pairwise(bounds)]
        words = [f"<{bounds[0]}", *steps, f"≥{bounds[-1]}"]
        at = np.searchsorted([float(bound) for bound in step], numbers.fillna(0), side="right")
        known = numbers.notna()
        cells = [words[place] if there else None for place, there in zip(at, known, strict=True)]
        return pd.Series(cells, index=values.index, dtype=object)
    size = float(step or 1)
    return pd.Series(np.floor(numbers / size + 0.5) * size, index=values.index).round(6)


def _coarsen_places(layer: Layer, districts: Districts) -> Layer:
    """Move each feature to a point inside the district that has most of it.

    Nothing else of its place is kept.
    """
    label = dict(zip(districts.codes, districts.label_at, strict=True))
    ordered = layer.shares.sort_values("share", ascending=False, kind="stable").drop_duplicates(
        "feature"
    )
    district = dict(zip(ordered["feature"], ordered["district"], strict=True))
    points, location = [], []
    for at, (there, status) in enumerate(
        zip(layer.located, layer.features["location"], strict=True)
    ):
        code = district.get(at) if there else None
        points.append(Point(label[code]) if code else None)
        is_hidden = there or status in PLACED
        location.append(("district" if at in district else "city") if is_hidden else status)
    shown = gpd.GeoSeries(points, index=layer.features.index, crs=SHOWN)
    features = layer.features.assign(
        location=location, lon=shown.x, lat=shown.y, area_m2=np.nan, length_m=np.nan, photos=None
    )
    features = features.set_geometry(shown)
    moves = layer.moves[~layer.moves["kind"].isin(["moved"])].reset_index(drop=True)
    moves = moves.assign(moved_m=np.nan, before=np.nan, after=np.nan)
    return replace(
        layer, features=features, moves=moves, shares=_round_shares(layer.shares), aside=None
    )


def _round_shares(shares: pd.DataFrame) -> pd.DataFrame:
    """Round shares to hundredths that still sum to 1: the largest takes what is left."""
    rounded = shares["share"].round(2)
    left = 1 - rounded.groupby(shares["feature"]).transform("sum")
    is_largest = shares["share"].groupby(shares["feature"]).rank("first", ascending=False) == 1
    return shares.assign(share=(rounded + left.where(is_largest, 0)).round(2))
