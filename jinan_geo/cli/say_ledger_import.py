"""What ``ledger import`` prints.

What would change, what is set aside and why, the account, and what was recorded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinan_geo.cli.tables import print_table, tell
from jinan_geo.words import say, words_of
from jinan_geo.workbook.back.wording import show_value, word_change

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jinan_geo.issues.issue import Issue
    from jinan_geo.workbook.back.incoming import Incoming, IncomingSheet
    from jinan_geo.workbook.back.judge import Change
    from jinan_geo.workbook.back.ready import Ready
    from jinan_geo.workbook.back.recording import Recorded
    from jinan_geo.workbook.back.totals import Control

__all__ = [
    "as_json",
    "name_gone",
    "print_preview",
    "print_proposals",
    "print_recorded",
    "proposals_json",
]

MOST = 60  # lines of a table in the terminal; --json gives them all
MOST_GONE = 20  # names in a line
HAPPENED = ("opened", "seen", "fixed", "reopened")


def print_preview(incoming: Incoming, lang: str) -> None:
    """Show what the import would change, row by row, and what it sets aside, cell by cell."""
    for sheet in incoming.sheets:
        _print_taken(sheet, lang)
        _print_changes(sheet, lang)
        _print_aside(sheet, lang)
        counts = vars(sheet.account)
        # A table that is no workbook is one sheet without a name: its file's stands for it.
        name = sheet.returned.sheet or incoming.file
        tell(say("cli.import.account", lang, layer=sheet.layer, sheet=name, **counts))
        for control in sheet.controls:
            verdict = say("cli.import.unequal" if control.issue else "cli.import.equal", lang)
            amounts = {"stated": show_value(control.stated), "found": show_value(control.found)}
            tell(say("cli.import.total", lang, row=control.row, verdict=verdict, **amounts))
        if sheet.returned.locked:
            tell(say("cli.import.locked", lang, n=sheet.returned.locked))
        if sheet.absent:
            tell(say("cli.import.absent", lang, n=sheet.absent, which=name_gone(sheet)))
        if sheet.comments:
            tell(say("cli.import.comments", lang, n=len(sheet.comments)))
        _print_hidden(sheet, lang)
    _print_unread(incoming, lang)


def _print_taken(sheet: IncomingSheet, lang: str) -> None:
    """Say of each column of a plain table what it was taken for; what is not is named together."""
    taken = sheet.returned.taken
    for one in taken:
        if one.field:
            why = say("cli.import.why", lang, why=one.why) if one.why else ""
            title = one.title or "—"
            tell(say("cli.import.taken", lang, title=title, field=one.field, why=why))
    others = [one.title for one in taken if not one.field]
    if others:
        listed = say("cli.import.between", lang).join(others)
        tell(say("cli.import.not_taken", lang, n=len(others), columns=listed))
    for line in sheet.returned.told:
        tell(f"  {line}")


def proposals_json(proposals: Sequence[Ready]) -> list[dict[str, object]]:
    """Give the proposed projects for a machine, each with its row for the layer."""
    return [one.as_json() for one in proposals]


def print_proposals(proposals: Sequence[Ready], names: Mapping[str, str], lang: str) -> None:
    """Show the projects that districts propose, with the id each would take in its layer."""
    if not proposals:
        return
    states = words_of("cli.import.proposal_states", lang)
    rows = []
    for one in proposals[:MOST]:
        told, state = one.as_json(), states["new" if one.is_new else "open"]
        who = names.get(one.district, one.district)
        rows.append([who, told["name"], told["place"], told["layer"], told["id"], state])
    headings = words_of("cli.import.proposals", lang)
    print_table(headings, rows, fold=headings)
    if len(proposals) > MOST:
        tell(say("cli.import.more", lang, n=len(proposals) - MOST))


def name_gone(sheet: IncomingSheet) -> str:
    """Name the projects whose rows did not come back."""
    told = [f"{key} {name}" for key, name in sheet.gone.items()]
    more = ["…"] if told[MOST_GONE:] else []
    return say("cli.import.between").join([*told[:MOST_GONE], *more])


def _print_hidden(sheet: IncomingSheet, lang: str) -> None:
    """Name the rows and columns that nobody sees in the sheet and that were read all the same."""
    rows, columns = sheet.returned.hidden
    told = [*map(str, rows[:MOST]), *columns[:MOST]]
    if told:
        counts = {"rows": len(rows), "columns": len(columns)}
        tell(say("cli.import.hidden", lang, which=", ".join(told), **counts))


def _print_unread(incoming: Incoming, lang: str) -> None:
    """Name the sheets that were not read; rows under the same headings are set aside."""
    for one in incoming.unread:
        counts = {"sheet": one.sheet, "rows": one.rows}
        if one.is_alike:
            tell(say("cli.import.alike", lang, **counts))
        else:
            tell(say("cli.import.unread", lang, **counts))


def print_recorded(recorded: Sequence[Recorded], lang: str) -> None:
    """Say what was recorded, and what became of the remembered issues."""
    if not recorded:
        tell(say("cli.import.dry", lang))
    for one in recorded:
        layer, entry = one.sheet.layer, one.entry
        if one.again:
            tell(say("cli.import.again", lang, layer=layer, number=entry.number))
        elif entry.recorded:
            told = {"number": entry.number, "n": entry.recorded}
            tell(say("cli.import.recorded", lang, layer=layer, **told))
        else:
            tell(say("cli.import.nothing", lang, layer=layer))
        counts = {happened: one.issues.get(happened, 0) for happened in HAPPENED}
        if any(counts.values()):
            tell(say("cli.import.issues", lang, **counts))


def as_json(incoming: Incoming, recorded: Sequence[Recorded]) -> dict[str, Any]:
    """Give everything for a machine."""
    done = {one.sheet.layer: one for one in recorded}
    return {
        "file": incoming.file,
        "sha256": incoming.sha256,
        "source": incoming.source,
        "sheets": [_sheet_json(sheet, done.get(sheet.layer)) for sheet in incoming.sheets],
        "unread": list(map(vars, incoming.unread)),
    }


def _sheet_json(sheet: IncomingSheet, recorded: Recorded | None) -> dict[str, Any]:
    return {
        "layer": sheet.layer,
        "sheet": sheet.returned.sheet,
        "account": vars(sheet.account),
        "columns": [
            {"heading": one.title or None, "field": one.field, "why": one.why}
            for one in sheet.returned.taken
        ],
        "told": list(sheet.returned.told),
        "changes": list(map(_change_json, sheet.changes)),
        "set_aside": list(map(_issue, [*sheet.issues, *sheet.refused])),
        "comments": list(map(_issue, sheet.comments)),
        "totals": list(map(_total_json, sheet.controls)),
        "entry": recorded.entry.number if recorded else None,
        "absent": [{"project": key, "name": name} for key, name in sheet.gone.items()],
        "hidden": dict(zip(("rows", "columns"), map(list, sheet.returned.hidden), strict=True)),
        "again": bool(recorded and recorded.again),
        "issues": dict(recorded.issues) if recorded else {},
    }


def _change_json(change: Change) -> dict[str, str]:
    return {key: show_value(value) for key, value in vars(change).items()}


def _total_json(control: Control) -> dict[str, Any]:
    return {
        "row": control.row,
        "stated": show_value(control.stated),
        "found": show_value(control.found),
        "equal": control.issue is None,
    }


def _print_changes(sheet: IncomingSheet, lang: str) -> None:
    if not sheet.changes:
        return
    headings, fields = words_of("cli.import.columns", lang), words_of("cli.import.fields", lang)
    rows = []
    before = ""
    for change in sheet.changes[:MOST]:
        who = (change.project, change.name) if change.project != before else ("", "")
        before = change.project
        name = fields.get(change.field, change.field)
        rows.append([*who, name, *word_change(change, sheet.stages, lang)])
    print_table(headings, rows, fold=headings)
    _tell_more(len(sheet.changes), lang)


def _print_aside(sheet: IncomingSheet, lang: str) -> None:
    if not sheet.issues:
        return
    headings = words_of("cli.import.aside", lang)
    keys = ("cell", "project", f"name_{lang}", f"message_{lang}")
    rows = []
    for issue in sheet.issues[:MOST]:
        told = _issue(issue)
        rows.append([told[key] or "" for key in keys])
    print_table(headings, rows, fold=headings)
    _tell_more(len(sheet.issues), lang)


def _tell_more(count: int, lang: str) -> None:
    if count > MOST:
        tell(say("cli.import.more", lang, n=count - MOST))


def _issue(issue: Issue) -> dict[str, Any]:
    from jinan_geo.issues.issue import catalogue  # noqa: PLC0415 - saves 78 ms of every start

    kind, message = catalogue()[issue.type], issue.message()
    return {
        "cell": f"{issue.sheet}!{issue.cell}" if issue.sheet else issue.cell,
        "row": issue.row,
        "project": issue.feature,
        "field": issue.field,
        "type": issue.type,
        "name_zh": kind.name.zh,
        "name_en": kind.name_en,
        "message_zh": message.zh,
        "message_en": message.en,
    }
