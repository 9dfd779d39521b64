"""Archives are unpacked without trusting them.

Names, sizes and links are theirs, the disk is ours.
"""

from __future__ import annotations

import stat
import struct
import tempfile
import zipfile
from typing import TYPE_CHECKING

import pytest

from jinan_geo.errors import InputError, RefusedError, ResourceLimitError
from jinan_geo.read import Reading, archive, read_source
from tests.read.test_encoding import TEXTS, write_shapefile
from tests.read.test_formats import write_as, write_twin
from tests.tools.tiny_city import SITE_FEATURES, collection

if TYPE_CHECKING:
    from pathlib import Path

GEOJSON = collection(SITE_FEATURES)


def pack(path: Path, entries: dict[str, bytes | str] | list[tuple[str, bytes | str]]) -> Path:
    """Make an archive of these entries."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in entries.items() if isinstance(entries, dict) else entries:
            file.writestr(name, data)
    return path


def pack_shapefile(folder: Path, stem: str, prefix: str = "") -> dict[str, bytes | str]:
    write_shapefile(folder / "x.shp", "GB18030", None)
    return {
        f"{prefix}{stem}{part.suffix}": part.read_bytes() for part in sorted(folder.glob("x.*"))
    }


def read(path: Path, **choices: str) -> list[str]:
    return [text or "" for text in read_source(path, path.name, Reading(**choices)).frame["名称"]]


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Unpack into a folder that the test can look into."""
    folder = tmp_path / "scratch" / "deep"
    folder.mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.mark.parametrize("stem", ["a", "历下区", "in/folder/甲", "UPPER"])
def test_a_zipped_shapefile_arrives_and_the_scratch_folder_is_gone(
    tmp_path: Path, scratch: Path, stem: str
) -> None:
    entries = pack_shapefile(tmp_path, stem) | {
        "__MACOSX/._a.shp": b"x",
        "._a.dbf": b"x",
        "readme.txt": "x",
    }
    if stem == "UPPER":
        entries = {name.upper(): data for name, data in entries.items()}
    assert read(pack(tmp_path / "a.zip", entries)) == TEXTS
    assert list(scratch.iterdir()) == []


def test_a_zipped_geodatabase_and_geopackage_arrive(tmp_path: Path) -> None:
    twin, frame = write_twin(tmp_path)
    write_as(frame, tmp_path / "a.gdb", "OpenFileGDB")
    parts = {
        f"数据/a.gdb/{part.name}": part.read_bytes() for part in (tmp_path / "a.gdb").iterdir()
    }
    assert len(read_source(pack(tmp_path / "a.zip", parts), "a.zip").frame) == 6
    write_as(frame, tmp_path / "a.gpkg", "GPKG")
    for file in (tmp_path / "a.gpkg", twin):
        source = read_source(pack(tmp_path / "b.zip", {file.name: file.read_bytes()}), "b.zip")
        assert source.frame["id"].tolist() == frame["id"].tolist()


@pytest.mark.parametrize(
    "name",
    [
        "../a.geojson",
        "x/../../a.geojson",
        "/a.geojson",
        "C:\\a.geojson",
        "..\\a.geojson",
        "C:a.geojson",
    ],
)
def test_Z1_an_entry_that_leads_outside_is_refused(
    tmp_path: Path, scratch: Path, name: str
) -> None:
    path = pack(tmp_path / "a.zip", {name: GEOJSON})
    before = {file for file in tmp_path.rglob("*") if file.is_file()}
    with pytest.raises(RefusedError, match=r"a.zip: entry .* leads outside the archive"):
        read_source(path, "a.zip")
    assert {file for file in tmp_path.rglob("*") if file.is_file()} == before
    assert list(scratch.iterdir()) == []


def test_Z2_a_link_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("a.geojson")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as file:
        file.writestr(link, "/etc/hostname")
    with pytest.raises(RefusedError, match="a link or a device"):
        read_source(tmp_path / "a.zip", "a.zip")


def test_Z3_a_bomb_is_stopped_by_what_comes_out(
    tmp_path: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "ALWAYS_ALLOWED", 2**20)
    path = pack(tmp_path / "a.zip", {"a.geojson": b" " * 2**25})
    with pytest.raises(
        ResourceLimitError, match=r"a.zip: unpacks to more than allowed at entry 'a.geojson'"
    ) as caught:
        read_source(path, "a.zip")
    assert caught.value.exit_code == 5
    assert list(scratch.iterdir()) == []


def test_Z3_a_header_that_lies_about_the_size_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "ALWAYS_ALLOWED", 2**20)
    path = pack(tmp_path / "a.kmz", {"doc.kml": b" " * 2**25})
    data = path.read_bytes().replace(struct.pack("<I", 2**25), struct.pack("<I", 10))
    path.write_bytes(data)
    with pytest.raises((ResourceLimitError, InputError), match=r"a.kmz: "):
        read_source(path, "a.kmz")


@pytest.mark.slow
def test_Z3_too_many_entries_and_archives_in_archives(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.zip", {f"{at}.txt": b"" for at in range(20_000)})
    with pytest.raises(ResourceLimitError, match="has 20000 entries, the limit is 10000"):
        read_source(path, "a.zip")
    inner = pack(tmp_path / "inner.zip", {"a.geojson": GEOJSON}).read_bytes()
    with pytest.raises(ResourceLimitError, match=r"'inner.zip' is an archive in the archive"):
        read_source(pack(tmp_path / "a.zip", {"inner.zip": inner}), "a.zip")


def test_Z4_names_in_gbk_are_read_as_such(tmp_path: Path) -> None:
    for name in ("历下区项目", "槐荫区项目"):
        path = pack(tmp_path / "a.zip", {"ZZZZZZZZZZ.geojson": GEOJSON, "b.geojson": GEOJSON})
        path.write_bytes(path.read_bytes().replace(b"ZZZZZZZZZZ", name.encode("gbk")))
        with pytest.raises(
            InputError,
            match=f"holds 2 layers: '{name}.geojson', 'b.geojson'; name one with --layer",
        ):
            read_source(path, "a.zip")
        assert len(read_source(path, "a.zip", Reading(layer=name)).frame) == len(SITE_FEATURES)


# Names as other systems write them, without the mark that says UTF-8.
FOREIGN_NAMES = [
    ("历下区停车场", "gbk"), ("槐荫区老旧小区改造", "gbk"), ("市中区/泉城路/项目", "gbk"),
    ("㐀㐁区", "gb18030"), ("臺北市區", "big5"), ("新宿駅の計画", "cp932"), ("서울시청", "euc-kr"),
    ("Café Müller", "cp1252"), ("历下区停车场", "utf-8"), ("Dům č. 5", "utf-8"),
    ("서울/시청", "utf-8"), ("plain", "ascii"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "encoding"), FOREIGN_NAMES)
def test_K13b_an_entry_is_read_whatever_its_name_is_written_in(
    tmp_path: Path, name: str, encoding: str
) -> None:
    raw = f"{name}.geojson".encode(encoding)
    stand = "Z" * len(raw)
    path = pack(tmp_path / "a.zip", {stand: GEOJSON})
    path.write_bytes(path.read_bytes().replace(stand.encode(), raw))
    assert len(read_source(path, "a.zip").frame) == len(SITE_FEATURES)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("names", [("a.geojson", "a.geojson"), ("a.geojson", "A.GeoJSON")])
def test_Z4_two_entries_of_one_name_are_refused(tmp_path: Path, names: tuple[str, str]) -> None:
    path = pack(tmp_path / "a.zip", [(name, GEOJSON) for name in names])
    with pytest.raises(InputError, match="have one name"):
        read_source(path, "a.zip")


def test_Z5_a_table_without_its_shapes_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"'a.dbf' has no .shp beside it"):
        read_source(pack(tmp_path / "b.zip", {"a.dbf": b"x"}), "b.zip")


def test_Z5_two_layers_in_one_archive_need_a_choice(tmp_path: Path) -> None:
    entries = pack_shapefile(tmp_path, "甲") | pack_shapefile(tmp_path, "乙")
    path = pack(tmp_path / "a.zip", entries)
    with pytest.raises(InputError, match="holds 2 layers"):
        read(path)
    assert read(path, layer="乙") == read(path, layer="甲.shp") == TEXTS


def test_damaged_and_encrypted_archives_are_refused(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.zip", {"a.geojson": GEOJSON})
    data = path.read_bytes()
    (tmp_path / "cut.zip").write_bytes(data[: len(data) // 2])
    with pytest.raises(InputError, match=r"cut.zip: the archive is damaged"):
        read_source(tmp_path / "cut.zip", "cut.zip")
    flipped = bytearray(data)
    flipped[200] ^= 0xFF
    (tmp_path / "crc.zip").write_bytes(bytes(flipped))
    with pytest.raises(InputError, match=r"crc.zip: the archive is damaged"):
        read_source(tmp_path / "crc.zip", "crc.zip")
    locked = bytearray(data)
    locked[6] |= 1
    locked[locked.rfind(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "locked.zip").write_bytes(bytes(locked))
    with pytest.raises(InputError, match="is encrypted; pack it without a password"):
        read_source(tmp_path / "locked.zip", "locked.zip")
    with pytest.raises(InputError, match="holds no file that can be read"):
        read_source(pack(tmp_path / "none.zip", {"readme.pdf": "x"}), "none.zip")


def test_a_geodatabase_packed_without_its_folder_and_a_text_alone_are_read(tmp_path: Path) -> None:
    _, frame = write_twin(tmp_path)
    write_as(frame, tmp_path / "a.gdb", "OpenFileGDB")
    parts = {part.name: part.read_bytes() for part in (tmp_path / "a.gdb").iterdir()}
    bare = pack(tmp_path / "bare.zip", {**parts, "readme.txt": "x"})
    assert len(read_source(bare, "bare.zip").frame) == len(frame)
    table = "编号,经度,纬度\nP-1,117.02,36.66\n".encode("gb18030")
    assert len(read_source(pack(tmp_path / "t.zip", {"展点.txt": table}), "t.zip").frame) == 1
