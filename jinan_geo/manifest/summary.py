"""What a city tells a province: sums, its outline and how it judges; no project, no row."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from jinan_geo.manifest.closed import Closed, Text
from jinan_geo.manifest.models import Audience

__all__ = ["SUMMARY", "CitySummary", "Counted", "Counts", "Promises"]

SUMMARY: Literal["jinan-geo-summary-1"] = "jinan-geo-summary-1"


class Counts(Closed):
    """Projects by their light."""

    red: int = Field(ge=0)
    yellow: int = Field(ge=0)
    green: int = Field(ge=0)
    grey: int = Field(ge=0, description="those that cannot be judged")

    @property
    def projects(self) -> int:
        """All of them."""
        return self.red + self.yellow + self.green + self.grey

    @property
    def behind(self) -> int:
        """Those that are red or yellow."""
        return self.red + self.yellow

    def __add__(self, other: Counts) -> Counts:
        """Add light by light."""
        return Counts(
            red=self.red + other.red,
            yellow=self.yellow + other.yellow,
            green=self.green + other.green,
            grey=self.grey + other.grey,
        )


class Promises(Closed):
    """Commitments by their light; without a value it is grey."""

    red: int = Field(ge=0)
    yellow: int = Field(ge=0)
    green: int = Field(ge=0)
    grey: int = Field(ge=0)


class Counted(Closed):
    """What is counted of one kind, sourced or sample, at the city's last edition."""

    lights: Counts
    unlocated: int = Field(ge=0, description="projects without a place on the map")
    reported: int = Field(ge=0, description="projects with a report in the last edition")
    promises: Promises
    editions: dict[dt.date, Counts] = Field(description="edition = lights then, oldest first")


class CitySummary(Closed):
    """``export summary``: one JSON file, which ``province`` reads."""

    format: Literal["jinan-geo-summary-1"]
    made_with: str
    name: Text = Field(description="the city")
    as_of: dt.date | None = Field(description="its last edition; None where nothing was reported")
    audience: Audience
    rule: Text = Field(description="by which rule its lights are judged")
    rule_key: str = Field(description="the same for rules that judge alike, thresholds included")
    sourced: Counted | None = Field(description="None where all it has are samples")
    samples: Counted | None = Field(description="None where it has none; never added to sourced")
    outline: list[list[tuple[float, float]]] = Field(
        description="rings of its area as lon, lat in WGS84, holes too, about 500 m coarse"
    )
