"""A workbook brought in: read whole, judged row by row, shown, and only then recorded."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from jinan_geo.errors import InputError, RefusedError, UsageError, show
from jinan_geo.ledger import keep_still, open_ledger
from jinan_geo.read.unread import Unread, list_unread
from jinan_geo.words import say
from jinan_geo.workbook.back.foreign import read_foreign
from jinan_geo.workbook.back.history import settle_history
from jinan_geo.workbook.back.incoming import Incoming, IncomingSheet
from jinan_geo.workbook.back.judge import Rules, judge_sheet
from jinan_geo.workbook.back.projects import Projects
from jinan_geo.workbook.back.proposals import judge_proposals, read_proposals
from jinan_geo.workbook.back.recognise import Meta, read_meta, read_returned
from jinan_geo.workbook.back.register import Event, advance
from jinan_geo.workbook.back.threeway import NOTHING_DECIDED, Decided
from jinan_geo.workbook.back.totals import check_totals
from jinan_geo.workbook.out.form import META_SHEET, own_sheets
from jinan_geo.workbook.plain.table import is_plain, read_plain
from jinan_geo.workbook.quarter.recognise import is_quarterly

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from jinan_geo.city.city import City, Layer
    from jinan_geo.ledger import Entry
    from jinan_geo.manifest.profile import Profile
    from jinan_geo.manifest.workspace import Workspace
    from jinan_geo.workbook.back.lines import Returned
    from jinan_geo.workbook.back.proposals import ProposalSheet
    from jinan_geo.workbook.back.register import Identity, Tracked

__all__ = ["layers_of", "read_incoming", "register_events"]


TEXTS = {".csv", ".txt", ".tsv"}


def read_incoming(  # noqa: PLR0913 - the options of the verb
    city: City,
    path: Path,
    *,
    today: dt.date,
    name: str | None = None,
    profile: tuple[str, Profile] | None = None,
    only: str | None = None,
    as_of: dt.date | None = None,
    accept_regressions: bool = False,
    decided: Decided = NOTHING_DECIDED,
    columns: Sequence[str] = (),
) -> Incoming:
    """Read and judge a workbook: our own, a foreign sheet by its profile, or a plain table.

    ``only`` is one layer of our own, or that of a plain table; ``name`` is what the journal calls
    the file, else its own; ``decided`` is what a person decided of it, ``columns`` what was said of
    a plain table's.

    Raises
    ------
    InputError
        The file cannot be used, or was changed while it was read.
    UsageError
        It is a foreign sheet and no profile is named, or the layer is not in it.
    RefusedError
        It is a form of an edition that is closed.
    """
    name = name or path.name
    with keep_still(path, name) as sha256:
        read = _read_sheets(city, path, name, profile, _Asked(only, as_of, columns, decided))
    chosen = _choose_sheets(read.sheets, only, name)
    how = _How(name, today, decided, accept_regressions, read.went)
    judged = [_judge(city, sheet, how) for sheet in chosen]
    if read.new is not None and read.meta is not None:
        # Last, as a sheet of a layer that is gone is refused by its name.
        came, asked = [one.layer for one in read.sheets], {one.layer for one in chosen}
        proposed = judge_proposals(city, name, read.new, read.meta, came, asked)
        judged = [replace(one, proposed=proposed.get(one.layer, ())) for one in judged]
    source = chosen[0].customs.source
    return Incoming(name, sha256, source, read.district, judged, read.unread, decided.is_any)


@dataclass(frozen=True)
class _Asked:
    """What a call says of how a file is read."""

    only: str | None
    as_of: dt.date | None
    columns: Sequence[str]
    decided: Decided


@dataclass(frozen=True)
class _Read:
    """The sheets of a file, those not read, by layer what went out in it; of our own what it is.

    ``new`` is the sheet on which it proposes projects.
    """

    sheets: Sequence[Returned]
    unread: Sequence[Unread]
    went: Mapping[str, Collection[str]] = field(default_factory=dict)
    district: str | None = None
    new: ProposalSheet | None = None
    meta: Meta | None = None


def _read_sheets(
    city: City, path: Path, name: str, profile: tuple[str, Profile] | None, asked: _Asked
) -> _Read:
    if profile:
        locale = city.workspace.manifest.locale
        table = read_foreign(path, name, profile[1], profile[0], asked.as_of, locale=locale)
        return _alone(table, path, name)
    if asked.only and is_plain(path):
        layer = _layer_of(city, asked.only, name)
        table = read_plain(city, layer, path, name, asked.as_of, asked.columns)
        return _alone(table, path, name)
    if asked.columns:
        raise UsageError(say("workbook.errors.columns_of_plain", name=name))
    meta = _own(path, city.workspace)
    _refuse_closed(meta, city, name, asked.decided)
    sheets = read_returned(path, name, meta)
    new = read_proposals(path, name)
    known = {META_SHEET, *own_sheets(), *(one.sheet for one in sheets)}
    unread = [*list_unread(path, name, known | ({new.name} if new else set()), ())]
    went = {layer: rows.keys() for layer, rows in meta.rows.items()}
    return _Read(sheets, unread, went, meta.district, new, meta)


def _alone(sheet: Returned, path: Path, name: str) -> _Read:
    """The one sheet of a file that is not our own, and those that were not read."""
    heads = [one.title for one in sheet.taken] or [*sheet.titles.values()]
    return _Read([sheet], [*list_unread(path, name, {sheet.sheet}, heads)])


def _choose_sheets(sheets: Sequence[Returned], only: str | None, name: str) -> list[Returned]:
    chosen = [sheet for sheet in sheets if only in (None, sheet.layer)]
    if not chosen:
        listed = ", ".join(sheet.layer for sheet in sheets)
        msg = say("workbook.errors.no_layer", name=name, only=show(only), listed=listed)
        raise UsageError(msg)
    return chosen


def layers_of(
    path: Path, workspace: Workspace, profile: tuple[str, Profile] | None, only: str | None
) -> list[str]:
    """Give the layers that a workbook is for, without judging it.

    Raises
    ------
    InputError
        As ``read_incoming``.
    UsageError
        As ``read_incoming``.
    """
    if profile:
        layers = [profile[1].layer]
    elif only and is_plain(path):
        layers = [only]
    else:
        layers = list(_own(path, workspace).sheets)
    chosen = [layer for layer in layers if only in (None, layer)]
    if not chosen:
        msg = say(
            "workbook.errors.no_layer_here",
            path=path.name,
            only=show(only),
            layers=", ".join(layers),
        )
        raise UsageError(msg)
    return [workspace.layer(layer).id for layer in chosen]


def _own(path: Path, workspace: Workspace) -> Meta:
    """What the hidden sheet says; a file without one is foreign and needs a profile."""
    if not path.is_file():
        msg = say("workbook.errors.missing", path=path.name)
        raise InputError(msg)
    meta = read_meta(path, path.name)
    if meta is None and path.suffix.lower() in TEXTS:
        raise UsageError(say("workbook.errors.text_table", path=path.name))
    if meta is None:
        how = say("workbook.errors.name_profile")
        if is_quarterly(path):
            how = say("workbook.errors.use_form_import")
        msg = say("workbook.errors.foreign", path=path.name, how=how)
        raise UsageError(msg)
    called = workspace.manifest.name
    if meta.workspace not in {called.zh, called.en}:
        msg = say(
            "workbook.errors.other_workspace",
            path=path.name,
            workspace=show(meta.workspace),
            zh=workspace.manifest.name.zh,
        )
        raise InputError(msg)
    return meta


def _refuse_closed(meta: Meta, city: City, name: str, decided: Decided) -> None:
    closed = city.calendar.last_closed
    if closed is None or decided.corrects or dt.date.fromisoformat(meta.as_of) > closed:
        return
    now = city.calendar.open or say("workbook.errors.none")
    district = {"code": meta.district, "file": name}
    msg = say("workbook.errors.closed_form", day=meta.as_of, now=now, **district)
    raise RefusedError(msg)


@dataclass(frozen=True)
class _How:
    """How a file is judged; ``went`` has by layer the projects that went out in it."""

    file: str
    today: dt.date
    decided: Decided
    accept: bool
    went: Mapping[str, Collection[str]]

    def rules(self, city: City, layer: Layer) -> Rules:
        """Give what the rows of a layer are judged by."""
        entries: dict[str, Entry] = {}

        def origin_of(record: Mapping[str, Any]) -> tuple[str, str]:
            if not entries:
                found = open_ledger(layer.folder, city.workspace).entries()
                entries.update({str(entry.number): entry for entry in found})
            return _origin_of(record, entries)

        closed = None if self.decided.corrects else city.calendar.last_closed
        rules = Rules(layer.id, self.file, layer.stages, self.today, self.accept)
        levelled = frozenset(layer.folder.manifest.levels)
        return replace(
            rules,
            decided=self.decided,
            closed=closed,
            levelled=levelled,
            leads=city.calendar.is_declared,
            words=layer.folder.manifest.stage_words,
            origin_of=origin_of,
        )


def _origin_of(record: Mapping[str, Any], entries: Mapping[str, Entry]) -> tuple[str, str]:
    """Who recorded a record, or reported it, and when; what is not known is a dash."""
    entry = entries.get(str(record.get("import_no")))
    origin = entry.origin if entry else None
    told = [origin.by if origin else None, record.get("reported_by"), record.get("source_file")]
    who = next((str(one) for one in told if isinstance(one, str) and one), "—")
    return who, ((origin.recorded_at if origin else None) or "—")[:16]


def _layer_of(city: City, layer_id: str, file: str) -> Layer:
    city.workspace.layer(layer_id)  # refuses a layer that is gone, with the nearest name
    (layer,) = [one for one in city.layers if one.id == layer_id]
    if not layer.is_projects:
        msg = say("workbook.errors.no_projects_in", file=file, layer=layer_id)
        raise UsageError(msg)
    return layer


def _judge(city: City, returned: Returned, how: _How) -> IncomingSheet:
    file = how.file
    layer = _layer_of(city, returned.layer, file)
    projects = Projects(city, layer)
    rules = how.rules(city, layer)
    judged = settle_history(judge_sheet(returned, projects, rules), rules)
    came = {line.cells["id"].text for line in returned.lines if "id" in line.cells}
    went = how.went.get(layer.id, ())
    gone = {key: projects.names.get(key, key) for key in went if key not in came}
    return IncomingSheet(returned, judged, check_totals(returned, file), gone, layer.stages)


def register_events(
    incoming: Incoming,
    sheet: IncomingSheet,
    known: dict[Identity, Tracked],
    fallback: dt.date,
    entry: int,
) -> list[Event]:
    """Give what the import does to the remembered issues of a layer."""
    edition = sheet.edition or fallback
    stamp = Event(
        "imported", entry, incoming.sha256, edition.isoformat(), incoming.source, file=incoming.file
    )
    settled = {
        one.project
        for one in sheet.judged
        if one.project and one.record and one.outcome != "set_aside"
    }
    lines = [one.line.cells.get("id", one.line.cells.get("name")) for one in sheet.judged]
    names = {cell.text for cell in lines if cell}
    return advance(known, [*sheet.issues, *sheet.comments, *sheet.proposals], settled, stamp, names)
