"""The level of a layer and of a district follows from counts, and says what is missing for the
next.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from shapely import Point

from jinan_geo.answers.quality import LEVELS, Quality, assess_quality
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import prepare_city
from tests.tools.tiny_city import FILES, SITES_LAYER, YEAR, collection, feature, write_city

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

CLEAN = Quality(None, None, 100, *[0] * 8)
PLACES = [(117.0123 + at % 5 * 0.045, 36.6123 + at // 5 * 0.018) for at in range(20)]  # 8 in Lixia
FEATURES = "layers/sites/features.geojson"
LEDGER = "layers/sites/progress.csv"
LAYER = "layers/sites/layer.toml"
RECORDS = "id,as_of,stage,done_pct\n" + "".join(
    f"q-{at},2025-02-28,construction,20\n" for at in range(20)
)

SAMPLED = (
    RECORDS.replace("done_pct\n", "done_pct,sample\n")
    .replace("20\n", "20,\n")
    .replace("20,\n", "20,true\n", 1)
)


@pytest.mark.parametrize(
    ("change", "level", "lacks"),
    [
        ({}, "trustworthy", {}),
        ({"features": 0}, "none", {"features": 0}),
        ({"sample": 1}, "some", {"sample": 1}),
        ({"faulty": 1}, "authoritative", {"faulty": 1}),
        ({"layer_faults": 2}, "authoritative", {"layer_faults": 2}),
        ({"warned": 6}, "authoritative", {"warned": 6}),
        ({"warned": 5}, "good", {"warned": 5}),
        ({"unlocated": 6, "warned": 5}, "authoritative", {"unlocated": 6}),
        ({"unreported": 6}, "authoritative", {"unreported": 6}),
        ({"imprecise": 100}, "good", {"imprecise": 100}),
        ({"layer_warnings": 1}, "good", {"layer_warnings": 1}),
        ({"sample": 1, "faulty": 1}, "some", {"sample": 1}),
    ],
)
def test_the_level_is_the_last_that_nothing_stands_against(
    change: Mapping[str, int], level: str, lacks: Mapping[str, int]
) -> None:
    quality = replace(CLEAN, **change)
    assert (quality.level, quality.lacks) == (level, lacks)
    assert LEVELS.index(quality.level) <= LEVELS.index(CLEAN.level)


def assess(
    root: Path, files: Mapping[str, str | None], kind: str = "sourced"
) -> dict[tuple[str | None, str | None], Quality]:
    city = prepare_city(Workspace.open(write_city(root, files)))
    return {
        (one.layer, one.district): one
        for one in assess_quality(city.layers, city.districts, city.issues)
        if one.kind == kind
    }


def sites(**odd: object) -> str:
    features = [
        feature(
            Point(place),
            **{
                "id": f"q-{at}",
                "name_zh": f"点{at}",
                "accuracy": "surveyed",
                **YEAR,
                **(odd if at == 0 else {}),
            },
        )
        for at, place in enumerate(PLACES)
    ]
    return collection(features)


GOOD = {
    FEATURES: sites(),
    LEDGER: RECORDS,
    LAYER: SITES_LAYER.replace('audience = "restricted"', 'audience = "public"'),
}


def test_a_layer_without_fault_is_trustworthy_and_so_is_its_part_in_each_district(
    tmp_path: Path,
) -> None:
    found = assess(tmp_path, GOOD)
    assert found["sites", None] == Quality("sites", None, 20, *[0] * 8)
    parts = {
        district: one for (layer, district), one in found.items() if layer == "sites" and district
    }
    assert {code: one.features for code, one in parts.items()} == {"370102": 8, "370112": 12}
    assert {one.level for one in (found["sites", None], *parts.values())} == {"trustworthy"}
    assert found["districts", None].features == 3


@pytest.mark.first_quick(3)
@pytest.mark.parametrize(
    ("files", "count", "level"),
    [
        ({FEATURES: sites(planned_start="2025-13-01")}, ("warned", 1), "good"),
        ({FEATURES: sites(accuracy="approximate")}, ("imprecise", 1), "good"),
        ({LEDGER: "".join(RECORDS.splitlines(keepends=True)[:-3])}, ("unreported", 3),
         "authoritative"),
        ({LEDGER: RECORDS + "ghost,2025-02-28,construction,20\n"}, ("layer_faults", 1),
         "authoritative"),
        ({FEATURES: sites(id="q-1")}, ("faulty", 1), "authoritative"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_counted_and_lowers_the_level(
    tmp_path: Path, files: Mapping[str, str], count: tuple[str, int], level: str
) -> None:
    found = assess(tmp_path, {**GOOD, **files})
    assert getattr(found["sites", None], count[0]) == count[1]
    assert found["sites", None].level == level
    assert found["sites", None].lacks


def test_a_district_is_judged_on_all_that_lies_in_it_and_on_nothing_else(tmp_path: Path) -> None:
    alone = {
        f"layers/street-works/{name}": None
        for name in ("layer.toml", "features.geojson", "progress.csv")
    }
    targets = {"targets.toml": FILES["targets.toml"].split("[[targets]]")[0] + "targets = []\n"}
    found = assess(tmp_path, {**GOOD, **alone, **targets, FEATURES: sites(accuracy="approximate")})
    assert (found[None, "370102"].imprecise, found[None, "370102"].level) == (1, "good")
    assert (found[None, "370112"].imprecise, found[None, "370112"].level) == (0, "trustworthy")
    assert (found[None, "370103"].features, found[None, "370103"].level) == (0, "none")


def test_samples_are_judged_by_themselves_and_lower_no_level_of_what_is_sourced(
    tmp_path: Path,
) -> None:
    odd = {**GOOD, LEDGER: SAMPLED + "ghost,2025-02-28,construction,20,\n"}
    sourced, made_up = assess(tmp_path, odd), assess(tmp_path, odd, "sample")
    assert (sourced["sites", None].features, sourced["sites", None].sample) == (19, 0)
    assert sourced["sites", None].layer_faults == 1  # of no feature: never among the samples
    part = made_up["sites", None]
    assert (part.features, part.level, part.lacks) == (1, "some", {"sample": 1})
    assert (sourced["sites", "370102"].features, made_up["sites", "370102"].features) == (7, 1)
    assert sourced["sites", "370102"].level == "trustworthy"
    assert made_up[None, "370102"].features == 1
    assert (None, "370112") not in made_up


def test_a_layer_of_samples_has_no_row_of_what_is_sourced(tmp_path: Path) -> None:
    files = {**GOOD, LAYER: GOOD[LAYER].replace("order = 10", "order = 10\nsample = true")}
    assert ("sites", None) not in assess(tmp_path, files)
    part = assess(tmp_path, files, "sample")["sites", None]
    assert (part.features, part.sample, part.level) == (20, 20, "some")
