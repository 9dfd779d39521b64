"""Texts by key, in one language, with named placeholders.

A placeholder is filled in and never executed.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, TypeVar

from jinan_geo.words.speech import (
    FILES,
    current_language,
    current_speech,
    spoken_in,
    written_language,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = [
    "LANGUAGES",
    "PLACEHOLDER",
    "UnknownWordsError",
    "all_words",
    "each_language",
    "fill",
    "fill_standing",
    "load_words",
    "pair_of",
    "say",
    "slot_of",
    "standing_words",
    "text_of",
    "words_of",
]

T = TypeVar("T")
FOLDER = files("jinan_geo").joinpath("data/words")
# A further language is one more folder; what it lacks is said in English, and what that lacks in
# Chinese.
LANGUAGES = tuple(sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir()))
FALLBACKS = ("en", "zh")
USUAL_MONEY = "manifest.money.yuan.ten-thousand"
# A name, and how a number is written: {count}, {share:.1%}. No attributes, no items, no calls.
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)(?::([^{}]*))?\}")


class UnknownWordsError(KeyError):
    """The program asks for a text that no message file holds.

    A fault of the program, found by its tests.
    """


def say(key: str, language: str | None = None, /, **values: object) -> str:
    """Give a text; ``key`` is room, table and name, joined by dots.

    By default in the language of the run.

    Raises
    ------
    UnknownWordsError
        No language has the text, or the text has a placeholder without a value.
    """
    language = language or current_language()
    try:
        return fill(_find(key, language), {**standing_words(language), **values})
    except KeyError as error:
        message = f"{key}: no value for {{{error.args[0]}}}"
        raise UnknownWordsError(message) from None


def text_of(key: str, language: str) -> str:
    """Give a text as it stands, its placeholders too, but for what texts may hold unasked."""
    return _stand_in(_find(key, language), standing_words(language))


def fill(template: str, values: Mapping[str, object]) -> str:
    """Put values into a text; ``{count:row|rows}`` gives the first word for 1, else the second.

    Raises
    ------
    KeyError
        A placeholder has no value.
    """

    def put(match: re.Match[str]) -> str:
        value, how = values[match[1]], match[2] or ""
        one, divided, many = how.partition("|")
        if divided:
            return one if str(value) == "1" else many
        return format(value, how)

    return PLACEHOLDER.sub(put, template)


def words_of(table: str, language: str | None = None) -> Mapping[str, str]:
    """Give all texts of a table as they stand, by their names and in their order.

    Headings, names of codes.

    Raises
    ------
    UnknownWordsError
        No language has the table.
    """
    room = table.split(".", maxsplit=1)[0]
    language = language or current_language()
    found: dict[str, str] = {}
    for one in reversed(_order(language)):
        here = _table(f"{table}.", _words_in(one, room))
        # A user's file may lack some; a language that is built in stands for itself.
        found = {**found, **here} if one not in LANGUAGES else here or found
    if not found:
        raise UnknownWordsError(table)
    standing = standing_words(language)
    return {name: _stand_in(text, standing) for name, text in found.items()}


def _table(start: str, words: Mapping[str, str]) -> dict[str, str]:
    return {key.removeprefix(start): text for key, text in words.items() if key.startswith(start)}


def fill_standing(text: str, language: str) -> str:
    """Put into a text what it may hold without being given it."""
    return _stand_in(text, standing_words(language))


def pair_of(key: str, zh: str, en: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """Give a text of a table of data by its two languages, as the workspace at hand speaks.

    ``key`` is what the message file of a language that is not built in has it under.
    """
    built_in = {"zh": zh, "en": en}
    said = (_words_in(slot_of(lang), "").get(key) if slot_of(lang) not in built_in else None
            for lang in built_in)  # fmt: skip
    first, second = (
        own or built_in.get(slot_of(lang), en) for own, lang in zip(said, built_in, strict=True)
    )
    return ("zh", first), ("en", second)


def _stand_in(text: str, standing: Mapping[str, str]) -> str:
    for name, said in standing.items():
        text = text.replace(f"{{{name}}}", said)
    return text


@cache
def load_words(language: str, room: str) -> Mapping[str, str]:
    """Give every text of a room in a language by its whole key.

    Empty where there is no such file.
    """
    file = FOLDER.joinpath(language, f"{room}.toml")
    if not file.is_file():
        return {}
    return dict(_flatten(room, tomllib.loads(file.read_text(encoding="utf-8"))))


def all_words(language: str) -> Mapping[str, str]:
    """Give every text of a language that is built in by its whole key."""
    rooms = [file.name.removesuffix(".toml") for file in FOLDER.joinpath(language).iterdir()]
    return {key: text for room in sorted(rooms) for key, text in load_words(language, room).items()}


def _flatten(path: str, table: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, inner in table.items():
        if isinstance(inner, dict):
            yield from _flatten(f"{path}.{name}", inner)
        else:
            yield f"{path}.{name}", str(inner)


def standing_words(language: str) -> Mapping[str, str]:
    """Give what texts of a language may hold without being given it: ``{money}``, its unit."""
    slot, standing = slot_of(language), current_speech().standing
    if not standing:  # no workspace is open, or its locale is being read
        return {"money": _find(USUAL_MONEY, language)}
    return {name: text for one, name, text in standing if one == slot}


def each_language(make: Callable[[str], T]) -> list[T]:
    """Give what is made in each language that a file of the workspace may be written in.

    One that ``--lang`` asked for too, where the workspace itself has one language alone.
    """
    found = []
    own = current_speech().language or written_language()
    for lang in dict.fromkeys((*LANGUAGES, own, written_language())):
        with spoken_in(lang):
            found.append(make(lang))
    return found


def slot_of(language: str) -> str:
    """Give the language in which something is said that is asked for in one of the two.

    In a workspace of one language everything is in that, unless the person asks for another.
    """
    only = current_speech().only
    return only if only is not None and FILES.get() != language else language


@cache
def _own_words(words: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    return dict(words)


def _find(key: str, language: str) -> str:
    room = key.split(".", maxsplit=1)[0]
    for one in _order(language):
        text = _words_in(one, room).get(key)
        if text is not None:
            return text
    raise UnknownWordsError(key)


def _words_in(language: str, room: str) -> Mapping[str, str]:
    """The texts of a room; of a language that is not built in, those of the user's file."""
    return (
        load_words(language, room) if language in LANGUAGES else _own_words(current_speech().words)
    )


def _order(language: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((slot_of(language), *FALLBACKS)))
