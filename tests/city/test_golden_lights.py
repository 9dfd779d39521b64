"""Sixty projects with their lights worked by hand, judged, and read back from the page.

The arithmetic stands in the table's last column and is checked by itself, with fractions, apart
from the program.
"""

from __future__ import annotations

import ast
import base64
import csv
import io
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from shapely import Point

from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import build_workspace, prepare_city
from tests.tools.browser import visit
from tests.tools.tiny_city import FILES, collection, feature, write_city

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from jinan_geo.city.city import City

TABLE = Path(__file__).with_name("golden_lights.csv")
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))
IDS = [f"g-{at + 1:02d}" for at in range(len(ROWS))]
LAYER = """
name = {{ zh = "{name}" }}
theme = "urban"
geometry = ["point"]
source = {{ zh = "手算对照表" }}
provision = "{name}"
percent_up_to = 100

[past]
2025-05-31 = "may.geojson"
"""
HALF_CENT = Fraction(5, 1000)
LIGHTS = {"red": "红", "yellow": "黄", "green": "绿", "grey": "灰"}
REASONS = {
    "done": "已完工",
    "no_record": "从未上报",
    "no_report": "本期未报",
    "is_over": "已终止",
    "no_plan": "没有计划日期",
}


def golden_files() -> dict[str, str | None]:
    """The tiny city with the table's projects alone, in one layer for each provision."""
    files: dict[str, str | None] = {
        "targets.toml": FILES["targets.toml"].split("\n\n", maxsplit=1)[0] + "\ntargets = []\n",
        **{name: None for name in FILES if "layers/sites" in name or "layers/street-works" in name},
        "maps/urban.toml": None,
        "maps/districts.toml": None,
    }
    for name in ("monthly", "none"):
        rows = [(key, row) for key, row in zip(IDS, ROWS, strict=True) if row["layer"] == name]
        ledger = ["id,as_of,stage,done_pct"]
        for key, row in rows:
            for record in filter(None, row["records"].split(" | ")):
                day, stage, done = record.split()
                ledger.append(f"{key},{day},{stage},{done.replace('-', '')}")
        files |= {
            f"layers/{name}/layer.toml": LAYER.format(name=name),
            f"layers/{name}/features.geojson": collection(
                [project(key, row, row["finish"]) for key, row in rows]
            ),
            f"layers/{name}/may.geojson": collection(
                [project(key, row, row["was_finish"] or row["finish"]) for key, row in rows]
            ),
            f"layers/{name}/progress.csv": "\n".join(ledger) + "\n",
        }
    return files


def project(key: str, row: dict[str, str], finish: str) -> dict[str, object]:
    at = IDS.index(key)
    stated = {"planned_start": row["start"], "planned_finish": finish, "plan": row["plan"]}
    if row["case"] == "ended before the day":
        stated["ended"] = "2025-05-15"
    shape = Point(117.01 + at % 10 * 0.018, 36.61 + at // 10 * 0.014)
    return feature(
        shape, id=key, name_zh=key, **{name: value for name, value in stated.items() if value}
    )


@pytest.fixture(scope="module")
def golden_city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return prepare_city(
        Workspace.open(write_city(tmp_path_factory.mktemp("golden"), golden_files()))
    )


def worked(expression: str) -> Fraction:
    """Work a sum of plain numbers exactly."""
    operations: dict[type[ast.operator], Any] = {
        ast.Add: Fraction.__add__, ast.Sub: Fraction.__sub__, ast.Mult: Fraction.__mul__,
        ast.Div: Fraction.__truediv__,
    }  # fmt: skip

    def work(node: ast.expr) -> Fraction:
        if isinstance(node, ast.BinOp):
            result: Fraction = operations[type(node.op)](work(node.left), work(node.right))
            return result
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -work(node.operand)
        assert isinstance(node, ast.Constant), expression
        return Fraction(ast.get_source_segment(text, node) or "")

    text = expression.strip()
    return work(ast.parse(text, mode="eval").body)


def number(text: str) -> Fraction | None:
    return Fraction(text) if text else None


def test_there_are_sixty_and_every_boundary_is_among_them() -> None:
    assert len({row["case"] for row in ROWS}) == len(ROWS) == 60
    leads = {row["lead"] for row in ROWS}
    assert {"-9.99", "-10", "-10.01", "-29.99", "-30", "-30.01"} <= leads
    days = {row["day"] for row in ROWS}
    assert {"2024-02-29", "2024-12-31", "2025-01-01"} <= days
    assert {row["planned"] for row in ROWS} >= {"0", "100", ""}
    assert sum(bool(row["was_finish"]) for row in ROWS) == 2
    assert {row["reason"] for row in ROWS} == {
        "on_plan", "done", "not_due", "lag", "late_start", "no_record", "no_report", "no_percent",
        "no_plan", "is_over",
    }  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=[row["case"] for row in ROWS])
def test_the_arithmetic_written_beside_each_project_is_right(row: dict[str, str]) -> None:
    parts = [part.rpartition(":")[2] for part in row["arithmetic"].split(";")]
    results = []
    for left, sign, right in (part.partition("=") for part in parts):
        if sign:
            assert abs(worked(left) - worked(right)) <= HALF_CENT, (left, right)
            results.append(worked(right))
    wanted = {number(row["planned"]), number(row["lead"])} - {None}
    assert wanted <= set(results)
    if row["done"] and row["planned"]:
        assert Fraction(row["done"]) - Fraction(row["planned"]) == Fraction(row["lead"])


def test_the_program_judges_each_as_worked_by_hand(golden_city: City) -> None:
    found = {}
    for layer in golden_city.layers:
        if layer.states is None:
            continue
        for edition, day in enumerate(golden_city.editions):
            states = layer.states.iloc[edition * len(layer.features) :]
            for key, (_, state) in zip(layer.features["id"], states.iterrows(), strict=False):
                found[key, day.isoformat()] = state
    for key, row in zip(IDS, ROWS, strict=True):
        state = found[key, row["day"]]
        assert (state["light"], state["reason"]) == (row["light"], row["reason"]), row["case"]
        for column in ("done", "planned"):
            expected = float(row[column] or "nan")
            assert state[f"{column}_pct"] == pytest.approx(expected, nan_ok=True), (
                row["case"],
                column,
            )
        assert state["lead"] == pytest.approx(float(row["lead"] or "nan"), nan_ok=True), row["case"]


def test_what_is_missing_is_never_green() -> None:
    missing = [
        row
        for row in ROWS
        if row["reason"].startswith(("no_", "is_over")) or not (row["done"] and row["planned"])
    ]
    assert len(missing) >= 11
    assert {row["light"] for row in missing} == {"grey", "yellow"}
    assert all(row["reason"] == "late_start" for row in missing if row["light"] == "yellow")


@pytest.mark.browser
def test_the_page_says_the_same(browser: Browser, tmp_path: Path) -> None:
    build_workspace(Workspace.open(write_city(tmp_path, golden_files())), tmp_path / "maps")
    with visit(browser, tmp_path / "maps" / "city.html") as opened:
        for day in sorted({row["day"] for row in ROWS}):
            opened.set(edition=day)
            data = base64.b64decode(opened.evaluate("jinanGeo.export('csv')")).decode("utf-8-sig")
            listed = {row["编号"]: row for row in csv.DictReader(io.StringIO(data))}
            for key, row in zip(IDS, ROWS, strict=True):
                if row["day"] != day:
                    continue
                shown = {name.partition("（")[0]: text for name, text in listed[key].items()}
                assert shown["红黄绿灯"] == LIGHTS[row["light"]], row["case"]
                for name, column in (("完成", "done"), ("应完成", "planned"), ("超前", "lead")):
                    assert number(shown[name]) == number(row[column]), (row["case"], name)
                words = REASONS.get(row["reason"], "")
                assert words in shown["为什么是这个灯"], row["case"]
        assert opened.complaints == []
