"""A city from an empty folder to page, brief and workbook, by the commands a newcomer types."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

import jinan_geo
from jinan_geo.payload.build import build_pages
from jinan_geo.pipeline import prepare_city
from jinan_geo.publish.publish import publish
from tests.tools.any_city import TABLES, commands_of
from tests.tools.verbs import run

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.city.city import City

MOST_COMMANDS, MOST_SECONDS = 10, 120
RECORDED = {"britain": [40, 55, 100]}


@pytest.mark.parametrize("city", TABLES)
@pytest.mark.first_whole(1)
@pytest.mark.slow
@pytest.mark.usefixtures("plain")
def test_a_city_a_layer_a_table_and_all_that_is_made_of_them(tmp_path: Path, city: str) -> None:
    commands = commands_of(city, tmp_path)
    root = tmp_path / "city"
    assert len(commands) <= MOST_COMMANDS
    begun = time.process_time()
    for command in commands:
        ran = run(*command)
        assert ran.code == 0, (command, ran.text)
    assert time.process_time() - begun < MOST_SECONDS
    assert (root / "maps" / "city.html").exists()
    names = {path.name for path in (root / "packs").rglob("*")}
    assert {"map.html", "workbook.xlsx", "brief.docx"} <= names
    known = prepare_city(jinan_geo.Workspace.open(root))
    (layer,) = [one for one in known.layers if one.id == "works"]
    assert sorted(layer.records["done_pct"]) == RECORDED.get(city, [10, 40, 55])
    assert not layer.records["stage"].isna().all() or city == "china"
    assert_frames_are_the_page(root, known)


def assert_frames_are_the_page(root: Path, known: City) -> None:
    """``city.projects()`` has the numbers of the page, in any country."""
    frame = jinan_geo.Workspace.open(root).load().projects()
    page = next(iter(build_pages(publish(known, "internal"), "city"))).page
    totals = page.totals[-1]
    lights = frame["light"].value_counts()
    for light in ("red", "yellow", "green", "grey"):
        assert lights.get(light, 0) == getattr(totals, light)
    assert (len(frame), int(frame.geometry.notna().sum())) == (totals.projects, totals.located)
    assert int(frame["reported"].sum()) == totals.reported
    assert frame["investment_wan"].sum() == totals.investment_wan
