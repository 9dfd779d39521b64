"""What a notebook shows of a thing: a heading, a few named facts, and what to ask next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.render.templates import render_template
from jinan_geo.words import current_language, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinan_geo.manifest.closed import Text

__all__ = ["glance"]


def glance(title: Text, facts: Mapping[str, object], hint: str) -> str:
    """Give the HTML, in the language of the run; facts without a value are left out.

    Whatever comes from data is text in it, never markup.
    """
    names = words_of("analyst.facts")
    rows = [(names[key], str(value)) for key, value in facts.items() if value not in {"", None}]
    heading = title.zh if current_language() == "zh" else title.en
    return render_template("glance.html.j2", {"title": heading, "rows": rows, "hint": hint})
