"""A published table of tasks, read by its headings: tasks, nodes, and what was not kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jinan_geo.errors import InputError, JinanGeoError
from jinan_geo.read.forms import read_form
from jinan_geo.words import say
from jinan_geo.workbook.quarter.model import FIELDS, Form, FormText, Node, Quarter, Remark, Task
from jinan_geo.workbook.quarter.private import mask_private

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from jinan_geo.read.forms import FormCell, FormGrid

__all__ = ["is_quarterly", "read_quarter", "squeeze"]

KNOWN = {
    "seq": {"序号", "编号"},
    "main": {"主要任务", "重点任务", "工作任务", "任务"},
    "node": {"节点任务", "任务节点", "节点目标"},
    "progress": {
        "进展情况", "任务目标完成情况", "完成情况", "落实情况", "任务完成情况", "工作进展",
    },
    "effect": {"取得成效", "工作成效"},
    "next": {"后续举措", "下一步计划", "下一步举措", "下一步工作计划", "下步计划"},
    "lead": {"责任单位", "牵头单位"},
}  # fmt: skip
WATCH = re.compile("^(监督|科室|联系|电话|负责人|责任人)")
BRACKETS = re.compile(r"[（(][^（()）]*[)）]")
QUARTER = re.compile(r"(20\d\d)年(度)?(第?([一二三四1-4])季度|(上半年|前三季度|全年))")
NUMBERS = {"一": 1, "二": 2, "三": 3, "四": 4, "上半年": 2, "前三季度": 3, "全年": 4}


def squeeze(text: str) -> str:
    """Give a text without blanks and line ends."""
    return re.sub(r"\s+", "", text)


def is_quarterly(path: Path) -> bool:
    """Tell whether a file has the headings of either form."""
    try:
        read_quarter(read_form(path))
    except JinanGeoError:
        return False
    return True


def read_quarter(grid: FormGrid) -> Quarter:
    """Read the form.

    Raises
    ------
    InputError
        No row has the headings of either form.
    """
    reader = _Reader()
    reader.remarks += [Remark(one.kind, one.at, one.about, one.count) for one in grid.notes]
    for at, row in enumerate(grid.rows, start=1):
        reader.take(at, row)
    if reader.form is None:
        msg = say("workbook.errors.no_form", name=grid.file)
        raise InputError(msg)
    title = mask_private(FormText(_title([*grid.above, *reader.above])))[0].text
    return Quarter(
        reader.form, title, _quarter(title), _office(title), reader.finish(),
        tuple(reader.remarks),
    )  # fmt: skip


def _title(lines: Sequence[str]) -> str:
    dated = [line for line in lines if QUARTER.search(squeeze(line))]
    return (dated or [*lines, ""])[0]


def _quarter(title: str) -> str | None:
    found = QUARTER.search(squeeze(title))
    if not found:
        return None
    said = found[4] or found[5]
    return f"{found[1]}Q{NUMBERS.get(said) or int(said)}"


def _office(title: str) -> str:
    """Give what of a title stays the same from quarter to quarter."""
    return QUARTER.sub("", squeeze(title))


@dataclass
class _Open:
    """A task whose rows still come."""

    seq: FormText
    main: FormText
    section: str
    cells: tuple[FormCell | None, FormCell | None]
    nodes: list[Node] = field(default_factory=list)


class _Reader:
    def __init__(self) -> None:
        self.form: Form | None = None
        self.columns: dict[str, int] = {}
        self.above: list[str] = []
        self.tasks: list[_Open] = []
        self.remarks: list[Remark] = []
        self.section = ""
        self.seen: set[int] = set()
        self.told: set[str] = set()

    def take(self, at: int, row: Sequence[FormCell]) -> None:
        """Take a row for what it is: blank, headings, a line over all columns, or a task's."""
        said = [cell for cell in row if cell.text]
        if not said:
            return
        columns = _columns(row)
        if columns:
            self._begin(row, columns)
        elif self.form is None:
            self.above += dict.fromkeys(cell.text for cell in said)
        elif len({id(cell) for cell in said}) == 1 and self._is_line(row, said[0]):
            self._take_line(said[0].text)
        else:
            self._take_row(at, row)

    def _is_line(self, row: Sequence[FormCell], cell: FormCell) -> bool:
        wide = sum(one is cell for one in row)
        return wide > 2 or (row[0] is cell and not re.fullmatch(r"[\d.、]+", cell.text))  # noqa: PLR2004 - a line, not a cell

    def _take_line(self, text: str) -> None:
        if text not in self.above:  # a title that stands on each page is none of a section
            self.section = mask_private(FormText(text))[0].text

    def _begin(self, row: Sequence[FormCell], columns: dict[str, int]) -> None:
        self.columns = columns
        self.form = "bureau" if "node" in columns or "effect" in columns else "district"
        for at, cell in enumerate(row):
            name = squeeze(cell.text)
            if name and at not in columns.values() and name not in self.told:
                self.told.add(name)
                kind = "watch_dropped" if WATCH.match(name) else "unread_column"
                self.remarks.append(Remark(kind, cell.at, name))

    def _take_row(self, at: int, row: Sequence[FormCell]) -> None:
        seq, main = self._cell(row, "seq"), self._cell(row, "main")
        if not self._goes_on(seq, main):
            self.tasks.append(_Open(self._keep(seq), self._keep(main), self.section, (seq, main)))
        names = [name for name in FIELDS if name in self.columns]
        texts = {name: self._keep(self._cell(row, name)) for name in names}
        if any(text.text for text in texts.values()) or not self.tasks[-1].nodes:
            self.tasks[-1].nodes.append(Node(texts, at))

    def _goes_on(self, seq: FormCell | None, main: FormCell | None) -> bool:
        """Tell whether a row belongs to the task above: merged with it, blank, or said again."""
        if not self.tasks:
            return False
        before = self.tasks[-1]
        if main is not None and main.text:
            is_same = main is before.cells[1]
            return is_same or (_same(main, before.main) and _same(seq, before.seq))
        return not (seq and seq.text) or seq is before.cells[0]

    def _cell(self, row: Sequence[FormCell], name: str) -> FormCell | None:
        at = self.columns.get(name)
        return None if at is None or at >= len(row) else row[at]

    def _keep(self, cell: FormCell | None) -> FormText:
        """Give a cell's text once, without what is private; a merged cell says nothing again."""
        if cell is None or not cell.text or id(cell) in self.seen:
            return FormText(at=cell.at if cell else "")
        self.seen.add(id(cell))
        text, phones, names = mask_private(FormText(cell.text, cell.at, cell.bold))
        if phones:
            self.remarks.append(Remark("phone_masked", cell.at, count=phones))
        if names:
            self.remarks.append(Remark("name_masked", cell.at, count=names))
        return text

    def finish(self) -> tuple[Task, ...]:
        """Give the tasks, and a remark of each that lacks what it must have."""
        done = [Task(one.seq, one.main, tuple(one.nodes), one.section) for one in self.tasks]
        for task in done:
            self._judge(task)
        return tuple(done)

    def _judge(self, task: Task) -> None:
        at = task.main.at or task.seq.at
        about = task.main.text or task.seq.text
        if not task.main.text:
            self.remarks.append(Remark("no_task", at, about))
        if self.form == "bureau" and not _filled(task, "node"):
            self.remarks.append(Remark("no_node", at, about))
        leads = _filled(task, "lead")
        if leads and not [text for text in leads if text.bold]:
            self.remarks.append(Remark("no_lead", at, about))


def _filled(task: Task, name: str) -> list[FormText]:
    texts = [node.texts[name] for node in task.nodes if name in node.texts]
    return [text for text in texts if text.text]


def _same(cell: FormCell | None, text: FormText) -> bool:
    return squeeze(cell.text if cell else "") == squeeze(text.text)


def _columns(row: Sequence[FormCell]) -> dict[str, int]:
    """Give the columns of a row of headings; nothing where it is none."""
    found: dict[str, int] = {}
    for at, cell in enumerate(row):
        name = BRACKETS.sub("", squeeze(cell.text))
        key = next((key for key, names in KNOWN.items() if name in names), None)
        if key:
            found.setdefault(key, at)
    return found if {"main", "progress"} <= set(found) else {}
