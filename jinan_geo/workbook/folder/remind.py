"""What is said in the districts' chats: who has reported how much, and by when the rest is due."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinan_geo.words import say
from jinan_geo.workbook.folder.slip import marks_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jinan_geo.city.city import City
    from jinan_geo.workbook.folder.batch import Batch

__all__ = ["Reminder", "remind", "sum_up"]

NAMED = 5  # projects named in a reminder; how many more there are is said


@dataclass(frozen=True)
class Reminder:
    """What a district is told: its counts for the period, and the text for its chat."""

    district: str
    due: int
    reported: int
    cells: int
    text: str

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left to do."""
        return self.reported == self.due and not self.cells


def remind(batch: Batch, city: City, lang: str) -> list[Reminder]:
    """Word a reminder for every district that has projects to report, in the order of codes."""
    if batch.day is None:
        return []
    codes = city.districts.codes
    names = city.districts.names_zh if lang == "zh" else city.districts.names_en
    called = dict(zip(codes, names, strict=True))
    due = {code for one in batch.owed for code in one.districts}
    last = _last_day(city, batch.day)
    return [_word(batch, code, called[code], last, lang) for code in sorted(due)]


def _last_day(city: City, day: dt.date) -> dt.date | None:
    """Give the last day of grace; None where nobody declared one."""
    rule = city.workspace.manifest.reporting
    return day + dt.timedelta(days=rule.grace_days) if rule else None


def _word(batch: Batch, code: str, name: str, last: dt.date | None, lang: str) -> Reminder:
    own = [one for one in batch.owed if code in one.districts]
    missing = [one.name for one in own if (one.layer, one.id) not in batch.reported]
    cells = sum(
        len(marks_of(incoming, lang)) for file, incoming in batch.judged if file.district == code
    )
    due, reported = len(own), len(own) - len(missing)
    counts = {"due": due, "reported": reported, "day": batch.day}
    texts = [
        say("workbook.remind.head", lang, district=name, **counts),
        _say_missing(missing, lang),
        say("workbook.remind.cells", lang, n=cells) if cells else "",
        _say_end(last, lang, is_whole=not missing and not cells),
    ]
    return Reminder(code, due, reported, cells, "".join(texts))


def _say_missing(names: Sequence[str], lang: str) -> str:
    if not names:
        return ""
    listed = say("workbook.remind.between", lang).join(names[:NAMED])
    more = say("workbook.remind.more", lang, n=len(names)) if names[NAMED:] else ""
    return say("workbook.remind.missing", lang, n=len(names), listed=listed, more=more)


def _say_end(last: dt.date | None, lang: str, *, is_whole: bool) -> str:
    if is_whole:
        return say("workbook.remind.whole", lang)
    return say("workbook.remind.until", lang, day=last) if last else ""


def sum_up(reminders: Sequence[Reminder], names: Mapping[str, str], day: dt.date, lang: str) -> str:
    """Sum it up for the city: how much came, who is done, who is not, who has cells to correct."""
    told: dict[str, list[str]] = {"whole": [], "partly": [], "none": [], "cells": []}
    for one in reminders:
        name = names[one.district]
        if one.is_whole:
            told["whole"].append(name)
        elif not one.reported:
            told["none"].append(name)
        else:
            told["partly"].append(f"{name} {one.reported}/{one.due}")
        if one.cells:
            told["cells"].append(f"{name} {one.cells}")
    between, none = say("workbook.remind.between", lang), say("workbook.remind.none", lang)
    return say(
        "workbook.remind.city",
        lang,
        day=day,
        due=sum(one.due for one in reminders),
        reported=sum(one.reported for one in reminders),
        districts=len(reminders),
        **{key: between.join(listed) or none for key, listed in told.items()},
    )
