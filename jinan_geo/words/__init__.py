"""What is said to people, by key: the texts lie in ``data/words``, a file for each language and room; it uses nothing."""

from __future__ import annotations

from jinan_geo.words.words import (
    LANGUAGES,
    UnknownWordsError,
    current_language,
    say,
    speaking,
    words_of,
)

__all__ = [
    "LANGUAGES",
    "UnknownWordsError",
    "current_language",
    "say",
    "speaking",
    "words_of",
]
