"""How often the coordinate doctor is right, by the confidence that it printed.

    python benchmarks/doctor_reliability.py [SEED] [TRIALS] [CLEAN]

Each trial makes a city of its own, with layers that are declared digitised, and a file: points,
boxes, dense polygons, lines or collections, 5 to 2,000 of them, that have to do with the layers or
not, as they are or brought into GCJ-02 or BD-09, whole or in part. The table says of the verdicts
in each band of confidence how many were right; below it stand how many files that have to do with
the city were told, and how many clean files that have not were called shifted. A second table tells
of 600 points with their districts, in Jinan and in its built-up part, of which none or a tenth is
shifted.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from jinan_geo.coordinates.anchors import match_anchors
from jinan_geo.coordinates.chance import EITHER
from jinan_geo.coordinates.doctor import Witnesses, diagnose
from jinan_geo.coordinates.shifted import FROM_WGS84
from jinan_geo.coordinates.stated_crs import name_system
from jinan_geo.coordinates.systems import ground_of
from jinan_geo.coordinates.telling_columns import find_claims

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jinan_geo.coordinates.doctor import Diagnosis

BOX = (116.90, 36.60, 117.25, 36.72)
BANDS = ((0.0, 0.8), (0.8, 0.85), (0.85, 0.9), (0.9, 0.95), (0.95, 1.01))
KINDS = ("points", "boxes", "polygons", "lines", "collections")
RELATIONS = ("ids", "lines", "districts", "none")
METRE = 1 / 111_000  # degrees of latitude
JITTER_M = 6.0  # how exactly the same thing is drawn twice
SHARE = 0.1  # of a file that mixes systems
JINAN = Path(__file__).resolve().parents[1] / "layers" / "districts" / "features.geojson"
STATED = name_system(gpd.GeoSeries([], crs="EPSG:4326").crs)


@dataclass(frozen=True)
class City:
    """A city made of a seed: its districts and what else is known of it, in WGS84."""

    districts: gpd.GeoDataFrame
    layers: dict[str, gpd.GeoDataFrame]


@dataclass(frozen=True)
class Trial:
    """A file, what it has to do with its city, what it is, and what the doctor said."""

    kind: str
    relation: str
    truth: str
    size: int
    said: Diagnosis

    @property
    def told(self) -> bool:
        """Whether there was a verdict."""
        return self.said.found is not None

    @property
    def right(self) -> bool:
        """Whether the verdict is the truth."""
        if not self.truth.startswith("mixed"):
            return self.said.found == self.truth
        systems = {part for name, _ in self.said.shares for part in name.split(EITHER)}
        return self.said.found == "mixed" and self.truth.removeprefix("mixed ") in systems


def make_city(random: np.random.Generator) -> City:
    """Draw districts on a crooked grid, roads, sites and parcels."""
    west, south, east, north = BOX
    columns, rows = 4, 3
    x, y = np.meshgrid(np.linspace(west, east, columns + 1), np.linspace(south, north, rows + 1))
    inner = np.zeros_like(x, dtype=bool)
    inner[1:-1, 1:-1] = True
    x, y = (
        x + inner * random.normal(0, 0.012, x.shape),
        y + inner * random.normal(0, 0.006, x.shape),
    )
    corners = [
        [(row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column)]
        for row in range(rows)
        for column in range(columns)
    ]
    shapes = [shapely.Polygon([(x[at], y[at]) for at in ring]) for ring in corners]
    codes = [f"3701{at:02d}" for at in range(1, len(shapes) + 1)]
    districts = _frame(shapes, codes, [f"{at}号区" for at in range(1, len(shapes) + 1)])
    layers = {
        "districts": districts,
        "roads": _named("R", [_road(random) for _ in range(60)]),
        "sites": _named("S", list(shapely.points(_places(random, 200)))),
        "parcels": _named("P", [_blob(random, at, 12) for at in _places(random, 150)]),
    }
    return City(districts, layers)


def _frame(shapes: list[Any], ids: list[str], names: list[str]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"id": ids, "name_zh": names}, geometry=shapes, crs="EPSG:4326")


def _named(letter: str, shapes: list[Any]) -> gpd.GeoDataFrame:
    ids = [f"{letter}-{at:03d}" for at in range(len(shapes))]
    return _frame(shapes, ids, [f"{name} 号" for name in ids])


def _places(random: np.random.Generator, count: int) -> Any:  # noqa: ANN401 - numpy's
    return random.uniform(BOX[:2], BOX[2:], (count, 2))


def _road(random: np.random.Generator) -> Any:  # noqa: ANN401 - a shape
    along = np.linspace(-0.5, 0.5, 9) * random.uniform(0.01, 0.08)
    angle = random.uniform(0, np.pi)
    at = np.stack([along * np.cos(angle), along * np.sin(angle) * 0.8], axis=1)
    return shapely.LineString(_places(random, 1) + at + random.normal(0, 2e-4, at.shape))


def _blob(random: np.random.Generator, middle: Any, most: int = 29) -> Any:  # noqa: ANN401 - a shape
    count = int(random.integers(5, most + 1))
    angle = np.sort(random.uniform(0, 2 * np.pi, count))
    radius = random.uniform(2e-4, 3e-3) * random.uniform(0.7, 1, count)
    return shapely.Polygon(
        np.stack([radius * np.cos(angle), 0.8 * radius * np.sin(angle)], axis=1) + middle
    )


def _new(random: np.random.Generator, kind: str, middle: Any) -> Any:  # noqa: ANN401 - a shape
    """Draw a feature that has nothing to do with anything."""
    if kind == "points":
        return shapely.Point(middle)
    if kind == "boxes":
        half = random.uniform(1e-4, 1.5e-3, 2)
        return shapely.box(*(middle - half), *(middle + half))
    if kind == "polygons":
        return _blob(random, middle)
    if kind == "lines":
        return shapely.transform(_road(random), lambda at: at - at.mean(axis=0) + middle)
    return shapely.GeometryCollection([_blob(random, middle), shapely.Point(middle)])


def _known(random: np.random.Generator, kind: str, city: City, *, same: bool) -> tuple[Any, str]:
    """Draw again what a layer has, with other vertices, and give its id.

    A box is ``same`` as the parcel that it stands for, or something built along one of its sides.
    """
    layer = {"points": "sites", "lines": "roads"}.get(kind, "parcels")
    known = city.layers[layer]
    at = int(random.integers(len(known)))
    shape, key = known.geometry.iloc[at], known["id"].iloc[at]
    if kind == "points":
        return shapely.transform(shape, lambda at: at + _jitter(random, at)), key
    if kind == "boxes" and same:
        half, middle = np.sqrt(shape.area) / 2, shapely.get_coordinates(shape.centroid)[0]
        return shapely.box(*(middle - half), *(middle + half)), key
    if kind == "boxes":
        ring = shapely.get_coordinates(shape.exterior)
        side = int(random.integers(len(ring) - 1))
        a, b = ring[side], ring[side + 1]
        away = np.array([-(b - a)[1], (b - a)[0]])
        depth = 1.5e-4 * away / max(float(np.hypot(*away)), 1e-9)
        corners = np.stack([a, (2 * a + b) / 3, (a + 2 * b) / 3, b, b + depth, a + depth])
        return shapely.Polygon(corners + _jitter(random, corners)), key
    step = float(random.uniform(2e-4, 2e-3))
    if kind == "lines":
        dense = shapely.segmentize(shape, step)
        return shapely.transform(dense, lambda at: at + _jitter(random, at)), key
    ring = shapely.get_coordinates(shapely.segmentize(shape.exterior, step))[:-1]
    drawn = shapely.Polygon(ring + _jitter(random, ring))
    if kind == "collections":
        return shapely.GeometryCollection([drawn, shapely.Point(drawn.exterior.coords[0])]), key
    return drawn, key


def _jitter(random: np.random.Generator, at: Any) -> Any:  # noqa: ANN401 - numpy's
    return random.normal(0, JITTER_M * METRE, at.shape)


def make_trial(seed: int, *, relation: str | None = None, truth: str | None = None) -> Trial:
    """Make a city and a file of a seed, and ask the doctor."""
    random = np.random.default_rng(seed)
    city = make_city(random)
    kind, relation = str(random.choice(KINDS)), relation or str(random.choice(RELATIONS))
    most = 2_000 if seed % 10 == 0 else 100 if seed % 10 < 6 else 8  # noqa: PLR2004 - shares
    size = int(np.exp(random.uniform(np.log(5), np.log(most))))
    if relation == "districts":
        size = max(size, 600)
    system = str(random.choice(["EPSG:4490", "GCJ-02", "BD-09"]))
    mixes = relation in {"ids", "lines"} and size >= 50 and random.random() < 0.25  # noqa: PLR2004 - chances
    truth = truth or (f"mixed {system}" if mixes and system != "EPSG:4490" else system)
    frame = make_file(random, city, kind, relation, size)
    return Trial(kind, relation, truth, size, ask(distort(random, frame, truth), city))


def make_file(
    random: np.random.Generator, city: City, kind: str, relation: str, size: int
) -> gpd.GeoDataFrame:
    """Draw a file in WGS84; up to a fifth of one that lies on known lines is unrelated."""
    places = _places(random, size)
    columns: dict[str, Any] = {"XMBH": [f"x{at}" for at in range(size)]}
    related = random.random(size) < (random.uniform(0.8, 1) if relation == "lines" else 1)
    if relation in {"ids", "lines"}:
        drawn = [_known(random, kind, city, same=relation == "ids") for _ in range(size)]
        shapes = [
            shape if keep else _new(random, kind, place)
            for (shape, _), keep, place in zip(drawn, related, places, strict=True)
        ]
        keys = [key for _, key in drawn]
        unique = [key if keys.index(key) == at else f"x{at}" for at, key in enumerate(keys)]
        columns = {"XMBH": unique} if relation == "ids" else columns
    else:
        shapes = [_new(random, kind, place) for place in places]
    if relation == "districts":
        inside = shapely.STRtree(city.districts.geometry.to_numpy()).query(
            shapely.points(places), predicate="within"
        )
        codes = dict(zip(inside[0].tolist(), city.districts["id"].iloc[inside[1]], strict=True))
        columns["区县代码"] = [codes.get(at) for at in range(size)]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326")


def distort(random: np.random.Generator, frame: gpd.GeoDataFrame, truth: str) -> gpd.GeoDataFrame:
    """Bring a file, or a tenth of it, into the system that it then is in."""
    shift = FROM_WGS84.get(truth.removeprefix("mixed "))
    if shift is None:
        return frame
    which = np.arange(len(frame))
    if truth.startswith("mixed"):
        which = random.choice(len(frame), max(3, round(SHARE * len(frame))), replace=False)
    shapes = frame.geometry.to_numpy().copy()
    shapes[which] = shapely.transform(shapes[which], lambda at: np.stack(shift(*at.T), axis=1))
    return frame.set_geometry(gpd.GeoSeries(shapes, crs=frame.crs))


def ask(frame: gpd.GeoDataFrame, city: City) -> Diagnosis:
    """Ask the doctor as ``jinan-geo doctor`` does."""
    witnesses = Witnesses(match_anchors(frame, city.layers), find_claims(frame, city.districts))
    ground = ground_of(city.districts.geometry.to_numpy(), "EPSG:4548")
    return diagnose(frame.geometry.to_numpy(), ground, witnesses=witnesses, declared=STATED)


def band_of(confidence: float) -> tuple[float, float]:
    """Give the band that a confidence is in."""
    return next(band for band in BANDS if confidence < band[1])


def table_of(trials: Iterable[Trial]) -> list[tuple[tuple[float, float], int, int]]:
    """Give each band with its verdicts and how many of them are right."""
    told = [trial for trial in trials if trial.told]
    rows = []
    for band in BANDS:
        mine = [trial for trial in told if band_of(trial.said.confidence) == band]
        rows.append((band, len(mine), sum(trial.right for trial in mine)))
    return rows


def recall_of(trials: Iterable[Trial]) -> tuple[int, int]:
    """Give how many files that have to do with the city were told rightly, and of how many."""
    related = [trial for trial in trials if trial.relation != "none"]
    return sum(trial.right for trial in related), len(related)


def is_shifted(trial: Trial) -> bool:
    """Tell whether a file was called shifted, in whole or in part."""
    return trial.said.found not in {None, "EPSG:4490"}


def clean_file(seed: int) -> Trial:
    """Ask about twenty clean polygons that have nothing to do with any layer."""
    random = np.random.default_rng(seed)
    city = make_city(random)
    shapes = [_blob(random, at) for at in _places(random, 20)]
    frame = gpd.GeoDataFrame(
        {"id": [f"x{at}" for at in range(20)]}, geometry=shapes, crs="EPSG:4326"
    )
    return Trial("polygons", "none", "EPSG:4490", 20, ask(frame, city))


def of_districts(seed: int, districts: gpd.GeoDataFrame, box: Sequence[float], truth: str) -> Trial:
    """Ask about 600 points that name their district, spread evenly over a box."""
    random = np.random.default_rng(seed)
    places = random.uniform(box[:2], box[2:], (6_000, 2))
    which, district = shapely.STRtree(districts.geometry.to_numpy()).query(
        shapely.points(places), predicate="within"
    )
    rows = np.flatnonzero(np.append(True, np.diff(which) > 0))[:600]
    codes = districts["id"].to_numpy()[district[rows]]
    shapes = shapely.points(places[which[rows]])
    frame = gpd.GeoDataFrame({"adcode": codes}, geometry=shapes, crs="EPSG:4326")
    frame = distort(random, frame, truth)
    witnesses = Witnesses(claims=find_claims(frame, districts))
    ground = ground_of(districts.geometry.to_numpy(), "EPSG:4548")
    said = diagnose(frame.geometry.to_numpy(), ground, witnesses=witnesses, declared=STATED)
    return Trial("points", "districts", truth, 600, said)


def print_districts(seed: int, count: int) -> None:
    """Print what a column of districts tells, and how much it misses."""
    districts = gpd.read_file(JINAN)
    boxes = {"all Jinan": districts.total_bounds, "built-up Jinan": np.array(BOX)}
    print("| 600 points | in truth | told rightly | left open | called plain | told wrongly |")
    print("|---|---|---|---|---|---|")
    for where, box in boxes.items():
        for truth in ("EPSG:4490", "GCJ-02", "BD-09", "mixed GCJ-02", "mixed BD-09"):
            every = [of_districts(seed + at, districts, box, truth) for at in range(count)]
            right = sum(one.right for one in every)
            still = sum(not one.told for one in every)
            plain = sum(one.said.found == "EPSG:4490" and not one.right for one in every)
            rest = count - right - still - plain
            name = truth.replace("mixed", "a tenth")
            print(f"| {where} | {name} | {right / count:.1%} | {still / count:.1%} "
                  f"| {plain / count:.1%} | {rest / count:.1%} |")  # fmt: skip


def main() -> None:
    """Print the table of seeds from the command line."""
    seed, count, clean = [*map(int, sys.argv[1:]), *(20260101, 2_000, 3_000)[len(sys.argv) - 1 :]]
    trials = [make_trial(seed + at) for at in range(count)]
    print("| confidence | verdicts | right | share |\n|---|---|---|---|")
    for (low, high), told, right in table_of(trials):
        share = f"{right / told:.1%}" if told else "—"
        print(f"| {low:.0%} to {min(high, 1):.0%} | {told} | {right} | {share} |")
    for relation in RELATIONS:
        mine = [trial for trial in trials if trial.relation == relation]
        told, right = sum(trial.told for trial in mine), sum(trial.right for trial in mine)
        print(f"{relation}: {len(mine)} files, {told} told, {right} right, {told - right} wrong")
    right, related = recall_of(trials)
    print(f"recall on related files: {right} of {related}, {right / max(related, 1):.2%}")
    called = sum(is_shifted(clean_file(seed + at)) for at in range(clean))
    print(f"clean files without relation called shifted: {called} of {clean}")
    print_districts(seed, max(count // 10, 1))


if __name__ == "__main__":
    main()
