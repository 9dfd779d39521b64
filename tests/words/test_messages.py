"""Every message is whole: filled with values, it has no doubled signs and no other language."""

from __future__ import annotations

import re

import pytest

from jinan_geo.issues.issue import catalogue
from jinan_geo.words import fill
from jinan_geo.words.words import LANGUAGES, PLACEHOLDER
from tests.tools.grammar import faults_of
from tests.words.test_words import TEXTS

# Parts that stand within others, or are signs: they may begin or end with a blank.
PART = {"a blank at its end", "two signs", "a blank before a sign", "brackets that do not close"}
NUMBERS = re.compile(
    r"^(?:n|count\d?|rows|features|days|layers|projects|places|parts|located|matched|unmatched|"
    r"unlocated|recorded|unchanged|set_aside|excluded|error|warning|info|issues|due|owed|before|"
    r"number|editions|every|all|share|metres|least|limit|decimals|age|line|at|row|total|missing|"
    r"start|stated|known|most\w*|opened|still|fixed|reopened|amount|coarsen|now|size|width)$"
)


def sample(template: str, count: int) -> dict[str, object]:
    """A value for each placeholder: a number where it is written as one, else a name."""
    found: dict[str, object] = {}
    for name, how in PLACEHOLDER.findall(template):
        number = "|" in how or any(sign in how for sign in "%,.f") or NUMBERS.match(name)
        found[name] = count if number else found.get(name, "'值'")
    return found


# Of these there are always several.
SEVERAL = {"read.topojson.layers", "read.errors.archive_layers", "read.errors.layers"}
SEVERAL |= {"tiny-part", "parts-together", "same-name", "row-limit", "coordinates.unseen.suspects"}


def written(key: str, template: str) -> list[str]:
    counts = (2, 12345) if key in SEVERAL else (0, 1, 2, 12345)
    return [fill(template, sample(template, count)) for count in counts]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_whole(language: str) -> None:
    wrong = {
        key: (text, faults)
        for key, template in TEXTS[language].items()
        for text in written(key, template)
        if (faults := set(faults_of(text, language)) - PART - {"letters glued to characters"})
    }
    assert wrong == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_issue_is_worded_whole(language: str) -> None:
    wrong = []
    for kind in catalogue().values():
        for part in ("name", "message", "fix"):
            template = getattr(kind, f"{part}_{language}")
            for text in written(kind.type, template):
                faults = faults_of(text, language)
                wrong += [(kind.type, part, text, faults)] if faults else []
    assert wrong == []


def test_a_count_of_one_is_one() -> None:
    template = "{count} {count:row was|rows were} read"
    assert fill(template, {"count": 1}) == "1 row was read"
    assert fill(template, {"count": "1"}) == "1 row was read"
    assert fill(template, {"count": 0}) == "0 rows were read"
    with pytest.raises(KeyError, match="count"):
        fill(template, {})


@pytest.mark.parametrize(
    ("said", "language", "fault"),
    [
        ("the  file", "en", "two blanks"), ("read,, and", "en", "two signs"),
        ("1 rows were read", "en", "one of many"), ("a empty row", "en", "a before a vowel"),
        ("the table have no key", "en", "singular with a plural"), ("没有。。", "zh", "two signs"),
        ("the the file", "en", "a word twice"), ("the file，again", "en", "full-width signs"),
        ("no {value} here", "en", "an unfilled place"), ("第 3 行,没有", "zh", "half-width signs"),
        ("没有table的列", "zh", "letters glued to characters"),
        ("文件（没有", "zh", "brackets that do not close"),
    ],
)  # fmt: skip
def test_a_faulty_message_is_found(said: str, language: str, fault: str) -> None:
    assert fault in faults_of(said, language)


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("a.csv #3: 21 rows = 20 + 1, 1.1 rows; 'a  b'", "en"),
        ("按 EPSG:4490 解读（12 个）", "zh"),
        ("it is ... so", "en"), ("文件 a.csv：第 3 行，“名称”列", "zh"), ("a unit of money", "en"),
    ],
)  # fmt: skip
def test_a_sound_message_is_not(said: str, language: str) -> None:
    assert faults_of(said, language) == []
