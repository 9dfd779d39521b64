"""What is said to people, by key; texts lie in ``data/words``, a file a language and room."""

from __future__ import annotations

from jinan_geo.words.speech import (
    Speech,
    asked_language,
    current_language,
    current_speech,
    speak,
    speak_as,
    speaking,
    spoken_apart,
    spoken_in,
    written_language,
    written_whole,
)
from jinan_geo.words.words import (
    LANGUAGES,
    UnknownWordsError,
    fill,
    fill_standing,
    pair_of,
    say,
    slot_of,
    standing_words,
    text_of,
    words_of,
)

__all__ = [
    "LANGUAGES",
    "Speech",
    "UnknownWordsError",
    "asked_language",
    "current_language",
    "current_speech",
    "fill",
    "fill_standing",
    "pair_of",
    "say",
    "slot_of",
    "speak",
    "speak_as",
    "speaking",
    "spoken_apart",
    "spoken_in",
    "standing_words",
    "text_of",
    "words_of",
    "written_language",
    "written_whole",
]
