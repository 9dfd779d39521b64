"""The sheet on which a district proposes projects that no layer has yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinan_geo.export.workbook import fit_text
from jinan_geo.words import say, words_of
from jinan_geo.workbook.out.form import FIRST_DAY, LAST_DAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinan_geo.workbook.out.look import SheetLook

__all__ = ["DATES", "proposal_sheet", "write_proposals"]

HEADING, ROWS = 2, 30  # where the headings stand, from 0, and how many rows there are to fill
WIDTHS = {
    "name": 30, "place": 36, "unit": 20, "planned_start": 13, "planned_finish": 13, "layer": 18,
    "remark": 36,
}  # fmt: skip
DATES = ("planned_start", "planned_finish")


def proposal_sheet() -> str:
    """Give the name of the sheet."""
    return say("workbook.proposals.sheet")


def write_proposals(page: Any, layers: Sequence[str], listed: str, look: SheetLook) -> None:  # noqa: ANN401 - xlsxwriter has no types
    """Write the headings and empty rows; ``layers`` are the names a project may go to.

    ``listed`` is the range of cells that has them: a rule itself holds few, and none with a comma.
    """
    last = len(WIDTHS) - 1
    titles = words_of("workbook.proposals.columns")
    page.merge_range(0, 0, 0, last, say("workbook.proposals.title"), look.title)
    page.merge_range(1, 0, 1, last, say("workbook.proposals.note"), look.note)
    page.set_row(0, 30)
    page.set_row(1, 36)
    hints = words_of("workbook.proposals.hints")
    end = HEADING + ROWS
    for at, (key, width) in enumerate(WIDTHS.items()):
        page.set_column(at, at, width)
        page.write_string(HEADING, at, titles[key], look.head_fill)
        style = look.fill["date" if key in DATES else "text"]
        for row in range(HEADING + 1, end + 1):
            page.write_blank(row, at, None, style)
        rule = {"input_title": titles[key], "input_message": hints[key], "ignore_blank": True}
        page.data_validation(HEADING + 1, at, end, at, rule | _bounds(key, listed))
    if len(layers) == 1:
        for row in range(HEADING + 1, end + 1):
            page.write_string(row, [*WIDTHS].index("layer"), fit_text(layers[0]), look.fill["text"])
    page.freeze_panes(HEADING + 1, 1)
    page.protect("", {"format_cells": True, "format_columns": True, "format_rows": True})
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEADING)


def _bounds(key: str, listed: str) -> dict[str, Any]:
    if key in DATES:
        days = {"minimum": FIRST_DAY, "maximum": LAST_DAY}
        return {"validate": "date", "criteria": "between", **days}
    if key == "layer":
        return {"validate": "list", "source": listed}
    return {"validate": "any"}
