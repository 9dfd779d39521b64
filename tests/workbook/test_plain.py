"""A plain dated table read by its headings: what is understood, what is asked, nothing guessed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from jinan_geo.errors import UsageError
from jinan_geo.manifest.stagewords import progress_words
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import prepare_city
from jinan_geo.workbook.back.importing import read_incoming
from jinan_geo.workbook.plain.days import as_day, orders_of
from jinan_geo.workbook.plain.headings import FIELDS, meanings_of
from tests.tools.returned import TODAY
from tests.tools.tiny_city import SITES_LEDGER, write_city
from tests.tools.verbs import run

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.city.city import City
    from jinan_geo.workbook.back.incoming import IncomingSheet

HEAD = "Project ID,Report date,Phase,Percent complete,Comments\n"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return known_city(write_city(tmp_path_factory.mktemp("plain") / "city"))


def known_city(root: Path) -> City:
    return prepare_city(Workspace.open(root))


def brought(city: City, folder: Path, text: str, *columns: str) -> IncomingSheet:
    path = folder / "progress.csv"
    path.write_text(text, encoding="utf-8")
    return judged(city, path, columns=columns)


def judged(city: City, path: Path, **options: Any) -> IncomingSheet:
    (sheet,) = read_incoming(city, path, today=TODAY, only="sites", **options).sheets
    return sheet


def asked(city: City, folder: Path, text: str, *columns: str) -> str:
    with pytest.raises(UsageError) as refused:
        brought(city, folder, text, *columns)
    return str(refused.value)


def read(sheet: IncomingSheet) -> list[tuple[Any, ...]]:
    keys = ("id", "as_of", "stage", "done_pct", "invested_wan", "remark")
    return [tuple(record[key] for key in keys) for record in sheet.records]


def taken(sheet: IncomingSheet) -> dict[str, str | None]:
    return {one.title: one.field for one in sheet.returned.taken}


MARCH = dt.date(2025, 3, 31)
APRIL = dt.date(2025, 4, 30)


def test_a_history_is_read_by_its_headings_and_each_column_is_told(
    city: City, tmp_path: Path
) -> None:
    text = (
        "Project ID,Report date,Phase,Percent complete,Comments,Spent (万元),Budget\n"
        's-1,3/31/2025,under construction,45%,"steel, mostly","1,400.5",9\n'
        "s-1,4/30/2025,Construction,55%,,1500,9\n"
        "S-2,3/31/2025,started,10%,n/a,50,9\n"
    )
    sheet = brought(city, tmp_path, text)
    assert read(sheet) == [
        ("s-1", MARCH, "construction", 45, 1400.5, "steel, mostly"),
        ("s-1", APRIL, "construction", 55, 1500, None),
        ("s-2", MARCH, "started", 10, 50, "n/a"),
    ]
    assert taken(sheet) == {
        "Project ID": "id",
        "Report date": "as_of",
        "Phase": "stage",
        "Percent complete": "done_pct",
        "Comments": "remark",
        "Spent (万元)": "invested_wan",
        "Budget": None,
    }
    why = {one.title: one.why for one in sheet.returned.taken}
    assert "month before day" in why["Report date"]
    assert "3 of 3" in why["Project ID"]
    assert [*sheet.returned.told] == ["1 id was found apart from case, blanks or dashes"]


USUAL = {
    "项目编号,填报日期,建设阶段,完成比例,累计投资(万元),备注": (
        "s-1,2025年3月31日,施工中,45,400,好"
    ),
    "項目編號,日期,階段,完成百分比,累計支出（万元）,備註": "s-1,2025/3/31,construction,45,400,好",
    "工事番号,基準日,段階,進捗率,累計事業費(万元),備考": (
        "s-1,令和7年3月31日,工事中,４５％,400,好"
    ),
    "PID,Reporting Period,Current Phase,% Complete,Spend to date (万元),Notes": (
        "s-1,Mar 2025,In Construction,45,400,好"
    ),
    "ProjectID,AsOfDate,ProjectPhase,PercentComplete,Spent_万元,Remarks": (
        "s-1,31-Mar-25,construction,45.0,400.00,好"
    ),
}


@pytest.mark.parametrize("head", USUAL)
def test_usual_headings_of_three_languages(city: City, tmp_path: Path, head: str) -> None:
    sheet = brought(city, tmp_path, f"{head}\n{USUAL[head]}\n")
    assert read(sheet) == [("s-1", MARCH, "construction", 45, 400, "好")]


@pytest.mark.parametrize(
    ("rows", "answer", "question"),
    [
        ("s-2,3/4/2025,started,4%,\n", "Report date=as_of:dmy", "Report date=as_of:mdy"),
        ("s-2,2025-03-31,started,0.4,\n", "Percent complete=done_pct:1", "0.4 may be 40 %"),
        (
            "s-2,2025-03-31,started,40,\ns-4,2025-03-31,started,0.4,\n",
            "Percent complete=done_pct:100",
            "has 0.4 beside 40",
        ),
        ("s-4,2025-03-31,started,1,\n", "Percent complete=done_pct:100", "1 may be 100 % or 1 %"),
    ],
)  # fmt: skip
def test_what_may_be_either_is_asked_with_the_answer_to_type(
    city: City, tmp_path: Path, rows: str, answer: str, question: str
) -> None:
    assert question in asked(city, tmp_path, HEAD + rows)
    sheet = brought(city, tmp_path, HEAD + rows, answer)
    assert len(sheet.records) == rows.count("\n")
    assert sheet.records[0]["as_of"] in {dt.date(2025, 4, 3), MARCH}
    assert sheet.records[0]["done_pct"] in {4, 40, 1}


def test_shares_of_one_are_sure_where_what_is_completed_stands_at_one(
    city: City, tmp_path: Path
) -> None:
    rows = "s-1,2025-03-31,completed,1,\ns-2,2025-03-31,started,0.35,\n"
    sheet = brought(city, tmp_path, HEAD + rows)
    assert [record["done_pct"] for record in sheet.records] == [100, 35]


def test_all_that_is_open_is_asked_at_once(city: City, tmp_path: Path) -> None:
    text = "Report date,Data date,Spent,Progress\n3/4/2025,4/5/2025,12,0.5\n"
    told = asked(city, tmp_path, text)
    assert "'Report date' or 'Data date' may all be as_of" in told
    assert "no column of ids or names" in told
    assert "in which unit is the money" in told
    assert "0.5 may be 50 % or 0.5 %" in told


def test_what_was_planned_or_spent_in_a_month_is_not_what_was_reached(
    city: City, tmp_path: Path
) -> None:
    text = (
        "id,date,Planned percent complete,本月完成投资（万元）,Percent complete\n"
        "s-1,2025-03-31,90,11,45\n"
    )
    sheet = brought(city, tmp_path, text)
    (record,) = sheet.records
    assert (record["done_pct"], str(record["invested_wan"])) == (45, "300.5")  # as it stood before
    assert [title for title, field in taken(sheet).items() if field is None] == [
        "Planned percent complete",
        "本月完成投资（万元）",
    ]


def test_names_stand_for_ids_and_ids_of_another_system_are_passed_over(
    city: City, tmp_path: Path
) -> None:
    names = read_names(city)
    by_name = f"project,date,percent complete\n{names['s-1']},2025-03-31,45\n"
    assert read(brought(city, tmp_path, by_name))[0][0] == "s-1"
    other = f"code,name,date,percent complete\n77-A,{names['s-2']},2025-03-31,45\n"
    sheet = brought(city, tmp_path, other)
    assert read(sheet)[0][0] == "s-2"
    assert taken(sheet)["code"] is None
    mixed = f"id,date,percent complete\ns-1,2025-03-31,45\n{names['s-2']},2025-03-31,5\n"
    sheet = brought(city, tmp_path, mixed)
    assert [record["id"] for record in sheet.records] == ["s-1", "s-2"]
    assert "1 row has the name of a project" in sheet.returned.told[0]


def read_names(city: City) -> dict[str, str]:
    (layer,) = [one for one in city.layers if one.id == "sites"]
    return dict(zip(layer.features["id"], layer.features["name_zh"], strict=True))


def test_of_two_columns_of_ids_the_one_with_ids_of_the_layer_counts(
    city: City, tmp_path: Path
) -> None:
    for pid in ("991", ""):
        text = f"PID,Project ID,date,percent complete\n{pid},s-1,2025-03-31,45\n"
        assert taken(brought(city, tmp_path, text))["PID"] is None


def test_an_unknown_id_or_stage_is_set_aside_as_a_row(city: City, tmp_path: Path) -> None:
    rows = "s-1,3/31/2025,Pre-Design,5%,\ns-99,3/31/2025,started,5%,\ns-2,4/31/2025,started,5%,\n"
    sheet = brought(city, tmp_path, HEAD + rows)
    assert not sheet.records
    assert next(issue.type for issue in sheet.issues) == "unlisted-value"
    assert sheet.account.set_aside == 3
    assert [issue.type for issue in sheet.issues][-1] == "impossible-date"
    words, ids = sheet.returned.told
    assert "'Pre-Design'" in words
    assert '"Pre-Design" = "planning"' in words
    assert "1 id is of no project" in ids


@pytest.mark.parametrize(
    ("spent", "done", "read"),
    [
        (("1.200,50", "300,5"), ("2,5", "45,5"), (1200.5, 45.5)),
        (("1,200.50", "400"), ("2.5", "45.5"), (1200.5, 45.5)),
        (("1.200.000", "400"), ("2", "45"), (1200000, 45)),
    ],
)
def test_the_sign_before_decimals_is_told_by_the_column(
    city: City, tmp_path: Path, spent: tuple[str, str], done: tuple[str, str], read: tuple[Any, Any]
) -> None:
    head = "id,date,percent complete,spent(万元)\n"
    rows = f'"s-1",2025-03-31,"{done[1]}","{spent[0]}"\n"s-2",2025-03-31,"{done[0]}","{spent[1]}"\n'
    record = brought(city, tmp_path, head + rows).records[0]
    assert (float(record["invested_wan"]), float(record["done_pct"])) == read


def test_dots_before_three_digits_may_be_thousands_and_a_cells_own_unit_is_no_number(
    city: City, tmp_path: Path
) -> None:
    head = "id,date,spent(万元)\n"
    rows = "s-1,2025-03-31,12.500\ns-2,2025-03-31,21.750\n"
    assert "12.500' may be thousands" in asked(city, tmp_path, head + rows)
    answers = [
        brought(city, tmp_path, head + rows, f"spent(万元)=invested_wan:{sign}").records[-1]
        for sign in (",", ".")
    ]
    assert [float(one["invested_wan"]) for one in answers] == [21750, 21.75]
    mixed = "s-1,2025-03-31,500元\ns-2,2025-03-31,60\n"
    (issue,) = brought(city, tmp_path, head + mixed).issues
    assert (issue.field, issue.value) == ("invested_wan", "500元")


def test_numbers_do_not_fall_within_a_history_either(city: City, tmp_path: Path) -> None:
    head = "id,date,percent complete\n"
    rows = "s-2,2025-05-31,35\ns-2,2025-03-31,40\ns-2,2025-04-30,30\ns-2,2025-06-30,60\n"
    sheet = brought(city, tmp_path, head + rows)
    assert [float(one["done_pct"]) for one in sheet.records] == [40, 60]
    assert {issue.type for issue in sheet.issues} == {"progress-regression"}
    taken_all = judged(city, tmp_path / "progress.csv", accept_regressions=True)
    assert len(taken_all.records) == 4


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("03-31,在建,\n04-30,停工,\n05-31,开工,\n", ("stage-regression", "2025-04-30", "05-31")),
        ("03-31,,80\n04-30,在建,\n05-31,,20\n", ("progress-regression", "2025-03-31", "05-31")),
    ],
    ids=["through a pause", "past a blank"],
)
def test_what_falls_through_a_pause_or_past_a_blank_falls(
    city: City, tmp_path: Path, rows: str, told: tuple[str, str, str]
) -> None:
    kind, before, day = told
    text = "".join(f"s-2,2025-{row}\n" for row in rows.splitlines())
    sheet = brought(city, tmp_path, f"id,date,stage,percent complete\n{text}")
    (issue,) = sheet.issues
    assert (issue.type, issue.details["before_date"]) == (kind, before)
    assert issue.details["date"].endswith(day)
    assert len(sheet.records) == 2


def test_what_falls_past_a_blank_of_the_ledger_falls(tmp_path: Path) -> None:
    more = "s-2,2025-03-31,construction,80,,,,,\ns-2,2025-04-30,construction,,,,,,\n"
    root = write_city(tmp_path / "city", {"layers/sites/progress.csv": SITES_LEDGER + more})
    text = "id,date,percent complete\ns-2,2025-05-31,20\n"
    (issue,) = brought(known_city(root), tmp_path, text).issues
    assert issue.type == "progress-regression"
    assert (issue.details["before"], issue.details["before_date"]) == ("80", "2025-03-31")


def test_a_month_a_column_is_a_row_a_month(city: City, tmp_path: Path) -> None:
    text = "id,name,2025-01,2025-02,2025-03\ns-1,x,10%,20%,45%\ns-2,y,,,5%\n"
    assert '--columns "2025-01=done_pct"' in asked(city, tmp_path, text)
    sheet = brought(city, tmp_path, text, "2025-01=done_pct")
    assert [(one["id"], str(one["as_of"]), one["done_pct"]) for one in sheet.records] == [
        ("s-1", "2025-01-31", 10),
        ("s-1", "2025-02-28", 20),
        ("s-1", "2025-03-31", 45),
        ("s-2", "2025-03-31", 5),
    ]


def test_two_rows_of_headings_and_notes_beneath_in_a_workbook(city: City, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (
        ["Monthly report"],
        ["ID", "Progress", None, "Remarks"],
        [None, "Phase", "Percent complete", None],
        ["s-1", "construction", 0.45, "ok"],
        ["s-2", "started", 0.05, None],
        ["Note: figures are provisional"],
    ):
        page.append(row)
    for area in ("A2:A3", "B2:C2", "D2:D3"):
        page.merge_cells(area)
    for cell in ("C4", "C5"):
        page[cell].number_format = "0%"
    path = tmp_path / "report.xlsx"
    book.save(path)
    sheet = judged(city, path, as_of=MARCH)
    assert [(one["id"], one["done_pct"], one["remark"]) for one in sheet.records] == [
        ("s-1", 45, "ok"),
        ("s-2", 5, None),
    ]
    assert sheet.account.excluded == 1


@pytest.mark.slow
def test_rows_of_another_layer_are_told_and_without_a_layer_it_is_asked(
    tmp_path: Path,
) -> None:
    root = write_city(tmp_path / "city")
    table = tmp_path / "progress.csv"
    table.write_text(HEAD + "s-1,2025-03-31,started,5%,\n", encoding="utf-8")
    where = ("--workspace", root, "--lang", "en")
    ran = run("ledger", "import", table, *where)
    assert ran.code == 2
    assert "sites (ids of 1 row)" in ran.text
    done = run("ledger", "import", table, "--layer", "sites", "--yes", "--json", *where)
    assert '"heading": "Phase", "field": "stage"' in " ".join(done.text.split())
    again = run("ledger", "import", table, "--layer", "sites", "--yes", *where)
    assert "imported before" in again.text


@pytest.mark.slow
def test_a_layers_own_words_for_stages_hold_in_tables_and_in_its_ledger(tmp_path: Path) -> None:
    root = write_city(tmp_path / "city")
    manifest = root / "layers" / "sites" / "layer.toml"
    told = 'stage_words = { "Pre-Design" = "planning" }\n' + manifest.read_text(encoding="utf-8")
    manifest.write_text(told, encoding="utf-8")
    sheet = brought(known_city(root), tmp_path, HEAD + "s-4,2025-03-31,pre-design,5%,\n")
    assert [record["stage"] for record in sheet.records] == ["planning"]
    ledger = root / "layers" / "sites" / "progress.csv"
    text = ledger.read_text(encoding="utf-8")
    named = text.replace("construction", "Under construction")
    assert named != text
    ledger.write_text(named, encoding="utf-8")
    assert "unknown stage" not in run("check", "--workspace", root, "--lang", "en").text


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-03-31", "2025-03-31"), ("3/31/2025 12:00:00 AM", "2025-03-31"),
        ("2025-03-31T00:00:00.000Z", "2025-03-31"), ("31 March 2025", "2025-03-31"),
        ("March 31st, 2025", "2025-03-31"), ("Mar 2025", "2025-03-31"), ("03/2025", "2025-03-31"),
        ("Q1 2025", "2025-03-31"), ("2025Q1", "2025-03-31"), ("R7.3.31", "2025-03-31"),
        ("令和7年3月", "2025-03-31"), ("45747", "2025-03-31"), ("2025", "2025-12-31"),
        ("Mar-25", None), ("FY2025", None), ("2025.1", None), ("soon", None), ("12345", None),
    ],
)  # fmt: skip
def test_days_of_any_country(text: str, day: str | None) -> None:
    assert as_day(text, "mdy") == day


def test_the_order_of_day_and_month_is_told_by_the_whole_column() -> None:
    assert orders_of(["1/2/2025", "13/2/2025"]) == ("dmy",)
    assert orders_of(["1/2/2025", "2/13/2025"]) == ("mdy",)
    assert orders_of(["1/2/2025"]) == ("mdy", "dmy")
    assert orders_of(["2/2/2025"]) == ("mdy",)
    assert orders_of(["2/13/2025", "13/2/2025"]) == ()
    assert orders_of(["2025-01-02"]) == ()


def test_every_usual_heading_means_its_field() -> None:
    for field in FIELDS:
        words = progress_words()[field]
        for title in (*words["sure"], *words["likely"]):
            assert field in {one.field for one in meanings_of(title)}, title


def test_a_table_without_sheets_is_accounted_for_by_its_file(tmp_path: Path) -> None:
    root = write_city(tmp_path / "city")
    (path := tmp_path / "reports.csv").write_text("id,as_of,done_pct\nnobody,2025-03-31,50\n")
    said = run("ledger", "import", path, "--layer", "sites", "--workspace", root, "--dry-run").text
    assert "sites（reports.csv）：1 行" in said
