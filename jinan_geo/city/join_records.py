"""Features and ledger brought together by id.

Nothing lost, nothing invented, every row accounted for.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pandas as pd

from jinan_geo.check.ids import find_orphans, fold_ids
from jinan_geo.errors import InputError, show
from jinan_geo.issues.issue import Issue
from jinan_geo.kept.coded import look_up
from jinan_geo.page.model import Account
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

    from jinan_geo.manifest.workspace import LayerFolder

__all__ = ["join_records"]


def join_records(
    folder: LayerFolder,
    features: gpd.GeoDataFrame,
    records: pd.DataFrame,
    *,
    rows_read: int,
    features_read: int,
) -> tuple[pd.DataFrame, Account, list[Issue]]:
    """Match records to features by exact id.

    By id as ``fold_key`` writes it where the manifest says ``fold_keys``.

    Returns the matched records with a column ``feature`` (position in ``features``), the account of
    every row and feature, and an issue for each record without a project. Repeated records of one
    date are all kept, with an issue of severity info; the last one counts.

    Raises
    ------
    InputError
        There are records and features, and not one record matches.
    """
    place = {key: at for at, key in enumerate(features["id"])}
    before, renumbered = records["id"], folder.manifest.renumbered
    if renumbered:
        records = records.assign(id=before.replace(renumbered))
    folded: list[Issue] = []
    if folder.manifest.fold_keys:
        ids, folded = fold_ids(folder, records, list(place))
        records = records.assign(id=ids)
    position = look_up(records["id"], place, -1)
    is_matched = pd.Series(position >= 0, records.index)
    if len(records) and len(features) and not is_matched.any():
        raise _no_match(folder, features, records)
    matched = records if is_matched.all() else records[is_matched]
    matched = matched.assign(feature=position[position >= 0]).reset_index(drop=True)
    reported = matched["feature"].nunique()
    account = Account(
        rows=rows_read,
        matched=len(matched),
        unmatched=int((~is_matched).sum()),
        excluded=rows_read - len(records),
        features=features_read,
        reported=reported,
        silent=len(features) - reported,
        set_aside=features_read - len(features),
    )
    issues = [*_redirections(folder, before[before.isin(list(renumbered))]), *folded]
    issues += find_orphans(folder, records[~is_matched], list(place))
    issues += _repetitions(folder, matched)
    return matched, account, issues


def _no_match(folder: LayerFolder, features: gpd.GeoDataFrame, records: pd.DataFrame) -> InputError:
    msg = say(
        "city.errors.no_match",
        progress_file=folder.progress_file,
        count=len(records),
        features_file=folder.features_file,
        iloc=show(records["id"].iloc[0]),
        iloc2=show(features["id"].iloc[0]),
    )
    return InputError(msg)


def _repetitions(folder: LayerFolder, matched: pd.DataFrame) -> Iterator[Issue]:
    """Name each record for a date that an earlier row has already."""
    again = matched[matched.duplicated(["id", "as_of"], keep="first")]
    for key, line, day in zip(again["id"], again["line"], again["as_of"], strict=True):
        found = (folder.id, folder.progress_file, int(line), key)
        yield Issue("repeated-record", *found, "as_of", day.date().isoformat())


def _redirections(folder: LayerFolder, ids: pd.Series[Any]) -> Iterator[Issue]:
    """Name each old id whose records went to the new one, as the manifest accepts."""
    for old, count in Counter(ids).items():
        new = folder.manifest.renumbered[old]
        details = {"count": count, "to": new}
        yield Issue("redirected-id", folder.id, folder.progress_file, None, new, "id", old, details)
