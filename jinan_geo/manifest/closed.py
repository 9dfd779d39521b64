"""What every manifest is made of: closed models, labels in both languages, ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, PrivateAttr, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from jinan_geo.words import current_language, say, text_of, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Closed", "Identifier", "Text", "here", "join", "pick", "text", "texts"]

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=64)]


class Closed(BaseModel):
    """A model that refuses keys it does not know and never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Closed):
    """A label in both languages; where one is empty it is as in the other."""

    zh: str = ""
    en: str = ""

    @model_validator(mode="before")
    @classmethod
    def _of_one_language(cls, given: object) -> object:
        """Take a plain text for one that reads the same in every language."""
        return {"zh": given, "en": given} if isinstance(given, str) else given

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

    @property
    def here(self) -> str:
        """The text in the language that is spoken: what a file of one language holds."""
        return str(getattr(self, here()))

    def detail(self, name: str) -> dict[str, str]:
        """Give it as what an issue's messages take.

        ``name`` for Chinese, ``name_en`` for English.
        """
        return {name: self.zh, f"{name}_en": self.en}


def pick(row: Mapping[Any, Any], name: str) -> str:
    """Give ``name_zh`` or ``name_en`` of a row in the language that is spoken.

    The other where it has none; "" where it has neither.
    """
    first = here()
    others = (one for one in Text.model_fields if one != first)
    said = (row[f"{name}_{lang}"] for lang in (first, *others))
    return next((one for one in said if isinstance(one, str) and one), "")


def here() -> str:
    """Give which of the two languages of a text is spoken: ``zh`` or ``en``."""
    return "zh" if current_language() == "zh" else "en"


class Worded(Text):
    """A text of the message files without values: said anew as the workspace at hand speaks.

    So that a constant of the program is right in every workspace.
    """

    _key: str = PrivateAttr("")

    def __getattribute__(self, name: str) -> Any:  # noqa: ANN401 - of any attribute
        """Give ``zh`` and ``en`` as they are said now."""
        if name in {"zh", "en"}:
            return text_of(self._key, name)
        return super().__getattribute__(name)

    def __eq__(self, other: object) -> bool:
        """Be equal to a text that reads the same now."""
        return isinstance(other, Text) and (self.zh, self.en) == (other.zh, other.en)

    def __hash__(self) -> int:
        """Be the same for what is equal."""
        return hash((self.zh, self.en))


def text(key: str, /, **values: object) -> Text:
    """Give a text of the message files in both languages.

    A value that is a Text is put in as that language has it.
    """
    said = {lang: say(key, lang, **_in(lang, values)) for lang in Text.model_fields}
    return Text(**said) if values else _worded(key)


def texts(table: str) -> dict[str, Text]:
    """Give all texts of a table of the message files by their names, in their order."""
    return {name: _worded(f"{table}.{name}") for name in words_of(table, "zh")}


def _worded(key: str) -> Worded:
    both = {lang: text_of(key, lang) for lang in Text.model_fields}
    made = Worded.model_construct({*both}, **both)
    made._key = key  # noqa: SLF001 - of a model made without its checks, here alone
    return made


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
