"""A city in sums: what it may tell a province without a row leaving it."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import shapely

from jinan_geo.coordinates.crs import metric_crs
from jinan_geo.manifest.summary import SUMMARY, CitySummary, Counted, Counts, Promises

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from jinan_geo.city.city import Layer
    from jinan_geo.publish.published import PublishedCity

__all__ = ["summarise"]

COARSE_M = 500
DEGREES = 4  # digits: about 10 m, far below COARSE_M
LIGHTS = ("red", "yellow", "green", "grey")


def summarise(city: PublishedCity) -> CitySummary:
    """Count the projects and commitments that an audience may have, each once, by their lights.

    A project of two districts counts once. What is sourced and what is a sample are counted apart
    at each edition. The outline is that of all districts together.
    """
    rules = city.workspace.lights
    judged = rules.model_dump_json(exclude={"name", "source"})
    sourced, samples = (_counted(city, sample=sample) for sample in (False, True))
    if sourced is None and samples is None:
        sourced = _count(city, sample=False)  # promises without any value yet
    return CitySummary(
        format=SUMMARY,
        made_with=version("jinan-geo"),
        name=city.workspace.manifest.name,
        as_of=city.editions[-1] if city.editions else None,
        audience=city.audience,
        rule=rules.name,
        rule_key=hashlib.sha256(judged.encode()).hexdigest()[:12],
        sourced=sourced,
        samples=samples,
        outline=_outline(city),
    )


def _counted(city: PublishedCity, *, sample: bool) -> Counted | None:
    """The numbers of one kind; None where there is neither project nor value of it."""
    counted = _count(city, sample=sample)
    has_value = any(_light_of(target, sample=sample) for target in city.targets)
    return counted if counted.lights.projects or has_value else None


def _count(city: PublishedCity, *, sample: bool) -> Counted:
    layers = [layer for layer in city.layers if layer.is_projects]
    last = len(city.editions) - 1 if city.editions else None
    return Counted(
        lights=_lights(layers, last, sample=sample),
        unlocated=_sum(layers, last, [~layer.located for layer in layers], sample=sample),
        reported=_sum(layers, last, [*_reported(layers, last)], sample=sample),
        promises=_promises(city, sample=sample),
        editions={day: _lights(layers, at, sample=sample) for at, day in enumerate(city.editions)},
    )


def _mask(layer: Layer, edition: int | None, *, sample: bool) -> NDArray[np.bool_]:
    return np.asarray(layer.is_sample(edition) == sample, dtype=bool)


def _sum(
    layers: list[Layer], edition: int | None, flags: list[NDArray[Any]], *, sample: bool
) -> int:
    pairs = zip(layers, flags, strict=True)
    return sum(int((flag & _mask(layer, edition, sample=sample)).sum()) for layer, flag in pairs)


def _reported(layers: list[Layer], edition: int | None) -> Iterator[NDArray[np.bool_]]:
    for layer in layers:
        if edition is None:
            yield np.zeros(len(layer.features), dtype=bool)
        else:
            yield layer.reported[edition].astype(bool)


def _lights(layers: list[Layer], edition: int | None, *, sample: bool) -> Counts:
    """Count the lights at an edition; where nothing was ever reported all are grey."""
    counts = dict.fromkeys(LIGHTS, 0)
    for layer in layers:
        chosen = _mask(layer, edition, sample=sample)
        if edition is None:
            counts["grey"] += int(chosen.sum())
            continue
        found, times = np.unique(layer.lights[edition][chosen].astype(str), return_counts=True)
        for light, count in zip(found, times, strict=True):
            counts[str(light)] += int(count)
    return Counts(**counts)


def _promises(city: PublishedCity, *, sample: bool) -> Promises:
    counts = dict.fromkeys(LIGHTS, 0)
    for target in city.targets:
        counts[_light_of(target, sample=sample) or "grey"] += 1
    return Promises(**counts)


def _light_of(target: Any, *, sample: bool) -> str | None:  # noqa: ANN401 - page.model.TargetInfo
    """The light of a commitment by its values of a kind; None without any."""
    state = target.at_last(sample=sample) if target.states else None
    return None if state is None or state.actual is None else str(state.light)


def _outline(city: PublishedCity) -> list[list[tuple[float, float]]]:
    whole = shapely.union_all(city.districts.shapes)
    simple = shapely.simplify(whole, COARSE_M)
    crs = metric_crs(city.workspace.manifest.metric_crs)
    back = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    rings = shapely.get_rings(shapely.get_parts(simple))
    found = []
    for ring in rings:
        lon, lat = back.transform(*shapely.get_coordinates(ring).T)
        points = np.round(np.column_stack([lon, lat]), DEGREES)
        found.append([(float(x), float(y)) for x, y in points])
    return found
