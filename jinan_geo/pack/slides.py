"""The slides of a briefing as a presentation, or as sheets of a PDF.

The page makes them, so that a slide on a wall and one in a file can never tell two numbers.
"""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Any

from jinan_geo.coordinates.crs import metric_crs
from jinan_geo.errors import EnvironmentFault, UsageError, show
from jinan_geo.export.look import LIGHT_COLORS
from jinan_geo.manifest.palette import color
from jinan_geo.manifest.signs import LIGHTS
from jinan_geo.pack.document import LATIN, save_document
from jinan_geo.pack.picture import open_studio
from jinan_geo.payload.build import build_pages
from jinan_geo.publish.clearance import check_clearance
from jinan_geo.render.outline import outline_districts
from jinan_geo.render.page import render_page
from jinan_geo.words import say
from jinan_geo.write.files import write_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from jinan_geo.pack.picture import Studio
    from jinan_geo.pack.saved import SavedView
    from jinan_geo.publish.published import PublishedCity

__all__ = ["write_slides"]

# In inches, of a slide of 16 to 9; type in points: 14 are 28 pixels on a screen of 1080 lines.
WIDE, HIGH, EDGE = 13.333, 7.5, 0.6
HEAD_PT, TITLE_PT, SENTENCE_PT, ROW_PT = 16, 34, 26, 20
TOP, ROW_HIGH, MOST_ROWS = 2.75, 0.47, 9
NOTE, GAP = 0.5, 0.3
SHAPES = {"triangle": "▲", "diamond": "◆", "disc": "●", "ring": "○"}
FILL = "■"


def write_slides(
    path: Path,
    city: PublishedCity,
    lang: str,
    district: str | None,
    view: SavedView | None = None,
) -> tuple[int, bool]:
    """Write a .pptx or a .pdf, as the name says; gives the number of slides.

    With a saved view they are of what it shows, and of what was taken into its briefing, by the
    page as it would be built now; whether it was saved from that very page is given as well.

    Raises
    ------
    RefusedError
        A map may not be given to the audience.
    UsageError
        No map manifest makes a page of the city or of the district; or it judges nothing, so that
        there is nothing to tell.
    EnvironmentFault
        There is no browser, or nothing that drives it or writes a presentation.
    """
    check_clearance(city.workspace, city.audience, is_map=True)
    built = _page_of(city, district)
    text = view.put_into(built) if view else built
    day = city.editions[-1] if city.editions else None
    with open_studio() as studio:
        told = _tell(studio, text, lang)
        is_paper = path.suffix.lower() == ".pdf"
        paper = studio.print_slides(lang, day).result() if studio and is_paper else None
    if is_paper and paper is None:
        raise EnvironmentFault(say("pack.errors.no_slides"))
    write_bytes(path, paper or _draw(city, told, lang))
    return len(told), view is None or view.is_of(built)


def _tell(studio: Studio | None, text: str, lang: str) -> list[dict[str, Any]]:
    """The slides as the page tells them."""
    told = None
    if studio:
        studio.show(text)
        told = studio.tell_slides(lang).result()
    if told is None:
        raise EnvironmentFault(say("pack.errors.no_slides"))
    if not told:
        raise UsageError(say("pack.errors.nothing_judged"))
    return told


def _page_of(city: PublishedCity, district: str | None) -> str:
    """The page that the briefing is made by: of the city, or of a district."""
    district = city.districts.require(district) if district else None
    scopes = {entry.manifest.scope: entry.id for entry in reversed(city.workspace.maps)}
    wanted = scopes.get("districts" if district else "city")
    pages = list(build_pages(city, wanted)) if wanted else []
    data = next((one for one in pages if one.page.district == district), None)
    if data is None:
        code = show(district or "city")
        msg = say("pack.errors.no_page", code=code, codes=", ".join(city.districts.codes))
        raise UsageError(msg)
    return render_page(
        data, outline_districts(city.districts, metric_crs(city.workspace.manifest.metric_crs))
    )


def _draw(city: PublishedCity, told: Sequence[Mapping[str, Any]], lang: str) -> bytes:
    try:
        from pptx import Presentation  # noqa: PLC0415 - of the extra `brief`
        from pptx.util import Inches  # noqa: PLC0415 - as above
    except ImportError:
        msg = say("pack.errors.no_slides")
        raise EnvironmentFault(msg) from None
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDE), Inches(HIGH)
    for one in told:
        slide = deck.slides.add_slide(deck.slide_layouts[6])
        _fill(slide, one, lang)
    day = city.editions[-1] if city.editions else None
    return save_document(deck, getattr(city.workspace.manifest.name, lang, "") or "", day)


def _fill(slide: Any, told: Mapping[str, Any], lang: str) -> None:  # noqa: ANN401 - python-pptx has no types
    """All that the page tells on a slide, the map beside the rows where it has both."""
    from pptx.util import Inches  # noqa: PLC0415 - of the extra `brief`

    _add_words(slide, [(told["head"], False)], 0.35, HEAD_PT)
    _add_words(slide, [(told["title"], True)], 0.75, TITLE_PT)
    if told["words"]:
        _add_words(slide, [(told["words"], False)], 1.35, HEAD_PT)
    pieces = [(piece, at % 2 == 1) for at, piece in enumerate(told["pieces"])]
    _add_words(slide, pieces, 2.1 if told["words"] else 1.5, SENTENCE_PT)
    left = EDGE
    if told["picture"]:
        picture = io.BytesIO(base64.b64decode(told["picture"]))
        high = HIGH - TOP - NOTE
        drawn = slide.shapes.add_picture(picture, Inches(EDGE), Inches(TOP), height=Inches(high))
        left += drawn.width / Inches(1) + GAP
    if told["rows"]:
        _add_rows(slide, told["rows"], lang, left)
    if told["note"]:
        _add_words(slide, [(told["note"], False)], HIGH - NOTE, HEAD_PT)


def _add_words(
    slide: Any,  # noqa: ANN401 - as above
    pieces: Sequence[tuple[str, bool]],
    top: float,
    size: int,
    left: float = EDGE,
) -> None:
    """A line of words across the slide; what is strong stands out."""
    from pptx.util import Inches  # noqa: PLC0415 - of the extra `brief`

    box = slide.shapes.add_textbox(
        Inches(left), Inches(top), Inches(WIDE - EDGE - left), Inches(size / 40)
    )
    box.text_frame.word_wrap = True
    for words, is_strong in pieces:
        _add_run(box.text_frame.paragraphs[0], words, size, strong=is_strong)


def _add_run(
    paragraph: Any,  # noqa: ANN401 - as above
    words: str,
    size: int,
    *,
    strong: bool = False,
    shade: str | None = None,
) -> None:
    from pptx.dml.color import RGBColor  # noqa: PLC0415 - of the extra `brief`
    from pptx.oxml.ns import qn  # noqa: PLC0415 - as above
    from pptx.util import Pt  # noqa: PLC0415 - as above

    run = paragraph.add_run()
    run.text, run.font.size, run.font.bold, run.font.name = words, Pt(size), strong, LATIN
    # `name` is the font of Latin letters alone; python-pptx has no name for that of Chinese.
    properties = run._r.get_or_add_rPr()  # noqa: SLF001 - as above
    properties.append(properties.makeelement(qn("a:ea"), {"typeface": LATIN}))
    if shade or strong:
        run.font.color.rgb = RGBColor(*bytes.fromhex((shade or color("accent")).lstrip("#")))  # type: ignore[no-untyped-call]


def _bare_cell(cell: Any) -> Any:  # noqa: ANN401 - as above
    """The paragraph of a cell without the fill of a preset style."""
    cell.fill.background()
    return cell.text_frame.paragraphs[0]


def _add_rows(slide: Any, rows: Sequence[Mapping[str, Any]], lang: str, left: float) -> None:  # noqa: ANN401 - as above
    """What proves the sentence, as a table; how many more there are is said."""
    from pptx.enum.text import PP_ALIGN  # noqa: PLC0415 - of the extra `brief`
    from pptx.util import Inches  # noqa: PLC0415 - as above

    shown = rows if len(rows) <= MOST_ROWS else rows[: MOST_ROWS - 1]
    wide = WIDE - EDGE - left
    frame = slide.shapes.add_table(
        len(shown), 3, Inches(left), Inches(TOP), Inches(wide), Inches(ROW_HIGH * len(shown))
    )
    table = frame.table
    table.first_row = table.horz_banding = False
    for column, width in zip(table.columns, (0.6, 0.61 * wide - 0.6, 0.39 * wide), strict=True):
        column.width = Inches(width)
    for at, row in enumerate(shown):
        sign, shade = _sign_of(row)
        cells = [_bare_cell(table.cell(at, column)) for column in range(3)]
        if sign:
            _add_run(cells[0], sign, ROW_PT, shade=shade)
        _add_run(cells[1], row["name"], ROW_PT)
        _add_run(cells[2], row["words"], ROW_PT)
        cells[2].alignment = PP_ALIGN.RIGHT
    if len(shown) < len(rows):
        more = say("pack.slides.more", lang, n=len(rows) - len(shown))
        _add_words(slide, [(more, False)], TOP + ROW_HIGH * len(shown) + 0.05, HEAD_PT, left)


def _sign_of(row: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """What stands before a row, and its colour: its light, or a colour of the map beside it."""
    light, sign = row.get("light"), row.get("sign")
    if light:
        return LIGHTS[light][0], LIGHT_COLORS[light]
    return (SHAPES.get(sign.get("shape"), FILL), sign["color"]) if sign else (None, None)
