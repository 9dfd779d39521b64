"""Every colour stands in ``data/palette.toml`` and nowhere else."""

from __future__ import annotations

import re
import tomllib
from itertools import combinations
from pathlib import Path

import pytest

import jinan_geo
from jinan_geo.manifest.palette import color, paint, scale
from tests.tools.seen import ciede2000, difference, without_green

PACKAGE = Path(jinan_geo.__file__).parent
ROOT = PACKAGE.parent
PALETTE = PACKAGE / "data/palette.toml"
DATA = tomllib.loads(PALETTE.read_text(encoding="utf-8"))
WEB = PACKAGE / "web"
# Made by the build from the palette, and schemas, which state the model's defaults
# (tests/test_reference.py).
MADE = {WEB / "src/look/palette.ts", WEB / "src/look/palette.css", *PACKAGE.glob("data/schemas/*")}
SOURCES = sorted(
    file
    for pattern in ("*.py", "templates/*", "data/**/*", "web/src/**/*", "web/*.mjs")
    for file in (PACKAGE.rglob(pattern) if pattern == "*.py" else PACKAGE.glob(pattern))
    if file.is_file() and file not in MADE and "node_modules" not in file.parts
)
LITERAL = re.compile(r"#(?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})\b(?!\w|-)|\b(?:rgb|hsl)a?\([^)$]*\d")
USED = re.compile(r"\b(color|scale)\(\"([^\"]+)\"\)")


def test_a_colour_stands_in_the_palette_alone() -> None:
    assert len(SOURCES) > 250
    wrong = {
        file.relative_to(PACKAGE).as_posix(): found
        for file in SOURCES
        if file != PALETTE and (found := LITERAL.findall(file.read_text(encoding="utf-8")))
    }
    assert wrong == {}


def test_the_palette_names_a_colour_once() -> None:
    plain = {**DATA["colors"], **DATA["lights"]}
    assert len(plain) == len(DATA["colors"]) + len(DATA["lights"])
    assert len(set(plain.values())) == len(plain)
    assert all(re.fullmatch(r"#[0-9A-F]{6}", value) for value in plain.values())
    assert all(
        re.fullmatch(r"#[0-9A-F]{6}", one) for scale in DATA["scales"].values() for one in scale
    )
    assert set(DATA["same"].values()) | {name for name, _ in DATA["clear"].values()} <= set(plain)
    assert not set(plain) & {*DATA["same"], *DATA["clear"]}


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: color("crimson"), "no colour 'crimson'; it has ground"),
        (lambda: scale("rainbow"), "no scale 'rainbow'; it has sequence"),
        (lambda: paint("a { color: var(--jg-crimson) }"), "no colour 'crimson'"),
    ],
    ids=["colour", "scale", "stylesheet"],
)
def test_an_unknown_name_is_refused(ask: object, said: str) -> None:
    with pytest.raises(LookupError, match=said):
        ask()  # type: ignore[operator]


def test_every_colour_that_is_asked_for_exists() -> None:
    asked = {
        (kind, name)
        for file in SOURCES
        if file.suffix in {".py", ".j2"}
        for kind, name in USED.findall(file.read_text(encoding="utf-8"))
    }
    assert ("color", "accent") in asked
    assert {name for kind, name in asked if kind == "scale"} <= set(DATA["scales"])
    for name in (name for kind, name in asked if kind == "color"):
        assert color(name).startswith("#")


def test_every_colour_is_used() -> None:
    text = "\n".join(file.read_text(encoding="utf-8") for file in SOURCES if file != PALETTE)
    named = [*DATA["colors"], *DATA["same"], *DATA["clear"], *DATA["scales"]]
    unused = [
        name
        for name in named
        if f"var(--jg-{name})" not in text
        and f'("{name}")' not in text
        and not re.search(rf"\b{name.upper().replace('-', '_')}\b", text)
    ]
    assert unused == []


def test_stylesheets_are_painted() -> None:
    assert paint("a { fill: var(--jg-red) }") == f"a {{ fill: {color('red')} }}"
    assert color("district") == color("sunken")
    assert len(scale("layers")) == len(set(scale("layers")))


def test_differences_are_those_of_the_standard() -> None:
    # Of the pairs by Sharma, Wu and Dalal (2005): in blue, across the turn of hue, and among greys.
    pairs = [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((50, -1, 2), (50, 0, 0), 2.3669),
        ((22.7233, 20.0904, -46.694), (23.0331, 14.973, -42.5619), 2.0373),
    ]
    for one, other, wanted in pairs:
        assert abs(ciede2000(one, other) - wanted) < 1e-4


LAYER_COLORS = {
    "palette": scale("layers"),
    **{
        str(folder.relative_to(ROOT)): tuple(
            tomllib.loads(one.read_text(encoding="utf-8"))["style"]["color"]
            for one in sorted(folder.glob("*/layer.toml"))
            if one.parent.name != "districts"  # a line on the map, never a symbol
        )
        for folder in (ROOT / "layers", ROOT / "examples" / "sample-city" / "layers")
    },
}


@pytest.mark.parametrize("name", LAYER_COLORS)
def test_any_two_layers_look_different_also_without_green(name: str) -> None:
    colors = LAYER_COLORS[name]
    assert len(colors) >= 6
    for one, other in combinations(colors, 2):
        assert difference(one, other) >= 15, (one, other)
        assert difference(without_green(one), without_green(other)) >= 15, (one, other)
