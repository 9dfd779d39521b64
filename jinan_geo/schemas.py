"""JSON Schemas of the manifests and of the page, made from the models.

``python -m jinan_geo.schemas``.

Editors complete and check TOML files with them; the page's program takes its types from ``page``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from jinan_geo.manifest.commitments import TargetsFile
from jinan_geo.manifest.lightrules import LightRules
from jinan_geo.manifest.models import LayerManifest, MapManifest, WorkspaceManifest
from jinan_geo.manifest.profile import Profile
from jinan_geo.page.model import Page
from jinan_geo.write.files import write_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel

__all__ = ["FOLDER", "schema_texts"]

FOLDER = Path(__file__).parent / "data" / "schemas"
MODELS: Mapping[str, type[BaseModel]] = {
    "layer": LayerManifest,
    "lights": LightRules,
    "map": MapManifest,
    "page": Page,
    "profile": Profile,
    "targets": TargetsFile,
    "workspace": WorkspaceManifest,
}


def schema_texts() -> dict[str, str]:
    """Give the text of each schema file by its name."""
    return {
        f"{name}.schema.json": json.dumps(
            model.model_json_schema(), ensure_ascii=False, indent=2, sort_keys=True
        )
        + "\n"
        for name, model in MODELS.items()
    }


def _write_changed() -> None:
    """Write the files that differ.

    One that does not keeps its date, so that nothing is bundled again.
    """
    for name, text in schema_texts().items():
        path = FOLDER / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            write_text(path, text)


if __name__ == "__main__":
    _write_changed()
