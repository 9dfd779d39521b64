"""``compare``: the terminal, the workbook and the page of what changed have the same numbers."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import openpyxl
import pytest

from jinan_geo.answers.changes import compare_editions, count_kinds
from jinan_geo.export.changes import KIND_NAMES
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import prepare_city
from tests.answers.test_changes import PROJECTS, SINCE, UNTIL, planted_files
from tests.tools.browser import SAMPLE_CITY, visit
from tests.tools.tiny_city import released, write_city
from tests.tools.verbs import run

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

STEM = f"changes-{SINCE}-{UNTIL}"


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The planted city and what the verb said of it."""
    root = write_city(tmp_path_factory.mktemp("compared"), planted_files(PROJECTS))
    ran = run("compare", "--workspace", root, "--from", SINCE, "--to", UNTIL)
    assert ran.code == 0, ran.text
    return root, ran.text


@pytest.mark.slow
def test_the_terminal_counts_and_names_the_setbacks(compared: tuple[Path, str]) -> None:
    _, text = compared
    assert "2025-01-31 至 2025-02-28 的变化：33 个项目，42 处" in text
    assert "p-07  项目7  历下区  完成下降  30.0 → 20.0" in text
    assert "完工推迟  2025-11-30 → 2026-01-01" in text
    assert (
        text.index("完成下降  30.0")
        < text.index("完工推迟  2025-11-30")
        < text.index("计划下调  2025-06-30")
    )


@pytest.mark.slow
def test_the_workbook_has_every_change_with_typed_cells(compared: tuple[Path, str]) -> None:
    root, _ = compared
    city = prepare_city(Workspace.open(root))
    found = compare_editions(released(city), SINCE, UNTIL)
    book = openpyxl.load_workbook(root / "export" / f"{STEM}.xlsx")
    assert book.sheetnames == ["变化", "按类别和区县"]
    head, *rows = book["变化"].iter_rows(values_only=True)
    assert head[:9] == ("图层", "编号", "项目", "区县", "现在的灯", "变化", "倒退", "之前", "之后")
    assert [(row[1], row[5]) for row in rows] == [
        (key, KIND_NAMES[field].zh) for key, field in zip(found["id"], found["field"], strict=True)
    ]
    by_key = {(row[1], row[5]): row for row in rows}
    assert by_key["p-00", "阶段"][7:9] == ("在建", "完工")
    assert by_key["p-07", "完成"][6:11] == ("完成下降", 30, 20, -10, "百分点")
    late = by_key["p-13", "完工"]
    assert late[6:11] == ("完工推迟", dt.datetime(2025, 11, 30), dt.datetime(2026, 1, 1), 32, "天")  # noqa: DTZ001 - a workbook's dates have no zone
    assert any(row[4] == "▲ 红" and row[7:9] == ("● 绿", "▲ 红") for row in rows)
    lowered = next(row for row in rows if row[10] == "百分点（当时应完成）")
    assert lowered[6:10] == ("计划下调", "20 %", "8.49 %", pytest.approx(-11.51))
    grown = next(row for row in rows if row[10] == "m²" and row[9] > 0)
    assert (grown[11], grown[12]) == (pytest.approx(300, abs=0.5), pytest.approx(134.1, abs=0.3))
    assert not [cell for row in book["变化"].iter_rows() for cell in row if cell.data_type == "f"]
    counts = count_kinds(found, city.districts.codes)
    kinds = list(book["按类别和区县"].iter_rows(min_row=2, values_only=True))
    assert {row[0]: row[1] for row in kinds[: len(counts)]} == {
        KIND_NAMES[str(kind)].zh: count for kind, count in counts["all"].items()
    }


@pytest.mark.slow
def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    files = planted_files(PROJECTS[:1])
    features = files["layers/sites/features.geojson"]
    assert features
    evil = "=HYPERLINK(1)"
    write_city(
        tmp_path, {**files, "layers/sites/features.geojson": features.replace("项目0", evil)}
    )
    assert run("compare", "--workspace", tmp_path, "--from", SINCE).code == 0
    sheet = openpyxl.load_workbook(tmp_path / "export" / f"{STEM}.xlsx")["变化"]
    cell = sheet["C2"]
    assert (cell.value, cell.data_type) == (evil, "s")


@pytest.mark.slow
def test_json_is_one_object_and_writes_nothing(compared: tuple[Path, str], tmp_path: Path) -> None:
    root, _ = compared
    said = json.loads(run("compare", "--workspace", root, "--from", SINCE, "--json").text)
    assert (said["from"], said["to"], len(said["changes"])) == ("2025-01-31", "2025-02-28", 42)
    assert {row["layer"] for row in said["changes"]} == {"sites"}
    write_city(tmp_path)
    run("compare", "--workspace", tmp_path, "--from", SINCE, "--json")
    assert not (tmp_path / "export").exists()
    wrong = run("compare", "--workspace", tmp_path, "--from", "2025-01-30")
    assert wrong.code == 2
    assert "no edition of 2025-01-30" in wrong.text


def test_a_layer_for_fewer_eyes_leaves_no_trace(tmp_path: Path) -> None:
    write_city(tmp_path)
    ran = run("compare", "--workspace", tmp_path, "--from", SINCE, "--audience", "public", "--json")
    assert ran.code == 0, ran.text
    assert {row["layer"] for row in json.loads(ran.text)["changes"]} == {"sites"}
    named = run(
        "compare",
        "--workspace",
        tmp_path,
        "--from",
        SINCE,
        "--audience",
        "public",
        "--layer",
        "street-works",
    )
    assert named.code == 6
    assert not (tmp_path / "export").exists()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 390])
def test_the_page_opens_with_the_changes(
    browser: Browser, compared: tuple[Path, str], width: int
) -> None:
    root, _ = compared
    with visit(browser, root / "export" / f"{STEM}.html", width=width, height=900) as opened:
        state = opened.evaluate("jinanGeo.state()")
        assert (state["since"], state["asOf"]) == (SINCE.isoformat(), UNTIL.isoformat())
        opened.until("document.querySelectorAll('.jg-change').length > 5")
        assert state["facets"]["change"]["regress"] == 5
        assert "since" not in opened.link()
        # Another comparison, and none, can be chosen and sent as a link; going back to it too.
        opened.set(since=None)
        opened.until("location.hash.includes('since=')")
        assert opened.evaluate("jinanGeo.state().since") is None
        opened.evaluate("location.hash = '#lang=zh'")
        opened.until(f"jinanGeo.state().since === '{SINCE}'")
        assert opened.requests == [opened.requests[0]]
        assert opened.complaints == []


@pytest.mark.slow
def test_one_layer_alone(tmp_path: Path) -> None:
    ran = run(
        "compare",
        "--workspace",
        SAMPLE_CITY,
        "--from",
        "2025-09-30",
        "--layer",
        "parking_sites",
        "--out",
        tmp_path,
    )
    assert ran.code == 0, ran.text
    rows = list(
        openpyxl.load_workbook(tmp_path / "changes-2025-09-30-2025-10-31.xlsx")["变化"].iter_rows(
            values_only=True
        )
    )
    assert {row[0] for row in rows[1:]} == {"公共停车设施"}
