"""What ``year new`` prints: the year that ended, what goes on, and each commitment's answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinan_geo.answers.settlement import ENDINGS
from jinan_geo.cli.tables import print_table, tell
from jinan_geo.closing.archive import year_folder
from jinan_geo.words import say, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from jinan_geo.closing.promises import Pledge, Question
    from jinan_geo.closing.turn import Turn
    from jinan_geo.manifest.workspace import Workspace

__all__ = ["print_turn", "turn_json"]


def print_turn(
    workspace: Workspace,
    turn: Turn,
    answers: Mapping[str, Pledge],
    told: Mapping[str, Any],
    lang: str,
) -> None:
    """Print what is closed, what goes on, what each commitment becomes, and what is left to do."""
    between = say("cli.turn.between", lang)
    names = {str(key): getattr(words, lang) for key, words in ENDINGS.items()}
    counts = between.join(f"{names[key]} {count}" for key, count in turn.endings.items())
    place = _place(workspace, told["archive"], turn.old)
    known = {
        "old": getattr(turn.ended.apart, lang),
        "day": turn.day,
        "place": place,
        "counts": counts or "—",
    }
    tell(say("cli.turn.ended", lang, **known))
    works = len(turn.carried.works)
    year = getattr(turn.carried.of.apart, lang)
    tell(say("cli.turn.carried", lang, count=works, unknown=turn.carried.unknown, year=year))
    rows = [_row(one, answers.get(one.old.id), lang) for one in turn.questions]
    if rows:
        headings = words_of("cli.turn.columns", lang)
        print_table(headings, rows, fold=["name"])
    _print_left(turn, answers, told, lang)


def _print_left(
    turn: Turn, answers: Mapping[str, Pledge], told: Mapping[str, Any], lang: str
) -> None:
    open_ = sum(one.is_asked and one.old.id not in answers for one in turn.questions)
    if told["out"] is not None:
        tell(say("cli.turn.table", lang, file=told["out"], year=turn.year))
    elif open_:
        tell(say("cli.turn.open", lang, count=open_, year=turn.year))
    if turn.opens is not None:
        tell(say("cli.turn.opens", lang, day=turn.opens))
    if told["out"] is None:
        tell(say("cli.turn.written" if told["written"] else "cli.turn.nothing", lang))


def _place(workspace: Workspace, archive: Path | None, old: int) -> str:
    return (archive or year_folder(workspace.root, old)).relative_to(workspace.root).as_posix()


def _row(one: Question, answer: Pledge | None, lang: str) -> list[str]:
    said = words_of("cli.turn.states", lang)
    state = said[answer.what if answer else one.state]
    ended = f"{one.ending(lang)} {one.actual}"
    return [one.old.id, getattr(one.old.name, lang), ended, one.key, state]


def turn_json(
    workspace: Workspace, turn: Turn, answers: Mapping[str, Pledge], told: Mapping[str, Any]
) -> dict[str, Any]:
    """Give it for a machine."""
    place = _place(workspace, told["archive"], turn.old)
    return {
        "year": turn.year,
        "from": turn.old,
        "closed": turn.day.isoformat(),
        "archive": place,
        "archived": told["archive"] is not None,
        "settlement": dict(turn.endings),
        "works": len(turn.carried.works),
        "unknown": turn.carried.unknown,
        "targets": [_target(one, answers.get(one.old.id)) for one in turn.questions],
        "opens": turn.opens.isoformat() if turn.opens else None,
        "written": told["written"],
    }


def _target(one: Question, answer: Pledge | None) -> dict[str, Any]:
    value = None if answer is None or answer.value is None else float(answer.value)
    due = answer.due.isoformat() if answer and answer.due else None
    said = answer.what if answer else None
    return {**one.as_json(), "answer": said, "value": value, "due": due}
