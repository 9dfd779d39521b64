"""How far ends lay from what curves said."""

from __future__ import annotations

import numpy as np

from jinan_geo.answers.bands import Curves, score_curves

DAY = np.datetime64("2024-06-30")


def test_scores_stand_in_their_order_and_equal_ones_as_they_came() -> None:
    rng = np.random.default_rng(7)
    last = DAY - rng.integers(1, 6, 300).astype("timedelta64[D]")  # so that most are equal
    middle = np.ones(300)
    guesses = {0: Curves(np.arange(300), last, middle, middle)}
    ends = np.full(300, np.datetime64("NaT", "D"))
    found = score_curves(guesses, 1, DAY, ends, np.ones((2, 300), dtype=bool))
    came = guesses[0].score(np.full(300, DAY), np.ones(300, dtype=bool))
    assert np.array_equal(found.feature, np.argsort(came, kind="stable"))
    assert found.finished == 0
