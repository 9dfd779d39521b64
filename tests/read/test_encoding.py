"""Every character of Chinese files arrives, whatever is said of their encoding."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from shapely import Point

from jinan_geo.errors import InputError
from jinan_geo.read import Reading, read_cells, read_layer, read_source
from jinan_geo.read.text import SURE, check_encoding, decode_cut, find_encoding
from tests.read.test_formats import write_as
from tests.tools.tiny_city import FILES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jinan_geo.manifest.workspace import Workspace

TEXTS = [
    "历下区明府城停车楼（一期）",
    "洪家楼片区·老旧小区改造",
    "泺口浮桥遗址公园，含堤防",
    "重庆路—经十路Ａ段①",
    "plain",
    "",
]
SIMPLIFIED = "老旧小区改造项目进展顺利已完成工程量百分之六十"
TRADITIONAL = "老舊小區改造項目進展順利已完成工程量百分之六十"
FEW = 8  # different characters, with which chance may make words of another language
SITES_LAYER = "layers/sites/layer.toml"


def write_shapefile(path: Path, encoding: str, cpg: str | None, texts: list[str] = TEXTS) -> Path:
    """Let OGR write the texts in an encoding, and say ``cpg`` of it, or nothing."""
    frame = gpd.GeoDataFrame(
        {"id": [str(at) for at in range(len(texts))], "名称": texts},
        geometry=[Point(117, 36.6)] * len(texts),
        crs="EPSG:4326",
    )
    write_as(frame, path, "ESRI Shapefile", encoding=encoding)
    path.with_suffix(".cpg").unlink(missing_ok=True)
    if cpg is not None:
        path.with_suffix(".cpg").write_text(cpg)
    return path


def read_texts(path: Path, **choices: str) -> tuple[list[str], list[str], str | None]:
    source = read_source(path, path.name, Reading(**choices))
    return (
        [text or "" for text in source.frame["名称"]],
        [note.type for note in source.notes],
        source.encoding,
    )


@pytest.mark.parametrize(
    ("encoding", "label"), [("GB18030", "GB18030"), ("UTF-8", "UTF-8"), ("BIG5", "Big5")]
)
def test_A1_gbk_dbf_without_cpg(tmp_path: Path, encoding: str, label: str) -> None:
    texts = ["老舊小區改造項目", "進展順利，已完成"] if encoding == "BIG5" else TEXTS
    path = tmp_path / "a.shp"
    if (
        encoding == "BIG5"
    ):  # OGR's wheel writes no Big5: the bytes are put in place of as many others
        write_shapefile(path, "GB18030", None, texts)
        data = path.with_suffix(".dbf").read_bytes()
        for text in [*texts, "名称"]:
            data = data.replace(text.encode("gb18030"), text.replace("称", "稱").encode("big5"))
        path.with_suffix(".dbf").write_bytes(data)
        source = read_source(path, "a.shp")
        assert source.frame["名稱"].tolist() == texts
        return
    write_shapefile(path, encoding, None, texts)
    assert read_texts(path) == (texts, ["encoding-found"], label)


@pytest.mark.parametrize(
    ("encoding", "cpg"),
    [
        ("GB18030", "UTF-8"),
        ("UTF-8", "GBK"),
        ("GB18030", "ISO-8859-1"),
        ("UTF-8", "936"),
        ("GB18030", "Big5"),
    ],
)
def test_A2_lying_cpg_is_found_out_and_both_are_named(
    tmp_path: Path, encoding: str, cpg: str
) -> None:
    path = write_shapefile(tmp_path / "a.shp", encoding, cpg)
    assert read_texts(path) == (TEXTS, ["encoding-contradiction"], encoding)
    message = read_source(path, "a.shp").notes[0].message()
    assert cpg in message.en
    assert encoding in message.zh


@pytest.mark.parametrize(
    ("encoding", "cpg"),
    [("GB18030", "GBK"), ("GB18030", "936"), ("UTF-8", "UTF-8"), ("UTF-8", "65001")],
)
def test_a_true_cpg_needs_no_word(tmp_path: Path, encoding: str, cpg: str) -> None:
    path = write_shapefile(tmp_path / "a.shp", encoding, cpg)
    assert read_texts(path) == (TEXTS, [], encoding)


def test_the_manifest_overrides_what_is_found(tmp_path: Path) -> None:
    path = write_shapefile(tmp_path / "a.shp", "GB18030", "UTF-8")
    assert read_texts(path, encoding="GBK") == (TEXTS, [], "GBK")
    with pytest.raises(
        InputError, match=r"a.shp: .* is not valid utf-8; correct `encoding` in layer.toml"
    ):
        read_texts(path, encoding="UTF-8")
    with pytest.raises(InputError, match=r"encoding '乱码' is not known"):
        read_texts(path, encoding="乱码")


def test_texts_in_no_encoding_stop_with_the_next_step(tmp_path: Path) -> None:
    path = write_shapefile(tmp_path / "a.shp", "GB18030", None)
    dbf = path.with_suffix(".dbf")
    dbf.write_bytes(dbf.read_bytes().replace("历下区".encode("gbk"), b"\xff\xff\xff\xff\xff\xff"))
    with pytest.raises(InputError, match=r"a.shp: its texts fit neither .* state `encoding`"):
        read_texts(path)


def test_the_note_reaches_the_layer_with_its_name(open_city: Callable[..., Workspace]) -> None:
    layer = FILES[SITES_LAYER].replace(
        "order = 10", 'features = "s.shp"\ncolumns = { name_zh = "名称" }'
    )
    workspace = open_city({SITES_LAYER: layer})
    write_shapefile(workspace.layer("sites").path / "s.shp", "GB18030", None)
    frame, issues, count = read_layer(workspace.layer("sites"))
    assert [(issue.type, issue.layer, issue.severity) for issue in issues] == [
        ("encoding-found", "sites", "info")
    ]
    assert count == len(frame) == len(TEXTS)
    assert list(frame["name_zh"])[:5] == TEXTS[:5]


@pytest.mark.parametrize("encoding", ["GB18030", "UTF-8"])
def test_A4_names_cut_in_mid_character_are_kept_apart(tmp_path: Path, encoding: str) -> None:
    path = write_shapefile(tmp_path / "a.shp", encoding, encoding)
    long = {"项目名称一甲": "甲", "项目名称一乙": "乙"}
    dbf = path.with_suffix(".dbf")
    frame = gpd.GeoDataFrame({"f1": ["甲"], "f2": ["乙"]}, geometry=[Point(1, 2)], crs="EPSG:4326")
    write_as(frame, path, "ESRI Shapefile", encoding=encoding)
    data = dbf.read_bytes()
    for short, name in zip((b"f1", b"f2"), long, strict=True):
        cut = name.encode(encoding)[:9] if encoding == "GB18030" else name.encode(encoding)[:10]
        data = data.replace(short.ljust(11, b"\0"), cut.ljust(11, b"\0"))
    dbf.write_bytes(data)
    source = read_source(path, "a.shp")
    names = [name for name in source.frame if "geometry" not in name]
    assert len(set(names)) == 2
    assert all("\ufffd" not in name for name in names)
    assert source.frame[names].to_numpy().tolist() == [["甲", "乙"]]
    assert {note.type for note in source.notes} == {"cut-field-name"}


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8-sig", SIMPLIFIED), ("utf-16", SIMPLIFIED), ("utf-16-le", SIMPLIFIED),
        ("gb18030", SIMPLIFIED + "𠮷㐂"),
        ("big5", TRADITIONAL), ("utf-8", TRADITIONAL), ("utf-16-be", TRADITIONAL),
        ("gbk", TRADITIONAL),
    ],
)  # fmt: skip
def test_A3_tables_in_any_usual_encoding(tmp_path: Path, encoding: str, text: str) -> None:
    (tmp_path / "a.csv").write_bytes(f"id,{text[:2]}\n007,{text}\n008,NA\n".encode(encoding))
    frame = read_cells(tmp_path / "a.csv", "a.csv").cells
    assert frame.to_numpy().tolist() == [["007", text], ["008", "NA"]]
    assert list(frame) == ["id", text[:2]]


def is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


@given(
    st.text(
        st.sampled_from(SIMPLIFIED + "历下市中槐荫天桥区路街号（），。"), min_size=4, max_size=60
    )
)
@example("利利利利利利利老")  # in Korean as good as in Chinese
@example("顺桥顺顺顺顺顺顺")  # in Russian
@example("街" * 60)
def test_simplified_texts_are_found_in_either_encoding(text: str) -> None:
    assume(not is_utf8(text.encode("gb18030")))  # 十十小顺 is as good a UTF-8, and that is taken
    for encoding in ("utf-8", "gb18030"):
        stored = text.encode(encoding)
        found = find_encoding([stored])
        if found and stored.decode(found.encoding) == text:
            continue
        # A few characters over and over may be another language's: then both are named. Or they
        # are taken for damaged UTF-8, which a person is asked about.
        assert len(set(text)) < FEW
        if found is None:
            continue
        assert found.sure < SURE
        assert text in [stored.decode(rival, "ignore") for rival, _ in found.rivals]


def test_a_word_said_a_thousand_times_is_the_evidence_of_one() -> None:
    for text in ("利", "街", "已完成"):
        once = find_encoding([text.encode("gb18030") * 2])
        often = find_encoding([text.encode("gb18030")] * 1000)
        assert once is not None
        assert often is not None
        assert often.sure < SURE or often.encoding == "gb18030"


@given(st.binary(max_size=40))
def test_any_bytes_are_decoded_strictly_or_not_at_all(data: bytes) -> None:
    found = find_encoding([data])
    if found is not None:
        assert (
            "\ufffd" not in decode_cut(data, found.encoding)
            or b"\xef\xbf\xbd" in data
            or b"\x84\x31\xa4\x37" in data
        )


@given(st.text(st.sampled_from(SIMPLIFIED), min_size=2, max_size=9), st.integers(1, 2))
def test_a_value_cut_in_its_last_character_keeps_the_others(text: str, cut: int) -> None:
    assert decode_cut(text.encode()[:-cut], "utf-8") == text[:-1]
    assert decode_cut(text.encode("gbk")[:-1], "gb18030") == text[:-1]


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("GBK", "gb18030"),
        ("ANSI 936", "gb18030"),
        ("936", "gb18030"),
        ("utf8", "utf-8"),
        ("65001", "utf-8"),
        ("BIG-5", "big5"),
    ],
)
def test_names_of_encodings_as_people_write_them(written: str, known: str) -> None:
    assert check_encoding(written, "x") == known


@pytest.mark.parametrize("sign", ["[", "a", "="])
def test_a_long_line_without_blanks_takes_no_time(sign: str) -> None:
    text = (sign * 2_000_000 + "济南").encode()  # quadratic, it would take days
    found = find_encoding([text])
    assert found is not None
    assert found.reads == sign * 8 + "济南"
