"""A layer's manifest, proposed from its file.

What each column is, which one is the key, what remains to be said.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely
from pypinyin import lazy_pinyin

from jinan_geo.cells.values import parse_values
from jinan_geo.errors import InputError, show
from jinan_geo.manifest.attributes import FEATURE_ATTRIBUTES
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

__all__ = ["ProposedColumn", "choose_key", "geometry_kinds", "propose_columns"]

# How departments head the columns that every layer may have; compared without units, spaces,
# width and case.
HEADINGS = {
    "id": ("id", "编号", "项目编号", "项目代码", "代码", "唯一码", "项目id", "code", "xmbh"),
    "name_zh": ("name_zh", "名称", "项目名称", "点位名称", "设施名称", "name", "xmmc", "mc"),
    "name_en": ("name_en", "英文名称", "英文名", "english name"),
    "district": ("district", "区县代码", "行政区划代码", "区划代码", "xzqdm"),
    "planned_start": (
        "planned_start", "计划开工", "计划开工时间", "计划开工日期",
        "开工时间", "开工日期",
    ),
    "planned_finish": (
        "planned_finish", "计划完工", "计划完工时间", "计划完工日期",
        "计划竣工", "计划竣工时间", "计划竣工日期", "竣工时间",
    ),
    "investment_wan": ("investment_wan", "总投资", "投资", "投资额", "计划投资", "计划总投资"),
    "responsible_zh": (
        "responsible_zh", "责任单位", "牵头单位", "实施单位", "建设单位", "主管单位",
    ),
    "note_zh": ("note_zh", "备注", "说明"),
}  # fmt: skip
UNIT = re.compile(r"(?P<name>.+?)\s*[(\[]\s*(?P<unit>[^()\[\]]{1,8})\s*[)\]]")
MONEY = "万元"
PLAIN = ("integer", "number", "date")  # the narrowest first
DISTRICTS = re.compile(r"\d{6}(;\d{6})*")
CODE = re.compile(r"0\d")
FLAGS = {"是", "否", "true", "false", "yes", "no"}
UNIQUE_ENOUGH = 0.8
FIT_ENOUGH = 0.5
SHAPES = {0: "point", 1: "line", 2: "line", 3: "polygon", 4: "point", 5: "line", 6: "polygon"}


@dataclass(frozen=True)
class ProposedColumn:
    """One column of the file: the attribute it becomes.

    And how it is declared where it is none of the standard.
    """

    title: str
    attribute: str
    standard: bool
    type: str
    label: str
    unit: str | None


def propose_columns(frame: gpd.GeoDataFrame, key: str) -> list[ProposedColumn]:
    """Name each column's attribute and type; ``key`` is the column that holds the ids.

    A standard attribute is taken where the heading says so and at least half of the values fit its
    type; the rest become fields of their own, with an id spelt in Latin letters and a unit where
    the heading has one.
    """
    found = [ProposedColumn(key, "id", standard=True, type="text", label=key, unit=None)]
    taken = {"id"}
    for title in map(str, frame.columns):
        if title in {key, "geometry", "geometry_fault"}:
            continue
        label, unit = split_unit(title)
        cells = [cell for cell in frame[title] if cell is not None and str(cell).strip()]
        standard = _standard(title, label, unit, cells, taken)
        if standard:
            column = ProposedColumn(
                title,
                standard,
                standard=True,
                type=FEATURE_ATTRIBUTES[standard],
                label=label,
                unit=None,
            )
        else:
            kind = _type_of(label, unit, cells)
            attribute = _spell(label, taken)
            column = ProposedColumn(
                title,
                attribute,
                standard=False,
                type=kind,
                label=label,
                unit=None if kind == "money" else unit,
            )
        taken.add(column.attribute)
        found.append(column)
    return found


def choose_key(frame: gpd.GeoDataFrame, name: str, wanted: str | None = None) -> str:
    """Choose the column whose values tell the features apart.

    The one asked for, one headed so, or any that does.

    Raises
    ------
    InputError
        There is none; the message says of each column why not.
    """
    titles = _titles(frame)
    if wanted is not None:
        return _asked(titles, name, wanted)
    shares = {title: _unique_share(frame[title]) for title in titles}
    for title in _headed(titles):
        if shares[title] >= UNIQUE_ENOUGH:
            return title
    for title in titles:
        if shares[title] == 1 and not _is_measure(frame[title]):
            return title
    told = [f"{title} ({share:.0%})" for title, share in shares.items()]
    msg = say("intake.errors.no_key", name=name, said=", ".join(told) or "it has no column")
    raise InputError(msg)


def _titles(frame: gpd.GeoDataFrame) -> list[str]:
    return [str(title) for title in frame.columns if title not in {"geometry", "geometry_fault"}]


def _asked(titles: Sequence[str], name: str, wanted: str) -> str:
    if wanted in titles:
        return wanted
    listed = ", ".join(titles)
    msg = say("intake.errors.no_column", name=name, wanted=show(wanted), titles=listed)
    raise InputError(msg)


def _headed(titles: Sequence[str]) -> list[str]:
    """The columns headed as ids are, the surest heading first."""
    return [title for heading in HEADINGS["id"] for title in titles if _fold(title) == heading]


def geometry_kinds(frame: gpd.GeoDataFrame) -> list[str]:
    """Name the geometry types of the features, the most frequent first.

    Point where no feature has a place.
    """
    counts = Counter(
        SHAPES[kind]
        for kind in shapely.get_type_id(frame.geometry.to_numpy()).tolist()
        if kind in SHAPES
    )
    return [kind for kind, _ in counts.most_common()] or ["point"]


def split_unit(title: str) -> tuple[str, str | None]:
    """Take the unit off a heading: ``面积（平方米）`` is ``面积`` in ``平方米``."""
    match = UNIT.fullmatch(unicodedata.normalize("NFKC", title).strip())
    return (match["name"].strip(), match["unit"].strip()) if match else (title.strip(), None)


def _fold(title: str) -> str:
    return "".join(split_unit(title)[0].split()).lower()


def _standard(
    title: str, label: str, unit: str | None, cells: Sequence[Any], taken: set[str]
) -> str | None:
    attribute = _headed_as(title)
    if attribute is None or attribute in taken:
        return None
    if attribute == "investment_wan" and label != title and unit != MONEY:
        return None  # an amount in 亿元 is no amount in 万元
    if attribute == "district" and not all(
        DISTRICTS.fullmatch(str(cell).strip()) for cell in cells
    ):
        return None
    fitting = len(cells) - len(parse_values(cells, FEATURE_ATTRIBUTES[attribute]).bad)
    return attribute if fitting >= FIT_ENOUGH * len(cells) else None


def _headed_as(title: str) -> str | None:
    folded = _fold(title)
    for attribute, headings in HEADINGS.items():
        if folded in headings:
            return attribute
    return title if title in FEATURE_ATTRIBUTES else None


def _type_of(label: str, unit: str | None, cells: Sequence[Any]) -> str:
    """Name the narrowest type that every value fits; numbers that begin with 0 are codes."""
    if not cells:
        return "text"
    texts = [str(cell).strip() for cell in cells]
    if any(map(CODE.match, texts)):
        return "text"
    if unit == MONEY and not parse_values(texts, "money").bad:
        return "money"
    if {text.lower() for text in texts} <= FLAGS:
        return "boolean"
    is_share = unit == "%" or label.endswith("率")
    return _narrowest(texts, ("percent", *PLAIN) if is_share else PLAIN)


def _narrowest(texts: Sequence[str], kinds: Sequence[str]) -> str:
    return next((kind for kind in kinds if not parse_values(texts, kind).bad), "text")


def _spell(label: str, taken: set[str]) -> str:
    """Spell a heading in Latin letters, different from all others.

    ``车位数`` is ``che_wei_shu``.
    """
    parts = re.findall(
        r"[a-z0-9]+", "_".join(lazy_pinyin(unicodedata.normalize("NFKC", label))).lower()
    )
    stem = "_".join(parts)[:40].strip("_") or "field"
    stem = f"f_{stem}" if stem[0].isdigit() else stem
    names = [stem, *(f"{stem}_{at}" for at in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken and name not in FEATURE_ATTRIBUTES)


def _unique_share(cells: pd.Series[Any]) -> float:
    texts = [str(cell).strip() for cell in cells if not pd.isna(cell) and str(cell).strip()]
    return len(set(texts)) / len(cells) if len(cells) else 0.0


def _is_measure(cells: pd.Series[Any]) -> bool:
    """Numbers with decimals measure something; they are no ids."""
    return any(isinstance(cell, float) and not cell.is_integer() for cell in cells)
