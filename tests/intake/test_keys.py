"""Keys that differ only in writing, and columns that join without being named (K10, K11)."""

from __future__ import annotations

import pandas as pd
import pytest

from jinan_geo.errors import InputError
from jinan_geo.intake.keys import find_keys, fold_key, key_of, nearly_alike, split_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＪＮ-001", "jn-001"),
        ("JN-001 ", "JN-001"),
        ("JN－001", "JN-001"),
        ("JN–001", "JN-001"),
        ("06037", "6037"),
        ("6037.0", "6037"),
        ("370102", "３７０１０２"),
        ("JN\u200b-001", "JN-001"),
        ("jn 001", "JN001"),
        ("00", "0"),
        ("JN_001", "JN-001"),
    ],
)
def test_k10_what_only_writing_tells_apart_folds_to_the_same(one: str, other: str) -> None:
    assert fold_key(one) == fold_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("JN-001", "JN-010"), ("a1", "a01"), ("1.5", "15"), ("历下", "历下区")]
)
def test_k10_what_differs_stays_apart(one: str, other: str) -> None:
    assert fold_key(one) != fold_key(other)


def test_k10_two_keys_that_fold_alike_are_never_joined() -> None:
    assert nearly_alike(["JN-1", "jn-1"], ["ＪＮ-1"]) == {}
    assert nearly_alike(["JN-1", "JN-2"], ["jn-1", "ＪＮ-1", "jn-2"]) == {"jn-2": "JN-2"}


@pytest.mark.parametrize(
    ("value", "key"),
    [
        (1.0, "1"),
        (1, "1"),
        (1.5, "1.5"),
        (" a ", "a"),
        ("", None),
        (None, None),
        (float("nan"), None),
    ],
)
def test_k10_a_whole_number_is_the_same_key_as_a_float(value: object, key: str | None) -> None:
    assert key_of(value) == key


def test_k11_a_key_may_be_named_differently_in_the_two_files() -> None:
    assert split_key("XMBH=项目编号", ["XMBH"], ["项目编号"]) == ("XMBH", "项目编号")
    assert split_key(" XMBH = 项目编号 ", ["XMBH"], ["项目编号"]) == ("XMBH", "项目编号")
    assert split_key("a=b", ["a=b"], ["a=b"]) == ("a=b", "a=b")
    assert split_key("id", ["id"], ["id"]) == ("id", "id")


def test_k11_the_columns_that_share_the_values_are_found() -> None:
    features = pd.DataFrame(
        {"OBJECTID": [1, 2, 3], "XMBH": ["P-1", "P-2", "P-3"], "NAME": ["甲", "乙", "丙"]}
    )
    table = pd.DataFrame(
        {"序号": ["1", "2", "3"], "项目编号": ["P-3", "P-1", "P-9"], "名称": ["丁", "戊", "己"]}
    )
    assert find_keys(features, table[["项目编号", "名称"]]) == ("XMBH", "项目编号")


def test_k11_columns_that_share_nothing_are_refused_by_name() -> None:
    with pytest.raises(InputError, match=r"XMBH.*项目编号"):
        find_keys(pd.DataFrame({"XMBH": ["a", "b"]}), pd.DataFrame({"项目编号": ["c", "d"]}))


def test_k11_a_column_of_repeated_words_is_no_key() -> None:
    features = pd.DataFrame({"区": ["历下"] * 5, "id": list("abcde")})
    table = pd.DataFrame({"区县": ["历下"] * 5, "编号": list("abcde")})
    assert find_keys(features, table) == ("id", "编号")
