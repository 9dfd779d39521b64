"""What a page tells of its data: the issues of what it shows, and the quality of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.answers.quality import LEVELS, Assessor
from jinan_geo.issues.issue import catalogue
from jinan_geo.page.model import IssueInfo, QualityInfo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinan_geo.answers.quality import Quality
    from jinan_geo.issues.issue import Issue
    from jinan_geo.manifest.closed import Text
    from jinan_geo.manifest.models import MapManifest
    from jinan_geo.payload.cut import Cut
    from jinan_geo.publish.published import PublishedCity

__all__ = ["issue_info", "issues_here", "quality_here"]


def issues_here(issues: Sequence[Issue], cuts: Sequence[Cut], *, whole: bool) -> list[IssueInfo]:
    """Issues of the features on the page, and layers that were left out of every page.

    Those of a layer as a whole, of rows without a feature and of offices' forms, on the city's.
    """
    layers = {cut.layer.id for cut in cuts}
    here = {} if whole else _ids_of(issues, cuts)
    found = []
    for issue in issues:
        is_here = whole or issue.feature in here.get(issue.layer, ())
        if _is_of_all(issue, whole=whole) or (issue.layer in layers and is_here):
            found.append(issue_info(issue))
    return found


def _is_of_all(issue: Issue, *, whole: bool) -> bool:
    is_of_form = catalogue()[issue.type].family == "form"
    return issue.type == "layer-left-out" or (whole and is_of_form)


def _ids_of(issues: Sequence[Issue], cuts: Sequence[Cut]) -> dict[str, set[object]]:
    """The ids of the features on the page, of layers that issues are about."""
    told = {issue.layer for issue in issues if issue.feature}
    return {
        cut.layer.id: {*cut.layer.features["id"].to_numpy(object)[cut.index]}
        for cut in cuts
        if cut.layer.id in told
    }


def _name_of(kind: str) -> Text:
    return catalogue()[kind].name


def issue_info(issue: Issue) -> IssueInfo:
    """Give an issue as a page tells it."""
    kind = catalogue()[issue.type]
    is_of_sheet = issue.sheet and issue.cell
    return IssueInfo.model_validate(
        {
            "type": issue.type,
            "name": _name_of(issue.type),
            "severity": kind.severity,
            "layer": issue.layer,
            "feature": issue.feature,
            "file": issue.file,
            "row": issue.row,
            "field": issue.field,
            "value": None if issue.value is None else str(issue.value),
            "cell": f"{issue.sheet}!{issue.cell}" if is_of_sheet else issue.cell,
            "message": issue.message(),
            "age": vars(issue.age) if issue.age else None,
        }
    )


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
