"""Which projects are to be reported for a period, of which district, and which are already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from jinan_geo.workbook.out.contents import period_end

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from jinan_geo.city.city import City, Layer

__all__ = ["OwedProject", "list_owed"]


@dataclass(frozen=True)
class OwedProject:
    """A project to be reported for the period; ``is_reported`` where the ledger has it."""

    layer: str
    id: str
    name: str
    districts: Sequence[str]
    is_reported: bool


def list_owed(city: City, day: dt.date, layers: Collection[str] | None = None) -> list[OwedProject]:
    """List the projects that are to be reported for the period of a day, all layers or some.

    Not those that ended, nor those that were done before the period began.
    """
    chosen = [one for one in city.layers if one.is_projects and (not layers or one.id in layers)]
    return [project for layer in chosen for project in _owed_of(city, layer, day)]


def _owed_of(city: City, layer: Layer, day: dt.date) -> Iterator[OwedProject]:
    stated = layer.folder.manifest.reporting or city.workspace.manifest.reporting
    every = stated.every if stated else "month"
    ends = pd.Series([_end_of(one, every) for one in layer.records["as_of"]], dtype=object)
    end = period_end(day, every)
    over = _done_in(layer, layer.records[(ends < end).to_numpy(bool)])
    reported = set(layer.records[(ends == end).to_numpy(bool)]["feature"].astype(int))
    districts = _districts_of(layer)
    features = layer.features
    over |= set((features["ended"] <= pd.Timestamp(day)).to_numpy().nonzero()[0])
    for at, (key, name) in enumerate(zip(features["id"], features["name_zh"], strict=True)):
        if at not in over:
            yield OwedProject(layer.id, key, name or key, districts.get(at, ()), at in reported)


def _done_in(layer: Layer, records: pd.DataFrame) -> set[int]:
    """The features that are done by their newest record of these."""
    done = {stage.id for stage in layer.stages if stage.done}
    return {at for at, stage in _newest_stages(records).items() if stage in done}


def _end_of(day: Any, every: str) -> dt.date:  # noqa: ANN401 - a cell of a frame
    return period_end(day.date(), every)


def _newest_stages(records: pd.DataFrame) -> dict[int, str]:
    ordered = records.sort_values(["as_of", "seq"], kind="stable")
    pairs = zip(ordered["feature"].astype(int), ordered["stage"], strict=True)
    return {at: str(stage) for at, stage in pairs}


def _districts_of(layer: Layer) -> Mapping[int, Sequence[str]]:
    found: dict[int, list[str]] = {}
    for at, code in zip(layer.shares["feature"], layer.shares["district"], strict=True):
        found.setdefault(int(at), []).append(str(code))
    return found
