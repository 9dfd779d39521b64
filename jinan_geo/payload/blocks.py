"""The blocks of pages: each made when it is asked for, or taken from the cache."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jinan_geo.answers.causes import CauseReader
from jinan_geo.answers.forecast import Forecaster
from jinan_geo.kept.cache import join_hashes
from jinan_geo.kept.inputs import PROGRAM
from jinan_geo.payload.block import LayerBlock, names_of
from jinan_geo.payload.spelling import Spelling, reads_pinyin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinan_geo.city.city import Layer
    from jinan_geo.city.known import KnownLayers
    from jinan_geo.kept.cache import Cache
    from jinan_geo.payload.cut import Cut
    from jinan_geo.publish.published import PublishedCity

__all__ = ["BlockMaker", "PageBlocks"]


@dataclass
class BlockMaker:
    """Makes the blocks of one city as published; ``keys`` say what its layers were made from.

    A layer without a key is never taken from the cache. ``program`` is the hash of this program;
    empty where it is not known. ``coming`` are the pages yet to be made: who makes a layer's block
    for one page makes it for these too, so that what it is cut from is held for one layer alone.
    """

    cache: Cache | None = None
    program: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)
    coming: deque[PageBlocks] = field(default_factory=deque)
    reader: CauseReader | None = None
    forecaster: Forecaster | None = None

    @classmethod
    def of(cls, city: PublishedCity, known: KnownLayers) -> BlockMaker:
        """Give the maker of a city whose layers were prepared with what was known."""
        shown = [city.audience, *sorted(city.evidence)]
        keys = {layer.id: known.keys.get(layer.id) for layer in city.layers}
        whole = {layer: join_hashes([key, *shown]) for layer, key in keys.items() if key}
        reader = CauseReader.of(city.workspace.manifest)
        program = known.inputs.get(PROGRAM, "")
        foretold = Forecaster(city.editions)
        return cls(known.cache, program, whole, reader=reader, forecaster=foretold)

    def key_of_page(self, head: bytes, blocks: Mapping[str, str], beside: object) -> str | None:
        """Give one hash of all that is on a page, with what is ``beside`` its head and blocks.

        None where the program is not known.
        """
        if not self.program:
            return None
        return join_hashes([self.program, beside, head, *blocks.values()])

    def _key(self, cut: Cut) -> str | None:
        """Give one hash of all that a block is made from; None where that is not known."""
        layer = self.keys.get(cut.layer.id)
        if layer is None:
            return None
        parts = (cut.index.astype("<i8"), cut.share.astype("<f8"))
        return join_hashes([layer, *(part.tobytes() for part in parts)])

    def make(self, page: str, cut: Cut) -> str:
        """Give the block of a layer for a page."""
        key, layer = self._key(cut), cut.layer
        found = self.cache.find(_name(page, layer), key) if self.cache and key else None
        if found is not None:
            return found.decode("ascii")
        block = LayerBlock(layer, self._spelling(layer), self.reader, self.forecaster)
        if self.forecaster:
            self.forecaster.forget(layer)
        for one in self.coming:
            if layer.id in one.cuts:
                one.made[layer.id] = self._pack(block, one.page, one.cuts[layer.id])
        return self._pack(block, page, cut)

    def _pack(self, block: LayerBlock, page: str, cut: Cut) -> str:
        """Cut a block for a page, and keep it for the next build."""
        packed, key = block.pack(cut.index, cut.share), self._key(cut)
        if self.cache and key:
            self.cache.keep(_name(page, cut.layer), key, packed.encode("ascii"))
        return packed

    def _spelling(self, layer: Layer) -> Spelling:
        """Spell a layer's names; the dictionary takes longer to load than all else."""
        names = names_of(layer)
        if not reads_pinyin(names, layer.folder.locale):
            return Spelling({}, [None] * len(names))
        if self.cache is None or not self.program:
            return Spelling.of(names)
        key, name = join_hashes([self.program, json.dumps(names)]), f"pinyin-{layer.id}"
        found = self.cache.find(name, key)
        if found is not None:
            return Spelling(**json.loads(found))
        spelling = Spelling.of(names)
        self.cache.keep(name, key, json.dumps(vars(spelling)).encode("ascii"))
        return spelling


def _name(page: str, layer: Layer) -> str:
    """What a block is called in the cache."""
    return f"block-{layer.id}-{page}"


class PageBlocks(Mapping[str, str]):
    """The blocks of a page by the ids of its layers, each made when it is asked for."""

    def __init__(self, page: str, cuts: Sequence[Cut], maker: BlockMaker) -> None:
        self.page = page
        self.cuts = {cut.layer.id: cut for cut in cuts}
        self.maker = maker
        self.made: dict[str, str] = {}

    def __getitem__(self, layer: str) -> str:
        if layer not in self.made:
            self.made[layer] = self.maker.make(self.page, self.cuts[layer])
        return self.made[layer]

    def __iter__(self) -> Iterator[str]:
        return iter(self.cuts)

    def __len__(self) -> int:
        return len(self.cuts)
