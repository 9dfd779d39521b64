"""Projects as a package of the open standard for infrastructure projects (OC4IDS 0.9).

What the standard has and a ledger has: ids, status, planned period, budget, planned and actual
progress, completion, places, who is responsible, and the statements that it rests on. Nothing is
made up: what nobody declared or reported is left out.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jinan_geo.errors import RefusedError, UsageError
from jinan_geo.export.oc4ids_progress import LAST
from jinan_geo.export.oc4ids_project import Teller, is_left_out, tell_projects
from jinan_geo.manifest.oc4ids import zone_of
from jinan_geo.words import say, spoken_by
from jinan_geo.write.files import write_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from jinan_geo.manifest.oc4ids import Oc4idsSpec
    from jinan_geo.publish.published import PublishedCity

__all__ = ["Package", "make_package", "write_package"]

VERSION = "0.9"
# Of a draft, which must not be published: by its prefix no project of it is one of the standard.
DRAFT_PREFIX = "local"


@dataclass(frozen=True)
class Package:
    """A package as it is written, of how many layers, and how many samples are not in it."""

    content: dict[str, Any]
    layers: int
    samples: int

    @property
    def projects(self) -> int:
        """How many projects are in it."""
        return len(self.content["projects"])


@spoken_by
def make_package(city: PublishedCity, lang: str, *, only: Sequence[str] = ()) -> Package:
    """Make the package of all layers of projects, or of those named, in one language.

    Without ``[oc4ids]`` in workspace.toml it is a draft: its ids and its address are local ones.
    Samples are marked in their titles; in what is for the public there are none.

    Raises
    ------
    RefusedError
        It is for the public and a draft, or a layer is named that must not reach the audience.
    UsageError
        There is no project to publish, or no edition to date it by.
    """
    spec = city.workspace.manifest.oc4ids
    if spec is None and city.audience == "public":
        raise RefusedError(say("export.errors.oc4ids_undeclared"))
    layers = [one for one in city.chosen(only, say("export.errors.instead")) if one.is_projects]
    if not city.editions:
        raise UsageError(say("export.errors.oc4ids_no_edition"))
    teller = _teller(city, lang)
    projects = [one for layer in layers for one in tell_projects(teller, layer)]
    samples = sum(int(is_left_out(teller, layer).sum()) for layer in layers)
    if not projects:
        raise UsageError(say("export.errors.oc4ids_no_projects", samples=samples))
    day = teller.at(city.editions[-1], LAST)
    head = _head(city, spec, day, lang)
    return Package({**head, "projects": projects}, len(layers), samples)


def _teller(city: PublishedCity, lang: str) -> Teller:
    spec = city.workspace.manifest.oc4ids
    if spec is None:
        return Teller(city, DRAFT_PREFIX, city.workspace.manifest.locale.zone, lang, {}, {})
    return Teller(city, spec.prefix, zone_of(spec.timezone), lang, spec.status, spec.sectors)


def _head(city: PublishedCity, spec: Oc4idsSpec | None, day: str, lang: str) -> dict[str, Any]:
    """What is said of the package itself; the data date is when its content last changed."""
    name = city.workspace.manifest.name
    publisher = spec.publisher if spec else name
    said = publisher.zh if lang == "zh" else publisher.en
    uri = spec.uri if spec else uuid.uuid5(uuid.NAMESPACE_OID, f"{name.zh} {day}").urn
    head = {
        "uri": uri,
        "version": VERSION,
        "publishedDate": day,
        "publisher": {"name": said if spec else say("export.oc4ids.draft", lang, name=said)},
        "license": spec.license if spec else None,
        "publicationPolicy": spec.policy if spec else None,
    }
    return {key: cell for key, cell in head.items() if cell is not None}


def write_package(path: Path, package: Package) -> int:
    """Write a package, a project a line; gives the number of bytes. Same package, same bytes."""
    head = {key: cell for key, cell in package.content.items() if key != "projects"}
    lines = ",\n".join(map(_text, package.content["projects"]))
    return write_text(path, f'{_text(head)[:-1]},"projects":[\n{lines}\n]}}\n')


def _text(cell: object) -> str:
    return json.dumps(cell, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
