"""Who owes which report: every project and month that was due, with what came, by district.

A layer that declares no ``[reporting]``, nor its workspace, but must report monthly (``provision``)
owes each month without days of grace, as its lights have it.
"""

from __future__ import annotations

import calendar
import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from jinan_geo.check.provision import PARTS, count_due
from jinan_geo.ledger import open_ledger
from jinan_geo.manifest.models import Reporting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from jinan_geo.city.city import City, Layer
    from jinan_geo.manifest.workspace import LayerFolder, Workspace
    from jinan_geo.publish.published import PublishedCity

__all__ = [
    "DUE_COLUMNS",
    "EVERYWHERE",
    "MATRIX_COLUMNS",
    "count_by_kind",
    "count_provision",
    "districts_of",
    "due_by_kind",
    "due_in",
    "list_due",
    "overdue_now",
    "reporting_of",
]

DUE_COLUMNS = (
    *(
        "layer",
        "id",
        "name_zh",
        "name_en",
        "districts",
        "month",
        "last_day",
        "reported",
        "recorded_on",
        "late",
    ),
    *("newest", "by_zh", "by_en", "sample"),
)
MATRIX_COLUMNS = ("district", "month", "due", "reported", "late", "overdue")
EVERYWHERE = "all"
NOTHING_DUE = pd.DataFrame(columns=list(DUE_COLUMNS))


def reporting_of(workspace: Workspace, folder: LayerFolder) -> Reporting | None:
    """How a layer's projects must be reported on; None where nobody must."""
    manifest = folder.manifest
    if manifest.role != "projects":
        return None
    if manifest.reporting or manifest.provision == "none":
        return manifest.reporting
    return workspace.manifest.reporting or Reporting(every="month")


def list_due(city: PublishedCity, columns: Sequence[str] = DUE_COLUMNS) -> pd.DataFrame:
    """Give a row for each project and period due by the data date, with some of ``DUE_COLUMNS``.

    ``month`` is the period's last one, ``last_day`` the last on which its report was in time.
    ``reported`` says that a report came; ``recorded_on`` is the day it was recorded, where the
    ledger's journal tells; ``late`` that this day was after the last one. A report whose day nobody
    recorded is not called late. ``sample`` says that the project is one at the data date.
    """
    closed = [day for day in city.editions if day != city.calendar.open]
    closes = city.calendar.is_declared
    if not closed:
        return NOTHING_DUE[[*columns]]
    return _due_by(city, closed[-1], columns, closes=closes)


def due_in(city: PublishedCity | City, day: dt.date) -> pd.DataFrame:
    """Give as ``list_due`` the rows of the period that ends with the month of a day alone.

    It is asked for while its reports come in, so that no days of grace put it off. This is what an
    open edition waits for, ``provision`` tells of it, and a folder of workbooks is held against.
    """
    table = _due_by(city, day, DUE_COLUMNS, closes=True)
    chosen: pd.DataFrame = table[table["month"] == f"{day:%Y-%m}"].reset_index(drop=True)
    return chosen


def _due_by(
    city: PublishedCity | City, day: dt.date, columns: Sequence[str], *, closes: bool
) -> pd.DataFrame:
    tables = []
    for layer in city.layers:
        rule = reporting_of(city.workspace, layer.folder)
        if rule:
            tables.append(_due_of(city, layer, rule, day, columns, closes=closes))
    filled = [table for table in tables if len(table)]
    return pd.concat(filled, ignore_index=True) if filled else NOTHING_DUE[[*columns]]


def due_by_kind(due: pd.DataFrame) -> dict[str | None, pd.DataFrame]:
    """Part what ``list_due`` gave into ``sourced`` and ``sample``, which are never added.

    Under None where all is of one kind; nothing where nothing is due.
    """
    is_sample = due["sample"].astype(bool)
    if due.empty:
        return {}
    if is_sample.all() or not is_sample.any():
        return {None: due}
    parts = {"sourced": due[~is_sample], "sample": due[is_sample]}
    return {kind: part.reset_index(drop=True) for kind, part in parts.items()}


def count_provision(due: pd.DataFrame, districts: Sequence[str]) -> pd.DataFrame:
    """Count by district and month, columns ``MATRIX_COLUMNS``.

    ``due = reported + overdue``, ``late`` of the reported.

    A project in two districts counts in both, and once in ``EVERYWHERE``; ``""`` has those that lie
    in none.
    """
    where, places = pd.factorize(due["districts"])
    when, months = pd.factorize(due["month"])
    at = where * len(months) + when
    rows = len(places) * len(months)
    came, late = (due[name].to_numpy(bool) for name in ("reported", "late"))
    told = {"due": np.ones(len(due), dtype=bool), "reported": came, "late": late, "overdue": ~came}
    sums = {name: np.bincount(at[is_so], minlength=rows) for name, is_so in told.items()}
    codes = _objects([(EVERYWHERE, *(place or ("",))) for place in places])
    parts = pd.DataFrame(
        {"district": np.repeat(codes, len(months)), "month": np.tile(months, len(places)), **sums}
    )
    parts = parts[parts["due"] > 0].explode("district")
    counted = parts.groupby(["district", "month"])[[*sums]].sum().astype(int)
    order = [EVERYWHERE, *districts, ""]
    table = counted.reset_index().sort_values(
        ["district", "month"],
        key=lambda cells: cells.map(order.index) if cells.name == "district" else cells,
    )
    plain: pd.DataFrame = table[list(MATRIX_COLUMNS)].reset_index(drop=True)
    return plain


def count_by_kind(due: pd.DataFrame, districts: Sequence[str]) -> pd.DataFrame:
    """Count as ``count_provision`` does; where there are both kinds, each with its ``truth``."""
    counted = {kind: count_provision(part, districts) for kind, part in due_by_kind(due).items()}
    tables = [
        table if kind is None else table.assign(truth=kind) for kind, table in counted.items()
    ]
    return pd.concat(tables, ignore_index=True) if tables else count_provision(due, districts)


def overdue_now(due: pd.DataFrame) -> pd.DataFrame:
    """The projects without the report of their layer's newest period.

    ``owed`` is how many in a row, most first.
    """
    newest = due.groupby("layer")["month"].transform("max")
    last = due[(due["month"] == newest) & ~due["reported"].astype(bool)]
    runs = due.sort_values("month", ascending=False).groupby(["layer", "id"], sort=False)[
        "reported"
    ]
    owed = runs.apply(lambda came: int(np.argmax(came.to_numpy(bool))) if came.any() else len(came))
    found = last.assign(
        owed=[int(owed[layer, key]) for layer, key in zip(last["layer"], last["id"], strict=True)]
    )
    sorted_rows: pd.DataFrame = found.sort_values(
        "owed", ascending=False, kind="stable"
    ).reset_index(drop=True)
    return sorted_rows


def _due_of(  # noqa: PLR0913 - who owes what, by which rule, until when, and what to tell of it
    city: PublishedCity | City,
    layer: Layer,
    rule: Reporting,
    day: dt.date,
    columns: Sequence[str],
    *,
    closes: bool,
) -> pd.DataFrame:
    """The rows of one layer up to a day; one that ``closes`` waits for nobody.

    Of many rows each column is dear, so that only those asked for are made.
    """
    is_known = layer.records["as_of"] <= pd.Timestamp(day)
    known = layer.records if is_known.all() else layer.records[is_known]
    if known.empty and rule.since is None:
        return NOTHING_DUE[[*columns]]  # nobody said when reporting began
    table = count_due(layer.features, known, layer.stages, rule, day, closes=closes)
    parts = PARTS[rule.every]
    periods, which = np.unique(table["period"].to_numpy(int), return_inverse=True)
    ends = [_last_day(period, parts) for period in periods.tolist()]
    grace = dt.timedelta(days=rule.grace_days)
    last_days = _objects([city.calendar.due(end) or end + grace for end in ends])[which]
    recorded = _recorded_on(table, _first_recorded(city.workspace, layer, known, parts))
    places = table["feature"].to_numpy(int)

    def of_feature(cells: pd.Series[Any]) -> pd.Series[Any]:
        return cells.iloc[places].reset_index(drop=True)

    who = cache(lambda: _who(layer, known, rule))
    features = layer.features
    told: dict[str, Callable[[], Any]] = {
        "layer": lambda: layer.id,
        "id": lambda: of_feature(features["id"]),
        "name_zh": lambda: of_feature(features["name_zh"]),
        "name_en": lambda: of_feature(features["name_en"]),
        "districts": lambda: of_feature(districts_of(layer)),
        "month": lambda: _objects([f"{end:%Y-%m}" for end in ends])[which],
        "last_day": lambda: pd.Series(last_days, dtype=object),
        "reported": lambda: table["reported"].astype(bool),
        "recorded_on": lambda: pd.Series(recorded, dtype=object),
        "late": lambda: _later(recorded, last_days),
        "newest": lambda: of_feature(_newest_of(layer, known)),
        "by_zh": lambda: of_feature(who()["zh"]),
        "by_en": lambda: of_feature(who()["en"]),
        "sample": lambda: layer.is_sample(layer.editions - 1 if layer.editions else None)[places],
    }
    rows = pd.RangeIndex(len(table))
    return pd.DataFrame({name: told[name]() for name in columns}, index=rows)


def _objects(values: Sequence[object]) -> NDArray[np.object_]:
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found


def _last_day(period: int, parts: int) -> dt.date:
    year, part = divmod(period, parts)
    month = (part + 1) * (12 // parts)
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _later(days: Iterable[dt.date | None], until: Iterable[dt.date]) -> list[bool]:
    return [one is not None and one > last for one, last in zip(days, until, strict=True)]


def _recorded_on(
    table: pd.DataFrame, first: Mapping[tuple[int, int], dt.date]
) -> list[dt.date | None]:
    if not first:
        return [None] * len(table)
    pairs = zip(table["feature"], table["period"], strict=True)
    return [first.get((int(at), int(period))) for at, period in pairs]


def districts_of(layer: Layer) -> pd.Series[Any]:
    """The districts of each feature, a tuple that may be empty."""
    codes: dict[int, list[str]] = {}
    shares = layer.shares
    for at, code in zip(shares["feature"].tolist(), shares["district"].tolist(), strict=True):
        codes.setdefault(at, []).append(code)
    listed = [tuple(codes.get(at, ())) for at in range(len(layer.features))]
    return pd.Series(listed, dtype=object)


def _newest_of(layer: Layer, records: pd.DataFrame) -> pd.Series[Any]:
    """The day of each feature's newest record; None where it has none."""
    dates = records.groupby("feature")["as_of"].max()
    newest = dict(zip(dates.index.tolist(), (day.date() for day in dates), strict=True))
    return pd.Series([newest.get(at) for at in range(len(layer.features))], dtype=object)


def _first_recorded(
    workspace: Workspace, layer: Layer, records: pd.DataFrame, parts: int
) -> dict[tuple[int, int], dt.date]:
    """The day of a feature's first report for a period, where all its records have one."""
    days = _import_days(workspace, layer)
    if not days:
        return {}
    on = [days.get(str(number)) for number in records["import_no"]]
    when = records["as_of"].dt.year * parts + (records["as_of"].dt.month - 1) // (12 // parts)
    first: dict[tuple[int, int], dt.date] = {}
    unknown = set()
    for at, period, day in zip(records["feature"], when, on, strict=True):
        key = (int(at), int(period))
        if day is None:
            unknown.add(key)
        elif key not in first or day < first[key]:
            first[key] = day
    return {key: day for key, day in first.items() if key not in unknown}


def _import_days(workspace: Workspace, layer: Layer) -> dict[str, dt.date]:
    """The day of each import by its number, as the journal says; none for a ledger kept by hand."""
    if layer.folder.ledger is None and not layer.folder.journal_path.is_file():
        return {}
    days = {}
    for entry in open_ledger(layer.folder, workspace).entries():
        stated = entry.origin.recorded_at if entry.origin else None
        if stated:
            days[str(entry.number)] = dt.date.fromisoformat(stated[:10])
    return days


def _who(layer: Layer, records: pd.DataFrame, rule: Reporting) -> pd.DataFrame:
    """Who must report each feature, columns ``zh`` and ``en``, None where nobody is known.

    As declared, else who answers for the project, else who reported it last.
    """
    columns = ["zh", "en"]
    if rule.by:
        by = [(rule.by.zh, rule.by.en)] * len(layer.features)
        return pd.DataFrame(by, columns=columns, dtype=object)
    named = records.loc[records["reported_by"].fillna("") != "", ["feature", "reported_by"]]
    newest = named.drop_duplicates("feature", keep="last")
    last = dict(zip(newest["feature"].tolist(), newest["reported_by"].tolist(), strict=True))
    pairs = zip(layer.features["responsible_zh"], layer.features["responsible_en"], strict=True)
    who = [(zh or last.get(at), en or zh or last.get(at)) for at, (zh, en) in enumerate(pairs)]
    return pd.DataFrame(who, columns=columns, dtype=object)
