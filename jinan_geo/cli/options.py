"""Options that several verbs share."""

from __future__ import annotations

from pathlib import Path

import click

from jinan_geo.words import speak

__all__ = [
    "as_of_option",
    "audience_option",
    "encoding_option",
    "language_option",
    "workspace_option",
]

workspace_option = click.option(
    "--workspace",
    "folder",
    type=click.Path(path_type=Path),
    default=Path(),
    help="Folder that holds workspace.toml; default: here or above.",
)


def _speak(context: click.Context, parameter: click.Parameter, lang: str) -> str:
    """Say in the language that is asked for why a command stops, too; by default that is English, as ever."""
    if context.get_parameter_source(str(parameter.name)) is click.core.ParameterSource.COMMANDLINE:
        speak(lang)
    return lang


language_option = click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    default="zh",
    callback=_speak,
    is_eager=True,
    help="Language of the output.",
)
as_of_option = click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Leave later records out."
)
audience_option = click.option(
    "--audience",
    type=click.Choice(["public", "internal"]),
    help="For whom; default: as workspace.toml says.",
)
encoding_option = click.option(
    "--encoding",
    metavar="NAME",
    help="Of the texts, where it is found wrong: UTF-8, GBK, Big5, Shift-JIS, EUC-KR, Windows-1252 "
    "...",
)
