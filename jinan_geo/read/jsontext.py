"""Texts of JSON, part by part: a plain collection feature by feature, several texts in a row.

Data that stand in a script, as qgis2web and ECharts write them, are taken out of it.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from jinan_geo.errors import show
from jinan_geo.read.typed import COLLECTION, Oddity, features_in
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from jinan_geo.read.untyped import Json

__all__ = ["SCRIPT", "data_in_script", "decode_json", "walk_features"]

SPACE = re.compile(r"[ \t\n\r]*")
BETWEEN = re.compile(r"[\s\x1e,;]*")
# How a script begins that hands data over: an assignment, a call, a module.
SCRIPT = (
    r"\s*(?:(?:/\*.{0,4000}?\*/|//[^\n]*\n|[\"']use strict[\"'];?)\s*)*"
    r"(?:(?:var|let|const)\s+[\w$]+\s*=|export\s|module\.exports\b|Object\.define|window[.\[]|[!(;]?\(?function\b"
    r"|[\w$.]+(?:\[[^\]\n]{1,200}\])*\s*=\s*[{\[]|[\w$.]+\(\s*(?:[\"'][^\"'\n]{0,200}[\"']\s*,\s*)?[{\[])"
)
HANDED = re.compile(r"(?:[=(,:]|\b(?:default|return))\s*(?=[{\[])")
PACKED = "UTF8Encoding"  # of ECharts: read as a whole, see chartmaps.py
LITERAL = re.compile(
    r'"(?:[^"\\]|\\.)*"|![01]'
    r"|(?P<before>[{,]\s*)(?P<name>[A-Za-z_$][\w$]*)(?P<behind>\s*:)"
)
TRIES = 200  # places in a script at which its data may begin
HALF = 0.5
GEOJSON = {"type", "geometry", "properties", "features"}  # members of a feature


def walk_features(
    text: str, decoder: json.JSONDecoder, others: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    """Give each feature of a collection as soon as it is decoded.

    ``others`` receives the collection's other members.

    Raises ValueError or IndexError where the text is not one plain collection.
    """
    at, is_collection = _step(text, 0, "{"), False
    while True:
        key, at = decoder.raw_decode(text, at)
        at = _step(text, at, ":")
        if not isinstance(key, str) or key in others:
            raise ValueError(key)  # the whole text will be read again
        if key == "features":
            if is_collection:
                raise ValueError(key)
            is_collection = True
            at = yield from _walk_list(text, at, decoder)
        else:
            others[key], at = decoder.raw_decode(text, at)
        at = _next(text, at, "}")
        if text[at] == "}":
            break
    is_collection = is_collection and _is_plain(others)
    if not is_collection or text[at + 1 :].strip():
        raise ValueError(text[at])


def _is_plain(others: dict[str, Any]) -> bool:
    """Tell a collection of GeoJSON by what it says beside its features."""
    return others.get("type") == COLLECTION and PACKED not in others


def _walk_list(
    text: str, at: int, decoder: json.JSONDecoder
) -> Generator[dict[str, Any], None, int]:
    """Give each entry of the list that begins at ``at``; returns the place behind it."""
    at = _step(text, at, "[")
    while text[at] != "]":
        entry, at = decoder.raw_decode(text, at)
        yield entry
        at = _next(text, at, "]")
    return at + 1


def _skip(text: str, at: int) -> int:
    space = SPACE.match(text, at)
    return space.end() if space else at


def _step(text: str, at: int, sign: str) -> int:
    """Step over a sign and the space around it."""
    at = _skip(text, at)
    if text[at] != sign:
        raise ValueError(sign)
    return _skip(text, at + 1)


def _next(text: str, at: int, end: str) -> int:
    """Step to what follows a comma, or stop at the end; a comma before the end is no JSON."""
    at = _skip(text, at)
    if text[at] == end:
        return at
    at = _step(text, at, ",")
    if text[at] == end:
        raise ValueError(end)
    return at


def decode_json(text: str, decoder: json.JSONDecoder, odd: Oddity) -> Json:
    """Decode one JSON text, or several: a feature a line (RFC 8142), or one behind the other.

    Raises
    ------
    ValueError
        The text is no JSON, or its collections state several systems.
    """
    text = text.strip()
    try:
        return decoder.decode(text)
    except json.JSONDecodeError as error:
        several = error.msg == "Extra data" or text.startswith("\x1e")
        if not several:
            raise
    try:
        found = list(_lines(text, decoder))
    except ValueError as error:
        found = _in_a_row(text, decoder)
        if not found:
            raise error from None
        odd.note("several", None, len(found))
    features = [feature for one in found for feature in _features_of(one)]
    if _are_bare(features):
        return features
    return {"type": COLLECTION, "features": features, **_crs_of_all(found)}


def _are_bare(values: Sequence[Any]) -> bool:
    """Tell whether all are objects with nothing in them that a feature has."""
    return bool(values) and all(isinstance(one, dict) and not GEOJSON & {*one} for one in values)


def _lines(text: str, decoder: json.JSONDecoder) -> Iterator[Json]:
    for at, line in enumerate(text.replace("\x1e", "").split("\n")):
        if not line.strip():
            continue
        try:
            yield decoder.decode(line)
        except json.JSONDecodeError as error:
            msg = f"line {at + 1}: {error.msg}"
            raise ValueError(msg) from None


def _in_a_row(text: str, decoder: json.JSONDecoder) -> list[Json]:
    """Give the texts that stand one behind the other; none where anything else is between them."""
    found: list[Json] = []
    at = _skip_between(text, 0)
    while at < len(text):
        try:
            one, at = decoder.raw_decode(text, at)
        except json.JSONDecodeError:
            return []
        found.append(one)
        at = _skip_between(text, at)
    return found


def _skip_between(text: str, at: int) -> int:
    space = BETWEEN.match(text, at)
    return space.end() if space else at


def _features_of(data: Json) -> list[Any]:
    """Give the features of one text: a feature, or a collection."""
    return features_in(data, Oddity()) if _is_collection(data) else [data]


def _crs_of_all(found: list[Json]) -> dict[str, Any]:
    """Give the ``crs`` that collections state; what several say otherwise is read in neither."""
    said = [
        _crs_in(one) for one in found if isinstance(one, dict) and one.get("type") == COLLECTION
    ]
    stated = sorted({*said} - {""})
    if len(stated) > 1 or (stated and "" in said):
        raise ValueError(say("read.typed.several_crs", listed=", ".join(map(show, stated))))
    return {"crs": json.loads(stated[0])} if stated else {}


def _is_collection(data: Json) -> bool:
    return isinstance(data, dict) and data.get("type") == COLLECTION


def _crs_in(collection: dict[str, Any]) -> str:
    stated = collection.get("crs")
    return "" if stated is None else json.dumps(stated, sort_keys=True)


def data_in_script(text: str) -> str | None:
    """Give the JSON that makes up most of a script; None where the text is no script.

    Raises
    ------
    ValueError
        It is a script, and what it holds is no JSON.
    """
    if not re.match(SCRIPT, text, re.DOTALL):
        return None
    for said in (text, _as_json(text)):
        found = _longest_in(said)
        if found is not None:
            return found
    raise ValueError(say("read.typed.script"))


def _longest_in(text: str) -> str | None:
    """Give the first JSON that makes up most of a text."""
    decoder = json.JSONDecoder()
    for at, match in enumerate(HANDED.finditer(text)):
        if at == TRIES:
            break
        try:
            _, end = decoder.raw_decode(text, match.end())
        except (ValueError, RecursionError):
            continue
        if end - match.end() > HALF * len(text):
            return text[match.end() : end]
    return None


def _as_json(text: str) -> str:
    """Write names of members and plain constants of a script as JSON has them; texts stay."""
    return LITERAL.sub(_literal, text)


def _literal(match: re.Match[str]) -> str:
    if match["name"]:
        return f'{match["before"]}"{match["name"]}"{match["behind"]}'
    return {"!0": "true", "!1": "false"}.get(match[0], match[0])
