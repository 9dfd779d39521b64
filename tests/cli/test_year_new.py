"""``year new`` as one runs it: a year put away as it was closed, and the next begun."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from codecs import BOM_UTF8
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from click.testing import CliRunner

from jinan_geo.cli import year_new
from jinan_geo.cli.main import main
from jinan_geo.closing.acts import open_edition
from jinan_geo.manifest.workspace import Workspace
from tests.tools.tiny_city import SITES_LEDGER, WORKSPACE, write_city
from tests.tools.verbs import Ran, run

if TYPE_CHECKING:
    from pathlib import Path

ONE_MAP = {"maps/urban.toml": None, "maps/districts.toml": None}
LAST = dt.date(2025, 12, 31)
ENDED = "s-1,2025-12-31,completed,100,,,,历下区住建局,\n"
RULE = '[editions]\nevery = "month"\n\n[themes]'
TARGETS = """# the plan
source = { zh = "讲话", en = "address" }

[[targets]]
id = "P-2025"
theme = "urban"
name = { zh = "停车设施", en = "Car parks" }
comparator = ">="
value = 2
unit = { zh = "处", en = "sites" }
period = 2025
measure = { layer = "sites", reached = "done" }
"""


def city_of(root: Path, *, rule: bool) -> Path:
    more = {"workspace.toml": WORKSPACE.replace("[themes]", RULE)} if rule else {}
    ledger = {"layers/sites/progress.csv": SITES_LEDGER + ENDED}
    return write_city(root, {**ONE_MAP, "targets.toml": TARGETS, **more, **ledger})


def begin(root: Path, *words: object) -> Ran:
    return run("year", "new", 2026, "--workspace", root, "--lang", "en", *words)


def target_of(root: Path, name: str) -> dict[str, Any]:
    stated = tomllib.loads((root / "targets.toml").read_text("utf-8-sig"))
    (found,) = (one for one in stated["targets"] if one["id"] == name)
    return found


def files_of(folder: Path) -> dict[str, bytes]:
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@pytest.mark.slow
@pytest.mark.usefixtures("plain")
def test_the_turn_of_an_office_that_declares_its_editions(tmp_path: Path) -> None:
    root = city_of(tmp_path / "city", rule=True)
    open_edition(Workspace.open(root), [dt.date(2025, 1, 31), dt.date(2025, 2, 28)], LAST)
    refused = begin(root)
    assert (refused.code, "jinan-geo edition close" in refused.text) == (6, True)
    assert run("edition", "close", "--workspace", root).code == 0
    archive, layers = files_of(root / "archive"), files_of(root / "layers")
    calendar = (root / "editions.csv").read_bytes()

    out = tmp_path / "new.xlsx"
    assert begin(root, "--out", out).code == 0
    assert (root / "targets.toml").read_text(encoding="utf-8") == TARGETS
    book = openpyxl.load_workbook(out)
    page = book.active
    heads = [cell.value for cell in page[1]]
    assert [cell.value for cell in page[2]][:2] == ["P-2025", "Car parks"]
    page.cell(2, heads.index("New target") + 1, 6)
    page.cell(2, heads.index("Due") + 1, dt.date(2026, 9, 30))
    book.save(out)
    dry = json.loads(begin(root, "--targets", out, "--dry-run", "--json").text)
    assert (dry["written"], dry["targets"][0]["value"]) == (False, 6)
    assert (root / "targets.toml").read_text(encoding="utf-8") == TARGETS

    told = json.loads(begin(root, "--targets", out, "--json").text)
    carried = json.loads((root / "archive/2025-12-31/settlement/carried.json").read_text("utf-8"))
    assert (told["archive"], told["settlement"]) == ("archive/2025-12-31", {"met": 1})
    assert told["works"] == len(carried["works"]) > 0
    made = target_of(root, "P-2026")
    assert (made["value"], made["period"], made["due"]) == (6, 2026, dt.date(2026, 9, 30))
    assert (root / "editions.csv").read_bytes() == calendar  # closing opened January already
    again = begin(root, "--targets", out)
    assert (again.code, "there already" in again.text) == (0, True)
    assert "Nothing was written" in again.text
    page.cell(2, heads.index("New target") + 1, 8)
    book.save(out)
    assert begin(root, "--targets", out).code == 2  # it says another number by now
    page.cell(2, heads.index("New target") + 1, 6)
    page.cell(2, heads.index("Due") + 1, dt.date(2026, 10, 31))
    book.save(out)
    refused = begin(root, "--targets", out)
    assert (refused.code, "2026-10-31" in refused.text) == (2, True)
    assert files_of(root / "archive") == archive
    assert files_of(root / "layers").items() >= layers.items()


@pytest.mark.slow
@pytest.mark.usefixtures("plain")
def test_a_year_whose_last_record_is_older_than_its_end_is_closed_as_of_its_end(
    tmp_path: Path,
) -> None:
    root = city_of(tmp_path / "city", rule=False)
    ledger = root / "layers/sites/progress.csv"
    early = ENDED.replace("12-31", "12-20")
    ledger.write_text(SITES_LEDGER + early, encoding="utf-8")
    assert begin(root).code == 0
    path = root / "archive/year-2025/settlement/settlement.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    assert (told["as_of"], told["commitments"][0]["ending"]) == ("2025-12-31", "met")

    # Corrected afterwards: one of the two is not done. The closed year stays, with what came since.
    late = "s-2,2026-01-31,construction,50,,,,历城区住建局,\n"
    fixed = SITES_LEDGER + early.replace("completed,100", "construction,90") + late
    ledger.write_text(fixed, encoding="utf-8")
    (one,) = json.loads(run("settle", "--json", "--workspace", root).text)["commitments"]
    assert (one["ending"], one["actual"], one["closed"]) == ("met", 2, "2025-12-31")
    assert one["later"] == {"ending": "not-published", "actual": 1}


@pytest.mark.slow
@pytest.mark.usefixtures("plain")
def test_the_turn_where_nothing_was_declared_asked_for_on_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = city_of(tmp_path / "city", rule=False)
    (root / "targets.toml").write_bytes(BOM_UTF8 + TARGETS.encode().replace(b"\n", b"\r\n"))
    monkeypatch.setattr(year_new, "_somebody_answers", lambda: True)
    call = ["year", "new", "2026", str(root), "--lang", "en"]
    said = CliRunner().invoke(main, call, input="many\n5\n2027-01-01\n5\n\n")
    assert said.exit_code == 0, said.output
    assert "Car parks: promised" in said.output
    kept = (root / "targets.toml").read_bytes()
    assert kept.startswith(BOM_UTF8)
    assert kept.count(b"\n") == kept.count(b"\r\n")
    made = target_of(root, "P-2026")
    assert (made["value"], "due" in made) == (5, False)
    folder = root / "archive/year-2025"
    told = json.loads((folder / "settlement/settlement.json").read_text(encoding="utf-8"))
    assert (told["as_of"], told["commitments"][0]["ending"]) == ("2025-12-31", "met")
    assert (folder / "settlement/carried.json").is_file()
    before = files_of(folder)
    ledger = root / "layers/sites/progress.csv"
    row = "s-2,2026-01-31,completed,100,,,,历城区住建局,\n"
    ledger.write_text(SITES_LEDGER + ENDED + row, encoding="utf-8")
    rows = json.loads(run("settle", "--json", "--workspace", root).text)["commitments"]
    assert [(one["id"], one["ending"], one["actual"], one["closed"]) for one in rows] == [
        ("P-2025", "met", 2, "2025-12-31"),
        ("P-2026", "not-due", 1, None),
    ]
    again = CliRunner().invoke(main, call)
    assert "Nothing was written" in again.output
    assert files_of(folder) == before
