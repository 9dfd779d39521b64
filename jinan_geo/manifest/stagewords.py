"""What tables call the stages: their ids, their names in any language, and further words."""

from __future__ import annotations

import itertools
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from jinan_geo.words import each_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from jinan_geo.manifest.stages import Stage

__all__ = ["fold_word", "progress_words", "stage_words", "usual_words"]


@cache
def progress_words() -> dict[str, dict[str, list[str]]]:
    """Give what people call columns and stages, as data/progress-words.toml lists it."""
    source = files("jinan_geo").joinpath("data/progress-words.toml")
    return dict(tomllib.loads(source.read_text(encoding="utf-8")))


def fold_word(word: str) -> str:
    """Give a word as words are compared: without width, case and blanks at its ends."""
    return " ".join(unicodedata.normalize("NFKC", word).split()).casefold()


def stage_words(stages: Iterable[Stage], more: Mapping[str, str]) -> dict[str, str]:
    """Give the id of the stage that each word means, folded: its id, its names, and ``more``.

    Its names in every language that a file of the workspace may be written in.
    """
    listed = [*stages]
    names = each_language(lambda _: [(one.id, (one.name.en, one.name.zh)) for one in listed])
    ids = [(one.id, (one.id,)) for one in listed]
    words = _words_of([*itertools.chain(*names), *ids])
    return words | {fold_word(word): key for word, key in more.items()}


def usual_words(stages: Iterable[Stage]) -> dict[str, str]:
    """Give what tables usually call stages of these ids, folded."""
    usual = progress_words()["stages"]
    return _words_of([(stage.id, usual.get(stage.id, ())) for stage in stages])


def _words_of(named: Iterable[tuple[str, Sequence[str]]]) -> dict[str, str]:
    return {fold_word(word): key for key, words in named for word in words}
