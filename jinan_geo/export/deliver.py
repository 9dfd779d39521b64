"""What leaves the workspace.

The tables of an audience in one of five formats, and where they are put.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from jinan_geo.answers.summary import summarise
from jinan_geo.errors import UsageError
from jinan_geo.export.geojson import write_geojson
from jinan_geo.export.geopackage import PlainTable, StyledTable, write_geopackage
from jinan_geo.export.look import legend_of
from jinan_geo.export.oc4ids import make_package, write_package
from jinan_geo.export.parquet import write_parquet, write_plain_parquet
from jinan_geo.export.qml import write_qml
from jinan_geo.export.sld import write_sld
from jinan_geo.export.statements import (
    STATEMENTS,
    statement_columns,
    statement_sheet,
    statements_of,
)
from jinan_geo.export.table import export_tables
from jinan_geo.export.workbook import Heading, Sheet, write_workbook
from jinan_geo.manifest.closed import here, text
from jinan_geo.manifest.labels import labels_of
from jinan_geo.publish.clearance import check_clearance
from jinan_geo.words import say, speaking, spoken_by, words_of, written_language
from jinan_geo.write.files import write_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from jinan_geo.export.table import ExportColumn, ExportTable
    from jinan_geo.ledger.evidence import Evidence
    from jinan_geo.manifest.models import LayerManifest
    from jinan_geo.publish.published import PublishedCity

__all__ = ["FORMATS", "Delivered", "export_city"]

FORMATS = {
    "gpkg": ".gpkg",
    "xlsx": ".xlsx",
    "geojson": ".geojson",
    "parquet": ".parquet",
    "oc4ids": ".json",
    "summary": ".json",
}
ONE_FILE = {"gpkg", "xlsx"}
DEFAULT, NAME = "export", "city"
FROZEN = 3  # the columns of ids and names


@dataclass(frozen=True)
class Delivered:
    """A file as written, with how many layers and features it holds.

    ``samples`` counts those that are not in it, because they are no more than that.
    """

    file: Path
    layers: int
    features: int
    size: int
    samples: int = 0


@spoken_by
def export_city(
    city: PublishedCity,
    form: str,
    out: Path | None = None,
    *,
    only: Sequence[str] = (),
    lang: str | None = None,
) -> list[Delivered]:
    """Write the layers of a city: one file, or for GeoJSON and GeoParquet one a layer.

    ``lang`` is the language of what is written; default: as asked for, else the workspace's.

    ``out`` is a folder, or a file where only one is written; by default the folder ``export`` of
    the workspace.

    Raises
    ------
    UsageError
        Several files cannot be written into one.
    RefusedError
        A layer is named that must not reach the audience.
    EnvironmentFault
        A file cannot be written; then it is as it was.
    """
    with speaking(lang or written_language()):
        return _export_here(city, form, out, only)


def _export_here(
    city: PublishedCity, form: str, out: Path | None, only: Sequence[str]
) -> list[Delivered]:
    """Write in the language that is spoken."""
    write = {"oc4ids": _write_oc4ids, "summary": _write_summary}.get(form)
    if write:
        return [write(city, out, only)]
    tables = export_tables(city, only)
    told = _told(city, tables, only)
    ending = FORMATS[form]
    folder = out or city.workspace.root / DEFAULT
    is_file = folder.suffix.lower() == ending
    if form in ONE_FILE:
        path = folder if is_file else folder / f"{NAME}{ending}"
        return [_write_whole(city, form, path, tables, told)]
    if is_file and len(tables) != 1:
        msg = say("export.errors.one_each", form=form, count=len(tables))
        raise UsageError(msg)
    paths = {table.id: folder if is_file else folder / f"{table.id}{ending}" for table in tables}
    beside = None if is_file else folder / f"{_beside(tables)}{ending}"
    return _write_each(form, tables, paths, told, beside)


def _write_oc4ids(city: PublishedCity, out: Path | None, only: Sequence[str]) -> Delivered:
    """Write one package of all projects."""
    package = make_package(city, here(), only=only)
    folder = out or city.workspace.root / DEFAULT
    path = folder if folder.suffix.lower() == FORMATS["oc4ids"] else folder / "oc4ids.json"
    size = write_package(path, package)
    return Delivered(path, package.layers, package.projects, size, package.samples)


def _write_summary(city: PublishedCity, out: Path | None, only: Sequence[str]) -> Delivered:
    """Write what a province may have: sums and an outline, for what a map may show too."""
    if only:
        raise UsageError(say("export.errors.whole_summary"))
    check_clearance(city.workspace, city.audience, is_map=True)
    summary = summarise(city)
    folder = out or city.workspace.root / DEFAULT
    path = folder if folder.suffix.lower() == FORMATS["summary"] else folder / "summary.json"
    size = write_text(path, summary.model_dump_json(indent=1) + "\n")
    counted = [one for one in (summary.sourced, summary.samples) if one]
    layers = sum(layer.is_projects for layer in city.layers)
    return Delivered(path, layers, sum(one.lights.projects for one in counted), size)


def _write_each(
    form: str,
    tables: Sequence[ExportTable],
    paths: Mapping[str, Path],
    told: Sequence[Evidence],
    beside: Path | None,
) -> list[Delivered]:
    """Write a file for each layer, and ``beside`` the statements where they are not in those."""
    if form == "parquet" and told and beside:
        write_plain_parquet(beside, statement_columns(told))
    write = _write_geojson if form == "geojson" else _write_parquet
    return [
        Delivered(paths[table.id], 1, table.rows, write(paths[table.id], table, told))
        for table in tables
    ]


def _told(
    city: PublishedCity, tables: Sequence[ExportTable], only: Sequence[str]
) -> list[Evidence]:
    """All statements, or those of the layers asked for."""
    return statements_of(city.evidence, tables) if only else [*city.evidence.values()]


def _write_parquet(path: Path, table: ExportTable, _: Sequence[Evidence]) -> int:
    """A layer; its statements have a file of their own."""
    return write_parquet(path, table)


def _write_geojson(path: Path, table: ExportTable, told: Sequence[Evidence]) -> int:
    """A layer with the statements that its own features name or are told of."""
    own = statements_of({one.id: one for one in told}, [table])
    return write_geojson(path, table, statement_columns(own) if own else [])


def _write_whole(
    city: PublishedCity,
    form: str,
    path: Path,
    tables: Sequence[ExportTable],
    told: Sequence[Evidence],
) -> Delivered:
    """Write all layers into one file, and what they rest on."""
    day = city.editions[-1] if city.editions else None
    if form == "gpkg":
        styled = [one for table in tables for one in _styled(table)]
        plain = PlainTable(
            STATEMENTS, text("export.statements.title").here, statement_columns(told)
        )
        size = write_geopackage(path, styled, day, [plain] if told else [])
    else:
        sheets = [_cover(city, tables, day), *map(_sheet, tables)]
        sheets += [statement_sheet(told)] if told else []
        size = write_workbook(path, sheets, day)
    return Delivered(path, len(tables), sum(table.rows for table in tables), size)


def _beside(tables: Sequence[ExportTable]) -> str:
    """What the statements are called beside layers, of which one may have their name."""
    taken = {table.id for table in tables}
    return STATEMENTS if STATEMENTS not in taken else f"{STATEMENTS}_statements"


def _styled(table: ExportTable) -> list[StyledTable]:
    manifest = table.layer.folder.manifest
    about = manifest.source.here
    if _needs_mark(manifest):
        about = say("export.deliver.marked", source=about)
    return [
        StyledTable(
            part.id,
            _name(manifest, kind if part.id != table.id else None),
            about,
            kind,
            part.columns,
            part.shapes,
            write_qml(legend_of(part), part.columns, kind),
            write_sld(part.id, legend_of(part), kind),
        )
        for kind, part in table.by_kind()
    ]


def _name(manifest: LayerManifest, kind: str | None) -> str:
    if kind is None:
        return manifest.name.here
    kinds = words_of("export.shapes")
    return say("export.deliver.of_kind", name=manifest.name.here, kind=kinds[kind])


def _needs_mark(manifest: LayerManifest) -> bool:
    """Tell whether its source does not say yet that it holds sample data."""
    return manifest.sample and say("export.deliver.sample") not in manifest.source.here


def _sheet(table: ExportTable) -> Sheet:
    headings = [
        Heading(column.heading.here, "text" if column.labels else column.kind)
        for column in table.columns
    ]
    cells = [_words(column) for column in table.columns]
    return Sheet(
        table.layer.folder.manifest.name.here, headings, list(zip(*cells, strict=True)), FROZEN
    )


def _words(column: ExportColumn) -> list[object]:
    """Give the cells as people read them: words for codes, and for yes and no."""
    if column.kind == "boolean":
        words = {True: say("export.deliver.yes"), False: say("export.deliver.no")}
        return [None if cell is None else words[bool(cell)] for cell in column.cells.tolist()]
    cells = [
        None if gone else cell
        for cell, gone in zip(column.cells.tolist(), column.missing, strict=True)
    ]
    if not column.labels:
        return cells
    read = _several if column.id == "district" else _word
    return [None if cell is None else read(column, cell) for cell in cells]


def _several(column: ExportColumn, cell: object) -> str:
    """The words of codes that are joined by semicolons."""
    words = [_word(column, code) for code in str(cell).split(";")]
    return say("export.deliver.between").join(words)


def _word(column: ExportColumn, cell: object) -> str:
    code = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    return column.labels[code].here if code in column.labels else code


def _cover(city: PublishedCity, tables: Sequence[ExportTable], day: dt.date | None) -> Sheet:
    """What one must know to read the workbook rightly."""
    manifest = city.workspace.manifest
    rows: list[tuple[str, object]] = [
        (say("export.deliver.title"), manifest.title.here),
        (say("export.deliver.as_of"), day),
        (say("export.deliver.audience"), labels_of("audience")[city.audience].here),
        (say("export.deliver.review"), _review(manifest.review_number)),
        (say("export.deliver.made"), f"jinan_geo {version('jinan-geo')}"),
    ]
    for table in tables:
        layer = table.layer.folder.manifest
        told = {"rows": table.rows, "source": layer.source.here}
        if _needs_mark(layer):
            about = say("export.deliver.layer_sample", **told)
        else:
            about = say("export.deliver.layer", **told)
        rows.append((layer.name.here, about))
    headings = [
        Heading(say("export.deliver.item"), width=24),
        Heading(say("export.deliver.content"), width=100),
    ]
    return Sheet(say("export.deliver.about"), headings, rows)


def _review(number: str | None) -> str:
    if number:
        return say("export.deliver.reviewed", number=number)
    return say("export.deliver.not_reviewed")
