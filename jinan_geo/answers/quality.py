"""How good the data are, by layer and district.

Four levels, each with what is missing for the next.

The rule is stated in docs/quality.md; it counts features, and never guesses.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from jinan_geo.issues.alike import pieces_of
from jinan_geo.issues.issue import catalogue
from jinan_geo.manifest.closed import Text, join
from jinan_geo.manifest.labels import labels_of
from jinan_geo.page.model import NO_RECORD, UNREPORTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from jinan_geo.city.city import Layer
    from jinan_geo.city.districts import Districts
    from jinan_geo.issues.alike import Alike
    from jinan_geo.issues.issue import Issue

__all__ = ["LEVELS", "TOLERATED", "Assessor", "Quality", "assess_quality"]

LEVELS = ("none", "some", "authoritative", "good", "trustworthy")
TOLERATED = 0.05  # share of features that may have warnings, no place or no report, at level good
EXACT = ("surveyed", "digitised")
KINDS = ("sourced", "sample")
COUNTED = ("error", "warning")  # severities that keep a feature from being clean


@dataclass(frozen=True)
class Quality:
    """One layer, one district, or one layer in one district.

    ``layer`` or ``district`` is None for all of them.

    The counts are of features; ``layer_faults`` and ``layer_warnings`` are issues of the layer as a
    whole, or of rows without a feature. ``lacks`` says what keeps it from the next level, in counts
    by name. ``kind`` is "sourced" or "sample": of which features the counts are; where there are
    both, each is judged by itself, and what belongs to no feature counts among those sourced.
    """

    layer: str | None
    district: str | None
    features: int
    sample: int
    faulty: int
    warned: int
    unlocated: int
    unreported: int
    imprecise: int
    layer_faults: int
    layer_warnings: int
    kind: str = "sourced"

    @property
    def clean_pct(self) -> float | None:
        """Share of features without error or warning, in per cent; None without features."""
        if not self.features:
            return None
        return round(100 * (self.features - self.faulty - self.warned) / self.features, 1)

    @property
    def level(self) -> str:
        """One of ``LEVELS``."""
        return LEVELS[
            next((at for at in range(1, len(LEVELS)) if self._needs(at)), len(LEVELS)) - 1
        ]

    @property
    def lacks(self) -> dict[str, int]:
        """What is missing for the level above, in counts."""
        return self._needs(min(LEVELS.index(self.level) + 1, len(LEVELS) - 1))

    @property
    def name(self) -> Text:
        """What the level is called."""
        return labels_of("quality")[self.level]

    def word_lacks(self) -> Text:
        """Word what is missing for the level above."""
        labels = labels_of("lack")
        return join(
            "answers.quality.and",
            (
                Text(zh=labels[key].zh.format(count=count), en=labels[key].en.format(count=count))
                for key, count in self.lacks.items()
                if key in labels
            ),
        )

    def _needs(self, level: int) -> dict[str, int]:
        """What stands against a level, given those below it."""
        name = LEVELS[level]
        most = TOLERATED * self.features
        if name == "some":
            return {} if self.features else {"features": 0}
        if name == "authoritative":
            against = {"sample": self.sample}
        elif name == "good":
            some = {
                "warned": self.warned,
                "unlocated": self.unlocated,
                "unreported": self.unreported,
            }
            against = {"faulty": self.faulty, "layer_faults": self.layer_faults}
            against |= {key: count for key, count in some.items() if count > most}
        else:
            against = {
                "warned": self.warned,
                "layer_warnings": self.layer_warnings,
                "unlocated": self.unlocated,
                "unreported": self.unreported,
                "imprecise": self.imprecise,
            }
        return {key: count for key, count in against.items() if count}


@dataclass(frozen=True)
class Marks:
    """What is true of each feature of a layer, and the counts of what belongs to none."""

    layer: str
    flags: Mapping[str, NDArray[np.bool_]]
    aside: int
    own: Mapping[str, int]


def assess_quality(
    layers: Sequence[Layer], districts: Districts, issues: Iterable[Issue]
) -> list[Quality]:
    """Judge every layer; after each, its part in each district where it has features.

    At last each district. Where there are sourced features and samples, each stand by themselves,
    those sourced first.

    A feature counts in every district that it lies in. Features set aside count in their layer
    alone.
    """
    return Assessor(issues).judge(layers, districts.codes)


class Assessor:
    """Judges layers and parts of them; what is true of a layer's features is found out once."""

    def __init__(self, issues: Iterable[Issue]) -> None:
        self.issues: dict[str, list[Alike]] = {}
        for piece in pieces_of(issues):
            self.issues.setdefault(piece.one.layer, []).append(piece)
        self.marks: dict[str, Marks] = {}

    def judge(self, layers: Sequence[Layer], codes: Sequence[str]) -> list[Quality]:
        """Judge whole layers, as ``assess_quality`` says."""
        found: list[Quality] = []
        parts: dict[str, list[Quality]] = {code: [] for code in codes}
        for layer in layers:
            marks = self._mark(layer)
            found += _count(marks, np.ones(len(layer.features), dtype=bool), None, whole=True)
            for code, inside in _divide(layer, codes).items():
                counted = _count(marks, inside, code)
                parts[code] += counted
                found += counted
        return [*found, *_sum_all(parts)]

    def judge_parts(
        self,
        cuts: Mapping[str, NDArray[np.int64]],
        layers: Sequence[Layer],
        codes: Sequence[str],
    ) -> list[Quality]:
        """Judge the features that ``cuts`` chooses of each layer by their positions.

        At last each district of ``codes``.

        What belongs to a layer as a whole, or was set aside, counts in no part.
        """
        found: list[Quality] = []
        parts: dict[str, list[Quality]] = {code: [] for code in codes}
        for layer in layers:
            marks = self._mark(layer)
            chosen = np.zeros(len(layer.features), dtype=bool)
            chosen[cuts[layer.id]] = True
            found += _count(marks, chosen, None)
            for code, inside in _divide(layer, codes).items():
                parts[code] += _count(marks, inside & chosen, code)
        return [*found, *_sum_all(parts)]

    def _mark(self, layer: Layer) -> Marks:
        if layer.id not in self.marks:
            self.marks[layer.id] = _mark(layer, self.issues.get(layer.id, []))
        return self.marks[layer.id]


def _divide(layer: Layer, codes: Sequence[str]) -> dict[str, NDArray[np.bool_]]:
    """Tell which features lie in each district that has any.

    The layer of districts itself lies in none.
    """
    inside = {}
    if layer.folder.manifest.role == "districts":
        return {}
    for code in codes:
        if code in layer.by_district:
            inside[code] = np.zeros(len(layer.features), dtype=bool)
            inside[code][layer.by_district[code][0]] = True
    return inside


def _mark(layer: Layer, issues: Sequence[Alike]) -> Marks:
    features = layer.features
    worst, own = _mark_issues(layer, issues)
    nothing = np.zeros(len(features), dtype=bool)
    must_report = layer.is_projects and layer.folder.manifest.provision != "none"
    sample = layer.is_sample(layer.editions - 1 if layer.editions else None)
    reasons = np.full(len(features), NO_RECORD)
    if layer.states is not None and layer.editions:
        state = layer.states.iloc[-len(features) :]
        reasons = state["reason"].to_numpy(str)
    accuracy = features["accuracy"].fillna(layer.folder.manifest.accuracy or "")
    flags = {
        "sample": sample,
        "faulty": worst["error"],
        "warned": worst["warning"] & ~worst["error"],
        "unlocated": ~layer.located,
        "unreported": np.isin(reasons, UNREPORTED) if must_report else nothing,
        "imprecise": layer.located & ~accuracy.isin(EXACT).to_numpy(bool),
    }
    return Marks(layer.id, flags, 0 if layer.aside is None else len(layer.aside), own)


def _mark_issues(
    layer: Layer, pieces: Sequence[Alike]
) -> tuple[dict[str, NDArray[np.bool_]], dict[str, int]]:
    """By severity, which features have an issue, and how many issues are of none."""
    worst = {one: np.zeros(len(layer.features), dtype=bool) for one in COUNTED}
    own = dict.fromkeys(COUNTED, 0)
    for severity, named in _named(layer, pieces).items():
        at = _places_of(layer, np.concatenate(named)) if named else np.array([], dtype=int)
        worst[severity][at[at >= 0]] = True
        own[severity] = int((at < 0).sum())
    return worst, own


def _named(layer: Layer, pieces: Sequence[Alike]) -> dict[str, list[NDArray[np.object_]]]:
    """The features that issues name, by severity; None of an issue that names none."""
    lines = set() if layer.aside is None else set(layer.aside.index)
    kinds = catalogue()
    found: dict[str, list[NDArray[np.object_]]] = {one: [] for one in COUNTED}
    for piece in pieces:
        issue, severity = piece.one, kinds[piece.one.type].severity
        if severity not in found:
            continue
        if issue.file == layer.folder.features_file and issue.row in lines:
            continue  # set aside: counted as such
        alone = np.array([issue.feature], dtype=object)
        found[severity].append(alone if piece.features is None else piece.features)
    return found


def _places_of(layer: Layer, named: NDArray[np.object_]) -> NDArray[np.int64]:
    """Where each of the named features stands, the last of several; -1 of what is none."""
    ids = pd.Index(layer.features["id"].to_numpy(object))
    if not ids.is_unique:
        places = {key: at for at, key in enumerate(ids)}
        return np.array([places.get(key, -1) for key in named.tolist()], dtype=np.int64)
    return np.asarray(ids.get_indexer(pd.Index(named)), dtype=np.int64)


def _count(
    marks: Marks, chosen: NDArray[np.bool_], district: str | None, *, whole: bool = False
) -> list[Quality]:
    """Count what is chosen; one for the sourced and one for the samples, where there are both.

    Of a whole layer with what was set aside and what belongs to no feature.
    """
    sample = marks.flags["sample"]
    kinds = {"sourced": chosen & ~sample, "sample": chosen & sample}
    present = [kind for kind, part in kinds.items() if part.any()] or ["sourced"]
    counted = [_count_kind(marks, kinds[kind], district, kind) for kind in present]
    if whole:
        counted[0] = _add_own(counted[0], marks)
    return counted


def _count_kind(
    marks: Marks, chosen: NDArray[np.bool_], district: str | None, kind: str
) -> Quality:
    counts = {name: int((flag & chosen).sum()) for name, flag in marks.flags.items()}
    features = int(chosen.sum())
    return Quality(
        marks.layer, district, features, **counts, layer_faults=0, layer_warnings=0, kind=kind
    )


def _add_own(one: Quality, marks: Marks) -> Quality:
    """Add what is of no feature in force, which no kind can be told of."""
    return replace(
        one,
        features=one.features + marks.aside,
        faulty=one.faulty + marks.aside,
        layer_faults=marks.own["error"],
        layer_warnings=marks.own["warning"],
    )


def _sum_all(parts: Mapping[str, Sequence[Quality]]) -> list[Quality]:
    """Sum each district's parts, the sourced and the samples each by themselves."""
    found = []
    for code, several in parts.items():
        present = {one.kind for one in several if one.features} or {"sourced"}
        kinds = [kind for kind in KINDS if kind in present]
        found += [_sum(code, several, kind) for kind in kinds]
    return found


def _sum(district: str, parts: Sequence[Quality], kind: str) -> Quality:
    names = ("features", "sample", "faulty", "warned", "unlocated", "unreported", "imprecise")
    of_kind = [part for part in parts if part.kind == kind]
    sums = dict.fromkeys(names, 0)
    for part in of_kind:
        for name in names:
            sums[name] += getattr(part, name)
    return Quality(None, district, **sums, layer_faults=0, layer_warnings=0, kind=kind)
