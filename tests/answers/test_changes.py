"""What changed between two editions.

Forty planted changes found and none invented, and the same rows as the page.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from itertools import combinations
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pytest
from shapely import Point, box

from jinan_geo.answers.changes import (
    CHANGE_COLUMNS,
    KINDS,
    changes_by_kind,
    changes_in,
    compare_editions,
    count_kinds,
    kinds_of,
)
from jinan_geo.errors import RefusedError, UsageError
from jinan_geo.export.changes import write_changes
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import build_workspace, prepare_city
from jinan_geo.publish.publish import publish
from tests.tools.browser import visit
from tests.tools.mixed_city import MIXED
from tests.tools.tiny_city import FILES, YEAR, collection, feature, released, write_city
from tests.tools.verbs import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser

    from jinan_geo.city.city import City
    from jinan_geo.publish.published import PublishedCity

SINCE, UNTIL = dt.date(2025, 1, 31), dt.date(2025, 2, 28)
LAYER = """
name = { zh = "更新项目", en = "Sites" }
theme = "urban"
geometry = ["point", "polygon"]
source = { zh = "测试" }
past = { 2025-01-31 = "january.geojson" }
"""
USUAL = {
    "stage": "construction",
    "done_pct": "30",
    "invested_wan": "100",
    "est_finish": "2025-11-30",
}
LATE = {"plan": "2025-01-31:0;2025-02-28:60"}
PLOT, WIDER, AWAY = (box(117.02, 36.62, 117.02 + wide, 36.621) for wide in (0.002, 0.004, 0.001))

# What is planted in one project each: its record in January and in February (None: none), its
# properties, those of the past file, its shape and that of the past file; and the rows that must be
# found: field, before, after, way, setback.
Planted = dict[str, Any]
CASES: list[Planted] = [
    {"feb": {"stage": "completed", "done_pct": "100"}, "found": [
        ("stage", "construction", "completed", 1, ""), ("done", 30, 100, 1, "")]},
    {"jan": {"stage": "started"}, "found": [("stage", "started", "construction", 1, "")]},
    {"feb": {"stage": "started"}, "found": [("stage", "construction", "started", -1, "")]},
    {"feb": {"stage": ""}, "found": [("stage", "construction", None, 0, "")]},
    {"feb": {"done_pct": "30.01"}, "found": [("done", 30, 30.01, 1, "")]},
    {"feb": {"done_pct": "55"}, "found": [("done", 30, 55, 1, "")]},
    {"feb": {"done_pct": "29.99"}, "found": [("done", 30, 29.99, -1, "less_done")]},
    {"feb": {"done_pct": "20"}, "found": [("done", 30, 20, -1, "less_done")]},
    {"feb": {"done_pct": ""},
     "found": [("done", 30, None, 0, ""), ("light", "green", "grey", 0, "")]},
    {"jan": {"done_pct": ""},
     "found": [("done", None, 30, 0, ""), ("light", "grey", "green", 0, "")]},
    {"feb": {"invested_wan": "100.01"}, "found": [("invested", 100, 100.01, 0, "")]},
    {"feb": {"invested_wan": ""}, "found": [("invested", 100, None, 0, "")]},
    {"jan": {"invested_wan": ""}, "found": [("invested", None, 100, 0, "")]},
    {"feb": {"est_finish": "2026-01-01"}, "found": [
        ("finish", dt.date(2025, 11, 30), dt.date(2026, 1, 1), -1, "finish_slipped")]},
    {"feb": {"est_finish": "2025-12-31"},
     "found": [("finish", dt.date(2025, 11, 30), dt.date(2025, 12, 31), -1, "")]},
    {"feb": {"est_finish": "2025-11-29"},
     "found": [("finish", dt.date(2025, 11, 30), dt.date(2025, 11, 29), 1, "")]},
    {"feb": {"est_finish": ""}, "found": [("finish", dt.date(2025, 11, 30), None, 0, "")]},
    {"past": {"planned_finish": "2025-06-30"}, "found": [
        ("plan", dt.date(2025, 6, 30), dt.date(2025, 12, 31), -1, "plan_lowered")]},
    {"past": {"planned_finish": "2026-06-30"},
     "found": [("plan", dt.date(2026, 6, 30), dt.date(2025, 12, 31), 1, "")]},
    {"past": {"plan": "2025-01-31:20;2025-12-31:100"}, "found": [
        ("plan", dt.date(2025, 12, 31), dt.date(2025, 12, 31), -1, "plan_lowered")]},
    {"jan": {"done_pct": "5"}, "feb": {"done_pct": "5"},
     "found": [("light", "green", "yellow", -1, "")]},
    {"properties": LATE, "past": LATE, "jan": {"done_pct": "20"}, "feb": {"done_pct": "20"},
     "found": [
        ("light", "green", "red", -1, "")]},
    {"properties": LATE, "past": LATE, "jan": {"done_pct": "0"}, "feb": {"done_pct": "29.99"},
     "found": [
        ("done", 0, 29.99, 1, ""), ("light", "green", "red", -1, "")]},
    {"jan": None,
     "found": [("new", None, "construction", 0, ""), ("light", "grey", "green", 0, "")]},
    {"jan": None, "feb": {"stage": "", "done_pct": ""}, "found": [
        ("new", None, None, 0, ""), ("light", "grey", "yellow", 0, "")]},
    {"properties": {"ended": "2025-02-01"}, "past": {"ended": "2025-02-01"}, "found": [
        ("light", "green", "grey", 0, ""), ("ended", None, dt.date(2025, 2, 1), 0, "")]},
    {"properties": {"ended": "2025-02-28"},
     "found": [
        ("light", "green", "grey", 0, ""), ("ended", None, dt.date(2025, 2, 28), 0, "")]},
    {"was": "old-1", "found": [("renumbered", "old-1", "*", 0, "")]},
    {"was": "old-2", "feb": {"done_pct": "31"}, "found": [
        ("done", 30, 31, 1, ""), ("renumbered", "old-2", "*", 0, "")]},
    {"shape": PLOT, "before": WIDER, "found": [("geometry", 39_690, 19_845, 0, "")]},
    {"shape": WIDER, "before": AWAY, "found": [("geometry", 9_922, 39_690, 0, "")]},
    {"shape": Point(117.031, 36.65), "before": Point(117.03, 36.65),
     "found": [("geometry", None, None, 0, "")]},
    {"absent": True, "found": [("geometry", None, None, 0, "")]},
]  # fmt: skip
# What differs and is no change: a day before or after the two, an edge that is drawn from another
# corner, rounding.
QUIET: list[Planted] = [
    {"properties": {"ended": "2025-01-31"}},
    {"properties": {"ended": "2025-03-01"}},
    {"shape": PLOT, "before": box(117.022, 36.62, 117.02, 36.621)},
    {"shape": Point(117.05, 36.65), "before": Point(117.050001, 36.65)},
    {"jan": {"done_pct": "30.001"}, "feb": {"done_pct": "30.004"}},
    {"past": {"planned_start": "", "planned_finish": ""}},
    {"feb": {"remark": "换了说法", "reported_by": "别人"}},
]
PROJECTS = [{"found": [], **case} for case in (*CASES, *QUIET)] + [{"found": []} for _ in range(20)]


def planted_files(projects: list[Planted], *, shuffled: bool = False) -> dict[str, str | None]:
    now, before, ledger, redirects = [], [], [], []
    for at, case in enumerate(projects):
        key, old = f"p-{at:02d}", case.get("was", f"p-{at:02d}")
        shape = case.get("shape") or Point(117.01 + at % 10 * 0.008, 36.61 + at // 10 * 0.01)
        stated = {"name_zh": f"项目{at}", **YEAR}
        now.append(feature(shape, id=key, **{**stated, **case.get("properties", {})}))
        if "absent" not in case:
            before.append(
                feature(case.get("before") or shape, id=old, **{**stated, **case.get("past", {})})
            )
        redirects += [f'{old} = "{key}"'] if old != key else []
        for day, name, known in ((SINCE, "jan", old), (UNTIL, "feb", key)):
            record = case.get(name, {})
            if record is not None:
                cells = {**USUAL, "remark": "", "reported_by": "", **record}
                ledger.append(f"{known},{day},{','.join(cells.values())}")
    if shuffled:
        now, before, ledger = now[::-1], before[::3] + before[1::3] + before[2::3], ledger[::-1]
    table = f"\n[renumbered]\n{chr(10).join(redirects)}\n" if redirects else ""
    return {
        **{name: None for name in FILES if "layers/sites" in name or "layers/street-works" in name},
        "targets.toml": FILES["targets.toml"].split("\n\n", maxsplit=1)[0] + "\ntargets = []\n",
        "layers/sites/layer.toml": LAYER + table,
        "layers/sites/features.geojson": collection(now),
        "layers/sites/january.geojson": collection(before),
        "layers/sites/progress.csv": f"id,as_of,{','.join(USUAL)},remark,reported_by\n"
        + "\n".join(ledger)
        + "\n",
    }


@pytest.fixture(scope="module")
def planted_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_city(tmp_path_factory.mktemp("planted"), planted_files(PROJECTS))


@pytest.fixture(scope="module")
def planted_city(planted_root: Path) -> City:
    return prepare_city(Workspace.open(planted_root))


def test_planted_changes_are_found_and_none_is_invented(planted_city: City) -> None:
    found = compare_editions(released(planted_city), SINCE, UNTIL)
    expected = [(f"p-{at:02d}", *row) for at, case in enumerate(PROJECTS) for row in case["found"]]
    assert len(expected) == 42
    assert {row[1] for row in expected} | {"plan"} == {
        "new", "stage", "done", "invested", "finish", "light", "renumbered", "geometry", "plan",
        "ended",
    }  # fmt: skip
    rows = found[["id", "field", "before", "after", "way", "setback"]].itertuples(
        index=False, name=None
    )
    for one, (key, field, before, after, way, setback) in zip(rows, expected, strict=True):
        sizes = field == "geometry" and before
        wanted = (
            (pytest.approx(before, rel=0.005), pytest.approx(after, rel=0.005))
            if sizes
            else (before, after)
        )
        assert one == (key, field, wanted[0], key if after == "*" else wanted[1], way, setback)
    assert tuple(found.columns) == CHANGE_COLUMNS
    moved = found[found["field"] == "geometry"].set_index("id")["moved_m"].tolist()
    assert moved == pytest.approx([89.4, 134.1, 89.4, float("nan")], abs=0.3, nan_ok=True)
    assert set(found["districts"]) <= {("370102",)}


def test_the_same_ledger_and_files_in_another_order_give_no_change(
    make_city: Callable[..., City],
) -> None:
    quiet = [{"found": []} for _ in range(20)]
    city = make_city(planted_files(quiet, shuffled=True))
    assert compare_editions(released(city), SINCE, UNTIL).empty
    assert (
        count_kinds(compare_editions(released(city), SINCE, UNTIL), city.districts.codes)
        .to_numpy()
        .sum()
        == 0
    )


def test_another_order_of_the_rows_gives_the_same_changes(
    make_city: Callable[..., City], planted_city: City
) -> None:
    order = ["id", "field"]
    columns = [*order, "before", "after", "way", "setback"]
    one, two = (
        compare_editions(released(city), SINCE, UNTIL).sort_values(order, ignore_index=True)[
            columns
        ]
        for city in (planted_city, make_city(planted_files(PROJECTS, shuffled=True)))
    )
    pd.testing.assert_frame_equal(one, two)


def test_kinds_count_projects_once_each_and_districts_sum(planted_city: City) -> None:
    found = compare_editions(released(planted_city), SINCE, UNTIL)
    counts = count_kinds(found, planted_city.districts.codes)
    assert counts.loc["regress", "all"] == 5
    assert counts.loc["less_done", "all"] == 2
    assert counts.loc["finish_slipped", "all"] == 1
    assert counts.loc["plan_lowered", "all"] == 2
    assert counts.loc["new_red", "all"] == 2
    assert (counts["all"] == counts["370102"]).all()
    assert len(changes_in(found, "370102")) == len(found)
    assert changes_in(found, "370103").empty


def test_dates_that_are_no_editions_and_withheld_layers_are_refused(
    make_city: Callable[..., City],
) -> None:
    layer = FILES["layers/sites/layer.toml"].replace(
        'audience = "public"\nstyle', 'below = "drop"\nstyle'
    )
    targets = FILES["targets.toml"].replace("\nmeasure", '\nbelow = "drop"\nmeasure')
    city = make_city({"layers/sites/layer.toml": layer, "targets.toml": targets})
    with pytest.raises(
        UsageError, match="no edition of 2025-01-30; there are: 2025-01-31, 2025-02-28"
    ):
        compare_editions(released(city), dt.date(2025, 1, 30), UNTIL)
    with pytest.raises(UsageError, match="not before"):
        compare_editions(released(city), UNTIL, SINCE)
    assert set(compare_editions(publish(city, "internal"), SINCE, UNTIL)["layer"]) == {
        "sites",
        "street-works",
    }
    assert "sites" not in set(compare_editions(publish(city, "public"), SINCE, UNTIL)["layer"])
    with pytest.raises(RefusedError, match="fewer eyes"):
        compare_editions(publish(city, "public"), SINCE, UNTIL, only=["sites"])


@pytest.mark.browser
def test_the_page_lists_the_planted_rows_in_the_same_words(
    browser: Browser, planted_root: Path, planted_city: City, tmp_path: Path
) -> None:
    build_workspace(Workspace.open(planted_root), tmp_path)
    planted = compare_editions(released(planted_city), SINCE, UNTIL)
    with visit(browser, tmp_path / "city.html", height=2800, fragment=f"#since={SINCE}") as opened:
        opened.page.get_by_role("tab", name="变化").dispatch_event("click")
        opened.until(f"document.querySelectorAll('.jg-change').length === {len(planted)}")
        lines = opened.evaluate(
            """() => [...document.querySelectorAll('.jg-changes [data-id], .jg-change')].map(one =>
            [one.dataset.id ?? null, one.dataset.field ?? null, one.title])"""
        )
        assert opened.complaints == []
    shown: dict[str, list[tuple[str, str]]] = {}
    for key, field, words in lines:
        if key:
            last = shown.setdefault(key, [])
        else:
            last.append((field, words))
    assert list(planted["id"].unique()) == sorted(shown)
    for key, rows in planted.groupby("id"):
        assert [field for field, _ in shown[key]] == list(rows["field"])
        for (field, words), row in zip(shown[key], rows.itertuples(), strict=True):
            sides = re.sub("（.*", "", words).replace(",", "").split(" → ")
            if field == "done":
                assert [None if one == "—" else float(one.split()[0]) for one in sides] == [
                    None if one is None else round(one, 1) for one in (row.before, row.after)
                ]
            if field in {"finish", "renumbered"}:
                assert sides == [
                    "—" if one is None else str(one) for one in (row.before, row.after)
                ]


EVERY = """([since, edition, kinds]) => {
    jinanGeo.set({ filters: {}, edition, since });
    return Object.fromEntries(kinds.map(kind => {
        jinanGeo.set({ filters: { change: [kind] } });
        return [kind, jinanGeo.listed().map(({ layer, id }) => `${layer}/${id}`).sort()];
    }));
}"""


@pytest.mark.browser
@pytest.mark.parametrize("every", [4, 1])
@pytest.mark.first_whole(1)
def test_every_pair_of_real_editions_changes_alike_here_and_on_the_page(
    browser: Browser, sample_pages: Path, sample_shown: PublishedCity, every: int
) -> None:
    pairs = list(combinations(sample_shown.editions, 2))[::every]
    assert len(pairs) == (45 if every == 1 else 12)
    with visit(browser, sample_pages / "city.html") as opened:
        for since, until in pairs:
            table = kinds_of(compare_editions(sample_shown, since, until))
            keys = (table["layer"] + "/" + table["id"]).groupby(table["kind"]).agg(sorted)
            wanted = {kind: keys.get(kind, []) for kind in KINDS}
            assert (
                opened.evaluate(EVERY, [since.isoformat(), until.isoformat(), list(KINDS)])
                == wanted
            ), (since, until)


@pytest.mark.slow
def test_changes_of_sourced_projects_and_of_samples_are_counted_apart(
    make_city: Callable[..., City], tmp_path: Path
) -> None:
    city = released(make_city(MIXED))
    since, until = city.editions
    changes = compare_editions(city, since, until)
    parts = changes_by_kind(changes)
    assert list(parts) == ["sourced", "sample"]
    assert set(parts["sample"]["id"]) == {"s-4", "s-6", *(f"m-{at}" for at in range(1, 8))}
    write_changes(tmp_path / "changes.xlsx", city, changes, since, until, "zh")
    book = openpyxl.load_workbook(tmp_path / "changes.xlsx")
    listed = [*book.worksheets[0].iter_rows(values_only=True)]
    assert listed[0][0] == "数据"
    assert {row[2] for row in listed[1:] if row[0] == "示例"} == set(parts["sample"]["id"])
    by_kind = [row[0] for row in book.worksheets[1].iter_rows(values_only=True)]
    assert by_kind.count("真实") == by_kind.count("示例") == 1
    told = run("compare", "--from", since, "--workspace", city.workspace.root).text
    assert "处 · 真实" in told
    assert "处 · 示例" in told
    said = run("compare", "--from", since, "--workspace", city.workspace.root, "--json").text
    assert {row["sample"] for row in json.loads(said)["changes"]} == {True, False}
