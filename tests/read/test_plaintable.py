"""Large plain tables read by Arrow: the same as row by row, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jinan_geo.read import read_table
from jinan_geo.read.plaintable import read_plain

if TYPE_CHECKING:
    from pathlib import Path


def written(tmp_path: Path, data: str | bytes) -> Path:
    """A table on disk, as text or bytes."""
    path = tmp_path / "t.csv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


PLAIN = ("id,x\n007,NA\n,\n甲, 乙 \n007,null", "\ufeffid,x\r\n1,2\r\n", "id\n1\n2\n")


@pytest.mark.parametrize("data", PLAIN)
def test_a_large_plain_table_is_read_by_columns_as_row_by_row(tmp_path: Path, data: str) -> None:
    path = written(tmp_path, data)
    heading, columns = read_plain(path, large=0) or ([], [])
    by_row = read_table(path, "t.csv").cells
    assert heading == by_row.columns.tolist()
    for title, (codes, texts) in zip(heading, columns, strict=True):
        assert texts[codes].tolist() == by_row[title].tolist()
        assert texts.tolist() == by_row[title].drop_duplicates().tolist()


@pytest.mark.parametrize(
    "data",
    [
        *('id,x\n"a,b",1\n', "id,x\n1,2\n\n3,4\n", "id,x\r\n1,2\r\n\r\n", "id,x\n1,2\r3,4\n"),
        *("id,x\n1\n", "id,x\n1,2,3\n", "id,id\n1,2\n", "id,x\n", "\nid\n1\n", "id\n1\r", ""),
        *("id,x\n历,1\n".encode("gbk"), "id,历\n1,1\n".encode("gbk"), "id\na\0b\n"),
        "id,x\n" + "1,2\n" * 9 + "a," + "字" * 1_000_000 + "\n",
    ],
)
def test_a_table_that_is_not_plain_is_left_to_whoever_goes_row_by_row(
    tmp_path: Path, data: str | bytes
) -> None:
    assert read_plain(written(tmp_path, data), large=0) is None
