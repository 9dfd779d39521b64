"""No traceback, whatever is raised within; one message, one exit code, a report without data."""

from __future__ import annotations

import errno
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from jinan_geo.cli.door import _without_leftovers
from tests.tools.tiny_city import write_city
from tests.tools.verbs import ROOT, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DATUM = "历下区 secret-8888"


class PanicError(BaseException):
    """As a panic of a library in Rust comes out: no Exception."""


ERRORS = [
    (PanicError(DATUM), 2),
    (KeyError(DATUM), 2),
    (RecursionError(DATUM), 2),
    (UnicodeEncodeError("utf-8", DATUM, 0, 1, "surrogates not allowed"), 2),
    (MemoryError(), 5),
    (RuntimeError("std::bad_alloc"), 5),
    (OSError(errno.EIO, os.strerror(errno.EIO), "x.gpkg"), 3),
    (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), 3),
    (ModuleNotFoundError("No module named 'x'", name="x"), 3),
    (KeyboardInterrupt(), 130),
]


def raiser(error: BaseException) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize(("error", "code"), ERRORS, ids=lambda one: type(one).__name__)
def test_whatever_is_raised_ends_with_a_message_and_a_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int
) -> None:
    root = write_city(tmp_path)
    monkeypatch.setattr("jinan_geo.pipeline.prepare_city", raiser(error))
    ran = run("check", "--workspace", root)
    assert ran.code == code, ran.text
    assert ran.text.lstrip().startswith("jinan-geo: ")
    assert "Traceback" not in ran.text
    assert "secret" not in ran.text


def test_the_report_names_version_command_and_place_and_holds_no_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_city(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("jinan_geo.pipeline.prepare_city", raiser(KeyError(DATUM)))
    ran = run("check", "--workspace", root)
    (report,) = tmp_path.glob("jinan-geo-report-*.txt")
    assert report.name in ran.text
    text = report.read_text(encoding="utf-8")
    assert re.match(r"jinan-geo \d", text)
    assert f"command: jinan-geo 'check' '--workspace' {str(root)!r}" in text
    assert "builtins.KeyError" in text
    assert "jinan_geo/cli/check.py:" in text
    assert "secret" not in text


def shell(command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    line = command.replace("jinan-geo", f"{sys.executable} -m jinan_geo")
    return subprocess.run(
        ["bash", "-c", line],  # noqa: S607 - any shell does
        env={**os.environ, "PYTHONPATH": str(ROOT), **variables},
        capture_output=True, text=True, errors="replace", check=False, timeout=120,
    )  # fmt: skip


OUTPUTS = {
    "closed": (">&-", 0),
    "closed both": (">&- 2>&-", 0),
    "full": (">/dev/full", 3),
    "a reader that left": ("| true; exit ${PIPESTATUS[0]}", 3),
}


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("verb", ["check", "check --json", "ledger log", "layer list", "--help"])
@pytest.mark.slow
@pytest.mark.first_whole(5)
def test_an_output_that_cannot_be_written_gives_no_traceback(
    tmp_path: Path, output: str, verb: str
) -> None:
    root = write_city(tmp_path)
    redirect, code = OUTPUTS[output]
    where = "" if verb == "--help" else f"--workspace {root}"
    done = shell(f"jinan-geo {verb} {where} {redirect}")
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    assert bool(done.stderr) is (code > 0)


def test_what_a_library_could_not_raise_is_not_printed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = sys.excepthook
    with _without_leftovers():  # as fiona where a message of GDAL's is no UTF-8
        sys.excepthook(ValueError, ValueError(DATUM), None)
    assert capsys.readouterr().err == ""
    assert sys.excepthook is before
