"""Every manifest refuses what it does not know: by file, key and the likely correction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jinan_geo.errors import ManifestError
from jinan_geo.manifest.closed import Text
from jinan_geo.manifest.workspace import Workspace
from tests.tools.tiny_city import FILES, write_city

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WORDS = '{ zh = "名" }'
LIGHTS = (
    f"name = {WORDS}\nsource = {WORDS}\nyellow_from_lag = 5\nred_above_lag = 20\n"
    "late_start_yellow_months = 0\nlate_start_red_months = 3\n"
)

# What is added to which file, and what the message must name: the place, and the key that was
# meant.
MISTYPED = {
    "workspace": (
        "workspace.toml",
        'metric_crs = "EPSG:4548"',
        'metric_csr = "EPSG:4548"',
        "metric_csr",
        "metric_crs",
    ),
    "workspace name": (
        "workspace.toml",
        'zh = "小济南", en',
        'zh = "小济南", eng',
        "name.eng",
        "'en'",
    ),
    "layer": ("layers/sites/layer.toml", "order = 10", "ordre = 10", "ordre", "'order'"),
    "layer style": (
        "layers/sites/layer.toml",
        "{ color =",
        "{ colour =",
        "style.colour",
        "'color'",
    ),
    "layer field": (
        "layers/sites/layer.toml",
        'type = "money"',
        'typ = "money"',
        "fields.appraisal.typ",
        "'type'",
    ),
    "layer unit": (
        "layers/sites/layer.toml",
        'en = "spaces"',
        'eng = "spaces"',
        "fields.spaces.unit.eng",
        "'en'",
    ),
    "layer kind": (
        "layers/sites/layer.toml",
        'en = "Housing"',
        'eng = "Housing"',
        "kinds.housing.eng",
        "'en'",
    ),
    "map": ("maps/urban.toml", "theme =", "tehme =", "tehme", "'theme'"),
    "map title": ("maps/city.toml", "zh =", "zhs =", "title.zhs", "'zh'"),
    "target": (
        "targets.toml",
        "comparator =",
        "comperator =",
        "targets.0.comperator",
        "'comparator'",
    ),
    "measure": ("targets.toml", "reached =", "reach =", "targets.0.measure.reach", "'reached'"),
    "targets": ("targets.toml", "source =", "sources =", "sources", "'source'"),
}


@pytest.mark.parametrize("name", MISTYPED)
def test_a_mistyped_key_is_refused_by_file_place_and_suggestion(tmp_path: Path, name: str) -> None:
    file, before, after, place, meant = MISTYPED[name]
    assert before in FILES[file]
    write_city(tmp_path, {file: FILES[file].replace(before, after, 1)})
    with pytest.raises(ManifestError) as caught:
        Workspace.open(tmp_path)
    message = next(fault for fault in caught.value.faults if "unknown key" in fault)
    assert message.startswith(f"{file}: unknown key ")
    assert f"'{place}'" in message
    assert f"did you mean {meant if meant.startswith(chr(39)) else repr(meant)}?" in message


def test_a_mistyped_key_of_the_light_rules_is_refused(tmp_path: Path) -> None:
    files = {
        "workspace.toml": 'lights = "lights.toml"\n' + FILES["workspace.toml"],
        "lights.toml": LIGHTS.replace("red_above_lag", "red_over_lag"),
    }
    with pytest.raises(
        ManifestError,
        match=r"lights.toml: unknown key 'red_over_lag'.*did you mean 'red_above_lag'",
    ):
        Workspace.open(write_city(tmp_path, files))


def test_own_light_rules_are_read(tmp_path: Path) -> None:
    files = {
        "workspace.toml": 'lights = "lights.toml"\n' + FILES["workspace.toml"],
        "lights.toml": LIGHTS,
    }
    assert Workspace.open(write_city(tmp_path, files)).lights.yellow_from_lag == 5


def test_english_falls_back_to_chinese() -> None:
    assert Text(zh="历下区").en == "历下区"
    assert Text(zh="历下区", en="Lixia").en == "Lixia"


WRONG = {
    "unit of no money": ("layers/sites/layer.toml", "order = 10", 'units = { spaces = "元" }',
                         "units = 'spaces'"),
    "missing key": ("workspace.toml", 'districts = "districts"', "", "key 'districts' is missing"),
    "colour": ("layers/sites/layer.toml", "#6B5B95", "purple", "'style.color' = 'purple'"),
    "geometry": ("layers/sites/layer.toml", '["point", "polygon"]', '["dot"]',
                 "'geometry.0' = 'dot'"),
    "audience": ("layers/sites/layer.toml", '"restricted"', '"secret"',
                 "'fields.appraisal.audience' = 'secret'"),
    "theme map without theme": ("maps/urban.toml", 'theme = "urban"', "",
                                "theme is given exactly when"),
    "city map with theme": ("maps/city.toml", "order = 1", 'theme = "urban"',
                            "theme is given exactly when"),
    "comparator": ("targets.toml", 'comparator = ">="', 'comparator = "=="',
                   "'targets.0.comparator' = '=='"),
    "target of zero": ("targets.toml", "value = 400", "value = 0", "value = 0 can be promised"),
    "min_share": ("workspace.toml", "districts =", "min_share = 0.5\ndistricts =",
                  "'min_share' = '0.5'"),
    "measured and entered": (
        "targets.toml", 'unit = { zh = "个", en = "sites" }',
        ('unit = { zh = "个" }\nentered = [{ as_of = 2025-01-31, value = 1, source = { zh = "表" } '
         '}]'), "not both",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_value_is_refused_with_its_place_and_itself(tmp_path: Path, name: str) -> None:
    file, before, after, expected = WRONG[name]
    assert before in FILES[file]
    write_city(tmp_path, {file: FILES[file].replace(before, after, 1)})
    with pytest.raises(ManifestError) as caught:
        Workspace.open(tmp_path)
    assert any(
        fault.startswith(f"{file}: ") and expected in fault for fault in caught.value.faults
    ), caught.value


def test_manifests_cannot_be_changed(open_city: Callable[..., Workspace]) -> None:
    with pytest.raises(ValueError, match="frozen"):
        open_city().manifest.districts = "other"
