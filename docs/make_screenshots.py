"""Takes the pictures of the documentation from the built pages: ``make screenshots``.

Each picture is of a real page in a real browser with the network off, so it shows what a reader
gets.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the city that is begun below is one of the tests'
PICTURES = ROOT / "docs" / "pictures"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
DESKTOP, PHONE, SHEET = (1440, 900), (390, 844), (1123, 792)  # the last is A4 on its side
COLOURS = 255  # enough for flat colours, rare ones too, at half of the bytes
SAMPLE = "examples/sample-city/maps"  # where projects are behind, as an office has them
# Name of the picture: page, window, and what to do before the picture is taken.
SHOTS: dict[str, tuple[str, tuple[int, int], str]] = {
    "city": ("maps/city.html", DESKTOP, ""),
    "city-en": ("maps/city.html", DESKTOP, "jinanGeo.set({lang: 'en'})"),
    "card": (
        "maps/city.html",
        DESKTOP,
        "jinanGeo.set({selection: {layer: 'qihe_startup_zone', id: 'yellow-river-sports-center'}})",
    ),
    "district": (
        f"{SAMPLE}/districts/370105.html",
        DESKTOP,
        "jinanGeo.set({filters: {light: ['red']}})",
    ),
    "sheet": (f"{SAMPLE}/city.html", SHEET, "dispatchEvent(new Event('beforeprint'))"),
    "index": ("maps/index.html", DESKTOP, ""),
    "phone": ("maps/city.html", PHONE, ""),
}
# A city of the tests, begun by the commands of docs/city.md: after how many, and what is done then.
BEGUN = "us"
STEPS = {
    "begun": (1, ""),
    "begun-projects": (4, "jinanGeo.set({selection: {layer: 'works', id: 'P-1'}})"),
}


def take(browser: Browser, name: str) -> None:
    """Take one picture."""
    page_name, window, before = SHOTS[name]
    shoot(browser, name, ROOT / page_name, window, before)


def take_begun(browser: Browser, names: list[str]) -> None:
    """Take the pictures of a city that commands begin, each after some of them."""
    from tests.tools.any_city import commands_of  # noqa: PLC0415 - found by the path above

    with TemporaryDirectory() as scratch:
        given = 0
        commands = commands_of(BEGUN, Path(scratch))
        for name in names:
            count, before = STEPS[name]
            for command in commands[given:count]:
                words = [sys.executable, "-m", "jinan_geo", *map(str, command)]
                subprocess.run(words, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - its own verbs
            given = count
            shoot(browser, name, Path(scratch) / "city" / "maps" / "city.html", DESKTOP, before)


def shoot(browser: Browser, name: str, file: Path, window: tuple[int, int], before: str) -> None:
    """Keep what a page shows as a picture."""
    width, height = window
    context = browser.new_context(
        viewport={"width": width, "height": height}, offline=True, reduced_motion="reduce"
    )
    page = context.new_page()
    if (width, height) == SHEET:
        page.emulate_media(media="print")
    page.goto(file.as_uri())
    page.evaluate("jinanGeo.ready")
    if before:
        page.evaluate(before)
    page.wait_for_timeout(500)
    with Image.open(io.BytesIO(page.screenshot())) as picture:
        flat = picture.convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=2)
        flat.save(PICTURES / f"{name}.png", optimize=True)
    context.close()
    print(f"docs/pictures/{name}.png")


def main(names: list[str]) -> None:
    """Take the pictures named, or all."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        sys.exit("no browser found: apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        wanted = names or [*SHOTS, *STEPS]
        for name in filter(SHOTS.__contains__, wanted):
            take(browser, name)
        take_begun(browser, [name for name in STEPS if name in wanted])
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
