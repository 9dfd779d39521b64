"""A saved view is read as data: put into another page it is text, and what is none is named."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from jinan_geo.errors import InputError
from jinan_geo.pack.saved import read_view

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = "</script><script>alert(1)</script><!--"
PAGE = "<html><head><script>program</script></head><body><script>data</script>\n</body></html>"
BLOCK = '<script type="application/json" id="jg-view">{}</script>'


def saved(folder: Path, told: str, page: str = PAGE) -> Path:
    path = folder / "view.html"
    path.write_text(page.replace("</body>", BLOCK.format(told) + "</body>"), "utf-8")
    return path


def test_a_view_is_put_into_a_page_as_data(tmp_path: Path) -> None:
    told = {"title": HOSTILE.replace("<", "\\u003c"), "captures": []}
    view = read_view(saved(tmp_path, json.dumps(told).replace("\\\\u", "\\u")))
    assert view.told["title"] == HOSTILE
    assert view.is_of(PAGE)
    assert not view.is_of(PAGE.replace("data", "other data"))
    text = view.put_into(PAGE)
    assert text.count("<script") == 3
    (tmp_path / "again.html").write_text(text, "utf-8")
    assert read_view(tmp_path / "again.html") == view


@pytest.mark.parametrize("told", ["", "{", "[]", "5"])
def test_what_is_no_view_is_named(tmp_path: Path, told: str) -> None:
    with pytest.raises(InputError, match=r"view\.html"):
        read_view(saved(tmp_path, told))


def test_a_page_as_it_was_built_has_no_view(tmp_path: Path) -> None:
    path = tmp_path / "city.html"
    path.write_text(PAGE, "utf-8")
    with pytest.raises(InputError, match=r"city\.html"):
        read_view(path)
