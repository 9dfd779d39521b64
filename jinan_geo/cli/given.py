"""What a verb is given to read: a file, or the address of a database as ``layer.toml`` has it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from jinan_geo.errors import UsageError

if TYPE_CHECKING:
    from jinan_geo.read import Reading

__all__ = ["DataPath", "given", "is_address", "without_secrets"]

SCHEMES = ("postgresql://", "postgres://")
USER = re.compile(r"(?<=://)[^/@\s]*:[^/\s]*@")
SECRET = re.compile(r"((?:ssl)?password\s*=\s*)[^&\s]+", re.IGNORECASE)


class DataPath(click.Path):
    """A path, or an address as it was written: a path would lose one of its slashes."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, *rest: Any) -> Any:  # noqa: ANN401 - click's signature
        """Give an address as a text, everything else as a path."""
        return value if is_address(value) else super().convert(value, *rest)


def is_address(value: object) -> bool:
    """Tell the address of a database from the name of a file."""
    return isinstance(value, str) and value.startswith(SCHEMES)


def given(file: Path | str, reading: Reading) -> tuple[Path, Reading]:
    """Give what messages call the source, as a path, and the reading with the address in it.

    Raises
    ------
    UsageError
        The address cannot be read, or holds a password; it is not repeated.
    """
    if isinstance(file, Path):
        return file, reading
    from jinan_geo.manifest.agreement import check_address  # noqa: PLC0415 - saves 204 ms of every start

    faults = check_address("FILE", file)
    if faults:
        raise UsageError(faults[0])
    database = urlsplit(file).path.strip("/")
    name = (reading.layer or database).rpartition(".")[2].replace("/", "_") or "postgis"
    return Path(name), replace(reading, database=file)


def without_secrets(text: str) -> str:
    """Give a word of the command line without what may be a password."""
    return SECRET.sub(r"\1***", USER.sub("***@", text))
