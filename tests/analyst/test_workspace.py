"""The analyst's API: frames of what an audience may have, equal to the pages, and the caller's."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pytest

import jinan_geo
from jinan_geo.analyst.given import as_day, as_workspace
from jinan_geo.errors import RefusedError, UsageError
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.words import speaking
from tests.tools.browser import SAMPLE_CITY
from tests.tools.tiny_city import write_city

if TYPE_CHECKING:
    from jinan_geo.analyst.view import CityView
    from jinan_geo.analyst.workspace import AnalystWorkspace
    from jinan_geo.payload.build import PageData


ROOT = Path(__file__).resolve().parents[2]
GUIDE = "".join((ROOT / "docs" / name).read_text("utf-8") for name in ("api.md", "export.md"))
DAYS = ("edition", "est_finish", "record_date", "start", "due", "until", "last_day", "newest")


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> AnalystWorkspace:
    return jinan_geo.Workspace.open(write_city(tmp_path_factory.mktemp("ws") / "city"))


@pytest.fixture(scope="module")
def view(ws: AnalystWorkspace) -> CityView:
    return ws.load()


def files_of(root: Path) -> dict[str, bytes]:
    return {path.as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_what_is_opened_is_a_workspace_everywhere(ws: AnalystWorkspace) -> None:
    assert isinstance(ws, Workspace)
    assert repr(ws).startswith("<Workspace '小济南' in ")
    assert type(ws.without([])) is type(ws)
    assert as_workspace(ws) is ws
    assert as_workspace(str(ws.root / "layers")).root == ws.root


@pytest.mark.slow
def test_loading_and_asking_writes_nothing(ws: AnalystWorkspace) -> None:
    before = files_of(ws.root)
    city = ws.load()
    city.projects()
    city.map()
    ws.check()
    assert files_of(ws.root) == before


def test_projects_have_the_numbers_of_the_page(view: CityView, pages: dict[str, PageData]) -> None:
    frame, totals = view.projects(), pages["city"].page.totals[-1]
    assert isinstance(frame, gpd.GeoDataFrame)
    assert frame.crs == "EPSG:4326"
    lights = frame["light"].value_counts().to_dict()
    for light in ("red", "yellow", "green", "grey"):
        assert lights.get(light, 0) == getattr(totals, light)
    assert len(frame) == totals.projects
    assert int(frame.geometry.notna().sum()) == totals.located
    assert frame["investment_wan"].sum() == totals.investment_wan
    assert int(frame["investment_wan"].isna().sum()) == totals.investment_missing
    assert int(frame["reported"].sum()) == totals.reported


def test_shares_are_those_of_the_district_pages(view: CityView, pages: dict[str, PageData]) -> None:
    frame = view.projects()
    for code in ("370102", "370112", "370103"):
        share = frame["shares"].map(lambda shares, code=code: shares.get(code, 0.0))
        totals = pages[code].page.totals[-1]
        assert int((share > 0).sum()) == totals.projects
        assert (frame["investment_wan"] * share).sum() == pytest.approx(
            totals.investment_wan, abs=0.005
        )
    placed = frame[frame["shares"].map(bool)]
    assert placed["shares"].map(lambda one: sum(one.values())).tolist() == pytest.approx(
        [1.0] * len(placed)
    )


def test_a_lag_is_a_lead_with_the_other_sign(view: CityView) -> None:
    frame = view.projects("sites").set_index("id")
    assert frame.loc["s-1", "lead"] == round(30 - frame.loc["s-1", "planned_pct"], 2)
    known = frame[frame["lead"].notna()]
    assert (known["lag"] == -known["lead"]).all()
    assert frame["lag"].isna().tolist() == frame["lead"].isna().tolist()
    # Of one layer its own fields are there; over layers one name may mean two things.
    assert frame["spaces"].tolist()[:1] == [120]
    assert "spaces" not in view.projects()


def test_frames_are_the_callers_to_change(view: CityView) -> None:
    frames = {
        "projects": view.projects,
        "history": lambda: view.history("sites"),
        "targets": view.targets,
        "issues": view.issues,
        "changes": lambda: view.changes("2025-01-31"),
        "reports": view.reports,
    }
    for name, ask in frames.items():
        frame, kept = ask(), ask()
        assert {str(kept[key].dtype)[:10] for key in DAYS if key in kept} <= {"datetime64"}
        for at in range(frame.shape[1]):
            if frame.columns[at] != "shares":  # pandas takes a dictionary for a row
                frame.iloc[0, at] = frame.iloc[-1, at]
        frame["more"] = 1
        pd.testing.assert_frame_equal(ask(), kept, obj=name)
        # What is told of each column stands in the guide; none is there that it does not name.
        assert [key for key in kept if f"`{key}`" not in GUIDE] == [], name
    first = view.projects()
    first["shares"].iloc[0]["370102"] = 99.0
    first.loc[0, "geometry"] = None
    assert view.projects()["shares"].iloc[0] == {"370102": 1.0}
    assert view.projects().geometry.iloc[0] is not None


def test_history_has_every_edition_of_every_project(view: CityView) -> None:
    history = view.history("sites")
    assert len(history) == len(view.editions) * len(view.projects("sites"))
    one = history[history["id"] == "s-1"].set_index("edition")
    assert one["done_pct"].tolist() == [8, 30]
    assert one["invested_wan"].tolist() == [100, 300.5]
    last = history[history["edition"] == pd.Timestamp(view.as_of)].set_index("id")
    now = view.projects("sites").set_index("id")
    for column in ("light", "stage", "lead"):
        assert last[column].fillna("").tolist() == now[column].fillna("").tolist()
    assert view.history("districts").empty


@pytest.mark.usefixtures("prepared_once")
def test_other_frames_answer_as_their_verbs(ws: AnalystWorkspace, view: CityView) -> None:
    targets = view.targets().set_index("id")
    assert targets.loc["T-2", ["value", "actual"]].tolist() == [400, 260]
    assert set(view.issues()["type"]) == {"withheld-field"}
    changes = view.changes("2025-01-31", dt.date(2025, 2, 28))
    done = changes[(changes["id"] == "s-1") & (changes["field"] == "done")]
    assert done["by"].tolist() == [22]
    reports = view.reports()
    assert {*reports["layer"]} == {"sites", "street-works"}
    # Who opens a workspace has its data, so he is told all; nothing is withheld from him.
    assert ws.check().empty
    assert set(ws.check(audience="internal")["type"]) == {"withheld-field"}
    assert ws.check("sites").empty


def test_an_earlier_day_leaves_later_records_out(ws: AnalystWorkspace) -> None:
    assert ws.load("2025-01-31").as_of == dt.date(2025, 1, 31)
    assert as_day(pd.Timestamp("2025-01-31 12:00")) == dt.date(2025, 1, 31)
    for wrong in ("31.1.2025", pd.NaT, 20250131):
        with pytest.raises(UsageError, match="write it as 2025-11-30"):
            ws.load(wrong)  # type: ignore[arg-type]


def test_an_audience_that_is_none_is_answered_with_those_there_are(ws: AnalystWorkspace) -> None:
    wrong: Any = "everybody"
    for ask in (ws.load, ws.check, ws.build):
        with pytest.raises(UsageError, match="known here: public, internal, restricted"):
            ask(audience=wrong)


def test_an_editor_is_told_what_the_package_has() -> None:
    assert {*jinan_geo.__all__} <= {*dir(jinan_geo)}


@pytest.mark.usefixtures("prepared_once")
def test_the_public_gets_what_is_public(ws: AnalystWorkspace) -> None:
    city = ws.load(audience="public")
    assert city.audience == "public"
    assert city.layers == ["districts", "sites"]
    assert {*city.projects()["layer"]} == {"sites"}
    assert {"contact", "appraisal"} & {*city.projects("sites")} == set()
    assert "张三" not in city.projects("sites").to_csv()
    assert "appraisal" not in ws.load(audience="internal").projects("sites")
    assert ws.load(audience="restricted").projects("sites")["appraisal"].tolist()[0] == 8888
    for ask in (city.projects, city.history):
        with pytest.raises(RefusedError, match="for fewer eyes than public"):
            ask("street-works")
    with pytest.raises(RefusedError):
        ws.check(["street-works"], audience="public")


def test_a_name_that_is_none_is_answered_with_those_there_are(view: CityView) -> None:
    with pytest.raises(UsageError, match="did you mean 'sites'"):
        view.projects("site")
    with pytest.raises(UsageError, match="no layer of projects; known here: sites, street-works"):
        view.projects("districts")
    # Ids may look like numbers, and be given as such.
    number: Any = 370102
    assert repr(view.map(number)) == repr(view.map("370102"))
    with pytest.raises(UsageError, match="no layer '3'"):
        view.history(number // 123367)
    with pytest.raises(UsageError, match="did you mean 'urban'"):
        view.map("urbn")
    with pytest.raises(UsageError, match="no edition of 2025-01-30"):
        view.changes("2025-01-30")


def test_a_notebook_is_told_in_ten_lines(ws: AnalystWorkspace, view: CityView) -> None:
    assert repr(view) == "<CityView '小济南' 2025-02-28 internal: 8 projects, 3 layers>"
    for one in (ws, view):
        html = one._repr_html_()
        assert html.count("<tr>") <= 10
        assert "<script" not in html
    with speaking("zh"):
        assert "数据截止日" in view._repr_html_()
    assert repr(view.map("370102")) == "<SealedMap '历下区 · 区县图': 7 features, 6 on the map>"


def test_text_of_the_data_is_text_in_a_notebook(tmp_path: Path) -> None:
    title = 'title = { zh = "<b>{{ 7*7 }}</b>" }'
    root = write_city(tmp_path)
    manifest = (root / "workspace.toml").read_text("utf-8").splitlines()
    lines = [title if line.startswith("title") else line for line in manifest]
    (root / "workspace.toml").write_text("\n".join(lines), encoding="utf-8")
    shown = jinan_geo.Workspace.open(root)._repr_html_()
    assert "&lt;b&gt;{{ 7*7 }}&lt;/b&gt;" in shown


@pytest.mark.slow
def test_build_takes_a_path_and_guards_the_workspace(ws: AnalystWorkspace, tmp_path: Path) -> None:
    (built,) = ws.build(tmp_path / "out", only="city")
    assert repr(built).startswith("<Built 'city.html': ")
    assert (built.page.id, built.is_kept, built.key) == ("city", False, None)
    city, shown, again = jinan_geo.build(str(ws.root), str(tmp_path / "out"), only="city")
    assert (tmp_path / "out" / again[0].path).stat().st_size == built.size
    assert built.path == again[0].path
    assert len(repr((city, shown, again))) < 300
    before = files_of(ws.root)
    with pytest.raises(RefusedError):
        ws.build(ws.root / "layers", only="city")
    assert files_of(ws.root) == before


def test_projects_have_their_expected_finish_or_why_none() -> None:
    frame = jinan_geo.Workspace.open(SAMPLE_CITY).load().projects()
    days = frame[["finish_early", "finish_expected", "finish_late"]]
    said = days.notna().all(axis=1)
    assert said.sum() > 20
    assert (days.isna().all(axis=1) == ~said).all()
    assert frame[said]["finish_unsaid"].isna().all()
    known = frame[said]
    assert (known["finish_early"] >= known["as_of"]).all()
    assert (known["finish_early"] <= known["finish_expected"]).all()
    assert (known["finish_expected"] <= known["finish_late"]).all()
    left = frame[~said & (frame["reason"] != "done")]
    assert left["finish_unsaid"].notna().all()
