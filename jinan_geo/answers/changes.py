"""What changed between two editions, project by project: the rows that a page lists, as a table.

The page works the same out of its own data (``changes.ts``); both compare what a reader sees, so
numbers are rounded as they travel: percentages and money to hundredths, metres to tenths, sizes to
whole metres.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from jinan_geo.check.pauses import in_order, pauses_of
from jinan_geo.errors import UsageError
from jinan_geo.words import say

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from jinan_geo.city.city import Layer
    from jinan_geo.publish.published import PublishedCity

__all__ = [
    "CHANGE_COLUMNS",
    "FIELDS",
    "KINDS",
    "SETBACKS",
    "changes_by_kind",
    "changes_in",
    "compare_editions",
    "count_kinds",
    "edition_at",
    "kinds_of",
]

FIELDS = (
    "new",
    "stage",
    "done",
    "invested",
    "finish",
    "light",
    "renumbered",
    "geometry",
    "plan",
    "ended",
)
SETBACKS = ("less_done", "finish_slipped", "plan_lowered")
PAUSES = ("stopped", "postponed", "resumed")  # and which way: into a pause, or out of it
KINDS = (
    *("progress", "regress", *SETBACKS, "new_red"),
    *(
        "stage",
        "done",
        "invested",
        "finish",
        "plan",
        "light",
        "geometry",
        "new",
        "ended",
        "renumbered",
    ),
    *PAUSES,
)
CHANGE_COLUMNS = (
    *("layer", "feature", "id", "name_zh", "name_en", "districts", "light_now"),
    *("field", "before", "after", "by", "way", "setback"),
    *("move", "moved_m", "is_area", "until", "due_before", "due_after"),
    *("sample", "pause"),
)
RANKS = {"red": 0.0, "yellow": 1.0, "green": 2.0}  # grey is neither better nor worse than another


def compare_editions(
    city: PublishedCity, since: dt.date, until: dt.date, *, only: Sequence[str] = ()
) -> pd.DataFrame:
    """Give every change between two editions, one row each, columns ``CHANGE_COLUMNS``.

    Projects stand in the order of the layers and their features, a project's changes in that of the
    page. ``before`` and ``after`` are stage ids, percent, 万元, dates, lights, ids, or sizes in m2
    (``is_area``) or m; ``by`` is the difference, of dates in days. ``way`` is 1 for better, -1 for
    worse, 0 for neither; ``setback`` one of ``SETBACKS``. ``districts`` has the codes a project
    lies in, ``sample`` whether it counts as a sample at the later edition. ``pause`` is one of
    ``PAUSES`` where a stage is a pause, or was: into it and out of it is no way by itself.

    Raises
    ------
    UsageError
        A date is no edition, or the first is not before the second.
    RefusedError
        A layer is named that must not reach the audience.
    """
    base, now = edition_at(city, since), edition_at(city, until)
    if base >= now:
        msg = say("answers.errors.not_before", since=since, until=until)
        raise UsageError(msg)
    rows: list[dict[str, Any]] = []
    for layer in city.chosen(only, say("answers.errors.instead")):
        if layer.is_projects:
            rows += _changes_of(layer, base, now, since, until)
    return pd.DataFrame(rows, columns=list(CHANGE_COLUMNS))


def edition_at(city: PublishedCity, day: dt.date) -> int:
    """Place of an edition among the city's.

    Raises
    ------
    UsageError
        The day is no edition; those there are stand in the message.
    """
    if day not in city.editions:
        known = ", ".join(one.isoformat() for one in city.editions) or "none"
        msg = say("answers.errors.no_edition", day=day, known=known)
        raise UsageError(msg)
    return list(city.editions).index(day)


def changes_in(changes: pd.DataFrame, district: str) -> pd.DataFrame:
    """The changes of the projects that lie in a district, wholly or in part."""
    inside = [district in codes for codes in changes["districts"]]
    chosen: pd.DataFrame = changes[np.array(inside, dtype=bool)].reset_index(drop=True)
    return chosen


def kinds_of(changes: pd.DataFrame) -> pd.DataFrame:
    """The kinds that each changed project counts under: one row a project and kind, each once."""
    kinds = [
        _kinds_of_row(*row)
        for row in changes[["field", "after", "way", "setback", "pause"]].itertuples(index=False)
    ]
    table = (
        changes[["layer", "id", "districts"]]
        .assign(kind=pd.Series(kinds, dtype=object))
        .explode("kind")
    )
    plain: pd.DataFrame = table.drop_duplicates(["layer", "id", "kind"]).reset_index(drop=True)
    return plain


def changes_by_kind(changes: pd.DataFrame) -> dict[str | None, pd.DataFrame]:
    """Part changes into those of ``sourced`` projects and of a ``sample``, which are never added.

    Under None where all are of one kind.
    """
    is_sample = changes["sample"].astype(bool)
    if is_sample.all() or not is_sample.any():
        return {None: changes}
    parts = {"sourced": changes[~is_sample], "sample": changes[is_sample]}
    return {kind: part.reset_index(drop=True) for kind, part in parts.items()}


def count_kinds(changes: pd.DataFrame, districts: Sequence[str]) -> pd.DataFrame:
    """Count changed projects, a row for each of ``KINDS``.

    Columns are ``all`` and the districts, ``""`` for none.

    A project in two districts counts in both, and once in ``all``.
    """
    table = kinds_of(changes)
    counts = pd.DataFrame(0, index=list(KINDS), columns=["all", *districts, ""])
    for kind, codes in zip(table["kind"], table["districts"], strict=True):
        for column in ("all", *(codes or ("",))):
            counts.loc[kind, column] += 1
    return counts


def _kinds_of_row(field: str, after: object, way: int, setback: str, pause: str) -> list[str]:
    kinds = [field, *([pause] if pause else [])]
    if way > 0 and field in {"stage", "done"}:
        kinds.append("progress")
    if setback:
        kinds += ["regress", setback]
    if field == "light" and after == "red":
        kinds.append("new_red")
    return kinds


def _changes_of(
    layer: Layer, base: int, now: int, since: dt.date, until: dt.date
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if layer.states is not None and layer.editions:
        found += _state_changes(layer, layer.states, base, now)
    found += _dated_changes(layer, np.datetime64(since, "D"), np.datetime64(until, "D"))
    found.sort(
        key=lambda row: (
            row["feature"],
            FIELDS.index(row["field"]) if row["field"] in FIELDS[:7] else 8,
        )
    )
    codes: dict[int, list[str]] = {}
    for at, code in zip(
        layer.shares["feature"].tolist(), layer.shares["district"].tolist(), strict=True
    ):
        codes.setdefault(at, []).append(code)
    names = {name: layer.features[name].tolist() for name in ("id", "name_zh", "name_en")}
    lights = layer.lights[now] if layer.editions else np.full(len(layer.features), "grey", object)
    samples = layer.is_sample(now if layer.editions else None).tolist()
    for row in found:
        at = row["feature"]
        row["sample"] = samples[at]
        row |= {name: cells[at] for name, cells in names.items()}
        row |= {"layer": layer.id, "districts": tuple(codes.get(at, ())), "light_now": lights[at]}
    return found


def _state_changes(layer: Layer, states: pd.DataFrame, base: int, now: int) -> list[dict[str, Any]]:
    """What records and lights say otherwise at two editions."""
    count = len(layer.features)
    before, after = (
        states.iloc[at * count : (at + 1) * count].reset_index(drop=True) for at in (base, now)
    )
    was, is_now = before["record_date"].notna().to_numpy(), after["record_date"].notna().to_numpy()
    both = was & is_now
    rows = [
        _row(at, "new", None, after["stage"][at] or None) for at in np.flatnonzero(is_now & ~was)
    ]
    rows += _stage_changes(layer, before, after, both)
    for field, column, sign in (("done", "done_pct", 1), ("invested", "invested_wan", 0)):
        rows += _number_changes(field, before[column], after[column], both, sign)
    rows += _finish_changes(layer, before["est_finish"], after["est_finish"], both)
    lights, lights_now = before["light"].to_numpy(object), after["light"].to_numpy(object)
    for at in np.flatnonzero(lights != lights_now):
        one, two = lights[at], lights_now[at]
        rows.append(_row(at, "light", one, two, way=_way(RANKS, one, two)))
    return rows


def _stage_changes(
    layer: Layer, before: pd.DataFrame, after: pd.DataFrame, both: NDArray[np.bool_]
) -> Iterator[dict[str, Any]]:
    """Stages that differ; a later one of the layer's list is forward, a pause is where it was."""
    rank: Mapping[str, float] = in_order(layer.stages)
    pauses = pauses_of(layer.stages)
    was, is_now = (side["stage"].fillna("").to_numpy(object) for side in (before, after))
    reached = [side["stage_before"].fillna("").to_numpy(object) for side in (before, after)]
    for at in np.flatnonzero(both & (was != is_now)):
        one, two = was[at], is_now[at]
        way = _way(rank, reached[0][at] or one, reached[1][at] or two)
        pause = pauses.get(two, "resumed" if one in pauses else "")
        yield _row(at, "stage", one or None, two or None, way=way, pause=pause)


def _way(ranks: Mapping[str, float], one: str, two: str) -> int:
    """1 forward, -1 back; 0 where either has no rank."""
    return _sign(ranks[two] - ranks[one]) if one in ranks and two in ranks else 0


def _number_changes(
    field: str,
    before: pd.Series[Any],
    after: pd.Series[Any],
    both: NDArray[np.bool_],
    sign: int,
) -> Iterator[dict[str, Any]]:
    """Numbers that differ by a hundredth or more; ``sign`` is 1 where more is better, else 0."""
    was, is_now = _hundredths(before), _hundredths(after)
    for at in _differing(was, is_now, both):
        by = (is_now[at] - was[at]) / 100
        way = _sign(by) * sign
        setback = "less_done" if way < 0 else ""
        yield _row(at, field, was[at] / 100, is_now[at] / 100, by=by, way=way, setback=setback)


def _finish_changes(
    layer: Layer, before: pd.Series[Any], after: pd.Series[Any], both: NDArray[np.bool_]
) -> Iterator[dict[str, Any]]:
    """Estimated finishes that differ; one put off beyond what was promised is a setback."""
    promised = _days(layer.features["planned_finish"])
    one, two = _days(before), _days(after)
    for at in _differing(one, two, both):
        by = two[at] - one[at]
        slipped = by > 0 and (np.isnan(promised[at]) or two[at] > promised[at])
        sides = (_day(one[at]), _day(two[at]))
        way = -_sign(by)
        yield _row(
            at, "finish", *sides, by=by, way=way, setback="finish_slipped" if slipped else ""
        )


def _dated_changes(
    layer: Layer, since: np.datetime64, until: np.datetime64
) -> Iterator[dict[str, Any]]:
    """Changes of a feature itself.

    Those that hold after a day from ``since`` on and before ``until``; and its end.
    """
    areas = layer.features["area_m2"].notna().to_numpy()
    for move in layer.moves.to_dict("records"):
        day = pd.Timestamp(move["until"]).date()
        if not since <= np.datetime64(day, "D") < until:
            continue
        at = int(move["feature"])
        if move["kind"] == "replanned":
            row = _plan_change(at, move)
        elif move["kind"] == "renumbered":
            row = _row(at, "renumbered", move["was"], layer.features["id"].iloc[at])
        else:
            sizes = [float(np.rint(move[side])) for side in ("before", "after")]
            row = _row(at, "geometry", *sizes, by=sizes[1] - sizes[0])
            row |= {
                "moved_m": float(np.rint(move["moved_m"] * 10) / 10),
                "is_area": bool(areas[at]),
            }
        yield {**row, "move": move["kind"], "until": day}
    ends = layer.features["ended"].to_numpy("datetime64[D]")
    for ended in np.flatnonzero((ends > since) & (ends <= until)):
        yield _row(ended, "ended", None, ends[ended].item())


def _plan_change(at: int, move: Mapping[Any, Any]) -> dict[str, Any]:
    """A plan is lowered where it ends later, or asked for less by that day.

    Nobody lowers it by ending sooner.
    """
    end, new_end = _days(pd.Series([move["finish_before"], move["finish_after"]]))
    due, new_due = (float(np.rint(move[side] * 100) / 100) for side in ("due_before", "due_after"))
    by = new_end - end
    way = -_sign(by) or _sign(new_due - due)
    setback = "plan_lowered" if way < 0 else ""
    dues = {"due_before": due, "due_after": new_due}
    return _row(at, "plan", _day(end), _day(new_end), by=by, way=way, setback=setback, **dues)


def _row(at: Any, field: str, before: object, after: object, **more: object) -> dict[str, Any]:  # noqa: ANN401 - a position
    """A change of one feature; what is missing on a side is None."""
    sides = [
        None if isinstance(side, float) and np.isnan(side) else side for side in (before, after)
    ]
    usual = {
        "by": np.nan,
        "way": 0,
        "setback": "",
        "move": "",
        "moved_m": np.nan,
        "is_area": False,
        "until": None,
        "pause": "",
    }
    usual |= {"due_before": np.nan, "due_after": np.nan}
    return {
        "feature": int(at),
        "field": field,
        "before": sides[0],
        "after": sides[1],
        **usual,
        **more,
    }


def _sign(difference: float) -> int:
    """1, -1 or 0; what cannot be told is 0."""
    return int(difference > 0) - int(difference < 0)


def _hundredths(cells: pd.Series[Any]) -> NDArray[np.float64]:
    return np.asarray(
        np.rint(pd.to_numeric(cells).to_numpy(float, na_value=np.nan) * 100), dtype=float
    )


def _days(cells: pd.Series[Any]) -> NDArray[np.float64]:
    """Days since 1970; NaN where there is none."""
    days = pd.to_datetime(cells).to_numpy("datetime64[D]")
    return np.where(np.isnat(days), np.nan, days.astype(float))


def _day(number: float) -> dt.date | None:
    return None if np.isnan(number) else np.datetime64(int(number), "D").item()


def _differing(
    one: NDArray[np.float64], two: NDArray[np.float64], where: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Where two columns differ; what is missing on both sides does not."""
    return np.flatnonzero(where & ~((one == two) | (np.isnan(one) & np.isnan(two))))
