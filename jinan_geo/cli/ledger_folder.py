"""The verb that imports a folder of workbooks as they came by chat and mail."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinan_geo.cli.outcome import Outcome, print_json
from jinan_geo.cli.say_ledger_folder import Told, batch_json, print_batch
from jinan_geo.words import speaking

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from jinan_geo.ledger import Ledger
    from jinan_geo.manifest.profile import Profile
    from jinan_geo.manifest.workspace import Workspace
    from jinan_geo.workbook.back.recording import Recorded
    from jinan_geo.workbook.folder.batch import Batch

__all__ = ["FolderOrder", "import_folder"]


@dataclass(frozen=True)
class FolderOrder:
    """What the verb is told."""

    folder: Path
    profile: tuple[str, Profile] | None
    yes: bool
    dry_run: bool
    accept_regressions: bool
    by: str | None
    note: str | None
    as_json: bool
    lang: str
    now: dt.datetime
    out: Path | None = None

    @property
    def writes(self) -> bool:
        """Whether anything is to be written."""
        return self.yes and not self.dry_run


def import_folder(workspace: Workspace, order: FolderOrder) -> None:
    """Judge all files of a folder together, show it, and with --yes record what is whole.

    The ledgers are held from the first look to the last line, so that of two people at once the
    second sees what the first recorded.
    """
    from jinan_geo.pipeline import prepare_city  # noqa: PLC0415 - saves 1291 ms of every start
    from jinan_geo.workbook.back.recording import hold_ledgers, open_ledgers  # noqa: PLC0415 - saves 858 ms of every start
    from jinan_geo.workbook.folder.attached import keep_attached  # noqa: PLC0415 - as above
    from jinan_geo.workbook.folder.batch import read_batch  # noqa: PLC0415 - as above
    from jinan_geo.workbook.folder.reply import reply_of, write_reply  # noqa: PLC0415 - as above
    from jinan_geo.workbook.folder.sorted import sort_shelf  # noqa: PLC0415 - as above

    with speaking(order.lang):  # why a file cannot be used is part of the reply
        shelf = sort_shelf(order.folder, workspace, order.profile)
        ledgers = open_ledgers(workspace, shelf.layers)
        with hold_ledgers(ledgers) if order.writes else ExitStack():
            city = prepare_city(workspace)
            batch = read_batch(
                city,
                shelf,
                ledgers,
                today=order.now.date(),
                profile=order.profile,
                accept_regressions=order.accept_regressions,
            )
            edition = city.editions[-1] if city.editions else order.now.date()
            done = _record(ledgers, batch, order, edition) if order.writes else None
            reply = reply_of(batch, city, order.lang)
            folder = order.out or workspace.root / "workbooks" / "returns"
            slips = write_reply(reply, folder, order.lang) if order.writes else {}
            if order.writes:
                keep_attached(workspace, batch.files)
        outcome = Outcome(set_aside=batch.set_aside)
        told = Told(reply, done, slips, folder, order.lang)
        if order.as_json:
            print_json(batch_json(told), outcome, order.lang)
        else:
            print_batch(told)
    sys.exit(outcome.code)


def _record(
    ledgers: dict[str, Ledger], batch: Batch, order: FolderOrder, edition: dt.date
) -> dict[str, list[Recorded]]:
    from jinan_geo.workbook.folder.batch import record_batch  # noqa: PLC0415 - as above

    when = order.now.isoformat(timespec="seconds")
    return record_batch(
        ledgers, batch, by=order.by, note=order.note, recorded_at=when, fallback=edition
    )
