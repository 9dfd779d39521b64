"""Frames of what an audience may have, made anew at each call."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from jinan_geo.city.lights import STATE_COLUMNS
from jinan_geo.city.rules import OWN_COLUMNS
from jinan_geo.coordinates.crs import SHOWN
from jinan_geo.export.table import export_tables
from jinan_geo.manifest.labels import standard_columns

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from jinan_geo.city.city import Layer
    from jinan_geo.export.table import ExportTable
    from jinan_geo.page.model import TargetInfo, TargetState
    from jinan_geo.publish.published import PublishedCity

__all__ = ["TARGET_COLUMNS", "history_frame", "project_frame", "target_frame", "with_days"]

TARGET_COLUMNS = (
    *("id", "theme", "name_zh", "name_en", "comparator", "value", "upper"),
    *("unit_zh", "unit_en"),
    *("start", "due", "nature", "layer", "actual", "completion_pct", "schedule_pct", "planned"),
    *("lead", "light", "uncounted", "as_of", "sample", "ending"),
    *("forecast_low", "forecast_high", "forecast_unsaid", "forecast_held", "forecast_of"),
)
HISTORY_COLUMNS = ("edition", "id", "name_zh", "name_en", *STATE_COLUMNS)
OWN_SAMPLES = ("sample", "progress_sample")  # told as one
# What stands beside an export's columns.
ADDED = ("layer", "shares", "lag", "reported", "sample")


def project_frame(
    city: PublishedCity, layers: Sequence[Layer], *, with_fields: bool
) -> gpd.GeoDataFrame:
    """Give the projects of layers with their latest state, in WGS84.

    Columns as ``CityView.projects`` says; ``with_fields`` adds those of the layers' own.
    """
    here = replace(city, layers=layers)
    frames = [_frame_of(one, with_fields=with_fields) for one in export_tables(here)]
    if frames:
        # Columns of one kind in every layer, and no empty one decides on a type.
        joined = pd.concat(frames, ignore_index=True)
        return gpd.GeoDataFrame(joined, geometry="geometry", crs=SHOWN)
    names = ["layer", *_standard(), *ADDED[1:]]
    return gpd.GeoDataFrame(pd.DataFrame(columns=names), geometry=[], crs=SHOWN)


def _standard() -> list[str]:
    return [one.id for one in standard_columns() if one.id not in OWN_SAMPLES]


def _frame_of(table: ExportTable, *, with_fields: bool) -> gpd.GeoDataFrame:
    standard = {*_standard()}
    layer = table.layer
    # As in exports, a field of the layer's own has another name where its own is taken.
    cells: dict[str, Any] = {
        f"f_{column.id}" if column.id in ADDED else column.id: column.cells.copy()
        for column in table.columns
        if column.id not in OWN_SAMPLES and (with_fields or column.id in standard)
    }
    own = {
        "shares": _shares_of(layer),
        "lag": 0.0 - cells["lead"],
        "reported": layer.reported[-1].astype(bool) if layer.editions else False,
        "sample": layer.is_sample(layer.editions - 1 if layer.editions else None).copy(),
    }
    frame = pd.DataFrame({"layer": layer.id, **cells, **own}, index=range(table.rows))
    return gpd.GeoDataFrame(frame, geometry=table.shapes.copy(), crs=SHOWN)


def _shares_of(layer: Layer) -> pd.Series[Any]:
    """The share of each feature in each of its districts, by their codes; empty for none."""
    found: list[dict[str, float]] = [{} for _ in range(len(layer.features))]
    shares = layer.shares
    for at, code, share in zip(shares["feature"], shares["district"], shares["share"], strict=True):
        found[int(at)][str(code)] = float(share)
    return pd.Series(found, dtype=object)


def history_frame(layer: Layer, editions: Sequence[dt.date]) -> pd.DataFrame:
    """Give the state of each feature of a layer at every edition, a row each."""
    if layer.states is None or not layer.editions:
        return pd.DataFrame(columns=list(HISTORY_COLUMNS))
    count = len(layer.features)
    own = [name for name in OWN_COLUMNS if name in layer.states]
    frame = layer.states[[*STATE_COLUMNS, *own]].reset_index(drop=True).copy()
    days = np.repeat(pd.to_datetime([*editions]).to_numpy(), count)
    frame.insert(0, "edition", days)
    for at, name in enumerate(("id", "name_zh", "name_en"), start=1):
        frame.insert(at, name, np.tile(layer.features[name].to_numpy(object), layer.editions))
    numbers = frame["invested_wan"].astype(object)
    frame["invested_wan"] = pd.to_numeric(numbers).astype(float)
    frame["reported"] = frame["reported"].astype(bool)
    frame["sample"] = layer.is_sample(None)[np.tile(np.arange(count), layer.editions)] | frame[
        "sample"
    ].astype(bool)
    return frame


def with_days(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Give a copy with some columns of days as datetimes; NaT where there was none."""
    return frame.assign(**{name: pd.to_datetime(frame[name]) for name in columns})


def target_frame(targets: Sequence[TargetInfo]) -> pd.DataFrame:
    """Give commitments with their last states, columns ``TARGET_COLUMNS``."""
    rows = [_target_row(info, state) for info in targets for state in _last_states(info)]
    frame = pd.DataFrame(rows, columns=list(TARGET_COLUMNS))
    return with_days(frame, "start", "due", "as_of")


def _last_states(info: TargetInfo) -> Iterator[TargetState | None]:
    """The last state of each kind that there is; None where it has none at all."""
    kinds = [states[-1] for states in (info.states, info.samples) if states]
    yield from kinds
    if not kinds:
        yield None


def _target_row(info: TargetInfo, state: TargetState | None) -> dict[str, object]:
    told = {} if state is None else state.model_dump()
    own = info.model_dump(exclude={"states", "samples"})
    names = {
        "name_zh": info.name.zh,
        "name_en": info.name.en,
        "unit_zh": info.unit.zh,
        "unit_en": info.unit.en,
    }
    forecast = (told.pop("forecast", None) or {}).items()
    known = {**own, **told, **names, **{f"forecast_{key}": cell for key, cell in forecast}}
    return {column: known.get(column) for column in TARGET_COLUMNS}
