"""Publication levels: what is above an audience is dropped or coarser as declared, and refused by
name otherwise.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from jinan_geo.manifest.workspace import Workspace
from jinan_geo.page.columns import read_block
from jinan_geo.payload.build import build_pages
from jinan_geo.pipeline import prepare_city
from jinan_geo.publish.publish import coarsen_values, publish
from tests.tools.exported import OC4IDS
from tests.tools.leaks import readable_in
from tests.tools.tiny_city import (
    FILES,
    SITE_FEATURES,
    SITES_LAYER,
    SITES_LEDGER,
    STREETS_LAYER,
    collection,
    write_city,
)
from tests.tools.verbs import run

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.city.city import City

LAYER = "layers/sites/layer.toml"
FEATURES = "layers/sites/features.geojson"
STREETS = "layers/street-works/layer.toml"
DROP = '\nbelow = "drop"\n'
BARE = SITES_LAYER.replace(DROP, "\n")


def city_with(root: Path, files: dict[str, str], **values: object) -> Path:
    """A city whose first site has these values."""
    features = json.loads(collection(SITE_FEATURES))
    features["features"][0]["properties"] |= values
    return write_city(root, {FEATURES: json.dumps(features, ensure_ascii=False), **files})


REFUSED = {
    "field": (
        {LAYER: BARE},
        "internal",
        ["sites", "appraisal", "restricted", '[fields.appraisal]: below = "drop"'],
    ),
    "default": (
        {LAYER: BARE},
        "public",
        ["field contact is internal", "field appraisal is restricted"],
    ),
    "layer": (
        {STREETS: STREETS_LAYER.replace(DROP, "\n")},
        "public",
        ["layer street-works is internal"],
    ),
    "districts": (
        {
            "layers/districts/layer.toml": FILES["layers/districts/layer.toml"].replace(
                '"public"', '"internal"'
            )
        },
        "public",
        ["layer districts is internal", "no page can do without its districts"],
    ),
    "size": (
        {LAYER: SITES_LAYER.replace('size_by = "spaces"', 'size_by = "appraisal"')},
        "internal",
        ["style.size_by"],
    ),
    "sum": (
        {"targets.toml": FILES["targets.toml"].replace('sum = "spaces"', 'sum = "appraisal"')},
        "internal",
        ["target T-2 is measured from sites.appraisal"],
    ),
    "threshold": (
        {
            "targets.toml": FILES["targets.toml"].replace(
                '"parking" } }', '"parking" }, at_least = { appraisal = 5 } }'
            )
        },
        "public",
        ["target T-2 is measured from sites.appraisal"],
    ),
    "measured layer": (
        {LAYER: SITES_LAYER.replace('audience = "public"\nstyle', 'below = "drop"\nstyle')},
        "public",
        ["target T-1 is measured from layer sites", "target T-2"],
    ),
    "target": (
        {
            "targets.toml": FILES["targets.toml"].replace(
                'theme = "green"', 'theme = "green"\naudience = "restricted"'
            )
        },
        "internal",
        ["target T-3 is restricted"],
    ),
    "attribute": (
        {
            LAYER: SITES_LAYER.replace(
                "[kinds]", '[levels.remark]\naudience = "restricted"\n\n[kinds]'
            )
        },
        "internal",
        ["field remark is restricted", '[levels.remark]: below = "drop"'],
    ),
}


@pytest.mark.parametrize("case", REFUSED)
@pytest.mark.first_quick(2)
def test_what_has_no_declared_fate_is_refused_by_name_and_nothing_is_written(
    tmp_path: Path, case: str
) -> None:
    files, audience, named = REFUSED[case]
    root = write_city(tmp_path / "city", files)
    out = tmp_path / "out"
    for verb in (["build"], ["export", "xlsx"], ["check"]):
        refused = run(*verb, "--workspace", root, "--out", out, "--audience", audience)
        assert refused.code == 6, refused.text
        assert not out.exists()
        for words in named:
            assert words in refused.text


SECRETS = {
    "contact": "联系人甲七",
    "appraisal": 88887.77,
    "note_zh": "内部备注甲七",
    "responsible_zh": "某某专班甲七",
}
LEVELS = "".join(
    f'[levels.{key}]\naudience = "{level}"\nbelow = "drop"\n\n'
    for key, level in {
        "note": "internal",
        "responsible": "internal",
        "remark": "internal",
        "reported_by": "internal",
    }.items()
)
EXPECT = """
[[expect]]
rule = "range"
field = "appraisal"
max = 5
why = { zh = "估价偏高" }

[[expect]]
rule = "required"
fields = ["planned_start"]
where = { contact = "李四" }

"""


def secret_city(root: Path) -> Path:
    features = json.loads(collection(SITE_FEATURES))
    features["features"][0]["properties"] |= SECRETS
    del features["features"][1]["properties"][
        "planned_start"
    ]  # the expectation on a contact tells who it is
    layer = SITES_LAYER.replace("[kinds]", LEVELS + "[kinds]").replace(
        "\n[fields.spaces]", f"{EXPECT}[fields.spaces]"
    )
    ledger = SITES_LEDGER.replace("进展顺利", "进展甲七")
    return write_city(
        root,
        {
            LAYER: layer,
            FEATURES: json.dumps(features, ensure_ascii=False),
            "layers/sites/progress.csv": ledger,
            "workspace.toml": FILES["workspace.toml"] + OC4IDS,
        },
    )


def deliver(root: Path, out: Path, audience: str) -> str:
    """Everything that leaves the workspace for an audience, as one text."""
    common = ("--workspace", root, "--audience", audience)
    runs = [("build", "--out", out / "pages"), ("check", "--out", out / "found")]
    runs += [
        ("export", form, "--out", out / form)
        for form in ("gpkg", "xlsx", "geojson", "parquet", "oc4ids")
    ]
    for arguments in runs:
        done = run(*arguments, *common)
        assert done.code in {0, 1}, done.text
    return readable_in(out)


@pytest.mark.slow
def test_no_file_of_a_public_build_holds_a_withheld_value(tmp_path: Path) -> None:
    root = secret_city(tmp_path / "city")
    internal, public = (
        deliver(root, tmp_path / audience, audience) for audience in ("internal", "public")
    )
    seen = [
        "联系人甲七",
        "内部备注甲七",
        "某某专班甲七",
        "进展甲七",
        "历下区住建局",
        "花园路",
        "street-works",
        "李四",
    ]
    assert [word for word in seen if word not in internal] == []  # or the scan would prove nothing
    assert [word for word in [*seen, "甲七", "contact", "联系人"] if word in public] == []
    for text in (internal, public):
        assert [word for word in ("88887", "8888777", "估价偏高") if word in text] == []
    assert "appraisal" not in public


def test_a_field_is_coarsened_as_declared_and_says_so(tmp_path: Path) -> None:
    coarse = BARE.replace(
        'audience = "restricted"', 'audience = "restricted"\nbelow = "coarsen"\ncoarsen = 1000'
    )
    coarse = coarse.replace('en = "Contact" }', 'en = "Contact" }\nbelow = "drop"')
    root = city_with(tmp_path, {LAYER: coarse}, appraisal=88887.77)
    city = prepare_city(Workspace.open(root))
    page = next(iter(build_pages(publish(city, "public"))))
    (info,) = [layer for layer in page.page.layers if layer.id == "sites"]
    assert [field.name.zh for field in info.fields if field.id == "f_appraisal"] == [
        "评估价（取整到 1000）"
    ]
    _, tables = read_block(page.blocks["sites"])
    assert tables["features"]["f_appraisal"] == [89000, None, None, None, None]
    assert [issue.field for issue in page.page.issues if issue.type == "coarsened"] == ["appraisal"]


def test_values_are_coarsened_by_step_class_and_period() -> None:
    numbers = pd.Series([0, 49, 50, 149.9, None], dtype=object)
    assert coarsen_values(numbers, 100).fillna(-1).tolist() == [0, 0, 100, 100, -1]
    assert coarsen_values(numbers, [50, 100]).tolist() == ["<50", "<50", "50–100", "≥100", None]
    days = pd.Series(["2025-05-31", None], dtype="datetime64[ns]")
    found = {
        part: coarsen_values(days, part).iloc[0].date().isoformat()
        for part in ("month", "quarter", "year")
    }
    assert found == {"month": "2025-05-01", "quarter": "2025-04-01", "year": "2025-01-01"}


def test_a_coarsened_layer_shows_districts_and_no_place(tmp_path: Path) -> None:
    layer = SITES_LAYER.replace(
        'audience = "public"\nstyle', 'audience = "internal"\nbelow = "coarsen"\nstyle'
    )
    root = write_city(tmp_path, {LAYER: layer})
    city = prepare_city(Workspace.open(root))
    shown = publish(city, "public")
    (before,), (sites,) = (
        [layer for layer in one.layers if layer.id == "sites"] for one in (city, shown)
    )
    label = dict(zip(city.districts.codes, city.districts.label_at, strict=True))
    points = [
        None if shape is None else (round(shape.x, 6), round(shape.y, 6))
        for shape in sites.features.geometry
    ]
    assert points[0] == label["370102"]
    assert points[3] == label["370112"]
    assert points[2] is None
    assert set(sites.features["location"]) == {"district"}
    assert sites.features[["area_m2", "length_m"]].isna().all(axis=None)
    assert sites.shares.groupby("feature")["share"].sum().round(6).eq(1).all()
    page = next(iter(build_pages(publish(city, "public"))))
    _, tables = read_block(page.blocks["sites"])
    drawn = {(x, y) for x, y in zip(tables["rings"]["x"], tables["rings"]["y"], strict=True)}
    assert drawn <= set(label.values())
    at = set(zip(tables["features"]["lon"], tables["features"]["lat"], strict=True))
    assert at - {(None, None)} <= set(label.values())
    assert before.features["area_m2"].notna().any()
    assert "positions are given by district only" in page.page.layers[1].note.en  # type: ignore[union-attr]


def test_a_number_may_be_published_alone(tmp_path: Path) -> None:
    targets = FILES["targets.toml"].replace(
        "due = 2025-12-31\nmeasure", 'due = 2025-12-31\naudience = "public"\nmeasure'
    )
    layer = SITES_LAYER.replace('audience = "public"\nstyle', 'below = "drop"\nstyle')
    root = write_city(tmp_path, {LAYER: layer, "targets.toml": targets})
    city = prepare_city(Workspace.open(root))
    pages = {data.page.id: data.page for data in build_pages(publish(city, "public"))}
    told = {target.id: target for target in pages["city"].targets}
    assert [told[key].states[-1].actual for key in ("T-1", "T-2")] == [
        target.states[-1].actual for target in city.targets[:2]
    ]
    assert all(
        not state.counted and not state.unknown for key in told for state in told[key].states
    )
    assert told["T-1"].layer is None
    assert "sites" not in told["T-1"].how.en
    assert [target.id for target in pages["370102"].targets] == []


WRONG: dict[str, tuple[str, str]] = {
    "how": ('below = "coarsen"', "does not say how"),
    "unused": ("coarsen = 100", 'write below = "coarsen" too'),
    "type": ('below = "coarsen"\ncoarsen = "month"', "does not fit type money"),
    "bounds": ('below = "coarsen"\ncoarsen = [5, 5]', "bounds of classes must rise"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_declaration_that_cannot_be_carried_out_is_a_fault_of_the_manifest(
    tmp_path: Path, case: str
) -> None:
    lines, message = WRONG[case]
    layer = BARE.replace('audience = "restricted"', f'audience = "restricted"\n{lines}')
    refused = run("check", "sites", "--workspace", write_city(tmp_path, {LAYER: layer}))
    assert refused.code == 2
    assert message in refused.text


@pytest.mark.slow
@pytest.mark.parametrize("audience", ["internal", "public"])
def test_a_whole_city_can_be_published(sample_city: City, audience: str) -> None:
    city = publish(sample_city, audience)  # type: ignore[arg-type]
    places: dict[str, Any] = {layer.id: set(layer.features["location"]) for layer in city.layers}
    assert (places["dual_use_facilities"] <= {"district", "city", "unlocated"}) is (
        audience == "public"
    )
    assert {"spaces"} <= set(
        next(layer for layer in city.layers if layer.id == "parking_sites").folder.manifest.fields
    )
