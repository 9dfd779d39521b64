"""The projects a sheet may report on: found by id, or by name and district.

What each reported before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from jinan_geo.check.ids import find_orphans, fold_key
from jinan_geo.words import say
from jinan_geo.workbook.back.cells import Unfit

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from jinan_geo.city.city import City, Layer
    from jinan_geo.workbook.back.cells import Written
    from jinan_geo.workbook.back.lines import Customs

__all__ = ["Projects"]


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
        self._districts: dict[str, set[str]] = {key: set() for key in self.ids}
        for at, code in zip(layer.shares["feature"], layer.shares["district"], strict=True):
            self._districts[self.ids[int(at)]].add(str(code))
        codes, names = city.districts.codes, city.districts.names_zh
        self._codes = {**dict(zip(names, codes, strict=True)), **{code: code for code in codes}}
        self._labels = dict(zip(codes, names, strict=True))
        self._by_name: dict[str, list[str]] = {}
        for key, name in self.names.items():
            self._by_name.setdefault(fold_key(name), []).append(key)
        ordered = layer.records.sort_values(["as_of", "seq"], kind="stable")
        self._records: dict[str, list[dict[str, Any]]] = {key: [] for key in self.ids}
        for record in ordered.to_dict("records"):
            self._records[self.ids[int(record["feature"])]].append(
                {str(key): record[key] for key in record}
            )

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
            found = (
                say("workbook.back.between", "zh").join(self._labels[code] for code in sorted(own))
                or "—"
            )
            raise Unfit(
                kind="other-district",
                found=found,
                district=self._labels.get(customs.district, customs.district),
            )
        return key

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
        (issue,) = find_orphans(
            self._layer.folder, pd.DataFrame({"id": [text], "line": [0]}), self.ids
        )
        raise Unfit(kind=issue.type, **issue.details)

    def _named(self, name: str, stated: str, customs: Customs) -> str:
        if not name:
            raise Unfit(kind="missing-value", why="", why_en="")
        keys = self._by_name.get(fold_key(name), [])
        code = customs.districts.get(stated) or self._codes.get(stated)
        if stated and code is None:
            raise Unfit(kind="unknown-district", of="district", value=stated)
        here = [key for key in keys if code is None or code in self._districts[key]]
        if len(here) == 1:
            return here[0]
        if here:
            raise Unfit(
                kind="same-name", count=len(here), ids=say("workbook.back.between", "zh").join(here)
            )
        if keys:
            found = (
                say("workbook.back.between", "zh").join(
                    sorted({self._labels[own] for key in keys for own in self._districts[key]})
                )
                or "—"
            )
            raise Unfit(kind="other-district", found=found, district=self._labels[str(code)])
        (issue,) = find_orphans(
            self._layer.folder, pd.DataFrame({"id": [name], "line": [0]}), list(self.names.values())
        )
        raise Unfit(kind=issue.type, **issue.details)

    def record_on(self, key: str, day: dt.date) -> dict[str, Any] | None:
        """The record in force for exactly this day."""
        return self._newest(key, lambda as_of: as_of == pd.Timestamp(day))

    def record_before(
        self, key: str, day: dt.date, *, or_on: bool = False
    ) -> dict[str, Any] | None:
        """The record in force before this day, or by its end."""
        limit = pd.Timestamp(day)
        return self._newest(key, lambda as_of: as_of < limit or (or_on and as_of == limit))

    def _newest(self, key: str, fits: Any) -> dict[str, Any] | None:  # noqa: ANN401 - a test of a day
        found = [record for record in self._records[key] if fits(record["as_of"])]
        return found[-1] if found else None
