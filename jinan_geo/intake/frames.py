"""Frames and series of any make as plain frames: one heading a column, plain types."""

from __future__ import annotations

import decimal
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from jinan_geo.errors import InputError, show
from jinan_geo.read.lists import plain_nested
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Hashable

    from jinan_geo.intake.untyped import Frame, Handed

__all__ = ["as_texts", "plain_frame", "with_index"]

# What pandas calls the cells of an object column, and what they become.
NUMBERS = {"integer", "floating", "mixed-integer-float", "decimal"}
DATES = {"date", "datetime", "datetime64"}


def plain_frame(given: object, what: str) -> Handed:
    """Take what was handed over as a path, a frame of its own or GeoJSON as a dict.

    A series is a frame of one column; whatever has a ``__geo_interface__`` is GeoJSON.

    Raises
    ------
    InputError
        It is nothing of these, or a heading is there twice.
    """
    if isinstance(given, str | os.PathLike):
        return _path(given, what)
    if isinstance(given, pd.Series):
        given = _framed(given)
    if not isinstance(given, pd.DataFrame):
        data = getattr(given, "__geo_interface__", given)
        if isinstance(data, dict) and "type" in data:
            return data
        msg = say("intake.errors.not_handed", what=what, kind=type(given).__name__)
        raise InputError(msg)
    frame = given.copy(deep=False)
    frame.columns = pd.Index([_heading(title) for title in given.columns], dtype=object)
    twice = frame.columns[frame.columns.duplicated()]
    if len(twice):
        raise InputError(say("intake.errors.column_twice", what=what, twice=show(twice[0])))
    return _as_places(frame, given, what)


def _path(given: str | os.PathLike[str], what: str) -> Path:
    """A path; an address is told from one, since nothing is fetched.

    Raises
    ------
    InputError
        It is an address, or bytes.
    """
    text = os.fspath(given)
    if not isinstance(text, str) or "://" in text:
        raise InputError(say("intake.errors.address", what=what, address=show(text)))
    return Path(text).expanduser()


def _framed(given: pd.Series[Any]) -> Frame:
    """A series as a frame; one of shapes as a frame of places."""
    if isinstance(given, gpd.GeoSeries):
        return gpd.GeoDataFrame(geometry=given, crs=given.crs)
    title = "value" if given.name is None else given.name
    return given.to_frame(title)


def _heading(title: Hashable) -> str:
    parts = title if isinstance(title, tuple) else (title,)
    return " ".join(str(part) for part in parts if str(part))


def _as_places(frame: pd.DataFrame, given: Frame, what: str) -> Frame:
    """Give the columns plain types; a column of shapes makes the frame one of places.

    Raises
    ------
    InputError
        A GeoDataFrame has no column of shapes.
    """
    shapes = _shapes_in(frame, given, what)
    plain = {title: _plain_cells(frame[title]) for title in frame if title != shapes}
    cells = pd.DataFrame(plain, index=frame.index)
    if shapes is None:
        return cells
    crs = given.crs if isinstance(given, gpd.GeoDataFrame) else None
    geometry = gpd.GeoSeries(frame[shapes].to_numpy(), index=frame.index, crs=crs)
    return gpd.GeoDataFrame(cells.rename(columns={"geometry": "geometry "}), geometry=geometry)


def _shapes_in(frame: pd.DataFrame, given: Frame, what: str) -> str | None:
    """The heading of the column of shapes.

    Raises
    ------
    InputError
        A GeoDataFrame has none.
    """
    if isinstance(given, gpd.GeoDataFrame):
        active = given._geometry_column_name  # noqa: SLF001 - geometry itself raises where there is none
        if active not in given:
            raise InputError(say("intake.errors.no_geometry", what=what))
        return _heading(active)
    titles = [str(title) for title in frame if _is_of_shapes(frame[title])]
    return titles[0] if titles else None


def _is_of_shapes(cells: pd.Series[Any]) -> bool:
    known = cells.dropna()
    return len(known) > 0 and all(isinstance(cell, shapely.Geometry) for cell in known)


def _plain_cells(cells: Any) -> Any:  # noqa: ANN401 - a series of any type
    """Cells as numbers, moments or what they are; categories and periods as what they stand for."""
    kind = cells.dtype
    if isinstance(kind, pd.CategoricalDtype):
        is_of_gaps = cells.hasnans and kind.categories.dtype.kind in "iu"
        cells = cells.astype("Int64" if is_of_gaps else kind.categories.dtype)
    elif isinstance(kind, pd.PeriodDtype):
        return cells.dt.to_timestamp(how="end").dt.normalize()
    elif isinstance(kind, pd.DatetimeTZDtype):
        return cells.dt.tz_localize(None)
    elif isinstance(kind, pd.SparseDtype):
        cells = cells.sparse.to_dense()
    return _plain_objects(cells) if cells.dtype.kind == "O" else cells


def _plain_objects(cells: pd.Series[Any]) -> pd.Series[Any]:
    inferred = pd.api.types.infer_dtype(cells, skipna=True)
    if inferred in NUMBERS:
        return pd.to_numeric(cells.map(_number))
    if inferred in DATES:
        moments = pd.to_datetime(cells, errors="coerce")
        return cells if moments.isna().sum() > cells.isna().sum() else moments
    if inferred == "boolean":
        return cells.astype("boolean")
    told = cells.to_numpy()
    plain = plain_nested(told)
    return cells if plain is told else pd.Series(plain, index=cells.index, dtype=object)


def _number(cell: object) -> object:
    return float(cell) if isinstance(cell, decimal.Decimal) else cell


def with_index(frame: Frame, asked: str | None) -> Frame:
    """Give the labels of the rows as a column where they may be keys; new labels are numbers.

    They are where they have a name, where ``asked`` names no column, and where they are texts.
    """
    index = frame.index
    columns = _index_columns(index, asked if asked not in frame else None)
    frame = frame.reset_index(drop=True)
    fresh = {title: cells for title, cells in columns.items() if title not in frame}
    return frame.assign(**fresh)


def _index_columns(index: pd.Index[Any], asked: str | None) -> dict[str, Any]:
    if isinstance(index, pd.MultiIndex):
        named = {name: index.get_level_values(at) for at, name in enumerate(index.names)}
        return {str(name): cells.to_numpy() for name, cells in named.items() if name is not None}
    title = _index_title(index, asked)
    return {} if title is None else {title: index.to_numpy()}


def _index_title(index: pd.Index[Any], asked: str | None) -> str | None:
    """What to call the labels of rows; None where they only number them."""
    if index.name is not None:
        return str(index.name)
    if isinstance(index, pd.RangeIndex):
        return None
    is_of_texts = index.dtype.kind == "O" and len(index) > 0
    return asked or ("index" if is_of_texts else None)


def as_texts(frame: pd.DataFrame) -> pd.DataFrame:
    """Give the cells as a file has them: texts, None where nothing is."""
    texts = {title: frame[title].map(_text) for title in frame}
    return pd.DataFrame(texts, index=frame.index, dtype=object)


def _text(cell: Any) -> str | None:  # noqa: ANN401 - any cell
    is_missing = not isinstance(cell, list | dict | tuple | np.ndarray) and pd.isna(cell)
    return None if is_missing else str(cell)
