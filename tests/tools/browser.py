"""A real browser for the page tests.

Debian's Chromium, every host unresolvable, the network off.
"""

from __future__ import annotations

import shutil
import time
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import build_workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, ViewportSize

    from jinan_geo.city.city import City
    from jinan_geo.publish.published import PublishedCity

ROOT = Path(__file__).resolve().parents[2]
SAMPLE_CITY = ROOT / "examples" / "sample-city"
# The same engine without the windows around it opens a page for less than half the work.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
INSTALL = "no browser found: apt-get install chromium chromium-headless-shell fonts-noto-cjk"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND",
]
# Pages that no visit has at the moment, by their browser.
IDLE: defaultdict[Browser, list[Page]] = defaultdict(list)
# A frame and a task asked for after the page asked for its own come after them.
LINK = """() => new Promise(done => {
    requestAnimationFrame(() => setTimeout(() => setTimeout(() => done(location.href))));
})"""


@dataclass
class Visit:
    """An open page and everything it said or asked for since it was opened."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def evaluate(self, script: str, argument: object = None) -> Any:
        return self.page.evaluate(script, argument)

    def set(self, **wanted: object) -> dict[str, Any]:
        state: dict[str, Any] = self.page.evaluate("wanted => jinanGeo.set(wanted)", wanted)
        return state

    def link(self) -> str:
        """Give the page's address; it is written after a change has been drawn, so wait for that
        first.
        """
        link: str = self.page.evaluate(LINK)
        return link

    def settled(self, script: str, argument: object = None, seconds: float = 10) -> Any:
        """Give what the page answers once it answers the same twice, a moment apart."""
        end = time.monotonic() + seconds
        answer = self.page.evaluate(script, argument)
        while True:
            self.page.wait_for_timeout(250)
            last, answer = answer, self.page.evaluate(script, argument)
            if answer == last:
                return answer
            assert time.monotonic() < end, f"never came to rest: {script}"

    def open_tools(self) -> None:
        """On a phone give the map the whole screen, and wait until it has it."""
        self.page.locator(".jg-tools-button").click()
        self.until("document.querySelector('.jg-map').clientHeight > innerHeight / 2")

    def until(self, script: str, seconds: float = 10) -> None:
        """Wait until the page says yes.

        Asked from outside, since the page's policy forbids polling within.
        """
        end = time.monotonic() + seconds
        while not self.page.evaluate(script):
            assert time.monotonic() < end, f"never came true: {script}"
            self.page.wait_for_timeout(30)


def find_browser() -> str:
    """Give the browser's path; without one skip."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(INSTALL)
    return found


@pytest.fixture(scope="session")
def browser_path() -> str:
    """The browser of this machine; who uses it is marked ``browser``."""
    return find_browser()


@pytest.fixture(scope="session")
def browser(browser_path: str) -> Iterator[Browser]:
    """One browser for all tests; each visit has a context of its own."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where a browser is there

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        yield started
        started.close()
        IDLE.clear()


@pytest.fixture(scope="session")
def sample_built(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, City, PublishedCity]:
    """The sample city built once: the folder of its pages, all of it, and what the pages have."""
    out = tmp_path_factory.mktemp("maps")
    city, shown, _ = build_workspace(Workspace.open(SAMPLE_CITY), out)
    return out, city, shown


@pytest.fixture(scope="session")
def sample_pages(sample_built: tuple[Path, City, PublishedCity]) -> Path:
    """The pages of the sample city."""
    return sample_built[0]


@pytest.fixture(scope="session")
def sample_city(sample_built: tuple[Path, City, PublishedCity]) -> City:
    """The sample city, judged, as its pages were made of it; nobody changes it."""
    return sample_built[1]


@pytest.fixture(scope="session")
def sample_shown(sample_built: tuple[Path, City, PublishedCity]) -> PublishedCity:
    """What the pages of the sample city have of it."""
    return sample_built[2]


def _open_page(browser: Browser, options: dict[str, Any]) -> Page:
    """A page in a context of its own."""
    context = browser.new_context(locale="zh-CN", **options)
    context.set_default_timeout(15_000)
    return context.new_page()


def _take_page(browser: Browser, size: ViewportSize) -> Page:
    """A plain page, if one was left: to load another document takes less than to start a page.

    Our pages store nothing, and a new document has nothing of the one before.
    """
    if not IDLE[browser]:
        return _open_page(browser, {"viewport": size, "offline": True})
    page = IDLE[browser].pop()
    page.set_viewport_size(size)
    page.emulate_media(media="null", reduced_motion="null", color_scheme="null")
    return page


def _leave_page(browser: Browser, page: Page) -> None:
    """Leave a page for the next visit, without document, other windows or a pointer over it."""
    for other in page.context.pages:
        if other is not page:
            other.close()
    page.mouse.move(-1, -1)
    page.goto("about:blank")
    IDLE[browser].append(page)


@contextmanager
def _heard(opened: Visit) -> Iterator[None]:
    """Note what a page says and asks for."""

    def complain(said: ConsoleMessage) -> None:
        if said.type in {"error", "warning"}:
            opened.complaints.append(said.text)

    def dismiss(dialog: Dialog) -> None:
        opened.dialogs.append(dialog.message)
        dialog.dismiss()

    heard: dict[Any, Callable[[Any], None]] = {
        # The page itself is the one thing that may be loaded.
        "request": lambda asked: opened.requests.append(asked.url),
        "console": complain,
        "pageerror": lambda error: opened.complaints.append(str(error)),
        "dialog": dismiss,
    }
    for event, hear in heard.items():
        opened.page.on(event, hear)
    yield
    for event, hear in heard.items():
        opened.page.remove_listener(event, hear)


@contextmanager
def visit(  # noqa: PLR0913 - what a visit may differ in
    browser: Browser,
    path: Path,
    *,
    width: int = 1440,
    height: int = 900,
    fragment: str = "",
    first: str = "",
    whole: bool = True,
    offline: bool = True,
    alone: bool = False,
    **options: Any,
) -> Iterator[Visit]:
    """Open a page from disk, the network off unless said otherwise, and wait until it is ready.

    ``first`` is a script that runs before the page's own; a page that is not ``whole`` need not
    become ready. A visit that asks for nothing of this takes a page that another left, unless it
    is to be ``alone``: where a test does what a new document does not undo, as stopping the clock.
    """
    size: ViewportSize = {"width": width, "height": height}
    is_plain = whole and offline and not (alone or first or options)
    if is_plain:
        page = _take_page(browser, size)
    else:
        page = _open_page(browser, {"viewport": size, "offline": offline, **options})
    if first:
        page.context.add_init_script(first)
    opened = Visit(page)
    with _heard(opened):
        page.goto(path.as_uri() + fragment)
        page.evaluate("jinanGeo.ready" if whole else "jinanGeo.ready.catch(() => null)")
        yield opened
    if is_plain:
        _leave_page(browser, page)
    else:
        page.context.close()
