"""What a layer knows that tells what a column is: ids and names of its projects, its stages."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinan_geo.check.ids import fold_key
from jinan_geo.manifest.stagewords import fold_word, stage_words, usual_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jinan_geo.city.city import Layer

__all__ = ["KnownProjects", "know_projects"]


@dataclass(frozen=True)
class KnownProjects:
    """``ids`` has by each id, and each as people may write it, the project that alone it can mean.

    ``names`` has so the one project of a name. ``stages`` has the stage of each word, in small
    letters, ``done`` those that count as completed.
    """

    ids: Mapping[str, str]
    names: Mapping[str, str]
    stages: Mapping[str, str]
    done: frozenset[str]

    def find_id(self, text: str) -> str | None:
        """Give the project whose id a text is, written so or nearly so."""
        return self.ids.get(text) or self.ids.get(fold_key(text))

    def find_name(self, text: str) -> str | None:
        """Give the only project of that name."""
        return self.names.get(fold_key(text))

    def stage_of(self, text: str) -> str | None:
        """Give the stage that a word means."""
        return self.stages.get(fold_word(text))


def know_projects(layer: Layer) -> KnownProjects:
    """Gather what is known of a layer's projects."""
    features, manifest = layer.features, layer.folder.manifest
    ids = [str(key) for key in features["id"]]
    renumbered = {old: new for old, new in manifest.renumbered.items() if new in {*ids}}
    written = [(key, key) for key in ids] + [*renumbered.items()]
    exact = dict(reversed(written))
    labels = [(str(name), key) for name, key in zip(features["name_zh"], ids, strict=True) if name]
    labels += _english(layer, ids)
    return KnownProjects(
        ids={**_alone(written), **exact},
        names=_alone(labels),
        stages={
            **usual_words(layer.stages),
            **stage_words(layer.stages, manifest.stage_words),
        },
        done=frozenset(stage.id for stage in layer.stages if stage.done),
    )


def _english(layer: Layer, ids: list[str]) -> list[tuple[str, str]]:
    if "name_en" not in layer.features:
        return []
    pairs = zip(layer.features["name_en"], ids, strict=True)
    return [(name, key) for name, key in pairs if isinstance(name, str) and name]


def _alone(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Give what each text, folded, means where it means one project alone."""
    found = {(fold_key(text), key) for text, key in pairs}
    counts = Counter(text for text, _ in found)
    return {text: key for text, key in found if counts[text] == 1}
