"""J7 and J8 of the table of faults: keys that stand once for several rows, and many tables."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from shapely import box

from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import prepare_city
from tests.city.test_faults_join import PLANNED
from tests.read.test_faults_tables import (
    BOOK,
    HEAD,
    LAYER,
    MANIFEST,
    SITES,
    save_book,
)
from tests.tools.tiny_city import DISTRICTS_LAYER, FILES, collection, feature, write_city
from tests.tools.verbs import check_city, run

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.city.city import City


def merge(path: Path) -> None:
    """A workbook in which one project's id spans three months, and another's is blank below the
    first.
    """
    days = ["2025-01-31", "2025-02-28", "2025-03-31"]
    rows = [
        HEAD,
        *(
            [key if not at else None, day, "construction", 10 * (at + 1)]
            for key in ("s-1", "s-2")
            for at, day in enumerate(days)
        ),
    ]
    save_book(path, rows)
    book = openpyxl.load_workbook(path)
    book.active.merge_cells("A2:A4")
    book.save(path)


def test_j7_a_layer_fills_no_blank_keys_by_itself_and_a_map_merged_ones_only(
    tmp_path: Path,
) -> None:
    checked = check_city(tmp_path, {MANIFEST: LAYER, BOOK: merge})
    assert checked.code == 1
    assert (checked.one("merged-cells")["field"], checked.one("merged-cells")["value"]) == (
        "进度!A2:A4",
        "s-1",
    )
    assert [(issue["row"], issue["field"]) for issue in checked.of("bad-record")] == [
        ("3", "id"), ("4", "id"), ("6", "id"), ("7", "id"),
    ]  # fmt: skip
    account = checked.accounts["sites"]
    assert (account["rows"], account["matched"], account["excluded"]) == (6, 2, 4)
    ran = run(
        "map",
        tmp_path / SITES,
        tmp_path / BOOK,
        "--key",
        "id",
        "--out",
        tmp_path / "a.html",
        "--lang",
        "en",
    )
    assert ran.code == 2
    assert ": 2 rows without 'id', the first is row 6; fill them in" in ran.text


def test_j7_where_the_manifest_says_so_they_are_filled_and_each_run_is_told(tmp_path: Path) -> None:
    checked = check_city(
        tmp_path, {MANIFEST: f'{LAYER}\n[progress_table]\nfill = ["id"]\n', BOOK: merge}
    )
    assert checked.code == 0
    assert [
        (issue["row"], issue["field"], issue["value"]) for issue in checked.of("filled-cells")
    ] == [
        ("3", "id", "s-1"),
        ("6", "id", "s-2"),
    ]
    said = checked.of("filled-cells")[0]["message_en"]
    assert "rows 3\N{EN DASH}4 were filled with 's-1'" in said
    assert checked.of("merged-cells") == []
    account = checked.accounts["sites"]
    assert (account["rows"], account["matched"], account["excluded"]) == (6, 6, 0)


def test_j7_a_column_to_fill_that_is_not_there_is_named(tmp_path: Path) -> None:
    checked = check_city(
        tmp_path, {MANIFEST: f'{LAYER}\n[progress_table]\nfill = ["idd"]\n', BOOK: merge}
    )
    assert checked.code == 2
    assert f"{BOOK}: fill = 'idd': no such column; did you mean 'id'?" in checked.text


def judged(city: City) -> dict[str, Any]:
    """What a city says of each district and project, without the order it was read in."""
    found: dict[str, Any] = {}
    for layer in city.layers:
        if layer.account is not None:
            shares = layer.shares.assign(
                feature=layer.features["id"].to_numpy()[layer.shares["feature"]]
            )
            newest = layer.records.sort_values("as_of", kind="stable").drop_duplicates(
                "id", keep="last"
            )
            found[layer.id] = {
                "account": layer.account,
                "shares": sorted(map(tuple, shares[["feature", "district", "share"]].to_numpy())),
                "percent": sorted(zip(newest["id"], newest["done_pct"], strict=True)),
            }
    return found


@pytest.mark.slow
def test_j8_two_hundred_districts_by_ten_tables_in_any_order(tmp_path: Path) -> None:
    squares = [
        box(
            117 + at % 20 / 100,
            36.5 + at // 20 / 100,
            117.01 + at % 20 / 100,
            36.51 + at // 20 / 100,
        )
        for at in range(200)
    ]
    districts = [
        feature(square, id=f"37{at:04}", name_zh=f"区{at}") for at, square in enumerate(squares)
    ]
    results = []
    for seed in (None, 1, 2):
        order = random.Random(seed)  # noqa: S311 - a shuffle, no secret

        def mixed(items: list[Any]) -> list[Any]:
            return order.sample(items, len(items)) if seed is not None else items  # noqa: B023 - used in its turn

        files: dict[str, str | None] = {
            name: None for name in FILES if name.startswith("layers/street-works/")
        }
        files |= {
            "layers/districts/layer.toml": DISTRICTS_LAYER,
            "layers/districts/features.geojson": collection(mixed(districts)),
        }
        files["targets.toml"] = 'source = { zh = "无" }\ntargets = []\n'
        for at, place in enumerate(mixed(list(range(10)))):
            layer_id = "sites" if not at else f"table-{at}"
            sites = [
                feature(square.centroid, id=f"p-{nth}", name_zh=f"项目{nth}", **PLANNED)
                for nth, square in enumerate(squares)
            ]
            rows = [
                f"p-{nth},2025-0{month}-28,construction,{(nth + at) % 50 + month}"
                for nth in range(200)
                for month in (1, 2)
            ]
            files |= {
                f"layers/{layer_id}/layer.toml": FILES[MANIFEST].replace(
                    "order = 10", f"order = {10 + place}"
                ),
                f"layers/{layer_id}/features.geojson": collection(mixed(sites)),
                f"layers/{layer_id}/progress.csv": "\n".join(
                    ["id,as_of,stage,done_pct", *mixed(rows)]
                ),
            }
        results.append(
            judged(prepare_city(Workspace.open(write_city(tmp_path / str(seed), files))))
        )
    assert len(results[0]) == 10
    assert all(found["account"].matched == 400 for found in results[0].values())
    assert all(len(found["shares"]) == 200 for found in results[0].values())
    assert results[1] == results[0]
    assert results[2] == results[0]
