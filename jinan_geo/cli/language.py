"""Which language a verb speaks where nobody has said it."""

from __future__ import annotations

import itertools
import os
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from jinan_geo.words import LANGUAGES, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["IN_A_WORKSPACE", "LANGUAGE_KEY", "language_of_errors", "usual_language"]

LANGUAGE_KEY = "jinan_geo.language"  # in the memory of click's context
IN_A_WORKSPACE = "zh"
ELSEWHERE = "en"  # for a language that no message file has
VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
UNSAID = {"", "C", "POSIX"}
MANIFEST, OPTION = "workspace.toml", "--workspace"


def usual_language(said: Sequence[str], variables: Mapping[str, str] = os.environ) -> str:
    """Give the workspace's language, or outside of any that of LANG; of C and POSIX Chinese."""
    inside = _language_within(said)
    if inside is not None:
        return inside
    stated = next(filter(None, map(variables.get, VARIABLES)), "")
    name = stated.partition(".")[0]
    if name in UNSAID:
        return IN_A_WORKSPACE
    language = name.partition("_")[0].lower()
    return language if language in LANGUAGES else ELSEWHERE


def language_of_errors(said: Sequence[str]) -> str:
    """Give the usual language, or English where the console has no letters for that: ``?????``."""
    usual = usual_language(said)
    try:
        say("cli.outcome.done", usual).encode(getattr(sys.stderr, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return ELSEWHERE
    return usual


def _language_within(said: Sequence[str]) -> str | None:
    """Give the language of the workspace that is named, or that the command is given in.

    None outside of any.
    """
    named = _named_workspace(said)
    try:
        start = Path(named or ".").resolve()
        roots = (folder for folder in (start, *start.parents) if (folder / MANIFEST).is_file())
        root = next(roots, None)
        if root is not None:
            return _stated(root / MANIFEST)
    except (OSError, ValueError):  # the folder is gone, or may not be read
        return IN_A_WORKSPACE if named else None
    return None if named is None else IN_A_WORKSPACE


def _named_workspace(said: Sequence[str]) -> str | None:
    for word, after in itertools.zip_longest(said, said[1:], fillvalue=""):
        name, sign, value = word.partition("=")
        if name == OPTION:
            return value if sign else after
    return None


def _stated(manifest: Path) -> str:
    """What ``[locale]`` says; a manifest that cannot be read is told of by whoever opens it."""
    try:
        locale = tomllib.loads(manifest.read_text(encoding="utf-8-sig")).get("locale")
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        return IN_A_WORKSPACE
    language = locale.get("language") if isinstance(locale, dict) else None
    if language in LANGUAGES:
        return str(language)
    # One that is not built in is said in the words of the workspace's own file, for English.
    return ELSEWHERE if isinstance(language, str) else IN_A_WORKSPACE
