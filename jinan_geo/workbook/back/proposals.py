"""New projects that a district proposes in its workbook: read, and told to who keeps the layers.

None is added to a layer by itself. The same one twice, in one file or in several, is one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from jinan_geo.check.ids import fold_key
from jinan_geo.issues.issue import Issue
from jinan_geo.read.excel import read_sheet, sheet_names
from jinan_geo.words import each_language, say, words_of, written_language
from jinan_geo.workbook.back.cells import Unfit, Written, read_day, written_at
from jinan_geo.workbook.back.lines import count_rows
from jinan_geo.workbook.back.register import PROPOSED
from jinan_geo.workbook.out.form import META_SHEET
from jinan_geo.workbook.out.proposals import DATES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from jinan_geo.city.city import City, Layer
    from jinan_geo.manifest.models import LayerManifest
    from jinan_geo.read.excel import ExcelSheet
    from jinan_geo.workbook.back.recognise import Meta

__all__ = ["ProposalSheet", "ProposedProject", "declined_why", "judge_proposals", "read_proposals"]

EXISTS, DECLINED = "proposal-exists", "proposal-declined"
NEEDED = ("name", "place")
Row = dict[str, Written]


@dataclass(frozen=True)
class ProposalSheet:
    """The sheet as it came back: its name, and by row what stands in its cells."""

    name: str
    rows: Mapping[int, Row]


@dataclass(frozen=True)
class ProposedProject:
    """A row: what it is told as, or why it cannot be used; neither where it repeats another."""

    row: int
    cells: Row
    told: Issue | None = None
    faults: Sequence[Issue] = field(default_factory=list)


def read_proposals(path: Path, name: str) -> ProposalSheet | None:
    """Read the sheet, found by its headings; None where there is none, as in older workbooks."""
    for title in sheet_names(path, name):
        if title == META_SHEET:
            continue
        sheet = read_sheet(path, name, title)
        for at, row in enumerate(sheet.rows[:10]):
            words = ["".join(cell.split()) for cell in row]
            columns = _columns_in(words)
            if {*NEEDED} <= {*columns}:
                return ProposalSheet(title, _rows_below(sheet, at, columns))
    return None


def _columns_in(words: Sequence[str]) -> dict[str, int]:
    """Where each column stands, by the headings of any language that a form may be written in."""
    found: dict[str, int] = {}
    for headings in each_language(lambda lang: words_of("workbook.proposals.columns", lang)):
        for key, title in headings.items():
            squeezed = "".join(title.split())
            if squeezed in words:
                found.setdefault(key, words.index(squeezed))
    return found


def _rows_below(sheet: ExcelSheet, at: int, columns: Mapping[str, int]) -> dict[int, Row]:
    errors = dict(sheet.errors)
    found = {}
    for number in range(at + 1, count_rows(sheet)):
        cells = {key: written_at(sheet, number, column, errors) for key, column in columns.items()}
        said = [cell for key, cell in cells.items() if key != "layer"]
        if any(cell.text or cell.error for cell in said):
            found[number + 1] = cells
    return found


def judge_proposals(  # noqa: PLR0913 - whose sheet it is, and what of the file counts
    city: City,
    file: str,
    sheet: ProposalSheet,
    meta: Meta,
    came: Sequence[str],
    asked: Collection[str],
) -> dict[str, list[ProposedProject]]:
    """Judge each row for a layer that is asked for, by the id of the layer that it is for.

    ``came`` are the layers whose sheets the file has, of which the city must have those ``asked``
    for. A row for none of them stands with the first, as a fault.
    """
    found: dict[str, list[ProposedProject]] = {}
    seen: set[tuple[str, str]] = set()
    for row, cells in sheet.rows.items():
        layer = _layer_meant(cells, meta, came)
        stands_with = layer or came[0]
        if stands_with not in asked:
            continue
        names = [meta.sheets[one] for one in came]
        one = _Judge(city, file, meta.district, row, cells).judged(layer, names)
        if one.told is not None:
            key = (str(layer), str(one.told.feature))
            one = ProposedProject(row, cells) if key in seen else one
            seen.add(key)
        found.setdefault(stands_with, []).append(one)
    return found


def _layer_meant(cells: Row, meta: Meta, came: Sequence[str]) -> str | None:
    """Give the layer that a row is for: as it says, else the only one of the workbook.

    None where its sheet did not come.
    """
    stated = cells.get("layer", Written("")).text
    if not stated:
        return came[0] if len(meta.sheets) == 1 else None
    names = {title: layer for layer, title in meta.sheets.items()}
    meant = names.get(stated, stated)
    return meant if meant in came else None


@dataclass(frozen=True)
class _Judge:
    city: City
    file: str
    district: str
    row: int
    cells: Row

    def judged(self, layer: str | None, layers: Sequence[str]) -> ProposedProject:
        faults = [*self._faults(layer, layers)]
        if faults or layer is None:
            return ProposedProject(self.row, self.cells, None, faults)
        (one,) = [one for one in self.city.layers if one.id == layer]
        name = self._text("name")
        why = declined_why(one.folder.manifest, name)
        if why is not None:
            return ProposedProject(
                self.row, self.cells, None, [self._fault(DECLINED, "name", why=why)]
            )
        here, elsewhere = _same_names(one, name, self.district)
        if here:
            return ProposedProject(
                self.row, self.cells, None, [self._fault(EXISTS, "name", ids=here)]
            )
        told = {
            "district": self.district,
            "place": self._text("place"),
            "unit": self._text("unit"),
            **{key: self._day(key) for key in DATES},
            "remark": self._text("remark"),
            "alike": elsewhere,
        }
        cell = self.cells["name"]
        who = f"{self.district} {fold_key(name)}"
        found = (one.id, self.file, self.row, who, "name", name, told)
        return ProposedProject(
            self.row, self.cells, Issue(PROPOSED, *found, sheet=cell.sheet, cell=cell.cell)
        )

    def _text(self, key: str) -> str:
        return self.cells.get(key, Written("")).text

    def _day(self, key: str) -> str:
        cell = self.cells.get(key, Written(""))
        return read_day(cell, ()).isoformat() if cell.text else ""

    def _faults(self, layer: str | None, layers: Sequence[str]) -> Iterator[Issue]:
        for key, cell in self.cells.items():
            if cell.error:
                yield self._fault("error-cell", key)
        for key in NEEDED:
            if not self._text(key) and not self.cells[key].error:
                yield self._fault("missing-value", key, why="", why_en="")
        if layer is None:
            known = say("workbook.back.between", "zh").join(layers)
            yield self._fault("unlisted-value", "layer", known=known, why="", why_en="")
        for key in DATES:
            try:
                self._day(key)
            except Unfit as fault:
                yield self._fault(fault.kind, key, **fault.details)

    def _fault(self, kind: str, key: str, **details: object) -> Issue:
        cell = self.cells.get(key) or self.cells["name"]
        value = details.pop("value", cell.error or cell.text)
        titles = words_of("workbook.proposals.columns", written_language())
        found = ("", self.file, self.row, self._text("name") or None, titles[key], value)
        return Issue(kind, *found, details, sheet=cell.sheet, cell=cell.cell)


def declined_why(manifest: LayerManifest, name: str) -> str | None:
    """Give why a project of that name is not taken into the layer; None where nobody said so."""
    told = {fold_key(one): why for one, why in manifest.declined.items()}
    return told.get(fold_key(name))


def _same_names(layer: Layer, name: str, district: str) -> tuple[str, str]:
    """The ids of living projects of that name: those in the district, and all others."""
    folded = fold_key(name)
    features = layer.features
    own = set(layer.shares["feature"][layer.shares["district"] == district].astype(int))
    here: list[str] = []
    elsewhere: list[str] = []
    for at, (key, other, ended) in enumerate(
        zip(features["id"], features["name_zh"], features["ended"], strict=True)
    ):
        if pd.isna(ended) and fold_key(str(other or "")) == folded:
            (here if at in own else elsewhere).append(str(key))
    between = say("workbook.back.between", "zh")
    return between.join(here), between.join(elsewhere)
