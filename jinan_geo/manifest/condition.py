"""A condition of SQL that a manifest may hold: it compares columns with values, and no more.

It goes to a server as it stands, with somebody's rights. So it is no statement, asks no other table
and calls no function but those named here: what needs more is a view, which the server keeps.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["check_condition"]

TOKEN = re.compile(
    r"""(?P<space>\s+)
    | (?P<text>'(?:[^'\\]|'')*')
    | (?P<quoted>"(?:[^"]|"")+")
    | (?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)
    | (?P<word>[^\W\d]\w*)
    | (?P<comment>--|/\*)
    | (?P<sign>[-+*/<>=~!@\#%^&|?:.,()\[\]])
    """,
    re.VERBOSE,
)
# Words before a parenthesis that call nothing.
KEYWORDS = {
    "all", "and", "any", "between", "case", "char", "decimal", "else", "from", "ilike", "in", "is",
    "like", "not", "numeric", "or", "some", "then", "to", "varchar", "when",
}  # fmt: skip
# Functions of PostgreSQL and PostGIS that only reckon.
FUNCTIONS = {
    "abs", "btrim", "cast", "ceil", "char_length", "coalesce", "date_part", "date_trunc", "extract",
    "floor", "greatest", "least", "left", "length", "lower", "ltrim", "make_date", "now", "nullif",
    "position", "replace", "right", "round", "rtrim", "strpos", "substring", "to_date", "trim",
    "upper", "st_area", "st_contains", "st_covers", "st_dimension", "st_dwithin", "st_geomfromtext",
    "st_geometrytype", "st_intersects", "st_isempty", "st_isvalid", "st_length", "st_makeenvelope",
    "st_npoints", "st_point", "st_setsrid", "st_srid", "st_transform", "st_within", "st_x", "st_y",
}  # fmt: skip
# Words that ask a table: all are reserved, so no column is called so without quotes.
ASKING = {"select", "table", "with", "union", "intersect", "except", "into", "window"}


def check_condition(condition: str) -> str:
    """Give the condition back where it is one.

    Raises
    ------
    ValueError
        Says what of it is more than a condition, and what to do.
    """
    tokens = _split(condition)
    depth = 0
    for at, (kind, token) in enumerate(tokens):
        depth += {"(": 1, ")": -1}.get(token, 0)
        if depth < 0:
            break
        if kind == "word" and token.lower() in ASKING:
            raise ValueError(say("manifest.errors.condition_asks", word=token))
        if token.startswith("("):
            _require_harmless(tokens[:at])
    if depth:
        raise ValueError(say("manifest.errors.condition_brackets"))
    if not tokens:
        raise ValueError(say("manifest.errors.condition_empty"))
    return condition


def _split(condition: str) -> list[tuple[str, str]]:
    tokens, at = [], 0
    while at < len(condition):
        match = TOKEN.match(condition, at)
        kind = match.lastgroup if match else None
        if match is None or kind is None or kind == "comment":
            raise ValueError(say("manifest.errors.condition_sign", sign=condition[at : at + 12]))
        if kind != "space":
            tokens.append((kind, match[0]))
        at = match.end()
    return tokens


def _require_harmless(before: Sequence[tuple[str, str]]) -> None:
    """See to it that what stands before a parenthesis is no function, or a known one."""
    kind, token = before[-1] if before else ("sign", "")
    is_named = kind == "quoted" or (kind == "word" and token.lower() not in KEYWORDS | FUNCTIONS)
    is_of_schema = kind == "word" and len(before) > 1 and before[-2][1] == "."
    if is_named or is_of_schema:
        raise ValueError(say("manifest.errors.condition_calls", name=token))
