"""What values rest on: faults of evidence planted and found, and what becomes of values without."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from shapely import Point

from jinan_geo.ledger.evidence import EVIDENCE_COLUMNS, read_evidence, split_ids
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.payload.build import build_pages
from jinan_geo.pipeline import prepare_city
from jinan_geo.publish.publish import publish
from tests.tools.planted import (
    FEATURES,
    LAYER,
    LEDGER,
    TOML,
    Planted,
    proofs_of,
)
from tests.tools.tiny_city import FILES, collection, feature, write_city

if TYPE_CHECKING:
    from pathlib import Path


EVIDENCE = "layers/sites/evidence.csv"
HEAD = ",".join([*EVIDENCE_COLUMNS, "contradicts", "recheck", "released"])
NAMED = collection([feature(Point(117.05, 36.65), id="s-1", name_zh="某停车楼")])
SAMPLE = collection([feature(Point(117.05, 36.65), id="s-1", name_zh="示例项目", sample=True)])


PROMISE = """source = { zh = "某次大会" }

[[targets]]
id = "A"
theme = "urban"
name = { zh = "停车设施" }
comparator = ">="
value = 29
unit = { zh = "处" }
due = 2025-12-31
"""
REQUIRED = FILES["workspace.toml"].replace("metric_crs", 'evidence = "required"\nmetric_crs', 1)


def row(key: str, about: str = "s-1", *, tier: str = "press", **more: str) -> str:
    """A line of an evidence file."""
    given = {
        "id": key, "about": about, "as_of": "2025-02-28", "published": "2025-03", "title": "题目",
        "publisher": "某报", "address": "https://example.org/1", "tier": tier,
        "statement_zh": f"{key}已开工", "statement_en": f"{key} has begun", **more,
    }  # fmt: skip
    return ",".join(given.get(column, "") for column in HEAD.split(","))


def kept(*rows: str) -> str:
    return "\n".join([HEAD, *rows]) + "\n"


def ledger(evidence: str, sample: str = "") -> str:
    heading = "id,as_of,stage,done_pct,sample,evidence"
    return f"{heading}\ns-1,2025-02-28,construction,50,{sample},{evidence}\n"


def files(evidence: str, records: str, features: str = NAMED) -> dict[str, str]:
    return {TOML: LAYER, FEATURES: features, LEDGER: records, EVIDENCE: evidence}


def planned(evidence: str) -> str:
    """A named work that states when it should be finished."""
    shape = Point(117.05, 36.65)
    stated = {"planned_finish": "2025-12-31", "evidence": evidence}
    return collection([feature(shape, id="s-1", name_zh="某停车楼", **stated)])


def promised(value: str) -> dict[str, str]:
    """A commitment with a value that was entered, and what was published of it."""
    entered = f"entered = [{{ as_of = 2025-02-28, source = {{ zh = '某报' }}, {value} }}]\n"
    rows = kept(row("R1", "A"), row("R2", "A", tier="sample"))
    return {"evidence.csv": rows, "targets.toml": PROMISE + entered}


SOUND = files(kept(row("F1")), ledger("F1"))
CASES = [
    Planted(
        "bad-evidence",
        files(kept(row("F1"), row("F2", tier="hearsay")), ledger("F1")),
        SOUND,
        {"file": EVIDENCE, "row": 3, "field": "tier", "value": "hearsay"},
    ),
    Planted(
        "bad-evidence",
        files(kept(row("F1"), row("F1")), ledger("F1")),
        SOUND,
        {"file": EVIDENCE, "row": 3, "field": "id", "value": "F1"},
        name="of an id given before",
    ),
    Planted(
        "bad-evidence",
        files(kept(row("F1"), row("F2", as_of="spring")), ledger("F1")),
        SOUND,
        {"file": EVIDENCE, "row": 3, "field": "as_of", "value": "spring"},
        name="of no date",
    ),
    Planted(
        "bad-evidence",
        files(kept(row("F1"), row("F2", publisher="")), ledger("F1")),
        SOUND,
        {"file": EVIDENCE, "row": 3, "field": "publisher", "value": "F2"},
        name="of nobody",
    ),
    Planted(
        "unsupported-record",
        files(kept(row("F1")), ledger("F7")),
        SOUND,
        {"file": LEDGER, "row": 2, "feature": "s-1", "field": "evidence", "value": "F7"},
    ),
    Planted(
        "unsupported-plan",
        files(kept(row("F1")), ledger("F1"), planned("F7;F8")),
        files(kept(row("F1")), ledger("F1"), planned("F1")),
        {"file": FEATURES, "row": 1, "feature": "s-1", "field": "evidence", "value": "F7;F8"},
    ),
    Planted(
        "unknown-evidence",
        files(kept(row("F1")), ledger("F1;F7")),
        SOUND,
        {"file": LEDGER, "row": 2, "feature": "s-1", "field": "evidence", "value": "F7"},
    ),
    Planted(
        "evidence-contradiction",
        files(kept(row("F1"), row("F2", contradicts="F1")), ledger("F1")),
        files(kept(row("F1"), row("F2")), ledger("F1")),
        {"file": EVIDENCE, "row": 3, "feature": "s-1", "field": "contradicts", "value": "F2"},
    ),
    Planted(
        "named-work-without-evidence",
        files(kept(row("F1")), ledger("")),
        SOUND,
        {"file": FEATURES, "feature": "s-1", "field": "as_of", "value": "2025-02-28"},
    ),
    Planted(
        "named-work-without-evidence",
        files(kept(row("F1")), ledger("", "true")),
        files(kept(row("F1")), ledger("", "true"), SAMPLE),
        {"file": FEATURES, "feature": "s-1", "field": "sample", "value": "true"},
        name="but with sample values",
    ),
    Planted(
        "named-work-without-evidence",
        files(
            kept(row("F1")),
            ledger("F1"),
            NAMED.replace('"name_zh"', '"investment_wan": 500, "name_zh"'),
        ),
        files(
            kept(row("F1")),
            ledger("F1"),
            NAMED.replace('"name_zh"', '"investment_wan": 500, "evidence": "F1", "name_zh"'),
        ),
        {"file": FEATURES, "feature": "s-1", "field": "investment_wan", "value": "500"},
        name="for its money",
    ),
    Planted(
        "commitment-without-evidence",
        promised("value = 12, sample = true"),
        promised('value = 12, evidence = ["R1"]'),
        {"file": "targets.toml", "feature": None, "field": "A.entered", "value": "12"},
        name="but a sample",
    ),
    Planted(
        "commitment-without-evidence",
        promised('value = 12, evidence = ["R2"]'),
        promised('value = 12, evidence = ["R2", "R1"]'),
        {"file": "targets.toml", "field": "A.entered", "value": "12"},
        name="but evidence that is made up",
    ),
]


test_a_fault_of_evidence_is_found, test_its_twin_is_clean = proofs_of(CASES)


@pytest.mark.slow
def test_a_removed_source_turns_what_rests_on_it_grey(tmp_path: Path) -> None:
    records = FILES["layers/sites/progress.csv"].splitlines()
    written = [f"{line},{'evidence' if not at else 'F1'}" for at, line in enumerate(records)]
    write_city(tmp_path, {"layers/sites/progress.csv": "\n".join(written) + "\n"})
    source = tmp_path / EVIDENCE
    source.write_text(kept(row("F1"), row("F2")), encoding="utf-8")
    before = prepare_city(Workspace.open(tmp_path))
    source.write_text(kept(row("F2")), encoding="utf-8")
    after = prepare_city(Workspace.open(tmp_path))
    lights = [city.layers[1].lights for city in (before, after)]
    assert (lights[0][-1] != "grey").sum() == 4
    assert (lights[1] == "grey").all()
    gone = [one for one in after.issues if one.type == "unsupported-record"]
    assert len(gone) == len(records) - 1
    account = after.layers[1].account
    assert account
    assert (account.rows, account.excluded) == (len(records) - 1, len(records) - 1)


@pytest.mark.slow
def test_a_commitment_rests_on_its_evidence(tmp_path: Path) -> None:
    entered = (
        FILES["targets.toml"]
        + 'entered = [{ as_of = 2025-02-28, value = 41, source = { zh = "某报" }, '
        + 'evidence = ["R1"] }]\n'
    )
    write_city(tmp_path, {"targets.toml": entered, "evidence.csv": kept(row("R1", "T-3"))})
    city = publish(prepare_city(Workspace.open(tmp_path)), "internal")
    page = next(build_pages(city, "city")).page
    state = page.targets[2].states[-1]
    assert (state.actual, state.evidence) == (41, ["R1"])
    assert [one.id for one in page.evidence] == ["R1"]
    (tmp_path / "evidence.csv").write_text(kept(row("R2", "T-3")), encoding="utf-8")
    city_without = prepare_city(Workspace.open(tmp_path))
    assert city_without.targets[2].states[-1].actual is None
    assert [one.value for one in city_without.issues if one.type == "unknown-evidence"] == ["R1"]


@pytest.mark.slow
def test_a_page_has_the_evidence_of_its_own_projects_alone(tmp_path: Path) -> None:
    write_city(tmp_path, {EVIDENCE: kept(row("F1", "s-1"), row("F5", "s-5.planned_finish"))})
    city = publish(prepare_city(Workspace.open(tmp_path)), "internal")
    pages = {page.page.id: page.page for page in build_pages(city)}
    assert [one.id for one in pages["city"].evidence] == ["F1", "F5"]
    assert [one.id for one in pages["370102"].evidence] == ["F1"]
    assert [one.id for one in pages["370103"].evidence] == ["F5"]


@pytest.mark.slow
def test_what_a_unit_reported_is_for_the_public_only_when_released(tmp_path: Path) -> None:
    text = kept(
        row("F1", tier="reported"),
        row("F2", tier="reported", released="true"),
        row("F3", contradicts="F1"),
    )
    write_city(tmp_path, {EVIDENCE: text})
    city = prepare_city(Workspace.open(tmp_path))
    inside, public = (
        next(build_pages(publish(city, level), "city")).page for level in ("internal", "public")
    )
    assert [one.id for one in inside.evidence] == ["F1", "F2", "F3"]
    assert [one.id for one in public.evidence] == ["F2", "F3"]
    assert public.evidence[1].contradicts == []
    assert "F1" not in json.dumps(public.model_dump(mode="json"), ensure_ascii=False)


@pytest.mark.slow
def test_evidence_of_a_withheld_layer_or_field_stays_inside(tmp_path: Path) -> None:
    streets = "layers/street-works/evidence.csv"
    write_city(
        tmp_path,
        {streets: kept(row("W1", "w-1")), EVIDENCE: kept(row("F1", "s-1.appraisal"), row("F2"))},
    )
    city = prepare_city(Workspace.open(tmp_path))
    restricted, internal, public = (
        next(build_pages(publish(city, level), "city")).page.evidence
        for level in ("restricted", "internal", "public")
    )
    assert {one.id for one in restricted} == {"W1", "F1", "F2"}
    assert {one.id for one in internal} == {"W1", "F2"}
    assert {one.id for one in public} == {"F2"}


def test_ids_are_told_apart_by_semicolons_of_either_width() -> None:
    assert split_ids(" F1;F2；F3 ; ") == ("F1", "F2", "F3")
    assert split_ids(None) == ()


def test_a_workspace_without_evidence_has_none(tmp_path: Path) -> None:
    write_city(tmp_path)
    assert read_evidence(Workspace.open(tmp_path)) == ({}, [])


def test_a_file_without_its_columns_names_them(tmp_path: Path) -> None:
    write_city(tmp_path, {"evidence.csv": "id,about\nF1,s-1\n"})
    register, (issue,) = read_evidence(Workspace.open(tmp_path))
    assert not register
    assert (issue.type, issue.file) == ("bad-evidence", "evidence.csv")
    assert "publisher, tier, statement_zh" in issue.message().en
    assert prepare_city(Workspace.open(tmp_path)).layers, "one bad file stops no city"


@pytest.mark.parametrize("said", ['evidence = ["R1"]', ""])
def test_where_evidence_is_required_an_entered_value_names_it(tmp_path: Path, said: str) -> None:
    files = {**promised(f"value = 1.5, {said}".rstrip(", ")), "workspace.toml": REQUIRED}
    city = prepare_city(Workspace.open(write_city(tmp_path, files)))
    found = [one.value for one in city.issues if one.type == "commitment-without-evidence"]
    assert found == ([] if said else ["1.5"])
