"""Foreign sheets through a profile.

Every row accounted for, totals equal to the cent or an issue says why.
"""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from jinan_geo.errors import InputError, ManifestError, UsageError
from jinan_geo.manifest.profile import Profile, open_profile
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.workbook.back.cells import day_in_title
from jinan_geo.workbook.back.incoming import SheetAccount
from tests.tools.foreign_sheets import COLUMNS, HEAD, MARCH, ROWS, SHEETS, Foreign, rows
from tests.tools.returned import read_back
from tests.tools.tiny_city import SITE_FEATURES, collection, write_city

if TYPE_CHECKING:
    from jinan_geo.workbook.back.incoming import IncomingSheet

ROOT = Path(__file__).resolve().parents[2]


def brought(root: Path, path: Path, foreign: Foreign, **options: Any) -> IncomingSheet:
    keys = {"layer": "sites", "columns": dict(foreign.columns), **foreign.profile}
    (sheet,) = read_back(
        root, path, profile=("sheet", Profile.model_validate(keys)), **options
    ).sheets
    return sheet


def test_there_are_thirty() -> None:
    assert len({foreign.name for foreign in SHEETS}) == len(SHEETS) >= 30


@pytest.mark.parametrize("foreign", SHEETS, ids=str)
@pytest.mark.first_quick(2)
@pytest.mark.first_whole(20)
def test_a_sheet_reconciles(tmp_path: Path, foreign: Foreign) -> None:
    sheet = brought(write_city(tmp_path / "city"), foreign.write(tmp_path), foreign)
    recorded, unchanged, set_aside, excluded = foreign.account
    assert sheet.account == SheetAccount(
        sum(foreign.account), recorded, unchanged, set_aside, excluded
    )
    read = {record["id"]: (record["done_pct"], record["invested_wan"]) for record in sheet.records}
    wanted = {
        key: (percent, None if money is None else Decimal(money))
        for key, (percent, money) in foreign.read.items()
    }
    assert read == wanted
    assert {record["as_of"] for record in sheet.records} <= {foreign.day}
    assert sorted(issue.type for issue in sheet.issues) == sorted(foreign.issues)
    assert all(issue.cell and issue.message().zh for issue in sheet.issues)
    stated = [(control.stated, control.found, control.issue is None) for control in sheet.controls]
    equal = [(Decimal(one), Decimal(other), holds) for one, other, holds in foreign.totals]
    assert [(round(one, 6), round(other, 6), holds) for one, other, holds in stated] == equal


def test_names_that_stand_for_several_projects_are_set_aside(tmp_path: Path) -> None:
    twin = {**SITE_FEATURES[3], "properties": {**SITE_FEATURES[3]["properties"], "id": "s-6"}}  # type: ignore[dict-item]
    files = {"layers/sites/features.geojson": collection([*SITE_FEATURES, twin])}
    named = next(foreign for foreign in SHEETS if foreign.name == "names and districts")
    sheet = brought(write_city(tmp_path / "city", files), named.write(tmp_path), named)
    (issue,) = sheet.issues
    assert (issue.type, issue.details["ids"], issue.field) == ("same-name", "s-4、s-6", "name")


def test_a_day_given_by_hand_stands_above_the_profile(tmp_path: Path) -> None:
    titled = next(foreign for foreign in SHEETS if foreign.name == "the day stands in the title")
    sheet = brought(
        write_city(tmp_path / "city"), titled.write(tmp_path), titled, as_of=MARCH.replace(day=15)
    )
    assert {record["as_of"] for record in sheet.records} == {MARCH.replace(day=15)}


@pytest.mark.first_quick(3)
@pytest.mark.parametrize(
    ("head", "keys", "said"),
    [
        (
            (*HEAD[:4], "累计投资", "备注"),
            {"columns": {**COLUMNS, "invested_wan": "累计投资"}},
            "no unit of money",
        ),
        (HEAD, {"unit": "亿元"}, "the heading says 万元, the profile says 亿元"),
        (("序号", *HEAD[1:]), {}, "id = '编号'"),
        (HEAD, {"columns": {"id": "编号", "stage": "阶段"}}, "no day is stated"),
        (HEAD, {"as_of": "title"}, "state no day, or several"),
        (("编号", *HEAD[:5]), {}, "headings are missing or repeated"),
    ],
)
def test_a_sheet_that_is_not_as_the_profile_says_is_refused(
    tmp_path: Path, head: tuple[str, ...], keys: dict[str, object], said: str
) -> None:
    foreign = Foreign("wrong", rows(*ROWS, head=[head]), profile=keys)
    with pytest.raises(InputError, match=said):
        brought(write_city(tmp_path / "city"), foreign.write(tmp_path), foreign)


def test_profiles_are_closed_files_of_the_workspace(tmp_path: Path) -> None:
    text = 'layer = "sites"\ndays = ["month"]\n[columns]\nid = "编号"\n'
    root = write_city(
        tmp_path, {"profiles/lixia.toml": text, "profiles/bad.toml": text + 'percent = "完成"\n'}
    )
    workspace = Workspace.open(root)
    assert open_profile(workspace, "lixia").columns.id == "编号"
    with pytest.raises(ManifestError, match=r"unknown key 'percent' at 'columns\.percent'"):
        open_profile(workspace, "bad")
    with pytest.raises(UsageError, match="did you mean 'lixia'"):
        open_profile(workspace, "lixla")


def test_the_day_in_a_title() -> None:
    assert day_in_title(["截至2025年3月底", "制表日期2025-03-31"]) == MARCH
    assert day_in_title(["2025年3月", "2025年4月"]) is None
    for period in ("2025年1月至3月", "2025年1-3月", "2025年3月1日至31日", "2025年1月1日—3月31日",
                   "2025年1月1日至2025年3月31日", "二〇二五年三月"):  # fmt: skip
        assert day_in_title([f"（统计期：{period}）"]) == MARCH, period
    assert day_in_title(["2024年12月至2025年3月"]) == MARCH
    assert day_in_title(["进度表"]) is None


@pytest.mark.slow
def test_the_profile_of_the_guide_reads_a_sheet_as_the_guide_says(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "ledger-import.md").read_text(encoding="utf-8")
    example, *_ = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    profile = Profile.model_validate(tomllib.loads(example.replace("renewal_districts", "sites")))
    page = openpyxl.Workbook()
    sheet = page.create_sheet("汇总")
    for line in (
        ["截至2025年3月底城市更新进度"],
        ["项目名称", "所属区县", "形象进度", None, "投资"],
        [None, None, "阶段", "完成比例", "累计完成"],
        ["明府城停车楼", "历下", "主体施工", 0.45, 0.04005],
        ["合计", None, None, None, 0.04005],
    ):
        sheet.append(line)
    for area in ("A2:A3", "B2:B3", "C2:D2", "A1:E1"):
        sheet.merge_cells(area)
    page.save(tmp_path / "三月报表.xlsx")
    (read,) = read_back(
        write_city(tmp_path / "city"), tmp_path / "三月报表.xlsx", profile=("city-office", profile)
    ).sheets
    (record,) = read.records
    assert (record["id"], record["as_of"], record["stage"]) == ("s-1", MARCH, "construction")
    assert (record["done_pct"], record["invested_wan"]) == (45, Decimal("400.5"))
    assert [control.issue for control in read.controls] == [None]
