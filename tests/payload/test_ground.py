"""The ground in a page: three tiers, chunks that stand alone, small enough, the same twice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
import shapely
from shapely import LineString, Point, box

from jinan_geo.kept.cache import Cache
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.page.columns import read_block
from jinan_geo.payload.grid import grid_info
from jinan_geo.payload.ground import GroundMaker
from jinan_geo.payload.tiers import TierWriter, cut_tiers
from jinan_geo.pipeline import prepare_city
from jinan_geo.publish.publish import publish
from jinan_geo.read.ground import GROUND_FILE, GroundRows, GroundSource
from tests.tools.ground_city import keep_ground, make_ground
from tests.tools.tiny_city import FILES, write_city

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.page.ground import GroundInfo, GroundTier
    from jinan_geo.publish.published import PublishedCity

FULL = {"workspace.toml": FILES["workspace.toml"] + '\n[ground]\ndetail = "full"\n'}
OSM = GroundSource("a.osm", "OpenStreetMap", "© OSM", "ODbL 1.0", 8, 0, None)
ROWS = [
    ("motorway", "绕城高速", None, LineString([(116.9, 36.62), (117.1, 36.62), (117.2, 36.63)])),
    ("local", "芙蓉街", None, LineString([(117.02, 36.66), (117.02, 36.665), (117.0201, 36.67)])),
    ("service", "", None, LineString([(117.03, 36.66), (117.03, 36.661)])),
    ("building", "", None, box(117.03, 36.66, 117.0305, 36.6603)),
    ("water", "大明湖", None, box(117.01, 36.67, 117.03, 36.68)),
    ("water", "", None, box(117.01, 36.65, 117.0101, 36.6501)),  # eleven metres wide
    ("place", "", 11, Point(117.0, 36.65)),
]


def rows_of(*sources: GroundSource) -> GroundRows:
    titles = ["class", "name_zh", "to_zoom", "shape"]
    table = pd.DataFrame(ROWS, columns=titles).assign(name_en="", source=OSM.key)
    table["to_zoom"] = table["to_zoom"].astype(float)
    shapes = table.pop("shape").to_numpy(object)
    return GroundRows(table, shapes, [*sources] or [OSM])


def read_tier(tier: GroundTier, text: str) -> list[dict[str, Any]]:
    """Every row of a tier, from chunks that are each read alone."""
    rows: list[dict[str, Any]] = []
    for chunk in tier.chunks:
        _, tables = read_block(text[chunk.at : chunk.at + chunk.length])
        table = tables["features"]
        rows += [
            dict(zip(table, cells, strict=True)) for cells in zip(*table.values(), strict=True)
        ]
    return rows


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> PublishedCity:
    root = write_city(tmp_path_factory.mktemp("ground"), FULL)
    keep_ground(root / GROUND_FILE, rows_of())
    return publish(prepare_city(Workspace.open(root)), "internal")


def made(city: PublishedCity, district: str | None = None) -> tuple[GroundInfo, str]:
    ground = GroundMaker(city).make(district)
    assert ground.info is not None
    assert ground.block is not None
    return ground.info, ground.block


@pytest.mark.slow
def test_each_tier_holds_what_its_zooms_show(published: PublishedCity) -> None:
    info, block = made(published)
    tiers = info.tiers
    assert [(one.from_zoom, one.to_zoom) for one in tiers] == [(0, 11), (12, 13), (14, 24)]
    far, middle, near = (sorted(row["class"] for row in read_tier(one, block)) for one in tiers)
    assert far == ["motorway", "place", "water"]
    assert middle == ["local", "motorway", "water"]
    assert near == ["building", "local", "motorway", "service", "water", "water"]
    names = {row["name_zh"] for row in read_tier(tiers[2], block)}
    assert names == {"绕城高速", "芙蓉街", "大明湖", None}
    assert info.credit.zh == "© OSM"
    assert info.is_open


def test_main_has_neither_service_roads_nor_buildings_at_any_zoom() -> None:
    rows, writer = rows_of(), TierWriter()
    tiers = cut_tiers(rows.table, rows.shapes, full=False, writer=writer)
    assert [(one.from_zoom, one.to_zoom) for one in tiers] == [(0, 11), (12, 24)]
    found = {row["class"] for one in tiers for row in read_tier(one, "".join(writer.texts))}
    assert found == {"motorway", "local", "water", "place"}


def test_what_is_for_small_scales_alone_goes_no_further() -> None:
    rows, writer = rows_of(), TierWriter()
    table = rows.table.assign(to_zoom=11.0)
    (tier,) = cut_tiers(table, rows.shapes, full=True, writer=writer)
    assert (tier.from_zoom, tier.to_zoom) == (0, 11)


@pytest.mark.slow
def test_a_district_has_its_part_with_a_margin(published: PublishedCity) -> None:
    whole, _ = made(published)
    part, block = made(published, "370103")
    (motorway,) = (row for row in read_tier(part.tiers[2], block) if row["class"] == "motorway")
    assert motorway["name_zh"] == "绕城高速"
    assert width_of(part) < width_of(whole)


def width_of(info: GroundInfo) -> float:
    west, _, east, _ = info.tiers[0].chunks[0].bounds
    return east - west


@pytest.mark.slow
def test_it_is_the_same_twice_and_from_the_cache(published: PublishedCity, tmp_path: Path) -> None:
    first = GroundMaker(published).make(None)
    cache = Cache(tmp_path)
    kept = GroundMaker(published, cache, "program").make(None)
    again = GroundMaker(published, cache, "program")
    assert again.make(None) == kept == first
    assert "_rows" not in vars(again)  # not even read
    other = GroundMaker(published, cache, "another program")
    assert other.make(None) == first
    assert "_rows" in vars(other)


@pytest.mark.slow
def test_a_licence_that_is_not_open_is_told(published: PublishedCity, tmp_path: Path) -> None:
    rows = rows_of(OSM, replace(OSM, key="own", credit="测绘院", licence=""))
    rows.table.loc[0, "source"] = "own"
    keep_ground(tmp_path / GROUND_FILE, rows)
    city = replace(published, workspace=replace(published.workspace, root=tmp_path))
    info, _ = made(city)
    assert (info.credit.zh, info.is_open) == ("© OSM；测绘院", False)


def test_the_grid_is_that_of_a_transverse_mercator_system() -> None:
    grid = grid_info("EPSG:4548")
    assert grid is not None
    assert (grid.meridian, grid.scale, grid.false_east_m) == (117, 1, 500_000)
    assert grid_info("EPSG:3857") is None


def check_budget(share: float) -> None:
    """By the share of a city of 270,000 road vertices and 150,000 building vertices."""
    table, shapes = make_ground(int(270_000 * share), int(150_000 * share))
    assert shapely.get_num_coordinates(shapes).sum() > 415_000 * share
    for full, most in ((False, 300_000), (True, 1_700_000)):
        texts = []
        for _ in range(2):
            writer = TierWriter()
            cut_tiers(table, shapes, full=full, writer=writer)
            texts.append("".join(writer.texts))
        assert len(texts[0]) < most * share
        assert texts[0] == texts[1]


@pytest.mark.slow
def test_a_tenth_of_a_city_takes_a_tenth_of_the_budget() -> None:
    check_budget(0.1)


@pytest.mark.deep
def test_a_whole_city_keeps_to_the_budget() -> None:
    check_budget(1)
