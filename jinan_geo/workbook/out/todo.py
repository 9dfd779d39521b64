"""The sheet of open issues in a progress workbook: each with a link to the cell it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinan_geo.export.workbook import fit_text
from jinan_geo.issues.issue import catalogue
from jinan_geo.read.excel import cell_name
from jinan_geo.words import say, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinan_geo.issues.issue import Issue
    from jinan_geo.workbook.out.contents import Workbook
    from jinan_geo.workbook.out.look import SheetLook
    from jinan_geo.workbook.out.template import PlacedForm

__all__ = ["todo_sheet", "write_todo"]

# How wide the columns are, in characters.
WIDTHS = {
    "project": 26, "issue": 16, "what": 52, "fix": 40, "value": 16, "where": 24, "age": 14,
}  # fmt: skip
WHOLE = "as_of"  # an issue about a project as a whole is answered by reporting


def todo_sheet() -> str:
    """Give the name of the sheet."""
    return say("workbook.todo.sheet")


def write_todo(
    page: Any,  # noqa: ANN401 - xlsxwriter has no types
    workbook: Workbook,
    placed: Sequence[PlacedForm],
    look: SheetLook,
) -> None:
    """Write the issues in the order of the sheets and their rows."""
    headings = words_of("workbook.todo.columns")
    for at, (name, width) in enumerate(WIDTHS.items()):
        page.set_column(at, at, width)
        page.write_string(0, at, headings[name], look.head_given)
    page.set_row(0, 26)
    row = 1
    for one in placed:
        names = {row.id: row.name for row in one.form.rows}
        here = [
            issue
            for issue in workbook.issues
            if issue.layer == one.form.layer and issue.feature in one.lines
        ]
        for issue in sorted(here, key=lambda issue: one.lines[str(issue.feature)]):
            _write_issue(page, row, issue, one, names[str(issue.feature)], look)
            row += 1
    if row == 1:
        page.write_string(1, 0, say("workbook.todo.nothing"), look.text)
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.protect(
        "", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True}
    )


def _write_issue(  # noqa: PLR0913 - where and what
    page: Any,  # noqa: ANN401 - xlsxwriter has no types
    row: int,
    issue: Issue,
    placed: PlacedForm,
    name: str,
    look: SheetLook,
) -> None:
    kind = catalogue()[issue.type]
    value = "" if issue.value is None else str(issue.value)
    texts = (name, kind.name.here, issue.message().here, kind.fix.here, value)
    for at, text in enumerate(texts):
        page.write_string(row, at, fit_text(text), look.text)
    keys = [box.key for box in placed.boxes]
    field = placed.form.titles.get(str(issue.field), issue.field)
    field = field if field in keys else WHOLE
    cell = cell_name((placed.lines[str(issue.feature)], keys.index(str(field))))
    quoted = placed.sheet.replace("'", "''")
    page.write_url(
        row, 5, f"internal:'{quoted}'!{cell}", look.link, fit_text(f"{placed.sheet} {cell}")
    )
    page.write_string(row, 6, fit_text(issue.age.word().here if issue.age else ""), look.text)
