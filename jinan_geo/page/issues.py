"""The issues of a page: those that differ in their feature alone are kept, and said, as one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import (
    Field,
    SerializerFunctionWrapHandler,
    ValidatorFunctionWrapHandler,
    WrapSerializer,
    WrapValidator,
)
from pydantic_core import to_json

from jinan_geo.issues.pieced import Pieced
from jinan_geo.manifest.closed import Text
from jinan_geo.page.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

__all__ = ["IssueAge", "IssueInfo", "IssueInfos", "ManyIssues", "say_issues"]


class IssueAge(Wire):
    """How long an issue that is remembered has been open."""

    state: Literal["new", "persisting", "reopened"]
    first_seen: dt.date = Field(description="the edition it was first seen at")
    editions: int = Field(description="editions since then, that one included")


class IssueInfo(Wire):
    """One row of the issue table that concerns a layer of this page."""

    type: str
    name: Text
    severity: Literal["error", "warning", "info"]
    layer: str
    feature: str | None
    file: str
    row: int | None
    field: str | None
    cell: str | None = Field(description="place in a workbook, as Sheet!A1")
    value: str | None
    message: Text
    age: IssueAge | None = Field(
        description="of issues of imported workbooks, which are remembered until fixed"
    )


class IssueInfos(Pieced[IssueInfo]):
    """Issues in their order; with an issue stand the features that each have just such a one.

    None stands for the issue by itself.
    """

    def __init__(self, pieces: Iterable[tuple[IssueInfo, NDArray[Any] | None]]) -> None:
        self.pieces = [*pieces]

    def __iter__(self) -> Iterator[IssueInfo]:
        """Give each issue by itself."""
        for info, features in self.pieces:
            if features is None:
                yield info
                continue
            for feature in features.tolist():
                yield IssueInfo.of_checked({**vars(info), "feature": feature})

    def __len__(self) -> int:
        """How many issues there are."""
        return sum(1 if features is None else len(features) for _, features in self.pieces)


def _as_they_are(given: object, check: ValidatorFunctionWrapHandler) -> object:
    return given if isinstance(given, IssueInfos) else check(given)


def _one_by_one(issues: Sequence[IssueInfo], say: SerializerFunctionWrapHandler) -> object:
    return say([*issues])


ManyIssues = Annotated[
    Sequence[IssueInfo], WrapValidator(_as_they_are), WrapSerializer(_one_by_one)
]


def say_issues(issues: Sequence[IssueInfo]) -> bytes:
    """Give issues as JSON; what many have in common is made once."""
    pieces = issues.pieces if isinstance(issues, IssueInfos) else [(one, None) for one in issues]
    told: list[bytes] = []
    for info, features in pieces:
        if features is None:
            told.append(info.model_dump_json().encode())
        elif len(features):
            before, after = _around_feature(info)
            keys = map(to_json, features.tolist())
            told.append(before + (after + b"," + before).join(keys) + after)
    return b"[%b]" % b",".join(told)


def _around_feature(info: IssueInfo) -> tuple[bytes, bytes]:
    """Give an issue as JSON before and after the id of its feature."""
    names = [*IssueInfo.model_fields]
    at = names.index("feature")
    before = info.model_dump_json(include={*names[:at]}).encode()[:-1]
    after = info.model_dump_json(include={*names[at + 1 :]}).encode()[1:]
    return before + b',"feature":', b"," + after
