"""The states of projects where editions are declared: who reported in one, and who did not yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from jinan_geo.page.model import CARRIED, OVER, POSTPONED, UNREPORTED

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    import pandas as pd

    from jinan_geo.ledger.editions import Calendar

__all__ = ["mark_declared"]

OWN_REASON = {"done", POSTPONED, *UNREPORTED}  # that hold as long as nothing is reported


def mark_declared(
    states: pd.DataFrame, days: Sequence[dt.date], calendar: Calendar
) -> pd.DataFrame:
    """Say of declared editions who reported in each; in an open one the others keep their state.

    ``states`` and what is given are as ``lights.appraise`` has them. A record of any day since the
    edition before is a report. In the open edition, which can only be the last, a project without
    one has all that was known of it at the edition before, its light among it, for a reason
    of its own: nobody is worse for not having reported yet.
    """
    if not days:
        return states
    count = len(states) // len(days)
    since = np.array([calendar.before(day) for day in days], "datetime64[D]").repeat(count)
    record = states["record_date"].to_numpy("datetime64[D]")
    is_new = ~np.isnat(record) & (np.isnat(since) | (record > since))
    marked = states.assign(reported=is_new.astype(int))
    if days[-1] != calendar.open or len(days) == 1:
        return marked
    is_over = states["reason"].to_numpy(object)[-count:] == OVER
    silent = np.flatnonzero(~is_new[-count:] & ~is_over) if count else np.array([], dtype=int)
    now, was = len(states) - count + silent, len(states) - 2 * count + silent
    kept = marked.iloc[was].set_axis(marked.index[now])
    reason = kept["reason"].where(kept["reason"].isin(OWN_REASON), CARRIED)
    marked.loc[kept.index] = kept.assign(reason=reason, reported=0)
    return marked
