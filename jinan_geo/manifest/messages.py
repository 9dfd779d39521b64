"""The message file of a language that is not built in: a closed one, as every manifest is."""

from __future__ import annotations

import csv
import difflib
import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from jinan_geo.errors import ManifestError, show, suggest
from jinan_geo.words import PLACEHOLDER, all_words, say

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

__all__ = ["load_messages"]

BRACES = re.compile(r"\{[^{}]*\}")
STANDING = "money"  # what every text may hold
SHOWN = 12
MONTHS = "web.months"  # the one key of several texts, a name a month
ISSUES = ("name", "message", "fix")


def load_messages(path: Path, name: str) -> dict[str, str]:
    """Give the texts of a message file by their whole keys.

    Raises
    ------
    ManifestError
        It cannot be read, has a key that no text of the program has, or in a text a placeholder
        that this has not; every fault is in the message.
    """
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, OSError) as error:
        raise ManifestError([say("manifest.errors.no_toml", name=name, error=error)]) from None
    found = dict(_flat("", tree))
    faults = [fault for key, text in found.items() for fault in _faults(name, key, text)]
    if faults:
        raise ManifestError(faults)
    return {
        key: "\n".join(text) if isinstance(text, list) else str(text) for key, text in found.items()
    }


def _flat(start: str, table: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for name, inner in table.items():
        if isinstance(inner, dict):
            yield from _flat(f"{start}{name}.", inner)
        else:
            yield f"{start}{name}", inner


def _faults(name: str, key: str, text: object) -> Iterator[str]:
    known = _known()
    if key not in known:
        word, near = _beside(key, [*known])
        said = {"key": show(word), "where": show(key), "hint": _hint(word, near)}
        yield say("manifest.errors.unknown_key", name=name, **said)
    elif not _is_of_kind(key, text):
        why = say("manifest.errors.months" if key == MONTHS else "manifest.errors.no_text")
        said = {"where": show(key), "value": show(str(text)), "why": why}
        yield say("manifest.errors.bad_value", name=name, **said)
    elif isinstance(text, str):
        yield from _wrong_placeholders(name, key, text, known[key])


def _is_of_kind(key: str, text: object) -> bool:
    """Tell whether what stands under a key is a text, of the months a list of twelve."""
    if key == MONTHS:
        return isinstance(text, list) and [*map(type, text)] == [str] * 12
    return isinstance(text, str)


def _wrong_placeholders(name: str, key: str, text: str, built_in: Sequence[str]) -> Iterator[str]:
    there = [piece for one in built_in for piece in BRACES.findall(one)]
    filled = filter(None, map(PLACEHOLDER.fullmatch, there))
    names = {STANDING, *(match[1] for match in filled)}
    for piece in BRACES.findall(text):
        if piece in there or _is_filled(piece, names):
            continue
        hint = suggest(piece, list(dict.fromkeys([*there, f"{{{STANDING}}}"])))
        said = {"where": show(key), "placeholder": show(piece), "hint": hint}
        yield say("manifest.errors.placeholder", name=name, **said)


def _is_filled(piece: str, names: Collection[str]) -> bool:
    """Tell whether a placeholder of other wording is filled in.

    A plural is written as its language has it; how a number is written is the program's.
    """
    match = PLACEHOLDER.fullmatch(piece)
    if match is None or match[1] not in names:
        return False
    return not match[2] or "|" in match[2]


def _beside(key: str, known: Sequence[str]) -> tuple[str, list[str]]:
    """Give the first part of a key that is unknown, and what stands in its place."""
    parts = key.split(".")
    for depth in range(len(parts) - 1, -1, -1):
        start = "".join(f"{part}." for part in parts[:depth])
        inside = {one.removeprefix(start).split(".")[0] for one in known if one.startswith(start)}
        if inside:
            return parts[depth], sorted(inside)
    return key, []


def _hint(word: str, near: Sequence[str]) -> str:
    """The nearest name, else all where they are few."""
    close = difflib.get_close_matches(word, near, n=1, cutoff=0.6)
    return suggest(word, close or near[:SHOWN])


@cache
def _known() -> Mapping[str, Sequence[str]]:
    """Every text that may be said otherwise, by its key, as it is built in in each language."""
    english, chinese = all_words("en"), all_words("zh")
    found = {key: (english.get(key, ""), chinese.get(key, "")) for key in {**chinese, **english}}
    del found["web.moneyUnits"]  # of yuan
    for row in _rows("issue-types.csv"):
        for one in ISSUES:
            both = (row[f"{one}_en"], row[f"{one}_zh"])
            found[f"issues.types.{row['type']}.{one}"] = both
    for row in _rows("export-columns.csv"):
        found[f"manifest.columns.{row['id']}"] = (row["name_en"], row["name_zh"])
        found[f"manifest.units.{row['id']}"] = (row["unit_en"], row["unit_zh"])
    for row in _rows("export-labels.csv"):
        found[f"manifest.labels.{row['column']}.{row['value']}"] = (row["en"], row["zh"])
    return found


def _rows(name: str) -> list[dict[str, str]]:
    text = files("jinan_geo").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
