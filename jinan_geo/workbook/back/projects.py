"""The projects a sheet may report on: found by id, or by name and district.

What each reported before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from jinan_geo.check.ids import find_orphans, fold_key
from jinan_geo.check.pauses import reached_in
from jinan_geo.manifest.closed import Text
from jinan_geo.words import say
from jinan_geo.workbook.back.cells import Unfit
from jinan_geo.workbook.back.plain import plain_day, plain_value

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from jinan_geo.city.city import City, Layer
    from jinan_geo.manifest.stages import Stage
    from jinan_geo.workbook.back.cells import Written
    from jinan_geo.workbook.back.lines import Customs

__all__ = ["Projects", "last_known"]

NUMBERS = ("done_pct", "invested_wan")
SHARE_DIGITS = 4  # what is nearer than a hundredth of a per cent is equal


class Projects:
    """One layer's projects, to find those that a sheet means."""

    def __init__(self, city: City, layer: Layer) -> None:
        self._layer = layer
        features = layer.features
        self.ids = [str(key) for key in features["id"]]
        self.names = {
            key: str(name or key) for key, name in zip(self.ids, features["name_zh"], strict=True)
        }
        self.samples = dict(
            zip(
                self.ids,
                features["sample"].astype(bool) | layer.folder.manifest.sample,
                strict=True,
            )
        )
        self._districts = _districts_of(layer, self.ids)
        self._leads = _leads_of(layer, self.ids)
        self._places = city.districts
        places = city.districts
        self._labels = dict(zip(places.codes, places.names_here, strict=True))
        pairs = zip(places.codes, places.names_zh, places.names_en, strict=True)
        self._names = {code: Text(zh=zh, en=en) for code, zh, en in pairs}
        self._by_name: dict[str, list[str]] = {}
        for key, name in self.names.items():
            self._by_name.setdefault(fold_key(name), []).append(key)
        self._records = _records_of(layer, self.ids)

    def find(self, cells: Mapping[str, Written], customs: Customs) -> str:
        """Give the id of the project that a row is of.

        Raises
        ------
        Unfit
            There is none, several could be meant, or it is one of another district.
        """
        if "id" in cells:
            key = self._by_id(cells["id"].text)
        else:
            stated = cells["district"].text if "district" in cells else ""
            key = self._named(cells["name"].text, stated, customs)
        own = self._districts[key]
        if customs.district is not None and customs.district not in own:
            found = _join(self._labels[code] for code in sorted(own))
            meant = self._labels.get(customs.district, customs.district)
            raise Unfit(kind="other-district", found=found, district=meant)
        return key

    def leader_beside(self, key: str, district: str | None) -> Text | None:
        """Give the name of another district that leads a project; None where this one may set it.

        A form of no district is the city's, and may.
        """
        code = self._leads.get(key)
        if code is None or district in {None, code}:
            return None
        return self._names.get(code) or Text(zh=code)

    def _by_id(self, text: str) -> str:
        if not text:
            raise Unfit(kind="missing-value", why="", why_en="")
        manifest = self._layer.folder.manifest
        text = manifest.renumbered.get(text, text)
        if text in self._records:
            return text
        same = [key for key in self.ids if fold_key(key) == fold_key(text)]
        if manifest.fold_keys and len(same) == 1:
            return same[0]
        raise self._unknown(text, self.ids)

    def _named(self, name: str, stated: str, customs: Customs) -> str:
        if not name:
            raise Unfit(kind="missing-value", why="", why_en="")
        keys = self._by_name.get(fold_key(name), [])
        at = self._places.find(stated)
        code = customs.districts.get(stated) or (None if at is None else self._places.codes[at])
        if stated and code is None:
            raise Unfit(kind="unknown-district", of="district", value=stated)
        if keys:
            return self._choose(keys, code)
        raise self._unknown(name, list(self.names.values()))

    def _choose(self, keys: Sequence[str], code: str | None) -> str:
        """Of projects with one name, the one that lies in the district, where that is stated."""
        here = [key for key in keys if code is None or code in self._districts[key]]
        if len(here) == 1:
            return here[0]
        if here:
            raise Unfit(kind="same-name", count=len(here), ids=_join(here))
        elsewhere = set().union(*(self._districts[key] for key in keys))
        found = _join(sorted({self._labels[own] for own in elsewhere}))
        raise Unfit(kind="other-district", found=found, district=self._labels[str(code)])

    def _unknown(self, text: str, known: Sequence[str]) -> Unfit:
        """Say that a key is none of those known, with what it may be."""
        row = pd.DataFrame({"id": [text], "line": [0]})
        (issue,) = find_orphans(self._layer.folder, row, known)
        return Unfit(kind=issue.type, **issue.details)

    def record_on(self, key: str, day: dt.date) -> dict[str, Any] | None:
        """The record in force for exactly this day."""
        return self._newest(key, lambda as_of: as_of == pd.Timestamp(day))

    def record_before(
        self, key: str, day: dt.date, *, or_on: bool = False
    ) -> dict[str, Any] | None:
        """The record in force before this day, or by its end."""
        limit = pd.Timestamp(day)
        return self._newest(key, lambda as_of: as_of < limit or (or_on and as_of == limit))

    def standing(self, key: str, day: dt.date, stages: Sequence[Stage]) -> dict[str, Any] | None:
        """What is known of a project before a day; of records of one day the last counts."""
        limit = pd.Timestamp(day)
        past = [record for record in self._records[key] if record["as_of"] < limit]
        last_of_day = {record["as_of"]: record for record in past}
        return last_known([*last_of_day.values()], stages)

    def _newest(self, key: str, fits: Any) -> dict[str, Any] | None:  # noqa: ANN401 - a test of a day
        found = [record for record in self._records[key] if fits(record["as_of"])]
        return found[-1] if found else None


def last_known(
    records: Sequence[Mapping[str, Any]], stages: Sequence[Stage]
) -> dict[str, Any] | None:
    """Give the last of a project's records with what was known by then; None where there is none.

    Its stage is that which was reached before any pause, its numbers are the last that were told,
    and ``days`` has the day of each.
    """
    if not records:
        return None
    known: dict[str, Any] = {**records[-1], "stage": reached_in(records, stages)}
    days: dict[str, dt.date] = {}
    for record in records:
        for key in NUMBERS:
            if plain_value(record[key]) is not None:
                known[key], days[key] = record[key], plain_day(record["as_of"])
    return {**known, "days": days}


def _districts_of(layer: Layer, ids: Sequence[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {key: set() for key in ids}
    for at, code in zip(layer.shares["feature"], layer.shares["district"], strict=True):
        found[ids[int(at)]].add(str(code))
    return found


def _leads_of(layer: Layer, ids: Sequence[str]) -> dict[str, str]:
    """The district that leads each project: as declared, else the one of its largest share.

    Of equal shares that of the lower code.
    """
    declared = layer.folder.manifest.leads
    if declared == "all":
        return {}
    shares = layer.shares.assign(share=layer.shares["share"].round(SHARE_DIGITS))
    ordered = shares.sort_values(["share", "district"], ascending=[True, False])
    found = {
        ids[int(at)]: str(code)
        for at, code in zip(ordered["feature"], ordered["district"], strict=True)
    }
    renumbered = layer.folder.manifest.renumbered
    return {**found, **{renumbered.get(key, key): code for key, code in declared.items()}}


def _records_of(layer: Layer, ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Each project's records, by day and then as they came."""
    ordered = layer.records.sort_values(["as_of", "seq"], kind="stable")
    found: dict[str, list[dict[str, Any]]] = {key: [] for key in ids}
    for record in ordered.to_dict("records"):
        texted = {str(key): value for key, value in record.items()}
        found[ids[int(record["feature"])]].append(texted)
    return found


def _join(words: Iterable[str]) -> str:
    return say("workbook.back.between", "zh").join(words) or "—"
