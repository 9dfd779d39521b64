"""What stands in the files of a workspace that is begun, in its language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyproj
import tomlkit

from jinan_geo.manifest.locale import UNSTATED
from jinan_geo.words import say, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jinan_geo.intake.untyped import TomlTable

__all__ = ["DISTRICTS", "THEME", "first_files", "label"]

DISTRICTS = "districts"
THEME = "renewal"
CHINESE = "zh"
FILES = {
    "workspace": "workspace.toml",
    "layers": "layers/",
    "targets": "targets.toml",
    "maps": "maps/",
}
NEXT = {
    "add": "jinan-geo layer add projects.csv --id projects",
    "build": "jinan-geo build",
    "check": "jinan-geo check",
}


def first_files(
    city: str, metric: str, lang: str, locale: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Give each file but the districts: its path in the workspace, and what is in it.

    ``locale`` is what is said of ``[locale]`` beside the language.
    """
    yield "workspace.toml", tomlkit.dumps(_workspace(city, metric, lang, locale))
    source = label(say("intake.begin.targets_source", lang), lang)
    head = tomlkit.document()
    head.add("source", source)
    note = say("intake.begin.targets_note", lang)
    example = "".join(f"# {line}\n" for line in _example(lang).splitlines())
    yield "targets.toml", f"# {note}\n\n{tomlkit.dumps(head)}\n{example}"
    titles = {"city": say("intake.begin.title", lang, city=city)}
    titles["districts"] = say("intake.begin.district_title", lang)
    for order, (scope, title) in enumerate(titles.items()):
        page = tomlkit.document()
        page.add("title", label(title, lang))
        page.add("scope", tomlkit.item(scope))
        page.add("order", tomlkit.item(1 + order * 89))
        yield f"maps/{scope}.toml", tomlkit.dumps(page)
    yield "README.md", _readme(city, metric, lang)


def _readme(city: str, metric: str, lang: str) -> str:
    """What the folder holds, and the commands that come next."""
    said = words_of("intake.readme_parts", lang)
    what = say("intake.begin.readme", lang, metric=metric)
    files = [f"- `{name}`: {said[key]}" for key, name in FILES.items()]
    width = max(map(len, NEXT.values()))
    following = [f"    {call:{width}}  # {said[key]}" for key, call in NEXT.items()]
    parts = [f"# {city}", what, "\n".join(files), said["next"], "\n".join(following)]
    return "\n\n".join(parts) + "\n"


def _workspace(
    city: str, metric: str, lang: str, locale: Mapping[str, str]
) -> tomlkit.TOMLDocument:
    made = tomlkit.document()
    made.add(tomlkit.comment(say("intake.begin.workspace_note", lang)))
    made.add(tomlkit.nl())
    made.add("name", label(city, lang))
    made.add("title", label(say("intake.begin.title", lang, city=city), lang))
    crs = tomlkit.item(metric)
    crs.comment(pyproj.CRS.from_user_input(metric).name)
    made.add("metric_crs", crs)
    made.add("districts", tomlkit.item(DISTRICTS))
    spoken = tomlkit.table()
    spoken.add("language", lang)
    if lang != CHINESE:  # which comes with English
        spoken.add("languages", [lang])
    for key, value in locale.items():
        item = tomlkit.item(value)
        if value == UNSTATED:
            item.comment(say("intake.begin.no_currency", lang))
        spoken.add(key, item)
    made.add("locale", spoken)
    themes = tomlkit.table()
    themes.add(THEME, label(say("intake.begin.theme", lang), lang))
    made.add("themes", themes)
    return made


def _example(lang: str) -> str:
    """Give a commitment as it would be written, with every key that most need."""
    table = tomlkit.table()
    for key, value in (("id", "T-1"), ("theme", THEME)):
        table.add(key, value)
    table.add("name", label(say("intake.begin.example", lang), lang))
    table.add("comparator", ">=")
    table.add("value", 10)
    table.add("unit", label(say("intake.begin.example_unit", lang), lang))
    due = tomlkit.parse("due = 2030-12-31")
    table.add("due", due["due"])
    listed = tomlkit.aot()
    listed.append(table)
    made = tomlkit.document()
    made.add("targets", listed)
    return tomlkit.dumps(made)


def label(text: str, lang: str) -> TomlTable:
    """Give a text of a manifest in one language."""
    made = tomlkit.inline_table()
    made[lang] = text
    return made
