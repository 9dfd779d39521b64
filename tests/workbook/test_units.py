"""Every unit of money and both scales of percentages, with values worked by hand, on every way in
and out.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any, get_args

import openpyxl
import pytest

from jinan_geo.cells.scales import (
    MONEY_UNITS,
    OWN,
    SourceColumn,
    heading_unit,
    money_shift,
    to_standard,
)
from jinan_geo.errors import InputError, ManifestError, UsageError
from jinan_geo.intake.add import Wanted, add_layer
from jinan_geo.intake.money import find_unit, has_mixed_units
from jinan_geo.ledger import read_ledger
from jinan_geo.ledger.lines import extend_file, write_cells
from jinan_geo.manifest.locale import SCALES, Locale
from jinan_geo.manifest.models import MoneyUnit
from jinan_geo.manifest.profile import Profile
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import prepare_city
from jinan_geo.workbook.back.foreign import _shift
from jinan_geo.workbook.back.importing import read_incoming
from tests.tools.returned import TODAY, read_back
from tests.tools.tiny_city import FILES, SITES_LAYER, layer_folder, write_city
from tests.tools.verbs import run

if TYPE_CHECKING:
    from pathlib import Path

YUAN = Locale()
LEDGER = "layers/sites/progress.csv"
# An amount in its unit, and the same in 万元: 1 万元 is 10,000 元.
BY_HAND = [
    ("元", "12345", "1.2345"),
    ("千元", "5000", "500"),  # 5,000 千元 are 5,000,000 元
    ("千元", "0.5", "0.05"),
    ("万元", "12.5", "12.5"),
    ("百万元", "3.2", "320"),
    ("亿元", "1.2", "12000"),
]
by_hand = pytest.mark.parametrize(("unit", "amount", "wan"), BY_HAND)


def test_every_unit_has_its_value_by_hand() -> None:
    assert {unit for unit, *_ in BY_HAND} == set(MONEY_UNITS)
    assert {*MONEY_UNITS, *SCALES} == set(get_args(MoneyUnit))


@by_hand
def test_a_column_of_a_layer(unit: str, amount: str, wan: str) -> None:
    manifest = layer_folder(units={"investment_wan": unit}).manifest
    for title in ("投资", f"投资（{unit}）"):
        column = SourceColumn("investment_wan", "money", title, "a.csv", [2])
        cells, _ = to_standard(column, [amount], manifest, YUAN)
        assert Decimal(cells[0]) == Decimal(wan)
    assert heading_unit(f"投资（{unit}）") == unit


@by_hand
@pytest.mark.parametrize("short", [False, True])
def test_cells_and_headings_that_say_it(unit: str, amount: str, wan: str, *, short: bool) -> None:
    said = unit if not short or unit == "元" else unit.removesuffix("元")
    for title, cells in (
        ("投资", [f"{amount}{said}", f"{amount} {said}"]),
        (f"投资（{said}）", [amount]),
        (f"投资[单位：{said}]", [amount]),
    ):
        assert find_unit(title, cells) == unit
        assert not has_mixed_units(cells)
    other = "万元" if unit != "万元" else "亿元"
    assert has_mixed_units([f"{amount}{said}", f"1{other}"])
    column = SourceColumn("investment_wan", "money", f"投资（{said}）", "a.csv", [2])
    manifest = layer_folder(units={"investment_wan": unit}).manifest
    assert Decimal(to_standard(column, [amount], manifest, YUAN)[0][0]) == Decimal(wan)


@by_hand
def test_a_ledger_in_and_the_way_back(tmp_path: Path, unit: str, amount: str, wan: str) -> None:
    manifest = f'units = {{ invested_wan = "{unit}" }}\n{SITES_LAYER}'
    ledger = f"id,as_of,stage,done_pct,invested_wan\ns-1,2025-01-31,construction,8,{amount}\n"
    root = write_city(tmp_path, {"layers/sites/layer.toml": manifest, LEDGER: ledger})
    workspace = Workspace.open(root)
    layer = workspace.layer("sites")
    records, issues, _ = read_ledger(layer, workspace.stages)
    assert list(records["invested_wan"]) == [Decimal(wan)]
    assert [issue.type for issue in issues] == ["converted-unit"] * (unit != "万元")
    before = (root / LEDGER).read_bytes()
    again = extend_file(before, write_cells(records), layer.manifest, LEDGER, YUAN).decode()
    assert again.splitlines()[-1].split(",")[4] == amount


@pytest.mark.parametrize("heading", [True, False])
@by_hand
@pytest.mark.first_quick(2)
def test_a_foreign_sheet(
    tmp_path: Path, unit: str, amount: str, wan: str, *, heading: bool
) -> None:
    title = f"累计投资（{unit}）" if heading else "累计投资"
    book = openpyxl.Workbook()
    for row in (["编号", title], ["s-1", float(amount)], ["合计", float(amount)]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    keys = {
        "layer": "sites",
        "columns": {"id": "编号", "invested_wan": title},
        "as_of": "2025-03-31",
    }
    profile = Profile.model_validate(keys if heading else {**keys, "unit": unit})
    root = write_city(tmp_path / "city")
    said = {"profile": ("p", profile), "accept_regressions": True}
    (sheet,) = read_back(root, tmp_path / "a.xlsx", **said).sheets
    assert [record["invested_wan"] for record in sheet.records] == [Decimal(wan)]
    assert [(one.stated, one.found) for one in sheet.controls] == [(Decimal(wan), Decimal(wan))]


@by_hand
@pytest.mark.slow
def test_an_export(tmp_path: Path, unit: str, amount: str, wan: str) -> None:
    manifest = f'units = {{ investment_wan = "{unit}" }}\n{SITES_LAYER}'
    data = json.loads(FILES["layers/sites/features.geojson"])
    data["features"][0]["properties"]["investment_wan"] = amount
    files = {
        "layers/sites/layer.toml": manifest,
        "layers/sites/features.geojson": json.dumps(data, ensure_ascii=False),
    }
    root = write_city(tmp_path, files)
    for form in ("geojson", "xlsx"):
        ran = run("export", form, "--layer", "sites", "--workspace", root, "--out", root / "out")
        assert ran.code == 0, ran.text
    exported = json.loads((root / "out/sites.geojson").read_text(encoding="utf-8"))
    (first,) = [one for one in exported["features"] if one["properties"]["id"] == "s-1"]
    assert first["properties"]["investment_wan"] == float(wan)
    sheet = openpyxl.load_workbook(next((root / "out").glob("*.xlsx")))["更新项目"]
    titles = [str(cell.value) for cell in sheet[1]]
    at = next(at for at, title in enumerate(titles) if "投资" in title and "累计" not in title)
    assert "万元" in titles[at]
    assert sheet.cell(2, at + 1).value == float(wan)


@pytest.mark.parametrize(("top", "stated", "points"), [(1, "0.625", 62.5), (100, "62.5", 62.5)])
def test_percentages_in_and_the_way_back(
    tmp_path: Path, top: int, stated: str, points: float
) -> None:
    manifest = f"percent_up_to = {top}\n{SITES_LAYER}"
    ledger = f"id,as_of,stage,done_pct\ns-1,2025-01-31,construction,{stated}\n"
    root = write_city(tmp_path, {"layers/sites/layer.toml": manifest, LEDGER: ledger})
    workspace = Workspace.open(root)
    layer = workspace.layer("sites")
    records, _, _ = read_ledger(layer, workspace.stages)
    assert list(records["done_pct"]) == [points]
    again = extend_file(
        (root / LEDGER).read_bytes(), write_cells(records), layer.manifest, LEDGER, YUAN
    )
    assert again.decode().splitlines()[-1].split(",")[3] == stated


# 6,000 in a unit of yuan, in each unit that a workspace may keep: 6,000 万元 are 60 million.
SCALED = [
    ("元", "one", "6000"),
    ("万元", "one", "60000000"),
    ("亿元", "one", "600000000000"),
    ("千元", "one", "6000000"),
    ("元", "ten-thousand", "0.6"),
    ("万元", "ten-thousand", "6000"),
    ("亿元", "ten-thousand", "60000000"),
    ("千元", "ten-thousand", "600"),
    ("元", "million", "0.006"),
    ("万元", "million", "60"),
    ("亿元", "million", "600000"),
    ("千元", "million", "6"),
    ("百万元", "million", "6000"),
    ("元", "billion", "0.000006"),
    ("万元", "billion", "0.06"),
    ("亿元", "billion", "600"),
    ("千元", "billion", "0.006"),
]


@pytest.mark.parametrize(("unit", "scale", "kept"), SCALED)
def test_units_become_that_of_the_workspace(unit: str, scale: str, kept: str) -> None:
    locale = Locale.model_validate({"money": scale})
    assert Decimal(6000).scaleb(-money_shift(unit, locale, "投资")) == Decimal(kept)
    manifest = layer_folder(units={"investment_wan": unit}).manifest
    column = SourceColumn("investment_wan", "money", f"投资（{unit}）", "a.csv", [2])
    cells, _ = to_standard(column, ["6000"], manifest, locale)
    assert Decimal(cells[0]) == Decimal(kept)
    profile = Profile.model_validate({"layer": "sites", "columns": {"id": "i"}, "unit": unit})
    assert _shift(profile, "投资", "a.xlsx", locale) == money_shift(unit, locale, "投资")


def workspace_of(root: Path, money: str, files: dict[str, str] | None = None) -> Path:
    text = f"{FILES['workspace.toml']}\n[locale]\n{money}\n"
    return write_city(root, {"workspace.toml": text, **(files or {})})


def brought(root: Path, text: str, *said: str) -> Any:
    (root / "plain.csv").write_text(text, encoding="utf-8")
    city = prepare_city(Workspace.open(root))
    (sheet,) = read_incoming(
        city, root / "plain.csv", today=TODAY, only="sites", columns=said, accept_regressions=True
    ).sheets
    return sheet.records[0]["invested_wan"]


def test_a_plain_table_is_brought_to_the_unit_that_the_workspace_declares(tmp_path: Path) -> None:
    root = workspace_of(tmp_path, 'money = "million"')
    assert brought(root, "id,as_of,累计投资（万元）\ns-1,2025-03-31,60000\n") == 600
    own = "id,as_of,Spent\ns-1,2025-03-31,600\n"
    assert brought(root, own, "Spent=invested_wan:own") == 600


def test_thousands_of_any_currency_are_brought_to_the_millions_that_are_kept(
    tmp_path: Path,
) -> None:
    root = workspace_of(tmp_path / "plain", 'currency = "USD"')
    spent = "id,as_of,Spent\ns-1,2025-03-31,4500\n"
    assert brought(root, spent, "Spent=invested_wan:thousand") == Decimal("4.5")
    with pytest.raises(UsageError, match="one of one, thousand, ten-thousand, million"):
        brought(root, spent, "Spent=invested_wan")
    table = tmp_path / "a.csv"
    table.write_text("id,lon,lat,Budget\nA,117.05,36.65,6500\n", encoding="utf-8")
    with pytest.raises(UsageError, match="own, one, thousand"):
        add_layer(Workspace.open(root), table, Wanted(id="a", money="万元"))
    add_layer(Workspace.open(root), table, Wanted(id="a", money="thousand"))
    city = prepare_city(Workspace.open(root))
    (layer,) = [one for one in city.layers if one.id == "a"]
    assert float(layer.features["budget"].iloc[0]) == 6.5


def test_a_ledger_in_another_unit_is_read_and_written_back(tmp_path: Path) -> None:
    ledger = "id,as_of,stage,done_pct,invested_wan\ns-1,2025-01-31,construction,8,6000\n"
    layer = f'units = {{ invested_wan = "万元" }}\n{SITES_LAYER}'
    files = {"layers/sites/layer.toml": layer, LEDGER: ledger}
    workspace = Workspace.open(workspace_of(tmp_path, 'money = "million"', files))
    folder = workspace.layer("sites")
    records, _, _ = read_ledger(folder, workspace.stages)
    assert list(records["invested_wan"]) == [60]
    again = extend_file(b"", write_cells(records), folder.manifest, LEDGER, folder.locale)
    assert "6000" in again.decode()


def test_units_of_yuan_are_refused_where_another_currency_is_kept(tmp_path: Path) -> None:
    dollars = 'currency = "USD"'
    locale = Locale.model_validate({"currency": "USD"})
    root = workspace_of(tmp_path / "plain", dollars)
    with pytest.raises(UsageError, match=r"'累计投资（万元）': 万元 .* USD million.*=-"):
        brought(root, "id,as_of,累计投资（万元）\ns-1,2025-03-31,6000\n")
    with pytest.raises(UsageError, match="'Spent': 亿元 "):
        brought(root, "id,as_of,Spent\ns-1,2025-03-31,6\n", "Spent=invested_wan:亿元")
    layer = f'units = {{ invested_wan = "万元" }}\n{SITES_LAYER}'
    bad = workspace_of(tmp_path / "layer", dollars, {"layers/sites/layer.toml": layer})
    with pytest.raises(ManifestError, match=r"sites/layer.toml: units: invested_wan = '万元'.*USD"):
        Workspace.open(bad)
    column = SourceColumn("investment_wan", "money", "投资（万元）", "a.csv", [2])
    with pytest.raises(InputError, match=r"投资（万元）.*万元 is a unit of yuan"):
        to_standard(column, ["1"], layer_folder().manifest, locale)
    profile = Profile.model_validate({"layer": "sites", "columns": {"id": "i"}, "unit": "万元"})
    with pytest.raises(InputError, match=r"a.xlsx: '投资': 万元"):
        _shift(profile, "投资", "a.xlsx", locale)
    table = tmp_path / "a.csv"
    table.write_text("编号,lon,lat,投资（万元）\nA,117.05,36.65,5\n", encoding="utf-8")
    with pytest.raises(InputError, match="'投资（万元）': 万元 is a unit of yuan"):
        add_layer(Workspace.open(root), table, Wanted(id="a"))


@pytest.mark.parametrize(
    ("money", "kept"), [("million", {"investment_wan": "万元"}), ("ten-thousand", {})]
)
def test_a_layer_that_is_added_says_its_unit_where_the_workspace_has_another(
    tmp_path: Path, money: str, kept: dict[str, str]
) -> None:
    root = workspace_of(tmp_path, f'money = "{money}"')
    table = tmp_path / "a.csv"
    table.write_text("编号,lon,lat,总投资（万元）\nA,117.05,36.65,6000\n", encoding="utf-8")
    workspace = Workspace.open(root)
    add_layer(workspace, table, Wanted(id="a"))
    manifest = Workspace.open(root).layer("a").manifest
    assert manifest.units == kept


def test_a_heading_of_ten_millions_is_none_of_ten_thousands_and_our_own_is_the_workspaces() -> None:
    assert find_unit("总投资千万元", [1]) is None
    assert find_unit("investment_wan", [1]) == OWN


def test_areas_and_lengths_are_metres(tmp_path: Path) -> None:
    root = write_city(tmp_path)
    ran = run("export", "geojson", "--workspace", root, "--out", root / "out")
    assert ran.code == 0, ran.text
    sites = json.loads((root / "out/sites.geojson").read_text(encoding="utf-8"))["features"]
    area = {one["properties"]["id"]: one["properties"]["area_m2"] for one in sites}["s-2"]
    # 0.04 by 0.02 degrees at 36.65 N: 3,576 m by 2,220 m.
    assert area == pytest.approx(7.94e6, rel=0.002)
    streets = json.loads((root / "out/street-works.geojson").read_text(encoding="utf-8"))[
        "features"
    ]
    length = {one["properties"]["id"]: one["properties"]["length_m"] for one in streets}["w-1"]
    assert length == pytest.approx(8943, rel=0.002)  # 0.1 degrees of longitude at 36.62 N
