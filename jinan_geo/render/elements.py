"""Folium elements of a sealed page. Folium makes the map; data never passes through its templates.

Folium and Branca compile every string they render once more as an unsandboxed template, so a value
from a data file could run code or abort the build. What comes from data is therefore in blocks
(base64), which ``SealedFigure`` puts into the page itself, or is escaped by our own templates.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import folium
from branca.element import CssLink, Element, Figure, JavascriptLink
from folium.template import Template
from markupsafe import Markup

from jinan_geo.errors import InputError
from jinan_geo.render.additions import (
    SECTIONS,
    Addition,
    children_kept,
    count_ids,
    find_assets,
    join_scripts,
    name_additions,
    refuse,
    render_addition,
    take_stranger,
)
from jinan_geo.render.bundle import read_bundle
from jinan_geo.render.filled import TEMPLATE, Filling, Markings, fill_page
from jinan_geo.render.templates import render_template
from jinan_geo.words import current_speech

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from jinan_geo.page.model import Page
    from jinan_geo.render.outline import Outline

__all__ = ["DataLayer", "SealedMap", "draw_map"]

OWN_HEADER = "meta_http"  # all that branca puts into a new figure


def _read_packaged(name: str) -> str:
    return files("jinan_geo").joinpath(f"templates/{name}").read_text(encoding="utf-8")


def _packaged(name: str) -> Template:
    template: Template = Template(_read_packaged(name))
    return template


class SealedFigure(Figure):
    """A page that holds all it needs.

    Written with ``sealed=False`` it links to what Folium's additions ask for, and has no policy.
    """

    def __init__(self, head: str, page: Page, outline: Outline | None) -> None:
        super().__init__()
        self._id = "figure"
        self.head = head
        self.page = page
        self.outline = outline
        self.blocks: dict[str, str] = {}
        self.ground: str | None = None
        self.speech = current_speech()  # a map is shown after other workspaces were opened

    def render(self, *, sealed: bool = True, **_: object) -> str:
        """Give the page's HTML; rendering twice gives the same text.

        Raises
        ------
        InputError
            Something on the map cannot be sealed, with its name and why.
        """
        own = self.draw()
        added = self._render_added(sealed=sealed)
        refuse(added)
        count_ids(added)
        marks = replace(
            own,
            header=_as_parsed([own.header, *(one.header for one in added)]),
            html=_as_parsed([own.html, *(one.html for one in added)]),
        )
        filling = Filling(self.page, self.head, self.blocks, self.ground, self.outline, self.speech)
        scripts = join_scripts(added)
        if sealed:
            return fill_page(filling, marks, scripts, find_assets(added))
        return self._unsealed(filling.context(marks, scripts))

    def _sections(self) -> list[Element]:
        return [self.header, self.html, self.script]

    def draw(self) -> Markings:
        """Render the map with our own layers alone, whose blocks it takes."""
        whole = self._children["map"]
        with children_kept([whole, *self._sections()]):
            _keep(whole, lambda _, one: isinstance(one, DataLayer))
            for section in self._sections():
                _keep(section, lambda name, _: name == OWN_HEADER)
            whole.render()
            header, html, script = (getattr(self, name).render() for name in SECTIONS)
        return Markings(_as_parsed([header]), _as_parsed([html]), script)

    def _render_added(self, *, sealed: bool) -> list[Addition]:
        """Render each addition to the map, then what was put into the page itself."""
        children = self._children["map"]._children.values()  # noqa: SLF001 - branca has no other way
        named = name_additions([one for one in children if not isinstance(one, DataLayer)])
        # It names every other layer, also those added after it.
        named.sort(key=lambda pair: isinstance(pair[1], folium.LayerControl))
        added = [render_addition(name, one, self, sealed=sealed) for name, one in named]
        for section in SECTIONS:
            for name, one in getattr(self, section)._children.items():  # noqa: SLF001 - branca has no other way
                if name != OWN_HEADER:
                    added.append(take_stranger(section, one, sealed=sealed))
        return added

    def _unsealed(self, context: dict[str, Any]) -> str:
        """Linked scripts expect Leaflet when they load, so the program comes first, as text."""
        links = Figure()
        for name, url in folium.Map.default_js:
            if name != "leaflet":  # the page brings its own
                links.header.add_child(JavascriptLink(url), name=name)
        for name, url in folium.Map.default_css:
            links.header.add_child(CssLink(url), name=name)
        plain = {
            "style": Markup(read_bundle("page.css")),  # noqa: S704 - judged or our own, as said above
            "worker": Markup(read_bundle("worker.js")),  # noqa: S704 - judged or our own, as said above
            "program": Markup(read_bundle("page.js")),  # noqa: S704 - judged or our own, as said above
            "folium_header": Markup(links.header.render()) + context["folium_header"],  # noqa: S704 - judged or our own, as said above
        }
        return render_template(TEMPLATE, {**context, **plain, "sealed": False})


def _as_parsed(parts: Sequence[str]) -> str:
    """Join markup with the line ends that a browser makes of any; hashes are of those."""
    return "\n".join(parts).replace("\r\n", "\n").replace("\r", "\n")


def _keep(element: Element, wanted: Callable[[str, Element], bool]) -> None:
    children = element._children.items()  # noqa: SLF001 - branca has no other way
    element._children = OrderedDict(  # noqa: SLF001 - branca has no other way
        (name, one) for name, one in children if wanted(name, one)
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

    def __repr__(self) -> str:
        """Say what it is; a notebook shows it whole."""
        page = self.figure.page
        features = sum(layer.features for layer in page.layers)
        located = sum(layer.located for layer in page.layers)
        name = type(self).__name__
        return f"<{name} {page.title.zh!r}: {features} features, {located} on the map>"

    def save(
        self,
        outfile: str | bytes | Path | BinaryIO,
        close_file: bool = True,  # noqa: FBT001, FBT002 - branca's signature
        *,
        sealed: bool = True,
        **_: object,
    ) -> None:
        """Write the page; rendered before the file is touched.

        ``sealed=False`` writes a page that links to what Folium's additions ask of other hosts.

        Raises
        ------
        InputError
            Something on the map cannot be sealed, with its name and why.
        """
        text = self.figure.render(sealed=sealed).encode("utf-8")
        if isinstance(outfile, str | bytes | Path):
            Path(os.fsdecode(outfile)).write_bytes(text)
            return
        outfile.write(text)
        if close_file:
            outfile.close()

    def _repr_html_(self, **kwargs: Any) -> str:  # noqa: ANN401 - folium's signature
        """Show the page in a notebook; what cannot be sealed is shown with its links."""
        try:
            return super()._repr_html_(**kwargs)
        except InputError:
            return super()._repr_html_(sealed=False, **kwargs)


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


def draw_map(page: Page, layers: Iterable[str]) -> Markings:
    """Give what Folium writes of a page's map with these layers, by their ids."""
    sealed = SealedMap(page, "")
    for layer_id in layers:
        DataLayer(layer_id, "").add_to(sealed, name=layer_id)
    return sealed.figure.draw()
