"""The exit code and the JSON agree, whatever is read.

1 if and only if something was set aside, or warned of strictly.
"""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from shapely import Point, Polygon, box

from jinan_geo.cli.main import main
from jinan_geo.cli.outcome import Outcome
from tests.tools.tiny_city import FILES, SITE_FEATURES, collection, feature, write_city

if TYPE_CHECKING:
    from pathlib import Path

SITES = "layers/sites/features.geojson"
LEDGER = "layers/sites/progress.csv"
BOW_TIE = Polygon([(117.01, 36.61), (117.03, 36.63), (117.03, 36.61), (117.01, 36.63)])
# What may be wrong with a feature, with a row, and with a whole file.
FEATURES: list[dict[str, object]] = [
    feature(BOW_TIE, id="x-1", name_zh="一"),
    feature(Point(117.03, 36.63), id="s-1", name_zh="重号"),
    feature(Point(117.03, 36.63), id=None, name_zh="无号"),
    feature({"type": "Point", "coordinates": ["a", 1]}, id="x-2", name_zh="二"),
    feature({"type": "Point", "coordinates": []}, id="x-3", name_zh="三"),
    feature({"type": "Polygon", "coordinates": [[[117, 36], [117, 36]]]}, id="x-4", name_zh="四"),
    feature(box(117.03, 36.63, 117.04, 36.64), id="x-5", name_zh="锟斤拷"),
    feature(Point(0, 0), id="x-6", name_zh="六"),
    feature(Point(110, 30), id="x-7", name_zh="七", kind="nonsense"),
    feature(box(117.03, 36.63, 117.03001, 36.63001), id="x-8", name_zh="八"),
    feature(None, id="x-9", name_zh="九", district="999999"),
    feature(Point(117.03, 36.63), id="x-10", name_zh="十", planned_start="2025-13-01"),
]
ROWS = [
    "ghost,2025-02-28,,5,,,,,\n",
    "s-1,2025-02-30,,5,,,,,\n",
    "s-1,2025-02-20,completed,3,,,,,\n",
    "s-2,2025-02-27,construction,130,,,,,\n",
    "S-2,2025-02-27,construction,13,,,,,\n",
    "合计,,,,1000,,,,\n",
    "s-2,2025-02-27,dreaming,13,,,,,\n",
]
WHOLE: list[dict[str, str | None]] = [
    {SITES: "{"},
    {SITES: ""},
    {SITES: None},
    {"workspace.toml": "name ="},
    {"layers/districts/features.geojson": collection([])},
    {LEDGER: "id\n"},
]


def answer_of(*arguments: object) -> tuple[int, dict[str, Any]]:
    ran = CliRunner().invoke(main, [*map(str, arguments), "--json"])
    assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
    answer: dict[str, Any] = json.loads(ran.stdout)
    assert answer["exit_code"] == ran.exit_code
    assert answer["why"]
    return ran.exit_code, answer


def assert_agree(code: int, answer: dict[str, Any], *, strict: bool) -> None:
    if code not in {0, 1}:
        assert code in {2, 3, 5, 6}
        return
    warned = strict and any(issue["severity"] == "warning" for issue in answer["issues"])
    assert (code == 1) is bool(answer["set_aside"] > 0 or warned)


def try_one(root: Path, chance: random.Random) -> set[int]:
    """Plant some faults, ask in all ways, and give the codes."""
    features = [*SITE_FEATURES, *chance.sample(FEATURES, chance.randint(0, 3))]
    rows = chance.sample(ROWS, chance.randint(0, 2))
    files = {SITES: collection(features), LEDGER: FILES[LEDGER] + "".join(rows)}
    files |= chance.choice(WHOLE) if chance.random() < 0.15 else {}
    write_city(root, files)
    strict = ["--strict"] * chance.randint(0, 1)
    codes = set()
    code, answer = answer_of("check", "--workspace", root, *strict)
    assert_agree(code, answer, strict=bool(strict))
    codes.add(code)
    file = root / SITES
    if file.exists():
        code, answer = answer_of("check", file, *strict)
        assert_agree(code, answer, strict=bool(strict))
        codes.add(code)
        if code in {0, 1}:
            assert answer["features"] == answer["used"] + answer["set_aside"] == len(features)
        code, answer = answer_of("doctor", file, "--workspace", root)
        assert (code == 1) is bool(code not in {2, 3, 5, 6} and answer["set_aside"])
        code, answer = answer_of("map", file, "--out", root / "a.html")
        if code in {0, 1}:
            assert answer["features"] == answer["on_map"] + answer["unlocated"] == len(features)
            assert (code == 1) is bool(answer["set_aside"])
            gone = answer["set_aside"] - answer.get("to_repair", 0)
            assert 0 <= gone <= answer["unlocated"]
    answer_of("provision", "--workspace", root)
    answer_of("ledger", "log", "--workspace", root)
    return codes


def trials(folder: Path, count: int, seed: int) -> set[int]:
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    return {code for at in range(count) for code in try_one(folder / str(at), chance)}


@pytest.mark.slow
def test_code_and_json_agree(tmp_path: Path) -> None:
    assert trials(tmp_path, 8, 11) >= {0, 1}


@pytest.mark.deep
def test_code_and_json_agree_over_many(tmp_path: Path) -> None:
    assert trials(tmp_path, 400, 12) == {0, 1, 2}


WHOLE_FILE = collection(SITE_FEATURES).encode()
NAMES = ["a.geojson", "a.csv", "a.xlsx", "a.xlsb", "a.zip", "a.gpkg"]


def damaged(chance: random.Random) -> bytes:
    """Bytes as they are left by a broken transfer: cut, mixed with others, or none of the file."""
    at = chance.randrange(1, len(WHOLE_FILE) - 1)
    noise = chance.randbytes(chance.randint(1, 400))
    return chance.choice([WHOLE_FILE[:at], WHOLE_FILE[:at] + noise + WHOLE_FILE[at:], noise, b""])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.first_quick(2)
def test_code_and_json_agree_where_a_file_is_cut_or_binary(tmp_path: Path, name: str) -> None:
    chance = random.Random(13)  # noqa: S311 - nothing secret
    for at in range(4):
        path = tmp_path / str(at) / name
        path.parent.mkdir()
        path.write_bytes(damaged(chance))
        strict = ["--strict"] * (at % 2)
        code, answer = answer_of("check", path, *strict)
        assert_agree(code, answer, strict=bool(strict))
        assert code in {1, 2, 6}, (name, at)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({}, 0),
        ({"warnings": 3}, 0),
        ({"warnings": 3, "strict": True}, 1),
        ({"strict": True}, 0),
        ({"set_aside": 1}, 1),
        ({"set_aside": 1, "left_out": 1}, 1),
        ({"set_aside": 1, "left_out": 1, "strict": True}, 2),
        ({"refused": "all of it", "set_aside": 1}, 2),
    ],
)
def test_one_code_for_each_outcome(said: dict[str, Any], code: int) -> None:
    outcome = Outcome(**said)
    assert outcome.code == code
    assert outcome.refused or outcome.why("zh") != outcome.why("en")
