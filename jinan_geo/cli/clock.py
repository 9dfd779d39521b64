"""When a person does something: by Beijing's clock, whatever zone the machine is in."""

from __future__ import annotations

import datetime as dt

__all__ = ["now", "stamp"]

BEIJING = dt.timezone(dt.timedelta(hours=8))


def now() -> dt.datetime:
    """Give this moment."""
    return dt.datetime.now(tz=BEIJING)


def stamp() -> str:
    """Give this moment to the second, as journals and lists of editions keep it (ISO 8601)."""
    return now().isoformat(timespec="seconds")
