"""What a page says before its program runs, and where it cannot: the commitments and the lights, in plain markup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinan_geo.payload.model import Page, TargetInfo

__all__ = ["still_view"]

LIGHTS = {"red": ("▲", "红"), "yellow": ("◆", "黄"), "green": ("●", "绿"), "grey": ("○", "灰")}
COMPARATORS = {"=": "", ">=": "不少于 ", ">": "超过 ", "~": "约 "}


def still_view(page: Page) -> dict[str, Any]:
    """Give the template's words for the newest edition of a page, in Chinese, as the page itself begins."""
    totals = page.totals[-1] if page.totals else None
    lights = [(key, *LIGHTS[key], getattr(totals, key)) for key in LIGHTS] if totals and page.lights else []
    return {
        "title": page.title.zh,
        "as_of": page.as_of,
        "sample": page.sample,
        "review_number": page.review_number,
        "lights": lights,
        "targets": [_row(target) for target in page.targets],
    }


def _row(target: TargetInfo) -> dict[str, str]:
    state = target.states[-1] if target.states else None
    light = state.light if state else "grey"
    shape, word = LIGHTS[light]
    done = "暂无数据" if state is None or state.actual is None else _number(state.actual)
    return {
        "name": target.name.zh,
        "done": done,
        "value": f"{COMPARATORS[target.comparator]}{_number(target.value)} {target.unit.zh}",
        "light": light,
        "shape": shape,
        "word": word,
    }


def _number(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")
