"""What changed between two editions, as a workbook.

Every change, and how many of each kind by district.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from jinan_geo.answers.changes import KINDS, count_kinds
from jinan_geo.export.workbook import Heading, Sheet, write_workbook
from jinan_geo.manifest.closed import Text, text, texts
from jinan_geo.manifest.signs import LIGHTS
from jinan_geo.words import say

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

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
    listed = Sheet(
        _in(text("export.changes.listed"), lang),
        headings,
        change_cells(city, changes, lang),
        frozen=3,
    )
    names = dict(zip(city.districts.codes, _district_names(city, lang), strict=True))
    counts = count_kinds(changes, city.districts.codes)
    used = ["all", *city.districts.codes, *([""] if counts[""].any() else [])]
    called = {"all": text("export.changes.all"), "": text("export.changes.nowhere")}
    titles = [_in(called[key], lang) if key in called else names[key] for key in used]
    heads = [
        Heading(f"{since} → {until}", width=26),
        *(Heading(title, "integer", 10) for title in titles),
    ]
    cells = counts.to_numpy(int).tolist()
    places = [list(counts.columns).index(key) for key in used]
    rows: list[list[object]] = [
        [_in(KIND_NAMES[kind], lang), *(line[at] for at in places)]
        for kind, line in zip(KINDS, cells, strict=True)
    ]
    note = text("export.changes.counting")
    changed = [layer for layer in city.layers if layer.id in set(changes["layer"])]
    has_sample = any(
        layer.folder.manifest.sample or layer.records["sample"].astype(bool).any()
        for layer in changed
    )
    rows += [
        [_in(words, lang), *(None for _ in used)]
        for words in (note, *([SAMPLE] if has_sample else []))
    ]
    return [
        listed,
        Sheet(_in(text("export.changes.by_kind"), lang), heads, rows, frozen=1),
    ]


def change_cells(city: PublishedCity, changes: pd.DataFrame, lang: str) -> list[list[object]]:
    """The cells of each change under ``HEADINGS``.

    Coded values in words, numbers and dates as such.
    """
    layers = {layer.id: layer for layer in city.layers}
    names = dict(zip(city.districts.codes, _district_names(city, lang), strict=True))
    rows = []
    for row in changes.to_dict("records"):
        layer = layers[row["layer"]]
        stages = {stage.id: _in(stage.name, lang) for stage in layer.stages}
        before, after, by, unit = _sides(row, stages, lang)
        grown = row["field"] == "geometry" and row["before"]
        cells: dict[str, object] = {
            "layer": _in(layer.folder.manifest.name, lang),
            "id": row["id"],
            "name": row[f"name_{lang}"] or row["name_zh"] or row["name_en"],
            "districts": say("export.changes.between", lang).join(
                names[code] for code in row["districts"]
            ),
            "light_now": _light(row["light_now"], lang),
            "field": _in(KIND_NAMES[row["field"]], lang),
            "setback": _in(KIND_NAMES[row["setback"]], lang) if row["setback"] else None,
            "before": before,
            "after": after,
            "by": None if pd.isna(by) else round(float(by), 2),
            "unit": unit,
            "by_pct": round((row["after"] / row["before"] - 1) * 100, 1)
            if grown and row["after"]
            else None,
            "moved_m": row["moved_m"],
        }
        rows.append([cells[key] for key in HEADINGS])
    return rows


def _sides(row: Any, stages: dict[str, str], lang: str) -> tuple[object, object, float, str | None]:  # noqa: ANN401 - a row
    """Before, after, difference and its unit.

    Where a plan's end stayed, what was due by then under either plan.
    """
    field, before, after, by = row["field"], row["before"], row["after"], row["by"]
    if field in {"stage", "new"}:
        sides = [None if side is None else stages.get(side, side) for side in (before, after)]
        return sides[0], sides[1] or (_in(FIRST, lang) if field == "new" else None), by, None
    if field == "light":
        return _light(before, lang), _light(after, lang), by, None
    if field == "plan" and (before is None or after is None or before == after):
        was, due = row["due_before"], row["due_after"]
        return f"{was:g} %", f"{due:g} %", due - was, _in(DUE_UNIT, lang)
    if field == "geometry":
        unit = "m²" if row["is_area"] else "m"
        is_sized = before is not None or after is not None
        return (
            before,
            _in(ADDED, lang) if row["move"] == "added" else after,
            by,
            unit if is_sized else None,
        )
    return before, after, by, None if pd.isna(by) else _in(UNITS[field], lang)


def _light(light: str, lang: str) -> str:
    shape, word = LIGHTS[light]
    return f"{shape} {_in(word, lang)}"


def _district_names(city: PublishedCity, lang: str) -> Sequence[str]:
    return city.districts.names_zh if lang == "zh" else city.districts.names_en


def _in(text: Text, lang: str) -> str:
    return text.zh if lang == "zh" else text.en
