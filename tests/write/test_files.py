"""Files appear whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from jinan_geo.errors import EnvironmentFault
from jinan_geo.write.files import write_text

if TYPE_CHECKING:
    from collections.abc import Callable


def test_text_is_written_as_utf_8_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.html"
    assert write_text(path, "历下\n") == 7
    assert path.read_bytes() == "历下\n".encode()
    assert [file.name for file in path.parent.iterdir()] == ["a.html"]


@pytest.mark.parametrize(
    "name", ["a b.html", "-x.html", "历.html", "%s.html", "x" * 200 + ".html", "\U0001f600.html"]
)
def test_any_name_works(tmp_path: Path, name: str) -> None:
    write_text(tmp_path / name, "x")
    assert [file.name for file in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_write_that_fails_keeps_the_old_file_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = tmp_path / "a.html"
    write_text(path, "old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(*((os, "fsync") if call == "fsync" else (Path, "replace")), fail)
    with pytest.raises(
        EnvironmentFault,
        match=r"a.html: cannot be written \(No space left on device\); check the disk",
    ):
        write_text(path, "new")
    monkeypatch.undo()
    assert path.read_text(encoding="utf-8") == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["a.html"]


def in_a_file(tmp_path: Path) -> Path:
    (tmp_path / "file").write_text("", encoding="utf-8")
    return tmp_path / "file" / "a.html"


def on_a_folder(tmp_path: Path) -> Path:
    (tmp_path / "a.html" / "x").mkdir(parents=True)
    return tmp_path / "a.html"


def in_a_read_only_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "read-only"
    folder.mkdir()
    folder.chmod(0o555)
    if os.access(
        folder, os.W_OK
    ):  # root writes anywhere; the system's own read-only folder stops root too
        folder = Path("/proc")
    return folder / "a.html"


@pytest.mark.parametrize("make", [in_a_file, on_a_folder, in_a_read_only_folder])
def test_where_nothing_can_be_written_the_path_is_named(
    tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    path = make(tmp_path)
    with pytest.raises(EnvironmentFault, match=r"a.html: cannot be written"):
        write_text(path, "x")
    assert not list(tmp_path.rglob("*.part"))


def test_a_written_file_can_be_read_by_others(tmp_path: Path) -> None:
    write_text(tmp_path / "a", "x")
    assert (tmp_path / "a").stat().st_mode & 0o444 == 0o444
