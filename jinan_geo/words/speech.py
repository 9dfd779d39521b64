"""How the workspace at hand speaks: its languages, further words, and what it calls its money."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, Literal, ParamSpec, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = [
    "Order",
    "Speech",
    "asked_language",
    "current_language",
    "current_speech",
    "speak",
    "speak_as",
    "speaking",
    "spoken_apart",
    "spoken_as",
    "spoken_by",
    "spoken_in",
    "written_language",
    "written_whole",
]

P = ParamSpec("P")
R = TypeVar("R")
Order = Literal["mdy", "dmy", "ymd"]  # of year, month and day
USUAL = "en"  # of a program that uses this one and has not said


@dataclass(frozen=True)
class Speech:
    """What ``[locale]`` says of texts.

    ``language`` is that of pages and files; ``only`` is it again where the workspace has no other.
    ``words`` are texts of a message file of the user's, by their whole keys; ``standing`` are what
    texts may hold without being given it: a language, a name, and what stands for it.
    ``timezone`` is that of stamps. ``dates`` and ``decimal`` are how inputs write days and numbers,
    None where nobody said.
    """

    language: str | None = None
    only: str | None = None
    words: tuple[tuple[str, str], ...] = ()
    standing: tuple[tuple[str, str, str], ...] = ()
    timezone: str | None = None
    dates: Order | None = None
    decimal: str | None = None


class Speaker(Protocol):
    """A workspace, or what was made of one."""

    @property
    def speech(self) -> Speech:
        """How it speaks."""


Speaks = TypeVar("Speaks", bound=Speaker)
LANGUAGE: ContextVar[str | None] = ContextVar("LANGUAGE", default=None)
FILES: ContextVar[str | None] = ContextVar("FILES", default=None)  # asked for by --lang
SPEECH: ContextVar[Speech] = ContextVar("SPEECH", default=Speech())  # noqa: B039 - it is frozen


def current_speech() -> Speech:
    """Give how the workspace speaks that was opened last."""
    return SPEECH.get()


def speak_as(speech: Speech) -> None:
    """Speak as a workspace does, from here on."""
    SPEECH.set(speech)


@contextmanager
def spoken_apart() -> Iterator[None]:
    """Forget within how the workspace speaks that was opened last, and afterwards that within."""
    with spoken_as(Speech()):
        yield


@contextmanager
def spoken_as(speech: Speech) -> Iterator[None]:
    """Speak within as one workspace does, whichever was opened last."""
    token = SPEECH.set(speech)
    try:
        yield
    finally:
        SPEECH.reset(token)


def spoken_by(
    write: Callable[Concatenate[Speaks, P], R],
) -> Callable[Concatenate[Speaks, P], R]:
    """Have a function speak as its first argument does: a workspace, or a city of one."""

    @wraps(write)
    def written(one: Speaks, /, *given: P.args, **named: P.kwargs) -> R:
        with spoken_as(one.speech):
            return write(one, *given, **named)

    return written


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say everything within in this language, where no other is asked for."""
    token = LANGUAGE.set(language)
    try:
        yield
    finally:
        LANGUAGE.reset(token)


@contextmanager
def spoken_in(language: str) -> Iterator[None]:
    """Write the files within in the language that the person asked for."""
    token = FILES.set(language)
    try:
        yield
    finally:
        FILES.reset(token)


def speak(language: str) -> None:
    """Say everything from here on in this language; ``speaking`` around it ends it."""
    LANGUAGE.set(language)


def current_language() -> str:
    """Give the language of the run: English until it is set."""
    return LANGUAGE.get() or USUAL


def asked_language() -> str | None:
    """Give the language that was set for the run; None until one is."""
    return LANGUAGE.get()


def written_language() -> str:
    """Give the language of files: as asked for, else the workspace's, whatever a console can show.

    Where there is neither, that of the run.
    """
    return FILES.get() or SPEECH.get().language or current_language()


def written_whole(write: Callable[P, R]) -> Callable[P, R]:
    """Have a function say everything in the language of files."""

    @wraps(write)
    def written(*given: P.args, **named: P.kwargs) -> R:
        with speaking(written_language()):
            return write(*given, **named)

    return written
