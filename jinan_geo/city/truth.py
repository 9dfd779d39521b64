"""What is made up: the one rule by which a value is a sample and not sourced.

A feature is a sample where its layer or itself says so, or where all the evidence it names is of
tier ``sample``; a record or an entered value likewise. A project counts as a sample at an edition
where it is one, or where the record that its light follows from is one: so no total of what is
sourced has a made-up value in it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from jinan_geo.kept.coded import Coded, from_codes
from jinan_geo.ledger.evidence import split_ids

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from jinan_geo.city.city import Layer
    from jinan_geo.ledger.evidence import Register
    from jinan_geo.manifest.commitments import Entered
    from jinan_geo.manifest.workspace import LayerFolder
    from jinan_geo.page.model import TargetInfo
    from jinan_geo.read import LayerReading

__all__ = ["holds_both", "mark_entered", "mark_features", "mark_records"]


def mark_features(folder: LayerFolder, reading: LayerReading, evidence: Register) -> LayerReading:
    """Give the features with a column ``sample`` that says it of each, for whatever reason."""
    features = reading.features
    marked = _marks(features, evidence) | folder.manifest.sample
    return replace(reading, features=features.assign(sample=marked))


def mark_records(records: pd.DataFrame, evidence: Register) -> pd.DataFrame:
    """Give the records with a column ``sample`` that says it of each, for whatever reason."""
    told = Coded(_marks(records, evidence).astype(np.int8), np.array([False, True], dtype=object))
    cells = from_codes(told, says_texts=False)
    return records.assign(sample=pd.Series(cells, records.index, dtype=object, copy=False))


def mark_entered(one: Entered, evidence: Register) -> Entered:
    """Give an entered value marked, where all that it names is of tier ``sample``."""
    return one.model_copy(update={"sample": True}) if _made_up(one.evidence, evidence) else one


def holds_both(layers: Iterable[Layer], targets: Iterable[TargetInfo]) -> bool:
    """Tell whether there are sourced values and samples at the last edition."""
    kinds: set[bool] = set()
    for layer in layers:
        if layer.is_projects:
            edition = layer.editions - 1 if layer.editions else None
            kinds |= set(layer.is_sample(edition).tolist())
    for target in targets:
        states = (*target.states[-1:], *target.samples[-1:])
        kinds |= {state.sample for state in states if state.actual is not None}
    return len(kinds) > 1


def _marks(frame: pd.DataFrame, evidence: Register) -> NDArray[np.bool_]:
    """What says that it is a sample, or names evidence of nothing else."""
    names = frame["evidence"].to_numpy(object).astype(bool)
    rests = np.zeros(len(frame), dtype=bool)
    rests[names] = [_made_up(split_ids(cell), evidence) for cell in frame["evidence"][names]]
    return np.asarray(frame["sample"].astype(bool).to_numpy(bool) | rests, dtype=bool)


def _made_up(ids: Iterable[str], evidence: Register) -> bool:
    return {evidence[key].tier for key in ids if key in evidence} == {"sample"}
