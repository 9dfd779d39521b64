"""The page's policy allows what is in the page and nothing else."""

from __future__ import annotations

import base64
import hashlib

from jinan_geo.render.csp import content_policy, external_links


def digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


PAGE = (
    "<html><head><style>a{color:red}</style></head><body>"
    '<script type="application/octet-stream" id="x">QUJD</script>'
    '<script type="application/json">{"a": 1}</script>'
    "<script>start(1 < 2 && "
    "'&amp;');</script><script>\nrun();\n</script><style>b{}</style></body></html>"
)


def directives(html: str) -> dict[str, str]:
    return dict(part.split(" ", 1) for part in content_policy(html).split("; "))


def test_every_inline_script_and_style_is_allowed_by_its_hash() -> None:
    found = directives(PAGE)
    assert (
        found["script-src"] == f"{digest('start(1 < 2 && ' + chr(39) + '&amp;' + chr(39) + ');')} "
        f"{digest(chr(10) + 'run();' + chr(10))}"
    )
    assert found["style-src"] == f"{digest('a{color:red}')} {digest('b{}')}"


def test_nothing_else_is_allowed() -> None:
    found = directives(PAGE)
    assert (
        found["default-src"]
        == found["connect-src"]
        == found["base-uri"]
        == found["form-action"]
        == "'none'"
    )
    assert "unsafe" not in content_policy(PAGE)
    assert "http" not in content_policy(PAGE)
    assert "QUJD" not in content_policy(PAGE)


def test_data_blocks_are_no_scripts() -> None:
    assert len(directives(PAGE)["script-src"].split()) == 2


def test_a_page_without_scripts_allows_none() -> None:
    assert directives("<p>hello</p>")["script-src"] == "'none'"


def test_links_to_other_hosts_are_found_and_a_readers_links_are_not() -> None:
    html = (
        '<script src="https://cdn.example/x.js"></script><link href="//cdn.example/x.css"><img '
        'src="data:image/png;">'
        '<a href="https://example.org/">read</a><img src="http://x/y.png">'
    )
    assert external_links(html) == [
        "https://cdn.example/x.js",
        "//cdn.example/x.css",
        "http://x/y.png",
    ]
    assert external_links(PAGE) == []
