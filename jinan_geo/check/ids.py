"""Rules on keys: ids that look alike, and ids of the ledger that stand in no feature."""

from __future__ import annotations

import difflib
import re
import unicodedata
from functools import cached_property
from typing import TYPE_CHECKING

from jinan_geo.errors import show
from jinan_geo.issues.issue import Issue
from jinan_geo.manifest.closed import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pandas as pd

    from jinan_geo.check.subject import Subject
    from jinan_geo.manifest.workspace import LayerFolder

__all__ = ["check_ids", "check_leads", "find_orphans", "fold_ids", "fold_key", "fold_keys"]

NOT_SEEN = re.compile("[\\s\xad\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")
DASHES = re.compile("[\u2010-\u2015\u2212\ufe63\uff0d_]")
LEADING_ZEROS = re.compile(r"(?<![0-9.])0+(?=[0-9])")
PARTING = "\0"
WHOLE_NUMBERS = re.compile(rf"(?<![^{PARTING}])(\d+)\.0+(?![^{PARTING}])")
ALIKE = 0.75
ALL_LEFT_OUT = "\0"  # no code of a district
MOST_COMPARED = 2_000_000  # pairs of keys; beyond it only keys that fold to the same are proposed


def fold_key(key: str) -> str:
    """Leave out what people overlook in a key.

    Width, case, spaces, kinds of dash, zeros in front, ``.0``.
    """
    text = DASHES.sub("-", NOT_SEEN.sub("", unicodedata.normalize("NFKC", key))).casefold()
    return LEADING_ZEROS.sub("", re.sub(r"^(\d+)\.0+$", r"\1", text))


def fold_keys(keys: Sequence[str]) -> list[str]:
    """Fold each of many keys, as ``fold_key`` does, but all in one look."""
    whole = PARTING.join(keys)
    if whole.count(PARTING) >= len(keys) > 0:  # in a key
        return [fold_key(key) for key in keys]
    if whole.isascii():  # of what is left out only spaces and one dash are
        whole = "".join(whole.split()).replace("_", "-").lower()
    else:
        whole = DASHES.sub("-", NOT_SEEN.sub("", unicodedata.normalize("NFKC", whole))).casefold()
    whole = WHOLE_NUMBERS.sub(r"\1", whole) if ".0" in whole else whole
    whole = LEADING_ZEROS.sub("", whole)
    return whole.split(PARTING) if keys else []


def check_ids(subject: Subject) -> Iterator[Issue]:
    """Find ids that differ from an earlier one only in ways that people overlook."""
    keys = subject.features["id"].tolist()
    folded = fold_keys(keys)
    if len(set(folded)) == len(keys):
        return
    first: dict[str, str] = {}
    for at, (key, fold) in enumerate(zip(keys, folded, strict=True)):
        other = first.setdefault(fold, key)
        if other != key:
            yield subject.issue("look-alike-id", at, field="id", value=key, other=other)


def check_leads(subject: Subject) -> Iterator[Issue]:
    """Find leads that are declared of no project, or of a district that is not there."""
    manifest = subject.folder.manifest
    if manifest.leads == "all":
        return
    known = [str(key) for key in subject.features["id"]]
    codes = _district_codes(subject)
    here = (subject.folder.id, f"layers/{subject.folder.id}/layer.toml", None)
    for key, code in manifest.leads.items():
        now = manifest.renumbered.get(key, key)
        if now not in known and now not in manifest.ended:
            yield Issue("lead-unknown", *here, None, "leads", key, _name_near(key, known))
        if codes.isdisjoint({code, ALL_LEFT_OUT}):
            yield Issue("lead-nowhere", *here, key, "leads", code)


def _district_codes(subject: Subject) -> set[str]:
    """The codes of the districts; of a city whose districts were left out it is not known."""
    places = [one for one in subject.others.values() if one.folder.manifest.role == "districts"]
    return {str(code) for one in places for code in one.features["id"]} or {ALL_LEFT_OUT}


def _name_near(key: str, known: Sequence[str]) -> dict[str, str]:
    """Say which known id is nearest to a key, as the details of an issue."""
    near = _nearest(key, known)
    said = text("check.keys.nearest", near=show(near or "")).detail("near")
    return said if near else dict.fromkeys(said, "")


def fold_ids(
    folder: LayerFolder, records: pd.DataFrame, known: Sequence[str]
) -> tuple[list[str], list[Issue]]:
    """Give the records' ids as the features write them, where ``fold_key`` makes them one.

    Each record so renamed has a note.

    An id that would be one with several features stays as it is.
    """
    exact = set(known)
    folded: dict[str, set[str]] = {}
    for key in known:
        folded.setdefault(fold_key(key), set()).add(key)
    ids: list[str] = []
    issues = []
    for key, line in zip(records["id"], records["line"], strict=True):
        same = set() if key in exact else folded.get(fold_key(key), set())
        ids.append(next(iter(same)) if len(same) == 1 else key)
        if ids[-1] != key:
            found = (folder.id, folder.progress_file, int(line), ids[-1], "id", key)
            issues.append(Issue("folded-key", *found, {"to": show(ids[-1])}))
    return ids, issues


def find_orphans(
    folder: LayerFolder, orphans: pd.DataFrame, known: Sequence[str]
) -> Iterator[Issue]:
    """Name each record without a project, with the id that was probably meant.

    Nothing is joined for it.
    """
    if not len(orphans):
        return
    folded = {fold_key(key): key for key in reversed(known)}
    meant = _Meant(known, is_compared=len(known) * orphans["id"].nunique() <= MOST_COMPARED)
    for key, line in zip(orphans["id"], orphans["line"], strict=True):
        same = folded.get(fold_key(key))
        found = (folder.id, folder.progress_file, int(line), key, "id", key)
        if same is not None:
            yield Issue("near-key", *found, {"near": show(same)})
            continue
        near = meant.nearest(key)
        said = text("check.keys.nearest", near=show(near)).detail("near")
        yield Issue("orphan-record", *found, said if near else dict.fromkeys(said, ""))


class _Meant:
    """Finds the id that was probably meant by one that stands in no feature.

    Chinese ones first by how they sound; where ``is_compared``, then by their letters.
    """

    def __init__(self, known: Sequence[str], *, is_compared: bool) -> None:
        self.known, self.is_compared = known, is_compared
        self.found: dict[str, str | None] = {}

    @cached_property
    def sounds(self) -> dict[str, str]:
        """The first known Chinese id of each sound."""
        return {_sound(key): key for key in reversed(self.known) if not key.isascii()}

    def nearest(self, key: str) -> str | None:
        """The known id that is most like the key; None where none is like it."""
        if key not in self.found:
            near = None if key.isascii() else self.sounds.get(_sound(key))
            if near is None and self.is_compared:
                near = _nearest(key, self.known)
            self.found[key] = near
        return self.found[key]


def _sound(key: str) -> str:
    """Write a key as it is spoken.

    Traditional and variant characters, and those mistaken for one another, are one.
    """
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - only where a Chinese key stands in no feature

    return "".join(lazy_pinyin(fold_key(key)))


def _nearest(key: str, known: Iterable[str]) -> str | None:
    near = difflib.get_close_matches(key, list(known), n=1, cutoff=ALIKE)
    return near[0] if near else None
