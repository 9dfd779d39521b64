"""The shape of the code: which way imports point, how long things are, where data lives."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from radon.complexity import cc_visit_ast

import hatch_build
import jinan_geo
from jinan_geo.page.model import Reason

PACKAGE = Path(jinan_geo.__file__).parent
ROOT = PACKAGE.parent
MODULES = sorted(
    file.relative_to(PACKAGE).with_suffix("").as_posix().replace("/", ".")
    for file in PACKAGE.rglob("*.py")
    if "web" not in file.relative_to(PACKAGE).parts
)
# From the ground up: a room uses only the rooms below it, for types too. A room is a folder, or a
# module of its own.
FLOORS = [
    "words",
    "errors",
    "write",
    "manifest",
    "kept",
    "issues",
    "coordinates",
    "page",
    "cells",
    "check",
    "read",
    "ledger",
    "city",
    "publish",
    "answers",
    "payload",
    "export",
    "render",
    "workbook",
    "intake",
    "schemas",
    "pipeline",
    "pack",
    "closing",
    "analyst",
    "cli",
]
ALONE = {"errors", "schemas", "pipeline"}
DUNDER = {"__init__", "__main__"}
LONGEST_FILE, LONGEST_FUNCTION = 400, 50
# As radon counts, which counts chains of and/or, comprehensions and choices within a line.
MOST_COMPLEX = 10
COMPREHENSIONS = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
MARKUP = re.compile(
    r"</?(?:div|span|script|style|svg|html|body|head|table|p|a|img|br|ul|li)\b", re.IGNORECASE
)
HALF_WIDTH = re.compile(
    "[\u4e00-\u9fff\uff08-\uff09\u201c-\u201d][,;:]|[,;:][\u4e00-\u9fff\uff08-\uff09\u201c-\u201d]"
)


def path_of(module: str) -> Path:
    return PACKAGE / (module.replace(".", "/") + ".py")


@cache
def tree_of(module: str) -> ast.Module:
    return ast.parse(path_of(module).read_text(encoding="utf-8"))


@cache  # many tests go through all nodes of all modules
def nodes_of(module: str) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree_of(module)))


def room_of(module: str) -> str:
    return module.split(".", maxsplit=1)[0]


def rooms_used_by(module: str) -> set[str]:
    """Rooms that a module imports from, inside functions and for types too."""
    found = set()
    for node in nodes_of(module):
        if isinstance(node, ast.ImportFrom) and room_of(node.module or "") == "jinan_geo":
            inner = (node.module or "").removeprefix("jinan_geo").removeprefix(".")
            found |= {room_of(inner)} if inner else {name.name for name in node.names}
        if isinstance(node, ast.Import):
            names = [name.name.split(".") for name in node.names]
            found |= {name[1] for name in names if name[0] == "jinan_geo" and len(name) > 1}
    return found


def test_every_module_lies_in_a_room() -> None:
    assert {room_of(module) for module in MODULES} == {*FLOORS, *DUNDER}
    assert {module for module in MODULES if "." not in module} == {*ALONE, *DUNDER}


def test_a_room_uses_only_what_lies_below_it() -> None:
    above = {}
    for module in set(MODULES) - DUNDER:
        room = room_of(module)
        above[module] = rooms_used_by(module) - {room, *FLOORS[: FLOORS.index(room)]}
    assert {module: rooms for module, rooms in above.items() if rooms} == {}


def test_a_room_says_what_it_is_for() -> None:
    for room in set(FLOORS) - ALONE:
        said = ast.get_docstring(tree_of(f"{room}.__init__")) or ""
        assert len(said.splitlines()) == 1, room
        assert len(said) > len("A room."), room


def length_of(function: ast.FunctionDef) -> int:
    """How many lines of code it has below its docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_files_and_functions_stay_short() -> None:
    long = []
    for module in MODULES:
        text = path_of(module).read_text(encoding="utf-8")
        long += [module] if len(text.splitlines()) > LONGEST_FILE else []
        long += [
            f"{module}:{node.name}"
            for node in nodes_of(module)
            if isinstance(node, ast.FunctionDef) and length_of(node) > LONGEST_FUNCTION
        ]
    assert long == []


def test_sources_of_the_page_stay_short() -> None:
    sources = PACKAGE / "web" / "src"
    long = {
        file.relative_to(sources).as_posix()
        for ending in ("ts", "tsx", "css")
        for file in sources.rglob(f"*.{ending}")
        if len(file.read_text(encoding="utf-8").splitlines()) > LONGEST_FILE
    }
    assert long <= {*hatch_build.MADE_SOURCES}  # written by a program


def test_functions_hold_one_thought_a_line() -> None:
    found: dict[str, int] = {}
    for module in MODULES:
        for block in cc_visit_ast(tree_of(module)):
            for one in getattr(block, "methods", [block]):
                found[f"{module}.{one.name}:{one.lineno}"] = one.complexity
    assert {name: count for name, count in found.items() if count > MOST_COMPLEX} == {}


def test_no_comprehension_lies_in_another() -> None:
    nested = [
        f"{module}:{node.lineno}"
        for module in MODULES
        for node in nodes_of(module)
        if isinstance(node, COMPREHENSIONS)
        and any(isinstance(one, COMPREHENSIONS) for one in ast.walk(node) if one is not node)
    ]
    assert nested == []


def test_what_lint_passes_over_has_its_reason_on_its_line() -> None:
    folders = ("jinan_geo", "tests", "docs", "benchmarks", "layers")
    files = [file for folder in folders for file in (ROOT / folder).rglob("*.py")]
    bare = [
        f"{file.relative_to(ROOT)}:{at}"
        for file in [*files, *ROOT.glob("*.py")]
        if "node_modules" not in file.parts
        for at, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if re.search(r"# noqa(?:: [A-Z0-9, ]+)?$", line)
    ]
    assert not bare


def names_in(module: str) -> set[str]:
    """What a module defines at its top, or shows of what its own modules define."""
    tree = tree_of(module)
    defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    assigned = [
        target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets
    ]
    defined |= {target.id for target in assigned if isinstance(target, ast.Name)}
    defined |= {node.target.id for node in tree.body if isinstance(node, ast.AnnAssign)}
    if module.endswith("__init__"):  # a room shows what its modules hold
        defined |= {
            name.name
            for node in tree.body
            if isinstance(node, ast.ImportFrom)
            for name in node.names
        }
    if module == "__init__":
        defined |= set(dir(jinan_geo)) | set(jinan_geo.LAZY)
    return defined


def test_public_names_are_sorted_and_exist() -> None:
    for module in MODULES:
        lists = [
            ast.literal_eval(node.value)
            for node in tree_of(module).body
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
        ]
        if not lists:  # the door, and rooms whose modules are imported by name
            assert module == "__main__" or module.endswith(".__init__"), module
            continue
        (names,) = lists
        assert set(names) <= names_in(module), module
        order = [(not name.isupper(), not name[0].isupper(), name) for name in names]
        assert order == sorted(order), module


def test_no_markup_in_python() -> None:
    for module in MODULES:
        for node in nodes_of(module):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not MARKUP.search(node.value), f"{module}:{node.lineno}"


def test_data_files_are_opened_in_one_place() -> None:
    room = {module for module in MODULES if module.startswith("read.")}
    for module in set(MODULES) - room - {"manifest.workspace", "write.files", "schemas"}:
        calls = [ast.unparse(node.func) for node in nodes_of(module) if isinstance(node, ast.Call)]
        assert not [
            call
            for call in calls
            if call in {"open", "gpd.read_file", "pd.read_csv", "fiona.open", "pyogrio.raw.read"}
        ], module


WORDED = [
    *sorted(PACKAGE.glob("templates/*")),
    *(
        file
        for room in ("cli", "export", "pack", "workbook")
        for file in sorted(PACKAGE.glob(f"{room}/**/*.py"))
    ),
    *(
        PACKAGE / name
        for name in ("coordinates/doctor.py", "coordinates/evidence.py", "city/targets.py")
    ),
    *sorted(PACKAGE.glob("data/*.csv")),
    *sorted(PACKAGE.glob("data/**/*.toml")),
    *sorted(ROOT.glob("*.toml")),
    *sorted(ROOT.glob("maps/*.toml")),
    *sorted(ROOT.glob("layers/*/layer.toml")),
]


def chinese_of(path: Path) -> list[str]:
    """Texts shown to a reader: cells of a table, and quoted strings elsewhere.

    TOML and Python words are no texts.
    """
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".csv":
        return [cell for line in text.splitlines() for cell in line.split(",")]
    if path.suffix == ".toml":
        text = re.sub(r"#[^\n\"]*$", "", text, flags=re.MULTILINE)
        return re.findall(r'"([^"\n]*)"', text)
    if path.suffix == ".py":
        nodes = ast.walk(ast.parse(text))
        return [
            node.value
            for node in nodes
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
    return [*re.findall(r'"([^"\n]*)"', text), *re.findall(r">([^<{]*)<", text)]


def test_chinese_text_has_chinese_punctuation() -> None:
    wrong = {
        path.relative_to(ROOT).as_posix(): text
        for path in WORDED
        for text in chinese_of(path)
        if HALF_WIDTH.search(text)
    }
    assert wrong == {}


def test_no_two_public_classes_share_a_name() -> None:
    homes: dict[str, list[str]] = {}
    for module in MODULES:
        for node in tree_of(module).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, []).append(module)
    assert {name: where for name, where in homes.items() if len(where) > 1} == {}


def folders_called_layer(tree: ast.Module) -> list[int]:
    """Lines that call a layer's folder on disk `layer`; a `Layer` is what was read from it."""
    lines = []
    for node in ast.walk(tree):
        named = node.arg if isinstance(node, ast.arg) else ""
        if isinstance(node, ast.AnnAssign):
            named = ast.unparse(node.target)
        kind = getattr(node, "annotation", None)
        is_folder = kind is not None and "LayerFolder" in re.split(r"\W", ast.unparse(kind))
        if is_folder and named.removeprefix("self.") == "layer":
            lines.append(node.lineno)
    return lines


def test_a_layers_folder_is_never_called_layer() -> None:
    lines = {module: folders_called_layer(tree_of(module)) for module in MODULES}
    assert {module: found for module, found in lines.items() if found} == {}


@pytest.mark.parametrize(
    "code",
    [
        "def read(layer: LayerFolder) -> None: ...",
        "async def read(*, layer: LayerFolder | None = None) -> None: ...",
        "class Ledger:\n    def __init__(self) -> None:\n        self.layer: LayerFolder = found",
        "class Subject:\n    layer: 'LayerFolder'",
    ],
)
def test_a_folder_called_layer_is_found(code: str) -> None:
    assert len(folders_called_layer(ast.parse(code))) == 1


def test_a_layer_may_be_called_layer() -> None:
    assert folders_called_layer(ast.parse("def read(layer: Layer, folder: LayerFolder): ...")) == []


def test_exit_codes_are_declared_on_the_tree_of_errors_alone() -> None:
    """A verb ends with 0, with a name, or with what an error carries; never with a number."""
    for module in MODULES:
        for node in nodes_of(module):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"sys.exit", "SystemExit"}:
                numbers = [one.value for one in ast.walk(node) if isinstance(one, ast.Constant)]
                assert set(numbers) <= {0}, f"{module}:{node.lineno}"
            if isinstance(node, ast.Assign) and module != "errors":
                names = {ast.unparse(target).lower() for target in node.targets}
                assert not names & {"exit_code", "set_aside"}, f"{module}:{node.lineno}"


def test_reasons_of_lights_are_declared_once() -> None:
    """The checker knows them by their type; nobody else lists them."""
    # Without words of more than one thing.
    known = set(get_args(Reason)) - {"done", "lag", "carried", "stopped", "postponed"}
    for module in set(MODULES) - {"page.model", "city.lights", "city.rules"}:
        texts = {
            node.value
            for node in nodes_of(module)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        assert not texts & known, module
