"""What ``jinan-geo serve`` hears of, while folders come and go."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import watchfiles

from jinan_geo.cli.serving import watch
from jinan_geo.cli.serving.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST = 20  # seconds after which it is deaf
ROUNDS = 3


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"DEBOUNCE": 20, "STEP": 5, "LOOK": 20, "PAUSE": 0.01}.items():
        monkeypatch.setattr(watch, name, value)


@contextmanager
def heard(root: Path) -> Iterator[threading.Event]:
    changed, stop = threading.Event(), threading.Event()
    Watch(root, changed, stop).start()
    try:
        yield changed
    finally:
        stop.set()


def write(path: Path, changed: threading.Event) -> bool:
    """Write a file, and tell whether it was heard."""
    changed.clear()
    path.write_text(path.name, encoding="utf-8")
    return changed.wait(MOST)


def test_a_folder_that_is_missing_makes_none_of_the_others_deaf(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, outside = tmp_path / "city", tmp_path / "outside"
    (root / "layers").mkdir(parents=True)
    monkeypatch.setattr(watch, "kept_files", lambda _: [outside / "sites.geojson"])
    with heard(root) as changed:
        assert changed.wait(MOST)  # it listens
        assert write(root / "workspace.toml", changed)
        changed.clear()
        outside.mkdir()
        assert changed.wait(MOST)
        assert write(outside / "sites.geojson", changed)


def test_a_folder_that_was_replaced_is_heard(tmp_path: Path) -> None:
    layers = tmp_path / "layers"
    layers.mkdir()
    with heard(tmp_path) as changed:
        assert changed.wait(MOST)
        for at in range(ROUNDS):
            layers.rename(tmp_path / f"old{at}")
            layers.mkdir()
            for count in range(ROUNDS):
                assert write(layers / f"{at}{count}.csv", changed)


class _Waits(threading.Event):
    """Set by as many waits as rounds; none of them lasts."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout
        self.count += 1
        if self.count == ROUNDS:
            self.set()
        return self.is_set()


def test_what_cannot_be_listened_to_is_tried_anew_after_a_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds: list[object] = []

    def refuse(*folders: object, **_: object) -> None:
        rounds.append(folders)
        raise OSError(28, "no space left for another watch")

    monkeypatch.setattr(watchfiles, "watch", refuse)
    stop = _Waits()
    one = Watch(tmp_path, threading.Event(), stop)
    one._listen(one._beside, is_deep=False)  # noqa: SLF001 - what a thread of it does
    assert (len(rounds), stop.count) == (ROUNDS, ROUNDS)
