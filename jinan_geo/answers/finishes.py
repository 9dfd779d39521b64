"""The finish that was planned first, and the one that was reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from jinan_geo.city.city import Layer

__all__ = ["actual_finishes", "baseline_finishes"]

DAY = "datetime64[D]"


def baseline_finishes(layer: Layer) -> NDArray[np.datetime64]:
    """Give the planned finish of each feature before the first change of its plan that is known.

    Where none is known it is the plan's own; NaT where neither states any.
    """
    found: NDArray[np.datetime64] = layer.features["planned_finish"].to_numpy(DAY).copy()
    changes = layer.moves[layer.moves["kind"] == "replanned"].sort_values("until", kind="stable")
    first = changes.drop_duplicates("feature").dropna(subset=["finish_before"])
    found[first["feature"].to_numpy(dtype=int)] = first["finish_before"].to_numpy(DAY)
    return found


def actual_finishes(layer: Layer) -> NDArray[np.datetime64]:
    """Give the day on which each feature was done, by the record of the last edition.

    NaT for what is not done, and for what is done on a day that its record does not state: a day
    after the record was only expected, and that of a report is none on which work ended.
    """
    count = len(layer.features)
    found = np.full(count, np.datetime64("NaT"), dtype=DAY)
    if layer.states is None or not layer.editions:
        return found
    state = layer.states.iloc[(layer.editions - 1) * count :]
    stated, told = (state[name].to_numpy(DAY) for name in ("est_finish", "record_date"))
    is_over = (layer.reasons[-1] == "done") & (stated <= told)  # false where either is missing
    found[is_over] = stated[is_over]
    return found
