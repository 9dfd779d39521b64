"""Cut a city into pages: each gets its features, its numbers, and nothing of any other page."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.metadata import version
from itertools import chain
from typing import TYPE_CHECKING, Any

from jinan_geo.answers.causes import CauseReader, list_causes
from jinan_geo.answers.collection import collect, count_open
from jinan_geo.answers.counts import foretell
from jinan_geo.answers.forecast import Forecaster
from jinan_geo.answers.handover import taken_over
from jinan_geo.answers.quality import Assessor
from jinan_geo.answers.settlement import settle
from jinan_geo.manifest.closed import Text
from jinan_geo.page.columns import pack_block
from jinan_geo.page.lights import LightInfo
from jinan_geo.page.model import (
    DistrictInfo,
    Page,
    TargetInfo,
)
from jinan_geo.page.wire import Named
from jinan_geo.payload.basemaps import basemap_infos
from jinan_geo.payload.blocks import BlockMaker, PageBlocks
from jinan_geo.payload.carried import carried_here
from jinan_geo.payload.cut import cut_city, list_pages, name_page
from jinan_geo.payload.evidence import evidence_here
from jinan_geo.payload.grid import grid_info
from jinan_geo.payload.ground import GroundMaker
from jinan_geo.payload.issues import IssueTeller, quality_here
from jinan_geo.payload.layers import layer_info
from jinan_geo.payload.ownwords import told_language
from jinan_geo.payload.stages import stage_infos, told_stages
from jinan_geo.payload.targets import targets_here
from jinan_geo.payload.totals import has_sample, totals_here
from jinan_geo.payload.years import years_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jinan_geo.answers.collection import Collection
    from jinan_geo.answers.handover import Handover
    from jinan_geo.manifest.lightrules import LightRules
    from jinan_geo.manifest.models import MapManifest
    from jinan_geo.manifest.workspace import MapFile
    from jinan_geo.page.ground import GridInfo
    from jinan_geo.payload.cut import Cut
    from jinan_geo.publish.published import PublishedCity

__all__ = ["SETTLEMENT", "PageData", "build_pages", "pack_head", "say_head"]

SETTLEMENT = "settlement.html"  # beside the page of the city

VERSION = version("jinan-geo")


@dataclass(frozen=True)
class PageData:
    """One page ready to render: where it goes, its head, and each layer's block by layer id.

    ``ground`` is the block of what lies under them, None where there is none.
    """

    path: str
    page: Page
    blocks: Mapping[str, str]
    ground: str | None = None

    @cached_property
    def head(self) -> bytes:
        """The page's head as JSON."""
        return say_head(self.page)


@dataclass(frozen=True)
class Shared:
    """What all pages of a city are made with."""

    given: Handover | None
    ground: GroundMaker
    grid: GridInfo | None
    assessor: Assessor
    teller: IssueTeller
    opened: Collection | None


def build_pages(
    city: PublishedCity,
    *only: str,
    maker: BlockMaker | None = None,
    given: Handover | None = None,
) -> Iterator[PageData]:
    """Give the pages in the order of the map manifests.

    ``only`` names some of these by their ids. ``maker`` knows what the layers were made from,
    ``given`` is what the next year takes over, where that was asked already.
    """
    given = given or taken_over(city)
    if maker is None:
        reader = CauseReader.of(city.workspace.manifest)
        maker = BlockMaker(reader=reader, forecaster=Forecaster(city.editions))
    city = replace(city, targets=[one.on_page() for one in settle(city)])
    city = replace(city, targets=foretell(city, maker.forecaster, maker.cache, maker.keys))
    ground = GroundMaker(city, maker.cache, maker.program)
    grid = grid_info(city.workspace.manifest.metric_crs)
    told = Assessor(city.issues), IssueTeller(city.issues)
    shared = Shared(given, ground, grid, *told, _opened(city))
    asked = list_pages(city, only)
    for entry, code in asked:
        cuts = cut_city(city, entry.manifest, code)
        maker.coming.append(PageBlocks(name_page(city, entry, code), cuts, maker))
    for entry, code in asked:
        yield _build_page(city, entry, code, maker.coming.popleft(), shared)


def _opened(city: PublishedCity) -> Collection | None:
    """What is told of the open edition: on internal pages, and where it is the one shown."""
    is_shown = bool(city.editions) and city.editions[-1] == city.calendar.open
    return collect(city) if is_shown or city.audience == "internal" else None


def _open_here(found: Collection | None, kind: str, cuts: Sequence[Cut]) -> dict[str, Any] | None:
    """The reports of an open edition: of all on the page of the city, else of the page's own."""
    if found is None or kind == "city":
        return count_open(found, None)
    return count_open(found, {*chain.from_iterable(map(_keys_of, cuts))})


def _keys_of(cut: Cut) -> Iterator[tuple[str, str]]:
    for key in cut.layer.features["id"].to_numpy(object)[cut.index]:
        yield cut.layer.id, str(key)


def say_head(page: Page) -> bytes:
    """Give what the block of a page's head holds, as JSON."""
    told = page.say(without="stages")
    stages = json.dumps(told_stages(page), ensure_ascii=False, separators=(",", ":"))
    return b'{"page":%b,"stages":%b},"tables":{}}' % (told[:-1], stages.encode())


def pack_head(page: Page, said: bytes | None = None) -> str:
    """Encode the head of a page as a block; ``said`` is its JSON, where that is there already."""
    return pack_block(said or say_head(page))


def _build_page(
    city: PublishedCity,
    entry: MapFile,
    district: str | None,
    blocks: PageBlocks,
    shared: Shared,
) -> PageData:
    manifest = entry.manifest
    workspace = city.workspace.manifest
    page_id, cuts = blocks.page, [*blocks.cuts.values()]
    kind = {"city": "city", "theme": "theme", "districts": "district"}[manifest.scope]
    projects = [cut for cut in cuts if cut.layer.is_projects]
    targets = targets_here(city, manifest, projects)
    carried = carried_here(shared.given, projects, manifest.theme, whole=district is None)
    ground = shared.ground.make(district)
    page = Page.model_validate(
        {
            "version": VERSION,
            "id": page_id,
            "kind": kind,
            **told_language(workspace.locale, city.speech),
            "title": _title(city, manifest, district),
            "workspace": workspace.name,
            "home": "../index.html" if district else "index.html",
            "settlement": _settlement_link(targets, district),
            "as_of": city.editions[-1] if city.editions else None,
            "editions": list(city.editions),
            "years": years_of(city),
            "declared": city.calendar.is_declared,
            "open": _open_here(shared.opened, kind, projects),
            "audience": city.audience,
            "review_number": workspace.review_number,
            "sample": any(map(has_sample, projects)),
            "bounds": _bounds(cuts, city, district),
            "theme": manifest.theme,
            "district": district,
            "themes": [Named(id=key, name=name) for key, name in workspace.themes.items()],
            "districts": _district_infos(city),
            "stages": stage_infos(city, projects),
            "lights": _light_info(city.workspace.lights),
            "causes": list_causes(city.workspace.manifest),
            "basemaps": basemap_infos(workspace.basemaps),
            "ground": ground.info,
            "grid": shared.grid,
            "layers": [layer_info(cut) for cut in cuts],
            "targets": targets,
            **totals_here(projects, targets, len(city.editions)),
            "evidence": evidence_here(city.evidence, projects, targets, carried),
            "carried": carried,
            "issues": shared.teller.here(cuts, whole=manifest.scope == "city"),
            "quality": quality_here(city, manifest, cuts, shared.assessor),
        }
    )
    path = f"{page_id}.html" if district is None else f"districts/{page_id}.html"
    return PageData(path, page, blocks, ground.block)


def _settlement_link(targets: Sequence[TargetInfo], district: str | None) -> str | None:
    """The way from a page with commitments to how they ended."""
    if not targets:
        return None
    return f"../{SETTLEMENT}" if district else SETTLEMENT


def _title(city: PublishedCity, manifest: MapManifest, district: str | None) -> Text:
    """The map's title, after the name of the district where the page is of one."""
    title = manifest.title
    if district is None:
        return title
    at = city.districts.codes.index(district)
    name = Text(zh=city.districts.names_zh[at], en=city.districts.names_en[at])
    return Text(zh=f"{name.zh} · {title.zh}", en=f"{name.en} · {title.en}")


def _bounds(
    cuts: Sequence[Cut], city: PublishedCity, district: str | None
) -> tuple[float, float, float, float]:
    """Bounds of the district, or of all districts.

    What the plan is about, not a line that runs far out of it.
    """
    for cut in cuts:
        if cut.layer.folder.manifest.role == "districts":
            frame = cut.layer.features
            chosen = frame[frame["id"] == district] if district else frame
            west, south, east, north = (round(float(value), 6) for value in chosen.total_bounds)
            return west, south, east, north
    msg = f"the districts layer {city.workspace.manifest.districts} is not on the page"
    raise AssertionError(msg)


def _district_infos(city: PublishedCity) -> list[DistrictInfo]:
    parts = city.districts
    rows = zip(parts.codes, parts.names_zh, parts.names_en, parts.label_at, strict=True)
    return [
        DistrictInfo(code=code, name=Text(zh=zh, en=en), label_at=at) for code, zh, en, at in rows
    ]


def _light_info(rules: LightRules) -> LightInfo:
    return LightInfo.model_validate(rules.model_dump(exclude={"stopped"}))
