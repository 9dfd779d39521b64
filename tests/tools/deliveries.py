"""A layer of car parks, and the files in which a bureau delivers it again."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from click.testing import CliRunner
from shapely import Point

from jinan_geo.cli.main import main
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import prepare_city
from tests.tools.tiny_city import FILES, collection, feature, write_city

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.city.city import City

__all__ = ["M_LAT", "M_LON", "Lot", "Park", "lot_of", "parks", "snapshot"]

LAYER = """# the parks, as the bureau has them
name = { zh = "停车场" }
theme = "urban"
order = 10
geometry = ["point", "polygon"]
source = { zh = "测试数据" }
audience = "public"
columns = { id = "编号", name_zh = "项目名称" }

[fields.spaces]
name = { zh = "泊位" }
type = "integer"
"""
HANZI = "泉城龘靐解放洪楼舜耕花园历山文化七里燕山千佛大明经十纬二堤口北园"
M_LON, M_LAT = 1 / 89_400, 1 / 110_950  # degrees a metre at Jinan


@dataclass
class Park:
    """One feature of a delivery."""

    key: str
    name: str
    lon: float
    lat: float
    spaces: int
    shape: Any = None
    was: str = ""
    nowhere: bool = False

    def moved(self, metres: float) -> None:
        self.lon += metres * M_LON

    def row(self, id_: str = "编号", name: str = "项目名称") -> dict[str, Any]:
        shape = (
            None if self.nowhere else self.shape or Point(round(self.lon, 9), round(self.lat, 9))
        )
        own = {id_: self.key} if id_ else {}
        return feature(shape, **own, **{name: self.name}, spaces=self.spaces)


@dataclass
class Lot:
    """The parks of a layer, and the file that is delivered next."""

    root: Path
    parks: list[Park] = field(default_factory=list)

    def deliver(self, parks: list[Park], **titles: str) -> Path:
        path = self.root.parent / "new.geojson"
        path.write_text(collection([one.row(**titles) for one in parks]), encoding="utf-8")
        return path

    def run(self, path: Path, *options: object) -> tuple[int, dict[str, Any]]:
        call = ["layer", "update", path, "--id", "sites", "--workspace", self.root, "--json"]
        result = CliRunner().invoke(main, list(map(str, [*call, *options])))
        assert result.exception is None or isinstance(result.exception, SystemExit), result.output
        return result.exit_code, json.loads(result.stdout.splitlines()[-1])

    def city(self) -> City:
        return prepare_city(Workspace.open(self.root))

    def manifest(self) -> dict[str, Any]:
        return tomllib.loads((self.root / "layers/sites/layer.toml").read_text(encoding="utf-8"))


def parks(count: int = 40) -> list[Park]:
    return [
        Park(
            f"P-{at + 1:02d}",
            f"{HANZI[at % 32]}{HANZI[(at * 7 + 5) % 32]}路停车场",
            117.012 + at % 8 * 0.01,
            36.612 + at // 8 * 0.012,
            50 + at,
            was=f"P-{at + 1:02d}",
        )
        for at in range(count)
    ]


def lot_of(root: Path, made: list[Park]) -> Lot:
    head = "id,as_of,stage,done_pct\n"
    records = [f"{one.key},2025-01-31,construction,{at}\n" for at, one in enumerate(made)]
    records += [f"{one.key},2025-02-28,construction,{at + 1}\n" for at, one in enumerate(made)]
    files = {
        "layers/sites/layer.toml": LAYER,
        "layers/sites/features.geojson": collection([one.row() for one in made]),
        "layers/sites/progress.csv": head + "".join(records),
        "targets.toml": FILES["targets.toml"].split("\n\n", maxsplit=1)[0] + "\ntargets = []\n",
    }
    gone = {name: None for name in FILES if "layers/street-works" in name}
    return Lot(write_city(root / "city", {**files, **gone}), made)


def snapshot(root: Path) -> dict[str, bytes]:
    files = sorted(path for path in (root / "layers").rglob("*") if path.is_file())
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in files
        if not path.name.endswith(".lock")
    }
