"""``layer update`` killed at any call to the disk: the layer is old or new, whole, with its ledger.

The next run with the same file finishes what is left, or says that nothing is.
"""

from __future__ import annotations

import random
import shutil
import signal
from typing import TYPE_CHECKING, Any

import pytest

from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import prepare_city
from tests.tools.deliveries import lot_of, parks, snapshot
from tests.tools.killer import killer

if TYPE_CHECKING:
    from pathlib import Path

TITLES = {"id_": "新编号", "name": "名称"}
CALL = ("--id", "sites", "--key", "新编号", "--renumber", "--why", "不再实施", "--yes", "--json")


def meaning(root: Path) -> dict[str, Any]:
    """What the layer says: every feature by its id, its place, its end, and all its records."""
    city = prepare_city(Workspace.open(root))
    (layer,) = (one for one in city.layers if one.id == "sites")
    features = layer.features
    records = layer.records.sort_values(["feature", "as_of", "seq"])
    said: dict[str, list[Any]] = {str(key): [] for key in features["id"]}
    ids = [str(features["id"].iloc[int(at)]) for at in records["feature"]]
    for key, day, done in zip(ids, records["as_of"], records["done_pct"], strict=True):
        said[key].append((f"{day.date()}", float(done)))
    ends = features["ended"].astype(str)
    rows = zip(said, features["name_zh"], features.geometry, ends, strict=True)
    told = {key: (name, shape.wkt, end, said[key]) for key, name, shape, end in rows}
    faults = {one.type for one in city.issues if one.severity == "error"}
    return {"features": told, "faults": faults, "moves": len(layer.moves)}


def kill_everywhere(tmp_path: Path, chance: random.Random, instants: int) -> int:
    """Kill an update at some of its calls; gives at how many."""
    lot = lot_of(tmp_path, parks(20))
    shutil.move(lot.root, tmp_path / "fresh")
    made = lot.parks[2:]  # two are gone
    for at, one in enumerate(made):
        if at % 5 == 0:
            one.moved(40)
        if at % 4 == 1:
            one.key = f"N-{at}"  # numbered anew
    file = lot.deliver(made, **TITLES)
    root = lot.root

    def begin() -> None:
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(tmp_path / "fresh", root)

    begin()
    old = meaning(root)
    call = ("layer", "update", file, *CALL, "--workspace", root)
    with killer(root) as process:
        code, calls = process.run(*call)
        assert code == 0
        new, after = meaning(root), snapshot(root)
        assert old["features"] != new["features"]
        assert len(new["features"]) == len(old["features"])  # those that ended stay
        chosen = sorted(chance.sample(range(1, calls + 1), min(instants, calls)))
        for at in chosen:
            begin()
            assert process.run(*call, kill_at=at)[0] == -signal.SIGKILL
            assert meaning(root) in (old, new), at
            code, _ = process.run(*call)
            assert code == 0, at
            assert meaning(root) == new, at
            left = snapshot(root)
            assert left.keys() == after.keys(), (at, left.keys() ^ after.keys())
    return len(chosen)


@pytest.mark.deep
def test_killed_at_any_call_the_layer_is_old_or_new_and_the_next_run_finishes(
    tmp_path: Path,
) -> None:
    assert kill_everywhere(tmp_path, random.Random(7), 200) > 20  # noqa: S311 - nothing secret


@pytest.mark.slow
def test_the_file_before_that_a_stopped_run_left_is_taken_away_by_the_next(tmp_path: Path) -> None:
    lot = lot_of(tmp_path, parks(6))
    file = lot.deliver(lot.parks[1:], **TITLES)
    options = ("--key", "新编号", "--why", "不再实施", "--yes")
    assert lot.run(file, *options)[0] == 0
    after = snapshot(lot.root)
    (past,) = (name for name in after if "/past/" in name and name.endswith(".geojson"))
    own = lot.root / "layers/sites/notes.geojson"
    own.write_bytes(after[past] + b"\n")  # of another name, and not the same
    (lot.root / "layers/sites/features.geojson").write_bytes(after[past])
    code, told = lot.run(file, *options)
    assert (code, told["written"]) == (0, False)
    own.unlink()
    assert snapshot(lot.root) == after
