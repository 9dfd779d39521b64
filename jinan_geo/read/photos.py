"""Photos of a layer's folder, small enough to travel in a page."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from jinan_geo.issues.issue import Issue
from jinan_geo.manifest.closed import text
from jinan_geo.read import read_bytes

if TYPE_CHECKING:
    import pandas as pd

    from jinan_geo.manifest.closed import Text
    from jinan_geo.manifest.workspace import LayerFolder

__all__ = ["photo_names", "read_photos"]

LIMIT_BYTES = 500_000
SIGNATURES = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"RIFF": "image/webp",
}


def photo_names(cell: str) -> list[str]:
    """Split the ``photos`` attribute: file names in the layer's folder, joined with ``;``."""
    return [name.strip() for name in cell.split(";") if name.strip()]


def read_photos(folder: LayerFolder, features: pd.DataFrame) -> tuple[dict[str, str], list[Issue]]:
    """Read the photos that features name, as data URIs by name.

    One that cannot be used becomes an issue.
    """
    photos: dict[str, str] = {}
    issues = []
    named = features.loc[features["photos"].astype(bool), ["id", "photos"]]
    for key, cell in zip(named["id"], named["photos"], strict=True):
        for name in photo_names(cell):
            reason = _read_photo(folder, name, photos)
            if reason:
                details = reason.detail("reason")
                issues.append(
                    Issue(
                        "unusable-photo",
                        folder.id,
                        folder.features_file,
                        None,
                        key,
                        "photos",
                        name,
                        details,
                    )
                )
    return photos, issues


def _read_photo(folder: LayerFolder, name: str, photos: dict[str, str]) -> Text | None:
    """Add one photo; gives why not, in both languages."""
    if name in photos:
        return None
    path = (folder.path / name).resolve()
    if not path.is_relative_to(folder.path.resolve()) or not path.is_file():
        return text("read.photos.absent")
    if path.stat().st_size > LIMIT_BYTES:
        return text("read.photos.large", limit=LIMIT_BYTES // 1000)
    data = read_bytes(path)
    kind = next((kind for start, kind in SIGNATURES.items() if data.startswith(start)), None)
    if kind is None or (kind == "image/webp" and data[8:12] != b"WEBP"):
        return text("read.photos.form")
    photos[name] = f"data:{kind};base64,{base64.b64encode(data).decode('ascii')}"
    return None
