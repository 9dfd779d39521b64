"""The page of a province: its sums, its cities on a map and in a table, and the months."""

from __future__ import annotations

import itertools
import math
import unicodedata
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from markupsafe import Markup

from jinan_geo.manifest.closed import text, texts
from jinan_geo.manifest.labels import labels_of
from jinan_geo.render.bundle import read_bundle
from jinan_geo.render.index import BEHIND_CLASSES
from jinan_geo.render.templates import render_with_policy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jinan_geo.answers.province import CityRow, Province
    from jinan_geo.manifest.closed import Text
    from jinan_geo.manifest.summary import Counts

__all__ = ["WantedProvince", "render_province"]

MAP_WIDTH, MAP_HEIGHT = 640, 520
MARGIN = 12
# What is narrower than that on the map of the page, in its pixels, is not told by an outline.
FINE = 0.2
LETTER = 13  # height of a name on the map, and on a phone's; a count stands below it
LETTER_ON_PHONES = 21
LINE = 15
LIGHTS = ("red", "yellow", "green", "grey")
COLUMN = 10  # width of a month's column, and a tenth of it between two


@dataclass(frozen=True)
class WantedProvince:
    """How the page is to be: ``lang`` it opens in, ``links`` to the cities' own pages by name."""

    title: Text
    lang: str
    links: Mapping[str, str]
    review_number: str | None = None


def render_province(province: Province, wanted: WantedProvince) -> str:
    """Render the page in both languages: plain markup, with nothing in it that a city keeps."""
    rows = [_row(row, wanted) for row in province.cities]
    beside = [_row(row, wanted) for row in province.beside]
    drawn = _map([*province.cities, *province.beside])
    inside = any(row.summary.audience != "public" for row in [*province.cities, *province.beside])
    context: dict[str, object] = {
        "title": wanted.title,
        "words": texts("render.province.words"),
        "lang": wanted.lang,
        "first": province.days[0] if province.days else None,
        "last": province.days[-1] if province.days else None,
        "sample": province.is_sample,
        "review_number": wanted.review_number,
        "audience": labels_of("audience")["internal" if inside else "public"],
        "lead": _lead(province),
        "lights": province.lights,
        "unlocated": province.unlocated,
        "reported": province.reported,
        "names": labels_of("light"),
        "rows": rows,
        "beside": beside,
        "map": drawn,
        "classes": _classes(),
        "months": _months(province.months),
        "rules": [{"name": name, "cities": cities} for name, cities in province.rules],
        "version": version("jinan-geo"),
        "summary": _summary(province),
        "style": Markup(read_bundle("index.css")),  # noqa: S704 - our program, packed at install
        "program": Markup(read_bundle("index.js")),  # noqa: S704 - as above
    }
    return render_with_policy("province.html.j2", context)


def _lead(province: Province) -> Text:
    """The finding in one sentence."""
    lights = province.lights
    worst = province.cities[0]
    said = {"cities": len(province.cities), "projects": lights.projects, "behind": lights.behind}
    if not worst.behind_share:
        return text("render.province.lead_none", **said)
    share = _percent(worst.behind_share)
    return text("render.province.lead", **said, worst=worst.summary.name, share=share)


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %"


def _row(row: CityRow, wanted: WantedProvince) -> dict[str, Any]:
    lights = row.counted.lights
    share = row.behind_share
    return {
        "name": row.summary.name,
        "link": wanted.links.get(row.summary.name.zh),
        "as_of": row.summary.as_of,
        "lights": lights,
        "bar": _bar(lights),
        "share": "—" if share is None else _percent(share),
        "since": None if row.before is None else lights.behind - row.before.behind,
        "reported": row.counted.reported,
        "promises": row.counted.promises,
        "sample": row.is_sample,
    }


def _bar(lights: Counts) -> list[dict[str, Any]]:
    at, parts = 0, []
    for light in LIGHTS:
        count = getattr(lights, light)
        parts.append({"light": light, "at": at, "count": count})
        at += count
    return parts


def _classes() -> list[dict[str, Any]]:
    bounds = [0, *(round(one * 100) for one in BEHIND_CLASSES)]
    named = [f"{low}–{high} %" for low, high in itertools.pairwise(bounds)]
    return [{"level": at, "name": name} for at, name in enumerate([*named, f"≥ {bounds[-1]} %"])]


def _map(rows: Sequence[CityRow]) -> dict[str, Any]:
    """Each city as a path, the names that have room on the map, and its view.

    A degree of latitude is one of longitude at the middle of them all, as far as a small map
    can tell.
    """
    areas = [_area(row) for row in rows]
    bounds = np.array([area.bounds for area in areas if not area.is_empty])
    if not len(bounds):
        return {"shapes": [], "names": [], "view": f"0 0 {MAP_WIDTH} {MAP_HEIGHT}"}
    west, south = bounds[:, :2].min(axis=0)
    east, north = bounds[:, 2:].max(axis=0)
    narrow = math.cos(math.radians((south + north) / 2))
    room = (MAP_WIDTH - 2 * MARGIN, MAP_HEIGHT - 2 * MARGIN)
    wide, high = max((east - west) * narrow, 1e-9), max(north - south, 1e-9)
    scale = min(room[0] / wide, room[1] / high)
    step = np.array([narrow * scale, -scale])
    corner = np.array([west, north])
    shapes = [
        _shape(row, shapely.transform(area, lambda points: (points - corner) * step + MARGIN))
        for row, area in zip(rows, areas, strict=True)
        if not area.is_empty
    ]
    width, height = wide * scale + 2 * MARGIN, high * scale + 2 * MARGIN
    return {
        "shapes": shapes,
        "names": _names(shapes, width),
        "view": f"0 0 {width:.0f} {height:.0f}",
    }


def _area(row: CityRow) -> Any:  # noqa: ANN401 - a shapely geometry
    """The area of a city in degrees; rings inside others are holes."""
    rings = [ring for ring in row.summary.outline if len(ring) > 3]  # noqa: PLR2004 - closed
    areas = [shapely.make_valid(shapely.Polygon(ring)) for ring in rings]
    whole: Any = shapely.Polygon()
    for area in areas:
        whole = whole.symmetric_difference(area)
    return whole


def _shape(row: CityRow, area: Any) -> dict[str, Any]:  # noqa: ANN401 - as above
    parts = []
    for ring in shapely.get_rings(shapely.get_parts(shapely.simplify(area, FINE))):
        points = shapely.get_coordinates(ring)[:-1]
        parts.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z")
    at = shapely.maximum_inscribed_circle(max(shapely.get_parts(area), key=shapely.area))
    centre = shapely.get_coordinates(at)[0]
    share = row.behind_share
    level = -1 if share is None else int(np.searchsorted(BEHIND_CLASSES, share, side="right"))
    lights = row.counted.lights
    return {
        "d": "".join(parts),
        "level": level,
        "x": centre[0],
        "y": centre[1],
        "name": row.summary.name,
        "count": f"{lights.behind:,} / {lights.projects:,}",
    }


def _names(shapes: Sequence[Mapping[str, Any]], width: float) -> list[dict[str, Any]]:
    """The names that stand on the map, on wide screens and on phones, in either language.

    Those first in the order of attention do; no name covers another or leaves the map.
    """
    return [
        {"shape": shape, "lang": lang, "x": f"{x:.1f}", "screen": screen}
        for screen, letter, line in (("wide", LETTER, LINE), ("phone", LETTER_ON_PHONES, 0))
        for lang in ("zh", "en")
        for shape, x in _apart(shapes, lang, (letter, line), width)
    ]


def _apart(
    shapes: Sequence[Mapping[str, Any]], lang: str, size: tuple[int, int], width: float
) -> Iterator[tuple[Mapping[str, Any], float]]:
    """Each name that covers none before it, and the middle of it."""
    letter, line = size
    taken = np.empty((0, 4))
    for shape in shapes:
        half = _letters(getattr(shape["name"], lang)) * letter / 2
        if line:  # a count stands below the name
            half = max(half, _letters(shape["count"]) * letter / 2)
        x, y = min(max(shape["x"], half), max(width - half, half)), shape["y"]
        box = np.array([x - half, y - letter, x + half, y + line + letter / 4])
        if ((taken[:, :2] >= box[2:]) | (taken[:, 2:] <= box[:2])).any(axis=1).all():
            taken = np.vstack([taken, box])
            yield shape, x


def _letters(words: str) -> float:
    """How wide a text is, as a share of its letters' height."""
    return sum(1.0 if unicodedata.east_asian_width(sign) in "WF" else 0.56 for sign in words)


def _months(months: Mapping[str, Counts]) -> list[dict[str, Any]]:
    """A column a month, its parts from the top: red, yellow, green, grey, as shares of 100."""
    found = []
    for month, lights in months.items():
        at, parts = 0.0, []
        for light in LIGHTS:
            high = 100 * getattr(lights, light) / max(lights.projects, 1)
            parts.append({"light": light, "at": f"{at:.2f}", "high": f"{high:.2f}"})
            at += high
        found.append({"month": month, "lights": lights, "parts": parts})
    return found


def _summary(province: Province) -> dict[str, object]:
    """What ``jinanGeo.ready`` gives on this page."""
    return {
        "cities": [
            {
                "name": row.summary.name.zh,
                "asOf": None if row.summary.as_of is None else row.summary.as_of.isoformat(),
                **row.counted.lights.model_dump(),
            }
            for row in province.cities
        ],
        "projects": province.lights.projects,
        **province.lights.model_dump(),
        "unlocated": province.unlocated,
        "reported": province.reported,
    }
