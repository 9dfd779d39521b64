"""A plain dated table read as what its headings say, and what it took each column for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import chain, filterfalse
from typing import TYPE_CHECKING

from jinan_geo.cells.degrees import is_unknown
from jinan_geo.errors import UsageError, show
from jinan_geo.manifest.delivered import TableSpec
from jinan_geo.read.rowkinds import total_label
from jinan_geo.read.table import read_grid, table_of
from jinan_geo.words import say
from jinan_geo.workbook.back.cells import Written, day_in_title, written_at
from jinan_geo.workbook.back.foreign import count_blanks
from jinan_geo.workbook.back.lines import Customs, Line, Returned, Taken, hidden_in
from jinan_geo.workbook.back.recognise import read_meta
from jinan_geo.workbook.plain.columns import (
    POINT,
    ChosenColumns,
    choose_columns,
    has_percent,
    read_said,
)
from jinan_geo.workbook.plain.days import as_day
from jinan_geo.workbook.plain.headings import meanings_of
from jinan_geo.workbook.plain.known import know_projects
from jinan_geo.workbook.plain.scales import Cell, find_scales
from jinan_geo.workbook.plain.wide import Months, find_months, unfold
from jinan_geo.workbook.quarter.recognise import is_quarterly

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from jinan_geo.city.city import City, Layer
    from jinan_geo.read.excel import ExcelSheet
    from jinan_geo.read.table import Table
    from jinan_geo.words import Order
    from jinan_geo.workbook.plain.columns import Said
    from jinan_geo.workbook.plain.known import KnownProjects
    from jinan_geo.workbook.plain.scales import Scales
    from jinan_geo.workbook.plain.wide import Month

__all__ = ["is_plain", "matching_layers", "read_plain"]

SOURCE = "table"
SPEC = TableSpec(unmerge=True)
SHOWN = 6  # words that are named
SEARCHED = 40  # rows from the top among which the headings are
DAYS = ("as_of", "est_finish")
NUMBERS = ("done_pct", "invested_wan")
KEYS = ("id", "name", "district")


@dataclass(frozen=True)
class _Grid:
    """A sheet, the table in it, and the place of each heading."""

    sheet: ExcelSheet
    table: Table
    name: str

    @property
    def headings(self) -> list[str]:
        return [str(title) for title in self.table.cells]

    def lines(self, titles: Mapping[str, str], rows: Sequence[int]) -> list[Line]:
        """The rows by what ``titles`` calls their columns."""
        places = dict(zip(self.headings, self.table.columns, strict=True))
        at = {key: places[title] for key, title in titles.items()}
        errors = dict(self.sheet.errors)
        lines = []
        for row in rows:
            cells = {key: written_at(self.sheet, row - 1, at[key], errors) for key in at}
            lines.append(Line(row, cells))
        return lines

    @property
    def is_typed(self) -> bool:
        """Whether its numbers are such; those of a CSV, or of markup, are texts."""
        return bool(self.sheet.values)

    def column(self, title: str) -> list[Cell]:
        """The cells of a column, as the table has them."""
        at = self.table.columns[self.headings.index(title)]
        pairs = zip(self.table.lines, self.table.cells[title], strict=True)
        return [Cell(text, self._is_number(line - 1, at)) for line, text in pairs]

    def _is_number(self, row: int, column: int) -> bool:
        values = self.sheet.values[row] if row < len(self.sheet.values) else []
        return column < len(values) and isinstance(values[column], float)

    def day_above(self) -> dt.date | None:
        """The one day that the rows above the table state."""
        return day_in_title(self.above)

    @property
    def above(self) -> list[str]:
        """The texts above the headings."""
        table = self.table
        first = min([*table.lines, *table.totals, *table.aside], default=1)
        return [*filter(None, chain(*self.sheet.rows[: first - 2]))]


def read_plain(  # noqa: PLR0913 - whose table it is, and what was said of it
    city: City, layer: Layer, path: Path, name: str, as_of: dt.date | None, options: Sequence[str]
) -> Returned:
    """Read a table that is no form of ours by its headings.

    ``options`` are what a person said of its columns, ``as_of`` the day of all rows without one.

    Raises
    ------
    InputError
        The file cannot be read.
    UsageError
        Something is open that only a person knows; every question is in the message, with its
        option.
    """
    grid = _open(path, name)
    said = read_said(options, grid.headings)
    known = know_projects(layer)
    shape = _find_shape(grid, said, known, as_of)
    cells = _cells_by_field(grid, shape)
    scales = find_scales(cells, shape.titles, said, known, layer.folder.locale, grid.above)
    _refuse_open([*shape.questions, *scales.questions], grid)
    rows = [_read_cells(line, scales, is_typed=grid.is_typed) for line in _lines(grid, shape)]
    lines, told = _with_keys(rows, known)
    customs = Customs(
        SOURCE,
        as_of=shape.day,
        percent_up_to=scales.percent_up_to,
        shift=scales.shift,
        stages=known.stages,
        blank_is_same=False,
    )
    return Returned(
        layer.id,
        grid.sheet.name,
        customs,
        lines,
        shape.columns.titles,
        _totals(grid, shape),
        remarks=len(grid.table.aside),
        blanks=count_blanks(grid.sheet, grid.table),
        hidden=hidden_in(grid.sheet),
        taken=_taken(grid, shape, scales),
        told=[
            *told,
            *_unknown_stages(lines, known, layer),
            *_unknown_ids(lines, known, city, layer),
        ],
    )


@dataclass(frozen=True)
class _Shape:
    """Which columns are what, those of months, the day of all rows, and what must be asked."""

    columns: ChosenColumns
    months: Sequence[Month]
    day: dt.date | None
    questions: Sequence[str]

    @property
    def titles(self) -> dict[str, str]:
        """The heading of each field; of months the first of theirs."""
        first: dict[str, str] = {}
        for month in self.months:
            first.setdefault(str(month.field), month.title)
        return {**self.columns.titles, **first}


def _find_shape(
    grid: _Grid, said: Mapping[str, Said], known: KnownProjects, as_of: dt.date | None
) -> _Shape:
    """Find the columns; with ``as_of`` for all rows no column of a month is read."""
    wide = find_months(grid.headings, said) if as_of is None else Months()
    months = wide.columns
    columns = choose_columns(grid.table.cells, known, said, wide.titles)
    if months:
        keys = {key: title for key, title in columns.titles.items() if key in KEYS}
        columns = replace(columns, titles=keys)
    has_days = bool(months) or "as_of" in columns.titles
    day = as_of if has_days else as_of or grid.day_above()
    questions = [*wide.questions, *columns.questions, *_missing(columns, day, bool(months))]
    return _Shape(columns, months, day, [*questions, *_twice(grid, columns)])


def _totals(grid: _Grid, shape: _Shape) -> list[Line]:
    """The rows of totals; what a column of a month adds up to is not held against its rows."""
    titles = {} if shape.months else shape.columns.titles
    rows = grid.sheet.rows
    return [
        replace(line, label=total_label(rows[line.row - 1]))
        for line in grid.lines(titles, grid.table.totals)
    ]


def matching_layers(city: City, path: Path, name: str) -> dict[str, int]:
    """Give for each layer of projects how many rows of a table have the id of one."""
    cells = _open(path, name).table.cells
    counts = {}
    for layer in city.layers:
        if layer.is_projects:
            known = know_projects(layer)
            columns = [cells[title].map(known.find_id).notna().sum() for title in cells]
            counts[layer.id] = int(max(columns, default=0))
    return counts


def is_plain(path: Path) -> bool:
    """Tell whether a file is neither a form that went out from here nor a quarterly one."""
    return path.is_file() and read_meta(path, path.name) is None and not is_quarterly(path)


def _open(path: Path, name: str) -> _Grid:
    sheet = read_grid(path, name)
    table = table_of(sheet, name, SPEC)
    if any(note.type == "no-headings" for note in table.notes):
        at = next((at for at, row in enumerate(sheet.rows[:SEARCHED]) if _is_heading(row)), None)
        if at is not None:
            headed = SPEC.model_copy(update={"skip_rows": at, "header_rows": 1})
            table = table_of(sheet, name, headed)
    return _Grid(sheet, table, name)


def _is_heading(row: Sequence[str]) -> bool:
    """Tell a row of headings that are months mostly, so that it looks like one of data."""
    meanings = {one.field for title in row for one in meanings_of(title) if one.is_sure}
    return bool(meanings & {*KEYS}) and bool(find_months(row, {}).titles)


def _missing(columns: ChosenColumns, day: dt.date | None, is_wide: bool) -> Iterator[str]:  # noqa: FBT001 - of a private function
    """What a table cannot do without, where no column has it and none is asked about."""
    found, asked = columns.titles, " ".join(columns.questions)
    if not {"id", "name"} & found.keys() and "=id" not in asked:
        yield say("workbook.plain.no_key")
    if is_wide:
        return
    if day is None and "as_of" not in found and "=as_of" not in asked:
        yield say("workbook.plain.no_day")
    if not found.keys() - {*KEYS, "as_of"} and not asked:
        yield say("workbook.plain.no_values")


def _twice(grid: _Grid, columns: ChosenColumns) -> list[str]:
    """Of two columns with one heading either may be meant."""
    twice = {note.value for note in grid.table.notes if note.type == "repeated-heading"}
    titles = [title for title in columns.titles.values() if title in twice]
    return [say("workbook.plain.twice", column=show(title)) for title in titles]


def _refuse_open(questions: Sequence[str], grid: _Grid) -> None:
    if questions:
        listed = ", ".join(map(show, grid.headings))
        head = say("workbook.plain.open", name=grid.name, columns=listed)
        raise UsageError("\n".join([head, *questions]))


def _cells_by_field(grid: _Grid, shape: _Shape) -> dict[str, list[Cell]]:
    found = {key: grid.column(title) for key, title in shape.columns.titles.items()}
    for month in shape.months:
        found.setdefault(str(month.field), []).extend(grid.column(month.title))
    return found


def _lines(grid: _Grid, shape: _Shape) -> list[Line]:
    rows, titles = grid.table.lines, shape.columns.titles
    if not shape.months:
        return grid.lines(titles, rows)
    months = {month.title: month.title for month in shape.months}
    return unfold(grid.lines({**titles, **months}, rows), shape.months, [*titles])


def _read_cells(line: Line, scales: Scales, *, is_typed: bool) -> Line:
    """Write the days and numbers of a row as the ledger does, where they can be read.

    ``is_typed`` where the file has numbers as such, so that a dot in them is a point.
    """
    cells = {
        key: _read_cell(key, cell, scales, is_typed=is_typed and cell.is_number)
        for key, cell in line.cells.items()
    }
    return replace(line, cells=cells)


def _read_cell(key: str, cell: Written, scales: Scales, *, is_typed: bool) -> Written:
    if key not in {*DAYS, *NUMBERS} or cell.error:
        return cell
    if is_unknown(cell.text):
        return replace(cell, text="")
    if key in DAYS:
        order: Order | None = scales.orders.get(key)
        return replace(cell, text=as_day(cell.text, order) or cell.text)
    decimal = scales.decimals.get(key, POINT)
    number = Cell(cell.text, is_typed=is_typed).number(decimal)
    if number is None:
        return cell
    sign = "%" if key == "done_pct" and not cell.is_percent and has_percent(cell.text) else ""
    return replace(cell, text=f"{number:f}{sign}", is_typed=True)


def _with_keys(lines: Sequence[Line], known: KnownProjects) -> tuple[list[Line], list[str]]:
    """Write ids as the layer does, where they can mean but one project, and say of how many."""
    counts = Counter[str]()
    done = []
    for line in lines:
        key, how = _key_of(line, known)
        counts[how] += 1
        cells = dict(line.cells)
        if key is not None:
            cells["id"] = replace(cells.get("id") or cells["name"], text=key)
        done.append(replace(line, cells=cells))
    told = {
        "folded": say("workbook.plain.folded", n=counts["folded"]),
        "named": say("workbook.plain.named", n=counts["named"]),
    }
    return done, [text for how, text in told.items() if counts[how]]


def _key_of(line: Line, known: KnownProjects) -> tuple[str | None, str]:
    """The id that stands for what a row has for one, and how it was found; none to leave it."""
    if "id" not in line.cells:
        return None, ""
    written = line.cells["id"].text
    found = known.find_id(written) if written else None
    if found is not None:
        return (None, "") if known.ids.get(written) == found else (found, "folded")
    name = written or line.cells.get("name", Written("")).text
    named = known.find_name(name) if name else None
    return named, "named" if named else ""


def _unknown_stages(lines: Iterable[Line], known: KnownProjects, layer: Layer) -> list[str]:
    """Name the words for stages that mean none, and where one says what they mean."""
    texts = dict.fromkeys(line.cells["stage"].text for line in lines if "stage" in line.cells)
    unknown = [*filterfalse(known.stage_of, filter(None, texts))]
    if not unknown:
        return []
    first, stage = unknown[0], layer.stages[0].id
    words = ", ".join(map(show, unknown[:SHOWN])) + (" …" if unknown[SHOWN:] else "")
    return [say("workbook.plain.stages", words=words, layer=layer.id, first=first, stage=stage)]


def _unknown_ids(
    lines: Iterable[Line], known: KnownProjects, city: City, layer: Layer
) -> Iterator[str]:
    """Say how many ids that the layer does not have are those of another, and of none."""
    texts = {line.cells["id"].text for line in lines if "id" in line.cells}
    unknown = {*filterfalse(known.find_id, texts - {""})}
    others = [one for one in city.layers if one.is_projects and one.id != layer.id]
    for other in others if unknown else ():
        there = {*filter(know_projects(other).find_id, unknown)}
        unknown -= there
        if there:
            yield say("workbook.plain.elsewhere", n=len(there), layer=other.id)
    if unknown:
        yield say("workbook.plain.nowhere", n=len(unknown), layer=layer.id)


def _taken(grid: _Grid, shape: _Shape, scales: Scales) -> list[Taken]:
    """Tell of each column what it was taken for, in the order of the table."""
    fields = {title: key for key, title in shape.columns.titles.items()}
    fields |= {month.title: str(month.field) for month in shape.months}
    days = {month.title: say("workbook.plain.why.month", day=month.day) for month in shape.months}
    between = say("workbook.plain.and")
    taken = []
    for title in grid.headings:
        reasons = (why.get(title) for why in (shape.columns.why, scales.why, days))
        taken.append(Taken(title, fields.get(title), between.join(filter(None, reasons))))
    if shape.day is not None and "as_of" not in fields.values():
        why = say("workbook.plain.why.all_rows", day=shape.day.isoformat())
        taken.append(Taken("", "as_of", why))
    return taken
