"""Our templates: autoescaped, and an unknown name is an error rather than an empty string."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from jinan_geo.manifest.palette import color

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["render_template"]


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("jinan_geo"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals["color"] = color
    return made


def render_template(name: str, context: Mapping[str, object]) -> str:
    """Render a packaged template; strings are escaped unless marked as markup."""
    return _environment().get_template(name).render(context)
