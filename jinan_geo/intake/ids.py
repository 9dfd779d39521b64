"""Which column tells the features apart: one that means something, never a day or a measure."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Any

import pandas as pd

from jinan_geo.cells.values import all_fit
from jinan_geo.errors import InputError, show
from jinan_geo.intake.propose import HEADINGS, fold_title
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

__all__ = ["choose_key"]

UNIQUE_ENOUGH = 0.8
LONGEST_KEY = 40  # letters, on average; what is longer is a remark
CODED = re.compile(r"(编号|编码|代码|代号|号码?|码|(^|[^a-z])(id|code|no|nr|key|ref)|id|code)$")
# Numbers of people, places in a list and remarks, however different they are.
NO_IDS = re.compile(
    r"电话|手机|传真|邮编|联系|门牌|备注|说明|phone|tel|mobile|zip|postcode|remark|note"
)
DAY = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}(\D|$)")
# What programs number by themselves, and number anew at the next export.
MADE = {
    "序号", "顺序号", "行号", "fid", "objectid", "objectid_1", "gml_id", "ogc_fid", "globalid",
    "oid", "uuid", "rowid", "id_0", "_id", "featureid",
}  # fmt: skip
# What a drawing calls each of its parts, anew when it is drawn anew: no id of a thing.
HANDLES = {"entityhandle", "handle"}
HEADED, CODES, NAMES, TEXTS, COUNTED, NONE = range(6)
# What share of the features must have a value of their own; nothing suffices for what is no key.
ENOUGH = (UNIQUE_ENOUGH, 1, 1, 1, 1, 2)


def choose_key(frame: gpd.GeoDataFrame, name: str, wanted: str | None = None) -> str:
    """Choose the column whose values tell the features apart.

    The one asked for, else one headed so, a code, a name, any text; what a program counts by
    itself comes last. Days, measures and remarks are none.

    Raises
    ------
    InputError
        There is none; the message says of each column why not.
    """
    titles = list(map(str, frame.columns.difference(["geometry", "geometry_fault"], sort=False)))
    if wanted is not None:
        return _asked(titles, name, wanted)
    shares = {title: _unique_share(frame[title]) for title in titles}
    found = _surest(frame, shares)
    if found is not None:
        return found
    told = [f"{title} ({share:.0%})" for title, share in shares.items()]
    msg = say(
        "intake.errors.no_key", name=name, said=", ".join(told) or say("intake.errors.no_columns")
    )
    raise InputError(msg)


def _surest(frame: gpd.GeoDataFrame, shares: Mapping[str, float]) -> str | None:
    """The surest of the columns whose values suffice, each by its share of values of their own."""
    likely = [title for title, share in shares.items() if share >= UNIQUE_ENOUGH]
    ranked = sorted(((_rank(title, frame[title]), title) for title in likely), key=_order)
    return next((title for rank, title in ranked if shares[title] >= ENOUGH[rank]), None)


def _asked(titles: Sequence[str], name: str, wanted: str) -> str:
    if wanted in titles:
        return wanted
    listed = ", ".join(titles)
    msg = say("intake.errors.no_column", name=name, wanted=show(wanted), titles=listed)
    raise InputError(msg)


def _order(ranked: tuple[int, str]) -> tuple[int, int]:
    """The surest first; of those headed as ids or names, as the headings are listed."""
    rank, title = ranked
    headings = [*HEADINGS["id"], *HEADINGS["name_zh"]]
    heading = fold_title(title)
    return rank, headings.index(heading) if heading in headings else len(headings)


def _rank(title: str, cells: pd.Series[Any]) -> int:
    """Tell how well a heading and its values suit an id; NONE where they cannot be one."""
    heading = fold_title(title)
    if heading in MADE or heading in HANDLES:
        return NONE if heading in HANDLES else COUNTED
    values = cells.dropna().tolist()
    if heading in HEADINGS["id"]:
        return NONE if _are_days(list(map(str, values))) else HEADED
    if NO_IDS.search(heading) or _is_no_key(values):
        return NONE
    return _rank_of_texts(heading, values)


def _rank_of_texts(heading: str, values: Sequence[Any]) -> int:
    if CODED.search(heading):
        return CODES
    if _are_numbers(values):
        return NONE
    return NAMES if heading in HEADINGS["name_zh"] else TEXTS


def _is_no_key(values: Sequence[Any]) -> bool:
    """Tell days, numbers with decimals, and remarks."""
    texts = [str(value).strip() for value in values]
    long = sum(map(len, texts)) > LONGEST_KEY * len(texts)
    return long or _are_days(texts) or any(map(_has_decimals, values))


def _are_days(texts: Sequence[str]) -> bool:
    """Days as people write them; eight digits may be a code."""
    written = (text for text in texts if text and not text.isdigit())
    first = next(written, None)
    if first is None:
        return False
    return all_fit((text for text in chain([first], written) if not DAY.match(text)), "date")


def _has_decimals(value: object) -> bool:
    return isinstance(value, float) and not value.is_integer()


def _are_numbers(values: Sequence[Any]) -> bool:
    return bool(values) and all_fit(map(str, values), "number")


def _unique_share(cells: pd.Series[Any]) -> float:
    return _count_unique(cells.dropna()) / len(cells) if len(cells) else 0.0


def _count_unique(known: pd.Series[Any]) -> int:
    """How many texts there are that differ by more than blanks at their ends."""
    if known.dtype.kind in "iufM":  # of numbers and days equal texts are equal values
        return known.nunique()
    if isinstance(known.dtype, pd.StringDtype):
        texts = known.str.strip()
        return texts[texts != ""].nunique()
    return len({str(cell).strip() for cell in known} - {""})
