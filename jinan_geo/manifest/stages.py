"""The stages of a project's life: its steps in order, and the pauses beside them."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from jinan_geo.manifest.closed import Closed, Identifier, Text
from jinan_geo.words import say

__all__ = ["Pause", "Stage"]

Pause = Literal["stopped", "postponed"]


class Stage(Closed):
    """One step of a project's life, in the order of the file; or a pause, which is beside it."""

    id: Identifier = Field(description="what the ledger writes")
    name: Text = Field(description="label of the stage")
    started: bool = Field(description="work has begun at this stage")
    done: bool = Field(description="counts as completed at this stage")
    pause: Pause | None = Field(
        None,
        description="no step but a pause, entered from any stage and left to where it was before: "
        "`stopped`, work stands still and is behind at once; `postponed`, put off by decision and "
        "not judged meanwhile",
    )

    @model_validator(mode="after")
    def _pause_is_no_step(self) -> Self:
        if self.pause and (self.started or self.done):
            msg = say("manifest.errors.pause_is_no_step", id=self.id)
            raise ValueError(msg)
        return self
