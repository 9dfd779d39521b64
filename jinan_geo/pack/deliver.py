"""Packs as files: a folder for each district and one for the city."""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from jinan_geo.answers.changes import compare_editions
from jinan_geo.answers.settlement import settle
from jinan_geo.city.known import recall_layers
from jinan_geo.coordinates.crs import metric_crs
from jinan_geo.errors import UsageError
from jinan_geo.export.workbook import write_workbook
from jinan_geo.manifest.signs import LIGHTS
from jinan_geo.pack.brief import brief_words
from jinan_geo.pack.contents import Due, Pack, gather_pack, list_projects
from jinan_geo.pack.document import lists_of_brief, write_document
from jinan_geo.pack.picture import draw_plain, open_studio
from jinan_geo.pack.tables import pack_sheets, rank_apart, rank_districts, ranking_sheets
from jinan_geo.payload.build import SETTLEMENT, PageData, build_pages
from jinan_geo.pipeline import prepare_city
from jinan_geo.publish.clearance import check_clearance
from jinan_geo.publish.publish import publish
from jinan_geo.render.outline import outline_districts
from jinan_geo.render.page import render_page
from jinan_geo.render.settlement import render_settlement
from jinan_geo.render.templates import render_template
from jinan_geo.words import say, speaking, spoken_by, words_of, written_language
from jinan_geo.workbook.out.template import draw_workbook
from jinan_geo.write.files import write_bytes, write_text
from jinan_geo.write.parts import sweep

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from jinan_geo.city.city import City
    from jinan_geo.manifest.models import Audience
    from jinan_geo.manifest.workspace import Workspace
    from jinan_geo.pack.picture import Studio
    from jinan_geo.publish.published import PublishedCity

__all__ = ["Delivery", "deliver_packs"]

FILES = ("map.html", "workbook.xlsx", "form.xlsx", "brief.docx", "brief.pdf", SETTLEMENT)


@dataclass(frozen=True)
class Delivery:
    """A pack as written: its folder, what it holds, who drew its map, whether there is a PDF."""

    folder: Path
    pack: Pack
    files: Sequence[str]
    by_page: bool
    font: str


class Print(NamedTuple):
    """A brief as it is written: whether the page drew its map, else in which font, and its PDF."""

    by_page: bool
    font: str
    pdf: Future[bytes | None] | None


class Draft(NamedTuple):
    """A pack whose page is written; ``shot`` will be the picture of its map."""

    pack: Pack
    folder: Path
    shot: Future[bytes | None] | None


@spoken_by
def deliver_packs(  # noqa: PLR0913 - the options of the verb
    workspace: Workspace,
    out: Path,
    *,
    only: Sequence[str] = (),
    as_of: dt.date | None = None,
    audience: Audience | None = None,
    on_pack: Callable[[Delivery], None] = lambda _: None,
    on_city: Callable[[City], None] = lambda _: None,
) -> list[Delivery]:
    """Write the packs of all districts and of the city, or of ``only`` some districts.

    Raises
    ------
    UsageError
        No such district, or no map manifest of scope ``districts`` or ``city`` to make pages by.
    RefusedError
        Something would leak to the audience; nothing is written.
    """
    level = audience or workspace.manifest.audience
    check_clearance(workspace, level, is_map=True)
    _sweep(out)
    with open_studio() as studio:
        whole = prepare_city(workspace, as_of, recall_layers(workspace))
        on_city(whole)
        city = publish(whole, level)
        only = [city.districts.require(code) for code in only]
        with speaking(written_language()):
            drafts = list(_draft(city, out, only, studio))
            return list(_finish(city, drafts, studio, on_pack))


def _sweep(out: Path) -> None:
    """Delete what killed runs left, in the folders of packs too that this run does not write."""
    sweep(out)
    if out.is_dir():
        for folder in sorted(out.iterdir()):
            if folder.is_dir() and not folder.is_symlink():
                sweep(folder)


def _draft(
    city: PublishedCity, out: Path, only: Sequence[str], studio: Studio | None
) -> Iterator[Draft]:
    """Gather each pack and write its page, while the browser draws the maps by the city's page.

    The city comes last.
    """
    pages = _build(city)
    outline = outline_districts(city.districts, metric_crs(city.workspace.manifest.metric_crs))
    changes = compare_editions(city, *city.editions[-2:]) if len(city.editions) > 1 else None
    projects = list_projects(city)
    if studio:
        whole = next(data for data in pages if data.page.district is None)
        studio.show(render_page(whole, outline))
    due: list[Due] = []
    for data in _choose_pages(pages, only):
        code = data.page.district
        shot = studio.photograph(code) if studio else None
        pack = gather_pack(city, data, projects, changes)
        pack = pack if code else replace(pack, due=due)
        due += pack.due if code else ()
        folder = out / (city.districts.folder_of(code) if code else "city")
        page = PageData("map.html", pack.page, pack.blocks, pack.ground)
        write_text(folder / "map.html", render_page(page, outline))
        yield Draft(pack, folder, shot)


def _build(city: PublishedCity) -> list[PageData]:
    """The page of the city and of each district, by the first map manifest of either scope."""
    scopes = {entry.manifest.scope: entry.id for entry in reversed(city.workspace.maps)}
    if "districts" not in scopes or "city" not in scopes:
        msg = say("pack.errors.no_scopes")
        raise UsageError(msg)
    return list(build_pages(city, scopes["city"], scopes["districts"]))


def _choose_pages(pages: Sequence[PageData], only: Sequence[str]) -> list[PageData]:
    """The pages of the districts asked for; without any all, and the city's, adding them up."""
    local = [data for data in pages if data.page.district is not None]
    if only:
        return [data for data in local if data.page.district in only]
    return [*local, *(data for data in pages if data.page.district is None)]


def _finish(
    city: PublishedCity,
    drafts: Sequence[Draft],
    studio: Studio | None,
    on_pack: Callable[[Delivery], None],
) -> Iterator[Delivery]:
    """Write the other files of each pack; the browser prints one while the next is written."""
    packs = [draft.pack for draft in drafts if draft.pack.code]
    prints = [_write_tables(city, draft, packs, studio) for draft in drafts]
    for (pack, folder, _), (by_page, font, printed) in zip(drafts, prints, strict=True):
        files = ["map.html", "workbook.xlsx", *(["form.xlsx"] if pack.form else []), "brief.docx"]
        # What ended how names places all over the city: a district's pack has none of it.
        if pack.code is None and city.targets:
            text = render_settlement(city, settle(city), home=None, map_page="map.html")
            write_text(folder / SETTLEMENT, text)
            files.append(SETTLEMENT)
        pdf = printed.result() if printed else None
        if pdf is not None:
            write_bytes(folder / "brief.pdf", pdf)
            files.append("brief.pdf")
        done = Delivery(folder, pack, files, by_page, font)
        _clear(done)
        on_pack(done)
        yield done


def _write_tables(
    city: PublishedCity, draft: Draft, packs: Sequence[Pack], studio: Studio | None
) -> Print:
    """Write a pack's workbooks and its brief, and have the brief printed."""
    pack, folder, shot = draft
    day = city.editions[-1] if city.editions else None
    sheets = pack_sheets(city, pack) if pack.code else ranking_sheets(city, packs, pack)
    write_workbook(folder / "workbook.xlsx", sheets, day)
    if pack.form is not None:
        write_bytes(folder / "form.xlsx", draw_workbook(pack.form))
    picture, font = (shot.result() if shot else None), ""
    by_page = picture is not None
    if picture is None:
        shown = pack.of_kind("sourced") if pack.page.is_mixed else pack  # as the page opens
        picture, font = draw_plain(city, shown)
    ranking = [] if pack.code else _ranking(packs, pack)
    words = brief_words(pack, by_page=by_page, ranking=ranking)
    printed = studio.print_pdf(_brief(words, picture), day) if studio else None
    write_bytes(folder / "brief.docx", write_document(words, picture, day=day))
    return Print(by_page, font, printed)


def _brief(words: dict[str, object], picture: bytes) -> str:
    uri = f"data:image/jpeg;base64,{base64.b64encode(picture).decode('ascii')}"
    told = {
        "said": words_of("pack.paper"),
        "pages": [say("pack.brief.page", number=number) for number in (1, 2)],
        "as_of": say("pack.brief.as_of", as_of=words["as_of"]),
        "since": say("pack.brief.since", since=words["since"]),
    }
    lists = lists_of_brief()
    return render_template(
        "brief.html.j2", {**told, "words": words, "lists": lists, "picture": uri}
    )


def _clear(made: Delivery) -> None:
    """Remove what an earlier run left and this one did not make.

    Such as the PDF of a machine with a browser.
    """
    for name in FILES:
        if name not in made.files:
            (made.folder / name).unlink(missing_ok=True)


def _ranking(packs: Sequence[Pack], whole: Pack) -> list[list[str]]:
    """The ranking as the city's brief prints it, with its heading."""
    rows = []
    for kind, (parts, city) in rank_apart(packs, whole).items():
        for place, (name, one) in enumerate(rank_districts(parts, city).items(), start=1):
            number = str(place) if place <= len(packs) else ""
            shares = [f"{one[key]:,.1f}" for key in ("projects", *LIGHTS)]
            called = say("pack.brief.of_kind", name=name, kind=kind) if kind else name
            rows.append([number, called, *shares, f"{one['investment_wan']:,.0f}"])
    lights = [shape + word.here for shape, word in LIGHTS.values()]
    words = words_of("pack.ranking")
    head = ["", words["district"], words["projects"], *lights, words["invested"]]
    return [head, *rows]
