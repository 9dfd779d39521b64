"""A language that is not built in: its message file speaks on pages, in files and in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from jinan_geo.errors import ManifestError
from jinan_geo.manifest.stagewords import fold_word, stage_words
from jinan_geo.manifest.workspace import Workspace, preset_stages
from jinan_geo.words import spoken_apart
from tests.tools.browser import visit
from tests.tools.tiny_city import FILES, write_city
from tests.tools.verbs import run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

# Part of one: what it lacks is said in English.
FRENCH = """
[web]
searchShort = "Chercher"
dataDate = "Données au"
thousandSign = "\u202f"
decimalSign = ","
months = ["janv.", "févr.", "mars", "avril", "mai", "juin", "juil.", "août", "sept.", "oct.",
          "nov.", "déc."]
[render.index.words]
as_of = "Données au"
[render.still]
as_of = "Données au"
[manifest.lights]
red = "Rouge"
[manifest.columns]
done_pct = "Avancement"
[manifest.stages]
planning = "Études"
construction = "En travaux"
[cli.accounts.columns]
unmatched = "sans objet"
"""


@pytest.fixture(autouse=True)
def _apart() -> Iterator[None]:
    with spoken_apart():
        yield


def french(root: Path, locale: str = 'language = "fr"\ncurrency = "EUR"') -> Path:
    manifest = f"{FILES['workspace.toml']}\n[locale]\n{locale}\n"
    return write_city(root, {"workspace.toml": manifest, "messages/fr.toml": FRENCH})


def test_its_words_are_on_a_page_in_a_workbook_and_the_rest_is_english(
    browser: Browser, tmp_path: Path
) -> None:
    root = french(tmp_path / "city")
    ran = run("build", "--workspace", root)
    assert ran.code == 0, ran.text
    assert "sans objet" in ran.text
    assert "never reported" in ran.text
    with visit(browser, root / "maps" / "city.html") as opened:
        page = opened.page
        assert page.locator("html").get_attribute("lang") == "fr"
        assert page.locator(".jg-lang").count() == 0
        facts = page.locator(".jg-facts").inner_text()
        assert "Données au" in facts
        assert "31 janv. 2025" in facts
        assert "Not reviewed" in facts
        page.locator("#jg-tab-projects").click()
        page.locator(".jg-tools .jg-button[aria-expanded]").first.click()
        assert "En travaux" in page.locator(".jg-facets").inner_text()
        assert opened.complaints == []
    still = (root / "maps" / "city.html").read_text(encoding="utf-8")
    assert "Rouge" in still
    index = (root / "maps" / "index.html").read_text(encoding="utf-8")
    assert "Données au" in index
    assert "The whole city" in index
    book = tmp_path / "a.xlsx"
    assert run("export", "xlsx", "--out", book, "--workspace", root).code == 0
    cells = {
        str(cell) for sheet in openpyxl.load_workbook(book) for row in sheet.values for cell in row
    }
    assert any("Avancement" in cell for cell in cells)
    assert {"Études", "En travaux"} <= cells
    assert "Under construction" not in cells
    assert any("Stage" in cell for cell in cells)


def test_tables_name_stages_in_any_language_and_a_layer_its_own_in_one(tmp_path: Path) -> None:
    root = french(tmp_path / "city")
    manifest = root / "layers" / "sites" / "layer.toml"
    (sites,) = [one for one in Workspace.open(root).layers if one.id == "sites"]
    words = stage_words(preset_stages(), sites.manifest.stage_words)
    said = ("en travaux", "Under construction", "在建", "construction")
    assert [words.get(fold_word(word)) for word in said] == ["construction"] * 4
    own = '[[stages]]\nid = "plans"\nname = "Esquisse"\nstarted = false\ndone = false\n'
    manifest.write_text(f"{manifest.read_text(encoding='utf-8')}\n{own}", encoding="utf-8")
    (sites,) = [one for one in Workspace.open(root).layers if one.id == "sites"]
    assert sites.manifest.stages is not None
    assert {stage.name.zh for stage in sites.manifest.stages} == {"Esquisse"}
    foreign = own.replace('"Esquisse"', '{ fr = "Esquisse" }')
    manifest.write_text(f"{manifest.read_text(encoding='utf-8')}\n{foreign}", encoding="utf-8")
    with pytest.raises(ManifestError, match="without a key"):
        Workspace.open(root)


@pytest.mark.parametrize(
    ("locale", "messages", "told"),
    [
        ('language = "en"\nlanguages = ["en", "fr"]', FRENCH, "fr"),
        ('language = "fr"', '[web]\nmonths = ["janv."]', "web.months"),
        ('language = "fr"', '[web]\nmoneyUnits = "x"', "web.moneyUnits"),
    ],
)
def test_what_a_further_language_cannot_be_is_refused(
    tmp_path: Path, locale: str, messages: str, told: str
) -> None:
    manifest = f"{FILES['workspace.toml']}\n[locale]\n{locale}\n"
    write_city(tmp_path, {"workspace.toml": manifest, "messages/fr.toml": messages})
    with pytest.raises(ManifestError, match=told):
        Workspace.open(tmp_path)
