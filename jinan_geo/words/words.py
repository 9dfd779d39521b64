"""Texts by key, in one language, with named placeholders.

A placeholder is filled in and never executed.
"""

from __future__ import annotations

import re
import tomllib
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = [
    "LANGUAGES",
    "PLACEHOLDER",
    "UnknownWordsError",
    "asked_language",
    "current_language",
    "fill",
    "load_words",
    "say",
    "speak",
    "speaking",
    "words_of",
]

FOLDER = files("jinan_geo").joinpath("data/words")
# A further language is one more folder; what it lacks is said in English, and what that lacks in
# Chinese.
LANGUAGES = tuple(sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir()))
FALLBACKS = ("en", "zh")
# A name, and how a number is written: {count}, {share:.1%}. No attributes, no items, no calls.
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)(?::([^{}]*))?\}")
USUAL = "en"  # of a program that uses this one and has not said
LANGUAGE: ContextVar[str | None] = ContextVar("LANGUAGE", default=None)


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
    template = _find(key, language or current_language())
    try:
        return fill(template, values)
    except KeyError as error:
        message = f"{key}: no value for {{{error.args[0]}}}"
        raise UnknownWordsError(message) from None


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
    for one in _order(language or current_language()):
        start = f"{table}."
        found = {
            key.removeprefix(start): text
            for key, text in load_words(one, room).items()
            if key.startswith(start)
        }
        if found:
            return found
    raise UnknownWordsError(table)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say everything within in this language, where no other is asked for."""
    token = LANGUAGE.set(language)
    try:
        yield
    finally:
        LANGUAGE.reset(token)


def speak(language: str) -> None:
    """Say everything from here on in this language; ``speaking`` around it ends it."""
    LANGUAGE.set(language)


def current_language() -> str:
    """Give the language of the run: English until it is set."""
    return LANGUAGE.get() or USUAL


def asked_language() -> str | None:
    """Give the language that was set for the run; None until one is."""
    return LANGUAGE.get()


@cache
def load_words(language: str, room: str) -> Mapping[str, str]:
    """Give every text of a room in a language by its whole key.

    Empty where there is no such file.
    """
    file = FOLDER.joinpath(language, f"{room}.toml")
    if not file.is_file():
        return {}
    return dict(_flatten(room, tomllib.loads(file.read_text(encoding="utf-8"))))


def _flatten(path: str, table: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, inner in table.items():
        if isinstance(inner, dict):
            yield from _flatten(f"{path}.{name}", inner)
        else:
            yield f"{path}.{name}", str(inner)


def _find(key: str, language: str) -> str:
    room = key.split(".", maxsplit=1)[0]
    for one in _order(language):
        text = load_words(one, room).get(key)
        if text is not None:
            return text
    raise UnknownWordsError(key)


def _order(language: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((language, *FALLBACKS)))
