"""Where nothing changed nothing is built; whatever changed, the bytes are those of a cold build."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from jinan_geo.kept import inputs
from jinan_geo.kept.record import AskedPages, find_changes
from jinan_geo.write.guard import kept_files
from tests.tools.tiny_city import FILES, SITES_LEDGER, WORKSPACE, write_city
from tests.tools.verbs import ROOT, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SITES = "layers/sites"
LEDGER = f"{SITES}/progress.csv"
MORE = "s-3,2025-02-28,construction,7,,,,市中区住建局,\n"
BASEMAP = """
[[basemaps]]
id = "sky"
name = { zh = "影像", en = "Imagery" }
url = "https://{s}.example.org/{z}/{x}/{y}?tk={key}"
subdomains = ["t0"]
key_env = "TINY_KEY"
attribution = { zh = "测试", en = "test" }
"""


def build(root: Path, *options: object) -> dict[str, Any]:
    """Build, and give what is said of it as JSON."""
    answer: dict[str, Any] = json.loads(run("build", "--workspace", root, "--json", *options).text)
    return answer


def states(answer: dict[str, Any]) -> set[str]:
    return {page["state"] for page in answer["pages"]}


def outputs(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".toml"
    }


def add(name: str, text: str) -> Callable[[Path], None]:
    """Add text at the end of a file, which may be new."""

    def change(root: Path) -> None:
        with (root / name).open("a", encoding="utf-8") as file:
            file.write(text)

    return change


def reword(root: Path) -> None:
    """Correct what a record says, which no number follows from."""
    file = root / LEDGER
    file.write_text(SITES_LEDGER.replace("进展顺利", "进展很顺利"), encoding="utf-8")


CHANGES: dict[str, Callable[[Path], object]] = {
    LEDGER: reword,
    f"{SITES}/layer.toml": add(f"{SITES}/layer.toml", "# a note\n"),
    f"{SITES}/new.jpg": add(f"{SITES}/new.jpg", "a photo"),
    "targets.toml": add("targets.toml", "# a note\n"),
    "maps/urban.toml": lambda root: (root / "maps/urban.toml").unlink(),
    "maps/more.toml": add("maps/more.toml", FILES["maps/urban.toml"]),
    "evidence.csv": add("evidence.csv", "id,about,publisher\n"),
    "city.html": lambda root: (root / "maps/city.html").unlink(),
    "index.html": add("maps/index.html", " "),
}


@pytest.mark.slow
def test_where_nothing_changed_nothing_is_written_and_the_same_is_said(tmp_path: Path) -> None:
    root = write_city(tmp_path)
    first = build(root)
    assert states(first) == {"built"}
    written = {path: path.stat().st_mtime_ns for path in (root / "maps").rglob("*.html")}
    second = build(root)
    assert {path: path.stat().st_mtime_ns for path in written} == written
    assert states(second) == {"kept"}
    for page in [*first["pages"], *second["pages"]]:
        del page["state"]
    assert first == second
    told = run("build", "--workspace", root, "--lang", "en")
    assert "Nothing changed" in told.text
    assert "5 pages kept" in told.text


# The pages that must be built anew after a change; none where it shows on no page.
ANEW = {
    LEDGER: {"city.html", "urban.html", "districts/370102.html"},
    f"{SITES}/layer.toml": set(),
    f"{SITES}/new.jpg": set(),
    "targets.toml": set(),
    "maps/urban.toml": set(),
    "maps/more.toml": {"more.html"},
    "evidence.csv": set(),
    "city.html": {"city.html"},
    "index.html": set(),
}


@pytest.mark.first_quick(1)
@pytest.mark.parametrize("name", CHANGES)
def test_the_pages_are_built_anew_that_show_what_changed(tmp_path: Path, name: str) -> None:
    root = write_city(tmp_path)
    build(root)
    written = {path: path.stat().st_mtime_ns for path in (root / "maps").rglob("*.html")}
    CHANGES[name](root)
    asked = AskedPages(root, root / "maps", None, None, None)
    changes = find_changes(asked)
    assert [*changes.inputs, *changes.outputs] == [name]
    pages = {page["path"]: page["state"] for page in build(root)["pages"]}
    assert {path for path, state in pages.items() if state == "built"} == ANEW[name]
    for path, state in pages.items():
        file = root / "maps" / path
        assert (file.stat().st_mtime_ns == written.get(file)) == (state == "kept")
    assert find_changes(asked).are_none


@pytest.mark.slow
def test_what_is_asked_is_remembered_apart(tmp_path: Path) -> None:
    root = write_city(tmp_path)
    other = root / "pages"
    for options in ([], ["--as-of", "2025-01-31"], ["--map", "city"], ["--out", other]):
        assert states(build(root, *options)) == {"built"}
    # Three of them wrote to one folder, each over the pages of the one before; the last the city's.
    pages = {page["path"]: page["state"] for page in build(root)["pages"]}
    assert {path for path, state in pages.items() if state == "kept"} == {"city.html"}
    assert states(build(root)) == {"kept"}
    assert states(build(root, "--out", other)) == {"kept"}


@pytest.mark.first_quick(1)
@pytest.mark.parametrize("left", ["", "{", "[]", '{"format": 1}', '{"format": 0}', None])
def test_a_record_that_is_lost_or_broken_costs_a_build_and_no_more(
    tmp_path: Path, left: str | None
) -> None:
    root = write_city(tmp_path)
    build(root)
    (record,) = (root / ".jinan-geo/builds").iterdir()
    if left is None:
        shutil.rmtree(root / ".jinan-geo")
    else:
        record.write_text(left, encoding="utf-8")
    assert find_changes(AskedPages(root, root / "maps", None, None, None)).before is None


@pytest.mark.slow
def test_another_program_builds_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_city(tmp_path)
    build(root)
    monkeypatch.setattr(inputs, "_hash_program", lambda: "another")
    changes = find_changes(AskedPages(root, root / "maps", None, None, None))
    assert changes.inputs == (inputs.PROGRAM,)


@pytest.mark.slow
def test_the_key_of_a_background_is_an_input_and_nowhere_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_city(tmp_path, {"workspace.toml": WORKSPACE + BASEMAP})
    monkeypatch.setenv("TINY_KEY", "k3y-of-one")
    assert states(build(root)) == {"built"}
    assert states(build(root)) == {"kept"}
    (record,) = (root / ".jinan-geo/builds").iterdir()
    assert "k3y-of-one" not in record.read_text(encoding="utf-8")
    monkeypatch.setenv("TINY_KEY", "k3y-of-two")
    before = outputs(root / "maps")
    assert states(build(root)) == {"built"}
    assert outputs(root / "maps") != before


def test_a_database_may_always_have_changed(tmp_path: Path) -> None:
    layer = 'ledger = "postgresql://nobody@localhost/none"\n' + FILES[f"{SITES}/layer.toml"]
    root = write_city(tmp_path, {f"{SITES}/layer.toml": layer})
    assert find_changes(AskedPages(root, root / "maps", None, None, None)).now == {}


@pytest.mark.slow
def test_what_was_set_aside_and_left_out_is_said_again(tmp_path: Path) -> None:
    root = write_city(
        tmp_path,
        {
            LEDGER: SITES_LEDGER + "s-9,2025-02-28,construction,7,,,,,\n",
            "layers/street-works/layer.toml": "role = 3\n",
        },
    )
    for options in ([], ["--strict"]):
        first = run("build", "--workspace", root, "--json", "--out", root / "a", *options)
        second = run("build", "--workspace", root, "--json", "--out", root / "a", *options)
        assert first.code == second.code == (2 if options else 1)
        said = [json.loads(one.text) for one in (first, second)]
        assert said[0]["left_out"] == said[1]["left_out"] != []
    assert "street-works" in run("build", "--workspace", root, "--out", root / "a").text


@pytest.mark.slow
def test_a_page_names_the_changes_that_it_may_show(tmp_path: Path) -> None:
    root = write_city(tmp_path)
    build(root)
    add("layers/street-works/progress.csv", "w-3,2025-02-28,construction,1\n")(root)
    pages = {page["path"]: page["changed"] for page in build(root, "--explain")["pages"]}
    assert pages["city.html"] == ["layers/street-works/progress.csv"]
    assert pages["urban.html"] == []
    told = run("build", "--workspace", root, "--explain", "--lang", "en").text
    assert "kept" in told


@pytest.mark.slow
def test_a_workspace_that_cannot_be_written_to_is_built(tmp_path: Path) -> None:
    root = write_city(tmp_path)
    (root / ".jinan-geo").write_text("a file where the folder would be", encoding="utf-8")
    for _ in range(2):
        assert states(build(root)) == {"built"}


@pytest.mark.slow
def test_pages_elsewhere_leave_the_workspace_alone(tmp_path: Path) -> None:
    root = write_city(tmp_path / "city")
    for _ in range(2):
        assert states(build(root, "--out", tmp_path / "out")) == {"built"}
    assert not (root / ".jinan-geo").exists()


READ = """
import os, sys
root, *more = sys.argv[1:]
found = set()
def hear(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        path, flags = os.path.abspath(os.fsdecode(arguments[0])), arguments[2] or 0
        if path.startswith(root) and not flags & (os.O_WRONLY | os.O_RDWR):
            found.add(path)
sys.addaudithook(hear)
from jinan_geo.cli.main import main
try:
    main(["build", "--workspace", root, *more])
finally:
    print("\\n".join(sorted(found)), file=sys.stderr)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "more"),
    [("tiny", ()), (".", ("--map", "city")), (".", ()), ("examples/sample-city", ())],
)
@pytest.mark.first_whole(2)
def test_nothing_is_read_that_is_no_input(tmp_path: Path, name: str, more: tuple[str, ...]) -> None:
    root = tmp_path / "city"
    if name == "tiny":
        write_city(root)
    else:
        for part in ("workspace.toml", "targets.toml", "evidence.csv", "layers", "maps"):
            whole = ROOT / name / part
            if whole.is_dir():
                shutil.copytree(whole, root / part, ignore=shutil.ignore_patterns("*.html"))
            elif whole.exists():
                root.mkdir(exist_ok=True)
                shutil.copy(whole, root / part)
    done = subprocess.run(
        [sys.executable, "-c", READ, str(root), *more],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, encoding="utf-8", check=True, timeout=300,
    )  # fmt: skip
    kept = set(map(str, kept_files(root)))
    read = {line for line in done.stderr.splitlines() if line.startswith(str(root))}
    assert len(read & kept) > 5
    own = (f"{root}/.jinan-geo", f"{root}/maps")
    assert {one for one in read - kept if not one.startswith(own)} == set()
