"""Folium elements of a sealed page. Folium makes the map; data never passes through its templates.

Folium and Branca compile every string they render once more as an unsandboxed template, so a value
from a data file could run code or abort the build. What comes from data is therefore in blocks
(base64), which ``SealedFigure`` puts into the page itself, or is escaped by our own templates.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

import folium
from branca.element import Figure
from folium.template import Template
from markupsafe import Markup

from jinan_geo.manifest.palette import paint
from jinan_geo.payload.basemaps import tile_origins
from jinan_geo.render.bundle import pack_bundle, read_bundle
from jinan_geo.render.csp import content_policy, external_links
from jinan_geo.render.still import still_view
from jinan_geo.render.templates import render_template

if TYPE_CHECKING:
    from jinan_geo.page.model import Page
    from jinan_geo.render.outline import Outline

__all__ = ["DataLayer", "SealedMap"]


def _read_packaged(name: str) -> str:
    return files("jinan_geo").joinpath(f"templates/{name}").read_text(encoding="utf-8")


def _packaged(name: str) -> Template:
    template: Template = Template(_read_packaged(name))
    return template


class SealedFigure(Figure):
    """A page that holds all it needs.

    With elements that link to other hosts it is not sealed, and has no policy.
    """

    def __init__(self, head: str, page: Page, outline: Outline | None) -> None:
        super().__init__()
        self._id = "figure"
        self.head = head
        self.page = page
        self.outline = outline
        self.blocks: dict[str, str] = {}

    def render(self, **kwargs: Any) -> str:  # noqa: ANN401 - branca's signature
        """Give the page's HTML; rendering twice gives the same text."""
        for child in self._children.values():
            child.render(**kwargs)
        # Folium's own text, without data, and our program as packed at install: markup by our own
        # hand.
        folium_parts = {
            f"folium_{name}": Markup(getattr(self, name).render(**kwargs))  # noqa: S704 - an element's own template, escaped there
            for name in ("header", "html")
        }
        script = f"{self.script.render(**kwargs)}\njinanGeo.start(map_page);"
        context = {
            **folium_parts,
            "page": self.page,
            "head": self.head,
            "blocks": self.blocks,
            "script": Markup(script),  # noqa: S704 - our own program and style, packed at install
            "policy": "",
        }
        if external_links(folium_parts["folium_header"] + folium_parts["folium_html"]):
            # Linked scripts expect Leaflet when they load, so here the program comes first, as
            # text.
            plain = {
                "style": Markup(read_bundle("page.css")),  # noqa: S704 - our own program and style, packed at install
                "program": Markup(read_bundle("page.js")),  # noqa: S704 - our own program and style, packed at install
            }
            return render_template("page.html.j2", {**context, **plain, "sealed": False})
        packed: dict[str, object] = {
            "still": still_view(self.page, self.outline),
            "still_style": Markup(paint(_read_packaged("still.css"))),  # noqa: S704 - our own text, without data
        }
        packed |= {
            "style": pack_bundle("page.css"),
            "program": pack_bundle("page.js"),
            "sealed": True,
        }
        boot = Markup(read_bundle("boot.js"))  # noqa: S704 - our own program and style, packed at install
        text = render_template("page.html.j2", {**context, **packed, "boot": boot})
        policy = content_policy(
            text,
            scripts=[read_bundle("page.js"), script],
            styles=[read_bundle("page.css")],
            pictures=tile_origins(self.page.basemaps),
        )
        return render_template(
            "page.html.j2", {**context, **packed, "boot": boot, "policy": policy}
        )


class SealedMap(folium.Map):
    """A ``folium.Map`` whose page opens anywhere without a network: no tiles, no linked scripts."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - folium's own attribute; empty so that nothing is linked
    default_css: list[tuple[str, str]] = []  # noqa: RUF012 - branca reads it from the class

    def __init__(self, page: Page, head: str, outline: Outline | None = None) -> None:
        west, south, east, north = page.bounds
        super().__init__(
            location=[(south + north) / 2, (west + east) / 2],
            tiles=None,
            zoom_control=False,
            attribution_control=False,
            zoom_snap=0.25,
            max_zoom=19,
        )
        self._id = "page"  # branca's ids are random; the same input must give the same bytes
        self.global_switches._id = "switches"  # noqa: SLF001 - as above
        self.figure = SealedFigure(head, page, outline)
        self.figure.add_child(self, name="map")


class DataLayer(folium.map.Layer):
    """A layer of the page, drawn by the page's own program from a block of columns."""

    _template = _packaged("data_layer.js.j2")

    def __init__(self, layer_id: str, block: str) -> None:
        # Not shown through Folium: the page's program switches layers, with its filters and counts.
        super().__init__(name=layer_id, overlay=True, control=False, show=False)
        self._name = "DataLayer"
        self._id = layer_id.replace(
            "-", "$"
        )  # the name of a JavaScript variable, different for each layer
        self.layer_id = layer_id
        self.block = block

    def render(self, **kwargs: Any) -> None:  # type: ignore[override]  # noqa: ANN401 - as folium's own layers
        """Hand the block to the page, past every template."""
        figure = self.get_root()
        if isinstance(figure, SealedFigure):
            figure.blocks[self.layer_id] = self.block
        super().render(**kwargs)  # type: ignore[no-untyped-call]
