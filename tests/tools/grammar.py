"""What no message may have: doubled blanks or signs, unfilled places, another language."""

from __future__ import annotations

import re

__all__ = ["faults_of"]

HAN = "\u4e00-\u9fff"
BOTH = {
    "two blanks": r"\S {2,}\S",
    "two signs": r"[，。；：、]{2,}|(?<![.\d]),{2,}|;{2,}|(?<!\.)\.\.(?!\.)|[,;:][,;]",
    "a blank before a sign": r"(?<=[\w)”'，]) [,;，。；：、](?=\s|$)",
    "a blank at its end": r"^\s|\s$",
    "an unfilled place": r"\{[a-z_][a-z_0-9]*(?::[^{}]*)?\}|\bNone\b|\bnan\b",
    "brackets that do not close": r"^[^（）]*[（）][^（）]*$",
}
MANY = (
    "rows|files|features|columns|records|keys|cells|layers|projects|pages|vertices|parts|objects|"
    "sheets|days|issues|errors|warnings|notes"
)
ONE = "table|file|column|layer|sheet|row|district|map|workbook"
OF = {
    "zh": {
        "half-width signs": rf"[{HAN}][,;!?](?=[{HAN} ])|[{HAN}]:(?=[{HAN}])|[{HAN}]\(|\)[{HAN}]",
        "letters glued to characters": rf"[{HAN}][A-Za-z]{{2,}}|[A-Za-z]{{2,}}[{HAN}]",
    },
    "en": {
        "full-width signs": r"[，。；：、（）！？]",
        "one of many": rf"(?<![\d.,:/'#*^-])\b1 (?:{MANY})\b",
        "singular with a plural": rf"\b(?:{ONE})\s+have\b",
        "a word twice": r"\b([a-z]+) \1\b",
        "a before a vowel": r"\ba (?:[aeio]|un[a-hj-z])\w",
    },
}  # fmt: skip
QUOTED = re.compile(r"'[^']*'|“[^”]*”|`[^`]*`|\"[^\"]*\"")


def faults_of(said: str, language: str) -> list[str]:
    """Give the names of what is wrong with a message; what is quoted in it is not asked about."""
    plain = QUOTED.sub("'x'", said)
    checks = BOTH | OF[language]
    return [name for name, pattern in checks.items() if re.search(pattern, plain)]
