"""The index: a district is coloured by what could be judged there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import build_workspace
from tests.tools.tiny_city import write_city

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "id,as_of,stage,done_pct\n"


def classes(root: Path, records: str) -> set[str]:
    """The classes of the districts on the city's card, which comes first."""
    files = {"layers/sites/progress.csv": HEAD + records, "layers/street-works/progress.csv": HEAD}
    write_city(root, files)
    build_workspace(Workspace.open(root), root / "maps")
    text = (root / "maps" / "index.html").read_text(encoding="utf-8")
    return set(
        re.findall(r"jg-behind-(\w+)", re.sub("<style>.*?</style>", "", text, flags=re.DOTALL))
    )


@pytest.mark.slow
def test_a_district_where_nothing_can_be_judged_has_no_colour(tmp_path: Path) -> None:
    judged = "s-1,2025-02-28,construction,60\n"
    blank = "s-1,2025-02-28,construction,\n"
    assert classes(tmp_path / "judged", judged) == {"0", "none"}
    assert classes(tmp_path / "blank", blank) == {"none"}
