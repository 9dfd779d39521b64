"""How a workspace speaks: ``[locale]`` in ``workspace.toml``."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, StringConstraints, field_validator, model_validator

from jinan_geo.manifest.closed import Closed, Text
from jinan_geo.manifest.fiscal import FiscalYears, NamedBy
from jinan_geo.manifest.messages import load_messages
from jinan_geo.manifest.oc4ids import zone_of
from jinan_geo.words import LANGUAGES, Order, Speech, say, spoken_apart, words_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["SCALES", "UNSTATED", "Locale", "Scale", "speak_of"]

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Scale = Literal["one", "thousand", "ten-thousand", "million", "hundred-million", "billion"]
# How many of the currency one of the unit is.
SCALES: Mapping[str, int] = {
    "one": 1,
    "thousand": 10**3,
    "ten-thousand": 10**4,
    "million": 10**6,
    "hundred-million": 10**8,
    "billion": 10**9,
}
YUAN = "CNY"
UNSTATED = "XXX"  # ISO 4217: no currency
BEIJING = "+08:00"


class Locale(Closed):
    """What differs from one country to another."""

    language: Language = Field(
        "zh", description="language of the terminal, of every file, and that every page opens in"
    )
    languages: list[Language] | None = Field(
        None,
        min_length=1,
        description="languages that pages can be read in, the first ones first; default: Chinese "
        "and English; where the first is not built in pages have that alone",
    )
    messages: str | None = Field(
        None,
        description="message file of a language that is not built in, in the workspace; default "
        "`messages/<language>.toml`; what it lacks is said in English",
    )
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = Field(
        YUAN,
        description="currency of all money, by its code: USD, GBP; XXX where none is stated",
    )
    money: Scale | None = Field(
        None,
        description="unit that money is kept and shown in; default: ten-thousand of CNY, else "
        "million",
    )
    money_name: Text | None = Field(
        None, description="what that unit is called, where it has a name of its own: £k, 億円"
    )
    dates: Order | None = Field(
        None,
        description="order of year, month and day in the inputs, where it is not told by the "
        "day itself: `mdy` reads 3/4/2025 as 4 March; default: such a day is asked about",
    )
    decimal: Literal[".", ","] | None = Field(
        None,
        description="sign before decimals in the inputs, the other one parts thousands; default: "
        "a point, and what may be either is asked about",
    )
    timezone: str | None = Field(
        None,
        description="time zone of stamps, as America/New_York; default: Beijing's of a Chinese "
        "workspace, else the computer's",
    )
    fiscal_start: str = Field(
        "01-01",
        description="month and day on which the plan's year begins, as `07-01`; not 29 February",
    )
    fiscal_name: NamedBy = Field(
        "end",
        description="what a year that does not begin in January is named by: the calendar year of "
        "its `end` or of its `start`",
    )

    @field_validator("timezone")
    @classmethod
    def _is_a_zone(cls, value: str | None) -> str | None:
        if value is not None:
            zone_of(value)
        return value

    @field_validator("fiscal_start")
    @classmethod
    def _begins_a_year(cls, value: str) -> str:
        FiscalYears.starting(value, "end")
        return value

    @model_validator(mode="after")
    def _languages_have_the_first(self) -> Self:
        if self.languages is not None and self.language not in self.languages:
            raise ValueError(say("manifest.errors.languages", language=self.language))
        others = [one for one in self.languages or () if one not in (*LANGUAGES, self.language)]
        if others:
            raise ValueError(say("manifest.errors.further_language", language=others[0]))
        return self

    @property
    def spoken(self) -> tuple[str, ...]:
        """The languages that pages can be read in."""
        if self.language not in LANGUAGES:
            return (self.language,)
        if self.languages is not None:
            return tuple(self.languages)
        return LANGUAGES[::-1] if self.language in LANGUAGES else (self.language,)

    @property
    def slot(self) -> str:
        """Which of the two languages of a text its own is: one that is not built in has English's.

        Its message file stands for the words of the program.
        """
        return self.language if self.language in LANGUAGES else "en"

    @property
    def scale(self) -> Scale:
        """The unit of money."""
        return self.money or ("ten-thousand" if self.currency == YUAN else "million")

    @property
    def zone(self) -> dt.tzinfo | None:
        """The zone that is stated, else Beijing's of a Chinese workspace; None: the computer's."""
        if self.timezone is None and self.language != "zh":
            return None
        return zone_of(self.timezone or BEIJING)

    @property
    def years(self) -> FiscalYears:
        """The years that plans run for."""
        return FiscalYears.starting(self.fiscal_start, self.fiscal_name)

    @property
    def is_yuan(self) -> bool:
        """Tell whether money is kept in the currency that 元, 万元 and 亿元 are units of."""
        return self.currency == YUAN

    @property
    def unit(self) -> Decimal:
        """How many of the currency the unit of money is."""
        return Decimal(SCALES[self.scale])

    @property
    def money_words(self) -> Mapping[str, str]:
        """What the unit of money is called, by language."""
        if self.money_name is not None:
            return {"zh": self.money_name.zh, "en": self.money_name.en}
        return {lang: self._called(lang) for lang in LANGUAGES}

    @property
    def own_money(self) -> Text | None:
        """What the unit of money is called where that is not 万元; else None."""
        if self.money_name is None and (self.currency, self.scale) == (YUAN, "ten-thousand"):
            return None
        return Text(**self.money_words)

    def _called(self, lang: str) -> str:
        if self.currency == YUAN:
            return words_of("manifest.money.yuan", lang)[self.scale]
        scale = words_of("manifest.money.units", lang)[self.scale]
        currency = "" if self.currency == UNSTATED and scale else self.currency
        return say("manifest.money.said", lang, currency=currency, scale=scale).strip()


def speak_of(locale: Locale, root: Path) -> Speech:
    """Give how the workspace at ``root`` speaks.

    Raises
    ------
    ManifestError
        Its message file cannot be used.
    """
    with spoken_apart():  # its own words are said as they are built in
        only = locale.spoken[0] if len(locale.spoken) == 1 else None
        called = locale.money_words
        others = [one for one in (locale.language, *locale.spoken) if one not in LANGUAGES]
        standing = tuple((lang, "money", text) for lang, text in called.items())
        standing += tuple((one, "money", called["en"]) for one in dict.fromkeys(others))
        words = tuple(_own_words(locale, root).items())
    inputs = (locale.dates, locale.decimal)
    return Speech(locale.language, only, words, standing, locale.timezone, *inputs)


def _own_words(locale: Locale, root: Path) -> Mapping[str, str]:
    """The texts of the message file of a language that is not built in; none without a file."""
    if locale.language in LANGUAGES:
        return {}
    name = locale.messages or f"messages/{locale.language}.toml"
    path = root / name
    if locale.messages is None and not path.is_file():
        return {}
    return load_messages(path, name)
