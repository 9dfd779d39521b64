"""Texts by key: what they give, and that code and message files know the same keys."""

from __future__ import annotations

import ast
import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import pytest

from jinan_geo.manifest.closed import Text, text, texts
from jinan_geo.words import LANGUAGES, UnknownWordsError, current_language, say, speaking, words_of
from jinan_geo.words.words import FOLDER, PLACEHOLDER, load_words
from tests.test_structure import MODULES, tree_of
from tests.tools.verbs import run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WEB = "web"  # the page's own room: its program asks, and its tests look
ROOMS = sorted(
    {
        file.name.removesuffix(".toml")
        for lang in LANGUAGES
        for file in FOLDER.joinpath(lang).iterdir()
        if file.name != f"{WEB}.toml"
    }
)
ONE, TABLE = {"join", "say", "text"}, {"words_of", "texts"}
DOORS = {"words.words", "manifest.closed"}  # they hand a key on
CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uff60]")
# Chinese in code that is no message, by module and why.
NO_MESSAGES = {
    "answers.causes": "marks that part what people remark",
    "check.ids": "signs that stand for a hyphen in ids",
    "cells.inputs": "numerals of days as people write them",
    "cells.misfit": "patterns of what people write instead of a value",
    "cells.degrees": "patterns of how people write coordinates",
    "cells.scales": "units of money as data have them",
    "cells.traces": "patterns of spoilt text",
    "cells.values": "yes and no as data have them",
    "intake.begin": "headings of a column of names as people's files have them",
    "intake.dated": "headings of a column of days as people's files have them",
    "intake.ids": "headings of columns that tell rows apart, or do not",
    "intake.kinds": "headings of rates and codes, yes and no as people's files have them",
    "intake.money": "headings and units of money as people's files have them",
    "intake.role": "headings of what projects report",
    "intake.matching": "brackets and marks that names are written with",
    "intake.keys": "hyphens that keys are written with",
    "intake.propose": "headings and units as people's files have them",
    "intake.quick": "headings of a column of names as people's files have them",
    "intake.typed": "units of amounts and headings of days as people's files have them",
    "coordinates.datum": "names of older datums as data have them",
    "coordinates.telling_columns": "names of systems and of districts as data have them",
    "export.issue_table": "full-width signs that a formula may begin with",
    "read.posted": "how programs name a second copy of a file",
    "ledger.evidence": "yes and a sign between ids as data have them",
    "ledger.lines": "a unit of money as manifests name it",
    "ledger.tasks": "the sign between an office and its form's title",
    "manifest.delivered": "units of money as manifests name them; descriptions of the schema",
    "manifest.locale": "units of money in a description of the schema",
    "manifest.models": "units of money as manifests name them; descriptions of the schema",
    "manifest.profile": "a description of the schema, with forms of dates as data have them",
    "page.model": "a description of the schema",
    "pack.contents": "signs between which words are compared",
    "read.headings": "days, and units below headings, as sheets write them",
    "read.parteddegrees": "words for degrees, minutes and seconds as headings have them",
    "read.described": "words for no value, and over values, as descriptions have them",
    "workbook.quarter.confirm": "units of money as figures and records state them",
    "workbook.quarter.model": "headings of the offices' form, which is Chinese in every language",
    "workbook.quarter.outgoing": "numerals of quarters as the form writes them",
    "workbook.quarter.private": "signs beside telephone numbers and names",
    "cells.prose": "patterns of figures, dates and stages as offices write them",
    "workbook.quarter.recognise": "headings and quarters as the form has them",
    "read.delimited": "signs by which columns are told apart",
    "read.layout": "what a column without a heading is called",
    "read.merged": "headings of numbers that are no amounts as people's files have them",
    "read.rowkinds": "words that mark totals, remarks and units in people's tables",
    "read.places": "headings of places in tables as people's files have them",
    "read.points": "words by which a text tells its axes and its system",
    "read.text": "signs by which an encoding is told",
    "read.survey": "names of sections, systems and fields as survey texts have them",
    "workbook.back.cells": "patterns of how people write days, months and amounts",
    "workbook.plain.columns": "signs of money as people's files have them",
    "workbook.plain.days": "eras as people's files have them",
    "workbook.plain.headings": "brackets of headings as people's files have them",
    "workbook.plain.wide": "signs of months in headings as people's files have them",
}


STANDING = {"money"}  # what a text may hold without being given it


class Call(NamedTuple):
    """A call that asks for texts."""

    module: str
    name: str
    keys: tuple[str, ...]
    values: frozenset[str] | None


def _keys(node: ast.expr) -> tuple[str, ...]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return (node.value,)
    if isinstance(node, ast.IfExp):
        return (*_keys(node.body), *_keys(node.orelse))
    return ()


def _imported(module: str) -> set[str]:
    nodes = (node for node in ast.walk(tree_of(module)) if isinstance(node, ast.ImportFrom))
    homes = {"jinan_geo.words", "jinan_geo.manifest.closed"}
    found = {name.name for node in nodes if node.module in homes for name in node.names}
    return found & (ONE | TABLE)


def _calls() -> Iterator[Call]:
    for module in set(MODULES) - DOORS:
        asking = _imported(module)
        for node in ast.walk(tree_of(module)):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id not in asking or not node.args:
                continue
            names = [keyword.arg for keyword in node.keywords]
            values = None if None in names else frozenset(map(str, names))
            yield Call(module, node.func.id, _keys(node.args[0]), values)


KEYS = {lang: {key for room in ROOMS for key in load_words(lang, room)} for lang in LANGUAGES}
TEXTS = {
    lang: {key: words for room in ROOMS for key, words in load_words(lang, room).items()}
    for lang in LANGUAGES
}


@cache
def calls() -> list[Call]:
    """Every call of the code; found when the first test asks, not when tests are collected."""
    return sorted(_calls(), key=str)


def _placeholders(key: str, lang: str) -> set[str]:
    found = {match[1] for match in PLACEHOLDER.finditer(TEXTS[lang][key])}
    return found - STANDING


def test_a_key_is_written_out_where_it_is_used() -> None:
    assert [call for call in calls() if not call.keys] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_that_is_asked_for_stands_in_every_language(lang: str) -> None:
    asked = {key for call in calls() if call.name in ONE for key in call.keys}
    tables = {key for call in calls() if call.name in TABLE for key in call.keys}
    assert asked - KEYS[lang] == set()
    assert {
        table for table in tables if not any(key.startswith(f"{table}.") for key in KEYS[lang])
    } == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_is_asked_for(lang: str) -> None:
    asked = {key for call in calls() if call.name in ONE for key in call.keys}
    tables = {key for call in calls() if call.name in TABLE for key in call.keys}
    rest = {key for key in KEYS[lang] - asked if key.rpartition(".")[0] not in tables}
    assert rest == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_languages_say_the_same(lang: str) -> None:
    assert KEYS[lang] == KEYS["en"]
    different = {key for key in KEYS["en"] if _placeholders(key, lang) != _placeholders(key, "en")}
    assert different == set()
    order = {room: [*load_words(lang, room)] for room in ROOMS}
    assert order == {room: [*load_words("en", room)] for room in ROOMS}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_brace_is_a_placeholder(lang: str) -> None:
    assert [
        key for key, words in TEXTS[lang].items() if set("{}") & set(PLACEHOLDER.sub("", words))
    ] == []


def test_the_page_has_no_plural_forms_for_it_fills_in_names_alone() -> None:
    assert [key for key, words in load_words("en", WEB).items() if "|" in words] == []


def test_a_text_gets_the_values_that_it_shows() -> None:
    wrong = [
        (call, key)
        for call in calls()
        for key in call.keys
        if call.name in ONE and call.values is not None and call.values != _placeholders(key, "en")
    ]
    assert wrong == []


def test_texts_that_are_read_as_a_table_have_no_placeholders() -> None:
    tables = {key for call in calls() if call.name in TABLE for key in call.keys}
    assert {
        key for key in KEYS["en"] if key.rpartition(".")[0] in tables and _placeholders(key, "en")
    } == set()


def _chinese(module: str) -> list[str]:
    tree = tree_of(module)
    said = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in said
        and CHINESE.search(node.value)
    ]


def test_chinese_stands_in_the_message_files() -> None:
    found = {module for module in MODULES if _chinese(module)}
    assert found == {*NO_MESSAGES}


# English that is shown to nobody, or is what others write.
ENGLISH = {
    "intake.first": "commands",
    "manifest.closed": "what pydantic says of a missing key, worded anew",
    "__init__": "what Python says of a name that a module does not have",
    "cli.door": "how libraries say that memory ran out",
    "kept.packed": "a fault of what we keep ourselves, read anew",
    "manifest.palette": "a fault of our own data files, found by tests",
    "payload.build": "a fault of the program, found by tests",
    "payload.grid": "parameters of PROJ",
    "coordinates.crs": "a parameter of PROJ",
    "coordinates.possible": "a parameter of PROJ",
    "coordinates.systems": "a parameter of PROJ",
    "read.stated": "a parameter of PROJ",
    "coordinates.datum": "words of datums that say nothing",
    "export.geopackage": "SQL",
    "ledger.tables": "SQL, and the program's name for the database",
    "ledger.database": "SQL",
    "read.database": "SQL",
    "read.query": "SQL",
    "manifest.agreement": "keys of a manifest",
    "manifest.workspace": "the ledger's table in the name of a database",
    "intake.ground": "the credit that OpenStreetMap asks for, in its own words",
    "read.jsontext": "what the reader of JSON says",
    "read.text": "what Python's decoders say",
    "read.sqlite": "SQL",
    "render.csp": "directives of a policy",
    "render.elements": "what Python shows of an object",
    "issues.alike": "what Python shows of an object",
    "words.words": "a fault of the program, found by tests",
}
SENTENCE = re.compile(r"[a-z]{2,},? [a-z]{2,}")
OF_HELP = {"help", "description", "metavar", "epilog"}
OF_CODE = {"compile", "sub", "Field", "comment", "execute"}


def _english(module: str) -> list[str]:
    """Texts of a module that read as English, but for its docstrings, help and patterns."""
    tree = tree_of(module)
    passed: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            passed.add(id(node.value))
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        name = node.func.id if isinstance(node.func, ast.Name) else name
        helped = [one.value for one in node.keywords if one.arg in OF_HELP]
        for part in [node] if name in OF_CODE else helped:
            passed |= {id(inner) for inner in ast.walk(part)}
    texts = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in passed
    ]
    return [one for one in texts if SENTENCE.search(one)]


def test_no_message_stands_in_the_code_in_one_language_only() -> None:
    found = {module: said for module in MODULES if (said := _english(module))}
    assert {module: said for module, said in found.items() if module not in ENGLISH} == {}
    assert {*ENGLISH} - {*found} == set()


def test_a_placeholder_is_filled_in_and_never_executed() -> None:
    hostile = "{0.__class__} {count} %s {{x}} [red]"
    shown = say("cli.export.left_out", "en", layers=hostile)
    assert shown == f"Left out, for fewer eyes: {hostile}"
    with pytest.raises(UnknownWordsError, match="layers"):
        say("cli.export.left_out", "en")


def test_the_language_of_the_run_is_spoken_where_no_other_is_asked_for() -> None:
    assert (current_language(), say("cli.issues.none")) == ("en", "No issues found")
    with speaking("zh"):
        assert say("cli.issues.none") == "未发现问题"
        assert say("cli.issues.none", "en") == "No issues found"
    assert current_language() == "en"


def test_a_language_without_a_text_says_it_in_english() -> None:
    assert say("cli.issues.none", "fr") == "No issues found"
    assert words_of("cli.issues.severities", "fr")["info"] == "note"


@pytest.mark.parametrize("ask", [say, words_of, text, texts])
def test_an_unknown_key_is_a_fault_of_the_program(ask: object) -> None:
    with pytest.raises(UnknownWordsError):
        ask("cli.nothing.of_this")  # type: ignore[operator]


def test_texts_in_both_languages_take_values_in_both() -> None:
    assert text("cli.layer.none") == Text(zh="未声明", en="not stated")
    both = text("cli.ledger.layer", layer=Text(zh="停车", en="Parking"))
    assert both == Text(zh="图层 停车", en="Layer Parking")
    assert texts("cli.issues.severities")["error"] == Text(zh="错误", en="error")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ([], "no workspace.toml in"),
        (["--lang", "en"], "no workspace.toml in"),
        (["--lang", "zh"], "及其上级文件夹中没有 workspace.toml；请用 --workspace DIR 指定文件夹"),
    ],
)
def test_why_a_command_stops_is_said_in_the_language_asked_for(
    asked: list[str], said: str, tmp_path: Path
) -> None:
    ran = run("build", "--workspace", tmp_path, *asked)
    assert ran.code == 2
    assert said in ran.text
    assert current_language() == "en"
