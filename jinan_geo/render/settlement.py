"""The settlement page: a row for each commitment, with its ending and all that it rests on.

Then what the year that comes took over, and what was said of no commitment and no work.

It is plain markup, which needs no program to be read or printed.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from jinan_geo.answers.handover import taken_over
from jinan_geo.answers.settlement import ENDINGS, plain_number
from jinan_geo.manifest.closed import Text, text, texts
from jinan_geo.manifest.labels import labels_of
from jinan_geo.manifest.signs import COMPARATORS, write_bounds
from jinan_geo.render.bundle import read_bundle
from jinan_geo.render.carried import draw_carried
from jinan_geo.render.statements import draw_statement
from jinan_geo.render.templates import render_with_policy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from jinan_geo.answers.handover import Handover
    from jinan_geo.answers.settlement import Ending, Settled
    from jinan_geo.ledger.evidence import Evidence
    from jinan_geo.publish.published import PublishedCity

__all__ = ["render_settlement"]

# What needs attention first; the groups and the totals stand in this order.
ORDER: tuple[Ending, ...] = ("missed", "partly", "other-count", "not-published", "met", "not-due")


def render_settlement(
    city: PublishedCity,
    settled: Sequence[Settled],
    *,
    home: str | None,
    map_page: str | None,
    given: Handover | None = None,
) -> str:
    """Render the settlement in both languages.

    ``home`` and ``map_page`` are the links to the index and the city's page; None leaves one out.
    ``given`` is what the next year takes over, where that was asked already.
    """
    rows = [{**_row(city, one), "place": at} for at, one in enumerate(settled)]
    manifest = city.workspace.manifest
    made_with = version("jinan-geo")
    groups = _by_ending(rows)
    given = given or taken_over(city)
    general = [one for one in city.evidence.values() if not one.about]
    rechecks = _rechecks(city, _named(settled, given, general))
    context: dict[str, object] = {
        "title": text("render.settlement.title", name=manifest.name),
        "words": texts("render.settlement.words"),
        "lang": manifest.locale.slot,
        "tag": manifest.locale.language,
        "one_language": len(manifest.locale.spoken) == 1,
        "lead": _lead(settled),
        "as_of": city.editions[-1] if city.editions else None,
        "audience": labels_of("audience")[city.audience],
        "review_number": manifest.review_number,
        "source": city.workspace.targets.source,
        "no_evidence": text("render.settlement.no_evidence", source=city.workspace.targets.source),
        "home": home,
        "map_page": map_page,
        "endings": ENDINGS,
        "rules": texts("render.settlement.rules"),
        "totals": _totals(settled),
        "groups": [group for group in groups.items() if group[1]],
        "sample": any(row["sample"] for row in rows),
        "carried": draw_carried(given, city.evidence),
        "general": [*map(draw_statement, general)],
        "rechecks": rechecks,
        "made_by": text("render.settlement.made_by", version=made_with),
        "version": made_with,
        "summary": _summary(city, settled, rechecks),
        "style": Markup(read_bundle("settlement.css")),  # noqa: S704 - our program, packed at install
        "program": Markup(read_bundle("settlement.js")),  # noqa: S704 - our own program and style, packed at install
    }
    return render_with_policy("settlement.html.j2", context)


def _by_ending(rows: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {key: [] for key in ORDER}
    for row in rows:
        groups[row["ending"]].append(row)
    return groups


def _lead(settled: Sequence[Settled]) -> Text:
    """The finding in one sentence."""
    counts = Counter(one.ending for one in settled)
    due = len(settled) - counts["not-due"]
    if not due:
        return text("render.settlement.lead_none", all=len(settled))
    return text(
        "render.settlement.lead",
        all=len(settled),
        due=due,
        told=counts["met"] + counts["partly"] + counts["missed"],
        other=counts["other-count"],
        silent=counts["not-published"],
    )


def _totals(settled: Sequence[Settled]) -> list[dict[str, Any]]:
    """How many commitments have each ending, and what counts them.

    Where some values are sourced and others samples they are counted apart.
    """
    known = {_is_sample(one) for one in settled if one.actual is not None}
    samples = Counter(one.ending for one in settled if _is_sample(one) and len(known) > 1)
    counts = Counter(one.ending for one in settled)
    return [
        {"ending": key, "count": counts[key] - samples[key], "sample": samples[key]}
        for key in ORDER
    ]


def _is_sample(one: Settled) -> bool:
    return bool(one.target.states) and one.target.states[-1].sample and one.actual is not None


def _row(city: PublishedCity, one: Settled) -> dict[str, Any]:
    target = one.target
    resting = [city.evidence[key] for key in one.resting]
    about = [city.evidence[key] for key in one.evidence if key not in one.resting]
    rechecks = sum(bool(said.recheck) for said in [*resting, *about])
    return {
        "id": target.id,
        "name": target.name,
        "part": _part(city, target.theme, target.period),
        "note": target.note,
        "promise": _amount(target.value, target.unit, COMPARATORS[target.comparator], target.upper),
        "due": target.due,
        "ending": one.ending,
        "known": _known(one),
        "arithmetic": one.arithmetic,
        "sample": _is_sample(one),
        "fresh": _freshness([*resting, *about], city),
        "rechecks": text("render.settlement.rechecks", count=rechecks) if rechecks else None,
        "resting": [draw_statement(said) for said in resting],
        "about": [draw_statement(said) for said in about],
    }


def _part(city: PublishedCity, theme: str, period: Text | None) -> Text:
    """Where in the plan a commitment stands, and of which year it is."""
    name = city.workspace.manifest.themes.get(theme, Text(zh=theme))
    part = text("render.settlement.part", theme=name)
    if period is None:
        return part
    return text("render.settlement.part_of", part=part, period=period)


def _amount(
    number: float, unit: Text, bound: Text | None = None, upper: float | None = None
) -> Text:
    amount = write_bounds(number, upper, plain_number)
    return text("render.settlement.amount", bound=bound or "", number=amount, unit=unit)


def _known(one: Settled) -> list[dict[str, Text | None]]:
    """The value of the promise itself or that there is none, then what was counted otherwise."""
    said = [_own_value(one)]
    for other in one.others:
        amount = _amount(float(other.value), other.unit or one.target.unit)
        day = text("render.settlement.known_on", day=other.as_of)
        said.append({"amount": text("render.settlement.counted", amount=amount), "on": day})
    if one.named is not None:
        said.append({"amount": text("render.settlement.named", count=one.named), "on": None})
    return said


def _own_value(one: Settled) -> dict[str, Text | None]:
    if one.actual is None or one.as_of is None:
        return {"amount": text("render.settlement.unknown"), "on": None}
    on = text("render.settlement.known_on", day=one.as_of)
    due = one.target.due
    if due is not None and one.ending != "not-due" and one.as_of < due:
        on = text("render.settlement.known_before", day=one.as_of, days=(due - one.as_of).days)
    return {"amount": _amount(one.actual, one.target.unit), "on": on}


def _freshness(said: Iterable[Evidence], city: PublishedCity) -> dict[str, Any] | None:
    """The newest statement's date as it is known, and how long before the data date that was."""
    dated = [one.as_of or one.published for one in said if one.as_of or one.published]
    if not dated or not city.editions:
        return None
    newest = max(dated, key=_last_day)
    days = (city.editions[-1] - _last_day(newest)).days
    if days > 0:
        return {"period": newest, "age": text("render.settlement.fresh_days", days=days)}
    return {"period": newest, "age": text("render.settlement.fresh_same")}


def _last_day(period: str) -> dt.date:
    """The last day of a year, month or day: what holds for a year holds until its end."""
    year, month, day = (*map(int, period.split("-")), 0, 0)[:3]
    month = month or 12
    return dt.date(year, month, day or calendar.monthrange(year, month)[1])


def _named(
    settled: Sequence[Settled], given: Handover | None, general: Iterable[Evidence]
) -> list[str]:
    """The ids of every statement on the page; some more than once."""
    named = [key for one in settled for key in one.evidence]
    if given is not None:
        named += [key for one in given.works for key in one.evidence]
        named += [key for one in given.promised for key in one.evidence]
    return [*named, *(one.id for one in general)]


def _rechecks(city: PublishedCity, shown: Iterable[str]) -> dict[str, list[str]]:
    """The statements to be looked up again, by the publisher where that is done."""
    found: dict[str, list[str]] = {}
    for said in (city.evidence[key] for key in dict.fromkeys(shown)):
        if said.recheck:
            found.setdefault(said.publisher, []).append(said.id)
    return found


def _summary(
    city: PublishedCity, settled: Sequence[Settled], rechecks: Mapping[str, Sequence[str]]
) -> dict[str, object]:
    """What ``jinanGeo.ready`` gives on this page."""
    counts = Counter(one.ending for one in settled)
    return {
        "asOf": city.editions[-1].isoformat() if city.editions else None,
        "commitments": len(settled),
        "endings": {key: counts[key] for key in ORDER},
        "evidence": len({key for one in settled for key in one.evidence}),
        "rechecks": sum(map(len, rechecks.values())),
    }
