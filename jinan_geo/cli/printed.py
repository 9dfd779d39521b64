"""What is printed, cut where it gets longer than anybody reads."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["at_most"]


class Short:
    """A stream that passes a number of lines on and counts the others."""

    def __init__(self, stream: Any, lines: int) -> None:  # noqa: ANN401 - a text stream
        self.stream, self.left, self.over = stream, lines, 0

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a stream has
        return getattr(self.stream, name)

    def write(self, text: str) -> int:
        """Write the lines that are left; what follows is counted."""
        lines = text.splitlines(keepends=True)
        shown = lines[: self.left]
        self.stream.write("".join(shown))
        ended = [line for line in shown if line.endswith("\n")]
        self.left -= len(ended)
        self.over += len(lines) - len(shown)
        return len(text)


@contextlib.contextmanager
def at_most(lines: int, more: str) -> Iterator[None]:
    """Let at most so many lines be printed; where there are others ``more`` is the last."""
    short = Short(sys.stdout, lines - 1)
    with contextlib.redirect_stdout(short):
        yield
    if short.over:
        sys.stdout.write(f"{more}\n")
