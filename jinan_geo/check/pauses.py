"""Work that stands still (停工) and work put off by decision (暂缓): stages beside the order.

A project enters them from any stage and goes back to where it was, so the stage that it had
*reached* is that of its last record before the pause.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from jinan_geo.kept.coded import blank_texts, look_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from jinan_geo.manifest.stages import Pause, Stage

__all__ = ["are_among", "in_order", "pauses_of", "reached_in", "reached_stages", "with_pauses"]


def are_among(cells: pd.Series[Any], stages: Iterable[str]) -> NDArray[np.bool_]:
    """Tell which stages are among these; each is looked up once."""
    return look_up(cells, dict.fromkeys(stages, True), missing=False)


def pauses_of(stages: Sequence[Stage]) -> dict[str, Pause]:
    """Give the stages that are pauses, by their ids, each with its kind."""
    return {stage.id: stage.pause for stage in stages if stage.pause}


def in_order(stages: Sequence[Stage]) -> dict[str, int]:
    """Give the place in ``stages`` of each stage that has one in a project's life."""
    return {stage.id: at for at, stage in enumerate(stages) if not stage.pause}


def reached_stages(records: pd.DataFrame, stages: Sequence[Stage]) -> pd.Series[Any]:
    """Give the stage that each record's project had reached, with the index of ``records``.

    The record's own; of a pause that of the last record before with a stage in the order, missing
    where there is none. ``records`` has ``feature``, ``as_of``, ``seq`` and ``stage``; of several
    of one project and day the last counts.
    """
    paused = pd.Series(are_among(records["stage"], pauses_of(stages)), records.index)
    if not paused.any():
        return records["stage"]
    ordered = records.sort_values(["feature", "as_of", "seq"], kind="stable")
    counts = ~ordered.duplicated(["feature", "as_of"], keep="last")
    is_paused = paused[ordered.index]
    before = ordered["stage"].where(counts & ~is_paused).groupby(ordered["feature"]).ffill()
    reached = ordered["stage"].where(~is_paused, before)
    return reached.reindex(records.index)


def with_pauses(records: pd.DataFrame, stages: Sequence[Stage]) -> pd.DataFrame:
    """Add to each record of a pause its ``stage_before``, and ``paused_since`` when.

    Both are missing elsewhere; see ``reached_stages``.
    """
    paused = pd.Series(are_among(records["stage"], pauses_of(stages)), records.index)
    if not paused.any():
        never = pd.Series(pd.NaT, index=records.index, dtype="datetime64[ns]")
        none = pd.Series(blank_texts(len(records)), records.index, dtype=object, copy=False)
        return records.assign(stage_before=none, paused_since=never)
    ordered = records.sort_values(["feature", "as_of", "seq"], kind="stable")
    counting = ordered.drop_duplicates(["feature", "as_of"], keep="last")
    stays = counting["feature"].eq(counting["feature"].shift())
    stays &= counting["stage"].eq(counting["stage"].shift())
    since = counting["as_of"].groupby((~stays).cumsum()).transform("first")
    return records.assign(
        stage_before=reached_stages(records, stages).where(paused),
        paused_since=since.reindex(records.index).where(paused),
    )


def reached_in(records: Sequence[Mapping[str, Any]], stages: Sequence[Stage]) -> str | None:
    """Give the stage that one project has reached by its records, in their order; None if none."""
    order = in_order(stages)
    reached = [str(record["stage"]) for record in records if str(record["stage"]) in order]
    return reached[-1] if reached else None
