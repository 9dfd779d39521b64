"""What every manifest is made of: closed models, labels in both languages, ids."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

__all__ = ["Closed", "Identifier", "Text"]

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=64)]


class Closed(BaseModel):
    """A model that refuses keys it does not know and never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Closed):
    """A label in both languages; English falls back to Chinese where it is empty."""

    zh: str
    en: str = ""

    @model_validator(mode="after")
    def _fall_back(self) -> Self:
        if not self.en:
            object.__setattr__(self, "en", self.zh)
        return self
