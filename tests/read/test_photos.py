"""Photos travel with the page, or the issue table says why not."""

from __future__ import annotations

import base64
import struct
import zlib
from typing import TYPE_CHECKING

import pytest

from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import prepare_city
from jinan_geo.read.photos import read_photos
from tests.tools.tiny_city import SITE_FEATURES, collection, write_city

if TYPE_CHECKING:
    from pathlib import Path


def png() -> bytes:
    """One grey pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + header
        + chunk(b"IDAT", zlib.compress(b"\x00\x80"))
        + chunk(b"IEND", b"")
    )


def write(root: Path, photos: str) -> Workspace:
    first = {**SITE_FEATURES[0], "properties": {**SITE_FEATURES[0]["properties"], "photos": photos}}  # type: ignore[dict-item]
    write_city(root, {"layers/sites/features.geojson": collection([first, *SITE_FEATURES[1:]])})
    (root / "layers/sites/a.png").write_bytes(png())
    return Workspace.open(root)


def test_a_photo_becomes_a_data_uri(tmp_path: Path) -> None:
    city = prepare_city(write(tmp_path, "a.png"))
    (sites,) = (layer for layer in city.layers if layer.id == "sites")
    kind, data = sites.photos["a.png"].split(",")
    assert kind == "data:image/png;base64"
    assert base64.b64decode(data) == png()
    assert not city.issues


@pytest.mark.first_quick(3)
@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("missing.png", None, "no such file"),
        ("../../workspace.toml", None, "no such file"),
        ("large.png", png() + b"\x00" * 500_001, "larger than 500 kB"),
        ("fake.png", b"GIF89a", "no JPEG, PNG or WebP"),
        ("riff.webp", b"RIFF0000WAVE", "no JPEG, PNG or WebP"),
    ],
)
def test_a_photo_that_cannot_be_used_is_named(
    tmp_path: Path, name: str, data: bytes | None, reason: str
) -> None:
    workspace = write(tmp_path, f"a.png; {name}")
    if data is not None:
        (tmp_path / "layers/sites" / name).write_bytes(data)
    (issue,) = prepare_city(workspace).issues
    assert (issue.type, issue.feature, issue.value) == ("unusable-photo", "s-1", name)
    assert reason in issue.message().en


def test_a_photo_named_twice_is_read_once(tmp_path: Path) -> None:
    city = prepare_city(write(tmp_path, "a.png;a.png"))
    (sites,) = (layer for layer in city.layers if layer.id == "sites")
    photos, issues = read_photos(sites.folder, sites.features)
    assert (list(photos), issues) == (["a.png"], [])
