"""Online backgrounds: what may be declared, what a page gets, which hosts it may ask."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest

from jinan_geo.coordinates.shifted import wgs84_to_gcj02
from jinan_geo.errors import ManifestError
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.payload.basemaps import basemap_infos, check_basemaps
from jinan_geo.pipeline import build_workspace, prepare_city
from tests.tools.tiny_city import FILES, write_city

ROOT = Path(__file__).resolve().parents[2]
KEYED = """
[[basemaps]]
id = "tianditu"
name = { zh = "天地图矢量", en = "Tianditu" }
url = "https://t{s}.tianditu.example/vec_w/wmts?LAYER=vec&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk={key}"
labels = "https://t{s}.tianditu.example/cva_w/wmts?LAYER=cva&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk={key}"
key_env = "JG_TEST_KEY"
subdomains = ["0", "1"]
attribution = { zh = "天地图", en = "Tianditu" }
"""
REST = """
[[basemaps]]
id = "rest"
name = { zh = "市级瓦片" }
url = "http://tiles.example:8080/wmts/{TileMatrix}/{TileRow}/{TileCol}.png"
attribution = { zh = "市局" }
shift = "GCJ-02"
min_zoom = 3
max_zoom = 16
shown = true
"""


def opened(root: Path, tables: str) -> Workspace:
    return Workspace.open(write_city(root, {"workspace.toml": FILES["workspace.toml"] + tables}))


def test_names_of_wmts_become_those_of_the_page_and_the_key_is_filled_in(tmp_path: Path) -> None:
    basemaps = opened(tmp_path, KEYED + REST).manifest.basemaps
    keyed, rest = basemap_infos(basemaps, {"JG_TEST_KEY": " abc123 "})
    assert keyed.url.endswith("TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=abc123")
    assert keyed.labels is not None
    assert keyed.labels.endswith("tk=abc123")
    assert not keyed.shown
    assert rest.url == "http://tiles.example:8080/wmts/{z}/{y}/{x}.png"
    assert (rest.shift, rest.min_zoom, rest.max_zoom, rest.shown) == ("GCJ-02", 3, 16, True)


@pytest.mark.parametrize("environment", [{}, {"JG_TEST_KEY": ""}, {"JG_TEST_KEY": "a;b"}])
def test_a_background_without_its_key_is_left_out_and_said(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    basemaps = opened(tmp_path, KEYED + REST).manifest.basemaps
    assert [info.id for info in basemap_infos(basemaps, environment)] == ["rest"]
    (issue,) = check_basemaps(basemaps, environment)
    assert (issue.type, issue.feature, issue.value) == (
        "basemap-without-key",
        "tianditu",
        "JG_TEST_KEY",
    )


@pytest.mark.slow
def test_the_missing_key_is_among_the_issues(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = opened(tmp_path, KEYED)
    monkeypatch.delenv("JG_TEST_KEY", raising=False)
    assert "basemap-without-key" in {issue.type for issue in prepare_city(workspace).issues}
    monkeypatch.setenv("JG_TEST_KEY", "abc123")
    assert "basemap-without-key" not in {issue.type for issue in prepare_city(workspace).issues}


def policy_of(page: Path) -> dict[str, str]:
    found = re.search(
        r'Content-Security-Policy" content="([^"]+)"', page.read_text(encoding="utf-8")
    )
    assert found
    return dict(part.split(" ", 1) for part in html.unescape(found[1]).split("; "))


@pytest.mark.slow
def test_a_page_may_ask_the_declared_hosts_for_pictures_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JG_TEST_KEY", "abc123")
    sealed, online = tmp_path / "sealed", tmp_path / "online"
    build_workspace(opened(tmp_path / "a", ""), sealed, only="city")
    build_workspace(opened(tmp_path / "b", KEYED + REST), online, only="city")
    before, after = policy_of(sealed / "city.html"), policy_of(online / "city.html")
    assert before.pop("img-src") == "data: blob:"
    assert after.pop("img-src").split() == [
        *("data:", "blob:", "https://t0.tianditu.example", "https://t1.tianditu.example"),
        "http://tiles.example:8080",
    ]
    assert {name: after[name] for name in after if name != "script-src"} == {
        name: before[name] for name in before if name != "script-src"
    }


WRONG = {
    "unknown hole": ("{z}/{y}/{x}.png", "{zoom}/{y}/{x}.png", "{zoom}"),
    "no row": ("{z}/{y}/{x}.png", "{z}/{x}.png", "needs {z} {x} {y}, or"),
    "open host": ("https://t{s}.tiles.example", "https://{key}.tiles.example", "nothing but {s}"),
    "subdomains": ('subdomains = ["0"]', "", "subdomains"),
    "key": ('key = "k"', "", "key or key_env"),
    "two keys": ('key = "k"', 'key = "k"\nkey_env = "K"', "not both"),
    "a host in a subdomain": ('["0"]', '["0 https://evil.example"]', "subdomains"),
    "zooms": ('key = "k"', 'key = "k"\nmin_zoom = 9\nmax_zoom = 8', "above max_zoom"),
    "policy in the address": ("{z}/{y}", "a;script-src *;/{z}/{y}", "url"),
    "repeated": (
        "[[basemaps]]",
        REST.replace('"rest"', '"b"') + "[[basemaps]]",
        "ids of their own",
    ),
}
RIGHT = """
[[basemaps]]
id = "b"
name = { zh = "底图" }
url = "https://t{s}.tiles.example/{z}/{y}/{x}.png?tk={key}"
key = "k"
subdomains = ["0"]
attribution = { zh = "测试" }
"""


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_work_is_refused_with_the_reason(tmp_path: Path, name: str) -> None:
    before, after, reason = WRONG[name]
    assert before in RIGHT
    opened(tmp_path / "right", RIGHT)
    with pytest.raises(ManifestError) as caught:
        opened(tmp_path / "wrong", RIGHT.replace(before, after, 1))
    assert reason in str(caught.value)


def test_the_page_program_is_tested_against_our_own_shift() -> None:
    """``gcj02.test.ts`` holds the page's formula against these places."""
    places = json.loads(
        (ROOT / "jinan_geo" / "web" / "test" / "gcj02.json").read_text(encoding="utf-8")
    )
    for lon, lat, shifted_lon, shifted_lat in places:
        found = wgs84_to_gcj02(lon, lat)
        assert (float(found[0][0]), float(found[1][0])) == pytest.approx(
            (shifted_lon, shifted_lat), abs=1e-12
        )
