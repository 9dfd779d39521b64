"""The pictures and tables of docs/bench-report.md, from what was measured.

``python benchmarks/plots.py`` reads report/measured.csv (the newest row of each cell counts) and
writes docs/pictures/report.svg and what stands between the two marks of docs/bench-report.md.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TABLE = Path(__file__).parent / "report" / "measured.csv"
PAGE = ROOT / "docs" / "bench-report.md"
PICTURE = ROOT / "docs" / "pictures" / "report.svg"
MARKS = ("<!-- measured -->\n", "<!-- /measured -->\n")
COUNTS = (1_000, 10_000, 100_000, 1_000_000)
TOOLS = {
    "map": "**`jinan-geo map`**",
    "build": "**`jinan-geo build`**",
    "explore": "geopandas.explore",
    "folium": "folium",
    "lonboard": "lonboard",
    "pydeck": "pydeck",
    "kepler.gl": "kepler.gl",
    "prototype": "throw-away prototype",
}
OURS = ("map", "build")
KINDS = {
    "parcels": "Scattered parcels, eight corners each",
    "points": "Points",
    "tiling": "Parcels that share their borders",
    "dated": "Parcels of three months, 33 % to 100 % done",
}
HEADS = (
    "tool", "build, × import", "CPU", "memory", "page", "offline", "first paint", "whole",
    "interactive", "main thread", "longest block", "pan", "click", "search",
)  # fmt: skip
TIMES = (
    "first_paint_ms", "whole_ms", "interactive_ms", "main_cpu_ms", "longest_block_ms", "pan_ms",
    "click_ms",
)  # fmt: skip
# What each panel shows: a column, its unit, what it is divided by.
PANELS = (
    ("build_cpu_s", "build, times `import geopandas, folium`", "import_cpu_s"),
    ("peak_mb", "memory of the build, MB", None),
    ("page_bytes", "page, MB", 1e6),
    ("interactive_ms", "interactive, s", 1e3),
    ("main_cpu_ms", "main thread until then, s of processor", 1e3),
    ("pan_ms", "longest frame while dragged, s", 1e3),
)
COLOURS = {
    "map": "#0f5d66", "build": "#3aa6a0", "explore": "#c1121f", "folium": "#e76f51",
    "lonboard": "#6d597a", "pydeck": "#b8860b", "kepler.gl": "#457b9d", "prototype": "#9aa0a6",
}  # fmt: skip
BUILT = HEADS.index("offline")  # columns of the build alone
UNOPENED = "not opened in a browser"
ADDRESS = re.compile(r"The script at 'blob:[^']*'")
SECOND = 1000.0  # milliseconds
Row = dict[str, str]


def read() -> dict[tuple[str, str, int], Row]:
    """Read the newest row of each cell."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(row["tool"], row["kind"], int(row["count"])): row for row in rows}


def say_ms(text: str) -> str:
    """Say milliseconds, as seconds from one second on."""
    if not text:
        return "–"
    value = float(text)
    return f"{value / 1e3:.1f} s" if value >= SECOND else f"{value:.0f} ms"


def say_offline(row: Row) -> str:
    """Say whether a page draws without a network, and what it asks other hosts for."""
    drawn = {"True": "yes", "False": "**no**"}.get(row["drawn_offline"], "–")
    return f"{drawn}, asks {row['requests']}" if row["requests"] not in {"", "0"} else drawn


def say_search(row: Row) -> str:
    """Say what a search took; the page of a city looks for projects, and only dated ones are."""
    if row["tool"] == "build" and row["kind"] != "dated" and row["search_ms"]:
        return f"({say_ms(row['search_ms'])})"
    return say_ms(row["search_ms"])


def say_row(row: Row, columns: int) -> str:
    """Give the line of a cell, of so many columns."""
    cells = [TOOLS[row["tool"]]]
    cpu = float(row["build_cpu_s"])
    cells += [f"{cpu / float(row['import_cpu_s']):.1f}", f"{cpu:.1f} s"]
    cells += [f"{float(row['peak_mb']) / 1000:.2f} GB"]
    size = row["page_bytes"]
    if not size:
        cells += [row["note"].replace("|", "/")]
    else:
        cells += [f"{int(size) / 1e6:.2f} MB", say_offline(row)]
        cells += [say_ms(row[name]) for name in TIMES]
        none = row["drawn"] == "True" and row["tool"] not in OURS
        cells += ["none" if none else say_search(row)]
    cells += [""] * (columns - len(cells))
    return "| " + " | ".join(cells[:columns]) + " |"


def say_notes(rows: list[Row]) -> list[str]:
    """Give the notes below a table; what was not opened in a browser is named in one line."""
    noted = [row for row in rows if row["note"] and row["page_bytes"]]
    noted = [row | {"note": ADDRESS.sub("a worker", row["note"])} for row in noted]
    unopened = [TOOLS[row["tool"]] for row in noted if row["note"] == UNOPENED]
    told = [f"- {TOOLS[row['tool']]}: {row['note']}" for row in noted if row["note"] != UNOPENED]
    busy = [float(row["busy"]) for row in rows if row["busy"]]
    if busy:
        told += [f"- processors that others used meanwhile, of two: {min(busy)} to {max(busy)}"]
    return [*told, f"- {UNOPENED}: {', '.join(unopened)}"] if unopened else told


def say_tables(rows: dict[tuple[str, str, int], Row]) -> str:
    """Give a table for each kind and number that was measured, and the notes below it."""
    parts = []
    for kind, title in KINDS.items():
        for count in COUNTS:
            held = [rows[tool, kind, count] for tool in TOOLS if (tool, kind, count) in rows]
            if not held:
                continue
            # Where no page was opened, what a browser takes has no columns.
            heads = HEADS if any(row["drawn"] for row in held) else HEADS[:BUILT]
            lines = [f"### {title}: {count:,}", "", "| " + " | ".join(heads) + " |"]
            lines += ["|" + "---|" * len(heads), *(say_row(row, len(heads)) for row in held), ""]
            lines += say_notes(held)
            parts.append("\n".join(lines).rstrip() + "\n")
    return "\n".join(parts)


def draw(rows: dict[tuple[str, str, int], Row]) -> None:
    """Draw how each tool grows with the number of scattered parcels."""
    import matplotlib as mpl  # noqa: PLC0415 - the tables, which a test asks for, need no pictures
    from matplotlib.figure import Figure  # noqa: PLC0415 - as above

    mpl.rcParams |= {"svg.fonttype": "none", "svg.hashsalt": "report", "font.size": 9}
    figure = Figure(figsize=(12, 7), layout="constrained")
    axes = figure.subplots(2, 3)
    for panel, (column, title, divisor) in zip(axes.flat, PANELS, strict=True):
        for tool in TOOLS:
            held = [rows.get((tool, "parcels", count)) for count in COUNTS]
            points = [
                (int(row["count"]), float(row[column]) / scale(row, divisor))
                for row in held
                if row and row[column] and row["page_bytes"]
            ]
            if points:
                name = {"map": "jinan-geo map", "build": "jinan-geo build"}.get(tool, tool)
                line = {"color": COLOURS[tool], "label": name, "marker": "o", "markersize": 3}
                panel.plot(*zip(*points, strict=True), **line, lw=2.4 if "jinan" in name else 1.1)
        panel.set(xscale="log", yscale="log", title=title, xlabel="parcels")
        panel.grid(visible=True, color="#e3e3e3")
    figure.legend(*axes.flat[0].get_legend_handles_labels(), loc="outside lower center", ncols=8)
    figure.savefig(PICTURE, format="svg", metadata={"Date": None, "Creator": None})


def scale(row: Row, divisor: float | str | None) -> float:
    """Give what a value is divided by: a number, or another column of its row."""
    return float(row[divisor]) if isinstance(divisor, str) else divisor or 1.0


def fill(text: str, rows: dict[tuple[str, str, int], Row]) -> str:
    """Put the tables between the two marks of a document."""
    before, after = MARKS
    held = re.compile(f"(?s){re.escape(before)}.*{re.escape(after)}")
    return held.sub(lambda _: f"{before}\n{say_tables(rows)}\n{after}", text)


def main() -> None:
    """Write both."""
    rows = read()
    draw(rows)
    PAGE.write_text(fill(PAGE.read_text("utf-8"), rows), encoding="utf-8")


if __name__ == "__main__":
    main()
