"""Rows that tell of one thing several times: their days, and which row holds at each edition."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from jinan_geo.cells.values import YEARS, parse_values

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["MOST_PLACES", "Course", "DatedRows", "find_days"]

# What the day of a report is called; a start or a finish of works is none.
DAYS = (
    *("as_of", "asof", "report_date", "reported", "record_date", "date", "day", "datetime"),
    *("timestamp", "time", "month", "period", "year", "截止日期", "数据截止日", "数据截止日期"),
    *(
        "填报日期",
        "填报时间",
        "上报日期",
        "上报时间",
        "报送日期",
        "统计日期",
        "统计时间",
        "统计月份",
    ),
    *("报告期", "报告日期", "报告月份", "报告时间", "更新日期", "更新时间", "监测日期", "监测时间"),
    *("观测日期", "观测时间", "日期", "时间", "月份", "年月", "期次", "期别", "年度", "年份", "年"),
)
# In descending order of detail; what is less than a day is told by its last one.
MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?(?:份)?|(\d{4})(\d{2})")
QUARTER = re.compile(r"(\d{4})\s*[-/.年]?\s*(?:[Qq]([1-4])|第?([1-4一二三四])季度?)")
YEAR = re.compile(r"(\d{4})\s*年?度?")
NUMERALS = {"一": 1, "二": 2, "三": 3, "四": 4}
TIMED = re.compile(r"\d{4}-\d{1,2}-\d{1,2}[ T]\d{1,2}:\d{2}")
MOST_PLACES = 5_000_000  # features times editions; a page with more would not open


@dataclass(frozen=True)
class DatedRows:
    """All rows of a table under their keys, each with its day; ``title`` heads the days."""

    rows: pd.DataFrame
    days: pd.Series[Any]
    title: str

    def in_order(self) -> DatedRows:
        """Give the rows by their days; those of one day stay in their order."""
        order = np.argsort(self.days.to_numpy(), kind="stable")
        return DatedRows(self.rows.iloc[order], self.days.iloc[order], self.title)

    def last(self) -> pd.DataFrame:
        """Give the last row of each key, the keys in the order of the table."""
        ordered = self.in_order().rows
        last = ordered[~ordered.index.duplicated(keep="last")]
        return last.loc[self.rows.index.drop_duplicates()]

    def fits(self, keys: int) -> bool:
        """Tell whether a page can hold what each of so many keys is at each day."""
        return bool(self.days.dt.normalize().nunique() * keys <= MOST_PLACES)

    def course(self, keys: pd.Index[Any]) -> Course | None:
        """Give what holds of each key at each day; None where it is more than a page can hold."""
        if not self.fits(len(keys)):
            return None
        ordered = self.in_order()
        days = ordered.days.dt.normalize()
        editions = days.drop_duplicates()
        at = np.full((len(editions), len(keys)), -1, dtype=np.int64)
        place = keys.get_indexer(ordered.rows.index)
        edition = np.searchsorted(editions.to_numpy(), days.to_numpy())
        rows = np.arange(len(ordered.rows))
        # Later rows of a day stand later, and are written over earlier ones.
        at[edition, place] = rows
        # From a row's day on it holds until the next.
        at = np.maximum.accumulate(at, axis=0)
        return Course([day.date() for day in editions], ordered, at)


@dataclass(frozen=True)
class Course:
    """What holds when: ``at`` has a row an edition and a column a key, each a place in ``dated``.

    -1 stands before the first row of a key.
    """

    editions: list[dt.date]
    dated: DatedRows
    at: NDArray[np.int64]

    def cells(self, title: str) -> pd.Series[Any]:
        """Give a column's cells, edition by edition; missing before a key's first row."""
        return self._held(self.dated.rows[title])

    def record_dates(self) -> pd.Series[Any]:
        """Give the day of the row that holds, as ``cells``."""
        return self._held(self.dated.days.dt.normalize())

    def reported(self) -> NDArray[np.int64]:
        """Give 1 where a row bears the day of the edition itself, as ``cells``."""
        days = np.repeat(np.array(self.editions, dtype="datetime64[D]"), self.at.shape[1])
        own = self.record_dates().to_numpy("datetime64[D]")
        return np.asarray(own == days, dtype=np.int64)

    def _held(self, values: Any) -> pd.Series[Any]:  # noqa: ANN401 - a series of any type
        held: pd.Series[Any] = values.reset_index(drop=True).reindex(self.at.ravel())
        return held.reset_index(drop=True)


def find_days(rows: pd.DataFrame) -> DatedRows | None:
    """Find the column whose days tell rows of one key apart.

    None where none has a day in each row, or where two rows of a key bear the same.
    """
    titles = {_plain(title): title for title in rows.columns}
    for word in DAYS:
        title = titles.get(word)
        days = None if title is None else _days(rows[title])
        if days is None:
            continue
        if not pd.MultiIndex.from_arrays([rows.index, days]).duplicated().any():
            return DatedRows(rows, days, str(title))
    return None


def _plain(title: object) -> str:
    """A heading without blanks, brackets and case."""
    text = unicodedata.normalize("NFKC", str(title)).casefold()
    return re.sub(r"\(.*\)|\s", "", text)


def _days(cells: pd.Series[Any]) -> pd.Series[Any] | None:
    """The cells as moments, where each is one."""
    if cells.dtype.kind == "M":
        zone = getattr(cells.dt, "tz", None)
        moments = cells if zone is None else cells.dt.tz_localize(None)
    else:
        moments = pd.to_datetime(pd.Series([_moment(cell) for cell in cells], index=cells.index))
    return None if moments.isna().any() else moments


def _moment(cell: object) -> object:
    """A cell as a moment: a day, or the last day of a month, a quarter or a year; else None."""
    if isinstance(cell, dt.date | np.datetime64):
        return pd.Timestamp(cell)
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = unicodedata.normalize("NFKC", str(cell)).strip()
    if TIMED.match(text):
        return pd.to_datetime(text, errors="coerce")
    parsed = parse_values([text], "date")
    return _last_day(text) if parsed.bad else parsed.cells.iloc[0]


def _last_day(text: str) -> dt.date | None:
    """The last day of what a text calls a month, a quarter or a year."""
    if found := MONTH.fullmatch(text):
        return _end(int(found[1] or found[3]), int(found[2] or found[4]))
    if found := QUARTER.fullmatch(text):
        quarter = found[2] or found[3]
        return _end(int(found[1]), 3 * (NUMERALS.get(quarter) or int(quarter)))
    if found := YEAR.fullmatch(text):
        return _end(int(found[1]), 12)
    return None


def _end(year: int, month: int) -> dt.date | None:
    if year not in YEARS or not 1 <= month <= 12:  # noqa: PLR2004 - months of a year
        return None
    return dt.date(year, month, calendar.monthrange(year, month)[1])
