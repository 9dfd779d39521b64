"""In all that is made of the true Jinan nothing is a sample, and no word speaks of any."""

from __future__ import annotations

import gzip
import re
import sqlite3
import zipfile
from base64 import b64decode
from contextlib import closing
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from jinan_geo import pipeline
from jinan_geo.cli.main import main
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.page.columns import read_block

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
WORDS = re.compile(r"示例|样例|样本|\bsamples?\b|_samples?\b|\bsample_", re.IGNORECASE)
PARTS = ("示例", "样例", "样本", "sample")
BLOCK = re.compile(r"H4sI[A-Za-z0-9+/]{40,}={0,2}")
PROGRAM = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)
VERBS = (
    *(f"export {form} --out {form}" for form in ("gpkg", "xlsx", "geojson")),
    *(
        f"settle --lang {lang} --out settle-{lang}.{to}"
        for lang in ("zh", "en")
        for to in ("docx", "xlsx")
    ),
    *(
        f"year --lang {lang} --out year-{lang}.{to}"
        for lang in ("zh", "en")
        for to in ("docx", "xlsx")
    ),
    "check --out check-zh",
    "check --lang en --out check-en",
    "compare --from 2025-12-28 --out compared",
    "ledger template --district 370112 --out form.xlsx",
    "pack --district 370112 --out packs",
)


def hits_in(text: str) -> list[str]:
    """Give each place where the word stands, with what stands around it."""
    lower = text.lower()
    if not any(part in lower for part in PARTS):  # much quicker than the pattern
        return []
    return [text[max(0, hit.start() - 40) : hit.end() + 40] for hit in WORDS.finditer(text)]


def texts_of(path: Path) -> Iterator[str]:
    """All that a reader of a file may come to see: cells, headings, names, aliases, properties."""
    yield path.name
    if path.suffix in {".xlsx", ".docx"}:
        with zipfile.ZipFile(path) as held:
            texts = [
                held.read(name) for name in held.namelist() if name.endswith((".xml", ".rels"))
            ]
            yield from (text.decode("utf-8") for text in texts)
    elif path.suffix == ".gpkg":
        yield from cells_of(path)
    elif path.suffix == ".html":
        yield shown_by(path.read_text(encoding="utf-8"))
    elif path.suffix in {".geojson", ".csv"}:
        yield path.read_text(encoding="utf-8-sig")


def cells_of(path: Path) -> Iterator[str]:
    """Every text of every table of a GeoPackage, and how the tables were made."""
    with closing(sqlite3.connect(path)) as base:
        made = base.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
        for name, sql in made:
            yield str(sql)
            rows = base.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - the file's own names
            yield from (cell for cell in chain.from_iterable(rows) if isinstance(cell, str))


def shown_by(page: str) -> str:
    """A page without its program, whose words for samples it has no use for; with its data."""
    blocks = [one for one in BLOCK.findall(page) if gunzip(one)[:1] == b"{"]
    data = "".join(str(read_block(one)) for one in blocks)
    return PROGRAM.sub("", page) + data.replace("'sample'", "").replace("'samples'", "")


def gunzip(block: str) -> bytes:
    return gzip.decompress(b64decode(block))


@pytest.mark.slow
@pytest.mark.usefixtures("plain")
def test_nothing_that_is_made_of_jinan_has_a_sample_or_the_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    city = pipeline.prepare_city(Workspace.open(ROOT))
    monkeypatch.setattr(pipeline, "prepare_city", lambda *_: city)  # once for all verbs
    # As if without its ground: a public map of that takes a review number, which nobody here has.
    bare = replace(city.workspace, root=tmp_path)
    pipeline.build_workspace(bare, tmp_path / "pages", audience="public")
    for verb in VERBS:
        done = CliRunner().invoke(main, [*verb.split(), "--workspace", str(ROOT)])
        assert done.exit_code == 0, (verb, done.output)
        assert hits_in(done.output) == [], verb
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    endings = {path.suffix for path in files}
    assert {".html", ".gpkg", ".xlsx", ".docx", ".geojson", ".csv"} <= endings
    assert len([path for path in files if path.suffix == ".html"]) > 13
    found = {
        str(path.relative_to(tmp_path)): hits
        for path in files
        if (hits := hits_in("\n".join(texts_of(path))))
    }
    assert found == {}


@pytest.mark.parametrize("text", ["示例", "含样例", "Samples", "progress_sample", "sample_note"])
def test_the_word_is_found(text: str) -> None:
    assert hits_in(f"a {text} b")


def test_a_word_that_only_has_its_letters_is_none() -> None:
    assert not hits_in("resampled ensample 示范 例如")
