"""Data out: what was exported reads back equal, withholds what it must, is the same each time."""

from __future__ import annotations

import datetime as dt
import json
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely
from click.testing import CliRunner
from shapely import LineString, Point

from jinan_geo.cells.values import parse_values
from jinan_geo.cli.main import main
from jinan_geo.export.deliver import export_city
from jinan_geo.export.table import export_tables
from jinan_geo.manifest.labels import standard_columns
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.payload.ground import GroundMaker
from jinan_geo.pipeline import prepare_city
from jinan_geo.publish.publish import publish
from jinan_geo.read import Reading, read_source
from jinan_geo.read.ground import GROUND_FILE
from tests.payload.test_ground import FULL
from tests.payload.test_ground import rows_of as rows_of_ground
from tests.tools.exported import HOSTILE, LAYER, rows_of
from tests.tools.ground_city import keep_ground
from tests.tools.tiny_city import (
    FILES,
    SITES_LAYER,
    YEAR,
    collection,
    feature,
    write_city,
)

if TYPE_CHECKING:
    from click.testing import Result

    from jinan_geo.city.city import City
    from jinan_geo.export.table import ExportTable


ROOT = Path(__file__).resolve().parents[2]
FORMATS = ("gpkg", "xlsx", "geojson", "parquet")


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(main, list(map(str, arguments)))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def tables_of(city: City, form: str) -> list[ExportTable]:
    tables = export_tables(publish(city, "internal"))
    return [part for table in tables for _, part in table.by_kind()] if form == "gpkg" else tables


@pytest.mark.parametrize("form", ["gpkg", "geojson", "parquet"])
def test_what_was_exported_reads_back_equal(city: City, tmp_path: Path, form: str) -> None:
    export_city(publish(city, "internal"), form, tmp_path / "out")
    for table in tables_of(city, form):
        path = tmp_path / "out" / ("city.gpkg" if form == "gpkg" else f"{table.id}.{form}")
        frame = read_source(path, path.name, Reading(table.id if form == "gpkg" else None)).frame
        assert list(frame.columns.drop(["geometry", "geometry_fault"])) == [
            column.id for column in table.columns
        ]
        for column in table.columns:
            kind = {"points": "number"}.get(column.kind, column.kind)
            back = parse_values(frame[column.id], kind)
            assert not back.bad, column.id
            wanted = pd.Series(column.cells, dtype=object)
            for old, new in zip(wanted, back.cells, strict=True):
                if pd.isna(old):
                    assert pd.isna(new), column.id
                elif kind == "date":
                    assert pd.Timestamp(old) == new
                else:
                    assert (float(new) == old) if isinstance(old, float) else (new == old), (
                        column.id
                    )
        assert frame.crs.to_epsg() == 4326
        for old, new in zip(table.shapes, frame.geometry, strict=True):
            assert (old is None) == (new is None)
            if old is not None and form == "geojson":  # rounded to a centimetre, rings turned
                assert shapely.hausdorff_distance(old, new) <= 0.71e-7
            elif old is not None:
                assert new.equals(old)
                assert shapely.get_num_coordinates(old) == shapely.get_num_coordinates(new)


@pytest.mark.slow
def test_an_exported_layer_is_a_layer_again(city: City, tmp_path: Path) -> None:
    export_city(publish(city, "restricted"), "geojson", tmp_path / "out", only=["sites"])
    again = {
        "layers/sites/features.geojson": (tmp_path / "out/sites.geojson").read_text(
            encoding="utf-8"
        )
    }
    second = prepare_city(Workspace.open(write_city(tmp_path / "again", {**LAYER, **again})))
    assert {issue.type for issue in second.issues if issue.layer == "sites"} <= {
        "undeclared-field",
        "hidden-character",
    }
    first, then = (
        export_tables(publish(one, "restricted"), ["sites"])[0] for one in (city, second)
    )
    for old, new in zip(first.columns, then.columns, strict=True):
        assert old.id == new.id
        np.testing.assert_array_equal(old.cells, new.cells, err_msg=old.id)


def test_a_workbook_has_typed_cells_and_no_formula(city: City, tmp_path: Path) -> None:
    export_city(publish(city, "internal"), "xlsx", tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["说明", "区县", "更新项目", "街巷整治"]
    (table,) = export_tables(publish(city, "internal"), ["sites"])
    page = book["更新项目"]
    heads = [cell.value for cell in page[1]]
    assert heads == [column.heading.zh for column in table.columns]
    assert {"完成（%）", "计划投资（万元）", "车位数（个）", "红黄绿灯"} <= set(heads)
    assert (page.freeze_panes, page.auto_filter.ref) == (
        "D2",
        f"A1:{page.cell(1, len(heads)).coordinate[:-1]}{table.rows + 1}",
    )
    for at, column in enumerate(table.columns, start=1):
        for number, (value, missing) in enumerate(
            zip(column.cells, column.missing, strict=True), start=2
        ):
            cell = page.cell(number, at)
            assert cell.data_type != "f"
            if missing:
                assert cell.value is None
            elif column.kind == "date":
                assert cell.value.date() == value.item()
            elif isinstance(value, float):
                assert cell.value == value
            else:
                assert cell.data_type == "s"
    names = {row[0].value: row for row in page.iter_rows(min_row=2)}
    assert names["007"][1].value == HOSTILE
    assert names["s-7"][1].value == "+1"
    assert names["007"][1].quotePrefix  # edited in Excel it stays a text
    assert names["s-1"][heads.index("阶段")].value == "在建"
    assert [names[key][heads.index("紧急")].value for key in ("007", "s-7", "s-1")] == [
        "是",
        "否",
        None,
    ]
    assert names["s-2"][heads.index("区县")].value == "历下区；历城区"
    cover = {row[0].value: row[1].value for row in book["说明"].iter_rows(min_row=2)}
    assert cover["数据截止日"] == dt.datetime(2025, 2, 28)  # noqa: DTZ001 - a day
    assert cover["审图"] == "未送审·仅供内部"


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("[a]:b*c?d/e\\f", "_a__b_c_d_e_f"),
        ("很" * 40, "很" * 31),
        ("History", "History_2"),
        ("'", "Sheet"),
    ],
)
def test_sheets_have_names_that_excel_takes(tmp_path: Path, name: str, wanted: str) -> None:
    layer = FILES["layers/street-works/layer.toml"].replace("街巷整治", name.replace("\\", "\\\\"))
    root = write_city(tmp_path / "w", {"layers/street-works/layer.toml": layer})
    export_city(
        publish(prepare_city(Workspace.open(root)), "internal"), "xlsx", tmp_path / "a.xlsx"
    )
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames[-1] == wanted


def test_geojson_is_of_rfc_7946(city: City, tmp_path: Path) -> None:
    export_city(publish(city, "internal"), "geojson", tmp_path, only=["sites"])
    text = (tmp_path / "sites.geojson").read_text(encoding="utf-8")
    data = json.loads(text)
    assert set(data) == {"type", "features"}
    places = "".join(re.findall(r'"coordinates":([^a-z]*)', text))
    decimals = [len(number.partition(".")[2]) for number in re.findall(r"\d+\.\d+", places)]
    assert max(decimals) == 7
    shapes = {one["id"]: one["geometry"] for one in data["features"]}
    assert shapes["s-3"] is None
    outer, inner = shapes["007"]["coordinates"]
    assert shapely.is_ccw(LineString(outer))
    assert not shapely.is_ccw(LineString(inner))
    properties = {one["id"]: one["properties"] for one in data["features"]}
    assert properties["s-1"]["planned_start"] == "2025-01-01"
    assert (properties["s-1"]["done_pct"], properties["s-3"]["investment_wan"]) == (30, None)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.slow
def test_what_is_withheld_never_leaves(root: Path, tmp_path: Path, form: str) -> None:
    for audience, secrets in (
        ("internal", ["8888", "评估价", "appraisal"]),
        ("public", ["张三", "contact", "花园路"]),
    ):
        out = tmp_path / audience
        assert (
            run("export", form, "--workspace", root, "--out", out, "--audience", audience).exit_code
            == 0
        )
        data = b"".join(path.read_bytes() for path in out.iterdir())
        for path in out.glob("*.xlsx"):
            with zipfile.ZipFile(path) as parts:
                data += b"".join(parts.read(name) for name in parts.namelist())
        assert "明府城".encode() in data
        for secret in secrets:
            assert secret.encode() not in data, secret


@pytest.mark.slow
def test_a_withheld_layer_is_refused_by_name_and_otherwise_said(root: Path, tmp_path: Path) -> None:
    refused = run(
        "export", "gpkg", "--workspace", root, "--audience", "public", "--layer", "street-works"
    )
    assert refused.exit_code == 6
    told = run(
        "export",
        "gpkg",
        "--workspace",
        root,
        "--audience",
        "public",
        "--out",
        tmp_path,
        "--lang",
        "en",
    )
    assert "Left out, for fewer eyes: street-works" in told.output


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.slow
def test_the_same_data_give_the_same_bytes(
    root: Path, tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    for zone in ("Pacific/Kiritimati", "America/St_Johns"):
        monkeypatch.setenv("TZ", zone)
        export_city(publish(prepare_city(Workspace.open(root)), "internal"), form, tmp_path / zone)
        made.append({path.name: path.read_bytes() for path in sorted((tmp_path / zone).iterdir())})
    assert made[0] == made[1]


def test_a_ground_is_mixed_into_no_export(tmp_path: Path) -> None:
    root = write_city(tmp_path / "city", FULL)
    made = []
    for name in ("without", "with"):
        if name == "with":
            keep_ground(root / GROUND_FILE, rows_of_ground())
        city = publish(prepare_city(Workspace.open(root)), "internal")
        assert GroundMaker(city).make(None).info is None or name == "with"
        files = [
            one.file for form in FORMATS for one in export_city(city, form, tmp_path / name / form)
        ]
        made.append({file.name: file.read_bytes() for file in files})
    assert len(made[0]) >= len(FORMATS)
    assert made[0] == made[1]


def test_an_earlier_day_gives_the_state_of_that_day(root: Path, tmp_path: Path) -> None:
    assert (
        run(
            "export", "geojson", "--workspace", root, "--out", tmp_path, "--as-of", "2025-01-31"
        ).exit_code
        == 0
    )
    features = json.loads((tmp_path / "sites.geojson").read_text(encoding="utf-8"))["features"]
    cells = {one["id"]: one["properties"] for one in features}
    assert (cells["s-1"]["done_pct"], cells["s-1"]["as_of"]) == (8, "2025-01-31")
    assert (cells["s-5"]["light"], cells["s-5"]["reason"]) == ("grey", "no_record")


@pytest.mark.slow
def test_places_of_files(root: Path, tmp_path: Path) -> None:
    assert run("export", "xlsx", "--workspace", root).exit_code == 0
    assert [path.name for path in (root / "export").iterdir()] == ["city.xlsx"]
    one = run(
        "export",
        "geojson",
        "--workspace",
        root,
        "--layer",
        "sites",
        "--out",
        tmp_path / "a.geojson",
    )
    assert one.exit_code == 0
    assert (tmp_path / "a.geojson").is_file()
    many = run("export", "geojson", "--workspace", root, "--out", tmp_path / "b.geojson")
    assert many.exit_code == 2
    assert run("export", "gpkg", "--workspace", root, "--layer", "site").exit_code == 2


def test_an_export_that_fails_keeps_the_old_file(
    city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.gpkg"
    path.write_bytes(b"old")

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("jinan_geo.export.geopackage._write_styles", fail)
    with pytest.raises(Exception, match="无法写入"):
        export_city(publish(city, "internal"), "gpkg", path)
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir() if one.name != "w"] == ["a.gpkg"]


def test_a_field_named_as_a_standard_column_stands_beside_it(tmp_path: Path) -> None:
    layer = (
        SITES_LAYER
        + '\n[fields.Light]\nname = { zh = "路灯" }\n\n[fields.fid]\nname = { zh = "旧号" }\n'
    )
    lit = feature(Point(117.05, 36.65), id="s-1", name_zh="灯", Light="亮", fid="9", **YEAR)
    files = {"layers/sites/layer.toml": layer, "layers/sites/features.geojson": collection([lit])}
    root = write_city(tmp_path / "w", files)
    export_city(
        publish(prepare_city(Workspace.open(root)), "internal"),
        "gpkg",
        tmp_path / "a.gpkg",
        only=["sites"],
    )
    assert rows_of(tmp_path / "a.gpkg", "SELECT light, f_Light, f_fid FROM sites_point") == [
        ("green", "亮", "9")
    ]


def test_the_guide_lists_every_column() -> None:
    text = (ROOT / "docs/export.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `(\w+)` \| ([^|（]+)", text, re.MULTILINE)
    assert [(name, title.strip()) for name, title in listed] == [
        (one.id, one.name.zh.partition("（")[0]) for one in standard_columns()
    ]
