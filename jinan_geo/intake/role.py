"""Whether a layer reports, as projects do, or is only drawn: what its columns tell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from jinan_geo.intake.kinds import said_texts

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from jinan_geo.intake.propose import ProposedColumn

__all__ = ["propose_role"]

REPORTS = re.compile(
    r"阶段|进度|进展|状态|完成|开工|竣工|完工|投资|工期|里程碑|责任单位|stage|progress|status|milestone"
)
PLANS = {"planned_start", "planned_finish", "investment_wan", "stage", "done_pct"}
# When a row was written, a place was visited or began to serve: no day of a project.
OF_ROWS = re.compile(
    r"创建|编辑|更新|录入|采集|修改|拍摄|入库|开通|启用|投用|成立|设立|建校|开业|运营"
    r"|creat|edit|updat|modif|survey|timestamp|begin|end|open|found|^time$"
)
STATES = re.compile(r"状态|status")
SERVES = re.compile(
    r"(?:正常|已|现状)?(?:运营|运行|开通|开放|使用|启用|在用|营业)?中?|现状|正常|在用|存在|有效|良好"
    r"|open|active|in use|in service|operat\w*|existing|normal|ok|yes|1"
)
TAUGHT = re.compile(r"(?:教育|办学|学习|学)阶段")


def propose_role(columns: Iterable[ProposedColumn], frame: pd.DataFrame) -> str:
    """Give ``projects`` where dates, money or a stage occur, else ``context``.

    What only says that all of it serves, as of schools and stops, reports nothing.
    """
    own = (one for one in columns if one.attribute != "id")
    return "projects" if any(_reports(one, frame[one.title]) for one in own) else "context"


def _reports(column: ProposedColumn, cells: pd.Series[Any]) -> bool:
    title = column.title.casefold()
    if TAUGHT.search(title):
        return False
    if column.attribute in PLANS or column.type == "money":
        return True
    if column.type == "date":
        return not OF_ROWS.search(title)
    if STATES.search(title):
        return not all(SERVES.fullmatch(text.casefold()) for text in said_texts(cells))
    return bool(REPORTS.search(title))
