"""The pages hold in Chromium 86, the oldest shell found on office machines.

No newer API, no newer CSS.

No such browser is at hand, so its JavaScript is today's with every newer built-in taken away before
the page starts, and its CSS is judged by a list. Both lists name what programs of this kind reach
for; they are not complete.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.page.test_export import export
from tests.tools.browser import ROOT, visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

# What Chromium 87 and later brought, by the object that holds it.
NEWER = {
    "Array.prototype": "at findLast findLastIndex toReversed toSorted toSpliced with",
    "Object.getPrototypeOf(Int8Array.prototype)": "at findLast findLastIndex toReversed toSorted "
    "with",
    "String.prototype": "at isWellFormed toWellFormed",
    "Array": "fromAsync",
    "Object": "hasOwn groupBy",
    "Map": "groupBy",
    "Map.prototype": "getOrInsert getOrInsertComputed",
    "Promise": "withResolvers try",
    "Set.prototype": "union intersection difference symmetricDifference isSubsetOf isSupersetOf "
    "isDisjointFrom",
    "Object.getPrototypeOf(Object.getPrototypeOf([].values()))": (
        "map filter take drop flatMap reduce toArray forEach some every find"
    ),
    "Uint8Array": "fromBase64 fromHex",
    "Uint8Array.prototype": "toBase64 toHex setFromBase64 setFromHex",
    "ArrayBuffer.prototype": "resize transfer transferToFixedLength",
    "RegExp": "escape",
    "Math": "sumPrecise f16round",
    "Error": "isError",
    "globalThis": "structuredClone scheduler navigation cookieStore EyeDropper Iterator "
    "reportError",
    "Crypto.prototype": "randomUUID",
    "Intl": "Segmenter DurationFormat supportedValuesOf",
    "AbortSignal": "timeout any abort",
    "AbortSignal.prototype": "throwIfAborted reason",
    "URL": "canParse parse",
    "URLSearchParams.prototype": "size",
    "Response.prototype": "bytes",
    "Blob.prototype": "bytes",
    "ReadableStream": "from",
    "ReadableStream.prototype": "values",
    "CanvasRenderingContext2D.prototype": (
        "roundRect reset createConicGradient letterSpacing fontKerning wordSpacing isContextLost"
    ),
    "Path2D.prototype": "roundRect",
    "Element.prototype": "checkVisibility setHTMLUnsafe getHTML moveBefore currentCSSZoom "
    "computedStyleMap",
    "HTMLElement.prototype": "showPopover hidePopover togglePopover popover inert",
    "Document.prototype": "startViewTransition caretPositionFromPoint",
    "HTMLSelectElement.prototype": "showPicker",
    "HTMLInputElement.prototype": "showPicker",
    "Navigator.prototype": "userAgentData",
}
TAKE_AWAY = "\n".join(
    f"for (const name of {names.split()!r}) delete ({holder})[name];"
    for holder, names in NEWER.items()
)

# CSS that Chromium 86 does not read, and why it matters not, where it does not.
SELECTORS = r":has\(|:is\(|:where\(|:not\([^)]*,|:dir\(|:user-(?:in)?valid|:popover-open|:modal"
RULES = (
    r"@(?:container|layer|scope|starting-style|position-try|view-transition|font-palette-values)"
)
RANGES = r"@media[^{]*[<>]"
PROPERTIES = {
    **dict.fromkeys(
        ("inset", "aspect-ratio", "translate", "rotate", "scale", "container-type", "field-sizing"),
        "",
    ),
    **dict.fromkeys(
        ("margin-inline", "margin-block", "padding-inline", "padding-block", "inset-inline"), ""
    ),
    **dict.fromkeys(
        (
            "inset-block",
            "mask",
            "mask-image",
            "text-wrap",
            "white-space-collapse",
            "zoom-animation",
        ),
        "",
    ),
    "accent-color": "check boxes keep the browser's colour",
    "scrollbar-width": "a scroll bar is seen",
    "text-underline-offset": "the line is nearer",
    "print-color-adjust": "-webkit-print-color-adjust stands beside it",
}
VALUES = {
    r"\d[dsl]v(?:h|w|b|i|min|max)\b": "",
    r"color-mix\(|oklch\(|oklab\(|\blab\(|\blch\(|light-dark\(": "",
    r"\bplus-lighter\b": "tiles may show a hairline between them",
}
BLOCK = re.compile(r"([^{}]+)\{([^{}]*)\}")


def newer_css(text: str) -> list[str]:
    """What Chromium 86 would not read, and no older declaration of the rule stands in for."""
    found = re.findall(f"(?:{RULES}|{RANGES})", text)
    for selector, body in BLOCK.findall(text):
        found += re.findall(SELECTORS, selector)
        read: set[str] = set()
        for declaration in filter(None, re.split(r";(?![^()]*\))", body)):
            name, _, value = (part.strip() for part in declaration.partition(":"))
            if name in PROPERTIES:
                found += [] if PROPERTIES[name] else [f"{selector} {name}"]
            elif newer := [pattern for pattern in VALUES if re.search(pattern, value)]:
                found += [] if name in read or VALUES[newer[0]] else [f"{selector} {name}: {value}"]
            else:
                read.add(name)
    return found


@pytest.mark.parametrize("name", ["page.css", "index.css", "settlement.css"])
def test_styles_are_read_by_the_oldest_browser(name: str) -> None:
    text = (ROOT / "jinan_geo" / "web" / "dist" / name).read_text(encoding="utf-8")
    assert len(BLOCK.findall(text)) > 20
    assert newer_css(text) == []


@pytest.mark.parametrize(
    ("text", "fine"),
    [
        ("a{height:100vh;height:100dvh}", True),
        ("a{height:100dvh}", False),
        ("a{inset:0 auto}", False),
        ("li:has(.b){color:red}", False),
        ("@media (width>=3px){a{top:0}}", False),
        ("a{top:0;accent-color:red;background:url(data:a;b,c)}", True),
    ],
)
def test_the_judge_of_styles_judges(text: str, fine: bool) -> None:
    assert (newer_css(text) == []) is fine


def test_the_program_is_bundled_for_it() -> None:
    assert 'const TARGET = "chrome86"' in (ROOT / "jinan_geo" / "web" / "build.mjs").read_text(
        encoding="utf-8"
    )
    settings = (ROOT / "jinan_geo" / "web" / "tsconfig.json").read_text(encoding="utf-8")
    assert (
        '"lib": ["ES2020", "DOM", "DOM.Iterable"]' in settings
    )  # no newer built-in passes the type check


USE_IT = """async () => {
  const drawn = () => new Promise((done) => setTimeout(done));
  const gone = [typeof [].at, typeof globalThis.structuredClone, typeof Object.hasOwn,
    typeof Uint8Array.fromBase64];
  for (const tab of document.querySelectorAll('[role=tab]')) { tab.click(); await drawn(); }
  document.getElementById('jg-tab-projects').click();
  for (const wanted of [
    {filters: {light: ['red']}}, {filters: {}, query: 'lx'}, {query: '', edition: 0},
     {edition: 3, since: 1},
    {compare: {edition: 0}}, {compare: null, since: null, colorBy: 'stage'}, {lang: 'en'},
    {map: {zoom: 14, lat: 36.66, lon: 117.02}}, {map: null}, {selection: jinanGeo.listed()[0]},
  ]) { jinanGeo.set(wanted); await drawn(); }
  const buttons = '.jg-legend-head, .jg-tools .jg-button, .jg-tile-button, '
    + '.jg-map-buttons [aria-pressed]';
  for (const button of document.querySelectorAll(buttons)) {
    if (button.getAttribute('aria-label') === 'Full screen') continue; // only for a hand
    button.click();
    await drawn();
  }
  jinanGeo.set({filters: {}, query: '', target: null, uncounted: null});
  return gone;
}"""


@pytest.mark.browser
def test_the_page_does_without_anything_newer(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html", first=TAKE_AWAY) as opened:
        assert opened.evaluate(USE_IT) == ["undefined"] * 4
        for kind in ("csv", "xlsx", "geojson", "png"):
            assert len(export(opened, kind)) > 1000
        assert opened.complaints == []
    with visit(browser, sample_pages / "index.html", first=TAKE_AWAY) as opened:
        opened.page.click(".jg-lang")
        assert opened.evaluate("document.documentElement.lang") == "en"
        assert opened.complaints == []
