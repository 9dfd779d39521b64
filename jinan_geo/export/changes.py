"""What changed between two editions, as a workbook.

Every change, and how many of each kind by district.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from jinan_geo.answers.changes import KINDS, changes_by_kind, count_kinds
from jinan_geo.export.workbook import Heading, Sheet, write_workbook
from jinan_geo.manifest.closed import Text, text, texts
from jinan_geo.manifest.labels import labels_of
from jinan_geo.manifest.signs import LIGHTS
from jinan_geo.words import say

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Hashable, Sequence
    from pathlib import Path

    from jinan_geo.city.city import Layer
    from jinan_geo.publish.published import PublishedCity

__all__ = ["KIND_NAMES", "change_cells", "change_sheets", "write_changes"]

# As the page says them (data/words/*/web.toml).
KIND_NAMES = texts("export.changes.kind-names")
HEADINGS = texts("export.changes.headings")
NUMBERS = {"by", "by_pct", "moved_m"}
UNITS = texts("export.changes.units")
DUE_UNIT = text("export.changes.due_unit")
ADDED = text("export.changes.added")
SAMPLE = text("export.changes.sample")
TRUTHS = labels_of("truth")
FIRST = text("export.changes.first")


def write_changes(  # noqa: PLR0913 - what changed, between which days, in which words
    path: Path,
    city: PublishedCity,
    changes: pd.DataFrame,
    since: dt.date,
    until: dt.date,
    lang: str,
) -> int:
    """Write the workbook; gives the number of bytes."""
    return write_workbook(path, change_sheets(city, changes, since, until, lang), until)


def change_sheets(
    city: PublishedCity, changes: pd.DataFrame, since: dt.date, until: dt.date, lang: str
) -> list[Sheet]:
    """The sheets of what ``compare_editions`` gave; also for a workbook of more."""
    headings = [
        Heading(_in(text, lang), "number" if key in NUMBERS else "text")
        for key, text in HEADINGS.items()
    ]
    cells = change_cells(city, changes, lang)
    is_mixed = len(changes_by_kind(changes)) > 1
    if is_mixed:
        headings.insert(0, Heading(_in(text("export.changes.truth"), lang), width=8))
        kinds = ["sample" if one else "sourced" for one in changes["sample"]]
        cells = [[_in(TRUTHS[kind], lang), *row] for kind, row in zip(kinds, cells, strict=True)]
    title = _in(text("export.changes.listed"), lang)
    listed = Sheet(title, headings, cells, frozen=3 + is_mixed)
    return [listed, _kind_sheet(city, changes, f"{since} → {until}", lang)]


def _kind_sheet(city: PublishedCity, changes: pd.DataFrame, span: str, lang: str) -> Sheet:
    """How many changes of each kind, by district; then what one must know to read them.

    Those of sourced projects before those of samples, where there are both.
    """
    parts = changes_by_kind(changes)
    counted = {of: count_kinds(part, city.districts.codes) for of, part in parts.items()}
    lies_nowhere = any(counts[""].any() for counts in counted.values())
    used = ["all", *city.districts.codes, *([""] if lies_nowhere else [])]
    called = dict(zip(city.districts.codes, _district_names(city, lang), strict=True))
    called["all"] = _in(text("export.changes.all"), lang)
    called[""] = _in(text("export.changes.nowhere"), lang)
    heads = [Heading(span, width=26), *(Heading(called[key], "integer", 10) for key in used)]
    blanks: list[object] = [None] * len(used)
    rows: list[list[object]] = []
    for of, counts in counted.items():
        if of is not None:
            rows.append([_in(TRUTHS[of], lang), *blanks])
        for kind, numbers in zip(KINDS, counts[used].to_numpy(int).tolist(), strict=True):
            rows.append([_in(KIND_NAMES[kind], lang), *numbers])
    notes = [text("export.changes.counting")]
    if changes["sample"].any():
        notes.append(SAMPLE)
    rows += [[_in(note, lang), *blanks] for note in notes]
    return Sheet(_in(text("export.changes.by_kind"), lang), heads, rows, frozen=1)


def change_cells(city: PublishedCity, changes: pd.DataFrame, lang: str) -> list[list[object]]:
    """The cells of each change under ``HEADINGS``.

    Coded values in words, numbers and dates as such.
    """
    layers = {layer.id: layer for layer in city.layers}
    names = dict(zip(city.districts.codes, _district_names(city, lang), strict=True))
    rows = []
    for row in changes.to_dict("records"):
        cells = _change(row, layers[row["layer"]], names, lang)
        rows.append([cells[key] for key in HEADINGS])
    return rows


def _change(
    row: dict[Hashable, Any], layer: Layer, names: dict[str, str], lang: str
) -> dict[str, object]:
    stages = {stage.id: _in(stage.name, lang) for stage in layer.stages}
    before, after, by, unit = _sides(row, stages, lang)
    districts = [names[code] for code in row["districts"]]
    return {
        "layer": _in(layer.folder.manifest.name, lang),
        "id": row["id"],
        "name": row[f"name_{lang}"] or row["name_zh"] or row["name_en"],
        "districts": say("export.changes.between", lang).join(districts),
        "light_now": _light(row["light_now"], lang),
        "field": _in(KIND_NAMES[row["field"]], lang),
        "setback": _in(KIND_NAMES[row["setback"]], lang) if row["setback"] else None,
        "before": before,
        "after": after,
        "by": None if pd.isna(by) else round(float(by), 2),
        "unit": unit,
        "by_pct": _growth(row),
        "moved_m": row["moved_m"],
    }


def _growth(row: dict[Hashable, Any]) -> float | None:
    """How much larger a shape became, in percent; None for all other changes."""
    if row["field"] != "geometry" or not row["before"] or not row["after"]:
        return None
    growth: float = round((row["after"] / row["before"] - 1) * 100, 1)
    return growth


def _sides(row: Any, stages: dict[str, str], lang: str) -> tuple[object, object, float, str | None]:  # noqa: ANN401 - a row
    """Before, after, difference and its unit.

    Where a plan's end stayed, what was due by then under either plan.
    """
    field, before, after, by = row["field"], row["before"], row["after"], row["by"]
    if field == "new":
        return _stage(before, stages), _stage(after, stages) or _in(FIRST, lang), by, None
    if field == "stage":
        return _stage(before, stages), _stage(after, stages) or None, by, None
    if field == "light":
        return _light(before, lang), _light(after, lang), by, None
    if _end_stayed(row):
        was, due = row["due_before"], row["due_after"]
        return f"{was:g} %", f"{due:g} %", due - was, _in(DUE_UNIT, lang)
    if field == "geometry":
        now = _in(ADDED, lang) if row["move"] == "added" else after
        return before, now, by, _size_unit(row)
    return before, after, by, None if pd.isna(by) else _in(UNITS[field], lang)


def _stage(key: str | None, stages: dict[str, str]) -> str | None:
    return None if key is None else stages.get(key, key)


def _end_stayed(row: Any) -> bool:  # noqa: ANN401 - a row
    """Tell whether a plan is another and ends on the same day, or on none."""
    ends = (row["before"], row["after"])
    return row["field"] == "plan" and (None in ends or ends[0] == ends[1])


def _size_unit(row: Any) -> str | None:  # noqa: ANN401 - a row
    if row["before"] is None and row["after"] is None:
        return None
    return "m²" if row["is_area"] else "m"


def _light(light: str, lang: str) -> str:
    shape, word = LIGHTS[light]
    return f"{shape} {_in(word, lang)}"


def _district_names(city: PublishedCity, lang: str) -> Sequence[str]:
    return city.districts.names_zh if lang == "zh" else city.districts.names_en


def _in(text: Text, lang: str) -> str:
    return text.zh if lang == "zh" else text.en
