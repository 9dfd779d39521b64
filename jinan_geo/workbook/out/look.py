"""How a progress workbook looks.

Grey for what was reported, white in a yellow frame for what is to be filled in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jinan_geo.manifest.palette import color

__all__ = ["SheetLook", "make_look"]

INK, QUIET, ACCENT, RED = color("ink"), color("paper-quiet"), color("accent"), color("red")
GIVEN_GROUND, FILL_GROUND, FILL_FRAME = color("given"), color("white"), color("fill-edge")
FALLEN_GROUND = color("fallen")
FONT = {"font_name": "Microsoft YaHei", "font_size": 10, "font_color": INK, "valign": "vcenter"}
NUMBERS = {"text": "General", "date": "yyyy-mm-dd", "percent": "General", "money": "#,##0.00"}
WAYS: dict[str, dict[str, Any]] = {
    "text": {"align": "left", "indent": 1, "text_wrap": True},
    "date": {"align": "center"},
    "percent": {"align": "center"},
    "money": {"align": "right", "indent": 1},
}


@dataclass(frozen=True)
class SheetLook:
    """The formats of the cells, by what they are; ``given`` and ``fill`` by the kind of value."""

    title: Any
    note: Any
    head_given: Any
    head_fill: Any
    given: dict[str, Any]
    fill: dict[str, Any]
    owed: Any
    fallen: Any
    heading: Any
    text: Any
    strong: Any
    link: Any
    fill_sample: Any
    given_sample: Any
    fallen_sample: Any


def make_look(book: Any) -> SheetLook:  # noqa: ANN401 - xlsxwriter has no types
    """Add the formats to the workbook."""

    def add(**own: object) -> Any:  # noqa: ANN401 - as above
        return book.add_format({**FONT, **own})

    grey = {
        "bg_color": GIVEN_GROUND,
        "font_color": QUIET,
        "border": 1,
        "border_color": color("given-edge"),
    }
    open_ = {"bg_color": FILL_GROUND, "border": 1, "border_color": FILL_FRAME, "locked": False}
    head = {"bold": True, "text_wrap": True, "align": "center", "border": 1}
    given = {kind: add(**grey, **ways, num_format=NUMBERS[kind]) for kind, ways in WAYS.items()}
    fill = {kind: add(**open_, **ways, num_format=NUMBERS[kind]) for kind, ways in WAYS.items()}
    return SheetLook(
        title=add(bold=True, font_size=16, font_color=ACCENT),
        note=add(font_color=QUIET, text_wrap=True),
        head_given=add(**head, bg_color=color("given-head"), border_color=color("given-head-edge")),
        head_fill=add(**head, bg_color=color("fill-head"), border_color=FILL_FRAME),
        given=given,
        fill=fill,
        owed=add(**{**grey, "font_color": RED, "bold": True}, text_wrap=True),
        fallen=book.add_format({"bg_color": FALLEN_GROUND, "font_color": RED}),
        heading=add(bold=True, font_size=12, font_color=ACCENT),
        text=add(text_wrap=True, valign="top"),
        strong=add(bold=True, text_wrap=True, valign="top"),
        link=add(font_color=ACCENT, underline=1, text_wrap=True, valign="top"),
        fill_sample=add(**open_, align="center"),
        given_sample=add(**grey, align="center"),
        fallen_sample=add(bg_color=FALLEN_GROUND, font_color=RED, align="center"),
    )
