"""The city's commitments: what was promised, what is reached, and whether on schedule."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from jinan_geo.city.bounds import lead_of, meets, passes
from jinan_geo.city.lights import schedule_share
from jinan_geo.city.period import (
    counted_within,
    name_period,
    position_within,
    reached_by,
    word_within,
)
from jinan_geo.manifest.closed import Text, join, text, texts
from jinan_geo.page.model import POSTPONED, UNREPORTED, TargetInfo, TargetState

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from jinan_geo.city.city import Layer
    from jinan_geo.manifest.commitments import Comparator, Entered, Measure, Target
    from jinan_geo.manifest.lightrules import LightRules
    from jinan_geo.manifest.models import LayerManifest
    from jinan_geo.page.model import Light

    # A number, the projects that make it, and those that could not be judged.
    Counted = tuple[float | None, list[tuple[str, str]], list[tuple[str, str]]]

__all__ = ["evaluate_targets"]

REACHED = texts("city.targets.reached")
NO_DATA = text("city.targets.no_data")
BY_HAND = text("city.targets.by_hand")


def evaluate_targets(
    targets: Sequence[Target],
    layers: Mapping[str, Layer],
    *,
    source: Text,
    editions: Sequence[dt.date],
    rules: LightRules,
) -> list[TargetInfo]:
    """Evaluate each target at each edition, in the order given.

    A target without data stays, and says so.
    """
    return [
        TargetInfo(
            id=target.id,
            name=target.name,
            theme=target.theme,
            comparator=target.comparator,
            value=float(target.value),
            upper=_promise(target).upper,
            unit=target.unit,
            start=_start(target),
            due=target.due,
            period=name_period(target),
            nature=target.nature,
            origin="layer" if target.measure else "entered" if target.entered else "none",
            layer=target.measure.layer if target.measure else None,
            how=word_within(target, _word_measure(target.measure, layers))
            if target.measure
            else BY_HAND
            if target.entered
            else NO_DATA,
            source=source,
            note=target.note,
            **_evaluate_all(target, layers, editions, rules),
        )
        for target in targets
    ]


def _start(target: Target) -> dt.date | None:
    if target.start or not target.due:
        return target.start
    return target.years.of(target.due).first


def _evaluate_all(
    target: Target, layers: Mapping[str, Layer], editions: Sequence[dt.date], rules: LightRules
) -> dict[str, object]:
    """The states by edition, and all that may be counted.

    Where the number has both kinds, the states of samples stand apart.
    """
    layer = layers[target.measure.layer] if target.measure else None
    chosen = _choose(target.measure, layer) if target.measure and layer else None
    whole = _pairs(layer, chosen.wanted) if layer and chosen else []
    kinds = _kinds_of(target, layer, chosen)

    def evaluate(*, sample: bool) -> list[TargetState]:
        found = []
        for number, day in enumerate(editions):
            count: Counted = (None, [], [])
            at = position_within(editions, number, target.span)
            if target.measure and layer and chosen and at is not None:
                own = chosen.of_kind(layer.is_sample(at) == sample)
                until = min(day, target.span.last) if target.span else None
                count = _count(target, layer, own, at, until)
            found.append(_evaluate(target, day, rules, count, sample=sample))
        return found

    if len(kinds) > 1:
        apart = {"states": evaluate(sample=False), "samples": evaluate(sample=True)}
        return {**apart, "whole": whole}
    return {"states": evaluate(sample=kinds == {True}), "samples": [], "whole": whole}


def _pairs(layer: Layer, mask: NDArray[np.bool_]) -> list[tuple[str, str]]:
    return [(layer.id, key) for key in layer.features["id"].to_numpy()[mask]]


def _kinds_of(target: Target, layer: Layer | None, chosen: Chosen | None) -> set[bool]:
    """Whether samples, what is sourced, or both are behind a number at any edition."""
    if layer is None or chosen is None:
        return {one.sample for one in target.entered if one.counts == "promise"}
    kinds = {
        bool(one) for at in range(layer.editions) for one in layer.is_sample(at)[chosen.wanted]
    }
    return kinds or {layer.folder.manifest.sample}


def _schedule(target: Target, day: dt.date) -> float | None:
    """The share that should be reached by that day; a level is promised whole at any time."""
    start = _start(target)
    if not target.due or not start:
        return None
    return 1.0 if target.nature == "level" else schedule_share(start, target.due, day)


def _evaluate(
    target: Target,
    day: dt.date,
    rules: LightRules,
    count: Counted,
    *,
    sample: bool,
) -> TargetState:
    actual, counted, unknown = count
    as_of: dt.date | None = None
    evidence: list[str] = []
    newest = _newest(target, day, sample=sample)
    if newest is not None:
        actual, as_of = float(newest.value), newest.as_of
        evidence = newest.evidence
    value = float(target.value)
    schedule = _schedule(target, as_of or day)
    completion = None if actual is None or not value else round(actual / value * 100, 2)
    schedule_pct = None if schedule is None else round(schedule * 100, 2)
    lead = None
    if actual is not None and schedule_pct is not None:
        lead = lead_of(_promise(target), actual, schedule_pct)
    return TargetState(
        actual=actual,
        completion_pct=completion,
        schedule_pct=schedule_pct,
        planned=None if schedule is None else round(value * schedule, 2),
        lead=lead,
        light=_light(target, actual, schedule_pct, lead, rules),
        uncounted=len(unknown),
        unknown=unknown,
        here=None,
        counted=counted,
        as_of=as_of,
        sample=sample,
        evidence=evidence,
    )


def _newest(target: Target, day: dt.date, *, sample: bool) -> Entered | None:
    """The newest value of the promise itself and of one kind that was entered up to a day."""
    own = [one for one in target.entered if one.counts == "promise" and one.sample == sample]
    past = [one for one in own if one.as_of <= day]
    return max(past, key=lambda one: one.as_of, default=None)


class _Promise(NamedTuple):
    comparator: Comparator
    value: float
    upper: float | None


def _promise(target: Target) -> _Promise:
    upper = None if target.upper is None else float(target.upper)
    return _Promise(target.comparator, float(target.value), upper)


def _light(
    target: Target,
    actual: float | None,
    schedule_pct: float | None,
    lead: float | None,
    rules: LightRules,
) -> Light:
    """Judge a cumulative target by its lag, as a project.

    A level is green when met, else at least yellow. What grows and has passed the most that was
    promised does not come back: it is red.
    """
    if actual is None or schedule_pct is None:
        return "grey"
    promise, is_level = _promise(target), target.nature == "level"
    lag = -lead if lead is not None else 0.0
    is_lost = passes(promise, actual) and (not is_level or lead is None)
    if is_lost or lag > float(rules.red_above_lag):
        return "red"
    is_late = not meets(promise, actual) if is_level else lag >= float(rules.yellow_from_lag)
    return "yellow" if is_late else "green"


@dataclass(frozen=True)
class Chosen:
    """The projects a measure is about.

    Which it wants, of which it knows enough, and what each adds.
    """

    wanted: NDArray[np.bool_]
    known: NDArray[np.bool_]
    amounts: NDArray[np.float64]

    def of_kind(self, mask: NDArray[np.bool_]) -> Chosen:
        """Want those alone that are in the mask."""
        return replace(self, wanted=self.wanted & mask)


def _choose(measure: Measure, layer: Layer) -> Chosen:
    features = layer.features
    known = np.ones(len(features), dtype=bool)
    wanted = np.ones(len(features), dtype=bool)
    for field, value in measure.where.items():
        wanted &= (features[field] == value).to_numpy(dtype=bool, na_value=False)
    for field, least in measure.at_least.items():
        number = features[field].astype(float).to_numpy()
        known &= ~np.isnan(number)
        wanted &= np.isnan(number) | (number >= float(least))
    amounts = (
        features[measure.sum].astype(float).to_numpy() if measure.sum else np.ones(len(features))
    )
    return Chosen(wanted, known, amounts)


def _count(target: Target, layer: Layer, chosen: Chosen, at: int, until: dt.date | None) -> Counted:
    """Count or add up the projects that meet the measure.

    Those that cannot be judged are counted apart. ``until`` is the last day that counts, of a
    target that belongs to a period.
    """
    measure, span = target.measure, target.span
    assert measure is not None  # noqa: S101 - what is counted is measured
    reached, known = _reached(measure, layer, at, until)
    known = known & chosen.known
    if span and until:
        chosen = chosen.of_kind(counted_within(measure, layer, span, until, reached))
    known = known & (~np.isnan(chosen.amounts) | ~reached)
    counts = chosen.wanted & known & reached
    unknown = _pairs(layer, chosen.wanted & ~known)
    return float(chosen.amounts[counts].sum()), _pairs(layer, counts), unknown


def _reached(
    measure: Measure, layer: Layer, at: int, until: dt.date | None
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which projects came as far as is measured, and of which anybody knows.

    Of what is put off nobody knows whether it will.
    """
    reached = np.ones(len(layer.features), dtype=bool)
    if measure.reached == "any":
        return reached, reached
    is_done = measure.reached == "done"
    passed = {stage.id for stage in layer.stages if (stage.done if is_done else stage.started)}
    if until is not None:
        reached = reached_by(layer, passed, until)
    else:
        reached = np.array([stage in passed for stage in layer.reached_ids[at]], dtype=bool)
    return reached, reached | ~np.isin(layer.reasons[at], (*UNREPORTED, POSTPONED))


def _word_measure(measure: Measure, layers: Mapping[str, Layer]) -> Text:
    manifest = layers[measure.layer].folder.manifest
    reached = REACHED[measure.reached]
    conditions = []
    for field, value in measure.where.items():
        name, label = (
            _field_name(field, layers[measure.layer]),
            _value_label(field, value, manifest),
        )
        conditions.append(text("city.targets.equal", name=name, value=label))
    for field, least in measure.at_least.items():
        name = _field_name(field, layers[measure.layer])
        conditions.append(text("city.targets.at_least", name=name, least=least))
    where = _join(conditions)
    layer = manifest.name
    if measure.sum:
        name = _field_name(measure.sum, layers[measure.layer])
        return text("city.targets.sum", layer=layer, reached=reached, name=name, where=where)
    return text("city.targets.number", layer=layer, reached=reached, where=where)


def _join(conditions: Sequence[Text]) -> Text:
    """Put conditions into brackets; without any it is nothing."""
    if not conditions:
        return Text(zh="")
    return text("city.targets.where", conditions=join("city.targets.and", conditions))


def _value_label(field: str, value: str | bool, manifest: LayerManifest) -> Text:  # noqa: FBT001 - a value, no option
    if isinstance(value, bool):
        return text("city.targets.yes") if value else text("city.targets.no")
    declared = manifest.fields.get(field)
    labels = manifest.kinds if field == "kind" else (declared.values if declared else None) or {}
    return labels.get(value, Text(zh=value))


def _field_name(field: str, layer: Layer) -> Text:
    standard = {
        "kind": text("city.targets.kind"),
        "investment_wan": text("city.targets.investment"),
    }
    declared = layer.folder.manifest.fields.get(field)
    return declared.name if declared else standard.get(field, Text(zh=field))
