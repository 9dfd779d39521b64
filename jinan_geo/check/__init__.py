"""What can be wrong in a layer: the list of rules, each from a layer to its issues."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from jinan_geo.check.cells import check_written
from jinan_geo.check.evidence import check_evidence
from jinan_geo.check.expected import check_expected
from jinan_geo.check.ids import check_ids, check_leads
from jinan_geo.check.progress import check_dates, check_plans, check_progress
from jinan_geo.check.provision import check_provision
from jinan_geo.check.relations import check_neighbours, check_relations
from jinan_geo.check.shapes import check_shapes
from jinan_geo.check.subject import Subject
from jinan_geo.issues.issue import Issue

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["RULES", "Rule", "check_layer"]

Rule = Callable[[Subject], Iterator[Issue]]

# Issues come in this order. Rules that need the districts have a list in the room ``city``.
RULES: Sequence[Rule] = (
    check_written,
    check_ids,
    check_leads,
    check_shapes,
    check_expected,
    check_neighbours,
    check_relations,
    check_plans,
    check_dates,
    check_progress,
    check_evidence,
    check_provision,
)
# Those that look at features that are gone from the file, too: reports were due of them.
OF_RECORDS = (check_progress, check_evidence, check_provision)


def check_layer(subject: Subject) -> list[Issue]:
    """Run every rule; it finds nothing where the layer has none of its kind, such as records."""
    issues: list[Issue] = []
    for rule in RULES:
        issues += rule(subject if rule in OF_RECORDS else subject.living)
    return issues
