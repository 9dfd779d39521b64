"""What Python hands over, whatever it is: frames, series and files become one sealed page."""

from __future__ import annotations

import json
import os
import warnings
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import geopandas as gpd
import pandas as pd

from jinan_geo.errors import InputError, show, suggest
from jinan_geo.intake.frames import as_texts, plain_frame, with_index
from jinan_geo.intake.joined import Side
from jinan_geo.intake.keys import AUTO
from jinan_geo.intake.mapped import (
    Drawn,
    PlaceSide,
    RowSide,
    WantedMap,
    draw_sides,
    place_source,
    read_places,
    read_rows,
)
from jinan_geo.read import Source, place_table, plain_crs, read_source
from jinan_geo.words import LANGUAGES, say
from jinan_geo.write.parts import scratch_folder

if TYPE_CHECKING:
    from jinan_geo.intake.untyped import Handed
    from jinan_geo.render.elements import SealedMap

    Places: TypeAlias = (
        gpd.GeoDataFrame | gpd.GeoSeries | pd.DataFrame | pd.Series[Any] | dict[str, Any]
    )

__all__ = ["map_data"]

INDEX = "#"  # heads the labels of rows that are joined by their index
ENOUGH = 0.5  # of a series' labels must be labels of the places


def map_data(  # noqa: PLR0913 - the options of a documented function
    data: Places | str | Path,
    table: pd.DataFrame | pd.Series[Any] | str | Path | None = None,
    *,
    key: str | None = None,
    left_on: str | None = None,
    right_on: str | None = None,
    name: str | None = None,
    color: str | None = None,
    title: str | None = None,
    lang: str = "zh",
    crs: str | None = None,
    fold: bool = False,
) -> SealedMap:
    """Join a table to places and give one sealed, self-contained ``folium.Map``.

    Parameters
    ----------
    data
        The places: a GeoDataFrame or GeoSeries in any CRS; a DataFrame with longitudes and
        latitudes, WKT or shapes in its columns; GeoJSON as a dict, or whatever has a
        ``__geo_interface__``; or the path of a file of any known format. Shown in WGS84. What has
        no geometry is listed as not on the map.
    table
        Rows to join; every column is shown. A Series is a table of one column, its index the key;
        a path is a CSV or a workbook. None shows the places alone.
    key
        Column that both have, ``A=B`` where it is A in the data and B in the table; ``auto`` or
        None finds it by its values. It may be the index, named or not. Compared as text, 1.0 as 1.
        Places that share a key are parts of one. Rows that share one and bear days make a page
        with time: at each day a place shows its last row up to then, and nothing before its first.
    left_on, right_on
        The two columns, in other words.
    name
        Column with the name of each row; default: the first of the usual name columns, else the
        key.
    color
        Column that colours the map at first: classes of its numbers or dates, else a colour for
        each of its values. The legend tells them; the reader may choose another.
    title
        Title of the page; default: the file's name, else 地图 or Map.
    lang
        Language that the page opens in, ``zh`` or ``en``; its reader may switch.
    crs
        CRS of the data where it states none or a wrong one: ``EPSG:4548``, ``GCJ-02``, ``BD-09``.
    fold
        Join keys that differ only in width, case, blanks, leading zeros or a final .0.

    Returns
    -------
    A map that displays in a notebook; ``map.save(path)`` writes the page. A table row without a
    place is kept, in the list of those not on the map; a place without a row stays on the map with
    empty fields. What was noticed is warned of. Nothing that was handed over is changed.

    Raises
    ------
    InputError
        Neither a frame, a series nor a readable file; no CRS; no such column; a key that is
        missing or repeated, or not one key in common.
    """
    _require_language(lang)
    wanted = WantedMap(
        key=_joint_key(key, left_on, right_on),
        crs=crs,
        name=name,
        title=_title(title, data),
        color=color,
        lang=lang,
        fold=fold,
    )
    one = plain_frame(data, "data")
    if table is not None and isinstance(data, gpd.GeoSeries):
        _require_labels(one, table, wanted.key)
    other = None if table is None else plain_frame(table, "table")
    if isinstance(other, dict):
        raise InputError(say("intake.errors.not_handed", what="table", kind=type(table).__name__))
    if isinstance(table, pd.Series):
        one, other, wanted = _by_labels(one, other, wanted)
    drawn = _draw(one, other, wanted)
    for note in drawn.notes:
        message = getattr(note.message(), lang)
        place = say("intake.handed.place", lang, row=note.row, message=message)
        warnings.warn(place if note.row else message, stacklevel=2)
    return drawn.map


def _require_language(lang: object) -> None:
    if lang not in LANGUAGES:
        near = suggest(str(lang), LANGUAGES)
        raise InputError(say("intake.errors.no_lang", lang=show(lang), suggest=near))


def _draw(one: Handed, other: Handed, wanted: WantedMap) -> Drawn:
    left, _, right = (wanted.key or "").partition("=")
    places = _take_places(one, wanted, left.strip() or None)
    rows = None if other is None else _take_rows(other, wanted, (right or left).strip() or None)
    return draw_sides(places, rows, wanted)


def _require_labels(shapes: Handed, table: object, key: str | None) -> None:
    """See to it that shapes alone can be joined: by labels that mean something.

    Raises
    ------
    InputError
        They are only numbered, and the table is no series with the same labels.
    """
    labels = shapes.index
    is_numbered = labels.name is None and labels.dtype.kind in "iu"
    if is_numbered and not (isinstance(table, pd.Series) and key is None):
        raise InputError(say("intake.errors.shapes_alone"))


def _joint_key(key: object, left_on: object, right_on: object) -> str | None:
    """One name of the two columns: ``A=B``, or one that both have.

    Raises
    ------
    InputError
        Both ways to name them are used, or a name is a list of columns.
    """
    said = [one for one in (key, left_on, right_on) if one is not None]
    if any(isinstance(one, list | tuple | dict | set) for one in said):
        raise InputError(say("intake.errors.one_key", key=show(said[0])))
    if key is not None and len(said) > 1:
        raise InputError(say("intake.errors.key_or_sides"))
    joint = "=".join(map(str, said))
    return joint if joint not in {"", AUTO} else None


def _title(title: object, data: object) -> str | None:
    if title is not None:
        return str(title)
    return Path(os.fsdecode(data)).stem if isinstance(data, str | os.PathLike) else None


def _by_labels(one: Handed, other: Handed, wanted: WantedMap) -> tuple[Handed, Handed, WantedMap]:
    """A series belongs to the places whose labels it has, as everywhere in pandas."""
    if wanted.key is not None or isinstance(one, Path | dict) or other.index.name in one.columns:
        return one, other, wanted
    if not len(other) or other.index.isin(one.index).mean() < ENOUGH:
        return one, other, wanted
    labelled = [side.assign(**{INDEX: side.index}).reset_index(drop=True) for side in (one, other)]
    return labelled[0], labelled[1], replace(wanted, key=INDEX)


def _take_places(data: Handed, wanted: WantedMap, key: str | None) -> PlaceSide:
    """Bring the places to a known CRS.

    Raises
    ------
    InputError
        They cannot be read or have no CRS.
    """
    what = say("intake.quick.features")
    of_file = replace(wanted, features=replace(wanted.features, crs=wanted.crs))
    if isinstance(data, Path):
        return read_places(data, of_file)
    if isinstance(data, dict):
        return place_source(_read_dict(data, what), Path(what), what, of_file)
    data = with_index(data, key)
    if not isinstance(data, gpd.GeoDataFrame):
        source = _place_rows(data, what, wanted)
    elif data.crs is None and wanted.crs is None:
        raise InputError(say("intake.errors.set_crs"))
    else:
        data = data.set_crs(plain_crs(data.crs), allow_override=True)
        source = Source(data.assign(geometry_fault=None), "frame")
    return place_source(source, Path(what), what, wanted)


def _read_dict(data: dict[str, Any], what: str) -> Source:
    """Read GeoJSON that is no file as one that is.

    Raises
    ------
    InputError
        It is no GeoJSON.
    """
    with scratch_folder() as folder:
        file = folder / "features.geojson"
        file.write_text(json.dumps(data, ensure_ascii=False, default=str), encoding="utf-8")
        return read_source(file, what)


def _place_rows(data: pd.DataFrame, what: str, wanted: WantedMap) -> Source:
    """Find the coordinates among the columns; all other columns stay as they are."""
    source = place_table(as_texts(data), what, wanted.crs)
    spec = source.coordinates
    used = {spec.x, spec.y, spec.pair, spec.wkt} if spec else set()
    kept = data[[title for title in data if title not in used]]
    places = source.frame[["geometry_fault", "geometry"]]
    return replace(source, frame=places.join(kept), lines=None)


def _take_rows(table: Handed, wanted: WantedMap, key: str | None) -> RowSide:
    if isinstance(table, Path):
        return read_rows(table, wanted)
    if isinstance(table, gpd.GeoDataFrame):
        table = pd.DataFrame(table.drop(columns=table.geometry.name))
    return RowSide(with_index(table, key), Side(say("intake.quick.table")))
