"""Opening a workspace: found from below, all faults at once, names that agree across its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jinan_geo.errors import ManifestError, UsageError
from jinan_geo.manifest.workspace import Workspace
from tests.tools.tiny_city import FILES, write_city

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def faults_of(tmp_path: Path, files: dict[str, str | None]) -> tuple[str, ...]:
    with pytest.raises(ManifestError) as caught:
        Workspace.open(write_city(tmp_path, files))
    return caught.value.faults


def edit(file: str, before: str, after: str) -> dict[str, str | None]:
    assert before in FILES[file]
    return {file: FILES[file].replace(before, after, 1)}


def test_opens_from_a_folder_below(tmp_path: Path) -> None:
    write_city(tmp_path)
    opened = Workspace.open(tmp_path / "layers" / "sites")
    assert opened.root == tmp_path.resolve()
    assert [layer.id for layer in opened.layers] == ["districts", "sites", "street-works"]
    assert [page.id for page in opened.maps] == ["city", "urban", "districts"]
    assert opened.layer("sites").features_file == "layers/sites/features.geojson"
    assert opened.layer("sites").progress_file == "layers/sites/progress.csv"


def test_no_workspace_is_a_usage_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no workspace\.toml in .* --workspace DIR"):
        Workspace.open(tmp_path)


def test_an_unknown_layer_is_refused_with_the_nearest(open_city: Callable[..., Workspace]) -> None:
    with pytest.raises(UsageError, match=r"no layer 'site' .*did you mean 'sites'"):
        open_city().layer("site")


def test_all_faults_of_all_files_come_at_once(tmp_path: Path) -> None:
    found = faults_of(
        tmp_path,
        {
            "workspace.toml": FILES["workspace.toml"] + '\n[typo]\nx = "y"\n',
            "targets.toml": "this is not TOML",
            "maps/city.toml": 'scope = "planet"\n',
            "layers/sites/layer.toml": 'name = "x"\n',
            "layers/Bad Name/layer.toml": "",
            "maps/index.toml": 'title = { zh = "x" }\nscope = "city"\n',
        },
    )
    for start in (
        "workspace.toml: unknown key 'typo'",
        "maps/city.toml: key 'title' is missing",
        "maps/city.toml: 'scope' = 'planet'",
        "layers/sites/layer.toml: key 'geometry' is missing",
        "layers: folder 'Bad Name' is no layer id",
        "maps: 'index.toml' is no map id",
    ):
        assert any(fault.startswith(start) for fault in found), start


def test_a_missing_targets_file_is_named(tmp_path: Path) -> None:
    assert faults_of(tmp_path, {"targets.toml": None})[0].startswith(
        "targets.toml: the file is missing; create it"
    )


def test_bad_toml_is_named_with_its_line(tmp_path: Path) -> None:
    assert "not valid TOML" in faults_of(tmp_path, {"targets.toml": "a = \n"})[0]
    assert "line 1" in faults_of(tmp_path, {"targets.toml": "a = \n"})[0]


def test_a_manifest_in_gbk_is_named_with_its_byte(tmp_path: Path) -> None:
    write_city(tmp_path)
    (tmp_path / "maps" / "city.toml").write_bytes(FILES["maps/city.toml"].encode("gbk"))
    with pytest.raises(
        ManifestError, match=r"maps/city.toml: not UTF-8 at byte \d+; save it as UTF-8"
    ):
        Workspace.open(tmp_path)


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    write_city(tmp_path, {"maps/city.toml": "\ufeff" + FILES["maps/city.toml"]})
    assert Workspace.open(tmp_path)


CROSSED = {
    "layer theme": (
        ("layers/sites/layer.toml", 'theme = "urban"', 'theme = "urbn"'),
        "layers/sites/layer.toml: theme = 'urbn' does not exist; did you mean 'urban'?",
    ),
    "map theme": (
        ("maps/urban.toml", 'theme = "urban"', 'theme = "x"'),
        "maps/urban.toml: theme = 'x' does not exist; known here: urban, green",
    ),
    "map layers": (
        ("maps/city.toml", "order = 1", 'layers = ["sties"]'),
        "maps/city.toml: layers = 'sties' does not exist; did you mean 'sites'?",
    ),
    "target theme": (
        ("targets.toml", 'theme = "green"', 'theme = "grey"'),
        "targets.toml: T-3 theme = 'grey' does not exist; did you mean 'green'?",
    ),
    "target layer": (
        ("targets.toml", 'layer = "sites", reached = "started"',
         'layer = "site", reached = "started"'),
        "targets.toml: T-1 measure.layer = 'site' does not exist; did you mean 'sites'?",
    ),
    "districts": (
        ("workspace.toml", 'districts = "districts"', 'districts = "district"'),
        "workspace.toml: districts = 'district' does not exist; did you mean 'districts'?",
    ),
    "lights": (
        ("workspace.toml", "districts =", 'lights = "yinchuan"\ndistricts ='),
        "workspace.toml: lights = 'yinchuan' is no preset; did you mean 'yinchuan-2025'?",
    ),
    "target field": (
        ("targets.toml", 'sum = "spaces"', 'sum = "space"'),
        "targets.toml: T-2 measure.sum = 'space' does not exist; did you mean 'spaces'?",
    ),
    "target field of text": (
        ("targets.toml", 'sum = "spaces"', 'sum = "contact"'),
        "targets.toml: T-2 measure.sum = 'contact' is text; name a field of numbers",
    ),
    "target condition": (
        ("targets.toml", 'where = { kind = "parking" }', 'where = { kinds = "parking" }'),
        "targets.toml: T-2 measure.where = 'kinds' does not exist; did you mean 'kind'?",
    ),
    "size": (
        ("layers/sites/layer.toml", 'size_by = "spaces"', 'size_by = "contact"'),
        "layers/sites/layer.toml: style.size_by = 'contact' is text; name a field of numbers",
    ),
    "columns": (
        ("layers/sites/layer.toml", "order = 10", 'columns = { nmae_zh = "NAME" }'),
        "layers/sites/layer.toml: columns = 'nmae_zh' does not exist; did you mean 'name_zh'?",
    ),
    "progress columns": (
        ("layers/sites/layer.toml", "order = 10", 'progress_columns = { done = "DONE" }'),
        ("layers/sites/layer.toml: progress_columns = 'done' does not exist; "
         "did you mean 'done_pct'?"),
    ),
    "field taken": (
        ("layers/sites/layer.toml", "[fields.contact]", "[fields.district]"),
        "layers/sites/layer.toml: fields.district is a standard attribute; choose another name",
    ),
    "target id": (
        ("targets.toml", 'id = "T-2"', 'id = "T-1"'),
        "targets.toml: id 'T-1' is given twice",
    ),
    "target of districts": (
        ("targets.toml", 'layer = "sites", reached = "started"',
         'layer = "districts", reached = "started"'),
        "targets.toml: T-1 measure.layer = 'districts' holds no projects",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CROSSED)
def test_names_must_exist_where_they_point(tmp_path: Path, name: str) -> None:
    change, expected = CROSSED[name]
    assert expected in faults_of(tmp_path, edit(*change))
