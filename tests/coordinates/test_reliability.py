"""A printed confidence is a frequency.

Clean files that have nothing to do with any layer are never moved.
"""

from __future__ import annotations

import pytest

from benchmarks.doctor_reliability import (
    BANDS,
    clean_file,
    is_shifted,
    make_trial,
    recall_of,
    table_of,
)

SEED = 20_260_101
CUT, CLEAN = 40, 30


@pytest.mark.slow
def test_a_cut_of_the_trials_holds() -> None:
    trials = [make_trial(SEED + at) for at in range(CUT)]
    wrong = [trial for trial in trials if trial.told and not trial.right]
    right, related = recall_of(trials)
    assert wrong == []
    assert right >= related - 1
    assert not [trial for trial in trials if trial.relation == "none" and is_shifted(trial)]


@pytest.mark.slow
def test_a_cut_of_the_clean_files_is_not_called_shifted() -> None:
    assert [seed for seed in range(CLEAN) if is_shifted(clean_file(seed))] == []


@pytest.mark.deep
def test_of_the_verdicts_in_each_band_as_many_are_right_as_it_says() -> None:
    trials = [make_trial(SEED + at) for at in range(2_000)]
    for (low, _), told, right in table_of(trials)[1:]:
        assert told >= 100, (low, told)
        assert right >= low * told, (low, told, right)
    right, related = recall_of(trials)
    assert right >= 0.99 * related
    assert len(BANDS) == 5


@pytest.mark.deep
def test_no_clean_file_without_relation_is_called_shifted() -> None:
    assert [seed for seed in range(3_000) if is_shifted(clean_file(seed))] == []
