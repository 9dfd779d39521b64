"""``layer remove``: a layer ends whole, into the archive, and comes back from there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from jinan_geo.cli.main import main
from tests.tools.deliveries import Lot, lot_of, parks, snapshot
from tests.tools.tiny_city import write_city

if TYPE_CHECKING:
    from pathlib import Path


def remove(lot: Lot, *options: str) -> tuple[int, dict[str, Any]]:
    call = ["layer", "remove", "sites", "--workspace", str(lot.root), "--json", *options]
    result = CliRunner().invoke(main, call)
    return result.exit_code, json.loads(result.stdout.splitlines()[-1])


@pytest.mark.slow
def test_a_layer_that_ends_lies_in_the_archive_and_comes_back(tmp_path: Path) -> None:
    lot = lot_of(tmp_path, parks())
    before = snapshot(lot.root)
    code, told = remove(lot, "--why", "并入年度计划")
    assert (code, told["written"], told["records"]) == (0, False, 80)
    assert snapshot(lot.root) == before
    code, told = remove(lot, "--why", "并入年度计划", "--yes")
    assert (code, told["written"]) == (0, True)
    assert "sites" not in {one.id for one in lot.city().layers}
    place = lot.root / told["archive"]
    assert not [*place.rglob(".*.lock")]  # Windows would not have let the folder go
    assert json.loads((place / "ended.json").read_text(encoding="utf-8"))["why"] == "并入年度计划"
    place.rename(lot.root / "layers/sites")
    (lot.root / "layers/sites/ended.json").unlink()
    assert snapshot(lot.root) == before


def test_a_layer_that_is_named_elsewhere_does_not_end(tmp_path: Path) -> None:
    lot = Lot(write_city(tmp_path / "city"))
    code, told = remove(lot, "--why", "不再需要", "--yes")
    assert code == 2
    assert "targets.toml" in told["why"]
    assert (lot.root / "layers/sites/layer.toml").is_file()
