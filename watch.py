"""Rebuilds the page's program and the pages whenever a source changes, until it is stopped.

``make watch``.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import watchfiles

ROOT = Path(__file__).resolve().parent
SOURCES = [ROOT / name for name in ("jinan_geo", "layers", "maps", "examples")]
SINGLE = ("workspace.toml", "targets.toml")


def main() -> None:
    """Run ``make maps`` after each change.

    A failed build says why and waits for the next change.
    """
    named = [ROOT / name for name in SINGLE if (ROOT / name).exists()]
    for changes in watchfiles.watch(*SOURCES, *named, raise_interrupt=False):
        changed = written_by_hand({path for _, path in changes})
        if changed:
            sys.stdout.write(f"{', '.join(changed)} changed\n")
            sys.stdout.flush()
            subprocess.run(["make", "maps"], cwd=ROOT, check=False)  # noqa: S607 - wherever make is


def written_by_hand(paths: set[str]) -> list[str]:
    """Those that git does not ignore, from the root on: a build must not start the next one."""
    asked = subprocess.run(
        ["git", "check-ignore", "--stdin", "-z"],  # noqa: S607 - wherever git is
        cwd=ROOT, input="\0".join(sorted(paths)), capture_output=True, text=True, check=False,
    )  # fmt: skip
    made = set(asked.stdout.split("\0"))
    return sorted(Path(path).relative_to(ROOT).as_posix() for path in paths - made)


if __name__ == "__main__":
    main()
