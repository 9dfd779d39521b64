"""What a verb says where nobody has said in which language: errors as its output."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jinan_geo.cli.language import usual_language
from tests.tools.tiny_city import write_city
from tests.tools.verbs import run, run_apart

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({}, "zh"),
        ({"LANG": "C.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "de_DE"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_TW"}, "zh"),
        ({"LANG": "zh_CN", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "zh_CN", "LC_ALL": ""}, "zh"),
    ],
)
def test_outside_a_workspace_the_environment_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], language: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert usual_language(["map", "a.csv"], variables) == language
    assert usual_language(["check", "--workspace=."], {"LANG": "en_US.UTF-8"}) == "zh"
    monkeypatch.chdir(write_city(tmp_path / "city") / "layers")
    assert usual_language(["check"], {"LANG": "en_US.UTF-8"}) == "zh"


@pytest.mark.slow
def test_an_error_speaks_as_the_output_would(tmp_path: Path) -> None:
    gone = tmp_path / "gone.geojson"
    inside = ("check", gone, "--workspace", write_city(tmp_path / "city"))
    assert "文件不存在" in run_apart(*inside, LANG="en_US.UTF-8", LC_ALL="").text
    assert "the file is missing" in run_apart(*inside, "--lang", "en", LANG="zh_CN.UTF-8").text


def test_a_wrong_option_is_told_in_the_language_of_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jinan_geo.cli.door.asked_language", lambda: "zh")
    assert "没有选项 --foo" in run("map", "--foo").text
    assert "缺少 FEATURES" in run("map").text
    assert "--lang 写得不对" in run("map", "a", "--lang", "fr").text
    monkeypatch.setattr("jinan_geo.cli.door.asked_language", lambda: "en")
    assert "No such option" in run("map", "--foo").text
