"""Attributes in tables of HTML, as descriptions of KML have them, are columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.read.test_several import folder, kml, place, read

if TYPE_CHECKING:
    from pathlib import Path

ARCGIS = (
    "<description><![CDATA[<html><head><style>td {{}}</style></head><body><table><tr>"
    '<td colspan="2">{title}</td></tr><tr><td><table><tr><td>FID</td><td>{at}</td></tr>'
    "<tr><td>总投资（万元）</td><td>1,200.5</td></tr><tr><td>备注</td><td>&lt;Null&gt;</td></tr>"
    "</table></td></tr></table>{after}</body></html>]]></description>"
)


def described(inner: str) -> str:
    return f"<description><![CDATA[{inner}]]></description>"


def test_tables_of_arcgis_become_columns(tmp_path: Path) -> None:
    places = [
        place(title, ARCGIS.format(title=title, at=at, after="")) for at, title in enumerate("甲乙")
    ]
    source = read(tmp_path / "a.kml", kml(folder("A", *places)))
    assert [*source.frame.columns] == [
        "Name", "FID", "总投资（万元）", "备注", "geometry_fault", "geometry",
    ]  # fmt: skip
    assert source.frame["FID"].tolist() == ["0", "1"]
    assert source.frame["备注"].isna().all()
    assert [note.type for note in source.notes] == ["html-attributes"]


def test_text_beside_the_table_stays(tmp_path: Path) -> None:
    places = [place("甲", ARCGIS.format(title="甲", at=1, after="又及<br>二")), place("乙")]
    frame = read(tmp_path / "a.kml", kml(folder("A", *places))).frame
    assert frame["description"].tolist() == ["又及\n二", None]


def test_a_row_of_names_and_one_of_values(tmp_path: Path) -> None:
    names = "<tr><th>编号</th><th>用途</th><th>面积</th></tr>"
    table = f"<table>{names}<tr><td>7</td><td>绿地</td><td>3</td></tr></table>"
    frame = read(tmp_path / "a.kml", kml(folder("A", place("甲", described(table))))).frame
    assert frame[["编号", "用途", "面积"]].iloc[0].tolist() == ["7", "绿地", "3"]


def test_headings_over_names_and_values_are_none(tmp_path: Path) -> None:
    table = (
        "<table><tr><th>字段</th><th>属性值</th></tr><tr><th>用途：</th><td>绿地</td></tr></table>"
    )
    frame = read(tmp_path / "a.kml", kml(folder("A", place("甲", described(table))))).frame
    assert "字段" not in frame
    assert frame["用途"].tolist() == ["绿地"]


def test_plain_descriptions_and_few_tables_stay_as_they_are(tmp_path: Path) -> None:
    for text in ("一段说明", "<b>粗</b>体", "<table><tr><td>只有一格</td></tr></table>"):
        source = read(tmp_path / "a.kml", kml(folder("A", place("甲", described(text)))))
        assert source.frame["description"].tolist() == [text]
        assert not source.notes


def test_a_table_within_does_not_make_the_file_a_page(tmp_path: Path) -> None:
    places = [place("甲", ARCGIS.format(title="甲", at=1, after=""))]
    assert read(tmp_path / "a.kml", kml(folder("A", *places))).format == "KML"


def test_a_column_that_is_there_keeps_its_values(tmp_path: Path) -> None:
    own = '<ExtendedData><Data name="用途"><value>公园</value></Data></ExtendedData>'
    table = described("<table><tr><td>用途</td><td>绿地</td></tr></table>")
    frame = read(
        tmp_path / "a.kml", kml(folder("A", place("甲", table + own), place("乙", table)))
    ).frame
    assert frame["用途"].tolist() == ["公园", "绿地"]
