"""What ``export`` prints: each file with what it holds, and what was left out for the audience."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.cli.tables import make_console, make_safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinan_geo.export.deliver import Delivered

__all__ = ["print_delivered"]

WORDS = {
    "zh": {
        "written": "已写入 {file}：{layers} 个图层，{features} 个要素，{size}",
        "left_out": "发布范围之外，未导出：{layers}",
    },
    "en": {
        "written": "Wrote {file}: {layers} layers, {features} features, {size}",
        "left_out": "Left out, for fewer eyes: {layers}",
    },
}


def print_delivered(delivered: Sequence[Delivered], left_out: Sequence[str], lang: str) -> None:
    """Print every file that was written."""
    console, words = make_console(), WORDS[lang]
    for one in delivered:
        size = f"{one.size / 1000:.0f} kB"
        text = words["written"].format(
            file=one.file, layers=one.layers, features=one.features, size=size
        )
        console.print(make_safe(text), soft_wrap=True)
    if left_out:
        console.print(
            make_safe(words["left_out"].format(layers="、".join(left_out))), soft_wrap=True
        )
