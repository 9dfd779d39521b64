"""When a person does something: by the workspace's clock, whatever zone the machine is in."""

from __future__ import annotations

import datetime as dt

from jinan_geo.words import current_speech

__all__ = ["now", "stamp"]

BEIJING = dt.timezone(dt.timedelta(hours=8))


def now() -> dt.datetime:
    """Give this moment.

    In the time zone that the workspace states; else of a Chinese one, and outside of any, Beijing's
    and of others the computer's.
    """
    speech = current_speech()
    if speech.timezone is not None:
        from jinan_geo.manifest.oc4ids import zone_of  # noqa: PLC0415 - saves 200 ms of every start

        return dt.datetime.now(tz=zone_of(speech.timezone))
    is_chinese = speech.language in {None, "zh"}
    return dt.datetime.now(tz=BEIJING) if is_chinese else dt.datetime.now().astimezone()


def stamp() -> str:
    """Give this moment to the second, as journals and lists of editions keep it (ISO 8601)."""
    return now().isoformat(timespec="seconds")
