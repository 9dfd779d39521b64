"""A layer's manifest, proposed from its file.

What each column is, which one is the key, what remains to be said.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pypinyin import lazy_pinyin

from jinan_geo.cells.values import parse_values
from jinan_geo.coordinates.parts import has_parts_of
from jinan_geo.intake.kinds import TEXT, Kind, find_kind, said_texts
from jinan_geo.intake.money import find_unit, has_mixed_units, is_money
from jinan_geo.intake.typed import find_unread_day
from jinan_geo.issues.issue import Issue
from jinan_geo.manifest.attributes import FEATURE_ATTRIBUTES, TYPE_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import geopandas as gpd

    from jinan_geo.intake.typed import UnreadDay
    from jinan_geo.manifest.locale import Locale

__all__ = [
    "HEADINGS",
    "ProposedColumn",
    "fold_title",
    "geometry_kinds",
    "heading_of",
    "mixed_notes",
    "propose_columns",
    "spell",
]

# How departments head the columns that every layer may have; compared without units, spaces,
# width and case.
HEADINGS = {
    "id": ("id", "编号", "项目编号", "项目代码", "代码", "唯一码", "项目id", "code", "xmbh",
        "projectid", "project_id", "schemeref", "事業番号"),
    "name_zh": (
        "name_zh", "名称", "项目名称", "点位名称", "设施名称", "name", "xmmc", "mc",
        "projectname", "project_name", "schemename", "sitename", "site_name", "名稱", "事業名",
        "施設名",
    ),
    "name_en": ("name_en", "英文名称", "英文名", "englishname"),
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
DISTRICTS = re.compile(r"\d{6}(;\d{6})*")
# Letters of Latin that are no letter with a mark.
LATIN = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ı": "i"})
KINDS = ("point", "line", "polygon")
FIT_ENOUGH = 0.5


@dataclass(frozen=True)
class ProposedColumn:
    """One column of the file: the attribute it becomes.

    And how it is declared where it is none of the standard. ``money`` is the unit that the file
    has amounts in, ``kind`` how its type was found, ``day`` what stands in it instead of days.
    """

    title: str
    attribute: str
    standard: bool
    type: str
    label: str
    unit: str | None
    money: str | None = None
    kind: Kind = TEXT
    day: UnreadDay | None = None


def propose_columns(
    frame: gpd.GeoDataFrame, key: str, locale: Locale, *, money: str | None = None
) -> list[ProposedColumn]:
    """Name each column's attribute and type; ``key`` is the column that holds the ids.

    A standard attribute is taken where the heading says so and at least half of the values fit its
    type; the rest become fields of their own, with an id spelt in Latin letters where the
    workspace speaks Chinese, else in their own, and a unit where the heading has one. ``money`` is
    the unit of amounts where neither heading nor cells say one;
    without it these are plain numbers.
    """
    found = [ProposedColumn(key, "id", standard=True, type="text", label=key, unit=None)]
    taken = {"id"}
    for title in map(str, frame.columns):
        if title in {key, "geometry", "geometry_fault"}:
            continue
        cells = [cell for cell in frame[title] if cell is not None and str(cell).strip()]
        unit = find_unit(title, cells) or money if is_money(title, cells) else None
        column = _propose(title, cells, unit, taken, in_pinyin="zh" in locale.spoken)
        taken.add(column.attribute)
        found.append(column)
    return found


def mixed_notes(columns: Iterable[ProposedColumn], layer: str, name: str) -> Iterator[Issue]:
    """Say of each column that stays text how much of it is something else.

    Of one of days that has none, what stands there.
    """
    for one in columns:
        if one.day is not None:
            yield one.day.note(layer, name, one.title)
        elif one.kind.is_told:
            kind = one.kind
            called = TYPE_NAMES[kind.nearest].detail("type")
            details = {"count": kind.fitting, "all": kind.said, **called}
            yield Issue("mixed-column", layer, name, field=one.title, value=one.title,
                        details=details)  # fmt: skip


def _propose(
    title: str, cells: Sequence[Any], money: str | None, taken: set[str], *, in_pinyin: bool
) -> ProposedColumn:
    label, unit = split_unit(title)
    standard = _standard(title, cells, money, taken)
    if standard:
        kind = FEATURE_ATTRIBUTES[standard]
        return ProposedColumn(title, standard, standard=True, type=kind, label=label, unit=None,
                              money=money)  # fmt: skip
    found = find_kind(label, unit, money, cells)
    kind = found.type
    day = None if kind == "date" else find_unread_day(label, said_texts(cells))
    own = None if kind == "money" else unit
    attribute = _spell(label, taken, in_pinyin=in_pinyin)
    return ProposedColumn(title, attribute, standard=False, type=kind, label=label, unit=own,
                          money=money if kind == "money" else None, kind=found,
                          day=day)  # fmt: skip


def geometry_kinds(frame: gpd.GeoDataFrame) -> list[str]:
    """Name the geometry types of the features, the most frequent first.

    Point where no feature has a place.
    """
    shapes = frame.geometry.to_numpy()
    counts = Counter({kind: int(has_parts_of(shapes, at).sum()) for at, kind in enumerate(KINDS)})
    return [kind for kind, count in counts.most_common() if count] or ["point"]


def split_unit(title: str) -> tuple[str, str | None]:
    """Take the unit off a heading: ``面积（平方米）`` is ``面积`` in ``平方米``."""
    match = UNIT.fullmatch(unicodedata.normalize("NFKC", title).strip())
    return (match["name"].strip(), match["unit"].strip()) if match else (title.strip(), None)


def fold_title(title: str) -> str:
    """Give a heading as headings are compared: without unit, blanks, width and case."""
    return "".join(split_unit(title)[0].split()).lower()


def _standard(title: str, cells: Sequence[Any], money: str | None, taken: set[str]) -> str | None:
    attribute = heading_of(title)
    if attribute is None or attribute in taken:
        return None
    if attribute == "investment_wan" and money is None:
        return None  # an amount in nobody knows what
    # Ids and names of districts are any text; under another heading only codes are told apart.
    if attribute == "district" != title and not all(map(_is_district, cells)):
        return None
    if money and has_mixed_units(cells):
        return None
    said = said_texts(cells)
    fitting = len(said) - len(parse_values(said, FEATURE_ATTRIBUTES[attribute]).bad)
    return attribute if fitting >= FIT_ENOUGH * len(said) else None


def _is_district(cell: object) -> bool:
    return bool(DISTRICTS.fullmatch(str(cell).strip()))


def heading_of(title: str) -> str | None:
    """Give the standard attribute that a heading means; None where it means none."""
    folded = fold_title(title)
    for attribute, headings in HEADINGS.items():
        if folded in headings:
            return attribute
    return title if title in FEATURE_ATTRIBUTES else None


def spell(label: str, nothing: str, *, in_pinyin: bool = True) -> str:
    """Spell a name in Latin letters, ``车位数`` as ``che_wei_shu``; ``nothing`` if it has none.

    Accents go; without ``in_pinyin`` Chinese characters do not count.
    """
    return _joined(label, in_pinyin=in_pinyin, only_latin=True) or nothing


def _joined(label: str, *, in_pinyin: bool, only_latin: bool) -> str:
    """Join the words of a name as an id; its length is that of names in older formats."""
    plain = unicodedata.normalize("NFKC", label).casefold()
    spoken = "_".join(lazy_pinyin(plain)) if in_pinyin else plain
    bare = "".join(sign for sign in unicodedata.normalize("NFD", spoken) if not _is_accent(sign))
    text = unicodedata.normalize("NFC", bare).translate(LATIN)
    words = "".join(sign if _is_letter(sign, only_latin=only_latin) else " " for sign in text)
    return "_".join(words.split())[:40].strip("_")


def _is_accent(sign: str) -> bool:
    """Tell a mark at a letter of Latin, Greek or Cyrillic; none of kana, Hindi or Thai."""
    return "\u0300" <= sign <= "\u036f"


def _is_letter(sign: str, *, only_latin: bool) -> bool:
    if only_latin:
        return sign.isascii() and sign.isalnum()
    return sign.isalnum() or unicodedata.category(sign).startswith("M")


def _spell(label: str, taken: set[str], *, in_pinyin: bool) -> str:
    """Spell a heading, different from all others.

    Where nobody speaks Chinese the letters of other scripts stay as they are: 延床面積, 연면적.
    """
    stem = _joined(label, in_pinyin=in_pinyin, only_latin=in_pinyin) or "field"
    stem = f"f_{stem}" if stem[0].isdigit() else stem
    names = [stem, *(f"{stem}_{at}" for at in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken and name not in FEATURE_ATTRIBUTES)
