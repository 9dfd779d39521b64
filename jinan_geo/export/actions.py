"""The action list as tables, and as text that can be pasted into a message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinan_geo.answers.actions import cause_names, group_actions
from jinan_geo.export.workbook import Heading, Sheet
from jinan_geo.manifest.closed import Text, text, texts
from jinan_geo.manifest.labels import labels_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from jinan_geo.answers.actions import Action, Groups
    from jinan_geo.publish.published import PublishedCity

__all__ = ["ActionWords", "action_sheets", "action_text", "nobody"]

COLUMNS, COUNTS = texts("export.actions.columns"), texts("export.actions.counts")
CLOCKS = texts("export.actions.clocks")
NEXT = texts("export.actions.next_of")
LIGHTS, TRUTHS = labels_of("light"), labels_of("truth")
WHY = labels_of("finish_unsaid")
KINDS = {
    "lag": "percent", "late_days": "integer", "cause_said": "date", "next_planned": "date",
    "next_expected": "date", "last_report": "date", "finish_early": "date",
    "finish_expected": "date", "finish_late": "date",
}  # fmt: skip
WIDE = {"unit": 24, "name": 32, "districts": 16, "late_of": 22, "remark": 30, "cause": 14}


@dataclass(frozen=True)
class ActionWords:
    """What the rows of an action list say in one language."""

    city: PublishedCity
    lang: str

    def of(self, words: Text) -> str:
        """Give a text in the language."""
        return str(getattr(words, self.lang))

    def name(self, row: Action) -> str:
        """Give the project's name, in the other language where there is none in this one."""
        own, other = (row.name_zh, row.name_en)[:: 1 if self.lang == "zh" else -1]
        return own or other or row.id

    def unit(self, row: Action) -> str:
        """Give who answers for it."""
        own, other = (row.unit_zh, row.unit_en)[:: 1 if self.lang == "zh" else -1]
        return own or other or self.of(text("export.actions.nobody"))

    def places(self, row: Action) -> str:
        """Give the districts, the one with the largest share first."""
        parts = self.city.districts
        names = parts.names_zh if self.lang == "zh" else parts.names_en
        called = dict(zip(parts.codes, names, strict=True))
        found = self.of(text("export.actions.listed")).join(
            called.get(code, code) for code in row.districts
        )
        return found or self.of(text("export.actions.nowhere"))

    def light(self, row: Action) -> str:
        """Give the light's name."""
        return self.of(LIGHTS[row.light])

    def lag(self, row: Action) -> str:
        """Give the points alone."""
        return "—" if row.lag is None else f"{row.lag:.1f}".replace("-", "−")

    def late(self, row: Action) -> str:
        """Say how many days late it is, and by which clock."""
        if row.late_of is None:
            return "—"
        days = row.late_days
        late = {
            "expected": text("export.actions.late.expected", days=days),
            "overdue": text("export.actions.late.overdue", days=days),
            "start": text("export.actions.late.start", days=days),
        }
        return self.of(late[row.late_of])

    def cause(self, row: Action) -> str:
        """Give the cause, with the day it was said where that is not the last report's."""
        name = self.of(cause_names(self.city)[row.cause])
        if row.cause_said in {None, row.last_report}:
            return name
        return self.of(text("export.actions.said", cause=name, day=row.cause_said))

    def next(self, row: Action) -> str:
        """Say what must be reached next, and when."""
        what = self.of(NEXT[row.next])
        if row.next_planned is None:
            return what
        planned, expected = row.next_planned, row.next_expected
        if expected is None:
            return self.of(text("export.actions.planned", what=what, planned=planned))
        values = {"what": what, "planned": planned, "expected": expected}
        return self.of(text("export.actions.expected", **values))

    def forecast(self, row: Action) -> str:
        """Give the days that its end is foretold between, or why that cannot be said."""
        if row.finish_early is not None:
            days = {"early": row.finish_early, "late": row.finish_late}
            return self.of(text("export.actions.forecast", **days))
        if row.finish_unsaid is None:
            return "—"
        return self.of(text("export.actions.unsaid", why=WHY[row.finish_unsaid]))

    def cells(self, row: Action) -> list[str]:
        """Give light, lag, days late, cause, what is next and the last report, for a table."""
        last = str(row.last_report or "—")
        told = (self.light, self.lag, self.late, self.cause, self.next)
        return [*(say(row) for say in told), last]


def action_sheets(
    city: PublishedCity, rows: Sequence[Action], by: Groups, lang: str
) -> list[Sheet]:
    """Give the list grouped by who answers or by district, and a count of each group.

    Where there are sourced rows and samples, which is which stands in a column of its own.
    """
    words = ActionWords(city, lang)
    is_mixed = len({row.sample for row in rows}) > 1
    shown = {key: name for key, name in COLUMNS.items() if key != "truth" or is_mixed}
    groups = group_actions(city, rows, by, lang)
    listed = [_cells(row, words, shown) for rows_of in groups.values() for row in rows_of]
    headings = [
        Heading(words.of(name), KINDS.get(key, "text"), WIDE.get(key))
        for key, name in shown.items()
    ]
    return [
        Sheet(words.of(text("export.actions.sheet")), headings, listed, frozen=3),
        _summary(groups, words, by),
    ]


def _summary(groups: Mapping[str, Sequence[Action]], words: ActionWords, by: Groups) -> Sheet:
    """Count each group; what the two clocks are stands below."""
    counted = [_count(name or words.of(nobody(by)), own) for name, own in groups.items()]
    heads = [Heading(words.of(COLUMNS["unit" if by == "unit" else "districts"]), width=30)]
    heads += [Heading(words.of(COUNTS[key]), "integer") for key in ("all", "red", "yellow")]
    note: list[object] = [words.of(text("export.actions.note")), None, None, None]
    title = text("export.actions.by_unit" if by == "unit" else "export.actions.by_district")
    return Sheet(words.of(title), heads, [*counted, note], frozen=1)


def nobody(by: Groups) -> Text:
    """Say what a group is called that names nobody who answers, or no district."""
    return text("export.actions.nobody" if by == "unit" else "export.actions.nowhere")


def _count(name: str, rows: Sequence[Action]) -> list[object]:
    red = sum(row.light == "red" for row in rows)
    return [name, len(rows), red, len(rows) - red]


def _cells(row: Action, words: ActionWords, shown: Mapping[str, Text]) -> list[object]:
    layers = {layer.id: layer.folder.manifest.name for layer in words.city.layers}
    told: dict[str, object] = {
        **vars(row),
        "unit": words.unit(row),
        "districts": words.places(row),
        "name": words.name(row),
        "light": words.light(row),
        "late_of": words.of(CLOCKS[row.late_of]) if row.late_of else None,
        "cause": words.of(cause_names(words.city)[row.cause]),
        "next": words.of(NEXT[row.next]),
        "finish_unsaid": words.of(WHY[row.finish_unsaid]) if row.finish_unsaid else None,
        "layer": words.of(layers[row.layer]),
        "truth": words.of(TRUTHS["sample" if row.sample else "sourced"]),
    }
    return [told[key] for key in shown]


def action_text(
    city: PublishedCity, rows: Sequence[Action], by: Groups, lang: str, day: dt.date | None
) -> str:
    """Give the list as lines of plain text, grouped as said."""
    words = ActionWords(city, lang)
    red = sum(row.light == "red" for row in rows)
    counts = {"red": red, "yellow": len(rows) - red, "day": day or "—"}
    name = city.workspace.manifest.title
    lines = [words.of(text("export.actions.text_head", name=name, **counts))]
    for group, own in group_actions(city, rows, by, lang).items():
        called = group or words.of(nobody(by))
        lines.append(words.of(text("export.actions.text_group", name=called, n=len(own))))
        lines += [_line(at, row, words, by) for at, row in enumerate(own, 1)]
    if not rows:
        lines.append(words.of(text("export.actions.text_empty")))
    return "\n".join(lines) + "\n"


def _line(at: int, row: Action, words: ActionWords, by: Groups) -> str:
    facts = [
        text("export.actions.lag", points=words.lag(row)) if row.lag is not None else None,
        Text(zh=words.late(row)) if row.late_of else None,
        text("export.actions.cause", cause=words.cause(row)),
        text("export.actions.next", what=words.next(row)),
        text("export.actions.foretold", days=words.forecast(row)) if row.finish_early else None,
        text("export.actions.last", day=row.last_report or "—"),
        text("export.actions.sample") if row.sample else None,
    ]
    told = [words.of(fact) for fact in facts if fact]
    said = words.of(text("export.actions.between")).join(told)
    places = words.places(row) if by == "unit" else words.unit(row)
    values = {"light": words.light(row), "name": words.name(row), "places": places}
    return words.of(text("export.actions.text_row", at=at, facts=said, **values))
