"""The ground as a page gets it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.errors import InputError
from jinan_geo.issues.issue import Issue
from jinan_geo.read.ground import GROUND_FILE, ground_sources

if TYPE_CHECKING:
    from jinan_geo.manifest.workspace import Workspace

__all__ = ["check_ground"]


def check_ground(workspace: Workspace) -> list[Issue]:
    """Give an issue where a ground is declared or kept and pages must do without it."""
    try:
        sources = ground_sources(workspace.root / GROUND_FILE)
    except InputError:
        return [Issue("ground-left-out", "", GROUND_FILE)]
    if sources or workspace.manifest.ground is None:
        return []
    return [Issue("ground-left-out", "", "workspace.toml", field="ground")]
