"""What a page shows before its program runs, and where it cannot.

Commitments, lights and districts in plain markup.

Each is a link to the state that the program shows for it; what a reader clicks before the program
is there takes effect when it is, since the program begins with the address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinan_geo.manifest.signs import COMPARATORS, LIGHTS
from jinan_geo.words import say, words_of

if TYPE_CHECKING:
    from jinan_geo.page.model import Page, TargetInfo
    from jinan_geo.render.outline import Outline

__all__ = ["still_view"]


def still_view(page: Page, outline: Outline | None = None) -> dict[str, Any]:
    """Give the template's words for a page's newest edition, in the language that it opens in.

    Without an ``outline`` there is no map until the program draws it.
    """
    totals = page.totals[-1] if page.totals else None
    told = LIGHTS if totals and page.lights else {}
    lights = [(key, shape, word.zh, getattr(totals, key)) for key, (shape, word) in told.items()]
    return {
        "words": words_of("render.still", page.lang),
        "title": getattr(page.title, page.lang),
        "as_of": page.as_of,
        "sample": page.sample,
        "review_number": page.review_number,
        "lights": lights,
        "targets": [_row(target) for target in page.targets],
        "has_time": len(page.editions) > 1,
        "map": _map(page, outline) if outline else None,
    }


def _map(page: Page, outline: Outline) -> dict[str, Any]:
    """The districts, in the window that the map opens with.

    On a district's page the others stand back.
    """
    left, top, width, height = outline.window(page.bounds)
    infos = [info for info in page.districts if info.code in outline.paths]
    return {
        "view": f"{left} {top} {width} {height}",
        "size": round(max(width, height) / 56, 1),  # of the names: about 13 pixels on a desktop
        "districts": [
            {
                "code": info.code,
                "name": info.name.zh,
                "path": outline.paths[info.code],
                "at": outline.labels[info.code],
                "here": page.district in (None, info.code),
            }
            for info in infos
        ],
    }


def _row(target: TargetInfo) -> dict[str, str]:
    state = target.states[-1] if target.states else None
    light = state.light if state else "grey"
    shape, word = LIGHTS[light]
    done = (
        say("render.still.no_data", "zh")
        if state is None or state.actual is None
        else _number(state.actual)
    )
    return {
        "id": target.id,
        "name": target.name.zh,
        "done": done,
        "value": f"{COMPARATORS[target.comparator]}{_number(target.value)} {target.unit.zh}",
        "light": light,
        "shape": shape,
        "word": word.zh,
    }


def _number(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")
