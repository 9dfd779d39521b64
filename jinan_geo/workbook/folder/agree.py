"""Files of one folder held against each other: second copies, and rows that two of them contradict.

Nobody can tell which of two is right, so of rows that differ none is recorded.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jinan_geo.issues.issue import Issue
from jinan_geo.workbook.back.lines import VALUES
from jinan_geo.workbook.back.plain import same_values
from jinan_geo.workbook.back.wording import show_value

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from jinan_geo.workbook.back.cells import Written
    from jinan_geo.workbook.back.incoming import IncomingSheet
    from jinan_geo.workbook.back.judge import Judged
    from jinan_geo.workbook.folder.sorted import BatchFile

__all__ = ["Conflict", "settle_files"]

# A row: which file, which of its sheets, which row of that.
Place = tuple[int, int, int]
Key = tuple[str, str, "dt.date"]


@dataclass(frozen=True)
class Conflict:
    """A value that contradicts that of another file, or of somebody in between.

    ``other`` names the other's place, ``theirs`` its value.
    """

    file: str
    sheet: str
    cell: str | None
    layer: str
    project: str
    field: str
    value: str
    other: str
    theirs: str


def settle_files(files: Sequence[BatchFile]) -> tuple[list[BatchFile], list[Conflict]]:
    """Name the copies, and set aside what the other files contradict."""
    named = list(map(_name_blank, files))
    named = [_name_copy(at, named) for at in range(len(named))]
    new = {row for file in named if file.state == "taken" for row in _speaks_of(file)}
    return _settle_rows([_without(file, new) if file.state == "again" else file for file in named])


def _speaks_of(file: BatchFile) -> Iterable[tuple[str, str | None]]:
    """The projects, by layer and id, of which a file says something, be it right or wrong."""
    for sheet in _sheets(file):
        for one in sheet.judged:
            if one.record or one.issues or one.comments:
                yield sheet.layer, one.project


def _without(file: BatchFile, new: Collection[tuple[str, str | None]]) -> BatchFile:
    """Leave out of a file that was imported before what a new one speaks of."""
    if file.incoming is None:
        return file
    sheets = []
    for sheet in file.incoming.sheets:
        judged = [
            replace(one, outcome="unchanged", issues=())
            if (sheet.layer, one.project) in new
            else one
            for one in sheet.judged
        ]
        sheets.append(replace(sheet, judged=judged))
    return replace(file, incoming=replace(file.incoming, sheets=sheets))


def _name_blank(file: BatchFile) -> BatchFile:
    """Tell forms that say nothing, and those whose every word is in the ledger."""
    if file.state != "taken" or file.incoming is None or file.incoming.set_aside:
        return file
    judged = [one for sheet in file.incoming.sheets for one in sheet.judged]
    if file.incoming.proposals or any(map(_tells, judged)):
        return file
    return replace(file, state="again" if any(one.record for one in judged) else "blank")


def _tells(one: Judged) -> bool:
    return one.outcome != "unchanged" or bool(one.comments)


def _name_copy(at: int, files: Sequence[BatchFile]) -> BatchFile:
    """Tell a file that says nothing but what another one says too; of two alike the first stays."""
    file = files[at]
    own = _says(file)
    if not own:
        return file
    for place, other in enumerate(files):
        said = _says(other)
        if place != at and (own < said or (own == said and place < at)):
            return replace(file, state="copy", of=other.name)
    return file


def _says(file: BatchFile) -> frozenset[tuple[object, ...]]:
    if file.state != "taken" or file.incoming is None:
        return frozenset()
    sheets = file.incoming.sheets
    rows = [_row_says(sheet, one) for sheet in sheets for one in sheet.judged if one.record]
    faults = [
        (issue.layer, issue.feature, issue.field, issue.type, issue.value)
        for sheet in sheets
        for issue in (*sheet.issues, *sheet.comments, *sheet.proposals, *sheet.refused)
    ]
    return frozenset([*rows, *faults])


def _row_says(sheet: IncomingSheet, one: Judged) -> tuple[object, ...]:
    values = tuple(str(one.record[key]) for key in ("as_of", *VALUES))
    return (sheet.layer, one.project, *values)


def _settle_rows(files: list[BatchFile]) -> tuple[list[BatchFile], list[Conflict]]:
    changed: dict[Place, Judged] = {}
    conflicts: list[Conflict] = []
    for places in _same_days(files):
        rows = {place: _at(files, place) for place in places}
        first = rows[places[0]]
        if all(same_values(one.record, first.record) for one in rows.values()):
            for place in places[1:]:
                changed[place] = replace(rows[place], outcome="unchanged", changes=())
            continue
        for place in places:
            found = list(_differences(files, place, _other(rows, place)))
            conflicts += found
            issues = [_issue(files, place, conflict) for conflict in found]
            changed[place] = replace(rows[place], outcome="set_aside", changes=(), issues=issues)
    return [_with_rows(at, file, changed) for at, file in enumerate(files)], conflicts


def _other(rows: Mapping[Place, Judged], place: Place) -> Place:
    """The first row that says something else."""
    own = rows[place].record
    return next(at for at, one in rows.items() if not same_values(one.record, own))


def _same_days(files: Sequence[BatchFile]) -> Iterable[list[Place]]:
    """The places of rows that several files would record of one project and day."""
    groups: dict[Key, list[Place]] = {}
    for at, file in enumerate(files):
        for number, sheet in enumerate(_sheets(file) if file.state == "taken" else ()):
            for row, one in enumerate(sheet.judged):
                if one.outcome == "recorded" and one.project:
                    key = (sheet.layer, one.project, one.record["as_of"])
                    groups.setdefault(key, []).append((at, number, row))
    return [places for places in groups.values() if len(places) > 1]


def _sheets(file: BatchFile) -> Sequence[IncomingSheet]:
    return file.incoming.sheets if file.incoming else ()


def _at(files: Sequence[BatchFile], place: Place) -> Judged:
    at, sheet, row = place
    return _sheets(files[at])[sheet].judged[row]


def _differences(files: Sequence[BatchFile], place: Place, other: Place) -> Iterable[Conflict]:
    """Give each value in which two rows differ."""
    one, two = _at(files, place), _at(files, other)
    sheet = _sheets(files[place[0]])[place[1]]
    beyond = _sheets(files[other[0]])[other[1]].returned.sheet
    for key in VALUES:
        if same_values({key: one.record[key]}, {key: two.record[key]}, [key]):
            continue
        own, theirs = _cell(one, key), _cell(two, key)
        where = f"{files[other[0]].name} {beyond}!{theirs.cell if theirs else two.line.row}"
        yield Conflict(
            files[place[0]].name,
            sheet.returned.sheet,
            own.cell if own else None,
            sheet.layer,
            str(one.project),
            key,
            _show(one, key),
            where,
            _show(two, key),
        )


def _cell(one: Judged, key: str) -> Written | None:
    return one.line.cells.get(key) or one.line.cells.get("id")


def _show(one: Judged, key: str) -> str:
    """Give what stands in the cell, else what a blank one stands for."""
    cell = one.line.cells.get(key)
    return cell.text if cell and cell.text else show_value(one.record[key])


def _issue(files: Sequence[BatchFile], place: Place, conflict: Conflict) -> Issue:
    one = _at(files, place)
    details = {"other": conflict.other, "theirs": conflict.theirs or "—"}
    at = (conflict.layer, conflict.file, one.line.row, one.project, conflict.field)
    value = conflict.value or "—"
    sheet, cell = conflict.sheet, conflict.cell
    return Issue("copies-differ", *at, value, details, sheet=sheet, cell=cell)


def _with_rows(at: int, file: BatchFile, changed: Mapping[Place, Judged]) -> BatchFile:
    if file.incoming is None or not any(place[0] == at for place in changed):
        return file
    sheets = [
        replace(sheet, judged=_judged(at, number, sheet, changed))
        for number, sheet in enumerate(file.incoming.sheets)
    ]
    return replace(file, incoming=replace(file.incoming, sheets=sheets))


def _judged(
    at: int, number: int, sheet: IncomingSheet, changed: Mapping[Place, Judged]
) -> list[Judged]:
    return [changed.get((at, number, row), one) for row, one in enumerate(sheet.judged)]
