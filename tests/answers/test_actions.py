"""The action list: who is on it, days by which clock, causes that are read, not guessed."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import docx
import openpyxl
import pytest
from click.testing import CliRunner

from jinan_geo.answers.actions import count_causes, group_actions, list_actions
from jinan_geo.answers.causes import CauseReader
from jinan_geo.cli.main import main
from jinan_geo.errors import ManifestError
from jinan_geo.manifest.causes import Cause, merge_causes
from jinan_geo.manifest.closed import Text
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import prepare_city
from tests.tools.tiny_city import FILES, released, write_city

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jinan_geo.city.city import City

REMARKS = [
    ("", "unstated"),
    ("  ", "unstated"),
    ("征迁协调中", "land"),
    ("设计变更审批中", "design"),
    ("管线迁改滞后", "pipes"),
    ("资金拨付滞后", "money"),
    ("手续办理中", "approval"),
    ("招标流标，重新组织", "tender"),
    ("扬尘管控停工", "weather"),
    ("施工组织调整", "organisation"),
    ("待定", "unrecognised"),
    ("核减上期进度", "unrecognised"),
    # What is over is no cause; what comes after it may be one.
    ("征迁已完成", "unrecognised"),
    ("征迁已完成，资金尚未到位", "money"),
    ("征迁尚未完成", "land"),
    ("已取得规划许可证", "unrecognised"),
    ("不涉及征迁", "unrecognised"),
    ("受降雨影响", "weather"),
    ("降雨不影响施工", "unrecognised"),
    # In English, by whole words.
    ("Waiting for a permit", "approval"),
    ("permit granted; awaiting funds", "money"),
    ("Permitted height 24 m", "unrecognised"),
    ("training of staff", "unrecognised"),
]


@pytest.mark.parametrize(("remark", "cause"), REMARKS)
def test_a_cause_is_what_the_remark_says_first_and_nothing_is_guessed(
    remark: str, cause: str
) -> None:
    assert CauseReader(merge_causes([])).read(remark) == cause


def test_a_workspace_adds_words_and_causes() -> None:
    metro = Cause(id="metro", name=Text(zh="地铁"), words=["盾构"])
    reader = CauseReader(merge_causes([Cause(id="land", words=["钉子户"]), metro]))
    read = [reader.read(text) for text in ("钉子户一户", "征迁", "等盾构过站")]
    assert read == ["land", "land", "metro"]


def test_a_cause_without_a_name_is_refused_by_its_id(tmp_path: Path) -> None:
    text = FILES["workspace.toml"] + '\n[[causes]]\nid = "metro"\nwords = ["盾构"]\n'
    with pytest.raises(ManifestError, match="metro"):
        Workspace.open(write_city(tmp_path, {"workspace.toml": text}))


HEAD = "id,as_of,stage,done_pct,invested_wan,est_finish,remark,reported_by,sample\n"
LEDGER = HEAD + (
    "s-1,2025-09-30,construction,20,,2026-03-31,征迁协调中,某局,\n"
    "s-2,2025-09-30,construction,20,,,资金未到位,某局,\n"
    "s-3,2025-09-30,construction,90,,,资金未到位,某局,\n"
    "s-4,2025-09-30,planning,0,,,,某局,\n"
    "s-1,2025-10-31,construction,25,,2026-03-31,,某局,\n"
    "s-2,2025-10-31,construction,25,,2025-10-01,资金已到位,某局,\n"
    "s-3,2025-10-31,construction,60,,,,某局,\n"
    "s-4,2025-10-31,planning,0,,,,某局,\n"
    "s-5,2025-10-31,completed,100,500,2025-02-20,征迁,某局,\n"
)
SITES = FILES["layers/sites/features.geojson"]
# s-2 was due a month before the data date.
EARLY = SITES.replace(
    '"investment_wan": "2000.50", "contact": "李四", "planned_start": "2025-01-01", '
    '"planned_finish": "2025-12-31"',
    '"contact": "李四", "planned_start": "2025-01-01", "planned_finish": "2025-09-30", '
    '"responsible_zh": "某局"',
)
CITY = {"layers/sites/progress.csv": LEDGER, "layers/sites/features.geojson": EARLY}


@pytest.fixture
def behind(make_city: Callable[..., City]) -> City:
    assert EARLY != SITES
    return make_city(CITY)


def test_days_late_say_by_which_clock(behind: City) -> None:
    rows = {row.id: row for row in list_actions(released(behind)) if row.layer == "sites"}
    assert set(rows) == {"s-1", "s-2", "s-3", "s-4"}  # s-5 is done
    told = {key: (row.light, row.late_days, row.late_of, row.next) for key, row in rows.items()}
    assert told == {
        "s-1": ("red", 90, "expected", "finish"),
        "s-2": ("red", 31, "overdue", "finish"),  # the day it was expected on is over
        "s-3": ("yellow", None, None, "finish"),
        "s-4": ("red", 263, "start", "start"),
    }
    assert rows["s-1"].lag == pytest.approx(58.29, abs=0.01)
    assert rows["s-4"].next_planned == dt.date(2025, 2, 10)
    assert rows["s-1"].next_expected == dt.date(2026, 3, 31)


def test_a_cause_holds_while_it_stays_behind_until_it_is_over(behind: City) -> None:
    rows = {row.id: row for row in list_actions(released(behind)) if row.layer == "sites"}
    causes = {key: (row.cause, row.cause_said) for key, row in rows.items()}
    assert causes == {
        "s-1": ("land", dt.date(2025, 9, 30)),
        "s-2": ("unrecognised", None),  # the money has come, and no other cause is named
        "s-3": ("unstated", None),  # it was not behind when it spoke of money
        "s-4": ("unstated", None),
    }
    assert count_causes(rows.values()) == {"land": 1, "unstated": 2, "unrecognised": 1}


def test_the_worst_come_first_and_groups_hold_every_row(behind: City) -> None:
    city = released(behind)
    rows = list_actions(city)
    lags = [(row.light == "yellow", -(row.lag or 0)) for row in rows]
    assert lags == sorted(lags)
    units = group_actions(city, rows, "unit", "zh")
    assert sum(map(len, units.values())) == len(rows)
    assert [*units][-1] == ""  # who names nobody comes last
    assert len(units["某局"]) == 1
    places = group_actions(city, rows, "district", "zh")
    assert "s-3" in {row.id for row in places["历下区"]} & {row.id for row in places["市中区"]}


@pytest.mark.slow
def test_the_verb_tells_counts_and_writes_a_page_for_each(tmp_path: Path) -> None:
    root = write_city(tmp_path / "city", CITY)

    def run(*options: str) -> str:
        result = CliRunner().invoke(main, ["actions", "--workspace", str(root), *options])
        assert result.exit_code == 0, result.output
        return result.output

    answer = json.loads(run("--json"))
    assert answer["as_of"] == "2025-10-31"
    assert sum(answer["causes"].values()) == len(answer["actions"])
    text = run("--text", "--lang", "zh")
    assert "完工预计晚 90 天" in text
    assert "已过计划完工 31 天" in text
    for name in ("a.docx", "a.xlsx"):
        run("--out", str(tmp_path / name), "--lang", "zh")
    groups = docx.Document(str(tmp_path / "a.docx")).tables
    assert sum(len(table.rows) - 1 for table in groups) == len(answer["actions"])
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert sheet.max_row - 1 == len(answer["actions"])


def test_where_nothing_is_behind_it_says_what_cannot_be_judged(tmp_path: Path) -> None:
    quiet = {"layers/sites/progress.csv": HEAD, "layers/street-works/progress.csv": HEAD}
    root = write_city(tmp_path, quiet)
    result = CliRunner().invoke(main, ["actions", "--workspace", str(root), "--lang", "en"])
    assert "no project is red or yellow" in result.output


def test_districts_without_an_english_name_stay_apart_in_english(tmp_path: Path) -> None:
    districts = FILES["layers/districts/features.geojson"].replace('"name_en"', '"other"')
    root = write_city(tmp_path, {"layers/districts/features.geojson": districts})
    city = released(prepare_city(Workspace.open(root)))
    rows = list_actions(city)
    assert rows
    groups = group_actions(city, rows, "district", "en")
    assert set(groups) - {""} <= {"历下区", "历城区", "市中区"}
    assert len(set(groups) - {""}) > 1


def test_who_answers_may_have_an_english_name_alone(behind: City) -> None:
    city = released(behind)
    rows = [replace(one, unit_zh=None, unit_en="Bureau") for one in list_actions(city)]
    assert set(group_actions(city, rows, "unit", "zh")) == {"Bureau"}
