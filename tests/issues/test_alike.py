"""Issues kept as one are told as if each stood by itself, whatever their features are called."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import TypeAdapter

from jinan_geo.city.known import _hear_issues, _say_issues
from jinan_geo.export.issue_table import write_issues
from jinan_geo.issues.alike import (
    Alike,
    IssueList,
    count_by_severity,
    records_aside,
    records_to_repair,
)
from jinan_geo.issues.issue import Issue
from jinan_geo.kept.packed import pack, unpack
from jinan_geo.page.issues import IssueInfo, IssueInfos, say_issues
from jinan_geo.payload.issues import IssueTeller

if TYPE_CHECKING:
    from pathlib import Path

IDS = [
    "a",
    "=1+1",
    'q"uote',
    "new\nline",
    "a,b",
    "\x01\x7f",
    "<script>",
    "é\u2028",
    "😀",
    "\\",
    "1",
]
FIRST = Issue("outside-city", "sites", "s.geojson")
WHY = {"expected": "数", "expected_en": "number", "reason": "自交", "reason_en": "crosses"}
BAD = Issue("bad-value", "sites", "s.geojson", 3, "b", "area_m2", "x", WHY)
ONES = (BAD, replace(FIRST, feature="last"), replace(BAD, type="invalid-geometry", row=4))


def lists() -> tuple[IssueList, list[Issue]]:
    """The same issues in pieces, and one by one."""
    features = np.array(IDS, dtype=object)
    pieces = [Alike(ONES[0]), Alike(FIRST, features), *map(Alike, ONES[1:])]
    pieces += [Alike(FIRST, features[:0]), Alike(replace(FIRST, type="missing-id"), features[:2])]
    told = IssueList.of_pieces(pieces)
    alone = [ONES[0], *(replace(FIRST, feature=one) for one in IDS), *ONES[1:]]
    alone += [replace(FIRST, type="missing-id", feature=one) for one in IDS[:2]]
    return told, alone


def test_pieces_are_what_their_issues_are() -> None:
    """Going through them, counting and looking one up gives what single issues give."""
    told, alone = lists()
    assert [*told] == alone
    assert told == alone
    assert (len(told), told[3], told[-2:]) == (len(alone), alone[3], alone[-2:])
    assert count_by_severity(told) == count_by_severity(alone)
    assert records_aside(told) == records_aside(alone)
    assert records_to_repair(told) == records_to_repair(alone) > 0


def test_table_of_pieces_is_that_of_single_issues(tmp_path: Path) -> None:
    """The same bytes, with ids that a table would run or that part cells and lines."""
    for name, issues in zip(("pieces", "alone"), lists(), strict=True):
        found: Any = SimpleNamespace(issues=issues)
        assert write_issues(tmp_path / name, found) == (tmp_path / name).stat().st_size
    assert (tmp_path / "pieces").read_bytes() == (tmp_path / "alone").read_bytes()


def test_page_tells_pieces_as_single_issues() -> None:
    """The JSON is that of the models, of all features or of some."""
    told, alone = lists()
    features = {"id": np.array(["a", "<script>", "b"], dtype=object)}
    layer: Any = SimpleNamespace(id="sites", features=features)
    layer.features["id"] = SimpleNamespace(to_numpy=lambda _: np.array(IDS[::2], dtype=object))
    cut: Any = SimpleNamespace(layer=layer, index=np.arange(len(IDS[::2])))
    for whole in (True, False):
        some, ones = (IssueTeller(issues).here([cut], whole=whole) for issues in (told, alone))
        assert isinstance(some, IssueInfos)
        assert some == ones == [*ones]
        assert len(some) == len([*ones]) > 0
        assert say_issues(some) == TypeAdapter(list[IssueInfo]).dump_json([*ones])
        assert say_issues([*ones]) == say_issues(some)


def test_pieces_are_kept_in_a_cache() -> None:
    """What was kept is read as the same issues, those that are alike in one piece again."""
    told, alone = lists()
    heard = _hear_issues(unpack(pack(_say_issues(told.pieces))))
    assert heard == alone
    assert len(heard.pieces) < len(alone)
    assert _hear_issues(unpack(pack(_say_issues([])))) == []
