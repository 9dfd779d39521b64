"""Whether a layer reports, as projects do, or is only drawn: what its columns tell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jinan_geo.intake.propose import ProposedColumn

__all__ = ["propose_role"]

REPORTS = re.compile(
    r"阶段|进度|进展|状态|完成|开工|竣工|完工|投资|工期|里程碑|责任单位|stage|progress|status|milestone"
)
PLANS = {"planned_start", "planned_finish", "investment_wan", "stage", "done_pct"}
# When a row was written or a place was visited: no day of a project.
OF_ROWS = re.compile(
    r"创建|编辑|更新|录入|采集|修改|拍摄|入库|creat|edit|updat|modif|survey|timestamp|begin|end|^time$"
)


def propose_role(columns: Iterable[ProposedColumn]) -> str:
    """Give ``projects`` where dates, money or a stage occur, else ``context``."""
    return "projects" if any(map(_reports, columns)) else "context"


def _reports(column: ProposedColumn) -> bool:
    title = column.title.casefold()
    if column.attribute == "id":
        return False
    if column.attribute in PLANS or column.type in {"money", "percent"}:
        return True
    if column.type == "date":
        return not OF_ROWS.search(title)
    return bool(REPORTS.search(title))
