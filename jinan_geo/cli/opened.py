"""The workspace of a verb that tells of it: read, judged, and what its audience may have."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection
    from pathlib import Path

    from jinan_geo.city.city import City
    from jinan_geo.manifest.models import Audience
    from jinan_geo.publish.published import PublishedCity

__all__ = ["open_published"]


def open_published(
    folder: Path,
    audience: Audience | None,
    *,
    as_of: dt.date | None = None,
    layers: Collection[str] = (),
) -> tuple[City, PublishedCity]:
    """Give the whole city, and what of it is published to an audience, by default its own.

    Layers that cannot be used are left out; those that a build prepared are not made again.
    ``layers`` are those that the verb cannot do without.

    Raises
    ------
    JinanGeoError
        As ``Workspace.open``, ``Workspace.require``, ``prepare_city`` and ``publish`` do.
    """
    from jinan_geo.city.known import recall_layers  # noqa: PLC0415 - saves 700 ms of every start
    from jinan_geo.manifest.workspace import Workspace  # noqa: PLC0415 - saves 204 ms of every start
    from jinan_geo.pipeline import prepare_city  # noqa: PLC0415 - saves 1291 ms of every start
    from jinan_geo.publish.publish import publish  # noqa: PLC0415 - saves 698 ms of every start

    workspace = Workspace.open(folder, leave_out=True)
    workspace.require(layers)
    whole = prepare_city(workspace, as_of, recall_layers(workspace))
    whole.workspace.require(layers)  # reading may have left one out
    return whole, publish(whole, audience or workspace.manifest.audience)
