"""Our templates: autoescaped, and an unknown name is an error rather than an empty string."""

from __future__ import annotations

import sys
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from importlib.util import cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemBytecodeCache, PackageLoader, StrictUndefined
from markupsafe import escape

from jinan_geo.manifest.palette import color
from jinan_geo.render.csp import content_policy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jinja2.bccache import Bucket

__all__ = ["render_template", "render_with_policy"]

HOLE = "jg-policy"  # stands before whatever comes from data, until what the page holds is known
# How templates are read.
HOW: dict[str, Any] = {"trim_blocks": True, "lstrip_blocks": True, "keep_trailing_newline": True}


class Compiled(FileSystemBytecodeCache):
    """Templates as Python code, kept where Python keeps its own of the package, or not at all.

    Jinja takes nothing that was made of another text.
    """

    def __init__(self) -> None:
        folder = Path(cache_from_source(__file__)).parent
        super().__init__(str(folder), f"%s.{sys.implementation.cache_tag}.jinja")

    def get_source_checksum(self, source: str) -> str:
        """Give the hash of what the code follows from: the text, Jinja, and how it is set."""
        return super().get_source_checksum(f"{version('jinja2')} {HOW} {source}")

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it, where Python may."""
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                super().dump_bytecode(bucket)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("jinan_geo"),
        autoescape=True,
        undefined=StrictUndefined,
        bytecode_cache=Compiled(),
        **HOW,
    )
    made.globals["color"] = color
    return made


def render_template(name: str, context: Mapping[str, object]) -> str:
    """Render a packaged template; strings are escaped unless marked as markup."""
    return _environment().get_template(name).render(context)


def render_with_policy(
    name: str,
    context: Mapping[str, object],
    *,
    scripts: Sequence[str] = (),
    styles: Sequence[str] = (),
    pictures: Sequence[str] = (),
) -> str:
    """Render a page with its policy; the others are those of ``content_policy``."""
    text = render_template(name, {**context, "policy": HOLE})
    policy = content_policy(text, scripts=scripts, styles=styles, pictures=pictures)
    return text.replace(HOLE, str(escape(policy)), 1)
