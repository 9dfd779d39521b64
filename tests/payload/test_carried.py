"""A page has the works that go on, once the year is over, and the city's alone the new promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.manifest.workspace import Workspace
from jinan_geo.payload.build import build_pages
from jinan_geo.pipeline import prepare_city
from jinan_geo.publish.publish import publish
from tests.answers.test_handover import city_of

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.page.model import Page


def pages_of(root: Path) -> dict[str, Page]:
    city = publish(prepare_city(Workspace.open(root)), "public")
    return {data.page.id: data.page for data in build_pages(city)}


def test_each_page_has_its_own_works_and_districts_no_new_promises(tmp_path: Path) -> None:
    pages = pages_of(city_of(tmp_path))
    whole, lixia, other = (pages[key].carried for key in ("city", "370102", "370103"))
    assert whole is not None
    assert len(whole.works) == 6
    assert [one.id for one in whole.coming] == ["B"]
    assert lixia is not None
    assert len(lixia.works) == 6
    assert lixia.coming == []
    assert other is None, "nothing of it lies there"


def test_while_the_year_is_not_over_nothing_was_taken_over(pages: dict[str, object]) -> None:
    assert {data.page.carried for data in pages.values()} == {None}  # type: ignore[attr-defined]
