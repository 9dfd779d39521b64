"""A layer's block: prepared once, then cut for each page to the features that the page may show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from jinan_geo.payload.columns import BlockWriter, Column, date_column, int_column, text_column, zigzag_column

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from jinan_geo.city import Layer

__all__ = ["LayerBlock"]

PRECISION = 1_000_000  # degrees are kept to 1e-6, about 0.1 m
NUMERIC = {"integer", "number", "percent", "money", "boolean"}
FEATURE_COLUMNS = {
    "id": "text",
    "name_zh": "text",
    "name_en": "text",
    "kind": "text",
    "theme": "text",
    "location": "text",
    "accuracy": "text",
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
    "lon": PRECISION,
    "lat": PRECISION,
}
STATE_COLUMNS = {
    "stage": "text",
    "done_pct": 100,
    "planned_pct": 100,
    "lead": 100,
    "light": "text",
    "reason": "text",
    "invested_wan": 100,
    "est_finish": "date",
    "record_date": "date",
    "reported": 1,
    "reported_by": "text",
    "remark": "text",
    "late_days": 1,
}


class LayerBlock:
    """The columns of one layer in the form they are cut and encoded from."""

    def __init__(self, layer: Layer) -> None:
        self.layer = layer
        features = _fill_defaults(layer)
        self.features = {name: _prepare(features[name], kind) for name, kind in FEATURE_COLUMNS.items()}
        self.features["search"] = _prepare(search_text(layer.features), "text")
        for key, field in layer.folder.manifest.fields.items():
            self.features[f"f_{key}"] = _prepare_field(features[key], field.type)
        self.states = [
            {name: _prepare(state[name], kind) for name, kind in STATE_COLUMNS.items()} for state in layer.states
        ]
        self.shapes = features.geometry.to_numpy()

    def pack(self, index: NDArray[np.int64], share: NDArray[np.float64], withheld: Iterable[str] = ()) -> str:
        """Encode the features at ``index`` (positions, rising), with each one's share on the page."""
        block = BlockWriter({"layer": self.layer.id})
        left_out = {f"f_{name}" for name in withheld}
        columns = {name: _encode(column, index) for name, column in self.features.items() if name not in left_out}
        columns["share"] = int_column(share, scale=10_000)
        block.add("features", len(index), columns)
        self._add_shares(block, index)
        self._add_states(block, index)
        _add_geometry(block, self.shapes[index])
        return block.pack()

    def _add_shares(self, block: BlockWriter, index: NDArray[np.int64]) -> None:
        shares = self.layer.shares
        place = np.full(len(self.shapes), -1)
        place[index] = np.arange(len(index))
        kept = shares[place[shares["feature"].to_numpy(int)] >= 0]
        columns = {
            "feature": int_column(place[kept["feature"].to_numpy(int)]),
            "district": text_column(kept["district"]),
            "share": int_column(kept["share"].to_numpy(float), scale=10_000),
            "inferred": int_column(kept["inferred"].to_numpy(float)),
        }
        block.add("shares", len(kept), columns)

    def _add_states(self, block: BlockWriter, index: NDArray[np.int64]) -> None:
        if not self.states:
            block.add("states", 0, {})
            return
        columns = {}
        for name in STATE_COLUMNS:
            parts = [state[name] for state in self.states]
            columns[name] = _encode_many(parts, index)
        block.add("states", len(index) * len(self.states), columns)


def search_text(features: pd.DataFrame) -> list[str]:
    """What the search box looks through: names, id, and the pinyin of the Chinese name, whole and initials."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - its dictionary takes 0.1 s to load

    texts = []
    for key, zh, en in zip(features["id"], features["name_zh"], features["name_en"], strict=True):
        whole = "".join(lazy_pinyin(zh or ""))
        initials = "".join(lazy_pinyin(zh or "", style=Style.FIRST_LETTER))
        texts.append(" ".join([zh or "", en or "", key, whole, initials]).lower())
    return texts


def _fill_defaults(layer: Layer) -> Any:  # noqa: ANN401 - a GeoDataFrame
    """Give each feature what its layer states for all: source, accuracy, theme, sample."""
    manifest = layer.folder.manifest
    features = layer.features
    return features.assign(
        source_zh=features["source_zh"].fillna(manifest.source.zh),
        source_en=features["source_en"].where(features["source_zh"].notna(), manifest.source.en),
        accuracy=features["accuracy"].fillna(manifest.accuracy) if manifest.accuracy else features["accuracy"],
        theme=features["theme"].fillna(manifest.theme) if manifest.theme else features["theme"],
        sample=features["sample"] | manifest.sample,
    )


def _prepare_field(values: pd.Series[Any], kind: str) -> tuple[str | int, Any]:
    if kind == "integer" or kind == "boolean":
        return _prepare(values, 1)
    return _prepare(values, 100 if kind in NUMERIC else "date" if kind == "date" else "text")


def _prepare(values: Any, kind: str | int) -> tuple[str | int, Any]:  # noqa: ANN401 - a series or a list
    """Turn a column into an array that can be cut fast; ``kind`` is text, date or a number's scale."""
    if kind == "text":
        return kind, pd.Categorical(pd.Series(values, dtype=object))
    if kind == "date":
        return kind, pd.to_datetime(pd.Series(values)).to_numpy("datetime64[D]")
    return kind, pd.to_numeric(pd.Series(values, dtype=object)).to_numpy(dtype=float, na_value=np.nan)


def _encode(column: tuple[str | int, Any], index: NDArray[np.int64]) -> Column:
    return _encode_values(column[0], column[1][index])


def _encode_many(columns: Sequence[tuple[str | int, Any]], index: NDArray[np.int64]) -> Column:
    kind = columns[0][0]
    if kind == "text":
        parts = [np.asarray(values[index], dtype=object) for _, values in columns]
        return text_column(np.concatenate(parts))
    return _encode_values(kind, np.concatenate([values[index] for _, values in columns]))


def _encode_values(kind: str | int, values: Any) -> Column:  # noqa: ANN401 - Categorical or array
    if kind == "text":
        return text_column(values)
    return date_column(values) if kind == "date" else int_column(values, scale=int(kind))


def _add_geometry(block: BlockWriter, shapes: NDArray[np.object_]) -> None:
    """Flatten shapes into rings (points and lines count as rings of one part) and vertices."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    dimension = shapely.get_dimensions(parts)
    order = np.arange(len(parts))
    rings, part_of_ring = shapely.get_rings(parts[dimension == 2], return_index=True)  # noqa: PLR2004 - polygon
    is_first = np.diff(part_of_ring, prepend=-1) != 0
    pieces = np.concatenate([parts[dimension < 2], rings])  # noqa: PLR2004
    piece_part = np.concatenate([order[dimension < 2], order[dimension == 2][part_of_ring]])  # noqa: PLR2004
    roles = np.concatenate(
        [np.where(dimension[dimension < 2] == 0, "point", "line"), np.where(is_first, "shell", "hole")]  # noqa: PLR2004
    )
    sequence = np.argsort(piece_part, kind="stable")
    pieces, roles, piece_owner = pieces[sequence], roles[sequence], owner[piece_part[sequence]]
    xy, piece = shapely.get_coordinates(pieces, return_index=True)
    fixed = np.rint(xy * PRECISION).astype(np.int64)
    counts = np.bincount(piece, minlength=len(pieces))
    is_start = np.diff(piece, prepend=-1) != 0
    is_end = np.diff(piece, append=len(pieces)) != 0
    is_closing = is_end & np.isin(roles, ["shell", "hole"])[piece] & ~is_start
    counts = counts - np.bincount(piece[is_closing], minlength=len(pieces))
    steps = np.diff(fixed, axis=0, prepend=0)[~is_start & ~is_closing]
    first = fixed[is_start]
    columns: Mapping[str, Column] = {
        "feature": int_column(piece_owner),
        "role": text_column(pd.Series(roles, dtype=object)),
        "count": int_column(counts),
        "x": zigzag_column(first[:, 0], scale=PRECISION, delta=True),
        "y": zigzag_column(first[:, 1], scale=PRECISION, delta=True),
    }
    block.add("rings", len(pieces), columns)
    moves = {"dx": zigzag_column(steps[:, 0], scale=PRECISION), "dy": zigzag_column(steps[:, 1], scale=PRECISION)}
    block.add("vertices", len(steps), moves)
