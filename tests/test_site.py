"""The documents as a site: whole, linked, quiet, and searched from disk in both languages."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted((ROOT / "docs").glob("*.md"))
BESIDE = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")]
SITES = {"mkdocs.yml": "", "mkdocs.zh.yml": "zh"}
LOADED = re.compile(r"<(?:script|link|img|iframe)\b[^>]*?(?:src|href)=\"?((?:https?:)?//[^\">\s]+)")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both sites, as ``make docs`` builds them: a warning is a failure."""
    out = tmp_path_factory.mktemp("site")
    for settings, folder in SITES.items():
        command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-f", settings]
        done = subprocess.run(
            [*command, "-d", str(out / folder)],
            cwd=ROOT, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, check=False,
            capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
    return out


@pytest.mark.parametrize("page", DOCUMENTS, ids=lambda page: page.name)
def test_every_document_is_linked_from_another_and_listed_in_a_site(page: Path) -> None:
    others = [path.read_text(encoding="utf-8") for path in [*DOCUMENTS, *BESIDE] if path != page]
    assert any(re.search(rf"\]\((?:docs/)?{re.escape(page.name)}[#)]", text) for text in others)
    listed = [(ROOT / name).read_text(encoding="utf-8") for name in SITES]
    assert any(f"- {page.name}\n" in text for text in listed)


def test_what_is_chinese_is_not_in_the_english_contents() -> None:
    english = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]
    assert ".zh.md" not in str(english)


@pytest.mark.slow
def test_the_site_is_whole_and_loads_nothing_from_any_host(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > len(DOCUMENTS)
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert LOADED.findall(text) == []
        assert "other-site:" not in text
        for link in re.findall(r'href="?([\w./-]+\.html)', text):
            assert page.name == "404.html" or (page.parent / link).exists(), (page.name, link)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "words", "found"),
    [
        ("index.html", "swapped", "Coordinate doctor"),
        ("zh/index.html", "坐标体检", "坐标体检"),
        ("zh/index.html", "体检", "坐标体检"),
    ],
)
def test_the_site_is_searched_from_disk(
    browser: Browser, site: Path, page: str, words: str, found: str
) -> None:
    context = browser.new_context(offline=True)
    opened = context.new_page()
    asked: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto((site / page).as_uri())
    opened.locator("label[for=__search]").first.wait_for(state="attached")
    opened.keyboard.press("f")
    opened.keyboard.type(words)
    opened.keyboard.press("Shift")  # the search listens to keys
    opened.locator(".md-search-result__list article", has_text=found).first.wait_for()
    context.close()
    assert [url for url in asked if not url.startswith("file:")] == []
