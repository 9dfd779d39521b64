"""Pages cut from the city: their numbers equal a few lines over the files, and nobody gets
another's data.
"""

from __future__ import annotations

import base64
import csv
import datetime as dt
import gzip
import json
from typing import TYPE_CHECKING

import pytest

from jinan_geo.page.columns import read_block
from jinan_geo.page.model import Page
from jinan_geo.payload.build import build_pages, pack_head
from jinan_geo.publish.audience import is_withheld
from jinan_geo.publish.publish import publish
from tests.tools.tiny_city import FILES, SITE_FEATURES, STREET_FEATURES

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinan_geo.city.city import City
    from jinan_geo.payload.build import PageData

# Which projects lie in which district, by hand from tiny_city.
HERE = {
    "370102": {"s-1", "s-2", "s-3", "w-1"},
    "370112": {"s-2", "s-4", "w-1"},
    "370103": {"s-3", "s-5", "w-2"},
}
PROJECTS = [*SITE_FEATURES, *STREET_FEATURES]


def features_of(
    data: PageData, *, layers: tuple[str, ...] = ("sites", "street-works")
) -> list[str]:
    return [
        key
        for name in layers
        if name in data.blocks
        for key in read_block(data.blocks[name])[1]["features"]["id"]
    ]


def bytes_of(data: PageData) -> str:
    """All that a page carries, decoded to text."""
    blocks = [pack_head(data.page), *data.blocks.values()]
    return "".join(
        gzip.decompress(base64.b64decode(block)).decode("utf-8", "replace") for block in blocks
    )


def test_every_map_and_every_district_has_its_page(pages: dict[str, PageData]) -> None:
    assert {key: data.path for key, data in pages.items()} == {
        "city": "city.html",
        "urban": "urban.html",
        **{code: f"districts/{code}.html" for code in HERE},
    }
    assert {data.page.kind for data in pages.values()} == {"city", "theme", "district"}
    assert pages["city"].page.home == "index.html"
    assert pages["370102"].page.home == "../index.html"
    assert pages["370102"].page.title.zh == "历下区 · 区县图"


@pytest.mark.parametrize("code", HERE)
def test_a_district_page_holds_its_features_and_no_byte_of_others(
    pages: dict[str, PageData], code: str
) -> None:
    assert set(features_of(pages[code])) == HERE[code]
    carried = bytes_of(pages[code])
    for item in PROJECTS:
        properties = item["properties"]
        mine = properties["id"] in HERE[code]
        for field in ("name_zh", "contact"):
            assert field not in properties or (properties[field] in carried) == mine, properties[
                field
            ]


def test_districts_sum_to_the_city(pages: dict[str, PageData]) -> None:
    parts = [pages[code].page.totals[-1] for code in HERE]
    assert sum(part.investment_wan for part in parts) == pytest.approx(
        pages["city"].page.totals[-1].investment_wan
    )


def test_totals_equal_the_files(pages: dict[str, PageData]) -> None:
    found = pages["city"].page.totals[-1]
    assert found.projects == len(PROJECTS) == len(features_of(pages["city"]))
    assert found.located == sum(item["geometry"] is not None for item in PROJECTS)
    assert found.unlocated == found.projects - found.located
    money = [
        float(item["properties"]["investment_wan"])
        for item in PROJECTS
        if "investment_wan" in item["properties"]
    ]
    assert found.investment_wan == sum(money)
    assert found.investment_missing == found.projects - len(money)
    ledgers = [FILES[f"layers/{name}/progress.csv"] for name in ("sites", "street-works")]
    rows = [row for text in ledgers for row in csv.DictReader(text.splitlines())]
    assert found.reported == len({row["id"] for row in rows if row["as_of"] == "2025-02-28"})
    assert found.red + found.yellow + found.green + found.grey == found.projects


def test_totals_equal_the_blocks_on_every_page(pages: dict[str, PageData]) -> None:
    for data in pages.values():
        for edition, totals in enumerate(data.page.totals):
            lights = []
            for name in ("sites", "street-works"):
                if name in data.blocks:
                    _, tables = read_block(data.blocks[name])
                    count = len(tables["features"]["id"])
                    lights += tables["states"]["light"][edition * count : (edition + 1) * count]
            assert (totals.projects, totals.red) == (len(lights), lights.count("red"))
            assert (totals.yellow, totals.green, totals.grey) == tuple(
                lights.count(light) for light in ("yellow", "green", "grey")
            )


def test_a_theme_page_holds_its_theme(pages: dict[str, PageData]) -> None:
    assert set(features_of(pages["urban"])) == {"s-1", "s-2", "s-3", "s-4", "s-5"}
    assert [target.id for target in pages["urban"].page.targets] == ["T-1", "T-2"]
    assert "street-works" not in pages["urban"].blocks


def test_a_feature_may_be_of_another_theme_than_its_layer(make_city: Callable[..., City]) -> None:
    text = FILES["layers/street-works/features.geojson"].replace(
        '"id": "w-2"', '"id": "w-2", "theme": "urban"'
    )
    city = make_city({"layers/street-works/features.geojson": text})
    urban = next(data for data in build_pages(publish(city, "internal"), "urban"))
    assert set(features_of(urban)) == {"s-1", "s-2", "s-3", "s-4", "s-5", "w-2"}


def test_a_district_sees_its_own_part_of_the_targets(pages: dict[str, PageData]) -> None:
    for code, here in HERE.items():
        targets = {target.id: target.states[-1] for target in pages[code].page.targets}
        assert set(targets) == {"T-1", "T-2"}
        for state in targets.values():
            assert {key for _, key in state.counted} <= here
    started = {code: pages[code].page.targets[0].states[-1].here for code in HERE}
    assert started == {"370102": 2.0, "370112": 0.5, "370103": 1.5}
    spaces = {code: pages[code].page.targets[1].states[-1].here for code in HERE}
    assert spaces == {"370102": 160, "370112": 60, "370103": 40}
    assert sum(spaces.values()) == pages["city"].page.targets[1].states[-1].actual


def test_issues_go_to_the_pages_of_their_features(make_city: Callable[..., City]) -> None:
    ledger = (
        FILES["layers/sites/progress.csv"]
        + "s-1,2025-03-31,construction,20,,,,,\nghost,2025-03-31,,5,,,,,\n"
    )
    pages = {
        data.page.id: data.page
        for data in build_pages(
            publish(make_city({"layers/sites/progress.csv": ledger}), "internal")
        )
    }
    found = {key: sorted(issue.type for issue in page.issues) for key, page in pages.items()}
    assert found["city"] == ["orphan-record", "progress-regression", "withheld-field"]
    assert found["370102"] == ["progress-regression"]
    assert found["370112"] == found["370103"] == []


SECRETS = {"appraisal": "8888", "contact": "张三"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("audience", "withheld"), [("internal", {"appraisal"}), ("public", {"appraisal", "contact"})]
)
def test_withheld_fields_reach_no_page(
    make_city: Callable[..., City], audience: str, withheld: set[str]
) -> None:
    features = json.loads(FILES["layers/sites/features.geojson"])
    features["features"][0]["properties"]["appraisal"] = "88887.77"
    city = make_city({"layers/sites/features.geojson": json.dumps(features)})
    for data in build_pages(publish(city, audience)):
        info = next((layer for layer in data.page.layers if layer.id == "sites"), None)
        if info is None:
            continue
        _, tables = read_block(data.blocks["sites"])
        shown = {name.removeprefix("f_") for name in tables["features"] if name.startswith("f_")}
        assert shown == {"spaces", "contact", "appraisal"} - withheld
        assert {field.id for field in info.fields} == {f"f_{name}" for name in shown}
        carried = bytes_of(data)
        for name in withheld:
            assert SECRETS[name] not in carried
        assert audience != "public" or "联系人" not in carried


def test_a_layer_for_fewer_eyes_reaches_no_public_page(city: City) -> None:
    for data in build_pages(publish(city, "public")):
        assert "street-works" not in data.blocks
        carried = bytes_of(data)
        for word in ("street-works", "花园路", "街巷整治", "w-1"):
            assert word not in carried, word


@pytest.mark.slow
def test_an_issue_of_a_withheld_field_shows_no_value(make_city: Callable[..., City]) -> None:
    features = json.loads(FILES["layers/sites/features.geojson"])
    features["features"][0]["properties"]["appraisal"] = "机密估价"
    city = make_city({"layers/sites/features.geojson": json.dumps(features)})
    assert any(issue.value == "机密估价" for issue in city.issues)
    for data in build_pages(publish(city, "internal")):
        assert "机密估价" not in bytes_of(data)


def test_publication_levels_are_in_order() -> None:
    levels = ("public", "internal", "restricted")
    assert [[is_withheld(level, audience) for level in levels] for audience in levels] == [
        [False, True, True], [False, False, True], [False, False, False],
    ]  # fmt: skip


def test_the_head_is_the_model_and_nothing_else(pages: dict[str, PageData]) -> None:
    for data in pages.values():
        header, tables = read_block(pack_head(data.page))
        assert tables == {}
        assert Page.model_validate(header["page"]) == data.page


def test_a_map_of_chosen_layers_holds_those(make_city: Callable[..., City]) -> None:
    city = make_city({"maps/city.toml": FILES["maps/city.toml"] + 'layers = ["street-works"]\n'})
    page = next(data for data in build_pages(publish(city, "internal"), "city"))
    assert list(page.blocks) == ["districts", "street-works"]


def test_a_city_without_any_record_still_has_pages(make_city: Callable[..., City]) -> None:
    head = "id,as_of,stage,done_pct\n"
    city = make_city({"layers/sites/progress.csv": head, "layers/street-works/progress.csv": head})
    pages = {data.page.id: data.page for data in build_pages(publish(city, "internal"))}
    assert pages["city"].as_of is None
    assert [(totals.projects, totals.grey) for totals in pages["city"].totals] == [(8, 8)]
    assert features_of(next(build_pages(publish(city, "internal"), "city"))) != []


def test_a_district_without_projects_still_has_a_page(make_city: Callable[..., City]) -> None:
    features = json.loads(FILES["layers/sites/features.geojson"])["features"][:1]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    streets = json.dumps({"type": "FeatureCollection", "features": []})
    ledger = "id,as_of,stage,done_pct\ns-1,2025-02-28,construction,8\n"
    city = make_city(
        {
            "layers/sites/features.geojson": text,
            "layers/sites/progress.csv": ledger,
            "layers/street-works/features.geojson": streets,
            "layers/street-works/progress.csv": "id,as_of\n",
        }
    )
    pages = {data.page.id: data.page for data in build_pages(publish(city, "internal"))}
    assert pages["370103"].totals[-1].projects == 0
    assert pages["370102"].totals[-1].projects == 1


@pytest.mark.slow
def test_as_of_leaves_later_records_out(make_city: Callable[..., City]) -> None:
    city = make_city(as_of=dt.date(2025, 2, 10))
    assert [day.isoformat() for day in city.editions] == ["2025-01-31", "2025-02-10"]
    page = next(build_pages(publish(city, "internal"), "city")).page
    assert (page.as_of, page.totals[-1].reported) == (dt.date(2025, 2, 10), 0)
