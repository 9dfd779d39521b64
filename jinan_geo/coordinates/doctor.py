"""The coordinate doctor: which system a file's numbers are in, how sure that is, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import shapely

from jinan_geo.coordinates.borders import strays_of
from jinan_geo.coordinates.chance import SYSTEMS
from jinan_geo.coordinates.crs import SHOWN
from jinan_geo.coordinates.doubt import find_doubt
from jinan_geo.coordinates.elsewhere import find_misread, say_elsewhere
from jinan_geo.coordinates.evidence import (
    Case,
    say_claims,
    say_mixed,
    say_name,
    say_offsets,
    say_ranges,
    say_shares,
    say_systems,
)
from jinan_geo.coordinates.plain_or_shifted import judge_degrees
from jinan_geo.coordinates.stated_crs import Stated
from jinan_geo.coordinates.systems import (
    DEGREES,
    MERIDIAN_TWIN,
    PLAIN_DEGREES,
    name_gauss_kruger,
    siblings_of,
    sort_features,
)
from jinan_geo.coordinates.unseen import cap_confidence, say_unseen
from jinan_geo.manifest.closed import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from jinan_geo.coordinates.anchors import Anchors
    from jinan_geo.coordinates.borders import Strays
    from jinan_geo.coordinates.plain_or_shifted import Testimony
    from jinan_geo.coordinates.systems import Ground, Sorted
    from jinan_geo.coordinates.telling_columns import Claims
    from jinan_geo.manifest.closed import Text

__all__ = ["Diagnosis", "Witnesses", "diagnose"]

CELLS = 1_000  # a degree has so many; vertices in one cell are one witness of their place
BELIEVED = 4  # what a file states, and what then fits, is worth so many witnesses
UNPROVEN = 0.95  # a meridian without prefix, and no layer or statement that confirms it
ABROAD = 0.8  # what a file states, where nothing here can confirm it
WITHOUT_CITY = 0.7
SURE = 0.8  # from here on a shift that is found may move a layer


@dataclass(frozen=True)
class Diagnosis:
    """The answer.

    ``found`` is a system, ``mixed``, or None where it cannot be told; ``evidence`` says why.

    ``shares`` gives the share of the features in each system where they are mixed; ``confidence``
    goes from 0 to 1; ``stated`` is what stands for ``declared`` in ``layer.toml``, a WKT where it
    has no code; ``strays`` are the features outside the district that they name, if any are.
    """

    features: int
    declared: str | None
    found: str | None
    swapped: bool
    shares: tuple[tuple[str, float], ...]
    confidence: float
    evidence: tuple[Text, ...]
    stated: str | None = None
    strays: Strays | None = None

    @property
    def toml(self) -> str | None:
        """The lines for ``layer.toml``; None where no line would make the file right."""
        if self.found in {None, "mixed"}:
            return None
        quote = "'" if '"' in self.crs else '"'
        return f"crs = {quote}{self.crs}{quote}" + ("\nswapped = true" if self.swapped else "")

    @property
    def crs(self) -> str:
        """What ``crs`` in ``layer.toml`` should say; empty where nothing single was found."""
        if self.found in {None, "mixed"}:
            return ""
        return self.stated if self.stated and self.found == self.declared else str(self.found)

    @property
    def usable_crs(self) -> str | None:
        """What to read the file as.

        What was found, if it is sure enough to move things; else what is stated.
        """
        unsure = self.found in SYSTEMS[1:] and self.confidence < SURE
        as_stated = self.is_as_declared or unsure or not self.crs
        return self.stated if as_stated else self.crs

    @property
    def is_open(self) -> bool:
        """Tell whether the numbers may be degrees of GCJ-02 for all that is known."""
        return self.found is None or self.found in PLAIN_DEGREES

    @property
    def is_as_declared(self) -> bool:
        """Tell whether the file can be used as it stands."""
        same = self.found == self.declared or {self.found, self.declared} <= PLAIN_DEGREES
        return self.found is not None and same and not self.swapped


@dataclass(frozen=True)
class Witnesses:
    """What can be asked beside the numbers.

    Anchors, the districts that features name, and each row's stated CRS.
    """

    anchors: Anchors | None = None
    claims: Claims | None = None
    rows: tuple[str, Sequence[str | None]] | None = field(default=None)


def diagnose(
    shapes: Sequence[Any] | NDArray[np.object_],
    ground: Ground,
    *,
    anchors: Anchors | None = None,
    witnesses: Witnesses | None = None,
    declared: str | Stated | None = None,
) -> Diagnosis:
    """Tell the system of features' numbers as they stand, from all vertices.

    Parameters
    ----------
    shapes
        The features' shapes in the file's own numbers; None for a feature without one.
    ground
        Where they should be (see ``systems.ground_of``).
    anchors
        What is known to be in the right place (see ``anchors.match_anchors``); without it, and
        without districts that the features name, EPSG:4490, GCJ-02 and BD-09 cannot be told apart,
        since all three lie in the city.
    witnesses
        Anchors and whatever else the file says of itself; instead of ``anchors``.
    declared
        The CRS that the file states: believed where it puts the features where they can be.
    """
    ask = witnesses or Witnesses(anchors)
    stated = _stated(declared)
    name = stated.name if stated is not None else None
    every = np.asarray(shapes, dtype=object)
    which = np.flatnonzero(shapely.get_num_coordinates(every) > 0)
    blank = Diagnosis(
        len(every),
        name,
        None,
        swapped=False,
        shares=(),
        confidence=0.0,
        evidence=(),
        stated=stated.line if stated is not None else None,
    )
    if not len(which):
        return replace(blank, evidence=(text("coordinates.doctor.no_places"),))
    ask = _only(ask, which)
    if ask.rows is not None:
        return _obey(blank, ask.rows)
    found = _tell(blank, every[which], ground, ask, stated)
    if found.strays is None:
        return found
    return replace(found, strays=found.strays.among(which))


def _stated(declared: str | Stated | None) -> Stated | None:
    if isinstance(declared, str):
        return Stated(declared, declared, pyproj.CRS.from_user_input(declared))
    return declared


def _only(ask: Witnesses, which: NDArray[np.int_]) -> Witnesses:
    """Leave what concerns the features that have coordinates."""
    anchors, claims, rows = ask.anchors, ask.claims, ask.rows
    return Witnesses(
        None if anchors is None else replace(anchors, twins=anchors.twins[which]),
        None if claims is None else replace(claims, stated=claims.stated[which]),
        None if rows is None else (rows[0], [rows[1][at] for at in which]),
    )


def _obey(blank: Diagnosis, rows: tuple[str, Sequence[str | None]]) -> Diagnosis:
    """Take each row's CRS as the file states it."""
    title, names = rows
    said = Counter(name for name in names if name is not None)
    shares = [(name, count / len(names)) for name, count in said.most_common()]
    told = text("coordinates.doctor.rows", title=title, shares=say_shares(shares))
    sure = _succession(sum(said.values()) + BELIEVED)
    if len(said) == 1:
        return replace(blank, found=shares[0][0], confidence=sure, evidence=(told,))
    evidence = (told, say_mixed(shares))
    return replace(blank, found="mixed", shares=tuple(shares), confidence=sure, evidence=evidence)


def _tell(
    blank: Diagnosis,
    shapes: NDArray[np.object_],
    ground: Ground,
    ask: Witnesses,
    stated: Stated | None,
) -> Diagnosis:
    """Examine, and name the system unless there is a doubt."""
    case = _examine(shapes, ground, ask, stated)
    numbers = shapely.get_coordinates(shapes)
    evidence = [
        *say_ranges(numbers, ground),
        *say_systems(case, numbers, ground),
        *say_offsets(case, ask.anchors, ground),
        *say_claims(case.judged.claimed, ask.claims),
        *say_unseen(case),
    ]
    known = np.array([name is not None for name in case.names])
    strays = strays_of(case.judged.claimed)
    blank = replace(blank, swapped=bool(case.swapped[known].any()), strays=strays)
    misread = find_misread(numbers, case, ground, stated)
    doubt = misread or find_doubt(case, ground, ask.anchors)
    if doubt is not None:
        blank = replace(blank, evidence=(*evidence, doubt))
        return blank if misread else _as_stated(blank, shapes, case, (ground, stated))
    shares = _shares(case)
    confidence = cap_confidence(_confidence(case, ground, stated), case)
    if len(shares) == 1:
        found = next(name for name in case.names if name is not None)
        evidence += say_name(found, blank.declared)
    else:
        found = "mixed"
        evidence.append(say_mixed(shares))
    return replace(
        blank,
        found=found,
        shares=tuple(shares) if found == "mixed" else (),
        confidence=confidence,
        evidence=tuple(evidence),
    )


def _shares(case: Case) -> list[tuple[str, float]]:
    """Give the share of each system, the largest first.

    It is estimated where only features near borders show theirs.
    """
    if case.judged.shares and case.degrees.all():
        return sorted(case.judged.shares, key=lambda one: -one[1])
    labels = Counter(
        f"{name} swapped" if swap else name
        for name, swap in zip(case.names, case.swapped, strict=True)
        if name
    )
    return [(label, count / labels.total()) for label, count in labels.most_common()]


def _examine(
    shapes: NDArray[np.object_], ground: Ground, ask: Witnesses, stated: Stated | None
) -> Case:
    """Sort by numbers and place first, then by witnesses where the numbers are degrees."""
    sizes = shapely.get_num_coordinates(shapes)
    owner = np.repeat(np.arange(len(shapes)), sizes)
    x, y = shapely.get_coordinates(shapes).T
    found = sort_features(x, y, owner, len(shapes), ground, stated)
    names = _names_by_place(found, owner, stated)
    swapped = np.array([at >= 0 and found.systems[at].swapped for at in found.label])
    degrees = np.array([name == DEGREES for name in names])
    judged = judge_degrees(shapes, found, degrees, *_askable(ask, ground))
    for at in np.flatnonzero(degrees):
        named = judged.names[at] if judged.by else DEGREES
        names[at] = SHOWN if named == DEGREES and not ground.is_chinese else named
    return Case(found, owner, judged, names, swapped, degrees)


def _askable(ask: Witnesses, ground: Ground) -> tuple[Anchors | None, Claims | None]:
    """Outside China nothing is shifted, and only twins are of use."""
    if ground.is_chinese or ask.anchors is None:
        return ask.anchors, ask.claims if ground.is_chinese else None
    return replace(ask.anchors, outlines=()), None


def _names_by_place(
    found: Sorted, owner: NDArray[np.int_], stated: Stated | None
) -> list[str | None]:
    """Name each feature's system by numbers and place.

    Of two names for one projection it is the fitting one.
    """
    declared = None if stated is None else stated.name
    named = [
        name_gauss_kruger(system.name, found.lon[(found.label == at)[owner]], declared)
        if system.name in MERIDIAN_TWIN and system.name != declared and (found.label == at).any()
        else system.name
        for at, system in enumerate(found.systems)
    ]
    return [None if at < 0 else named[at] for at in found.label]


def _as_stated(
    blank: Diagnosis,
    shapes: NDArray[np.object_],
    case: Case,
    among: tuple[Ground, Stated | None],
) -> Diagnosis:
    """Believe what the file states, as far as one can where nothing confirms it."""
    ground, stated = among
    told = None if stated is None else say_elsewhere(shapes, case, ground, stated)
    if stated is None or told is None:
        return blank
    found = SHOWN if stated.name == DEGREES else stated.name
    # Without a city all else was measured by China, where the file is not.
    before = blank.evidence[:1] if ground.outline is None else blank.evidence[:-1]
    evidence = (*before, told)
    return replace(blank, found=found, swapped=False, confidence=ABROAD, evidence=evidence)


def _succession(witnesses: int) -> float:
    """Give how sure so many that agree make one: as if one more had spoken against."""
    return witnesses / (witnesses + 1)


def _confidence(case: Case, ground: Ground, stated: Stated | None) -> float:
    """Give how sure the answer is.

    It is the product of how many features are explained, how many vertices are in the city, and how
    much is behind it.
    """
    known = np.array([name is not None for name in case.names])
    explained = float(case.known.mean())
    inside = float(case.sorted.inside[known[case.owner]].sum()) / max(known[case.owner].sum(), 1)
    certain = 1.0 if ground.outline is not None else WITHOUT_CITY
    amount, probability = _weight(case, ground)
    declared = None if stated is None else stated.name
    said = {name for name in case.names if name is not None}
    if said == {declared} or said | {declared} <= PLAIN_DEGREES:
        amount += BELIEVED
    elif probability == 1.0 and said <= _unproven(ground, stated):
        probability = UNPROVEN
    return float(round(explained * inside * certain * probability * _succession(amount), 3))


def _unproven(ground: Ground, stated: Stated | None) -> set[str | None]:
    """Give the systems that numbers alone do not tell from others."""
    twins = {*MERIDIAN_TWIN, *MERIDIAN_TWIN.values()}
    return {*twins, *siblings_of(stated), ground.metric}


def _weight(case: Case, ground: Ground) -> tuple[int, float]:
    """Give the number of witnesses and the probability of what they say."""
    if case.degrees.any() and ground.is_chinese:
        return case.judged.amount, _probability(case.judged)
    at = np.stack([case.sorted.lon, case.sorted.lat], axis=1)
    cells = np.round(at[np.isfinite(at).all(axis=1)] * CELLS)
    return len(np.unique(cells, axis=0)), 1.0


def _probability(judged: Testimony) -> float:
    return judged.probability if judged.by else 0.5
