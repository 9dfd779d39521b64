"""What becomes of the true Jinan when a source goes, facts differ, or a value is made up."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from jinan_geo.answers.handover import hand_over
from jinan_geo.answers.settlement import settle
from jinan_geo.cli.main import main
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import prepare_city
from jinan_geo.publish.publish import publish
from tests.test_jinan import unfounded_numbers

if TYPE_CHECKING:
    from collections.abc import Collection

    from jinan_geo.city.city import City

ROOT = Path(__file__).resolve().parents[1]
TRANSPORT = "layers/transport_projects"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    for name in ("workspace.toml", "targets.toml", "evidence.csv"):
        shutil.copy(ROOT / name, tmp_path / name)
    for folder in ("layers", "maps"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("*.html"))
    return tmp_path


def take_out(path: Path, ids: Collection[str]) -> None:
    """Remove statements from an evidence file."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [line for line in csv.reader(stream) if line[0] not in ids]
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)


def add_line(path: Path, *cells: str) -> None:
    with path.open("a", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerow(cells)


def light_of(city: City, layer: str, key: str) -> str:
    found = next(one for one in city.layers if one.id == layer)
    return str(dict(zip(found.features["id"], found.lights[-1], strict=True))[key])


@pytest.mark.slow
def test_without_its_source_a_work_is_grey_and_what_rested_on_it_is_listed(copied: Path) -> None:
    before = prepare_city(Workspace.open(copied))
    assert light_of(before, "transport_projects", "jingtai-expressway") == "green"
    take_out(copied / TRANSPORT / "evidence.csv", {"F101", "F103", "F053"})
    take_out(copied / "evidence.csv", {"F026"})
    after = prepare_city(Workspace.open(copied))
    assert light_of(after, "transport_projects", "jingtai-expressway") == "grey"
    listed = {(one.type, one.feature, one.field, one.value) for one in after.issues}
    assert ("unsupported-record", "jingtai-expressway", "evidence", "F101;F103") in listed
    assert ("unsupported-plan", "airport-phase-2", "evidence", "F053") in listed
    assert ("unknown-evidence", None, "T4-06.entered", "F026") in listed
    shown = publish(after, "public")
    lit = next(one for one in settle(shown) if one.target.id == "T4-06")
    assert (lit.ending, lit.actual, lit.evidence) == ("not-published", None, ())
    assert lit.target.states[-1].light == "grey"
    given = hand_over(shown)
    assert given is not None
    airport = next(one for one in given.works if one.id == "airport-phase-2")
    assert airport.planned is None, "what said when it should be finished is gone"


@pytest.mark.slow
def test_two_facts_that_do_not_agree_are_one_row_and_both_stay(copied: Path) -> None:
    city = prepare_city(Workspace.open(copied))
    rows = [one for one in city.issues if one.type == "evidence-contradiction"]
    pairs = Counter(frozenset({str(one.value), str(one.details["other"])}) for one in rows)
    assert pairs[frozenset({"F010", "F012"})] == 1
    assert set(pairs.values()) == {1}
    assert {"F010", "F012"} <= set(city.evidence)
    take_out(copied / "evidence.csv", {"F012"})
    left = prepare_city(Workspace.open(copied)).issues
    assert len([one for one in left if one.type == "evidence-contradiction"]) == len(rows) - 1


@pytest.mark.slow
def test_a_made_up_value_beside_a_work_that_exists_stops_a_strict_build(copied: Path) -> None:
    out = copied / "pages"
    call = ["build", "--workspace", str(copied), "--map", "city", "--out", str(out)]
    evidence = copied / "layers/parking_sites/evidence.csv"
    add_line(
        evidence, "S1", "pk-honglou", "2026-03-13", "", "甲", "", "", "sample", "编的", "", "", ""
    )
    ledger = copied / "layers/parking_sites/progress.csv"
    add_line(ledger, "pk-honglou", "2026-03-13", "completed", "", "", "编的", "", "S1")
    city = prepare_city(Workspace.open(copied))
    (row,) = [one for one in city.issues if one.type == "named-work-without-evidence"]
    assert (row.layer, row.feature, row.field) == ("parking_sites", "pk-honglou", "sample")
    assert CliRunner().invoke(main, call).exit_code == 0, "told, and built"
    strict = CliRunner().invoke(main, [*call, "--strict"])
    assert strict.exit_code == 1
    assert "named-work-without-evidence" in (out / "issues.csv").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_made_up_value_of_a_commitment_stops_a_strict_build(copied: Path) -> None:
    targets = copied / "targets.toml"
    text = targets.read_text(encoding="utf-8")
    assert 'evidence = ["F026"]' in text
    targets.write_text(text.replace('evidence = ["F026"]', "sample = true"), encoding="utf-8")
    city = prepare_city(Workspace.open(copied))
    found = [one.field for one in city.issues if one.type == "commitment-without-evidence"]
    assert found == ["T4-06.entered"]
    out = copied / "pages"
    call = ["build", "--workspace", str(copied), "--map", "city", "--out", str(out)]
    strict = CliRunner().invoke(main, [*call, "--strict"])
    assert strict.exit_code == 1
    assert "commitment-without-evidence" in (out / "issues.csv").read_text(encoding="utf-8")


# What is right in each file, what is wrong, and what is found of that.
WRONG = {
    "targets.toml": [
        ("value = 99.45", "value = 99.54", ("T4-06", "99.54")),
        ("value = 45,", "value = 54,", ("T1-01", "54")),
        (
            "as_of = 2025-05-28, value = 13",
            "as_of = 2025-05-27, value = 13",
            ("T1-04", "2025-05-27"),
        ),
        ("value = 183", "value = 138", ("T1-02", "138")),
    ],
    "evidence.csv": [("99.45", "99.54", ("T4-06", "99.45"))],
}


@pytest.mark.slow
def test_the_reading_back_of_numbers_finds_each_that_is_wrong(copied: Path) -> None:
    for file, wrong in WRONG.items():
        path = copied / file
        whole = path.read_text(encoding="utf-8")
        text = whole
        for right, changed, _ in wrong:
            assert right in text
            text = text.replace(right, changed)
        path.write_text(text, encoding="utf-8")
        city = publish(prepare_city(Workspace.open(copied)), "public")
        assert {told for _, _, told in wrong} <= {*unfounded_numbers(city)}
        path.write_text(whole, encoding="utf-8")
