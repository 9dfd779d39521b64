"""Reports due, come, late and overdue, counted by hand for the tiny city.

The table, the workbook, the index.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest

from jinan_geo.answers.reports import (
    EVERYWHERE,
    count_by_kind,
    count_provision,
    list_due,
    overdue_now,
)
from jinan_geo.export.provision import write_provision
from jinan_geo.ledger import Origin, open_ledger
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import build_workspace, prepare_city
from tests.tools.browser import visit
from tests.tools.mixed_city import MIXED
from tests.tools.tiny_city import FILES, released, write_city
from tests.tools.verbs import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser

    from jinan_geo.city.city import City

# s-1 lies in Lixia, s-2 and w-1 in Lixia and Licheng, s-3 states Shizhong and Lixia, s-4 lies in
# Licheng, s-5 and w-2 in Shizhong, w-3 nowhere. In January s-4 and s-5 did not report, in February
# s-3 and w-3; the streets began then.
BY_HAND = {
    (EVERYWHERE, "2025-01"): (5, 3, 2),
    (EVERYWHERE, "2025-02"): (8, 6, 2),
    ("370102", "2025-01"): (3, 3, 0),
    ("370102", "2025-02"): (4, 3, 1),
    ("370112", "2025-01"): (2, 1, 1),
    ("370112", "2025-02"): (3, 3, 0),
    ("370103", "2025-01"): (2, 1, 1),
    ("370103", "2025-02"): (3, 2, 1),
    ("", "2025-02"): (1, 0, 1),
}
LAYER, LEDGER = "layers/sites/layer.toml", "layers/sites/progress.csv"


def counts(city: City) -> dict[tuple[str, str], tuple[int, ...]]:
    table = count_provision(list_due(released(city)), city.districts.codes)
    assert (table["due"] == table["reported"] + table["overdue"]).all()
    columns = ["due", "reported", "overdue"]
    return {
        (row["district"], row["month"]): tuple(row[name] for name in columns)
        for row in table.to_dict("records")
    }


def test_counts_are_those_worked_by_hand(city: City) -> None:
    assert counts(city) == BY_HAND
    due = list_due(released(city))
    assert due["recorded_on"].isna().all()
    assert not due["late"].any()
    owing = overdue_now(due)
    assert list(zip(owing["id"], owing["owed"], owing["by_zh"], strict=True)) == [
        ("s-3", 1, "市中区住建局"),
        ("w-3", 1, None),
    ]


@pytest.mark.slow
def test_who_need_not_report_is_not_due(make_city: Callable[..., City]) -> None:
    none = make_city({LAYER: 'provision = "none"\n' + FILES[LAYER]})
    assert {key[1] for key in counts(none)} == {"2025-02"}
    quarterly = make_city(
        {LAYER: FILES[LAYER] + '\n[reporting]\nevery = "quarter"\nby = { zh = "区住建局" }\n'}
    )
    assert counts(quarterly)[EVERYWHERE, "2025-02"] == (3, 2, 1), "the quarter is not over"
    layer = FILES[LAYER].replace(
        'audience = "public"\nstyle', 'audience = "restricted"\nbelow = "drop"\nstyle'
    )
    targets = FILES["targets.toml"].replace("\nmeasure", '\nbelow = "drop"\nmeasure')
    hidden = make_city({LAYER: layer, "targets.toml": targets})
    assert hidden.workspace.manifest.audience == "internal"
    assert counts(hidden)[EVERYWHERE, "2025-02"] == (3, 2, 1)


@pytest.mark.slow
def test_grace_postpones_what_is_due_and_a_done_project_owes_nothing_more(
    make_city: Callable[..., City],
) -> None:
    layer = (
        FILES[LAYER]
        + '\n[reporting]\nevery = "month"\ngrace_days = 5\nby = { zh = "区住建局", en = "Office" '
        "}\n"
    )
    assert (EVERYWHERE, "2025-01") in counts(make_city({LAYER: layer}))
    assert counts(make_city({LAYER: layer}))[EVERYWHERE, "2025-02"] == (3, 2, 1), (
        "the streets alone"
    )
    later = make_city({LAYER: layer}, as_of=dt.date(2025, 4, 5))
    found = list_due(released(later))
    march = found[(found["layer"] == "sites") & (found["month"] == "2025-03")]
    assert list(march["id"]) == ["s-1", "s-2", "s-3", "s-4"], "s-5 was done in February"
    assert set(march["last_day"]) == {dt.date(2025, 4, 5)}
    assert set(march["by_en"]) == {"Office"}
    owing = overdue_now(found).set_index("id")["owed"]
    assert owing["s-3"] == 2


@pytest.mark.parametrize(("day", "late"), [("2025-03-31", False), ("2025-04-01", True)])
def test_a_report_is_late_where_the_journal_says_it_was_recorded_after_its_last_day(
    open_city: Callable[..., Workspace],
    day: str,
    late: bool,
) -> None:
    workspace = open_city()
    frame = pd.DataFrame(
        {"id": ["s-1"], "as_of": pd.to_datetime(["2025-03-31"]), "done_pct": [40.0]}
    )
    frame = frame.assign(source_sheet="更新项目", source_row="7")
    origin = Origin("march.xlsx", "ab" * 32, recorded_at=f"{day}T23:00:00+08:00")
    open_ledger(workspace.layer("sites"), workspace).append(frame, origin, set_aside=0, unchanged=0)
    city = prepare_city(Workspace.open(workspace.root))
    found = list_due(released(city)).set_index(["id", "month"])
    assert found.loc[("s-1", "2025-03"), "recorded_on"] == dt.date.fromisoformat(day)
    assert found.loc[("s-1", "2025-03"), "late"] == late
    assert found.loc[("s-1", "2025-02"), "recorded_on"] is None
    assert count_provision(list_due(released(city)), city.districts.codes)["late"].sum() == 2 * late


@pytest.mark.slow
def test_the_verb_writes_the_matrix_and_each_overdue_project(tmp_path: Path) -> None:
    write_city(tmp_path)
    out = tmp_path / "out.xlsx"
    ran = run("provision", "--workspace", tmp_path, "--out", out)
    assert ran.code == 0, ran.text
    assert "填报 2025-02" in ran.text
    assert "不判断是否迟报" in ran.text
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["应报已报逾期", "逾期项目", "说明"]
    matrix = list(book["应报已报逾期"].iter_rows(values_only=True))
    assert matrix[0] == (
        "区县", "2025-02 应报", "2025-02 已报", "2025-02 逾期", "2025-01 应报", "2025-01 已报",
        "2025-01 逾期",
    )  # fmt: skip
    names = {
        "全市": EVERYWHERE,
        "历下区": "370102",
        "历城区": "370112",
        "市中区": "370103",
        "未落区县": "",
    }
    assert len(matrix) == 1 + len(names)
    for name, *cells in matrix[1:]:
        wanted = [
            BY_HAND.get((names[str(name)], month), (0, 0, 0)) for month in ("2025-02", "2025-01")
        ]
        assert tuple(cells) == wanted[0] + wanted[1]
    owing = list(book["逾期项目"].iter_rows(min_row=2, values_only=True))
    assert [(row[0], row[2], row[7], row[8]) for row in owing] == [
        ("历下区", "s-3", 1, "市中区住建局"), ("市中区", "s-3", 1, "市中区住建局"),
        ("未落区县", "w-3", 1, None),
    ]  # fmt: skip
    said = json.loads(run("provision", "--workspace", tmp_path, "--json").text)
    assert said["knows_days"] is False
    assert len(said["matrix"]) == len(BY_HAND)
    assert not (tmp_path / "export").exists()


@pytest.mark.browser
def test_the_index_shows_the_newest_counts_and_those_overdue_before(
    browser: Browser, tmp_path: Path
) -> None:
    write_city(tmp_path)
    build_workspace(Workspace.open(tmp_path), tmp_path / "maps")
    with visit(browser, tmp_path / "maps" / "index.html", width=390, height=844) as opened:
        rows = opened.evaluate(
            """() => [...document.querySelectorAll('.jg-provision tbody tr')].map(row =>
            [...row.cells].map(cell => cell.innerText))"""
        )
        names = {
            "全市": EVERYWHERE,
            "历下区": "370102",
            "历城区": "370112",
            "市中区": "370103",
            "未落区县": "",
        }
        shown = {names[row[0]]: tuple(int(cell) for cell in row[1:]) for row in rows}
        nothing = (0, 0, 0)
        assert shown == {
            code: (*BY_HAND[code, "2025-02"], BY_HAND.get((code, "2025-01"), nothing)[2])
            for code in names.values()
        }
        assert opened.evaluate("document.documentElement.scrollWidth") <= 390
        assert (
            opened.evaluate(
                "document.querySelector('.jg-provision-link').getBoundingClientRect().height"
            )
            >= 44
        )
        opened.page.locator(".jg-lang").click()
        heads = opened.page.locator(".jg-provision thead th").all_inner_texts()
        assert heads[0] == "This period, 2025-02"
        assert heads[2:6] == ["District", "Due", "Come", "Overdue"]
        assert (
            opened.page.locator(".jg-provision-link").first.get_attribute("href")
            == "districts/370102.html#lang=en"
        )
        assert opened.complaints == []


@pytest.mark.slow
def test_sourced_and_sample_reports_are_counted_apart(
    make_city: Callable[..., City], tmp_path: Path
) -> None:
    city = released(make_city(MIXED))
    due = list_due(city)
    matrix = count_by_kind(due, city.districts.codes)
    whole = matrix[(matrix["district"] == EVERYWHERE) & (matrix["month"] == "2025-02")]
    found = whole[["truth", "due", "reported", "overdue"]].to_numpy().tolist()
    assert found == [["sourced", 7, 5, 2], ["sample", 12, 8, 4]]
    write_provision(tmp_path / "due.xlsx", city, "zh")
    book = openpyxl.load_workbook(tmp_path / "due.xlsx")
    rows = [row for row in book.worksheets[0].iter_rows(values_only=True) if row[1] == "全市"]
    assert [row[:5] for row in rows] == [("真实", "全市", 7, 5, 2), ("示例", "全市", 12, 8, 4)]
    owing = [row[0] for row in book.worksheets[1].iter_rows(values_only=True)][1:]
    assert set(owing) == {"真实", "示例"}
    said = run("provision", "--workspace", city.workspace.root, "--json")
    assert {row["truth"] for row in json.loads(said.text)["matrix"]} == {"sourced", "sample"}
    printed = run("provision", "--workspace", city.workspace.root).text
    assert "填报 2025-02 · 真实" in printed
    assert "填报 2025-02 · 示例" in printed
    built = run("build", "--workspace", city.workspace.root, "--map", "city").text
    assert [
        line.split()[:4] for line in built.splitlines() if "真实" in line or "示例" in line
    ] == [
        ["city.html", "全市图", "真实", "7"],
        ["示例", "12", "11", "1"],
    ]


def test_reports_of_one_kind_are_counted_as_before(city: City) -> None:
    due = list_due(released(city))
    assert "truth" not in count_by_kind(due, city.districts.codes)
