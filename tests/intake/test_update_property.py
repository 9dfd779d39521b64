"""Random deliveries against what is known of each project: its records never hang on another.

Every park has a number of places that is its own and never changes, which nothing matches by; its
records say it too. What the program makes of a delivery is compared with pandas' view of both.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
import shapely

from jinan_geo.errors import JinanGeoError
from jinan_geo.intake.accept import accept_update, find_refusal
from jinan_geo.intake.delivery import Order
from jinan_geo.intake.matching import Matched, MatchSide, fold_name
from jinan_geo.intake.told import tell_update
from jinan_geo.intake.update import plan_update
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import prepare_city
from tests.tools.deliveries import M_LON, Lot, Park, lot_of, parks

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FEW, MANY = 3, 120


def remove(chance: random.Random, made: list[Park], _: int) -> None:
    for one in chance.sample(made, k=min(3, len(made) - 8)):
        made.remove(one)


def move(chance: random.Random, made: list[Park], _: int) -> None:
    for one in chance.sample(made, k=4):
        one.moved(chance.choice([0.2, 3, 30, 300, 800]) * chance.choice([-1, 1]))


def rename(chance: random.Random, made: list[Park], _: int) -> None:
    for one in chance.sample(made, k=3):
        one.name = f"{one.name}（改）"


def rename_wholly(chance: random.Random, made: list[Park], step: int) -> None:
    one = chance.choice(made)
    one.name = f"更名第{step}{one.spaces}号公园"


def renumber(chance: random.Random, made: list[Park], step: int) -> None:
    for one in chance.sample(made, k=5):
        one.key = f"N{step}-{one.spaces}"


def resequence(chance: random.Random, made: list[Park], _: int) -> None:
    chance.shuffle(made)
    for at, one in enumerate(made):
        one.key = f"P-{at + 1:02d}"


def swap_ids(chance: random.Random, made: list[Park], _: int) -> None:
    one, other = chance.sample(made, k=2)
    one.key, other.key = other.key, one.key


def swap_names(chance: random.Random, made: list[Park], _: int) -> None:
    one, other = chance.sample(made, k=2)
    one.name, other.name = other.name, one.name


def same_names(chance: random.Random, made: list[Park], _: int) -> None:
    for one in chance.sample(made, k=3):
        one.name = "街角停车场"


def add(chance: random.Random, made: list[Park], step: int) -> None:
    for at in range(2):
        number = 1000 + 10 * step + at
        key = chance.choice([f"P-{chance.randrange(1, 40):02d}", f"A-{number}"])
        if key not in {one.key for one in made}:
            lon = 117.013 + chance.random() * 0.07
            made.append(Park(key, f"新增{number}处", lon, 36.675 + at * 0.004, number))


WAYS: list[Callable[[random.Random, list[Park], int], None]] = [
    remove, move, rename, rename_wholly, renumber,
    resequence, swap_ids, swap_names, same_names, add,
]  # fmt: skip


def next_of(chance: random.Random, made: list[Park], step: int) -> list[Park]:
    """What is delivered next: the same parks, changed in some ways."""
    now = [Park(one.key, one.name, one.lon, one.lat, one.spaces) for one in made]
    for way in chance.sample(WAYS, k=chance.randrange(1, 5)):
        way(chance, now, step)
    return now


def side_of(made: list[Park]) -> MatchSide:
    shapes = np.empty(len(made), dtype=object)
    shapes[:] = [shapely.Point(one.lon / M_LON, one.lat / M_LON) for one in made]
    return MatchSide([one.key for one in made], [fold_name(one.name) for one in made], shapes)


@pytest.mark.parametrize(
    "seed", [1, *[pytest.param(at, marks=pytest.mark.slow) for at in (2, 13, 48)]]
)
def test_no_two_projects_are_ever_taken_for_one(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - not a secret
    missed = pairs = 0
    for _ in range(60):
        made = parks(24)
        now = next_of(chance, made, 1)
        found = Matched(side_of(made), side_of(now), trusts_ids=chance.random() < 0.8)
        wrong = [
            (made[one], now[other], found.how[one])
            for one, other in found.pairs.items()
            if made[one].spaces != now[other].spaces
        ]
        assert wrong == []
        assert len(found.pairs) + len(found.removed) == len(made)
        assert len(found.pairs) + len(found.added) == len(now)
        assert len(set(found.pairs.values())) == len(found.pairs)
        asked = {*found.questions, *(one for one, _ in found.reused)}
        here = {one.spaces for one in now}
        missed += sum(made[at].spaces in here and at not in asked for at in found.removed)
        pairs += len(found.pairs)
    assert missed < 0.02 * pairs


def records_of(lot: Lot) -> pd.DataFrame:
    """Pandas' own view: which project each record is of, by the ledger's text alone."""
    table = pd.read_csv(lot.root / "layers/sites/progress.csv", dtype=str)
    return table.assign(line=range(2, len(table) + 2))


def hold_to_the_truth(lot: Lot, owners: dict[int, int]) -> None:
    """Each record hangs on the feature of its project, and no project ever seen is missing."""
    city = prepare_city(Workspace.open(lot.root))
    (sites,) = [one for one in city.layers if one.id == "sites"]
    spaces = sites.features["spaces"].astype(int).tolist()
    here = dict(zip(sites.records["line"].astype(int), sites.records["feature"], strict=True))
    wrong = {line: spaces[at] for line, at in here.items() if owners[line] != spaces[at]}
    assert wrong == {}
    assert set(here) == set(owners)
    assert sites.account is not None
    assert (sites.account.matched, sites.account.unmatched) == (len(owners), 0)
    assert set(owners.values()) <= set(spaces)


def walk(root: Path, seed: int, steps: int) -> int:
    """Deliver a layer again and again, as it comes; gives how many deliveries were taken."""
    chance = random.Random(seed)  # noqa: S311 - not a secret
    made = parks()
    lot = lot_of(root, made)
    spaces = {one.key: one.spaces for one in made}
    owners = {int(row.line): spaces[str(row.id)] for row in records_of(lot).itertuples()}
    shown = prepare_city(Workspace.open(lot.root)).editions
    taken = 0
    for step in range(1, steps + 1):
        now = next_of(chance, made, step)
        path = lot.deliver(now, id_="" if chance.random() < 0.1 else "编号")
        keeps = chance.random() < 0.5
        order = Order(renumber=not keeps, keep_ids=keeps)
        workspace = Workspace.open(lot.root)
        before = (lot.root / "layers/sites/layer.toml").read_bytes()
        try:
            update = plan_update(workspace, shown, "sites", path, order)
        except JinanGeoError:
            continue
        told = tell_update(update)
        assert told["before"] == told["kept"] - len(told["returned"]) + len(told["removed"])
        assert told["delivered"] == told["kept"] + len(told["added"]) + told["set_aside"]
        if find_refusal(update) is None:
            accept_update(workspace, update, path, told)
            made, taken = now, taken + 1
        else:
            with pytest.raises(JinanGeoError):
                accept_update(workspace, update, path, told)
            assert (lot.root / "layers/sites/layer.toml").read_bytes() == before
        hold_to_the_truth(lot, owners)
    return taken


@pytest.mark.slow
def test_records_stay_with_their_projects_through_many_deliveries(tmp_path: Path) -> None:
    assert walk(tmp_path, seed=5, steps=FEW) > 0


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(20))
def test_records_stay_with_their_projects_whatever_comes(tmp_path: Path, seed: int) -> None:
    walk(tmp_path, seed=100 + seed, steps=MANY // 4)
