"""What a user adds to the map in Folium: judged by name, rendered one by one, its files packed.

``data/additions.toml`` tells with what a thing works, ``[refused]`` of our words what cannot be
sealed and why; what neither knows is judged by what it links to and writes.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import folium
from branca.element import CssLink, Element, Figure, JavascriptLink
from folium.template import Template

from jinan_geo.errors import InputError
from jinan_geo.render.bundle import has_bundle
from jinan_geo.render.csp import unsealed_markup
from jinan_geo.render.literal import as_written
from jinan_geo.words import say, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = [
    "SECTIONS",
    "Addition",
    "children_kept",
    "count_ids",
    "find_assets",
    "join_scripts",
    "name_additions",
    "refuse",
    "render_addition",
    "take_stranger",
]

# What Folium raises where an option does not fit.
FOLIUM_FAULTS = (AssertionError, AttributeError, KeyError, TypeError, ValueError)
ID = re.compile(r"(?<=_)[0-9a-f]{32}")
MOST_SCRIPTS = 50
SECTIONS = ("header", "html", "script")
# Options whose value is an address that Leaflet loads.
ADDRESSES = ("icon_url", "iconUrl", "shadow_url", "shadowUrl")
ICON_FILES = {"glyphicon": "glyphicons", "fa": "fontawesome"}


@dataclass
class Addition:
    """One thing that was added, rendered: its parts of the page, and the packed files it needs."""

    name: str
    header: str = ""
    html: str = ""
    script: str = ""
    ids: list[str] = field(default_factory=list)
    assets: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def _read(path: str) -> str:
    return files("jinan_geo").joinpath(path).read_text(encoding="utf-8")


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(_read("data/additions.toml"))


@cache
def _packed_as() -> dict[str, str | None]:
    """Which asset stands for a linked file; None where it can be left out."""
    found: dict[str, str | None] = dict.fromkeys(_table()["needless"]["links"])
    for asset, about in _table()["assets"].items():
        found |= dict.fromkeys(about["replaces"], asset)
    return found


@cache
def _own_template(name: str) -> Template:
    template: Template = Template(_read(f"templates/added-{_table()['templates'][name]}"))
    return template


def name_additions(elements: list[Element]) -> list[tuple[str, Element]]:
    """Name each by its class, as ``Marker 2`` where there are several."""
    classes = [type(element).__name__ for element in elements]
    total, seen = Counter(classes), Counter[str]()
    named = []
    for element, kind in zip(elements, classes, strict=True):
        seen[kind] += 1
        named.append((f"{kind} {seen[kind]}" if total[kind] > 1 else kind, element))
    return named


def _walk(element: Element) -> Iterator[Element]:
    """Give an element and all that lie in it, popups' contents included."""
    yield element
    for child in list(element._children.values()):  # noqa: SLF001 - branca has no other way
        yield from _walk(child)
    if isinstance(element, folium.Popup):
        yield from element.html._children.values()  # noqa: SLF001 - branca has no other way


def render_addition(name: str, element: Element, figure: Figure, *, sealed: bool) -> Addition:
    """Render one addition; the figure and the addition are left as they were.

    What cannot be sealed is said in ``faults``. A text of the addition is never a template.
    """
    addition = Addition(name)
    inside = list(_walk(element))
    if sealed:
        addition.faults += _refusals(inside)
        addition.assets += _icon_files(inside)
    if addition.faults:
        return addition
    sections = [getattr(figure, section) for section in SECTIONS]
    with children_kept([*inside, *sections]), _templates_lent(inside if sealed else []):
        for section in sections:
            section._children.clear()  # noqa: SLF001 - branca has no other way
        try:
            with as_written():
                element.render()
        except FOLIUM_FAULTS as error:
            addition.faults.append(say("render.added.broken", error=str(error)))
        else:
            _collect(addition, figure, sealed=sealed)
            addition.ids = [one._id for one in _walk(element)]  # noqa: SLF001 - branca has no other way
    return addition


@contextmanager
def children_kept(elements: Sequence[Element]) -> Iterator[None]:
    """Give elements back the children they had: Folium adds to them while it renders."""
    kept = [(one, one._children.copy()) for one in elements]  # noqa: SLF001 - branca has no other way
    try:
        yield
    finally:
        for one, children in kept:
            one._children = children  # noqa: SLF001 - branca has no other way


def _home(element: Element) -> type:
    """Give the class that words the element's script."""
    if "_template" in vars(element):
        return type(element)
    return next(kind for kind in type(element).__mro__ if "_template" in vars(kind))


@contextmanager
def _templates_lent(inside: Sequence[Element]) -> Iterator[None]:
    """Word elements of Folium's by our own templates, as long as this lasts."""
    own = _table()["templates"]
    lent = [one for one in inside if "_template" not in vars(one) and _home(one).__name__ in own]
    lent = [one for one in lent if _is_folium(_home(one))]
    for one in lent:
        one._template = _own_template(_home(one).__name__)  # noqa: SLF001 - branca has no other way
    try:
        yield
    finally:
        for one in lent:
            del one._template  # noqa: SLF001 - branca has no other way


def _refusals(inside: list[Element]) -> list[str]:
    refused = words_of("render.refused")
    found = []
    for element in inside:
        kinds = [kind.__name__ for kind in type(element).__mro__]
        known = next((kind for kind in kinds if kind in refused), None)
        if known:
            found.append(f"{type(element).__name__}: {refused[known]}")
        found += _addresses(element)
        found += _own_links(element)
    return list(dict.fromkeys(found))


def _addresses(element: Element) -> Iterator[str]:
    """Say which pictures and data an element would have the page load."""
    options = getattr(element, "options", None)
    values = [options.get(key) for key in ADDRESSES] if isinstance(options, dict) else []
    if isinstance(element, folium.raster_layers.ImageOverlay):
        values.append(element.url)
    for value in values:
        if isinstance(value, str) and not value.startswith("data:"):
            yield say("render.added.picture", kind=type(element).__name__)
    if getattr(element, "embed", True) is False:
        yield say("render.added.data", kind=type(element).__name__)


def _is_folium(kind: type) -> bool:
    return kind.__module__.startswith(("folium.", "branca."))


def _own_links(element: Element) -> Iterator[str]:
    """Say which files an element asks for that are not packed."""
    kind = type(element)
    packed = _packed_as()
    # What Folium's own scripts do without, another's may need.
    known = {name for name, asset in packed.items() if asset or _is_folium(kind)}
    for _, url in [*getattr(element, "default_js", []), *getattr(element, "default_css", [])]:
        if _file_of(url) not in known:
            yield say("render.added.linked", kind=kind.__name__, url=url)


def _file_of(url: str) -> str:
    return url.split("?", maxsplit=1)[0].rsplit("/", 1)[-1]


def _icon_files(inside: list[Element]) -> list[str]:
    from folium.plugins import FastMarkerCluster  # noqa: PLC0415 - 0.1 s that pages without additions save

    # Its own script makes icons, where its user gives none.
    if any(isinstance(element, FastMarkerCluster) for element in inside):
        return ["awesome", *ICON_FILES.values()]
    prefixes = {str(icon.options.get("prefix")) for icon in _icons(inside)}
    fonts = sorted(asset for prefix, asset in ICON_FILES.items() if prefix in prefixes)
    return ["awesome", *fonts] if prefixes else []


def _icons(inside: list[Element]) -> Iterator[folium.Icon]:
    """The icons among what was drawn, and those of markers that an element holds."""
    for element in inside:
        for one in (element, getattr(getattr(element, "marker", None), "icon", None)):
            if type(one) is folium.Icon:
                yield one


def _collect(addition: Addition, figure: Figure, *, sealed: bool) -> None:
    parts: dict[str, list[str]] = {}
    for section in SECTIONS:
        parts[section] = []
        for child in getattr(figure, section)._children.values():  # noqa: SLF001 - branca has no other way
            if sealed and isinstance(child, JavascriptLink | CssLink):
                _take_link(addition, child.url)
            else:
                parts[section].append(child.render())
    addition.header = "\n".join(parts["header"])
    addition.html = "\n".join(parts["html"])
    addition.script = "\n".join(parts["script"])
    if sealed:
        _judge_markup(addition)


def _judge_markup(addition: Addition) -> None:
    found = unsealed_markup(addition.header + addition.html)
    words = words_of("render.forbidden")
    addition.faults += [say("render.added.writes", what=words[what]) for what in found]


def _take_link(addition: Addition, url: str) -> None:
    name = _file_of(url)
    asset = _packed_as().get(name, name)
    if asset in _table()["assets"]:
        addition.assets.append(str(asset))
    elif asset is not None:
        addition.faults.append(say("render.added.link", url=url))


def count_ids(added: Sequence[Addition]) -> None:
    """Name variables by what was added and a count: the same map gives the same page."""
    numbers: dict[str, str] = {}
    for one in added:
        stem = re.sub(r"\W", "_", one.name)
        numbers |= {known: f"{stem}_{at}" for at, known in enumerate(one.ids)}
    for one in added:
        for section in SECTIONS:
            text = ID.sub(lambda found: numbers.get(found[0], found[0]), getattr(one, section))
            setattr(one, section, text)


def take_stranger(section: str, element: Element, *, sealed: bool) -> Addition:
    """Take what was put into the page itself, past the map: a title, a style, a script."""
    addition = Addition(say("render.added.stranger", kind=type(element).__name__, section=section))
    if not (sealed and isinstance(element, JavascriptLink | CssLink)):
        setattr(addition, section, element.render())
    elif isinstance(element, JavascriptLink | CssLink):
        _take_link(addition, element.url)
    if sealed:
        _judge_markup(addition)
    return addition


def find_assets(added: Sequence[Addition]) -> list[tuple[str, str, str]]:
    """Give the packed files that additions need, each once: name, ``script`` or ``style``, file."""
    names = dict.fromkeys(["base", *(asset for one in added for asset in one.assets)])
    if not added:
        return []
    return [
        (name, kind, f"added-{name}.{ending}")
        for name in names
        for kind, ending in (("style", "css"), ("script", "js"))
        if has_bundle(f"added-{name}.{ending}")
    ]


def join_scripts(added: Sequence[Addition]) -> list[tuple[str, str]]:
    """Give the scripts to run, named: each addition is caught by itself; many share one script.

    Written so that none can end the element it lies in.
    """
    said = [one for one in added if one.script.strip()]
    share = math.ceil(len(said) / MOST_SCRIPTS) or 1
    joined = []
    for start in range(0, len(said), share):
        some = said[start : start + share]
        name = some[0].name if len(some) == 1 else f"{some[0].name} – {some[-1].name}"
        parts = [_caught(one) for one in some]
        joined.append((name, "\n".join(parts)))
    return joined


def _caught(addition: Addition) -> str:
    context = {"name": addition.name, "script": addition.script}
    text = _caught_template().render(context)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return text.replace("</", "<\\/").replace("<!--", "<\\!--")


@cache
def _caught_template() -> Template:
    template: Template = Template(_read("templates/added-caught.js.j2"))
    return template


def refuse(added: Sequence[Addition]) -> None:
    """Say all that cannot be sealed, in one message.

    Raises
    ------
    InputError
        Where there is any.
    """
    said = [
        say("render.added.because", name=one.name, why=", ".join(one.faults))
        for one in added
        if one.faults
    ]
    if said:
        raise InputError(say("render.added.refused", said="; ".join(said)))
