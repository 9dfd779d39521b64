"""Rows of one project in a sheet by their days: numbers do not fall within it either."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from jinan_geo.workbook.back.judge import Faults, find_falls
from jinan_geo.workbook.back.projects import last_known

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jinan_geo.workbook.back.judge import Judged, Rules

__all__ = ["settle_history"]


def settle_history(judged: Sequence[Judged], rules: Rules) -> list[Judged]:
    """Set rows aside that are lower than an earlier one of their project in the same sheet.

    What the ledger has was held against each row before.
    """
    settled = list(judged)
    before: dict[str, list[Mapping[str, Any]]] = {}
    recorded = [at for at, one in enumerate(judged) if one.outcome == "recorded"]
    for at in sorted(recorded, key=lambda at: judged[at].record["as_of"]):
        one = judged[at]
        faults = Faults(one.line, rules)
        faults.project = one.project
        earlier = before.setdefault(str(one.project), [])
        find_falls(one.record, last_known(earlier, rules.stages), faults, rules)
        if faults.found:
            settled[at] = replace(
                one, outcome="set_aside", record={}, changes=(), issues=faults.found
            )
        else:
            earlier.append(one.record)
    return settled
