"""What open pages are told: which build is the last, and what is wrong with it."""

from __future__ import annotations

import threading
from dataclasses import dataclass

__all__ = ["Board", "News"]


@dataclass(frozen=True)
class News:
    """What stands in a page's corner: a title, lines below it; nothing without a title."""

    title: str = ""
    lines: tuple[str, ...] = ()
    failed: bool = False


class Board:
    """The last news, and a bell that wakes all who wait for others."""

    def __init__(self) -> None:
        self._bell = threading.Condition()
        self._turn = 0
        self._news = News()
        self._closed = False

    def pin(self, news: News | None = None) -> None:
        """Tell that pages may be new, with other news where there are any."""
        with self._bell:
            self._news = self._news if news is None else news
            self._turn += 1
            self._bell.notify_all()

    def close(self) -> None:
        """Send all who wait away."""
        with self._bell:
            self._closed = True
            self._bell.notify_all()

    def wait(self, turn: int, seconds: float) -> tuple[int, News] | None:
        """Give the turn and the news after ``turn``, at the latest after some seconds.

        None once the board is closed.
        """
        with self._bell:
            self._bell.wait_for(lambda: self._closed or self._turn != turn, seconds)
            return None if self._closed else (self._turn, self._news)
