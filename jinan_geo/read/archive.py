"""Archives, unpacked safely.

No entry of an archive ever becomes a path, and real bytes are counted.
"""

from __future__ import annotations

import shutil
import stat
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from jinan_geo.errors import EnvironmentFault, InputError, RefusedError, ResourceLimitError, show
from jinan_geo.read.text import find_encoding
from jinan_geo.words import say
from jinan_geo.write.parts import scratch_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["Member", "choose_member", "unpack"]

MOST_ENTRIES = 10_000
MOST_BYTES = 4 * 2**30
# Geometry packs 3 to 20 times; what packs more than this many times beyond the first bytes is a
# bomb.
MOST_TIMES = 100
ALWAYS_ALLOWED = 64 * 2**20
BLOCK = 1 << 20
PARTS = {".shp", ".shx", ".dbf", ".prj", ".qpj", ".cpg"}
ALONE = {
    ".geojson", ".json", ".geojsonl", ".ndjson", ".topojson", ".gpkg", ".kml", ".fgb", ".parquet",
    ".geoparquet", ".gml", ".gpx", ".dxf", ".csv", ".xlsx", ".xls", ".ods", ".xlsm", ".xlsb",
    ".et", ".tsv", ".feather", ".sqlite", ".ovkml", ".ovjsn",
}  # fmt: skip
LAST = {".txt", ".dat", ".xml"}  # beside others they are notes, alone they are the data
GDB_PARTS = {
    ".gdbtable", ".gdbtablx", ".gdbindexes", ".atx", ".spx", ".freelist", ".horizon", ".cdf",
}  # fmt: skip
GROUPED = {".tab": {".tab", ".dat", ".map", ".id", ".ind"}, ".mif": {".mif", ".mid"}, ".shp": PARTS}
NESTED = {".zip", ".kmz", ".ovkmz", ".7z", ".rar", ".tar", ".gz", ".tgz"}
UTF8_NAME = 0x800
ENCRYPTED = 0x1
# What tells the files of one source: its folder, its name without a suffix, and a suffix.
EntryKey = tuple[PurePosixPath, str, str]


@dataclass(frozen=True)
class Member:
    """One source of features in an archive: the name it has there, and where it was unpacked."""

    name: str
    path: Path


@dataclass(frozen=True)
class ArchiveEntry:
    """An entry of the archive under its true name."""

    name: str
    info: zipfile.ZipInfo

    @property
    def path(self) -> PurePosixPath:
        """The name as a path, for its parts only."""
        return PurePosixPath(self.name)

    @property
    def suffix(self) -> str:
        """The suffix in small letters."""
        return self.path.suffix.lower()


@contextmanager
def unpack(path: Path, name: str) -> Iterator[list[Member]]:
    """Unpack what can be read into a scratch folder, which is gone afterwards.

    Raises
    ------
    InputError
        Not a whole archive; an entry leads outside, is a link, is encrypted, or two entries have
        one name.
    ResourceLimitError
        Too many entries or bytes, or an archive within the archive.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = _list_entries(archive, name)
            with scratch_folder() as scratch:
                yield _unpack_groups(archive, _group(entries, name), scratch, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        msg = say("read.errors.archive_damaged", name=name, error=error)
        raise InputError(msg) from None
    except OSError as error:
        msg = say("read.errors.archive_disk", name=name, strerror=error.strerror or error)
        raise EnvironmentFault(msg) from None


def choose_member(
    members: Sequence[Member], name: str, layer: str | None
) -> tuple[Member, str | None]:
    """Give the member to read and the layer within it; several members need a choice.

    Raises
    ------
    InputError
        Nothing there can be read, or ``layer`` names none of several.
    """
    if not members:
        msg = say("read.errors.archive_nothing", name=name)
        raise InputError(msg)
    if len(members) == 1:
        stem = PurePosixPath(members[0].name).stem
        return members[0], None if layer in {members[0].name, stem} else layer
    chosen = [
        member for member in members if layer in {member.name, PurePosixPath(member.name).stem}
    ]
    if len(chosen) == 1:
        return chosen[0], None
    known = ", ".join(show(member.name) for member in members)
    msg = say("read.errors.archive_layers", name=name, count=len(members), known=known)
    raise InputError(msg)


def _list_entries(archive: zipfile.ZipFile, name: str) -> list[ArchiveEntry]:
    infos = archive.infolist()
    if len(infos) > MOST_ENTRIES:
        msg = say(
            "read.errors.archive_entries", name=name, count=len(infos), most_entries=MOST_ENTRIES
        )
        raise ResourceLimitError(msg)
    entries = []
    for entry, info in zip(_true_names(infos), infos, strict=True):
        _refuse_unsafe(entry, info, name)
        plain = entry.replace("\\", "/")
        if not plain.endswith("/") and not _is_of_mac(plain):
            entries.append(ArchiveEntry(plain, info))
    _refuse_twice(entries, name)
    return entries


def _true_names(infos: Sequence[zipfile.ZipInfo]) -> list[str]:
    """Give the entries' names; those not marked as UTF-8 are in one encoding, found by all."""
    marked = [bool(info.flag_bits & UTF8_NAME) for info in infos]
    names = [info.orig_filename for info in infos]
    raw = [
        name.encode("cp437") for name, is_marked in zip(names, marked, strict=True) if not is_marked
    ]
    found = find_encoding(raw, whole=True)
    if found is None:
        return names
    return [
        name if is_marked else name.encode("cp437").decode(found.encoding)
        for name, is_marked in zip(names, marked, strict=True)
    ]


def _is_of_mac(entry: str) -> bool:
    """Tell what macOS adds for its own use."""
    return entry.startswith("__MACOSX/") or PurePosixPath(entry).name.startswith("._")


def _refuse_twice(entries: Sequence[ArchiveEntry], name: str) -> None:
    seen: dict[str, str] = {}
    for item in entries:
        key = item.name.casefold()
        if key in seen:
            first, again = show(seen[key]), show(item.name)
            msg = say("read.errors.archive_twice", name=name, seen=first, item=again)
            raise InputError(msg)
        seen[key] = item.name


def _refuse_unsafe(entry: str, info: zipfile.ZipInfo, name: str) -> None:
    parts = entry.replace("\\", "/").split("/")
    if ".." in parts or parts[0] == "" or ":" in parts[0] or "\0" in entry:
        msg = say("read.errors.archive_outside", name=name, entry=show(entry))
        raise RefusedError(msg)
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        msg = say("read.errors.archive_link", name=name, entry=show(entry))
        raise RefusedError(msg)
    if info.flag_bits & ENCRYPTED:
        msg = say("read.errors.archive_encrypted", name=name, entry=show(entry))
        raise InputError(msg)


def _group(entries: Sequence[ArchiveEntry], name: str) -> dict[str, dict[str, ArchiveEntry]]:
    """Bring together what is read as one.

    The name of each source, and its files by the name they get.
    """
    groups: dict[str, dict[str, ArchiveEntry]] = {}
    lookup = {_key_of(entry, entry.suffix): entry for entry in entries}
    bare = _bare_databases(entries)
    for entry in entries:
        database = _database_of(entry, bare, name)
        if database:
            groups.setdefault(database, {})[f"data.gdb/{entry.path.name}"] = entry
            continue
        if entry.suffix in NESTED:
            msg = say("read.errors.archive_nested", name=name, entry=show(entry.name))
            raise ResourceLimitError(msg)
        if entry.suffix in ALONE:
            groups[entry.name] = {f"data{entry.suffix}": entry}
        elif entry.suffix in GROUPED:
            groups[entry.name] = _parts_of(entry, lookup)
        elif entry.suffix == ".dbf":
            _refuse_lone_table(entry, lookup, name)
    return groups or _alone(entries, LAST)


def _alone(
    entries: Sequence[ArchiveEntry], suffixes: set[str]
) -> dict[str, dict[str, ArchiveEntry]]:
    """Each entry with one of these suffixes as a source of one file."""
    found = [entry for entry in entries if entry.suffix in suffixes]
    return {entry.name: {f"data{entry.suffix}": entry} for entry in found}


def _bare_databases(entries: Sequence[ArchiveEntry]) -> set[PurePosixPath]:
    return {entry.path.parent for entry in entries if entry.suffix == ".gdbtable"}


def _database_of(entry: ArchiveEntry, bare: set[PurePosixPath], name: str) -> str | None:
    """Name the file geodatabase that an entry is of, by its folder.

    One may have been packed without its folder, and ``bare`` has where the tables of these lie.
    """
    parent = entry.path.parent
    folder = next((part for part in entry.path.parents if part.suffix.lower() == ".gdb"), None)
    if folder is not None:
        return str(folder)
    if parent not in bare or not (entry.suffix in GDB_PARTS or entry.path.name == "gdb"):
        return None
    return f"{PurePosixPath(name).stem}.gdb" if parent == PurePosixPath() else f"{parent}.gdb"


def _key_of(entry: ArchiveEntry, suffix: str) -> EntryKey:
    return entry.path.parent, entry.path.stem.casefold(), suffix


def _parts_of(
    entry: ArchiveEntry, lookup: Mapping[EntryKey, ArchiveEntry]
) -> dict[str, ArchiveEntry]:
    """Give the files that stand beside one of a format of several files, and it."""
    keys = {suffix: _key_of(entry, suffix) for suffix in sorted(GROUPED[entry.suffix])}
    return {f"data{suffix}": lookup[key] for suffix, key in keys.items() if key in lookup}


def _refuse_lone_table(
    entry: ArchiveEntry, lookup: Mapping[EntryKey, ArchiveEntry], name: str
) -> None:
    if _key_of(entry, ".shp") not in lookup:
        msg = say("read.errors.archive_no_shp", name=name, entry=show(entry.name))
        raise InputError(msg)


def _unpack_groups(
    archive: zipfile.ZipFile, groups: dict[str, dict[str, ArchiveEntry]], scratch: Path, name: str
) -> list[Member]:
    packed = sum(info.compress_size for info in archive.infolist())
    left = min(MOST_BYTES, max(ALWAYS_ALLOWED, packed * MOST_TIMES))
    members = []
    for at, (source, files) in enumerate(groups.items()):
        folder = scratch / str(at)
        for file, entry in files.items():
            target = folder / file
            target.parent.mkdir(parents=True, exist_ok=True)
            left -= _copy(archive, entry, target, left, name)
        suffix = PurePosixPath(source).suffix.lower()
        main = "data.gdb" if (folder / "data.gdb").is_dir() else f"data{suffix}"
        members.append(Member(source, folder / main))
    # The main file of a KMZ may only link to the others.
    return [member for member in members if not _only_links(member)] or members


def _only_links(member: Member) -> bool:
    return member.path.suffix == ".kml" and b"Placemark" not in member.path.read_bytes()


def _copy(archive: zipfile.ZipFile, entry: ArchiveEntry, target: Path, left: int, name: str) -> int:
    """Write an entry and count what really comes out; the header's size is not believed."""
    size = 0
    with archive.open(entry.info) as source, target.open("xb") as file:
        while block := source.read(BLOCK):
            size += len(block)
            if size > left or shutil.disk_usage(target.parent).free < size:
                msg = say("read.errors.archive_large", name=name, entry=show(entry.name))
                raise ResourceLimitError(msg)
            file.write(block)
    return size
