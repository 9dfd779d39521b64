"""The stages of projects as a page receives them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from jinan_geo.page.wire import Named

__all__ = ["StageInfo"]


class StageInfo(Named):
    """A stage of a project's life; ``layer`` is set where the layer declares its own."""

    started: bool
    done: bool
    layer: str | None = None
    pause: Literal["stopped", "postponed"] | None = Field(
        default=None, description="a pause beside the order; left out of a page where it is none"
    )
    light: Literal["red", "yellow"] | None = Field(
        default=None, description="the light that work stopped has at least; left out otherwise"
    )
