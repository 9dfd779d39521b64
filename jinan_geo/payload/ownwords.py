"""The words of the page's program in a language that is not built in, as the workspace has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinan_geo.words import LANGUAGES

if TYPE_CHECKING:
    from jinan_geo.manifest.locale import Locale
    from jinan_geo.words import Speech

__all__ = ["told_language"]

ROOM, TAG = "web.", "languageTag"


def told_language(locale: Locale, speech: Speech) -> dict[str, Any]:
    """Give what a page's head says of its language, and of what its money is called."""
    return {
        "lang": locale.slot,
        "one_language": len(locale.spoken) == 1,
        "money": locale.own_money,
        "words": _own_words(speech),
    }


def _own_words(speech: Speech) -> dict[str, str]:
    """Give its texts by key, and the language's tag under that of its name.

    None of a language that is built in: the program has its texts.
    """
    if speech.language is None or speech.language in LANGUAGES:
        return {}
    mine = {key.removeprefix(ROOM): text for key, text in speech.words if key.startswith(ROOM)}
    return {**mine, TAG: speech.language}
