"""A city of any number of parcels, and what any filter leaves of it: reckoned by pandas and shapely
from what was drawn, without the page's help.

Names are found by their signs, in full width, by pinyin and by what abbreviates them; each parcel
lies in one district alone, some in none that is drawn, and the lights of the two editions are told
by what was done.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import build_workspace
from tests.tools.crowd import TARGETS
from tests.tools.tiny_city import SQUARES, write_city

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["LIGHTS", "Parcels", "build_parcels", "draw_wanted"]

LIGHTS = ("red", "yellow", "green", "grey")
SHARES = (0.06, 0.09, 0.8, 0.05)
WORST = ("red", "yellow", "grey", "green")  # the order of the list
EDITIONS = ("2025-06-30", "2025-07-31")  # of the year's plan 49 and 58 per cent are due
# What is done of each light at the two editions; a later light is never better than the one before
# allows, so that no work is undone. Of a grey one nothing is ever reported.
DONE = {
    "red": ((2, 12), (13, 25)), "yellow": ((22, 36), (37, 46)), "green": ((42, 60), (61, 95)),
}  # fmt: skip
SIDE = 0.0004  # degrees
METRIC = "EPSG:4548"
UNITS = ("历下区住建局", "城投（集团）", "Ｔrust")
STAGES = ("started", "construction")
LAYER = """
name = { zh = "地块", en = "Parcels" }
order = 10
geometry = ["polygon"]
source = { zh = "测试数据" }
audience = "public"
features = "features.parquet"

[fields.spaces]
name = { zh = "车位数" }
type = "integer"
audience = "public"
"""
HAN = re.compile(r"[\u4e00-\u9fff][\u4e00-\u9fff0-9]+")


def fold(words: str) -> str:
    """Write compatibility forms and capitals as a search does."""
    return unicodedata.normalize("NFKC", words).lower()


@dataclass
class Parcels:
    """The parcels, one a row in the order of the file, and their shapes in metres."""

    table: pd.DataFrame
    plane: np.ndarray
    texts: pd.Series[str]

    def search(self, query: str) -> np.ndarray:
        """Tell which parcels a query finds."""
        surely = np.ones(len(self.table), bool)
        hardly = surely.copy()
        for word in fold(query).split():
            held = self.texts.str.contains(word, regex=False).to_numpy()
            short = held
            if HAN.fullmatch(word):
                short = held | self.texts.str.contains(".*".join(word)).to_numpy()
            surely &= short if len(word) > 2 else held
            hardly &= short
        return surely if surely.any() else hardly

    def passing(self, wanted: dict[str, Any], *, aside: str | None = None) -> np.ndarray:
        """Tell which parcels a state of the page leaves, one of its filters left aside."""
        edition = wanted["edition"]
        found = self.search(wanted["query"])
        for name, choices in wanted["filters"].items():
            if name == aside:
                continue
            column = {"light": f"light_{edition}", "stage": f"stage_{edition}"}.get(name, name)
            if name == "f_spaces":
                found &= self.in_ranges(choices)
            else:
                found &= self.table[column].isin(choices).to_numpy()
        if wanted["near"]:
            centre = project(wanted["near"]["lon"], wanted["near"]["lat"])
            found &= shapely.distance(self.plane, shapely.Point(centre)) <= (
                wanted["near"]["km"] * 1000
            )
        if wanted["inside"]:
            outline = shapely.Polygon([project(*corner) for corner in wanted["inside"]])
            shapely.prepare(outline)
            found &= shapely.intersects(outline, self.plane)
        return found

    def in_ranges(self, choices: list[str]) -> np.ndarray:
        """Tell which numbers lie from one bound to below the other; "" is none."""
        spaces = self.table["spaces"].to_numpy(float)
        found = np.isnan(spaces) if "" in choices else np.zeros(len(spaces), bool)
        for choice in filter(None, choices):
            low, high = map(float, choice.split(".."))
            found |= (spaces >= low) & (spaces < high)
        return found

    def ordered(self, found: np.ndarray, wanted: dict[str, Any]) -> pd.Series[str]:
        """Give the ids of what is found, in the order of the list."""
        edition = wanted["edition"]
        rows = self.table[found]
        done = rows[f"done_{edition}"].astype(float)
        by = wanted["sort"]["by"]
        if by == "given":
            return rows["id"] if not wanted["sort"]["down"] else rows["id"][::-1]
        keys = {"done": (-done if wanted["sort"]["down"] else done).fillna(np.inf)}
        if by == "worst":
            keys = {"light": rows[f"light_{edition}"].map(WORST.index), **keys}
        order = pd.DataFrame(keys).sort_values(list(keys), kind="stable").index
        return rows.loc[order, "id"]


def project(lon: float, lat: float) -> tuple[float, float]:
    """East and north in metres of a place in degrees."""
    east, north = pyproj.Transformer.from_crs("EPSG:4326", METRIC, always_xy=True).transform(
        lon, lat
    )
    return float(east), float(north)


def draw_parcels(count: int) -> gpd.GeoDataFrame:
    """Draw parcels with their states at both editions, the same every time."""
    random = np.random.default_rng(count)
    codes = np.array(list(SQUARES))
    district = random.integers(0, len(codes), count)
    corners = np.array([SQUARES[code].bounds[:2] for code in codes])[district]
    west, south = (corners + random.uniform(0.0002, 0.0992 - SIDE, (count, 2))).round(6).T
    shapes = shapely.box(west, south, (west + SIDE).round(6), (south + SIDE).round(6))
    shapes[random.random(count) < 0.02] = None
    table = gpd.GeoDataFrame({"geometry": shapes}, crs="EPSG:4326")
    at = np.arange(count)
    table["id"] = [f"JN{one:07d}" for one in at]
    street = [f"山路{one}号（{'ABC'[one % 3]}）" for one in at]
    table["name_zh"] = np.where(at % 2, street, [f"地块{one}号" for one in at])
    table["district"] = codes[district]
    table["responsible_zh"] = np.array(UNITS)[random.integers(0, len(UNITS), count)]
    table["spaces"] = pd.array(random.integers(0, 900, count), dtype="Int64")
    table.loc[random.random(count) < 0.1, "spaces"] = pd.NA
    table["planned_start"], table["planned_finish"] = "2025-01-01", "2025-12-31"
    later = random.choice(4, count, p=SHARES)
    earlier = np.where(later == 3, 3, random.integers(0, later + 1))
    for edition, codes_of in enumerate((earlier, later)):
        lights = np.array(LIGHTS)[codes_of]
        done = np.full(count, np.nan)
        for light, bounds in DONE.items():
            own = lights == light
            done[own] = random.uniform(*bounds[edition], int(own.sum())).round(1)
        table[f"light_{edition}"], table[f"done_{edition}"] = lights, done
        stages = np.array(STAGES)[random.integers(0, 1 + edition, count)]  # no stage goes back
        table[f"stage_{edition}"] = np.where(np.isnan(done), "", stages)
    return table


def build_parcels(root: Path, count: int) -> tuple[Path, Parcels]:
    """Write and build a city of so many parcels; give its city map, and what it is reckoned by."""
    drawn = draw_parcels(count)
    table = pd.DataFrame(drawn.drop(columns="geometry"))
    removed = [
        f"layers/{folder}/{part}"
        for folder in ("sites", "street-works")
        for part in ("layer.toml", "features.geojson", "progress.csv")
    ]
    records = [
        pd.DataFrame(
            {
                "id": table["id"],
                "as_of": as_of,
                "stage": table[f"stage_{edition}"],
                "done_pct": table[f"done_{edition}"],
            }
        ).dropna()
        for edition, as_of in enumerate(EDITIONS)
    ]
    files: dict[str, str | None] = {
        **dict.fromkeys(removed),
        "maps/urban.toml": None,
        "maps/districts.toml": None,
        "targets.toml": TARGETS,
        "layers/parcels/layer.toml": LAYER,
        "layers/parcels/progress.csv": pd.concat(records).to_csv(index=False),
    }
    write_city(root, files)
    states = [name for name in table if re.search(r"_\d$", name)]
    drawn.drop(columns=states).to_parquet(root / "layers" / "parcels" / "features.parquet")
    build_workspace(Workspace.open(root), root / "out")
    read = {"地块": "dikuai", "山路": "shanlu", "号": "hao"}
    return root / "out" / "city.html", Parcels(
        table, drawn.geometry.to_crs(METRIC).to_numpy(), texts_of(table, read)
    )


def texts_of(table: pd.DataFrame, read: dict[str, str]) -> pd.Series[str]:
    """Give what each parcel is found by, a line each: name, id, pinyin, unit."""
    names = table["name_zh"]
    spelt, short = names, names
    for signs, whole in read.items():
        initials = {"dikuai": "dk", "shanlu": "sl", "hao": "h"}[whole]
        spelt = spelt.str.replace(signs, whole, regex=False)
        short = short.str.replace(signs, initials, regex=False)
    lines = names + "\n" + table["id"] + "\n" + spelt + " " + short + "\n"
    return (lines + table["responsible_zh"]).map(fold)


QUERIES = (
    "7号", "山路", "dikuai12", "lu9", "jn00001", "JN0000", "（a", "山 b", "路号", "山路号", "dk7h",
    "８号", "99", "集团", "trust 3", "号（C）", "shanlu1 sl1", "没有", "地块1号", "块0",
)  # fmt: skip


def draw_wanted(count: int, spaces: list[str]) -> list[dict[str, Any]]:
    """Draw so many random states of the page; ``spaces`` are the classes of the number."""
    random = np.random.default_rng(20251102)
    choices = {
        "light": LIGHTS,
        "district": tuple(SQUARES),
        "f_spaces": tuple(spaces),
        "stage": ("", *STAGES),
    }
    states = []
    for _ in range(count):
        names = random.choice(list(choices), random.choice([0, 1, 2, 3]), replace=False)
        some = {
            str(name): [str(one) for one in random.choice(choices[name], 2, replace=False)]
            for name in names
        }
        lon, lat = random.uniform((117.0, 36.5), (117.2, 36.7)).round(5)
        corners = np.c_[
            np.array([-0.03, 0.04, 0.01]) + lon, np.array([-0.02, -0.01, 0.04]) + lat
        ].round(5)
        around = random.random()
        states.append(
            {
                "edition": int(random.integers(0, 2)),
                "filters": some,
                "query": str(random.choice(QUERIES)) if random.random() < 0.5 else "",
                "near": {"lon": float(lon), "lat": float(lat), "km": float(random.integers(1, 8))}
                if around < 0.25
                else None,
                "inside": corners.tolist() if around > 0.75 else None,
                "colorBy": str(random.choice(["light", "stage", "f_spaces", "done"])),
                "sort": {
                    "by": str(random.choice(["worst", "done", "given"])),
                    "down": bool(random.integers(0, 2)),
                },
            }
        )
    return states
