"""What was seen in offices' quarterly forms is in the table of issues while the form is newest."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from jinan_geo.ledger.tasks import TASK_COLUMNS
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.payload.build import build_pages
from jinan_geo.pipeline import prepare_city
from jinan_geo.publish.publish import publish
from tests.tools.planted import Planted, proofs_of
from tests.tools.tiny_city import write_city

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.manifest.models import Audience

FORM = {
    "entry": "1", "quarter": "2025Q2", "form": "bureau", "office": "某局", "task": "q-1",
    "state": "new", "title": "某局2025年二季度", "seq": "1", "main": "修路", "node": "完成10条",
    "progress": "已完成。", "file": "q2.xlsx",
}  # fmt: skip
NEXT = {**FORM, "entry": "2", "quarter": "2025Q3", "file": "q3.xlsx", "state": "same"}


def tasks(*rows: dict[str, str]) -> dict[str, str]:
    out = io.StringIO()
    writer = csv.DictWriter(out, TASK_COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return {"tasks.csv": out.getvalue()}


def seen(kind: str, at: str, about: str = "", count: int = 1) -> dict[str, str]:
    """A form with one remark on it."""
    remark = {"kind": kind, "at": at, "about": about, "count": count}
    return tasks({**FORM, "remarks": json.dumps([remark], ensure_ascii=False)})


def case(kind: str, remark: str, at: str = "Sheet1!C4", about: str = "", count: int = 1) -> Planted:
    sheet, _, cell = at.partition("!")
    place: dict[str, Any] = {"file": "q2.xlsx", "sheet": sheet, "cell": cell or None}
    fault = seen(remark, at, about, count)
    return Planted(kind, fault, tasks(FORM), place, name=remark)


def change(state: str) -> Planted:
    fault, clean = tasks(FORM, {**NEXT, "state": state}), tasks(FORM, NEXT)
    return Planted("task-changed", fault, clean, {"file": "q3.xlsx", "value": "修路"}, name=state)


CASES = [
    case("task-without-node", "no_node", about="修路"),
    case("row-without-task", "no_task", about="3"),
    case("lead-not-bold", "no_lead", about="修路"),
    case("form-part-unread", "unread_column", about="备注"),
    case("form-part-unread", "hidden_sheet", at="旧表"),
    case("form-part-unread", "no_result", about="#N/A"),
    case("form-cells-hidden", "hidden_rows", at="Sheet1", about="4, 5", count=2),
    case("form-cells-hidden", "hidden_columns", at="Sheet1", about="D"),
    case("private-dropped", "watch_dropped", about="监督电话"),
    case("private-dropped", "phone_masked"),
    case("private-dropped", "name_masked", count=2),
    change("new"),
    change("changed"),
    change("dropped"),
]
test_a_planted_fault_is_found_where_it_is, test_a_clean_twin_raises_nothing = proofs_of(CASES)


@pytest.mark.parametrize(("audience", "shown"), [("internal", True), ("public", False)])
def test_the_citys_page_lists_them_and_the_publics_does_not(
    tmp_path: Path, audience: Audience, *, shown: bool
) -> None:
    city = write_city(tmp_path / "w")
    (city / "tasks.csv").write_text(
        seen("no_node", "Sheet1!C4", "修路")["tasks.csv"], encoding="utf-8"
    )
    published = publish(prepare_city(Workspace.open(city)), audience)
    pages = [one.page for one in build_pages(published)]
    kinds = {issue.type for page in pages if page.kind == "city" for issue in page.issues}
    assert ("task-without-node" in kinds) is shown


def test_a_newer_form_of_the_office_takes_the_place_of_the_older(tmp_path: Path) -> None:
    city = write_city(tmp_path / "w")
    first = {**FORM, "remarks": json.dumps([{"kind": "no_node", "at": "S!C4", "about": "修路"}])}
    (city / "tasks.csv").write_text(tasks(first, NEXT)["tasks.csv"], encoding="utf-8")
    found = {issue.type for issue in prepare_city(Workspace.open(city)).issues}
    assert not found & {"task-without-node", "task-changed"}
