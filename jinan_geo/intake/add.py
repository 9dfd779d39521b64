"""A file becomes a layer: copied into its own folder, beside a manifest to read and complete."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomlkit

from jinan_geo.cells.scales import OtherCurrencyError, find_unit_beside, money_shift, units_of
from jinan_geo.coordinates.crs import SHOWN
from jinan_geo.errors import EnvironmentFault, InputError, UsageError, show
from jinan_geo.intake.examine import examine_source, say_no_crs
from jinan_geo.intake.first import label
from jinan_geo.intake.ids import choose_key
from jinan_geo.intake.money import without_unit
from jinan_geo.intake.propose import geometry_kinds, mixed_notes, propose_columns
from jinan_geo.intake.role import propose_role
from jinan_geo.intake.said import said_crs
from jinan_geo.issues.issue import Issue
from jinan_geo.manifest.attributes import LEDGER_COLUMNS
from jinan_geo.manifest.closed import text
from jinan_geo.manifest.models import LayerManifest
from jinan_geo.manifest.palette import scale
from jinan_geo.manifest.reading import load_manifest
from jinan_geo.manifest.workspace import IDENTIFIER, LayerFolder
from jinan_geo.read import Reading, lines_beside, name_of, read_layer_whole, read_source
from jinan_geo.read.database import is_database
from jinan_geo.read.numbered import BY_CONTENT
from jinan_geo.read.taken import with_sheet
from jinan_geo.words import LANGUAGES, current_speech, say
from jinan_geo.write.parts import part_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import geopandas as gpd
    import pandas as pd

    from jinan_geo.intake.examine import Examined
    from jinan_geo.intake.propose import ProposedColumn
    from jinan_geo.intake.untyped import TomlTable
    from jinan_geo.manifest.closed import Text
    from jinan_geo.manifest.locale import Locale
    from jinan_geo.manifest.workspace import Workspace
    from jinan_geo.read import Source

__all__ = [
    "Added",
    "Wanted",
    "add_columns",
    "add_layer",
    "add_reading",
    "choose_crs",
    "copy_parts",
    "new_layer",
]

COLORS = scale("layers")
SHAPEFILE_PARTS = {
    ".shp", ".shx", ".dbf", ".prj", ".qpj", ".cpg", ".qix", ".sbn", ".sbx",
}  # fmt: skip
TABLE_PARTS = {".tab", ".dat", ".map", ".id", ".ind"}
INTERCHANGE_PARTS = {".mif", ".mid"}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the caller says of a new layer; everything else is found, or left to be completed.

    ``role`` is whether it reports, as projects do, where its columns do not tell.
    ``money`` is the unit of amounts whose heading says none; ``ask_money`` asks for it, by the
    heading, where somebody can answer.
    """

    id: str
    name: str | None = None
    key: str | None = None
    crs: str | None = None
    theme: str | None = None
    geometry: tuple[str, ...] = ()
    money: str | None = None
    ask_money: Callable[[str, Sequence[str]], str] | None = None
    reading: Reading = field(default_factory=Reading)
    role: str | None = None


@dataclass(frozen=True)
class Added:
    """The layer's folder, the diagnosis of its file, and what was left open."""

    path: Path
    examined: Examined
    notes: list[Issue]


def add_layer(workspace: Workspace, file: Path, wanted: Wanted) -> Added:
    """Copy a file into the workspace as a layer with a proposed manifest.

    The CRS is what ``wanted`` says, else what the coordinate doctor finds, else what the file
    states. Features that no column tells apart get ids of their contents. The folder appears whole
    or not at all.

    Raises
    ------
    UsageError
        The id is none, or is taken.
    InputError
        The file cannot be read, or its CRS can neither be found nor is stated.
    """
    _require_free(workspace, wanted.id)
    name = name_of(file)
    source = read_source(file, name, wanted.reading.unmerging())
    said = said_crs(wanted.crs) if wanted.crs else source.shifted
    known = workspace if workspace.layers else None  # one only begun has no districts
    examined = examine_source(source, file, known, said=said)
    crs = choose_crs(name, examined, source, said)
    if source.coordinates:  # a table states no CRS of its own
        crs.setdefault("crs", SHOWN)
    locale = workspace.manifest.locale
    columns, notes = _choose_columns(source, name, wanted, locale)
    manifest = tomlkit.document()
    manifest.add(
        tomlkit.comment("Proposed from the file; read it through and complete what is missing.")
    )
    manifest["name"] = _both(wanted.name or Path(name).stem)
    _add_basics(manifest, workspace, wanted, geometry_kinds(source.frame))
    if (wanted.role or propose_role(columns, source.frame)) == "context":
        manifest["role"] = "context"
    manifest["features"] = wanted.reading.database or name
    add_reading(manifest, source, wanted.reading)
    for one, value in crs.items():
        manifest[one] = value
    manifest["source"] = _source(text("intake.add.imported", file=name))
    manifest["style"] = _style(workspace, columns, geometry_kinds(source.frame))
    add_columns(manifest, columns, locale)
    copied = None if wanted.reading.database else file
    return Added(_write(workspace, wanted.id, manifest, copied), examined, notes)


def _choose_columns(
    source: Source, name: str, wanted: Wanted, locale: Locale
) -> tuple[list[ProposedColumn], list[Issue]]:
    """What each column becomes; issues for amounts whose unit nobody has said."""
    frame = source.frame
    key = _choose_key(source.own_rows, name, wanted.key)
    open_ones = [title for title in _titles(frame) if without_unit(title, _said(frame[title]))]
    beside = find_unit_beside(lines_beside(source.notes)) if locale.is_yuan else None
    money = _choose_money(open_ones, wanted, locale) if beside is None else wanted.money or beside
    asked = open_ones if money is None else []
    notes = [Issue("money-unit", wanted.id, name, field=title, value=title) for title in asked]
    columns = propose_columns(frame, key, locale, money=money)
    return columns, [*notes, *mixed_notes(columns, wanted.id, name)]


def _choose_key(frame: gpd.GeoDataFrame, name: str, wanted: str | None) -> str:
    try:
        return choose_key(frame, name, wanted)
    except InputError:
        if wanted is not None:
            raise
        return BY_CONTENT


def _choose_money(open_ones: Sequence[str], wanted: Wanted, locale: Locale) -> str | None:
    """The unit of amounts that is said, or answered; it is asked for once."""
    known = units_of(locale)
    if wanted.money not in {None, *known}:
        units = ", ".join(known)
        raise UsageError(say("intake.errors.money_unit", unit=show(wanted.money), units=units))
    if not open_ones or wanted.money is not None or wanted.ask_money is None:
        return wanted.money
    return wanted.ask_money(open_ones[0], known)


def _titles(frame: gpd.GeoDataFrame) -> list[str]:
    return [str(title) for title in frame.columns if title not in {"geometry", "geometry_fault"}]


def _said(cells: pd.Series[Any]) -> list[Any]:
    return [cell for cell in cells if cell is not None and str(cell).strip()]


def new_layer(workspace: Workspace, wanted: Wanted) -> Path:
    """Write the folder of a layer without features, to be filled in a GIS or by hand."""
    _require_free(workspace, wanted.id)
    manifest = tomlkit.document()
    manifest["name"] = _both(wanted.name or wanted.id)
    _add_basics(manifest, workspace, wanted, list(wanted.geometry) or ["point"])
    manifest["source"] = _source(text("intake.add.no_source"))
    manifest["style"] = _style(workspace, [], ["point"])
    return _write(workspace, wanted.id, manifest, None)


def _require_free(workspace: Workspace, layer_id: str) -> None:
    if not IDENTIFIER.fullmatch(layer_id):
        msg = say("intake.errors.no_id", layer_id=show(layer_id))
        raise UsageError(msg)
    if (workspace.root / "layers" / layer_id).exists():
        msg = say("intake.errors.taken", layer_id=layer_id)
        raise UsageError(msg)


def choose_crs(name: str, examined: Examined, source: Source, wanted: str | None) -> dict[str, Any]:
    """Give the lines on the CRS of a manifest.

    Raises
    ------
    InputError
        It can neither be read nor found.
    """
    found = examined.diagnosis
    if wanted is not None:
        return {"crs": wanted, **({"swapped": True} if examined.is_turned else {})}
    crs, swapped = found.usable_crs, {"swapped": True} if found.swapped else {}
    if crs is None or found.found == "mixed":
        raise InputError(say_no_crs(source, name, found))
    return swapped if crs == SHOWN else {"crs": crs, **swapped}


def _source(words: Text) -> TomlTable | str:
    """Give a text in the languages of the workspace."""
    only = current_speech().only
    if only not in {None, *LANGUAGES}:
        return words.en
    made = tomlkit.inline_table()
    for lang in LANGUAGES[::-1] if only is None else [only]:
        made[lang] = getattr(words, lang)
    return made


def _both(said: str) -> TomlTable | str:
    """Give a text of the file's own in the language of the workspace."""
    language = current_speech().language or "zh"
    return label(said, language) if language in LANGUAGES else said


def _add_basics(
    manifest: TomlTable, workspace: Workspace, wanted: Wanted, kinds: list[str]
) -> None:
    themes = list(workspace.manifest.themes)
    if wanted.theme is not None and wanted.theme not in themes:
        msg = say("intake.errors.no_theme", theme=show(wanted.theme), themes=", ".join(themes))
        raise UsageError(msg)
    if wanted.theme:
        manifest["theme"] = wanted.theme
    manifest["order"] = max([folder.manifest.order for folder in workspace.layers], default=0) + 10
    manifest["geometry"] = kinds
    manifest["provision"] = "none"


def add_reading(manifest: TomlTable, source: Source, reading: Reading) -> None:
    """Write down what was chosen or found by evidence, so that the next reading need not guess."""
    reading = with_sheet(reading, "") if source.format == "Excel" else reading
    if reading.layer:
        manifest["layer"] = reading.layer
    if reading.query.is_part:
        manifest["query"] = tomlkit.inline_table()
        manifest["query"].update(reading.query.model_dump(exclude_defaults=True, mode="json"))
    if source.encoding and source.encoding.upper() not in {"UTF-8", "UTF8", "ASCII"}:
        manifest["encoding"] = source.encoding
    if source.coordinates:
        places = source.coordinates.model_dump(exclude_none=True)
        manifest["coordinates"] = tomlkit.inline_table()
        manifest["coordinates"].update(places)
    stated = {} if reading.table is None else reading.table.model_dump(exclude_defaults=True)
    stated |= {"unmerge": True} if source.filled else {}
    if stated:
        manifest["table"] = tomlkit.inline_table()
        manifest["table"].update(stated)


def _style(
    workspace: Workspace, columns: Sequence[ProposedColumn], kinds: Sequence[str]
) -> TomlTable:
    used = {folder.manifest.style.color for folder in workspace.layers}
    style = tomlkit.inline_table()
    style["color"] = next(
        (color for color in COLORS if color not in used), COLORS[len(used) % len(COLORS)]
    )
    counts = [
        column
        for column in columns
        if not column.standard and column.type == "integer" and column.unit
    ]
    if counts and "point" in kinds:
        style["size_by"] = counts[0].attribute
    return style


def add_columns(manifest: TomlTable, columns: Sequence[ProposedColumn], locale: Locale) -> None:
    """Write down what each column is.

    Raises
    ------
    InputError
        A column is in a unit of another currency than the workspace's.
    """
    renamed = {
        column.attribute: column.title for column in columns if column.attribute != column.title
    }
    if renamed:
        manifest["columns"] = tomlkit.table()
        manifest["columns"].update(renamed)
    units = _units(columns, locale)
    if units:
        manifest["units"] = tomlkit.table()
        manifest["units"].update(units)
    own = [column for column in columns if not column.standard]
    if own:
        fields = tomlkit.table(is_super_table=True)
        fields.update({column.attribute: _field(column) for column in own})
        manifest["fields"] = fields


def _units(columns: Sequence[ProposedColumn], locale: Locale) -> dict[str, str]:
    units = {one.attribute: one for one in columns if one.money}
    try:
        return {
            key: str(one.money)
            for key, one in units.items()
            if money_shift(str(one.money), locale, one.title)
        }
    except OtherCurrencyError as error:
        raise InputError(say("intake.errors.other_currency", why=error)) from None


def _field(column: ProposedColumn) -> TomlTable:
    table = tomlkit.table()
    table["name"] = _both(column.label)
    if column.type != "text":
        table["type"] = column.type
    if column.unit:
        table["unit"] = _both(column.unit)
    return table


def _write(workspace: Workspace, layer_id: str, manifest: TomlTable, file: Path | None) -> Path:
    """Fill a folder beside the others, prove that it is read as a layer, and give it its name."""
    target = workspace.root / "layers" / layer_id
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with part_folder(target) as scratch:
            folder = scratch / layer_id
            folder.mkdir()
            (folder / "layer.toml").write_text(tomlkit.dumps(manifest), encoding="utf-8")
            proposed = load_manifest(LayerManifest, folder / "layer.toml", folder)
            (folder / "progress.csv").write_text(",".join(LEDGER_COLUMNS) + "\n", encoding="utf-8")
            _fill(LayerFolder(layer_id, folder, proposed, locale=workspace.manifest.locale), file)
            folder.rename(target)
    except OSError as error:
        msg = say("intake.errors.not_written", layer_id=layer_id, strerror=error.strerror or error)
        raise EnvironmentFault(msg) from error
    return target


def _fill(folder: LayerFolder, file: Path | None) -> None:
    """Copy the features; of a database there are none to copy, of a new layer there are none."""
    if file is not None:
        copy_parts(file, folder.path)
    elif not is_database(folder.manifest.features):
        empty = '{"type": "FeatureCollection", "features": []}\n'
        folder.features_path.write_text(empty, encoding="utf-8")
        return
    read_layer_whole(folder)


def copy_parts(file: Path, folder: Path) -> None:
    """Copy a file with the parts that belong to it into a folder."""
    if file.is_dir():
        shutil.copytree(file, folder / name_of(file))
        return
    for parts in (SHAPEFILE_PARTS, TABLE_PARTS, INTERCHANGE_PARTS):
        if file.suffix.lower() in parts:
            for part in sorted(file.parent.iterdir()):
                if part.stem == file.stem and part.suffix.lower() in parts:
                    shutil.copyfile(part, folder / name_of(part))
            return
    shutil.copyfile(file, folder / name_of(file))
