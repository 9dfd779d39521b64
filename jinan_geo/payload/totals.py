"""The totals of a page: its projects counted by light at each edition, samples apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from jinan_geo.page.model import Totals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from jinan_geo.page.model import TargetInfo
    from jinan_geo.payload.cut import Cut

__all__ = ["has_sample", "totals_here"]

KINDS = {"totals": False, "samples": True}  # of a page with both, by whether they are samples


def totals_here(
    projects: Sequence[Cut], targets: Sequence[TargetInfo], editions: int
) -> dict[str, list[Totals]]:
    """The totals at each edition; where there is none yet, those without any record.

    Where the page has both kinds of values, what is sourced and what is a sample are told apart and
    never added.
    """
    counted: Sequence[int | None] = range(editions) if editions else [None]
    if len(_kinds_of(projects, targets, counted)) < len(KINDS):
        return {"totals": [_totals(projects, edition) for edition in counted], "samples": []}
    apart: dict[str, list[Totals]] = {}
    for name, sample in KINDS.items():
        cuts = [_of_kind(projects, edition, sample=sample) for edition in counted]
        apart[name] = [*map(_totals, cuts, counted)]
    return apart


def _kinds_of(
    projects: Sequence[Cut], targets: Sequence[TargetInfo], editions: Sequence[int | None]
) -> set[bool]:
    """Whether the page has samples, what is sourced, or both, at any edition."""
    kinds: set[bool] = set()
    for cut in projects:
        for edition in editions if len(cut.index) else ():
            found = cut.is_sample(edition)
            kinds |= {bool(found.any()), bool(found.all())}
    for target in targets:
        kinds |= {one.sample for one in (*target.states, *target.samples) if one.actual is not None}
    return kinds


def _of_kind(cuts: Sequence[Cut], edition: int | None, *, sample: bool) -> list[Cut]:
    return [cut.of_kind(edition, sample=sample) for cut in cuts]


def _totals(cuts: Sequence[Cut], edition: int | None) -> Totals:
    """Count the projects at an edition.

    Without any edition nothing was ever reported, so all are grey.
    """
    lights = np.concatenate([_lights(cut, edition) for cut in cuts] or [np.array([])])
    money = np.concatenate([cut.layer.investment_wan[cut.index] for cut in cuts] or [np.array([])])
    share = np.concatenate([cut.share for cut in cuts] or [np.array([])])
    located = sum(int(cut.layer.located[cut.index].sum()) for cut in cuts)
    return Totals(
        projects=len(lights),
        located=located,
        unlocated=len(lights) - located,
        red=int((lights == "red").sum()),
        yellow=int((lights == "yellow").sum()),
        green=int((lights == "green").sum()),
        grey=int((lights == "grey").sum()),
        reported=0
        if edition is None
        else sum(int(cut.layer.reported[edition, cut.index].sum()) for cut in cuts),
        investment_wan=round(float(np.nansum(money * share)), 2),
        investment_missing=int(np.isnan(money).sum()),
    )


def _lights(cut: Cut, edition: int | None) -> NDArray[np.object_]:
    return (
        np.full(len(cut.index), "grey", object)
        if edition is None
        else cut.layer.lights[edition, cut.index]
    )


def has_sample(cut: Cut) -> bool:
    """Tell whether a page's features, or any record of them, are samples."""
    records = cut.layer.records
    is_here = np.isin(records["feature"].to_numpy(int), cut.index)
    recorded = records["sample"].to_numpy(object)[is_here].astype(bool)
    return bool(cut.is_sample(None).any() or recorded.any())
