"""One manifest read from its file, and all that is wrong in it told together."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from jinan_geo.errors import ManifestError
from jinan_geo.manifest.faults import word_fault
from jinan_geo.manifest.fiscal import CALENDAR, FiscalYears
from jinan_geo.words import say

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["load_manifest", "try_manifest"]

Model = TypeVar("Model", bound=BaseModel)


def load_manifest(
    model: type[Model], path: Path, root: Path | None = None, years: FiscalYears = CALENDAR
) -> Model:
    """Read one TOML file as ``model``; all its faults are raised together as a ManifestError.

    ``years`` are those of the workspace, which periods of targets are years of.
    """
    name = path.relative_to(root).as_posix() if root and path.is_relative_to(root) else str(path)
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ManifestError([say("manifest.errors.no_file", name=name)]) from None
    except UnicodeDecodeError as error:
        fault = say("manifest.errors.not_utf8", name=name, start=error.start)
        raise ManifestError([fault]) from None
    except tomllib.TOMLDecodeError as error:
        raise ManifestError([say("manifest.errors.no_toml", name=name, error=error)]) from None
    try:
        return model.model_validate(data, context=years)
    except ValidationError as error:
        raise ManifestError([word_fault(name, model, item) for item in error.errors()]) from None


def try_manifest(
    faults: list[str],
    model: type[Model],
    path: Path | None,
    root: Path,
    years: FiscalYears = CALENDAR,
) -> Model | None:
    """Read one as ``load_manifest``; None where it is wrong or there is none, with its faults."""
    if path is None:
        return None
    try:
        return load_manifest(model, path, root, years)
    except ManifestError as error:
        faults.extend(error.faults)
        return None
