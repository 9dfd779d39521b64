"""A process that runs verbs and is killed at any of their calls to the disk.

Started as ``python -m tests.tools.killer ROOT``. Each line of its input is an order: arguments of a
verb, and the number of the call at which the run is killed, or 0. Its answer is a line: how the run
ended, and how many calls it made below ROOT. Runs are forks, so that the libraries are imported
once.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
CHANGES = {
    *("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.truncate", "os.link"),
    *("open", "tempfile.mkstemp", "tempfile.mkdtemp", "shutil.copyfile", "shutil.rmtree"),
}


@dataclass(frozen=True)
class Killer:
    """The running process, from the side of the test."""

    process: subprocess.Popen[str]

    def run(self, *arguments: object, kill_at: int = 0) -> tuple[int, int]:
        """Run a verb; gives how it ended, and how many calls it made."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps([[*map(str, arguments)], kill_at]) + "\n")
        self.process.stdin.flush()
        code, calls = json.loads(self.process.stdout.readline())
        return code, calls


@contextmanager
def killer(root: Path) -> Iterator[Killer]:
    """Start the process for a folder; it ends with the block."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.tools.killer", str(root)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        try:
            yield Killer(process)
        finally:
            assert process.stdin
            process.stdin.close()
            process.wait(60)


class Watch:
    """Counts the calls to the disk below a folder, and kills the process at one of them."""

    def __init__(self, root: str, kill_at: int) -> None:
        self.root, self.kill_at, self.calls = root, kill_at, 0

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Take an audit event of Python."""
        if event not in CHANGES:
            return
        if event == "open" and not self._writes(arguments):
            return
        if any(isinstance(one, str | bytes) and self.root in os.fsdecode(one) for one in arguments):
            self.count()

    @staticmethod
    def _writes(arguments: tuple[Any, ...]) -> bool:
        flags = arguments[2] if len(arguments) > 2 and isinstance(arguments[2], int) else 0
        return bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))

    def count(self) -> None:
        """One more."""
        self.calls += 1
        if self.calls == self.kill_at:
            os.kill(os.getpid(), signal.SIGKILL)


def _run(root: str, arguments: list[str], kill_at: int, answer: int) -> None:
    from jinan_geo.cli.main import main  # noqa: PLC0415 - imported by the parent already

    watch = Watch(root, kill_at)
    sys.addaudithook(watch.hear)
    fsync, write = os.fsync, os.write

    def counted(call: Any) -> Any:
        def made(*given: Any) -> Any:
            watch.count()
            return call(*given)

        return made

    os.fsync, os.write = counted(fsync), counted(write)
    code: object = 0
    try:
        main(arguments)
    except SystemExit as left:
        code = left.code
    write(answer, json.dumps([code, watch.calls]).encode())
    os._exit(0)


def _serve(root: str) -> None:
    for module in ("cli.main", "export.geopackage", "pipeline"):
        importlib.import_module(f"jinan_geo.{module}")
    deliver: Any = importlib.import_module("jinan_geo.pack.deliver")
    deliver.open_studio = lambda: nullcontext(None)  # a browser has nothing to do with files
    told = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    for line in sys.stdin:
        arguments, kill_at = json.loads(line)
        ours, theirs = os.pipe()
        child = os.fork()
        if child == 0:
            _run(root, arguments, kill_at, theirs)
        os.close(theirs)
        _, status = os.waitpid(child, 0)
        said = os.read(ours, 1000)
        os.close(ours)
        answer = json.loads(said) if said else [-os.WTERMSIG(status), kill_at]
        told.write(json.dumps(answer) + "\n")
        told.flush()


if __name__ == "__main__":
    _serve(sys.argv[1])
