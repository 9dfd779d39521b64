"""What people add to the map in Folium: it works in the sealed page without a network, or is
refused by name.

The additions are those of Folium's own user guide and plugin gallery.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import folium
import pytest
from branca.element import MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template

from jinan_geo.errors import InputError
from tests.tools.browser import visit
from tests.tools.gallery import AT, CORE, GALLERY, PAIRS, REFUSED, WORKS, make_map

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser


pytestmark = pytest.mark.browser


def check_alive(browser: Browser, folder: Path, names: tuple[str, ...]) -> None:
    sealed = make_map()
    for name in names:
        WORKS[name][0](sealed)
    path = folder / "page.html"
    sealed.save(path)
    with visit(browser, path) as opened:
        for name in names:
            opened.until(f"!!document.querySelector({WORKS[name][1]!r})", 5)
        assert opened.evaluate("jinanGeo.state().counts.map") == 2
        assert opened.evaluate("[...document.querySelectorAll('.jg-notice')].length") == 0
        assert opened.requests == [path.as_uri()]
        assert opened.complaints == []


@pytest.mark.parametrize("name", CORE)
def test_an_addition_works_in_the_sealed_page(browser: Browser, tmp_path: Path, name: str) -> None:
    check_alive(browser, tmp_path, (name,))


@pytest.mark.parametrize("names", PAIRS, ids="+".join)
def test_two_additions_work_together(
    browser: Browser, tmp_path: Path, names: tuple[str, str]
) -> None:
    check_alive(browser, tmp_path, names)


@pytest.mark.deep
@pytest.mark.parametrize("name", sorted({*WORKS} - {*CORE}))
def test_the_rest_of_the_gallery_works(browser: Browser, tmp_path: Path, name: str) -> None:
    check_alive(browser, tmp_path, (name,))


@pytest.mark.deep
@pytest.mark.parametrize("names", list(itertools.combinations(GALLERY, 2)), ids="+".join)
def test_every_pair_works(browser: Browser, tmp_path: Path, names: tuple[str, str]) -> None:
    check_alive(browser, tmp_path, names)


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_cannot_be_sealed_is_refused_by_name(tmp_path: Path, name: str) -> None:
    sealed = make_map()
    REFUSED[name](sealed)
    path = tmp_path / "page.html"
    with pytest.raises(InputError, match=name) as refusal:
        sealed.save(path)
    assert "sealed=False" in str(refusal.value)
    assert not path.exists()
    sealed.save(path, sealed=False)
    assert "https://" in path.read_text(encoding="utf-8")


class Broken(MacroElement):
    """An addition of a user's own whose script fails."""

    def __init__(self, script: str) -> None:
        super().__init__()
        self._template = Template("{% macro script(this, kwargs) %}" + script + "{% endmacro %}")


@pytest.mark.parametrize("script", ["throw new Error('no');", "this is no script", "nobody();"])
def test_an_addition_that_fails_is_named_and_the_rest_lives(
    browser: Browser, tmp_path: Path, script: str
) -> None:
    sealed = make_map()
    Broken(script).add_to(sealed)
    folium.Marker(AT).add_to(sealed)
    path = tmp_path / "page.html"
    sealed.save(path)
    with visit(browser, path) as opened:
        opened.until("document.querySelector('.jg-notice')?.textContent.includes('Broken')", 5)
        opened.until("!!document.querySelector('.leaflet-marker-icon')", 5)
        assert opened.evaluate("jinanGeo.state().counts.map") == 2
        assert opened.complaints == []


class Linking(JSCSSMixin):
    """A class of a user's own that links to a file of another host."""

    default_js = [("mine", "https://example.org/mine.js")]  # noqa: RUF012 - folium's own attribute


def test_a_class_of_ones_own_that_links_is_refused_by_name(tmp_path: Path) -> None:
    sealed = make_map()
    Linking().add_to(sealed)
    with pytest.raises(InputError, match=r"Linking.*mine\.js"):
        sealed.save(tmp_path / "page.html")


def test_many_additions_share_scripts(browser: Browser, tmp_path: Path) -> None:
    sealed = make_map()
    for at in range(130):
        folium.Marker([36.66 + at / 1000, 117.02]).add_to(sealed)
    path = tmp_path / "page.html"
    sealed.save(path)
    with visit(browser, path) as opened:
        opened.until("document.querySelectorAll('.leaflet-marker-icon').length === 130", 5)
        assert opened.complaints == []
