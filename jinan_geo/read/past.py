"""What a layer was: its past files, and the features that are gone from today's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from jinan_geo.issues.issue import Issue
from jinan_geo.read.layer import read_layer
from jinan_geo.words import say

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import geopandas as gpd

    from jinan_geo.manifest.delivered import Ending
    from jinan_geo.manifest.workspace import LayerFolder
    from jinan_geo.read.layer import LayerReading

__all__ = ["NOT_IN_FILE", "read_past", "with_ended"]

NOT_IN_FILE = -1  # the line of a feature that is kept though today's file has it no more


def read_past(folder: LayerFolder, day: dt.date) -> tuple[gpd.GeoDataFrame, list[Issue]]:
    """Read the past file of a day as ``read_layer`` does today's, with the ids of its own time.

    Raises
    ------
    InputError
        It cannot be read.
    """
    earlier = replace(folder, manifest=folder.manifest.of_past(day))
    frame, issues, _ = read_layer(earlier)
    return frame, issues


def with_ended(folder: LayerFolder, reading: LayerReading) -> tuple[LayerReading, list[Issue]]:
    """Add the features that ended, as the past file has them that had them last.

    Each has its end, and why in its note; its line is ``NOT_IN_FILE``. One that ended and stands in
    the file is listed, and so is one that stands in no past file.
    """
    ended = folder.manifest.ended
    if not ended:
        return reading, []
    here = set(reading.features["id"])
    gone = {key: one for key, one in ended.items() if key not in here}
    found = _find(folder, gone, reading.features)
    missing = sorted({*gone} - set(found["id"]))
    issues = [
        *(_listed("ended-and-back", folder, key) for key in ended if key in here),
        *(_listed("ended-unknown", folder, key) for key in missing),
    ]
    if not len(found):
        return reading, issues
    features = pd.concat([reading.features, found], ignore_index=True)
    lines = np.append(reading.lines, np.full(len(found), NOT_IN_FILE))
    return replace(reading, features=features, lines=lines), issues


def _find(
    folder: LayerFolder, gone: Mapping[str, Ending], like: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Give the features that are gone, in the CRS of the layer, in the order of their ids."""
    parts = []
    wanted = {*gone}
    for day in sorted(folder.manifest.past, reverse=True):
        if not wanted:
            break
        frame, _ = read_past(folder, day)
        frame = frame.assign(id=frame["id"].replace(folder.manifest.renumbered))
        parts.append(frame[frame["id"].isin(wanted)].to_crs(like.crs))
        wanted -= set(parts[-1]["id"])
    if not parts:
        return like.iloc[:0]
    found = pd.concat(parts).sort_values("id", ignore_index=True)
    ends = [gone[key] for key in found["id"]]
    notes = zip(found["note_zh"], ends, strict=True)
    why = [one.why if pd.isna(note) else _noted(note, one.why) for note, one in notes]
    return found.assign(
        ended=pd.to_datetime([one.on for one in ends]).as_unit(like["ended"].dt.unit),
        note_zh=why,
    )


def _noted(note: object, why: str) -> str:
    return say("read.past.ended", "zh", note=note, why=why)


def _listed(kind: str, folder: LayerFolder, key: str) -> Issue:
    details = {"on": folder.manifest.ended[key].on.isoformat()}
    file = f"layers/{folder.id}/layer.toml"
    return Issue(kind, folder.id, file, None, key, "ended", key, details)
