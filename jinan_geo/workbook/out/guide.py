"""The guide sheet of a progress workbook.

How to fill it in, what the colours mean, where to send it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinan_geo.export.workbook import fit_text
from jinan_geo.words import say, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinan_geo.workbook.out.contents import Workbook
    from jinan_geo.workbook.out.look import SheetLook

__all__ = ["guide_sheet", "write_guide"]


def guide_sheet() -> str:
    """Give the name of the sheet."""
    return say("workbook.guide.sheet")


def write_guide(page: Any, workbook: Workbook, sheets: Sequence[str], look: SheetLook) -> None:  # noqa: ANN401 - xlsxwriter has no types
    """Write the sheet."""
    page.set_column(0, 0, 14)
    page.set_column(1, 1, 92)
    page.hide_gridlines(2)
    page.set_row(0, 34)
    place = {"workspace": workbook.workspace, "district": workbook.district.here}
    page.write_string(0, 0, fit_text(say("workbook.guide.title", **place)), look.title)
    at = _write_facts(page, workbook, look) + 1
    at = _write_steps(page, at, workbook, look) + 2
    at = _write_colours(page, at, look) + 2
    page.write_string(at, 0, say("workbook.guide.sheets"), look.heading)
    for sheet, form in zip(sheets, workbook.forms, strict=True):
        at += 1
        page.write_url(at, 0, f"internal:'{_quote(sheet)}'!A1", look.link, fit_text(sheet))
        page.write_string(at, 1, say("workbook.guide.count", n=len(form.rows)), look.text)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.protect("", {"format_columns": True, "format_rows": True})


def _write_facts(page: Any, workbook: Workbook, look: SheetLook) -> int:  # noqa: ANN401 - xlsxwriter has no types
    rule = workbook.forms[0].reporting
    words = words_of("workbook.guide.facts")
    facts = {
        "district": say(
            "workbook.guide.coded", district=workbook.district.here, code=workbook.code
        ),
        "by": rule.by.here if rule.by else None,
        "as_of": say("workbook.guide.as_of", as_of=workbook.as_of),
        "grace": say("workbook.guide.grace", n=rule.grace_days) if rule.grace_days else None,
        "edition": _edition(workbook),
        "to": rule.to.here if rule.to else say("workbook.guide.sender"),
    }
    told = [(words[name], text) for name, text in facts.items() if text is not None]
    for at, (word, text) in enumerate(told, start=1):
        page.write_string(at, 0, word, look.strong)
        page.write_string(at, 1, fit_text(text), look.text)
    return len(told) + 1


def _edition(workbook: Workbook) -> str:
    if workbook.edition is None:
        return say("workbook.guide.no_edition")
    return say("workbook.guide.edition", edition=workbook.edition)


def _write_steps(page: Any, at: int, workbook: Workbook, look: SheetLook) -> int:  # noqa: ANN401 - xlsxwriter has no types
    """Write how to fill it in, below row ``at``; gives the last row."""
    page.write_string(at, 0, say("workbook.guide.how"), look.heading)
    steps = dict(words_of("workbook.guide.steps"))
    if not any(form.shared for form in workbook.forms):
        del steps["shared"]
    numbers = say("workbook.guide.numbers")
    for number, text in zip(numbers, steps.values(), strict=False):
        at += 1
        page.write_string(at, 0, number, look.strong)
        page.write_string(at, 1, text, look.text)
    return at


def _write_colours(page: Any, at: int, look: SheetLook) -> int:  # noqa: ANN401 - xlsxwriter has no types
    """Write what the colours mean, below row ``at``; gives the last row."""
    page.write_string(at, 0, say("workbook.guide.colours"), look.heading)
    styles = {"fill": look.fill_sample, "given": look.given_sample, "fallen": look.fallen_sample}
    samples = words_of("workbook.guide.samples")
    meanings = words_of("workbook.guide.meanings")
    for name, style in styles.items():
        at += 1
        page.write_string(at, 0, samples[name], style)
        page.write_string(at, 1, meanings[name], look.text)
    return at


def _quote(sheet: str) -> str:
    return sheet.replace("'", "''")
