"""What a page receives, as documented models: the source of ``web/src/data/page.d.ts``.

Only what is declared here reaches a browser. Texts are pairs of Chinese and English; percentages
are points (0 to 100), money is in the workspace's unit, dates are ISO days, coordinates
are WGS84 degrees, longitude first.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from jinan_geo.manifest.closed import Text
from jinan_geo.manifest.models import Accuracy, FieldLabel, Style
from jinan_geo.page.ground import GridInfo, GroundInfo
from jinan_geo.page.issues import ManyIssues, say_issues
from jinan_geo.page.lights import LightInfo
from jinan_geo.page.stages import StageInfo
from jinan_geo.page.wire import Named, OpenEdition, TargetForecast, Wire, YearInfo

__all__ = [
    "CARRIED",
    "NO_RECORD",
    "OVER",
    "UNREPORTED",
    "Account",
    "BasemapInfo",
    "CarriedInfo",
    "CarriedWork",
    "ComingTarget",
    "DistrictInfo",
    "EvidenceInfo",
    "FieldInfo",
    "LayerInfo",
    "Page",
    "QualityInfo",
    "TargetInfo",
    "TargetState",
    "Totals",
]

Light = Literal["red", "yellow", "green", "grey"]
# Why a project has its light; the page words them, the numbers stand in the states table.
Reason = Literal[
    "on_plan",  # green: lead, or a lag below the yellow bound
    "done",  # green: completed
    "not_due",  # green: not started, and the planned start month has not ended
    "lag",  # yellow or red: the lag
    "late_start",  # yellow or red: not started though the planned month is over
    "no_record",  # grey: nothing was ever reported
    "carried",  # not reported yet in an open edition: the light of the one before
    "no_report",  # grey: no report for the period; the last one is older
    "is_over",  # grey: it ended without being completed
    "no_percent",  # grey: reported without a usable percentage
    "days_late",  # yellow or red: days after the planned ones
    "in_time",  # green: fewer days late than the yellow bound
    "below_index",  # yellow or red: an index of earned value
    "at_index",  # green: the indices of earned value are good enough
    "no_cost",  # grey: planned or actual cost is missing
    "no_plan",  # grey: no planned dates or curve to compare with
    "stopped",  # red, or as the rules say: work stands still
    "postponed",  # grey: put off by decision, and not judged meanwhile
]
NO_RECORD: Reason = "no_record"
CARRIED: Reason = "carried"
OVER: Reason = "is_over"
UNREPORTED: tuple[Reason, ...] = (NO_RECORD, "no_report")
POSTPONED: Reason = "postponed"


class DistrictInfo(Wire):
    """A district; its outline is the feature of the same id in the layer of role ``districts``."""

    code: str
    name: Text
    label_at: tuple[float, float] = Field(description="lon, lat of a point inside it for its label")


class FieldInfo(FieldLabel):
    """A declared field; ``id`` is the column of the layer's ``features`` table that holds it."""

    id: str


class Account(Wire):
    """Ledger and map reconciled.

    ``rows = matched + unmatched + excluded``, and the same for features.
    """

    rows: int = Field(description="ledger rows read")
    matched: int
    unmatched: int = Field(description="rows whose project is not among the features")
    excluded: int = Field(description="rows set aside with an issue")
    features: int = Field(description="features read")
    reported: int = Field(description="features with at least one record")
    silent: int = Field(description="features without any record")
    set_aside: int = Field(description="features set aside with an issue")


class LayerInfo(Named):
    """One layer; its block is the script element ``jg-layer-<id>``."""

    alias: Text | None
    note: Text | None
    theme: str | None
    role: Literal["projects", "districts", "context"]
    geometry: list[Literal["point", "line", "polygon"]]
    style: Style
    source: Text
    accuracy: Accuracy | None
    sample: bool
    provision: Literal["monthly", "none"]
    fields: list[FieldInfo]
    kinds: list[Named]
    features: int = Field(description="features of this layer on this page")
    located: int = Field(description="of these, with a geometry")
    account: Account | None = Field(description="of the whole layer, whatever the page shows")


class TargetState(Wire):
    """A target at one edition."""

    actual: float | None = Field(description="null where there is no data")
    completion_pct: float | None = Field(description="actual over the target's value")
    schedule_pct: float | None = Field(description="share of the period elapsed")
    planned: float | None = Field(
        description="value due by now: schedule share of the value, or the level itself"
    )
    lead: float | None = Field(
        description="completion minus schedule, in points; negative is a lag"
    )
    light: Light
    uncounted: int = Field(description="projects not judged, so perhaps missing from actual")
    here: float | None = Field(
        description="of actual, the part made on this page's district; null elsewhere"
    )
    counted: list[tuple[str, str]] = Field(
        description="(layer, feature id) pairs that make the number"
    )
    unknown: list[tuple[str, str]] = Field(
        description="(layer, feature id) pairs of the uncounted on this page"
    )
    as_of: dt.date | None = Field(description="date of a value entered by hand")
    sample: bool = Field(description="the number rests on sample data")
    evidence: list[str] = Field(default_factory=list, description="ids of what the number rests on")
    forecast: TargetForecast | None = None


class TargetInfo(Named):
    """A city commitment."""

    theme: str
    comparator: Literal["=", ">=", ">", "~", "<=", "<", "between"]
    value: float
    upper: float | None = Field(None, description="the upper end of a range")
    unit: Text
    start: dt.date | None
    due: dt.date | None
    period: Text | None = Field(None, description="nothing outside of this year or days counts")
    nature: Literal["cumulative", "level"]
    origin: Literal["layer", "entered", "none"]
    layer: str | None
    how: Text = Field(description="how the number is made, in words")
    source: Text
    note: Text | None
    states: list[TargetState] = Field(
        description="one for each edition; of what is sourced where there are both kinds"
    )
    samples: list[TargetState] = Field(
        default_factory=list, description="the same of samples, empty where it has one kind only"
    )
    ending: Literal["met", "partly", "missed", "other-count", "not-published"] | None = Field(
        None,
        description="how it ended, by what is known at the last edition; null until it is due",
    )
    named: list[tuple[str, str]] = Field(
        default_factory=list, description="pairs of the projects known by name; never counted"
    )
    settled: Text | None = Field(None, description="how that follows: promised, found, left")
    whole: list[tuple[str, str]] = Field([], description="pairs of all that it may count")

    def at_last(self, *, sample: bool) -> TargetState | None:
        """Give the state at the last edition by values of one kind; None where it has none."""
        if self.samples:
            return (self.samples if sample else self.states)[-1]
        own = self.states[-1] if self.states else None
        return own if own is None or own.actual is None or own.sample == sample else None


class Totals(Wire):
    """Python's own numbers of this page's projects at one edition, for readers and tests."""

    projects: int
    located: int
    unlocated: int
    red: int
    yellow: int
    green: int
    grey: int
    reported: int = Field(description="projects with a record of this edition's date")
    investment_wan: float = Field(
        description="planned investment, each project by its share on this page"
    )
    investment_missing: int = Field(description="projects without a planned investment")


class EvidenceInfo(Wire):
    """One statement of a publisher; what rests on it names it by its id."""

    id: str
    about: list[str] = Field(description="features, commitments or their fields, as `id.field`")
    as_of: str = Field(description="what it holds for: an ISO year, month or day, or empty")
    published: str = Field(description="an ISO year, month or day, or empty")
    publisher: str
    title: str
    address: str = Field(description="text, never a link that the page loads")
    tier: Literal["official", "press", "repost", "reported", "sample"]
    statement: Text
    contradicts: list[str]
    recheck: str = Field(description="why it should be looked up at its publisher again, or empty")


class CarriedWork(Wire):
    """A work of the page that was not done when the plan's year ended."""

    layer: str
    feature: str
    state: Literal["overdue", "expected", "undated", "finished"]
    said: Text = Field(description="the state in words")
    first: dt.date | None = Field(description="the finish promised first; it never changes")
    expected: dt.date | None = Field(description="the newest day said for its finish")
    late_days: int | None = Field(description="days that this is after the first promise")


class ComingTarget(Named):
    """A commitment of the year that took over."""

    promised: Text = Field(description="the number with its bound and its unit")
    due: dt.date | None
    first_due: dt.date | None = Field(description="where it was promised before, by which day")


class CarriedInfo(Wire):
    """What the year after the plan's took over."""

    year: int
    label: Text = Field(description="what the year is called")
    works: list[CarriedWork]
    coming: list[ComingTarget]


class QualityInfo(Wire):
    """How good the data of one layer, or of one district, are on this page; see docs/quality.md."""

    layer: str | None = Field(description="null for a district")
    district: str | None = Field(description="null for a layer")
    kind: Literal["sourced", "sample"] = Field(
        description="of which features; where there are both, each has its own"
    )
    level: int = Field(
        ge=0, le=4, description="0 no data, 1 some, 2 authoritative, 3 good, 4 trustworthy"
    )
    name: Text = Field(description="of the level")
    features: int
    clean_pct: float | None = Field(
        description="share without error or warning, in per cent; null without features"
    )
    lacks: Text = Field(description="what is missing for the next level; empty where nothing is")


class BasemapInfo(Named):
    """An online background; a page with any may ask their hosts for pictures, and says so."""

    url: str = Field(description="address with {z}, {x}, {y} or {-y}, and perhaps {s}")
    labels: str | None = Field(description="address of a second set of tiles, drawn above")
    subdomains: list[str]
    attribution: Text
    shift: Literal["none", "GCJ-02"] = Field(description="offset of the tiles against WGS84")
    min_zoom: int
    max_zoom: int
    shown: bool = Field(description="shown when the page opens")


class Page(Wire):
    """The head of a page: everything that is not a table of features.

    Script element ``jg-page``.
    """

    format: Literal[1] = 1
    version: str = Field(description="version of jinan_geo that built the page")
    id: str
    kind: Literal["city", "theme", "district", "table"]
    title: Text
    workspace: Text
    home: str | None = Field(description="relative link to the index page")
    settlement: str | None = Field(
        None, description="relative link to how the commitments ended, where there are any"
    )
    as_of: dt.date | None
    editions: list[dt.date] = Field(description="oldest first; the last is the one shown first")
    years: list[YearInfo] = Field(
        default_factory=list, description="the year that each edition is of"
    )
    declared: bool = Field(
        default=False, description="editions are declared: opened and closed by a person"
    )
    open: OpenEdition | None = Field(
        None, description="the open edition, where the page tells of it; it may be the last shown"
    )
    since: dt.date | None = Field(
        None, description="the edition whose changes are shown first; null shows none"
    )
    color: str | None = Field(
        None, description="the colouring shown first, by its id; null is the page's own"
    )
    lang: Literal["zh", "en"] = Field("zh", description="the language that the page opens in")
    one_language: bool = Field(default=False, description="it can be read in that alone")
    words: dict[str, str] = Field(default_factory=dict, description="those of a further language")
    money: Text | None = Field(
        None, description="what the unit of money is called, where that is not 万元"
    )
    audience: Literal["public", "internal", "restricted"]
    review_number: str | None = Field(
        description="map review number (审图号), else the page says not reviewed"
    )
    sample: bool = Field(description="the page shows sample data and must say so")
    bounds: tuple[float, float, float, float] = Field(description="west, south, east, north")
    theme: str | None
    district: str | None
    themes: list[Named]
    districts: list[DistrictInfo]
    stages: list[StageInfo]
    lights: LightInfo | None
    causes: list[Named] = Field(default_factory=list, description="why projects may be behind")
    basemaps: list[BasemapInfo] = Field(description="none on a sealed page")
    ground: GroundInfo | None = Field(None, description="null on a page without a ground")
    grid: GridInfo | None = Field(None, description="drawn close up where there is no ground")
    layers: list[LayerInfo]
    targets: list[TargetInfo]
    totals: list[Totals] = Field(
        description="one for each edition, or one where there are none; of what is sourced where "
        "the page has both kinds"
    )
    samples: list[Totals] = Field(
        default_factory=list,
        description="the same of samples; empty where the page has values of one kind only",
    )
    evidence: list[EvidenceInfo] = Field(
        default_factory=list, description="what the page's values rest on"
    )
    carried: CarriedInfo | None = Field(
        None, description="what the next year took over, once that of the plan is over"
    )
    issues: ManyIssues
    quality: list[QualityInfo] = Field(
        description="the layers, then the districts where a page has several"
    )

    @property
    def is_mixed(self) -> bool:
        """Whether the page has sourced values and samples, which are never added."""
        return bool(self.samples)

    def say(self, *, without: str) -> bytes:
        """Give it as JSON, without one of its fields that is told otherwise."""
        names = [*type(self).model_fields]
        at = names.index("issues")
        before = self.model_dump_json(include={*names[:at]} - {without}).encode()
        after = self.model_dump_json(include={*names[at + 1 :]} - {without}).encode()
        return b'%b,"issues":%b,%b' % (before[:-1], say_issues(self.issues), after[1:])

    def __repr__(self) -> str:
        """Say which page it is, not all that is in it."""
        return f"<Page {self.id!r}: {len(self.layers)} layers, {len(self.editions)} editions>"
