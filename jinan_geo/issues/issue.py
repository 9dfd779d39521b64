"""Issues: one row for everything wrong, changed or left out in the data."""

from __future__ import annotations

import csv
import dataclasses
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from numbers import Number
from typing import TYPE_CHECKING, Literal

from jinan_geo.errors import show
from jinan_geo.manifest.closed import Text, text
from jinan_geo.words import PLACEHOLDER, fill, fill_standing, pair_of, standing_words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

__all__ = [
    "Age",
    "Issue",
    "IssueType",
    "Wording",
    "catalogue",
    "issue_row",
    "issue_rows",
    "rows_detail",
]

LONGEST_NUMBER = 40  # characters; a longer one is shortened as a text is


@dataclass(frozen=True)
class IssueType:
    """A kind of issue, as ``data/issue-types.csv`` declares it."""

    type: str
    family: str
    severity: str
    dimension: str
    responsible: str
    name_zh: str
    name_en: str
    message_zh: str
    message_en: str
    fix_zh: str
    fix_en: str

    @property
    def name(self) -> Text:
        """What it is called."""
        return self._said("name", self.name_zh, self.name_en)

    @property
    def fix(self) -> Text:
        """What is to be done."""
        return self._said("fix", self.fix_zh, self.fix_en)

    def _said(self, what: str, zh: str, en: str) -> Text:
        both = pair_of(f"issues.types.{self.type}.{what}", zh, en)
        said = {lang: fill_standing(text, lang) for lang, text in both}
        return Text(**said)


@cache
def catalogue() -> Mapping[str, IssueType]:
    """Give every issue type by its name."""
    text = files("jinan_geo").joinpath("data/issue-types.csv").read_text(encoding="utf-8")
    return {row["type"]: IssueType(**row) for row in csv.DictReader(text.splitlines())}


@dataclass(frozen=True)
class Age:
    """How long an issue has been open.

    Since the edition of ``first_seen``, for so many editions, that one included.
    """

    state: Literal["new", "persisting", "reopened"]
    first_seen: dt.date
    editions: int = 1

    def word(self) -> Text:
        """Word it in both languages."""
        if self.state == "new":
            return text("issues.age.new")
        if self.state == "reopened":
            return text("issues.age.reopened", first_seen=self.first_seen)
        return text("issues.age.persisting", editions=self.editions)


@dataclass(frozen=True)
class Issue:
    """One finding; ``row`` is the line of the file, or the feature's place in it counted from 1.

    ``shows`` names what the message shows beside its own field: layer and field as in the file, or
    a whole layer. ``sheet`` and ``cell`` are set where the file is a workbook (see ``addresses``).
    Detail ``spot`` is the exact place in the coordinates of the layer's file, x first, where there
    is one. ``age`` is known of issues that are remembered.
    """

    type: str
    layer: str
    file: str
    row: int | None = None
    feature: str | None = None
    field: str | None = None
    value: object = None
    details: Mapping[str, object] = dataclasses.field(default_factory=dict)
    shows: tuple[tuple[str, str | None], ...] = ()
    sheet: str | None = None
    cell: str | None = None
    age: Age | None = None

    @property
    def severity(self) -> str:
        """One of error (set aside), warning, info."""
        return catalogue()[self.type].severity

    def message(self) -> Text:
        """Word the finding in both languages; of many at once see ``Wording``."""
        return self._message

    @cached_property
    def _message(self) -> Text:
        return Wording().message(self)


class Wording:
    """Words issues as the workspace at hand speaks now; what all of a kind say is looked up once.

    Only the catalogue's templates are formatted, never data.
    """

    def __init__(self) -> None:
        self._names: dict[str, Text] = {}
        self._fixes: dict[str, Text] = {}
        self._templates: dict[str, tuple[tuple[str, Mapping[str, object]], ...]] = {}
        self._plain: dict[str, Text] = {}

    def name(self, kind: str) -> Text:
        """What a kind of issue is called."""
        if kind not in self._names:
            self._names[kind] = catalogue()[kind].name
        return self._names[kind]

    def fix(self, kind: str) -> Text:
        """What is to be done about a kind of issue."""
        if kind not in self._fixes:
            self._fixes[kind] = catalogue()[kind].fix
        return self._fixes[kind]

    def message(self, issue: Issue) -> Text:
        """What was found."""
        kind = issue.type
        if kind not in self._templates:
            self._look_up(catalogue()[kind])
        if kind in self._plain:
            return self._plain[kind]
        value = "" if issue.value is None else issue.value
        is_plain = isinstance(value, Number) and len(str(value)) <= LONGEST_NUMBER
        values = {**issue.details, "value": value if is_plain else show(value)}
        zh, en = (fill(text, {**words, **values}) for text, words in self._templates[kind])
        return Text(zh=zh, en=en)

    def _look_up(self, kind: IssueType) -> None:
        """Find what the kind says; of one that says the same of all the whole text."""
        both = pair_of(f"issues.types.{kind.type}.message", kind.message_zh, kind.message_en)
        self._templates[kind.type] = tuple((text, standing_words(lang)) for lang, text in both)
        (_, zh), (_, en) = both
        if not PLACEHOLDER.search(zh + en):
            self._plain[kind.type] = Text(zh=zh, en=en)


def issue_rows(issues: Iterable[Issue]) -> Iterator[dict[str, object]]:
    """Give each issue as one row of the issue table."""
    wording = Wording()
    for issue in issues:
        yield issue_row(issue, wording)


def rows_detail(first: int, last: int) -> dict[str, object]:
    """Give details ``rows`` and ``count`` of rows that stand together: 3, or 3-5 with a dash."""
    rows = str(first) if first == last else f"{first}\N{EN DASH}{last}"
    return {"rows": rows, "count": last - first + 1}


def issue_row(issue: Issue, wording: Wording | None = None) -> dict[str, object]:
    """Give the issue as one row of the issue table; ``wording`` is what words many of them."""
    kind, wording = catalogue()[issue.type], wording or Wording()
    message, fix = wording.message(issue), wording.fix(issue.type)
    return {
        "layer": issue.layer,
        "file": issue.file,
        "sheet": issue.sheet,
        "row": issue.row,
        "cell": issue.cell,
        "feature": issue.feature,
        "field": issue.field,
        "value": None if issue.value is None else str(issue.value),
        "type": issue.type,
        "severity": kind.severity,
        "dimension": kind.dimension,
        "responsible": kind.responsible,
        "message_zh": message.zh,
        "message_en": message.en,
        "fix_zh": fix.zh,
        "fix_en": fix.en,
        "state": issue.age.state if issue.age else None,
        "first_seen": issue.age.first_seen.isoformat() if issue.age else None,
        "editions": issue.age.editions if issue.age else None,
    }
