"""``layer update``: a layer delivered again, told apart, refused with the proof, or taken whole."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from click.testing import CliRunner

from jinan_geo.city.moves import is_same_shape
from jinan_geo.cli.main import main
from jinan_geo.coordinates.shifted import wgs84_to_gcj02
from jinan_geo.intake import accept
from tests.tools.deliveries import M_LAT, M_LON, Lot, Park, lot_of, parks, snapshot
from tests.tools.tiny_city import collection
from tests.tools.verbs import run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def lot(tmp_path: Path) -> Lot:
    return lot_of(tmp_path, parks())


def test_the_same_file_changes_nothing(lot: Lot) -> None:
    before = snapshot(lot.root)
    code, told = lot.run(lot.deliver(lot.parks), "--yes")
    assert (code, told["nothing"], told["written"]) == (0, True, False)
    assert (told["before"], told["delivered"], told["kept"]) == (40, 40, 40)
    assert snapshot(lot.root) == before


def test_a_delivery_is_shown_first_then_taken_and_told_at_the_next_edition(lot: Lot) -> None:
    now = parks()
    for at, metres in zip(
        range(12), (3, 5, 8, 12, 20, 40, 90, 150, 300, 500, 650, 800), strict=True
    ):
        now[at].moved(metres)
    for at in (15, 16, 17):
        now[at].name = f"{now[at].name}（二期）"
    now = now[:-5]
    now.append(Park("P-99", "新增的一处", 117.15, 36.65, 9))
    now.append(Park("P-98", "还没有位置的一处", 0, 0, 9, nowhere=True))
    path = lot.deliver(now, name="名称")
    before = snapshot(lot.root)
    code, told = lot.run(path)
    assert (code, told["written"]) == (0, False)
    assert snapshot(lot.root) == before
    metres = [one["metres"] for one in told["moved"]]
    assert metres == pytest.approx([3, 5, 8, 12, 20, 40, 90, 150, 300, 500, 650, 800], rel=0.01)
    assert [one["id"] for one in told["removed"]] == ["P-36", "P-37", "P-38", "P-39", "P-40"]
    assert [one["id"] for one in told["renamed"]] == ["P-16", "P-17", "P-18"]
    assert told["columns"]["renamed"] == [
        {"attribute": "name_zh", "before": "项目名称", "after": "名称"}
    ]
    assert told["on"] == "2025-03-01"

    code, told = lot.run(path, "--yes", "--why", "计划调减")
    assert (code, told["written"]) == (0, True)
    stated = lot.manifest()
    assert stated["features"] == "delivered/2025-03-01/new.geojson"
    assert {key: one["why"] for key, one in stated["ended"].items()} == dict.fromkeys(
        ["P-36", "P-37", "P-38", "P-39", "P-40"], "计划调减"
    )
    past = stated["past"]["2025-02-28"]
    assert past["columns"] == {"id": "编号", "name_zh": "项目名称"}
    assert (lot.root / "layers/sites" / past["file"]).read_bytes() == before[
        "layers/sites/features.geojson"
    ]
    assert not (lot.root / "layers/sites/features.geojson").exists()
    assert "# the parks, as the bureau has them" in (
        lot.root / "layers/sites/layer.toml"
    ).read_text(encoding="utf-8")

    city = lot.city()
    (sites,) = [one for one in city.layers if one.id == "sites"]
    assert len(sites.features) == 42
    assert sites.account is not None
    assert (sites.account.matched, sites.account.unmatched) == (80, 0)
    by_id = sites.features.set_index("id")
    assert by_id.loc["P-40", "ended"].date().isoformat() == "2025-03-01"
    assert by_id.loc["P-40", "note_zh"] == "计划调减"
    kinds = {issue.type for issue in city.issues if issue.layer == "sites"}
    assert kinds <= {"moved-far", "converted-crs"}
    moved = sites.moves[sites.moves["kind"] == "moved"]
    assert len(moved) == 12
    assert set(moved["until"].dt.date.astype(str)) == {"2025-02-28"}


def resequenced(made: list[Park]) -> list[Park]:
    """Five gone, and all after them numbered anew."""
    left = [one for at, one in enumerate(made) if at not in {3, 9, 15, 21, 27}]
    for at, one in enumerate(left):
        one.key = f"P-{at + 1:02d}"
    return left


def test_resequenced_ids_are_refused_with_the_proof(lot: Lot) -> None:
    before = snapshot(lot.root)
    path = lot.deliver(resequenced(parks()))
    code, told = lot.run(path, "--yes", "--renumber")
    assert (code, told["written"]) == (6, False)
    proof = {one["id"]: one for one in told["reused"]}
    assert len(proof) == 32
    assert proof["P-05"]["name"] == lot.parks[4].name
    assert proof["P-05"]["after"] == lot.parks[5].name
    assert proof["P-05"]["is_now"] == "P-04"
    assert proof["P-05"]["records"] == 2
    assert "P-05" in told["refused"] or "P-04" in told["refused"]
    assert snapshot(lot.root) == before


@pytest.mark.slow
def test_resequenced_ids_can_be_kept(lot: Lot) -> None:
    made = parks()
    path = lot.deliver(resequenced(parks()))
    code, told = lot.run(path, "--yes", "--keep-ids")
    assert (code, told["written"], len(told["removed"])) == (0, True, 5)
    assert told["kept"] == 35
    names = named(lot)
    assert names == {one.key: one.name for one in made}
    # the next one is numbered as this one was: nothing changes
    assert lot.run(path, "--yes")[1]["nothing"]


def named(lot: Lot) -> dict[str, str]:
    (sites,) = [one for one in lot.city().layers if one.id == "sites"]
    return dict(zip(sites.features["id"], sites.features["name_zh"], strict=True))


@pytest.mark.slow
def test_new_ids_are_accepted_and_records_follow_them(lot: Lot) -> None:
    now = parks()
    for at in range(5, 35):
        now[at].key = f"Q-{at:03d}"
    path = lot.deliver(now)
    code, told = lot.run(path, "--yes")
    assert (code, told["written"], len(told["renumbered"])) == (6, False, 30)
    code, told = lot.run(path, "--yes", "--renumber")
    assert (code, told["written"]) == (0, True)
    assert lot.manifest()["renumbered"] == {f"P-{at + 1:02d}": f"Q-{at:03d}" for at in range(5, 35)}
    (sites,) = [one for one in lot.city().layers if one.id == "sites"]
    by_id = dict(zip(sites.features["id"], sites.features["name_zh"], strict=True))
    for feature_at, done in zip(sites.records["feature"], sites.records["done_pct"], strict=True):
        key = sites.features["id"].iloc[feature_at]
        number = [one.key for one in now].index(key)
        assert by_id[key] == lot.parks[number].name
        assert float(done) in {number, number + 1}
    # and renumbered once more, the oldest ids still lead there
    for at in range(5, 35):
        now[at].key = f"R-{at:03d}"
    assert lot.run(lot.deliver(now), "--yes", "--renumber")[0] == 0
    assert lot.manifest()["renumbered"]["P-06"] == "R-005"
    assert lot.manifest()["renumbered"]["Q-005"] == "R-005"


@pytest.mark.slow
def test_without_ids_features_are_known_by_name_and_place(lot: Lot) -> None:
    now = parks()[:-2]
    random.Random(1).shuffle(now)  # noqa: S311 - not a secret
    now[0].moved(30)
    code, told = lot.run(lot.deliver(now, id_=""), "--yes")
    assert (code, told["written"], told["kept"], len(told["removed"])) == (0, True, 38, 2)
    assert [round(one["metres"]) for one in told["moved"]] == [30]
    assert named(lot) == {one.key: one.name for one in parks()}


@pytest.mark.slow
def test_gcj02_is_converted_by_the_layers_own_places_and_not_called_a_move(lot: Lot) -> None:
    now = parks()
    for one in now:
        lon, lat = wgs84_to_gcj02(one.lon, one.lat)
        one.lon, one.lat = np.asarray(lon).item(), np.asarray(lat).item()
    assert lot.run(lot.deliver(now))[1]["nothing"]
    now[0].moved(30)
    code, told = lot.run(lot.deliver(now), "--yes")
    assert (code, told["written"]) == (0, True)
    assert [round(one["metres"]) for one in told["moved"]] == [30]
    assert told["crs"]["after"] == "GCJ-02"
    assert told["crs"]["by_own_places"]
    assert lot.city().issues is not None
    assert lot.manifest()["past"]["2025-02-28"]["geometry"] == ["point", "polygon"]


@pytest.mark.slow
def test_a_wrong_crs_that_is_insisted_on_is_told(lot: Lot) -> None:
    now = parks()
    for one in now:
        one.lon += 400 * M_LON
        one.lat += 300 * M_LAT
    code, told = lot.run(lot.deliver(now), "--crs", "EPSG:4326")
    assert code == 0
    assert told["crs"]["moved_as_one"] == pytest.approx(500, rel=0.02)
    assert len(told["moved"]) == 40


@pytest.mark.slow
def test_points_that_became_areas_are_measured_from_the_point(lot: Lot) -> None:
    now = parks()
    for one in now[:2]:
        one.shape = shapely.box(
            one.lon - 0.0005, one.lat - 0.0004, one.lon + 0.0005, one.lat + 0.0004
        )
    now[2].shape = shapely.box(
        now[2].lon + 40 * M_LON, now[2].lat, now[2].lon + 140 * M_LON, now[2].lat + 60 * M_LAT
    )
    code, told = lot.run(lot.deliver(now), "--yes")
    assert (code, told["written"]) == (0, True)
    assert [one["metres"] for one in told["moved"]][:2] == [0.0, 0.0]
    assert told["moved"][2]["metres"] == pytest.approx(40, rel=0.02)
    assert told["moved"][0]["after"] == "Polygon"


@pytest.mark.slow
def test_two_that_became_one_end_with_what_they_went_into(lot: Lot) -> None:
    made = parks()
    for one in made[:2]:
        one.shape = shapely.box(one.lon - 0.002, one.lat - 0.002, one.lon + 0.002, one.lat + 0.002)
    lot = lot_of(lot.root.parent / "areas", made)
    now = [one for at, one in enumerate(made) if at != 1]
    now[0].shape = shapely.union_all([made[0].shape, made[1].shape]).convex_hull
    code, told = lot.run(lot.deliver(now), "--yes")
    assert (code, told["written"]) == (0, True)
    assert [(one["id"], one["merged_into"]) for one in told["removed"]] == [("P-02", "P-01")]
    assert lot.manifest()["ended"]["P-02"]["why"] == "并入 P-01"


@pytest.mark.slow
def test_doubles_and_unusable_rows_never_end_a_project(lot: Lot) -> None:
    now = parks()
    double = Park("P-03", "另一处同号的", 117.09, 36.69, 1)
    code, told = lot.run(lot.deliver([*now, double]), "--yes")
    assert (code, told["nothing"], told["set_aside"]) == (1, True, 1)
    shifted = parks()
    shifted[6].key = "P-06"  # the row of P-07 stands under an id that is there
    code, told = lot.run(lot.deliver(shifted), "--yes", "--keep-ids")
    assert (code, told["written"]) == (2, False)
    assert "P-07" in told["refused"]
    rows = json.loads(collection([one.row() for one in parks()]))
    rows["features"][4]["geometry"]["coordinates"] = ["x", "y"]
    path = lot.root.parent / "bad.geojson"
    path.write_text(json.dumps(rows), encoding="utf-8")
    code, told = lot.run(path, "--yes")
    assert (code, told["written"]) == (2, False)
    assert "P-05" in told["refused"]


@pytest.mark.slow
def test_a_layer_may_be_delivered_as_a_table_and_again(lot: Lot) -> None:
    for month, title in (("03", "泊位"), ("04", "车位数")):
        table = lot.root.parent / f"停车场{month}.csv"
        rows = [f"{one.key},{one.name},{one.lon},{one.lat},{one.spaces}" for one in parks()]
        text = "\n".join([f"编号,项目名称,经度,纬度,{title}", *rows])
        table.write_text(text, encoding="utf-8")
        code, told = lot.run(table, "--yes", "--on", f"2025-{month}-01")
        assert (code, told["written"]) == (0, True), told
        assert (told["removed"], told["added"], told["moved"]) == ([], [], [])
        assert len(lot.city().layers[-1].features) == 40  # its past files are read, too
    assert lot.manifest()["crs"] == "EPSG:4326"  # of a table nothing else says it


def test_a_database_has_no_next_file(lot: Lot) -> None:
    ran = run("layer", "update", "postgresql://host/db", "--id", "sites", "--workspace", lot.root,
              "--lang", "en")  # fmt: skip
    assert ran.code == 2
    assert "a file alone" in ran.text


def test_a_polygon_is_the_same_as_a_collection_of_it() -> None:
    whole = shapely.box(0, 0, 10, 10)
    assert is_same_shape(whole, shapely.MultiPolygon([whole]))
    assert not is_same_shape(whole, shapely.box(0, 0, 10, 12))
    assert not is_same_shape(whole, None)
    assert is_same_shape(None, None)


@pytest.mark.slow
def test_what_cannot_be_told_is_asked_and_answered(lot: Lot) -> None:
    now = parks()
    for at in (7, 8):
        now[at].key, now[at].name = f"N-{at}", "同名的两处"
        now[at].lon, now[at].lat = lot.parks[7].lon, lot.parks[7].lat
    code, told = lot.run(lot.deliver(now), "--yes", "--renumber")
    assert (code, told["written"]) == (2, False)
    assert [one["id"] for one in told["questions"]] == ["P-08"]
    assert [one["id"] for one in told["questions"][0]["candidates"]] == ["N-7", "N-8"]
    code, told = lot.run(
        lot.deliver(now), "--yes", "--renumber", "--match", "P-08=N-7", "--gone", "P-09"
    )
    assert (code, told["written"]) == (0, True)
    assert lot.manifest()["renumbered"] == {"P-08": "N-7"}
    assert list(lot.manifest()["ended"]) == ["P-09"]


@pytest.mark.slow
def test_one_that_ended_may_come_back(lot: Lot) -> None:
    assert lot.run(lot.deliver(parks()[:-1]), "--yes")[0] == 0
    code, told = lot.run(lot.deliver(parks()), "--yes")
    assert (code, told["returned"]) == (0, ["P-40"])
    assert "ended" not in lot.manifest() or lot.manifest()["ended"] == {}
    assert {issue.type for issue in lot.city().issues if issue.severity != "info"} == set()


@pytest.mark.slow
@pytest.mark.parametrize("field", ["", ".spaces"])
def test_evidence_follows_an_accepted_renumbering(lot: Lot, field: str) -> None:
    evidence = f"id,about,publisher,tier,statement_zh\ne-1,P-01{field},市住建局,official,五十个\n"
    (lot.root / "layers/sites/evidence.csv").write_text(evidence, encoding="utf-8")
    now = parks()
    now[0].key = "Q-01"
    assert lot.run(lot.deliver(now), "--yes", "--renumber")[0] == 0
    assert lot.city().evidence["e-1"].about == (f"Q-01{field}",)


@pytest.mark.slow
@pytest.mark.parametrize(
    "step", ["copy_parts", "_final_manifest", "_prove", "write_bytes", "_clear"]
)
def test_a_command_that_is_stopped_leaves_the_old_layer_or_the_new(
    lot: Lot, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    now = parks()[:-1]
    path = lot.deliver(now)

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(accept, step, stop)
        call = [
            "layer",
            "update",
            str(path),
            "--id",
            "sites",
            "--workspace",
            str(lot.root),
            "--yes",
        ]
        CliRunner().invoke(main, call)
    is_new = step == "_clear"
    assert ("ended" in lot.manifest()) is is_new
    assert named(lot) == {one.key: one.name for one in parks()}
    code, told = lot.run(path, "--yes")  # and can be done again
    assert (code, told["written"], told["nothing"]) == (0, not is_new, is_new)
    assert named(lot) == {one.key: one.name for one in parks()}
    assert list(lot.root.rglob("*.part")) == []
