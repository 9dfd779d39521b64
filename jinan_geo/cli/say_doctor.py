"""What ``doctor`` prints: the answer first, then why, then what to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from jinan_geo.cli.tables import make_console, make_safe

if TYPE_CHECKING:
    from jinan_geo.intake.examine import Examined

__all__ = ["print_diagnosis"]

WORDS = {
    "zh": {
        "file": "文件",
        "and": "，",
        "file_is": "{file}（{kind}）",
        "features": "要素",
        "unusable": "{features} 个，其中 {unusable} 个几何无法使用",
        "declared": "声明",
        "found": "实际",
        "none": "未声明",
        "unknown": "无法判断",
        "mixed": "混有几种坐标系",
        "swapped": "{name}，两轴对调",
        "confidence": "把握",
        "evidence": "依据",
        "toml": "写入 layer.toml",
        "right": "可按声明直接使用",
    },
    "en": {
        "file": "file",
        "and": ", ",
        "file_is": "{file} ({kind})",
        "features": "features",
        "unusable": "{features}, {unusable} of them with unusable geometry",
        "declared": "declared",
        "found": "found",
        "none": "nothing",
        "unknown": "cannot tell",
        "mixed": "several systems mixed",
        "swapped": "{name}, axes swapped",
        "confidence": "confidence",
        "evidence": "evidence",
        "toml": "for layer.toml",
        "right": "usable as declared",
    },
}


def print_diagnosis(examined: Examined, lang: str) -> None:
    """Print one file's diagnosis as a table of two columns."""
    words, diagnosis = WORDS[lang], examined.diagnosis
    name = words.get(diagnosis.found or "unknown", diagnosis.found or "")
    features = str(diagnosis.features)
    if examined.unusable:
        features = words["unusable"].format(features=features, unusable=examined.unusable)
    kind = words["and"].join(part for part in (examined.format, examined.encoding) if part)
    rows = [
        ("file", words["file_is"].format(file=examined.file, kind=kind)),
        ("features", features),
        ("declared", diagnosis.declared or words["none"]),
        ("found", words["swapped"].format(name=name) if diagnosis.swapped else name),
        ("confidence", f"{diagnosis.confidence:.0%}"),
        ("evidence", "\n".join(f"- {getattr(text, lang)}" for text in diagnosis.evidence)),
    ]
    if diagnosis.is_as_declared:
        rows.append(("toml", words["right"]))
    elif diagnosis.toml is not None:
        rows.append(("toml", diagnosis.toml))
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for key, text in rows:
        table.add_row(words[key], make_safe(text))
    make_console().print(table)
