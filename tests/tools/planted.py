"""Planted faults: files of the tiny city with one fault each, where it must be found, and a twin.

The city's ``sites`` are a layer without ledger here unless a case brings its own, so that a case
holds its fault alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
import shapely
from shapely import box

from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import prepare_city
from jinan_geo.publish.audience import visible_issues
from tests.tools.grammar import faults_of
from tests.tools.tiny_city import FILES, SITES_LAYER, collection, feature
from tests.tools.verbs import write_files

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from jinan_geo.issues.issue import Issue

    Files = Mapping[str, str | bytes | Callable[[Path], object] | None]

__all__ = [
    "BASE",
    "FEATURES",
    "LAYER",
    "LEDGER",
    "PLACE",
    "SOUND",
    "TOML",
    "Planted",
    "declare",
    "find",
    "proofs_of",
    "sites",
]

TOML = "layers/sites/layer.toml"
FEATURES = "layers/sites/features.geojson"
LEDGER = "layers/sites/progress.csv"
LAYER = SITES_LAYER.replace('audience = "restricted"', 'audience = "internal"')
PLACE = LAYER.replace("order = 10", 'order = 10\nrole = "context"').replace(
    'geometry = ["point", "polygon"]', 'geometry = ["point", "line", "polygon"]'
)
SOUND = feature(box(117.01, 36.61, 117.02, 36.62), id="sound", name_zh="无误地块")
BASE: dict[str, Any] = {
    TOML: PLACE,
    FEATURES: collection([SOUND]),
    "targets.toml": FILES["targets.toml"].split("\n\n", maxsplit=1)[0] + "\ntargets = []\n",
}


@dataclass(frozen=True)
class Planted:
    """A kind of issue; files with the fault, and without it; where it must be found.

    What else it brings with it.
    """

    kind: str
    fault: Files
    clean: Files
    at: Mapping[str, object]
    also: frozenset[str] = field(default_factory=frozenset)
    name: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.name}".strip()


def sites(
    *shapes: shapely.Geometry | Mapping[str, Any] | None, **properties: object
) -> dict[str, Any]:
    """Files with a sound feature and then ``bad-1``, ``bad-2`` ...

    Of these shapes; a list gives each its own value.
    """
    made = [SOUND]
    for at, given in enumerate(shapes):
        raw = not isinstance(given, shapely.Geometry)
        shape = given if raw else shapely.transform(given, lambda numbers: numbers.round(9))
        own = {
            key: value[at] if isinstance(value, list) else value
            for key, value in properties.items()
        }
        made.append(feature(shape, **{"id": f"bad-{at + 1}", **own}))
    return {FEATURES: collection(made)}


def declare(text: str, layer: str = PLACE) -> dict[str, str]:
    """The manifest of the sites with some lines more, before its tables or after them as TOML
    wants.
    """
    return {TOML: f"{layer}\n{text}\n" if text.lstrip().startswith("[") else f"{text}\n{layer}"}


def find(root: Path, files: Files) -> list[Issue]:
    """Write a city and give every issue that its people see."""
    write_files(root, {**BASE, **files})
    return visible_issues(prepare_city(Workspace.open(root)), "internal")


def proofs_of(cases: Sequence[Planted]) -> tuple[Callable[..., None], Callable[..., None]]:
    """Two tests of each case: the fault is found where it is, and its twin is clean.

    While one writes a rule the first tell; the others, and the twins, are slow together.
    """

    @pytest.mark.first_quick(3)
    @pytest.mark.parametrize("case", cases, ids=str)
    def finds(tmp_path: Path, case: Planted) -> None:
        assert_found(tmp_path, case)

    @pytest.mark.slow
    @pytest.mark.parametrize("case", cases, ids=str)
    def passes(tmp_path: Path, case: Planted) -> None:
        assert_clean(tmp_path, case)

    return finds, passes


def assert_found(root: Path, case: Planted) -> None:
    """The fault is found once, at its file, row, feature, field or value, and worded in both
    languages.
    """
    issues = find(root, case.fault)
    found = [issue for issue in issues if issue.type == case.kind]
    assert [{key: getattr(issue, key) for key in case.at} for issue in found] == [dict(case.at)]
    assert {issue.type for issue in issues} - {case.kind} == case.also
    message = found[0].message()
    assert message.zh
    assert message.en
    # What stands in the message is people's own writing as far as it is quoted or English names.
    faults = set(faults_of(message.zh, "zh")) - {"letters glued to characters"}
    assert faults | set(faults_of(message.en, "en")) == set(), message


def assert_clean(root: Path, case: Planted) -> None:
    """The twin without the fault raises nothing at all."""
    assert [issue.message().en for issue in find(root, case.clean)] == []
