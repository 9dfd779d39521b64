"""What is a sample: said of a layer, a feature, a record or an entry, or by tier of evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import prepare_city
from tests.check.test_evidence import kept, row
from tests.tools.tiny_city import FILES, SITE_FEATURES, collection, write_city

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.city.city import City

LAYER = "layers/sites/layer.toml"
FEATURES = "layers/sites/features.geojson"
LEDGER = "layers/sites/progress.csv"
EVIDENCE = "layers/sites/evidence.csv"
MADE_UP = kept(row("M1", tier="sample"), row("M2", tier="sample"), row("F1", tier="press"))


def city_of(root: Path, files: dict[str, str | None]) -> City:
    return prepare_city(Workspace.open(write_city(root, files)))


def samples_of(city: City, edition: int | None) -> list[str]:
    layer = next(one for one in city.layers if one.id == "sites")
    return layer.features["id"][layer.is_sample(edition)].tolist()


def named(evidence: str, **more: object) -> str:
    """The sites, of which the first says more."""
    first = SITE_FEATURES[0]
    told = {**first["properties"], "evidence": evidence, **more}  # type: ignore[dict-item]
    return collection([{**first, "properties": told}, *SITE_FEATURES[1:]])


def recorded(evidence: str) -> str:
    """The ledger, whose record of s-1 at the end of February names evidence."""
    lines = FILES[LEDGER].splitlines()
    return "\n".join(f"{line},{_cell(at, line, evidence)}" for at, line in enumerate(lines)) + "\n"


def _cell(at: int, line: str, evidence: str) -> str:
    return "evidence" if at == 0 else evidence if line.startswith("s-1,2025-02-28") else ""


SAYS_LAYER = {LAYER: FILES[LAYER].replace("order = 10", "order = 10\nsample = true")}
ALL = ["s-1", "s-2", "s-3", "s-4", "s-5"]


@pytest.mark.first_quick(3)
@pytest.mark.parametrize(
    ("files", "itself", "january", "february"),
    [
        ({}, [], [], []),
        (SAYS_LAYER, ALL, ALL, ALL),
        ({FEATURES: named("", sample=True)}, ["s-1"], ["s-1"], ["s-1"]),
        ({FEATURES: named("M1;M2"), EVIDENCE: MADE_UP}, ["s-1"], ["s-1"], ["s-1"]),
        ({FEATURES: named("M1;F1"), EVIDENCE: MADE_UP}, [], [], []),
        ({FEATURES: named("M1;gone"), EVIDENCE: MADE_UP}, ["s-1"], ["s-1"], ["s-1"]),
        ({FEATURES: named("gone"), EVIDENCE: MADE_UP}, [], [], []),
        ({LEDGER: recorded("M1"), EVIDENCE: MADE_UP}, [], [], ["s-1"]),
        ({LEDGER: recorded("M1；F1"), EVIDENCE: MADE_UP}, [], [], []),
        ({EVIDENCE: MADE_UP}, [], [], []),  # about s-1, but s-1 does not rest on it
    ],
)
def test_what_is_a_sample(
    tmp_path: Path,
    files: dict[str, str | None],
    itself: list[str],
    january: list[str],
    february: list[str],
) -> None:
    city = city_of(tmp_path, files)
    found = [samples_of(city, edition) for edition in (None, 0, 1)]
    assert found == [itself, january, february]


@pytest.mark.parametrize(
    ("evidence", "is_sample"), [('["M1"]', True), ('["M1", "F1"]', False), ("[]", False)]
)
def test_an_entered_value_of_made_up_evidence_is_a_sample(
    tmp_path: Path, evidence: str, *, is_sample: bool
) -> None:
    entered = (
        "entered = [{ as_of = 2025-02-10, value = 2, source = { zh = '表' }, "
        f"evidence = {evidence} }}]\n"
    )
    city = city_of(tmp_path, {"targets.toml": FILES["targets.toml"] + entered, EVIDENCE: MADE_UP})
    assert city.targets[-1].states[-1].sample == is_sample
