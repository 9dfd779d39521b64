"""Traces of other programs in cells: many texts are looked through at once, and none is missed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jinan_geo.cells.traces import SUSPECT, _suspects

SIGNS = st.sampled_from("ab |?\ufffd锟斤拷Ã\x80０－\u3000\t\n\u200b\x85\xa0\u2028")


@given(st.lists(st.text(SIGNS | st.characters(), max_size=6), max_size=4))
def test_no_suspect_is_missed_among_many(texts: list[str]) -> None:
    assert _suspects(texts) == {text for text in texts if SUSPECT.search(text)}
