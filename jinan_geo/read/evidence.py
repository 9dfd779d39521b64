"""Which encoding bytes are in that do not say it.

How likely each language would have written just these.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["ENCODINGS", "Verdict", "excerpt", "first_word", "weigh"]

EXCERPT = 1 << 16  # bytes weighed; more of them say no more
# All figures are natural logarithms of a chance, for one character.
ASCII = math.log(1 / 20)
CUT = -8.0  # the first bytes of a character, and then nothing
COMMON, SELDOM, STRANGE, PRIVATE, NEVER = -10.5, -14.5, -22.0, -30.0, -1000.0
CAPITAL, OTHER_LETTER, OTHER_SIGN = -2.0, -8.5, -10.5
# Lead bytes of the characters of everyday use.
EVERYDAY = {
    "gb18030": range(0xB0, 0xD8),
    "big5": range(0xA4, 0xC7),
    "big5hkscs": range(0xA4, 0xC7),
    "cp932": range(0x88, 0x98),
    "cp949": range(0xB0, 0xC9),
}
# Where a common character never has a second byte below this.
UPPER_ONLY = {"gb18030": 0xA1, "cp949": 0xA1}
# How often such files are met before anything is known of one; a stated encoding is worth more.
MET = {
    "gb18030": 0.0, "big5": -1.0, "big5hkscs": -2.0, "cp932": -1.0, "cp949": -1.0, "cp1252": -0.5,
    "cp1250": -1.0,
    "cp1251": -1.0, "iso8859-2": -2.0, "koi8-r": -3.0, "cp866": -4.0, "cp850": -4.0, "cp1253": -2.0,
    "cp1254": -2.0,
    "cp1257": -2.5,
}  # fmt: skip
ENCODINGS = tuple(MET)
STATED = 4.0
# Texts are no independent draws: what follows from one character is counted once more by the next.
TEMPER = 0.5
# Fewer different characters than these are the same evidence over and over: each counts once.
VARIED = 12
# A text that makes words costs less than this for each byte beyond ASCII, and once: broken bytes
# cost more.
PLAUSIBLE = {"han": -6.5, "alphabet": -4.8, "latin": -8.0}
ALLOWED = -8.0
ALLOWED_WORDS = -16.0  # where all beyond ASCII are letters within words: broken bytes are signs too
POSSIBLE = 0.001  # against the likeliest
# The chance of a character beyond ASCII after a letter, after another sign, and after such a one;
# then of a letter and of another sign of ASCII after one beyond it.
STEPS = {
    "han": (0.06, 0.3, 0.88, 0.03, 0.09),
    "alphabet": (0.004, 0.25, 0.82, 0.005, 0.175),
    "latin": (0.06, 0.03, 0.04, 0.76, 0.2),
}
LETTERS, SIGNS = 0.85, 0.08
UNION = -1.5


WORD = re.compile('[^\\s,;|"\x00-\x1f]*[^\x00-\x7f][^\\s,;|"\x00-\x1f]*')
CHARACTER = re.compile(b"[\x80-\xff].?", re.DOTALL)  # of two bytes in most, else with the next
BEYOND = re.compile("[^\x00-\x7f]")
SHOWN_LETTERS = 16


@dataclass(frozen=True)
class Language:
    """How likely each character beyond ASCII is; ``kind`` says how they follow each other."""

    encodings: tuple[str, ...]
    kind: Literal["han", "alphabet", "latin"]
    chances: dict[str, float]
    handicap: float = 0.0


@dataclass(frozen=True)
class Verdict:
    """An encoding, the chance that it is right, and other possible ones, likeliest first."""

    encoding: str
    sure: float
    rivals: tuple[str, ...] = ()


def excerpt(values: Sequence[bytes]) -> list[bytes]:
    """Take the lines that are not ASCII, from the first such byte on, as many as are weighed."""
    taken: list[bytes] = []
    left = EXCERPT
    for value in values:
        for line in re.finditer(rb"[^\n]?[\x80-\xff][^\n]*", value):
            part = line[0][:left]
            taken.append(part)
            left -= len(part)
            if left <= 0:
                return taken
    return taken


def first_word(values: Sequence[bytes], encoding: str) -> str:
    """Give the first word beyond ASCII, as an encoding reads it, for a person to judge."""
    for value in values:
        for line in value.split(b"\n"):
            word = "" if line.isascii() else _first_in(line.decode(encoding, "ignore"))
            if word:
                return word
    return ""


def _first_in(text: str) -> str:
    """Give the first word beyond ASCII; only a few letters before it are looked at.

    A line may hold millions without a blank, and the word is searched from each of them.
    """
    sign = BEYOND.search(text)
    if sign is None:
        return ""
    start = max(0, sign.start() - SHOWN_LETTERS // 2)
    word = WORD.search(text, start, sign.start() + SHOWN_LETTERS)
    return word[0][:SHOWN_LETTERS] if word else ""


def weigh(values: Sequence[bytes], fitting: Sequence[str], stated: str | None) -> Verdict | None:
    """Choose among the encodings in which all is valid; None where none of them makes words.

    ``fitting`` are some of ``ENCODINGS``. Encodings that give the same text are one answer, named
    after the first.
    """
    parts = excerpt(values)
    weight = _weight_of(parts)
    found: dict[str, tuple[str, float]] = {}
    for encoding in fitting:
        text, chance = _chance_of(parts, encoding, weight)
        if chance is not None:
            chance += MET[encoding] + STATED * (encoding == stated)
            name, known = found.get(text, (encoding, chance))
            found[text] = (name, max(chance, known))
    ranked = sorted(found.values(), key=lambda pair: -pair[1])
    if not ranked:
        return None
    odds = [math.exp(TEMPER * (chance - ranked[0][1])) for _, chance in ranked]
    others = zip(ranked[1:], odds[1:], strict=True)
    rivals = tuple(name for (name, _), odd in others if odd > POSSIBLE)
    return Verdict(ranked[0][0], 1 / sum(odds), rivals)


def _weight_of(parts: Sequence[bytes]) -> float:
    """Tell how much of the parts is news: a column that says one word a thousand times is one."""
    written = [char for part in parts for char in CHARACTER.findall(part)]
    different = len(set(written))
    return different / len(written) if 0 < different < VARIED else 1.0


def _chance_of(parts: Sequence[bytes], encoding: str, weight: float) -> tuple[str, float | None]:
    """Give the text of the parts and its chance; no chance where it makes no words."""
    text, cuts = _decode_parts(parts, encoding)
    chance, kind = _chance(text, encoding)
    chance += CUT * cuts
    foreign = sum(_count_foreign(part) for part in parts)
    plain = ASCII * (sum(map(len, parts)) - foreign)
    spare = weight * (chance - plain - PLAUSIBLE[kind] * foreign)
    allowed = ALLOWED_WORDS if kind == "latin" and _are_words(text) else ALLOWED
    return text, None if spare < allowed else weight * chance


def _are_words(text: str) -> bool:
    """Tell whether all beyond ASCII are letters, and no more of them than letters of ASCII."""
    beyond = BEYOND.findall(text)
    plain = sum(char.isascii() and char.isalpha() for char in text)
    return len(beyond) <= plain and all(map(str.isalpha, beyond))


def _count_foreign(part: bytes) -> int:
    return len(part) - len(part.decode("ascii", "ignore"))


def _decode_parts(parts: Sequence[bytes], encoding: str) -> tuple[str, int]:
    """Decode each part, and count those that end within a character."""
    texts = []
    cuts = 0
    for part in parts:
        text = part.decode(encoding, "ignore")
        cuts += text.encode(encoding, "ignore") != part
        texts.append(text)
    return "\n".join(texts), cuts


def _chance(text: str, encoding: str) -> tuple[float, str]:
    """The chance of a text in the encoding's language that suits best, and that language's kind."""
    before = " " + text
    pairs = Counter(
        (_place(previous), char)
        for previous, char in zip(before, text, strict=False)
        if char > "\x7f" or previous > "\x7f"
    )
    plain = ASCII * sum(char <= "\x7f" for char in text)
    return max(
        (plain + _chance_in(pairs, language, encoding), language.kind)
        for language in _languages()
        if encoding in language.encodings
    )


def _place(previous: str) -> int:
    """Tell where a character stands.

    After a letter, after another sign of ASCII, after one beyond it.
    """
    if previous > "\x7f":
        return 2
    return 0 if previous.isalpha() else 1


def _chance_in(pairs: Counter[tuple[int, str]], language: Language, encoding: str) -> float:
    steps = STEPS[language.kind]
    total = language.handicap
    for (place, char), count in pairs.items():
        if char <= "\x7f":
            total += count * math.log(steps[3 if char.isalpha() else 4])
            continue
        known = language.chances.get(char)
        chance = _chance_of_other(char, language.kind, encoding) if known is None else known
        total += count * (math.log(steps[place]) + chance)
    return total


def _chance_of_other(char: str, kind: str, encoding: str) -> float:
    """The chance of a character that is not on the language's list."""
    stored = char.encode(encoding, "ignore")
    is_control, is_private = "\x80" <= char <= "\x9f", "\ue000" <= char <= "\uf8ff"
    if is_control or is_private:
        return PRIVATE if len(stored) > 1 else NEVER
    if kind != "han":
        return OTHER_LETTER if char.isalpha() else OTHER_SIGN
    if len(stored) != 2:  # noqa: PLR2004 - two bytes a character
        return SELDOM if len(stored) == 1 else STRANGE
    if stored[0] in EVERYDAY[encoding] and stored[1] >= UPPER_ONLY.get(encoding, 0):
        return COMMON
    return SELDOM


@cache
def _languages() -> tuple[Language, ...]:
    """Read the languages, and add for each Latin encoding one in which its languages are mixed."""
    text = files("jinan_geo").joinpath("data/letters.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    made = [_language(item, data["signs"]) for item in data["languages"]]
    mixed = [_mix(made, encoding) for encoding in ("cp1252", "cp1250", "iso8859-2", "cp850")]
    return (*made, *mixed)


def _language(item: dict[str, str], signs: dict[str, str]) -> Language:
    """Rank gives the chance: the second letter is met about half as often as the first."""
    letters = "".join(item["letters"].split())
    kind = item["kind"]
    flat = 20.0 if kind == "han" else 1.0
    weights = [1 / (rank + flat) for rank in range(len(letters))]
    total = sum(weights)
    pairs = zip(letters, weights, strict=True)
    chances = {letter: math.log(LETTERS * weight / total) for letter, weight in pairs}
    others = signs["han" if kind == "han" else "latin"]
    for letter in [] if kind == "han" else letters:
        chances.setdefault(letter.upper(), chances[letter] + CAPITAL)
    weights = [1 / (rank + 3) for rank in range(len(others))]
    for sign, weight in zip(others, weights, strict=True):
        chances.setdefault(sign, math.log(SIGNS * weight / sum(weights)))
    return Language(tuple(item["encodings"]), kind, chances)  # type: ignore[arg-type]


def _mix(languages: Sequence[Language], encoding: str) -> Language:
    own = [language for language in languages if encoding in language.encodings]
    summed: dict[str, float] = {}
    for language in own:
        for letter, chance in language.chances.items():
            summed[letter] = summed.get(letter, 0.0) + math.exp(chance) / len(own)
    return Language(
        (encoding,), "latin", {letter: math.log(share) for letter, share in summed.items()}, UNION
    )
