"""The true Jinan: every value rests on evidence, and every commitment is settled."""

from __future__ import annotations

import csv
import re
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
    kinds = {issue.type for issue in jinan.issues if issue.severity != "info"}
    assert kinds <= {"evidence-contradiction"}, "what does not agree is told, and nothing else"


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


def test_every_commitment_has_an_ending_and_its_numbers_stand_in_the_evidence(
    shown: PublishedCity,
) -> None:
    settled = settle(shown)
    assert len(settled) == 24
    endings = {one.target.id: one.ending for one in settled}
    assert {key for key, ending in endings.items() if ending == "not-due"} == {"T3-01", "T3-02"}
    assert {key for key, ending in endings.items() if ending == "met"} == {
        "T1-04",
        "T1-05",
        "T4-06",
    }
    for target in shown.workspace.targets.targets:
        for one in target.entered:
            said = " ".join(shown.evidence[key].statement.zh for key in one.evidence)
            assert f"{one.value:g}" in NUMBER.findall(said), (target.id, one.value)


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
