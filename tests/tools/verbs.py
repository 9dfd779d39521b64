"""The command line as a person meets it.

A verb, its output and exit code, and the issue table it writes.
"""

from __future__ import annotations

import csv
import os
import socket
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from click.testing import CliRunner

from jinan_geo.cli.main import main
from tests.tools.tiny_city import write_city

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Checked", "Ran", "check_city", "listening", "run", "run_apart", "write_files"]

COUNTS = ("features", "rows", "matched", "unmatched", "excluded", "silent")
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Ran:
    """What a command printed, both streams together, and its exit code."""

    code: int
    text: str


@dataclass(frozen=True)
class Checked:
    """What ``check`` said: exit code, what it printed, the issue table, and the account of each
    layer's rows.
    """

    code: int
    text: str
    issues: list[dict[str, str]]
    accounts: dict[str, dict[str, int]]

    def of(self, kind: str) -> list[dict[str, str]]:
        """The issues of one type."""
        return [issue for issue in self.issues if issue["type"] == kind]

    def one(self, kind: str) -> dict[str, str]:
        """The only issue of one type."""
        (issue,) = self.of(kind)
        return issue

    @property
    def kinds(self) -> set[str]:
        """The types of the issues, notes apart."""
        return {issue["type"] for issue in self.issues if issue["severity"] != "info"}


def run(*arguments: object) -> Ran:
    """Run a verb; it ends by an exit code of its own, never by another exception."""
    result = CliRunner().invoke(main, [*map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return Ran(result.exit_code, result.output)


def run_apart(*arguments: object, path: Path | None = None, **variables: str) -> Ran:
    """Run a verb in a process of its own, with a folder before its modules and other environment
    variables.
    """
    folders = [*([str(path)] if path else []), str(ROOT)]
    result = subprocess.run(
        [sys.executable, "-m", "jinan_geo", *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(folders), **variables},
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False, timeout=300,
    )  # fmt: skip
    assert "Traceback" not in result.stderr, result.stderr
    return Ran(result.returncode, result.stdout + result.stderr)


def write_files(root: Path, files: Mapping[str, Any]) -> Path:
    """Write the tiny city with files replaced.

    By text, by bytes, or by what a function writes to their path.
    """
    write_city(
        root, {name: text for name, text in files.items() if text is None or isinstance(text, str)}
    )
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif callable(content):
            content(path)
    return root


def check_city(root: Path, files: Mapping[str, Any] | None = None, *options: str) -> Checked:
    """Run ``check`` on the tiny city with some files replaced.

    Every row of every ledger is accounted for.
    """
    if not (root / "workspace.toml").exists():
        write_files(root, files or {})
    ran = run("check", "--workspace", root, "--out", root / "out", "--lang", "en", *options)
    table = root / "out" / "issues.csv"
    if not table.exists():
        return Checked(ran.code, ran.text, [], {})
    with table.open(encoding="utf-8-sig", newline="") as file:
        issues = list(csv.DictReader(file))
    gone = [issue["layer"] for issue in issues if issue["type"] == "layer-left-out"]
    if gone:  # what is said of a layer that is asked for is what it is left out for
        ran = run("check", *gone, "--workspace", root, "--lang", "en", *options)
        return Checked(ran.code, ran.text, [], {})
    accounts = {}
    for line in ran.text.splitlines():
        name, *numbers = line.split() or [""]
        if len(numbers) == len(COUNTS) and all(number.isdecimal() for number in numbers):
            accounts[name] = dict(zip(COUNTS, map(int, numbers), strict=True))
            account = accounts[name]
            assert (
                account["rows"] == account["matched"] + account["unmatched"] + account["excluded"]
            )
    return Checked(ran.code, ran.text, issues, accounts)


@contextmanager
def listening() -> Iterator[tuple[int, list[int]]]:
    """Hold a port of this machine open: what would be fetched from it leaves a connection behind.

    Give both.
    """
    calls: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        yield server.getsockname()[1], calls
        while True:
            try:
                server.accept()[0].close()
            except BlockingIOError:
                break
            calls.append(1)
