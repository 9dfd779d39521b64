"""Our templates: autoescaped, and an unknown name is an error rather than an empty string."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import escape

from jinan_geo.manifest.palette import color
from jinan_geo.render.csp import content_policy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["render_template", "render_with_policy"]

HOLE = "jg-policy"  # stands before whatever comes from data, until what the page holds is known


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
