"""The cache gives what was put into it here, and nothing that came from elsewhere or is damaged."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from jinan_geo.kept.cache import MOST, Cache, join_hashes
from tests.tools.tiny_city import write_city
from tests.tools.verbs import run

if TYPE_CHECKING:
    from pathlib import Path

KEY, OTHER = join_hashes(["a"]), join_hashes(["b"])


def test_it_gives_what_was_put_in_under_the_same_name_and_key(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    assert cache.find("one", KEY) is None
    cache.keep("one", KEY, b"1")
    for again in (cache, Cache(tmp_path), Cache(tmp_path, writes=False)):
        assert again.find("one", KEY) == b"1"
        assert again.find("one", OTHER) is again.find("two", KEY) is None
    assert not list(tmp_path.rglob("*.part"))


def test_what_may_only_be_read_is_left_as_it_is(tmp_path: Path) -> None:
    Cache(tmp_path, writes=False).keep("one", KEY, b"1")
    assert not list(tmp_path.iterdir())


def test_it_keeps_the_newest_of_a_name(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.keep("a-b", KEY, b"another name that begins alike")
    keys = [join_hashes([at]) for at in range(MOST + 3)]
    for key in keys:
        cache.keep("a", key, key.encode())
    assert [cache.find("a", key) is not None for key in keys] == [False] * 3 + [True] * MOST
    assert cache.find("a-b", KEY) is not None


@pytest.mark.parametrize("harm", ["flip", "cut", "empty", "swap"])
def test_what_is_damaged_is_not_there(tmp_path: Path, harm: str) -> None:
    cache = Cache(tmp_path)
    cache.keep("one", KEY, b"some bytes")
    cache.keep("one", OTHER, b"other bytes")
    file, second = sorted((tmp_path / ".jinan-geo/cache").iterdir())
    data = file.read_bytes()
    changed = {
        "flip": bytes([*data[:-1], data[-1] ^ 1]),
        "cut": data[:-1],
        "empty": b"",
        "swap": second.read_bytes(),
    }
    file.write_bytes(changed[harm])
    assert sorted(map(bool, (cache.find("one", KEY), cache.find("one", OTHER)))) == [False, True]


def test_what_came_from_another_place_is_not_believed(tmp_path: Path) -> None:
    Cache(tmp_path / "theirs").keep("one", KEY, b"theirs")
    shutil.copytree(tmp_path / "theirs", tmp_path / "ours")
    ours = Cache(tmp_path / "ours")
    assert ours.find("one", KEY) is None
    ours.keep("one", KEY, b"ours")
    assert ours.find("one", KEY) == b"ours"


@pytest.mark.slow
def test_pages_that_came_with_a_workspace_are_not_kept(tmp_path: Path) -> None:
    theirs = write_city(tmp_path / "theirs")
    run("build", "--workspace", theirs)
    whole = (theirs / "maps/city.html").read_bytes()
    ours = tmp_path / "ours"
    shutil.copytree(theirs, ours)
    said = run("build", "--workspace", ours, "--json").text
    assert '"kept"' not in said
    assert (ours / "maps/city.html").read_bytes() == whole


def test_hashes_tell_where_one_thing_ends() -> None:
    assert join_hashes(["ab", "c"]) != join_hashes(["a", "bc"]) != join_hashes(["a", "b", "c"])
