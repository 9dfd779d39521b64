"""An office over fourteen months: workbooks as districts really send them, and every closing right.

Against what pandas computes of what was sent in (``tests/tools/months.py``).
"""

from __future__ import annotations

import datetime as dt
import json
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from jinan_geo.manifest.workspace import Workspace
from jinan_geo.page.columns import read_block
from jinan_geo.pipeline import prepare_city
from jinan_geo.publish.publish import publish
from tests.tools.months import DISTRICTS, LIGHTS, draw_city, month_end
from tests.tools.returned import Book, send_out
from tests.tools.verbs import run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.tools.office import Office

Said = dict[str, dict[str, Any]]  # of each project: stage, done and spent

MONTHS = 14
DELIVERED = 6  # the month after whose closing the layer is delivered again
STEPS = ("策划", "立项", "开工", "在建", "完工")
CELLS = {"stage": "stage", "done": "done_pct", "spent": "invested_wan"}
WHOLE, PART, SILENT, TWICE, RENAMED, SAVED, WRONG, TWO, FOREIGN, STALE, LATE = WAYS = (
    "whole", "half of it", "nothing", "twice", "under any name", "saved by another program",
    "a wrong cell", "two that differ", "a row of another district", "the form of before",
    "after the closing",
)  # fmt: skip


@dataclass
class Sent:
    """What one month brought: recorded at once, or to be said again, and by whom too late."""

    taken: Said = field(default_factory=dict)
    again: dict[str, Said] = field(default_factory=dict)
    differing: set[str] = field(default_factory=set)
    late: dict[str, Said] = field(default_factory=dict)


class Simulation:
    """One office: its workspace, the forms that are out, and what it knows."""

    def __init__(
        self, desk: Path, seed: int, program: Office | None = None, count: int = len(DISTRICTS)
    ) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - the same months every time
        self.desk, self.root, self.program = desk, desk / "city", program
        self.office = draw_city(self.root, self.chance, count)
        self.districts = dict([*DISTRICTS.items()][:count])
        self.forms: dict[str, Path] = {}
        self.before: dict[str, Path] = {}
        self.put_away: dict[str, bytes] = {}
        self.commands = 0

    def call(self, *words: object, code: int = 0) -> dict[str, Any]:
        """Run one of the month's commands; gives what it says to a machine."""
        self.commands += 1
        ran = run(*words, "--json", "--workspace", self.root)
        assert ran.code == code, ran.text
        told: dict[str, Any] = json.loads(ran.text)
        return told

    def live(self, number: int, ways: Mapping[str, str], *, by_pack: bool = False) -> None:
        """Live through a month: forms out, files in, what was wrong again, and the closing."""
        day, self.commands = month_end(number), 0
        self.send(day, by_pack=by_pack)
        box, second, back = (self.desk / f"{name}-{day}" for name in ("in", "again", "back"))
        box.mkdir()
        second.mkdir()
        sent = Sent()
        for code, way in ways.items():
            self.fill_in(code, way, day, box, sent)
        self.bring(box, back, sent, at_once=number % 5 == 3)
        self.take(sent.taken, day)
        for code, said in sent.again.items():
            form = None
            if ways[code] == WRONG:  # the sheet that came back, with the cell marked
                (form,) = (path for path in back.glob("*.xlsx") if DISTRICTS[code] in path.name)
            self.fill(code, said, second / f"{code}.xlsx", form=form)
            self.take(said, day)
        if sent.again:
            told = self.call("ledger", "import", second, "--yes", "--out", back / "2")
            assert (told["conflicts"], told["set_aside"]) == ([], [])
        told = self.call("edition", "close")
        assert told["open"] == f"{month_end(number + 1)}"
        self.check(day)
        for code, said in sent.late.items():
            self.bring_late(self.fill(code, said, self.desk / f"late-{day}.xlsx"))
            self.take(said, day)
        assert self.commands <= 6

    def send(self, day: dt.date, *, by_pack: bool) -> None:
        """Send every district its form."""
        self.before, folder = self.forms, self.desk / f"out-{day}"
        if by_pack:
            self.commands += 1
            assert run("pack", "--out", folder, "--workspace", self.root).code == 0
            self.forms = {path.parent.name[:6]: path for path in folder.glob("*/form.xlsx")}
            return
        folder.mkdir()
        self.forms = {
            code: send_out(self.root, folder / f"{code}.xlsx", code) for code in self.districts
        }

    def fill(self, code: str, said: Said, path: Path, *, form: Path | None = None) -> Path:
        """Fill a district's form in, or another form."""
        cells = {(key, CELLS[name]): one[name] for key, one in said.items() for name in one}
        return Book(form or self.forms[code]).fill(cells, path)

    def take(self, said: Said, day: dt.date) -> None:
        """Know it from now on."""
        for key, one in said.items():
            self.office.record(key, day, **one)

    def reports(self, code: str, day: dt.date) -> Said:
        """What a district has to say of its projects that are not finished."""
        known = self.office.known(day)
        is_over = known.index.isin(list(self.office.ended))
        mine = (self.office.plans["district"] == code) & (known["stage"] != STEPS[4]) & ~is_over
        return {str(key): self.go_on(row) for key, row in known[mine].to_dict("index").items()}

    def go_on(self, known: Mapping[Any, Any]) -> dict[str, Any]:
        """What is said of a project next: it goes on, or stands still."""
        step = self.chance.choice([0, 0, 4, 8, 15, 30])
        done = min(100.0, known["done"] + step)
        started = STEPS[min(STEPS.index(known["stage"]) + step % 3, 2)]
        stage = STEPS[4] if done == 100 else STEPS[3] if done else started
        return {"stage": stage, "done": done, "spent": known["spent"] + step * 3}

    def fill_in(self, code: str, way: str, day: dt.date, box: Path, sent: Sent) -> None:
        """Have a district send what it has to say, in its way."""
        said, path = self.reports(code, day), box / f"{DISTRICTS[code]}.xlsx"
        if not said or way == SILENT:
            return
        if way == LATE:
            sent.late[code] = said
            return
        if way == STALE and code in self.before:
            self.fill(code, said, path, form=self.before[code])
            sent.again[code] = said
            return
        if way == PART:
            said = dict(list(said.items())[::2])
        self.fill(code, said, path)
        one = next(iter(said))
        if way in {WRONG, TWO, FOREIGN}:
            sent.again[code] = {one: said[one]}
        sent.taken |= {key: row for key, row in said.items() if key not in sent.again.get(code, {})}
        if way == TWO:
            sent.differing.add(one)
        self.spoil(code, way, path, said)

    def spoil(self, code: str, way: str, path: Path, said: Said) -> None:
        """Do to a file that is filled in what people do."""
        one = next(iter(said))
        if way == TWICE:
            shutil.copy(path, path.with_name(f"{path.stem}(1).xlsx"))
        elif way == RENAMED:
            path.rename(path.with_name(f"新建 Microsoft Excel 工作表 ({code[-2:]}).xlsx"))
        elif way == SAVED and self.program is not None:
            self.program.convert(path, "xlsx", self.desk).replace(path)
        elif way == WRONG:
            Book(path).fill({(one, "done_pct"): 140})
        elif way == TWO:
            other = {**said, one: {**said[one], "spent": said[one]["spent"] + 7}}
            self.fill(code, other, path.with_name(f"{path.stem} 终稿.xlsx"))
        elif way == FOREIGN:
            elsewhere = self.office.plans.index[self.office.plans["district"] != code]
            Book(path).fill({(one, "id"): self.chance.choice(list(elsewhere))})

    def bring(self, box: Path, back: Path, sent: Sent, *, at_once: bool) -> None:
        """Import the folder; or its two halves by two people at the same time."""
        if at_once:
            self.bring_by_two(box)
            return
        code = int(bool(sent.again))
        told = self.call("ledger", "import", box, "--yes", "--out", back, code=code)
        assert {one["project"] for one in told["conflicts"]} == sent.differing
        files = {one["file"] for one in told["set_aside"]}
        assert {name for name in files if not self.of(name) & set(sent.again)} == set()
        assert {one for name in files for one in self.of(name)} >= set(sent.again)
        assert {one["project"] for one in told["recorded"]} == set(sent.taken)

    def of(self, name: str) -> set[str]:
        """Whose a file is, by its name."""
        return {code for code, district in DISTRICTS.items() if district in name}

    def bring_by_two(self, box: Path) -> None:
        halves = [box / "甲的", box / "乙的"]
        for at, path in enumerate(sorted(box.glob("*.xlsx"))):
            halves[at % 2].mkdir(exist_ok=True)
            path.rename(halves[at % 2] / path.name)
        words = ["--yes", "--json", "--workspace", str(self.root)]
        running = [
            subprocess.Popen(
                [sys.executable, "-m", "jinan_geo", "ledger", "import", str(half), *words],
                stdout=subprocess.DEVNULL,
            )
            for half in halves
        ]
        self.commands += 2
        assert {one.wait() for one in running} <= {0, 1}

    def deliver_again(self, day: dt.date) -> None:
        """Deliver the layer after a closing: 5 are gone, 12 moved, 30 numbered anew, all columns
        have other names.
        """
        file = self.root / "layers/sites/features.geojson"
        text = json.loads(file.read_text(encoding="utf-8"))
        known = self.office.known(day)["stage"]
        running = [key for key in known.index if known[key] != STEPS[4]]
        gone = self.chance.sample(running, 5)
        left = [one for one in text["features"] if one["properties"]["id"] not in gone]
        self.chance.shuffle(left)
        for one in left[:12]:
            one["geometry"]["coordinates"][0] += self.chance.uniform(0.0003, 0.003)
        keys = {one["properties"]["id"]: f"jn-{at}" for at, one in enumerate(left[6:36])}
        names = {"id": "项目编号", "name_zh": "项目名称", "planned_start": "计划开工",
                 "planned_finish": "计划完工"}  # fmt: skip
        for one in left:
            cells = one["properties"]
            cells["id"] = keys.get(cells["id"], cells["id"])
            one["properties"] = {names[name]: value for name, value in cells.items()}
        again = self.desk / "更新项目 8月.geojson"
        again.write_text(json.dumps({**text, "features": left}), encoding="utf-8")
        told = self.call(
            "layer", "update", again, "--id", "sites", "--renumber", "--why", "不再实施", "--yes"
        )
        assert told, told
        self.office.renumber(keys)
        self.forms = {}  # what went out before has other ids
        self.office.ended |= dict.fromkeys(gone, day + dt.timedelta(days=1))

    def bring_late(self, path: Path) -> None:
        """A form of a closed edition is refused with the way out, and that is taken."""
        ran = run("ledger", "import", path, "--yes", "--lang", "en", "--workspace", self.root)
        assert ran.code == 6, ran.text
        assert "--correct" in ran.text
        self.call("ledger", "import", path, "--yes", "--correct", "--note", "迟报")

    def check(self, day: dt.date) -> None:
        """Hold everything that a closing says against what pandas makes of the reports."""
        city = publish(prepare_city(Workspace.open(self.root)), "internal")
        assert city.editions[-1] == day
        (layer,) = [one for one in city.layers if one.id == "sites"]
        lights = self.office.lights(day)
        found = dict(zip(layer.features["id"], layer.lights[-1], strict=True))
        assert found == lights.to_dict()
        (state,) = [one.states[-1] for one in city.targets]
        assert state.actual == self.office.done(day)
        matrix = json.loads(run("provision", "--json", "--workspace", self.root).text)["matrix"]
        assert {
            (row["district"], row["month"]): (row["due"], row["reported"], row["overdue"])
            for row in matrix
        } == self.office.provision(day)
        self.check_changes(city.editions[-2], day)
        self.check_archive(day, Counter(lights))

    def check_changes(self, before: dt.date, day: dt.date) -> None:
        span = ("--from", before, "--to", day, "--json", "--workspace", self.root)
        told = json.loads(run("compare", *span).text)["changes"]
        found = {
            one["id"]: (one["before"], one["after"]) for one in told if one["field"] == "light"
        }
        then, now = self.office.lights(before), self.office.lights(day)
        moved = then != now
        assert found == dict(
            zip(then.index[moved], zip(then[moved], now[moved], strict=True), strict=True)
        )

    def check_archive(self, day: dt.date, lights: Counter[str]) -> None:
        """The page that was put away says it too, and nothing put away before has changed."""
        page = (self.root / f"archive/{day}/pages/city.html").read_text(encoding="utf-8")
        block = re.search(r'id="jg-page">([^<]+)<', page)
        assert block
        totals = read_block(block[1])[0]["page"]["totals"][-1]
        assert {light: totals[light] for light in LIGHTS} == {one: lights[one] for one in LIGHTS}
        now = {f"{path}": path.read_bytes() for path in files_in(self.root / "archive")}
        assert self.put_away.items() <= now.items()
        self.put_away = now


def files_in(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def ways_of(chance: random.Random, number: int) -> dict[str, str]:
    """How each district reports in a month: every way comes up, one is too late."""
    ways = [*WAYS, WHOLE]
    if number % 5 == 3:  # two people, each with half of the files
        ways = [WHOLE if one in {WRONG, TWO, FOREIGN, STALE} else one for one in ways]
    if number % 3:
        ways = [WHOLE if one == LATE else one for one in ways]
    chance.shuffle(ways)
    return dict(zip(DISTRICTS, ways, strict=True))


@pytest.mark.slow
@pytest.mark.usefixtures("plain")
def test_a_month_is_closed_as_pandas_has_it(tmp_path: Path) -> None:
    ways = [WRONG, TWO, FOREIGN, LATE, PART]
    office = Simulation(tmp_path, 5, count=len(ways))
    assert run("edition", "open", "--workspace", office.root).code == 0
    office.live(0, dict(zip(office.districts, ways, strict=True)))


@pytest.mark.deep
@pytest.mark.parametrize("seed", [1, 2])
def test_fourteen_months_are_closed_as_pandas_has_them(
    tmp_path: Path, office: Office, seed: int
) -> None:
    city = Simulation(tmp_path, seed, office)
    assert run("edition", "open", "--workspace", city.root).code == 0
    for number in range(MONTHS):
        city.live(number, ways_of(city.chance, number), by_pack=True)
        if number == DELIVERED:
            city.deliver_again(month_end(number))
