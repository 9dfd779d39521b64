"""Any features and any table, joined by a key, as one sealed page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from jinan_geo.cells.values import parse_values
from jinan_geo.coordinates.crs import SHOWN
from jinan_geo.coordinates.parts import flat, flatten_collections
from jinan_geo.errors import InputError, show
from jinan_geo.intake.joined import join_rows, number_alone
from jinan_geo.intake.onepage import Content, PageLook, make_page
from jinan_geo.manifest.attributes import BLANKS, FEATURE_ATTRIBUTES
from jinan_geo.page.model import Account
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinan_geo.intake.dated import Course
    from jinan_geo.intake.joined import JoinedRows, Side
    from jinan_geo.issues.issue import Issue
    from jinan_geo.render.elements import SealedMap

__all__ = ["draw_table"]

NAME_COLUMNS = ("name_zh", "name", "名称", "项目名称", "name_en", "title")

Columns = dict[str, "pd.Series[Any]"]


def draw_table(  # noqa: PLR0913 - what is joined, by what, and how it looks
    features: gpd.GeoDataFrame,
    table: pd.DataFrame | None,
    *,
    keys: tuple[str, str],
    look: PageLook,
    fold: bool = False,
    sides: tuple[Side, Side] | None = None,
    notes: Sequence[Issue] = (),
) -> tuple[SealedMap, list[Issue]]:
    """Join a table to features and draw the page; impossible places were taken off before.

    ``keys`` are the column of the features and that of the table, ``sides`` what messages call
    the two. The issues given back are ``notes``, which say how the files were read, and what the
    join brought together; the page tells them all. Features keep their place in the order;
    rows without a feature follow. Rows that tell of a key at several days make a page with time.
    """
    if not len(features) and keys[0] not in features:
        features = features.assign(**{keys[0]: None})  # an empty file has no columns
    if table is None:
        joined = number_alone(features, keys[0], sides)
    else:
        joined = join_rows(features, table, keys, fold=fold, sides=sides)
    left = joined.left
    right = pd.DataFrame(index=left.index) if joined.right is None else joined.right
    order = left.index.append(right.index.difference(left.index, sort=False))
    shapes = np.full(len(order), None, dtype=object)
    shown = flat(left.geometry.to_crs(SHOWN).to_numpy())
    shapes[: len(left)] = flatten_collections(shown)
    shapes[shapely.is_empty(shapes)] = None
    columns = _columns(left, right, order)
    course = joined.dated.course(order) if joined.dated else None
    content = Content(
        frame=_standard_frame(order, shapes, columns, look.name),
        columns=columns,
        account=_account(joined),
        course=course,
        dated=_dated_columns(course, left, keys[1], order) if course else {},
        notes=[*notes, *joined.notes],
    )
    return make_page(content, look), [*content.notes]


def _account(joined: JoinedRows) -> Account:
    """Account for every row of the table, those of earlier days too."""
    left, right = joined.left, joined.right
    keys = left.index[:0] if right is None else right.index
    rows = keys if joined.dated is None else joined.dated.rows.index
    matched = int(rows.isin(left.index).sum()) if len(rows) else 0
    reported = len(left.index.intersection(keys))
    return Account(
        rows=len(rows),
        matched=matched,
        unmatched=len(rows) - matched,
        excluded=0,
        features=len(left),
        reported=reported,
        silent=len(left) - reported,
        set_aside=0,
    )


def _dated_columns(
    course: Course, left: gpd.GeoDataFrame, key: str, order: pd.Index[Any]
) -> Columns:
    """The table's columns edition by edition.

    A feature without any row keeps what its own file says at each; what has rows has no value
    before the first.
    """
    silent = np.tile((course.at < 0).all(axis=0), len(course.editions))
    found: Columns = {}
    for column in course.dated.rows.columns:
        title = str(column)
        if title == key:
            continue
        cells = course.cells(column)
        if title in left.columns:
            own = pd.concat([left[title].reindex(order)] * len(course.editions), ignore_index=True)
            cells = cells.where(~silent, own)
        found[title] = cells
    return found


def _columns(left: gpd.GeoDataFrame, right: pd.DataFrame, order: pd.Index[Any]) -> Columns:
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
    columns: Columns,
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
        id=order.array,
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
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=SHOWN)


def _names(order: pd.Index[Any], columns: Columns, name: str | None) -> list[str]:
    """Give each feature the name in that column, or in a usual one; its key where there is none."""
    found = name or next((column for column in NAME_COLUMNS if column in columns), None)
    if found is None:
        return list(order)
    cells = columns[found]
    if isinstance(cells.dtype, pd.StringDtype) and cells.notna().all():
        return [*cells.to_numpy(object)]
    named = zip(order, cells, strict=True)
    return [str(value) if pd.notna(value) else key for key, value in named]


def _stated(columns: Columns, name: str, order: pd.Index[Any]) -> pd.Series[Any]:
    """What the files themselves say of certainty and samples; nothing is claimed for them."""
    kind, blank = FEATURE_ATTRIBUTES[name], BLANKS.get(name)
    if name in columns:
        return parse_values(columns[name], kind, blank=blank).cells
    nothing = parse_values([None], kind, blank=blank).cells
    return nothing.repeat(len(order)).reset_index(drop=True)
