"""A city with work that stands still and work put off: commitments, changes, actions, the form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from jinan_geo.answers.actions import list_actions
from jinan_geo.answers.changes import KINDS, compare_editions, kinds_of
from jinan_geo.answers.settlement import settle
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import build_workspace, prepare_city
from tests.answers.test_changes import EVERY
from tests.tools.browser import visit
from tests.tools.returned import Book, read_back, send_out
from tests.tools.tiny_city import released, write_city

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from jinan_geo.city.city import City

# Worked out by hand: s-1 stops in February with 30 % done, s-2 is put off before its start, s-3
# goes on in March where it stood, s-4 never pauses, s-5 is stopped though it was finished.
LEDGER = """id,as_of,stage,done_pct,remark
s-1,2025-01-31,construction,30,
s-1,2025-02-28,stopped,30,资金未到位
s-1,2025-03-31,stopped,30,资金未到位
s-2,2025-01-31,approved,0,
s-2,2025-02-28,postponed,0,市政府决定
s-3,2025-01-31,started,9,
s-3,2025-02-28,stopped,9,重污染停工
s-3,2025-03-31,started,25,
s-4,2025-01-31,started,30,
s-4,2025-03-31,construction,35,
s-5,2025-01-31,completed,100,
s-5,2025-03-31,stopped,100,误报
"""
TARGETS = """source = { zh = "讲话" }
[[targets]]
id = "T-1"
theme = "urban"
name = { zh = "开工" }
comparator = ">="
value = 5
unit = { zh = "个" }
due = 2025-12-31
measure = { layer = "sites", reached = "started" }
[[targets]]
id = "T-2"
theme = "urban"
name = { zh = "完工" }
comparator = ">="
value = 5
unit = { zh = "个" }
period = 2025
due = 2025-12-31
measure = { layer = "sites", reached = "done" }
"""
TARGETS += (
    TARGETS.split("[[targets]]")[1]
    .join(["[[targets]]", ""])
    .replace("T-1", "T-3")
    .replace("2025-12-31", "2025-03-31")
)
FILES = {
    "layers/sites/progress.csv": LEDGER,
    "targets.toml": TARGETS,
    "layers/street-works/progress.csv": "id,as_of,stage,done_pct\n",
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_city(tmp_path_factory.mktemp("pauses"), FILES)


@pytest.fixture(scope="module")
def city(root: Path) -> City:
    return prepare_city(Workspace.open(root))


def test_a_commitment_keeps_what_was_reached_and_cannot_judge_what_is_put_off(city: City) -> None:
    started, done, _ = (target.states[-1] for target in city.targets)
    assert {key for _, key in started.counted} == {"s-1", "s-3", "s-4", "s-5"}
    assert started.unknown == [("sites", "s-2")]
    assert [key for _, key in done.counted] == ["s-5"]
    assert done.unknown == [("sites", "s-2")]


def test_what_is_put_off_is_no_missed_commitment_and_the_settlement_says_so(city: City) -> None:
    ended = {one.target.id: one for one in settle(released(city))}
    assert (ended["T-3"].ending, ended["T-3"].actual) == ("not-published", 4)
    assert "其中 1 个项目暂缓，无法判断" in ended["T-3"].arithmetic.zh


def test_no_rule_takes_a_pause_for_a_step_back(city: City) -> None:
    kinds = {issue.type for issue in city.issues if issue.layer == "sites"}
    assert not kinds & {
        "stage-regression",
        "idle-progress",
        "progress-regression",
        "frozen-reports",
    }


def test_into_a_pause_and_out_of_it_is_a_change_and_no_progress(city: City) -> None:
    january, february, march = city.editions
    table = kinds_of(compare_editions(released(city), january, february))
    by_kind = table.groupby("kind")["id"].agg(list)
    assert by_kind["stopped"] == ["s-1", "s-3"]
    assert by_kind["postponed"] == ["s-2"]
    assert "regress" not in by_kind
    assert "progress" not in by_kind
    later = kinds_of(compare_editions(released(city), february, march)).groupby("kind")["id"]
    assert later.agg(list)["resumed"] == ["s-3"]
    assert later.agg(list)["stopped"] == ["s-5"]


def test_work_that_stands_still_must_go_on_and_what_is_put_off_is_nobodys_action(
    city: City,
) -> None:
    rows = {row.id: row for row in list_actions(released(city))}
    assert set(rows) == {"s-1"}
    assert (rows["s-1"].light, rows["s-1"].next) == ("red", "resume")
    assert rows["s-1"].remark == "资金未到位"


@pytest.mark.slow
def test_a_form_offers_the_pauses_and_takes_work_back_to_where_it_was(
    root: Path, tmp_path: Path
) -> None:
    sent = send_out(root, tmp_path / "370102.xlsx", only="sites")
    book: Any = openpyxl.load_workbook(sent)
    words = {cell.value for page in book for row in page.iter_rows() for cell in row}
    assert {"停工", "暂缓"} <= words
    assert Book(sent).cell("s-2", "due").value == "暂缓；恢复时再报"
    assert Book(sent).cell("s-2", "as_of").value is None

    back = Book(sent).fill({("s-1", "stage"): "在建", ("s-3", "stage"): "暂缓"})
    (sheet,) = read_back(root, back).sheets
    assert sheet.issues == []
    told = {one.project: one.record for one in sheet.judged if one.outcome == "recorded"}
    assert told["s-1"]["stage"] == "construction"
    assert told["s-3"]["stage"] == "postponed"
    assert float(told["s-3"]["done_pct"]) == 25

    fallen = Book(sent).fill({("s-1", "stage"): "立项"})
    (sheet,) = read_back(root, fallen).sheets
    assert [issue.type for issue in sheet.issues] == ["stage-regression"]
    assert sheet.issues[0].details["was"] == "在建"


@pytest.mark.browser
def test_the_page_tells_the_same_and_what_a_pause_means(
    browser: Browser, root: Path, city: City, tmp_path: Path
) -> None:
    build_workspace(Workspace.open(root), tmp_path)
    until = city.editions[-1].isoformat()
    with visit(browser, tmp_path / "city.html") as opened:
        for since in city.editions[:2]:
            table = kinds_of(compare_editions(released(city), since, city.editions[-1]))
            keys = (table["layer"] + "/" + table["id"]).groupby(table["kind"]).agg(sorted)
            wanted = {kind: keys.get(kind, []) for kind in KINDS}
            assert opened.evaluate(EVERY, [since.isoformat(), until, list(KINDS)]) == wanted
        opened.evaluate("jinanGeo.set({ filters: {}, since: null })")
        told = opened.evaluate("jinanGeo.actions()")
        assert told == [row.as_json() for row in list_actions(released(city))]
        opened.evaluate("jinanGeo.set({ selection: { layer: 'sites', id: 's-1' } })")
        opened.until("document.querySelector('.jg-why')?.textContent.includes('停工（自')")
        assert opened.complaints == []
