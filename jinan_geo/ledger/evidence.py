"""Evidence: what was published of a thing, by whom and when, as rows of ``evidence.csv``.

A layer keeps its own beside its ledger; what concerns commitments without a layer lies at the root
of the workspace. Ids are unique in the workspace, whichever file they stand in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, get_args

from jinan_geo.errors import InputError
from jinan_geo.issues.issue import Issue
from jinan_geo.ledger.lines import read_literal
from jinan_geo.ledger.tasks import TASK_FILE, confirmed_figures, read_tasks
from jinan_geo.manifest.closed import Text, text
from jinan_geo.read import read_table
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from jinan_geo.manifest.workspace import Workspace

__all__ = ["EVIDENCE_COLUMNS", "Evidence", "Register", "Tier", "read_evidence", "split_ids"]

Tier = Literal["official", "press", "repost", "reported", "sample"]
Register = dict[str, "Evidence"]
FILE = "evidence.csv"
EVIDENCE_COLUMNS = (
    "id",
    "about",
    "as_of",
    "published",
    "publisher",
    "title",
    "address",
    "tier",
    "statement_zh",
    "statement_en",
)
# A file may do without these.
WORKSPACE = "workspace.toml"
MORE_COLUMNS = ("contradicts", "recheck", "released")
NEEDED = ("id", "publisher", "tier", "statement_zh")
# A publisher may name no more than the month or the year.
PERIOD = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
SEPARATOR = re.compile("[;；]")
YES = {"true", "1", "yes", "是"}


@dataclass(frozen=True)
class Evidence:
    """One statement that stands somewhere.

    ``about`` has ids of features or commitments, each perhaps with a field after a dot. ``as_of``
    is what the statement holds for and ``published`` when it stood there: a year, a month or a day,
    as ISO text, empty where nobody says. ``address`` is text and never a link that a page loads.
    ``contradicts`` has the ids of what it disagrees with; ``recheck`` says why it should be looked
    up at its publisher again. ``released`` lets the public see what a unit reported.
    """

    id: str
    about: tuple[str, ...]
    as_of: str
    published: str
    publisher: str
    title: str
    address: str
    tier: Tier
    statement: Text
    contradicts: tuple[str, ...] = ()
    recheck: str = ""
    released: bool = False
    layer: str = ""
    file: str = ""
    line: int = 0


def split_ids(cell: object) -> tuple[str, ...]:
    """Give the ids of a cell, which are joined with semicolons; none where it is blank."""
    if not isinstance(cell, str):
        return ()
    return tuple(part.strip() for part in SEPARATOR.split(cell) if part.strip())


def read_evidence(workspace: Workspace) -> tuple[Register, list[Issue]]:
    """Read every evidence file of a workspace; empty where there is none.

    A row without what every row needs, or with an id that was given before, is set aside with an
    issue; so is a whole file that is no table or lacks a column that every row needs.
    """
    register: Register = {}
    issues: list[Issue] = []
    renumbered = {folder.id: folder.manifest.renumbered for folder in workspace.layers}
    for layer, path, name in _files(workspace):
        try:
            rows = [*_read_file(layer, path, name, renumbered.get(layer, {}))]
        except InputError as error:
            reason = Text(zh=str(error)).detail("reason")
            issues.append(Issue("bad-evidence", layer, name, value=name, details=reason))
            continue
        for one in rows:
            fault = _fault_of(one, register)
            if fault is None:
                register[one.id] = one
            else:
                issues.append(_bad(one, *fault))
    issues += _add_reported(workspace, register, renumbered)
    return register, [*issues, *_find_contradictions(register)]


def _add_reported(
    workspace: Workspace, register: Register, renumbered: Mapping[str, Mapping[str, str]]
) -> Iterator[Issue]:
    """Add what offices reported in their forms and a person confirmed.

    ``renumbered`` has by layer the ids of today.
    """
    try:
        told = [*confirmed_figures(read_tasks(workspace.root))]
    except InputError as error:
        reason = Text(zh=str(error)).detail("reason")
        yield Issue("bad-evidence", "", TASK_FILE, value=TASK_FILE, details=reason)
        return
    for one in told:
        about = f"{one.about}.{one.field}" if one.field else one.about
        register[one.id] = Evidence(
            id=one.id,
            about=(_redirected(about, renumbered.get(one.layer, {})),),
            as_of=one.as_of,
            published="",
            publisher=one.publisher,
            title=one.row["title"],
            address="",
            tier="reported",
            statement=Text(zh=one.statement),
            released=one.id in workspace.manifest.released,
            layer=one.layer,
            file=TASK_FILE,
            line=one.line,
        )
    for key in workspace.manifest.released:
        if key not in register:
            yield Issue("unknown-evidence", "", WORKSPACE, field="released", value=key)


def _files(workspace: Workspace) -> Iterator[tuple[str, Path, str]]:
    """Each evidence file that is there: its layer, its path, and its name for messages."""
    places = [("", workspace.root / FILE, FILE)]
    places += [
        (folder.id, folder.path / FILE, f"layers/{folder.id}/{FILE}") for folder in workspace.layers
    ]
    yield from (place for place in places if place[1].exists())


def _read_file(
    layer: str, path: Path, name: str, renumbered: Mapping[str, str]
) -> Iterator[Evidence]:
    table = read_table(path, name, None)
    absent = [column for column in NEEDED if column not in table.cells]
    if absent:
        msg = say("ledger.errors.no_evidence_columns", name=name, absent=", ".join(absent))
        raise InputError(msg)
    blank = [""] * len(table.lines)
    cells = {
        column: list(map(read_literal, table.cells.get(column, blank)))
        for column in (*EVIDENCE_COLUMNS, *MORE_COLUMNS)
    }
    for at, line in enumerate(table.lines):
        row = {column: values[at].strip() for column, values in cells.items()}
        one = _evidence(row)
        about = tuple(_redirected(key, renumbered) for key in one.about)
        yield replace(one, about=about, layer=layer, file=name, line=line)


def _redirected(about: str, renumbered: Mapping[str, str]) -> str:
    """Give what a statement is about under the id that it has today."""
    key, dot, field = about.partition(".")
    return renumbered.get(about) or f"{renumbered.get(key, key)}{dot}{field}"


def _evidence(row: Mapping[str, str]) -> Evidence:
    return Evidence(
        id=row["id"],
        about=split_ids(row["about"]),
        as_of=row["as_of"],
        published=row["published"],
        publisher=row["publisher"],
        title=row["title"],
        address=row["address"],
        tier=row["tier"],  # type: ignore[arg-type]  # looked at in `_fault_of`
        statement=Text(zh=row["statement_zh"], en=row["statement_en"]),
        contradicts=split_ids(row["contradicts"]),
        recheck=row["recheck"],
        released=row["released"].lower() in YES,
    )


def _fault_of(one: Evidence, known: Mapping[str, Evidence]) -> tuple[str, str, Text] | None:
    """What is wrong with a row: the column, its value, and the reason."""
    if not one.id:
        return "id", "", text("ledger.evidence.no_id")
    if one.id in known:
        before = known[one.id]
        return "id", one.id, text("ledger.evidence.repeated", file=before.file, line=before.line)
    if one.tier not in get_args(Tier):
        return "tier", one.tier, text("ledger.evidence.tier", tiers=", ".join(get_args(Tier)))
    for column, value in (("as_of", one.as_of), ("published", one.published)):
        if value and not PERIOD.fullmatch(value):
            return column, value, text("ledger.evidence.period")
    if not one.publisher or not one.statement.zh:
        column = "statement_zh" if one.publisher else "publisher"
        return column, "", text("ledger.evidence.blank")
    return None


def _bad(one: Evidence, column: str, value: str, reason: Text) -> Issue:
    key = one.id or None
    details = reason.detail("reason")
    return Issue("bad-evidence", one.layer, one.file, one.line, None, column, value or key, details)


def _find_contradictions(register: Mapping[str, Evidence]) -> Iterator[Issue]:
    """Each pair of statements that do not agree, once."""
    told: set[frozenset[str]] = set()
    for one in register.values():
        for other in _known(one.contradicts, register):
            pair = frozenset({one.id, other.id})
            if pair in told:
                continue
            told.add(pair)
            yield _contradiction(one, other)


def _known(ids: Iterable[str], register: Mapping[str, Evidence]) -> Iterator[Evidence]:
    return (register[key] for key in ids if key in register)


def _contradiction(one: Evidence, other: Evidence) -> Issue:
    details = {
        **one.statement.detail("said"),
        **other.statement.detail("against"),
        "by": f"{one.publisher} {one.published}".strip(),
        "other": other.id,
        "other_by": f"{other.publisher} {other.published}".strip(),
    }
    about = one.about[0] if one.about else None
    kind = "evidence-contradiction"
    return Issue(kind, one.layer, one.file, one.line, about, "contradicts", one.id, details)
