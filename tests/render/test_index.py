"""The index: a district is coloured by what could be judged there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import build_workspace
from tests.tools.mixed_city import MIXED
from tests.tools.tiny_city import write_city

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "id,as_of,stage,done_pct\n"


def classes(root: Path, records: str) -> set[str]:
    """The classes of the districts on the city's card, which comes first."""
    files = {"layers/sites/progress.csv": HEAD + records, "layers/street-works/progress.csv": HEAD}
    write_city(root, files)
    build_workspace(Workspace.open(root), root / "maps")
    text = (root / "maps" / "index.html").read_text(encoding="utf-8")
    return set(
        re.findall(r"jg-behind-(\w+)", re.sub("<style>.*?</style>", "", text, flags=re.DOTALL))
    )


@pytest.mark.slow
def test_a_district_where_nothing_can_be_judged_has_no_colour(tmp_path: Path) -> None:
    judged = "s-1,2025-02-28,construction,60\n"
    blank = "s-1,2025-02-28,construction,\n"
    assert classes(tmp_path / "judged", judged) == {"0", "none"}
    assert classes(tmp_path / "blank", blank) == {"none"}


@pytest.mark.slow
def test_cards_and_commitments_are_told_of_each_kind(tmp_path: Path) -> None:
    write_city(tmp_path, MIXED)
    build_workspace(Workspace.open(tmp_path), tmp_path / "maps")
    text = (tmp_path / "maps" / "index.html").read_text(encoding="utf-8")
    words = re.sub(r"\s+", " ", re.sub("<[^>]+>", "", text.partition("<body")[2]))
    assert "5 项承诺：" in words
    assert "示例Sample 红 0 · 黄 0 · 绿 4 · 无法判断 1" in words
    assert "示例Sample 12 个项目12 projects · 红 0 · 黄 2 · 绿 6 · 灰 4" in words
    assert "填报：应报、已报、逾期Reports: due, come, overdue · 真实Sourced" in words
    assert "填报：应报、已报、逾期Reports: due, come, overdue · 示例Sample" in words
    assert "19" not in re.findall(r"\d+", words.partition("jinan_geo")[0])
