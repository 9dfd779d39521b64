"""A delivery taken: why it cannot be, or the layer's folder with it, old or new at every instant.

The file and the one before it are laid down beside the old first, in folders of their own; then
``layer.toml`` is replaced, and only then does the old file go.
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import shapely
import tomlkit

from jinan_geo.errors import EnvironmentFault, InputError, LockedError, RefusedError, UsageError
from jinan_geo.errors import show as shorten
from jinan_geo.intake.add import copy_parts
from jinan_geo.intake.delivery import draft_manifest
from jinan_geo.ledger import open_ledger
from jinan_geo.ledger.lock import hold_lock, lock_of
from jinan_geo.manifest.delivered import READ_AS
from jinan_geo.manifest.models import LayerManifest
from jinan_geo.read import read_layer_whole
from jinan_geo.read.past import read_past
from jinan_geo.words import say
from jinan_geo.write.files import write_bytes
from jinan_geo.write.parts import part_folder

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from jinan_geo.errors import JinanGeoError
    from jinan_geo.intake.untyped import TomlTable
    from jinan_geo.intake.update import Update
    from jinan_geo.manifest.delivered import PastFile
    from jinan_geo.manifest.workspace import LayerFolder, Workspace

__all__ = ["accept_update", "find_refusal", "finish_update"]

SHOWN = 5
DELIVERED = "delivered"
RECORD = "update.json"  # beside a past file: what was told when it was replaced


def find_refusal(update: Update) -> JinanGeoError | None:
    """Give why a delivery cannot be taken as it is; None where it can."""
    said = {"name": update.delivery.name, "layer": update.folder.id}
    if update.unusable:
        ids = _listed(update.unusable)
        return InputError(say("intake.errors.rows_unusable", ids=ids, **said))
    if (update.reused or update.taken) and not update.keeps_ids:
        proof = "; ".join(_proofs(update))
        return RefusedError(say("intake.errors.ids_reused", proof=proof, **said))
    if update.matched.questions:
        asked = "; ".join(_questions(update))
        return UsageError(say("intake.errors.ambiguous", asked=asked, **said))
    if update.renumbered and not (update.keeps_ids or update.order.renumber):
        pairs = _listed([f"{old} = {new}" for old, new in update.renumbered.items()])
        count = len(update.renumbered)
        return RefusedError(say("intake.errors.not_renumbered", count=count, pairs=pairs, **said))
    return None


def _listed(words: list[str]) -> str:
    rest = len(words) - SHOWN
    shown = ", ".join(map(shorten, words[:SHOWN]))
    return say("intake.update.and_more", shown=shown, count=rest) if rest > 0 else shown


def _proofs(update: Update) -> Iterator[str]:
    """Say of each id what it was, what it would be, and what hangs on it; the first few."""
    found = sorted(update.reused, key=lambda pair: -update.records.get(update.id_of(pair[0]), 0))
    for one, other in found[:SHOWN]:
        key = update.id_of(one)
        yield say(
            "intake.update.proof",
            id=shorten(key),
            before=_named(update.before["name_zh"].iloc[one]),
            after=_named(update.after["name_zh"].iloc[other]),
            metres=_metres(update.matched.apart_m(one, other)),
            count=update.records.get(key, 0),
        )
    if len(found) > SHOWN:
        yield say("intake.update.more_ids", count=len(found) - SHOWN)
    if update.taken:
        numbers = [update.numbers[at] for at in update.taken]
        yield say("intake.update.was_used", ids=_listed(numbers))


def _named(name: object) -> str:
    return shorten(name) if isinstance(name, str) else "—"


def _metres(metres: float | None) -> str:
    return "—" if metres is None else f"{metres:.0f} m"


def _questions(update: Update) -> Iterator[str]:
    asked = update.matched.questions
    for one in sorted(asked)[:SHOWN]:
        may_be = [update.numbers[at] for at in asked[one]]
        name = _named(update.before["name_zh"].iloc[one])
        key = shorten(update.id_of(one))
        yield say("intake.update.question", id=key, name=name, candidates=_listed(may_be))
    if len(asked) > SHOWN:
        yield say("intake.update.more_ids", count=len(asked) - SHOWN)


def accept_update(
    workspace: Workspace, update: Update, file: Path, told: Mapping[str, Any]
) -> None:
    """Make a delivery the layer's; ``told`` is what is written down of it beside the past file.

    Raises
    ------
    JinanGeoError
        It cannot be taken, as ``find_refusal`` says; the layer changed meanwhile; or the disk does
        not allow it. Then the layer is as it was.
    """
    refusal = find_refusal(update)
    if refusal is not None:
        raise refusal
    folder = workspace.layer(update.folder.id)
    manifest = folder.path / "layer.toml"
    with ExitStack() as stack:
        stack.enter_context(hold_lock(lock_of(manifest), f"layers/{folder.id}"))
        if folder.manifest.role == "projects":
            stack.enter_context(open_ledger(folder, workspace).locked())
        if manifest.read_text(encoding="utf-8-sig") != update.stated:
            raise LockedError(say("intake.errors.layer_changed", layer=folder.id))
        try:
            past = _lay_down(update, folder, file, told)
            text = tomlkit.dumps(_final_manifest(update, past))
            _prove(update, folder, text)
            write_bytes(manifest, text.encode(), kept=True)
        except OSError as error:
            reason = error.strerror or error
            msg = say("intake.errors.not_written", layer_id=folder.id, strerror=reason)
            raise EnvironmentFault(msg) from error
        with suppress(OSError):  # what is left there no manifest names
            _clear(workspace, folder, past)


def _lay_down(update: Update, folder: LayerFolder, file: Path, told: Mapping[str, Any]) -> str:
    """Lay the new file and the one before beside the layer; gives the name of the latter."""
    record = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    with _made(folder.path / DELIVERED / f"{update.on}") as scratch:
        copy_parts(file, scratch)
    with _made(folder.path / "past" / f"{update.until}") as scratch:
        copy_parts(folder.features_path, scratch)
        (scratch / RECORD).write_text(record, encoding="utf-8")
    return f"past/{update.until}/{folder.features_path.name}"


@contextmanager
def _made(target: Path) -> Iterator[Path]:
    """Make a folder that appears whole; what a killed run left in its place goes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with part_folder(target) as scratch:
        folder = scratch / target.name
        folder.mkdir()
        yield folder
        for path in folder.rglob("*"):
            if path.is_file():
                _sync(path)
        if target.exists():  # no manifest names it: it was never taken
            shutil.rmtree(target)
        folder.replace(target)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _final_manifest(update: Update, past: str) -> TomlTable:
    """Give the layer's manifest with the file, what it was, and what became of the ids."""
    before = update.folder.manifest
    document: TomlTable = tomlkit.parse(update.delivery.text)
    numbers = zip(update.numbers, update.ids, strict=True)
    kept = {number: key for number, key in numbers if number != key}
    document = draft_manifest(tomlkit.dumps(document), {**_read_as(document), "ids": kept})
    _write_past(document, before, update.until, past)
    ended = {update.id_of(one): _why(update, one) for one in update.matched.removed}
    _set(document, "ended", {key: _ending(update.on, why) for key, why in ended.items()})
    for key in update.returned:
        del document["ended"][key]
    if not update.keeps_ids:
        new = update.renumbered
        chained = {old: new.get(key, key) for old, key in before.renumbered.items()}
        _set(document, "renumbered", {**chained, **new})
    return document


def _read_as(document: TomlTable) -> dict[str, Any]:
    stated = document.unwrap()
    return {key: stated[key] for key in ("features", *READ_AS) if key in stated}


def _set(document: TomlTable, key: str, values: Mapping[str, Any]) -> None:
    if not values:
        return
    if key not in document:
        document[key] = tomlkit.table()
    document[key].update(values)


def _write_past(document: TomlTable, before: LayerManifest, until: dt.date, past: str) -> None:
    """Name the file before; where it is read otherwise, say how, and of all earlier ones too."""
    after = LayerManifest.model_validate(document.unwrap())
    same = all(getattr(before, key) == getattr(after, key) for key in READ_AS)
    files = {**before.past, until: past}
    told = {day: one if same else _told(one, before) for day, one in files.items()}
    _set(document, "past", {f"{day}": one for day, one in told.items() if isinstance(one, str)})
    own = {f"{day}": _inline(one) for day, one in told.items() if isinstance(one, dict)}
    _set(document, "past", own)


def _told(past: str | PastFile, before: LayerManifest) -> dict[str, Any] | PastFile:
    """Say how a past file is read, where so far it was read as the layer's own."""
    if not isinstance(past, str):
        return past
    stated = before.model_dump(mode="json", include={*READ_AS}, exclude_unset=True)
    return {"file": past, "geometry": before.geometry, **stated}


def _inline(values: Mapping[str, Any]) -> TomlTable:
    table: TomlTable = tomlkit.inline_table()
    table.update(values)
    return table


def _ending(on: dt.date, why: str) -> TomlTable:
    return _inline({"on": on, "why": why})


def _why(update: Update, one: int) -> str:
    """Say why a feature ended: what it went into, and what the caller says."""
    other, lang = update.merged.get(one), update.order.lang
    said = update.order.why
    if other is None:
        return said or say("intake.update.not_delivered", lang)
    merged = say("intake.update.merged_into", lang, id=update.ids[other])
    return f"{merged}{say('intake.update.and_why', lang)}{said}" if said else merged


def _prove(update: Update, folder: LayerFolder, text: str) -> None:
    """See to it that the layer will be read as it was planned.

    Raises
    ------
    InputError
        The file changed while it was read.
    """
    manifest = LayerManifest.model_validate(tomlkit.parse(text).unwrap())
    new = replace(folder, manifest=manifest)
    features = read_layer_whole(new).features
    shapes = [shapely.to_wkb(frame.geometry.to_numpy()) for frame in (features, update.after)]
    if [*features["id"]] != update.ids or shapes[0].tolist() != shapes[1].tolist():
        raise InputError(say("intake.errors.file_changed", name=update.delivery.name))
    read_past(new, update.until)


def _clear(workspace: Workspace, folder: LayerFolder, past: str) -> None:
    """Take away the file before from where it lay, now that it lies among the past ones."""
    old = folder.features_path
    if not _is_own(workspace, folder):
        return
    if old.is_dir():
        shutil.rmtree(old)
    for kept in (folder.path / past).parent.iterdir():
        path = old.with_name(kept.name)
        if kept.name != RECORD and path.is_file():
            path.unlink()
    if DELIVERED in old.parent.parts and not any(old.parent.iterdir()):
        old.parent.rmdir()


def finish_update(workspace: Workspace, layer_id: str) -> None:
    """Take away what a run left that was stopped after the layer was new: the file before.

    It goes where the same bytes lie among the past files and no manifest names it.
    """
    folder = workspace.layer(layer_id)
    newest = max(folder.manifest.past, default=None)
    if newest is None:
        return
    used = {one.features_path.resolve() for one in workspace.layers}
    beside = {path for one in used for path in one.parent.glob(f"{one.stem}.*")}
    past = folder.manifest.past[newest]
    kept = folder.path / (past if isinstance(past, str) else past.file)
    with hold_lock(lock_of(folder.path / "layer.toml"), f"layers/{folder.id}"), suppress(OSError):
        for one in kept.parent.iterdir():
            found = [folder.path / one.name, *folder.path.glob(f"{DELIVERED}/*/{one.name}")]
            for path in found:
                if path.resolve() not in beside and _is_same(path, one):
                    path.unlink()


def _is_same(path: Path, other: Path) -> bool:
    return path.is_file() and other.is_file() and path.read_bytes() == other.read_bytes()


def _is_own(workspace: Workspace, folder: LayerFolder) -> bool:
    """Tell whether the features lie in the layer's folder, and are no other's too."""
    old = folder.features_path.resolve()
    others = {one.features_path.resolve() for one in workspace.layers if one.id != folder.id}
    return folder.path.resolve() in old.parents and old not in others
