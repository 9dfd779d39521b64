"""What goes back to the districts: a return sheet for each file, reminders, and one summary."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from jinan_geo.words import say
from jinan_geo.workbook.back.ready import ready_of, rows_text
from jinan_geo.workbook.folder.remind import remind, sum_up
from jinan_geo.workbook.folder.slip import draw_slip, marks_of
from jinan_geo.write.files import write_bytes, write_text
from jinan_geo.write.guard import refuse_output

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from jinan_geo.city.city import City
    from jinan_geo.workbook.back.ready import Ready
    from jinan_geo.workbook.folder.batch import Batch
    from jinan_geo.workbook.folder.remind import Reminder

__all__ = ["Reply", "reply_of", "write_reply"]


@dataclass(frozen=True)
class Reply:
    """A batch and what is said of it; names of districts by code, in Chinese and in English.

    ``proposals`` are all that no layer has yet, those of earlier imports among them.
    """

    batch: Batch
    reminders: Sequence[Reminder]
    summary: str
    zh: Mapping[str, str]
    en: Mapping[str, str]
    proposals: Sequence[Ready] = ()


def reply_of(batch: Batch, city: City, lang: str) -> Reply:
    """Word the reminders and the summary."""
    codes = city.districts.codes
    zh = dict(zip(codes, city.districts.names_zh, strict=True))
    en = dict(zip(codes, city.districts.names_en, strict=True))
    reminders = remind(batch, city, lang)
    names = zh if lang == "zh" else en
    summary = sum_up(reminders, names, batch.day, lang) if batch.day else ""
    proposed = [issue for _, incoming in batch.judged for issue in incoming.proposals]
    return Reply(batch, reminders, summary, zh, en, ready_of(city, proposed))


def write_reply(reply: Reply, folder: Path, lang: str) -> dict[str, Path]:
    """Write the return sheets, the reminders, the summary and rows of proposed projects.

    Gives each file's sheet.

    What is whole in the batch is recorded by then.
    """
    refuse_output(folder)
    slips: dict[str, Path] = {}
    for file, incoming in reply.batch.judged:
        if marks_of(incoming, lang):
            path = folder / _free_name(file.name, {one.name for one in slips.values()}, lang)
            slips[file.name] = path
            is_new = file.state == "taken"
            write_bytes(path, draw_slip(file.path, incoming, lang, is_recorded=is_new))
    texts = [one.text for one in reply.reminders if not one.is_whole]
    write_text(folder / say("workbook.remind.file", lang), "\n\n".join([*texts, ""]))
    write_text(folder / say("workbook.remind.city_file", lang), f"{reply.summary}\n")
    for layer in {one.issue.layer: None for one in reply.proposals}:
        rows = [one.row for one in reply.proposals if one.issue.layer == layer]
        name = say("workbook.proposals.file", lang, layer=layer)
        write_text(folder / name, "\ufeff" + rows_text(rows))
    return slips


def _free_name(name: str, taken: Collection[str], lang: str) -> str:
    """Name a return sheet after its file; that of one that came back is named as that one was."""
    stem = str(PurePosixPath(name).with_suffix("")).replace("/", "_")
    stem = stem.removesuffix(say("workbook.slip.file", lang, stem=""))
    stems = itertools.chain([stem], (f"{stem}_{at}" for at in itertools.count(2)))
    names = (f"{say('workbook.slip.file', lang, stem=one)}.xlsx" for one in stems)
    return next(one for one in names if one not in taken)
