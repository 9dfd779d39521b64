"""The index page: a card for each page, with its mini-map and its numbers.

Those that need attention first.
"""

from __future__ import annotations

from collections import Counter
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from markupsafe import Markup

from jinan_geo.answers.collection import collect
from jinan_geo.answers.reports import EVERYWHERE, count_provision, due_by_kind, list_due
from jinan_geo.manifest.closed import Text, join, text, texts
from jinan_geo.manifest.labels import labels_of
from jinan_geo.render.bundle import read_bundle
from jinan_geo.render.outline import rings_of, simplify_together
from jinan_geo.render.templates import render_with_policy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from jinan_geo.city.city import Layer
    from jinan_geo.page.model import Page
    from jinan_geo.publish.published import PublishedCity

__all__ = ["render_index"]

VIEW_HEIGHT = 120
SIMPLIFY_M = 600
MONTHS = 6  # of what was due, beside the newest
COUNTED = ("districts", "month", "reported", "recorded_on", "late", "sample")  # of what is due
NOTHING_DUE = {"due": 0, "reported": 0, "late": 0, "overdue": 0}
BEHIND_CLASSES = (0.1, 0.2, 0.3, 0.4)  # share of projects that are red or yellow; classes 0 to 4

# What is said with numbers in it, as the template asks for it.
SAID: Mapping[str, Callable[..., Text]] = {
    "commitments": lambda **told: text("render.index.commitments", **told),
    "counted": lambda **told: text("render.index.counted", **told),
    "day": lambda **told: text("render.index.day", **told),
    "due_by": lambda **told: text("render.index.due_by", **told),
    "judged": lambda **told: text("render.index.judged", **told),
    "last_day": lambda **told: text("render.index.last_day", **told),
    "lit": lambda **told: text("render.index.lit", **told),
    "made_by": lambda **told: text("render.index.made_by", **told),
    "no_page": lambda **told: text("render.index.no_page", **told),
    "open": lambda **told: text("render.index.open", **told),
    "period": lambda **told: text("render.index.period", **told),
}


def render_index(city: PublishedCity, pages: Sequence[tuple[str, Page]]) -> str:
    """Render the index of the pages built, each given as its path and its head."""
    outline, width = _outline(city)
    cards: list[dict[str, Any]] = [_card(city, path, page, outline) for path, page in pages]
    by_kind: dict[str, list[dict[str, Any]]] = {"city": [], "theme": [], "district": []}
    for card in sorted(cards, key=lambda card: (-card["behind"], card["path"])):
        by_kind[card["kind"]].append(card)
    groups = list(by_kind.values())
    manifest = city.workspace.manifest
    context: dict[str, object] = {
        "title": manifest.title,
        "lang": manifest.locale.slot,
        "tag": manifest.locale.language,
        "one_language": len(manifest.locale.spoken) == 1,
        "as_of": city.editions[-1] if city.editions else None,
        **_kinds(city, [page for _, page in pages]),
        "audience": city.audience,
        "review_number": manifest.review_number,
        "source": city.workspace.targets.source,
        "groups": groups,
        "words": texts("render.index.words"),
        "said": SAID,
        "left_out": _left_out([one.id for one in city.workspace.left_out]),
        "collecting": _collecting(city, [path for path, _ in pages]),
        "provision": _provision(city, [path for path, _ in pages]),
        "no_page": [name for key, name in manifest.themes.items() if not _has_content(city, key)],
        "view": f"0 0 {width} {VIEW_HEIGHT}",
        "version": version("jinan-geo"),
        "summary": _summary(cards, city),
        "style": Markup(read_bundle("index.css")),  # noqa: S704 - our program, packed at install
        "program": Markup(read_bundle("index.js")),  # noqa: S704 - our own program and style, packed at install
    }
    return render_with_policy("index.html.j2", context)


def _left_out(ids: Sequence[str]) -> Text | None:
    if not ids:
        return None
    listed = join("render.index.between", (Text(zh=one, en=one) for one in ids))
    return text("render.index.left_out", ids=listed)


def _kinds(city: PublishedCity, pages: Sequence[Page]) -> dict[str, object]:
    """Whether all is a sample, or both kinds are told, and the commitments by either."""
    is_mixed = any(page.is_mixed for page in pages)
    return {
        "truths": labels_of("truth"),
        "sample": any(page.sample for page in pages) and not is_mixed,
        "targets": _target_counts(city, mixed=is_mixed, sample=False),
        "made_targets": _target_counts(city, mixed=True, sample=True) if is_mixed else None,
    }


def _has_content(city: PublishedCity, theme: str) -> bool:
    return any(entry.manifest.theme == theme for entry in city.workspace.maps)


def _target_counts(city: PublishedCity, *, mixed: bool, sample: bool) -> dict[str, int]:
    """How many commitments there are, and their lights, where both kinds are told by one of them.

    One without a value of the kind cannot be judged.
    """
    counts = {"all": len(city.targets), "red": 0, "yellow": 0, "green": 0, "grey": 0}
    for target in city.targets:
        if target.states:
            state = target.at_last(sample=sample) if mixed else target.states[-1]
            counts[state.light if state else "grey"] += 1
    return counts


def _collecting(city: PublishedCity, paths: Sequence[str]) -> dict[str, Any] | None:
    """The open edition on an internal index: reports by district and by day, and who is missing."""
    found = collect(city) if city.audience == "internal" else None
    if found is None:
        return None
    names = {code: (zh, en, _path_of(city, code)) for code, zh, en in _named(city)}
    rows = []
    for row in found.by_district:
        zh, en, path = names[row["district"]]
        link = path if path in paths else None
        rows.append({**row, "name": {"zh": zh, "en": en}, "path": link})
    return {
        "date": found.date,
        "due_by": found.due_by,
        "reported": found.reported,
        "of": found.of,
        "rows": rows,
        "days": found.by_day,
        "silent": [row["name"] for row in rows[1:] if not row["reported"] and row["due"]],
    }


def _named(city: PublishedCity) -> list[tuple[str, str, str]]:
    """Every place that reports are counted for, with its names."""
    names = zip(city.districts.codes, city.districts.names_zh, city.districts.names_en, strict=True)
    whole, none = text("render.index.everywhere"), text("render.index.nowhere")
    return [(EVERYWHERE, whole.zh, whole.en), *names, ("", none.zh, none.en)]


def _path_of(city: PublishedCity, code: str) -> str:
    """The page of a district; of what is none of them, a path that no page has."""
    return f"districts/{city.districts.pages.get(code, code)}.html"


def _provision(city: PublishedCity, paths: Sequence[str]) -> list[dict[str, Any]]:
    """Reports due, come and overdue by district in the newest month; of each kind where both are.

    And those overdue in the months before.
    """
    kinds = due_by_kind(list_due(city, COUNTED))
    return [{"truth": kind, **_due_table(city, due, paths)} for kind, due in kinds.items()]


def _due_table(city: PublishedCity, due: pd.DataFrame, paths: Sequence[str]) -> dict[str, Any]:
    table = count_provision(due, city.districts.codes)
    months = sorted(table["month"].unique(), reverse=True)[: MONTHS + 1]
    cells = {(row["district"], row["month"]): row for row in table.to_dict("records")}
    present = {EVERYWHERE, *(code for code, month in cells if month in months)}
    rows = []
    for code, zh, en in _named(city):
        if code not in present:
            continue
        path = _path_of(city, code)
        rows.append(
            {
                "name": {"zh": zh, "en": en},
                "path": path if path in paths else None,
                "now": cells.get((code, months[0]), NOTHING_DUE),
                "before": [cells.get((code, month), NOTHING_DUE) for month in months[1:]],
            }
        )
    return {
        "month": months[0],
        "before": months[1:],
        "rows": rows,
        "knows_days": bool(due["recorded_on"].notna().any()),
        "sample": bool(due["sample"].any()),
    }


def _outline(city: PublishedCity) -> tuple[dict[str, str], int]:
    """District outlines as SVG paths in a box of VIEW_HEIGHT; shared edges stay shared."""
    shapes = simplify_together(city.districts.shapes, SIMPLIFY_M)
    west, south, east, north = shapely.total_bounds(shapes)
    scale = VIEW_HEIGHT / (north - south)
    paths = {}
    for code, shape in zip(city.districts.codes, shapes, strict=True):
        parts = []
        for ring in rings_of(shape):
            points = (shapely.get_coordinates(ring)[:-1] - [west, north]) * [scale, -scale]
            parts.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z")
        paths[code] = "".join(parts)
    return paths, int(np.ceil((east - west) * scale))


def _card(city: PublishedCity, path: str, page: Page, outline: dict[str, str]) -> dict[str, object]:
    totals = page.totals[-1] if page.totals else None
    shown = {layer.id for layer in page.layers if layer.role == "projects"}
    codes = city.districts.codes
    layers = [layer for layer in city.layers if layer.id in shown]
    levels = _behind_levels(layers, codes, page.theme, sourced=page.is_mixed)
    return {
        "path": path,
        "kind": page.kind,
        "title": page.title,
        "sample": page.sample,
        "totals": totals,
        "samples": page.samples[-1] if page.samples else None,
        "behind": (totals.red + 0.5 * totals.yellow) / totals.projects
        if totals and totals.projects
        else 0.0,
        "targets": len(page.targets),
        "shapes": [
            {"d": outline[code], "level": level, "here": page.district in (None, code)}
            for code, level in zip(codes, levels, strict=True)
        ],
    }


def _behind_levels(
    layers: Sequence[Layer], codes: Sequence[str], theme: str | None, *, sourced: bool
) -> list[int]:
    """Class 0 to 4 of each district by the share of its projects that are red or yellow.

    Of all projects, or of what is ``sourced`` alone. -1 where there are none, or none that could
    be judged: nobody knows whether one is behind.
    """
    judged = dict.fromkeys(codes, 0)
    behind = dict.fromkeys(codes, 0)
    total = dict.fromkeys(codes, 0)
    for layer in layers:
        if not layer.editions:
            continue
        at = layer.shares["feature"].to_numpy(int)
        counts = np.full(len(at), fill_value=True) if theme is None else layer.themes[at] == theme
        if sourced:
            counts &= ~layer.is_sample(layer.editions - 1)[at]
        lights = np.where(counts, layer.lights[-1][at], "")
        pairs = zip(layer.shares["district"].tolist(), lights.tolist(), strict=True)
        for (code, light), count in Counter(pairs).items():
            total[code] += count * (light != "")
            judged[code] += count * (light not in {"", "grey"})
            behind[code] += count * (light in {"red", "yellow"})
    return [
        int(np.searchsorted(BEHIND_CLASSES, behind[code] / total[code], side="right"))
        if judged[code]
        else -1
        for code in codes
    ]


def _summary(cards: Sequence[dict[str, Any]], city: PublishedCity) -> dict[str, object]:
    """What ``jinanGeo.ready`` gives on this page: the city's own numbers."""
    totals = next((card["totals"] for card in cards if card["kind"] == "city"), None)
    return {
        "layers": [
            {
                "id": layer.id,
                "features": len(layer.features),
                "located": int(layer.features.geometry.notna().sum()),
            }
            for layer in city.layers
        ],
        "features": getattr(totals, "projects", 0),
        "located": getattr(totals, "located", 0),
        "unlocated": getattr(totals, "unlocated", 0),
        "asOf": city.editions[-1].isoformat() if city.editions else None,
        "edition": len(city.editions) - 1,
        "pages": [card["path"] for card in cards],
    }
