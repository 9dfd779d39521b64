"""A file to take the place of a layer's: read as ``layer add`` reads, its manifest drafted."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
import tomlkit

from jinan_geo.cells.scales import OWN, find_unit_beside
from jinan_geo.coordinates.crs import SHOWN, metric_crs, stored_crs, to_plain
from jinan_geo.coordinates.shifted import TO_WGS84
from jinan_geo.errors import InputError
from jinan_geo.intake.add import add_columns, add_reading, choose_crs
from jinan_geo.intake.columns import choose_ids, follow_columns, texts_of
from jinan_geo.intake.examine import examine_source
from jinan_geo.intake.matching import fold_name
from jinan_geo.intake.money import find_unit
from jinan_geo.intake.propose import geometry_kinds, propose_columns
from jinan_geo.intake.said import said_crs
from jinan_geo.manifest.delivered import READ_AS
from jinan_geo.manifest.models import LayerManifest
from jinan_geo.read import (
    Reading,
    lines_beside,
    name_of,
    read_layer_whole,
    read_source,
)
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from jinan_geo.intake.columns import Columns
    from jinan_geo.intake.examine import Examined
    from jinan_geo.intake.untyped import TomlTable
    from jinan_geo.manifest.locale import Locale
    from jinan_geo.manifest.workspace import LayerFolder, Workspace
    from jinan_geo.read import LayerReading, Source

__all__ = ["NextFile", "Order", "draft_manifest", "read_delivery"]

CLOSE_M = 3.0  # so far apart are places written with five decimals of a degree, converted twice
ENOUGH = 0.5
LEAST = 3
ALIKE_M, TOGETHER = 5.0, 0.8
APART_M = 50.0


@dataclass(frozen=True, kw_only=True)
class Order:
    """What the caller says of a delivery; everything else is found.

    ``matches`` are ids of before with those of today that are the same, ``gone`` ids of before
    that are gone for good, ``lang`` the language of what is written down of them.
    """

    key: str | None = None
    crs: str | None = None
    why: str | None = None
    renumber: bool = False
    keep_ids: bool = False
    matches: Mapping[str, str] = field(default_factory=dict)
    gone: Sequence[str] = ()
    reading: Reading = field(default_factory=Reading)
    lang: str = "zh"


@dataclass(frozen=True)
class NextFile:
    """A file as read: ``text`` is the manifest for it, ``has_ids`` that the file has own ids.

    ``moved_as_one`` is the distance in metres, where all moved alike; ``by_own_places`` says that
    its CRS was found by the layer's own places.
    """

    name: str
    folder: LayerFolder
    examined: Examined
    columns: Columns
    reading: LayerReading
    text: str
    has_ids: bool
    by_own_places: bool = False
    moved_as_one: float | None = None


def read_delivery(  # noqa: PLR0913 - a layer, a file, and what is said of both
    workspace: Workspace,
    folder: LayerFolder,
    before: LayerReading,
    file: Path,
    order: Order,
    *,
    place: str,
) -> NextFile:
    """Read a file as the next one of a layer; ``place`` is where it will lie in the folder.

    Raises
    ------
    InputError
        It cannot be read, or its CRS can neither be found nor is stated.
    """
    name = name_of(file)
    source = read_source(file, name, order.reading.unmerging())
    said = said_crs(order.crs) if order.crs else source.shifted
    examined = examine_source(source, file, workspace, said=said)
    known = {*before.features["id"], *(one for one in before.cells.ids if one)}
    key = choose_ids(source.frame, name, folder.manifest, known, order.key)
    ids = (before.cells.titles["id"], key)
    columns = follow_columns(folder.manifest, before.cells.frame, source.frame, ids)
    tried = _Tried(workspace, folder, before, source, columns)
    crs, by_own_places = tried.find_crs(name, examined, said)
    values = _values(folder.manifest, source, columns, order.reading)
    values["units"] = _units(folder.manifest, before, source, columns)
    text = _draft(folder, place, {**values, **crs}, source, columns)
    manifest = LayerManifest.model_validate(tomlkit.parse(text).unwrap())
    placed = replace(folder, manifest=manifest)
    reading = read_layer_whole(placed, source)
    has_ids = key in source.frame
    return NextFile(
        name, placed, examined, columns, reading, text, has_ids, by_own_places, tried.shift(crs)
    )


def _values(
    manifest: LayerManifest, source: Source, columns: Columns, reading: Reading
) -> dict[str, Any]:
    """Give what ``layer.toml`` says of how the file is read, but its CRS and ids."""
    lines = tomlkit.document()
    add_reading(lines, source, reading)
    kinds = geometry_kinds(source.frame)
    more = [kind for kind in kinds if kind not in manifest.geometry]
    titles = columns.titles.items()
    return {
        **lines.unwrap(),
        "geometry": [*manifest.geometry, *more],
        "columns": {key: title for key, title in titles if key != title},
        "percent_up_to": manifest.percent_up_to,
    }


def _units(
    manifest: LayerManifest, before: LayerReading, source: Source, columns: Columns
) -> dict[str, str]:
    """Give the units of money: as declared, unless what the file itself says of them is new."""
    then, now = (find_unit_beside(lines_beside(one)) for one in (before.issues, source.notes))
    units: dict[str, str] = {}
    for key, unit in manifest.units.items():
        title = columns.titles.get(key)
        said = None if title is None else find_unit(title, source.frame[title].tolist())
        is_renamed = key in columns.renamed
        if said is None and (is_renamed or unit == then):
            said = now
        elif not is_renamed:
            said = None  # what its owner declared of this very column stands
        if said != OWN:
            units[key] = said or unit
    return units


def _draft(
    folder: LayerFolder,
    place: str,
    values: Mapping[str, Any],
    source: Source,
    columns: Columns,
) -> str:
    """Write the layer's manifest for the file, with fields for the columns that are new."""
    text = (folder.path / "layer.toml").read_text(encoding="utf-8-sig")
    document = draft_manifest(text, {**values, "features": place, "ids": {}})
    _add_fields(document, source, columns, folder.locale)
    return tomlkit.dumps(document)


def draft_manifest(text: str, values: Mapping[str, Any]) -> TomlTable:
    """Give a manifest with other values of how its file is read; all else stays as written."""
    document: TomlTable = tomlkit.parse(text)
    usual = LayerManifest.model_fields
    for key in ("features", *READ_AS):
        value = values.get(key)
        default = usual[key].get_default(call_default_factory=True)
        # Of a table nothing but the manifest says the CRS, so it is written though it is the usual.
        if value is None or (value == default and key != "crs"):
            if key in document and document.unwrap()[key] != default:
                del document[key]
        elif key not in document or document.unwrap()[key] != value:
            document[key] = _as_toml(value)
    return document


def _as_toml(value: Any) -> Any:  # noqa: ANN401 - what a manifest may hold
    if not isinstance(value, dict):
        return value
    table = tomlkit.inline_table()
    table.update(value)
    return table


def _add_fields(document: TomlTable, source: Source, columns: Columns, locale: Locale) -> None:
    """Declare the columns that are new, as ``layer add`` does."""
    if not columns.added:
        return
    frame = source.frame[[*columns.added, "geometry"]]
    taken = {*document.get("fields", {}), *document.get("columns", {})}
    proposed = [
        one for one in propose_columns(frame, "\0", locale)[1:] if one.attribute not in taken
    ]
    lines = tomlkit.document()
    add_columns(lines, proposed, locale)
    for key in ("columns", "units", "fields"):
        if key not in lines:
            continue
        if key not in document:
            document[key] = tomlkit.table(is_super_table=key == "fields")
        document[key].update(lines[key])


@dataclass(frozen=True)
class _Tried:
    """The layer as it is beside a file: what CRS puts the same features in the same places."""

    workspace: Workspace
    folder: LayerFolder
    before: LayerReading
    source: Source
    columns: Columns

    def find_crs(
        self, name: str, examined: Examined, said: str | None
    ) -> tuple[dict[str, Any], bool]:
        """Give the lines on the CRS; whether they follow from the layer's own places.

        Raises
        ------
        InputError
            Nothing tells the CRS, or the layer's own places are those of a shifted one.
        """
        fault: InputError | None = None
        lines: dict[str, Any] | None = None
        try:
            lines = choose_crs(name, examined, self.source, said)
        except InputError as error:
            fault = error
        if said is None and len(self._pairs[0]) >= LEAST and not self._fits(lines):
            for one in self._others():
                if self._fits(one):
                    return self._stated(one), True
            self._refuse_shifted(name, lines)
        if lines is None:
            raise fault or InputError(name)
        return self._stated(lines), False

    def _stated(self, lines: dict[str, Any]) -> dict[str, Any]:
        """Say plain degrees where nothing else would."""
        is_open = self.source.frame.crs is None and self.source.format != "GeoJSON"
        return {"crs": SHOWN, **lines} if is_open or self.source.coordinates else lines

    def _others(self) -> list[dict[str, Any]]:
        """What else it may be: what the layer is in, and the shifted systems."""
        manifest = self.folder.manifest
        own = {"crs": manifest.crs, **({"swapped": True} if manifest.swapped else {})}
        return [own, {}, *({"crs": crs} for crs in TO_WGS84)]

    def _refuse_shifted(self, name: str, lines: dict[str, Any] | None) -> None:
        """Stop where the layer's own places, taken for shifted ones, are those of the file."""
        if lines is None or self.folder.manifest.crs in TO_WGS84:
            return
        places = self._places(lines)
        for crs in TO_WGS84:
            if _share(self._was(crs), places) >= ENOUGH:
                layer = self.folder.id
                msg = say("intake.errors.layer_shifted", name=name, layer=layer, crs=crs)
                raise InputError(msg)

    def _fits(self, lines: dict[str, Any] | None) -> bool:
        return lines is not None and _share(self._was(), self._places(lines)) >= ENOUGH

    def shift(self, lines: Mapping[str, Any]) -> float | None:
        """Give how far all moved, where all moved alike and far; in metres."""
        if len(self._pairs[0]) < LEAST:
            return None
        moved = self._places(lines) - self._was()
        moved = moved[np.isfinite(moved).all(axis=1)]
        if not len(moved):
            return None
        middle = np.median(moved, axis=0)
        together = np.hypot(*(moved - middle).T) <= ALIKE_M
        metres = float(np.hypot(*middle))
        return metres if metres > APART_M and together.mean() >= TOGETHER else None

    @cached_property
    def _pairs(self) -> tuple[list[int], list[int]]:
        """Rows of before and of the file that have one id, or else one name that no other has."""
        features, frame = self.before.features, self.source.frame
        key = self.columns.titles["id"]
        numbers = texts_of(frame[key]) if key in frame else []
        kept = self.folder.manifest.ids
        found = _same(features["id"].tolist(), [kept.get(one, one) for one in numbers])
        title = self.columns.titles.get("name_zh")
        if len(found[0]) < LEAST and title in frame:
            names = [fold_name(cell) for cell in features["name_zh"]]
            found = _same(names, [fold_name(cell) for cell in frame[title]])
        return found

    def _was(self, taken_for: str | None = None) -> NDArray[np.float64]:
        """Places of before in metres, as they are or as if their degrees were shifted ones."""
        frame = self.before.features.iloc[self._pairs[0]]
        shapes = frame.to_crs(SHOWN).geometry.to_numpy()
        return self._measured(shapes, taken_for or SHOWN, swapped=False)

    def _places(self, lines: Mapping[str, Any]) -> NDArray[np.float64]:
        shapes = self.source.frame.geometry.to_numpy()[self._pairs[1]]
        swapped = bool(lines.get("swapped"))
        return self._measured(shapes, str(lines.get("crs", SHOWN)), swapped=swapped)

    def _measured(
        self, shapes: NDArray[np.object_], crs: str, *, swapped: bool
    ) -> NDArray[np.float64]:
        """Give the middles of shapes of a CRS in metres; NaN where there is none."""
        points = shapely.centroid(to_plain(shapes, crs, swapped=swapped))
        metric = metric_crs(self.workspace.manifest.metric_crs)
        series = gpd.GeoSeries(points, crs=stored_crs(crs)).to_crs(metric)
        return np.stack([shapely.get_x(series.to_numpy()), shapely.get_y(series.to_numpy())], 1)


def _same(before: Sequence[str], after: Sequence[str]) -> tuple[list[int], list[int]]:
    """Give the positions of what stands in both, and once in the second."""
    place: dict[str, int] = {}
    twice = set()
    for at, key in enumerate(after):
        if key in place:
            twice.add(key)
        place[key] = at
    rows = [at for at, key in enumerate(before) if key and key in place and key not in twice]
    return rows, [place[before[at]] for at in rows]


def _share(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Give the share of pairs of places that are one."""
    if not len(one):
        return 0.0
    apart = np.hypot(*(one - other).T)
    return float((apart <= CLOSE_M).mean())
