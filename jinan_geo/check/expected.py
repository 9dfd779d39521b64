"""What a layer expects of its own attributes and counts.

``[[expect]]`` in ``layer.toml``, rule by rule.
"""

from __future__ import annotations

import datetime as dt
import operator
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from jinan_geo.check.subject import LINE, POLYGON, select
from jinan_geo.check.words import show_choice, show_value, title_of, why
from jinan_geo.manifest import expectation as ex
from jinan_geo.manifest.closed import texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from jinan_geo.check.subject import Subject
    from jinan_geo.issues.issue import Issue

__all__ = ["check_expected"]

RELATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt, "<=": operator.le, "=": operator.eq, ">=": operator.ge, ">": operator.gt,
}  # fmt: skip


def check_expected(subject: Subject) -> Iterator[Issue]:
    """Find what does not come up to the layer's expectations.

    Those on other layers and on neighbours are elsewhere.
    """
    for expected in subject.folder.manifest.expect:
        rule = RULES.get(type(expected))
        if rule is not None:
            for issue in rule(subject, expected, select(subject.features, expected.where)):
                yield show_choice(issue, subject, expected.where)


def _is_blank(cells: pd.Series[Any]) -> NDArray[np.bool_]:
    return np.asarray(cells.isna() | (cells.astype(object) == ""), dtype=bool)


def _required(
    subject: Subject, expected: ex.Required, chosen: NDArray[np.bool_]
) -> Iterator[Issue]:
    for field in expected.fields:
        for at in np.flatnonzero(chosen & _is_blank(subject.features[field])):
            yield subject.issue(
                "missing-value", at, field=title_of(subject, field), **why(expected)
            )


def _range(subject: Subject, expected: ex.Range, chosen: NDArray[np.bool_]) -> Iterator[Issue]:
    cells = subject.features[expected.field]
    is_dates = cells.dtype.kind == "M"
    bounds = [
        pd.Timestamp(bound) if isinstance(bound, dt.date) else bound
        for bound in (expected.min, expected.max)
    ]
    numbers = cells if is_dates else cells.astype(float)
    low, high = bounds
    out = np.zeros(len(cells), dtype=bool)
    if low is not None:
        out |= (numbers < low).to_numpy()
    if high is not None:
        out |= (numbers > high).to_numpy()
    limits = " – ".join("…" if bound is None else show_value(bound) for bound in bounds)
    for at in np.flatnonzero(chosen & out):
        value = show_value(numbers.iloc[at])
        yield subject.issue(
            "out-of-range",
            at,
            field=title_of(subject, expected.field),
            value=value,
            limits=limits,
            **why(expected),
        )


def _listed(subject: Subject, expected: ex.Listed, chosen: NDArray[np.bool_]) -> Iterator[Issue]:
    stated = expected.values  # noqa: PD011 - a key of the manifest
    known = stated if stated is not None else labels_of(subject, expected.field)
    cells = subject.features[expected.field]
    for at in np.flatnonzero(chosen & ~_is_blank(cells) & ~cells.isin(known).to_numpy()):
        yield subject.issue(
            "unlisted-value", at, field=title_of(subject, expected.field), value=cells.iloc[at],
            known=", ".join(known), **why(expected),
        )  # fmt: skip


def labels_of(subject: Subject, field: str) -> list[str]:
    """The codes that a layer has labels for: its kinds, or the values of a declared field."""
    manifest = subject.folder.manifest
    if field == "kind":
        return list(manifest.kinds)
    spec = manifest.fields.get(field)
    return list(spec.values or {}) if spec else []  # noqa: PD011 - as above


def _form(subject: Subject, expected: ex.Form, chosen: NDArray[np.bool_]) -> Iterator[Issue]:
    form = re.compile(expected.pattern)
    cells = subject.features[expected.field]
    for at in np.flatnonzero(chosen & ~_is_blank(cells)):
        if not form.fullmatch(str(cells.iloc[at])):
            yield subject.issue(
                "wrong-form", at, field=title_of(subject, expected.field), value=cells.iloc[at],
                form=expected.pattern, **why(expected),
            )  # fmt: skip


def _unique(subject: Subject, expected: ex.Unique, chosen: NDArray[np.bool_]) -> Iterator[Issue]:
    cells = subject.features[expected.fields]
    filled = chosen & ~np.any([_is_blank(cells[field]) for field in expected.fields], axis=0)
    rows = cells[filled]
    keys = subject.features["id"][filled]
    groups = rows.groupby(expected.fields, sort=False, dropna=False).ngroup()
    first = keys.groupby(groups).transform("first")
    for at in rows.index[rows.duplicated()]:
        value = " + ".join(show_value(cell) for cell in rows.loc[at])
        titles = [title_of(subject, name) for name in expected.fields]
        shows = [(subject.folder.id, title) for title in titles]
        details = {"other": str(first[at]), **why(expected)}
        yield subject.issue(
            "repeated-value", at, field=" + ".join(titles), value=value, shows=shows, **details
        )


def _compare(subject: Subject, expected: ex.Compare, chosen: NDArray[np.bool_]) -> Iterator[Issue]:
    left, right = (subject.features[name] for name in (expected.field, expected.other))
    if left.dtype.kind != "M":
        left, right = left.astype(float), right.astype(float)
    known = (left.notna() & right.notna()).to_numpy()
    holds = np.asarray(RELATIONS[expected.op](left, right), dtype=bool)
    other = title_of(subject, expected.other)
    for at in np.flatnonzero(chosen & known & ~holds):
        details = {
            **texts("check.relations")[expected.op].detail("op"),
            "other": other,
            "found": show_value(right.iloc[at]),
        }
        yield subject.issue(
            "fields-contradict", at, field=title_of(subject, expected.field),
            value=show_value(left.iloc[at]),
            shows=[(subject.folder.id, other)], **details, **why(expected),
        )  # fmt: skip


def _count(subject: Subject, expected: ex.Count, chosen: NDArray[np.bool_]) -> Iterator[Issue]:
    count = int(chosen.sum())
    if count < expected.min or (expected.max is not None and count > expected.max):
        limits = f"{expected.min} – {'…' if expected.max is None else expected.max}"
        yield subject.layer_issue("wrong-count", value=count, limits=limits, **why(expected))


def _total(subject: Subject, expected: ex.Total, chosen: NDArray[np.bool_]) -> Iterator[Issue]:
    total = float(subject.features[expected.field][chosen].astype(float).sum())
    if abs(total - expected.equals) > expected.tolerance:
        field = title_of(subject, expected.field)
        details = {
            "stated": f"{expected.equals:.12g}",
            "difference": f"{total - expected.equals:+.12g}",
        }
        yield subject.layer_issue(
            "wrong-total", field=field, value=f"{total:.12g}", **details, **why(expected)
        )


def _located(subject: Subject, expected: ex.Located, chosen: NDArray[np.bool_]) -> Iterator[Issue]:
    for at in np.flatnonzero(chosen & (subject.dimension < 0)):
        yield subject.issue("no-geometry", at, **why(expected))


def _vertices(
    subject: Subject, expected: ex.Vertices, chosen: NDArray[np.bool_]
) -> Iterator[Issue]:
    count = shapely.get_num_coordinates(subject.stored)
    chosen = chosen & (subject.dimension >= 0)
    for at in np.flatnonzero(chosen & (count < expected.min)):
        yield subject.issue(
            "few-vertices", at, value=int(count[at]), limit=expected.min, **why(expected)
        )
    for at in np.flatnonzero(chosen & (count > (expected.max or np.inf))):
        yield subject.issue(
            "many-vertices", at, value=int(count[at]), limit=expected.max, **why(expected)
        )


def _size(subject: Subject, expected: ex.Size, chosen: NDArray[np.bool_]) -> Iterator[Issue]:
    size = np.where(
        subject.dimension == POLYGON, shapely.area(subject.solid), shapely.length(subject.solid)
    )
    most = np.inf if expected.max is None else expected.max
    limits = f"{expected.min:.12g} – {'…' if expected.max is None else f'{expected.max:.12g}'}"
    out = np.isin(subject.dimension, [LINE, POLYGON]) & ((size < expected.min) | (size > most))
    for at in np.flatnonzero(chosen & out):
        unit = "m2" if subject.dimension[at] == POLYGON else "m"
        yield subject.issue(
            "odd-size", at, value=f"{size[at]:.0f} {unit}", limits=limits, **why(expected)
        )


RULES: dict[type[ex.Expected], Callable[[Subject, Any, NDArray[np.bool_]], Iterator[Issue]]] = {
    ex.Required: _required,
    ex.Range: _range,
    ex.Listed: _listed,
    ex.Form: _form,
    ex.Unique: _unique,
    ex.Compare: _compare,
    ex.Count: _count,
    ex.Total: _total,
    ex.Located: _located,
    ex.Vertices: _vertices,
    ex.Size: _size,
}
