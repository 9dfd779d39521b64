"""Issues handed out: to the cell in Excel, to the exact place in a GeoPackage that opens styled."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import openpyxl
import pytest
import shapely
from click.testing import CliRunner
from shapely import Point, Polygon, box

from jinan_geo.cli.main import main
from jinan_geo.export.findings import ISSUE_HEADINGS
from jinan_geo.export.look import SEVERITY_COLORS
from jinan_geo.issues.issue import catalogue
from jinan_geo.manifest.labels import labels_of
from tests.tools.tiny_city import FILES, SITE_FEATURES, YEAR, collection, feature, write_city

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

BOW_TIE = Polygon([(117.01, 36.61), (117.02, 36.62), (117.02, 36.61), (117.01, 36.62)])
FAULTS = [
    feature(BOW_TIE, id="x-1", name_zh="=1+1", kind="housing", **YEAR),
    feature(Point(117.03, 36.63), id="s-1", name_zh="重号", **YEAR),
    feature(
        box(117.06, 36.66, 117.07, 36.67), id="x-3", name_zh="无期", planned_start="2025-13-01"
    ),
]
HEADINGS = {title.zh: key for key, title in ISSUE_HEADINGS.items()}


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(main, list(map(str, arguments)))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("findings")
    files = {
        "layers/sites/features.geojson": collection([*SITE_FEATURES, *FAULTS]),
        "layers/sites/progress.csv": FILES["layers/sites/progress.csv"]
        + "ghost,2025-02-28,,5,,,,,\n",
    }
    root = write_city(folder / "w", files)
    assert run("check", "--workspace", root, "--out", folder / "out").exit_code == 1
    return folder / "out"


def rows_of(path: Path, sheet: str) -> list[dict[str, Any]]:
    page = openpyxl.load_workbook(path)[sheet]
    heads = [str(cell.value) for cell in page[1]]
    return [
        dict(zip(heads, (cell.value for cell in row), strict=True))
        for row in page.iter_rows(min_row=2)
    ]


def test_the_workbook_says_where_what_how_bad_who_and_how(out: Path) -> None:
    rows = [
        {HEADINGS[name]: cell for name, cell in row.items()}
        for row in rows_of(out / "issues.xlsx", "问题")
    ]
    assert [row["severity"] for row in rows] == sorted(
        (row["severity"] for row in rows), key=["错误", "警告", "提示"].index
    )
    (double,) = [row for row in rows if row["type"] == "duplicate-id"]
    assert (double["file"], double["row"], double["feature"], double["field"]) == (
        "layers/sites/features.geojson", 7, "s-1", "id",
    )  # fmt: skip
    assert (double["severity"], double["dimension"], double["responsible"]) == (
        "错误",
        "唯一性",
        "GIS 人员",
    )
    assert double["fix"] == catalogue()["duplicate-id"].fix_zh
    page = openpyxl.load_workbook(out / "issues.xlsx")["问题"]
    assert page.freeze_panes == "B2"
    assert page.auto_filter.ref is not None
    assert not [cell for row in page.iter_rows() for cell in row if cell.data_type == "f"]


def test_every_code_of_the_catalogue_has_a_word() -> None:
    for kind in catalogue().values():
        for column in ("severity", "dimension", "responsible"):
            assert getattr(kind, column) in labels_of(column), kind.type


def rows(path: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as base:
        return base.execute(sql).fetchall()


def shapes_of(path: Path, table: str) -> dict[str, shapely.Geometry]:
    header = 8
    found = {}
    for kind, feature_id, data in rows(path, f'SELECT type, feature, geom FROM "{table}"'):  # noqa: S608 - our table
        envelope = {0: 0, 1: 32}[data[3] >> 1 & 7]
        found[f"{kind} {feature_id}"] = shapely.from_wkb(data[header + envelope :])
    return found


def test_each_issue_with_a_place_stands_there(out: Path) -> None:
    points, polygons = (
        shapes_of(out / "issues.gpkg", f"issues_{kind}") for kind in ("point", "polygon")
    )
    # The exact spot where the outline crosses itself, not the feature.
    assert points["invalid-geometry x-1"].distance(Point(117.015, 36.615)) < 1e-9
    # The second feature of that id, set aside, not the first.
    assert points["duplicate-id s-1"].equals(Point(117.03, 36.63))
    assert polygons["impossible-date x-3"].equals(box(117.06, 36.66, 117.07, 36.67))
    named = {key.split()[0] for key in (*points, *polygons)}
    assert "orphan-record" not in named  # it has no place, and is given none


def test_the_package_opens_styled_by_severity(out: Path) -> None:
    tables = [
        name
        for (name,) in rows(out / "issues.gpkg", "SELECT table_name FROM gpkg_geometry_columns")
    ]
    styles = dict(
        rows(
            out / "issues.gpkg",
            "SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault",
        )
    )
    assert set(styles) == set(tables)
    for qml in styles.values():
        root = ET.fromstring(qml)  # noqa: S314 - what we wrote
        renderer = root.find("renderer-v2")
        assert renderer is not None
        assert renderer.get("attr") == '"severity"'
        symbols = {one.get("name"): one for one in root.findall("renderer-v2/symbols/symbol")}
        for category in root.iter("category"):
            severity = str(category.get("value"))
            options = {
                str(one.get("name")): one.get("value")
                for one in symbols[category.get("symbol")].iter("Option")
            }
            own = next(options[name] for name in ("line_color", "color") if name in options)
            color = "#" + "".join(f"{int(part):02X}" for part in str(own).split(",")[:3])
            assert color == SEVERITY_COLORS[severity or "info"]


def test_an_issue_of_a_workbook_names_sheet_and_cell(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "二月"
    for row in (
        ["济南市更新项目进度表"],
        ["编号", "日期", "完成"],
        ["s-1", "2025-02-28", 30],
        ["s-2", "2025-02-28", 130],
    ):
        book.active.append(row)
    layer = FILES["layers/sites/layer.toml"].replace(
        'audience = "public"\nstyle', 'progress = "progress.xlsx"\nstyle'
    )
    columns = '\n[progress_columns]\nid = "编号"\nas_of = "日期"\ndone_pct = "完成"\n'
    root = write_city(
        tmp_path / "w",
        {"layers/sites/layer.toml": layer + columns, "layers/sites/progress.csv": None},
    )
    book.save(root / "layers/sites/progress.xlsx")
    answer = json.loads(run("check", "sites", "--workspace", root, "--json").output)
    (bad,) = [issue for issue in answer["issues"] if issue["type"] == "bad-record"]
    assert (bad["sheet"], bad["row"], bad["cell"], bad["value"]) == ("二月", 4, "C4", "130")


def test_json_accounts_for_every_feature(tmp_path: Path) -> None:
    root = write_city(
        tmp_path, {"layers/sites/features.geojson": collection([*SITE_FEATURES, *FAULTS])}
    )
    result = run("check", "sites", "--workspace", root, "--json")
    answer = json.loads(result.output)
    assert set(answer) == {"features", "used", "set_aside", "issues", "exit_code", "why"}
    # An id that is there twice, and an outline that crosses itself and waits for a repair.
    assert (answer["features"], answer["used"], answer["set_aside"]) == (8, 6, 2)
    assert answer["exit_code"] == 1
    assert {"type", "severity", "file", "row", "field", "value", "responsible"} <= set(
        answer["issues"][0]
    )
    assert result.exit_code == 1


def test_a_city_without_issues_has_empty_files_all_the_same(tmp_path: Path) -> None:
    layer = FILES["layers/sites/layer.toml"].replace(
        'audience = "restricted"', 'audience = "internal"'
    )
    root = write_city(tmp_path / "w", {"layers/sites/layer.toml": layer})
    assert run("check", "--workspace", root, "--out", tmp_path / "out").exit_code == 0
    assert rows_of(tmp_path / "out/issues.xlsx", "问题") == []
    assert rows(tmp_path / "out/issues.gpkg", "SELECT count(*) FROM issues_point") == [(0,)]


NARROW = 'rule = "range"\nfield = "appraisal"\nmax = 1'
LAYER = "layers/sites/layer.toml"


def texts_of(folder: Path) -> str:
    """All that the three files say."""
    said = [(folder / "issues.csv").read_text(encoding="utf-8")]
    for page in openpyxl.load_workbook(folder / "issues.xlsx"):
        said += [str(cell.value) for row in page.iter_rows() for cell in row]
    for (table,) in rows(folder / "issues.gpkg", "SELECT table_name FROM gpkg_contents"):
        said += [str(row) for row in rows(folder / "issues.gpkg", f'SELECT * FROM "{table}"')]  # noqa: S608 - our table
    return "\n".join(said)


@pytest.mark.parametrize("withheld", ["field", "layer"])
@pytest.mark.slow
def test_the_files_hold_nothing_that_is_withheld_from_their_audience(
    tmp_path: Path, withheld: str
) -> None:
    levels = {"field": ("public", "restricted"), "layer": ("restricted", "internal")}
    for name, (layer, field) in {"w": levels[withheld], "open": ("public", "internal")}.items():
        manifest = FILES[LAYER].replace('audience = "restricted"', f'audience = "{field}"')
        manifest = manifest.replace(
            'audience = "public"\nstyle', f'audience = "{layer}"\nbelow = "drop"\nstyle'
        )
        files = {
            "targets.toml": FILES["targets.toml"].replace("\nmeasure", '\nbelow = "drop"\nmeasure'),
            LAYER: manifest.replace(
                "\n[fields.spaces]", f"\n[[expect]]\n{NARROW}\n\n[fields.spaces]"
            ),
            "layers/sites/features.geojson": collection(
                [
                    *SITE_FEATURES,
                    feature(
                        Point(117.03, 36.63), id="x-9", name_zh="新址", appraisal=777.25, **YEAR
                    ),
                ]
            ),
        }
        root = write_city(tmp_path / name, files)
        told = run("check", "--workspace", root, "--out", tmp_path / name / "out", "--json")
        assert "777.25" in told.output  # who runs it has the data
        assert ("777.25" in texts_of(tmp_path / name / "out")) is (name == "open")
    narrowed = run("check", "--workspace", tmp_path / "w", "--audience", "internal", "--json")
    assert "777.25" not in narrowed.output
    refused = run("check", "sites", "--workspace", tmp_path / "w", "--out", tmp_path / "no")
    assert (refused.exit_code, (tmp_path / "no").exists()) == (
        (6, False) if withheld == "layer" else (0, True)
    )


def test_a_cell_named_by_its_place_keeps_its_value_from_those_the_field_is_withheld_from(
    tmp_path: Path,
) -> None:
    book = openpyxl.Workbook()
    heading = ["id", "name_zh", "经度", "纬度", "appraisal"]
    book.active.append(heading)
    for at, price in enumerate([5, 6, 7, "777.25"]):
        book.active.append([f"s-{at}", "甲", 117.05 + at / 100, 36.65, price])
    book.active.title = "清单"
    layer = FILES[LAYER].replace(
        'audience = "public"\nstyle',
        'features = "list.xlsx"\ncrs = "EPSG:4490"\naudience = "public"\nstyle',
    )
    layer += '\n[coordinates]\nx = "经度"\ny = "纬度"\n'
    root = write_city(tmp_path / "w", {LAYER: layer, "layers/sites/features.geojson": None})
    book.save(root / "layers/sites/list.xlsx")
    told = json.loads(
        run("check", "sites", "--workspace", root, "--out", tmp_path / "out", "--json").output
    )
    (number,) = [issue for issue in told["issues"] if issue["type"] == "number-as-text"]
    assert (number["sheet"], number["cell"], number["value"]) == ("清单", "E5", "777.25")
    assert "777.25" not in texts_of(tmp_path / "out")
