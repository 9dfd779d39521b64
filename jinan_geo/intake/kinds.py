"""What a column of a layer holds: what its heading says and most of its cells are.

One odd cell does not make it text: the layer names that cell whenever it is read.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jinan_geo.cells.degrees import is_unknown
from jinan_geo.cells.inputs import plain_day, plain_number
from jinan_geo.cells.values import parse_values
from jinan_geo.intake.money import has_mixed_units
from jinan_geo.intake.typed import MOST, SOME, is_measured, is_percent
from jinan_geo.words import current_speech

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["TEXT", "Kind", "find_kind", "said_texts"]

PLAIN = ("integer", "number", "date")  # the narrowest first
CODE = re.compile(r"0\d")
# Headings of codes and remarks: numbers only where every cell is one.
NO_AMOUNTS = re.compile(
    r"编号|编码|代码|代号|号码?$|电话|手机|邮编|备注|说明|名称|地址|phone|code|name"
)
RATES = re.compile(r"率$|比例$|占比$|百分比$")
NO_PERCENTS = re.compile(r"容积率|汇率|频率|倍率")
FLAGS = {"是", "否", "true", "false", "yes", "no"}


@dataclass(frozen=True)
class Kind:
    """The type of a column; of one that stays text what most of it nearly was.

    ``fitting`` of ``said`` cells are of the type ``nearest``; ``is_told`` where so many are that
    its owner should know.
    """

    type: str
    nearest: str = "text"
    fitting: int = 0
    said: int = 0
    is_told: bool = False


TEXT = Kind("text")


def said_texts(cells: Iterable[Any]) -> list[str]:
    """Give the cells that say something as texts: no blanks, dashes, N/A and 待定.

    A number is written with a point, as the workspace says how its inputs have them.
    """
    decimal = current_speech().decimal
    texts = (plain_number(str(cell).strip(), decimal) for cell in cells if cell is not None)
    return [text for text in texts if not is_unknown(text)]


def find_kind(label: str, unit: str | None, money: str | None, cells: Iterable[Any]) -> Kind:
    """Find the narrowest type that most cells are of; numbers that begin with 0 are codes.

    ``money`` is the unit of amounts, where it is a column of such; of several units in its cells
    none can be made an amount.
    """
    texts = said_texts(cells)
    if not texts or any(CODE.match(plain_day(text)) for text in texts):  # 01.03.2024 is none
        return TEXT
    counts = {kind: _fitting(texts, kind) for kind in _candidates(label, unit, money, texts)}
    nearest = max(counts, key=counts.__getitem__)
    fitting = counts[nearest]
    needed = 1.0 if NO_AMOUNTS.search(label.casefold()) else MOST
    if fitting >= needed * len(texts) and not (money and has_mixed_units(texts)):
        return _kind_of(nearest, texts, fitting)
    told = max(fitting, sum(map(is_measured, texts))) >= SOME * len(texts)
    return Kind("text", nearest, fitting, len(texts), told and needed < 1)


def _candidates(
    label: str, unit: str | None, money: str | None, texts: Sequence[str]
) -> tuple[str, ...]:
    """The types that may be meant, the narrowest first."""
    if sum(text.lower() in FLAGS for text in texts) >= MOST * len(texts):
        return ("boolean",)
    named = RATES.search(label) and not NO_PERCENTS.search(label)
    is_share = unit == "%" or named or any(map(is_percent, texts))
    first = ("money",) if money else ("percent",) if is_share else ()
    return (*first, *PLAIN)


def _fitting(texts: Sequence[str], kind: str) -> int:
    return len(texts) - len(parse_values(texts, kind).bad)


def _kind_of(nearest: str, texts: Sequence[str], fitting: int) -> Kind:
    """Percentages only where none may be a share of 1: without signs they are plain numbers."""
    if nearest == "percent" and any(map(_may_be_share, texts)):
        if any(map(is_percent, texts)):
            return Kind("text", nearest, fitting, len(texts), is_told=True)
        return Kind("number")
    return Kind(nearest)


def _may_be_share(text: str) -> bool:
    bare = unicodedata.normalize("NFKC", text)
    value = parse_values([bare], "number")
    return not value.bad and 0 < value.cells.iloc[0] < 1
