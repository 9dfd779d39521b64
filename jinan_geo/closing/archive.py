"""A closed edition put away: its pages, packs, ledgers and changes as they were, with their hashes.

It is made beside its place and put there as one; nothing in ``archive/`` is ever written over.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinan_geo.answers.changes import compare_editions
from jinan_geo.answers.handover import hand_over
from jinan_geo.answers.settlement import settle
from jinan_geo.errors import EnvironmentFault
from jinan_geo.export.changes import write_changes
from jinan_geo.kept.inputs import hash_file, hash_inputs
from jinan_geo.ledger import read_ledger
from jinan_geo.ledger.editions import EDITIONS_FILE, Act, add_acts, read_calendar
from jinan_geo.manifest.closed import here
from jinan_geo.pack.deliver import deliver_packs
from jinan_geo.pack.settlement import write_handover, write_settlement
from jinan_geo.pipeline import build_workspace
from jinan_geo.render.changes import render_changes
from jinan_geo.words import say, written_whole
from jinan_geo.write.files import write_text

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from jinan_geo.manifest.workspace import LayerFolder, Workspace
    from jinan_geo.publish.published import PublishedCity

__all__ = ["ARCHIVE", "Archived", "archive_edition", "archive_year", "year_folder"]

ARCHIVE = "archive"
WORK = (".jinan-geo", "closing")
SUMS = "SHA256SUMS"
KEPT = ("workspace.toml", "evidence.csv", "tasks.csv", "tasks.journal.jsonl", EDITIONS_FILE)


@dataclass(frozen=True)
class Archived:
    """An archive as it was put away: its folder, and how many files it has."""

    folder: Path
    files: int


@written_whole
def archive_edition(
    workspace: Workspace, day: dt.date, *, by: str | None, recorded_at: str | None
) -> Archived:
    """Put a closed edition away, and write down where and by which hash.

    Raises
    ------
    EnvironmentFault
        The disk does not allow it; then nothing is written down, and it can be done again.
    """
    folder = workspace.root / ARCHIVE / f"{day}"
    is_last = day == workspace.manifest.locale.years.of(day).last
    archived = _put_away(workspace, day, folder, ends_year=is_last)
    told = f"{archived.folder.name} {hash_file(archived.folder / SUMS)}"
    act = Act("archive", day, by=by, recorded_at=recorded_at, archive=told)
    add_acts(workspace.root, read_calendar(workspace.root), [act])
    return archived


def archive_year(workspace: Workspace, year: int, day: dt.date) -> Archived:
    """Put a year away that no declared edition closed, as it stood on ``day``, its last.

    Raises
    ------
    EnvironmentFault
        The disk does not allow it.
    """
    folder = year_folder(workspace.root, year)
    return _put_away(workspace, day, folder, ends_year=True)


def year_folder(root: Path, year: int) -> Path:
    """Give where a year lies that no declared edition closed."""
    return root / ARCHIVE / f"year-{year}"


def _put_away(workspace: Workspace, day: dt.date, folder: Path, *, ends_year: bool) -> Archived:
    work = workspace.root.joinpath(*WORK, folder.name)
    shutil.rmtree(work, ignore_errors=True)
    _, city, _ = build_workspace(workspace, work / "pages", as_of=day)
    scopes = {entry.manifest.scope for entry in workspace.maps}
    if {"city", "districts"} <= scopes:
        deliver_packs(workspace, work / "packs", as_of=day)
    if len(city.editions) > 1:
        _write_changes(work / "changes", city)
    if city.targets:
        _write_settlement(work / "settlement", city, day, ends_year=ends_year)
    try:
        _copy_records(workspace, work)
        files = _write_sums(work, workspace.root)
        place = _free(folder)
        place.parent.mkdir(exist_ok=True)
        work.replace(place)
    except OSError as error:
        reason = error.strerror or error
        msg = say("closing.errors.not_archived", day=day, reason=reason)
        raise EnvironmentFault(msg) from error
    return Archived(place, files)


def _write_changes(folder: Path, city: PublishedCity) -> None:
    """Write what changed since the edition before, as ``compare`` does."""
    first, last = city.editions[-2:]
    changes = compare_editions(city, first, last)
    stem = f"changes-{first}-{last}"
    write_changes(folder / f"{stem}.xlsx", city, changes, first, last, here())
    write_text(folder / f"{stem}.html", render_changes(city, first, ()))
    write_text(folder / f"{stem}.csv", changes.drop(columns="feature").to_csv(index=False))


def _write_settlement(folder: Path, city: PublishedCity, day: dt.date, *, ends_year: bool) -> None:
    """Write how each commitment stood, and at the end of a year what the next takes over."""
    settled = settle(city)
    write_settlement(folder / "settlement.xlsx", city, settled, here())
    told: dict[str, object] = {"as_of": f"{day}", "commitments": [one.as_json() for one in settled]}
    _write_json(folder / "settlement.json", told)
    next_year = city.workspace.manifest.locale.years.of(day).name + 1
    given = hand_over(city, next_year) if ends_year else None
    if given is not None:
        write_handover(folder / "carried.xlsx", city, given, here())
        _write_json(folder / "carried.json", given.as_json())


def _write_json(path: Path, told: dict[str, object]) -> None:
    write_text(path, f"{json.dumps(told, ensure_ascii=False, indent=1)}\n")


def _copy_records(workspace: Workspace, work: Path) -> None:
    """Copy the ledgers with their journals, and what else the workspace records."""
    for name in (*KEPT, workspace.manifest.targets):
        source = workspace.root / name
        if source.is_file():
            _copy(source, work / "records" / name)
    for folder in workspace.layers:
        if folder.manifest.role == "projects":
            _copy_ledger(workspace, folder, work / "records" / "layers" / folder.id)


def _copy_ledger(workspace: Workspace, folder: LayerFolder, to: Path) -> None:
    if folder.ledger is not None:
        records, _, _ = read_ledger(folder, folder.manifest.stages or workspace.stages)
        write_text(to / "progress.csv", records.to_csv(index=False))
    for name in ("layer.toml", "issues.jsonl", "evidence.csv"):
        if (folder.path / name).is_file():
            _copy(folder.path / name, to / name)
    for path in (folder.progress_path, folder.journal_path):
        if folder.ledger is None and path.is_file():
            _copy(path, to / path.name)


def _copy(source: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, to)


def _write_sums(work: Path, root: Path) -> int:
    """Write the hash of every file, and of every file that the edition was made from."""
    inputs = [f"{mark}  {name}\n" for name, mark in sorted(hash_inputs(root).items())]
    write_text(work / "INPUTS.sha256", "".join(inputs))
    files = sorted(path for path in work.rglob("*") if path.is_file())
    lines = [f"{hash_file(path)}  {path.relative_to(work).as_posix()}\n" for path in files]
    write_text(work / SUMS, "".join(lines))
    return len(files) + 1


def _free(folder: Path) -> Path:
    """A folder that is not there yet: an edition that was reopened is put away beside the first."""
    place, count = folder, 1
    while place.exists():
        count += 1
        place = folder.with_name(f"{folder.name}-{count}")
    return place
