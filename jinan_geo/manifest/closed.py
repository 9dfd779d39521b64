"""What every manifest is made of: closed models, labels in both languages, ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from jinan_geo.words import say, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Closed", "Identifier", "Text", "join", "text", "texts"]

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=64)]


class Closed(BaseModel):
    """A model that refuses keys it does not know and never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Closed):
    """A label in both languages; where one is empty it is as in the other."""

    zh: str = ""
    en: str = ""

    @model_validator(mode="after")
    def _fall_back(self) -> Self:
        if not self.model_fields_set:
            kind, told = "missing", "Field required"  # worded as of any key that is missing
            raise PydanticCustomError(kind, told)
        if not self.en:
            object.__setattr__(self, "en", self.zh)
        if not self.zh:
            object.__setattr__(self, "zh", self.en)
        return self

    def detail(self, name: str) -> dict[str, str]:
        """Give it as what an issue's messages take.

        ``name`` for Chinese, ``name_en`` for English.
        """
        return {name: self.zh, f"{name}_en": self.en}


def text(key: str, /, **values: object) -> Text:
    """Give a text of the message files in both languages.

    A value that is a Text is put in as that language has it.
    """
    return Text(**{lang: say(key, lang, **_in(lang, values)) for lang in Text.model_fields})


def texts(table: str) -> dict[str, Text]:
    """Give all texts of a table of the message files by their names, in their order."""
    both = {lang: words_of(table, lang) for lang in Text.model_fields}
    return {name: Text(zh=zh, en=both["en"][name]) for name, zh in both["zh"].items()}


def join(between: str, parts: Iterable[Text]) -> Text:
    """Join texts in both languages by what the key ``between`` holds, a comma for example."""
    listed = [*parts]
    joined = {}
    for lang in Text.model_fields:
        joined[lang] = say(between, lang).join(getattr(part, lang) for part in listed)
    return Text(**joined)


def _in(lang: str, values: Mapping[str, object]) -> dict[str, object]:
    return {
        name: getattr(value, lang) if isinstance(value, Text) else value
        for name, value in values.items()
    }
