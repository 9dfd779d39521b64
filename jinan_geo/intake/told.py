"""What a delivery changes, in rows: what ``layer update`` shows, prints as JSON and writes down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinan_geo.intake.accept import find_refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinan_geo.intake.update import Update

__all__ = ["tell_update"]


def tell_update(update: Update) -> dict[str, Any]:
    """Give the one object of ``layer update --json``; distances are metres, days ISO.

    ``before`` is kept + removed - returned, ``delivered`` is kept + added + set aside.
    """
    matched, delivery = update.matched, update.delivery
    refusal = find_refusal(update)
    rows = len(delivery.reading.cells.lines)
    return {
        "layer": update.folder.id,
        "file": delivery.name,
        "on": update.on.isoformat(),
        "before": len(matched.pairs) - len(update.returned) + len(matched.removed),
        "delivered": rows,
        "set_aside": rows - len(update.after),
        "kept": len(matched.pairs),
        "nothing": update.is_nothing,
        "added": [_today(update, at) for at in matched.added],
        "removed": [_removed(update, at) for at in matched.removed],
        "returned": update.returned,
        "moved": [_moved(update, at, metres) for at, metres in update.moved.items()],
        "renamed": [
            {"id": update.id_of(at), "before": names[0], "after": names[1]}
            for at, names in update.renamed.items()
        ],
        "renumbered": [_renumbered(update, old) for old in update.renumbered],
        "columns": _columns(update),
        "crs": _crs(update),
        "reused": [_reused(update, *pair) for pair in update.reused],
        "questions": [
            _question(update, at, others) for at, others in sorted(matched.questions.items())
        ],
        "refused": None if refusal is None else str(refusal),
    }


def _before(update: Update, at: int) -> dict[str, Any]:
    key = update.id_of(at)
    name = update.before["name_zh"].iloc[at]
    records = update.records.get(key, 0)
    return {"id": key, "name": name if isinstance(name, str) else None, "records": records}


def _question(update: Update, at: int, others: Sequence[int]) -> dict[str, Any]:
    return {**_before(update, at), "candidates": [_today(update, one) for one in others]}


def _today(update: Update, at: int) -> dict[str, Any]:
    name = update.after["name_zh"].iloc[at]
    told = {"id": update.ids[at], "name": name if isinstance(name, str) else None}
    return {**told, "number": update.numbers[at]} if told["id"] != update.numbers[at] else told


def _removed(update: Update, at: int) -> dict[str, Any]:
    other = update.merged.get(at)
    told = _before(update, at)
    return {**told, "merged_into": update.ids[other]} if other is not None else told


def _moved(update: Update, at: int, metres: float | None) -> dict[str, Any]:
    shapes = update.matched.before.shapes[at], update.matched.after.shapes[update.matched.pairs[at]]
    kinds = [None if shape is None else shape.geom_type for shape in shapes]
    told = _before(update, at)
    became = {"before": kinds[0], "after": kinds[1]} if kinds[0] != kinds[1] else {}
    return {**told, "metres": None if metres is None else round(metres, 1), **became}


def _renumbered(update: Update, old: str) -> dict[str, Any]:
    at = update.matched.before.by_id[old]
    told = _before(update, at)
    number = update.numbers[update.matched.pairs[at]]
    return {"old": old, "new": number, **told, "by": update.matched.how[at]}


def _reused(update: Update, one: int, other: int) -> dict[str, Any]:
    """Give the proof: what an id was, what it would be, how far apart, what hangs on it."""
    name = update.after["name_zh"].iloc[other]
    metres = update.matched.apart_m(one, other)
    now = update.matched.pairs.get(one)
    return {
        **_before(update, one),
        "after": name if isinstance(name, str) else None,
        "metres": None if metres is None else round(metres, 1),
        "is_now": None if now is None else update.numbers[now],
    }


def _columns(update: Update) -> dict[str, Any]:
    columns = update.delivery.columns
    renamed = [
        {"attribute": key, "before": titles[0], "after": titles[1]}
        for key, titles in columns.renamed.items()
    ]
    return {"renamed": renamed, "added": [*columns.added], "gone": [*columns.gone]}


def _crs(update: Update) -> dict[str, Any]:
    metres = update.delivery.moved_as_one
    return {
        "before": update.folder.manifest.crs,
        "after": update.delivery.folder.manifest.crs,
        "by_own_places": update.delivery.by_own_places,
        "moved_as_one": None if metres is None else round(metres, 1),
    }
