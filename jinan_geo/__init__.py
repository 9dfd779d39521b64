"""jinan_geo: a city's urban-renewal plan as sealed, interactive maps.

>>> import jinan_geo
>>> ws = jinan_geo.Workspace.open(".")
>>> ws.manifest.name.en
'Jinan'

``ws.load()`` gives the city as frames, ``ws.build()`` writes its pages (docs/api.md).
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING

# GDAL ignores extensions: a VRT named .geojson reads other files. Every driver that fiona's and
# pyogrio's GDAL both have and that docs/formats.md does not name is taken out before their first
# import; read/sniff.py keeps off the rest.
SKIPPED_DRIVERS = (
    "OGR_VRT,AVCBin,AVCE00,AmigoCloud,CSV,CSW,Carto,DGN,EDIGEO,ESRIJSON,Elasticsearch,GPSBabel,GTFS,GeoRSS,JML,"
    "JSONFG,LVBAG,MVT,MapML,MiraMonVector,NGW,OAPIF,ODS,OGR_GMT,PGDUMP,PLSCENES,PMTiles,S57,SXF,Selafin,TopoJSON,"
    "VDV,VFK,WAsP,WFS,XLSX"
)
os.environ["GDAL_SKIP"] = SKIPPED_DRIVERS
# Nothing is fetched, and nothing is written beside the input.
os.environ.update(
    GML_DOWNLOAD_SCHEMA="NO", CPL_VSIL_CURL_ALLOWED_EXTENSIONS=".none", GDAL_PAM_ENABLED="NO"
)
os.environ["PROJ_NETWORK"] = "OFF"  # nor are datum grids, whatever the user's own setting

if TYPE_CHECKING:
    from jinan_geo.analyst.workspace import AnalystWorkspace as Workspace
    from jinan_geo.analyst.workspace import build_pages_of as build
    from jinan_geo.intake.handed import map_data as map  # noqa: A004 - jinan_geo.map is the documented name

__all__ = ["Workspace", "build", "map"]

LAZY = {
    "Workspace": ("jinan_geo.analyst.workspace", "AnalystWorkspace"),
    "build": ("jinan_geo.analyst.workspace", "build_pages_of"),
    "map": ("jinan_geo.intake.handed", "map_data"),
}


def __dir__() -> list[str]:
    """Name what there is, also what is imported when it is first used: editors complete by it."""
    return sorted({*globals(), *__all__})


def __getattr__(name: str) -> object:
    """Import a public name when it is first used: geopandas and folium take more than a second."""
    if name not in LAZY:
        msg = f"module 'jinan_geo' has no attribute {name!r}"
        raise AttributeError(msg)
    module, attribute = LAZY[name]
    return getattr(import_module(module), attribute)
