"""A language that is not built in: its message file speaks on pages, in files and in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from jinan_geo.errors import ManifestError
from jinan_geo.manifest.workspace import Workspace
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
    assert any("Stage" in cell for cell in cells)


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
