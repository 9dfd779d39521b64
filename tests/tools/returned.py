"""A district's workbook filled in as a district would, and read back."""

from __future__ import annotations

import datetime as dt
import io
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl

from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import prepare_city
from jinan_geo.publish.publish import publish
from jinan_geo.words import speaking
from jinan_geo.workbook.back.importing import read_incoming
from jinan_geo.workbook.out.contents import gather_workbook
from jinan_geo.workbook.out.form import boxes_of
from jinan_geo.workbook.out.template import HEADING_ROW, draw_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinan_geo.workbook.back.incoming import Incoming

__all__ = ["LAYER", "TODAY", "Book", "copy_sample_city", "read_back", "send_out"]

SAMPLE_CITY = Path(__file__).resolve().parents[2] / "examples" / "sample-city"
LAYER = "renewal_districts"

TODAY = dt.date(2026, 1, 15)
with speaking("zh"):
    TITLES = {box.key: box.title for box in boxes_of(shared=True)}


def send_out(root: Path, path: Path, code: str = "370102", only: str | None = None) -> Path:
    """Write the district's workbook of the workspace at ``root`` to ``path``."""
    city = prepare_city(Workspace.open(root))
    path.write_bytes(draw_workbook(gather_workbook(publish(city, "internal"), code, only)))
    return path


def read_back(root: Path, path: Path, **options: Any) -> Incoming:
    """Read and judge a workbook against the workspace."""
    return read_incoming(prepare_city(Workspace.open(root)), path, **{"today": TODAY, **options})


def copy_sample_city(root: Path) -> Path:
    """Copy the sample city, with the districts and one layer, and pages of the city
    and districts.
    """
    shutil.copytree(
        SAMPLE_CITY / "maps",
        root / "maps",
        ignore=shutil.ignore_patterns("*.html", "districts", "issues.*"),
    )
    shutil.copy(SAMPLE_CITY / "workspace.toml", root / "workspace.toml")
    targets = (SAMPLE_CITY / "targets.toml").read_text(encoding="utf-8")
    (root / "targets.toml").write_text(
        targets.split("[[targets]]")[0] + "targets = []\n", encoding="utf-8"
    )
    for name in ("districts", LAYER):
        shutil.copytree(SAMPLE_CITY / "layers" / name, root / "layers" / name)
    for page in (root / "maps").glob("*.toml"):
        if page.stem not in {"city", "districts"}:
            page.unlink()
    return root


class Book:
    """An open workbook whose cells are named by project and column."""

    def __init__(self, path: Path, sheet: str = "更新项目") -> None:
        self.path = path
        self.book: Any = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
        self.page: Any = self.book[sheet]
        self.columns = {
            "".join(str(cell.value).split()): cell.column
            for cell in self.page[HEADING_ROW]
            if cell.value
        }

    def cell(self, project: str, key: str) -> Any:
        """The cell of a project under the heading of a column's key."""
        ids = {
            row[self.columns[TITLES["id"]] - 1].value: row[0].row for row in self.page.iter_rows()
        }
        return self.page.cell(ids[project], self.columns[TITLES[key]])

    def fill(self, cells: Mapping[tuple[str, str], object], path: Path | None = None) -> Path:
        """Write values by project and column, and save."""
        for (project, key), value in cells.items():
            self.cell(project, key).value = value
        return self.save(path)

    def save(self, path: Path | None = None) -> Path:
        """Save, elsewhere if a path is given."""
        self.book.save(path or self.path)
        return path or self.path
