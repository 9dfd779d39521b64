"""What the verbs on a layer that is there print: what a delivery changes, what was taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinan_geo.cli.tables import print_table, tell, tell_grey
from jinan_geo.words import say, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["print_ended", "print_taken", "print_update"]

MOST = 20
NUMBERS = ("metres", "records")


def print_update(told: Mapping[str, Any], lang: str) -> None:
    """Print what a delivery changes: counts first, then each kind of change."""
    tell(say("cli.update.head", lang, **{key: told[key] for key in ("layer", "file", "on")}))
    counts = {key: told[key] for key in ("before", "delivered", "set_aside", "kept")}
    kinds = ("added", "removed", "moved", "renamed", "renumbered")
    counts |= {key: len(told[key]) for key in kinds}
    tell(say("cli.update.counts", lang, **counts))
    for line in (*_crs(told["crs"], lang), *_columns(told["columns"], lang)):
        tell(line)
    if told["returned"]:
        tell(say("cli.update.returned", lang, ids=", ".join(told["returned"])))
    titles = words_of("cli.update.kinds", lang)
    for kind, title in titles.items():
        _print_rows(title, told[kind], lang)


def _crs(crs: Mapping[str, Any], lang: str) -> Iterator[str]:
    if crs["before"] != crs["after"]:
        yield say("cli.update.crs", lang, before=crs["before"], after=crs["after"])
    if crs["by_own_places"]:
        yield say("cli.update.own_places", lang, after=crs["after"])
    if crs["moved_as_one"] is not None:
        yield say("cli.update.moved_as_one", lang, metres=crs["moved_as_one"])


def _columns(columns: Mapping[str, Any], lang: str) -> Iterator[str]:
    renamed = ", ".join(f"{one['before']} → {one['after']}" for one in columns["renamed"])
    if renamed:
        yield say("cli.update.columns_renamed", lang, columns=renamed)
    if columns["added"]:
        yield say("cli.update.columns_added", lang, columns=", ".join(columns["added"]))
    if columns["gone"]:
        yield say("cli.update.columns_gone", lang, columns=", ".join(columns["gone"]))


def _print_rows(title: str, rows: Sequence[Mapping[str, Any]], lang: str) -> None:
    """Print the first of some rows, by the columns that they have."""
    if not rows:
        return
    known = words_of("cli.update.columns", lang)
    stated = {name for one in rows for name, value in one.items() if value is not None}
    names = [name for name in known if name in stated]
    cells = [_cells(one, names, lang) for one in rows[:MOST]]
    headings = {name: known[name] for name in names}
    print_table(headings, cells, right=NUMBERS, fold=("name", "after"), title=title)
    if len(rows) > MOST:
        tell_grey(say("cli.update.more", lang, count=len(rows) - MOST))


def _cells(row: Mapping[str, Any], names: Sequence[str], lang: str) -> list[str]:
    return [_cell(row.get(name), lang) for name in names]


def _cell(value: Any, lang: str) -> str:  # noqa: ANN401 - a cell of a row
    if value is None:
        return "—"
    if isinstance(value, list):
        named = [f"{one['id']} {one['name'] or ''}".strip() for one in value]
        return say("cli.update.or", lang).join(named)
    return str(value)


def print_taken(told: Mapping[str, Any], lang: str, *, is_taken: bool, past: str) -> None:
    """Say that it was taken, or how it can be."""
    layer = told["layer"]
    if is_taken:
        tell(say("cli.update.taken", lang, layer=layer, on=told["on"], past=past))
    elif told["nothing"]:
        tell(say("cli.update.nothing", lang, layer=layer))
    else:
        tell(say("cli.update.dry", lang))


def print_ended(layer: str, archive: str, lang: str, *, is_done: bool) -> None:
    """Say where a layer that ended lies now, and how it comes back."""
    if not is_done:
        tell(say("cli.update.dry", lang))
        return
    tell(say("cli.update.ended", lang, layer=layer, archive=archive))
