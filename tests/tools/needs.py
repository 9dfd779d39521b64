"""What a test needs besides Python, told by the fixtures it uses.

Where CI promised it all, no test is skipped.

``make quick`` leaves out whatever is marked here, ``slow`` by hand, and everything long of its kind
(``fuzz``, ``deep``).
"""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator

NEEDS = {"browser_path": "browser", "server": "database", "office": "office"}
LATER = {"first_quick": "slow", "first_whole": "deep"}  # what a test's later cases are
PROOFS = (
    "fuzz",
    "deep",
)  # too long for `make test`: they run where `-m` names them, and only there


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark each test by what it uses, and leave the long proofs to those who ask for them.

    Files whose tests need something come first: they take longest, and a run ends with its last
    file.
    """
    for item in items:
        for fixture, mark in NEEDS.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(mark)
    _mark_later_cases(items)
    asked = config.option.markexpr
    kept = [item for item in items if _is_asked_for(item, asked)]
    is_kept = set(kept)
    config.hook.pytest_deselected(items=[item for item in items if item not in is_kept])
    long = {item.path for item in kept if any(map(item.get_closest_marker, NEEDS.values()))}
    items[:] = sorted(kept, key=lambda item: item.path not in long)


def _mark_later_cases(items: list[pytest.Item]) -> None:
    """Of a test's many cases the first stand for all while one writes, or while all is tested."""
    seen = Counter[str]()
    for item in items:
        test = item.nodeid.partition("[")[0]
        seen[test] += 1
        for said, mark in LATER.items():
            first = item.get_closest_marker(said)
            if first is not None and seen[test] > first.args[0]:
                item.add_marker(mark)


def _is_asked_for(item: pytest.Item, asked: str) -> bool:
    proofs = [mark for mark in PROOFS if item.get_closest_marker(mark)]
    return not proofs or any(mark in asked for mark in proofs)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure where ``CI=true`` says that everything is there."""
    report = yield
    if report.skipped and os.environ.get("CI") == "true" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, where CI promised that nothing is: {report.longrepr}"
    return report
