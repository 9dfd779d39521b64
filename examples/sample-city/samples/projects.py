"""Makes the sample projects of a layer from its recipes: names, places, schedules and stories."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from places.ground import to_degrees

from .recipes import DISTRICT_LUCK, STORIES
from .schedule import choose_schedule
from .sites import draw_block, draw_point, draw_street

if TYPE_CHECKING:
    from .recipes import Recipe
    from .sites import Sites

DRAW = {
    "point": draw_point,
    "polygon": draw_block,
    "area": partial(draw_block, smallest=260, largest=520),
    "line": draw_street,
}
# A sample is nowhere in truth, so none claims to be precise: points and lines name a street, blocks
# an area.
LOCATION = {"point": "street", "line": "street", "polygon": "area", "area": "area"}
SPACES_TOTAL = 9900
CITY_UNIT = ("市级主管部门", "municipal department in charge")


@dataclass
class Project:
    """A sample while it is made: what goes into the file, and the story of its ledger."""

    properties: dict[str, Any]
    geometry: shapely.Geometry | None
    story: str


def reserve(layer: str, ground: Sites) -> list[Project]:
    """What stands for a layer's named places: it takes ground and chance, and is never written."""
    kept = [one for one in ground.reserved if one["layer"] == layer]
    return [
        Project(
            {
                "id": f"reserved-{at}",
                "sample": False,
                "planned_start": one["planned"][0],
                "planned_finish": one["planned"][1],
                "investment_wan": None,
            },
            shapely.from_wkt(one["wkt"]),
            one["story"],
        )
        for at, one in enumerate(kept)
    ]


def deal_districts(ground: Sites, count: int) -> list[str]:
    """A district for each sample, in the order of the codes, by weight and largest remainder."""
    exact = {
        code: weight * count / sum(ground.weights.values())
        for code, weight in ground.weights.items()
    }
    dealt = {code: math.floor(value) for code, value in exact.items()}
    by_remainder = sorted(exact, key=lambda code: dealt[code] - exact[code])
    for code in by_remainder[: count - sum(dealt.values())]:
        dealt[code] += 1
    return [code for code in sorted(dealt) for _ in range(dealt[code])]


def deal_stories(rng: np.random.Generator, recipe: Recipe, codes: list[str]) -> list[str]:
    """Better stories to luckier districts, with chance enough that none has only one kind."""
    ladder = [story for story in STORIES for _ in range(recipe.stories.get(story, 0))]
    luck = rng.normal(0, 1, len(codes)) + [DISTRICT_LUCK.get(code, 0.0) for code in codes]
    stories = [""] * len(codes)
    for story, index in zip(ladder, np.argsort(luck, kind="stable"), strict=True):
        stories[index] = story
    return stories


def make_samples(
    rng: np.random.Generator, recipe: Recipe, ground: Sites, taken: list[shapely.Geometry]
) -> list[Project]:
    """All projects of a recipe.

    ``taken`` gains the shapes placed, so that a layer's sets keep apart.
    """
    codes = deal_districts(ground, recipe.count)
    stories = deal_stories(rng, recipe, codes)
    order = rng.permutation(recipe.count)
    bare = set(order[: recipe.without_geometry].tolist())
    across = _choose_across(recipe, ground, [i for i in order.tolist() if i not in bare], codes)
    projects = []
    for index, (code, story) in enumerate(zip(codes, stories, strict=True)):
        properties = _describe(rng, recipe, index + 1, code, ground)
        shape = None
        if index in bare:
            _leave_unplaced(rng, properties, recipe, index + 1)
        elif index in across:
            shape = ground.place_across(rng, across[index], taken)
            properties |= {
                "district": ";".join(across[index]),
                "location": "area",
                "accuracy": "schematic",
            }
        else:
            drawn = str(rng.choice(list(recipe.shapes), p=list(recipe.shapes.values())))
            shape = ground.place(rng, code, DRAW[drawn], taken)
            properties |= {"location": LOCATION[drawn], "accuracy": "schematic"}
        if shape is not None:
            taken.append(shape)
        _measure(rng, properties, recipe, shape)
        properties |= choose_schedule(rng, recipe, story)
        projects.append(Project(properties, None if shape is None else to_degrees(shape), story))
    _settle_totals(rng, recipe, projects)
    return projects


def _choose_across(
    recipe: Recipe, ground: Sites, candidates: list[int], codes: list[str]
) -> dict[int, tuple[str, ...]]:
    """Which samples lie across a border, each of the district that the border names first."""
    pairs = list(ground.borders)
    chosen: dict[int, tuple[str, ...]] = {}
    for turn in range(recipe.across_districts):
        pair = pairs[turn % len(pairs)]
        index = next(i for i in candidates if i not in chosen and codes[i] == pair[0])
        chosen[index] = pair
    return chosen


def _name(
    properties: dict[str, Any], recipe: Recipe, number: int, code: str, ground: Sites
) -> None:
    """Names that say "sample" and carry the district, and the kind of office that would report."""
    zh, en = ground.names[code]
    short = en.removesuffix(" District").removesuffix(" County")
    name_zh, name_en = recipe.number(number)
    properties |= {
        "name_zh": f"{name_zh}（{zh}）",
        "name_en": f"{name_en} ({short})",
        "responsible_zh": f"{zh}{recipe.unit_zh}",
        "responsible_en": f"{en} {recipe.unit_en}",
    }


def _describe(
    rng: np.random.Generator, recipe: Recipe, number: int, code: str, ground: Sites
) -> dict[str, Any]:
    kind = str(rng.choice(list(recipe.kinds), p=list(recipe.kinds.values())))
    low, high = recipe.investment_wan
    wan = math.exp(rng.uniform(math.log(low), math.log(high)))
    step = 10 ** max(0, math.floor(math.log10(wan)) - 1)
    properties: dict[str, Any] = {"id": f"{recipe.prefix}-sample-{number:03d}"}
    _name(properties, recipe, number, code, ground)
    properties |= {
        "kind": kind,
        "accuracy": None,
        "location": None,
        "district": code,
        "sample": True,
        "planned_start": None,
        "planned_finish": None,
        "investment_wan": max(low, round(wan / step) * step),
    }
    # Money is missing for a few, where no target is computed from it.
    if "attracted" not in recipe.extra and rng.uniform() < 0.05:
        properties["investment_wan"] = None
    return properties


def _leave_unplaced(
    rng: np.random.Generator, properties: dict[str, Any], recipe: Recipe, number: int
) -> None:
    """Half of them are known by district, some by street office, some not at all."""
    location = str(
        rng.choice(["district", "street", "city", "unlocated"], p=[0.5, 0.25, 0.07, 0.18])
    )
    properties["location"] = location
    if location in ("city", "unlocated"):
        name_zh, name_en = recipe.number(number)
        properties |= {
            "name_zh": name_zh,
            "name_en": name_en,
            "responsible_zh": CITY_UNIT[0],
            "responsible_en": CITY_UNIT[1],
            "district": None,
        }


def _measure(
    rng: np.random.Generator,
    properties: dict[str, Any],
    recipe: Recipe,
    shape: shapely.Geometry | None,
) -> None:
    """The layer's declared fields."""
    if "spaces" in recipe.extra:
        properties["spaces"] = int(rng.integers(8, 75)) * 10
    if "length_planned_m" in recipe.extra:
        metres = shape.length if shape is not None else rng.uniform(150, 600)
        properties["length_planned_m"] = round(metres / 10) * 10
    if "attracted" in recipe.extra:
        properties["attracted"] = recipe.extra["attracted"] == "true"


def _settle_totals(rng: np.random.Generator, recipe: Recipe, projects: list[Project]) -> None:
    """Meet the plan's numbers: about 10,000 spaces.

    Twelve projects over 10 billion, one not under way.
    """
    if "spaces" in recipe.extra:
        total = sum(project.properties["spaces"] for project in projects)
        for project in projects:
            spaces = project.properties["spaces"] * SPACES_TOTAL / total
            project.properties["spaces"] = round(spaces / 10) * 10
    largest = int(recipe.extra.get("largest", 0))
    if largest:
        going = [
            p
            for p in projects
            if p.story in ("ahead", "ontrack", "yellow") and p.geometry is not None
        ]
        late = next(p for p in projects if p.story == "late_yellow" and p.geometry is not None)
        chosen = [going[i] for i in sorted(rng.choice(len(going), largest - 1, replace=False))]
        for project in [*chosen, late]:
            project.properties["investment_wan"] = int(rng.integers(100, 260)) * 10000
