"""What moved, grew, came or went between two files of a layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
from shapely import Point, box

from jinan_geo.city.moves import compare_geometry
from jinan_geo.coordinates.crs import metric_crs
from tests.tools.tiny_city import SITE_FEATURES, SITES_LAYER, collection

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinan_geo.city.city import City

METRIC = metric_crs("EPSG:4548")


def frame(**shapes: object) -> gpd.GeoDataFrame:
    """Features by id, in the metric CRS, so that a step of 3 is 3 metres."""
    return gpd.GeoDataFrame({"id": list(shapes)}, geometry=list(shapes.values()), crs=METRIC)


def test_only_what_differs_is_a_change() -> None:
    east, north = 500_000, 4_050_000
    plot = box(east, north, east + 100, north + 100)
    before = frame(still=plot, moved=Point(east, north), grown=plot, lost=plot, nowhere=None)
    after = frame(
        still=box(east + 0.1, north, east + 100.1, north + 100),
        moved=Point(east + 3, north + 4),
        grown=box(east, north, east + 200, north + 100),
        lost=None,
        nowhere=None,
        new=plot,
        unplaced=None,
    )
    found = compare_geometry(before, after, after, METRIC).set_index("feature")
    kinds = {after["id"][at]: kind for at, kind in found["kind"].items()}
    assert kinds == {"moved": "moved", "grown": "moved", "lost": "moved", "new": "added"}
    at = {key: list(after["id"]).index(key) for key in kinds}
    assert found["moved_m"][at["moved"]] == pytest.approx(5)
    assert found["moved_m"][at["grown"]] == pytest.approx(50)
    assert (found["before"][at["grown"]], found["after"][at["grown"]]) == (
        pytest.approx(10_000),
        pytest.approx(20_000),
    )
    assert np.isnan(found["moved_m"][at["lost"]])


def test_a_past_file_gives_moves_and_names_what_is_gone(make_city: Callable[..., City]) -> None:
    shifted = {**SITE_FEATURES[0], "geometry": {"type": "Point", "coordinates": [117.051, 36.65]}}
    gone = {**SITE_FEATURES[0], "properties": {**SITE_FEATURES[0]["properties"], "id": "s-0"}}  # type: ignore[dict-item]
    city = make_city(
        {
            "layers/sites/layer.toml": 'past = { 2025-01-31 = "january.geojson" }\n' + SITES_LAYER,
            "layers/sites/january.geojson": collection([gone, shifted, *SITE_FEATURES[1:4]]),
        }
    )
    sites = next(layer for layer in city.layers if layer.id == "sites")
    rows = {sites.features["id"][row.feature]: row for row in sites.moves.itertuples()}
    assert set(rows) == {"s-1", "s-5"}
    assert rows["s-1"].kind == "moved"
    assert rows["s-1"].moved_m == pytest.approx(89.4, abs=0.5)
    assert rows["s-5"].kind == "added"
    assert [(issue.type, issue.feature) for issue in city.issues] == [("vanished-feature", "s-0")]


def replanned(**changes: object) -> dict[str, object]:
    return {**SITE_FEATURES[0], "properties": {**SITE_FEATURES[0]["properties"], **changes}}  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("before", "finishes", "due"),
    [
        ({"planned_finish": "2025-06-30"}, ("2025-06-30", "2025-12-31"), (17.13, 8.49)),
        ({"plan": "2025-01-31:20;2025-12-31:100"}, ("2025-12-31", "2025-12-31"), (20.0, 8.49)),
    ],
)
def test_a_plan_that_was_lowered_is_told_with_both_plans(
    make_city: Callable[..., City],
    before: dict[str, object],
    finishes: tuple[str, str],
    due: tuple[float, float],
) -> None:
    city = make_city(
        {
            "layers/sites/layer.toml": 'past = { 2025-01-31 = "january.geojson" }\n' + SITES_LAYER,
            "layers/sites/january.geojson": collection([replanned(**before), *SITE_FEATURES[1:]]),
        }
    )
    sites = next(layer for layer in city.layers if layer.id == "sites")
    (row,) = sites.moves.itertuples()
    assert (sites.features["id"][row.feature], row.kind) == ("s-1", "replanned")
    assert (f"{row.finish_before:%Y-%m-%d}", f"{row.finish_after:%Y-%m-%d}") == finishes
    assert (row.due_before, row.due_after) == pytest.approx(due)


def test_a_plan_that_one_side_does_not_state_is_no_change(make_city: Callable[..., City]) -> None:
    city = make_city(
        {
            "layers/sites/layer.toml": 'past = { 2025-01-31 = "january.geojson" }\n' + SITES_LAYER,
            "layers/sites/january.geojson": collection(
                [replanned(planned_start=None, planned_finish=None), *SITE_FEATURES[1:]]
            ),
        }
    )
    sites = next(layer for layer in city.layers if layer.id == "sites")
    assert len(sites.moves) == 0
