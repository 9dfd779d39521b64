"""How names are spelt: as pypinyin spells each, with the usual reading of a character said once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import lazy_pinyin

from jinan_geo.manifest.locale import Locale
from jinan_geo.payload.spelling import Spelling, reads_pinyin

# 重 and 行 read in two ways; what else there is in names, and what is read by nobody.
SIGNS = "重庆路口银行长清大街乐A1 -（）—·𠀀〇\n"


def spelt_alone(name: str) -> str:
    """A name by itself, as the library reads it."""
    syllables = lazy_pinyin(name)
    initials = "".join(part if part in name else part[0] for part in syllables)
    return f"{''.join(syllables)} {initials}".lower()


@given(st.lists(st.text(SIGNS, max_size=8), max_size=12))
def test_every_name_is_spelt_as_if_it_stood_alone(names: list[str]) -> None:
    spelling = Spelling.of(names)
    assert [spelling.spell(at, name) for at, name in enumerate(names)] == [
        spelt_alone(name) for name in names
    ]


def test_only_names_that_read_otherwise_are_written_out() -> None:
    names = ["重点路", "重点街", "重庆路", "明府城 A座", ""]
    spelling = Spelling.of(names)
    assert [name for name, odd in zip(names, spelling.odd, strict=True) if odd] == ["重庆路"]
    assert spelling.spell(2, "重庆路") == "chongqinglu cql"
    assert spelling.spell(3, "明府城 A座") == "mingfucheng azuo mfc az"
    assert spelling.of_characters(["重庆路"]) == {"重": "zhong", "庆": "qing", "路": "lu"}


@pytest.mark.parametrize(
    ("names", "locale", "is_read"),
    [
        (["明府城"], Locale(), True),
        (["鲜の每日"], Locale(), True),
        (["明府城"], Locale(language="en", languages=["en"]), True),
        (["図書館"], Locale(language="en", languages=["en"]), False),
        (["西成区", "みなと"], Locale(language="en", languages=["en"]), False),
        (["西成区"], Locale(language="en", languages=["en"], currency="JPY"), False),
        (["西成区"], Locale(language="ja"), False),
    ],
)
def test_japanese_is_no_pinyin(names: list[str], locale: Locale, *, is_read: bool) -> None:
    assert reads_pinyin(names, locale) is is_read
