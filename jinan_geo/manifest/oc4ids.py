"""What the standard for infrastructure projects, OC4IDS, asks that only the publisher can say."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, StringConstraints

from jinan_geo.manifest.closed import Closed, Identifier, Text
from jinan_geo.words import say

__all__ = ["Oc4idsSpec", "ProjectStatus", "zone_of"]

# The standard's own codes of where a project stands.
ProjectStatus = Literal[
    "identification",
    "preparation",
    "implementation",
    "completion",
    "maintenance",
    "decommissioning",
    "decommissioned",
    "cancelled",
]
OFFSET = re.compile(r"([+-])(0\d|1[0-4]):([0-5]\d)")
# A scheme, then what RFC 3986 lets stand in a URI.
Uri = Annotated[
    str, StringConstraints(pattern=r"^[a-zA-Z][a-zA-Z0-9+.-]*:[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]+$")
]


def zone_of(name: str) -> dt.tzinfo:
    """Give a time zone by its IANA name, or as a distance from UTC: ``+08:00``.

    Raises
    ------
    ValueError
        It is neither.
    """
    found = OFFSET.fullmatch(name)
    if found:
        ahead = dt.timedelta(hours=int(found[2]), minutes=int(found[3]))
        return dt.timezone(-ahead if found[1] == "-" else ahead)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError, ValueError):
        raise ValueError(say("manifest.errors.timezone", zone=name)) from None


def _known(name: str) -> str:
    zone_of(name)
    return name


class Oc4idsSpec(Closed):
    """``[oc4ids]``: what nobody but the publisher can say of a package of projects."""

    prefix: Annotated[str, StringConstraints(pattern=r"^oc4ids-[a-z0-9]{6}$")] = Field(
        description="prefix of project ids that the standard's helpdesk assigned to the publisher"
    )
    uri: Uri = Field(description="the address that identifies the package; best where it will lie")
    publisher: Text = Field(description="the organisation that publishes it")
    timezone: Annotated[str, AfterValidator(_known)] = Field(
        description="in which the workspace's days begin and end: `Asia/Shanghai`, or `+08:00`"
    )
    license: Uri | None = Field(None, description="address of the licence of the data")
    policy: Uri | None = Field(None, description="address of the publisher's guide to the data")
    status: dict[Identifier, ProjectStatus] = Field(
        default_factory=dict,
        description="stage = the standard's project status, where `started` and `done` of a stage "
        "do not tell it",
    )
    sectors: dict[Identifier, list[str]] = Field(
        default_factory=dict,
        description="theme = codes of the standard's project sectors, as `transport.road`",
    )
