"""The settlement page: each commitment with its ending, arithmetic and evidence, and no more."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING

import pytest

from jinan_geo.answers.settlement import settle
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import build_workspace, prepare_city
from jinan_geo.publish.publish import publish
from jinan_geo.render.csp import content_policy, external_links
from jinan_geo.render.settlement import render_settlement
from tests.answers.test_handover import city_of as coming_city
from tests.answers.test_settlement import HEAD, entered, target
from tests.check.test_evidence import kept, row
from tests.tools.tiny_city import write_city

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.manifest.models import Audience

WORK = re.compile(r'<li class="jg-work" data-work="([\w-]+)">(.*?)</ul>', re.DOTALL)
TAG = re.compile(r"<[^>]+>")
OTHER = (
    'entered = [{ as_of = 2025-02-28, value = 109, counts = "other", source = { zh = "某局" } }]'
)
TARGETS = HEAD + "".join(
    [
        target("MET", more=entered(("2025-02-28", 30))),
        target("PARTLY", more=entered(("2025-02-28", 12))),
        target("OTHER", more=OTHER),
        target("SILENT"),
        target("LATER", due="2030-12-31"),
    ]
)
EVIDENCE = kept(
    row("R1", "MET", published="2025-03-02", recheck="repost"),
    row("R2", "OTHER", contradicts="R3", address="https://example.org/<b>{{ 7*7 }}"),
    row("R3", "OTHER"),
    row("R4", "SILENT", tier="reported", statement_zh="内部数", publisher="某科室"),
    row("R5", "SILENT", tier="reported", statement_zh="已放行", released="true"),
)


def page_of(root: Path, audience: Audience = "internal", targets: str = TARGETS) -> str:
    write_city(root, {"targets.toml": targets, "evidence.csv": EVIDENCE})
    city = publish(prepare_city(Workspace.open(root)), audience)
    return render_settlement(city, settle(city), home="index.html", map_page="city.html")


def words(page: str, key: str = "") -> str:
    """What the page says, or one row of it, without markup."""
    body = page[page.index("<body") :]
    if key:
        body = re.findall(
            rf'<li id="{key}" class="jg-row".*?</li>\n(?=<li id|</ol>)', body, re.DOTALL
        )[0]
    return " ".join(html.unescape(TAG.sub(" ", body)).split())


@pytest.mark.slow
def test_a_row_tells_promise_value_arithmetic_ending_freshness_and_evidence(tmp_path: Path) -> None:
    page = page_of(tmp_path)
    said = words(page, "PARTLY")
    for part in ("不少于 29 处", "at least 29 sites", "12 处", "截至 2025-02-28", "差 17 处"):
        assert part in said
    assert "部分达成" in said
    assert "partly met" in said
    said = words(page, "MET")
    for part in ("R1", "媒体", "某报", "2025-03-02 发布", "https://example.org/1", "待核 1 条"):
        assert part in said
    assert "计划“城市品质”部分" in said
    said = words(page, "OTHER")
    assert "另有口径： 109 处" in said or "另有口径：109 处" in said
    assert "与 R3 不一致" in said
    assert "没有查到任何公开说法" in words(page, "LATER")


def test_endings_are_counted_and_stand_in_groups(tmp_path: Path) -> None:
    page = page_of(tmp_path)
    told = json.loads(re.findall(r'id="jg-settlement">(.*?)</script>', page)[0])
    expected = {"met": 1, "partly": 1, "missed": 0, "other-count": 1, "not-published": 1}
    assert told["endings"] == {**expected, "not-due": 1}
    assert (told["commitments"], told["rechecks"]) == (5, 1)
    rows = dict(re.findall(r'<li id="(\w+)" class="jg-row" data-ending="([\w-]+)"', page))
    assert rows["SILENT"] == "not-published"
    assert set(re.findall(r'<section id="([\w-]+)" class="jg-group">', page)) == set(rows.values())


def test_a_value_of_before_the_due_date_says_so(tmp_path: Path) -> None:
    early = HEAD + target("A", more=entered(("2025-01-31", 30)))
    assert "截至 2025-01-31，早于期限 28 天" in words(page_of(tmp_path, targets=early), "A")


@pytest.mark.slow
def test_what_a_unit_reported_is_nowhere_in_a_public_page(tmp_path: Path) -> None:
    public = page_of(tmp_path / "public", "public")
    assert "内部数" not in public
    assert "R4" not in public
    assert "已放行" in words(public, "SILENT")
    assert "内部数" in words(page_of(tmp_path / "internal"), "SILENT")


def test_the_page_is_sealed_and_what_publishers_wrote_is_text(tmp_path: Path) -> None:
    page = page_of(tmp_path)
    assert "https://example.org/<b>{{ 7*7 }}" in words(page, "OTHER")
    assert external_links(page) == []
    assert not re.findall(r'<a[^>]*href="(?:https?:|//)', page)
    policy = html.unescape(re.findall(r'Content-Security-Policy" content="([^"]*)"', page)[0])
    assert policy == content_policy(page)


@pytest.mark.slow
def test_no_sample_is_counted_among_endings_where_something_is_sourced(tmp_path: Path) -> None:
    sourced = target("A", more=entered(("2025-02-28", 30)))
    sample = target("B", more=entered(("2025-02-28", 30), more=", sample = true"))
    page = page_of(tmp_path / "both", targets=HEAD + sourced + sample)
    endings = dict(re.findall(r'<li id="(\w+)" class="jg-row" data-ending="([\w-]+)"', page))
    assert endings == {"A": "met", "B": "not-published"}
    assert "示例数据" not in words(page, "A")
    # Nor where it is the only commitment: the projects of the city are sourced.
    alone = page_of(tmp_path / "alone", targets=HEAD + sample)
    assert dict(re.findall(r'<li id="(\w+)" class="jg-row" data-ending="([\w-]+)"', alone)) == {
        "B": "not-published"
    }


@pytest.mark.slow
def test_a_build_writes_it_and_links_it_and_one_without_commitments_does_not(
    tmp_path: Path,
) -> None:
    root = write_city(tmp_path / "city", {"targets.toml": TARGETS, "evidence.csv": EVIDENCE})
    _, _, built = build_workspace(Workspace.open(root), root / "maps")
    assert (root / "maps/settlement.html").exists()
    assert 'href="settlement.html"' in (root / "maps/index.html").read_text(encoding="utf-8")
    links = {entry.page.kind: entry.page.settlement for entry in built if entry.page.targets}
    assert links["city"] == "settlement.html"
    assert links.get("district", "../settlement.html") == "../settlement.html"
    bare = write_city(tmp_path / "bare", {"targets.toml": HEAD + "targets = []\n"})
    _, _, built = build_workspace(Workspace.open(bare), bare / "maps")
    assert not (bare / "maps/settlement.html").exists()
    assert 'href="settlement.html"' not in (bare / "maps/index.html").read_text(encoding="utf-8")
    assert {entry.page.settlement for entry in built} == {None}


@pytest.mark.slow
def test_works_and_promises_of_the_next_year_and_what_is_said_of_nothing_else(
    tmp_path: Path,
) -> None:
    rows = kept(
        row("R1", "A"),
        row("R9", "", statement_zh="全年任务都完成了", recheck="repost"),
    )
    root = coming_city(tmp_path, **{"evidence.csv": rows})
    city = publish(prepare_city(Workspace.open(root)), "public")
    page = render_settlement(city, settle(city), home=None, map_page=None)
    works = dict(WORK.findall(page))
    assert [*works] == ["late", "forecast", "slipped", "planned", "open", "since"]
    said = " ".join(html.unescape(TAG.sub(" ", works["slipped"])).split())
    for part in ("2025-10-31", "2026-09-30", "比最初晚 334 天", "F2 媒体", "F2已开工", "F9已开工"):
        assert part in said
    assert re.findall(r'data-promise="(\w+)"', page) == ["B"], "C is for the inside"
    general = page[page.index('id="general"') :]
    assert "全年任务都完成了" in general[: general.index("</section>")]
    told = json.loads(re.findall(r'id="jg-settlement">(.*?)</script>', page)[0])
    assert told["rechecks"] == 1


def test_while_the_year_goes_on_nothing_is_carried(tmp_path: Path) -> None:
    assert 'id="carried"' not in page_of(tmp_path)
