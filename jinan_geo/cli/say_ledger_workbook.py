"""What the workbook verbs of the ledger print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.cli.tables import tell
from jinan_geo.words import say

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.workbook.out.contents import Workbook

__all__ = ["print_template"]


def print_template(path: Path, workbook: Workbook, lang: str) -> None:
    """Say what the workbook holds."""
    district = getattr(workbook.district, lang)
    tell(say("cli.template.written", lang, file=path, district=district, as_of=workbook.as_of))
    for form in workbook.forms:
        due = sum(row.as_of is not None for row in form.rows)
        owed = sum(row.overdue for row in form.rows)
        counts = {"projects": len(form.rows), "due": due, "owed": owed}
        tell(say("cli.template.form", lang, layer=getattr(form.name, lang), **counts))
    tell(say("cli.template.todo", lang, issues=len(workbook.issues)))
