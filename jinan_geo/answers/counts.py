"""How much of a commitment is expected by its day, from what is foretold of each of its projects.

Where the curve of a project tells its end, the chance that it is done by a day is that of its band.
Of one that stands still, fell back or is silent it is how often works of the layer that were so
before were done as long after. Projects of a city are helped and hindered together, so the odds of
all move by a shared amount that nobody knows. What cannot be foretold counts in the upper end
alone. Earlier forecasts are made with what was known then and held against what was reached.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np

from jinan_geo.answers.bands import BAND, FINISHED
from jinan_geo.answers.curves import shares_until
from jinan_geo.answers.forecast import Forecaster, Held
from jinan_geo.city.period import planned_within
from jinan_geo.kept.cache import join_hashes
from jinan_geo.page.wire import TargetForecast

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from jinan_geo.answers.forecast import Outlook
    from jinan_geo.city.city import Layer
    from jinan_geo.kept.cache import Cache
    from jinan_geo.manifest.commitments import Target
    from jinan_geo.page.model import TargetInfo, TargetState
    from jinan_geo.publish.published import PublishedCity

    Days = NDArray[np.datetime64]
    Numbers = NDArray[np.float64]
    Mask = NDArray[np.bool_]
    # What is foretold, as it is kept.
    Foretold = dict[str, Any]

__all__ = ["UNFORETOLD", "Chances", "band_of", "foretell"]

UNFORETOLD = 0.1  # of a commitment's projects; where more cannot be foretold nothing is said
SHARED = 0.4  # by how much the logarithms of all odds move together: standard deviation
CASES = 15  # of what is shared, each as likely
EXACT = 300  # projects; of more the sum is taken for normal
SPREAD = np.array([NormalDist().inv_cdf((at + 0.5) / CASES) for at in range(CASES)])
FOREVER = 1e9  # days
SURE = 1e-6


@dataclass(frozen=True)
class Pledged:
    """What a commitment counts: the projects of a layer that may count, and what each adds."""

    spec: Target
    wanted: Mask
    amounts: Numbers
    chances: Chances


def foretell(
    city: PublishedCity,
    forecaster: Forecaster | None = None,
    cache: Cache | None = None,
    keys: Mapping[str, str] | None = None,
) -> list[TargetInfo]:
    """Give the commitments with the forecast of their number at their day, at each edition.

    One that is due by an edition has none there: its number is what it is. Nor has one that is not
    counted from projects, or is a level. ``keys`` say what the layers were made from, so that what
    ``cache`` has of them is not made again.
    """
    found: dict[str, Foretold] = {}
    held = {False: Held(), True: Held()}
    asker = forecaster or Forecaster(city.editions)
    for told in _told(city, asker, cache, keys or {}):
        found |= told["targets"]
        for kind, counted in zip((False, True), told["held"], strict=True):
            held[kind] += Held(*counted)
    return [_with(one, found.get(one.id), held) for one in city.targets]


def _told(
    city: PublishedCity, asker: Forecaster, cache: Cache | None, keys: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """What is foretold of the commitments of each layer."""
    specs = {spec.id: spec for spec in city.workspace.targets.targets}
    for layer in city.layers:
        own = [one for one in city.targets if one.layer == layer.id and _is_to_come(one)]
        key = keys.get(layer.id, "")
        if own:
            yield _of_kept(layer, asker, own, specs, cache if key else None, key)


def _of_kept(  # noqa: PLR0913 - what it is made of, and where it may be kept
    layer: Layer,
    asker: Forecaster,
    infos: Sequence[TargetInfo],
    specs: Mapping[str, Target],
    cache: Cache | None,
    key: str,
) -> dict[str, Any]:
    """What is foretold of a layer's commitments, as it was kept or made now."""
    if cache is None:
        return _of_layer(layer, asker, infos, specs)
    name, whole = f"counts-{layer.id}", join_hashes([key, *(specs[one.id] for one in infos)])
    kept = cache.find(name, whole)
    if kept is not None:
        return dict(json.loads(kept))
    told = _of_layer(layer, asker, infos, specs)
    cache.keep(name, whole, json.dumps(told).encode())
    return told


def _is_to_come(info: TargetInfo) -> bool:
    return info.due is not None and info.nature != "level" and info.origin == "layer"


def _with(info: TargetInfo, told: Foretold | None, held: dict[bool, Held]) -> TargetInfo:
    """Put the forecasts to the states that they are of."""
    if told is None:
        return info
    both: dict[str, list[TargetState]] = {}
    for name, states in (("states", info.states), ("samples", info.samples)):
        both[name] = [
            state.model_copy(update={"forecast": _checked(one, held[state.sample])})
            for state, one in zip(states, told[name], strict=True)
        ]
    return info.model_copy(update=both)


def _checked(told: dict[str, Any] | None, held: Held) -> TargetForecast | None:
    return None if told is None else TargetForecast(**told, held=held.held, of=held.of)


def _of_layer(
    layer: Layer, asker: Forecaster, infos: Sequence[TargetInfo], specs: Mapping[str, Target]
) -> dict[str, Any]:
    """All that is foretold of the commitments of a layer, as what can be kept."""
    outlook = asker.of(layer)
    chances = None if outlook is None else Chances(layer, outlook, asker.editions)
    targets, held = {}, {False: Held(), True: Held()}
    for info in infos:
        promise = None if chances is None else _promise(info, specs[info.id], chances)
        targets[info.id] = {
            "states": _forecasts(info, promise, info.states, asker.editions),
            "samples": _forecasts(info, promise, info.samples, asker.editions),
        }
        if promise is not None:
            held = {kind: held[kind] + _count_held(promise, sample=kind) for kind in held}
    return {"targets": targets, "held": [[one.held, one.of] for one in held.values()]}


def _promise(info: TargetInfo, spec: Target, chances: Chances) -> Pledged | None:
    """What a commitment counts; None where its number is not of what is done."""
    measure, layer = spec.measure, chances.layer
    if measure is None or measure.reached != "done":
        return None
    features = layer.features
    amounts = features[measure.sum].to_numpy(float) if measure.sum else np.ones(len(features))
    wanted = features["id"].isin({key for _, key in info.whole}).to_numpy(bool)
    return Pledged(spec, wanted & _in_period(spec, layer), amounts, chances)


def _in_period(spec: Target, layer: Layer) -> Mask:
    """Which projects, once they are done, count in the period of a commitment."""
    if spec.span is None or spec.measure is None or spec.measure.within != "due":
        return np.ones(len(layer.features), dtype=bool)
    return planned_within(layer, spec.span)


def _forecasts(
    info: TargetInfo, promise: Pledged | None, states: Sequence[TargetState], editions: Days
) -> list[Foretold | None]:
    return [_forecast(info, promise, at, one, editions) for at, one in enumerate(states)]


def _forecast(
    info: TargetInfo, promise: Pledged | None, at: int, state: TargetState, editions: Days
) -> Foretold | None:
    due = np.datetime64(info.due, "D")
    if due <= editions[at] or state.actual is None or state.as_of:
        return None
    if promise is None:
        return {"unsaid": "starts"}
    counted = {key for _, key in state.counted}
    is_done = promise.chances.layer.features["id"].isin(counted).to_numpy(bool)
    return _band(promise, at, due, is_done, sample=state.sample)


def _band(
    promise: Pledged, at: int, due: np.datetime64, is_done: Mask, *, sample: bool
) -> Foretold:
    """The band of what is reached by a day, with what was known at an edition."""
    amounts = promise.amounts
    own = promise.wanted & (promise.chances.layer.is_sample(at) == sample)
    open_ = own & ~is_done
    chance = promise.chances.at(at, due, sample=sample)
    is_told = ~np.isnan(chance) & ~np.isnan(amounts)
    rest = open_ & ~is_told
    number = int(rest.sum())
    if number > UNFORETOLD * max(1, int((own | is_done).sum())):
        return {"unsaid": "open", "unforetold": number}
    told = open_ & is_told
    low, high = band_of(chance[told], amounts[told])
    if (np.nan_to_num(amounts) % 1 == 0).all():
        low, high = np.floor(low), np.ceil(high)  # no part of a thing
    reached = float(np.nansum(amounts[is_done]))
    more = float(np.nansum(amounts[rest]))
    band = {"low": round(reached + low, 2), "high": round(reached + high + more, 2)}
    return {**band, "unforetold": number}


@dataclass
class Chances:
    """How likely the works of a layer are done by a day, with what was known at an edition."""

    layer: Layer
    outlook: Outlook
    editions: Days
    known: dict[tuple[int, int, bool], Numbers] = field(default_factory=dict)

    def at(self, at: int, due: np.datetime64, *, sample: bool) -> Numbers:
        """Give the chance of each work; NaN where it cannot be foretold, 0 for what has ended."""
        key = at, int(due.astype(int)), sample
        if key not in self.known:
            self.known[key] = np.clip(self._find(at, due, sample=sample), 0, 1)
        return self.known[key]

    def _find(self, at: int, due: np.datetime64, *, sample: bool) -> Numbers:
        outlook, layer = self.outlook, self.layer
        found = np.full(outlook.unsaid.shape[1], np.nan)
        found[outlook.unsaid[at] == "ended"] = 0
        scores, curves = outlook.scores.get((at, sample)), outlook.guesses[at]
        if scores is None or scores.finished < FINISHED:
            return found
        own = np.array([layer.is_sample(one) == sample for one in range(at + 1)])
        for why, rows in _by_reason(outlook.unsaid[at]):
            found[rows] = _share_done(outlook, own, at, due, self.editions, why)
        every = np.ones(len(curves.feature), dtype=bool)
        now, then = (
            scores.shares_until(curves.middle, curves.score(np.array(day), every))
            for day in (self.editions[at], due)
        )
        is_told = np.isin(outlook.unsaid[at, curves.feature], ("", "unknown"))
        share = (then - now) / np.maximum(1 - now, SURE)
        found[curves.feature[is_told]] = share[is_told]
        return found


def _by_reason(unsaid: NDArray[np.object_]) -> Iterator[tuple[str, Mask]]:
    for why in sorted({*unsaid} - {"", "ended", "unknown"}):
        yield why, np.asarray(unsaid == why, dtype=bool)


def _share_done(  # noqa: PLR0913 - as above
    outlook: Outlook, own: Mask, at: int, due: np.datetime64, editions: Days, why: str
) -> float:
    """Of works that were in a state before, the share done as long after; NaN where few were."""
    every = ~np.isin(outlook.unsaid[:at], ("", "ended", "unknown"))
    for wanted in (outlook.unsaid[:at] == why, every):
        share = _share_within(outlook, own[:at] & wanted, at, due, editions)
        if not np.isnan(share):
            return share
    return float("nan")


def _share_within(
    outlook: Outlook, was: Mask, at: int, due: np.datetime64, editions: Days
) -> float:
    """Of works that were so at earlier editions, the share done within the time that is left."""
    edition, feature = np.nonzero(was)
    number = len(np.unique(feature))
    if number < FINISHED:
        return float("nan")
    end = outlook.actual[feature]
    is_over = end <= editions[at]
    took = (np.where(is_over, end, editions[at]) - editions[edition]).astype(float)
    took[~is_over & (outlook.unsaid[at, feature] == "ended")] = FOREVER
    left = float((due - editions[at]).astype(int))
    if took.max() < left:
        return float("nan")
    _, place, times = np.unique(feature, return_inverse=True, return_counts=True)
    share = shares_until(took, is_over, 1 / times[place], np.array([left]))[0]
    # None of so many is not never: half a work more, of one more.
    return float((share * number + 0.5) / (number + 1))


def band_of(chance: Numbers, amounts: Numbers) -> tuple[float, float]:
    """Give the band that eight of ten sums lie in, of works that are done with such chances."""
    if not len(chance):
        return 0.0, 0.0
    within = np.clip(chance, SURE, 1 - SURE)
    odds = np.log(within / (1 - within)) + SHARED * SPREAD[:, None]
    cases = np.where((chance <= 0) | (chance >= 1), chance, 1 / (1 + np.exp(-odds)))
    if len(chance) <= EXACT and (amounts == 1).all():
        return _exact(cases)
    middle = cases @ amounts
    spread = np.sqrt((cases * (1 - cases)) @ amounts**2)
    sums = np.clip(middle[:, None] + spread[:, None] * SPREAD, 0, amounts.sum())
    low, high = np.quantile(sums, (BAND[0], BAND[-1]))
    return float(low), float(high)


def _exact(cases: Numbers) -> tuple[float, float]:
    """The band of a number of works: how likely each number is, work after work."""
    number = cases.shape[1]
    likely = np.zeros((len(cases), number + 1))
    likely[:, 0] = 1
    for at in range(number):
        share = cases[:, at : at + 1]
        more = likely[:, : at + 1] * share
        likely[:, : at + 1] -= more
        likely[:, 1 : at + 2] += more
    until = np.cumsum(likely.mean(axis=0))
    low, high = (int(np.argmax(until >= share - SURE)) for share in (BAND[0], BAND[-1]))
    return float(low), float(high)


def _count_held(promise: Pledged, *, sample: bool) -> Held:
    """Of forecasts made at an edition for a later one, those in whose band the number lay."""
    chances = promise.chances
    editions, actual = chances.editions, chances.outlook.actual
    found = Held()
    for at in range(len(editions) - 1):
        scores = chances.outlook.scores.get((at, sample))
        if scores is None or scores.finished < FINISHED:
            continue
        own = promise.wanted & (chances.layer.is_sample(at) == sample)
        for day in editions[at + 1 :]:
            band = _band(promise, at, day, own & (actual <= editions[at]), sample=sample)
            if "low" in band:
                reached = float(np.nansum(promise.amounts[own & (actual <= day)]))
                found += Held(int(band["low"] <= reached <= band["high"]), 1)
    return found
