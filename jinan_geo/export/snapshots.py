"""What a database held when an edition was shown: files beside the layer, to tell what became."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely

from jinan_geo.coordinates.crs import to_shown
from jinan_geo.manifest.attributes import FEATURE_ATTRIBUTES
from jinan_geo.manifest.delivered import SNAPSHOT
from jinan_geo.read.database import is_database
from jinan_geo.write.files import write_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import geopandas as gpd

    from jinan_geo.city.city import City, Layer

__all__ = ["keep_snapshots"]


def keep_snapshots(city: City) -> Iterator[Path]:
    """Keep what layers of a database are at the last edition, where that is not kept yet.

    The next build compares with it what the table then has. One that is there is never written
    over, nor is one written that says what the newest says. Gives the files that were written.
    """
    if not city.editions:
        return
    for layer in city.layers:
        if is_database(layer.folder.manifest.features):
            yield from _keep(layer, city.editions[-1])


def _keep(layer: Layer, day: dt.date) -> Iterator[Path]:
    past = layer.folder.path / "past"
    path = past / f"{day}" / SNAPSHOT
    text = _write(layer)
    newest = max(past.glob(f"*/{SNAPSHOT}"), default=None)
    if newest is not None and (newest >= path or newest.read_text(encoding="utf-8") == text):
        return
    write_text(path, text, kept=True)
    yield path


def _write(layer: Layer) -> str:
    """Write the features that the table has, by attribute, in WGS84, a line each."""
    ended, fields = layer.folder.manifest.ended, layer.folder.manifest.fields
    features = layer.features[~layer.features["id"].isin(list(ended))]
    frame = to_shown(features).sort_values("id")
    titles = [title for title in (*FEATURE_ATTRIBUTES, *fields) if title in frame]
    lines = [_line(frame, titles, at) for at in range(len(frame))]
    rows = ",\n".join(json.dumps(one, ensure_ascii=False) for one in lines)
    return f'{{"type": "FeatureCollection", "features": [\n{rows}\n]}}\n'


def _line(frame: gpd.GeoDataFrame, titles: Sequence[str], at: int) -> dict[str, Any]:
    cells = {title: _plain(frame[title].iloc[at]) for title in titles}
    shape = frame.geometry.iloc[at]
    return {
        "type": "Feature",
        "properties": {title: cell for title, cell in cells.items() if cell is not None},
        "geometry": None if shape is None else shapely.geometry.mapping(shape),
    }


def _plain(cell: Any) -> Any:  # noqa: ANN401 - a cell of any column
    """Give a cell as JSON has it; nothing where it is missing."""
    if pd.isna(cell):
        return None
    if isinstance(cell, pd.Timestamp):
        return cell.date().isoformat()
    if isinstance(cell, bool | int | str):
        return cell
    return cell.item() if hasattr(cell, "item") else str(cell)
