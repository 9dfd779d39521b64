"""A layer delivered again: told apart from what it was, before anything of it is changed."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from jinan_geo.city.moves import is_same_shape
from jinan_geo.coordinates.crs import metric_crs, to_measured
from jinan_geo.coordinates.parts import valid_shapes
from jinan_geo.errors import InputError, UsageError, show
from jinan_geo.intake.delivery import read_delivery
from jinan_geo.intake.matching import Matched, MatchSide, fold_name
from jinan_geo.ledger import read_ledger
from jinan_geo.ledger.editions import read_calendar
from jinan_geo.read import name_of, read_layer_whole
from jinan_geo.read.database import is_database
from jinan_geo.read.past import NOT_IN_FILE, read_past, with_ended
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd

    from jinan_geo.intake.delivery import NextFile, Order
    from jinan_geo.manifest.workspace import LayerFolder, Workspace
    from jinan_geo.read import LayerReading

__all__ = ["Update", "plan_update"]

NOBODY = "\0"  # before an id that is no id of the layer
COVERED = 0.5
NAME_LEAST = 3


@dataclass(frozen=True)
class Update:
    """What a delivery would make of a layer.

    ``matched`` tells which is which, by the positions in ``before`` and in ``after``, the features
    of either. ``records`` counts the ledger's by the id. ``used`` are all ids that the layer ever
    had. The new state holds from ``on``.
    """

    folder: LayerFolder
    order: Order
    on: dt.date
    before: gpd.GeoDataFrame
    after: gpd.GeoDataFrame
    matched: Matched
    delivery: NextFile
    records: Mapping[str, int]
    used: frozenset[str]
    stated: str

    @property
    def until(self) -> dt.date:
        """The last day of the state before."""
        return self.on - dt.timedelta(days=1)

    @property
    def keeps_ids(self) -> bool:
        """Whether features keep their ids though the file numbers them otherwise."""
        return self.order.keep_ids or not self.delivery.has_ids

    @cached_property
    def numbers(self) -> list[str]:
        """The ids that the file states."""
        return [*self.after["id"]]

    @cached_property
    def renumbered(self) -> dict[str, str]:
        """Ids of before with those under which the file has the same features."""
        pairs = self.matched.pairs.items()
        ids = {self.id_of(one): self.matched.after.ids[other] for one, other in pairs}
        return {old: new for old, new in ids.items() if old != new}

    @cached_property
    def reused(self) -> list[tuple[int, int]]:
        """Ids of before that the file gives to something else: both positions."""
        place = self.matched.before.by_id
        found = dict(self.matched.reused)
        for other, key in enumerate(self.matched.after.ids):
            one = place.get(key)
            if one is not None and self.matched.pairs.get(one) != other:
                found.setdefault(one, other)
        return sorted(found.items())

    @cached_property
    def taken(self) -> list[int]:
        """Features of today under ids of the past that no feature of before has any more."""
        place, used = self.matched.before.by_id, self.used
        keys = enumerate(self.matched.after.ids)
        return [
            at for at, key in keys if key not in place and (key in used or key.startswith(NOBODY))
        ]

    @cached_property
    def ids(self) -> list[str]:
        """The id that each feature of today is to have."""
        back = self.matched.back
        given: list[str] = []
        for at, key in enumerate(self.matched.after.ids):
            if at in back:
                given.append(self.id_of(back[at]) if self.keeps_ids else key)
            else:
                given.append(self._free(self.numbers[at], given))
        return given

    def _free(self, number: str, given: Sequence[str]) -> str:
        """Give an id that nothing ever had."""
        names = (number if at == 1 else f"{number}-{at}" for at in count(1))
        return next(name for name in names if name not in self.used and name not in given)

    def id_of(self, one: int) -> str:
        """Give the id of a feature of before."""
        return self.matched.before.ids[one]

    @cached_property
    def returned(self) -> list[str]:
        """Ids that ended earlier and are there again."""
        return [self.id_of(one) for one in sorted(self.matched.gone & {*self.matched.pairs})]

    @cached_property
    def moved(self) -> dict[int, float | None]:
        """How far each feature of before moved, in metres; None where it got or lost its place."""
        found = {}
        for one, other in sorted(self.matched.pairs.items()):
            was, now = self.matched.before.shapes[one], self.matched.after.shapes[other]
            if not is_same_shape(was, now):
                found[one] = self.matched.apart_m(one, other)
        return found

    @cached_property
    def renamed(self) -> dict[int, tuple[str | None, str | None]]:
        """Names before and now, where they differ."""
        found = {}
        for one, other in sorted(self.matched.pairs.items()):
            names = (_name(self.before, one), _name(self.after, other))
            if names[0] != names[1]:
                found[one] = names
        return found

    @cached_property
    def merged(self) -> dict[int, int]:
        """Features that are gone and what has them in it now, by its area or by its name."""
        found = {}
        for one in self.matched.removed:
            other = self._holder(one)
            if other is not None:
                found[one] = other
        return found

    def _holder(self, one: int) -> int | None:
        before, after = self.matched.before, self.matched.after
        shape, name = before.shapes[one], before.names[one]
        near = after.near(shape, 0.0)
        mine, *theirs = valid_shapes(np.array([shape, *after.shapes[near]], dtype=object))
        whole = shapely.area(mine)
        for other, their in zip(near, theirs, strict=True):
            if whole and shapely.area(shapely.intersection(mine, their)) > COVERED * whole:
                return int(other)
        named = [at for at, now in enumerate(after.names) if name in now and name != now]
        return named[0] if len(name) >= NAME_LEAST and len(named) == 1 else None

    @cached_property
    def unusable(self) -> list[str]:
        """Ids of before whose row is there, by its id or its name, and cannot be used."""
        cells = self.delivery.reading.cells
        here = set(self.delivery.reading.lines.tolist())
        rows = [at for at, line in enumerate(cells.lines) if line not in here]
        kept, title = self.folder.manifest.ids, cells.titles["name_zh"]
        names = cells.frame[title].tolist() if title in cells.frame else []
        aside = {kept.get(str(cells.ids[at]), cells.ids[at]) for at in rows}
        named = {fold_name(names[at]) for at in rows if names} - {""}
        matched = self.matched
        return sorted(
            self.id_of(one)
            for one in matched.removed
            if self.id_of(one) in aside or matched.before.names[one] in named
        )

    @property
    def is_nothing(self) -> bool:
        """Tell whether the file says what the layer says already."""
        told = (self.matched.removed, self.matched.added, self.moved, self.renamed, self.renumbered)
        columns = self.delivery.columns
        return not any((*told, columns.renamed, columns.added, columns.gone, self.returned)) and (
            _cells(self.before, self.matched.pairs.keys())
            == _cells(self.after, self.matched.pairs.values())
        )


def _name(frame: gpd.GeoDataFrame, at: int) -> str | None:
    name = frame["name_zh"].iloc[at]
    return name if isinstance(name, str) else None


def _cells(frame: gpd.GeoDataFrame, rows: Iterable[int]) -> list[list[str]]:
    """Give what features say besides id and place, as texts."""
    plain = frame.drop(columns=["id", frame.geometry.name]).iloc[list(rows)]
    cells: list[list[str]] = plain[sorted(plain.columns)].astype(str).to_numpy().tolist()
    return cells


def plan_update(  # noqa: PLR0913 - a layer, a file, and what is said of both
    workspace: Workspace,
    shown: Sequence[dt.date],
    layer_id: str,
    file: Path,
    order: Order,
    *,
    on: dt.date | None = None,
) -> Update:
    """Read a file as the next one of a layer, and match its features; nothing is written.

    ``shown`` are the editions of the pages, and ``on`` the first day of the new state: by default
    the day after the last edition and after all that the layer was.

    Raises
    ------
    UsageError
        The day is not after the last closed edition, or an id that is named is not there.
    InputError
        The file, or what the layer has, cannot be read; or not one feature is the layer's.
    """
    folder = workspace.layer(layer_id)
    if order.reading.database or is_database(folder.manifest.features):
        raise UsageError(say("intake.errors.no_tables", layer=layer_id))
    stated = (folder.path / "layer.toml").read_text(encoding="utf-8-sig")
    on = _choose_day(workspace, folder, shown, on)
    read = read_layer_whole(folder)
    whole, _ = with_ended(folder, read)
    place = f"delivered/{on}/{name_of(file)}"
    delivery = read_delivery(workspace, folder, read, file, order, place=place)
    records = _count_records(workspace, folder)
    matched = _match(workspace, folder, whole, delivery, order)
    if len(read.features) and not matched.pairs:
        raise InputError(say("intake.errors.another_file", name=delivery.name, layer=layer_id))
    used = frozenset(_used(folder, whole))
    features = delivery.reading.features
    return Update(
        folder, order, on, whole.features, features, matched, delivery, records, used, stated
    )


def _choose_day(
    workspace: Workspace, folder: LayerFolder, shown: Sequence[dt.date], on: dt.date | None
) -> dt.date:
    """Give the first day of the new state: after what closed, and after all that the layer was."""
    day = dt.timedelta(days=1)
    closed = read_calendar(workspace.root).last_closed
    first = [closed + day] if closed else []
    first += [one + 2 * day for one in folder.manifest.past]  # a state lasts for a day at least
    if on is None and not (first or shown):
        raise UsageError(say("intake.errors.say_on", layer=folder.id))
    if on is None:
        return max([*first, *(one + day for one in shown)])
    if first and on < max(first):
        raise UsageError(say("intake.errors.on_too_early", on=on, first=max(first)))
    return on


def _count_records(workspace: Workspace, folder: LayerFolder) -> dict[str, int]:
    if folder.manifest.role != "projects":
        return {}
    records, _, _ = read_ledger(folder, folder.manifest.stages or workspace.stages)
    return dict(Counter(records["id"].replace(folder.manifest.renumbered)))


def _match(
    workspace: Workspace,
    folder: LayerFolder,
    whole: LayerReading,
    delivery: NextFile,
    order: Order,
) -> Matched:
    crs = metric_crs(workspace.manifest.metric_crs)
    before = _side(whole.features, [*whole.features["id"]], crs)
    numbers = [*delivery.reading.features["id"]]
    after = _side(delivery.reading.features, _as_known(folder.manifest.ids, numbers), crs)
    place = {key: at for at, key in enumerate(numbers)}
    pairs = {
        _asked(before.by_id, old, folder.id): _asked(place, new, delivery.name)
        for old, new in order.matches.items()
    }
    apart = {_asked(before.by_id, key, folder.id) for key in order.gone}
    gone = {*np.flatnonzero(whole.lines == NOT_IN_FILE).tolist()}
    return Matched(before, after, gone, pairs, apart, trusts_ids=delivery.has_ids)


def _as_known(kept: Mapping[str, str], numbers: Sequence[str]) -> list[str]:
    """Give numbers of the file as the ids that were kept for them earlier.

    One that was kept for another feature is nobody's.
    """
    given = {kept[number] for number in numbers if number in kept}
    return [
        kept.get(number, f"{NOBODY}{number}" if number in given else number) for number in numbers
    ]


def _asked(place: Mapping[str, int], key: str, name: str) -> int:
    if key not in place:
        raise UsageError(say("intake.errors.no_such_id", id=show(key), name=name))
    return place[key]


def _side(frame: gpd.GeoDataFrame, ids: list[str], crs: Any) -> MatchSide:  # noqa: ANN401 - pyproj's
    names = [fold_name(name) for name in frame["name_zh"]]
    return MatchSide(
        ids, names, np.asarray(to_measured(frame, crs).geometry.to_numpy(), dtype=object)
    )


def _used(folder: LayerFolder, whole: LayerReading) -> set[str]:
    """Give every id that the layer ever had."""
    manifest = folder.manifest
    used = {*whole.features["id"], *manifest.renumbered, *manifest.ended}
    used |= {*manifest.renumbered.values(), *manifest.ids.values()}
    for day in manifest.past:
        used |= {*read_past(folder, day)[0]["id"]}
    return used
