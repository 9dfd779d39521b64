"""The page's program has the colours of ``data/palette.toml``."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import jinan_geo
from jinan_geo.manifest.palette import color, light_colors

PACKAGE = Path(jinan_geo.__file__).parent
DATA = tomllib.loads((PACKAGE / "data/palette.toml").read_text(encoding="utf-8"))
LOOK = PACKAGE / "web/src/look"


def test_the_page_program_has_the_same_colours() -> None:
    program = (LOOK / "palette.ts").read_text(encoding="utf-8")
    for name in [*DATA["colors"], *DATA["same"]]:
        constant = name.upper().replace("-", "_")
        assert f'export const {constant} = "{color(name)}";' in program
    sheet = (LOOK / "palette.css").read_text(encoding="utf-8")
    declared = dict(re.findall(r"--jg-([a-z0-9-]+): (.+);", sheet))
    assert declared.pop("veil") == "rgba(31, 42, 51, .92)"
    plain = {name: value for name, value in declared.items() if name not in DATA["clear"]}
    assert plain == {name: color(name) for name in plain}
    assert {"ground", "red", "white"} <= set(plain)
    assert list(light_colors()) == ["red", "yellow", "green", "grey"]
