"""What changed since an edition, and the overview.

Numbers that agree with the ledgers and open their lists.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from shapely import Point

from jinan_geo.answers.changes import compare_editions
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import build_workspace
from tests.tools.browser import Visit, visit
from tests.tools.tiny_city import (
    SITE_FEATURES,
    SITES_LAYER,
    collection,
    feature,
    write_city,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from jinan_geo.publish.published import PublishedCity

SAMPLE_CITY = Path(__file__).resolve().parents[2] / "examples" / "sample-city"
BASE, NOW = "2025-09-30", "2025-10-31"
INK = """() => [...document.querySelectorAll('.leaflet-jg-data-pane canvas')]
  .map((one) => one.toDataURL().slice(-80))"""


def ledger_percent() -> tuple[int, int, int]:
    """How many projects have more done in October than in September, how many less, how many a
    percent in one only.
    """
    more = less = lost = 0
    for manifest in sorted((SAMPLE_CITY / "layers").glob("*/layer.toml")):
        if tomllib.loads(manifest.read_text(encoding="utf-8")).get("role") == "districts":
            continue
        ledger = pd.read_csv(manifest.parent / "progress.csv", dtype={"id": str}).sort_values(
            "as_of", kind="stable"
        )
        now = ledger[ledger["as_of"] <= NOW].groupby("id").tail(1).set_index("id")["done_pct"]
        base = ledger[ledger["as_of"] <= BASE].groupby("id").tail(1).set_index("id")["done_pct"]
        both = now.reindex(base.index)
        more, less = more + int((both > base).sum()), less + int((both < base).sum())
        lost += int((both.isna() != base.isna()).sum())
    return more, less, lost


def changes(opened: Visit) -> dict[str, int]:
    facets: dict[str, Any] = opened.evaluate("jinanGeo.state().facets")
    return facets.get("change", {})


@pytest.mark.browser
def test_the_mode_is_off_until_chosen_and_marks_map_and_list(
    browser: Browser, sample_pages: Path
) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        page = opened.page
        assert opened.evaluate("jinanGeo.state().since") is None
        assert changes(opened) == {}
        assert page.locator(".jg-change-tag").count() == 0
        plain = opened.settled(INK)
        page.locator(".jg-time .jg-since select").select_option(label=BASE)
        state = opened.evaluate("jinanGeo.state()")
        assert state["since"] == BASE
        assert f"since={BASE}" in opened.link()
        assert opened.settled(INK) != plain
        page.locator(".jg-row .jg-change-tag").first.wait_for()
        assert page.locator(".jg-change-marks").is_visible()
        for kind, expected in state["facets"]["change"].items():
            counts = opened.set(filters={"change": [kind]})["counts"]
            assert counts["list"] == counts["map"] + counts["drawer"] == expected, kind
        page.locator(".jg-time .jg-since select").select_option(value="")
        assert opened.evaluate("jinanGeo.state().filters") == {}
        assert opened.settled(INK) == plain
        assert opened.complaints == []


@pytest.mark.browser
def test_counts_are_those_of_the_ledgers(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html", fragment=f"#since={BASE}") as opened:
        more, less, lost = ledger_percent()
        found = opened.set(filters={"change": ["done"]})
        assert found["counts"]["list"] == more + less + lost > 100
        # More done is always progress; less done is a setback of a kind of its own.
        assert changes(opened)["progress"] >= more
        assert changes(opened)["less_done"] == less > 0
        assert opened.set(since=9)["facets"]["change"]["done"] == 0, "nothing changed since today"
        assert opened.set(since=8, edition=3, filters={})["facets"]["change"]["done"] == 0, (
            "nor since the future"
        )
        with pytest.raises(Exception, match="no edition"):
            opened.set(since="1999-01-01")


@pytest.mark.browser
def test_the_tab_names_each_change_and_opens_the_project(
    browser: Browser, sample_pages: Path
) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        page = opened.page
        page.get_by_role("tab", name="变化").click()
        assert opened.evaluate("jinanGeo.state().since") == BASE, (
            "the edition before, until another is chosen"
        )
        page.locator(".jg-changes-head .jg-more").click()
        page.locator(".jg-kind", has_text="倒退").click()
        page.locator(".jg-changes-head .jg-more").click()  # the lines have its room again
        lines = page.locator(".jg-change")
        lines.nth(3).wait_for()  # the list fills the room that it has got again
        # Every project shown under this filter has a line that says so.
        tags = set(page.locator(".jg-change.jg-worse .jg-worse-tag").all_text_contents())
        assert tags
        assert all(
            tag in {"完成下降", "计划下调"} or re.fullmatch("推迟 [0-9,]+ 天", tag) for tag in tags
        ), tags
        assert "→ " in (
            page.locator(".jg-change.jg-worse .jg-change-words").first.text_content() or ""
        )
        chosen = page.locator(".jg-changed").first
        key = chosen.get_attribute("data-id")
        chosen.click()
        assert opened.evaluate("jinanGeo.state().selection.id") == key
        page.locator(".jg-lang").click()
        opened.set(filters={"change": ["finish_slipped"]})
        tag = page.locator(".jg-change[data-field=finish] .jg-worse-tag").first
        assert re.fullmatch("put off [0-9,]+ days", tag.text_content() or "")


def python_turns(city: PublishedCity) -> Counter[str]:
    """Which way each changed project took, by the changes that ``compare`` tells."""
    changes = compare_editions(city, dt.date.fromisoformat(BASE), dt.date.fromisoformat(NOW))
    over = {"completed", "accepted"}
    turns = Counter[str]()
    for _, rows in changes.groupby(["layer", "id"]):
        worse = (rows["way"] < 0).any() or rows["pause"].isin(["stopped", "postponed"]).any()
        better = (rows["way"] > 0).any() or (rows["pause"] == "resumed").any()
        stage = rows[rows["field"] == "stage"]
        is_done = stage["after"].isin(over) & ~stage["before"].isin(over)
        if {"new", "ended"} & set(rows["field"]):
            turns["new" if (rows["field"] == "new").any() else "ended"] += 1
        elif is_done.any():
            turns["finished"] += 1
        elif worse:
            turns["mixed" if better else "worse"] += 1
        else:
            turns["better" if better else "figures"] += 1
    return turns


@pytest.mark.browser
def test_each_changed_project_is_counted_once_as_in_python(
    browser: Browser, sample_pages: Path, sample_shown: PublishedCity
) -> None:
    with visit(browser, sample_pages / "city.html", fragment=f"#since={BASE}") as opened:
        opened.page.get_by_role("tab", name="变化").click()
        chips = opened.page.locator(".jg-kind")
        told = {
            str(chip.get_attribute("data-change")): int(chip.locator("b").inner_text())
            for chip in chips.all()
        }
        turns = python_turns(sample_shown)
        assert told == {f"turn_{turn}": count for turn, count in turns.items()}
        assert len(told) >= 5
        words = opened.page.locator(".jg-turned").inner_text()
        assert words == f"{turns.total()} 个项目有变化，每个计入一类"
        # Chosen together they are all, and no project is in two.
        assert opened.set(filters={"change": list(told)})["counts"]["list"] == turns.total()
        chips.first.click()
        assert (
            opened.evaluate("jinanGeo.state().counts.list")
            == turns.total() - told[chips.first.get_attribute("data-change") or ""]
        )


@pytest.mark.browser
def test_overview_is_in_sight_and_each_number_opens_its_list(
    browser: Browser, sample_pages: Path
) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        page = opened.page
        box = page.locator(".jg-overview").bounding_box()
        assert box
        assert box["y"] + box["height"] <= 900
        said = page.locator(".jg-year").text_content() or ""
        assert "2025" in said
        assert "83.3" in said
        page.locator(".jg-tile-button").first.click()
        missing = page.locator(".jg-tile-uncounted")
        told = int(missing.locator("b").text_content() or "0")
        missing.click()
        assert opened.evaluate("jinanGeo.state().counts.list") == told > 0
        assert "part=unjudged" in opened.link()
        page.locator(".jg-tile-button").first.click()
        for kind, others in (
            ("progress", {}),
            ("regress", {}),
            ("new_red", {}),
            ("progress", {"layer": ["parking_sites"]}),
        ):
            opened.set(filters=others, since=None)
            told = page.locator(f"[data-kind={kind}] b")
            number = int(told.text_content() or "-1")
            told.click()
            state = opened.evaluate("jinanGeo.state()")
            assert state["filters"] == {**others, "change": [kind]}
            assert state["counts"]["list"] == number > 0
        opened.set(filters={}, since=None)
        worst = page.locator(".jg-behind button")
        assert worst.count() == 3
        shares = [
            int((worst.nth(at).locator("b").text_content() or "").split("\u202f")[0])
            for at in range(3)
        ]
        assert shares == sorted(shares, reverse=True)
        code = worst.first.get_attribute("data-code")
        worst.first.click()
        state = opened.evaluate("jinanGeo.state()")
        assert state["filters"] == {"district": [code], "light": ["red", "yellow"]}
        behind, total = (
            state["counts"]["list"],
            opened.set(filters={"district": [code]})["counts"]["list"],
        )
        assert abs(behind / total * 100 - shares[0]) <= 0.5
        everyone = opened.set(filters={})["facets"]["district"]
        for other in everyone:
            if other and other != code:
                lagging = opened.set(filters={"district": [other], "light": ["red", "yellow"]})[
                    "counts"
                ]["list"]
                assert lagging / everyone[other] <= behind / total


@pytest.mark.browser
def test_phone_has_the_overview_in_sight(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html", width=390, height=844) as opened:
        page = opened.page
        for where in (".jg-behind", ".jg-summary"):
            box = page.locator(where).bounding_box()
            assert box
            assert 0 <= box["x"] <= box["x"] + box["width"] <= 390
            assert box["y"] + box["height"] <= 844
        page.locator("[data-kind=regress]").click()
        page.locator(".jg-changed").nth(3).wait_for()  # the list draws its rows after the click


def with_past(root: Path) -> None:
    """The tiny city, where s-1 stood elsewhere until January, s-2 was drawn later, and s-5 ended in
    February.
    """
    sites = [{**one, "properties": dict(one["properties"])} for one in SITE_FEATURES]
    sites[4]["properties"]["ended"] = "2025-02-20"
    before = [feature(Point(117.051, 36.65), id="s-1", name_zh="明府城停车楼"), *sites[2:]]
    write_city(
        root,
        {
            "layers/sites/layer.toml": f'{SITES_LAYER}\n[past]\n2025-01-31 = "before.geojson"\n',
            "layers/sites/before.geojson": collection(before),
            "layers/sites/features.geojson": collection(sites),
        },
    )


@pytest.mark.browser
def test_new_records_ends_and_moves_are_changes(browser: Browser, tmp_path: Path) -> None:
    with_past(tmp_path)
    build_workspace(Workspace.open(tmp_path), tmp_path / "maps")
    with visit(browser, tmp_path / "maps" / "city.html") as opened:
        page = opened.page
        page.set_viewport_size({"width": 1440, "height": 1300})  # else some lie out of sight
        found = opened.set(since=0)["facets"]["change"]
        # s-4, s-5 and the two streets report for the first time in February; s-1 and s-2 go on.
        assert found["new"] == opened.set(filters={"change": ["new"]})["counts"]["list"] == 4
        assert found["progress"] == 2
        assert found["regress"] == 0
        page.get_by_role("tab", name="变化").click()
        for kind, expected in (("geometry", ["移动 89", "新增图形"]), ("ended", ["2025-02-20"])):
            assert (
                opened.set(filters={"change": [kind]})["counts"]["list"]
                == found[kind]
                == len(expected)
            )
            words = page.locator(
                f".jg-change[data-field={kind}] .jg-change-words"
            ).all_text_contents()
            assert len(words) == len(expected)
            assert all(any(part in word for word in words) for part in expected), words
        assert opened.set(filters={}, since=1)["facets"]["change"]["geometry"] == 0


@pytest.mark.browser
def test_the_sample_pages_show_moves_and_lowered_plans(
    browser: Browser, sample_pages: Path
) -> None:
    with visit(
        browser, sample_pages / "city.html", height=2400, fragment=f"#since={BASE}"
    ) as opened:
        page = opened.page
        page.get_by_role("tab", name="变化").click()
        found = opened.evaluate("jinanGeo.state().facets.change")
        assert found["geometry"] >= 8
        opened.set(filters={"change": ["geometry"]})
        words = page.locator(".jg-change[data-field=geometry] .jg-change-words").all_text_contents()
        for wanted in ("移动 [0-9]+\u202fm", "面积 .* → .*（[+−].*，[+−].*%）"):
            assert any(re.search(wanted, text) for text in words), (wanted, words)
        assert found["plan_lowered"] > 0
        opened.set(filters={"change": ["plan_lowered"]})
        line = page.locator(".jg-change[data-field=plan]").first
        assert re.fullmatch(
            "[0-9-]{10} → [0-9-]{10}", line.locator(".jg-change-words").text_content() or ""
        )
        assert re.fullmatch(
            "[0-9-]{10} → [0-9-]{10}（推迟 [0-9]+ 天）", line.get_attribute("title") or ""
        )
        assert line.locator("[data-setback=plan_lowered]").text_content() == "计划下调"
        assert (
            opened.evaluate("jinanGeo.state().facets.layer.dual_use_facilities")
            == found["plan_lowered"]
        )


@pytest.mark.browser
def test_a_finish_shows_both_dates_and_setbacks_are_the_three_kinds(
    browser: Browser, sample_pages: Path
) -> None:
    with visit(browser, sample_pages / "city.html", fragment=f"#since={BASE}") as opened:
        page = opened.page
        page.get_by_role("tab", name="变化").click()
        kinds = ("less_done", "finish_slipped", "plan_lowered")
        assert (
            opened.set(filters={"change": list(kinds)})["counts"]["list"]
            == changes(opened)["regress"]
        )
        assert 0 < changes(opened)["finish_slipped"] <= changes(opened)["finish"]
        opened.set(filters={"change": ["finish_slipped"]})
        line = page.locator(".jg-change[data-field=finish]").first
        assert re.fullmatch(
            "[0-9-]{10} → [0-9-]{10}", line.locator(".jg-change-words").text_content() or ""
        )
        assert re.fullmatch(
            "推迟 [0-9]+ 天", line.locator("[data-setback=finish_slipped]").text_content() or ""
        )
        for lang in ("zh", "en"):
            opened.set(lang=lang)
            cut = (
                ".filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent)"
            )
            where = ".jg-change[data-field=finish] .jg-change-words"
            assert opened.evaluate(f"[...document.querySelectorAll('{where}')]{cut}") == []
