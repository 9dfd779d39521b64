"""The least that dated projects cost: read, judged and packed by a program that does no more.

    python benchmarks/bare_months.py WORKSPACE PAGE

Each layer's features and ledger are read by geopandas and pandas, the newest record of each
project at each month's end gets a light by its lag behind a straight plan, and the columns of all
states are written to one page as JSON, deflated, in base64. Nothing is checked, forecast, listed,
placed in a district or kept for the next build, and no page of a district is made.
"""

from __future__ import annotations

import base64
import json
import sys
import zlib
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

LAGS = (10, 20)  # percentage points behind the plan: green until the first, red from the second
SAID = ("stage", "done_pct", "invested_wan", "est_finish", "remark", "reported_by")
PLANNED = ("planned_start", "planned_finish")


def read_states(plans: gpd.GeoDataFrame, folder: Path) -> pd.DataFrame:
    """Read a row for each project and month: what it last said by then, and its light."""
    records = pd.read_csv(folder / "progress.csv", parse_dates=["as_of"])
    records = records.drop_duplicates(["id", "as_of"], keep="last").set_index(["id", "as_of"])
    months = records.index.levels[1]
    whole = pd.MultiIndex.from_product([plans.index, months], names=["id", "as_of"])
    states = records.reindex(whole).groupby(level="id", sort=False).ffill().reset_index()
    start, finish = (states["id"].map(pd.to_datetime(plans[name])) for name in PLANNED)
    planned = ((states["as_of"] - start) / (finish - start)).clip(0, 1) * 100
    lag = (planned - states["done_pct"]).fillna(-1)
    return states.assign(planned=planned.round(1), light=np.searchsorted(LAGS, lag, "right"))


def pack(columns: dict[str, Any]) -> str:
    """Pack columns as a page holds them."""
    whole = json.dumps(columns, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.b64encode(zlib.compress(whole, 6)).decode()


def main(root: Path, page: Path) -> None:
    """Write the page."""
    blocks = []
    for ledger in sorted((root / "layers").glob("*/progress.csv")):
        plans = gpd.read_file(ledger.with_name("features.geojson")).set_index("id")
        states = read_states(plans, ledger.parent)
        columns = {name: pd.factorize(states[name]) for name in (*SAID, "planned", "light")}
        coded = {
            name: [codes.tolist(), values.tolist()] for name, (codes, values) in columns.items()
        }
        features = plans.drop(columns="geometry").astype(str).to_dict("list")
        places = shapely.get_coordinates(plans.geometry).round(5).tolist()
        blocks.append(pack({"ids": plans.index.tolist(), "at": places, **features, **coded}))
    scripts = "".join(f"<script type=text/plain>{block}</script>" for block in blocks)
    page.write_text(f"<!doctype html><meta charset=utf-8>{scripts}", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
