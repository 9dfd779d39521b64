"""``targets.toml`` with the commitments of the year that begins; what stands in it is not touched.

What is answered becomes an entry, what is not a draft: the same lines as a comment, without a
number.
"""

from __future__ import annotations

import re
import tomllib
from codecs import BOM_UTF8
from decimal import Decimal
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

import tomlkit
from pydantic import ValidationError

from jinan_geo.closing.promises import shift_day
from jinan_geo.errors import InputError
from jinan_geo.manifest.commitments import Period, TargetsFile
from jinan_geo.manifest.fiscal import CALENDAR, FiscalYears
from jinan_geo.words import say

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from jinan_geo.closing.promises import Pledge, Question

__all__ = ["plain_text", "with_answers", "with_endings"]

# What a commitment hands on to the one that follows it; neither its values nor its named works.
KEPT = ("theme", "name", "comparator", "value", "unit")
MORE = ("upper", "nature", "measure", "audience", "below")
DROPPED = re.compile(r"^dropped = .*$", re.MULTILINE)
TABLE = re.compile(r"^(?:#.*\n)*\[", re.MULTILINE)  # with the comment that stands upon it


def with_answers(
    text: str,
    questions: Sequence[Question],
    answers: Mapping[str, Pledge],
    *,
    name: str,
    lang: str,
) -> str:
    """Give the file's text with an entry for each answer, and a draft for each open question.

    Raises
    ------
    InputError
        The file is written in a way that cannot be added to; says what to add by hand.
    """
    after = text if text.endswith("\n") or not text else f"{text}\n"
    for one in questions:
        after = _with(after, one, answers.get(one.old.id), lang)
    dropped = [key for key, answer in answers.items() if answer.what == "drop"]
    if dropped:
        after = _with_dropped(after, dropped, str(questions[0].year))
    years = questions[0].old.years if questions else CALENDAR
    _prove(text, after, name, [*answers], years)
    return after


def plain_text(data: bytes) -> str:
    """Give the file's text with plain ends of lines."""
    return data.decode("utf-8-sig").replace("\r\n", "\n")


def with_endings(before: bytes, after: str) -> bytes:
    """Give the new text's bytes: a line that was there ends as it did, a new one as the first."""
    mark = BOM_UTF8 if before.startswith(BOM_UTF8) else b""
    raw = before.removeprefix(BOM_UTF8).splitlines(keepends=True)
    ending = b"\r\n" if raw and raw[0].endswith(b"\r\n") else b"\n"
    old = [line.replace(b"\r\n", b"\n") for line in raw]
    new = after.encode().splitlines(keepends=True)
    made = [line.replace(b"\n", ending) for line in new]
    for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        made[block.b : block.b + block.size] = raw[block.a : block.a + block.size]
    return mark + b"".join(made)


def _with(text: str, one: Question, answer: Pledge | None, lang: str) -> str:
    """Give the text with what becomes of one commitment."""
    if answer is None:
        return f"{text}\n{_draft(one, lang)}" if one.state == "open" else text
    text = _without_draft(text, one)
    return text if answer.what == "drop" else f"{text}\n{_entry(one, answer)}"


def _entry(one: Question, answer: Pledge) -> str:
    if answer.what != "carry":
        return "".join(f"{line}\n" for line in _lines(one, answer.value, {"due": answer.due}))
    days = _days_after(one) | ({"due": answer.due} if answer.due else {})
    return "".join(f"{line}\n" for line in _lines(one, one.old.value, days))


def _days_after(one: Question) -> dict[str, dt.date | None]:
    """The days that a commitment states, each in the new year.

    What began before its new period begins with it: nothing of the year before counts.
    """
    old = one.old
    last = old.span.last if old.span else old.due
    assert last is not None  # noqa: S101 - it is of a year, so it has one
    days = {key: getattr(old, key) for key in ("start", "due") if key in old.model_fields_set}
    shifted = {
        key: shift_day(day, one.year - old.years.of(last).name) for key, day in days.items() if day
    }
    return {key: max(day, one.span.first) for key, day in shifted.items()}


def _draft(one: Question, lang: str) -> str:
    told = {"year": getattr(one.begins.apart, lang), "begins": one.year}
    head = [one.word(lang), say("closing.year.draft", lang, **told)]
    lines = [*head, *_lines(one, None, {})]
    return "".join(f"# {line}\n" for line in lines)


def _lines(one: Question, value: Decimal | None, days: Mapping[str, dt.date | None]) -> list[str]:
    """The lines of an entry; without a number that of a draft, which leaves it open."""
    old = one.old.model_dump(exclude_none=True)
    period = one.period if isinstance(one.period, int) else _days(one.period)
    told: dict[str, Any] = {"id": one.key, **{key: old[key] for key in KEPT}}
    told |= {"value": value, "period": period}
    usual = {"start": one.span.first, "due": one.span.last}
    told |= {key: day for key, day in days.items() if day not in {None, usual[key]}}
    told |= {key: old[key] for key in MORE if key in old and key in one.old.model_fields_set}
    if one.old.measure is not None:
        told["measure"] = one.old.measure.model_dump(exclude_unset=True)
    return ["[[targets]]", *(f"{key} = {_toml(cell)}".rstrip() for key, cell in told.items())]


def _days(span: Period) -> dict[str, dt.date]:
    return {"from": span.first, "to": span.last}


def _toml(cell: Any) -> str:  # noqa: ANN401 - whatever a manifest holds
    """Write a value on one line; nothing of None."""
    if cell is None:
        return ""
    if isinstance(cell, dict):
        pairs = ", ".join(f"{_key(key)} = {_toml(one)}" for key, one in cell.items())
        return f"{{ {pairs} }}"
    if isinstance(cell, list):
        return f"[{', '.join(map(_toml, cell))}]"
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    text: str = tomlkit.item(cell).as_string()
    return text


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _toml(key)


def _without_draft(text: str, one: Question) -> str:
    """Leave out the draft of a commitment; one in which somebody wrote a number stays."""
    for part in re.split(r"(?:(?<=\n)\n+)", text):
        is_draft = f'# id = "{one.key}"\n' in f"{part}\n" and "\n# value =\n" in part
        if is_draft and all(line.startswith("#") for line in part.splitlines()):
            before, _, after = text.partition(part)
            return (
                before.rstrip("\n") + "\n" + (f"\n{rest}" if (rest := after.lstrip("\n")) else "")
            )
    return text


def _with_dropped(text: str, ids: Iterable[str], year: str) -> str:
    """Say which commitments are not promised again, above the first table and its comment."""
    stated = dict(tomllib.loads(text).get("dropped", {}))
    stated[year] = [*dict.fromkeys([*stated.get(year, ()), *ids])]
    line = f"dropped = {_toml(stated)}"
    if DROPPED.search(text):
        return DROPPED.sub(lambda _: line, text, count=1)
    first = TABLE.search(text)
    at = first.start() if first else len(text)
    return f"{text[:at]}{line}\n\n{text[at:]}"


def _prove(before: str, after: str, name: str, ids: Sequence[str], years: FiscalYears) -> None:
    """See to it that the file says what it said, and more."""
    try:
        told = [tomllib.loads(one) for one in (before, after)]
        old, new = (TargetsFile.model_validate(one, context=years) for one in told)
        kept = new.targets[: len(old.targets)] == old.targets and new.next == old.next
        kept = kept and len({one.id for one in new.targets}) == len(new.targets)
    except (ValueError, ValidationError):
        kept = False
    if not kept:
        raise InputError(say("closing.errors.by_hand", name=name, ids=", ".join(ids)))
