"""Layers of 5,000 projects with 24 monthly reports each, in a workspace as an office has it.

Drawn with the layer's number as seed. Projects are points in a district, with a planned start and
finish, money and an office in charge; one report in 25 is missing, some say no percentage, some
fall back, a few come twice, and the estimated finish slips where work lags.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

EACH = 5_000  # projects of a layer
MONTHS = pd.date_range("2024-01-31", periods=24, freq="ME")
KINDS = ("renewal", "village", "housing")
OFFICES = ("住房和城乡建设局", "城市管理局", "发展和改革局", "交通运输局", "水务局")
REMARKS = ("", "", "", "", "", "征迁协调中", "管线迁改滞后", "资金拨付滞后", "手续办理中")
LATE = 0.9  # a pace below it makes the end slip
FULL, HALFWAY, SOON = 100, 12, np.timedelta64(60, "D")
RARE = 0.01  # a fall, a blank percentage
GONE = 0.04  # a report that never came
LAYER = """
name = {{ zh = "项目{at}", en = "Projects {at}" }}
theme = "{theme}"
order = {at}
geometry = ["point"]
source = {{ zh = "测速用", en = "for timing" }}
accuracy = "schematic"
audience = "public"

[kinds]
renewal = {{ zh = "城市更新", en = "Urban renewal" }}
village = {{ zh = "城中村改造", en = "Urban village" }}
housing = {{ zh = "危旧房改造", en = "Dilapidated housing" }}
"""
THEMES = ("industry", "reform", "region", "urban", "green", "culture")


def write_layers(root: Path, city: Path, projects: int) -> None:
    """Write so many projects in layers of ``EACH`` beside the districts of a workspace.

    ``city`` is the workspace whose districts they lie in.
    """
    outlines = gpd.read_file(city / "layers" / "districts" / "features.geojson")
    for at, first in enumerate(range(0, projects, EACH), 1):
        count = min(EACH, projects - first)
        folder = root / "layers" / f"projects_{at:02d}"
        folder.mkdir()
        theme = THEMES[at % len(THEMES)]
        (folder / "layer.toml").write_text(LAYER.format(at=at, theme=theme), encoding="utf-8")
        rng = np.random.default_rng(at)
        drawn = _draw_projects(rng, outlines, at, count)
        drawn.to_file(folder / "features.geojson", driver="GeoJSON")
        _draw_reports(rng, drawn).to_csv(folder / "progress.csv", index=False)
    for page in ("city", "districts"):
        shutil.copyfile(city / "maps" / f"{page}.toml", root / "maps" / f"{page}.toml")


def _draw_projects(
    rng: np.random.Generator, outlines: gpd.GeoDataFrame, layer: int, count: int
) -> gpd.GeoDataFrame:
    within = rng.integers(0, len(outlines), count)
    start = np.datetime64("2023-06-01") + rng.integers(0, 800, count)
    offices = [
        f"{outlines['name_zh'][at]}{OFFICES[no]}"
        for at, no in zip(within, rng.integers(0, len(OFFICES), count), strict=True)
    ]
    cells = {
        "id": [f"p{layer:02d}-{at:05d}" for at in range(count)],
        "name_zh": [f"{outlines['name_zh'][one]}项目{at}号" for at, one in enumerate(within)],
        "responsible_zh": offices,
        "kind": np.array(KINDS)[rng.integers(0, len(KINDS), count)],
        "planned_start": start.astype(str),
        "planned_finish": (start + rng.integers(120, 900, count)).astype(str),
        "investment_wan": np.round(rng.lognormal(8.5, 1, count)),
    }
    places = _draw_points(rng, outlines.geometry.to_numpy(), within)
    return gpd.GeoDataFrame(cells, geometry=places, crs="EPSG:4326")


def _draw_points(
    rng: np.random.Generator, shapes: NDArray[Any], within: NDArray[np.int64]
) -> NDArray[Any]:
    """Draw a point in a shape for each; those that fall out of it are drawn again."""
    west, south, east, north = shapely.bounds(shapes)[within].T
    points = np.full(len(within), None, dtype=object)
    left = np.arange(len(within))
    while len(left):
        x = rng.uniform(west[left], east[left]).round(5)
        y = rng.uniform(south[left], north[left]).round(5)
        points[left] = shapely.points(x, y)
        left = left[~shapely.contains(shapes[within[left]], points[left])]
    return points


def _draw_reports(rng: np.random.Generator, drawn: gpd.GeoDataFrame) -> pd.DataFrame:
    """Draw what each project says at each month's end, in the order of months."""
    count = len(drawn)
    start, finish = (
        drawn[f"planned_{end}"].to_numpy("datetime64[D]") for end in ("start", "finish")
    )
    pace = rng.choice([1.05, 1.0, 0.85, 0.6, 0.3], count, p=[0.2, 0.4, 0.2, 0.12, 0.08])
    slip = np.where(pace < LATE, rng.integers(2, 20, count) * 15, 0)
    money = drawn["investment_wan"].to_numpy(float)
    months = []
    for at, month in enumerate(MONTHS.to_numpy("datetime64[D]")):
        share = np.clip((month - start) / (finish - start), 0, 1) * pace
        fallen = rng.uniform(size=count) < RARE
        done = np.round(np.clip(100 * share - 8 * fallen, 0, 100))
        stages = [done >= FULL, done >= HALFWAY, done > 0, start - month < SOON]
        stage = np.select(stages, ["completed", "construction", "started", "approved"], "planning")
        remark = np.array(REMARKS)[rng.integers(0, len(REMARKS), count)]
        late = finish + (slip * (at // 6 / 3)).astype(int)
        said = pd.DataFrame({
            "id": drawn["id"], "as_of": str(month), "stage": stage,
            "done_pct": pd.Series(done).astype("Int64").mask(rng.uniform(size=count) < RARE),
            "invested_wan": np.round(money * done / 100 * 0.98),
            "est_finish": np.where(done < FULL, np.maximum(late, month + 45), late).astype(str),
            "remark": np.where(pace < LATE, remark, ""),
            "reported_by": drawn["responsible_zh"],
        })  # fmt: skip
        said = said[rng.uniform(size=count) >= GONE]
        months.append(pd.concat([said, said.iloc[: count // 1000]]))
    return pd.concat(months)
