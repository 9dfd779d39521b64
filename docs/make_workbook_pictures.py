"""Takes the pictures of the district's guide.

Its workbook as LibreOffice prints it, its page: ``make screenshots``.

A copy of this workspace goes through the guide's own example: template, cells of its table filled
in, import, build.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import openpyxl
from PIL import Image, ImageChops
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
CITY = ROOT / "examples" / "sample-city"
PICTURES = ROOT / "docs" / "pictures"
GUIDE = ROOT / "docs" / "district.zh.md"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
LAYER, DISTRICT, SHEET, WRONG = "renewal_districts", "370102", "城市更新项目", "renewal-sample-003"
HEADING_ROW = 3
COLOURS = 128  # enough for flat colours, at a third of the bytes
DOTS = 110  # an inch
WIDEST = 1400


def run(*words: str, root: Path) -> None:
    """Run our own command in the copy."""
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "jinan_geo", *words, "--workspace", str(root)], check=False
    )
    if done.returncode > 1:
        sys.exit(done.returncode)


def examples() -> list[list[str]]:
    """The cells of the guide's table: project, heading, what is written, what becomes of it."""
    rows = re.findall(
        r"^\| `([\w-]+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$",
        GUIDE.read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    return [[cell.strip() for cell in row] for row in rows]


def fill(path: Path) -> None:
    """Write the guide's examples into the workbook."""
    book = openpyxl.load_workbook(path)
    page = book[SHEET]
    columns = {"".join(str(cell.value).split()): cell.column for cell in page[HEADING_ROW]}
    rows = {row[0].value: row[0].row for row in page.iter_rows(min_row=HEADING_ROW + 1)}
    for project, heading, text, _ in examples():
        page.cell(rows[project], columns[heading]).value = float(text) if text.isdecimal() else text
    book.save(path)


def picture_pages(path: Path, names: list[str | None]) -> None:
    """Print a workbook and keep its pages under these names, without their margins."""
    folder = path.parent
    office = shutil.which("soffice") or sys.exit(
        "no LibreOffice found: apt-get install libreoffice-calc-nogui"
    )
    subprocess.run(  # noqa: S603 - as above
        [office, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(path)],
        check=True,
    )
    printed = path.with_suffix(".pdf")
    draw = shutil.which("pdftoppm") or sys.exit("no pdftoppm found: apt-get install poppler-utils")
    subprocess.run(  # noqa: S603 - as above
        [draw, "-r", str(DOTS), "-png", str(printed), str(folder / path.stem)], check=True
    )
    for name, page in zip(names, sorted(folder.glob(f"{path.stem}-?.png")), strict=True):
        if name is not None:
            with Image.open(page) as picture:
                keep(picture.convert("RGB"), name)


def keep(picture: Image.Image, name: str) -> None:
    """Cut the white margins off, and save small."""
    above = picture.crop(
        (0, 0, picture.width, int(picture.height * 0.93))
    )  # without the footer of the sheet
    edge = ImageChops.difference(above, Image.new("RGB", above.size, "white")).getbbox()
    if edge:
        left, top, right, bottom = edge
        picture = above.crop((max(0, left - 12), max(0, top - 12), right + 12, bottom + 12))
    if picture.width > WIDEST:
        picture = picture.resize(
            (WIDEST, round(picture.height * WIDEST / picture.width)), Image.Resampling.LANCZOS
        )
    picture.quantize(COLOURS).save(PICTURES / f"{name}.png", optimize=True)
    print(f"docs/pictures/{name}.png")


def picture_page(root: Path) -> None:
    """Take the district's page with the card of a project whose cell was set aside."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        sys.exit("no browser found: apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        context = browser.new_context(
            viewport={"width": 1440, "height": 900}, offline=True, reduced_motion="reduce"
        )
        page = context.new_page()
        page.goto((root / "maps" / "districts" / f"{DISTRICT}.html").as_uri())
        page.evaluate("jinanGeo.ready")
        page.evaluate("selection => jinanGeo.set({selection})", {"layer": LAYER, "id": WRONG})
        page.locator(".jg-card-panel .jg-issue-where").scroll_into_view_if_needed()
        page.wait_for_timeout(500)
        with Image.open(io.BytesIO(page.screenshot())) as picture:
            picture.convert("RGB").quantize(COLOURS).save(
                PICTURES / "workbook-page.png", optimize=True
            )
        print("docs/pictures/workbook-page.png")
        browser.close()


def main() -> None:
    """Go through the example and take every picture."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "city"
        root.mkdir()
        for name in ("workspace.toml", "targets.toml"):
            shutil.copy(CITY / name, root / name)
        for name in ("layers", "maps"):
            shutil.copytree(CITY / name, root / name, ignore=shutil.ignore_patterns("*.html"))
        order = ("ledger", "template", "--layer", LAYER, "--district", DISTRICT, "--out")
        first, second = Path(folder) / f"{DISTRICT}.xlsx", Path(folder) / "next.xlsx"
        run(*order, str(first), root=root)
        fill(first)
        picture_pages(first, ["workbook-guide", "workbook-form", None])
        run("ledger", "import", str(first), "--yes", root=root)
        run(*order, str(second), root=root)
        picture_pages(second, [None, None, "workbook-todo"])
        run("build", "--map", "districts", root=root)
        picture_page(root)


if __name__ == "__main__":
    main()
