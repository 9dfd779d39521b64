"""What a year takes over: each state of a work worked out by hand, and first promises that stay."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import docx
import openpyxl
import pytest
from click.testing import CliRunner
from shapely import Point

from jinan_geo.answers.handover import Carried, Handover, hand_over
from jinan_geo.cli.main import main
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import prepare_city
from jinan_geo.publish.publish import publish
from tests.answers.test_settlement import HEAD, entered, target
from tests.check.test_evidence import EVIDENCE, kept, row
from tests.tools.planted import FEATURES, LAYER, LEDGER, TOML
from tests.tools.tiny_city import collection, feature, write_city

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.manifest.models import Audience

PAST = 'past = { 2025-03-31 = "features-2025-03.geojson", 2025-06-30 = "features-2025-06.geojson" }'
STREETS = "layers/street-works/"
HEADING = "id,as_of,stage,done_pct,est_finish,evidence\n"
RECORDS = {
    # A work whose plan was put off twice: the finish promised first stays.
    "slipped": ["2025-11-30,construction,60,2026-09-30,F2"],
    "forecast": ["2025-03-31,construction,10,2025-12-31,F1", "2026-01-31,construction,80,,F3"],
    "late": ["2025-09-30,construction,90,2025-10-31,F1"],
    "open": ["2025-09-30,construction,,,F1"],
    "since": ["2025-12-15,construction,95,,F1", "2026-01-31,completed,100,,F3"],
    "in-time": ["2026-01-31,completed,100,2025-12-20,F3"],
    "done": ["2025-12-15,completed,100,,F1"],
    "heard-of": ["2025-09-30,,,,F1"],
}


def coming(key: str, due: str, more: str = "") -> str:
    return target(key, due=due, more=more).replace("[[targets]]", "[[next]]")


def sites(finish: str) -> str:
    """Features: those with records, one with a plan alone, one that was ended, one unheard of."""
    more: dict[str, dict[str, str]] = {
        "slipped": {"planned_finish": finish, "evidence": "F9"},
        "planned": {"planned_finish": "2027-12-31", "evidence": "F9"},
        "ended": {"planned_finish": "2027-12-31", "ended": "2025-10-31", "evidence": "F9"},
    }
    names = [*RECORDS, "planned", "ended", "silent"]
    return collection(
        [
            feature(Point(117.05, 36.65), id=key, name_zh=f"{key}工程", **more.get(key, {}))
            for key in names
        ]
    )


def city_of(root: Path, **files: str) -> Path:
    lines = [f"{key},{said}" for key, records in RECORDS.items() for said in records]
    statements = [row(key, "slipped") for key in ("F1", "F2", "F3", "F9")]
    return write_city(
        root,
        {
            "targets.toml": HEAD
            + target("A", due="2025-12-31", more=entered(("2025-12-31", 29)))
            + target("B", due="2025-12-31")
            + coming("B", due="2026-12-31")
            + coming("C", due="2026-12-31", more='audience = "internal"'),
            "evidence.csv": kept(row("R1", "A"), row("R2", "B;C"), row("R3", "C")),
            TOML: LAYER.replace("order = 10", f"order = 10\n{PAST}"),
            FEATURES: sites("2026-06-30"),
            "layers/sites/features-2025-03.geojson": sites("2025-10-31"),
            "layers/sites/features-2025-06.geojson": sites("2025-12-31"),
            LEDGER: HEADING + "\n".join(lines) + "\n",
            EVIDENCE: kept(*statements),
            f"{STREETS}layer.toml": None,
            f"{STREETS}features.geojson": None,
            f"{STREETS}progress.csv": None,
            **files,
        },
    )


def given_by(root: Path, audience: Audience = "public", year: int | None = None) -> Handover:
    given = hand_over(publish(prepare_city(Workspace.open(root)), audience), year)
    assert given is not None
    return given


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Handover:
    return given_by(city_of(tmp_path_factory.mktemp("city")))


def test_each_work_goes_on_in_its_state_and_keeps_its_id(given: Handover) -> None:
    assert (given.year, given.day.isoformat()) == (2026, "2026-01-31")
    assert {one.id: one.state for one in given.works} == {
        "late": "overdue",
        "forecast": "overdue",
        "slipped": "expected",
        "planned": "expected",
        "open": "undated",
        "since": "finished",
    }
    assert given.unknown == 2, "heard of, and silent: nobody said whether they are done"


def test_no_sample_goes_on_beside_what_is_sourced(tmp_path: Path) -> None:
    features = sites("2026-06-30").replace('"id": "planned"', '"id": "planned", "sample": true')
    assert '"sample": true' in features
    told = given_by(city_of(tmp_path, **{FEATURES: features}))
    assert {one.id for one in told.works} == {"late", "forecast", "slipped", "open", "since"}


def by_id(given: Handover, key: str) -> Carried:
    return next(one for one in given.works if one.id == key)


def test_the_finish_promised_first_is_kept_whatever_was_said_later(given: Handover) -> None:
    slipped = by_id(given, "slipped").as_json()
    assert slipped["first_promised"] == "2025-10-31"
    assert slipped["planned"] == "2026-06-30"
    assert slipped["forecast"] == "2026-09-30"
    assert slipped["late_days"] == 334
    assert slipped["evidence"] == ["F2", "F9"]
    forecast = by_id(given, "forecast").as_json()
    assert (forecast["first_promised"], forecast["forecast"]) == ("2025-12-31", "2025-12-31")
    assert forecast["evidence"] == ["F3", "F1"], "the record in force, then who said the finish"


def test_commitments_of_both_years_stand_side_by_side(given: Handover, tmp_path: Path) -> None:
    assert [(one.target.id, one.ending) for one in given.commitments] == [("B", "not-published")]
    (promised,) = given.promised
    assert promised.target.id == "B"
    assert str(promised.first_due) == "2025-12-31"
    assert promised.evidence == (), "what is told of a hidden commitment is hidden with it"
    inside = given_by(city_of(tmp_path), "internal")
    assert [one.target.id for one in inside.promised] == ["B", "C"]
    assert inside.promised[1].evidence == ("R2", "R3")


def test_another_year_takes_over_what_is_not_done_by_then(tmp_path: Path) -> None:
    coming = given_by(city_of(tmp_path), year=2027)
    ids = {one.id for one in coming.works}
    assert "planned" in ids
    assert "slipped" not in ids, "it is expected in 2026"
    assert "since" not in ids, "it was finished before 2027"


@pytest.mark.slow
def test_the_verb_prints_json_and_writes_both_kinds_of_file(tmp_path: Path) -> None:
    root = city_of(tmp_path / "city")
    files = [tmp_path / "year.xlsx", tmp_path / "year.docx"]
    for file in files:
        written = CliRunner().invoke(main, ["year", "--workspace", str(root), "--out", str(file)])
        assert written.exit_code == 0, written.output
        assert "结转2026年的工程：6 项" in written.output
    book = openpyxl.load_workbook(files[0])
    assert book.sheetnames == ["结转2026年的工程", "未达成或未到期的承诺", "2026年新承诺", "证据"]
    rows = [[cell.value for cell in line] for line in book.worksheets[0].iter_rows(min_row=2)]
    assert next(line for line in rows if line[0] == "slipped")[4:7] == [
        "2025-10-31",
        "2026-09-30",
        "334",
    ]
    text = "\n".join(
        cell.text
        for table in docx.Document(str(files[1])).tables
        for line in table.rows
        for cell in line.cells
    )
    assert "slipped工程" in text
    printed = CliRunner().invoke(
        main, ["year", "2026", "--workspace", str(root), "--json", "--audience", "public"]
    )
    answer = json.loads(printed.stdout)
    assert [one["id"] for one in answer["promised"]] == ["B"]
    assert answer["unknown"] == 2


@pytest.mark.slow
def test_the_settlement_has_the_works_once_the_year_is_over(tmp_path: Path) -> None:
    root = city_of(tmp_path / "city")
    file = tmp_path / "settled.xlsx"
    CliRunner().invoke(main, ["settle", "--workspace", str(root), "--out", str(file)])
    book = openpyxl.load_workbook(file)
    assert "结转2026年的工程" in book.sheetnames
    assert {"R1", "F2", "F9"} <= {line[0].value for line in book["证据"].iter_rows(min_row=2)}
    day = ["--as-of", "2025-12-15"]
    CliRunner().invoke(main, ["settle", "--workspace", str(root), "--out", str(file), *day])
    assert "结转2026年的工程" not in openpyxl.load_workbook(file).sheetnames


def test_without_a_due_date_the_year_is_asked_for(tmp_path: Path) -> None:
    root = city_of(tmp_path, **{"targets.toml": f"{HEAD}targets = []\n"})
    refused = CliRunner().invoke(main, ["year", "--workspace", str(root)])
    assert refused.exit_code == 2
    assert "jinan-geo year 2026" in refused.output


def test_a_wrong_name_in_next_years_commitments_is_named(tmp_path: Path) -> None:
    wrong = target("A") + coming("C", due="2026-12-31").replace('"urban"', '"urbn"')
    root = city_of(tmp_path, **{"targets.toml": HEAD + wrong})
    refused = CliRunner().invoke(main, ["year", "--workspace", str(root)])
    assert refused.exit_code == 2
    assert "targets.toml: C theme" in refused.output


@pytest.mark.parametrize(
    ("day", "begins"),
    [("2025-12-30", 2025), ("2025-12-31", 2026), ("2026-06-30", 2026), ("2026-12-31", 2027)],
)
def test_the_last_day_of_a_year_ends_it(tmp_path: Path, day: str, begins: int) -> None:
    periods = "".join(
        target(f"P{year}-{at}", due=f"{year}-12-31", more=f"period = {year}")
        for year, count in ((2024, 1), (2025, 1), (2026, 3))
        for at in range(count)
    )
    ledger = f"id,as_of,stage,done_pct\ns-1,{day},construction,10\n"
    root = write_city(
        tmp_path, {"targets.toml": HEAD + periods, "layers/sites/progress.csv": ledger}
    )
    found = hand_over(publish(prepare_city(Workspace.open(root)), "internal"))
    assert found is not None
    assert found.year == begins
