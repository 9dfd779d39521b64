"""What Python says of each project, as the page should say it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jinan_geo.payload.block import names_of
from jinan_geo.payload.spelling import Spelling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinan_geo.city.city import Layer

Key = tuple[str, str]  # layer and id


@dataclass(frozen=True)
class Project:
    """One project as Python has it before anything is packed for the page."""

    key: Key
    name: str
    located: bool
    text: str
    districts: tuple[str, ...]
    fixed: dict[str, str]
    by_edition: dict[str, tuple[str, ...]]
    done: tuple[float | None, ...]

    def values(self, dimension: str, edition: int) -> tuple[str, ...]:
        """The choices of a dimension that it belongs to at an edition."""
        if dimension == "district":
            return self.districts or ("",)
        return (
            self.by_edition[dimension][edition]
            if dimension in self.by_edition
            else self.fixed[dimension],
        )


@dataclass(frozen=True)
class Wanted:
    """One state of the page's filters."""

    edition: int
    filters: dict[str, list[str]]
    layers_on: list[str]
    query: str
    sort: dict[str, object]
    tab: str = field(default="projects", compare=False)

    def chosen(self, all_layers: list[str]) -> dict[str, set[str]]:
        """The filters with the layers that are switched off taken out."""
        chosen = {dimension: set(values) for dimension, values in self.filters.items()}
        if set(self.layers_on) != set(all_layers):
            chosen["layer"] = chosen.get("layer", set(all_layers)) & set(self.layers_on)
        return chosen

    def for_page(self) -> dict[str, object]:
        """What ``jinanGeo.set`` takes, and the tab to look at."""
        shown = {"edition": self.edition, "filters": self.filters, "layersOn": self.layers_on}
        return {**shown, "query": self.query, "sort": self.sort, "tab": self.tab}


def text_or(value: object, default: str = "") -> str:
    return value if isinstance(value, str) else default


def projects_of(layer: Layer, editions: int) -> Iterator[Project]:
    """The projects of a layer in the order of its file, with the layer's defaults filled in."""
    manifest, features = layer.folder.manifest, layer.features
    assert layer.states is not None
    done = layer.states["done_pct"].to_numpy(float).reshape(editions, len(features))
    sample = (
        layer.states["sample"].fillna(value=False).to_numpy(bool).reshape(editions, len(features))
    )
    shares = layer.shares.groupby("feature")["district"].apply(tuple).to_dict()
    spelling = Spelling.of(names_of(layer))
    for at, row in enumerate(features.to_dict("records")):
        names = [text_or(row["name_zh"]), text_or(row["name_en"]), row["id"]]
        names.append(spelling.spell(at, names[0]))
        yield Project(
            key=(layer.id, row["id"]),
            name=names[0] or names[1] or row["id"],
            located=row["geometry"] is not None,
            text=fold(" ".join(names)),
            districts=shares.get(at, ()),
            fixed={
                "layer": layer.id,
                "theme": text_or(row["theme"], manifest.theme or ""),
                "location": text_or(row["location"]),
                "accuracy": text_or(row["accuracy"], manifest.accuracy or ""),
                "responsible": text_or(row["responsible_zh"], text_or(row["responsible_en"])),
            },
            by_edition={
                "stage": tuple(text_or(stage) for stage in layer.stage_ids[:, at]),
                "light": tuple(layer.lights[:, at]),
                "sample": tuple(
                    "sample"
                    if row["sample"] or manifest.sample
                    else "progress"
                    if progress
                    else "official"
                    for progress in sample[:, at]
                ),
            },
            done=tuple(None if value != value else float(value) for value in done[:, at]),  # noqa: PLR0124 - NaN
        )


def fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()
