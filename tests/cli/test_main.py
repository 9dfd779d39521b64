"""The command line as a person meets it.

Exit codes, messages with the next step, never a traceback.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from jinan_geo.cli.main import main
from tests.tools.tiny_city import FILES, SITE_FEATURES, collection, feature, write_city

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

LEDGER = "layers/sites/progress.csv"
GHOST = FILES[LEDGER] + "ghost,2025-02-28,,5,,,,,\n"


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


def run_process(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "jinan_geo", *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False,
        env={**os.environ, **environment},
    )  # fmt: skip


@pytest.mark.slow
def test_build_writes_every_page_the_index_and_the_issues(tmp_path: Path) -> None:
    result = run("build", "--workspace", write_city(tmp_path))
    assert result.exit_code == 0
    maps = tmp_path / "maps"
    written = [
        path.relative_to(maps).as_posix()
        for path in maps.rglob("*")
        if path.suffix in {".html", ".csv"}
    ]
    assert sorted(written) == [
        "city.html", "districts/370102.html", "districts/370103.html", "districts/370112.html",
        "index.html", "issues.csv", "settlement.html", "urban.html",
    ]  # fmt: skip
    assert "已写入 5 个页面" in result.output


@pytest.mark.slow
def test_build_of_one_map_elsewhere_leaves_the_workspace_alone(tmp_path: Path) -> None:
    before = {
        path: path.read_bytes() for path in write_city(tmp_path / "w").rglob("*") if path.is_file()
    }
    result = run(
        "build",
        "--workspace",
        tmp_path / "w",
        "--map",
        "urban",
        "--out",
        tmp_path / "out",
        "--lang",
        "en",
    )
    assert result.exit_code == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"urban.html", "issues.csv"}
    assert before == {
        path: path.read_bytes() for path in (tmp_path / "w").rglob("*") if path.is_file()
    }
    assert "0 errors" in result.output


@pytest.mark.slow
def test_rows_set_aside_are_exit_code_1_and_listed(tmp_path: Path) -> None:
    root = write_city(tmp_path, {LEDGER: GHOST})
    assert run("build", "--workspace", root).exit_code == 1
    assert "orphan-record" in (root / "maps" / "issues.csv").read_text(encoding="utf-8-sig")
    result = run("check", "--workspace", root, "--lang", "en")
    assert result.exit_code == 1
    assert "ghost" in result.output
    assert "#9" in result.output


@pytest.mark.slow
def test_strict_fails_on_warnings_too(tmp_path: Path) -> None:
    root = write_city(tmp_path, {LEDGER: FILES[LEDGER] + "s-1,2025-03-31,,20,,,,,\n"})
    assert run("check", "--workspace", root).exit_code == 0
    assert run("check", "--workspace", root, "--strict").exit_code == 1
    assert run("build", "--workspace", root, "--strict").exit_code == 1


@pytest.mark.slow
def test_check_of_one_layer_shows_that_layer(tmp_path: Path) -> None:
    root = write_city(tmp_path, {LEDGER: GHOST})
    assert run("check", "street-works", "--workspace", root).exit_code == 0
    result = run("check", "sites", "--workspace", root, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "ghost" in (tmp_path / "out" / "issues.csv").read_text(encoding="utf-8-sig")


WRONG = {
    "no workspace": ({}, ["build", "--workspace", "/"], 2,
                     "no workspace.toml in / or above; name the folder"),
    "unknown layer": ({}, ["check", "site"], 2, "did you mean 'sites'?"),
    "unknown map": ({}, ["build", "--map", "citty"], 2, "no map 'citty'"),
    "unknown verb": ({}, ["biuld"], 2, "No such command"),
    "bad date": ({}, ["build", "--as-of", "2025-02-30"], 2, "2025-02-30"),
    "too early": ({}, ["build", "--as-of", "2024-12-31"], 2,
                  "no progress record is as old as 2024-12-31"),
    "bad manifest": ({"targets.toml": "x = 1"}, ["check"], 2, "targets.toml: unknown key 'x'"),
    "no match": (
        {LEDGER: "id,as_of\nx,2025-01-31\n"}, ["check", "sites"], 2, "none of 1 record matches",
    ),
    "no features": ({"layers/sites/features.geojson": None}, ["check", "sites"], 2,
                    "features.geojson: the file is missing"),
    "not GeoJSON": ({"layers/sites/features.geojson": "<x/>"}, ["check", "sites"], 2,
                    "not readable as GeoJSON"),
    "empty districts": ({"layers/districts/features.geojson": collection([])}, ["check"], 2,
                        "districts layer"),
    "district without a name": (
        {"layers/districts/features.geojson": collection([feature(None, id="../../x")])}, ["build"],
        2, "has no name_zh",
    ),
    "not writable": ({"out": "a file"}, ["build", "--out", "OUT"], 3, "cannot be written"),
}  # fmt: skip


@pytest.mark.first_quick(3)
@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_done_says_why_and_exits_as_promised(tmp_path: Path, case: str) -> None:
    files, arguments, code, message = WRONG[case]
    write_city(tmp_path, files)
    rest = [str(tmp_path / "out") if argument == "OUT" else argument for argument in arguments]
    place = [] if "--workspace" in rest or case == "unknown verb" else ["--workspace", tmp_path]
    result = run(*rest, *place)
    assert result.exit_code == code
    assert message in result.output.replace("\n", " ")


@pytest.mark.slow
def test_control_characters_of_the_data_do_not_reach_the_terminal(tmp_path: Path) -> None:
    hostile = "\x1b[31mred\x07\x08\u202e"
    features = collection([feature(None, id=hostile, spaces=hostile), feature(None, id="s-1")])
    root = write_city(tmp_path, {"layers/sites/features.geojson": features, LEDGER: GHOST})
    for verb in ("check", "build"):
        output = run(verb, "--workspace", root).output
        assert not [character for character in output if character in "\x1b\x07\x08\u202e"]


def test_markup_of_the_terminal_is_text(tmp_path: Path) -> None:
    ledger = FILES[LEDGER] + "[red]x[/red],2025-02-28,,5,,,,,\n[/],2025-02-28,,5,,,,,\n"
    output = run("check", "--workspace", write_city(tmp_path, {LEDGER: ledger})).output
    assert "[red]x[/red]" in output
    assert "[/]" in output


def quick_files(tmp_path: Path, table: str = "code,n\n370102,1\nx,2\n") -> list[object]:
    features = FILES["layers/districts/features.geojson"].replace('"id":', '"code":')
    (tmp_path / "a.geojson").write_text(features, encoding="utf-8")
    (tmp_path / "t.csv").write_text(table, encoding="utf-8")
    return [
        tmp_path / "a.geojson",
        tmp_path / "t.csv",
        "--key",
        "code",
        "--out",
        tmp_path / "o.html",
    ]


def test_map_makes_one_page_from_two_files(tmp_path: Path) -> None:
    result = run("map", *quick_files(tmp_path), "--lang", "en")
    assert result.exit_code == 0
    assert "2 table rows = 1 matched + 1 unmatched; 3 on the map, 1 not" in result.output
    assert "<title>a</title>" in (tmp_path / "o.html").read_text(encoding="utf-8")


def test_map_lists_what_it_could_not_draw(tmp_path: Path) -> None:
    arguments = quick_files(tmp_path)
    bad = collection([feature({"type": "Point", "coordinates": ["x", "y"]}, code="370102")])
    (tmp_path / "a.geojson").write_text(bad, encoding="utf-8")
    result = run("map", *arguments, "--lang", "en")
    assert result.exit_code == 1
    assert "1 feature with unreadable geometry" in result.output


@pytest.mark.parametrize(
    "table", ["kode,n\n1,2\n", "code,n\nx,1\n", "code,n\n370102,1\n370102,2\n", ""]
)
def test_map_refuses_what_cannot_be_joined(tmp_path: Path, table: str) -> None:
    result = run("map", *quick_files(tmp_path, table))
    assert result.exit_code == 2
    assert result.output.startswith("jinan-geo: ")
    assert not (tmp_path / "o.html").exists()


def test_map_names_a_missing_file(tmp_path: Path) -> None:
    result = run("map", tmp_path / "no.geojson", *quick_files(tmp_path)[1:])
    assert result.exit_code == 2
    assert "no.geojson: the file is missing" in result.output


@pytest.mark.parametrize("verb", ["", "build", "check", "map"])
def test_help_is_there(verb: str) -> None:
    for flag in ("-h", "--help"):
        result = run(*verb.split(), flag)
        assert result.exit_code == 0
        assert "Usage:" in result.output


def test_the_version_is_told() -> None:
    assert "jinan-geo, version" in run("--version").output


@pytest.mark.slow
@pytest.mark.parametrize(
    "environment", [{"LC_ALL": "C", "PYTHONUTF8": "0"}, {"PYTHONIOENCODING": "cp936"}]
)
@pytest.mark.first_whole(1)
def test_a_console_in_another_encoding_is_no_fault(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    root = write_city(tmp_path, {LEDGER: GHOST})
    done = run_process("check", "--workspace", root, **environment)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    failed = run_process("check", "no-such", "--workspace", root, **environment)
    assert failed.returncode == 2
    said = {"LC_ALL": "no layer 'no-such'", "PYTHONIOENCODING": "'no-such'"}
    assert said[next(iter(environment))] in failed.stderr


@pytest.mark.slow
def test_a_public_build_lists_no_issue_of_what_is_withheld(tmp_path: Path) -> None:
    sites = [
        {**item, "properties": {**item["properties"], "appraisal": "secret-8888"}}
        for item in SITE_FEATURES
    ]
    root = write_city(tmp_path, {"layers/sites/features.geojson": collection(sites)})
    found = {}
    for audience in ("public", "internal"):
        out = tmp_path / audience
        CliRunner().invoke(
            main, ["build", "--workspace", str(root), "--out", str(out), "--audience", audience]
        )
        found[audience] = (out / "issues.csv").read_text(encoding="utf-8-sig")
    assert "secret" not in found["public"] + found["internal"]
    assert "appraisal" not in found["public"]
    assert "withheld-field" in found["internal"]
