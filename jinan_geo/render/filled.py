"""A sealed page: what Folium makes of a map, filled in with the page's data by our own template."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from jinan_geo.manifest.closed import Text
from jinan_geo.manifest.palette import paint
from jinan_geo.payload.basemaps import tile_origins
from jinan_geo.render.bundle import pack_bundle, read_bundle
from jinan_geo.render.still import still_view
from jinan_geo.render.templates import render_with_policy
from jinan_geo.words import Speech, current_speech, say, spoken_as

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jinan_geo.page.model import Page
    from jinan_geo.render.outline import Outline

__all__ = ["TEMPLATE", "Filling", "Markings", "fill_page"]

TEMPLATE = "page.html.j2"
LARGE = 1_000_000  # characters of blocks from which a worker decodes while the program starts


@dataclass(frozen=True)
class Markings:
    """What Folium writes of a map, by the part of the page that it stands in; it has no data."""

    header: str
    html: str
    script: str


@dataclass(frozen=True)
class Filling:
    """What a page holds beside its map: its head, packed, its blocks by layer, and its ground.

    ``speech`` is how its workspace speaks: a map is shown after other workspaces were opened.
    """

    page: Page
    head: str
    blocks: Mapping[str, str]
    ground: str | None = None
    outline: Outline | None = None
    speech: Speech = field(default_factory=current_speech)

    def context(self, marks: Markings, additions: Sequence[tuple[str, str]]) -> dict[str, Any]:
        """Give what the template of every page takes, sealed or not.

        ``additions`` are scripts with what they are of, judged or our own.
        """
        with spoken_as(self.speech):
            no_script = Text(**{lang: say("render.no_script", lang) for lang in Text.model_fields})
        # Folium's own text, without data, our program as packed at install, and additions that
        # were judged: markup by our own hand.
        return {
            "folium_header": Markup(marks.header),  # noqa: S704 - judged or our own, as said above
            "folium_html": Markup(marks.html),  # noqa: S704 - judged or our own, as said above
            "page": self.page,
            "head": self.head,
            "blocks": self.blocks,
            "ground": self.ground,
            "script": Markup(f"{marks.script}\njinanGeo.start(map_page);"),  # noqa: S704 - judged or our own, as said above
            "no_script": no_script,
            "policy": "",
            # Written so that no text of theirs ends the element it lies in.
            "additions": [(name, Markup(text)) for name, text in additions],  # noqa: S704 - judged or our own, as said above
            "assets": [],
        }


def fill_page(
    filling: Filling,
    marks: Markings,
    additions: Sequence[tuple[str, str]] = (),
    assets: Sequence[tuple[str, str, str]] = (),
) -> str:
    """Give a sealed page's HTML; ``assets`` are packed files, each by its name, kind and file."""
    with spoken_as(filling.speech):
        still = still_view(filling.page, filling.outline)
    context = filling.context(marks, additions)
    packed = {
        **context,
        "assets": [(name, kind, pack_bundle(file)) for name, kind, file in assets],
        "still": still,
        "still_style": Markup(paint(_read_style())),  # noqa: S704 - our own text, without data
        "style": pack_bundle("page.css"),
        "worker": pack_bundle("worker.js"),
        "large": sum(map(len, filling.blocks.values())) >= LARGE,
        "program": pack_bundle("page.js"),
        "sealed": True,
        "boot": Markup(read_bundle("boot.js")),  # noqa: S704 - our own program, as packed at install
    }
    scripts = [read_bundle(file) for _, kind, file in assets if kind == "script"]
    scripts += [str(text) for _, text in context["additions"]]
    styles = [read_bundle(file) for _, kind, file in assets if kind == "style"]
    return render_with_policy(
        TEMPLATE,
        packed,
        scripts=[read_bundle("page.js"), str(context["script"]), *scripts],
        styles=[read_bundle("page.css"), *styles],
        pictures=tile_origins(filling.page.basemaps),
    )


def _read_style() -> str:
    return files("jinan_geo").joinpath("templates/still.css").read_text(encoding="utf-8")
