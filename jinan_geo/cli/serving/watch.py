"""Hears of files that a person changed in a workspace; what a build writes is not among them."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from jinan_geo.write.guard import kept_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["Watch"]

FOLDERS = ("layers", "maps", "ground", "profiles", "messages")
WRITTEN = {".html", ".tmp", ".part", ".lock"}
# Milliseconds in which changes are taken together, and after which the folders are seen to.
DEBOUNCE, STEP, LOOK = 200, 50, 1000
DELETED = 3  # watchfiles.Change.deleted
PAUSE = 1.0  # seconds after which folders that could not be listened to are tried anew


class Watch:
    """Sets ``changed`` when a file of the workspace may have changed, until ``stop`` is set.

    Which it was, and whether it matters, the build finds out by what is in it. The folder itself,
    and those of files that lie elsewhere, are watched without what lies below: anything may.
    """

    def __init__(self, root: Path, changed: threading.Event, stop: threading.Event) -> None:
        self._root, self._changed, self._stop = root.resolve(), changed, stop
        self._heard = 0

    def start(self) -> None:
        """Begin to listen."""
        for folders, is_deep in ((self._below, True), (self._beside, False)):
            threading.Thread(target=self._listen, args=(folders, is_deep), daemon=True).start()

    def _listen(self, folders: Callable[[], list[Path]], is_deep: bool) -> None:  # noqa: FBT001 - a thread's argument
        """Listen to folders, and look which they are whenever something was heard of any."""
        while not self._stop.is_set():
            try:
                self._listen_once(folders, is_deep=is_deep)
            except OSError:  # one went just now, or the system hears no more of them
                self._stop.wait(PAUSE)

    def _listen_once(self, folders: Callable[[], list[Path]], *, is_deep: bool) -> None:
        """Listen until other folders are to be listened to: named, come, gone or replaced."""
        import watchfiles  # noqa: PLC0415 - saves 20 ms of every start

        named, heard, is_new = folders(), self._heard, True
        watched = _present(named)
        for changes in watchfiles.watch(
            *watched,
            watch_filter=None,
            debounce=DEBOUNCE,
            step=STEP,
            stop_event=self._stop,
            rust_timeout=LOOK,
            yield_on_timeout=True,
            recursive=is_deep,
        ):
            is_heard = self._hear(path for _, path in changes)
            self._heard += is_heard
            if is_heard or is_new:  # what changed before anybody listened
                self._changed.set()
            is_new = False
            is_same = self._heard == heard or folders() == named
            heard = self._heard
            if not is_same or _present(named) != watched or _is_gone(watched, changes):
                return

    def _below(self) -> list[Path]:
        return [self._root / name for name in FOLDERS]

    def _beside(self) -> list[Path]:
        own = [self._root / name for name in FOLDERS]
        outside = {file.parent for file in kept_files(self._root) if not _is_below(file, own)}
        return sorted({*outside, self._root})

    def _hear(self, paths: Iterable[str]) -> bool:
        return any(self._is_by_hand(Path(path)) for path in paths)

    def _is_by_hand(self, path: Path) -> bool:
        inner = path.parts[len(self._root.parts) :]
        is_hidden = any(part.startswith(".") for part in inner)
        return not is_hidden and path.suffix.lower() not in WRITTEN


def _present(folders: Iterable[Path]) -> list[Path]:
    return [*filter(Path.is_dir, folders)]


def _is_gone(watched: Iterable[Path], changes: Iterable[tuple[int, str]]) -> bool:
    """Tell whether one that is listened to was taken away: another of its name is not heard."""
    gone = {Path(path) for change, path in changes if change == DELETED}
    return not gone.isdisjoint(watched)


def _is_below(file: Path, folders: Iterable[Path]) -> bool:
    return any(file.is_relative_to(folder) for folder in folders)
