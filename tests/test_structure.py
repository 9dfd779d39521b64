"""The shape of the code: which way imports point, how long things are, where markup and data live."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import jinan_geo

PACKAGE = Path(jinan_geo.__file__).parent
ROOT = PACKAGE.parent
MODULES = sorted(
    file.relative_to(PACKAGE).with_suffix("").as_posix().replace("/", ".")
    for file in PACKAGE.rglob("*.py")
    if "web" not in file.relative_to(PACKAGE).parts
)
# The flow, from what knows nothing to what knows all: a module imports only what stands before it.
FLOW = [
    *(
        "errors",
        "closed",
        "signs",
        "expectation",
        "attributes",
        "tiles",
        "manifest",
        "issues",
        "gcj",
        "crs",
        "values",
        "agree",
        "workspace",
    ),
    *("check.__init__", "check.words", "check.validity", "check.misfit", "check.cells", "check.scales", "check.repair"),
    *("read.text", "read.source", "read.excel", "read.layout", "read.sniff", "read.archive", "read.shapes"),
    *("read.geojson", "read.shapefile", "read.vector"),
    *("read.table", "read.database", "read.features", "read.layer", "read.__init__", "photos"),
    *("write", "ledger.entry", "ledger.journal", "ledger.state", "ledger.lines", "ledger.tables", "ledger.records"),
    *(
        "ledger.lock",
        "ledger.source",
        "ledger.store",
        "ledger.files",
        "ledger.database",
        "ledger.__init__",
        "addresses",
    ),
    *("systems", "anchors", "evidence", "doctor"),
    *("payload.__init__", "payload.columns", "payload.model", "basemaps"),
    *("check.subject", "check.shapes", "check.expected", "check.keys", "check.progress", "check.relations"),
    *("check.provision", "check.editions"),
    *("export.__init__", "export.labels"),
    *("city", "join", "place", "check.inside", "appraise", "targets", "compare", "audience"),
    *("clearance", "publish", "changes", "provision", "quality"),
    *("payload.block", "payload.build"),
    "issue_table",
    *("render.__init__", "render.bundle", "render.policy", "render.templates", "render.outline", "render.still"),
    *("render.elements", "render.index", "render.page"),
    *("export.table", "export.look", "export.qml", "export.sld"),
    *("export.geopackage", "export.workbook", "export.geojson", "export.parquet", "export.deliver"),
    *("export.locate", "export.findings", "export.provision", "export.changes"),
    *("workbook.__init__", "workbook.form", "workbook.look", "workbook.contents", "workbook.guide", "workbook.todo"),
    *("workbook.template", "workbook.profile", "workbook.cells", "workbook.lines", "workbook.recognise"),
    *("workbook.foreign", "workbook.projects", "workbook.judge", "workbook.totals", "workbook.register"),
    *("workbook.importing", "workbook.recording", "schemas"),
    *("quick", "pipeline", "examine", "propose", "adopt", "single", "changes_page"),
    *("pack.__init__", "pack.contents", "pack.tables", "pack.brief", "pack.picture", "pack.document", "pack.deliver"),
    *(
        "terminal",
        "terminal_doctor",
        "terminal_layer",
        "terminal_export",
        "terminal_pack",
        "terminal_ledger",
        "terminal_ledger_workbook",
        "terminal_ledger_import",
        "cli_options",
        "terminal_quality",
        "terminal_provision",
        "terminal_compare",
        "cli_compare",
        "cli_layer",
        "cli_check",
        "cli_export",
        "cli_ledger_workbook",
        "cli_provision",
        "cli_ledger",
        "cli_pack",
        "cli",
        "__main__",
        "__init__",
    ),
]
LONGEST_FILE, LONGEST_FUNCTION = 400, 50
MARKUP = re.compile(r"</?(?:div|span|script|style|svg|html|body|head|table|p|a|img|br|ul|li)\b", re.IGNORECASE)
HALF_WIDTH = re.compile("[\u4e00-\u9fff\uff08-\uff09\u201c-\u201d][,;:]|[,;:][\u4e00-\u9fff\uff08-\uff09\u201c-\u201d]")


def tree_of(module: str) -> ast.Module:
    return ast.parse((PACKAGE / (module.replace(".", "/") + ".py")).read_text(encoding="utf-8"))


def imports_of(module: str) -> set[str]:
    """Modules of this package that are imported, also inside functions; those for types alone do not count."""
    tree = tree_of(module)
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "jinan_geo":
            base = (node.module or "").removeprefix("jinan_geo").removeprefix(".")
            whole = [f"{base}.{name.name}".lstrip(".") for name in node.names]
            found |= {name for name in whole if name in MODULES} or {base}
    return {f"{name}.__init__" if f"{name}.__init__" in MODULES else name for name in found}


def test_every_module_has_its_place_in_the_flow() -> None:
    assert sorted(FLOW) == MODULES
    assert len(set(FLOW)) == len(FLOW)


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_backwards_along_the_flow(module: str) -> None:
    before = FLOW[: FLOW.index(module)]
    assert imports_of(module) <= set(before)


@pytest.mark.parametrize("module", MODULES)
def test_files_and_functions_stay_short(module: str) -> None:
    text = (PACKAGE / (module.replace(".", "/") + ".py")).read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_FILE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            assert not body or (node.end_lineno or 0) - body[0].lineno < LONGEST_FUNCTION, node.name


@pytest.mark.parametrize("module", MODULES)
def test_public_names_are_sorted_and_exist(module: str) -> None:
    tree = tree_of(module)
    lists = [
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    ]
    if not lists:
        assert module in {
            "__main__",
            "check.__init__",
            "export.__init__",
            "pack.__init__",
            "payload.__init__",
            "render.__init__",
            "workbook.__init__",
        }
        return
    (names,) = lists
    defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    assigned = [target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets]
    defined |= {target.id for target in assigned if isinstance(target, ast.Name)}
    defined |= {node.target.id for node in tree.body if isinstance(node, ast.AnnAssign)}
    if module.endswith("__init__"):  # a room shows what its modules hold
        defined |= {name.name for node in tree.body if isinstance(node, ast.ImportFrom) for name in node.names}
    assert set(names) <= (set(dir(jinan_geo)) | set(jinan_geo.LAZY) if module == "__init__" else defined)
    order = [(not name.isupper(), not name[0].isupper(), name) for name in names]
    assert order == sorted(order)


@pytest.mark.parametrize("module", MODULES)
def test_no_markup_in_python(module: str) -> None:
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert not MARKUP.search(node.value), node.value


def test_data_files_are_opened_in_one_place() -> None:
    room = {module for module in MODULES if module.startswith("read.")}
    for module in set(MODULES) - room - {"workspace", "write", "schemas"}:
        calls = [ast.unparse(node.func) for node in ast.walk(tree_of(module)) if isinstance(node, ast.Call)]
        assert not [
            call for call in calls if call in {"open", "gpd.read_file", "pd.read_csv", "fiona.open", "pyogrio.raw.read"}
        ], module


WORDED = [
    *sorted(PACKAGE.glob("templates/*")),
    PACKAGE / "terminal.py",
    PACKAGE / "terminal_doctor.py",
    PACKAGE / "terminal_compare.py",
    PACKAGE / "terminal_export.py",
    PACKAGE / "terminal_provision.py",
    PACKAGE / "terminal_quality.py",
    PACKAGE / "single.py",
    *sorted(PACKAGE.glob("export/*.py")),
    PACKAGE / "terminal_ledger.py",
    PACKAGE / "terminal_ledger_workbook.py",
    PACKAGE / "terminal_ledger_import.py",
    *sorted(PACKAGE.glob("workbook/*.py")),
    *sorted(PACKAGE.glob("pack/*.py")),
    PACKAGE / "terminal_pack.py",
    PACKAGE / "doctor.py",
    PACKAGE / "evidence.py",
    PACKAGE / "targets.py",
    *sorted(PACKAGE.glob("data/*.csv")),
    *sorted(PACKAGE.glob("data/**/*.toml")),
    *sorted(ROOT.glob("*.toml")),
    *sorted(ROOT.glob("maps/*.toml")),
    *sorted(ROOT.glob("layers/*/layer.toml")),
]


def chinese_of(path: Path) -> list[str]:
    """Texts shown to a reader: cells of a table, and quoted strings elsewhere; TOML and Python words are no texts."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".csv":
        return [cell for line in text.splitlines() for cell in line.split(",")]
    if path.suffix == ".toml":
        text = re.sub(r"#[^\n\"]*$", "", text, flags=re.MULTILINE)
        return re.findall(r'"([^"\n]*)"', text)
    if path.suffix == ".py":
        nodes = ast.walk(ast.parse(text))
        return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return [*re.findall(r'"([^"\n]*)"', text), *re.findall(r">([^<{]*)<", text)]


@pytest.mark.parametrize("path", WORDED, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_chinese_text_has_chinese_punctuation(path: Path) -> None:
    wrong = [text for text in chinese_of(path) if HALF_WIDTH.search(text)]
    assert wrong == []
