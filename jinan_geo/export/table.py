"""What every export holds: each layer's features with their latest state.

Typed, named and within the audience.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from jinan_geo.answers.finishes import actual_finishes, baseline_finishes
from jinan_geo.answers.forecast import FINISHES, Forecaster
from jinan_geo.coordinates.parts import has_parts_of, parts_of
from jinan_geo.ledger.evidence import split_ids
from jinan_geo.manifest.closed import Text, text
from jinan_geo.manifest.labels import labels_of, standard_columns
from jinan_geo.page.model import NO_RECORD
from jinan_geo.payload.block import fill_defaults
from jinan_geo.words import say

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from jinan_geo.answers.forecast import Outlook
    from jinan_geo.city.city import Layer
    from jinan_geo.manifest.labels import StandardColumn
    from jinan_geo.publish.published import PublishedCity

__all__ = ["ExportColumn", "ExportTable", "export_tables"]

# Columns that a writer makes by itself, in small letters: SQL tells no letters apart.
TAKEN = {"fid", "geom", "geometry", "rowid", "oid"}
OF_SAMPLES = {"sample", "progress_sample"}  # told only where a city has any
MEASURED = 2  # decimals of a metre: more are none of the survey
CODED = ("light", "reason", "location", "accuracy", "finish_unsaid")
DIMENSIONS = {"point": 0, "line": 1, "polygon": 2}
MONEY_UNIT = text("export.table.money_unit")


@dataclass(frozen=True)
class ExportColumn:
    """One column: ``id`` is its name for programs, ``kind`` a manifest.FieldType or ``points``.

    ``cells`` are texts, or floats with NaN, or datetime64[D] with NaT, or bools, as objects
    with None where one is missing; ``labels`` word coded values.
    """

    id: str
    name: Text
    kind: str
    cells: NDArray[Any]
    unit: Text | None = None
    labels: Mapping[str, Text] = field(default_factory=dict)

    @property
    def heading(self) -> Text:
        """The name with the unit."""
        if self.unit is None:
            return self.name
        return text("export.table.heading", name=self.name, unit=self.unit)

    @property
    def missing(self) -> NDArray[np.bool_]:
        """Which cells hold nothing."""
        return np.asarray(pd.isna(self.cells), dtype=bool)


@dataclass(frozen=True)
class ExportTable:
    """One layer, or its features of one kind of geometry.

    ``shapes`` are WGS84 degrees, None without geometry.
    """

    id: str
    layer: Layer
    columns: Sequence[ExportColumn]
    shapes: NDArray[np.object_]
    as_of: dt.date | None

    @property
    def rows(self) -> int:
        """How many features."""
        return len(self.shapes)

    def column(self, name: str) -> ExportColumn | None:
        """Give a column by its id."""
        return next((column for column in self.columns if column.id == name), None)

    def take(self, rows: NDArray[np.bool_], name: str) -> ExportTable:
        """Keep some features, as a table of another name."""
        columns = [replace(column, cells=column.cells[rows]) for column in self.columns]
        return replace(self, id=name, columns=columns, shapes=self.shapes[rows])

    def by_kind(self) -> list[tuple[str, ExportTable]]:
        """Part a layer of several kinds of geometry into a table for each.

        Features without go with the first. A feature of several kinds has a row in each table, with
        what it has of that kind.
        """
        declared = list(dict.fromkeys(self.layer.folder.manifest.geometry))
        held = {kind: has_parts_of(self.shapes, DIMENSIONS[kind]) for kind in declared}
        present = [kind for kind in declared if held[kind].any()] or declared[:1]
        held[present[0]] |= shapely.is_missing(self.shapes)
        if len(declared) == 1:
            return [(declared[0], self.only(declared[0]))]
        return [(kind, self.take(held[kind], f"{self.id}_{kind}").only(kind)) for kind in present]

    def only(self, kind: str) -> ExportTable:
        """Leave of collections what is of a kind."""
        return replace(self, shapes=parts_of(self.shapes, DIMENSIONS[kind]))


def export_tables(city: PublishedCity, only: Sequence[str] = ()) -> list[ExportTable]:
    """Make the tables of all layers, or of those named, in the order of the workspace.

    Raises
    ------
    RefusedError
        A layer is named that must not reach the audience.
    """
    layers = city.chosen(only, say("export.errors.instead"))
    unsaid = set() if any(map(_has_sample, city.layers)) else OF_SAMPLES
    standard = [one for one in standard_columns() if one.id not in unsaid]
    asker = Forecaster(city.editions)
    return [_make_table(city, layer, standard, asker.of(layer)) for layer in layers]


def _has_sample(layer: Layer) -> bool:
    return bool(layer.is_sample(layer.editions - 1 if layer.editions else None).any())


def _make_table(
    city: PublishedCity,
    layer: Layer,
    standard: Sequence[StandardColumn],
    outlook: Outlook | None,
) -> ExportTable:
    as_of = city.editions[-1] if city.editions else None
    cells = {**_cells(city, layer, as_of), **_finishes(layer, outlook)}
    labels = _labels(city, layer)
    columns = [
        ExportColumn(
            one.id,
            one.name,
            one.kind,
            _typed(cells[one.id], one.kind),
            one.unit,
            labels.get(one.id, {}),
        )
        for one in standard
        if one.scope == "all" or layer.is_projects
    ]
    taken = TAKEN | {column.id.lower() for column in columns}
    for key, spec in layer.folder.manifest.fields.items():
        name = key
        while name.lower() in taken:
            name = f"f_{name}"
        taken.add(name.lower())
        unit = MONEY_UNIT if spec.type == "money" else spec.unit
        values = _typed(layer.features[key], spec.type)
        words = spec.values or {}  # noqa: PD011 - a manifest, no frame
        columns.append(ExportColumn(name, spec.name, spec.type, values, unit, words))
    return ExportTable(
        layer.id,
        layer,
        columns,
        np.asarray(layer.features.geometry.to_numpy(), dtype=object),
        as_of,
    )


def _cells(city: PublishedCity, layer: Layer, as_of: dt.date | None) -> dict[str, Any]:
    """Bring features and the state of the last edition together."""
    cells: dict[str, Any] = dict(fill_defaults(layer).items())
    cells["district"] = _districts(city, layer)
    cells |= {name: cells[name].round(MEASURED) for name in ("area_m2", "length_m")}
    if layer.states is not None and layer.editions:
        count = len(layer.features)
        state = layer.states.iloc[(layer.editions - 1) * count :]
        named = _join_ids(state["evidence"], layer.features["evidence"])
        cells |= {name: state[name] for name in state.columns if name != "sample"}
        cells |= {"progress_sample": state["sample"].astype(bool), "evidence": named}
    for key, cell in _constants(layer, as_of).items():
        cells[key] = [cell] * len(layer.features)
    for one in standard_columns():
        cells.setdefault(one.id, [False if one.kind == "boolean" else None] * len(layer.features))
    return cells


def _finishes(layer: Layer, outlook: Outlook | None) -> dict[str, Any]:
    """When each was first to be done, when it was, when it is expected to be, or why not."""
    known = {"baseline_finish": baseline_finishes(layer), "actual_finish": actual_finishes(layer)}
    if outlook is None:
        return known
    found = {name: getattr(outlook, own)[-1] for name, own in FINISHES.items()}
    unsaid = np.where(outlook.unsaid[-1] == "", None, outlook.unsaid[-1])
    return {**known, **found, "finish_unsaid": unsaid}


def _join_ids(first: Iterable[object], then: Iterable[object]) -> list[str | None]:
    """The evidence of each feature: what its record names, then what it names itself."""
    pairs = zip(first, then, strict=True)
    return [
        ";".join(dict.fromkeys([*split_ids(one), *split_ids(other)])) or None
        for one, other in pairs
    ]


def _constants(layer: Layer, as_of: dt.date | None) -> dict[str, object]:
    """The cells that are the same for all features of a layer."""
    same: dict[str, object] = {}
    if as_of is not None:
        same["as_of"] = np.datetime64(as_of, "D")
    if layer.is_projects and not layer.editions:
        same |= {"light": "grey", "reason": NO_RECORD}
    return same


def _districts(city: PublishedCity, layer: Layer) -> list[str | None]:
    """The codes of each feature's districts, else those it states, joined by semicolons."""
    order = {code: at for at, code in enumerate(city.districts.codes)}
    found: dict[int, list[str]] = {}
    for at, code in zip(
        layer.shares["feature"].tolist(), layer.shares["district"].tolist(), strict=True
    ):
        found.setdefault(at, []).append(code)
    stated = layer.features["district"].tolist()
    lies_in = {at: ";".join(sorted(codes, key=order.__getitem__)) for at, codes in found.items()}
    return [lies_in.get(at, text) for at, text in enumerate(stated)]


def _labels(city: PublishedCity, layer: Layer) -> dict[str, Mapping[str, Text]]:
    """The words of every coded column of a layer."""
    names = zip(city.districts.codes, city.districts.names_zh, city.districts.names_en, strict=True)
    return {
        **{name: labels_of(name) for name in CODED},
        "kind": layer.folder.manifest.kinds,
        "theme": city.workspace.manifest.themes,
        "stage": {stage.id: stage.name for stage in layer.stages},
        "district": {code: Text(zh=zh, en=en) for code, zh, en in names},
    }


def _typed(values: Any, kind: str) -> NDArray[Any]:  # noqa: ANN401 - a series or a list
    cells = pd.Series(values, dtype=object).reset_index(drop=True)
    if kind == "date":
        return np.asarray(pd.to_datetime(cells).to_numpy("datetime64[D]"))
    if kind == "boolean":
        return np.asarray(
            cells.where(cells.notna(), None) if cells.isna().any() else cells.astype(bool)
        )
    if kind in {"integer", "number", "percent", "money", "points"}:
        return np.asarray(pd.to_numeric(cells).to_numpy(dtype=float, na_value=np.nan))
    return np.array([None if pd.isna(cell) else str(cell) for cell in cells], dtype=object)
