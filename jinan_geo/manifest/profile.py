"""How a sheet that is not our own is read into the ledger.

``profiles/<name>.toml`` as a closed model.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Literal, Self

from pydantic import Field, model_validator

from jinan_geo.errors import UsageError, show, suggest
from jinan_geo.manifest.closed import Closed, Identifier, Text
from jinan_geo.manifest.delivered import MoneyUnit, TableSpec
from jinan_geo.manifest.reading import load_manifest
from jinan_geo.words import say

if TYPE_CHECKING:
    from jinan_geo.manifest.workspace import Workspace

__all__ = ["DayForm", "Profile", "ProfileColumns", "open_profile"]

DayForm = Literal["month", "quarter", "year", "serial"]


class ProfileColumns(Closed):
    """Which column of the sheet holds what; headings of several rows are joined by ``/``."""

    id: str | None = Field(None, description="the project's id; or give name")
    name: str | None = Field(None, description="the project's name, where the sheet has no ids")
    district: str | None = Field(
        None, description="district of the project, by name or code; tells names apart"
    )
    as_of: str | None = Field(None, description="the day the row is of; or give as_of for all rows")
    stage: str | None = Field(
        None, description="stage, by its id, its name, or a word under stages"
    )
    done_pct: str | None = Field(None, description="percent done")
    invested_wan: str | None = Field(None, description="money spent so far")
    est_finish: str | None = Field(None, description="day the project is now expected to be done")
    remark: str | None = Field(None, description="remark")
    reported_by: str | None = Field(None, description="who reports")

    @model_validator(mode="after")
    def _has_a_key(self) -> Self:
        if (self.id is None) == (self.name is None):
            msg = say("manifest.errors.id_or_name")
            raise ValueError(msg)
        return self


class Profile(Closed):
    """``profiles/<name>.toml``: how one kind of foreign sheet is read."""

    layer: Identifier = Field(description="the layer whose ledger the rows go to")
    note: Text | None = Field(None, description="whose sheet it is")
    table: TableSpec = Field(
        default_factory=TableSpec, description="where the table stands; what is left out is found"
    )
    encoding: str | None = Field(
        None, description="encoding of a CSV file, where it is found wrong"
    )
    columns: ProfileColumns = Field(description="standard column = heading in the sheet")
    as_of: dt.date | Literal["title"] | None = Field(
        None,
        description="the day all rows are of; `title`: as stated above the table. "
        "--as-of stands above it",
    )
    days: list[DayForm] = Field(
        default_factory=list,
        description="forms of dates beside full days: month (2025.3, 2025年3月底), quarter, year: "
        "its last day. "
        "serial: Excel's numbers of days",
    )
    percent_up_to: Literal[1, 100] | None = Field(
        None,
        description="1 or 100: what stands for all; needed where percentages lie between 0 and 1",
    )
    unit: MoneyUnit | Literal["own"] | None = Field(
        None, description="unit of the money, where its heading does not say so"
    )
    stages: dict[str, str] = Field(
        default_factory=dict, description="word in the sheet = id of the stage"
    )
    districts: dict[str, str] = Field(
        default_factory=dict, description="word in the sheet = code of the district"
    )
    blank: Literal["missing", "same"] = Field(
        "missing", description="what a blank cell means: not known, or as it was reported before"
    )
    reported_by: str | None = Field(None, description="who reports, where no column says so")
    sample: bool = Field(default=False, description="the rows are sample data, not official")


def open_profile(workspace: Workspace, name: str) -> Profile:
    """Read the workspace's profile of that name.

    Raises
    ------
    UsageError
        There is none.
    ManifestError
        It is wrong; every fault is in the message.
    """
    folder = workspace.root / "profiles"
    known = sorted(path.stem for path in folder.glob("*.toml"))
    if name not in known:
        msg = say(
            "manifest.errors.no_profile", name=show(name), folder=folder, hint=suggest(name, known)
        )
        raise UsageError(msg)
    return load_manifest(Profile, folder / f"{name}.toml", workspace.root)
