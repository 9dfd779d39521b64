"""What a page tells of its data: the issues of what it shows, and the quality of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from jinan_geo.answers.quality import LEVELS, Assessor
from jinan_geo.issues.alike import pieces_of
from jinan_geo.issues.issue import Wording, catalogue
from jinan_geo.page.issues import IssueAge, IssueInfo, IssueInfos
from jinan_geo.page.model import QualityInfo

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from numpy.typing import NDArray

    from jinan_geo.answers.quality import Quality
    from jinan_geo.issues.alike import Alike
    from jinan_geo.issues.issue import Issue
    from jinan_geo.manifest.models import MapManifest
    from jinan_geo.payload.cut import Cut
    from jinan_geo.publish.published import PublishedCity

__all__ = ["issue_info", "issues_here", "quality_here"]


def issues_here(issues: Iterable[Issue], cuts: Sequence[Cut], *, whole: bool) -> IssueInfos:
    """Issues of the features on the page, and layers that were left out of every page.

    Those of a layer as a whole, of rows without a feature and of offices' forms, on the city's.
    """
    layers = {cut.layer.id for cut in cuts}
    pieces = [*pieces_of(issues)]
    here = {} if whole else _ids_of(pieces, cuts)
    wording = Wording()
    found = []
    for piece in pieces:
        is_of_layer = piece.one.layer in layers
        if _is_of_all(piece.one, whole=whole) or (whole and is_of_layer):
            found.append((_info(piece.one, wording), piece.features))
        elif is_of_layer:
            features = _features_in(piece, here.get(piece.one.layer, ()))
            found += [(_info(piece.one, wording), features)] if len(features) else []
    return IssueInfos(found)


def _features_in(piece: Alike, here: Collection[object]) -> NDArray[np.object_]:
    """The features that a piece is of and that the page has."""
    alone = np.array([piece.one.feature], dtype=object)
    named = alone if piece.features is None else piece.features
    return named[[one in here for one in named]]


def _is_of_all(issue: Issue, *, whole: bool) -> bool:
    is_of_form = catalogue()[issue.type].family == "form"
    return issue.type == "layer-left-out" or (whole and is_of_form)


def _ids_of(pieces: Iterable[Alike], cuts: Sequence[Cut]) -> dict[str, set[object]]:
    """The ids of the features on the page, of layers that issues are about."""
    told = {one.one.layer for one in pieces if one.one.feature or one.features is not None}
    return {
        cut.layer.id: {*cut.layer.features["id"].to_numpy(object)[cut.index]}
        for cut in cuts
        if cut.layer.id in told
    }


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
