"""What a sheet hides: rows and columns put away or filtered out, which are read all the same."""

from __future__ import annotations

import re

__all__ = ["find_hidden"]

ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
COLUMNS = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
ATTRIBUTE = re.compile(rb'(\w+)\s*=\s*"([^"]*)"')
YES = {b"1", b"true"}


def find_hidden(data: bytes, width: int) -> tuple[list[int], list[int]]:
    """Give the hidden rows, from 1, and the hidden ones of the first ``width`` columns, from 0."""
    rows = [
        int(attributes[b"r"])
        for attributes in map(_attributes, ROW.findall(data))
        if attributes.get(b"hidden") in YES and attributes.get(b"r", b"").isdigit()
    ]
    columns: set[int] = set()
    for attributes in map(_attributes, COLUMNS.findall(data)):
        if attributes.get(b"hidden") in YES:
            first, last = int(attributes.get(b"min", b"1")), int(attributes.get(b"max", b"1"))
            columns |= set(range(first - 1, min(last, width)))
    return rows, sorted(columns)


def _attributes(text: bytes) -> dict[bytes, bytes]:
    return dict(ATTRIBUTE.findall(text))
