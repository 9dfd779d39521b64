"""The city's commitments: the number promised, the number reached, and whether it is on schedule."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd

from jinan_geo.appraise import schedule_share
from jinan_geo.manifest import Text
from jinan_geo.payload.model import TargetInfo, TargetState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jinan_geo.city import Layer
    from jinan_geo.manifest import LayerManifest, LightRules, Measure, Target
    from jinan_geo.payload.model import Light

__all__ = ["evaluate_targets"]

REACHED = {
    "any": Text(zh="", en=""),
    "started": Text(zh="已开工的", en="started "),
    "done": Text(zh="已完工的", en="completed "),
}
NO_DATA = Text(zh="尚无数据", en="no data yet")
BY_HAND = Text(zh="人工填报", en="entered by hand")


def evaluate_targets(
    targets: Sequence[Target],
    layers: Mapping[str, Layer],
    *,
    source: Text,
    editions: Sequence[dt.date],
    rules: LightRules,
) -> list[TargetInfo]:
    """Evaluate each target at each edition, in the order given; a target without data stays, and says so."""
    return [
        TargetInfo(
            id=target.id,
            name=target.name,
            theme=target.theme,
            comparator=target.comparator,
            value=float(target.value),
            unit=target.unit,
            start=_start(target),
            due=target.due,
            nature=target.nature,
            origin="layer" if target.measure else "entered" if target.entered else "none",
            layer=target.measure.layer if target.measure else None,
            how=_word_measure(target.measure, layers) if target.measure else BY_HAND if target.entered else NO_DATA,
            source=source,
            note=target.note,
            states=[_evaluate(target, layers, at, day, rules) for at, day in enumerate(editions)],
        )
        for target in targets
    ]


def _start(target: Target) -> dt.date | None:
    if target.start or not target.due:
        return target.start
    return dt.date(target.due.year, 1, 1)


def _evaluate(target: Target, layers: Mapping[str, Layer], at: int, day: dt.date, rules: LightRules) -> TargetState:
    actual: float | None = None
    counted: list[tuple[str, str]] = []
    uncounted = 0
    as_of: dt.date | None = None
    sample = False
    if target.measure:
        layer = layers[target.measure.layer]
        actual, counted, uncounted = _count(target.measure, layer, at)
        # A number rests on sample data as soon as a project or a record behind it is a sample.
        sample = bool(
            layer.folder.manifest.sample or layer.features["sample"].any() or layer.records["sample"].astype(bool).any()
        )
    past = [entry for entry in target.entered if entry.as_of <= day]
    if past:
        newest = max(past, key=lambda entry: entry.as_of)
        actual, as_of, sample = float(newest.value), newest.as_of, newest.sample
    value = float(target.value)
    start = _start(target)
    schedule = None
    if target.due and start:
        schedule = 1.0 if target.nature == "level" else schedule_share(start, target.due, as_of or day)
    completion = None if actual is None else round(actual / value * 100, 2)
    schedule_pct = None if schedule is None else round(schedule * 100, 2)
    lead = None if completion is None or schedule_pct is None else round(completion - schedule_pct, 2)
    return TargetState(
        actual=actual,
        completion_pct=completion,
        schedule_pct=schedule_pct,
        planned=None if schedule is None else round(value * schedule, 2),
        lead=lead,
        light=_light(target, actual, lead, rules),
        uncounted=uncounted,
        here=None,
        counted=counted,
        as_of=as_of,
        sample=sample,
    )


def _light(target: Target, actual: float | None, lead: float | None, rules: LightRules) -> Light:
    """Judge a cumulative target by its lag, as a project; a level is green when met, else at least yellow."""
    if actual is None or lead is None:
        return "grey"
    if -lead > float(rules.red_above_lag):
        return "red"
    if target.nature == "level":
        met = actual > float(target.value) if target.comparator == ">" else actual >= float(target.value)
        return "green" if met else "yellow"
    return "yellow" if -lead >= float(rules.yellow_from_lag) else "green"


def _count(measure: Measure, layer: Layer, at: int) -> tuple[float, list[tuple[str, str]], int]:
    """Count or add up the projects that meet the measure; those that cannot be judged are counted apart."""
    features, state = layer.features, layer.state(at)
    known = pd.Series(data=True, index=features.index)
    wanted = pd.Series(data=True, index=features.index)
    for field, value in measure.where.items():
        wanted &= features[field] == value
    for field, least in measure.at_least.items():
        number = features[field].astype(float)
        known &= number.notna()
        wanted &= number.isna() | (number >= float(least))
    stages = {stage.id: stage for stage in layer.stages}
    if measure.reached != "any":
        is_reached = [
            stage in stages and (stages[stage].done if measure.reached == "done" else stages[stage].started)
            for stage in state["stage"]
        ]
        silent = state["reason"].isin(["no_record", "no_report"]) & ~pd.Series(is_reached, index=features.index)
        known &= ~silent
        reached = pd.Series(is_reached, index=features.index)
    else:
        reached = pd.Series(data=True, index=features.index)
    amounts = features[measure.sum].astype(float) if measure.sum else pd.Series(1.0, index=features.index)
    known &= amounts.notna() | ~reached
    counts = wanted & known & reached
    pairs = [(layer.id, key) for key in features["id"][counts]]
    return float(amounts[counts].sum()), pairs, int((wanted & ~known).sum())


def _word_measure(measure: Measure, layers: Mapping[str, Layer]) -> Text:
    manifest = layers[measure.layer].folder.manifest
    reached = REACHED[measure.reached]
    conditions_zh, conditions_en = [], []
    for field, value in measure.where.items():
        name = _field_name(field, layers[measure.layer])
        label = _value_label(field, value, manifest)
        conditions_zh.append(f"{name.zh}为{label.zh}")
        conditions_en.append(f"{name.en} is {label.en}")
    for field, least in measure.at_least.items():
        name = _field_name(field, layers[measure.layer])
        conditions_zh.append(f"{name.zh}不低于 {least:,}")
        conditions_en.append(f"{name.en} at least {least:,}")
    where_zh = f"（{'，'.join(conditions_zh)}）" if conditions_zh else ""
    where_en = f" ({', '.join(conditions_en)})" if conditions_en else ""
    layer = manifest.name
    if measure.sum:
        name = _field_name(measure.sum, layers[measure.layer])
        return Text(
            zh=f"“{layer.zh}”图层中{reached.zh}项目的“{name.zh}”之和{where_zh}",
            en=f"sum of “{name.en}” over the {reached.en}projects of layer “{layer.en}”{where_en}",
        )
    return Text(
        zh=f"“{layer.zh}”图层中{reached.zh}项目数{where_zh}",
        en=f"number of {reached.en}projects in layer “{layer.en}”{where_en}",
    )


def _value_label(field: str, value: str | bool, manifest: LayerManifest) -> Text:  # noqa: FBT001 - a value, no option
    if isinstance(value, bool):
        return Text(zh="是", en="yes") if value else Text(zh="否", en="no")
    declared = manifest.fields.get(field)
    labels = manifest.kinds if field == "kind" else (declared.values if declared else None) or {}  # noqa: PD011
    return labels.get(value, Text(zh=value))


def _field_name(field: str, layer: Layer) -> Text:
    standard = {
        "kind": Text(zh="类别", en="kind"),
        "investment_wan": Text(zh="计划投资（万元）", en="planned investment (10,000 CNY)"),
    }
    declared = layer.folder.manifest.fields.get(field)
    return declared.name if declared else standard.get(field, Text(zh=field))
