"""Options of who works on a build: this process alone, or workers of Dask."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any

import click

from jinan_geo.errors import UsageError
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinan_geo.check.engine import Engine

__all__ = ["ONE_PROCESS", "Hired", "engine_options", "hired_of"]

OPTIONS = (
    click.option(
        "--engine",
        type=click.Choice(["one", "dask"]),
        default="one",
        help="Who works on large layers: one process, or workers of Dask.",
    ),
    click.option(
        "--scheduler", metavar="ADDRESS", help="Dask's scheduler; without it: processes here."
    ),
    click.option(
        "--jobs", type=click.IntRange(min=1), help="Processes here; default: one a processor."
    ),
)


@dataclass(frozen=True)
class Hired:
    """Who works: nobody else, or the workers of a scheduler, or so many processes here."""

    is_dask: bool = False
    scheduler: str | None = None
    jobs: int | None = None

    def open(self) -> AbstractContextManager[Engine]:
        """Have them at hand.

        Raises
        ------
        EnvironmentFault
            They are not to be had.
        """
        from jinan_geo.check.engine import ALONE  # noqa: PLC0415 - saves 700 ms of every start

        if not self.is_dask:
            return nullcontext(ALONE)
        from jinan_geo.read.workers import hire_workers  # noqa: PLC0415 - as above

        return hire_workers(self.scheduler, self.jobs or os.cpu_count() or 1)


ONE_PROCESS = Hired()


def engine_options(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb the options of who works; ``hired_of`` takes what they say."""
    return reduce(lambda made, option: option(made), reversed(OPTIONS), verb)


def hired_of(engine: str, scheduler: str | None, jobs: int | None) -> Hired:
    """Take what the options say.

    Raises
    ------
    UsageError
        They contradict one another.
    """
    said = {"--scheduler": scheduler, "--jobs": jobs}
    given = [option for option, value in said.items() if value is not None]
    if given and engine != "dask":
        raise UsageError(say("read.workers.unasked", option=given[0]))
    if len(given) > 1:
        raise UsageError(say("read.workers.either"))
    return Hired(engine == "dask", scheduler, jobs)
