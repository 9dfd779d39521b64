"""Which language a verb speaks where nobody has said it."""

from __future__ import annotations

import os
import sys
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
    """Give the workspace's language, or outside of any that of LANG; of C and POSIX the former."""
    if _is_within(said):
        return IN_A_WORKSPACE
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


def _is_within(said: Sequence[str]) -> bool:
    """Tell whether a workspace is named, or the command is given in one."""
    if any(word.partition("=")[0] == OPTION for word in said):
        return True
    try:
        start = Path.cwd()
        return any((folder / MANIFEST).is_file() for folder in (start, *start.parents))
    except OSError:  # the folder is gone, or may not be read
        return False
