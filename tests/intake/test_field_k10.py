"""K10, neighbours: keys that differ in writing are joined, or told and joined by ``--fold``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tools.field import draw, kinds, places, text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

KEYS = ["JN-001", "JN-002", "JN-003", "JN-004"]
WRITTEN = {
    "zero width": "JN-0\u200b01",
    "en dash": "JN–001",
    "hyphen": "JN‐001",
    "lower case": "jn-001",
    "no-break space": "JN\u00a0-001",
    "blanks": "JN - 001",
    "full width": "ＪＮ－００１",
    "byte order mark": "\ufeffJN-001",
    "tab": "JN-001\t",
    "underscore": "JN_001",
}
ALL = {
    "final .0": (["1", "2", "3"], ["1.0", "2.0", "3.0"]),
    "zeros": (["001", "002", "003"], ["1", "2", "3"]),
    "whole numbers": ([1, 2, 3], ["1", "2", "3"]),
    "decimals": ([1.0, 2.0, 3.0], ["1", "2", "3"]),
    "quote mark": (["001", "002", "003"], ["'001", "'002", "'003"]),
}


def table(folder: Path, keys: Sequence[str]) -> Path:
    rows = (f'"{key}",{at}\n' for at, key in enumerate(keys))
    return text(folder, "id,v\n" + "".join(rows))


@pytest.mark.first_quick(3)
@pytest.mark.parametrize("case", WRITTEN)
def test_k10_one_of_four(tmp_path: Path, case: str) -> None:
    files = places(tmp_path, KEYS), table(tmp_path, [WRITTEN[case], *KEYS[1:]])
    plain, folded = draw(*files), draw(*files, fold=True)
    assert plain["unlocated"] == 0 or "keys-nearly-alike" in kinds(plain)
    assert (folded["features"], folded["unlocated"]) == (4, 0)


@pytest.mark.parametrize("case", ALL)
def test_k10_all(tmp_path: Path, case: str) -> None:
    left, right = ALL[case]
    files = places(tmp_path, left), table(tmp_path, right)
    plain = draw(*files, key="id")
    assert plain.get("unlocated") == 0 or "--fold" in plain["error"]
    assert draw(*files, key="id", fold=True)["unlocated"] == 0
