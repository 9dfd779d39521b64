"""How a commitment ended: every ending by a value worked out by hand, with what it rests on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import docx
import openpyxl
import pytest
from click.testing import CliRunner

from jinan_geo.answers.settlement import settle
from jinan_geo.cli.main import main
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.payload.build import build_pages
from jinan_geo.pipeline import prepare_city
from jinan_geo.publish.publish import publish
from tests.check.test_evidence import kept, row
from tests.tools.mixed_city import MIXED
from tests.tools.tiny_city import released, write_city

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jinan_geo.city.city import City

HEAD = 'source = { zh = "测试讲话", en = "test address" }\n'
TARGET = """
[[targets]]
id = "{id}"
theme = "urban"
name = {{ zh = "停车设施", en = "Car parks" }}
comparator = "{sign}"
value = {value}
unit = {{ zh = "处", en = "sites" }}
due = {due}
{more}
"""
BY = '{ zh = "某局" }'
UNIT = '{ zh = "处（上年）", en = "sites (the year before)" }'
DUE = "2025-02-28"  # the newest record of the tiny city


def target(key: str, value: float = 29, sign: str = ">=", due: str = DUE, more: str = "") -> str:
    return TARGET.format(id=key, value=value, sign=sign, due=due, more=more)


def entered(*values: tuple[str, float], more: str = "") -> str:
    rows = [
        f'{{ as_of = {day}, value = {value}, source = {{ zh = "某局" }}, evidence = ["R1"]{more} }}'
        for day, value in values
    ]
    return f"entered = [{', '.join(rows)}]"


UPPER = "upper = 40"
ENDINGS = [
    (target("A", sign="<=", more=entered((DUE, 29))), "met", 29),
    (target("A", sign="<=", more=entered((DUE, 30))), "missed", 30),
    (target("A", sign="<", more=entered((DUE, 29))), "missed", 29),
    (target("A", 0, "<=", more=entered((DUE, 0))), "met", 0),
    # Half-way below a ceiling says nothing of the end; above it nothing mends it.
    (target("A", sign="<=", more=entered(("2025-02-01", 20))), "not-published", 20),
    (target("A", sign="<=", more=entered(("2025-02-01", 31))), "missed", 31),
    (target("A", sign="between", more=f"{UPPER}\n{entered((DUE, 28))}"), "partly", 28),
    (target("A", sign="between", more=f"{UPPER}\n{entered((DUE, 40))}"), "met", 40),
    (target("A", sign="between", more=f"{UPPER}\n{entered((DUE, 41))}"), "missed", 41),
    (target("A", more=entered((DUE, 29))), "met", 29),
    (target("A", more=entered((DUE, 30))), "met", 30),
    (target("A", sign=">", more=entered((DUE, 29))), "partly", 29),
    (target("A", sign="=", more=entered((DUE, 30))), "met", 30),
    (target("A", sign="~", more=entered((DUE, 29.5))), "met", 29.5),
    (target("A", more=entered((DUE, 12))), "partly", 12),
    (target("A", more=entered((DUE, 0))), "missed", 0),
    (target("A", more='nature = "level"\n' + entered((DUE, 28))), "missed", 28),
    (target("A", more=entered(("2025-01-31", 3), (DUE, 30))), "met", 30),
    (target("A", more=entered(("2025-03-31", 30))), "not-published", None),
    (target("A", more=entered(("2025-01-31", 12))), "not-published", 12),
    (target("A", more=entered(("2025-01-31", 30))), "met", 30),
    (target("A", more='nature = "level"\n' + entered(("2025-01-31", 30))), "not-published", 30),
    (target("A"), "not-published", None),
    (target("A", more=entered((DUE, 109), more=', counts = "other"')), "other-count", None),
    (target("A", due="2030-12-31", more=entered((DUE, 30))), "not-due", 30),
    (target("A", due="2025-03-01"), "not-due", None),
    (
        # One of five is done, and of one nobody reported whether it is.
        target("A", value=2, more='measure = { layer = "sites", reached = "done" }'),
        "not-published",
        1,
    ),
    (target("A", value=1, more='measure = { layer = "sites", reached = "done" }'), "met", 1),
]


def city_of(root: Path, targets: str) -> Path:
    return write_city(
        root, {"targets.toml": HEAD + targets, "evidence.csv": kept(row("R1", "A"), row("R2", "A"))}
    )


@pytest.mark.parametrize(("targets", "ending", "actual"), ENDINGS)
@pytest.mark.first_quick(2)
def test_an_ending(tmp_path: Path, targets: str, ending: str, actual: float | None) -> None:
    city = publish(prepare_city(Workspace.open(city_of(tmp_path, targets))), "internal")
    (one,) = settle(city)
    assert (one.ending, one.actual) == (ending, actual)
    assert set(one.evidence) == {"R1", "R2"}


def test_the_arithmetic_says_what_was_promised_found_counted_otherwise_and_named(
    tmp_path: Path,
) -> None:
    rows = [
        f"{{ as_of = {DUE}, value = 12, source = {BY} }}",
        f'{{ as_of = {DUE}, value = 34, counts = "other", unit = {UNIT}, source = {BY} }}',
    ]
    more = f"entered = [{', '.join(rows)}]\n"
    more += 'named = { layer = "sites", where = { kind = "parking" } }'
    city = publish(
        prepare_city(Workspace.open(city_of(tmp_path, target("A", more=more)))), "internal"
    )
    (one,) = settle(city)
    assert one.arithmetic.zh == (
        "承诺 不少于 29 处；实际 12 处（截至 2025-02-28）；差 17 处；"
        "另有口径：34 处（上年），不与承诺相减；已知名称 3 个，不计入完成数"
    )
    assert "12 sites (as of 2025-02-28); 17 sites short" in one.arithmetic.en
    assert one.named == 3


@pytest.mark.slow
def test_the_verb_prints_json_and_writes_both_kinds_of_file(tmp_path: Path) -> None:
    root = city_of(tmp_path / "city", target("A", more=entered((DUE, 29))))
    files = [tmp_path / "settled.xlsx", tmp_path / "settled.docx"]
    for file in files:
        ran = CliRunner().invoke(
            main, ["settle", "--workspace", str(root), "--json", "--lang", "en", "--out", str(file)]
        )
        assert ran.exit_code == 0, ran.output
    (told,) = json.loads(ran.stdout)["commitments"]
    assert (told["id"], told["ending"], told["promised"], told["actual"]) == ("A", "met", 29, 29)
    assert told["evidence"] == ["R1", "R2"]
    book = openpyxl.load_workbook(files[0])
    assert [cell.value for cell in book["Settlement"][2]][:3] == ["A", "Car parks", "met"]
    assert {line[0].value for line in book["Evidence"].iter_rows(min_row=2)} == {"R1", "R2"}
    document = docx.Document(str(files[1]))
    cells = {cell.text for table in document.tables for line in table.rows for cell in line.cells}
    assert {"A", "met", "R1", "R2"} <= cells
    again = files[1].read_bytes()
    call = ["settle", "--workspace", str(root), "--lang", "en", "--out", str(files[1])]
    assert CliRunner().invoke(main, call).exit_code == 0
    assert files[1].read_bytes() == again


def test_another_kind_of_file_is_refused_by_name(tmp_path: Path) -> None:
    root = city_of(tmp_path / "city", target("A"))
    ran = CliRunner().invoke(
        main, ["settle", "--workspace", str(root), "--out", str(tmp_path / "settled.pdf")]
    )
    assert ran.exit_code == 2
    assert "settled.pdf" in ran.output
    assert ".docx" in ran.output


def test_a_named_layer_that_is_not_there_is_refused(tmp_path: Path) -> None:
    root = city_of(tmp_path, target("A", more='named = { layer = "sitse" }'))
    with pytest.raises(Exception, match=r"sitse.*sites"):
        Workspace.open(root)


@pytest.mark.slow
def test_works_known_by_name_go_with_the_commitment_to_its_page(tmp_path: Path) -> None:
    more = 'named = { layer = "sites", where = { kind = "parking" } }'
    city = publish(
        prepare_city(Workspace.open(city_of(tmp_path, target("A", more=more)))), "internal"
    )
    (whole, *_) = build_pages(city)
    (told,) = whole.page.targets
    assert told.named == [("sites", "s-1"), ("sites", "s-3"), ("sites", "s-4")]
    assert told.states[-1].counted == []


@pytest.mark.slow
def test_no_sample_settles_a_promise_where_something_is_sourced(
    make_city: Callable[..., City],
) -> None:
    late = str(MIXED["targets.toml"]).replace("due = 2025-12-31", "due = 2025-02-20")
    city = released(make_city({**MIXED, "targets.toml": late}))
    found = {one.target.id: (one.ending, one.actual) for one in settle(city)}
    # Of T-4 and T-5 nothing but samples is known; those of T-1 and T-2 are not added.
    assert found["T-1"] == ("met", 4)
    assert found["T-2"] == ("partly", 200)
    assert (found["T-4"], found["T-5"]) == (("not-published", None), ("not-published", None))
