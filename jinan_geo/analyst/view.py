"""A city as its audience has it, asked for frames: each one made anew, the caller's to change."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

import pandas as pd

from jinan_geo.analyst.frames import history_frame, project_frame, target_frame, with_days
from jinan_geo.analyst.given import Day, as_day
from jinan_geo.analyst.glance import glance
from jinan_geo.answers.changes import compare_editions
from jinan_geo.answers.counts import foretell
from jinan_geo.answers.reports import list_due
from jinan_geo.answers.settlement import settle
from jinan_geo.coordinates.crs import metric_crs
from jinan_geo.errors import UsageError, show, suggest
from jinan_geo.issues.alike import count_by_severity
from jinan_geo.issues.issue import Issue, issue_row, issue_rows
from jinan_geo.manifest.labels import labels_of
from jinan_geo.payload.build import build_pages
from jinan_geo.publish.clearance import check_clearance
from jinan_geo.render.outline import outline_districts
from jinan_geo.render.page import make_map
from jinan_geo.words import current_language, say, spoken_as

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable

    import geopandas as gpd

    from jinan_geo.city.city import Layer
    from jinan_geo.manifest.workspace import MapFile
    from jinan_geo.publish.published import PublishedCity
    from jinan_geo.render.elements import SealedMap

__all__ = ["CityView", "issue_frame"]

P = ParamSpec("P")
R = TypeVar("R")
ISSUE_COLUMNS = tuple(issue_row(Issue("layer-left-out", "", "", details={"why": ""})))


def issue_frame(issues: Iterable[Issue]) -> pd.DataFrame:
    """Give issues a row each, with the columns of the issue table."""
    return pd.DataFrame([*issue_rows(issues)], columns=list(ISSUE_COLUMNS))


def _spoken(
    ask: Callable[Concatenate[CityView, P], R],
) -> Callable[Concatenate[CityView, P], R]:
    """Have a question answered as the city's own workspace speaks, whichever was opened last."""

    @wraps(ask)
    def asked(self: CityView, /, *given: P.args, **named: P.kwargs) -> R:
        with spoken_as(self._city.speech):
            return ask(self, *given, **named)

    return asked


@dataclass(frozen=True, repr=False, eq=False)
class CityView:
    """A loaded city, made by ``Workspace.load``.

    Holds what the audience may have and nothing else. Every frame is a copy: changing one changes
    neither the city nor the next frame.

    >>> import jinan_geo
    >>> city = jinan_geo.Workspace.open("examples/sample-city").load()
    >>> sorted({*city.projects()["light"]})
    ['green', 'grey', 'red', 'yellow']
    """

    _city: PublishedCity = field()

    @property
    def as_of(self) -> dt.date | None:
        """The data date: the last edition; None where nothing was ever reported."""
        return self._city.editions[-1] if self._city.editions else None

    @property
    def editions(self) -> list[dt.date]:
        """The days of all editions, oldest first."""
        return [*self._city.editions]

    @property
    def audience(self) -> str:
        """For whom it is: ``public``, ``internal`` or ``restricted``."""
        return self._city.audience

    @property
    def layers(self) -> list[str]:
        """The ids of the layers that are there, in the order of the workspace."""
        return [layer.id for layer in self._city.layers]

    @property
    def money(self) -> str:
        """The unit of all money in the frames, as ``USD million``, in the workspace's language."""
        locale = self._city.workspace.manifest.locale
        return locale.money_words[locale.slot]

    @_spoken
    def projects(self, layer: str | None = None) -> gpd.GeoDataFrame:
        """Give every project with its latest state, in WGS84; None where it has no place.

        A row a project, with the columns of docs/export.md (``stage``, ``light``, ``done_pct``,
        ``planned_pct``, ``lead``, ``investment_wan`` …) and before them ``layer``. Besides:
        ``shares``, a dictionary of the part in each district by its code; ``lag``, the points
        behind, ``lead`` with the other sign; ``reported``, whether a report came for the last
        edition; ``finish_early`` to ``finish_late``, within which eight of ten such finishes lie,
        and ``finish_expected`` between them, or ``finish_unsaid``, why none can be foretold (both
        missing where the work is done); ``sample``, whether the project or its progress is a
        sample, which are never added to what is sourced. With ``layer`` its own fields are there
        too. Percentages are points (0 to 100), money is in the unit that ``money`` names, lengths
        are metres, days datetimes; what is missing is NaN, NaT or None.

        Raises
        ------
        UsageError
            There is no such layer of projects.
        RefusedError
            It must not reach the audience.
        """
        chosen = [one for one in self._chosen(layer) if one.is_projects]
        if layer is not None and not chosen:
            known = [one.id for one in self._city.layers if one.is_projects]
            message = say("analyst.errors.no_projects", layer=show(layer), hint=suggest("", known))
            raise UsageError(message)
        return project_frame(self._city, chosen, with_fields=layer is not None)

    @_spoken
    def history(self, layer: str) -> pd.DataFrame:
        """Give the state of each project of a layer at every edition, oldest first.

        A row an edition and project: ``edition``, ``id``, ``name_zh``, ``name_en``, and the columns
        of the state, ``record_date`` being the day of the record in force. Empty for a layer that
        nothing is reported of. Units as ``projects``.

        Raises
        ------
        UsageError
            There is no such layer.
        RefusedError
            It must not reach the audience.
        """
        (chosen,) = self._chosen(layer)
        return history_frame(chosen, self.editions)

    @_spoken
    def targets(self) -> pd.DataFrame:
        """Give every commitment with its state at the last edition, a row each.

        ``ending`` tells how it ended, where it is due. Where it is not, ``forecast_low`` to
        ``forecast_high`` is what eight of ten such forecasts reach by its day, in its unit; else
        ``forecast_unsaid`` says why nothing can be said (``starts``: it counts what has begun;
        ``open``: more than a tenth of its projects cannot be foretold). Of ``forecast_of`` earlier
        forecasts of the city's counts ``forecast_held`` held. Where a commitment has numbers of
        both kinds there is a row for each, told apart by ``sample``; one without any has a row all
        the same, its numbers missing. ``value`` to ``lead`` are in the commitment's own unit, but
        for ``completion_pct``, ``schedule_pct`` and ``lead``: points.
        """
        city = replace(self._city, targets=[one.on_page() for one in settle(self._city)])
        return target_frame(foretell(city))

    @_spoken
    def issues(self) -> pd.DataFrame:
        """Give the issues that the audience may read, with the columns of the issue table."""
        return issue_frame(self._city.issues)

    @_spoken
    def changes(self, since: Day, until: Day | None = None) -> pd.DataFrame:
        """Give what changed between two editions, a row a change; ``until`` is by default the last.

        Columns are those of ``jinan-geo compare --json``. Empty where nothing changed.

        Raises
        ------
        UsageError
            A day is no edition, or the first is not before the second.
        """
        first, last = as_day(since), as_day(until) or self.as_of
        if first is None or last is None:
            raise UsageError(say("analyst.errors.no_day", day=show(since)))
        found = compare_editions(self._city, first, last).drop(columns="feature")
        return with_days(found, "until")

    @_spoken
    def reports(self) -> pd.DataFrame:
        """Give a row for each project and period of which a report was due by the data date.

        ``reported`` says that it came, ``late`` that it came after ``last_day``. Empty where nobody
        is asked for reports (``provision = "none"`` in ``layer.toml``).
        """
        return with_days(list_due(self._city), "last_day", "recorded_on", "newest")

    @_spoken
    def map(self, id: str | None = None) -> SealedMap:  # noqa: A002 - as maps are named everywhere
        """Give a page as a ``folium.Map`` that a notebook shows; by default that of the city.

        ``id`` is that of a map manifest, or of one page where a manifest makes one a district (its
        id or name).

        Raises
        ------
        UsageError
            There is no such map.
        RefusedError
            The ground under it may not be shown to the audience.
        """
        workspace = self._city.workspace
        check_clearance(workspace, self._city.audience, is_map=True)
        id = None if id is None else str(id)  # noqa: A001 - ids may look like numbers
        entry = self._entry(id)
        pages = build_pages(self._city, entry.id)
        code = None if id in {None, entry.id} else self._city.districts.require(id or "")
        data = next(one for one in pages if code in {None, one.page.district})
        outline = outline_districts(self._city.districts, metric_crs(workspace.manifest.metric_crs))
        page = data.page.model_copy(update={"home": None})  # it leads to no index here
        return make_map(page, data.blocks, outline, ground=data.ground)

    def __repr__(self) -> str:
        """Say which city it is, when and for whom, not all that is in it."""
        name = self._city.workspace.manifest.name.zh
        projects = sum(len(layer.features) for layer in self._city.layers if layer.is_projects)
        layers = len(self._city.layers)
        day = self.as_of or "-"
        return f"<CityView {name!r} {day} {self.audience}: {projects} projects, {layers} layers>"

    @_spoken
    def _repr_html_(self) -> str:
        """Say in a notebook what it is; the map is shown where ``map()`` is asked for."""
        city = self._city
        counted = count_by_severity(city.issues)
        facts: dict[str, Any] = {
            "as_of": self.as_of,
            "editions": len(city.editions),
            "audience": _worded("audience", self.audience),
            "projects": sum(len(one.features) for one in city.layers if one.is_projects),
            "lights": self._lights(),
            "layers": ", ".join(self.layers),
            "targets": len(city.targets),
            "issues": ", ".join(
                f"{_worded('severity', key)} {count}" for key, count in counted.items()
            ),
        }
        return glance(city.workspace.manifest.title, facts, say("analyst.glance.ask"))

    def _lights(self) -> str:
        layers = [one for one in self._city.layers if one.is_projects and one.editions]
        counts = Counter(str(light) for layer in layers for light in layer.lights[-1])
        shown = [key for key in labels_of("light") if counts[key]]
        return ", ".join(f"{_worded('light', key)} {counts[key]}" for key in shown)

    def _chosen(self, layer: str | None) -> list[Layer]:
        """The layer named, or all.

        Raises
        ------
        UsageError
            There is no such layer.
        RefusedError
            It must not reach the audience.
        """
        if layer is None:
            return [*self._city.layers]
        layer = str(layer)
        found = self._city.chosen([layer], say("analyst.errors.instead"))
        if not found:
            self._city.workspace.require([layer])
        return found

    def _entry(self, wanted: str | None) -> MapFile:
        """The map manifest that makes the page."""
        maps = self._city.workspace.maps
        for entry in maps:
            if wanted == entry.id or (wanted is None and entry.manifest.scope == "city"):
                return entry
        is_place = self._city.districts.find(wanted or "") is not None
        for entry in maps:
            if entry.manifest.scope == "districts" and is_place:
                return entry
        known = [entry.id for entry in maps]
        message = say("analyst.errors.no_map", id=show(wanted), hint=suggest(str(wanted), known))
        raise UsageError(message)


def _worded(column: str, key: str) -> str:
    """Give what a code is called, in the language spoken."""
    return str(getattr(labels_of(column)[key], current_language()))
