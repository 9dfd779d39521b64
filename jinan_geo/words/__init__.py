"""What is said to people, by key; texts lie in ``data/words``, a file a language and room."""

from __future__ import annotations

from jinan_geo.words.words import (
    LANGUAGES,
    UnknownWordsError,
    asked_language,
    current_language,
    fill,
    say,
    speak,
    speaking,
    words_of,
)

__all__ = [
    "LANGUAGES",
    "UnknownWordsError",
    "asked_language",
    "current_language",
    "fill",
    "say",
    "speak",
    "speaking",
    "words_of",
]
