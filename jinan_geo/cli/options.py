"""Options that several verbs share."""

from __future__ import annotations

from pathlib import Path

import click

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
language_option = click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="zh", help="Language of the output."
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
