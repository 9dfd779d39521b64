"""What a heading of a plain table may mean, as data/progress-words.toml lists them."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from jinan_geo.cells.scales import heading_unit
from jinan_geo.manifest.stagewords import progress_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["FIELDS", "Meaning", "field_called", "fold_heading", "is_not_reached", "meanings_of"]

FIELDS = (
    "id",
    "name",
    "district",
    "as_of",
    "stage",
    "done_pct",
    "invested_wan",
    "est_finish",
    "remark",
    "reported_by",
)
REACHED = {"stage", "done_pct", "invested_wan"}
IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
UNIT_AT_END = re.compile(r"[_/\s]\s*(?:[千万亿]|百万)?元?\s*$")
# Up to when: 截至11月底, 至本月末. What is reached by then is reached.
BY_THEN = re.compile(
    r"^(截至|截止到?|至)(\d{4}年)?(\d{1,2}月|本月|上月|目前|当前)(\d{1,2}日)?[底末份]*"
)
JOINED = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")  # PercentComplete
NO_WORD = re.compile(r"[\W_]+")
ALIKE = {"pct": "percent", "no": "number", "num": "number", "nr": "number", "proj": "project"}
LEADING = {"project", "current", "latest"}


class Meaning(NamedTuple):
    """A field that a heading may be of; not ``is_sure`` where the column must bear it out."""

    field: str
    is_sure: bool


@cache
def _listed() -> Mapping[str, Sequence[Meaning]]:
    """What each heading, folded, may mean."""
    found: dict[str, list[Meaning]] = {}
    for field in FIELDS:
        for kind in ("sure", "likely"):
            for title in progress_words()[field][kind]:
                meanings = found.setdefault(fold_heading(title), [])
                if field not in {one.field for one in meanings}:
                    meanings.append(Meaning(field, kind == "sure"))
        found.setdefault(fold_heading(field), []).insert(0, Meaning(field, is_sure=True))
    return found


@cache
def fold_heading(title: str) -> str:
    """Give a heading as headings are compared: words alone, in small letters."""
    plain = unicodedata.normalize("NFKC", title)
    bare = IN_BRACKETS.sub(" ", plain) or plain
    spoken = JOINED.sub(" ", bare).replace("%", " percent ").replace("#", " number ")
    words = NO_WORD.sub(" ", spoken.casefold()).split()
    return " ".join(ALIKE.get(word, word) for word in words)


def meanings_of(title: str) -> Sequence[Meaning]:
    """Give what a heading may mean, the surest first.

    Of one of several rows, joined by ``/``, the whole counts, else its last part, else that with
    one above it: 投资/累计完成. What has been planned, or was reached within a period, is nothing
    that the ledger has.
    """
    title = UNIT_AT_END.sub("", title) if heading_unit(title) else title
    whole, *parts = (BY_THEN.sub("", fold_heading(one)) for one in (title, *title.split("/")))
    last, above = parts[-1], [one.removesuffix("情况") for one in reversed(parts[:-1])]
    spoken = [whole, last, *chain.from_iterable((last + one, one + last) for one in above)]
    named = next((found for one in spoken if (found := _meanings(one))), [])
    if is_not_reached(whole):
        named = [one for one in named if one.field not in REACHED]
    return sorted(named, key=lambda one: not one.is_sure)


def _meanings(folded: str) -> Sequence[Meaning]:
    known = _listed()
    first, _, rest = folded.partition(" ")
    if folded in known or first not in LEADING:
        return known.get(folded, [])
    return known.get(rest, [])


def is_not_reached(folded: str) -> bool:
    """Tell whether a heading, as ``fold_heading`` gives it, speaks of a plan or of a period."""
    words = progress_words()["words"]["not_reached"]
    spoken = set(folded.split())
    return any(word in spoken if word.isascii() else word in folded for word in words)


def field_called(word: str) -> str | None:
    """Give the ledger's field that a word names: its own name, or a usual heading of one."""
    if word in FIELDS:
        return word
    fields = [one.field for one in meanings_of(word)]
    return fields[0] if fields else None
