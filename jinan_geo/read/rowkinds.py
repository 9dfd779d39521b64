"""What a line of a sheet is that is no row of its table.

A total, a group's name, a page's foot, headings again.
"""

from __future__ import annotations

import re
import statistics
import unicodedata
from dataclasses import dataclass
from itertools import pairwise, starmap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

__all__ = [
    "TOTALS", "RowKind", "captions_in", "counts", "is_foot", "is_remark", "is_said_again",
    "is_total", "total_label", "total_scope", "usual_width",
]  # fmt: skip

TOTALS = (
    "合计",
    "总计",
    "小计",
    "累计",
    "共计",
    "总和",
    "total",
    "subtotal",
    "grandtotal",
    "sum",
    "σ",
    "∑",
)
# 本页小计, 全区合计, 历下区小计, 合计：6个项目, 合计（万元）; never a name such as 小计河治理.
SUMMED = re.compile(
    r"(?:本[页表月季年次]度?|全[区市县]|各[区市县]|.{1,6}(?:[区市县街镇乡]|街道)|以上|[一二三四五六七八九十]+月)?"
    r"(?:合计|总计|小计|累计|共计)(?:[(（].*|[:：].*|\d.*)?|其中:.+"
)
# What a row of totals adds up: the first that fits, else all.
SCOPES = (
    ("page", re.compile("本页(?!累计)")),
    ("group", re.compile(".*(?:小计|subtotal)")),
    ("all", re.compile("全|各[区市县]")),
    ("district", re.compile(".+?(?:[区市县街镇乡]|街道)(?:合计|总计|共计)")),
    ("above", re.compile(".*累计|以上")),
)
REMARKS = ("注", "备注", "说明", "填表", "填报", "制表", "单位负责人", "审核", "联系人")
# What stands below a table or at the foot of a page; a colon or a number makes it that.
FEET = re.compile(
    r"(?:第\s*\d+\s*页|共\s*\d+\s*页|\d+\s*/\s*\d+\s*页|page\s*\d+|"
    r"(?:注|备注|说明|填[表报]|制表|审[核批签定]|单位|部门|负责人|主管|联系|电话|日期|打印|"
    r"来源|数据来源|资料来源|note|source)"
    r".{0,8}[:：]).*",
    re.IGNORECASE,
)
DAY = re.compile(r"(?:19|20)\d\d\s*[-/.年].*")
# What stands between a title and the headings: 填报单位：历下区, （单位：万元）, 2026年3月.
CAPTION = re.compile(r"[（(]?[^:：\d]{1,12}[:：]\s*\S.*|(?:截[止至]\S{0,3})?(?:19|20)\d\d年.*")
LABEL = re.compile(r"[（(]?[^:：\d]{1,12}[:：]")
UNIT = re.compile(r"[（(]?(?:计量|金额|货币)?单位\s*[:：]\s*\S{1,8}")
FEW_LABELS = 3
RULE = re.compile(r"[-=_:—]{3,}")  # as text tables draw a line below their headings
MEANS = {"平均", "平均值", "均值"}
# What stands alone in its row and is no project, in these words only.
LONE = re.compile(
    r"其中[:：]?|以下(?:空白|无正文)|续(?:上页|上表|表)|[-—–]+\s*\d+\s*[-—–]+|(?:数据)?截[止至].*"
)
TWICE, FEW = 2, 5  # cells, and rows, from which on a repeated text is no chance
ORDINALS = "甲乙丙丁戊己庚辛壬癸"
GROUP = re.compile(
    r"(?:[(（]?[一二三四五六七八九十]{1,3}[)）]?[、.．]?|[(（]?\d{1,2}[)）、.．])\s*\D.*"
)
# What counts the groups of a table whose rows are counted 1, 2, 3.
ORDINAL = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）]?[、.．]?")
LOOKED_AT = 4  # the first filled cells of a row, where a word says what the row is
FEW = 3  # filled cells of a foot: who filled it in, who checked it, when
ALIKE = 0.8
LONGEST_TOTAL = 24  # characters


def is_total(cell: str, words: Collection[str] = TOTALS) -> bool:
    """Tell whether a cell says that its row adds up others."""
    if len(cell) > LONGEST_TOTAL:
        return False
    bare = "".join(unicodedata.normalize("NFKC", cell).split()).lower()
    return bare.rstrip(":") in words or (words == TOTALS and bool(SUMMED.fullmatch(bare)))


def total_label(row: Iterable[str]) -> str:
    """Give the cell that says what a row of totals adds up; empty where none does."""
    filled = [cell for cell in row if cell]
    return next((cell for cell in filled[:LOOKED_AT] if is_total(cell)), "")


def total_scope(label: str) -> str:
    """Name what a row of totals adds up.

    One of ``page``, ``group``, ``district``, ``above`` and ``all``.
    """
    bare = "".join(unicodedata.normalize("NFKC", label).split()).lower()
    return next((scope for scope, words in SCOPES if words.match(bare)), "all")


def is_remark(cell: str) -> bool:
    """Tell whether a cell that stands alone in its row is a remark below the table."""
    return cell.startswith(REMARKS) or bool(FEET.fullmatch(cell) or LONE.fullmatch(cell))


def is_foot(filled: Sequence[str]) -> bool:
    """Tell whether a row says who filled the table in, or which page it is.

    Each of its cells, none of which is blank, is such a label, a day, or what the label before it
    asks for: 填报人：, 张三, 审核人：李四, 2025年11月30日.
    """
    if not filled or not FEET.fullmatch(filled[0]):
        return False
    return all(
        FEET.fullmatch(cell) or DAY.fullmatch(cell) or before.endswith((":", "："))
        for before, cell in pairwise(filled)
    )


@dataclass(frozen=True)
class RowKind:
    """Tells what lines below a heading are.

    ``width`` is how many cells a row may fill, None where any; ``spanned`` are the lines whose
    first cell is merged across others. ``numbered``: the first column counts the rows 1, 2, 3.
    """

    titles: Sequence[str]
    width: int | None
    words: Collection[str]
    spanned: Collection[int]
    numbered: bool = False

    def of(self, at: int, row: Sequence[str], *, is_first: bool) -> str | None:
        """Give the type of issue that names the line; ``blank``; None for a row of the table.

        ``is_first``: no row of the table has come yet.
        """
        filled = [cell for cell in row if cell]
        if not filled:
            return "blank"
        tests: dict[str, Callable[[], bool]] = {
            "total-row": lambda: any(is_total(cell, self.words) for cell in filled[:LOOKED_AT]),
            "remark-row": lambda: self._is_foot(filled),
            "heading-again": lambda: self._repeats(row),
            "number-row": lambda: is_first and self._numbers_columns(filled),
            "group-row": lambda: self._is_group(at, row, filled),
            "ragged-row": lambda: self.width is not None and any(row[self.width :]),
        }
        return next((kind for kind, holds in tests.items() if holds()), None)

    def _is_foot(self, filled: Sequence[str]) -> bool:
        if len(self.titles) == 1:
            return False
        if len(filled) > 1 and all(map(RULE.fullmatch, filled)):
            return True
        if filled[0] in MEANS or (len(filled) == 1 and is_remark(filled[0])):
            return True
        return len(filled) <= min(FEW, len(self.titles) / 2) and is_foot(filled)

    def _repeats(self, row: Sequence[str]) -> bool:
        pairs = [(cell, title) for cell, title in zip(row, self.titles, strict=False) if cell]
        same = sum(cell == title or title.endswith(f"/{cell}") for cell, title in pairs)
        return len(pairs) > 1 and same >= ALIKE * len(pairs)

    def _numbers_columns(self, filled: Sequence[str]) -> bool:
        return 0 < len(self.titles) < 2 * len(filled) and counts(filled)

    def _is_group(self, at: int, row: Sequence[str], filled: Sequence[str]) -> bool:
        if len(self.titles) <= FEW:
            return False
        if self.numbered and ORDINAL.fullmatch(row[0]):
            return True
        if len(filled) != 1:
            return False
        return at in self.spanned or (bool(row[0]) and bool(GROUP.fullmatch(filled[0])))


def counts(filled: Iterable[str]) -> bool:
    """Tell whether cells only number the columns: 1 2 3, (1) (2), 甲 乙 1 2."""
    bare = [unicodedata.normalize("NFKC", cell).strip("()[] .") for cell in filled]
    letters = [cell for cell in bare if cell and cell in ORDINALS]
    numbers = [cell for cell in bare if cell not in letters]
    begin = int(numbers[:1] != ["0"])
    counted = [str(number) for number in range(begin, begin + len(numbers))]
    in_order = numbers == counted and letters == list(ORDINALS[: len(letters)])
    return in_order and len(bare) > 2  # noqa: PLR2004 - two numbers may be anything


def usual_width(filled: Sequence[int]) -> float:
    """How many cells a row of these numbers fills; names of groups and titles fill one."""
    several = [count for count in filled if count > 1]
    return statistics.median(several or list(filter(None, filled)) or [0])


def captions_in(rows: Sequence[Sequence[str]]) -> set[int]:
    """Give the places of rows between a title and the headings."""
    return {at for at, row in enumerate(rows) if _is_caption(row)}


def _is_caption(row: Sequence[str]) -> bool:
    """Tell whether a row says who filled the table in, in which unit and when: no headings."""
    said = list(filter(None, row))
    labels = list(filter(CAPTION.fullmatch, said))
    if len(labels) == len(said):
        return any(LABEL.match(one) for one in labels)
    is_short = len(said) <= FEW_LABELS
    return is_short and (all(map(LABEL.match, said)) or any(map(UNIT.fullmatch, said)))


def is_said_again(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Tell whether a row says only what its own columns say below: then it is data, no headings.

    One column says it in most of its cells. A heading that repeats alone is the text of a link, and
    a row that repeats whole is the heading of a page.
    """
    others = [one for one in below if list(one) != list(row)]
    columns = [_column(others, at) for at in range(len(row))]
    filled = filter(lambda pair: pair[0], zip(row, columns, strict=True))
    shares = list(starmap(_share_again, filled))
    are_enough = len(others) >= FEW and len(shares) >= TWICE
    return are_enough and min(shares) > 0 and max(shares) > 1 / 2


def _share_again(cell: str, below: Sequence[str]) -> float:
    """Give the share of the filled cells that say the same; none where at most one does."""
    again = below.count(cell)
    return again / len(list(filter(None, below))) if again >= TWICE else 0.0


def _column(rows: Sequence[Sequence[str]], at: int) -> list[str]:
    return [row[at] for row in rows if at < len(row)]
