"""Done when, line 6: a folder with a manifest, a GeoJSON and a CSV is a layer.

A mistyped key is named.
"""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from shapely import Point

from tests.tools.browser import visit
from tests.tools.tiny_city import YEAR, collection, feature, write_city

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

LAYER = """
name = { zh = "口袋公园", en = "Pocket parks" }
theme = "green"
geometry = ["point"]
source = { zh = "区县报送", en = "reported by districts" }
"""
LEDGER = "id,as_of,stage,done_pct\np-1,2025-02-28,construction,40\n"


def add_parks(root: Path, manifest: str = LAYER) -> None:
    parks = [feature(Point(117.05, 36.62), id="p-1", name_zh="大明湖口袋公园", **YEAR)]
    write_city(
        root,
        {
            "layers/pocket-parks/layer.toml": manifest,
            "layers/pocket-parks/features.geojson": collection(parks),
            "layers/pocket-parks/progress.csv": LEDGER,
        },
    )


def build(root: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "jinan_geo", "build", "--workspace", str(root), "--lang", "en"]
    return subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8")


@pytest.mark.browser
def test_a_new_folder_is_on_the_city_page(browser: Browser, tmp_path: Path) -> None:
    add_parks(tmp_path)
    done = build(tmp_path)
    assert done.returncode == 0, done.stderr
    with visit(browser, tmp_path / "maps" / "city.html") as opened:
        assert "pocket-parks" in [
            layer["id"] for layer in opened.evaluate("jinanGeo.ready")["layers"]
        ]
        state = opened.set(filters={"layer": ["pocket-parks"]})
        assert state["counts"] == {"list": 1, "map": 1, "drawer": 0}
        assert "大明湖口袋公园" in opened.evaluate("document.body.textContent")
        found = opened.set(filters={}, query="dmh")
        assert found["counts"]["list"] == 1


@pytest.mark.slow
def test_a_mistyped_key_is_refused_with_file_key_and_suggestion(tmp_path: Path) -> None:
    add_parks(tmp_path, LAYER.replace("geometry =", "geometri ="))
    done = build(tmp_path)
    said = done.stdout + done.stderr
    assert done.returncode == 1  # the layer is left out and named; the city stands
    assert "layers/pocket-parks/layer.toml: unknown key 'geometri'" in said
    assert "did you mean 'geometry'?" in said
    assert "Traceback" not in said
    assert (tmp_path / "maps" / "city.html").exists()
