"""A process that puts files through the verbs, so that one that ends it is a finding and no end.

``python -m tests.tools.prober``: each line of its input is a path, a folder to write in and options
of a verb; each line of its answer is a list of faults.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Prober"]

ROOT = Path(__file__).resolve().parents[2]
MOST_MEMORY = 4 * 2**30
MOST_SECONDS = 120  # of one file through its verbs; what takes longer has no end in sight


class Prober:
    """The process from the side of the test; it is started anew where a file has ended it."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[str] | None = None

    def faults_of(self, path: Path, scratch: Path, verbs: Sequence[str], *said: str) -> list[str]:
        """Put a file through verbs; give what went wrong."""
        process = self.process = self.process or _start()
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps([str(path), str(scratch), *verbs, "--", *said]) + "\n")
        process.stdin.flush()
        clock = Timer(MOST_SECONDS, process.kill)
        clock.start()
        answer = process.stdout.readline()
        clock.cancel()
        if answer:
            faults: list[str] = json.loads(answer)
            return faults
        return [f"the process ended with {self.close()}"]

    def close(self) -> int:
        """End the process; gives how it ended."""
        if self.process is None:
            return 0
        with self.process as process:  # closes what it was asked and answered through
            self.process = None
        return process.returncode


def _start() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-X", "faulthandler", "-m", "tests.tools.prober"],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _serve() -> None:
    from tests.tools.promises import faults_of  # noqa: PLC0415 - only in the process itself

    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    told = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what libraries print is no answer
    for line in sys.stdin:
        path, scratch, *rest = json.loads(line)
        at = rest.index("--")
        os.chdir(scratch)  # beside no workspace
        faults = faults_of(Path(path), Path(scratch), rest[:at], *rest[at + 1 :])
        told.write(json.dumps(faults) + "\n")
        told.flush()


if __name__ == "__main__":
    _serve()
