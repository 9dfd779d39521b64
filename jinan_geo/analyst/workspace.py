"""A workspace as a Python user has it: opened, then loaded, built or checked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self

from jinan_geo.analyst.given import Day, as_audience, as_day, as_workspace
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.words import say, spoken_apart, spoken_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from jinan_geo.analyst.view import CityView
    from jinan_geo.city.city import City
    from jinan_geo.manifest.models import Audience
    from jinan_geo.pipeline import Built
    from jinan_geo.publish.published import PublishedCity

__all__ = ["AnalystWorkspace", "build_pages_of"]


class AnalystWorkspace(Workspace):
    """The public ``jinan_geo.Workspace``: what was opened, and what can be asked of it.

    >>> import jinan_geo
    >>> ws = jinan_geo.Workspace.open("examples/sample-city")
    >>> ws.manifest.name.en
    'Sample city'
    """

    @classmethod
    def open(cls, path: str | Path = ".", *, leave_out: bool = False) -> Self:
        """Open the workspace at ``path`` or in a folder above it.

        ``leave_out`` leaves a layer out whose manifest is wrong. What is made of it speaks as it
        does, whatever other workspace is opened beside it.

        Raises
        ------
        UsageError
            No ``workspace.toml`` there or above.
        ManifestError
            One or more manifests are wrong; every fault of every manifest is in the message.
        """
        with spoken_apart():
            return super().open(path, leave_out=leave_out)

    @spoken_by
    def load(self, as_of: Day | None = None, audience: Audience | None = None) -> CityView:
        """Read, join, place and judge everything, and give the city as an audience may have it.

        Nothing is written. ``as_of`` leaves later records out, as on a page of that day;
        ``audience`` is by default that of the workspace. Layers that cannot be used are left out:
        ``issues`` says so. Layers that a build prepared are not made again.

        Raises
        ------
        UsageError
            No record is as old as ``as_of``, or there is no such audience.
        InputError
            The layer of the districts cannot be used.
        RefusedError
            Something above the audience has no declared fate.
        """
        from jinan_geo.analyst.view import CityView  # noqa: PLC0415 - opening needs no geopandas
        from jinan_geo.city.known import recall_layers  # noqa: PLC0415 - as above
        from jinan_geo.pipeline import prepare_city  # noqa: PLC0415 - as above
        from jinan_geo.publish.publish import publish  # noqa: PLC0415 - as above

        chosen = as_audience(audience, self.manifest.audience)
        whole = prepare_city(self, as_day(as_of), recall_layers(self))
        return CityView(publish(whole, chosen))

    @spoken_by
    def build(
        self,
        out: str | Path | None = None,
        *,
        only: str | None = None,
        as_of: Day | None = None,
        audience: Audience | None = None,
    ) -> list[Built]:
        """Write every page, or with ``only`` those of one map manifest; gives what was written.

        ``out`` is a folder, by default the workspace's ``maps``; the index and the settlement lie
        there too.

        Raises
        ------
        UsageError
            There is no such map or audience, or no record is as old as ``as_of``.
        RefusedError
            Something would leak to the audience, or ``out`` is where the workspace keeps its own;
            nothing is written.
        """
        _, _, built = build_pages_of(self, out, only=only, as_of=as_of, audience=audience)
        return built

    @spoken_by
    def check(
        self, layers: Sequence[str] = (), *, audience: Audience | None = None
    ) -> pd.DataFrame:
        """Give what is wrong, a row each, with the columns of the issue table; nothing is written.

        All of it, for who opens a workspace has its data; with ``audience`` what that may read.
        ``layers`` are ids: without any, all.

        Raises
        ------
        UsageError
            There is no such layer, or no such audience.
        RefusedError
            A layer is named that must not reach the audience.
        """
        from jinan_geo.analyst.view import issue_frame  # noqa: PLC0415 - opening needs no geopandas
        from jinan_geo.export.findings import collect_findings, collect_own  # noqa: PLC0415 - as above
        from jinan_geo.pipeline import prepare_city  # noqa: PLC0415 - as above
        from jinan_geo.publish.publish import publish  # noqa: PLC0415 - as above

        chosen = [layers] if isinstance(layers, str) else [*map(str, layers)]
        readers = audience and as_audience(audience, self.manifest.audience)
        self.require(chosen)
        city = prepare_city(self)
        city.workspace.require(chosen)  # reading may have left one out
        if readers is None:
            return issue_frame(collect_own(city, chosen).issues)
        return issue_frame(collect_findings(publish(city, readers), chosen).issues)

    @spoken_by
    def _repr_html_(self) -> str:
        """Say in a notebook what it is."""
        from jinan_geo.analyst.glance import glance  # noqa: PLC0415 - opening needs no templates

        manifest = self.manifest
        rows = {
            "root": str(self.root),
            "layers": ", ".join(folder.id for folder in self.layers),
            "left_out": ", ".join(one.id for one in self.left_out),
            "maps": ", ".join(entry.id for entry in self.maps),
            "targets": len(self.targets.targets),
            "audience": manifest.audience,
            "crs": manifest.metric_crs,
            "money": manifest.locale.money_words[manifest.locale.slot],
        }
        return glance(manifest.title, rows, say("analyst.glance.load"))


def build_pages_of(
    workspace: Workspace | str | Path,
    out: str | Path | None = None,
    *,
    only: str | None = None,
    as_of: Day | None = None,
    audience: Audience | None = None,
) -> tuple[City, PublishedCity, list[Built]]:
    """Write the pages of a workspace, which may be named by its path.

    Gives the whole city, what the audience may have of it, and the pages; the rest is as in
    ``AnalystWorkspace.build``.

    Raises
    ------
    JinanGeoError
        As ``AnalystWorkspace.build`` and ``Workspace.open`` do.
    """
    from jinan_geo.pipeline import build_workspace  # noqa: PLC0415 - opening needs no folium
    from jinan_geo.write.guard import refuse_output  # noqa: PLC0415 - as above

    opened = as_workspace(workspace)
    readers = as_audience(audience, opened.manifest.audience)
    folder = opened.root / "maps" if out is None else Path(out)
    refuse_output(folder)
    return build_workspace(opened, folder, only=only, as_of=as_day(as_of), audience=readers)
