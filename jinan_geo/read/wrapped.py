"""Answers of services in JSON: features within them, or only why there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinan_geo.errors import InputError, show
from jinan_geo.read.esrijson import is_esri_json
from jinan_geo.read.typed import COLLECTION
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jinan_geo.read.typed import Oddity
    from jinan_geo.read.untyped import Json

__all__ = ["unwrap"]

DEEPEST = 3  # members within members in which features are looked for
WHOLE = (COLLECTION, "Topology")
SAID = ("message", "msg", "info", "error_description", "error")
BESIDE = {"objectIdFieldName", "exceededTransferLimit"}
CODES = ("code", "status", "infocode")
LAYERS = ("Feature Layer", "Table", "Group Layer", "Raster Layer")


def unwrap(data: Json, odd: Oddity, name: str) -> Json:
    """Give the features that stand within an answer; what holds none comes back as it is.

    Raises
    ------
    InputError
        It is a service's word that it has none to give, or a description of a layer; says what to
        ask for.
    ValueError
        It holds several collections.
    """
    if not isinstance(data, dict):
        return data
    if data.get("type") in LAYERS and "currentVersion" in data:
        raise InputError(say("read.answers.described", name=name))
    if "type" in data or "features" in data:
        return data
    found = dict(_collections(data, 0, ""))
    if len(found) > 1:
        raise ValueError(say("read.typed.several_collections", listed=", ".join(map(show, found))))
    if found:
        ((where, inner),) = found.items()
        odd.note("wrapped", None, where)
        return inner
    _refuse_answer(data, name)
    return data


def _collections(data: Mapping[str, Any], depth: int, above: str) -> Iterator[tuple[str, Any]]:
    for key, value in data.items():
        if not isinstance(value, dict):
            continue
        where = f"{above}{key}"
        if value.get("type") in WHOLE or is_esri_json(value):
            yield where, value
        elif "type" not in value and depth < DEEPEST:
            yield from _collections(value, depth + 1, f"{where}.")


def _refuse_answer(data: Mapping[str, Any], name: str) -> None:
    """Say what a service answers that gives no features."""
    asked = {*data} - BESIDE
    if asked == {"count"}:
        raise InputError(say("read.answers.counted", name=name))
    if asked == {"objectIds"}:
        raise InputError(say("read.answers.numbered", name=name))
    words = _words_of(data)
    if words:
        raise InputError(say("read.answers.refused", name=name, said=show(words)))


def _words_of(data: Mapping[str, Any]) -> str:
    """Give the code and the message of an answer that holds nothing else; blank for others."""
    error = data.get("error")
    told = error if isinstance(error, dict) else data
    said = next((str(told[key]) for key in SAID if told.get(key)), "")
    if not said or (told is data and any(map(_holds_more, data.values()))):
        return ""
    code = next((str(told[key]) for key in CODES if key in told), "")
    return f"{code} {said}".strip()


def _holds_more(value: Json) -> bool:
    return isinstance(value, dict | list) and bool(value)
