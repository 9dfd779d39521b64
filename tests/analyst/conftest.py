"""Cities that tests here only read, prepared once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from jinan_geo import pipeline

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.city.city import City
    from jinan_geo.manifest.workspace import Workspace

PREPARED: dict[tuple[Path, object], City] = {}


@pytest.fixture
def prepared_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked for again is not prepared again; for files that no test changes."""
    prepare = pipeline.prepare_city

    def once(workspace: Workspace, as_of: Any = None, *known: Any) -> City:
        key = (workspace.root.resolve(), as_of)
        if key not in PREPARED:
            PREPARED[key] = prepare(workspace, as_of, *known)
        return PREPARED[key]

    monkeypatch.setattr(pipeline, "prepare_city", once)
