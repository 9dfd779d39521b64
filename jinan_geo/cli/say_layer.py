"""What the verbs on layers print: what was written and what to complete, the layers, and one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from jinan_geo.cli.tables import make_console, make_safe
from jinan_geo.issues.issue import count_by_severity

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.city.city import City

__all__ = ["print_added", "print_layer", "print_layers"]

WORDS = {
    "zh": {
        "added": "已建图层 {folder}。请通读 layer.toml，补上来源、精度和英文名称，再运行 check。",
        "layer": "图层",
        "name": "名称",
        "role": "类别",
        "features": "要素",
        "located": "已落图",
        "rows": "记录行",
        "audience": "发布范围",
        "issues": "问题",
        "projects": "项目",
        "districts": "区县",
        "context": "底图",
        "public": "公开",
        "internal": "政务内部",
        "restricted": "不得外传",
        "file": "文件",
        "crs": "坐标系",
        "geometry": "几何类型",
        "source": "来源",
        "accuracy": "精度",
        "columns": "列",
        "fields": "字段",
        "counts": "错误 {error}，警告 {warning}，提示 {info}",
        "none": "未声明",
    },
    "en": {
        "added": "Made the layer {folder}. Read its layer.toml through, complete source, accuracy and English names, "
        "then run check.",
        "layer": "layer",
        "name": "name",
        "role": "role",
        "features": "features",
        "located": "on map",
        "rows": "rows",
        "audience": "audience",
        "issues": "issues",
        "projects": "projects",
        "districts": "districts",
        "context": "context",
        "public": "public",
        "internal": "internal",
        "restricted": "restricted",
        "file": "file",
        "crs": "CRS",
        "geometry": "geometry",
        "source": "source",
        "accuracy": "accuracy",
        "columns": "columns",
        "fields": "fields",
        "counts": "{error} errors, {warning} warnings, {info} notes",
        "none": "not stated",
    },
}


def print_added(folder: Path, lang: str) -> None:
    """Say which folder was made, and what its owner has to complete."""
    text = WORDS[lang]["added"].format(folder=f"layers/{folder.name}/")
    make_console().print(make_safe(text), soft_wrap=True)


def print_layers(city: City, lang: str) -> None:
    """Print a line for each layer, in the order of the pages."""
    words = WORDS[lang]
    table = Table(box=None, pad_edge=False)
    for column in ("layer", "name", "role"):
        table.add_column(words[column])
    for column in ("features", "located", "rows"):
        table.add_column(words[column], justify="right")
    for column in ("audience", "issues"):
        table.add_column(words[column])
    for layer in city.layers:
        manifest = layer.folder.manifest
        counts = count_by_severity([issue for issue in city.issues if issue.layer == layer.id])
        table.add_row(
            layer.id,
            make_safe(getattr(manifest.name, lang)),
            words[manifest.role],
            str(len(layer.features)),
            str(int(layer.features.geometry.notna().sum())),
            str(layer.account.rows) if layer.account else "—",
            words[manifest.audience],
            words["counts"].format(**counts),
        )
    make_console().print(table)


def print_layer(city: City, layer_id: str, lang: str) -> None:
    """Print what one layer is: its manifest in short, and what it holds."""
    words = WORDS[lang]
    layer = next(one for one in city.layers if one.id == layer_id)
    manifest = layer.folder.manifest
    counts = count_by_severity([issue for issue in city.issues if issue.layer == layer_id])
    fields = [
        f"{key}: {getattr(field.name, lang)}, {field.type}{f' ({getattr(field.unit, lang)})' if field.unit else ''}"
        for key, field in manifest.fields.items()
    ]
    located = int(layer.features.geometry.notna().sum())
    rows = {
        "name": getattr(manifest.name, lang),
        "role": words[manifest.role],
        "file": layer.folder.features_file,
        "crs": manifest.crs,
        "geometry": ", ".join(manifest.geometry),
        "features": str(len(layer.features)),
        "located": str(located),
        "rows": str(layer.account.rows) if layer.account else "—",
        "source": getattr(manifest.source, lang),
        "accuracy": manifest.accuracy or words["none"],
        "audience": words[manifest.audience],
        "columns": "\n".join(
            f"{attribute} = {title}" for attribute, title in manifest.columns.items()
        )
        or "—",
        "fields": "\n".join(fields) or "—",
        "issues": words["counts"].format(**counts),
    }
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for key, text in rows.items():
        table.add_row(words[key], make_safe(text))
    make_console().print(table)
