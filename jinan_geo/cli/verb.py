"""What every verb is: a command that writes over nothing it reads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jinan_geo.errors import UsageError
from jinan_geo.words import say
from jinan_geo.write.guard import protecting, refuse_output

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["CountPath", "OutPath", "PaperPath", "SlidePath", "Verb", "Verbs"]


class OutPath(click.Path):
    """A file or folder to write to.

    Refused before anything is read if it would take the place of what is read.
    """

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def refuse(self, path: Path) -> None:
        """Refuse a path that this must not be written to.

        Raises
        ------
        JinanGeoError
            Says why, and what to do.
        """
        refuse_output(path)


class PaperPath(OutPath):
    """A file for people to print or edit: a workbook or a Word document."""

    def refuse(self, path: Path) -> None:
        """Refuse other endings too."""
        super().refuse(path)
        if path.suffix.lower() not in {".xlsx", ".docx"}:
            raise UsageError(say("cli.errors.paper", out=path))


class SlidePath(OutPath):
    """A file to show: a presentation, or sheets of a PDF."""

    def refuse(self, path: Path) -> None:
        """Refuse other endings too."""
        super().refuse(path)
        if path.suffix.lower() not in {".pptx", ".pdf"}:
            raise UsageError(say("cli.errors.slides", out=path))


class CountPath(OutPath):
    """A file of counts: a table of districts, or a map of cells."""

    def refuse(self, path: Path) -> None:
        """Refuse other endings too."""
        super().refuse(path)
        if path.suffix.lower() not in {".csv", ".geojson"}:
            raise UsageError(say("cli.errors.counts", out=path))


class Verb(click.Command):
    """A command; every one of ours is such."""

    def invoke(self, context: click.Context) -> Any:  # noqa: ANN401 - click's signature
        """Run the verb, with its inputs protected from its outputs."""
        outputs = {one.name: one.type for one in self.params if isinstance(one.type, OutPath)}
        said = context.params.items()
        inputs = [one for name, value in said if name not in outputs for one in _files(value)]
        with protecting(inputs):
            for name, kind in outputs.items():
                if context.params.get(name) is not None:
                    kind.refuse(context.params[name])
            return super().invoke(context)


class Verbs(click.Group):
    """A group of verbs."""

    command_class = Verb


def _files(value: object) -> Iterator[Path]:
    """Give what of an argument is data: a file, or a folder that is one.

    Workspaces guard themselves.
    """
    for one in value if isinstance(value, tuple) else (value,):
        if isinstance(one, str | Path):
            yield from _existing(Path(one))


def _existing(path: Path) -> Iterator[Path]:
    try:
        if path.is_file() or (path.is_dir() and path.suffix.lower() == ".gdb"):
            yield path
    except (OSError, ValueError):  # a word that can be no name of a file
        return
