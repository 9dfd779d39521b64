"""What is no data, or of a kind that is not read, is told by its first bytes with the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jinan_geo.errors import InputError
from jinan_geo.read.sniff import sniff_kind

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = {
    "# @VGMT1.0 @GPOINT\n# FEATURE_DATA\n117 36\n": "GMT",
    "HeadBegin\nDataMark: CNSDTF-VCT\nHeadEnd\n": "VCT",
    "$GPRMC,000000.00,A,3639.6720,N,11701.2060,E,0.0\n": "NMEA",
    "OziExplorer Track Point File Version 2.1\nWGS 84\n": "OziExplorer",
    "BEGIN:VCALENDAR\nEND:VCALENDAR\n": "calendar",
    "-- dump\nSET NAMES utf8;\nCREATE TABLE `poi` (`id` int, `lng` double);\n": "SQL",
    "insert into poi values (1, 117.02, 36.66);\n": "SQL",
    "<rss><channel/></rss>": "RSS",
    '<?xml version="1.0"?><qgis version="3.28"/>': "QGIS",
    "<svg><circle/></svg>": "SVG",
    "<mapml-><map-body/></mapml->": "MapML",
    '<osm version="0.6"><node id="1"/></osm>': "Overpass",
    "<WFS_Capabilities><FeatureTypeList/></WFS_Capabilities>": "GetFeature",
    '<ows:ExceptionReport xmlns:ows="o"><ows:ExceptionText>no such type</ows:ExceptionText>'
    "</ows:ExceptionReport>": "'no such type'",
    "<TrainingCenterDatabase/>": "GPX",
    "<plan><lot/></plan>": "root is 'plan'",
}


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_not_read_is_named(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.dat1").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=TEXTS[text]):
        sniff_kind(tmp_path / "a.dat1", "a.dat1")


def test_tables_that_begin_alike_are_tables(tmp_path: Path) -> None:
    for text in ("$GPS,lon,lat\n1,117,36\n", "# id,name\n1,a\n", "created,table\n2025,x\n"):
        (tmp_path / "a.csv").write_text(text, encoding="utf-8")
        assert sniff_kind(tmp_path / "a.csv", "a.csv") == "CSV"
