"""The steps to a city, over all its layers: each gives data and the issues it found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from jinan_geo.check import check_layer
from jinan_geo.check.engine import ALONE, Engine
from jinan_geo.check.subject import Subject
from jinan_geo.city import check_places
from jinan_geo.city.carried import mark_declared
from jinan_geo.city.city import Layer
from jinan_geo.city.corrections import find_corrections
from jinan_geo.city.evidence import rest_features, rest_records
from jinan_geo.city.join_records import join_records
from jinan_geo.city.lights import appraise, read_plans
from jinan_geo.city.moves import MOVE_COLUMNS, read_moves
from jinan_geo.city.parts import examine
from jinan_geo.city.place import place_features
from jinan_geo.city.truth import mark_features, mark_records
from jinan_geo.coordinates.crs import SHOWN, metric_crs
from jinan_geo.errors import InputError, UsageError
from jinan_geo.issues.alike import IssueList
from jinan_geo.issues.issue import Issue
from jinan_geo.ledger import EMPTY_LEDGER, read_ledger
from jinan_geo.ledger.editions import UNDECLARED
from jinan_geo.manifest.workspace import LeftOut
from jinan_geo.read import read_layer_whole
from jinan_geo.read.past import NOT_IN_FILE, with_ended
from jinan_geo.read.photos import read_photos
from jinan_geo.words import say

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Container, Iterable, Mapping, Sequence

    from jinan_geo.city.districts import Districts
    from jinan_geo.city.place import Placed
    from jinan_geo.ledger.editions import Calendar
    from jinan_geo.ledger.evidence import Register
    from jinan_geo.manifest.models import Reporting
    from jinan_geo.manifest.stages import Stage
    from jinan_geo.manifest.workspace import LayerFolder, Workspace
    from jinan_geo.page.model import Account
    from jinan_geo.read import LayerReading

__all__ = [
    "NO_RECORDS",
    "Joined",
    "as_layer",
    "list_days",
    "list_editions",
    "make_layers",
    "read_layers",
]

NO_RECORDS = EMPTY_LEDGER.assign(feature=pd.Series(dtype=int))
NO_MOVES = pd.DataFrame(columns=list(MOVE_COLUMNS))


@dataclass(frozen=True)
class Joined:
    """A layer as read, with its records by feature; without records there is no account."""

    folder: LayerFolder
    reading: LayerReading
    stages: Sequence[Stage]
    records: pd.DataFrame
    account: Account | None


def read_layers(
    workspace: Workspace,
    evidence: Register,
    skip: Container[str] = (),
) -> tuple[tuple[Workspace, list[Joined]], list[Issue]]:
    """Read every layer's file and ledger but those of ``skip``, and bring records to features.

    A record all of whose evidence is gone is set aside.
    A layer whose file or ledger cannot be used is left out: the workspace is given without it.

    Raises
    ------
    InputError
        It is that of the districts, without which there is no city.
    """
    joined, gone = [], []
    issues: list[Issue] = []
    for folder in workspace.layers:
        if folder.id in skip:
            continue
        try:
            reading = read_layer_whole(folder)
            one, found = _join(workspace, folder, reading, evidence)
        except InputError as error:
            if folder.id == workspace.manifest.districts:
                raise
            faults = tuple(str(error).splitlines())
            gone.append(LeftOut(folder.id, faults, folder.manifest))
            continue
        joined.append(one)
        issues += [*reading.issues, *found]
    left = workspace.without(gone)
    folders = {folder.id: folder for folder in left.layers}
    kept = [replace(one, folder=folders[one.folder.id]) for one in joined]
    return (left, kept), [*issues, *map(_left_out, left.left_out)]


def _left_out(one: LeftOut) -> Issue:
    why = "; ".join(one.faults)
    return Issue("layer-left-out", one.id, f"layers/{one.id}", value=one.id, details={"why": why})


def _join(
    workspace: Workspace, folder: LayerFolder, reading: LayerReading, evidence: Register
) -> tuple[Joined, list[Issue]]:
    stages = folder.manifest.stages or workspace.stages
    reading, odd = with_ended(folder, reading)
    gone = int((reading.lines == NOT_IN_FILE).sum())
    reading, unknown = rest_features(folder, reading, evidence)
    unknown = [*odd, *unknown]
    reading = mark_features(folder, reading, evidence)
    if folder.manifest.role != "projects":
        return Joined(folder, reading, stages, NO_RECORDS, None), unknown
    ledger, issues, rows_read = read_ledger(folder, stages)
    ledger, unsupported = rest_records(folder, ledger, evidence)
    ledger = mark_records(ledger, evidence)
    records, account, found = join_records(
        folder,
        reading.features,
        ledger,
        rows_read=rows_read,
        features_read=len(reading.cells.lines) + gone,
    )
    notes = [*unknown, *issues, *unsupported, *found]
    return Joined(folder, reading, stages, records, account), notes


def list_days(one: Joined) -> list[dt.date]:
    """Give the days that a layer's records are of, oldest first."""
    return sorted({day.date() for day in one.records["as_of"].dropna().unique()})


def list_editions(
    reported: Iterable[Iterable[dt.date]],
    as_of: dt.date | None,
    calendar: Calendar = UNDECLARED,
) -> list[dt.date]:
    """The newest report date of each month over all layers, of each of which the days are given.

    Where editions are declared it is these. The last is the data date of every page.

    Raises
    ------
    UsageError
        No record is as old as ``as_of``.
    """
    if calendar.is_declared:
        return calendar.shown(as_of)
    days = sorted(set().union(*reported))
    if as_of is not None:
        past = [day for day in days if day <= as_of]
        if not past:
            first = days[0] if days else "none"
            msg = say("city.errors.too_early", as_of=as_of, first=first)
            raise UsageError(msg)
        days = sorted({*past, as_of})
    newest = {(day.year, day.month): day for day in days}
    return sorted(newest.values())


def make_layers(  # noqa: PLR0913 - what is made, of what, and which of it
    workspace: Workspace,
    joined: Sequence[Joined],
    districts: Districts,
    editions: Sequence[dt.date],
    *,
    evidence: Register,
    only: Collection[str],
    calendar: Calendar = UNDECLARED,
    engine: Engine = ALONE,
) -> tuple[list[Layer], IssueList]:
    """Check, place, compare with their past and judge ``only`` those of the layers.

    The others are what rules between layers look at. ``engine`` is who works on large ones.
    """
    chosen = [one for one in joined if one.folder.id in only]
    subjects = _as_subjects(workspace, joined, editions, evidence, calendar, engine)
    own = {key: one for key, one in subjects.items() if key in only}
    own, known = _examine(workspace, own, districts)
    issues = IssueList(_all_issues(map(check_layer, own.values())))
    layers, outside = _place_layers(workspace, chosen, own, districts, known)
    issues += outside
    issues += _check_city(workspace, own, districts)
    issues += _corrections(workspace, chosen, calendar)
    layers, found = _compare_past(layers, subjects)
    _let_go([*subjects.values(), *own.values()])
    issues += found
    layers, found = _add_photos(layers)
    issues += found
    return _judge_layers(workspace, layers, editions, calendar), issues


def _let_go(subjects: Iterable[Subject]) -> None:
    """Empty what nobody looks at any more.

    Each names all others, so that their shapes in metres would lie there until the end.
    """
    for one in subjects:
        if vars(one):  # one may come twice
            vars(one.living).clear()
            vars(one).clear()


def _corrections(workspace: Workspace, joined: Iterable[Joined], calendar: Calendar) -> list[Issue]:
    """Find what was recorded of closed editions afterwards."""
    if not calendar.is_declared:
        return []
    kept = [one for one in joined if one.account and len(one.records)]
    return _all_issues(
        find_corrections(one.folder, one.records, workspace, calendar) for one in kept
    )


def _examine(
    workspace: Workspace, subjects: Mapping[str, Subject], districts: Districts
) -> tuple[dict[str, Subject], dict[str, Placed | None]]:
    """Look at large layers part by part, where there is an engine for it."""
    share = workspace.manifest.min_share
    found = {key: examine(one, districts, share) for key, one in subjects.items()}
    told = {key: subject for key, (subject, _) in found.items()}
    return told, {key: placed for key, (_, placed) in found.items()}


def _as_subjects(  # noqa: PLR0913 - what a layer is seen with
    workspace: Workspace,
    joined: Sequence[Joined],
    editions: Sequence[dt.date],
    evidence: Register,
    calendar: Calendar,
    engine: Engine,
) -> dict[str, Subject]:
    """The layers as the rules see them, by id."""
    crs = metric_crs(workspace.manifest.metric_crs)
    keepers = {one.layer for one in evidence.values()}
    if workspace.manifest.evidence == "required":
        keepers = {one.folder.id for one in joined}
    closed = [day for day in editions if day != calendar.open]
    subjects: dict[str, Subject] = {}
    living: dict[str, Subject] = {}
    for one in joined:
        subjects[one.folder.id] = Subject(
            one.folder,
            one.reading.features,
            one.reading.lines,
            crs,
            one.reading.cells,
            one.records if one.account else None,
            one.stages,
            others=living,
            reporting=_reporting_of(workspace, one.folder),
            day=closed[-1] if closed else None,
            closes=calendar.is_declared,
            keeps_evidence=one.folder.id in keepers,
            engine=engine,
        )
        living[one.folder.id] = subjects[one.folder.id].living
    return subjects


def _reporting_of(workspace: Workspace, folder: LayerFolder) -> Reporting | None:
    general = workspace.manifest.reporting if folder.manifest.provision != "none" else None
    return folder.manifest.reporting or general


def _place_layers(
    workspace: Workspace,
    joined: Iterable[Joined],
    subjects: Mapping[str, Subject],
    districts: Districts,
    known: Mapping[str, Placed | None],
) -> tuple[list[Layer], IssueList]:
    """Place every feature; a district lies in itself, and borders its neighbours."""
    crs = metric_crs(workspace.manifest.metric_crs)
    layers, issues = [], IssueList()
    for one in joined:
        placed = known[one.folder.id] or place_features(
            one.folder,
            one.reading.features,
            districts,
            crs=crs,
            min_share=workspace.manifest.min_share,
            measured=subjects[one.folder.id].solid,
        )
        layers.append(as_layer(one, placed))
        if one.folder.id != workspace.manifest.districts:
            issues += placed.issues
    return layers, issues


def as_layer(one: Joined, placed: Placed) -> Layer:
    """Make a layer of what was read, joined and placed; not compared with its past, nor judged."""
    return Layer(
        one.folder,
        placed.features,
        placed.shares,
        one.records,
        one.stages,
        one.account,
        NO_MOVES,
        {},
        one.reading.aside.to_crs(SHOWN),
    )


def _check_city(
    workspace: Workspace, subjects: Mapping[str, Subject], districts: Districts
) -> list[Issue]:
    """Run the rules of the city on every layer but the districts themselves."""
    others = [one for key, one in subjects.items() if key != workspace.manifest.districts]
    return _all_issues(check_places(one, districts) for one in others)


def _compare_past(
    layers: Iterable[Layer], subjects: Mapping[str, Subject]
) -> tuple[list[Layer], list[Issue]]:
    """Compare every layer's past files with what it is today."""
    compared, issues = [], []
    for layer in layers:
        subject = subjects[layer.id]  # its features are as stored, not in WGS84
        moves, found = read_moves(
            layer.folder, subject.features, subject.crs, subject.living.features
        )
        compared.append(replace(layer, moves=moves))
        issues += found
    return compared, issues


def _add_photos(layers: Iterable[Layer]) -> tuple[list[Layer], list[Issue]]:
    """Read the photos that features name."""
    shown, issues = [], []
    for layer in layers:
        photos, found = read_photos(layer.folder, layer.features)
        shown.append(replace(layer, photos=photos))
        issues += found
    return shown, issues


def _judge_layers(
    workspace: Workspace, layers: Iterable[Layer], editions: Sequence[dt.date], calendar: Calendar
) -> list[Layer]:
    """Give every project its light at each edition."""
    return [
        _judge(workspace, layer, editions, calendar) if layer.is_projects else layer
        for layer in layers
    ]


def _judge(
    workspace: Workspace, layer: Layer, editions: Sequence[dt.date], calendar: Calendar
) -> Layer:
    states = appraise(
        layer.features,
        layer.records,
        read_plans(layer.features),
        stages=layer.stages,
        rules=workspace.lights,
        provision=layer.folder.manifest.provision,
        days=editions,
    )
    if calendar.is_declared:
        states = mark_declared(states, editions, calendar)
    return replace(layer, states=states, editions=len(editions))


def _all_issues(found: Iterable[Iterable[Issue]]) -> list[Issue]:
    return [issue for issues in found for issue in issues]
