"""How a verb that ran to its end went: the one place that says which exit code, and why."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from jinan_geo.errors import SET_ASIDE, UsageError
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from jinan_geo.issues.issue import Issue
    from jinan_geo.manifest.workspace import Workspace

__all__ = [
    "Outcome",
    "faults_of",
    "left_out_rows",
    "outcome_of",
    "print_json",
    "print_left_out",
    "tell_left_out",
]

DONE, UNUSABLE = 0, UsageError.exit_code


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a verb set aside, layers it left out among it, and warned of.

    ``strict`` allows none of it. ``nowhere``: a page was drawn on which no row has a place.
    ``refused`` says why the input is unusable though something could be said of it.
    """

    set_aside: int = 0
    left_out: int = 0
    warnings: int = 0
    strict: bool = False
    nowhere: bool = False
    refused: str = ""

    @property
    def code(self) -> int:
        """Give 1 if and only if something was set aside or has no place at all.

        ``strict`` gives it for warnings too, and 2 if it missed a layer; what is refused is 2.
        """
        if self.refused or (self.strict and self.left_out):
            return UNUSABLE
        if self.set_aside or self.nowhere:
            return SET_ASIDE
        return SET_ASIDE if self.strict and self.warnings else DONE

    def why(self, lang: str) -> str:
        """Say why the exit code is what it is."""
        if self.refused:
            return self.refused
        if self.code == UNUSABLE:
            return say("cli.outcome.left_out", lang, count=self.left_out)
        if self.set_aside:
            return say("cli.outcome.set_aside", lang, count=self.set_aside)
        if self.nowhere:
            return say("cli.outcome.nowhere", lang)
        if self.code:
            return say("cli.outcome.warnings", lang, count=self.warnings)
        return say("cli.outcome.done", lang)


def outcome_of(issues: Iterable[Issue], *, strict: bool = False) -> Outcome:
    """Count what issues say: a record is set aside once, however many faults it has."""
    from jinan_geo.issues.alike import IssueList, count_by_severity, records_aside  # noqa: PLC0415 - saves 78 ms of every start

    found = IssueList(issues)
    aside = len(records_aside(found))
    left_out = sum(piece.one.type == "layer-left-out" for piece in found.pieces)
    warnings = count_by_severity(found)["warning"]
    return Outcome(set_aside=aside, left_out=left_out, warnings=warnings, strict=strict)


def tell_left_out(workspace: Workspace, lang: str, *, quiet: bool = False) -> Outcome:
    """Name the layers that were left out, in grey, with what is wrong in each.

    ``quiet`` where a machine reads.
    """
    if not quiet:
        print_left_out(faults_of(workspace), lang)
    count = len(workspace.left_out)
    return Outcome(set_aside=count, left_out=count)


def print_left_out(faults: Mapping[str, Sequence[str]], lang: str) -> None:
    """Name layers in grey, with what is wrong in each."""
    from jinan_geo.cli.tables import tell_grey  # noqa: PLC0415 - as above

    for layer, found in faults.items():
        tell_grey(say("cli.outcome.layer", lang, layer=layer, why="\n  ".join(found)))


def left_out_rows(faults: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Give the same for a machine; nothing where all layers are in."""
    rows = [{"layer": layer, "why": list(found)} for layer, found in faults.items()]
    return {"left_out": rows} if rows else {}


def faults_of(workspace: Workspace) -> dict[str, tuple[str, ...]]:
    """Give what is wrong in each layer that was left out."""
    return {one.id: one.faults for one in workspace.left_out}


def print_json(answer: dict[str, Any], outcome: Outcome, lang: str) -> None:
    """Print the one JSON object of a verb, with its exit code and why."""
    said = {"exit_code": outcome.code, "why": outcome.why(lang)}
    click.echo(json.dumps({**answer, **said}, ensure_ascii=False))
