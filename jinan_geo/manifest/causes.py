"""Why projects are behind: the causes that are declared, each with the words it is told by."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, StringConstraints

from jinan_geo.manifest.closed import Closed, Identifier, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Cause", "CausesFile", "find_unfit", "merge_causes"]

Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]


class Cause(Closed):
    """Why a project may be behind, told by words in what is reported of it."""

    id: Identifier = Field(description="what exports write; that of a preset adds to its words")
    name: Text | None = Field(None, description="label of the cause; only a preset goes without")
    words: list[Word] = Field(
        min_length=1,
        description="words that tell it, in any language; the first in a remark counts",
    )


class CausesFile(Closed):
    """The preset causes, data/causes.toml."""

    over: list[Word] = Field(description="words that say of part of a remark that it is over")
    still: list[Word] = Field(description="words that say that it is not, after all")
    without: list[Word] = Field(description="words that deny a cause")
    causes: list[Cause]


@cache
def _preset() -> CausesFile:
    text = files("jinan_geo").joinpath("data/causes.toml").read_text(encoding="utf-8")
    return CausesFile.model_validate(tomllib.loads(text))


def find_unfit(causes: Sequence[Cause]) -> list[str]:
    """Give the ids that stand twice, or that have no name and are no preset's."""
    ids = [one.id for one in causes]
    known = {one.id for one in _preset().causes}
    unfit = [one.id for one in causes if not (one.name or one.id in known) or ids.count(one.id) > 1]
    return [*dict.fromkeys(unfit)]


def merge_causes(own: Sequence[Cause]) -> CausesFile:
    """Give the presets with a workspace's own words and causes, the presets first."""
    merged = {one.id: one for one in _preset().causes}
    for one in own:
        known = merged.get(one.id)
        name = one.name or (known.name if known else None)
        words = [*known.words, *one.words] if known else one.words
        merged[one.id] = Cause(id=one.id, name=name, words=[*dict.fromkeys(words)])
    return _preset().model_copy(update={"causes": [*merged.values()]})
