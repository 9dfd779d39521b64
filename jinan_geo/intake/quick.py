"""The quickest way in: any features and any table, joined by a key, as one sealed page."""

from __future__ import annotations

import warnings
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from jinan_geo.cells.values import parse_values
from jinan_geo.city.city import Layer
from jinan_geo.city.moves import MOVE_COLUMNS
from jinan_geo.coordinates.crs import SHOWN
from jinan_geo.errors import InputError, show
from jinan_geo.intake.joined import join_rows, number_alone
from jinan_geo.intake.keys import choose_keys
from jinan_geo.manifest.attributes import BLANKS, FEATURE_ATTRIBUTES
from jinan_geo.manifest.closed import Text, text
from jinan_geo.manifest.models import FieldLabel, FieldSpec, LayerManifest, Style
from jinan_geo.manifest.workspace import LayerFolder
from jinan_geo.page.model import Account, FieldInfo, LayerInfo, Page, Totals
from jinan_geo.payload.block import LayerBlock
from jinan_geo.read import kinds_of, without_impossible
from jinan_geo.render.page import make_map
from jinan_geo.words import say

if TYPE_CHECKING:
    from jinan_geo.intake.joined import Side
    from jinan_geo.issues.issue import Issue
    from jinan_geo.render.elements import SealedMap

__all__ = ["draw_table", "map_table"]

LAYER_ID = "data"
NAME_COLUMNS = ("name_zh", "name", "名称", "项目名称", "name_en", "title")
LARGEST = 10**13
NARROWEST = 0.002  # degrees
NUMBER_TYPES = {"i": "integer", "u": "integer", "b": "boolean", "f": "number"}


def map_table(  # noqa: PLR0913 - the options of a documented function
    features: gpd.GeoDataFrame,
    table: pd.DataFrame | None = None,
    *,
    key: str | None = None,
    left_on: str | None = None,
    right_on: str | None = None,
    name: str | None = None,
    title: str = say("intake.quick.title", "zh"),
    fold: bool = False,
) -> SealedMap:
    """Join a table to features and give one sealed, self-contained ``folium.Map``.

    Parameters
    ----------
    features
        Any CRS, but one must be set; shown in WGS84. A feature without geometry is listed as not on
        the map.
    table
        Rows to join; every column is shown. None shows the features alone.
    key
        Column that both have, ``A=B`` where it is A in the features and B in the table, ``auto`` or
        None to find it by its values. Compared as text, 1.0 as 1. It may be the index. Features
        that share a key are parts of one place; of dated rows that share one the last counts.
    left_on, right_on
        The two columns, in other words.
    fold
        Join keys that differ only in width, case, blanks, leading zeros or a final .0.
    name
        Column with the name of each row; default: the first of the usual name columns, else the
        key.
    title
        Title of the page.

    Returns
    -------
    A map that displays in a notebook; ``map.save(path)`` writes the page. A table row without a
    feature is kept, in the list of those not on the map; a feature without a table row stays on the
    map with empty fields.

    Raises
    ------
    InputError
        No CRS, no such column, a key that is missing or repeated, or not one key in common.
    """
    if features.crs is None:
        msg = say("intake.errors.set_crs")
        raise InputError(msg)
    wanted = f"{left_on}={right_on}" if left_on and right_on else left_on or right_on or key
    features, keys = choose_keys(features, table, wanted, "features")
    drawn, notes = draw_table(
        _possible(features), table, keys=keys, name=name, title=title, fold=fold
    )
    for note in notes:
        warnings.warn(note.message().en, stacklevel=2)
    return drawn


def draw_table(  # noqa: PLR0913 - as map_table
    features: gpd.GeoDataFrame,
    table: pd.DataFrame | None,
    *,
    keys: tuple[str, str],
    name: str | None = None,
    title: str,
    fold: bool = False,
    sides: tuple[Side, Side] | None = None,
) -> tuple[SealedMap, list[Issue]]:
    """Do what ``map_table`` does, where places were asked already whether they are possible.

    ``keys`` are the column of the features and that of the table, ``sides`` what messages call the
    two. The issues say what the join brought together.
    """
    if not len(features) and keys[0] not in features:
        features = features.assign(**{keys[0]: None})  # an empty file has no columns
    if table is None:
        joined = number_alone(features, keys[0], sides)
    else:
        joined = join_rows(features, table, keys, fold=fold, sides=sides)
    left = joined.left
    right = pd.DataFrame(index=left.index) if joined.right is None else joined.right
    both = left.index.intersection(right.index)
    order = left.index.append(right.index.difference(left.index, sort=False))
    shapes = np.full(len(order), None, dtype=object)
    shapes[: len(left)] = shapely.force_2d(left.geometry.to_crs(SHOWN).to_numpy())
    shapes[shapely.is_empty(shapes)] = None
    columns = _columns(left, right, order)
    frame = _standard_frame(order, shapes, columns, name)
    matched = len(both) if table is not None else 0
    account = Account(
        rows=len(right) if table is not None else 0,
        matched=matched,
        unmatched=len(right.index.difference(left.index)),
        excluded=0,
        features=len(left),
        reported=matched,
        silent=len(left) - matched,
        set_aside=0,
    )
    return _make_page(frame, columns, account, title), joined.notes


def _possible(features: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Take impossible places off, and warn of them; the features stay, as not on the map.

    Raises
    ------
    InputError
        Hardly any place is possible: nothing would be seen where it is.
    """
    possible, issues, places = without_impossible(features, "features")
    first = places.first
    if first is not None and places.is_hopeless:
        raise InputError(places.word("features"))
    for issue in issues:
        where = "features" if issue.row is None else f"row {issue.row}"
        warnings.warn(f"{where}: {issue.message().en}", stacklevel=3)
    return possible


def _columns(
    left: gpd.GeoDataFrame, right: pd.DataFrame, order: pd.Index[Any]
) -> dict[str, pd.Series[Any]]:
    """Every column of the table, then those of the features that the table does not have."""
    columns = {str(column): right[column].reindex(order) for column in right.columns}
    for column in left.columns:
        if column == left.geometry.name:
            continue
        own = left[column].reindex(order)
        known = columns.get(str(column))
        columns[str(column)] = own if known is None else known.where(known.notna(), own)
    return columns


def _standard_frame(
    order: pd.Index[Any],
    shapes: np.ndarray[Any, Any],
    columns: dict[str, pd.Series[Any]],
    name: str | None,
) -> gpd.GeoDataFrame:
    if name is not None and name not in columns:
        msg = say("intake.errors.no_names", name=show(name), columns=", ".join(columns))
        raise InputError(msg)
    nothing = pd.Series([None] * len(order), dtype=object)
    frame = pd.DataFrame(dict.fromkeys(FEATURE_ATTRIBUTES, nothing))
    located = ~pd.isna(shapes)
    on_feature = shapely.point_on_surface(shapes)
    frame = frame.assign(
        id=list(order),
        name_zh=_names(order, columns, name),
        location=_stated(columns, "location", order).where(located, "unlocated"),
        accuracy=_stated(columns, "accuracy", order),
        sample=_stated(columns, "sample", order).astype(bool),
        planned_start=np.datetime64("NaT", "ns"),
        planned_finish=np.datetime64("NaT", "ns"),
        investment_wan=None,
        area_m2=np.nan,
        length_m=np.nan,
        lon=shapely.get_x(on_feature),
        lat=shapely.get_y(on_feature),
    )
    for at, values in enumerate(columns.values()):
        frame[_field_id(at)] = _as_cells(values)
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=SHOWN)


def _names(order: pd.Index[Any], columns: dict[str, pd.Series[Any]], name: str | None) -> list[str]:
    """Give each feature the name in that column, or in a usual one; its key where there is none."""
    keys: list[str] = list(order)
    found = name or next((column for column in NAME_COLUMNS if column in columns), None)
    if found is None:
        return keys
    named = zip(keys, columns[found], strict=True)
    return [str(value) if pd.notna(value) else key for key, value in named]


def _stated(columns: dict[str, pd.Series[Any]], name: str, order: pd.Index[Any]) -> pd.Series[Any]:
    """What the files themselves say of certainty and samples; nothing is claimed for them."""
    cells = columns.get(name, pd.Series(None, index=order, dtype=object))
    return parse_values(cells, FEATURE_ATTRIBUTES[name], blank=BLANKS.get(name)).cells


def _field_id(at: int) -> str:
    return f"c{at}"


def _field_type(values: pd.Series[Any]) -> str:
    if values.dtype.kind == "M":
        return "date"
    known = values.dropna()
    if values.dtype.kind in "iuf" and (known.abs() > LARGEST).any():
        return "text"  # digits of a code, or more than a page can show exactly
    if values.dtype.kind == "f" and len(known) and (known == known.round()).all():
        return "integer"  # whole numbers that became decimals only because some rows are missing
    return NUMBER_TYPES.get(values.dtype.kind, "text")


def _as_cells(values: pd.Series[Any]) -> list[Any]:
    if _field_type(values) == "text":
        return [
            None if value is None or value is pd.NA or value != value else str(value)  # noqa: PLR0124 - NaN
            for value in values
        ]
    return list(values)


def _make_page(
    frame: gpd.GeoDataFrame, columns: dict[str, pd.Series[Any]], account: Account, title: str
) -> SealedMap:
    manifest = _manifest_of(frame, columns, Text(zh=title))
    no_shares = pd.DataFrame({"feature": [], "district": [], "share": [], "inferred": []})
    no_moves = pd.DataFrame(columns=list(MOVE_COLUMNS))
    folder = LayerFolder(LAYER_ID, Path(), manifest)
    layer = Layer(folder, frame, no_shares, pd.DataFrame(), [], account, no_moves, {})
    everything = np.arange(len(frame))
    blocks = {LAYER_ID: LayerBlock(layer).pack(everything, np.ones(len(frame)))}
    return make_map(_page_of(layer), blocks)


def _manifest_of(
    frame: gpd.GeoDataFrame, columns: dict[str, pd.Series[Any]], name: Text
) -> LayerManifest:
    """Describe the layer that the joined rows are; its name is the page's title."""
    fields = {}
    for at, (column, values) in enumerate(columns.items()):
        said = {"name": {"zh": column}, "type": _field_type(values)}
        fields[_field_id(at)] = FieldSpec.model_validate(said)
    found = set(kinds_of(frame.geometry.to_numpy()))
    kinds = {"polygon" if kind == "other" else kind for kind in found - {"none"}}
    source = text("intake.quick.source")
    return LayerManifest.model_validate(
        {
            "name": name,
            "source": source,
            "geometry": sorted(kinds),
            "fields": fields,
            "provision": "none",
        }
    )


def _page_of(layer: Layer) -> Page:
    """Describe a page of one table: no plan, no districts, no lights."""
    frame, name = layer.features, layer.folder.manifest.name
    located = int(frame.geometry.notna().sum())
    return Page.model_validate(
        {
            "version": version("jinan-geo"),
            "id": LAYER_ID,
            "kind": "table",
            "title": name,
            "workspace": name,
            "home": None,
            "as_of": None,
            "editions": [],
            "audience": "internal",
            "review_number": None,
            "sample": bool(frame["sample"].any()),
            "bounds": _bounds(frame),
            "theme": None,
            "district": None,
            "themes": [],
            "districts": [],
            "stages": [],
            "lights": None,
            "basemaps": [],
            "layers": [_layer_info(layer, located)],
            "targets": [],
            "totals": [_totals(len(frame), located)],
            "issues": [],
            "quality": [],
        }
    )


def _bounds(frame: gpd.GeoDataFrame) -> tuple[float, float, float, float]:
    west, south, east, north = (float(value) for value in frame.total_bounds)
    if not np.isfinite(west):
        return (-180.0, -60.0, 180.0, 75.0)
    if max(east - west, north - south) < NARROWEST:  # a point has no extent to fit a map to
        return (west - NARROWEST, south - NARROWEST, east + NARROWEST, north + NARROWEST)
    return (west, south, east, north)


def _totals(projects: int, located: int) -> Totals:
    return Totals(
        projects=projects,
        located=located,
        unlocated=projects - located,
        red=0,
        yellow=0,
        green=0,
        grey=0,
        reported=0,
        investment_wan=0,
        investment_missing=0,
    )


def _layer_info(layer: Layer, located: int) -> LayerInfo:
    manifest = layer.folder.manifest
    return LayerInfo.model_validate(
        {
            "id": LAYER_ID,
            "name": manifest.name,
            "alias": None,
            "note": None,
            "theme": None,
            "role": "projects",
            "geometry": list(manifest.geometry),
            "style": Style(),
            "source": manifest.source,
            "accuracy": None,
            "sample": False,
            "provision": "none",
            "fields": [
                FieldInfo(id=f"f_{key}", **field.model_dump(include=set(FieldLabel.model_fields)))
                for key, field in manifest.fields.items()
            ],
            "kinds": [],
            "features": len(layer.features),
            "located": located,
            "account": layer.account,
        }
    )
