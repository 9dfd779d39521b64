"""A tiny city that looks real.

Three square districts near Jinan, two layers of projects, their ledgers.

Every file is text under a name, so that a test writes exactly the file it is about and keeps the
rest. The city has no issue but the information that a restricted field is withheld.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import LineString, MultiPoint, Point, Polygon, box

from jinan_geo.cells.traces import Cells
from jinan_geo.cells.values import parse_values
from jinan_geo.check.subject import Subject
from jinan_geo.coordinates.crs import metric_crs
from jinan_geo.manifest.attributes import FEATURE_ATTRIBUTES
from jinan_geo.manifest.models import LayerManifest
from jinan_geo.manifest.workspace import LayerFolder
from jinan_geo.publish.publish import publish

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jinan_geo.city.city import City
    from jinan_geo.publish.published import PublishedCity

LIXIA = box(117.0, 36.6, 117.1, 36.7)
LICHENG = box(117.1, 36.6, 117.2, 36.7)
SHIZHONG = box(117.0, 36.5, 117.1, 36.6)
SQUARES = {"370102": LIXIA, "370112": LICHENG, "370103": SHIZHONG}
NAMES = {
    "370102": ("历下区", "Lixia"),
    "370112": ("历城区", "Licheng"),
    "370103": ("市中区", "Shizhong"),
}

WORKSPACE = """
name = { zh = "小济南", en = "Tiny Jinan" }
title = { zh = "小济南更新进度图", en = "Tiny Jinan progress map" }
metric_crs = "EPSG:4548"
districts = "districts"

[themes]
urban = { zh = "城市品质", en = "Urban quality" }
green = { zh = "绿色低碳", en = "Green" }
"""

DISTRICTS_LAYER = """
name = { zh = "区县", en = "Districts" }
role = "districts"
order = 0
geometry = ["polygon"]
source = { zh = "测试用方格" }
provision = "none"
audience = "public"
"""

SITES_LAYER = """
name = { zh = "更新项目", en = "Renewal sites" }
theme = "urban"
order = 10
geometry = ["point", "polygon"]
source = { zh = "测试数据", en = "test data" }
audience = "public"
style = { color = "#6B5B95", size_by = "spaces" }

[fields.spaces]
name = { zh = "车位数", en = "Spaces" }
type = "integer"
unit = { zh = "个", en = "spaces" }
audience = "public"

[fields.contact]
name = { zh = "联系人", en = "Contact" }
below = "drop"

[fields.appraisal]
name = { zh = "评估价", en = "Appraisal" }
type = "money"
audience = "restricted"
below = "drop"

[kinds]
parking = { zh = "停车", en = "Parking" }
housing = { zh = "危旧房", en = "Housing" }
"""

STREETS_LAYER = """
name = { zh = "街巷整治", en = "Street works" }
theme = "green"
order = 20
geometry = ["line"]
source = { zh = "测试数据", en = "test data" }
below = "drop"
"""

TARGETS = """
source = { zh = "测试讲话", en = "test address" }

[[targets]]
id = "T-1"
theme = "urban"
name = { zh = "开工项目", en = "Sites started" }
comparator = ">="
value = 4
unit = { zh = "个", en = "sites" }
due = 2025-12-31
measure = { layer = "sites", reached = "started" }

[[targets]]
id = "T-2"
theme = "urban"
name = { zh = "停车位", en = "Parking spaces" }
comparator = ">="
value = 400
unit = { zh = "个", en = "spaces" }
due = 2025-12-31
measure = { layer = "sites", reached = "any", sum = "spaces", where = { kind = "parking" } }

[[targets]]
id = "T-3"
theme = "green"
name = { zh = "绿化率", en = "Green rate" }
comparator = ">="
value = 40
unit = { zh = "%", en = "%" }
"""

SITES_LEDGER = """id,as_of,stage,done_pct,invested_wan,est_finish,remark,reported_by,sample
s-1,2025-01-31,construction,8,100,2025-12-31,,历下区住建局,
s-2,2025-01-31,planning,0,0,,,历城区住建局,
s-3,2025-01-31,construction,5,,,,市中区住建局,
s-1,2025-02-28,construction,30,300.5,2025-11-30,进展顺利,历下区住建局,
s-2,2025-02-28,started,2,20,,,历城区住建局,
s-4,2025-02-28,planning,0,0,,尚未开工,历城区住建局,
s-5,2025-02-28,completed,100,500,2025-02-20,,市中区住建局,
"""

STREETS_LEDGER = """id,as_of,stage,done_pct
w-1,2025-02-28,construction,20
w-2,2025-02-28,construction,
"""


def feature(
    shape: shapely.Geometry | Mapping[str, Any] | None, **properties: object
) -> dict[str, object]:
    """A GeoJSON feature; the geometry may be given raw, to be wrong on purpose."""
    geometry = shapely.geometry.mapping(shape) if isinstance(shape, shapely.Geometry) else shape
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(features: Sequence[Mapping[str, object]], **members: object) -> str:
    """A GeoJSON file; NaN stays NaN, as careless programs write it."""
    return json.dumps(
        {"type": "FeatureCollection", **members, "features": features}, ensure_ascii=False
    )


YEAR = {"planned_start": "2025-01-01", "planned_finish": "2025-12-31"}

DISTRICT_FEATURES = [
    feature(square, id=code, name_zh=NAMES[code][0], name_en=NAMES[code][1])
    for code, square in SQUARES.items()
]

SITE_FEATURES = [
    feature(
        Point(117.05, 36.65), id="s-1", name_zh="明府城停车楼", name_en="Old city car park",
        kind="parking",
        district="370102", investment_wan=1000, spaces=120, contact="张三", appraisal="8888",
        **YEAR,
    ),
    feature(
        box(117.08, 36.64, 117.12, 36.66), id="s-2", name_zh="洪家楼片区", kind="housing",
        investment_wan="2000.50", contact="李四", **YEAR,
    ),
    feature(None, id="s-3", name_zh="未定点停车场", kind="parking", district="370103;370102",
            spaces=80, **YEAR),
    feature(
        MultiPoint([(117.15, 36.65), (117.16, 36.65)]), id="s-4", name_zh="雪山车库",
        kind="parking",
        investment_wan=300, spaces=60, planned_start="2025-02-10", planned_finish="2025-12-31",
        contact="王五",
    ),
    feature(
        Polygon(
            box(117.02, 36.52, 117.04, 36.54).exterior,
            [box(117.025, 36.525, 117.03, 36.53).exterior],
        ),
        id="s-5", name_zh="七里山旧改", kind="housing", investment_wan=500, **YEAR,
    ),
]  # fmt: skip

STREET_FEATURES = [
    feature(LineString([(117.05, 36.62), (117.15, 36.62)]), id="w-1", name_zh="花园路", **YEAR),
    feature(LineString([(117.02, 36.55), (117.08, 36.56)]), id="w-2", name_zh="舜耕路", **YEAR),
    feature(None, id="w-3", name_zh="未定街巷", **YEAR),
]

FILES = {
    "workspace.toml": WORKSPACE,
    "targets.toml": TARGETS,
    "maps/city.toml": 'title = { zh = "全市图", en = "City map" }\nscope = "city"\norder = 1\n',
    "maps/urban.toml": 'title = { zh = "品质图", en = "Urban map" }\nscope = "theme"\ntheme = '
    '"urban"\norder = 2\n',
    "maps/districts.toml": 'title = { zh = "区县图", en = "District map" }\nscope = '
    '"districts"\norder = 3\n',
    "layers/districts/layer.toml": DISTRICTS_LAYER,
    "layers/districts/features.geojson": collection(DISTRICT_FEATURES),
    "layers/sites/layer.toml": SITES_LAYER,
    "layers/sites/features.geojson": collection(SITE_FEATURES),
    "layers/sites/progress.csv": SITES_LEDGER,
    "layers/street-works/layer.toml": STREETS_LAYER,
    "layers/street-works/features.geojson": collection(STREET_FEATURES),
    "layers/street-works/progress.csv": STREETS_LEDGER,
}


def write_city(root: Path, files: Mapping[str, str | None] | None = None) -> Path:
    """Write the city into ``root``.

    ``files`` replaces files by name, adds others, and leaves out those of None.
    """
    for name, text in {**FILES, **(files or {})}.items():
        if text is not None:
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return root


def layer_folder(**keys: object) -> LayerFolder:
    """A layer that is on no disk, for the steps after reading."""
    names = {
        "name": {"zh": "更新项目"},
        "source": {"zh": "测试"},
        "geometry": ["point", "line", "polygon"],
    }
    return LayerFolder(
        "sites", Path("layers/sites"), LayerManifest.model_validate({**names, **keys})
    )


def features_frame(
    shapes: Sequence[shapely.Geometry | None], **columns: Sequence[object]
) -> gpd.GeoDataFrame:
    """Features as ``read_layer`` gives them, with ids f-1, f-2 ... where none are given."""
    ids = [f"f-{at + 1}" for at in range(len(shapes))]
    cells = {
        name: columns.get(name, ids if name == "id" else [None] * len(shapes))
        for name in FEATURE_ATTRIBUTES
    }
    data = {
        name: parse_values(values, FEATURE_ATTRIBUTES[name]).cells for name, values in cells.items()
    }
    extra = {name: values for name, values in columns.items() if name not in FEATURE_ATTRIBUTES}
    return gpd.GeoDataFrame(pd.DataFrame({**data, **extra}), geometry=list(shapes), crs="EPSG:4326")


def subject_of(features: gpd.GeoDataFrame, **more: Any) -> Subject:
    """A layer under examination that is on no disk; ``more`` is what it has besides features."""
    ids = list(features["id"])
    lines = np.arange(1, len(features) + 1)
    cells = Cells("sites", "features.geojson", pd.DataFrame(), ids, list(lines), {}, {})
    return Subject(layer_folder(), features, lines, metric_crs("EPSG:4548"), cells, **more)


def released(city: City) -> PublishedCity:
    """The city as its own audience has it."""
    return publish(city, city.workspace.manifest.audience)
