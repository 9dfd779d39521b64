"""Ids of fields: in pinyin where Chinese is spoken, else in the letters of the file."""

from __future__ import annotations

import geopandas as gpd
import pytest

from jinan_geo.intake.propose import propose_columns, spell
from jinan_geo.manifest.locale import Locale

TITLES = {
    "延床面積(㎡)": "延床面積",
    "カテゴリ": "カテゴリ",
    "연면적": "연면적",
    "Straßenlänge (m)": "strassenlange",
    "Açık alan": "acik_alan",
    "पता": "पता",
    "3 этап": "f_3_этап",
    "—": "field",
}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_where_nobody_speaks_chinese_no_heading_is_spelt_in_pinyin(language: str) -> None:
    frame = gpd.GeoDataFrame({title: ["a"] for title in TITLES}, geometry=[None])
    locale = Locale(language=language, languages=[language])
    found = propose_columns(frame, "none", locale)[1:]
    assert {one.title: one.attribute for one in found} == TITLES


def test_where_it_is_spoken_they_are_and_layers_have_latin_ids_everywhere() -> None:
    frame = gpd.GeoDataFrame({"车位数": ["a"], "Größe": ["b"]}, geometry=[None])
    found = propose_columns(frame, "none", Locale())[1:]
    assert [one.attribute for one in found] == ["che_wei_shu", "grosse"]
    assert spell("西成区 map", "layer", in_pinyin=False) == "map"
    assert spell("西成区", "layer", in_pinyin=False) == "layer"
