"""Quick ways for the keyboard, and what a link names in vain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.page.test_access import AXE, HAS_LIST, tab_to
from tests.tools.browser import Visit, visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.slow]
STRANGE = "#lang=zh&f.district=370105,999999&f.nothing=1&target=T9&edition=1999-01-31&at=sites/none"

GROUPS = """() => Object.fromEntries(
  [...document.querySelectorAll('.jg-commands [data-group]')].map((group) =>
    [group.dataset.group, Number(group.querySelector('small').textContent)]))"""
CURRENT = """() => {
  const field = document.activeElement;
  const one = document.getElementById(field.getAttribute('aria-activedescendant'));
  return {role: field.getAttribute('role'), name: one?.querySelector('span').textContent,
    selected: one?.getAttribute('aria-selected'), group: one?.parentElement.dataset.group};
}"""


def test_list_and_map_are_two_keys_away(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        keys = opened.page.keyboard
        keys.press("Tab")
        assert opened.page.locator(".jg-skip button:focus").is_visible()
        keys.press("Enter")
        opened.until("document.activeElement.classList.contains('jg-list')")
    with visit(browser, sample_pages / "districts" / "370105.html") as opened:
        keys = opened.page.keyboard
        keys.press("Tab")
        keys.press("Tab")
        keys.press("Enter")
        assert opened.evaluate("document.activeElement.classList.contains('jg-map')")


def test_enter_opens_the_only_hit(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        search = opened.page.get_by_role("searchbox")
        search.fill("平急两用设施示例 45")
        assert opened.evaluate("jinanGeo.state().counts.list") == 1
        search.press("Enter")
        opened.page.locator(".jg-card-panel").wait_for()
        assert opened.evaluate("jinanGeo.state().selection") == opened.evaluate(
            "jinanGeo.listed()[0]"
        )
        opened.set(selection=None, query="lx")
        search.press("Enter")
        opened.until("document.activeElement.classList.contains('jg-list')")
        assert opened.evaluate("jinanGeo.state().selection") is None, "of several none is meant"


def test_what_a_link_names_in_vain_is_said(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html", fragment=STRANGE) as opened:
        notice = opened.page.locator(".jg-notice")
        names = "区县 999999；nothing 1；target=T9；edition=1999-01-31；at=sites/none"
        assert notice.locator("p").inner_text() == (
            f"链接中有本页没有的内容：{names}。其余照常显示。"
        )
        assert 0 < opened.evaluate("jinanGeo.state().counts.list") < 200
        notice.get_by_role("button").click()
        assert notice.count() == 0
        opened.evaluate("location.hash = 'f.district=370105'")
        opened.until("jinanGeo.state().filters.district?.length === 1")
        assert notice.count() == 0


def no_barrier(opened: Visit) -> None:
    """Find none in the palette; what lies behind it is no one's to reach while it is open."""
    found = opened.evaluate("axe.run('.jg-commands')")
    assert len(found["passes"]) > 10
    assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []


def ask(opened: Visit, words: str) -> dict[str, str]:
    """Open the palette by its key and write into it; what is chosen first."""
    opened.page.keyboard.press("Control+k")
    opened.page.keyboard.type(words)
    current: dict[str, str] = opened.settled(CURRENT)
    return current


@pytest.mark.first_whole(1)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_one_field_finds_and_does_all(browser: Browser, sample_pages: Path, lang: str) -> None:
    page = sample_pages / "city.html"
    with visit(browser, page, fragment=f"#lang={lang}", bypass_csp=True) as opened:
        keys = opened.page.keyboard
        opened.page.add_script_tag(path=str(AXE))
        # Nothing is asked yet: what the page can do; Escape leads back to where one was.
        opened.page.locator(".jg-list").focus()
        keys.press("/")
        assert list(opened.evaluate(GROUPS)) == ["action"]
        no_barrier(opened)
        keys.press("Escape")
        assert opened.evaluate(HAS_LIST)
        # A district, by its pinyin, is a filter like any other.
        assert ask(opened, "lixia" if lang == "en" else "lxq")["group"] == "district"
        no_barrier(opened)
        keys.press("Enter")
        opened.until(HAS_LIST)
        state = opened.evaluate("jinanGeo.state()")
        assert state["filters"] == {"district": ["370102"]}
        # A unit counts as its filter does, and is added to what is chosen.
        found = ask(opened, "历下住建局")
        assert found["group"] == "unit", "an abbreviation"
        keys.press("Enter")
        now = opened.evaluate("jinanGeo.state()")
        (unit,) = now["filters"].pop("responsible")
        assert now["filters"] == state["filters"]
        assert unit == "历下区住房和城乡建设局"
        assert now["counts"]["list"] == state["facets"]["responsible"][unit]
        # A project that the filters leave out is found all the same, and says so.
        assert ask(opened, "parking-sample-029")["group"] == "project"
        hidden = {"zh": "不在当前筛选内", "en": "filtered out"}[lang]
        assert hidden in opened.page.locator(".jg-command").first.inner_text()
        keys.press("Enter")
        opened.page.locator(".jg-card-panel").wait_for()
        assert opened.evaluate("jinanGeo.state().selection.id") == "parking-sample-029"
        # A commitment by its id, and what the page can do by a word of either language.
        ask(opened, "T4-04")
        keys.press("Enter")
        assert opened.evaluate("jinanGeo.state().target") == "T4-04"
        ask(opened, {"zh": "上一期", "en": "previous"}[lang])
        keys.press("Enter")
        assert opened.evaluate("jinanGeo.state().edition") == now["edition"] - 1
        with opened.page.expect_download() as file:
            ask(opened, "csv")
            keys.press("Enter")
        assert file.value.suggested_filename.endswith(".csv")
        ask(opened, "龘")
        assert opened.page.locator(".jg-commands [role=listbox]").count() == 0
        no_barrier(opened)
        assert opened.complaints == []


def test_field_and_palette_find_the_same_and_keys_go_round(
    browser: Browser, sample_pages: Path
) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        keys = opened.page.keyboard
        for words in ("lx", "停车 天桥", "城更示例", "住建", "renewal-sample-00"):
            count = opened.set(query=words)["counts"]["list"]
            assert count > 0, words
            ask(opened, words)
            assert opened.evaluate(GROUPS)["project"] == count, words
            keys.press("Escape")
        opened.set(query="")
        ask(opened, "历下")
        first = opened.evaluate(CURRENT)
        keys.press("ArrowDown")
        second = opened.evaluate(CURRENT)
        assert second["name"] != first["name"]
        assert second["role"] == "combobox"
        assert second["selected"] == "true"
        keys.press("ArrowUp")
        keys.press("ArrowUp")
        last = opened.page.locator(".jg-command").last.locator("span").inner_text()
        assert opened.evaluate(CURRENT)["name"] == last
        keys.press("Escape")
        opened.page.get_by_role("searchbox").focus()
        keys.type("a/b")
        assert opened.evaluate("jinanGeo.state().query") == "a/b", "who writes a slash means it"


def test_a_phone_has_the_palette_among_its_tools(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html", width=390, height=844) as opened:
        opened.open_tools()
        opened.page.get_by_role("button", name="查找与操作").click()
        opened.page.keyboard.type("槐荫区")
        opened.page.locator(".jg-command").first.click()
        assert opened.evaluate("jinanGeo.state().filters.district") == ["370104"]
        assert opened.page.locator("dialog").count() == 0


def test_late_car_parks_and_the_briefing_by_keys_alone(
    browser: Browser, sample_pages: Path
) -> None:
    with visit(browser, sample_pages / "city.html", reduced_motion="reduce") as opened:
        page, keys = opened.page, opened.page.keyboard
        late = [
            row["id"]
            for row in opened.evaluate("jinanGeo.actions()")
            if row["layer"] == "parking_sites"
        ]
        # Which are late, where, why, who: the action list, narrowed to car parks.
        ask(opened, "督办")
        keys.press("Enter")
        opened.until("document.activeElement.id === 'jg-tab-actions'")
        tab_to(opened, "[data-choice=parking_sites]")
        keys.press("Enter")
        rows = page.locator(".jg-action")
        opened.until(f"document.querySelectorAll('.jg-action').length === {len(late)}")
        assert {row.get_attribute("data-id") for row in rows.all()} == set(late)
        words = rows.first.inner_text()
        assert all(part in words for part in ("晚", "原因：", "下一节点：")), words
        who = page.locator(".jg-actions .jg-group").first.inner_text()
        assert "区" in who, "the unit that answers"
        tab_to(opened, ".jg-action")
        keys.press("Enter")
        page.locator(".jg-card-panel").wait_for()
        assert opened.evaluate("jinanGeo.state().selection.id") == rows.first.get_attribute(
            "data-id"
        )
        keys.press("Escape")
        assert page.locator(".jg-card-panel").count() == 0
        # The briefing of these: through all slides, a number's rows, and back.
        ask(opened, "汇报")
        keys.press("Enter")
        slides = opened.evaluate("jinanGeo.state().brief")["of"]
        assert slides >= 6
        for at in range(1, slides):
            keys.press("ArrowRight")
            assert opened.evaluate("jinanGeo.state().brief.slide") == at
        keys.press("Home")
        while opened.evaluate("jinanGeo.state().brief.id") != "lights":
            keys.press("PageDown")
        tab_to(opened, ".jg-slide-sentence button", most=9)
        number = int(opened.evaluate("document.activeElement.textContent").replace(",", ""))
        keys.press("Enter")
        state = opened.evaluate("jinanGeo.state()")
        assert state["brief"] is None
        assert state["counts"]["list"] == number > 0
        keys.press("F5")
        keys.press("Escape")
        assert opened.evaluate("jinanGeo.state().brief") is None
        assert opened.complaints == []
