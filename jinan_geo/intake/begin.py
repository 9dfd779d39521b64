"""A workspace begun from a file of outlines: what a person would write by hand, written once."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import shapely
import tomlkit
from pydantic import ValidationError

from jinan_geo.coordinates.crs import MOST_DEGREES, POLE, stored_crs, to_plain
from jinan_geo.coordinates.measuring import choose_metric, require_everywhere, require_metric
from jinan_geo.coordinates.shifted import TO_WGS84
from jinan_geo.coordinates.stated_crs import in_china
from jinan_geo.coordinates.telling_columns import is_web_boundary
from jinan_geo.errors import EnvironmentFault, InputError, UsageError, show
from jinan_geo.intake.add import Wanted, add_layer
from jinan_geo.intake.columns import texts_of
from jinan_geo.intake.first import DISTRICTS, first_files, label
from jinan_geo.intake.ids import choose_key
from jinan_geo.intake.propose import HEADINGS, fold_title
from jinan_geo.intake.said import said_crs
from jinan_geo.intake.samples import SAMPLES, sample_files
from jinan_geo.manifest.locale import UNSTATED, Locale
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.read import Reading, name_of, read_source
from jinan_geo.words import say
from jinan_geo.write.parts import part_folder

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from jinan_geo.intake.examine import Examined
    from jinan_geo.read import Source

__all__ = ["Begun", "WantedCity", "begin_workspace", "require_empty"]

# Headings under which files of outlines have names, beside those of ``HEADINGS``.
NAMED = re.compile(r"(^|[^a-z])name|name$|nm$|名")
MADE_NAMES = re.compile(r"old|alt|local_type|short")
REPAIRS = ["make-valid", "drop-repeated-points"]


@dataclass(frozen=True, kw_only=True)
class WantedCity:
    """What is said of a new workspace; the rest is found, asked for or refused.

    ``ask`` takes a question and the answers there are; None where nobody can answer. ``source`` is
    where the outlines come from, as far as it is known. ``locale`` is what else ``[locale]`` is to
    say: currency, dates and so on. ``samples`` is the day up to which projects are made up; None
    for none.
    """

    lang: str
    name: str | None = None
    key: str | None = None
    titles: str | None = None
    titles_en: str | None = None
    crs: str | None = None
    source: str | None = None
    locale: Mapping[str, str] = field(default_factory=dict)
    samples: dt.date | None = None
    reading: Reading = field(default_factory=Reading)
    ask: Callable[[str, Sequence[str]], str] | None = None


@dataclass(frozen=True)
class Begun:
    """What was made: the folder, the diagnosis of the file, and what was chosen.

    ``key`` is None where no column tells the districts apart; ``is_doubtful`` tells that
    the file lies where several systems look alike, and nobody has said which it is in.
    """

    root: Path
    examined: Examined
    metric_crs: str
    crs: str
    key: str | None
    titles: str
    is_doubtful: bool


@dataclass(frozen=True)
class _Columns:
    key: str | None
    name: str
    name_en: str | None


def begin_workspace(root: Path, file: Path, wanted: WantedCity) -> Begun:
    """Make a workspace with one layer, the districts, out of a file of outlines.

    It appears whole or not at all; the file is copied and never changed.

    Raises
    ------
    UsageError
        The folder holds something.
    InputError
        The file cannot be used, or something must be said of it; the message names the option.
    """
    require_empty(root)
    _check_locale(wanted)
    source = read_source(file, name_of(file), wanted.reading)
    if source.frame.geometry.isna().all():
        raise InputError(say("intake.errors.nothing_drawn", name=name_of(file)))
    columns = _choose_columns(source, name_of(file), wanted)
    own, metric = _say_crs(source, name_of(file), wanted)
    at = _middle_of(source, own)
    metric = _metric_of(source, own, metric, at)
    root.parent.mkdir(parents=True, exist_ok=True)
    with part_folder(root) as scratch:
        wanted = _with_currency(wanted, at)
        workspace = _write_manifests(scratch, root, metric, wanted)
        reading = replace(wanted.reading, crs=own)
        order = Wanted(id=DISTRICTS, key=columns.key, crs=own, reading=reading)
        added = add_layer(workspace, file, order)
        crs = _complete(added.path, columns, wanted)
        if wanted.samples is not None:
            _add_samples(scratch, source, own, wanted.samples, wanted.lang)
        _move(scratch, root)
    is_doubtful = own is None and in_china(*at)
    return Begun(root, added.examined, metric, crs, columns.key, columns.name, is_doubtful)


def _check_locale(wanted: WantedCity) -> None:
    """Refuse what ``[locale]`` may not say, before a file is read.

    Raises
    ------
    UsageError
        Names the option and what it may be.
    """
    try:
        Locale.model_validate({"language": wanted.lang, **wanted.locale})
    except ValidationError as error:
        key = str((error.errors()[0]["loc"] or ("locale",))[0])
        option = f"--{key.replace('_', '-')}"
        value = show(str(wanted.locale.get(key, "")))
        raise UsageError(say("intake.errors.locale", option=option, value=value)) from None


def require_empty(root: Path) -> None:
    """Refuse a folder that holds anything.

    Raises
    ------
    UsageError
        It does, or is no folder.
    """
    if root.is_dir() and not any(root.iterdir()):
        return
    if root.exists() or root.is_symlink():
        raise UsageError(say("intake.errors.not_empty", root=root))


def _choose_columns(source: Source, name: str, wanted: WantedCity) -> _Columns:
    """The columns of ids and names: as said, else as headed, else asked for."""
    frame = source.own_rows
    titles = [str(one) for one in frame.columns if one not in {"geometry", "geometry_fault"}]
    for said in (wanted.key, wanted.titles, wanted.titles_en):
        if said is not None:
            choose_key(frame, name, said)
    named = wanted.titles or _find_names(titles) or _ask_name(titles, name, wanted)
    key = wanted.key or _find_key(source, name, named)
    if key is not None:
        _require_unique(source, key, name)
    return _Columns(key, named, wanted.titles_en)


def _find_names(titles: Sequence[str]) -> str | None:
    """The column of names by its heading; of two that are alike nothing is chosen."""
    usual = [one for one in titles if fold_title(one) in HEADINGS["name_zh"]]
    if usual:
        return usual[0]
    folded = {one: fold_title(one) for one in titles}
    alike = [one for one, text in folded.items() if NAMED.search(text)]
    alike = [one for one in alike if not MADE_NAMES.search(folded[one])]
    return alike[0] if len(alike) == 1 else None


def _ask_name(titles: Sequence[str], name: str, wanted: WantedCity) -> str:
    if not titles:
        raise InputError(say("intake.errors.no_titles", name=name))
    if len(titles) == 1:
        return titles[0]
    if wanted.ask is None:
        listed = ", ".join(map(show, titles))
        raise InputError(say("intake.errors.say_name", name=name, titles=listed))
    return wanted.ask(say("intake.begin.ask_name", wanted.lang), titles)


def _find_key(source: Source, name: str, named: str) -> str | None:
    """The column that tells districts apart, else the names, else none: ids are made."""
    try:
        return choose_key(source.own_rows, name)
    except InputError:
        cells = texts_of(source.frame[named])
        return named if len(set(cells)) == len(cells) else None


def _require_unique(source: Source, key: str, name: str) -> None:
    """Districts of one id would be one, and all but the first would be lost."""
    seen: set[str] = set()
    for text in filter(None, texts_of(source.frame[key])):  # without an id a check names it
        if text in seen:
            raise InputError(say("intake.errors.id_twice", name=name, key=key, value=show(text)))
        seen.add(text)


def _say_crs(source: Source, name: str, wanted: WantedCity) -> tuple[str | None, str | None]:
    """What is said by --crs: the CRS of the file where it needs one, else that of measures."""
    if wanted.crs is None:
        return _ask_datum(source, name, wanted), None
    said = said_crs(wanted.crs)
    is_of_file = said in TO_WGS84 or pyproj.CRS.from_user_input(said).is_geographic
    if is_of_file or not _knows_itself(source):
        return said, None
    return None, said


def _knows_itself(source: Source) -> bool:
    """Tell whether a file says where it is: it states a projection, or has degrees."""
    crs, bounds = source.frame.crs, source.frame.geometry.total_bounds
    is_projected = crs is not None and crs.is_projected
    return is_projected or bool(np.abs(bounds).max() <= MOST_DEGREES)


def _ask_datum(source: Source, name: str, wanted: WantedCity) -> str | None:
    """Ask about borders as web maps of China have them: by their numbers nobody can tell."""
    frame = source.frame
    is_asked = is_web_boundary(frame.columns) and source.shifted is None
    if not is_asked or not in_china(*_middle(source, None)):
        return None
    if wanted.ask is None:
        raise InputError(say("intake.errors.say_datum", name=name))
    return wanted.ask(say("intake.begin.ask_datum", wanted.lang), ["GCJ-02", "EPSG:4490"])


def _middle(source: Source, own: str | None) -> tuple[float, float]:
    """The middle of the outlines in WGS84; ``own`` is the CRS that they are said to be in."""
    shapes, turn = _outlines(source, own)
    west, south, east, north = shapely.total_bounds(shapes)
    lon, lat = turn.transform((west + east) / 2, (south + north) / 2)
    return float(lon), float(lat)


def _middle_of(source: Source, own: str | None) -> tuple[float, float]:
    """As ``_middle``.

    Raises
    ------
    InputError
        It is nowhere on the Earth: the CRS is not the one that is stated.
    """
    at = _middle(source, own)
    if not np.isfinite(at).all() or abs(at[1]) > POLE:
        raise InputError(say("intake.errors.no_middle"))
    return at


def _metric_of(source: Source, own: str | None, said: str | None, at: tuple[float, float]) -> str:
    """The CRS of measures, which must hold in every district and not in their middle alone."""
    if said is not None:
        name = require_metric(said, at)
    else:
        name = choose_metric(stored_crs(own) if own else source.frame.crs, at)
    require_everywhere(name, _middles(source, own))
    return name


def _middles(source: Source, own: str | None) -> list[tuple[float, float]]:
    """The middle of each outline in WGS84, longitude and latitude; none of what has no outline."""
    shapes, turn = _outlines(source, own)
    west, south, east, north = shapely.bounds(shapes).T
    places = np.column_stack(turn.transform((west + east) / 2, (south + north) / 2))
    return [(float(lon), float(lat)) for lon, lat in places if np.isfinite([lon, lat]).all()]


def _outlines(source: Source, own: str | None) -> tuple[NDArray[Any], pyproj.Transformer]:
    """The outlines as they are stored, and the way from there to WGS84, longitude first."""
    frame = source.frame
    crs = stored_crs(own) if own else frame.crs or pyproj.CRS.from_epsg(4326)
    shapes = to_plain(frame.geometry.to_numpy(), own or "", swapped=False)
    return shapes, pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)


def _with_currency(wanted: WantedCity, at: tuple[float, float]) -> WantedCity:
    """Where nobody said the currency of a city that is not in China it is none, not yuan."""
    if "currency" in wanted.locale or wanted.lang == "zh" or in_china(*at):
        return wanted
    return replace(wanted, locale={"currency": UNSTATED, **wanted.locale})


def _write_manifests(scratch: Path, root: Path, metric: str, wanted: WantedCity) -> Workspace:
    """Write all but the districts, and give the workspace as it is without them."""
    city = wanted.name or root.resolve().name
    for name, text in first_files(city, metric, wanted.lang, wanted.locale):
        (scratch / name).parent.mkdir(exist_ok=True)
        (scratch / name).write_text(text, encoding="utf-8")
    (scratch / "layers").mkdir()
    return Workspace.begun(scratch)


def _complete(folder: Path, columns: _Columns, wanted: WantedCity) -> str:
    """Make districts of the layer that was proposed; gives its CRS."""
    path, lang = folder / "layer.toml", wanted.lang
    manifest = tomlkit.parse(path.read_text(encoding="utf-8"))
    manifest["name"] = label(say("intake.begin.districts", lang), lang)
    manifest["role"] = "districts"
    manifest["order"] = 0
    manifest["geometry"] = ["polygon"]
    manifest["repair"] = REPAIRS
    imported = say("intake.add.imported", lang, file=manifest["features"])
    manifest["source"] = label(wanted.source or imported, lang)
    found: dict[str, Any] = {"name_zh": columns.name, "name_en": columns.name_en}
    found["id"] = columns.key or manifest.get("columns", {}).get("id")
    _rename(manifest, {key: title for key, title in found.items() if title})
    path.write_text(tomlkit.dumps(manifest), encoding="utf-8")
    return str(manifest.get("crs", "EPSG:4326"))


def _add_samples(scratch: Path, source: Source, own: str | None, today: dt.date, lang: str) -> None:
    """Write a layer of made-up projects beside the districts."""
    shapes, turn = _outlines(source, own)

    def to_degrees(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(turn.transform(*points.T))

    folder = scratch / "layers" / SAMPLES
    folder.mkdir()
    for name, text in sample_files(shapely.transform(shapes, to_degrees), today, lang):
        (folder / name).write_text(text, encoding="utf-8")


def _rename(manifest: tomlkit.TOMLDocument, wanted: dict[str, str]) -> None:
    """Map the columns as wanted; what was proposed of them, or under their names, goes."""
    columns = manifest.setdefault("columns", tomlkit.table())
    fields = manifest.get("fields", {})
    titles = {key: key for key in fields} | dict(columns)
    for key in [key for key, title in titles.items() if title in wanted.values()]:
        columns.pop(key, None)
        fields.pop(key, None)
    columns.update(wanted)
    if "fields" in manifest and not fields:
        del manifest["fields"]


def _move(scratch: Path, root: Path) -> None:
    """Give the folder what was made; the manifest comes last, and on a fault nothing stays."""
    root.mkdir(exist_ok=True)
    names = sorted((one.name for one in scratch.iterdir()), key="workspace.toml".__eq__)
    moved: list[Path] = []
    try:
        for name in names:
            (scratch / name).rename(root / name)
            moved.append(root / name)
    except OSError as error:
        for path in moved:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        raise EnvironmentFault(
            say("intake.errors.not_begun", root=root, strerror=error.strerror or error)
        ) from error
