"""Words of another language than a workspace's own: in files, in a terminal, on an open page."""

from __future__ import annotations

import re
import sqlite3
import zipfile
from base64 import b64decode
from contextlib import closing
from typing import TYPE_CHECKING

from tests.tools.browser import visit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.tools.browser import Visit

__all__ = ["foreign_files", "foreign_in", "foreign_shown", "shown_on", "texts_of"]

# Chinese, its punctuation, and what is true of China alone.
FOREIGN = re.compile(
    "[\u3000-\u303f\u3400-\u9fff\uff01-\uff60]|CNY|EPSG:4548|GB/T|pinyin", re.IGNORECASE
)
FONTS = re.compile(r'(?:eastAsia|typeface|script)="[^"]*"')  # of the programs that open a file
# All that a page says, shown or not yet: its words, the names of its parts, and what styles put in.
SAID = r"""() => {
  const found = new Set([document.title, document.documentElement.lang]);
  const show = NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT;
  const walk = document.createTreeWalker(document.documentElement, show);
  for (let one = walk.currentNode; one; one = walk.nextNode()) {
    if (one.nodeType === 3) {
      if (!one.parentElement.closest("script,style")) found.add(one.data.trim());
      continue;
    }
    for (const { name, value } of one.attributes)
      if (/^(title|alt|label|placeholder|summary|value|lang|aria-.*|data-[a-z]{2})$/.test(name))
        found.add(value);
    for (const side of ["::before", "::after"]) found.add(getComputedStyle(one, side).content);
  }
  return [...found];
}"""
OPEN = """() => document
  .querySelectorAll("[aria-expanded=false]:not(.jg-tools-button), details:not([open]) > summary")
  .forEach(one => one.click())"""
KEYS = "(async () => (await jinanGeo.actions()).map(({ layer, id }) => ({ layer, id })))()"
FILES = ("xlsx", "csv", "geojson")
NOTHING = "zqzqzq"  # that nothing is called


def foreign_in(said: str, brought: Collection[str] = ()) -> list[str]:
    """What is of another language, but for what the user's own data ``brought``."""
    for one in sorted(brought, key=len, reverse=True):
        said = said.replace(one, "")
    return [said[max(0, at.start() - 40) : at.end() + 20] for at in FOREIGN.finditer(said)]


def texts_of(path: Path) -> Iterator[str]:
    """What is written in a file: of a container in each of its parts."""
    if path.suffix in {".xlsx", ".docx"}:
        with zipfile.ZipFile(path) as parts:
            for name in parts.namelist():
                if name.endswith(".xml") and "fontTable" not in name:
                    yield FONTS.sub("", parts.read(name).decode("utf-8"))
    elif path.suffix == ".gpkg":
        with closing(sqlite3.connect(path)) as database:
            for (table,) in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
            ).fetchall():
                if table != "gpkg_spatial_ref_sys":
                    yield str(database.execute(f'SELECT * FROM "{table}"').fetchall())  # noqa: S608 - its own names
    elif path.suffix in {".csv", ".toml", ".md", ".json", ".geojson", ".jsonl", ".txt"}:
        yield path.read_text(encoding="utf-8-sig")


def foreign_files(root: Path, brought: Collection[str] = ()) -> dict[str, list[str]]:
    """What is of another language in the files of a folder, by their names."""
    found: dict[str, list[str]] = {}
    for path in sorted(root.rglob("*")):
        if path.is_file():
            names = [part.replace("invested_wan", "").replace("investment_wan", "")
                     for part in texts_of(path)]  # fmt: skip
            found[path.name] = [one for part in names for one in foreign_in(part, brought)]
    return {name: ones for name, ones in found.items() if ones}


def shown_on(browser: Browser, page: Path, folder: Path) -> set[str]:
    """All that a page says; of the city's while its tabs, menus, card and briefing are opened.

    Files that it makes are written to ``folder``.
    """
    with visit(browser, page, whole=False) as opened:
        said = {*opened.evaluate(SAID)}
        if page.name == "city.html":
            said |= _opened(opened)
            for kind in FILES:
                made = opened.evaluate("kind => jinanGeo.export(kind)", kind)
                (folder / f"{page.stem}-page.{kind}").write_bytes(b64decode(made))
    return said


def _opened(page: Visit) -> set[str]:
    said: set[str] = set()
    for at in range(page.page.locator("[role=tab]").count()):
        page.page.locator("[role=tab]").nth(at).click()
        page.evaluate(OPEN)
        page.link()  # once it is drawn
        said |= {*page.evaluate(SAID)}
    keys = page.evaluate(KEYS)
    for key in keys:
        page.set(selection=key)
        said |= {*page.evaluate(SAID)}
    at = 0
    while page.set(brief=at)["brief"] == at:
        said |= {*page.evaluate(SAID)}
        at += 1
    page.set(brief=None)
    page.page.keyboard.press("Control+k")
    page.page.fill(".jg-commands input", NOTHING)
    page.page.locator(".jg-commands .jg-hint").nth(1).wait_for()
    said |= {*page.evaluate(SAID)}
    page.page.keyboard.press("Escape")
    page.page.emulate_media(media="print")
    page.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    return said | {*page.evaluate(SAID)}


def foreign_shown(
    browser: Browser, maps: Path, folder: Path, brought: Collection[str] = ()
) -> dict[str, list[str]]:
    """What the pages of a folder say in another language, by their names."""
    found = {}
    for page in sorted(maps.rglob("*.html")):
        said = shown_on(browser, page, folder)
        assert "Data as of" in said, page
        found[page.name] = [one for text in said for one in foreign_in(text, brought)]
    return {name: ones for name, ones in found.items() if ones}
