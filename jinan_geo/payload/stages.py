"""The stages that a page tells: a pause of the preset only where a project was ever in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.manifest.closed import Text
from jinan_geo.page.stages import StageInfo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinan_geo.manifest.lightrules import LightRules
    from jinan_geo.manifest.stages import Stage
    from jinan_geo.page.model import Page
    from jinan_geo.payload.cut import Cut
    from jinan_geo.publish.published import PublishedCity

__all__ = ["stage_infos", "told_stages"]


def stage_infos(city: PublishedCity, cuts: Sequence[Cut]) -> list[StageInfo]:
    """Give the preset stages first, then those that layers declare for themselves."""
    rules = city.workspace.lights
    used: set[str] = set().union(*(cut.layer.ever_paused for cut in cuts))
    preset = [one for one in city.workspace.stages if not one.pause or one.id in used]
    infos = [_stage_info(stage, None, rules) for stage in preset]
    for cut in cuts:
        own = cut.layer.folder.manifest.stages or []
        infos += [_stage_info(stage, cut.layer.id, rules) for stage in own]
    return infos


def _stage_info(stage: Stage, layer: str | None, rules: LightRules) -> StageInfo:
    light = rules.stopped if stage.pause == "stopped" else None
    name = Text(zh=stage.name.zh, en=stage.name.en)  # as it is said in this build
    return StageInfo.model_validate({**dict(stage), "name": name, "layer": layer, "light": light})


def told_stages(page: Page) -> list[dict[str, object]]:
    """Give a page's stages as they travel: what only a pause has is left out of the others."""
    return [_told(stage) for stage in page.stages]


def _told(stage: StageInfo) -> dict[str, object]:
    unsaid = {key for key in ("pause", "light") if getattr(stage, key) is None}
    return stage.model_dump(mode="json", exclude=unsaid)
