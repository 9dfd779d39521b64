"""The report of what nobody foresaw.

Enough to find it, and no data of the user but the command line.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import traceback
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from jinan_geo.cli.given import without_secrets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["write_report"]

LIBRARIES = ("folium", "geopandas", "pyogrio", "shapely", "pyproj", "pandas", "python-calamine")


def write_report(error: BaseException, said: Sequence[str]) -> Path | None:
    """Write the report into the folder for temporary files; None where there is no place for it."""
    text = "\n".join([*_head(said), *_trace(error), ""])
    try:
        handle, name = tempfile.mkstemp(prefix="jinan-geo-report-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except OSError:
        return None
    return Path(name)


def _head(said: Sequence[str]) -> Iterator[str]:
    yield f"jinan-geo {_version('jinan-geo')}"
    yield f"command: jinan-geo {' '.join(map(repr, map(without_secrets, said)))}"
    yield f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    yield ", ".join(f"{name} {_version(name)}" for name in LIBRARIES)


def _trace(error: BaseException) -> Iterator[str]:
    """Tell where it happened; what was said is left out, for that may quote a cell of the data."""
    chain: BaseException | None = error
    while chain is not None:
        yield ""
        yield f"{type(chain).__module__}.{type(chain).__name__}"
        for frame in traceback.extract_tb(chain.__traceback__):
            yield f"  {_place(frame.filename)}:{frame.lineno} in {frame.name}: {frame.line or ''}"
        chain = chain.__cause__ or chain.__context__


def _place(file: str) -> str:
    """Give the file below the folder of packages, so that no name of a person's folder is in it."""
    folders = sorted((folder for folder in sys.path if folder), key=len, reverse=True)
    for folder in folders:
        if Path(file).is_relative_to(folder):
            return Path(file).relative_to(folder).as_posix()
    return Path(file).name


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "—"
