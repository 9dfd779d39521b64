"""What a unit reported reaches no public file, in whatever that file is packed; inside it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from jinan_geo.cli.main import main
from jinan_geo.pack import picture
from tests.check.test_evidence import EVIDENCE, kept, row
from tests.tools.exported import OC4IDS
from tests.tools.leaks import readable_in
from tests.tools.tiny_city import FILES, write_city

if TYPE_CHECKING:
    from pathlib import Path

HOST = "https://unit.example.org/told"
UNIT = {"tier": "reported", "publisher": "某填报单位", "address": HOST}
# Ids, publisher, statements and address of what is not open, none of which stands elsewhere,
# nor by chance in base64, as four letters may.
MARKS = ("told-by-unit-81", "told-by-unit-82", "某填报单位", "内部说法", "told inside", HOST)
OPEN = ("told-by-unit-83", "told-by-unit-84", "公开说法")


def city_of(root: Path) -> Path:
    words = {"statement_zh": "内部说法", "statement_en": "told inside"}
    said = {"statement_zh": "公开说法", "statement_en": "told openly", "publisher": "某报社"}
    released = {"tier": "reported", "released": "true"}
    ledger = FILES["layers/sites/progress.csv"].splitlines()
    named = [
        f"{line},{'evidence' if not at else 'told-by-unit-81;told-by-unit-83'}"
        for at, line in enumerate(ledger)
    ]
    entered = (
        '{ as_of = 2025-02-28, value = 41, source = { zh = "甲" }, evidence = ["told-by-unit-82"] }'
    )
    return write_city(
        root,
        {
            "layers/sites/progress.csv": "\n".join(named) + "\n",
            "targets.toml": f"{FILES['targets.toml']}entered = [{entered}]\n",
            "workspace.toml": FILES["workspace.toml"] + OC4IDS,
            "evidence.csv": kept(row("told-by-unit-82", "T-3", **UNIT, **words)),
            EVIDENCE: kept(
                row("told-by-unit-81", **UNIT, **words),
                row("told-by-unit-83", contradicts="told-by-unit-81", **said),
                row("told-by-unit-84", **said, **released),
            ),
        },
    )


def deliver(root: Path, out: Path, audience: str) -> str:
    """Write everything that can be written for an audience; gives all that can be read in it."""
    where = ["--workspace", str(root), "--audience", audience]
    calls = [
        ["build", "--out", str(out / "maps")],
        ["pack", "--out", str(out / "packs")],
        *(["export", kind, "--out", str(out / kind)] for kind in ("xlsx", "gpkg", "geojson")),
        ["export", "parquet", "--out", str(out / "parquet")],
        ["export", "oc4ids", "--out", str(out / "oc4ids")],
        ["check", "--out", str(out / "check")],
        ["compare", "--from", "2025-01-31", "--out", str(out / "compare")],
        *(["settle", "--out", str(out / f"settled.{kind}")] for kind in ("xlsx", "docx")),
        *(["year", "2026", "--out", str(out / f"year.{kind}")] for kind in ("xlsx", "docx")),
    ]
    out.mkdir()
    printed = []
    for call in calls:
        done = CliRunner().invoke(main, [*call, *where])
        assert done.exit_code in {0, 1}, (call, done.output)
        printed.append(done.output)
    told = [CliRunner().invoke(main, [verb, "--json", *where]) for verb in ("settle", "year")]
    printed += [done.output for done in told]
    return readable_in(out) + "\n".join(printed)


@pytest.fixture(scope="module")
def inside(tmp_path_factory: pytest.TempPathFactory) -> str:
    """All that is written for those inside."""
    folder = tmp_path_factory.mktemp("evidence")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(picture, "find_browser", lambda: None)
        return deliver(city_of(folder / "city"), folder / "inside", "internal")


@pytest.mark.slow
@pytest.mark.usefixtures("plain")
def test_what_a_unit_reported_is_in_no_public_file(tmp_path: Path, inside: str) -> None:
    public = deliver(city_of(tmp_path / "city"), tmp_path / "public", "public")
    assert [mark for mark in MARKS if mark in public] == []
    assert [mark for mark in OPEN if mark not in public] == []
    assert [mark for mark in MARKS if mark not in inside] == []


@pytest.mark.slow
def test_an_address_is_text_and_never_what_a_page_loads(inside: str) -> None:
    for opening in ('href="', "href='", 'src="', "src='", "url("):
        assert f"{opening}{HOST}" not in inside
    assert f'Target="{HOST}' not in inside, "no link of a workbook or a document either"
