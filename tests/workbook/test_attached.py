"""Photos and papers in a folder of workbooks find their projects by name, and wait for a yes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from jinan_geo.workbook.folder.attached import _Known, _meant
from tests.tools.tiny_city import write_city
from tests.tools.verbs import run

if TYPE_CHECKING:
    from pathlib import Path

JPEG = b"\xff\xd8\xff\xe0" + bytes(200)
# What the file is called, and the project it belongs to; None where it is nobody's or of several.
NAMED = {
    "s-1 现场.jpg": "s-1",
    "S-2_2.JPG": "s-2",
    "明府城停车楼竣工验收.pdf": "s-1",
    "花园路/IMG_0001.jpg": "w-1",
    "s-10.jpg": None,
    "IMG_0002.jpg": None,
    "s-4和s-5.jpg": None,
    "七里山旧改 3月.png": "s-5",
    "s-1 2.jpg": "s-1",
    "s-2 和七里山旧改.jpg": None,
}
# With P-1 东街小区, P-12 and JN-2025-001 西街.
MEANT = {
    "P-1 2.jpg": ["P-1"],
    "P-1_2.jpg": ["P-1"],
    "P-1 photo.jpg": ["P-1"],
    "ｐ－１　东街 小区.jpg": ["P-1"],
    "JN-2025-001 front.jpg": ["JN-2025-001"],
    "JN-2025-1.jpg": [],
    "P-12.jpg": ["P-12"],
    "P-1_P-12.jpg": ["P-1", "P-12"],
    "P-12-1.jpg": ["P-12-1"],
    "P-12-1 P-12.jpg": ["P-12", "P-12-1"],
    "P-12 and 东街小区.jpg": ["P-1", "P-12"],
    "东街小区二期.jpg": ["P-12-1"],
    "东街小区二期、东街小区.jpg": ["P-1", "P-12-1"],
    "P-7 同名楼.jpg": ["P-7"],
    "同名楼.jpg": ["P-7", "P-8"],
    "2025.jpg": ["2025"],
    "2025 1.jpg": [],
}
KNOWN = {
    "P-1": "东街小区", "P-12": "", "P-12-1": "东街小区二期", "JN-2025-001": "西街",
    "P-7": "同名楼", "P-8": "同名楼", "2025": "",
}  # fmt: skip


@pytest.mark.parametrize("name", MEANT)
def test_whose_a_file_is_stands_whole_in_its_name(name: str) -> None:
    known = [_Known("sites", key, of, None) for key, of in KNOWN.items()]
    assert sorted(one.id for one in _meant(name, known)) == MEANT[name]


def put(folder: Path, name: str, data: bytes = JPEG) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data + name.encode())


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_city(tmp_path / "city")


def take(root: Path, *said: Any) -> tuple[int, dict[str, Any]]:
    ran = run("ledger", "import", *said, "--json", "--workspace", root)
    return ran.code, json.loads(ran.text)


@pytest.mark.slow
def test_files_are_proposed_by_their_names_and_copied_with_a_yes(
    root: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "收表"
    for name in NAMED:
        put(folder, name)
    code, told = take(root, folder)
    found = {one["file"]: one["project"] for one in told["attachments"]}
    assert found == {name: key for name, key in NAMED.items() if key}
    refused = {one["file"] for one in told["files"] if one["state"] == "refused"}
    assert refused == {name for name, key in NAMED.items() if key is None}
    assert code == 1
    assert not (root / "layers/sites/photos").exists()

    put(root / "layers/sites/photos", "s-1 现场.jpg", b"another")
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    ran = run("ledger", "import", folder, "--yes", "--lang", "zh", "--workspace", root)
    assert "附件" in ran.text
    assert {path: path.read_bytes() for path in before} == before
    kept = {path.relative_to(root / "layers").as_posix() for path in root.rglob("layers/*/*/*")}
    assert kept == {
        "sites/photos/s-1 现场.jpg",
        "sites/photos/s-1 现场_2.jpg",
        "sites/photos/S-2_2.JPG",
        "sites/photos/s-1 2.jpg",
        "sites/photos/s-5_七里山旧改 3月.png",
        "sites/attachments/s-1_明府城停车楼竣工验收.pdf",
        "street-works/photos/w-1_IMG_0001.jpg",
    }
    # Once more: nothing is copied twice.
    code, told = take(root, folder, "--yes")
    assert all(one["is_there"] for one in told["attachments"])
    again = {path.relative_to(root / "layers").as_posix() for path in root.rglob("layers/*/*/*")}
    assert again == kept


def test_a_folder_without_such_files_has_none(root: Path, tmp_path: Path) -> None:
    put(tmp_path / "收表", "说明.txt")
    code, told = take(root, tmp_path / "收表")
    assert (code, told["attachments"]) == (1, [])
