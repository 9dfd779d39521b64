"""What all tests share: the tiny city, as given or with some of its files replaced."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pack import picture
from jinan_geo.payload.build import build_pages
from jinan_geo.pipeline import prepare_city
from jinan_geo.publish.publish import publish
from jinan_geo.words import speak
from jinan_geo.words.speech import spoken_apart
from tests.tools.tiny_city import write_city

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from jinan_geo.city.city import City
    from jinan_geo.payload.build import PageData

    MakeCity = Callable[[Mapping[str, str | None]], City]


# Tests quote errors in English, but where they say another language, or run the program apart.
speak("en")
# Where there is no workspace its output is in the language of the environment, of which this is
# the one that most tests quote.
os.environ.update(LANG="C.UTF-8")  # which every system has, unlike zh_CN: Chinese for us
for name in ("LC_ALL", "LC_MESSAGES"):
    os.environ.pop(name, None)
# How long an example takes says how busy the machine is, not whether the code is right.
# Nothing is kept from run to run: the checkout may be read-only; a failure prints its example.
hypothesis.settings.register_profile("untimed", deadline=None, database=None, print_blob=True)
hypothesis.settings.load_profile("untimed")
# To look for cycles after every 700 objects is a twelfth of the time of tests that make many
# frames.
gc.set_threshold(50_000, 10, 10)
pytest_plugins = [
    "tests.tools.browser",
    "tests.tools.database",
    "tests.tools.needs",
    "tests.tools.office",
]


@pytest.fixture(autouse=True, scope="module")
def _spoken_apart() -> Iterator[None]:
    """How a workspace speaks that the tests of one file opened is nothing to those of the next."""
    with spoken_apart():
        yield


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have no browser draw the pictures of briefs, which takes long, where none looks at them."""
    monkeypatch.setattr(picture, "find_browser", lambda: None)


@pytest.fixture
def open_city(tmp_path: Path) -> Callable[..., Workspace]:
    """Write the tiny city with some files replaced, and open it."""

    def make(files: Mapping[str, str | None] | None = None) -> Workspace:
        return Workspace.open(write_city(tmp_path, files))

    return make


@pytest.fixture
def make_city(open_city: Callable[..., Workspace]) -> Callable[..., City]:
    """Write the tiny city with some files replaced, and read, join, place and judge it."""

    def make(files: Mapping[str, str | None] | None = None, **options: Any) -> City:
        return prepare_city(open_city(files), **options)

    return make


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    """The tiny city as given."""
    return prepare_city(Workspace.open(write_city(tmp_path_factory.mktemp("city"))))


@pytest.fixture(scope="session")
def pages(city: City) -> dict[str, PageData]:
    """The tiny city's internal pages by their id."""
    return {data.page.id: data for data in build_pages(publish(city, "internal"))}
