"""Texts of MapInfo tables whose charset says nothing, or not what they are in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
from shapely import Point

from jinan_geo.read import Reading, read_source
from tests.tools.twin import write_as

if TYPE_CHECKING:
    from pathlib import Path

CHINESE = ["明府城停车楼", "洪家楼片区", "千佛山山庄"]
TAIWANESE = ["大安公園", "中正路停車場", "北門"]
GERMAN = ["Münchner Straße", "Grünanlage Süd", "Köln"]
FRENCH = ["Hôtel de ville", "Place de la République", "Forêt"]


def table(folder: Path, suffix: str, texts: list[str], stored: str, charset: str) -> Path:
    """Write a table in one encoding, with another name in its head."""
    points = [Point(117 + at / 100, 36.6) for at in range(len(texts))]
    letters = ["abcdefghijkl"[at] * 40 for at in range(len(texts))]
    frame = gpd.GeoDataFrame({"name": letters}, geometry=points, crs="EPSG:4326")
    path = write_as(frame, folder / f"a{suffix}", "MapInfo File")
    data = path.with_suffix({".mif": ".mid", ".tab": ".dat"}[suffix])
    cells = data.read_bytes()
    for letter, text in zip(letters, texts, strict=True):
        said = text.encode(stored)
        cells = cells.replace(letter.encode(), said.ljust(40, b" "))
    data.write_bytes(cells)
    head = re.sub(rb'(?i)(charset "?)\w+', rb"\1" + charset.encode(), path.read_bytes())
    path.write_bytes(head)
    return path


@pytest.mark.parametrize("suffix", [".mif", ".tab"])
@pytest.mark.parametrize(
    ("texts", "stored", "charset", "told"),
    [
        (CHINESE, "gbk", "Neutral", {"encoding-found"}),
        (CHINESE, "utf-8", "Neutral", {"encoding-found"}),
        (CHINESE, "gbk", "WindowsLatin1", {"encoding-contradiction"}),
        (CHINESE, "gbk", "WindowsSimpChinese", set()),
        (GERMAN, "cp1252", "WindowsLatin1", set()),
        (FRENCH, "cp1252", "WindowsLatin1", set()),
    ],
)
def test_texts_are_what_the_bytes_say(  # noqa: PLR0913 - the cases
    tmp_path: Path, suffix: str, texts: list[str], stored: str, charset: str, told: set[str]
) -> None:
    path = table(tmp_path, suffix, texts, stored, charset)
    source = read_source(path, path.name)
    assert [text.strip() for text in source.frame["name"]] == texts
    assert {note.type for note in source.notes if note.type.startswith("encoding")} == told
    assert [point.y for point in source.frame.geometry] == pytest.approx([36.6] * 3)


@pytest.mark.parametrize("suffix", [".mif", ".tab"])
def test_the_encoding_that_is_said_is_obeyed(tmp_path: Path, suffix: str) -> None:
    path = table(tmp_path, suffix, TAIWANESE, "big5", "WindowsLatin1")
    source = read_source(path, path.name, Reading(encoding="Big5"))
    assert [text.strip() for text in source.frame["name"]] == TAIWANESE
