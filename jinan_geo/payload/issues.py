"""What a page tells of its data: the issues of what it shows, and the quality of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from jinan_geo.answers.quality import LEVELS, Assessor
from jinan_geo.issues.alike import pieces_of
from jinan_geo.issues.issue import Wording, catalogue
from jinan_geo.page.issues import IssueAge, IssueInfo, IssueInfos
from jinan_geo.page.model import QualityInfo

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from jinan_geo.answers.quality import Quality
    from jinan_geo.issues.alike import Alike
    from jinan_geo.issues.issue import Issue
    from jinan_geo.manifest.models import MapManifest
    from jinan_geo.payload.cut import Cut
    from jinan_geo.publish.published import PublishedCity

__all__ = ["IssueTeller", "issue_info", "quality_here"]


class IssueTeller:
    """The issues of a city, of which each page takes its own; each is put in words once."""

    def __init__(self, issues: Iterable[Issue]) -> None:
        self.pieces = [*pieces_of(issues)]
        self.wording = Wording()
        self.told: dict[int, IssueInfo] = {}
        self.by_layer: dict[str, list[int]] = {}
        self.of_all: list[int] = []
        for at, piece in enumerate(self.pieces):
            self.by_layer.setdefault(piece.one.layer, []).append(at)
            if _may_be_of_all(piece.one):
                self.of_all.append(at)
        self.found: dict[str, _Found] = {}

    def here(self, cuts: Sequence[Cut], *, whole: bool) -> IssueInfos:
        """Issues of the features on a page, and layers that were left out of every page.

        Those of a layer as a whole, of rows without a feature and of offices' forms, on the city's.
        """
        always = (at for at in self.of_all if _is_of_all(self.pieces[at].one, whole=whole))
        shown = {at: self.pieces[at].features for at in always}
        for cut in cuts:
            layer = cut.layer.id
            if whole:
                shown |= {at: self.pieces[at].features for at in self.by_layer.get(layer, ())}
                continue
            if layer not in self.found:
                self.found[layer] = self._find(cut)
            shown = {**self.found[layer].here(cut), **shown}
        return IssueInfos([(self._info(at), shown[at]) for at in sorted(shown)])

    def _info(self, at: int) -> IssueInfo:
        if at not in self.told:
            self.told[at] = _info(self.pieces[at].one, self.wording)
        return self.told[at]

    def _find(self, cut: Cut) -> _Found:
        """Find once which features of a layer its issues are of."""
        codes, ids = pd.factorize(cut.layer.features["id"].to_numpy(object))
        places = {key: code for code, key in enumerate(ids)}
        own = self.by_layer.get(cut.layer.id, [])
        named = [_features_of(self.pieces[at]) for at in own]
        features = np.concatenate([np.empty(0, dtype=object), *named])
        of = [places.get(one, len(ids)) for one in features.tolist()]
        piece = np.repeat(np.array(own, dtype=int), [*map(len, named)])
        many = [self.pieces[at].features is not None for at in own]
        is_many = np.repeat(np.array(many, dtype=bool), [*map(len, named)])
        return _Found(codes, len(ids), piece, np.array(of, dtype=int), features, is_many)


class _Found(NamedTuple):
    """Of each feature of a layer the code of its id, and of each issue the code it is of.

    ``piece`` is the issue's place among all; one of a row without a feature has the code
    ``none``, which no feature has. ``is_many`` tells what stands for several.
    """

    codes: NDArray[np.intp]
    none: int
    piece: NDArray[np.int64]
    of: NDArray[np.int64]
    features: NDArray[np.object_]
    is_many: NDArray[np.bool_]

    def here(self, cut: Cut) -> dict[int, NDArray[np.object_] | None]:
        """Give the places of the issues of a page's features, with these where they are several."""
        is_here = np.zeros(self.none + 1, dtype=bool)
        is_here[self.codes[cut.index]] = True
        is_here[self.none] = False
        hit = is_here[self.of]
        shown: dict[int, NDArray[np.object_] | None]
        shown = dict.fromkeys(self.piece[hit & ~self.is_many].tolist())
        rest = np.flatnonzero(hit & self.is_many)
        starts = np.flatnonzero(np.diff(self.piece[rest], prepend=-1))
        for one in np.split(rest, starts[1:]) if len(rest) else ():
            shown[int(self.piece[one[0]])] = self.features[one]
        return shown


def _features_of(piece: Alike) -> NDArray[np.object_]:
    """Give the features that a piece is of; None where it is of none."""
    alone = np.array([piece.one.feature], dtype=object)
    return alone if piece.features is None else piece.features


def _may_be_of_all(issue: Issue) -> bool:
    return _is_of_all(issue, whole=True) or _is_of_all(issue, whole=False)


def _is_of_all(issue: Issue, *, whole: bool) -> bool:
    is_of_form = catalogue()[issue.type].family == "form"
    return issue.type == "layer-left-out" or (whole and is_of_form)


def issue_info(issue: Issue) -> IssueInfo:
    """Give an issue as a page tells it."""
    return _info(issue, Wording())


def _info(issue: Issue, wording: Wording) -> IssueInfo:
    """Put an issue in the page's form as it is: all in it is of the program's own types."""
    told: dict[str, Any] = {
        "type": issue.type,
        "name": wording.name(issue.type),
        "severity": issue.severity,
        "layer": issue.layer,
        "feature": issue.feature,
        "file": issue.file,
        "row": None if issue.row is None else int(issue.row),
        "field": issue.field,
        "cell": f"{issue.sheet}!{issue.cell}" if issue.sheet and issue.cell else issue.cell,
        "value": None if issue.value is None else str(issue.value),
        "message": wording.message(issue),
        "age": IssueAge.model_validate(vars(issue.age)) if issue.age else None,
    }
    return IssueInfo.of_checked(told)


def quality_here(
    city: PublishedCity, manifest: MapManifest, cuts: Sequence[Cut], assessor: Assessor
) -> list[QualityInfo]:
    """The layers whole on the city's page, else their features there.

    Then the districts, where there are several.
    """
    codes = _districts_judged(city, manifest)
    if manifest.scope == "city":
        found = assessor.judge([cut.layer for cut in cuts], city.districts.codes)
        return [_quality_info(one) for one in found if _is_shown(one, several=bool(codes))]
    layers = [cut.layer for cut in cuts if cut.layer.folder.manifest.role != "districts"]
    parts = assessor.judge_parts({cut.layer.id: cut.index for cut in cuts}, layers, codes)
    return [_quality_info(one) for one in parts]


def _districts_judged(city: PublishedCity, manifest: MapManifest) -> Sequence[str]:
    """The districts that a page tells apart; none where it is of one."""
    is_one = manifest.scope == "districts" or len(city.districts.codes) == 1
    return [] if is_one else city.districts.codes


def _is_shown(one: Quality, *, several: bool) -> bool:
    return one.district is None or (one.layer is None and several)


def _quality_info(one: Quality) -> QualityInfo:
    return QualityInfo(
        layer=one.layer,
        district=one.district,
        kind=one.kind,
        level=LEVELS.index(one.level),
        name=one.name,
        features=one.features,
        clean_pct=one.clean_pct,
        lacks=one.word_lacks(),
    )
