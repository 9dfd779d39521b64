"""A sealed page of what changed.

The city at the later edition, opened with the changes since the earlier one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jinan_geo.answers.changes import edition_at
from jinan_geo.coordinates.crs import metric_crs
from jinan_geo.manifest.closed import text
from jinan_geo.manifest.models import MapManifest
from jinan_geo.manifest.workspace import MapFile
from jinan_geo.payload.build import build_pages
from jinan_geo.render.outline import outline_districts
from jinan_geo.render.page import render_page

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from jinan_geo.publish.published import PublishedCity

__all__ = ["render_changes"]


def render_changes(city: PublishedCity, since: dt.date, only: Sequence[str] = ()) -> str:
    """Render the page of a city whose newest edition is the later one.

    ``only`` names the layers it shows.
    """
    edition_at(city, since)
    workspace = city.workspace
    until = city.editions[-1]
    whole = [entry.manifest for entry in workspace.maps if entry.manifest.scope == "city"]
    title = whole[0].title if whole else workspace.manifest.title
    manifest = MapManifest(
        title=text("render.changes.title", title=title, since=since, until=until),
        scope="city",
        layers=list(only) or (whole[0].layers if whole else None),
    )
    entry = MapFile(f"changes-{since}-{until}", manifest)
    alone = replace(city, workspace=replace(workspace, maps=(entry,)))
    (data,) = build_pages(alone)
    # The page may lie anywhere, so it leads to no index.
    page = data.page.model_copy(update={"since": since, "home": None})
    outline = outline_districts(city.districts, metric_crs(workspace.manifest.metric_crs))
    return render_page(replace(data, page=page), outline)
