"""What a closed edition rests on is not rewritten: neither undone, nor brought back, nor edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.errors import RefusedError
from jinan_geo.ledger.editions import read_calendar
from jinan_geo.words import say

if TYPE_CHECKING:
    from jinan_geo.manifest.workspace import LayerFolder, Workspace

__all__ = ["refuse_rewriting", "refuse_turn"]


def refuse_turn(folder: LayerFolder, workspace: Workspace, number: int) -> None:
    """Refuse to undo or redo an entry of the journal that a closed edition rests on.

    Raises
    ------
    RefusedError
        Names the edition, and the way to correct it.
    """
    calendar = read_calendar(workspace.root)
    day = calendar.last_closed
    mark = calendar.marks(day).get(folder.id) if day else None
    if mark is not None and number <= mark.entry:
        known = {"name": folder.progress_file, "number": number, "day": day}
        raise RefusedError(say("ledger.errors.closed_turn", **known))


def refuse_rewriting(
    folder: LayerFolder, workspace: Workspace, before: bytes, after: bytes
) -> None:
    """Refuse a ledger file in which a row was edited that a closed edition rests on.

    Raises
    ------
    RefusedError
        Names the edition, and the ways out.
    """
    calendar = read_calendar(workspace.root)
    day = calendar.last_closed
    mark = calendar.marks(day).get(folder.id) if day else None
    if mark is None:
        return
    pairs = zip(_lines(before), [*_lines(after), None], strict=False)
    same = next((at for at, (one, two) in enumerate(pairs) if one != two), len(_lines(before)))
    if same <= mark.rows:  # the first line has the headings
        known = {"name": folder.progress_file, "line": same + 1, "day": day}
        raise RefusedError(say("ledger.errors.closed_edit", **known))


def _lines(text: bytes) -> list[bytes]:
    return text.removeprefix(b"\xef\xbb\xbf").splitlines()
