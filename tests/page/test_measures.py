"""Spaces, layers and breakpoints stand in ``data/measures.toml``.

Stylesheets and the program name them.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import jinan_geo
from jinan_geo.manifest.palette import paint

PACKAGE = Path(jinan_geo.__file__).parent
SOURCE = PACKAGE / "web/src"
DATA = tomllib.loads((PACKAGE / "data/measures.toml").read_text(encoding="utf-8"))
MADE = {"measures.css", "palette.css"}
SHEETS = [
    *(file for file in sorted(SOURCE.rglob("*.css")) if file.name not in MADE),
    PACKAGE / "templates/still.css",
]
PROGRAMS = [file for file in sorted(SOURCE.rglob("*.ts*")) if file.name != "measures.ts"]
SPACE = re.compile(r"(?<![\w-])(?:padding|margin|gap)(?:-[a-z]+)?:([^;}]+)")
MOST_OTHER_SPACES = (
    45  # those that are the place of something else, or half a line: no more than today
)


def test_no_layer_is_a_raw_number() -> None:
    for file in SHEETS:
        assert not re.search(r"z-index:\s*-?\d", file.read_text(encoding="utf-8")), file
    for file in PROGRAMS:
        assert not re.search(r"zIndex\s*[=:]\s*[\"'`\d]", file.read_text(encoding="utf-8")), file


def test_no_breakpoint_is_a_raw_width() -> None:
    for file in SHEETS:
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"@media[^{]*\d", text), file
        named = set(re.findall(r"@media[^{]*\(--jg-([a-z-]+)\)", text))
        assert named <= set(DATA["breakpoints"]), file
    for file in PROGRAMS:
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"innerWidth\s*[<>]=?\s*\d|(?:max|min)-width: ?\d", text), file


def test_a_named_space_is_used_by_its_name() -> None:
    others = []
    for file in SHEETS:
        for value in SPACE.findall(file.read_text(encoding="utf-8")):
            raw = [int(pixels) for pixels in re.findall(r"(?<![\w.-])(\d+)px", value)]
            assert not set(raw) & set(DATA["spaces"].values()), (file, value)
            others += [pixels for pixels in raw if pixels > 1]
    assert len(others) <= MOST_OTHER_SPACES


def test_every_measure_is_used() -> None:
    text = "\n".join(file.read_text(encoding="utf-8") for file in [*SHEETS, *PROGRAMS])
    for name in DATA["spaces"]:
        assert f"var(--jg-space-{name})" in text
    for name in DATA["layers"]:
        assert f"var(--jg-layer-{name})" in text or f"LAYERS.{name}" in text
    for name in DATA["breakpoints"]:
        assert f"(--jg-{name})" in text or f"BREAKPOINTS.{name}" in text


def test_layers_rise_and_have_one_name_each() -> None:
    orders = list(DATA["layers"].values())
    assert orders == sorted(set(orders))


def test_still_pages_have_their_measures_written_out() -> None:
    sheet = (
        "@media (--jg-phone) { a { z-index: var(--jg-layer-still); gap: var(--jg-space-huge); } }"
    )
    assert paint(sheet) == "@media (max-width: 720px) { a { z-index: 2000; gap: 32px; } }"
    with pytest.raises(LookupError):
        paint("@media (--jg-watch) { a { gap: 0 } }")
    assert "--jg-" not in paint((PACKAGE / "templates/still.css").read_text(encoding="utf-8"))
