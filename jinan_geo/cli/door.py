"""The one way in and out of the program.

Whatever happens within, a message, an exit code, and never a traceback.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import itertools
import json
import os
import sys
from typing import TYPE_CHECKING, Any, NoReturn

import click

from jinan_geo.cli import tables as terminal
from jinan_geo.cli.language import LANGUAGE_KEY, language_of_errors, usual_language
from jinan_geo.cli.report import write_report
from jinan_geo.cli.verb import Verbs
from jinan_geo.errors import EnvironmentFault, JinanGeoError, ResourceLimitError, show
from jinan_geo.words import asked_language, current_language, say, speaking, spoken_apart

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["Door"]

INTERRUPTED = 130
UNUSABLE = 2
SELDOM = (1_000_000, 50, 50)  # Python's: 700, 10, 10
# How libraries in other languages say it: they know no MemoryError.
NO_MEMORY = ("bad_alloc", "out of memory", "cannot allocate memory")


class Door(Verbs):
    """Turns everything that can be raised within into one message and an exit code.

    Panics of libraries are among it.
    """

    def main(self, *args: Any, **extra: Any) -> NoReturn:  # noqa: ANN401 - click's signature
        """Run the program, and leave it by an exit code of its own."""
        _hold_streams()
        said = extra.get("args") or (args[0] if args else None) or sys.argv[1:]
        words = [*map(str, said)]
        language = asked_language() or language_of_errors(words)
        with (
            _seldom_collecting(),
            spoken_apart(),
            speaking(language),
            _without_leftovers(),
        ):  # until --lang is read
            code = self._carry(*args, **{**extra, "standalone_mode": False}, said=words)
            code = _flush(code)
        sys.exit(code)

    def make_context(self, *args: Any, **extra: Any) -> click.Context:  # noqa: ANN401 - as above
        """Read the command line; its help may be what nobody reads."""
        with _reader():
            said = args[1] if len(args) > 1 else extra.get("args", [])
            usual = usual_language([*map(str, said)])  # before what is read is taken off the list
            context = super().make_context(*args, **extra)
            context.meta[LANGUAGE_KEY] = usual
            return context

    def invoke(self, context: click.Context) -> Any:  # noqa: ANN401 - as above
        """Run the verb."""
        with _reader():
            return super().invoke(context)

    def _carry(self, *args: Any, said: Sequence[str], **extra: Any) -> int:  # noqa: ANN401 - as above
        try:
            given = super().main(*args, **extra)
        except SystemExit as left:
            return left.code if isinstance(left.code, int) else UNUSABLE * bool(left.code)
        except click.ClickException as error:
            return _told(error.exit_code, _word(error, said), said)
        except click.Abort:
            _say(say("cli.errors.interrupted"))
            return _told(INTERRUPTED, say("cli.errors.interrupted"), said)
        except BaseException as error:  # noqa: BLE001 - panics of Rust libraries are no Exceptions
            return _answer(error, said)
        return given if isinstance(given, int) else 0


@contextlib.contextmanager
def _without_leftovers() -> Iterator[None]:
    """Print nothing of what libraries could not raise: where it matters they say so as well.

    fiona does so where a text of GDAL's is no UTF-8, with a traceback for nobody.
    """
    unraised, raised = sys.unraisablehook, sys.excepthook
    sys.unraisablehook = lambda _: None
    sys.excepthook = lambda *_: None  # all that is raised is caught here
    try:
        yield
    finally:
        sys.unraisablehook = unraised
        sys.excepthook = raised


@contextlib.contextmanager
def _seldom_collecting() -> Iterator[None]:
    """Look for cycles of garbage seldom: a verb loads many modules, makes few cycles and ends soon.

    Most of what it allocates stays, and was looked through again and again: 0.1 s of a small build.
    """
    before = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextlib.contextmanager
def _reader() -> Iterator[None]:
    """Take a reader that left for what it is.

    Click would end with 1, which means rows set aside.
    """
    try:
        yield
    except BrokenPipeError as error:
        raise _fault_of(error) from error


def _word(error: click.ClickException, said: Sequence[str]) -> str:
    """Say what is wrong with a call; the library that reads it knows English only."""
    is_chinese = current_language() == "zh" or ("--lang", "zh") in itertools.pairwise(said)
    if not is_chinese or "--lang=en" in said:
        error.show()
        return error.format_message()
    text = _in_chinese(error)
    _say(text)
    return text


def _in_chinese(error: click.ClickException) -> str:
    if isinstance(error, click.NoSuchOption):
        return say("cli.errors.no_option", "zh", name=error.option_name)
    if isinstance(error, click.BadParameter) and error.param is not None:
        is_option = isinstance(error.param, click.Option)
        name = error.param.opts[0] if is_option else error.param.human_readable_name
        if isinstance(error, click.MissingParameter):
            return say("cli.errors.option_missing", "zh", name=name)
        return say("cli.errors.option_bad", "zh", name=name, why=error.message)
    return say("cli.errors.call", "zh", why=error.format_message())


def _answer(error: BaseException, said: Sequence[str]) -> int:
    """Say what stopped the program; what nobody foresaw goes into a report."""
    known = _known(error)
    if known is not None:
        text = "\n".join([str(known), *getattr(known, "__notes__", [])])
        _say(text)
        return _told(known.exit_code, text, said)
    report = write_report(error, said)
    kind = type(error).__name__
    if report:
        text = say("cli.errors.unforeseen", kind=kind, report=report)
    else:
        text = say("cli.errors.unforeseen_untold", kind=kind)
    _say(text)
    return _told(UNUSABLE, text, said)


def _told(code: int, why: str, said: Sequence[str]) -> int:
    """Tell a machine too, where it was asked for: the exit code and why."""
    if "--json" in said:
        with contextlib.suppress(OSError, ValueError):
            click.echo(json.dumps({"exit_code": code, "why": why}, ensure_ascii=False))
    return code


def _known(error: BaseException) -> JinanGeoError | None:
    """Give the error as one of ours, where its kind says what is wrong."""
    if isinstance(error, JinanGeoError):
        return error
    if isinstance(error, MemoryError) or any(word in str(error).lower() for word in NO_MEMORY):
        return ResourceLimitError(say("cli.errors.memory"))
    if isinstance(error, ImportError):
        name = show(error.name or str(error))
        return EnvironmentFault(say("cli.errors.package", name=name))
    return _fault_of(error) if isinstance(error, OSError) else None


def _fault_of(error: OSError) -> EnvironmentFault:
    reason = error.strerror or type(error).__name__
    if error.filename is None:
        return EnvironmentFault(say("cli.errors.output", reason=reason))
    return EnvironmentFault(say("cli.errors.file", filename=error.filename, reason=reason))


def _say(text: str) -> None:
    """Tell on standard error; where that is closed too, only the exit code is left."""
    with contextlib.suppress(OSError, ValueError):
        terminal.print_error(text)
        sys.stderr.flush()


def _hold_streams() -> None:
    """Keep the numbers of closed streams from files that are opened later.

    What is printed would go into them.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def _flush(code: int) -> int:
    """Let the last words out; where they cannot be written, that is the answer."""
    try:
        sys.stdout.flush()
    except AttributeError:  # closed from the beginning
        return code
    except (OSError, ValueError) as error:
        fault = (
            error if isinstance(error, OSError) else OSError(errno.EBADF, os.strerror(errno.EBADF))
        )
        _drop_output()
        return _answer(fault, []) if code < UNUSABLE else code
    return code


def _drop_output() -> None:
    """Give what is left unsaid to nobody, or Python would try again at its end, and complain."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
