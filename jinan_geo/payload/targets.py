"""The targets of a page: only with projects on it, and a district's own part of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jinan_geo.city.city import Layer
    from jinan_geo.manifest.models import MapManifest
    from jinan_geo.page.model import TargetInfo, TargetState
    from jinan_geo.payload.cut import Cut
    from jinan_geo.publish.published import PublishedCity

    # How much of a project, by layer and id, lies on the page.
    Shares = dict[tuple[str, str], float]

__all__ = ["targets_here"]


def targets_here(
    city: PublishedCity, manifest: MapManifest, cuts: Sequence[Cut]
) -> list[TargetInfo]:
    """The targets of a page, naming only projects on it.

    A district sees its own part, by its shares.
    """
    shares: Shares = {}
    for cut in cuts:
        ids = cut.layer.features["id"].iloc[cut.index]
        shares |= {(cut.layer.id, key): float(at) for key, at in zip(ids, cut.share, strict=True)}
    layers = {cut.layer.id: cut.layer for cut in cuts}
    if manifest.scope == "districts":
        return list(_targets_of_district(city, layers, shares))
    return [
        _target_here(target, shares)
        for target in city.targets
        if manifest.theme in (None, target.theme)
    ]


def _targets_of_district(
    city: PublishedCity, layers: dict[str, Layer], shares: Shares
) -> Iterator[TargetInfo]:
    """Those measured from a layer on the page, each with the district's part of it."""
    measures = {target.id: target.measure for target in city.workspace.targets.targets}
    for target in city.targets:
        measure = measures[target.id]
        if measure is None or measure.layer not in layers:
            continue
        parts = shares
        if measure.sum:
            features = layers[measure.layer].features
            numbers = features[measure.sum].astype(float).fillna(0)
            amounts = dict(zip(features["id"], numbers, strict=True))
            parts = {
                pair: share * amounts[pair[1]]
                for pair, share in shares.items()
                if pair[0] == measure.layer
            }
        yield _target_here(target, shares, parts)


def _target_here(target: TargetInfo, here: Shares, parts: Shares | None = None) -> TargetInfo:
    """A target with only the projects here; ``parts`` is what each adds to the district's own."""

    def cut(state: TargetState) -> TargetState:
        counted = [pair for pair in state.counted if pair in here]
        part = None if parts is None else round(sum(parts[pair] for pair in counted), 2)
        unknown = [pair for pair in state.unknown if pair in here]
        return state.model_copy(update={"counted": counted, "unknown": unknown, "here": part})

    lists = {
        "named": [pair for pair in target.named if pair in here],
        "whole": [pair for pair in target.whole if pair in here],
    }
    states = {"states": [*map(cut, target.states)], "samples": [*map(cut, target.samples)]}
    return target.model_copy(update={**states, **lists})
