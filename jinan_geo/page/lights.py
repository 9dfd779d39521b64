"""The light rules as they travel to a page."""

from __future__ import annotations

from pydantic import Field

from jinan_geo.manifest.closed import Text
from jinan_geo.manifest.lightrules import Rule
from jinan_geo.page.wire import Wire

__all__ = ["LightInfo"]


class LightInfo(Wire):
    """The light rules in force, for the arithmetic; lags are in percentage points."""

    name: Text
    source: Text
    by: Rule = Field(
        "lag", description="what projects are judged by; commitments by their lag always"
    )
    yellow_from_lag: float
    red_above_lag: float
    late_start_yellow_months: int
    late_start_red_months: int
    yellow_from_days: int | None = None
    red_above_days: int | None = None
    yellow_below_spi: float | None = None
    red_below_spi: float | None = None
    yellow_below_cpi: float | None = None
    red_below_cpi: float | None = None
