"""How a workspace speaks: its languages, its message file, and that no other one speaks so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

import jinan_geo
from jinan_geo.errors import ManifestError
from jinan_geo.export.deliver import export_city
from jinan_geo.export.oc4ids import make_package
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import prepare_city
from jinan_geo.publish.publish import publish
from jinan_geo.words import (
    Speech,
    current_speech,
    say,
    spoken_apart,
    spoken_as,
    spoken_in,
    words_of,
)
from jinan_geo.workbook.back.proposals import _columns_in
from jinan_geo.workbook.out.form import own_sheets
from tests.tools.tiny_city import FILES, write_city

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def _apart() -> Iterator[None]:
    with spoken_apart():
        yield


def spoken(root: Path, locale: str, messages: str | None = None) -> Path:
    text = f"{FILES['workspace.toml']}\n[locale]\n{locale}\n"
    return write_city(root, {"workspace.toml": text, "messages/ja.toml": messages})


def test_a_language_that_is_not_built_in_may_stand_first_of_several(tmp_path: Path) -> None:
    root = spoken(tmp_path, 'language = "ja"\nlanguages = ["ja", "en"]\ncurrency = "JPY"')
    with spoken_as(Workspace.open(root).speech):
        assert say("manifest.types.money", "ja") == "amount of money (JPY million)"
        assert say("manifest.types.money", "en") == "amount of money (JPY million)"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('[cells.errors]\nsvale = "x"', ["'svale'", "'cells.errors.svale'", "'scale'"]),
        ('[cels]\nerrors = "x"', ["'cels'", "'cells'"]),
        ('[issues.types.bad-value]\nmesage = "x"', ["'mesage'", "'message'"]),
        ('[cells.errors]\nscale = "{fil}: x"', ["'{fil}'", "'{file}'"]),
        ('[cells.errors]\nscale = "{File}: x"', ["'{File}'", "'{file}'"]),
        ('[workbook.plain]\nnamed = "{n:.1f} x"', ["'{n:.1f}'"]),
        ("[cells.errors]\nscale = 3", ["'cells.errors.scale'", "text"]),
        ("[cells", ["not valid TOML"]),
    ],
)
def test_a_message_file_is_closed(tmp_path: Path, line: str, told: list[str]) -> None:
    root = spoken(tmp_path, 'language = "ja"', line)
    with pytest.raises(ManifestError) as refused:
        Workspace.open(root)
    assert [one for one in ["messages/ja.toml", *told] if one not in str(refused.value)] == []


def test_what_a_message_file_may_say_is_said(tmp_path: Path) -> None:
    lines = """[cells.errors]
scale = "{title} {money}"
[workbook.plain]
named = "{n:一|多} {n}"
[manifest.columns]
done_pct = "進捗率"
[issues.types.layer-left-out]
message = "{value} {why}"
"""
    root = spoken(tmp_path, 'language = "ja"', lines)
    with spoken_as(Workspace.open(root).speech):
        assert say("cells.errors.scale", "ja", title="a").startswith("a ")
        assert say("workbook.plain.named", "ja", n=1) == "一 1"
    with pytest.raises(ManifestError, match=r"messages/none\.toml"):
        Workspace.open(spoken(tmp_path, 'language = "ja"\nmessages = "messages/none.toml"'))


def headings(path: Path) -> str:
    return " ".join(
        str(cell.value)
        for sheet in openpyxl.load_workbook(path).worksheets
        for row in sheet.iter_rows(max_row=3)
        for cell in row
    )


def test_workspaces_of_one_program_are_told_apart(tmp_path: Path) -> None:
    first = jinan_geo.Workspace.open(write_city(tmp_path / "a"))
    locale = 'language = "en"\nlanguages = ["en"]\ncurrency = "USD"'
    city = publish(prepare_city(first), "internal")
    second = Workspace.open(spoken(tmp_path / "b", locale))  # from here on all speak as it does
    other = publish(prepare_city(second), "internal")
    one, two = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    export_city(city, "xlsx", one)
    export_city(other, "xlsx", two)
    assert "万元" in headings(one)
    assert "USD" not in headings(one)
    assert "USD million" in headings(two)
    assert "万元" not in headings(two)
    view = first.load()
    held = view.map()
    assert current_speech() == second.speech
    assert "USD million" not in held.get_root().render()


def test_the_public_workspace_leaves_the_program_as_it_spoke(tmp_path: Path) -> None:
    opened = jinan_geo.Workspace.open(spoken(tmp_path, 'language = "en"\ncurrency = "USD"'))
    assert opened.speech.language == "en"
    assert current_speech() == Speech()


def test_a_form_of_another_language_than_the_workspaces_only_one_is_recognised() -> None:
    with spoken_in("zh"):
        titles = words_of("workbook.proposals.columns", "zh")
        sheet = say("workbook.guide.sheet", "zh")
    with spoken_as(Speech("en", "en")):
        found = _columns_in(["".join(title.split()) for title in titles.values()])
        assert [*found] == [*titles]
        assert sheet in own_sheets()
    words = (("workbook.proposals.columns.name", "事業名"),)
    with spoken_as(Speech("ja", "ja", words)), spoken_in("en"):
        assert _columns_in(["事業名"]) == {"name": 0}


@pytest.mark.parametrize(
    ("locale", "ahead"),
    [
        ("", "+08:00"),
        ('timezone = "-05:00"', "-05:00"),
        ('language = "en"\ntimezone = "Asia/Tokyo"', "+09:00"),
    ],
)
def test_a_draft_of_oc4ids_has_the_zone_of_the_workspace(
    tmp_path: Path, locale: str, ahead: str
) -> None:
    city = publish(prepare_city(Workspace.open(spoken(tmp_path, locale))), "internal")
    content = make_package(city, "en").content
    assert content["publishedDate"].endswith(ahead)
