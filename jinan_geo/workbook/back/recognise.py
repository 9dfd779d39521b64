"""Our own workbook come back.

Known by its hidden sheet, however it was sorted, moved, formatted or saved.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from jinan_geo.errors import InputError, show
from jinan_geo.read.excel import read_sheet, sheet_names
from jinan_geo.read.rowkinds import is_foot, is_remark, is_total, total_label
from jinan_geo.words import say
from jinan_geo.workbook.back.cells import written_at
from jinan_geo.workbook.back.lines import Customs, Line, Returned, count_rows, hidden_in
from jinan_geo.workbook.out.form import (
    FILLED,
    META_SHEET,
    TEMPLATE_VERSION,
    boxes_of,
    fingerprint,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from jinan_geo.read.excel import ExcelSheet

__all__ = ["Meta", "read_meta", "read_returned"]

Kind = Literal["blank", "total", "remark", "line"]
LOOKED_AT = 3  # the first cells of a row, where a word says that it is one of totals


@dataclass
class Meta:
    """What the hidden sheet says.

    Whose workbook it is, and by layer its columns, stages, and rows as they went out.
    """

    workspace: str = ""
    district: str = ""
    edition: str = ""
    as_of: str = ""
    sheets: dict[str, str] = field(default_factory=dict)
    titles: dict[str, dict[str, str]] = field(default_factory=dict)
    stages: dict[str, dict[str, str]] = field(default_factory=dict)
    rows: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)
    bases: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)


def read_meta(path: Path, name: str) -> Meta | None:
    """Read the hidden sheet; None where the file is not one of our workbooks.

    Raises
    ------
    InputError
        It was made by another version of the template, or its hidden sheet was changed.
    """
    if META_SHEET not in sheet_names(path, name):
        return None
    rows = [list(map(str.strip, row)) for row in read_sheet(path, name, META_SHEET).rows]
    if not rows or rows[0][:2] != ["jinan_geo", TEMPLATE_VERSION]:
        made = show(" ".join(rows[0][:2]) if rows else "")
        msg = say("workbook.errors.version", name=name, made=made)
        raise InputError(msg)
    meta = Meta()
    for row in rows[1:]:
        _note(meta, row)
    try:
        dt.date.fromisoformat(meta.as_of)
    except ValueError:
        msg = say("workbook.errors.hidden_sheet", name=name, meta_sheet=META_SHEET)
        raise InputError(msg) from None
    return meta


def _note(meta: Meta, row: Sequence[str]) -> None:
    """Take down one row of the hidden sheet by its first cell; a kind that is unknown is none."""
    kind, first, second, third, fourth = (*row, "", "", "", "", "")[:5]
    if kind in {"workspace", "district", "edition", "as_of"}:
        setattr(meta, kind, first)
    elif kind == "sheet":
        meta.sheets[first] = second
    elif kind == "column":
        meta.titles.setdefault(first, {})[second] = third
    elif kind == "stage":
        meta.stages.setdefault(first, {})[second] = third
    elif kind == "row":
        meta.rows.setdefault(first, {})[second] = (third, fourth)
    elif kind == "base":
        meta.bases.setdefault(first, {})[second] = _told(third)


def _told(text: str) -> dict[str, str]:
    """What the ledger had of a project; a cell that was changed says nothing."""
    try:
        return {str(key): str(value) for key, value in json.loads(text).items()}
    except (ValueError, AttributeError):
        return {}


def read_returned(path: Path, name: str, meta: Meta) -> list[Returned]:
    """Read each layer's sheet, found by its headings and ids even under another name.

    Raises
    ------
    InputError
        No sheet has the headings any more, or one lacks a column.
    """
    found: dict[str, Returned] = {}
    for title in sheet_names(path, name):
        if title == META_SHEET:
            continue
        sheet = read_sheet(path, name, title)
        at = _heading_at(sheet, meta)
        if at is None:
            continue
        layer = _layer_of(sheet, at, meta)
        if layer in found:
            msg = say(
                "workbook.errors.two_sheets",
                name=name,
                sheet=show(found[layer].sheet),
                title=show(title),
                layer=layer,
            )
            raise InputError(msg)
        found[layer] = _read_form(sheet, name, at, layer, meta)
    if not found:
        msg = say("workbook.errors.no_headings", name=name)
        raise InputError(msg)
    return [found[layer] for layer in meta.sheets if layer in found]


def _plain(text: str) -> str:
    return "".join(text.split())


def _heading_at(sheet: ExcelSheet, meta: Meta) -> int | None:
    """The row of the headings: the one that names the ids."""
    ids = {_plain(titles["id"]) for titles in meta.titles.values()}
    filled = {_plain(titles[key]) for titles in meta.titles.values() for key in FILLED}
    for at, row in enumerate(sheet.rows):
        words = {_plain(cell) for cell in row}
        if words & ids and words & filled:
            return at
    return None


def _layer_of(sheet: ExcelSheet, at: int, meta: Meta) -> str:
    """The layer of a sheet: by its name, else by the ids in it."""
    for layer, title in meta.sheets.items():
        if title == sheet.name:
            return layer
    cells = {cell.strip() for row in sheet.rows[at + 1 :] for cell in row}
    known = Counter({layer: len(cells & set(rows)) for layer, rows in meta.rows.items()})
    return known.most_common(1)[0][0]


def _read_form(sheet: ExcelSheet, name: str, at: int, layer: str, meta: Meta) -> Returned:
    titles = meta.titles[layer]
    columns, errors = _find_columns(sheet, name, at, titles), dict(sheet.errors)
    went_out = meta.rows.get(layer, {})
    lines: list[Line] = []
    totals: list[Line] = []
    kinds: Counter[Kind] = Counter()
    locked = 0
    for number in range(at + 1, count_rows(sheet)):
        kind = _kind_of(sheet.rows[number])
        kinds[kind] += 1
        cells = {key: written_at(sheet, number, column, errors) for key, column in columns.items()}
        if kind == "total":
            totals.append(Line(number + 1, cells, label=total_label(sheet.rows[number])))
        if kind == "line":
            edited, changed = _compare(cells, went_out.get(cells["id"].text), columns)
            told = {key: cells[key] for key in ("id", "name", *FILLED) if key in cells}
            base = meta.bases.get(layer, {}).get(cells["id"].text)
            lines.append(Line(number + 1, told, edited, base=base))
            locked += changed
    customs = Customs(
        source=meta.district,
        district=meta.district,
        as_of=dt.date.fromisoformat(meta.as_of),
        stages=meta.stages.get(layer, {}),
    )
    remarks, blanks = kinds["remark"], kinds["blank"]
    counts = (remarks, blanks, locked)
    hidden = hidden_in(sheet)
    return Returned(layer, sheet.name, customs, lines, titles, totals, *counts, hidden)


def _kind_of(row: Sequence[str]) -> Kind:
    """What a row below the heading is, by its own words."""
    filled = [cell.strip() for cell in row if cell.strip()]
    if not filled:
        return "blank"
    if any(is_total(cell) for cell in filled[:LOOKED_AT]):
        return "total"
    if is_foot(filled) or (len(filled) == 1 and is_remark(filled[0])):
        return "remark"
    return "line"


def _find_columns(
    sheet: ExcelSheet, name: str, at: int, titles: Mapping[str, str]
) -> dict[str, int]:
    words = [_plain(cell) for cell in sheet.rows[at]]
    columns = {
        key: words.index(_plain(title)) for key, title in titles.items() if _plain(title) in words
    }
    missing = [titles[key] for key in ("id", *FILLED) if key not in columns]
    if missing:
        said = say("workbook.back.between", "zh").join(missing)
        msg = say("workbook.errors.no_columns", name=name, sheet=sheet.name, at=at + 1, said=said)
        raise InputError(msg)
    return columns


def _compare(
    cells: Mapping[str, object], went_out: tuple[str, str] | None, columns: Mapping[str, int]
) -> tuple[bool, bool]:
    """Tell whether the cells to fill were edited, and whether the locked ones were."""
    if went_out is None:
        return True, False
    texts = {key: getattr(cell, "text", "") for key, cell in cells.items()}
    given = [box.key for box in boxes_of(shared=True) if box.given and box.key in columns]
    filled_is = fingerprint(texts[key] for key in FILLED) == went_out[0]
    return not filled_is, fingerprint(texts[key] for key in given) != went_out[1]
