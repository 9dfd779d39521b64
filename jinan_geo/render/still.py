"""What a page shows before its program runs, and where it cannot.

Commitments, lights and districts in plain markup.

Each is a link to the state that the program shows for it; what a reader clicks before the program
is there takes effect when it is, since the program begins with the address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinan_geo.manifest.labels import labels_of
from jinan_geo.manifest.signs import COMPARATORS, LIGHTS, write_bounds
from jinan_geo.words import say, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinan_geo.manifest.closed import Text
    from jinan_geo.page.model import Page, TargetInfo, Totals
    from jinan_geo.render.outline import Outline

__all__ = ["still_view"]


def still_view(page: Page, outline: Outline | None = None) -> dict[str, Any]:
    """Give the template's words for a page's newest edition, in the language that it opens in.

    Without an ``outline`` there is no map until the program draws it.
    """
    return {
        "words": words_of("render.still", page.lang),
        "title": _said(page, page.title),
        "as_of": page.as_of,
        "sample": page.sample and not page.is_mixed,
        "truths": _truths(page),
        "review_number": page.review_number,
        "lights": _lights(page, page.totals),
        "made_lights": _lights(page, page.samples),
        "targets": [_row(page, target) for target in page.targets],
        "has_time": len(page.editions) > 1,
        "map": _map(page, outline) if outline else None,
    }


def _truths(page: Page) -> list[tuple[str, str, int | None]]:
    """The kinds of values that a page of both can show, and how many projects are of each."""
    if not page.is_mixed:
        return []
    counts = {"sourced": page.totals[-1].projects, "sample": page.samples[-1].projects}
    labels = labels_of("truth")
    return [(key, _said(page, label), counts.get(key)) for key, label in labels.items()]


def _lights(page: Page, totals: Sequence[Totals]) -> list[tuple[str, str, str, int]]:
    told = LIGHTS if totals and page.lights else {}
    return [
        (key, shape, _said(page, word), getattr(totals[-1], key))
        for key, (shape, word) in told.items()
    ]


def _said(page: Page, words: Text) -> str:
    return str(getattr(words, page.lang))


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
                "name": _said(page, info.name),
                "path": outline.paths[info.code],
                "at": outline.labels[info.code],
                "here": page.district in (None, info.code),
            }
            for info in infos
        ],
    }


def _row(page: Page, target: TargetInfo) -> dict[str, str]:
    """A commitment by what is sourced, and beside it by samples where the page has both."""
    state = target.states[-1] if target.states else None
    made = None
    if page.is_mixed:
        state, made = target.at_last(sample=False), target.at_last(sample=True)
    light = state.light if state else "grey"
    shape, word = LIGHTS[light]
    done = (
        say("render.still.no_data", page.lang)
        if state is None or state.actual is None
        else _number(state.actual)
    )
    amount = write_bounds(target.value, target.upper, _number)
    bound = _said(page, COMPARATORS[target.comparator])
    return {
        "made": "" if made is None or made.actual is None else _number(made.actual),
        "id": target.id,
        "name": _said(page, target.name),
        "done": done,
        "value": f"{bound}{amount} {_said(page, target.unit)}",
        "light": light,
        "shape": shape,
        "word": _said(page, word),
    }


def _number(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")
