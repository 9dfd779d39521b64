"""Options that several verbs share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jinan_geo.cli.language import IN_A_WORKSPACE, LANGUAGE_KEY
from jinan_geo.errors import UsageError
from jinan_geo.words import say, speak, speaking, spoken_in

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from jinan_geo.manifest.delivered import QuerySpec
    from jinan_geo.read import Reading

__all__ = [
    "Day",
    "as_of_option",
    "audience_option",
    "by_option",
    "clerk_language_option",
    "encoding_option",
    "json_option",
    "key_option",
    "language_option",
    "note_option",
    "open_day",
    "open_option",
    "reading_of",
    "reading_options",
    "refuse_reading",
    "strict_option",
    "workspace_option",
]


class Day(click.DateTime):
    """A day, written as 2025-03-31."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 - click's signature
        """Give the day without a time."""
        return super().convert(value, param, ctx).date()


workspace_option = click.option(
    "--workspace",
    "folder",
    type=click.Path(path_type=Path),
    default=Path(),
    help="Folder that holds workspace.toml; default: here or above.",
)


def _speak(context: click.Context, _parameter: click.Parameter, lang: str | None) -> str:
    """Say in the language that is asked for why a command stops, too; the door knows the usual."""
    if lang is not None:
        speak(lang)
        context.with_resource(spoken_in(lang))
        return lang
    return str(context.meta.get(LANGUAGE_KEY, IN_A_WORKSPACE))


language_option = click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    callback=_speak,
    is_eager=True,
    help="Language of the output; default: that of the workspace, outside of any that of LANG.",
)


def _speak_always(context: click.Context, _parameter: click.Parameter, lang: str | None) -> str:
    """Say in the language of the output why a command stops, too: clerks meet both."""
    if lang is not None:
        context.with_resource(spoken_in(lang))
    usual = lang or str(context.meta.get(LANGUAGE_KEY, IN_A_WORKSPACE))
    context.with_resource(speaking(usual))
    return usual


clerk_language_option = click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    callback=_speak_always,
    is_eager=True,
    help="Language of the output, and of why it stops; default: that of the workspace.",
)
as_of_option = click.option("--as-of", type=Day(), help="Leave later records out.")
open_option = click.option(
    "--open", "show_open", is_flag=True, help="Show the open edition, what is missing carried over."
)


def open_day(root: Path) -> dt.date:
    """Give the open edition of a workspace.

    Raises
    ------
    UsageError
        None is open.
    """
    from jinan_geo.ledger.editions import read_calendar  # noqa: PLC0415 - saves 200 ms of every start

    day = read_calendar(root).open
    if day is None:
        raise UsageError(say("closing.errors.none_open"))
    return day


audience_option = click.option(
    "--audience",
    type=click.Choice(["public", "internal"]),
    help="For whom; default: as workspace.toml says.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
strict_option = click.option("--strict", is_flag=True, help="Exit with 1 on warnings too.")
by_option = click.option("--by", help="Who does it; stands in the journal.")
note_option = click.option("--note", help="Why; stands in the journal.")
encoding_option = click.option(
    "--encoding",
    metavar="NAME",
    help="Of the texts, where it is found wrong: UTF-8, GBK, Big5, Shift-JIS, EUC-KR, Windows-1252 "
    "...",
)


def _key(_context: click.Context, _parameter: click.Parameter, key: str | None) -> str | None:
    """Take ``auto`` for what it means: no column is named, it is found."""
    return None if key == "auto" else key


key_option = click.option(
    "--key", metavar="COLUMN", callback=_key, help="Column of the ids; default, or auto: found."
)

READING = (
    click.option("--sheet", metavar="NAME", help="Which sheet of a workbook."),
    click.option(
        "--layer", "inner", metavar="NAME", help="Which layer, where the file holds several."
    ),
    click.option(
        "--sql-where", metavar="SQL", help="Which rows of a database's table, as: status <> 'gone'."
    ),
    click.option(
        "--extent",
        metavar="W,S,E,N",
        help="Rows of a database's table within these degrees of WGS84 only.",
    ),
    click.option("--skip-rows", type=click.IntRange(0, 100), help="Rows above the headings."),
    click.option("--header-rows", type=click.IntRange(1, 5), help="Rows of headings."),
    click.option("--x", metavar="COLUMN", help="Column of the longitude or easting, for a table."),
    click.option("--y", metavar="COLUMN", help="Column of the latitude or northing, for a table."),
    click.option("--wkt", metavar="COLUMN", help="Column of the geometry as text, for a table."),
    click.option(
        "--crs", metavar="CRS", help="CRS of the places: EPSG:4326 or another code, GCJ-02, BD-09."
    ),
    encoding_option,
)


def reading_options(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say how a file is to be read; ``reading_of`` takes their values."""
    for option in reversed(READING):
        verb = option(verb)
    return verb


def refuse_reading(given: Mapping[str, Any]) -> None:
    """See to it that nothing is said of how a file is read, where the layers' manifests say it.

    Raises
    ------
    UsageError
        Names every option that is given.
    """
    named = {"inner": "layer"}
    said = [f"--{named.get(key, key).replace('_', '-')}" for key in given if given[key] is not None]
    if said:
        raise UsageError(say("cli.errors.of_a_file", options=", ".join(said)))


def reading_of(given: Mapping[str, Any]) -> Reading:
    """Make a reading of the values of ``reading_options``.

    Raises
    ------
    UsageError
        Options contradict each other.
    """
    from jinan_geo.manifest.delivered import CoordinateSpec, TableSpec  # noqa: PLC0415 - as Reading
    from jinan_geo.read import Reading  # noqa: PLC0415 - saves 770 ms of every start

    x, y, wkt = given["x"], given["y"], given["wkt"]
    if (x is None) != (y is None) or (x is not None and wkt is not None):
        raise UsageError(say("cli.errors.give_xy"))
    table = TableSpec(
        sheet=given["sheet"],
        skip_rows=given["skip_rows"],
        header_rows=given["header_rows"],
    )
    return Reading(
        layer=given["inner"],
        encoding=given["encoding"],
        table=table,
        coordinates=CoordinateSpec(x=x, y=y, wkt=wkt) if x or wkt else None,
        crs=given["crs"],
        overrules=given["crs"] is not None,
        query=_query_of(given["sql_where"], given["extent"]),
        asked=True,
    )


def _query_of(where: str | None, extent: str | None) -> QuerySpec:
    from pydantic import ValidationError  # noqa: PLC0415 - as above

    from jinan_geo.manifest.condition import check_condition  # noqa: PLC0415 - as above
    from jinan_geo.manifest.delivered import QuerySpec  # noqa: PLC0415 - as above

    try:
        checked = None if where is None else check_condition(where)
    except ValueError as error:
        raise UsageError(say("cli.errors.where", why=error)) from None
    try:
        box = None if extent is None else extent.split(",")
        return QuerySpec.model_validate({"where": checked, "extent": box})
    except ValidationError:
        raise UsageError(say("cli.errors.extent")) from None
