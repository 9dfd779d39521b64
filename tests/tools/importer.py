"""A process that imports into a ledger and can be killed at any line of it.

Python -m tests.tools.importer ROOT.

Each line of its input is an order: a JSON list of imports that begin at the same time, each in a
process of its own. Its answer is a line with how each of them ended: an exit code, or minus the
signal that killed it.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import traceback
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from jinan_geo.errors import JinanGeoError
from jinan_geo.ledger import Origin, open_ledger
from jinan_geo.manifest.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

ROOT = Path(__file__).resolve().parents[2]
WATCHED = ("write/files.py", "ledger/files.py")


@dataclass(frozen=True)
class Importer:
    """The running process, from the side of the test."""

    process: subprocess.Popen[str]

    def order(self, *imports: dict[str, Any]) -> list[int]:
        """Let these imports begin together; give how each ended."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(imports) + "\n")
        self.process.stdin.flush()
        ended: list[int] = json.loads(self.process.stdout.readline())
        return ended


@contextmanager
def importer(root: Path, **variables: str) -> Iterator[Importer]:
    """Start the process for a workspace; it ends with the block."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.tools.importer", str(root)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT), **variables}, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        try:
            yield Importer(process)
        finally:
            assert process.stdin
            process.stdin.close()
            process.wait(60)


def record(root: Path, file: str, *, layer: str = "sites", wait: float = 120) -> None:
    """Import a file of one record, unless it is there already; its remark is the file's name."""
    workspace = Workspace.open(root)
    ledger = open_ledger(workspace.layer(layer), workspace, wait=wait)
    cells = {"id": "s-1", "as_of": "2025-03-31", "done_pct": "40", "remark": file}
    frame = pd.DataFrame([{**cells, "source_sheet": "更新项目", "source_row": "7"}])
    with ledger.locked():
        if ledger.find_import(hash_of(file)) is None:
            ledger.append(frame, Origin(file, hash_of(file)), set_aside=0, unchanged=0)


def hash_of(file: str) -> str:
    """A hash that stands for the file's bytes."""
    return file.encode().hex().rjust(64, "0")


def _count_lines(kill_at: int | None, report: str | None) -> None:
    """Count the lines run of what writes; die at one of them, or say how many there were."""
    count = 0

    def on_line(_: FrameType, event: str, __: object) -> Any:
        nonlocal count
        if event == "line":
            count += 1
            if count == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)
            if report:
                Path(report).write_text(str(count), encoding="utf-8")
        return on_line

    sys.settrace(lambda frame, *_: on_line if frame.f_code.co_filename.endswith(WATCHED) else None)


def _run(root: Path, order: dict[str, Any]) -> int:
    if order.get("kill_at") or order.get("report"):
        _count_lines(order.get("kill_at"), order.get("report"))
    if order.get("largest"):
        resource.setrlimit(resource.RLIMIT_FSIZE, (order["largest"], order["largest"]))
    try:
        record(root, order["file"], wait=order.get("wait", 120))
    except JinanGeoError as error:
        return error.exit_code
    return 0


def main() -> None:
    """Take orders until there are no more."""
    root = Path(sys.argv[1])
    for line in sys.stdin:
        started = []
        for order in json.loads(line):
            child = os.fork()
            if child == 0:
                code = 99
                try:
                    code = _run(root, order)
                except Exception:  # noqa: BLE001 - a child must not come back into this loop
                    traceback.print_exc()
                finally:
                    os._exit(code)
            started.append(child)
        ended = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in started]
        sys.stdout.write(json.dumps(ended) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
