"""What a quarterly form holds: tasks, their nodes, and texts with the cells they stand in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["FIELDS", "HEADINGS", "Form", "FormText", "Node", "Quarter", "Remark", "Task"]

Form = Literal["bureau", "district"]
# The columns of each form, as published; what is under those of oversight is never kept.
HEADINGS: dict[str, dict[str, str]] = {
    "bureau": {
        "seq": "序号",
        "main": "主要任务",
        "node": "节点任务",
        "progress": "进展情况",
        "effect": "取得成效",
        "next": "后续举措",
        "watch": "监督方式",
    },
    "district": {
        "seq": "序号",
        "main": "重点任务",
        "progress": "任务目标完成情况",
        "next": "下一步计划",
        "lead": "责任单位（加黑为牵头单位）",
        "watch": "监督科室 监督电话",
    },
}
# The texts of a node, in the order in which they are kept.
FIELDS = ("node", "progress", "effect", "next", "lead")

FAULTS = {"no_node", "no_task", "no_lead", "unread_column", "hidden_sheet", "no_result"}


@dataclass(frozen=True)
class FormText:
    """A cell's text as it is kept, its place, and its bold stretches."""

    text: str = ""
    at: str = ""
    bold: tuple[tuple[int, int], ...] = ()

    @property
    def leads(self) -> tuple[str, ...]:
        """The units written in bold."""
        return tuple(self.text[start:end].strip(" 、，,；;\n") for start, end in self.bold)


@dataclass(frozen=True)
class Node:
    """One row of a task, by field; a field its form does not have is missing."""

    texts: dict[str, FormText]
    row: int


@dataclass(frozen=True)
class Task:
    """A task with its rows; ``section`` is the line that stands over it."""

    seq: FormText
    main: FormText
    nodes: tuple[Node, ...]
    section: str = ""


@dataclass(frozen=True)
class Remark:
    """What the reader of a preview must know of a cell: dropped, masked, missing or unread."""

    kind: str
    at: str
    about: str = ""
    count: int = 1

    @property
    def is_fault(self) -> bool:
        """Tell whether somebody has to see to it."""
        return self.kind in FAULTS


@dataclass(frozen=True)
class Quarter:
    """A form as read; ``quarter`` as 2025Q3, and None where its title does not say."""

    form: Form
    title: str
    quarter: str | None
    office: str
    tasks: tuple[Task, ...]
    remarks: tuple[Remark, ...]
