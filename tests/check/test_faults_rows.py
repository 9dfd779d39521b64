"""Every row of the table of faults, of the groups geometry to archives, crash and time, has a test
with its number.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROWS = [
    *("G1", "G2", "G3", "G4", "G5", "G6", "G7", "G8", "G9", "G10", "G11", "G12", "G13", "G14"),
    *("C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8"),
    *("A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8"),
    *("J1", "J2", "J3", "J4", "J5", "J6", "J7", "J8"),
    *("S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10", "S11"),
    *("X1", "X2", "X3", "X4", "X5", "X6", "X7", "X8", "X9"),
    *("T1", "T2", "T3"),
    *("Z1", "Z2", "Z3", "Z4", "Z5", "Z6", "Z7", "Z8", "Z9"),
]
# A number, or several after one another: test_c2_c5_metres_under_a_label_of_degrees.
NAME = re.compile(r"test_((?:[a-z]\d+_)+)\w", re.IGNORECASE)


@cache  # every test of the suite is parsed
def rows_tested() -> frozenset[str]:
    """The numbers that tests bear.

    A test that is always skipped or has no assertion does not count.
    """
    found: set[str] = set()
    for file in Path(__file__).parents[1].rglob("test_*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            named = NAME.match(node.name) if isinstance(node, ast.FunctionDef) else None
            if named is None or not isinstance(node, ast.FunctionDef):
                continue
            skipped = any(
                "mark.skip" in ast.unparse(mark) or "xfail" in ast.unparse(mark)
                for mark in node.decorator_list
            )
            asserts = any(
                isinstance(part, ast.Assert) or "pytest.raises" in ast.unparse(part)
                for part in ast.walk(node)
            )
            if asserts and not skipped:
                found |= set(named[1].upper().strip("_").split("_"))
    return frozenset(found)


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.first_quick(2)
def test_a_row_has_a_test_that_bears_its_number(row: str) -> None:
    assert row in rows_tested()


def test_no_test_bears_a_number_that_is_no_row() -> None:
    groups = {row[0] for row in ROWS}
    assert {row for row in rows_tested() if row[0] in groups} <= set(ROWS)
