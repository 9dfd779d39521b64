"""K4, degrees that are wrong but possible: said with the reading that fits, never applied."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from jinan_geo.coordinates.atsea import name_at_sea
from jinan_geo.coordinates.misread import say_misread
from tests.tools.field import draw, text
from tests.tools.tiny_city import write_city
from tests.tools.verbs import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

# Streets of Lixia and Licheng in the tiny city: 117.0 to 117.2 E, 36.6 to 36.7 N.
AT = np.array([(117.0213, 36.6612), (117.0537, 36.6703), (117.1171, 36.6551), (117.1309, 36.6834)])
CITY = shapely.box(117.0, 36.6, 117.2, 36.7)


def packed(numbers: Numbers) -> Numbers:
    minutes = numbers % 1 * 60
    return np.floor(numbers) + np.floor(minutes) / 100 + minutes % 1 * 60 / 10_000


READINGS: dict[str, tuple[Callable[[Numbers], Numbers], tuple[str, ...]]] = {
    "radians": (np.radians, ("radians",)),
    "radians, latitude first": (lambda at: np.radians(at[:, ::-1]), ("radians", "latitude comes")),
    "gon": (lambda at: at / 0.9, ("gon",)),
    "both signs": (lambda at: -at, ("both have",)),
    "west": (lambda at: at * (-1, 1), ("longitudes have",)),
    "south": (lambda at: at * (1, -1), ("latitudes have",)),
    "both signs, latitude first": (lambda at: -at[:, ::-1], ("both have", "latitude comes")),
    "minutes of arc": (lambda at: at * 60, ("minutes of arc",)),
    "seconds of arc": (lambda at: at * 3600, ("seconds of arc",)),
    "E7, as a telephone's history": (lambda at: np.round(at * 1e7), ("10,000,000",)),
    "E6, as a tachograph's": (lambda at: np.round(at * 1e6), ("1,000,000",)),
    "E5, as a polyline's": (lambda at: np.round(at * 1e5), ("100,000",)),
    "NMEA": (lambda at: np.floor(at) * 100 + at % 1 * 60, ("receivers",)),
    "dddmmss": (lambda at: packed(at) * 10_000, ("1170112",)),
    "gon with the wrong sign": (lambda at: at * (-1, 1) / 0.9, ("gon", "longitudes have")),
}  # fmt: skip


def contains(lon: Numbers, lat: Numbers) -> NDArray[np.bool_]:
    return np.asarray(shapely.contains_xy(CITY, lon, lat))


@pytest.mark.parametrize("case", READINGS)
def test_K4_the_reading_that_puts_numbers_into_the_city_is_said(case: str) -> None:
    make, words = READINGS[case]
    told = say_misread(make(AT), contains)
    assert told is not None
    assert all(word in told.en for word in words)
    assert "longitude 117.0213, latitude 36.6612" in told.en


@pytest.mark.parametrize(
    "numbers",
    [
        AT + 1,  # a neighbouring city
        AT * 2, AT - (234.0, 0),
        np.array([[-0.1276, 51.5072], [-0.0877, 51.5079]]),
        np.array([[-1.6244, 6.6885], [0.0, 5.6]]),  # Ghana
        np.array([[530_000, 180_000], [531_000, 181_000]]),
    ],
)  # fmt: skip
def test_K4_other_places_are_no_misreading(numbers: Numbers) -> None:
    found = say_misread(numbers, contains)
    assert found is None or "longitudes have the wrong sign" in found.en


RNG = np.random.default_rng(11)


def around(west: float, south: float, east: float, north: float, digits: int = 6) -> Numbers:
    return np.round(RNG.uniform((west, south), (east, north), (40, 2)), digits)


@pytest.mark.parametrize(
    ("numbers", "name"),
    [
        (np.radians(around(116.9, 36.5, 117.2, 36.8)), "radians"),
        (np.radians(around(116.9, 36.5, 117.2, 36.8))[:, ::-1], "radians"),
        (np.radians(around(-180, -90, 180, 90)), "radians"),
        (np.radians(around(-0.5, 51.3, 0.3, 51.7)), "radians"),
        (-around(116.9, 36.5, 117.2, 36.8), "turned"),
        (-around(104.0, 30.5, 104.2, 30.8), "turned"),
        (around(116.9, 36.5, 117.2, 36.8), ""),
        (around(-3.2, 4.8, 1.1, 11.1), ""),  # Ghana
        (around(6.4, 0.0, 6.8, 0.5), ""),  # São Tomé
        (around(8.7, -3.9, 14.5, 2.3), ""),  # Gabon
        (around(-0.5, 51.3, 0.3, 51.7), ""),  # London
        (around(-0.3, 39.3, 0.2, 40.0), ""),  # Valencia
        (around(-3, -1.5, 3, 1.5, 1), ""),  # a test's squares
        (np.array([[0.0, 0.0], [1.0, 1.0], [0.5, 0.25]]), ""),
        (around(-74.5, -43.4, -71.0, -33.0), ""),  # Chile
        (around(-109.5, -27.2, -109.2, -27.0), ""),  # Easter Island
        (around(-79.0, -33.8, -78.7, -33.6), ""),  # Juan Fernández
        (around(-180, -50, -76, 0), ""),  # earthquakes of an ocean
        (np.empty((0, 2)), ""),
    ],
)  # fmt: skip
def test_K4_a_file_at_sea_is_doubted_and_none_on_land(numbers: Numbers, name: str) -> None:
    assert name_at_sea(numbers) == name


def table(folder: Path, numbers: Numbers) -> Path:
    rows = "".join(f"P-{at},{x:.8f},{y:.8f}\n" for at, (x, y) in enumerate(numbers.tolist()))
    return text(folder, "编号,经度,纬度\n" + rows)


@pytest.mark.parametrize(
    ("case", "said"), [("radians", "multiply"), ("both signs", "South Pacific")]
)
def test_K4_the_map_says_it_and_moves_nothing(tmp_path: Path, case: str, said: str) -> None:
    numbers = READINGS[case][0](AT)
    drawn = draw(table(tmp_path, numbers), lang="en")
    doubts = [issue for issue in drawn["issues"] if issue["type"] == "doubtful-place"]
    assert [said in issue["message"] for issue in doubts] == [True]
    assert drawn["bounds"] == pytest.approx(
        [*numbers.min(axis=0), *numbers.max(axis=0)], abs=0.0025
    )


@pytest.mark.parametrize("case", ["radians", "gon", "west", "both signs"])
@pytest.mark.slow
def test_K4_a_city_tells_the_reading_in_every_verb(tmp_path: Path, case: str) -> None:
    make, words = READINGS[case]
    file, city = table(tmp_path, make(AT)), write_city(tmp_path / "city")
    told = json.loads(run("check", file, "--workspace", city, "--json").text)
    rows = [row["message_en"] for row in told["issues"] if row["type"] == "doubtful-place"]
    assert any(words[0] in row for row in rows)
    doctor = json.loads(run("doctor", file, "--workspace", city, "--json", "--lang", "en").text)
    assert (doctor["found"], doctor["confidence"]) == (None, 0.0)
    assert words[0] in doctor["evidence"][-1]
    added = run("layer", "add", file, "--id", "x", "--workspace", city, "--lang", "en")
    assert words[0] in " ".join(added.text.split())
    kept = json.loads(run("check", "--workspace", city, "--json").text)
    assert any(
        row["layer"] == "x" and words[0] in row["message_en"]
        for row in kept["issues"]
        if row["type"] == "doubtful-place"
    )


def test_K4_a_city_that_is_elsewhere_confirms_no_degrees_of_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = table(tmp_path, AT + np.array((30.0, 3.0)))
    city = write_city(tmp_path / "city")
    assert json.loads(run("doctor", file, "--workspace", city, "--json").text)["found"] is None
    alone = json.loads(run("doctor", file, "--json", "--lang", "en").text)
    assert alone["found"] == "EPSG:4326"
    assert "No CRS is stated" in alone["evidence"][-1]


@pytest.mark.parametrize(("at", "told"), [((0, 0), True), ((-117, 15), False)])
def test_K4_web_maps_of_china_are_named_in_china_only(
    tmp_path: Path, at: tuple[float, float], told: bool
) -> None:
    drawn = draw(table(tmp_path, AT + np.array(at)))
    (said,) = [one for one in drawn["issues"] if one["type"] == "degrees-assumed"]
    assert ("GCJ-02" in said["message"]) is told
