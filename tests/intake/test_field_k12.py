"""K12, neighbours: the same two rows, however the text around them is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tools.field import draw, text

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "编号,名称,经度,纬度\n"
ROWS = "P-1,甲,117.01,36.6\nP-2,乙,117.02,36.6\n"
TABLE = HEAD + ROWS
MARKDOWN = "|" + TABLE.replace("\n", "|\n|").replace(",", " | ").removesuffix("|")
TEXTS = {
    "blank lines above": "\n\n" + TABLE,
    "sep= behind a mark": "\ufeffsep=,\n" + TABLE,
    "a comma behind each row": TABLE.replace("\n", ",\n"),
    "old line ends": TABLE.replace("\n", "\r"),
    "two kinds of line ends": HEAD.replace("\n", "\r\n") + ROWS,
    "comments above": "# 导出于2025\n# 来源\n" + TABLE,
    "all quoted": '"' + TABLE.replace(",", '","').replace("\n", '"\n"').removesuffix('"'),
    "as Markdown": MARKDOWN.replace("\n", "\n|---|---|---|---|\n", 1),
    "semicolons behind a mark": "\ufeff" + TABLE.replace(",", ";"),
    "unseen signs in headings": HEAD.replace("经度", "\u00a0经度\u200b") + ROWS,
    "a quoted line end in a heading": '编号,"名\n称",经度,纬度\n' + ROWS,
    "tabs and blanks": TABLE.replace(",", "\t "),
    "two titles": "某市项目表\n2025年3月\n" + TABLE,
    "full-width commas": TABLE.replace(",", "，"),
    "blank rows below": TABLE + "\n\n,,,\n",
    "a blank line below the headings": HEAD + "\n" + ROWS,
    "units below the headings": HEAD + ",,（度）,（度）\n" + ROWS,
    "groups, and units below": (
        "某区项目表,,,,\n编号,名称,坐标,,投资\n,,经度,纬度,（万元）\n"
        "P-1,甲,117.01,36.6,10\n小计,,,,10\nP-2,乙,117.02,36.6,20\n合计,,,,30\n"
    ),
}


@pytest.mark.parametrize("case", TEXTS)
def test_k12_two_rows(tmp_path: Path, case: str) -> None:
    drawn = draw(text(tmp_path, TEXTS[case]))
    assert (drawn.get("features"), drawn.get("on_map"), drawn.get("set_aside")) == (2, 2, 0)


def test_k12_gb18030(tmp_path: Path) -> None:
    assert draw(text(tmp_path, TABLE, encoding="gb18030"))["fields"] == {
        "编号": "text",
        "名称": "text",
    }


@pytest.mark.parametrize("row", ["P-3,丙\n", 'P-3,丙"号楼",117.03,36.6\n'])
def test_k12_an_odd_row_is_kept(tmp_path: Path, row: str) -> None:
    drawn = draw(text(tmp_path, TABLE + row))
    assert (drawn["features"], drawn["set_aside"]) == (3, 0)
