"""What the verbs of the quarterly form print: each figure beside the words it stands on."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from jinan_geo.cli.tables import print_table, tell
from jinan_geo.words import say, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinan_geo.cells.prose import Proposal
    from jinan_geo.workbook.quarter.confirm import Becomes
    from jinan_geo.workbook.quarter.incoming import IncomingForm

__all__ = ["form_json", "print_form", "print_form_done"]


def print_form(incoming: IncomingForm, planned: Sequence[Becomes], lang: str) -> None:
    """Show what is new, changed or dropped, every remark and proposal, and what becomes of them."""
    quarter = incoming.quarter
    counts = Counter(match.state for match in incoming.matches)
    states = {key: counts[key] for key in ("new", "changed", "same", "dropped")}
    tell(say("cli.form.read", lang, file=incoming.file, quarter=quarter.quarter, **states))
    if incoming.before and not incoming.again:
        tell(say("cli.form.replaces", lang, file=incoming.before[0]["file"]))
    names = words_of("cli.form.states", lang)
    told = [match for match in incoming.matches if match.state != "same"]
    rows = [[match.id, names[match.state], match.main] for match in told]
    headings = words_of("cli.form.tasks", lang)
    if rows:
        print_table(headings, rows, fold=headings)
    _print_remarks(incoming, lang)
    _print_proposals(incoming, lang)
    _print_planned(incoming, planned, lang)


def _print_remarks(incoming: IncomingForm, lang: str) -> None:
    from jinan_geo.workbook.quarter.issues import issue_of  # noqa: PLC0415 - saves 887 ms of every start

    names = words_of("cli.issues.severities", lang)
    for one in incoming.quarter.remarks:
        issue = issue_of(one, incoming.file)
        message = getattr(issue.message(), lang)
        severity = names[issue.severity]
        tell(say("cli.form.seen", lang, severity=severity, at=one.at, message=message))


def _print_proposals(incoming: IncomingForm, lang: str) -> None:
    if not incoming.proposals:
        return
    names = words_of("cli.form.kinds", lang)
    rows = []
    for number, one in enumerate(incoming.proposals, start=1):
        mark = say("cli.form.refused", lang) if number in incoming.refused else ""
        value = f"{one.value} {one.unit} {one.qualifier}".strip()
        task = incoming.matches[one.task].id
        rows.append([str(number), task, one.at, names[one.kind], one.words, value, mark])
    headings = words_of("cli.form.proposals", lang)
    print_table(headings, rows, fold=headings)
    tell(say("cli.form.how", lang))


def _print_planned(incoming: IncomingForm, planned: Sequence[Becomes], lang: str) -> None:
    if not planned:
        return
    from jinan_geo.ledger.tasks import publisher_of  # noqa: PLC0415 - saves 887 ms of every start

    tell(say("cli.form.becomes", lang, office=publisher_of(incoming.quarter.office)))
    kinds = words_of("cli.form.counts", lang)
    rows = []
    for one in planned:
        value = f"{one.value} {one.unit}".strip()
        what = one.field or kinds[one.counts]
        words = incoming.clause_of(incoming.proposals[one.number - 1])
        place = f"{one.layer}/{one.about}" if one.layer else one.about
        rows.append([str(one.number), place, one.name, what, value, one.as_of, words])
    headings = words_of("cli.form.planned", lang)
    print_table(headings, rows, fold=headings)


def print_form_done(  # noqa: PLR0913 - what came of it
    incoming: IncomingForm,
    number: int | None,
    taken: Sequence[Proposal],
    planned: Sequence[Becomes],
    lang: str,
    *,
    known: bool,
) -> None:
    """Say what was recorded."""
    if known:
        tell(say("cli.form.again", lang, quarter=incoming.quarter.quarter))
    elif number is None:
        tell(say("cli.import.dry", lang))
    else:
        counts = {"tasks": len(incoming.quarter.tasks), "taken": len(taken), "values": len(planned)}
        tell(say("cli.form.recorded", lang, number=number, file=incoming.file, **counts))


def form_json(
    incoming: IncomingForm, taken: Sequence[Proposal], planned: Sequence[Becomes]
) -> dict[str, Any]:
    """Give everything for a machine."""
    from jinan_geo.workbook.quarter.issues import issue_of  # noqa: PLC0415 - saves 887 ms of every start

    quarter = incoming.quarter
    proposals = []
    for number, one in enumerate(incoming.proposals, start=1):
        told = {**vars(one), "task": incoming.matches[one.task].id, "number": number}
        told |= {"refused": number in incoming.refused, "taken": one in taken}
        proposals.append(told)
    tasks = [{"id": one.id, "state": one.state, "main": one.main} for one in incoming.matches]
    remarks = [
        {**vars(one), "is_fault": one.is_fault, "type": issue_of(one, incoming.file).type}
        for one in quarter.remarks
    ]
    return {
        "file": incoming.file,
        "form": quarter.form,
        "office": quarter.office,
        "quarter": quarter.quarter,
        "tasks": tasks,
        "remarks": remarks,
        "proposals": proposals,
        "records": list(map(vars, planned)),
    }
