"""Packs: what each district receives, that it holds nobody else's, and that together they are the
city.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from docx import Document
from PIL import Image
from pypdf import PdfReader

from jinan_geo.errors import RefusedError, UsageError
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pack.deliver import deliver_packs
from jinan_geo.pack.tables import RANKING, rank_districts
from jinan_geo.pipeline import prepare_city
from jinan_geo.words import speaking
from jinan_geo.write.parts import HOST
from tests.tools.leaks import printed, readable_in
from tests.tools.tiny_city import FILES, write_city
from tests.tools.verbs import run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinan_geo.city.city import City
    from jinan_geo.pack.deliver import Delivery
    from tests.tools.office import Office

SAMPLE_CITY = Path(__file__).resolve().parents[2] / "examples" / "sample-city"
REST = "未分到区县"
A4 = (595, 842)  # points


@pytest.fixture(scope="module")
def packs(browser_path: str, tmp_path_factory: pytest.TempPathFactory) -> Sequence[Delivery]:
    """Jinan's packs, with pictures by a real browser."""
    assert browser_path
    return deliver_packs(Workspace.open(SAMPLE_CITY), tmp_path_factory.mktemp("packs"))


@pytest.mark.browser
@pytest.mark.parametrize("every", [3, 1])
@pytest.mark.first_whole(1)
def test_no_district_reads_of_another(
    packs: Sequence[Delivery], sample_city: City, every: int
) -> None:
    city = sample_city
    layers = [layer for layer in city.layers if layer.is_projects]
    codes = city.districts.codes
    for made in packs[:-1:every]:
        text = readable_in(made.folder)
        words = set(re.findall(r"[\w.-]+", text))
        plain = set(re.findall(r"\w+", text))
        for layer in layers:
            shares = layer.shares[layer.shares["district"] == made.pack.code]
            here = set(shares["feature"])
            foreign = [at for at in range(len(layer.features)) if at not in here]
            assert words.isdisjoint(layer.features["id"].iloc[foreign])
            mine = set(layer.features["name_zh"].iloc[list(here)])
            for name in set(layer.features["name_zh"].iloc[foreign]) - mine - {None}:
                if re.fullmatch(r"\w+", name):
                    assert name not in plain, (made.folder.name, name)
                else:
                    found = name in text and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)
                    assert not found, (made.folder.name, name)
            mine = {
                f"{amount:g}"
                for amount in layer.features["investment_wan"].iloc[list(here)].dropna()
            }
            for amount in set(layer.features["investment_wan"].iloc[foreign].dropna()):
                if (
                    amount > 9_999 and amount % 1000 and f"{amount:g}" not in mine
                ):  # a smaller or rounder one may be another
                    assert words.isdisjoint({f"{amount:.0f}", f"{amount:.1f}"}), (
                        made.folder.name,
                        amount,
                    )
    assert len(packs) == len(codes) + 1


@pytest.mark.browser
def test_the_packs_add_up_to_the_city(packs: Sequence[Delivery]) -> None:
    *districts, whole = [made.pack for made in packs]
    with speaking("zh"):
        sums = rank_districts(districts, whole)
    total = sums.pop("全市")
    for key in RANKING:
        assert sum(part[key] for part in sums.values()) == pytest.approx(total[key])
    behind = [part["behind"] for name, part in sums.items() if name != REST]
    assert behind == sorted(behind, reverse=True)
    assert 0 < behind[0] <= 1
    assert total["projects"] == len(whole.projects) == whole.page.totals[-1].projects
    assert whole.lights() == {light: total[light] for light in ("red", "yellow", "green", "grey")}
    # What is left is what lies in no district, or beyond the city: never less than nothing.
    assert all(value >= -1e-6 for value in sums[REST].values())
    assert sums[REST]["projects"] < 0.05 * total["projects"]
    shared = [
        (pack.code, one.id, one.share)
        for pack in districts
        for one in pack.projects
        if one.share < 1
    ]
    assert len(shared) > 20
    for pack in districts:
        assert {one.id for one in pack.projects} <= {one.id for one in whole.projects}


@pytest.mark.browser
def test_each_pack_has_its_files(packs: Sequence[Delivery]) -> None:
    for made in packs:
        files = ["brief.docx", "brief.pdf", "map.html", "workbook.xlsx"]
        assert sorted(path.name for path in made.folder.iterdir()) == sorted(
            [*files, "form.xlsx" if made.pack.code else "settlement.html"]
        )
        # What ended how names places all over the city, so a district's pack has no way there.
        assert (made.pack.page.settlement is None) is bool(made.pack.code)
        assert made.by_page


@pytest.mark.browser
@pytest.mark.parametrize("every", [4, 1])
@pytest.mark.first_whole(1)
def test_each_brief_is_whole_and_has_its_own_map(packs: Sequence[Delivery], every: int) -> None:
    some = [*packs[:-1:every], packs[-1]]
    for made in some:
        document = PdfReader(made.folder / "brief.pdf")
        assert [tuple(map(round, page.mediabox[2:])) for page in document.pages] == [A4, A4]
        text = re.sub(r"\s", "", printed(made.folder / "brief.pdf"))
        for words in (
            made.pack.name,
            "示例数据，非官方",
            "未送审·仅供内部",
            "2025-10-31",
            "地图由进度图页面绘制",
        ):
            assert words in text, (made.folder.name, words)
        counts = made.pack.lights()
        assert (
            f"红{counts['red']}◆黄{counts['yellow']}●绿{counts['green']}○灰{counts['grey']}" in text
        )
    # The picture is of this district: no two are alike.
    shots = [picture_of(made).tobytes() for made in some]
    assert len(set(shots)) == len(shots)


def picture_of(made: Delivery) -> Image.Image:
    (part,) = [
        part for part in Document(str(made.folder / "brief.docx")).part.package.iter_parts()
        if str(part.partname).startswith("/word/media/")
    ]  # fmt: skip
    image = Image.open(io.BytesIO(part.blob))
    assert image.width >= 1000
    assert len(image.convert("RGB").getcolors(1 << 24) or ()) > 100
    return image.convert("RGB")


@pytest.mark.browser
def test_the_document_is_of_two_pages_too(
    packs: Sequence[Delivery], office: Office, tmp_path: Path
) -> None:
    copies = [
        shutil.copy(made.folder / "brief.docx", tmp_path / f"{made.folder.name}.docx")
        for made in (packs[0], packs[-1])
    ]
    for made in office.convert_all(copies, "pdf", tmp_path / "out"):
        assert len(PdfReader(made).pages) == 2


@pytest.mark.browser
def test_the_workbook_states_shares_and_wholes(packs: Sequence[Delivery]) -> None:
    made = packs[0]
    book = openpyxl.load_workbook(made.folder / "workbook.xlsx")
    assert book.sheetnames == ["说明", "项目", "目标", "变化", "问题", "应报"]
    head, *rows = book["项目"].iter_rows(values_only=True)
    at = {title: place for place, title in enumerate(head)}
    part = next(
        row for row in rows if row[at["本区份额（%）"]] < 100 and row[at["计划投资全额（万元）"]]
    )
    assert part[at["计划投资本区份额（万元）"]] == pytest.approx(
        part[at["计划投资全额（万元）"]] * part[at["本区份额（%）"]] / 100,
        abs=part[at["计划投资全额（万元）"]] * 1e-4,
    )
    assert len(rows) == len(made.pack.projects)
    ranking = list(
        openpyxl.load_workbook(packs[-1].folder / "workbook.xlsx")["区县排名"].iter_rows(
            values_only=True
        )
    )
    behind = [row[11] for row in ranking[1:13]]
    assert behind == sorted(behind, reverse=True)
    assert not [
        cell
        for sheet in book
        for line in sheet.iter_rows()
        for cell in line
        if cell.data_type == "f"
    ]


@pytest.mark.slow
@pytest.mark.usefixtures("plain")
def test_without_a_browser_the_map_is_plain_and_the_brief_says_so(tmp_path: Path) -> None:
    root = write_city(tmp_path / "w")
    ran = run("pack", "--workspace", root, "--out", tmp_path / "out")
    assert ran.code == 0, ran.text
    assert "没有可用的浏览器" in ran.text
    for folder in (tmp_path / "out").iterdir():
        assert not (folder / "brief.pdf").exists()
        words = "\n".join(part.text for part in Document(str(folder / "brief.docx")).paragraphs)
        assert "没有可用的浏览器，地图为简图" in words
    again = run("pack", "--workspace", root, "--out", tmp_path / "again")
    assert again.code == 0
    first, second = (
        {path.relative_to(out): path.read_bytes() for path in out.rglob("*.*")}
        for out in (tmp_path / "out", tmp_path / "again")
    )
    assert first == second


@pytest.mark.usefixtures("plain")
@pytest.mark.slow
def test_one_district_alone_and_an_unknown_one(tmp_path: Path) -> None:
    workspace = Workspace.open(write_city(tmp_path / "w"))
    codes = prepare_city(workspace).districts.codes
    made = deliver_packs(workspace, tmp_path / "out", only=codes[:1])
    assert [one.pack.code for one in made] == [codes[0]]
    assert len(list((tmp_path / "out").iterdir())) == 1
    with pytest.raises(UsageError, match=codes[0]):
        deliver_packs(workspace, tmp_path / "none", only=["999999"])


@pytest.mark.usefixtures("plain")
def test_what_would_leak_stops_all_packs(tmp_path: Path) -> None:
    layer = "layers/sites/layer.toml"
    root = write_city(tmp_path / "w", {layer: FILES[layer].replace('below = "drop"\n', "", 1)})
    with pytest.raises(RefusedError, match="layer sites, field contact"):
        deliver_packs(Workspace.open(root), tmp_path / "out", audience="public")
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("plain")
@pytest.mark.slow
def test_a_pdf_of_an_earlier_run_does_not_stay(tmp_path: Path) -> None:
    workspace = Workspace.open(write_city(tmp_path / "w"))
    stale = tmp_path / "out" / "city" / "brief.pdf"
    stale.parent.mkdir(parents=True)
    stale.write_bytes(b"%PDF-1.4 of last month")
    deliver_packs(workspace, tmp_path / "out")
    assert not stale.exists()


@pytest.mark.usefixtures("plain")
@pytest.mark.slow
def test_what_killed_runs_left_is_swept_in_packs_that_are_not_written_too(tmp_path: Path) -> None:
    city = write_city(tmp_path / "city")
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    packs = city / "packs"
    strays = [
        folder / f".map.html.{HOST}-{dead.pid}-abc.part"
        for folder in (packs, packs / "370103_市中区", packs / "370102_历下区")
    ]
    others = [packs / "370103_市中区" / name for name in ("map.html", ".x.part", "a.part")]
    for file in (*strays, *others):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("half", encoding="utf-8")
    assert run("pack", "--district", "370102", "--workspace", city).code in {0, 1}
    assert [file for file in strays if file.exists()] == []
    assert [file for file in others if not file.exists()] == []
