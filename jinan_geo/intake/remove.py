"""A layer that ends: its folder goes whole to ``archive/layers/``, from where it can come back."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinan_geo.errors import EnvironmentFault, UsageError
from jinan_geo.ledger import open_ledger, read_ledger
from jinan_geo.ledger.lock import hold_lock, lock_of
from jinan_geo.manifest.agreement import check_agreement
from jinan_geo.words import say
from jinan_geo.write.files import write_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from jinan_geo.manifest.workspace import LayerFolder, Workspace

__all__ = ["Ended", "end_layer", "plan_end"]

ARCHIVE = ("archive", "layers")
RECORD = "ended.json"


@dataclass(frozen=True)
class Ended:
    """A layer that is to end: how many records its ledger has, and where it will lie."""

    layer: str
    records: int
    place: str


def plan_end(workspace: Workspace, layer_id: str, why: str, on: dt.date) -> Ended:
    """Say what would end; nothing is moved.

    Raises
    ------
    UsageError
        No reason is given, or a manifest names the layer; each such place is in the message.
    """
    folder = workspace.layer(layer_id)
    if not why.strip():
        raise UsageError(say("intake.errors.say_why", layer=layer_id))
    others = [one for one in workspace.layers if one.id != layer_id]
    left_out = [one.id for one in workspace.left_out]
    faults = check_agreement(
        workspace.manifest, others, workspace.maps, workspace.targets, left_out=left_out
    )
    if faults:
        named = "\n".join(faults)
        raise UsageError(say("intake.errors.still_named", layer=layer_id, named=named))
    records = 0
    if folder.manifest.role == "projects":
        records = len(_records(workspace, folder))
    place = _free(workspace.root, f"{layer_id}-{on}")
    return Ended(layer_id, records, place.relative_to(workspace.root).as_posix())


def _records(workspace: Workspace, folder: LayerFolder) -> pd.DataFrame:
    return read_ledger(folder, folder.manifest.stages or workspace.stages)[0]


def _free(root: Path, name: str) -> Path:
    """Give a place where nothing lies: a layer may end more than once."""
    archive = root.joinpath(*ARCHIVE)
    place, count = archive / name, 1
    while place.exists():
        count += 1
        place = archive / f"{name}-{count}"
    return place


def end_layer(workspace: Workspace, ended: Ended, told: Mapping[str, str | None]) -> None:
    """Put the layer's folder away, with its ledger and ``told``: who ended it, when and why.

    Of a ledger in a database a copy goes with it; its rows stay.

    Raises
    ------
    LockedError
        Somebody records in its ledger.
    EnvironmentFault
        The disk does not allow it; the layer is as it was.
    """
    folder = workspace.layer(ended.layer)
    place = workspace.root / ended.place
    with ExitStack() as stack:
        lock = lock_of(folder.path / "layer.toml")
        stack.enter_context(hold_lock(lock, f"layers/{folder.id}"))
        if folder.manifest.role == "projects":
            stack.enter_context(open_ledger(folder, workspace).locked())
        try:
            if folder.ledger is not None:
                text = _records(workspace, folder).to_csv(index=False)
                write_text(folder.path / "progress.database.csv", text, kept=True)
            record = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
            write_text(folder.path / RECORD, record, kept=True)
            place.parent.mkdir(parents=True, exist_ok=True)
            folder.path.rename(place)
        except OSError as error:
            reason = error.strerror or error
            msg = say("intake.errors.not_written", layer_id=folder.id, strerror=reason)
            raise EnvironmentFault(msg) from error
