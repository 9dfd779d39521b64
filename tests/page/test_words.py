"""What the page's program says.

The same keys and placeholders in every language, and no word that nobody says.
"""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

import jinan_geo

PACKAGE = Path(jinan_geo.__file__).parent
FILES = sorted(PACKAGE.glob("data/words/*/web.toml"))
WORDS = {file.parent.name: tomllib.loads(file.read_text(encoding="utf-8")) for file in FILES}
SOURCES = [
    file
    for file in sorted((PACKAGE / "web/src").rglob("*.ts*"))
    if file.name not in {"texts.ts", "boottexts.ts", "page.d.ts"}
]
CJK = re.compile("[\u3400-\u9fff]")
# Units, counters and kinds of district by which what comes with the data is known; not shown from
# here.
DATA_UNITS = {"words/format.ts", "panel/list.tsx", "look/labels.ts"}


def flat(words: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in words.items():
        found |= flat(value, f"{key}.") if isinstance(value, dict) else {prefix + key: value}
    return found


def code_of(file: Path) -> str:
    return re.sub(
        r"/\*.*?\*/|(?<![:\"])//[^\n]*", "", file.read_text(encoding="utf-8"), flags=re.DOTALL
    )


def unused(keys: set[str], code: str) -> set[str]:
    """Keys that stand in the code neither in quotes nor under a prefix that is completed when it
    runs.
    """
    quoted = set(re.findall(r'(?:"|TEXTS\.|LISTS\.)(\w+)\b', code))
    begun = tuple(set(re.findall(r"`(\w+_)\$\{", code)))
    return {key for key in keys - quoted if not key.startswith(begun)}


def test_the_languages_are_those_of_the_folders() -> None:
    assert {"zh", "en"} <= set(WORDS)
    texts = (PACKAGE / "web/src/words/texts.ts").read_text(encoding="utf-8")
    langs = ["zh", *sorted(set(WORDS) - {"zh"})]
    assert f"LANGS = {json.dumps(langs, separators=(',', ':'))} as const" in texts


# What a language may choose from, where each says the same in its own way.
DAY = {"{month}", "{day}", "{n}", "{name}"}
OFFERED = {"dateOf": {"{year}", *DAY}, "dayOf": DAY}


@pytest.mark.parametrize("lang", WORDS)
def test_a_language_has_every_key_and_placeholder(lang: str) -> None:
    first, own = flat(WORDS["zh"]), flat(WORDS[lang])
    assert set(own) == set(first)
    for key, value in own.items():
        assert type(value) is type(first[key]), key
        asked = set(re.findall(r"\{\w+\}", str(value)))
        if key in OFFERED:
            assert asked <= OFFERED[key]
            assert ("{year}" in asked) == ("{year}" in OFFERED[key])
        else:
            assert asked == set(re.findall(r"\{\w+\}", str(first[key]))), key


def test_no_word_is_unused() -> None:
    code = "\n".join(code_of(file) for file in SOURCES)
    assert unused({key.rpartition(".")[2] for key in flat(WORDS["zh"])}, code) == set()
    assert unused({"neverSaid", "colour_red"}, code) == {"neverSaid", "colour_red"}


def test_no_chinese_stands_in_the_program() -> None:
    found = {
        file.relative_to(PACKAGE / "web/src").as_posix()
        for file in SOURCES
        if CJK.search(code_of(file))
    }
    assert found == DATA_UNITS
