"""One project as the open standard for infrastructure projects has it."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd
import shapely

from jinan_geo.export.geojson import DECIMALS
from jinan_geo.export.oc4ids_progress import LAST, Planned, Reported, value_of
from jinan_geo.ledger.evidence import split_ids
from jinan_geo.manifest.labels import labels_of
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from jinan_geo.city.city import Layer
    from jinan_geo.ledger.evidence import Evidence
    from jinan_geo.manifest.closed import Text
    from jinan_geo.manifest.locale import Locale
    from jinan_geo.publish.published import PublishedCity

__all__ = ["Teller", "is_left_out", "tell_projects"]

FIRST = dt.time(0)  # of a day
# What the standard calls a stage that is before the start of works, by the preset stages.
BEFORE_START = {"planning": "identification", "approved": "preparation"}
WHOLE_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
COLLECTION = 7  # as shapely numbers types
LINK = re.compile(r"https?://(?:[A-Za-z0-9._~:/?#@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+")


@dataclass(frozen=True)
class Teller:
    """For whom, by which declarations and in which language projects are told."""

    city: PublishedCity
    prefix: str
    zone: dt.tzinfo | None  # None: the computer's
    lang: str
    status: Mapping[str, str]
    sectors: Mapping[str, Sequence[str]]

    def at(self, day: object, time: dt.time) -> str:
        """Give a moment of a day of the workspace, with its distance from UTC."""
        moment = dt.datetime.combine(pd.Timestamp(day).date(), time, self.zone)  # type: ignore[arg-type]
        return (moment if self.zone else moment.astimezone()).isoformat()

    @property
    def locale(self) -> Locale:
        """How the workspace speaks, and what its money is."""
        return self.city.workspace.manifest.locale

    def word(self, text: Text | None) -> str | None:
        """Give a text in the language of the package; None where it is empty."""
        said = None if text is None else text.zh if self.lang == "zh" else text.en
        return said or None

    def cell(self, row: Mapping[str, Any], name: str) -> str | None:
        """Give what an attribute of two languages says in that of the package, or in Chinese."""
        found = [row.get(f"{name}_{self.lang}"), row.get(f"{name}_zh")]
        return next((one for one in found if isinstance(one, str) and one), None)

    @cached_property
    def districts(self) -> Mapping[str, str]:
        """The name of each district by its code."""
        districts = self.city.districts
        names = zip(districts.codes, districts.names_zh, districts.names_en, strict=True)
        return {code: (en or zh) if self.lang == "en" else zh for code, zh, en in names}

    @cached_property
    def about(self) -> Mapping[str, Sequence[Evidence]]:
        """What is said of each feature, by its id."""
        found: dict[str, list[Evidence]] = {}
        for one in self.city.evidence.values():
            for part in one.about:
                found.setdefault(part.partition(".")[0], []).append(one)
        return found


def is_left_out(teller: Teller, layer: Layer) -> NDArray[np.bool_]:
    """Tell which projects are not told: samples, to the public."""
    samples = layer.is_sample(layer.editions - 1 if layer.editions else None)
    return samples if teller.city.audience == "public" else np.zeros(len(samples), dtype=bool)


def tell_projects(teller: Teller, layer: Layer) -> Iterator[dict[str, Any]]:
    """Give the projects of a layer, in its order; what is not known of one is not there."""
    count = len(layer.features)
    if not count:
        return
    start = (layer.editions - 1) * count
    states = pd.DataFrame() if layer.states is None else layer.states
    last = _rows_of(states.iloc[start:]) or [{}] * count
    rows = _rows_of(layer.features.drop(columns="geometry"))
    shapes = layer.features.geometry.to_numpy()
    reported, planned = Reported(teller, layer), Planned(teller, layer)
    samples, hidden = layer.is_sample(layer.editions - 1), is_left_out(teller, layer)
    places = _districts_of(layer)
    for at in np.flatnonzero(~hidden):
        row, state = rows[at], last[at]
        told = {
            **_named(teller, layer, row, is_sample=bool(samples[at])),
            "status": _status(teller, layer, row, state),
            **_plan(teller, row),
            "forecasts": planned.metrics(int(at)),
            "metrics": reported.metrics(int(at)),
            **_end(teller, row, state),
            "locations": _locations(teller, row, shapes[at], places.get(int(at), [])),
            **_responsible(teller, row),
            "documents": _documents(teller, row, state),
        }
        yield {key: cell for key, cell in told.items() if cell not in (None, [], {})}


def _rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", frame.to_dict("records"))


def _named(
    teller: Teller, layer: Layer, row: Mapping[str, Any], *, is_sample: bool
) -> dict[str, Any]:
    name = teller.cell(row, "name") or row["id"]
    theme = row["theme"] if isinstance(row["theme"], str) else layer.folder.manifest.theme
    return {
        "id": f"{teller.prefix}-{layer.id}-{row['id']}",
        "identifiers": [{"id": row["id"], "scheme": layer.id}],
        "language": teller.lang,
        "title": say("export.oc4ids.sample", teller.lang, name=name) if is_sample else name,
        "description": teller.cell(row, "note"),
        "sector": list(teller.sectors.get(theme or "", [])),
    }


def _status(
    teller: Teller, layer: Layer, row: Mapping[str, Any], state: Mapping[str, Any]
) -> str | None:
    """What the declared mapping, else the stage says; None where it says nothing of itself."""
    if state.get("stage") in teller.status:
        return teller.status[state["stage"]]
    # The standard knows no pause: a project stands where it stood.
    reached = state.get("stage_before" if pd.notna(state.get("paused_since")) else "stage")
    stage = next((one for one in layer.stages if one.id == reached), None)
    if stage is None:
        return None
    if stage.done:  # said, and not contradicted by less than all done
        return "completion" if _is_done(state) else None
    if pd.notna(row["ended"]):  # given up, merged or renamed: nobody says which
        return None
    return "implementation" if stage.started else BEFORE_START.get(stage.id)


def _is_done(state: Mapping[str, Any]) -> bool:
    return state.get("reason") == "done"


def _plan(teller: Teller, row: Mapping[str, Any]) -> dict[str, Any]:
    """The planned period and the budget."""
    return {
        "period": _period(teller, row["planned_start"], row["planned_finish"]),
        "budget": _filled({"amount": value_of(row["investment_wan"], teller.locale)}),
    }


def _period(teller: Teller, start: object, end: object) -> dict[str, str]:
    """From the first second of a day to the last of another."""
    first = None if pd.isna(start) else teller.at(start, FIRST)  # type: ignore[call-overload]
    last = None if pd.isna(end) else teller.at(end, LAST)  # type: ignore[call-overload]
    return _filled({"startDate": first, "endDate": last})


def _end(teller: Teller, row: Mapping[str, Any], state: Mapping[str, Any]) -> dict[str, Any]:
    """The end as reported: of what is done the actual one, else one that is expected.

    A finish that is after the report that says so was not seen yet.
    """
    day, told = state.get("est_finish"), state.get("record_date")
    if day is None or pd.isna(day):
        return {}
    if _is_done(state):
        is_past = pd.Timestamp(day) <= pd.Timestamp(told)  # type: ignore[arg-type]
        return {"completion": {"endDate": teller.at(day, LAST)}} if is_past else {}
    if pd.notna(row["ended"]):
        return {}
    milestone = {
        "id": "estimated-finish",
        "title": say("export.oc4ids.finish", teller.lang),
        "type": "delivery",
        "dueDate": teller.at(day, LAST),
        "status": "scheduled",
        "dateModified": teller.at(told, LAST),
    }
    return {"milestones": [milestone]}


def _districts_of(layer: Layer) -> dict[int, list[str]]:
    """The codes of the districts that each feature lies in."""
    found: dict[int, list[str]] = {}
    for at, code in zip(layer.shares["feature"], layer.shares["district"], strict=True):
        found.setdefault(int(at), []).append(str(code))
    return found


def _locations(
    teller: Teller, row: Mapping[str, Any], shape: shapely.Geometry | None, codes: Sequence[str]
) -> list[dict[str, Any]]:
    """Its shape with how well it is known, a collection part by part; then its districts."""
    known = _certainty(teller, row)
    places: list[dict[str, Any]] = [
        _filled({"id": str(at), "description": known, "geometry": _geometry(part)})
        for at, part in enumerate(_parts_of(shape), start=1)
    ]
    stated = codes or split_ids(row.get("district"))
    names = [(code, teller.districts[code]) for code in stated if code in teller.districts]
    places += [{"id": f"district-{code}", "description": name} for code, name in names]
    return places


def _certainty(teller: Teller, row: Mapping[str, Any]) -> str | None:
    """How well a place is known, in words."""
    labels = [labels_of(name).get(str(row.get(name))) for name in ("location", "accuracy")]
    said = [word for word in map(teller.word, labels) if word]
    return say("export.oc4ids.between", teller.lang).join(said) or None


def _parts_of(shape: shapely.Geometry | None) -> list[shapely.Geometry]:
    """A shape alone, or what a collection holds: the standard has no collections."""
    parts = np.array([] if shape is None else [shape], dtype=object)
    while (shapely.get_type_id(parts) == COLLECTION).any():
        parts = shapely.get_parts(parts)
    return list(parts)


def _geometry(part: shapely.Geometry) -> dict[str, Any]:
    """GeoJSON in WGS84, longitude first, outer rings counter-clockwise, to a centimetre."""
    plain = shapely.transform(
        shapely.force_2d(part), lambda numbers: np.round(numbers, DECIMALS) + 0.0
    )
    text = shapely.to_geojson(shapely.orient_polygons(plain, exterior_cw=False))
    return dict(json.loads(text))


def _responsible(teller: Teller, row: Mapping[str, Any]) -> dict[str, Any]:
    """Who is responsible, known by the name alone."""
    name = teller.cell(row, "responsible")
    if name is None:
        return {}
    reference = {"id": name, "name": name}
    party = {**reference, "roles": ["publicAuthority"]}
    return {"publicAuthority": reference, "parties": [party]}


def _documents(
    teller: Teller, row: Mapping[str, Any], state: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """The statements that a project or its last record names, and those that are about it."""
    register = teller.city.evidence
    named = [*split_ids(state.get("evidence")), *split_ids(row.get("evidence"))]
    found = [register[key] for key in named if key in register]
    found += teller.about.get(str(row["id"]), [])
    once = {one.id: one for one in found if one.tier != "sample"}
    return [_document(teller, one) for one in once.values()]


def _document(teller: Teller, one: Evidence) -> dict[str, Any]:
    """A statement; what is no link as the standard wants it is told as text."""
    is_link = LINK.fullmatch(one.address) is not None
    is_day = WHOLE_DAY.fullmatch(one.published) is not None
    return _filled(
        {
            "id": one.id,
            "title": one.title or None,
            "description": teller.word(one.statement),
            "url": one.address if is_link else None,
            "accessDetails": None if is_link else one.address or None,
            "datePublished": teller.at(one.published, FIRST) if is_day else None,
            "author": one.publisher or None,
        }
    )


def _filled(cells: Mapping[str, Any]) -> dict[str, Any]:
    return {key: cell for key, cell in cells.items() if cell is not None}
