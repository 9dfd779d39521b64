"""A layer's block: prepared once, then cut for each page to the features that the page may show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from jinan_geo.coordinates.parts import simple_parts
from jinan_geo.kept.coded import as_numbers, fill_cells
from jinan_geo.page.columns import (
    BlockWriter,
    Column,
    Words,
    date_column,
    int_column,
    text_column,
    zigzag_column,
)
from jinan_geo.payload.spelling import Spelling
from jinan_geo.read.photos import photo_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from jinan_geo.answers.causes import CauseReader
    from jinan_geo.answers.forecast import Forecaster, Outlook
    from jinan_geo.city.city import Layer

    # Kind of a column (text, date, or a number's scale), and its values ready to be cut.
    Prepared = tuple[str | int, Any]

__all__ = ["LayerBlock", "add_geometry", "fill_defaults", "names_of", "without_middles"]

PRECISION = 1_000_000  # degrees are kept to 1e-6, about 0.1 m
NUMERIC = {"integer", "number", "percent", "money", "boolean"}
SHARE_COLUMNS: dict[str, str | int] = {"district": "text", "share": PRECISION, "inferred": 1}
MOVE_COLUMNS: dict[str, str | int] = {
    "until": "date",
    "kind": "text",
    "moved_m": 10,
    "before": 1,
    "after": 1,
    "finish_before": "date",
    "finish_after": "date",
    "due_before": 100,
    "due_after": 100,
}
ROUNDING = 1e-6
TWINS = ("id", "name_zh")  # what columns of a table often say again
AREAS = (3, 6)  # shapely's types of one polygon and of several
ROLES = np.array(["point", "line", "shell", "hole"], dtype=object)  # the first by dimension
SHELL, HOLE = 2, 3
FEATURE_COLUMNS: dict[str, str | int] = {
    "id": "text",
    "name_zh": "text",
    "name_en": "text",
    "kind": "text",
    "theme": "text",
    "location": "text",
    "accuracy": "text",
    "uncertainty_m": 1,
    "source_zh": "text",
    "source_en": "text",
    "responsible_zh": "text",
    "responsible_en": "text",
    "note_zh": "text",
    "note_en": "text",
    "sample": 1,
    "planned_start": "date",
    "planned_finish": "date",
    "investment_wan": 100,
    "area_m2": 1,
    "length_m": 1,
    "ended": "date",
    "photos": "text",
    "evidence": "text",
    "lon": PRECISION,
    "lat": PRECISION,
}
STATE_COLUMNS: dict[str, str | int] = {
    "stage": "text",
    "done_pct": 100,
    "planned_pct": 100,
    "light": "text",
    "reason": "text",
    "invested_wan": 100,
    "est_finish": "date",
    "record_date": "date",
    "reported": 1,
    "reported_by": "text",
    "remark": "text",
    "sample": 1,
    "evidence": "text",
}
# Only where a project was ever stopped or put off.
PAUSE_COLUMNS = {"stage_before": "text", "paused_since": "date"}
# Only where projects are judged by another rule than the lag.
RULE_COLUMNS = {"rule_days": 1, "spi": 100, "cpi": 100}


class LayerBlock:
    """The columns of one layer in the form they are cut and encoded from.

    With a reader of causes its states tell why what is behind is so.
    """

    def __init__(
        self,
        layer: Layer,
        spelling: Spelling | None = None,
        reader: CauseReader | None = None,
        forecaster: Forecaster | None = None,
    ) -> None:
        self.layer = layer
        features = without_middles(fill_defaults(layer))
        self.features = {
            name: _prepare(features[name], kind) for name, kind in FEATURE_COLUMNS.items()
        }
        self.spelling = spelling or Spelling.of(names_of(layer))
        self.features["pinyin"] = _prepare(self.spelling.odd, "text")
        for key, field in layer.folder.manifest.fields.items():
            self.features[f"f_{key}"] = _prepare_field(features[key], field.type)
        self.features |= _prepare_redirects(layer)
        self.states: dict[str, Prepared] = {}
        if layer.states is not None:
            self.states = _prepare_states(layer, layer.states)
            self.states |= _prepare_causes(layer, reader)
        outlook = forecaster.of(layer) if forecaster else None
        self.states |= _prepare_outlook(outlook)
        self.held = outlook.told_held() if outlook else {}
        moves = layer.moves[layer.moves["kind"] != "renumbered"]  # told with the feature itself
        self.linked = {
            "shares": _prepare_linked(layer.shares, SHARE_COLUMNS),
            "moves": _prepare_linked(moves, MOVE_COLUMNS),
        }
        self.shapes = features.geometry.to_numpy()

    def pack(
        self, index: NDArray[np.int64], share: NDArray[np.float64], withheld: Iterable[str] = ()
    ) -> str:
        """Encode the features at ``index`` (positions, rising), each with its share on the page."""
        readings = self._readings(index)
        told = {"pinyin": readings, "held": self.held}
        head = {key: value for key, value in told.items() if value}
        block = BlockWriter({"layer": self.layer.id, **head})
        left_out = {f"f_{name}" for name in withheld}
        shown = {name: column for name, column in self.features.items() if name not in left_out}
        columns = _encode_once(shown, index)
        columns["share"] = int_column(share, scale=PRECISION)
        block.add("features", len(index), columns)
        place = np.full(len(self.shapes), -1)
        place[index] = np.arange(len(index))
        self._add_linked(block, "shares", place)
        self._add_states(block, index)
        self._add_linked(block, "moves", place)
        self._add_photos(block, index)
        add_geometry(block, self.shapes[index])
        return block.pack()

    def _readings(self, index: NDArray[np.int64]) -> dict[str, str]:
        """The readings of the characters in the names that the page may show."""
        _, names = self.features["name_zh"]
        return self.spelling.of_characters(names.take(index).values)

    def _add_linked(self, block: BlockWriter, name: str, place: NDArray[np.int64]) -> None:
        """Add a table whose rows belong to features.

        ``place`` is a feature's row in the block, or -1.
        """
        feature, columns = self.linked[name]
        at = place[feature]
        rows = np.flatnonzero(at >= 0)
        encoded = {
            "feature": int_column(at[rows]),
            **{key: _encode(column, rows) for key, column in columns.items()},
        }
        block.add(name, len(rows), encoded if len(rows) else {})

    def _add_photos(self, block: BlockWriter, index: NDArray[np.int64]) -> None:
        if not self.layer.photos:
            block.add("photos", 0, {})
            return
        cells = self.layer.features["photos"].iloc[index].dropna()
        names = dict.fromkeys(
            name for cell in cells for name in photo_names(cell) if name in self.layer.photos
        )
        columns = {
            "name": text_column(list(names)),
            "uri": text_column([self.layer.photos[name] for name in names]),
        }
        block.add("photos", len(names), columns if names else {})

    def _add_states(self, block: BlockWriter, index: NDArray[np.int64]) -> None:
        editions = np.arange(self.layer.editions)
        rows = (editions[:, None] * len(self.shapes) + index).ravel()
        block.add(
            "states",
            len(rows),
            {name: _encode(column, rows) for name, column in self.states.items()},
        )


def names_of(layer: Layer) -> list[str]:
    """Give the Chinese name of each feature, empty where it has none."""
    return [str(name) for name in layer.features["name_zh"].fillna("").to_numpy(object)]


def _prepare_states(layer: Layer, states: pd.DataFrame) -> dict[str, Prepared]:
    """What is told edition by edition: progress, and of a table with dated rows its own fields."""
    found = {
        name: _prepare(states[name], kind) for name, kind in STATE_COLUMNS.items() if name in states
    }
    found |= {name: _prepare(states[name], kind) for name, kind in _more_columns(states).items()}
    for key, field in layer.folder.manifest.fields.items():
        if f"f_{key}" in states:
            found[f"f_{key}"] = _prepare_field(states[f"f_{key}"], field.type)
    return found


def _more_columns(states: pd.DataFrame) -> dict[str, str | int]:
    """Give what only some cities have: pauses, and what another rule than the lag judges by."""
    paused = "paused_since" in states and states["paused_since"].notna().any()
    more: dict[str, str | int] = {**PAUSE_COLUMNS} if paused else {}
    return more | {name: kind for name, kind in RULE_COLUMNS.items() if name in states}


def _prepare_causes(layer: Layer, reader: CauseReader | None) -> dict[str, Prepared]:
    """Why it is behind, and when that was said; no columns where nothing ever was."""
    if reader is None or not layer.is_projects:
        return {}
    causes, said = reader.follow(layer)
    if not causes.astype(bool).any():
        return {}
    return {"cause": _prepare(causes.ravel(), "text"), "cause_said": ("date", said.ravel())}


def _prepare_outlook(outlook: Outlook | None) -> dict[str, Prepared]:
    """The band of each end that is foretold, at each edition, and why none is."""
    if outlook is None:
        return {}
    unsaid = {"unsaid": _prepare(outlook.unsaid.ravel(), "text")}
    if not outlook.says:
        return unsaid
    days = ("early", "middle", "late")
    return {**{name: ("date", getattr(outlook, name).ravel()) for name in days}, **unsaid}


def _prepare_redirects(layer: Layer) -> dict[str, Prepared]:
    """The id that a feature had before, and the last day it had it.

    No columns where none was renumbered.
    """
    redirects = layer.moves[layer.moves["kind"] == "renumbered"]
    if not len(redirects):
        return {}
    at = redirects["feature"].to_numpy(int)
    old = pd.Series([None] * len(layer.features), dtype=object)
    days = pd.Series([pd.NaT] * len(layer.features))
    old[at], days[at] = redirects["was"].to_numpy(object), redirects["until"].to_numpy()
    return {"was_id": _prepare(old, "text"), "renumbered": _prepare(days, "date")}


def fill_defaults(layer: Layer) -> Any:  # noqa: ANN401 - a GeoDataFrame
    """Give each feature what its layer states for all: source, accuracy, theme, sample."""
    manifest, features = layer.folder.manifest, layer.features
    has_source = features["source_zh"].notna()
    stated = {"source_zh": manifest.source.zh}
    stated |= {"accuracy": manifest.accuracy} if manifest.accuracy else {}
    stated |= {"theme": manifest.theme} if manifest.theme else {}
    filled = {
        name: fill_cells(features[name], features[name].notna(), one)
        for name, one in stated.items()
    }
    source_en = fill_cells(features["source_en"], has_source, manifest.source.en)
    sample = features["sample"] | manifest.sample
    return features.assign(**filled, source_en=source_en, sample=sample)


def without_middles(features: Any) -> Any:  # noqa: ANN401 - a GeoDataFrame
    """Leave out the point on an area where the middle of its box is one: a page finds that."""
    shapes = features.geometry.to_numpy()
    west, south, east, north = shapely.bounds(shapes).T
    found = np.zeros(len(shapes), dtype=bool)
    areal = np.isin(shapely.get_type_id(shapes), AREAS)
    middle = (west[areal] + east[areal]) / 2, (south[areal] + north[areal]) / 2
    found[areal] = shapely.intersects_xy(shapes[areal], *middle)
    return features.assign(lon=features["lon"].where(~found), lat=features["lat"].where(~found))


def _prepare_linked(
    table: pd.DataFrame, kinds: Mapping[str, Any]
) -> tuple[Any, dict[str, Prepared]]:
    """Columns of a table of rows that belong to features, with the positions of these."""
    columns = {name: _prepare(table[name], kind) for name, kind in kinds.items()}
    return table["feature"].to_numpy(int), columns


def _prepare_field(values: pd.Series[Any], kind: str) -> Prepared:
    if kind not in NUMERIC:
        return _prepare(values, "date" if kind == "date" else "text")
    _, numbers = _prepare(values, 1)
    scale = 1
    # As many decimals as the data have, so that no value is rounded; six are more than any survey
    # gives.
    while (
        scale < PRECISION
        and np.nanmax(np.abs(np.rint(numbers * scale) - numbers * scale), initial=0) > ROUNDING
    ):
        scale *= 10
    return scale, numbers


def _prepare(values: Any, kind: str | int) -> Prepared:  # noqa: ANN401 - a series or a list
    """Turn a column into what can be cut fast; ``kind`` is text, date or a number's scale."""
    if kind == "text":
        return kind, Words.of(values)
    if kind == "date":
        return kind, pd.to_datetime(pd.Series(values)).to_numpy("datetime64[D]")
    is_typed = isinstance(values, pd.Series) and values.dtype.kind in "iufb"
    return kind, as_numbers(values if is_typed else pd.Series(values, dtype=object))


def _encode_once(columns: Mapping[str, Prepared], index: NDArray[np.int64]) -> dict[str, Column]:
    """Encode columns; one whose texts are those of the ids or names is encoded with them."""
    found: dict[str, Column] = {}
    for name, (kind, values) in columns.items():
        twin = next((one for one in TWINS if one in found and _are_alike(columns[one], values)), "")
        found[name] = found[twin] if twin else _encode((kind, values), index)
    return found


def _are_alike(column: Prepared, values: Any) -> bool:  # noqa: ANN401 - as prepared
    """Tell whether both are texts, and the same."""
    own = column[1]
    if not isinstance(own, Words) or not isinstance(values, Words):
        return False
    return np.array_equal(own.codes, values.codes) and own[1] == values[1]


def _encode(column: Prepared, index: NDArray[np.int64]) -> Column:
    kind, values = column
    if kind == "text":
        return text_column(values.take(index))
    cells = values[index]
    return date_column(cells) if kind == "date" else int_column(cells, scale=int(kind))


def add_geometry(
    block: BlockWriter, shapes: NDArray[np.object_], precision: int = PRECISION
) -> None:
    """Flatten shapes into rings (points and lines count as rings of one part) and vertices.

    ``precision`` is how many steps a degree has.
    """
    parts, owner = simple_parts(shapes)
    holes = shapely.get_num_interior_rings(parts)
    part = np.repeat(np.arange(len(parts)), holes + 1)
    counts = shapely.get_num_coordinates(parts)[part]
    counts[(holes > 0)[part]] = shapely.get_num_coordinates(shapely.get_rings(parts[holes > 0]))
    role = shapely.get_dimensions(parts)[part]
    role[np.diff(part, prepend=-1) == 0] = HOLE
    x, y = _steps_of(shapely.get_coordinates(parts), precision)
    start = np.cumsum(counts) - counts
    closes = (role >= SHELL) & (counts > 1)  # the last vertex of a ring is the first again
    is_step = np.ones(len(x), dtype=bool)
    is_step[start] = False
    is_step[(start + counts - 1)[closes]] = False
    columns: Mapping[str, Column] = {
        "feature": int_column(owner[part]),
        "role": text_column(ROLES[role]),
        "count": int_column(counts - closes),
        "x": zigzag_column(x[start], scale=precision, delta=True),
        "y": zigzag_column(y[start], scale=precision, delta=True),
    }
    block.add("rings", len(part), columns)
    moves = {
        "dx": zigzag_column(np.diff(x, prepend=0)[is_step], scale=precision),
        "dy": zigzag_column(np.diff(y, prepend=0)[is_step], scale=precision),
    }
    block.add("vertices", int(is_step.sum()), moves)


def _steps_of(numbers: NDArray[np.float64], precision: int) -> Iterator[NDArray[np.int64]]:
    """Give each axis in whole steps; the numbers are used up, as there may be very many."""
    numbers *= precision
    np.rint(numbers, out=numbers)
    return (axis.astype(np.int64) for axis in numbers.T)
