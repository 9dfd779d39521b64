"""The layers of a page as its head names them: what they are, whose, and their declared fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.manifest.models import FieldLabel, Style
from jinan_geo.page.model import FieldInfo, LayerInfo
from jinan_geo.page.wire import Named

if TYPE_CHECKING:
    from jinan_geo.manifest.models import LayerManifest
    from jinan_geo.payload.cut import Cut

__all__ = ["field_infos", "layer_info"]


def field_infos(manifest: LayerManifest) -> list[FieldInfo]:
    """Give the declared fields as a page names them."""
    labels = set(FieldLabel.model_fields)
    return [
        FieldInfo(id=f"f_{key}", **field.model_dump(include=labels))
        for key, field in manifest.fields.items()
    ]


def layer_info(cut: Cut) -> LayerInfo:
    """Give a layer as a page names it; ``features`` and ``located`` count those of the page."""
    manifest = cut.layer.folder.manifest
    return LayerInfo(
        id=cut.layer.id,
        name=manifest.name,
        alias=manifest.alias,
        note=manifest.note,
        theme=manifest.theme,
        role=manifest.role,
        geometry=manifest.geometry,
        style=Style(color=manifest.style.color, size_by=manifest.style.size_by),
        source=manifest.source,
        accuracy=manifest.accuracy,
        sample=manifest.sample,
        provision=manifest.provision,
        fields=field_infos(manifest),
        kinds=[Named(id=key, name=name) for key, name in manifest.kinds.items()],
        features=len(cut.index),
        located=int(cut.layer.located[cut.index].sum()),
        account=cut.layer.account,
    )
