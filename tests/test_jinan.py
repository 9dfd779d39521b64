"""The true Jinan: every value rests on evidence, and every commitment is settled."""

from __future__ import annotations

import csv
import json
import re
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from jinan_geo.answers.handover import hand_over
from jinan_geo.answers.settlement import settle
from jinan_geo.ledger.evidence import split_ids
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.payload.build import build_pages
from jinan_geo.pipeline import prepare_city
from jinan_geo.publish.publish import publish

if TYPE_CHECKING:
    from jinan_geo.city.city import City
    from jinan_geo.publish.published import PublishedCity

ROOT = Path(__file__).resolve().parents[1]
NUMBER = re.compile(r"\d+(?:\.\d+)?")


@pytest.fixture(scope="module")
def jinan() -> City:
    return prepare_city(Workspace.open(ROOT))


@pytest.fixture(scope="module")
def shown(jinan: City) -> PublishedCity:
    return publish(jinan, "public")


@pytest.mark.slow
def test_nothing_is_a_sample_and_every_record_rests_on_evidence(jinan: City) -> None:
    assert jinan.workspace.manifest.evidence == "required"
    for layer in jinan.layers:
        assert not layer.folder.manifest.sample
        assert not layer.features["sample"].any()
        assert not layer.records["sample"].astype(bool).any()
        assert layer.records["evidence"].notna().all()
    warned = [issue.type for issue in jinan.issues if issue.severity != "info"]
    assert warned == [], "a strict build passes: of statements that do not agree both stay"


@pytest.mark.slow
def test_the_page_opens_on_the_truth_without_the_word_sample(shown: PublishedCity) -> None:
    page = next(build_pages(shown, "city")).page
    assert not page.sample
    elsewhere = {key for key, one in shown.evidence.items() if not one.about}
    assert {one.id for one in page.evidence} == {*shown.evidence} - elsewhere


def test_at_least_a_hundred_further_works_and_all_named_places_are_in(jinan: City) -> None:
    projects = [layer for layer in jinan.layers if layer.is_projects]
    ids = {key for layer in projects for key in layer.features["id"]}
    named = {key for layer in projects for key in split_ids(";".join(_texts(layer)))}
    assert len(ids) >= 138
    assert len({key for key in named if key.startswith("P")}) >= 100


def _texts(layer: object) -> list[str]:
    return [str(cell) for cell in layer.features["evidence"].dropna()]  # type: ignore[attr-defined]


# What the address of 2025-03-04 promised, in the order of the plan.
PROMISED = {
    "T1-01": 12, "T1-02": 183, "T1-03": 10, "T1-04": 13, "T1-05": 34,
    "T2-01": 171, "T2-02": 62, "T2-03": 18, "T2-04": 51, "T3-01": 30000, "T3-02": 78,
    "T4-01": 150, "T4-02": 78, "T4-03": 158, "T4-04": 29, "T4-05": 10000, "T4-06": 98,
    "T4-07": 10, "T4-08": 30, "T5-01": 14.8, "T5-02": 700, "T5-03": 50, "T5-04": 100,
    "T6-01": 5,
}  # fmt: skip
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def test_every_commitment_has_an_ending(shown: PublishedCity) -> None:
    endings = {one.target.id: one.ending for one in settle(shown)}
    assert [*endings] == [*PROMISED]
    assert {key for key, ending in endings.items() if ending == "not-due"} == {"T3-01", "T3-02"}
    assert {key for key, ending in endings.items() if ending == "met"} == {
        "T1-04",
        "T1-05",
        "T4-06",
    }


def test_every_number_of_the_settlement_is_read_back_from_the_evidence(
    shown: PublishedCity,
) -> None:
    assert unfounded_numbers(shown) == []


def unfounded_numbers(city: PublishedCity) -> list[tuple[str, str]]:
    """Give the numbers and days of the settlement, by its commitments, that nothing committed says.

    What was promised stands in the table above; a value and its day in the statements that the
    ending rests on; how many works are known by name in the features that name the commitment.
    """
    found = []
    for one in settle(city):
        rests = [city.evidence[key] for key in one.resting]
        told = one.arithmetic.zh.replace(",", "")
        days = {day for said in rests for day in (said.as_of, said.published)}
        found += [(one.target.id, day) for day in DATE.findall(told) if day not in days]
        known = {f"{PROMISED[one.target.id]:g}", str(_count_named(city, one.target.id))}
        for said in rests:
            known |= {*NUMBER.findall(said.statement.zh.replace(",", ""))}
        numbers = NUMBER.findall(DATE.sub("", told))
        found += [(one.target.id, number) for number in numbers if number not in known]
        if float(one.target.value) != PROMISED[one.target.id]:
            found.append((one.target.id, f"{one.target.value:g}"))
    return found


def _count_named(city: PublishedCity, target: str) -> int:
    """How many features of the files as they are committed name a commitment."""
    files = (city.workspace.root / "layers").glob("*/features.geojson")
    read = [json.loads(file.read_text(encoding="utf-8"))["features"] for file in files]
    return sum(one["properties"].get("target") == target for one in chain.from_iterable(read))


def test_a_sourced_stage_has_a_date_that_its_evidence_states(jinan: City) -> None:
    for layer in jinan.layers:
        for record in layer.records.itertuples():
            rests = [jinan.evidence[key] for key in split_ids(record.evidence)]
            days = {day[:7] for one in rests for day in (one.as_of, one.published)}
            assert record.as_of.date().isoformat()[:7] in days, record.id


def test_what_was_left_out_is_listed_with_its_reason(jinan: City) -> None:
    with (ROOT / "layers" / "left-out.csv").open(encoding="utf-8", newline="") as stream:
        left = list(csv.DictReader(stream))
    assert left
    assert all(row["why"] for row in left)
    ids = {key for layer in jinan.layers for key in layer.features["id"]}
    assert not {row["id"] for row in left} & (ids | set(jinan.evidence))


def test_nothing_rests_on_a_page_unfit_to_be_cited_and_each_doubt_is_told(jinan: City) -> None:
    assert not [key for key, one in jinan.evidence.items() if "mirror" in one.recheck]
    unsure = [one for one in jinan.evidence.values() if not one.address and not one.title]
    assert all(one.recheck for one in unsure), "what has no address is to be looked up again"


def test_a_planned_date_stands_in_the_evidence_of_its_work(jinan: City) -> None:
    for layer in jinan.layers:
        planned = layer.features.dropna(subset=["planned_finish"])
        for feature in planned.itertuples():
            rests = [jinan.evidence[key] for key in split_ids(feature.evidence)]
            said = " ".join(f"{one.statement.zh} {one.as_of}" for one in rests)
            assert str(feature.planned_finish.year) in said, feature.id


def test_lines_that_opened_are_done_and_those_to_come_have_their_forecast(jinan: City) -> None:
    transport = next(layer for layer in jinan.layers if layer.id == "transport_projects")
    stages = dict(zip(transport.features["id"], transport.stage_ids[-1], strict=True))
    opened = {"metro-line-4", "metro-line-8", "metro-line-6-east", "jingtai-expressway", "yb-loop"}
    assert {stages[key] for key in opened} == {"completed"}
    records = transport.records
    coming = records[records["id"] == "metro-line-6-west"]
    assert coming["est_finish"].dt.date.max().isoformat() == "2026-12-31"


def test_every_statement_is_told_in_english_too(jinan: City) -> None:
    told = {key: one.statement for key, one in jinan.evidence.items()}
    assert [key for key, one in told.items() if re.search("[\u4e00-\u9fff]", one.en)] == []


def test_works_go_on_into_the_next_year_by_the_facts(shown: PublishedCity) -> None:
    given = hand_over(shown)
    assert given is not None
    assert given.year == 2026
    works = {one.id: one for one in given.works}
    promised = {key: (str(one.first), str(one.expected)) for key, one in works.items()}
    assert promised["fenghuang-bridge-south"] == ("2027-12-31", "2027-12-31")
    assert promised["metro-line-6-west"] == ("2026-12-31", "2026-12-31")
    assert promised["airport-phase-2"] == ("2026-12-31", "2026-12-31")
    assert promised["yellow-river-sports-center"] == ("2024-12-31", "2026-12-31")
    assert promised["jizao-hsr"] == ("2024-06-30", "2027-12-31")
    assert not {"metro-line-4", "metro-line-8", "jingtai-expressway"} & set(works)
    assert all(one.evidence for one in given.works)


def test_what_is_promised_next_stands_in_the_evidence(shown: PublishedCity) -> None:
    given = hand_over(shown)
    assert given is not None
    assert len(given.promised) == 6
    for one in given.promised:
        said = " ".join(shown.evidence[key].statement.zh for key in one.evidence)
        assert f"{one.target.value:g}" in NUMBER.findall(said), one.target.id


def test_a_place_drawn_by_words_says_how_and_how_far_off_it_may_be(jinan: City) -> None:
    for layer in jinan.layers:
        drawn = layer.features[layer.located]
        rough = drawn[drawn["accuracy"].isin(["approximate", "schematic"])]
        assert rough["uncertainty_m"].between(500, 5000).all(), layer.id
        assert rough["note_zh"].notna().all(), layer.id
        assert rough["note_en"].notna().all(), layer.id
        assert layer.features["uncertainty_m"][~layer.located].isna().all(), layer.id


def test_a_place_is_told_in_english_by_the_numbers_of_its_chinese_words(jinan: City) -> None:
    noted = [layer.features.dropna(subset=["note_zh"]) for layer in jinan.layers]
    for row in (row for features in noted for row in features.itertuples()):
        assert "Chinese" not in row.note_en, row.id
        assert not re.search("[\u4e00-\u9fff]", row.note_en), row.id
        if row.note_zh.startswith("位置按文字"):
            said = {*NUMBER.findall(row.note_en.replace("2nd Ring", "").replace(",", ""))}
            assert said <= {*NUMBER.findall(row.note_zh)}, row.id
