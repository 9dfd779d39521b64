"""A folder of workbooks judged together: each file once, none against another unseen."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from jinan_geo.errors import InputError, JinanGeoError, RefusedError, UsageError
from jinan_geo.ledger import Origin
from jinan_geo.words import say
from jinan_geo.workbook.back.importing import read_incoming
from jinan_geo.workbook.back.recording import record_incoming
from jinan_geo.workbook.back.register import read_events, track, undone_imports
from jinan_geo.workbook.folder.agree import settle_files
from jinan_geo.workbook.folder.attached import attach_files
from jinan_geo.workbook.folder.owed import list_owed
from jinan_geo.workbook.folder.sorted import refuse_file
from jinan_geo.workbook.folder.whose import known_names, seems_of
from jinan_geo.workbook.out.contents import period_end

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping, Sequence

    from jinan_geo.city.city import City
    from jinan_geo.ledger import Ledger
    from jinan_geo.manifest.profile import Profile
    from jinan_geo.workbook.back.incoming import Incoming
    from jinan_geo.workbook.back.judge import Judged
    from jinan_geo.workbook.back.recording import Recorded
    from jinan_geo.workbook.back.register import Identity
    from jinan_geo.workbook.folder.agree import Conflict
    from jinan_geo.workbook.folder.owed import OwedProject
    from jinan_geo.workbook.folder.sorted import BatchFile, Shelf

__all__ = ["Batch", "MissingDistrict", "read_batch", "record_batch"]


@dataclass(frozen=True)
class MissingDistrict:
    """A district of which nothing came for the period, in the ledger or in the folder.

    ``blank`` names the form that came back with nothing filled in.
    """

    code: str
    due: int
    blank: str | None = None


@dataclass(frozen=True)
class Batch:
    """The files as judged; ``day`` is what is reported for, ``owed`` which projects must be."""

    files: Sequence[BatchFile]
    conflicts: Sequence[Conflict]
    day: dt.date | None
    owed: Sequence[OwedProject] = field(default_factory=list)

    @property
    def judged(self) -> list[tuple[BatchFile, Incoming]]:
        """The files with rows that go into the ledger, or that are set aside, now or since."""
        pairs = [(one, one.incoming) for one in self.files if one.state in {"taken", "again"}]
        return [(one, incoming) for one, incoming in pairs if incoming]

    @property
    def set_aside(self) -> int:
        """How many rows and files could not be used."""
        refused = sum(one.state == "refused" for one in self.files)
        return refused + sum(incoming.set_aside for _, incoming in self.judged)

    @property
    def reported(self) -> set[tuple[str, str]]:
        """The projects, by layer and id, with a report for the period, before or in the folder."""
        sheets = [sheet for _, incoming in self.judged for sheet in incoming.sheets]
        came = {
            (sheet.layer, str(one.project))
            for sheet in sheets
            for one in sheet.judged
            if one.record and one.outcome != "set_aside"
        }
        return came | {(one.layer, one.id) for one in self.owed if one.is_reported}

    @property
    def missing(self) -> list[MissingDistrict]:
        """The districts of which nothing came."""
        due = Counter(code for one in self.owed for code in one.districts)
        blank = {str(one.district): one.name for one in self.files if one.state == "blank"}
        return [
            MissingDistrict(code, count, blank.get(code))
            for code, count in sorted(due.items())
            if code not in self._heard_of
        ]

    @property
    def _heard_of(self) -> set[str]:
        """The districts with a report for the period, or with a file that says something."""
        reported = self.reported
        came = [one for one in self.owed if (one.layer, one.id) in reported]
        heard = {code for one in came for code in one.districts}
        says = [one for one in self.files if one.state not in {"blank", "refused", "attached"}]
        return heard | {str(one.district) for one in says}


def read_batch(  # noqa: PLR0913 - what is read, and how
    city: City,
    shelf: Shelf,
    ledgers: Mapping[str, Ledger],
    *,
    today: dt.date,
    profile: tuple[str, Profile] | None = None,
    accept_regressions: bool = False,
) -> Batch:
    """Judge the workbooks of a folder against the ledger as it is, and against each other."""

    def judge(file: BatchFile) -> BatchFile:
        try:
            incoming = read_incoming(
                city,
                file.path,
                name=file.name,
                today=today,
                profile=profile,
                accept_regressions=accept_regressions,
            )
        except (InputError, RefusedError, UsageError) as error:
            return refuse_file(file, error)
        of = _imported_as(incoming, ledgers)
        file = replace(file, incoming=incoming, district=incoming.district)
        if of is None:
            return file
        return replace(file, state="again", incoming=_still_open(incoming, ledgers), of=of)

    judged = [judge(one) if one.state == "taken" else one for one in shelf.files]
    known = known_names(city)
    named = attach_files(city, judged)
    files, conflicts = settle_files([_guess(city, one, known) for one in named])
    day = _day_of(files, city)
    return Batch(files, conflicts, day, list_owed(city, day) if day else [])


def _imported_as(incoming: Incoming, ledgers: Mapping[str, Ledger]) -> str | None:
    """Give the name that a file had when it was imported before, in every layer that it is for."""
    found = [ledgers[sheet.layer].find_import(incoming.sha256) for sheet in incoming.sheets]
    names = [entry.origin.file for entry in found if entry and entry.origin]
    return names[0] if len(names) == len(found) else None


def _still_open(incoming: Incoming, ledgers: Mapping[str, Ledger]) -> Incoming:
    """Leave of a file that was imported before only what nobody corrected since."""
    sheets = []
    for sheet in incoming.sheets:
        ledger = ledgers[sheet.layer]
        events = read_events(ledger.folder, undone_imports(ledger.entries()))
        still = {identity for identity, one in track(events).items() if one.is_open}
        judged = [one if _is_in(one, still) else _settled(one) for one in sheet.judged]
        sheets.append(replace(sheet, judged=judged, proposed=()))
    return replace(incoming, sheets=sheets)


def _is_in(one: Judged, still: Collection[Identity]) -> bool:
    found = {(str(issue.feature or ""), str(issue.field or ""), issue.type) for issue in one.issues}
    return one.outcome == "set_aside" and not found.isdisjoint(still)


def _settled(one: Judged) -> Judged:
    return replace(one, outcome="unchanged", changes=(), issues=())


def _guess(city: City, file: BatchFile, known: Mapping[str, set[str]]) -> BatchFile:
    """Say of a workbook that is none of ours whose it seems to be."""
    if file.state != "refused":
        return file
    code, count = seems_of(file.path, file.name, known)
    if code is None:
        return file
    name = city.districts.names_here[city.districts.codes.index(code)]
    hint = say("workbook.folder.seems", district=name, n=count)
    return replace(file, district=code, why=f"{file.why}{hint}")


def _day_of(files: Sequence[BatchFile], city: City) -> dt.date | None:
    """What is reported for: as most forms say, else the period after the newest edition."""
    sheets = [sheet for one in files if one.incoming for sheet in one.incoming.sheets]
    days = Counter(sheet.returned.customs.as_of for sheet in sheets)
    del days[None]
    if days:
        return max(days, key=lambda day: (days[day], day))
    return period_end(city.editions[-1], "month", after=True) if city.editions else None


def record_batch(  # noqa: PLR0913 - what is recorded, and what the journal says of it
    ledgers: Mapping[str, Ledger],
    batch: Batch,
    *,
    by: str | None,
    note: str | None,
    recorded_at: str,
    fallback: dt.date,
) -> dict[str, list[Recorded]]:
    """Record what is whole, each file as one import, which one undo takes back.

    Gives what became of each file by its name.

    Raises
    ------
    JinanGeoError
        A file could not be recorded; says which are.
    """
    done: dict[str, list[Recorded]] = {}
    for file, incoming in batch.judged:
        if file.state == "again":
            continue
        origin = Origin(file.name, incoming.sha256, by, note, recorded_at)
        try:
            done[file.name] = record_incoming(ledgers, incoming, origin, fallback)
        except JinanGeoError as error:
            names = ", ".join(done) or say("workbook.errors.none")
            error.add_note(say("workbook.folder.so_far", files=names))
            raise
    return done
