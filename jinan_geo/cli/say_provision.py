"""What ``provision`` prints: reports due, come and overdue by district, and the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from jinan_geo.answers.reports import EVERYWHERE
from jinan_geo.cli.tables import make_console, make_safe

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from jinan_geo.city.city import City

__all__ = ["print_provision"]

WORDS = {
    "zh": {
        "title": "填报 {month}", "district": "区县", "due": "应报", "reported": "已报", "late": "其中迟报",
        "overdue": "逾期", "all": "全市", "none": "未落区县", "written": "已写入 {file}：{size} kB",
        "unknown": "台账没有登记日期，因此不判断是否迟报。",
        "nothing": "没有须填报的图层，或还没有任何记录。",
    },
    "en": {
        "title": "Reports {month}", "district": "District", "due": "Due", "reported": "Come", "late": "of these late",
        "overdue": "Overdue", "all": "The whole city", "none": "In no district", "written": "Wrote {file}: {size} kB",
        "unknown": "The ledgers hold no day of recording, so what came late cannot be told.",
        "nothing": "No layer must report, or nothing was recorded yet.",
    },
}  # fmt: skip
COUNTS = ("due", "reported", "late", "overdue")


def print_provision(  # noqa: PLR0913 - what is known, and where it went
    city: City, matrix: pd.DataFrame, file: Path, size: int, lang: str, *, knows_days: bool
) -> None:
    """Print the counts of the newest month, and what was written."""
    console, words = make_console(), WORDS[lang]
    if matrix.empty:
        console.print(words["nothing"])
    else:
        names = city.districts.names_zh if lang == "zh" else city.districts.names_en
        called = {
            EVERYWHERE: words["all"],
            "": words["none"],
            **dict(zip(city.districts.codes, names, strict=True)),
        }
        month = matrix["month"].max()
        table = Table(title=words["title"].format(month=month))
        table.add_column(words["district"])
        counts = [name for name in COUNTS if knows_days or name != "late"]
        for name in counts:
            table.add_column(words[name], justify="right")
        for row in matrix[matrix["month"] == month].to_dict("records"):
            table.add_row(make_safe(called[row["district"]]), *(str(row[name]) for name in counts))
        console.print(table)
        if not knows_days:
            console.print(words["unknown"], soft_wrap=True)
    console.print(
        make_safe(words["written"].format(file=file, size=round(size / 1000))), soft_wrap=True
    )
