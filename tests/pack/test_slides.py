"""The slides of a briefing as files: the sentences of the page, in a presentation and in a PDF."""

from __future__ import annotations

import base64
import io
import re
import unicodedata
from typing import TYPE_CHECKING

import pytest
from pptx import Presentation
from pypdf import PdfReader

from tests.tools.browser import SAMPLE_CITY, visit
from tests.tools.verbs import run

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

CITY = ["--workspace", str(SAMPLE_CITY)]


def sentences(browser: Browser, path: Path, lang: str) -> list[str]:
    with visit(browser, path) as opened:
        many = opened.set(lang=lang, brief=0)["brief"]["of"]
        return [opened.set(brief=at)["brief"]["sentence"] for at in range(many)]


@pytest.mark.browser
@pytest.mark.slow
def test_a_presentation_says_what_the_page_says(
    browser: Browser, sample_pages: Path, tmp_path: Path
) -> None:
    out, view = tmp_path / "slides.pptx", tmp_path / "view.html"
    own = {"title": "主城区", "words": "都在天桥区", "hash": "f.light=red&color=stage"}
    with visit(browser, sample_pages / "city.html") as opened:
        opened.set(filters={"layer": ["parking_sites"]}, captures=[own])
        view.write_bytes(base64.b64decode(opened.evaluate("jinanGeo.saveView()")))
    done = run("slides", "--out", str(out), "--view", str(view), *CITY)
    assert done.code == 0, done.text
    assert view.name not in done.text, "it was saved from the page that is built now"
    deck = Presentation(io.BytesIO(out.read_bytes()))
    said = sentences(browser, view, "zh")
    assert f"{len(said)} 页" in done.text
    for slide, sentence in zip(deck.slides, said, strict=True):
        texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        assert sentence in texts
        assert any(told.startswith("全市") for told in texts) == ("到期预计" in texts)
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height
    tables = sum(shape.has_table for slide in deck.slides for shape in slide.shapes)
    assert tables == len(said) - 1, "all but that of changes, where nothing is newly red"
    assert sum(shape.shape_type == 13 for slide in deck.slides for shape in slide.shapes) == 2
    shapes = list(deck.slides[-1].shapes)
    assert "都在天桥区（汇报人自述）" in [
        one.text_frame.text for one in shapes if one.has_text_frame
    ]
    legend = next(one.table for one in shapes if one.has_table)
    counts = {row.cells[1].text: row.cells[2].text for row in legend.rows}
    assert counts["在建"] == "43"


@pytest.mark.browser
@pytest.mark.deep
def test_a_pdf_of_a_district_says_what_its_page_says(
    browser: Browser, sample_pages: Path, tmp_path: Path
) -> None:
    out = tmp_path / "slides.pdf"
    done = run("slides", "--out", str(out), "--district", "370105", "--lang", "en", *CITY)
    assert done.code == 0, done.text
    said = sentences(browser, sample_pages / "districts" / "370105.html", "en")
    pages = PdfReader(io.BytesIO(out.read_bytes())).pages
    for page, sentence in zip(pages, said, strict=True):
        plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", page.extract_text()))
        assert re.sub(r"\s", "", sentence) in plain


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--out", "slides.odp"], 2, ".pptx"),
        (["--district", "999999"], 2, "370102"),
    ],
)
@pytest.mark.slow
def test_what_cannot_be_made_is_said(
    tmp_path: Path, options: list[str], code: int, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("slides", *options, *CITY)
    assert done.code == code, done.text
    assert words in done.text
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_without_a_browser_the_way_out_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jinan_geo.pack.picture.find_browser", lambda: None)
    done = run("slides", "--out", str(tmp_path / "slides.pptx"), *CITY)
    assert done.code == 3
    assert "Chromium" in done.text
