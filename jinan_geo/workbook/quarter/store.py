"""Tasks over the quarters: a form as lines of the file of tasks and back, and which is which."""

from __future__ import annotations

import difflib
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from jinan_geo.workbook.quarter.model import FIELDS, FormText, Node, Quarter, Task
from jinan_geo.workbook.quarter.recognise import squeeze

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jinan_geo.cells.prose import Proposal

__all__ = [
    "Figure",
    "Match",
    "Row",
    "figure_of",
    "match_tasks",
    "plain",
    "rebuild",
    "sha256_of",
]

SAME_NUMBER, OTHER_NUMBER = 0.6, 0.8  # how alike two texts of one task are
Row = dict[str, str]
Figure = dict[str, object]
State = Literal["new", "changed", "same", "dropped"]


@dataclass(frozen=True)
class Match:
    """A task by its id, and what became of it since the quarter before."""

    id: str
    state: State
    main: str
    task: int | None = None


def plain(
    quarter: Quarter,
    matches: Sequence[Match],
    figures: Mapping[tuple[int, int], Sequence[Figure]],
    about: Mapping[str, str],
) -> list[Row]:
    """Give a form as lines: one a node, and one for each task that is no longer in it.

    ``figures`` has by task and row what was taken; the first line has the remarks on the form.
    """
    rows: list[Row] = []
    base = {"form": quarter.form, "office": quarter.office, "title": quarter.title, **about}
    by_task = {match.task: match for match in matches if match.task is not None}
    for number, task in enumerate(quarter.tasks):
        for at, node in enumerate(task.nodes):
            own = figures.get((number, at), ())
            row = {**base, "task": by_task[number].id, "state": by_task[number].state}
            told = json.dumps(own, ensure_ascii=False) if own else ""
            rows.append({**row, **_texts(task, node, first=at == 0), "figures": told})
    rows += [{**base, **lost} for lost in _lost(matches)]
    if rows and quarter.remarks:
        told = json.dumps(list(map(vars, quarter.remarks)), ensure_ascii=False)
        rows[0] = {**rows[0], "remarks": told}
    return rows


def _lost(matches: Sequence[Match]) -> list[Row]:
    gone = [match for match in matches if match.task is None]
    return [{"task": one.id, "state": one.state, "main": one.main} for one in gone]


def _texts(task: Task, node: Node, *, first: bool) -> Row:
    said = {name: node.texts[name].text for name in FIELDS if name in node.texts}
    bold = {name: node.texts[name].bold for name in node.texts if node.texts[name].bold}
    if first and task.main.bold:
        bold["main"] = task.main.bold
    head = {"section": task.section, "seq": task.seq.text, "main": task.main.text}
    return {**head, **said, "bold": json.dumps(bold) if bold else ""}


def figure_of(one: Proposal) -> Figure:
    """Give a figure that was taken as it is kept, with the words it stands on and their place."""
    keys = ("kind", "value", "unit", "qualifier", "words", "field", "start", "end", "at", "clause")
    return {key: getattr(one, key) for key in keys}


def rebuild(rows: Sequence[Row]) -> tuple[Task, ...]:
    """Give the tasks of an entry again; those dropped are none of it."""
    tasks: dict[str, list[Row]] = {}
    for row in rows:
        if row["state"] != "dropped":
            tasks.setdefault(row["task"], []).append(row)
    return tuple(map(_task_of, tasks.values()))


def _task_of(rows: list[Row]) -> Task:
    nodes = [Node(_texts_again(row), at) for at, row in enumerate(rows)]
    first = rows[0]
    return Task(FormText(first["seq"]), _text(first, "main"), tuple(nodes), first["section"])


def _texts_again(row: Row) -> dict[str, FormText]:
    return {name: _text(row, name) for name in FIELDS}


def _text(row: Row, name: str) -> FormText:
    bold = json.loads(row["bold"]).get(name, []) if row["bold"] else []
    return FormText(row[name], bold=tuple((int(a), int(b)) for a, b in bold))


def match_tasks(quarter: Quarter, before: Sequence[Row], known: Sequence[Row]) -> list[Match]:
    """Tell which task of the quarter before each is; the rest are new, or dropped.

    A task is the same where its text is; else where number and most of its text are, else where
    nearly all of its text is. ``known`` are all lines of the file: an id is never given twice.
    """
    old: dict[str, list[Row]] = {}
    for row in before:
        if row["state"] != "dropped":
            old.setdefault(row["task"], []).append(row)
    found = _find_again(quarter, old)
    last = max((int(row["task"].removeprefix("q-")) for row in known), default=0)
    matches = []
    for number, task in enumerate(quarter.tasks):
        if number in found:
            state: State = "same" if _is_same(task, old[found[number]]) else "changed"
            matches.append(Match(found[number], state, task.main.text, number))
        else:
            last += 1
            matches.append(Match(f"q-{last}", "new", task.main.text, number))
    again = set(found.values())
    gone = [Match(key, "dropped", rows[0]["main"]) for key, rows in old.items() if key not in again]
    return [*matches, *gone]


def _find_again(quarter: Quarter, old: Mapping[str, list[Row]]) -> dict[int, str]:
    """Give the id of each task that was there before, by its number in the form."""
    free = dict(old)
    found: dict[int, str] = {}
    for least, by_number in ((1.0, True), (1.0, False), (SAME_NUMBER, True), (OTHER_NUMBER, False)):
        for number, task in enumerate(quarter.tasks):
            if number in found:
                continue
            alike = _most_alike(task, free, least, by_number=by_number)
            if alike:
                found[number] = alike
                del free[alike]
    return found


def _most_alike(
    task: Task, free: Mapping[str, list[Row]], least: float, *, by_number: bool
) -> str | None:
    scores = []
    for key, rows in free.items():
        if not by_number or squeeze(rows[0]["seq"]) == squeeze(task.seq.text):
            scores.append((_alike(rows[0]["main"], task.main.text), key))
    best = max(scores, key=lambda pair: pair[0], default=(0.0, ""))
    return best[1] if best[0] >= least else None


def _alike(one: str, other: str) -> float:
    one, other = squeeze(one), squeeze(other)
    if one == other:
        return 1.0
    return min(0.999, difflib.SequenceMatcher(None, one, other, autojunk=False).ratio())


def _is_same(task: Task, rows: Sequence[Row]) -> bool:
    now = list(map(_said, task.nodes))
    then = [list(map(row.__getitem__, FIELDS)) for row in rows]
    return now == then and task.main.text == rows[0]["main"]


def sha256_of(data: bytes) -> str:
    """Give the digest by which a file is known again."""
    return hashlib.sha256(data).hexdigest()


def _said(node: Node) -> list[str]:
    return [node.texts.get(name, FormText()).text for name in FIELDS]
