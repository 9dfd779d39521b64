"""The exception tree: a broken set-up raises, bad data becomes an issue row."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "SET_ASIDE",
    "EnvironmentFault",
    "InputError",
    "JinanGeoError",
    "LockedError",
    "ManifestError",
    "RefusedError",
    "ResourceLimitError",
    "UsageError",
    "show",
    "suggest",
]

SHOWN_CHARACTERS = 80
# The exit code of a verb that did its work and set something aside, or found what somebody must
# act on; 0 is all well, those of what stops a verb stand on the tree below.
SET_ASIDE = 1


def show(value: object) -> str:
    """Quote a value for a message: shortened, with control characters escaped."""
    text = repr(value) if isinstance(value, str) else repr(str(value))
    text = text.encode("unicode_escape").decode("ascii") if not text.isprintable() else text
    if len(text) <= SHOWN_CHARACTERS:
        return text
    return f"{text[: SHOWN_CHARACTERS - 1]}… ({len(str(value))})"


def suggest(word: str, known: Sequence[str]) -> str:
    """Word the end of a message on an unknown name: the nearest known one, else all of them."""
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if near:
        return say("errors.suggest.near", near=show(near[0]))
    return say("errors.suggest.known", known=", ".join(known)) if known else ""


class JinanGeoError(Exception):
    """Anything that stops a command; ``exit_code`` is what the shell sees."""

    exit_code = 2


class UsageError(JinanGeoError):
    """The call itself cannot be carried out: wrong verb, argument or folder."""


class InputError(JinanGeoError):
    """A file cannot be used at all (unreadable, wrong CRS, no key matches)."""


class ManifestError(InputError):
    """A manifest is wrong; ``faults`` holds every fault found, one line each."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


class EnvironmentFault(JinanGeoError):  # noqa: N818 - "fault" is the project's word for it
    """The machine cannot do it: disk, permission, a missing dependency."""

    exit_code = 3


class LockedError(JinanGeoError):
    """Another process holds what is to be written, or has changed it since it was read.

    Nothing was written.
    """

    exit_code = 4


class ResourceLimitError(JinanGeoError):
    """A stated limit would be passed; the message names the limit and the input."""

    exit_code = 5


class RefusedError(JinanGeoError):
    """A safety rule refuses: publication level, renumbered ids."""

    exit_code = 6
