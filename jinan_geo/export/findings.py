"""Issues and quality for those who must act.

A workbook, and a GeoPackage of the places, styled by severity.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from jinan_geo.export.addresses import add_addresses
from jinan_geo.export.geopackage import StyledTable, write_geopackage
from jinan_geo.export.locate import locate_issues
from jinan_geo.export.look import severity_legend
from jinan_geo.export.qml import write_qml
from jinan_geo.export.sld import write_sld
from jinan_geo.export.table import ExportColumn
from jinan_geo.export.workbook import Heading, Sheet, write_workbook
from jinan_geo.issues.issue import catalogue, issue_row
from jinan_geo.manifest.closed import here, text, texts
from jinan_geo.manifest.labels import labels_of
from jinan_geo.read import kinds_of
from jinan_geo.words import say, words_of, written_whole

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from jinan_geo.answers.quality import Quality
    from jinan_geo.city.city import City, Layer
    from jinan_geo.city.districts import Districts
    from jinan_geo.issues.issue import Issue
    from jinan_geo.publish.published import PublishedCity

__all__ = [
    "ISSUE_HEADINGS",
    "QUALITY_HEADINGS",
    "Findings",
    "collect_findings",
    "quality_columns",
    "write_issue_package",
    "write_issue_workbook",
]

# Columns of the workbook and of the GeoPackage, in their order.
ISSUE_HEADINGS = texts("export.findings.issue-headings")
CODED = ("severity", "responsible", "dimension")
QUALITY_HEADINGS = texts("export.findings.quality-headings")
ALL = text("export.findings.all")
WIDTHS = {"message": 60.0, "fix": 48.0, "file": 36.0, "value": 24.0, "lacks": 48.0, "rule": 18.0}
QUALITY_KINDS = {
    **dict.fromkeys(("layer", "district", "kind", "level", "lacks"), "text"),
    "clean_pct": "percent",
}
SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True)
class Findings:
    """Issues with the layers they were found in, for the files of an audience.

    ``day`` is the data date.
    """

    layers: Sequence[Layer]
    districts: Districts
    day: dt.date | None
    issues: Sequence[Issue]


@dataclass(frozen=True)
class OwnFindings:
    """As ``Findings``, but all there is, for the eyes of who has the data.

    No file is made of it.
    """

    layers: Sequence[Layer]
    districts: Districts
    day: dt.date | None
    issues: Sequence[Issue]


def collect_findings(city: PublishedCity, only: Sequence[str] = ()) -> Findings:
    """Give what was found in all layers, or in those named.

    Raises
    ------
    RefusedError
        A layer is named that must not reach the audience.
    """
    layers = city.chosen(only, say("export.errors.instead_check"))
    return Findings(layers, city.districts, _day_of(city), _addressed(city, only))


def collect_own(city: City, only: Sequence[str] = ()) -> OwnFindings:
    """Give all that was found, in all layers or in those named."""
    layers = [layer for layer in city.layers if not only or layer.id in only]
    return OwnFindings(layers, city.districts, _day_of(city), _addressed(city, only))


def _day_of(city: City | PublishedCity) -> dt.date | None:
    return city.editions[-1] if city.editions else None


def _addressed(city: City | PublishedCity, only: Sequence[str]) -> list[Issue]:
    chosen = [issue for issue in city.issues if not only or issue.layer in only]
    return add_addresses(city.workspace.layers, chosen)


def write_issue_workbook(
    path: Path, found: Findings, quality: Sequence[Quality], lang: str = "zh"
) -> int:
    """Write the issues, errors first, and the quality of each layer and district.

    Gives the number of bytes.
    """
    ranked = sorted(found.issues, key=lambda issue: SEVERITIES.index(issue.severity))
    names = {layer.id: getattr(layer.folder.manifest.name, lang) for layer in found.layers}
    rows = []
    for issue in ranked:
        cells = _cells(issue, lang)
        cells["layer"] = names.get(cells["layer"], cells["layer"])
        rows.append([_word(key, cells[key], lang) for key in ISSUE_HEADINGS])
    headings = [
        Heading(getattr(title, lang), "integer" if key == "row" else "text", WIDTHS.get(key))
        for key, title in ISSUE_HEADINGS.items()
    ]
    sheets = [
        Sheet(say("export.findings.issues", lang), headings, rows, 1),
        _quality_sheet(found.districts, quality, names, lang),
    ]
    return write_workbook(path, sheets, found.day)


@written_whole
def write_issue_package(path: Path, found: Findings) -> int:
    """Write a point, line or polygon for each issue that has a place.

    A table of each kind, errors on top.
    """
    shapes = locate_issues(found.layers, found.issues)
    kinds = kinds_of(shapes)
    present = [kind for kind in words_of("export.shapes") if (kinds == kind).any()] or ["point"]
    tables = []
    for kind in present:
        chosen = np.flatnonzero(kinds == kind)
        columns = _columns([found.issues[int(at)] for at in chosen])
        name, legend = f"issues_{kind}", severity_legend()
        qml, sld = write_qml(legend, columns, kind), write_sld(name, legend, kind)
        title = say("export.findings.issues_of", kind=words_of("export.shapes")[kind])
        about = say("export.findings.problems")
        tables.append(StyledTable(name, title, about, kind, columns, shapes[chosen], qml, sld))
    return write_geopackage(path, tables, found.day)


def _cells(issue: Issue, lang: str) -> dict[str, Any]:
    row = issue_row(issue)
    kind = catalogue()[issue.type]
    return {
        **row,
        "rule": getattr(kind.name, lang),
        "message": row[f"message_{lang}"],
        "fix": row[f"fix_{lang}"],
    }


def _word(key: str, cell: object, lang: str) -> object:
    return getattr(labels_of(key)[str(cell)], lang) if key in CODED else cell


def _columns(issues: Sequence[Issue]) -> list[ExportColumn]:
    rows = [_cells(issue, here()) for issue in issues]
    columns = []
    for key, title in ISSUE_HEADINGS.items():
        cells: NDArray[Any]
        if key == "row":
            cells = np.array(
                [np.nan if row[key] is None else float(row[key]) for row in rows], dtype=float
            )
        else:
            cells = np.array(
                [None if pd.isna(row[key]) else str(row[key]) for row in rows], dtype=object
            )
        kind, labels = (
            ("integer" if key == "row" else "text"),
            (labels_of(key) if key in CODED else {}),
        )
        columns.append(ExportColumn(key, title, kind, cells, labels=labels))
    return columns


def quality_columns(quality: Sequence[Quality]) -> list[str]:
    """Columns that a table of the quality has; of which features a row is, only with samples."""
    if any(one.kind == "sample" for one in quality):
        return [*QUALITY_HEADINGS]
    return [key for key in QUALITY_HEADINGS if key != "kind"]


def _quality_sheet(
    places: Districts, quality: Sequence[Quality], names: dict[str, str], lang: str
) -> Sheet:
    held = places.names_en if lang == "en" else places.names_zh
    districts = dict(zip(places.codes, held, strict=True))
    keys = quality_columns(quality)
    rows = []
    for one in quality:
        worded = _quality_words(one, names, districts, lang)
        rows.append([worded[key] if key in worded else getattr(one, key) for key in keys])
    headings = [
        Heading(
            getattr(QUALITY_HEADINGS[key], lang), QUALITY_KINDS.get(key, "integer"), WIDTHS.get(key)
        )
        for key in keys
    ]
    return Sheet(say("export.findings.quality", lang), headings, rows, 3)


def _quality_words(
    one: Quality, names: dict[str, str], districts: dict[str, str], lang: str
) -> dict[str, str]:
    everything = getattr(ALL, lang)
    return {
        "layer": names[one.layer] if one.layer else everything,
        "district": districts[one.district] if one.district else everything,
        "kind": getattr(labels_of("truth")[one.kind], lang),
        "level": getattr(one.name, lang),
        "lacks": getattr(one.word_lacks(), lang),
    }
