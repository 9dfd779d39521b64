"""``jinan_geo.map`` takes what Python has: frames, series, paths, keys in the index, any types."""

from __future__ import annotations

import datetime as dt
import decimal
import inspect
import json
import re
import warnings
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point

import jinan_geo
from jinan_geo.errors import InputError
from jinan_geo.page.columns import read_block

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinan_geo.city.city import City

ROOT = Path(__file__).resolve().parents[2]
CODES = ["P-1", "P-2", "P-3"]
XY = [(117.02, 36.66), (117.05, 36.67), (117.03, 36.68)]
PLACES = gpd.GeoDataFrame({"code": CODES}, geometry=[Point(*one) for one in XY], crs=4326)
LISTED = pd.DataFrame(
    {
        "编号": CODES,
        "名称": ["甲", "乙", "丙"],
        "经度": [x for x, _ in XY],
        "纬度": [y for _, y in XY],
    }
)
TABLE = pd.DataFrame({"code": CODES[:2], "n": [1, 2]})


def draw(*given: Any, **options: Any) -> tuple[Any, dict[str, Any]]:
    """The page's head and its features by the columns' own names; notes are no matter here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        sealed = jinan_geo.map(*given, **options)
    sealed.figure.render()
    page = sealed.figure.page
    features = read_block(sealed.figure.blocks["data"])[1]["features"]
    named = {field.name.zh: features[field.id] for field in page.layers[0].fields}
    return page, {**features, **named}


JOINED: dict[str, Callable[[], tuple[Any, Any, dict[str, Any]]]] = {
    "two frames": lambda: (PLACES, TABLE, {}),
    "a key of both": lambda: (PLACES, TABLE, {"key": "code"}),
    "named indexes": lambda: (PLACES.set_index("code"), TABLE.set_index("code"), {"key": "code"}),
    "named indexes, found": lambda: (PLACES.set_index("code"), TABLE.set_index("code"), {}),
    "an index without a name": lambda: (
        PLACES.set_index("code"),
        TABLE.set_index("code").rename_axis(None),
        {"key": "code"},
    ),
    "no index has a name": lambda: (
        PLACES.set_index("code").rename_axis(None),
        TABLE.set_index("code").rename_axis(None),
        {},
    ),
    "a series": lambda: (PLACES, TABLE.set_index("code")["n"], {"key": "code"}),
    "a series, found": lambda: (PLACES, TABLE.set_index("code")["n"], {}),
    "a series without names": lambda: (
        PLACES,
        pd.Series([1, 2], index=CODES[:2]).rename("n"),
        {"left_on": "code"},
    ),
    "a series by its labels": lambda: (PLACES, PLACES.index.to_series()[:2].add(1).rename("n"), {}),
    "two names": lambda: (
        PLACES.rename(columns={"code": "XMBH"}),
        TABLE,
        {"left_on": "XMBH", "right_on": "code"},
    ),
    "two names in one": lambda: (
        PLACES.rename(columns={"code": "XMBH"}),
        TABLE,
        {"key": "XMBH=code"},
    ),
    "two names, indexes": lambda: (
        PLACES.set_index("code").rename_axis("XMBH"),
        TABLE.set_index("code"),
        {"left_on": "XMBH", "right_on": "code"},
    ),
    "a geoseries": lambda: (PLACES.set_index("code").geometry, TABLE, {"key": "code"}),
    "a list with longitudes": lambda: (LISTED, TABLE, {"key": "编号=code"}),
    "shapes in a plain frame": lambda: (
        pd.DataFrame(PLACES),
        TABLE,
        {"key": "code", "crs": "EPSG:4326"},
    ),
    "well-known text": lambda: (
        pd.DataFrame({"code": CODES, "wkt": PLACES.geometry.to_wkt()}),
        TABLE,
        {"key": "code"},
    ),
    "several levels": lambda: (PLACES, TABLE.assign(b=1).set_index(["code", "b"]), {"key": "code"}),
    "another geometry's name": lambda: (PLACES.rename_geometry("shape"), TABLE, {"key": "code"}),
    "a frame of places as the table": lambda: (
        PLACES,
        PLACES.assign(n=[1, 2, 3])[:2],
        {"key": "code"},
    ),
    "geojson as a dict": lambda: (json.loads(PLACES.to_json()), TABLE, {"key": "code"}),
    "what has a geo interface": lambda: (
        SimpleNamespace(__geo_interface__=json.loads(PLACES.to_json())),
        TABLE,
        {"key": "code"},
    ),
    "categories": lambda: (
        PLACES.astype({"code": "category"}),
        TABLE.astype({"code": "category"}),
        {"key": "code"},
    ),
}


@pytest.mark.parametrize("case", JOINED)
def test_whatever_is_handed_over_is_joined(case: str) -> None:
    places, table, options = JOINED[case]()
    page, features = draw(places, table, **options)
    assert page.layers[0].account.matched == 2
    assert page.totals[0].located == 3
    assert features["n"] == [1, 2, None]
    assert features["lon"] == pytest.approx([x for x, _ in XY])


def test_places_alone_need_no_key() -> None:
    page, features = draw(LISTED)
    assert [field.name.zh for field in page.layers[0].fields] == ["编号", "名称"]
    assert features["id"] == CODES
    assert features["name_zh"] == ["甲", "乙", "丙"]
    assert draw(PLACES.geometry)[0].totals[0].located == 3


@pytest.mark.parametrize("as_text", [True, False])
def test_paths_are_read_as_the_command_reads_them(tmp_path: Path, as_text: bool) -> None:
    places, table = tmp_path / "地块.csv", tmp_path / "t.xlsx"
    LISTED.to_csv(places, index=False)
    TABLE.assign(n=["1", "约2"]).to_excel(table, index=False)
    given = (str(places), str(table)) if as_text else (places, table)
    page, _ = draw(*given, key="编号=code")
    assert page.title.zh == "地块"
    assert page.layers[0].account.matched == 2
    assert draw(places, TABLE, key="编号=code")[1]["n"] == [1, 2, None]
    assert draw(PLACES, str(table), key="code")[0].title.zh == "地图"


@pytest.mark.parametrize("way", ["a table beside the places", "in the places"])
def test_cells_of_any_type_are_shown_as_what_they_are(way: str) -> None:
    table = pd.DataFrame(
        {
            "code": CODES,
            "day": [dt.date(2025, 1, 31), None, dt.date(2025, 2, 28)],
            "month": pd.PeriodIndex(["2025-01", "2025-02", "2025-03"], freq="M"),
            "zoned": pd.to_datetime(["2025-01-31"] * 3).tz_localize("Asia/Shanghai"),
            "exact": [decimal.Decimal("1.5"), None, decimal.Decimal(2)],
            "whole": pd.array([1, None, 3], dtype="Int64"),
            "kind": pd.Categorical(["x", None, "y"]),
            "class": pd.Categorical([2, None, 1]),
            "yes": [True, None, False],
            "many": [[1, 2], np.array([1, 2]), {"a": 1}],
            "span": pd.to_timedelta([1, 2, None], unit="D"),
            "odd": [b"x", 1 + 2j, "z"],
            "far": [dt.datetime(9999, 12, 31), dt.datetime(1, 1, 1), None],  # noqa: DTZ001 - as frames have them
        }
    )
    if way == "in the places":
        page, features = draw(PLACES.merge(table, on="code"))
    else:
        page, features = draw(PLACES, table, key="code")
    types = {field.name.zh: field.type for field in page.layers[0].fields}
    assert types["day"] == types["month"] == types["zoned"] == "date"
    assert features["day"] == [20119, None, 20147]
    assert features["zoned"] == [20119] * 3
    assert features["exact"] == [1.5, None, 2]
    assert features["whole"] == [1, None, 3]
    assert features["kind"] == ["x", None, "y"]
    assert features["yes"] == [1, None, 0]
    assert features["class"] == [2, None, 1]
    assert features["many"] == ["[1, 2]", "[1, 2]", '{"a": 1}']
    assert features["odd"] == ["78", "(1+2j)", "z"]
    assert features["span"][0].startswith("1 day")


def test_columns_need_no_texts_as_names() -> None:
    table = pd.DataFrame({0: CODES, ("a", "b"): [1, 2, 3], 2.5: [4, 5, 6]})
    page, features = draw(PLACES.rename(columns={"code": 7}), table, left_on=7, right_on=0)
    assert [field.name.zh for field in page.layers[0].fields] == ["0", "a b", "2.5", "7"]
    assert features["a b"] == [1, 2, 3]


@pytest.mark.slow
def test_a_crs_may_be_said() -> None:
    metres = pd.DataFrame({"id": [1, 2], "x": [500000, 500100], "y": [4058000, 4058100]})
    assert draw(metres, crs="EPSG:4548")[1]["lon"][0] == pytest.approx(117, abs=1e-6)
    bare = PLACES.set_crs(None, allow_override=True)
    assert draw(bare, crs="GCJ-02")[1]["lon"][0] == pytest.approx(XY[0][0] - 0.006, abs=2e-3)
    assert draw(PLACES.to_crs("EPSG:4548"))[1]["lon"][0] == pytest.approx(XY[0][0], abs=1e-6)


def test_the_page_has_the_colour_the_language_and_the_title_that_are_asked_for() -> None:
    page, _ = draw(PLACES, TABLE, key="code", color="n", lang="en", title=2025)
    color = next(field for field in page.layers[0].fields if field.id == page.color)
    assert (color.name.zh, page.lang, page.title.zh) == ("n", "en", "2025")
    assert draw(PLACES, lang="en")[0].title.zh == "Map"
    plain, _ = draw(PLACES)
    assert (plain.color, plain.lang, plain.title.zh) == (None, "zh", "地图")


REFUSED: dict[str, tuple[Callable[[], dict[str, Any]], str]] = {
    "nothing": (lambda: {"data": None}, "data is a NoneType; give a GeoDataFrame"),
    "a dict": (lambda: {"data": {"a": 1}}, "data is a dict"),
    "a dict of no geojson": (lambda: {"data": {"type": "Topic"}}, "Topic"),
    "geojson as the table": (
        lambda: {"table": {"type": "FeatureCollection", "features": []}},
        "table is a dict",
    ),
    "a list as the table": (lambda: {"table": [1]}, "table is a list"),
    "an address": (lambda: {"data": "https://example.org/a.geojson"}, "nothing is fetched"),
    "no such file": (lambda: {"data": "nowhere.geojson"}, "nowhere.geojson"),
    "no such table": (lambda: {"table": "nowhere.csv"}, "nowhere.csv"),
    "no geometry": (lambda: {"data": gpd.GeoDataFrame({"a": [1]})}, "no geometry column"),
    "no places": (lambda: {"data": pd.DataFrame({"a": ["x", "y"]})}, "no column"),
    "a series of no places": (lambda: {"data": pd.Series([1, 2])}, "no column"),
    "no CRS": (lambda: {"data": PLACES.set_crs(None, allow_override=True)}, "no CRS"),
    "no such language": (lambda: {"lang": "fr"}, "language 'fr'; known here: en, zh"),
    "no such colour": (
        lambda: {"color": "cod"},
        "no column 'cod' to colour by; did you mean 'code'",
    ),
    "no such key": (lambda: {"key": "cod"}, "no column 'cod'"),
    "no such key of the table": (lambda: {"left_on": "code", "right_on": "m"}, "no column 'm'"),
    "a key and two": (lambda: {"key": "code", "left_on": "code"}, "either key, or left_on"),
    "several keys": (lambda: {"key": ["code", "n"]}, "join several into one"),
    "a heading twice": (
        lambda: {"data": pd.concat([PLACES, PLACES[["code"]]], axis=1)},
        "'code' is there more than once",
    ),
    "nothing shared": (
        lambda: {"table": pd.DataFrame({"m": ["u", "v"]})},
        "no column of the table",
    ),
    "no such crs": (lambda: {"crs": "EPSG:1"}, "CRS 'EPSG:1' is not known; write an EPSG code as"),
    "a vertical crs": (lambda: {"crs": "EPSG:5773"}, "is not known"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_used_is_refused_in_words_of_ours(case: str) -> None:
    make, message = REFUSED[case]
    options = {"data": PLACES, "table": TABLE, **make()}
    with pytest.raises(InputError, match=message):
        draw(options.pop("data"), options.pop("table"), **options)


def test_what_is_handed_over_is_not_changed() -> None:
    places, table = PLACES.set_index("code"), TABLE.set_index("code")
    before = places.copy(deep=True), table.copy(deep=True)
    draw(places, table, key="code")
    draw(LISTED, table["n"], key="编号=code")
    pd.testing.assert_frame_equal(pd.DataFrame(places), pd.DataFrame(before[0]))
    pd.testing.assert_frame_equal(table, before[1])


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "no CRS or datum is stated"), ("zh", "未标明坐标系")]
)
def test_what_is_noticed_is_warned_of_in_the_page_s_language(lang: str, said: str) -> None:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        jinan_geo.map(LISTED, lang=lang)
    assert any(said in str(one.message) for one in told)
    assert {one.filename for one in told} == {__file__}, "where the user called it"


def test_a_map_and_its_page_are_short_in_words() -> None:
    sealed = jinan_geo.map(PLACES, TABLE, key="code", title="图")
    assert repr(sealed) == "<SealedMap '图': 3 features, 3 on the map>"
    assert repr(sealed.figure.page) == "<Page 'data': 1 layers, 0 editions>"


def test_a_workspace_is_short_in_words(city: City) -> None:
    assert re.fullmatch(r"<Workspace '.+' in '.+': \d+ layers, \d+ maps>", repr(city.workspace))


def test_the_notebook_s_examples_are_true(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The document's own lines, run in its order in one notebook."""
    text = (ROOT / "docs" / "notebook.md").read_text(encoding="utf-8")
    cells = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    monkeypatch.chdir(tmp_path)
    notebook: dict[str, Any] = {}
    made = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        for cell in cells:
            exec(cell, notebook)  # noqa: S102 - our own document
            made.append(notebook["m"])
    promised = re.search(r"# (<SealedMap.*)", text)
    assert promised
    assert repr(made[0]) == promised[1]
    assert [one.figure.page.layers[0].account.matched for one in made] == [0, 2, 3]
    assert [day.isoformat() for day in made[2].figure.page.editions] == [
        "2025-01-31",
        "2025-02-28",
        "2025-03-31",
    ]
    assert made[2].figure.page.lang == "en"
    assert {path.name for path in tmp_path.iterdir()} == {"sites.html", "progress.html"}


def test_the_notebook_s_page_tells_every_option() -> None:
    text = (ROOT / "docs" / "notebook.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.*?) \|", text, re.MULTILINE)
    told = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    parameters = inspect.signature(jinan_geo.map).parameters.values()
    assert told == {one.name for one in parameters if one.kind is one.KEYWORD_ONLY}


def test_k17_shapes_with_row_numbers_join_nothing_and_it_is_said() -> None:
    table = pd.DataFrame({"code": [0, 1], "n": [1, 2]})
    shapes = gpd.GeoSeries([Point(117, 36.6), Point(117.1, 36.6), Point(117.2, 36.6)], crs=4326)
    for numbered in (shapes, shapes[[0, 2]]):  # a filtered series keeps its rows' numbers
        for key in ("code", None):
            with pytest.raises(InputError, match="set_index"):
                jinan_geo.map(numbered, table, key=key)
    with pytest.warns(UserWarning, match="no column tells"):
        alone = jinan_geo.map(shapes, lang="en").figure.page
    assert alone.layers[0].features == 3


def test_k17_shapes_with_keys_for_labels_join() -> None:
    table = pd.DataFrame({"code": [0, 1], "n": [1, 2]})
    shapes = gpd.GeoSeries([Point(117, 36.6), Point(117.1, 36.6)], crs=4326)
    for labels in (pd.Index([1, 0], name="code"), pd.Index(["1", "0"])):
        page = jinan_geo.map(shapes.set_axis(labels), table, key="code").figure.page
        assert page.layers[0].account.matched == 2
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        page = jinan_geo.map(shapes, pd.Series([5, 6], name="n"), lang="en").figure.page
    assert page.layers[0].account.matched == 2
