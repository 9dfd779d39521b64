"""A form against the ledger now and as it was when it went out: nobody overwrites a newer value."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from shapely import Point

from jinan_geo.workbook.back.threeway import Decided
from tests.tools.returned import Book, read_back, send_out
from tests.tools.tiny_city import YEAR, collection, feature, write_city
from tests.tools.verbs import run

if TYPE_CHECKING:
    from pathlib import Path

COUNT = 120
KEYS = [f"p-{at:03d}" for at in range(COUNT)]
# What becomes of the projects in turn: both changed them apart, alike; the ledger alone, while the
# form was left blank or repeats what it went out with; the form alone; nobody.
BOTH, ALIKE, LEDGER, STALE, FORM = (
    KEYS[:40], KEYS[40:50], KEYS[50:60], KEYS[60:70], KEYS[70:100],
)  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    features = [
        feature(Point(117.01 + at / 2000, 36.65), id=key, name_zh=f"项目{at}", **YEAR)
        for at, key in enumerate(KEYS)
    ]
    lines = "".join(f"{key},2025-02-28,construction,20,100\n" for key in KEYS)
    return write_city(
        tmp_path / "city",
        {
            "layers/sites/features.geojson": collection(features),
            "layers/sites/progress.csv": f"id,as_of,stage,done_pct,invested_wan\n{lines}",
            "targets.toml": "source = { zh = '无' }\ntargets = []\n",
        },
    )


def planted(root: Path, tmp_path: Path) -> Path:
    """Send a form out twice; bring the first back, and give the second as it came."""
    sent = send_out(root, tmp_path / "370102.xlsx", only="sites")
    changed = [*BOTH, *ALIKE, *LEDGER, *STALE]
    first = Book(sent).fill({(key, "done_pct"): 30 for key in changed}, tmp_path / "first.xlsx")
    ran = run("ledger", "import", first, "--yes", "--by", "甲", "--workspace", root)
    assert ran.code == 0, ran.text
    values: dict[tuple[str, str], object] = {}
    for keys, value in ((BOTH, 35), (ALIKE, 30), (STALE, 20), (FORM, 40)):
        values |= {(key, "done_pct"): value for key in keys}
    return Book(sent).fill(values, tmp_path / "second.xlsx")


@pytest.mark.slow
def test_forty_conflicts_are_set_aside_and_nothing_else(root: Path, tmp_path: Path) -> None:
    second = planted(root, tmp_path)
    (sheet,) = read_back(root, second).sheets
    clashes = [issue for issue in sheet.issues if issue.type == "edit-conflict"]
    assert [issue.feature for issue in clashes] == BOTH == [one.feature for one in sheet.issues]
    told = clashes[0].details
    assert (told["base"], told["ours"], told["by"], clashes[0].value) == ("20", "30", "甲", "35")
    assert told["at"].startswith("20")
    outcomes = {str(one.project): one.outcome for one in sheet.judged}
    assert {key: outcomes[key] for key in FORM} == dict.fromkeys(FORM, "recorded")
    rest = {outcomes[key] for key in KEYS if key not in {*BOTH, *FORM}}
    assert rest == {"unchanged"}

    answer = run("ledger", "import", second, "--yes", "--json", "--workspace", root)
    assert answer.code == 1
    assert json.loads(answer.text)["set_aside"] == 40
    ledger = (root / "layers/sites/progress.csv").read_text(encoding="utf-8").splitlines()
    assert len(ledger) == 1 + COUNT + 70 + 30


@pytest.mark.slow
def test_a_person_decides_by_project_or_row_and_says_why(root: Path, tmp_path: Path) -> None:
    second = planted(root, tmp_path)
    call = ("ledger", "import", second, "--yes", "--workspace", root, "--lang", "en")
    assert "--for" in run(*call, "--take", "theirs", "--note", "x").text
    assert "reason" in run(*call, "--take", "theirs", "--for", BOTH[0]).text
    assert run(*call).code == 1  # the very file may come again, once somebody decided
    assert run(*call, "--take", "theirs", "--for", BOTH[0], "--note", "核对过").code == 1
    after = read_back(root, second)
    (sheet,) = after.sheets
    still = [issue.feature for issue in sheet.issues]
    assert still == BOTH[1:]
    row = next(one.line.row for one in sheet.judged if one.project == BOTH[1])
    for side, outcome in (("ours", "unchanged"), ("theirs", "recorded")):
        decided = Decided(side, [str(row)])  # type: ignore[arg-type]
        (sheet,) = read_back(root, second, decided=decided).sheets
        found: dict[str, Any] = {str(one.project): one.outcome for one in sheet.judged}
        assert found[BOTH[1]] == outcome
        assert found[BOTH[2]] == "set_aside"
