"""How a workspace speaks: ``[locale]`` in ``workspace.toml``."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from jinan_geo.manifest.closed import Closed

__all__ = ["Locale"]


class Locale(Closed):
    """What differs from one country to another, as far as it is obeyed."""

    language: Literal["zh", "en"] = Field(
        "zh", description="language that the terminal speaks and that every page opens in"
    )
