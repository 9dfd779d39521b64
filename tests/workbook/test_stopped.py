"""K8: an import that stops at one of several ledgers says which are written and how to go on."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from jinan_geo.errors import EnvironmentFault
from jinan_geo.workbook.back import recording

if TYPE_CHECKING:
    from collections.abc import Callable

LAYERS = [f"works-{at}" for at in range(1, 9)]


def failing_at(layer: str) -> Callable[..., Any]:
    """Record every sheet but that of one layer, whose disk is full."""

    def record(_: object, __: object, sheet: Any, *___: object) -> Any:
        if sheet.layer == layer:
            said = f"layers/{layer}/progress.csv: cannot be written"
            raise EnvironmentFault(said)
        return SimpleNamespace(sheet=sheet)

    return record


@pytest.mark.parametrize("at", range(8))
def test_K8_a_stop_at_any_of_eight_ledgers_names_those_before_and_those_left(
    monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    monkeypatch.setattr(recording, "_record", failing_at(LAYERS[at]))
    incoming: Any = SimpleNamespace(sheets=[SimpleNamespace(layer=one) for one in LAYERS])
    origin: Any = None
    ledgers: Any = dict.fromkeys(LAYERS)
    with pytest.raises(EnvironmentFault, match=LAYERS[at]) as raised:
        recording.record_incoming(ledgers, incoming, origin, dt.date(2025, 3, 31))
    (note,) = raised.value.__notes__
    written, rest = note.split(". ")[0].split("; ")
    assert [one for one in LAYERS if one in written] == LAYERS[:at]
    assert [one for one in LAYERS if one in rest] == LAYERS[at:]
    assert "run the same command again" in note
