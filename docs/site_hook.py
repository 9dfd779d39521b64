"""What `make docs` does beside mkdocs.

Each site holds the documents of its language, and links cross over.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parents[1]
# Documents that lie beside the code because people look for them there.
OUTSIDE = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "LICENSE")
HOME = {"en": "README.md", "zh": "guide.zh.md"}
OTHER = {"en": "zh/", "zh": "../"}  # from one site to the other
CROSSING = "other-site:"  # stands for it until mkdocs has looked at the links
LINK = re.compile(r"(\]\()(?:docs/|\.\./)?([\w./-]+?)(\.md)?(#[^)]*)?\)")
# What stands in code is no link.
CODE = re.compile(r"(```.*?```|`[^`\n]*`)", re.DOTALL)


def on_files(files: Files, config: Any) -> Files:  # noqa: ANN401 - mkdocs is no part of the types
    """Add what lies outside of docs/, keep what this language lists, make its first page home."""
    for name in OUTSIDE:
        files.append(File.generated(config, name, abs_src_path=str(ROOT / name)))
    listed = set(_names(config.nav))
    for file in list(files.documentation_pages()):
        if file.src_uri not in listed:
            files.remove(file)
    home = files.get_file_from_path(HOME[config.theme["language"]])
    home.dest_uri = home.url = "index.html"
    return files


def on_page_markdown(markdown: str, files: Files, **_: Any) -> str:  # noqa: ANN401 - as above
    """Send links to the other site's pages there, and those that leave docs/ to this copy."""

    def send(link: re.Match[str]) -> str:
        before, name, ending, anchor = link.groups(default="")
        if not ending or files.get_file_from_path(name + ending):
            return f"{before}{name}{ending}{anchor})"
        home = name + ending in HOME.values()
        return f"{before}{CROSSING}{'index' if home else name}.html{anchor})"

    parts = CODE.split(markdown)
    return "".join(part if at % 2 else LINK.sub(send, part) for at, part in enumerate(parts))


def on_page_content(html: str, config: Any, **_: Any) -> str:  # noqa: ANN401 - as above
    """Let the links that cross over do so."""
    return html.replace(f'href="{CROSSING}', f'href="{OTHER[config.theme["language"]]}')


def _names(nav: Any) -> list[str]:  # noqa: ANN401 - lists of names, or of a title and such a list
    if isinstance(nav, str):
        return [nav]
    inner = nav.values() if isinstance(nav, dict) else nav
    return [name for part in inner for name in _names(part)]
