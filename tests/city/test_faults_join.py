"""Faults of keys, each in files really made so.

No row is lost and none is joined that was not asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from shapely import Point

from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import prepare_city
from tests.read.test_faults_tables import (
    BOOK,
    HEAD,
    LAYER,
    MANIFEST,
    RECORDS,
    SITES,
    map_book,
    save_book,
)
from tests.tools.tiny_city import FILES, collection, feature, write_city
from tests.tools.verbs import Checked, check_city, run

if TYPE_CHECKING:
    from pathlib import Path


LEDGER = "layers/sites/progress.csv"
PLANNED = {"planned_start": "2025-01-01", "planned_finish": "2025-12-31"}


def keyed(*ids: str) -> str:
    """A features file with these ids, each in its own place."""
    return collection([
        feature(Point(117.02 + at / 1000, 36.62), id=key, name_zh=f"项目{at}", kind="housing",
                **PLANNED)
        for at, key in enumerate(ids)
    ])  # fmt: skip


def ledger(*ids: str) -> str:
    return (
        "\n".join(
            ["id,as_of,stage,done_pct", *(f"{key},2025-02-28,construction,20" for key in ids)]
        )
        + "\n"
    )


def check_keys(root: Path, features: list[str], records: list[str], says: str = "") -> Checked:
    """Check a city whose sites have these ids, and whose ledger has those."""
    layer = FILES[MANIFEST].replace("order = 10", f"order = 10\n{says}")
    checked = check_city(root, {SITES: keyed(*features), LEDGER: ledger(*records), MANIFEST: layer})
    assert checked.accounts["sites"]["rows"] == len(records)
    assert checked.accounts["sites"]["features"] == len(features)
    return checked


def totals(root: Path) -> list[str]:
    """The numbers of the city's page as the build prints them, without its size."""
    ran = run("build", "--workspace", root, "--map", "city", "--out", root / "maps", "--lang", "en")
    (line,) = [line.split() for line in ran.text.splitlines() if line.startswith("city.html")]
    return line[3:10]


@pytest.mark.slow
def test_j1_keys_of_one_side_only_are_listed_and_change_no_total(tmp_path: Path) -> None:
    write_city(tmp_path / "before")
    text = FILES[LEDGER] + "s-77,2025-02-28,construction,50,999,,,,\n"
    checked = check_city(tmp_path / "after", {LEDGER: text})
    assert checked.code == 1
    issue = checked.one("orphan-record")
    assert (issue["file"], issue["row"], issue["feature"], issue["value"]) == (
        LEDGER,
        "9",
        "s-77",
        "s-77",
    )
    assert "is not among the layer's features" in issue["message_en"]
    assert issue["fix_en"]
    account = checked.accounts["street-works"]
    assert (account["features"], account["silent"]) == (3, 1)
    account = checked.accounts["sites"]
    assert (account["rows"], account["matched"], account["unmatched"]) == (8, 7, 1)
    assert totals(tmp_path / "before") == totals(tmp_path / "after")


def test_j1_features_without_a_record_are_named_where_reports_are_due(tmp_path: Path) -> None:
    streets = "layers/street-works/layer.toml"
    checked = check_city(
        tmp_path, {streets: f'{FILES[streets]}\n[reporting]\nevery = "month"\n'}, "--strict"
    )
    assert checked.code == 1
    issue = checked.one("never-reported")
    assert (issue["layer"], issue["feature"]) == ("street-works", "w-3")
    assert checked.accounts["street-works"]["silent"] == 1


def test_j2_a_key_that_stands_twice_never_multiplies_rows(tmp_path: Path) -> None:
    checked = check_keys(tmp_path, ["a", "b", "a"], ["a", "b", "a"])
    assert checked.code == 1
    issue = checked.one("duplicate-id")
    assert (issue["file"], issue["row"], issue["value"], issue["severity"]) == (
        SITES,
        "3",
        "a",
        "error",
    )
    assert "already stands at feature 1" in issue["message_en"]
    again = checked.one("repeated-record")
    assert (again["row"], again["feature"], again["severity"]) == ("4", "a", "info")
    assert "the last one counts" in again["message_en"]
    assert (checked.accounts["sites"]["matched"], checked.accounts["sites"]["excluded"]) == (3, 0)


@pytest.mark.parametrize("values", [(1, 1), (1, 2)], ids=["same", "different"])
def test_j2_a_quick_map_stops_at_a_key_that_stands_twice(
    tmp_path: Path, values: tuple[int, int]
) -> None:
    ran = map_book(tmp_path, [["id", "n"], ["s-1", values[0]], ["s-2", 5], ["s-1", values[1]]])
    assert ran.code == 2
    assert (
        ": 'id' 's-1' is there more than once (rows 2, 4), "
        "which would multiply rows; make it unique" in ran.text
    )
    assert not (tmp_path / "a.html").exists()


SPELLINGS = {
    "decimal": ("370102.0", "370102"),
    "full-width": ("３７０１０２", "370102"),
    "inner-space": ("37 0102", "370102"),
    "zero-width": ("370102\u200b", "370102"),
    "zero-lost": ("70102", "070102"),
    "case": ("ab-1", "AB-1"),
    "dash": ("ab—1", "AB-1"),
}


@pytest.mark.parametrize("name", SPELLINGS)
@pytest.mark.parametrize("declared", [False, True])
@pytest.mark.first_quick(2)
def test_j3_a_key_written_otherwise_is_joined_by_the_declared_rule_alone(
    tmp_path: Path,
    name: str,
    declared: bool,
) -> None:
    written, meant = SPELLINGS[name]
    checked = check_keys(
        tmp_path, [meant, "other"], [written, "other"], "fold_keys = true" if declared else ""
    )
    kind = "folded-key" if declared else "near-key"
    issue = checked.one(kind)
    assert (issue["file"], issue["row"], issue["value"]) == (LEDGER, "2", written)
    assert f"'{meant}'" in issue["message_en"]
    assert checked.code == (0 if declared else 1)
    assert checked.accounts["sites"]["matched"] == (2 if declared else 1)
    assert checked.accounts["sites"]["unmatched"] == (0 if declared else 1)


@pytest.mark.parametrize("cell", [370102, 370102.0, "370102 ", " 370102"])
def test_j3_a_number_in_a_workbook_and_spaces_at_the_ends_are_no_other_key(
    tmp_path: Path, cell: object
) -> None:
    rows = [
        HEAD,
        [cell, "2025-02-28", "construction", 20],
        ["other", "2025-02-28", "construction", 20],
    ]
    files = {
        MANIFEST: LAYER,
        SITES: keyed("370102", "other"),
        BOOK: lambda path: save_book(path, rows),
    }
    checked = check_city(tmp_path, files)
    assert (checked.code, checked.accounts["sites"]["matched"]) == (0, 2)
    assert [issue["row"] for issue in checked.of("outer-space")] == ["2"] * isinstance(cell, str)


def test_j3_a_key_that_may_be_either_of_two_is_not_joined(tmp_path: Path) -> None:
    checked = check_keys(tmp_path, ["ab-1", "AB-1", "c"], ["Ab-1", "c"], "fold_keys = true")
    assert checked.code == 1
    assert checked.one("near-key")["value"] == "Ab-1"
    assert checked.one("look-alike-id")["row"] == "2"
    assert (checked.accounts["sites"]["matched"], checked.accounts["sites"]["unmatched"]) == (1, 1)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("历下", "orphan-record"),
        ("歷下區", "orphan-record"),
        ("力下区", "orphan-record"),
        ("历下区\u200b", "near-key"),
    ],
)
def test_j4_the_nearest_name_is_proposed_and_not_joined(
    tmp_path: Path, written: str, kind: str
) -> None:
    checked = check_keys(tmp_path, ["历下区", "历城区", "市中区"], [written, "市中区"])
    assert checked.code == 1
    issue = checked.one(kind)
    assert (issue["row"], issue["value"], issue["severity"]) == ("2", written, "error")
    assert "'历下区'" in issue["message_en"]
    assert "'历下区'" in issue["message_zh"]
    assert (checked.accounts["sites"]["matched"], checked.accounts["sites"]["unmatched"]) == (1, 1)


def test_j4_a_name_in_letters_and_marks_is_the_same_name_but_not_joined_by_itself(
    tmp_path: Path,
) -> None:
    checked = check_keys(tmp_path, ["Lùx", "b"], ["Lu\u0300x", "b"])
    assert (checked.code, checked.one("near-key")["row"]) == (1, "2")


MANGLED = {
    "scientific": (1e10, "0.00E+00", "scientific-id", "10000000000"),
    "date": (45718, "m-d", "date-like-id", "2025-03-02"),
}


@pytest.mark.parametrize("name", MANGLED)
def test_j5_a_key_that_excel_changed_is_named_by_its_cell(tmp_path: Path, name: str) -> None:
    value, shown, kind, text = MANGLED[name]
    rows = [HEAD, *RECORDS, [value, "2025-02-28", "construction", 20]]
    files = {MANIFEST: LAYER, BOOK: lambda path: save_book(path, rows, A5=shown)}
    checked = check_city(tmp_path / "city", files)
    assert checked.code == 1
    issue = checked.one(kind)
    assert (issue["file"], issue["row"], issue["field"], issue["value"]) == (BOOK, "5", "id", text)
    assert "format the column as text" in issue["fix_en"]
    assert checked.one("orphan-record")["row"] == "5"
    assert (checked.accounts["sites"]["rows"], checked.accounts["sites"]["matched"]) == (4, 3)
    ran = map_book(tmp_path / "map", [["id", "n"], ["s-1", 1], [value, 2], ["s-2", 3]], A3=shown)
    assert ran.code == 2
    assert f"a.xlsx row 3, column 'id': the key '{text}'" in ran.text
    assert "format the column as text and enter the keys again" in ran.text


def test_j5_a_key_that_excel_saved_in_scientific_form_stops_a_quick_map_from_csv_too(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.geojson").write_text(keyed("a", "b", "10000000000"), encoding="utf-8")
    for text, code in (("id,n\na,1\nb,2\n1.00E+10,3\n", 2), ("id,n\na,1\nb,2\n1E10,3\n", 0)):
        (tmp_path / "a.csv").write_text(text, encoding="utf-8")
        ran = run(
            "map",
            tmp_path / "a.geojson",
            tmp_path / "a.csv",
            "--key",
            "id",
            "--out",
            tmp_path / "a.html",
        )
        assert ran.code == code
        assert ("a.csv row 4, column 'id': the key '1.00E+10'" in ran.text) is (code == 2)


LITERAL = ["NA", "null", "nan", "True", "-", "None", "N/A", "inf", "0"]


def test_j6_words_that_programs_take_for_nothing_stay_what_they_are(tmp_path: Path) -> None:
    checked = check_keys(tmp_path, LITERAL, LITERAL)
    assert (checked.code, checked.kinds) == (0, set())
    assert checked.accounts["sites"]["matched"] == len(LITERAL)
    city = prepare_city(Workspace.open(tmp_path))
    (sites,) = [layer for layer in city.layers if layer.id == "sites"]
    assert list(sites.features["id"]) == list(sites.records["id"]) == LITERAL


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_j6_in_a_quick_map_too(tmp_path: Path, kind: str) -> None:
    (tmp_path / "a.geojson").write_text(keyed(*LITERAL), encoding="utf-8")
    table = tmp_path / f"a.{kind}"
    rows: list[list[Any]] = [["id", "n"], *([key, at] for at, key in enumerate(LITERAL))]
    if kind == "csv":
        table.write_text("\n".join(f"{key},{n}" for key, n in rows), encoding="utf-8")
    else:
        save_book(table, rows)
    ran = run(
        "map",
        tmp_path / "a.geojson",
        table,
        "--key",
        "id",
        "--out",
        tmp_path / "a.html",
        "--lang",
        "en",
    )
    assert ran.code == 0
    assert "9 table rows = 9 matched + 0 unmatched" in ran.text
