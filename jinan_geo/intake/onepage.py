"""One table as a page of its own: a single layer, its columns as fields, its days as editions."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from jinan_geo.city.city import Layer
from jinan_geo.city.moves import MOVE_COLUMNS
from jinan_geo.errors import InputError, show, suggest
from jinan_geo.manifest.closed import Text, text
from jinan_geo.manifest.models import FieldSpec, LayerManifest, Style
from jinan_geo.manifest.workspace import LayerFolder
from jinan_geo.page.model import Account, LayerInfo, Page, Totals
from jinan_geo.payload.block import LayerBlock
from jinan_geo.payload.issues import issue_info
from jinan_geo.payload.layers import field_infos
from jinan_geo.read import kinds_of
from jinan_geo.render.page import make_map
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from jinan_geo.intake.dated import Course
    from jinan_geo.issues.issue import Issue
    from jinan_geo.render.elements import SealedMap

__all__ = ["Content", "PageLook", "make_page"]

LAYER_ID = "data"
LARGEST = 10**13
NARROWEST = 0.002  # degrees
NUMBER_TYPES = {"i": "integer", "u": "integer", "b": "boolean", "f": "number"}


@dataclass(frozen=True)
class PageLook:
    """What the user said of the page: its title, its language, and two of its columns.

    ``name`` has each row's name, ``color`` what it is coloured by at first; None leaves it to the
    page. ``units`` are those of columns that have one.
    """

    title: str | None = None
    lang: str = "zh"
    name: str | None = None
    color: str | None = None
    units: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Content:
    """What the page shows: features in WGS84, the columns to each, and where rows have days more.

    ``frame`` has the attributes of any layer; ``columns`` are by their headings, a cell a feature;
    ``dated`` has a cell a feature and edition of ``course``, edition by edition. ``notes`` are what
    was set aside or taken for something while the files were read and joined.
    """

    frame: gpd.GeoDataFrame
    columns: Mapping[str, pd.Series[Any]]
    account: Account
    course: Course | None = None
    dated: Mapping[str, pd.Series[Any]] = field(default_factory=dict)
    notes: Sequence[Issue] = ()


def make_page(content: Content, look: PageLook) -> SealedMap:
    """Make the page of a table.

    Raises
    ------
    InputError
        There is no column to colour by as ``look`` names it.
    """
    color = _color_field(content, look.color)
    title = look.title if look.title is not None else say("intake.quick.title", look.lang)
    layer = _make_layer(content, look, title)
    frame = layer.features
    editions = content.course.editions if content.course else []
    located = int(frame.geometry.notna().sum())
    totals = _totals(len(frame), located)
    page = Page.model_validate(
        {
            "version": version("jinan-geo"),
            "id": LAYER_ID,
            "kind": "table",
            "title": layer.folder.manifest.name,
            "workspace": layer.folder.manifest.name,
            "home": None,
            "as_of": editions[-1] if editions else None,
            "editions": editions,
            "color": color,
            "lang": look.lang,
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
            "layers": [_layer_info(layer, content.account, located)],
            "targets": [],
            "totals": _totals_at(totals, layer),
            "issues": [issue_info(replace(note, layer=LAYER_ID)) for note in content.notes],
            "quality": [],
        }
    )
    everything = np.arange(len(frame))
    return make_map(page, {LAYER_ID: LayerBlock(layer).pack(everything, np.ones(len(frame)))})


def _color_field(content: Content, color: str | None) -> str | None:
    """The id of the column to colour by.

    Raises
    ------
    InputError
        There is no such column.
    """
    if color is None:
        return None
    titles = list(content.columns)
    if color not in titles:
        near = suggest(color, titles)
        raise InputError(say("intake.errors.no_color", color=show(color), suggest=near))
    return f"f_{_field_id(titles.index(color))}"


def _make_layer(content: Content, look: PageLook, title: str) -> Layer:
    frame, fields = content.frame.copy(), {}
    states = _states(content.course) if content.course else None
    for at, (column, values) in enumerate(content.columns.items()):
        dated = content.dated.get(column)
        kind = _field_type(values if dated is None else dated)
        unit = look.units.get(column)
        fields[_field_id(at)] = FieldSpec.model_validate(
            {"name": {"zh": column}, "type": kind, "unit": {"zh": unit} if unit else None}
        )
        frame[_field_id(at)] = _as_cells(values, kind)
        if states is not None and dated is not None:
            states[f"f_{_field_id(at)}"] = _as_cells(dated, kind)
    kinds = set(kinds_of(frame.geometry.to_numpy()))
    manifest = LayerManifest.model_validate(
        {
            "name": Text(zh=title),
            "source": text("intake.quick.source"),
            "geometry": sorted(kinds - {"none"}),
            "fields": fields,
            "provision": "none",
        }
    )
    return Layer(
        folder=LayerFolder(LAYER_ID, Path(), manifest),
        features=frame,
        shares=pd.DataFrame({"feature": [], "district": [], "share": [], "inferred": []}),
        records=pd.DataFrame(),
        stages=[],
        account=content.account,
        moves=pd.DataFrame(columns=list(MOVE_COLUMNS)),
        photos={},
        states=states,
        editions=len(content.course.editions) if content.course else 0,
    )


def _states(course: Course) -> pd.DataFrame:
    return pd.DataFrame({"record_date": course.record_dates(), "reported": course.reported()})


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


def _as_cells(values: pd.Series[Any], kind: str) -> Any:  # noqa: ANN401 - a list or an array
    if kind != "text" or isinstance(values.dtype, pd.StringDtype):
        return values.array
    return [None if gone else str(value) for gone, value in zip(values.isna(), values, strict=True)]


def _totals_at(totals: Totals, layer: Layer) -> list[Totals]:
    """The totals at each edition, or the only ones."""
    if not layer.editions:
        return [totals]
    counts = layer.reported.sum(axis=1)
    return [totals.model_copy(update={"reported": int(count)}) for count in counts]


def _bounds(frame: gpd.GeoDataFrame) -> tuple[float, float, float, float]:
    west, south, east, north = (float(value) for value in frame.total_bounds)
    if not np.isfinite(west):
        return (-180.0, -60.0, 180.0, 75.0)
    if (
        east - west < NARROWEST and north - south < NARROWEST
    ):  # one point has no extent to fit a map to
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


def _layer_info(layer: Layer, account: Account, located: int) -> LayerInfo:
    manifest = layer.folder.manifest
    return LayerInfo.model_validate(
        {
            "id": LAYER_ID,
            "name": manifest.name,
            "alias": None,
            "note": None,
            "theme": None,
            "role": "projects",
            "geometry": manifest.geometry,
            "style": Style(),
            "source": manifest.source,
            "accuracy": None,
            "sample": False,
            "provision": "none",
            "fields": field_infos(manifest),
            "kinds": [],
            "features": len(layer.features),
            "located": located,
            "account": account,
        }
    )
