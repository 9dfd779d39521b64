"""The verb that rolls cities up into one page."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jinan_geo.cli.options import language_option
from jinan_geo.cli.verb import OutPath, Verb
from jinan_geo.words import speaking

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jinan_geo.manifest.closed import Text
    from jinan_geo.manifest.summary import CitySummary

__all__ = ["province"]

INDEX = Path("maps") / "index.html"


@click.command(cls=Verb)
@click.argument("cities", metavar="CITY...", type=click.Path(path_type=Path), nargs=-1)
@click.option("--out", type=OutPath(), required=True, help="The page to write.")
@click.option("--title", help="Title of the page; default: how many cities it is of.")
@click.option("--title-en", help="The same in English; either stands for both.")
@click.option("--review-number", help="Map review number of this page, only from the operator.")
@language_option
def province(  # noqa: PLR0913 - one argument an option
    cities: tuple[Path, ...],
    out: Path,
    title: str | None,
    title_en: str | None,
    review_number: str | None,
    lang: str,
) -> None:
    """Roll cities up into one page of sums and shares, without a project leaving any of them.

    CITY is the folder of a city's workspace, or the file that `export summary` writes there.
    """
    from jinan_geo.answers.province import roll_up  # noqa: PLC0415 - saves 300 ms of every start
    from jinan_geo.cli.say_province import print_province  # noqa: PLC0415 - as above
    from jinan_geo.render.province import WantedProvince, render_province  # noqa: PLC0415 - as above
    from jinan_geo.write.files import write_text  # noqa: PLC0415 - as above

    told = [_summary_of(path) for path in cities]
    with speaking(lang):
        rolled = roll_up(told)
        named = _title(title, title_en, len(rolled.cities))
        links = _links(cities, told, out)
        page = render_province(rolled, WantedProvince(named, lang, links, review_number))
        size = write_text(out, page)
        print_province(rolled, out, size, lang)


def _summary_of(path: Path) -> CitySummary:
    """The sums of a workspace that is here, or those that a city sent."""
    from jinan_geo.answers.summary import summarise  # noqa: PLC0415 - saves 700 ms of every start
    from jinan_geo.cli.opened import open_published  # noqa: PLC0415 - as above
    from jinan_geo.publish.clearance import check_clearance  # noqa: PLC0415 - as above
    from jinan_geo.read.summary import read_summary  # noqa: PLC0415 - as above

    if not path.is_dir():
        return read_summary(path)
    _, city = open_published(path, None)
    check_clearance(city.workspace, city.audience, is_map=True)
    return summarise(city)


def _title(zh: str | None, en: str | None, cities: int) -> Text:
    from jinan_geo.manifest.closed import Text, text  # noqa: PLC0415 - saves 200 ms of every start

    if zh or en:
        return Text(zh=zh or en or "", en=en or zh or "")
    return text("render.province.title", cities=cities)


def _links(cities: Sequence[Path], told: Sequence[CitySummary], out: Path) -> Mapping[str, str]:
    """The index of each city that is here and built, as seen from the page; by its name."""
    found = {}
    for path, summary in zip(cities, told, strict=True):
        index = path / INDEX
        if path.is_dir() and index.is_file():
            try:
                way = os.path.relpath(index.resolve(), out.resolve().parent)
            except ValueError:  # another drive: no relative way leads there
                continue
            found[summary.name.zh] = Path(way).as_posix()
    return found
