"""What ``doctor`` prints: the answer first, then why, then what to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.cli.tables import print_facts
from jinan_geo.words import say, words_of

if TYPE_CHECKING:
    from jinan_geo.intake.examine import Examined

__all__ = ["answer_of", "print_diagnosis"]


def print_diagnosis(examined: Examined, lang: str, *, most: int | None = None) -> None:
    """Print one file's diagnosis as a table of two columns; the last ``most`` lines of evidence."""
    diagnosis, features = examined.diagnosis, str(examined.diagnosis.features)
    if examined.unusable:
        features = say("cli.doctor.unusable", lang, features=features, unusable=examined.unusable)
    if examined.impossible:
        count = examined.impossible
        features = say("cli.doctor.impossible", lang, features=features, impossible=count)
    both = [part for part in (examined.format, examined.encoding) if part]
    kind = say("cli.doctor.and", lang).join(both)
    facts = {
        "file": say("cli.doctor.file_is", lang, file=examined.file, kind=kind),
        "features": features,
        "declared": diagnosis.declared or say("cli.doctor.none", lang),
        "found": answer_of(examined, lang),
        "confidence": f"{diagnosis.confidence:.0%}",
        "evidence": _evidence(examined, lang, most),
    }
    if diagnosis.is_as_declared:
        facts["toml"] = say("cli.doctor.right", lang)
    elif diagnosis.toml is not None:
        facts["toml"] = diagnosis.toml
    print_facts(words_of("cli.doctor.facts", lang), facts)


def _evidence(examined: Examined, lang: str, most: int | None) -> str:
    lines = [f"- {getattr(text, lang)}" for text in examined.diagnosis.evidence]
    cut = 0 if most is None else max(0, len(lines) - most)
    return "\n".join([*(["- …"] if cut else []), *lines[cut:]])


def answer_of(examined: Examined, lang: str) -> str:
    """Say in a word which system the file is in."""
    found = examined.diagnosis.found or "unknown"
    name = words_of("cli.doctor.systems", lang).get(found, found)
    return say("cli.doctor.swapped", lang, name=name) if examined.diagnosis.swapped else name
