"""What ``ledger import`` prints of a folder: one table of its files, and what needs somebody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jinan_geo.cli.say_ledger_import import name_gone, print_proposals, proposals_json
from jinan_geo.cli.tables import print_table, tell
from jinan_geo.words import current_language, say, words_of
from jinan_geo.workbook.back.wording import show_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from jinan_geo.issues.issue import Issue
    from jinan_geo.workbook.back.incoming import Incoming, IncomingSheet
    from jinan_geo.workbook.back.judge import Judged
    from jinan_geo.workbook.back.recording import Recorded
    from jinan_geo.workbook.folder.batch import Batch, MissingDistrict
    from jinan_geo.workbook.folder.reply import Reply
    from jinan_geo.workbook.folder.sorted import BatchFile

    Done = Mapping[str, Sequence[Recorded]] | None
    Names = Mapping[str, str]

__all__ = ["Told", "batch_json", "print_batch"]

MOST = 60  # lines of a table in the terminal; --json gives them all
COUNTS = ("recorded", "unchanged", "set_aside")
SECOND = ("copy", "again")


@dataclass(frozen=True)
class Told:
    """What is told, and how.

    ``done`` is what was recorded, None where nothing is to be; ``slips`` are the return sheets as
    written, in ``folder``.
    """

    reply: Reply
    done: Done
    slips: Mapping[str, Path]
    folder: Path
    lang: str

    @property
    def batch(self) -> Batch:
        """The files as judged."""
        return self.reply.batch

    @property
    def names(self) -> Names:
        """The districts as they are called here."""
        return self.reply.zh if self.lang == "zh" else self.reply.en


def batch_json(told: Told) -> dict[str, Any]:
    """Give everything for a machine."""
    batch, zh, en = told.batch, told.reply.zh, told.reply.en
    return {
        "as_of": batch.day.isoformat() if batch.day else None,
        "written": told.done is not None,
        "files": [_file_json(one, zh, told.done) for one in batch.files],
        "recorded": list(_recorded(batch)),
        "conflicts": [*(vars(one) for one in batch.conflicts), *_since(batch)],
        "set_aside": list(_aside(batch)),
        "missing": [_missing_json(one, zh, en) for one in batch.missing],
        "duplicates": [_second_json(one) for one in batch.files if one.state in SECOND],
        "returns": [_slip_json(told, *pair) for pair in batch.judged if pair[0].name in told.slips],
        "absent": list(_absent(batch)),
        "proposals": proposals_json(told.reply.proposals),
        "attachments": list(_attached(batch)),
        "reminders": [vars(one) for one in told.reply.reminders],
        "summary": told.reply.summary,
    }


def _attached(batch: Batch) -> Iterator[dict[str, Any]]:
    """Every photo and paper with the project that its name tells, and where it goes."""
    for file in batch.files:
        if file.attached:
            yield {"file": file.name, **vars(file.attached)}


def _absent(batch: Batch) -> Iterator[dict[str, Any]]:
    """Every project whose row did not come back."""
    for file, incoming in batch.judged:
        for sheet in incoming.sheets:
            where = _where(file.name, sheet.returned.sheet, None)
            for key, name in sheet.gone.items():
                yield {**where, "layer": sheet.layer, "project": key, "name": name}


def _second_json(file: BatchFile) -> dict[str, Any]:
    return {**_where(file.name, None, None), "of": file.of, "state": file.state}


def _slip_json(told: Told, file: BatchFile, incoming: Incoming) -> dict[str, Any]:
    from jinan_geo.workbook.folder.slip import marks_of  # noqa: PLC0415 - saves 858 ms of every start

    marks = marks_of(incoming, told.lang)
    cells = [{"sheet": mark.sheet, "cell": mark.cell, "project": mark.project} for mark in marks]
    return {"file": file.name, "path": str(told.slips[file.name]), "cells": cells}


def _file_json(file: BatchFile, names: Names, done: Done) -> dict[str, Any]:
    entries = {one.sheet.layer: one.entry.number for one in (done or {}).get(file.name, ())}
    return {
        "file": file.name,
        "state": file.state,
        "district": file.district,
        "name": names.get(str(file.district)),
        **counts_of(file),
        "of": file.of,
        "why": file.why,
        "entries": entries,
    }


def _missing_json(one: MissingDistrict, zh: Names, en: Names) -> dict[str, Any]:
    where = {"file": one.blank, "sheet": None, "cell": None}
    names = {"name_zh": zh[one.code], "name_en": en[one.code]}
    return {**where, "district": one.code, **names, "due": one.due}


def counts_of(file: BatchFile) -> dict[str, int]:
    """Count the rows of a file by what becomes of them; none of a copy count."""
    found = dict.fromkeys(COUNTS, 0)
    if file.incoming is None or file.state in {"copy", "noise"}:
        return found
    for sheet in file.incoming.sheets:
        for key in COUNTS:
            found[key] += getattr(sheet.account, key)
    return found


def _recorded(batch: Batch) -> Iterator[dict[str, Any]]:
    """Every value that changes, with the cell that it stands in."""
    for file, incoming in batch.judged:
        for sheet in incoming.sheets:
            for one in sheet.judged:
                yield from _values_of(file, sheet, one)


def _values_of(file: BatchFile, sheet: IncomingSheet, one: Judged) -> Iterator[dict[str, Any]]:
    for change in one.changes:
        cell = one.line.cells.get(change.field) or one.line.cells.get("id")
        values = {"before": show_value(change.before), "after": show_value(change.after)}
        yield {
            "file": file.name,
            "sheet": sheet.returned.sheet,
            "cell": cell.cell if cell else None,
            "layer": sheet.layer,
            "project": change.project,
            "name": change.name,
            "field": change.field,
            **values,
        }


def _aside(batch: Batch) -> Iterator[dict[str, Any]]:
    """Every cell, row and file that could not be used, with why."""
    for file, incoming in batch.judged:
        for sheet in incoming.sheets:
            yield from (_issue_json(file, issue) for issue in (*sheet.issues, *sheet.refused))
        yield from _alike_json(file, incoming)
    for file in batch.files:
        if file.state == "refused":
            yield {**_where(file.name, None, None), "type": "file", "message": file.why}


def _since(batch: Batch) -> Iterator[dict[str, Any]]:
    """Every value that the ledger changed too since the form went out."""
    for file, incoming in batch.judged:
        for sheet in incoming.sheets:
            for issue in sheet.issues:
                if issue.type == "edit-conflict":
                    yield _clash_json(file, issue)


def _clash_json(file: BatchFile, issue: Issue) -> dict[str, Any]:
    told = issue.details
    return {
        **_where(file.name, issue.sheet, issue.cell),
        "layer": issue.layer,
        "project": issue.feature,
        "field": issue.field,
        "value": str(issue.value),
        "other": f"{told['by']} {told['at']}",
        "theirs": str(told["ours"]),
    }


def _alike_json(file: BatchFile, incoming: Incoming) -> Iterator[dict[str, Any]]:
    for one in incoming.unread:
        if one.is_alike:
            text = say("cli.import.alike", sheet=one.sheet, rows=one.rows).strip()
            yield {**_where(file.name, one.sheet, None), "type": "sheet", "message": text}


def _issue_json(file: BatchFile, issue: Issue) -> dict[str, Any]:
    message = issue.message()
    return {
        **_where(file.name, issue.sheet, issue.cell),
        "row": issue.row,
        "layer": issue.layer,
        "project": issue.feature,
        "field": issue.field,
        "value": None if issue.value is None else str(issue.value),
        "type": issue.type,
        "message": getattr(message, current_language()),
        "message_zh": message.zh,
        "message_en": message.en,
    }


def _where(file: str, sheet: str | None, cell: str | None) -> dict[str, Any]:
    return {"file": file, "sheet": sheet, "cell": cell}


def print_batch(told: Told) -> None:
    """Show every file in one table, then what needs somebody, and sum it up for the city."""
    batch, names, lang = told.batch, told.names, told.lang
    _print_files(batch, names, told.done, lang)
    _print_conflicts(batch, lang)
    _print_aside(batch, lang)
    _print_gone(batch, lang)
    print_proposals(told.reply.proposals, names, lang)
    for one in batch.missing:
        known = {"district": names[one.code], "due": one.due}
        if one.blank:
            tell(say("cli.folder.blank", lang, file=one.blank, **known))
        else:
            tell(say("cli.folder.missing", lang, **known))
    if not batch.missing:
        tell(say("cli.folder.nobody", lang))
    if told.reply.summary:
        tell(told.reply.summary)
    _print_done(told)


def _print_files(batch: Batch, names: Names, done: Done, lang: str) -> None:
    headings, states = words_of("cli.folder.columns", lang), words_of("cli.folder.states", lang)
    shown = [one for one in batch.files if one.state != "noise"]
    rows = []
    for one in shown:
        state = "done" if one.name in (done or {}) else one.state
        rows.append([one.name, names.get(str(one.district), "—"), states[state], *_told(one)])
    print_table(headings, rows, right=COUNTS, fold=["file", "why"])
    ignored = len(batch.files) - len(shown)
    if ignored:
        tell(say("cli.folder.ignored", lang, n=ignored))


def _told(file: BatchFile) -> list[object]:
    """The counts of a file, nothing for none, and why or of which other it is so."""
    counts = counts_of(file)
    return [*(counts[key] or "" for key in COUNTS), file.why or file.of or ""]


def _print_gone(batch: Batch, lang: str) -> None:
    """Name the projects whose rows did not come back."""
    for file, incoming in batch.judged:
        for sheet in incoming.sheets:
            if sheet.gone:
                told = say("cli.import.absent", lang, n=sheet.absent, which=name_gone(sheet))
                tell(f"{file.name}{told}")


def _print_conflicts(batch: Batch, lang: str) -> None:
    if not batch.conflicts:
        return
    headings, fields = words_of("cli.folder.conflicts", lang), words_of("cli.import.fields", lang)
    rows = []
    for one in batch.conflicts[:MOST]:
        where = f"{one.sheet}!{one.cell}"
        name = fields.get(one.field, one.field)
        rows.append([one.file, where, one.project, name, one.value, one.theirs, one.other])
    print_table(headings, rows, fold=headings)
    _tell_more(len(batch.conflicts), lang)


def _print_aside(batch: Batch, lang: str) -> None:
    from jinan_geo.issues.issue import catalogue  # noqa: PLC0415 - saves 78 ms of every start

    told = [one for one in _aside(batch) if one["type"] not in {"file", "copies-differ"}]
    if not told:
        return
    rows = []
    for one in told[:MOST]:
        kind = catalogue().get(one["type"])
        name = getattr(kind, f"name_{lang}", "")
        where = f"{one['sheet']}!{one['cell']}" if one["cell"] else one["sheet"]
        message = one.get(f"message_{lang}", one["message"])
        rows.append([one["file"], where, one.get("project") or "", name, message])
    headings = words_of("cli.folder.aside", lang)
    print_table(headings, rows, fold=headings)
    _tell_more(len(told), lang)


def _tell_more(count: int, lang: str) -> None:
    if count > MOST:
        tell(say("cli.import.more", lang, n=count - MOST))


def _print_done(told: Told) -> None:
    """Sum up the files, and say what was recorded."""
    batch, lang = told.batch, told.lang
    counts = dict.fromkeys(COUNTS, 0)
    for one in batch.files:
        for key, count in counts_of(one).items():
            counts[key] += count
    counts["set_aside"] = batch.set_aside
    files = sum(one.state != "noise" for one in batch.files)
    more = {"conflicts": len(batch.conflicts), "missing": len(batch.missing)}
    more["duplicates"] = sum(one.state in SECOND for one in batch.files)
    tell(say("cli.folder.all", lang, files=files, **counts, **more))
    if told.done is None:
        tell(say("cli.folder.nothing", lang))
        return
    rows = sum(one.entry.recorded for recorded in told.done.values() for one in recorded)
    tell(say("cli.folder.recorded", lang, files=len(told.done), rows=rows))
    tell(say("cli.folder.slips", lang, n=len(told.slips), folder=told.folder))
