"""A province: sums of what cities told, equal to their own frames, and nothing of a project."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from jinan_geo.analyst.view import CityView
from jinan_geo.answers.province import roll_up
from jinan_geo.answers.summary import summarise
from jinan_geo.cli.main import main
from jinan_geo.errors import InputError, UsageError
from jinan_geo.manifest.closed import Text
from jinan_geo.manifest.summary import CitySummary, Counted, Counts, Promises
from jinan_geo.publish.publish import publish
from jinan_geo.read.summary import read_summary
from jinan_geo.render.province import WantedProvince, render_province

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jinan_geo.city.city import City
    from jinan_geo.manifest.workspace import Workspace

SQUARE = [(117.0, 36.0), (117.4, 36.0), (117.4, 36.4), (117.0, 36.4), (117.0, 36.0)]


def counted(lights: tuple[int, int, int, int], *days: str) -> Counted:
    red, yellow, green, grey = lights
    told = Counts(red=red, yellow=yellow, green=green, grey=grey)
    none = Promises(red=0, yellow=0, green=0, grey=0)
    editions = {dt.date.fromisoformat(day): told for day in days}
    return Counted(lights=told, unlocated=1, reported=2, promises=none, editions=editions)


def told_by(name: str, numbers: Counted, *, sample: bool = False, rule: str = "a") -> CitySummary:
    return CitySummary(
        format="jinan-geo-summary-1",
        made_with="0",
        name=Text(zh=name),
        as_of=max(numbers.editions, default=None),
        audience="internal",
        rule=Text(zh=rule),
        rule_key=rule,
        sourced=None if sample else numbers,
        samples=numbers if sample else None,
        outline=[SQUARE],
    )


def test_a_summary_counts_as_the_city_does(city: City) -> None:
    shown = publish(city, "internal")
    told, frame = summarise(shown), CityView(shown).projects()
    kinds = {False: told.sourced, True: told.samples}
    for is_sample, kind in kinds.items():
        chosen = frame[frame["sample"] == is_sample]
        assert (kind is None) == (not len(chosen))
        if kind is None:
            continue
        lights = chosen["light"].value_counts()
        assert kind.lights == Counts(
            **{key: int(lights.get(key, 0)) for key in ("red", "yellow", "green", "grey")}
        )
        assert kind.unlocated == int(chosen.geometry.isna().sum())
        assert kind.reported == int(chosen["reported"].sum())
        assert list(kind.editions) == list(city.editions)
        assert list(kind.editions.values())[-1] == kind.lights


def test_no_project_is_named_in_what_leaves_a_city(city: City) -> None:
    shown = publish(city, "internal")
    text = summarise(shown).model_dump_json()
    names = [
        str(name)
        for layer in shown.layers
        if layer.is_projects
        for column in ("id", "name_zh")
        for name in layer.features[column]
    ]
    assert names
    assert not [name for name in names if f'"{name}"' in text or (len(name) > 6 and name in text)]


def test_sums_are_of_all_cities_and_shares_of_each() -> None:
    rolled = roll_up(
        [
            told_by("甲市", counted((1, 1, 8, 0), "2025-09-30", "2025-10-31")),
            told_by("乙市", counted((3, 2, 5, 0), "2025-10-31")),
            told_by("丙市", counted((1, 0, 1, 9), "2025-10-20")),
        ]
    )
    assert [row.summary.name.zh for row in rolled.cities] == ["乙市", "甲市", "丙市"]
    assert [row.behind_share for row in rolled.cities] == [0.5, 0.2, None]
    assert rolled.lights == Counts(red=5, yellow=3, green=14, grey=9)
    assert (rolled.unlocated, rolled.reported) == (3, 6)
    assert rolled.days == [dt.date(2025, 10, 20), dt.date(2025, 10, 31)]
    # No city had told anything in September but one, so that month is of no province.
    assert rolled.months == {"2025-10": rolled.lights}


def test_a_city_counts_with_its_last_edition_until_the_month_ends() -> None:
    early = told_by("甲市", counted((1, 0, 0, 0), "2025-06-30"))
    later = told_by("乙市", counted((0, 1, 0, 0), "2025-06-15", "2025-08-31"))
    assert list(roll_up([early, later]).months) == ["2025-06", "2025-07", "2025-08"]


def test_samples_are_in_no_sum_of_what_is_sourced() -> None:
    true = told_by("甲市", counted((1, 0, 0, 0), "2025-06-30"))
    made = told_by("乙市", counted((9, 0, 0, 0), "2025-06-30"), sample=True)
    rolled = roll_up([made, true])
    assert rolled.lights.projects == 1
    assert [row.summary.name.zh for row in rolled.beside] == ["乙市"]
    assert roll_up([made]).is_sample


def test_a_city_given_twice_is_refused() -> None:
    one = told_by("甲市", counted((1, 0, 0, 0), "2025-06-30"))
    with pytest.raises(UsageError, match="甲市"):
        roll_up([one, one])
    with pytest.raises(UsageError):
        roll_up([])


def test_rules_that_differ_are_told() -> None:
    numbers = counted((1, 0, 0, 0), "2025-06-30")
    one, other = told_by("甲市", numbers, rule="慢"), told_by("乙市", numbers, rule="快")
    wanted = WantedProvince(Text(zh="省"), "zh", {})
    page = render_province(roll_up([one, other]), wanted)
    assert "慢" in page
    assert "快" in page
    alike = render_province(roll_up([one, told_by("乙市", numbers, rule="慢")]), wanted)
    assert "各市灯规则不同" in page
    assert "各市灯规则不同" not in alike


def test_a_hostile_name_stays_text() -> None:
    name = "<img src=x onerror=alert(1)>{{ 7 * 7 }}</script>"
    page = render_province(
        roll_up([told_by(name, counted((1, 0, 0, 0), "2025-06-30"))]),
        WantedProvince(Text(zh=name), "zh", {}),
    )
    assert "<img" not in page
    assert "49" not in re.findall(r"<title>(.*?)</title>", page)[0]


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"PK\x03\x04", b'{"format": "other"}', '{"a": 1}'.encode("utf-16")]
)
def test_another_file_is_refused_with_the_way_out(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "x.json"
    file.write_bytes(data)
    with pytest.raises(InputError, match="export summary"):
        read_summary(file)


def test_a_wrong_number_is_named(tmp_path: Path) -> None:
    raw = json.loads(told_by("甲市", counted((1, 0, 0, 0), "2025-06-30")).model_dump_json())
    raw["sourced"]["lights"]["red"] = -3
    file = tmp_path / "x.json"
    file.write_text(json.dumps(raw), encoding="utf-8")
    with pytest.raises(InputError, match=r"sourced\.lights\.red"):
        read_summary(file)


def test_a_file_and_a_folder_give_the_same_page(
    open_city: Callable[..., Workspace], tmp_path: Path
) -> None:
    root = str(open_city().root)
    run = CliRunner()
    sums, one, other = (tmp_path / name for name in ("sums.json", "a.html", "b.html"))
    sent = run.invoke(main, ["export", "summary", "--workspace", root, "--out", str(sums)])
    assert sent.exit_code == 0, sent.output
    for given, page in ((root, one), (str(sums), other)):
        said = ["province", given, "--out", str(page), "--lang", "en", "--title-en", "All"]
        done = run.invoke(main, said)
        assert done.exit_code == 0, done.output
    assert one.read_bytes() == other.read_bytes()
    assert str(tmp_path) not in one.read_text(encoding="utf-8")
    # A title in one language stands for both.
    assert 'data-zh="All" data-en="All"' in one.read_text(encoding="utf-8")


def test_a_hundred_counties_are_told_where_they_have_room(tmp_path: Path) -> None:
    files = []
    for at in range(100):
        told = told_by(f"第{at:03d}县", counted((at, 2000, 3, 4), "2025-10-31"))
        west, south = 117 + at % 10 / 10, 36 + at // 10 / 10
        ring = [(west + (x - 117) / 5, south + (y - 36) / 5) for x, y in SQUARE]
        files.append(tmp_path / f"{at}.json")
        files[-1].write_text(told.model_copy(update={"outline": [ring]}).model_dump_json())
    out = tmp_path / "province.html"
    told = CliRunner().invoke(main, ["province", *map(str, files), "--out", str(out)])
    assert told.exit_code == 0
    assert [f"第{at:03d}县" in told.output for at in (99, 70, 69, 0)] == [True, True, False, False]
    assert "70" in told.output.splitlines()[-2]
    page = out.read_text(encoding="utf-8")
    assert page.count("<title>") == 101
    assert all(sum_ in page for sum_ in ("4,950", "200,000", "205,650"))
    places = re.findall(r'jg-province-wide" x="([\d.]+)" y="([\d.]+)" lang="zh">(第\d+县)', page)
    assert places[0][2] == "第099县"
    assert 20 < len(places) < 100
    assert page.count('<span class="jg-province-wide"><br>') == 1  # where a name is left out
    boxes = [(float(x), float(y)) for x, y, _ in places]
    crossing = [
        (one, two)
        for one, two in itertools.combinations(boxes, 2)
        if abs(one[0] - two[0]) < 13 * 5 and abs(one[1] - two[1]) < 28
    ]
    assert crossing == []
