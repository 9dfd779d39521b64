"""Projects as a package of OC4IDS: what was recorded reads back equal, and nothing is made up."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import shapely
from shapely import GeometryCollection, LineString, Point, box

from jinan_geo.errors import ManifestError, RefusedError, UsageError
from jinan_geo.export.deliver import export_city
from jinan_geo.export.oc4ids import make_package
from jinan_geo.manifest.oc4ids import zone_of
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import prepare_city
from jinan_geo.publish.publish import publish
from tests.tools.exported import OC4IDS
from tests.tools.packages import SHAPE, day_of, misfits, said_by, said_of, texts
from tests.tools.tiny_city import (
    SITE_FEATURES,
    SITES_LAYER,
    SITES_LEDGER,
    WORKSPACE,
    YEAR,
    collection,
    feature,
    write_city,
)
from tests.tools.verbs import run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinan_geo.city.city import City

DECLARED = {"workspace.toml": WORKSPACE + OC4IDS}


def package_of(given: Path | City, audience: Any = "internal", lang: str = "zh") -> dict[str, Any]:
    city = prepare_city(Workspace.open(given)) if isinstance(given, Path) else given
    content = make_package(publish(city, audience), lang).content
    again: dict[str, Any] = json.loads(json.dumps(content))
    assert [*misfits(again, SHAPE)] == []
    assert {text for text in texts(again) if not text.strip()} == set()
    return again


def by_id(package: Mapping[str, Any]) -> dict[str, Any]:
    projects = {one["identifiers"][0]["id"]: one for one in package["projects"]}
    assert len({one["id"] for one in package["projects"]}) == len(package["projects"])
    return projects


@pytest.fixture(scope="module")
def declared(tmp_path_factory: pytest.TempPathFactory) -> City:
    return prepare_city(Workspace.open(write_city(tmp_path_factory.mktemp("oc") / "w", DECLARED)))


@pytest.fixture(scope="module")
def package(declared: City) -> dict[str, Any]:
    return package_of(declared)


def test_the_package_says_who_and_of_when(package: dict[str, Any]) -> None:
    assert {key: cell for key, cell in package.items() if key != "projects"} == {
        "uri": "https://example.org/projects.json",
        "version": "0.9",
        "publishedDate": "2025-02-28T23:59:59+08:00",
        "publisher": {"name": "小济南住建局"},
    }
    assert {one["id"].split("-")[1] for one in package["projects"]} == {"test00"}
    assert package["projects"][0]["id"] == "oc4ids-test00-sites-s-1"


def test_dates_and_money_read_back_equal(package: dict[str, Any]) -> None:
    projects = by_id(package)
    for one in (found["properties"] for found in SITE_FEATURES):
        project = projects[one["id"]]
        assert day_of(project["period"]["startDate"]) == one["planned_start"]
        assert day_of(project["period"]["endDate"]) == one["planned_finish"]
        if one.get("investment_wan"):
            amount = project["budget"]["amount"]
            assert Decimal(str(amount["amount"])) == Decimal(str(one["investment_wan"])) * 10000
            assert amount["currency"] == "CNY"
        else:
            assert "budget" not in project
    seen = []
    for key, project in projects.items():
        metrics = {one["id"]: one["observations"] for one in project.get("metrics", [])}
        money = {
            day_of(one["period"]["endDate"]): Decimal(str(one["value"]["amount"])) / 10000
            for one in metrics.get("financialProgress", [])
        }
        for one in metrics.get("physicalProgress", []):
            day = day_of(one["period"]["startDate"])
            seen.append((key, day, Decimal(str(one["measure"])), money.get(day)))
    expected = []
    for row in SITES_LEDGER.splitlines()[1:]:
        key, day, _, done, spent, *_ = row.split(",")
        expected.append((key, day, Decimal(done), Decimal(spent) if spent else None))
    assert sorted(one for one in seen if one[0].startswith("s-")) == sorted(expected)


def test_every_date_and_sum_reads_back_and_there_are_no_others(
    declared: City, package: dict[str, Any]
) -> None:
    assert said_by(package) == said_of(declared)
    assert len(said_of(declared)) > 30


def test_what_is_planned_and_how_it_ended(package: dict[str, Any]) -> None:
    projects = by_id(package)
    (planned,) = projects["s-1"]["forecasts"]
    days = {day_of(one["period"]["endDate"]): one["measure"] for one in planned["observations"]}
    assert days == {"2025-01-31": 8.49, "2025-02-28": 16.16, "2025-12-31": 100}
    assert planned["description"] == "从计划开工到计划完工按时间均匀推算"
    assert day_of(projects["s-1"]["milestones"][0]["dueDate"]) == "2025-11-30"
    assert "completion" not in projects["s-1"]
    assert day_of(projects["s-5"]["completion"]["endDate"]) == "2025-02-20"
    assert "milestones" not in projects["s-5"]
    status = {key: one.get("status") for key, one in projects.items()}
    assert status == {
        "s-1": "implementation",
        "s-2": "implementation",
        "s-3": "implementation",
        "s-4": "identification",
        "s-5": "completion",
        "w-1": "implementation",
        "w-2": "implementation",
        "w-3": None,
    }


def test_places_are_shapes_and_districts(package: dict[str, Any]) -> None:
    projects = by_id(package)
    for found in SITE_FEATURES:
        places = projects[found["properties"]["id"]]["locations"]
        shapes = [one["geometry"] for one in places if "geometry" in one]
        wanted = [] if found["geometry"] is None else [shapely.geometry.shape(found["geometry"])]
        assert [shapely.geometry.shape(one).normalize() for one in shapes] == [
            one.normalize() for one in wanted
        ]
    named = [one["description"] for one in projects["s-2"]["locations"] if "geometry" not in one]
    assert named == ["历下区", "历城区"]
    assert projects["s-1"]["sector"] == ["transport", "transport.urban"]
    assert "sector" not in projects["w-1"]


@pytest.mark.slow
def test_a_collection_is_a_place_for_each_part(tmp_path: Path) -> None:
    both = GeometryCollection([Point(117.05, 36.65), box(117.02, 36.62, 117.03, 36.63)])
    line = LineString([(117.05, 36.62), (117.06, 36.62)])
    one = feature(both, id="s-1", name_zh="甲", **YEAR)
    features = [one, feature(line, id="s-2", name_zh="乙")]
    root = write_city(
        tmp_path,
        {
            **DECLARED,
            "layers/sites/layer.toml": SITES_LAYER.replace('"polygon"]', '"line", "polygon"]'),
            "layers/sites/features.geojson": collection(features),
            "layers/sites/progress.csv": "id,as_of,stage,done_pct\ns-1,2025-02-28,started,1\n",
        },
    )
    project = by_id(package_of(root, "public"))["s-1"]
    kinds = [one["geometry"]["type"] for one in project["locations"] if "geometry" in one]
    assert sorted(kinds) == ["Point", "Polygon"]


@pytest.mark.slow
def test_money_is_exact_and_of_several_records_of_a_day_the_last_counts(tmp_path: Path) -> None:
    ledger = (
        "id,as_of,stage,done_pct,invested_wan\n"
        "s-1,2025-01-31,construction,9,7\ns-1,2025-01-31,construction,7,0.1\n"
        "s-2,2025-01-31,construction,8,0.00005\ns-3,2025-01-31,construction,8,12345678.9\n"
        "s-4,2025-01-31,construction,8,300.123456\ns-1,2025-02-28,construction,20,30\n"
    )
    root = write_city(tmp_path, {**DECLARED, "layers/sites/progress.csv": ledger})
    city = prepare_city(Workspace.open(root), dt.date(2025, 1, 31))  # and none is of later
    content = make_package(publish(city, "public"), "en").content
    metrics = {key: one["metrics"] for key, one in by_id(content).items() if "metrics" in one}
    spent = {
        key: [one["value"] for one in two["observations"]] for key, (_, two) in metrics.items()
    }
    assert spent == {
        "s-1": [{"amount": 1000, "currency": "CNY"}],
        "s-2": [{"amount": 0.5, "currency": "CNY"}],
        "s-3": [{"amount": 123456789000, "currency": "CNY"}],
        "s-4": [{"amount": 3001234.56, "currency": "CNY"}],
    }
    assert [one["measure"] for one in metrics["s-1"][0]["observations"]] == [7]
    assert content["publishedDate"] == "2025-01-31T23:59:59+08:00"
    assert content["publisher"]["name"] == "Tiny Jinan housing bureau"


@pytest.mark.slow
def test_the_public_gets_what_is_public(tmp_path: Path) -> None:
    levels = "".join(
        f'[levels.{key}]\naudience = "internal"\nbelow = "drop"\n\n'
        for key in ("responsible", "investment_wan", "invested_wan", "note")
    )
    row = SITE_FEATURES[0]["properties"]
    told = {"responsible_zh": "住建局甲七", "note_zh": "说明甲七"}
    assert isinstance(row, dict)
    shape = Point(117.05, 36.65)
    root = write_city(
        tmp_path,
        {
            **DECLARED,
            "layers/sites/layer.toml": SITES_LAYER.replace("[kinds]", levels + "[kinds]"),
            "layers/sites/features.geojson": collection(
                [feature(shape, **{**row, **told}), *SITE_FEATURES[1:]]
            ),
        },
    )
    city = prepare_city(Workspace.open(root))
    inner, public = package_of(city, "internal"), package_of(city, "public")
    assert by_id(inner)["s-1"]["publicAuthority"] == {"id": "住建局甲七", "name": "住建局甲七"}
    assert by_id(inner)["s-1"]["description"] == "说明甲七"
    text = json.dumps(public, ensure_ascii=False)
    assert [word for word in ("甲七", "张三", "8888", "CNY", "花园路") if word in text] == []
    assert {one["identifiers"][0]["scheme"] for one in public["projects"]} == {"sites"}


@pytest.mark.slow
def test_samples_are_marked_and_never_public(tmp_path: Path) -> None:
    ledger = SITES_LEDGER.replace("历下区住建局,\n", "历下区住建局,1\n")
    root = write_city(tmp_path, {**DECLARED, "layers/sites/progress.csv": ledger})
    city = prepare_city(Workspace.open(root))
    assert by_id(package_of(city))["s-1"]["title"] == "（示例，非官方）明府城停车楼"
    assert "s-1" not in by_id(package_of(city, "public"))
    assert make_package(publish(city, "public"), "zh").samples == 1
    every = SITES_LEDGER.replace("局,\n", "局,1\n")
    (root / "layers/sites/progress.csv").write_text(every, encoding="utf-8")
    with pytest.raises(UsageError, match="5 samples are left out"):
        package_of(root, "public")


@pytest.mark.slow
def test_what_is_not_declared_is_a_draft_and_never_public(tmp_path: Path) -> None:
    city = prepare_city(Workspace.open(write_city(tmp_path)))
    draft = package_of(city, lang="en")
    assert draft["uri"].startswith("urn:uuid:")
    assert draft["publisher"]["name"] == "Tiny Jinan (draft, not for publication)"
    assert {one["id"].split("-")[0] for one in draft["projects"]} == {"local"}
    with pytest.raises(RefusedError, match=r"write \[oc4ids\] with prefix"):
        package_of(city, "public")


@pytest.mark.slow
def test_a_stage_may_be_declared_as_a_status(tmp_path: Path) -> None:
    more = 'status = { completed = "maintenance", construction = "preparation" }\n'
    root = write_city(tmp_path, {"workspace.toml": WORKSPACE + OC4IDS + more})
    projects = by_id(package_of(root, "public"))
    assert projects["s-5"]["status"] == "maintenance"
    assert projects["s-1"]["status"] == "preparation"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('prefix = "oc4ids-test00"', "prefix"),
        ('uri = "https://example.org/projects.json"', "uri"),
        ('timezone = "+08:00"', "no time zone"),
    ],
)
def test_a_declaration_that_is_none_is_refused_by_name(
    tmp_path: Path, line: str, said: str
) -> None:
    wrong = f'{line.split(" = ", maxsplit=1)[0]} = "济南 时间"'
    root = write_city(tmp_path, {"workspace.toml": WORKSPACE + OC4IDS.replace(line, wrong)})
    with pytest.raises(ManifestError, match=said):
        Workspace.open(root)


def test_a_time_zone_has_a_name_or_a_distance() -> None:
    day = dt.datetime(2025, 7, 1, tzinfo=zone_of("-04:30"))
    assert day.isoformat() == "2025-07-01T00:00:00-04:30"
    with pytest.raises(ValueError, match="no time zone"):
        zone_of("Middle/Earth")


EVIDENCE = """id,about,as_of,published,publisher,title,address,tier,statement_zh,statement_en
e-1,s-1,2025-02,2025-03-05,住建局,进展,https://example.org/a?b=1,official,已开工,
e-2,s-1,2025-02,2025-03,日报,,https://example.org/济南.html,press,据报道已开工,reported as begun
"""


@pytest.mark.slow
def test_statements_are_documents_and_odd_addresses_text(tmp_path: Path) -> None:
    root = write_city(tmp_path, {**DECLARED, "layers/sites/evidence.csv": EVIDENCE})
    one, two = by_id(package_of(root, "public"))["s-1"]["documents"]
    assert one == {
        "id": "e-1",
        "title": "进展",
        "description": "已开工",
        "url": "https://example.org/a?b=1",
        "datePublished": "2025-03-05T00:00:00+08:00",
        "author": "住建局",
    }
    assert two["accessDetails"] == "https://example.org/济南.html"
    assert "url" not in two
    assert "datePublished" not in two  # a month is no day


def test_the_file_is_the_package_and_the_same_each_time(declared: City, tmp_path: Path) -> None:
    city = publish(declared, "internal")
    (first,) = export_city(city, "oc4ids")
    (again,) = export_city(city, "oc4ids", tmp_path / "p.json")
    assert first.file == city.workspace.root / "export" / "oc4ids.json"
    assert first.file.read_bytes() == again.file.read_bytes()
    assert (first.layers, first.features) == (2, 8)
    read = json.loads(first.file.read_text(encoding="utf-8"))
    assert read == json.loads(json.dumps(make_package(city, "zh").content))
    (one,) = export_city(city, "oc4ids", tmp_path / "p.json", only=["sites"])
    assert (one.layers, one.features) == (1, 5)


@pytest.mark.slow
def test_the_verb_writes_and_is_guarded(tmp_path: Path) -> None:
    root = write_city(tmp_path / "w")
    before = (root / "layers/sites/features.geojson").read_bytes()
    for place in ("layers/sites/features.geojson", "layers/new.json", "workspace.toml"):
        ran = run("export", "oc4ids", "--workspace", root, "--out", root / place)
        assert ran.code == 6, ran.text
    assert (root / "layers/sites/features.geojson").read_bytes() == before
    ran = run("export", "oc4ids", "--workspace", root, "--lang", "en")
    assert ran.code == 0, ran.text
    assert "A draft" in " ".join(ran.text.split())
    assert json.loads((root / "export/oc4ids.json").read_text("utf-8"))["projects"]
    ran = run("export", "oc4ids", "--workspace", root, "--audience", "public", "--lang", "en")
    assert ran.code == 6, ran.text
    assert "[oc4ids]" in ran.text


@pytest.mark.slow
def test_a_city_without_reports_has_no_date_to_publish(tmp_path: Path) -> None:
    empty = "id,as_of,stage,done_pct\n"
    files = {**DECLARED, "layers/sites/progress.csv": empty}
    root = write_city(tmp_path, {**files, "layers/street-works/progress.csv": empty})
    with pytest.raises(UsageError, match="no report yet"):
        package_of(root)


def test_missing_is_left_out(package: dict[str, Any]) -> None:
    projects = by_id(package)
    assert {*projects["w-3"]} == {
        *("id", "identifiers", "language", "title", "period", "forecasts"),
    }
    # A percentage that is missing is no observation.
    assert projects["w-2"]["status"] == "implementation"
    assert "metrics" not in projects["w-2"]
