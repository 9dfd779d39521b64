"""Attributes that KML carries as a table of HTML in its descriptions: columns, as any others."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pandas as pd

from jinan_geo.issues.issue import Issue
from jinan_geo.read.markup import tables_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jinan_geo.read.source import Source

__all__ = ["spread_descriptions"]

DESCRIPTION = "description"
PAIR = 2  # cells of a row that is a name and a value
MOST = 0.5  # of the descriptions must hold such a table
LONGEST_NAME = 60
COLON = re.compile(r"\s*[:：]$")
NOTHING = {"", "<Null>", "<空>"}  # as ArcGIS writes a missing value
HEADS = {"value", "值", "属性值", "字段值"}  # over the column of values
UNSEEN = {"style", "script", "head", "title"}


def spread_descriptions(source: Source, name: str) -> Source:
    """Make columns of what most descriptions say in tables of two columns; other text stays.

    A name that is a column already keeps that column's value where there is one.
    """
    frame = source.frame
    if DESCRIPTION not in frame:
        return source
    written = frame[DESCRIPTION].map(lambda text: text if isinstance(text, str) else "")
    read = [_read_description(text) for text in written]
    found = [pairs for pairs, _ in read]
    said = int((written != "").sum())
    if sum(map(bool, found)) < max(1, MOST * said):
        return source
    titles = list(dict.fromkeys(itertools.chain.from_iterable(found)))
    rest = [left or None for _, left in read]
    frame = (
        frame.drop(columns=DESCRIPTION)
        if not any(rest)
        else frame.assign(description=pd.Series(rest, frame.index, object))
    )
    frame = _with_columns(frame, titles, found)
    note = Issue("html-attributes", "", name, field=DESCRIPTION, value=len(titles))
    return replace(source, frame=frame, notes=[*source.notes, note])


def _with_columns(
    frame: pd.DataFrame, titles: Sequence[str], found: Sequence[Mapping[str, str | None]]
) -> pd.DataFrame:
    for title in titles:
        cells = pd.Series([pairs.get(title) for pairs in found], index=frame.index, dtype=object)
        if title in frame:
            known = frame[title]
            cells = known.where(known.notna(), cells)
        frame[title] = cells
    ends = ["geometry_fault", "geometry"]
    return frame[[*frame.columns.drop(ends), *ends]]


def _read_description(text: str) -> tuple[dict[str, str | None], str]:
    """Give the rows of two cells as names and values, and what stands outside of all tables."""
    if "<" not in text:
        return {}, text.strip()
    pairs = dict(_pairs(text))
    return (pairs, _outside(text)) if pairs else ({}, text)


def _pairs(text: str) -> Iterator[tuple[str, str | None]]:
    for rows in tables_of(text):
        table = [list(map(_plain, row)) for row in rows if any(row)]
        for title, value in _across(table) or filter(_is_pair, table):
            if _is_name(title) and value.casefold() not in HEADS:
                yield COLON.sub("", title), None if value in NOTHING else value


def _plain(cell: str) -> str:
    return " ".join(cell.split())


def _is_pair(row: Sequence[str]) -> bool:
    return len(row) == PAIR


def _is_name(title: str) -> bool:
    return 0 < len(title) <= LONGEST_NAME


def _across(table: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    """Names in one row and values in the next, where these two are the table."""
    widths = {len(row) for row in table}
    if len(table) != PAIR or len(widths) != 1 or min(widths) <= PAIR:
        return []
    return list(zip(*table, strict=True)) if len(set(table[0])) == len(table[0]) else []


def _outside(text: str) -> str:
    page = _Outside()
    page.feed(text)
    page.close()
    lines = (" ".join(line.split()) for line in "".join(page.said).splitlines())
    return "\n".join(line for line in lines if line)


class _Outside(HTMLParser):
    """Collects the text of a page that stands in no table."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.depth = 0
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.depth += tag == "table" or tag in UNSEEN
        self.said.append("\n" if tag in {"br", "p", "div", "li"} else "")

    def handle_endtag(self, tag: str) -> None:
        self.depth -= (tag == "table" or tag in UNSEEN) and self.depth > 0

    def handle_data(self, data: str) -> None:
        if not self.depth:
            self.said.append(data)
