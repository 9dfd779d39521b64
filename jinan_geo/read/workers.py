"""Workers of Dask, on this machine or on others: each part of the work goes to whoever is free.

A part whose worker is lost is done again by another. Nothing is kept by a worker, and it opens no
file: what it needs comes with the part, so that it may be anywhere.
"""

from __future__ import annotations

import io
import logging
import pickle
import platform
from collections import deque
from contextlib import contextmanager, suppress
from functools import lru_cache
from importlib.metadata import version
from threading import get_ident
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import shapely
from geopandas.array import GeometryArray

from jinan_geo.check.engine import Engine
from jinan_geo.errors import EnvironmentFault, UsageError, show
from jinan_geo.kept.inputs import hash_package
from jinan_geo.kept.rings import build_shapes, lay_out
from jinan_geo.words import current_language, current_speech, say, speaking, spoken_as

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from distributed import Client, Future

    from jinan_geo.words import Speech

__all__ = ["ROWS", "Workers", "hire_workers", "packed"]

A = TypeVar("A")
B = TypeVar("B")
ROWS = 32_768  # features a part: as large as a chunk of a page
AHEAD = 2  # parts under way for each worker: one in work, one at hand
LOCAL = "localhost:0"  # any free port, and nobody else's
PATIENCE = 10.0  # seconds for a scheduler to answer
ENOUGH = 60.0  # seconds for the first worker to come


class Workers(Engine):
    """The workers of a scheduler; ``rows`` is how many features they take at a time."""

    def __init__(self, client: Client, rows: int = ROWS) -> None:
        self.client, self.rows = client, rows

    def run(self, work: Callable[[A], B], parts: Iterable[A]) -> Iterator[B]:
        """Give what the work makes of each part, in their order; only a few are under way.

        Raises
        ------
        EnvironmentFault
            The scheduler is gone, or one part has cost several workers their life.
        JinanGeoError
            The work itself says so.
        """
        waiting: deque[Future] = deque()
        said = packed((work, current_language(), current_speech()))
        try:
            for part in parts:
                waiting.append(self.client.submit(_work, said, packed(part), pure=False))
                if len(waiting) >= AHEAD * max(1, self._count()):
                    yield self._result(waiting.popleft())
            while waiting:
                yield self._result(waiting.popleft())
        finally:
            with suppress(OSError):
                self.client.cancel([*waiting])

    def _count(self) -> int:
        try:
            return len(self.client.nthreads())
        except OSError as error:
            msg = say("read.workers.gone", error=show(str(error)))
            raise EnvironmentFault(msg) from None

    def _result(self, future: Future) -> Any:  # noqa: ANN401 - whatever the work gives
        from distributed import CancelledError, KilledWorker  # noqa: PLC0415 - as ``hire_workers``

        try:
            return pickle.loads(future.result())  # noqa: S301 - of our own workers
        except KilledWorker:
            raise EnvironmentFault(say("read.workers.killed")) from None
        except (CancelledError, OSError) as error:  # the scheduler went, and with it what it knew
            msg = say("read.workers.gone", error=show(str(error)))
            raise EnvironmentFault(msg) from None


def _work(said: bytes, part: bytes) -> bytes:
    """Do a part of the work as the one who asks would say it."""
    work, language, speech = _unpacked(said, get_ident())
    with speaking(language), spoken_as(speech):
        return packed(work(pickle.loads(part)))  # noqa: S301 - of whoever runs the scheduler


@lru_cache(maxsize=2)
def _unpacked(said: bytes, thread: int) -> tuple[Callable[[Any], Any], str, Speech]:  # noqa: ARG001 - each has its own
    """Give what is done with every part: read once, and what it works out is kept for the next."""
    return pickle.loads(said)  # type: ignore[no-any-return]  # noqa: S301 - as above


class _Packer(pickle.Pickler):
    """Packs shapes by the array: one by one they are dear."""

    def reducer_override(self, thing: Any) -> Any:  # noqa: ANN401 - whatever is packed
        """Give an array of shapes, some of them missing, laid out; others as they are."""
        if type(thing) is GeometryArray:
            return GeometryArray, (np.asarray(thing), thing.crs)
        is_array = type(thing) is np.ndarray and thing.dtype == object
        if is_array and thing.ndim == 1 and shapely.is_valid_input(thing).all():
            return build_shapes, (lay_out(thing),)
        return NotImplemented


def packed(thing: object) -> bytes:
    """Pack what goes to a worker or comes from it."""
    into = io.BytesIO()
    _Packer(into, protocol=5).dump(thing)
    return into.getvalue()


@contextmanager
def hire_workers(scheduler: str | None, jobs: int, rows: int = ROWS) -> Iterator[Workers]:
    """Have the workers of a scheduler, or without one so many processes of this machine.

    Raises
    ------
    EnvironmentFault
        Dask is not installed, the scheduler does not answer, has no worker, or its workers have
        another version of this program.
    """
    try:
        import dask  # noqa: PLC0415 - only for who asks for workers
        from distributed import Client, LocalCluster  # noqa: PLC0415 - as above
    except ImportError:
        raise EnvironmentFault(say("read.workers.no_dask")) from None
    for name in ("distributed", "distributed.worker", "distributed.nanny"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what is lost is done again
    # A part comes with all it needs, on purpose: a worker that is lost takes nothing with it.
    dask.config.set(
        {
            "distributed.admin.large-graph-warning-threshold": "1GiB",
            "distributed.admin.tick.interval": "1s",  # else it looks at itself fifty times a second
            "distributed.worker.profile.enabled": False,
        }
    )
    if scheduler is None:
        with (
            LocalCluster(
                n_workers=jobs,
                threads_per_worker=1,
                dashboard_address=LOCAL,
                silence_logs=logging.CRITICAL,
            ) as cluster,
            Client(cluster) as client,
        ):
            yield Workers(client, rows)
        return
    try:
        client = Client(scheduler, timeout=PATIENCE, set_as_default=False)
    except ValueError as error:
        msg = say("read.workers.address", address=show(scheduler), error=show(str(error)))
        raise UsageError(msg) from None
    except (OSError, TimeoutError):
        raise EnvironmentFault(say("read.workers.silent", address=show(scheduler))) from None
    with client:
        _require_same(client, scheduler)
        yield Workers(client, rows)


def _require_same(client: Client, scheduler: str) -> None:
    """See to it that there are workers, and that all of them would do the same as this process."""
    try:
        client.wait_for_workers(1, timeout=ENOUGH)
    except TimeoutError:
        raise EnvironmentFault(say("read.workers.none", address=show(scheduler))) from None
    try:
        codes = client.run(_own_code)
    except Exception as error:  # noqa: BLE001 - a worker without this program raises what it likes
        codes = {show(str(error)): ""}
    others = sorted(worker for worker, code in codes.items() if code != _own_code())
    if others:
        raise EnvironmentFault(say("read.workers.other", workers=", ".join(others)))


def _own_code() -> str:
    """What decides the bytes of a result: this program and whatever it reckons by."""
    reckons = [f"{name} {version(name)}" for name in ("numpy", "pandas", "geopandas", "pyproj")]
    geos = shapely.geos_version_string
    return "; ".join([hash_package(), platform.python_version(), *reckons, f"GEOS {geos}"])
