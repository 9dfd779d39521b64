"""Whatever is filtered, every number says the same.

List, map, legend, ranking, facets, files, and Python.
"""

from __future__ import annotations

import base64
import csv
import datetime as dt
import io
import json
import random
import re
import zipfile
from collections import Counter
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from tests.page.test_export import cell_text, same
from tests.page.test_hostile import hostile_pages
from tests.tools.browser import visit
from tests.tools.oracle import Project, Wanted, fold, projects_of

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from jinan_geo.city.city import City
    from tests.tools.oracle import Key

__all__ = ["hostile_pages"]  # a fixture, used by name
STATES = 200
SEED = 20251031
AT_ONCE = 20
LIGHTS = ("red", "yellow", "green", "grey")
SORTS = ("worst", "done", "lag", "late", "investment", "name", "district", "given")
FORMULA = re.compile(rb"<f[\s>/]")

# What the page says of each state, in its own words where it has words, and the files as its
# buttons make them.
VISIT = """async (states) => {
  const drawn = () => new Promise((done) => setTimeout(done));
  const number = (element) => Number(element.textContent.replace(/[^\\d.-]/g, ''));
  const numbers = (selector) => [...document.querySelectorAll(selector)].map(number);
  const found = [];
  for (const {tab, ...wanted} of states) {
    const state = jinanGeo.set(wanted);
    document.getElementById(`jg-tab-${tab}`).click();
    await drawn();
    found.push({
      counts: state.counts, facets: state.facets, asOf: state.asOf,
      listed: jinanGeo.listed(), painted: jinanGeo.painted(),
      lights: numbers('.jg-lights-row .jg-light b'),
      legendLights: numbers('.jg-coloring ~ .jg-entry b'),
      legendLayers: numbers('.jg-layer b'),
      badge: numbers('#jg-tab-projects small'),
      match: document.querySelector('.jg-match')?.textContent ?? null,
      rows: [...document.querySelectorAll('.jg-list .jg-row-name')].map((name) => name.textContent),
      ranks: [...document.querySelectorAll('.jg-rank')].map((rank) => ({
        name: rank.querySelector('.jg-rank-name').textContent,
         total: number(rank.querySelector('b').lastChild),
        lights: rank.querySelector('.jg-sr').textContent.match(/\\d+/g).map(Number),
      })),
      files: await Promise.all(['csv', 'xlsx', 'geojson'].map((kind) => jinanGeo.export(kind))),
    });
  }
  return found;
}"""


@pytest.fixture(scope="module")
def projects(sample_city: City) -> list[Project]:
    return [
        one
        for layer in sample_city.layers
        if layer.is_projects
        for one in projects_of(layer, len(sample_city.editions))
    ]


def count_choices(
    projects: list[Project], wanted: Wanted, chosen: dict[str, set[str]]
) -> tuple[set[Key], dict[str, Counter[str]]]:
    """Give the projects that pass all filters.

    For each dimension the choices of those that pass all others.
    """
    words = fold(wanted.query).split()
    passing: set[Key] = set()
    counts: dict[str, Counter[str]] = {
        dimension: Counter()
        for dimension in [*projects[0].fixed, *projects[0].by_edition, "district"]
    }
    for project in projects:
        if not all(word in project.text for word in words):
            continue
        against = [
            dimension
            for dimension, values in chosen.items()
            if values.isdisjoint(project.values(dimension, wanted.edition))
        ]
        if not against:
            passing.add(project.key)
        for dimension in against if len(against) == 1 else () if against else counts:
            counts[dimension].update(project.values(dimension, wanted.edition))
    return passing, counts


def draw_states(projects: list[Project], editions: int) -> list[Wanted]:
    """Random states over every dimension, so that most leave something and some leave nothing."""
    chance = random.Random(SEED)  # noqa: S311 - the same states every time
    layers = list(dict.fromkeys(project.key[0] for project in projects))
    dimensions = [
        "layer",
        "theme",
        "district",
        "stage",
        "light",
        "location",
        "accuracy",
        "sample",
        "responsible",
    ]
    states = []
    for one in range(STATES):
        edition = chance.randrange(editions)
        filters = {}
        for dimension in chance.sample(dimensions, chance.choices([0, 1, 2, 3], [1, 6, 8, 5])[0]):
            # Choices of projects, so that what many have is chosen often.
            picked = [
                chance.choice(projects).values(dimension, edition)[0]
                for _ in range(chance.randint(1, 2))
            ]
            filters[dimension] = list(dict.fromkeys(picked))
        on = (
            chance.sample(layers, chance.randint(1, len(layers)))
            if chance.random() < 0.25
            else layers
        )
        states.append(
            Wanted(
                edition=edition,
                filters=filters,
                layers_on=on,
                query=draw_query(chance, projects),
                sort={"by": chance.choice(SORTS), "down": chance.random() < 0.5},
                tab="districts" if one % 2 else "projects",
            )
        )
    return states


def draw_query(chance: random.Random, projects: list[Project]) -> str:
    """Mostly nothing, else a part of a name, an id or pinyin, perhaps in full width or capitals."""
    if chance.random() < 0.65:
        return ""
    text = chance.choice(projects).text
    start = chance.randrange(len(text))
    words = chance.choice(
        [text[start : start + 2], text[start : start + 2].upper(), "ＬＸ", "示例 1", "zzz"]
    )
    return words.strip()


def read_csv(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(base64.b64decode(text).decode("utf-8-sig"), newline="")))


def check_files(
    files: list[str], listed: list[Key], by_key: dict[tuple[str, str], Project], at: int
) -> None:
    """The three files hold the list, row for row.

    The workbook cell for cell as the CSV, without a formula.
    """
    rows = read_csv(files[0])
    book = base64.b64decode(files[1])
    features = json.loads(base64.b64decode(files[2]))["features"]
    ids = [key[1] for key in listed]
    assert [row[0] for row in rows[1:]] == ids
    assert [feature["properties"]["id"] for feature in features] == ids
    assert [feature["geometry"] is not None for feature in features] == [
        by_key[key].located for key in listed
    ]
    sheet = (
        CalamineWorkbook.from_filelike(io.BytesIO(book))
        .get_sheet_by_index(0)
        .to_python(skip_empty_area=False)
    )
    assert len(sheet) == len(rows)
    for line, cells in zip(rows, sheet, strict=True):
        padded = [*cells, *[""] * (len(line) - len(cells))]
        assert all(same(left, cell_of(right)) for left, right in zip(line, padded, strict=True)), (
            line,
            cells,
        )
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        assert not [name for name in parts.namelist() if FORMULA.search(parts.read(name))]
    done = rows[0].index("完成（%）")
    for row, key in zip(rows[1:], listed, strict=True):
        assert same(row[done], "" if by_key[key].done[at] is None else str(by_key[key].done[at])), (
            key
        )


def cell_of(value: object) -> str:
    """A cell as calamine reads it, as the CSV writes it."""
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value.isoformat()
    return cell_text(value if value != "" else None)


def check_state(
    wanted: Wanted, said: dict[str, Any], projects: list[Project], names: dict[str, str]
) -> None:
    layers = list(dict.fromkeys(project.key[0] for project in projects))
    chosen = wanted.chosen(layers)
    by_key = {project.key: project for project in projects}
    expected, choices = count_choices(projects, wanted, chosen)
    located = {key for key in expected if by_key[key].located}
    listed = [(key["layer"], key["id"]) for key in said["listed"]]
    assert len(listed) == len(set(listed))
    assert set(listed) == expected
    assert {(key["layer"], key["id"]) for key in said["painted"]} == located
    assert said["counts"] == {
        "list": len(expected),
        "map": len(located),
        "drawer": len(expected) - len(located),
    }
    assert said["badge"] == ([len(expected)] if expected else [])
    for dimension, found in choices.items():
        counts = said["facets"][dimension]
        assert {choice: count for choice, count in counts.items() if count} == dict(found), (
            dimension
        )
    lights = [said["facets"]["light"][light] for light in LIGHTS]
    assert said["lights"] == [*lights, len(expected) - len(located)]
    assert said["legendLights"] == lights
    assert said["legendLayers"] == [said["facets"]["layer"][layer] for layer in layers]
    for dimension in ("layer", "light", "stage", "accuracy"):
        of = chosen.get(dimension) or (
            set() if dimension == "layer" and dimension in chosen else None
        )
        counts = said["facets"][dimension]
        assert sum(count for choice, count in counts.items() if of is None or choice in of) == len(
            expected
        )
    if wanted.tab == "projects":
        assert [int(part) for part in re.findall(r"\d+", said["match"])] == [
            *said["counts"].values()
        ]
        assert said["rows"] == [by_key[key].name for key in listed[: len(said["rows"])]]
    else:
        aside = {name: of for name, of in chosen.items() if name not in {"light", "district"}}
        ranked, _ = count_choices(projects, wanted, aside)
        check_ranking(said["ranks"], [by_key[key] for key in ranked], wanted.edition, names)
    check_files(said["files"], listed, by_key, wanted.edition)


def check_ranking(
    ranks: list[dict[str, Any]], listed: list[Project], edition: int, names: dict[str, str]
) -> None:
    """Each district's lights, by what lies in it and passes all but light and district.

    Their sum is the number of those, each project once a district.
    """
    found = Counter(
        (code, project.by_edition["light"][edition])
        for project in listed
        for code in project.districts
    )
    assert {rank["name"]: rank["lights"] for rank in ranks} == {
        name: [found[code, light] for light in LIGHTS] for code, name in names.items()
    }
    assert all(sum(rank["lights"]) == rank["total"] for rank in ranks)
    assert sum(rank["total"] for rank in ranks) == sum(len(project.districts) for project in listed)


@pytest.mark.browser
@pytest.mark.parametrize("count", [25, STATES])
@pytest.mark.first_whole(1)
def test_every_number_agrees_in_random_states(
    browser: Browser, sample_pages: Path, sample_city: City, projects: list[Project], count: int
) -> None:
    states = draw_states(projects, len(sample_city.editions))[-count:]
    names = dict(zip(sample_city.districts.codes, sample_city.districts.names_zh, strict=True))
    sizes = []
    with visit(browser, sample_pages / "city.html", width=1200, height=640) as opened:
        # Out at sea there is nothing to paint, which takes longest; what would be painted is asked
        # for.
        opened.set(map={"zoom": 9, "lat": 30, "lon": 130})
        for first in range(0, count, AT_ONCE):
            part = states[first : first + AT_ONCE]
            for wanted, said in zip(
                part, opened.evaluate(VISIT, [one.for_page() for one in part]), strict=True
            ):
                assert said["asOf"] == sample_city.editions[wanted.edition].isoformat()
                check_state(wanted, said, projects, names)
                sizes.append(said["counts"]["list"])
        assert opened.complaints == []
    assert len(sizes) == count
    assert sum(size > 0 for size in sizes) > count / 2
    assert 0 in sizes
    assert len(set(sizes)) > count / 4


@pytest.mark.browser
def test_no_workbook_of_hostile_texts_holds_a_formula(
    browser: Browser, hostile_pages: Path
) -> None:
    chance = random.Random(SEED)  # noqa: S311 - the same states every time
    texts = 0
    with visit(browser, hostile_pages / "city.html") as opened:
        facets = opened.evaluate("jinanGeo.state().facets")
        for _ in range(20):
            dimension = chance.choice([one for one in facets if facets[one]])
            opened.set(filters={dimension: chance.sample(list(facets[dimension]), 1)})
            data = base64.b64decode(opened.evaluate("jinanGeo.export('xlsx')"))
            for sheet in openpyxl.load_workbook(io.BytesIO(data)).worksheets:
                cells = [
                    cell for row in sheet.iter_rows() for cell in row if cell.value is not None
                ]
                assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
                words = [str(cell.value) for cell in cells if cell.data_type == "s"]
                texts += sum(word.startswith(("=", "+", "-", "@")) for word in words)
    assert texts > 0
