"""Evidence goes out with the data it is of, and what an audience may not read goes nowhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import openpyxl
import pyarrow.parquet as pq
import pyogrio
import pytest

from jinan_geo.answers.settlement import settle
from jinan_geo.export.deliver import export_city
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pack.deliver import deliver_packs
from jinan_geo.pack.settlement import write_settlement
from jinan_geo.pipeline import build_workspace, prepare_city
from jinan_geo.publish.publish import publish
from jinan_geo.read import Reading, read_source
from tests.check.test_evidence import kept, row
from tests.tools.leaks import readable_in
from tests.tools.tiny_city import STREETS_LAYER, write_city

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.manifest.models import Audience

LEDGER = """id,as_of,stage,done_pct,evidence
s-1,2025-02-28,construction,30,F-PRESS;F-UNIT
s-2,2025-02-28,started,2,F-UNIT
"""
STATEMENTS = kept(
    row("F-PRESS", "s-1", contradicts="F-UNIT"),
    row("F-ABOUT", "T-1"),
    row("F-UNIT", "s-1", tier="reported", publisher="某科室", statement_zh="只报内部", title=""),
    row("F-FREE", "s-2", tier="reported", statement_zh="已放行", released="true"),
)
FILES = {
    "layers/sites/progress.csv": LEDGER,
    "layers/sites/evidence.csv": STATEMENTS,
    "layers/street-works/layer.toml": STREETS_LAYER.replace(
        'below = "drop"', 'audience = "public"'
    ),
}
SECRETS = ("F-UNIT", "只报内部", "某科室")


def deliver(root: Path, audience: Audience = "public") -> Path:
    """Everything that is exported, in a folder."""
    write_city(root / "city", FILES)
    city = publish(prepare_city(Workspace.open(root / "city")), audience)
    for form in ("gpkg", "xlsx", "geojson", "parquet"):
        export_city(city, form, root / "out")
    return root / "out"


@pytest.mark.slow
def test_each_format_has_the_ids_and_the_statements(tmp_path: Path) -> None:
    out = deliver(tmp_path, "internal")
    both, all_ids = "F-PRESS;F-UNIT", ["F-PRESS", "F-ABOUT", "F-UNIT", "F-FREE"]
    frame = pyogrio.read_dataframe(out / "city.gpkg", layer="evidence")
    assert list(frame["id"]) == all_ids
    assert frame["statement_zh"].iloc[2] == "只报内部"
    assert "geometry" not in frame
    sites = pyogrio.read_dataframe(out / "city.gpkg", layer="sites_point")
    assert dict(zip(sites["id"], sites["evidence"], strict=True))["s-1"] == both
    book = openpyxl.load_workbook(out / "city.xlsx")
    told = [[cell.value for cell in line] for line in book["证据"].iter_rows()]
    assert told[0][:3] == ["编号", "所述对象", "数据截至"]
    assert [line[0] for line in told[1:]] == all_ids
    assert told[1][7] == "媒体"
    read = json.loads((out / "sites.geojson").read_text(encoding="utf-8"))
    assert [one["id"] for one in read["evidence"]] == ["F-PRESS", "F-UNIT", "F-FREE"]
    assert {"evidence"} == {*read} - {"type", "features"}
    assert "evidence" not in json.loads((out / "districts.geojson").read_text(encoding="utf-8"))
    assert pq.read_table(out / "evidence.parquet").column("id").to_pylist() == all_ids


@pytest.mark.slow
def test_an_exported_layer_with_its_statements_is_read_again(tmp_path: Path) -> None:
    out = deliver(tmp_path, "internal")
    frame = read_source(out / "sites.geojson", "sites.geojson", Reading(None)).frame
    assert "F-PRESS;F-UNIT" in set(frame["evidence"])


@pytest.mark.slow
def test_one_layer_takes_its_own_statements_along(tmp_path: Path) -> None:
    write_city(tmp_path / "city", FILES)
    city = publish(prepare_city(Workspace.open(tmp_path / "city")), "internal")
    export_city(city, "xlsx", tmp_path / "sites.xlsx", only=["sites"])
    told = openpyxl.load_workbook(tmp_path / "sites.xlsx")["证据"]
    assert [line[0].value for line in told.iter_rows(min_row=2)] == ["F-PRESS", "F-UNIT", "F-FREE"]
    export_city(city, "xlsx", tmp_path / "streets.xlsx", only=["street-works"])
    assert "证据" not in openpyxl.load_workbook(tmp_path / "streets.xlsx").sheetnames


@pytest.mark.slow
@pytest.mark.usefixtures("plain")
def test_what_a_unit_reported_is_in_no_public_output(tmp_path: Path) -> None:
    out = deliver(tmp_path)
    workspace = Workspace.open(tmp_path / "city")
    _, shown, _ = build_workspace(workspace, out / "maps", audience="public")
    for ending in (".docx", ".xlsx"):
        write_settlement(out / f"settled{ending}", shown, settle(shown), "zh")
    deliver_packs(workspace, out / "packs", audience="public")
    told = readable_in(out)
    book = openpyxl.load_workbook(next((out / "packs").glob("370102_*/workbook.xlsx")))
    listed = {line[0].value for line in book["证据"].iter_rows(min_row=2)}
    assert "F-PRESS" in listed
    assert "公开说法" in told
    assert [word for word in SECRETS if word in told] == []
    assert "已放行" in told
    inside = readable_in(deliver(tmp_path / "inside", "internal"))
    assert all(word in inside for word in SECRETS)
