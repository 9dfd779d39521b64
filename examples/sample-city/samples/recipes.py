"""What each sample set is made of.

How many, of which kinds, how they stand at the end of October 2025.

The stories are chosen so that every light, every location status and every kind of gap occurs. They
say nothing about Jinan: which district is "behind" was picked to make districts differ.
"""

from __future__ import annotations

from dataclasses import dataclass, field

STORIES = (
    "done",
    "ahead",
    "ontrack",
    "notdue",
    "silent",
    "yellow",
    "late_yellow",
    "red",
    "late_red",
    "never",
)

# Added to the luck of a project before stories are dealt: above zero means worse. Invented, like
# the rest.
DISTRICT_LUCK = {
    "370102": -0.9,
    "370114": -0.6,
    "370115": -0.4,
    "370105": 1.0,
    "370117": 0.8,
    "370124": 0.5,
}


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """One sample set of a layer."""

    prefix: str
    name_zh: str
    name_en: str
    unit_zh: str
    unit_en: str
    kinds: dict[str, float]
    shapes: dict[str, float]
    stories: dict[str, int]
    starts: tuple[str, str]
    finishes: tuple[str, str]
    investment_wan: tuple[int, int]
    without_geometry: int = 0
    across_districts: int = 0
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many samples the set has."""
        return sum(self.stories.values())

    def number(self, number: int) -> tuple[str, str]:
        """Name of the nth sample in Chinese and English, with as many digits as the set needs."""
        digits = len(str(self.count))
        return f"{self.name_zh} {number:0{digits}d}", f"{self.name_en} {number:0{digits}d}"


HOUSING = ("住房和城乡建设局", "Housing and Urban-Rural Development Bureau")
STREETS = ("城市管理局", "Urban Management Bureau")
REFORM = ("发展和改革局", "Development and Reform Bureau")
TRAFFIC = ("交通警察大队", "Traffic Police Brigade")
INVESTMENT = ("投资促进局", "Investment Promotion Bureau")

RECIPES: dict[str, list[Recipe]] = {
    "renewal_districts": [
        Recipe(
            prefix="renewal",
            name_zh="城市更新项目示例",
            name_en="Sample renewal project",
            unit_zh=HOUSING[0],
            unit_en=HOUSING[1],
            kinds={"renewal": 0.35, "urban-village": 0.35, "dilapidated-housing": 0.3},
            shapes={"polygon": 0.6, "point": 0.4},
            stories={"done": 88, "ahead": 2, "ontrack": 5, "silent": 8, "yellow": 23}
            | {"late_yellow": 4, "red": 14, "late_red": 2, "never": 1},
            starts=("2024-04-01", "2025-04-20"),
            finishes=("2025-08-31", "2025-12-31"),
            investment_wan=(3000, 180000),
            without_geometry=20,
            across_districts=6,
        ),
    ],
    "dual_use_facilities": [
        Recipe(
            prefix="dual-use",
            name_zh="平急两用设施示例",
            name_en="Sample dual-use facility",
            unit_zh=REFORM[0],
            unit_en=REFORM[1],
            kinds={"lodging": 0.5, "medical": 0.25, "supply": 0.25},
            shapes={"point": 0.8, "polygon": 0.2},
            stories={"done": 34, "ontrack": 6, "silent": 7, "yellow": 16}
            | {"late_yellow": 3, "red": 9, "late_red": 2, "never": 1},
            starts=("2024-05-01", "2025-04-20"),
            finishes=("2025-08-31", "2025-12-31"),
            investment_wan=(2000, 60000),
            without_geometry=9,
            across_districts=2,
        ),
    ],
    "street_improvements": [
        Recipe(
            prefix="street",
            name_zh="支路街巷整治示例",
            name_en="Sample street improvement",
            unit_zh=STREETS[0],
            unit_en=STREETS[1],
            kinds={"branch-street": 0.4, "lane": 0.6},
            shapes={"line": 1.0},
            stories={"done": 120, "ontrack": 2, "silent": 7, "yellow": 15}
            | {"late_yellow": 3, "red": 9, "late_red": 2},
            starts=("2025-01-10", "2025-06-10"),
            finishes=("2025-06-30", "2025-12-31"),
            investment_wan=(40, 600),
            without_geometry=14,
            extra={"length_planned_m": "length"},
        ),
    ],
    "parking_sites": [
        Recipe(
            prefix="parking",
            name_zh="停车设施示例",
            name_en="Sample parking site",
            unit_zh=STREETS[0],
            unit_en=STREETS[1],
            kinds={"surface": 0.35, "underground": 0.35, "multi-storey": 0.3},
            shapes={"point": 1.0},
            stories={
                "done": 21,
                "ontrack": 1,
                "silent": 1,
                "yellow": 3,
                "late_yellow": 1,
                "red": 2,
            },
            starts=("2025-01-10", "2025-05-20"),
            finishes=("2025-07-31", "2025-12-31"),
            investment_wan=(600, 9000),
            without_geometry=3,
            extra={"spaces": "spaces"},
        ),
    ],
    "congestion_hotspots": [
        Recipe(
            prefix="area",
            name_zh="拥堵片区示例",
            name_en="Sample congested area",
            unit_zh=TRAFFIC[0],
            unit_en=TRAFFIC[1],
            kinds={"area": 1.0},
            shapes={"area": 1.0},
            stories={"done": 8, "yellow": 1, "red": 1},
            starts=("2025-01-10", "2025-04-20"),
            finishes=("2025-08-31", "2025-12-31"),
            investment_wan=(200, 900),
            across_districts=2,
        ),
        Recipe(
            prefix="intersection",
            name_zh="重点路口示例",
            name_en="Sample key intersection",
            unit_zh=TRAFFIC[0],
            unit_en=TRAFFIC[1],
            kinds={"intersection": 1.0},
            shapes={"point": 1.0},
            stories={
                "done": 17,
                "ontrack": 2,
                "silent": 2,
                "yellow": 5,
                "late_yellow": 1,
                "red": 3,
            },
            starts=("2025-01-10", "2025-05-20"),
            finishes=("2025-07-31", "2025-12-31"),
            investment_wan=(50, 400),
            without_geometry=3,
        ),
    ],
    "investment_projects": [
        Recipe(
            prefix="investment",
            name_zh="重大投资项目示例",
            name_en="Sample investment project",
            unit_zh=REFORM[0],
            unit_en=REFORM[1],
            kinds={
                "manufacturing": 0.35,
                "digital": 0.2,
                "energy": 0.15,
                "health": 0.12,
                "services": 0.18,
            },
            shapes={"point": 0.85, "polygon": 0.15},
            stories={"done": 6, "ahead": 20, "ontrack": 70, "notdue": 3, "silent": 16}
            | {"yellow": 37, "late_yellow": 9, "red": 18, "late_red": 4},
            starts=("2023-06-01", "2025-05-20"),
            finishes=("2026-01-31", "2027-06-30"),
            investment_wan=(100000, 780000),
            without_geometry=16,
            across_districts=2,
            extra={"attracted": "false", "largest": "12"},
        ),
        Recipe(
            prefix="attracted",
            name_zh="新引进项目示例",
            name_en="Sample attracted project",
            unit_zh=INVESTMENT[0],
            unit_en=INVESTMENT[1],
            kinds={"manufacturing": 0.5, "digital": 0.3, "energy": 0.2},
            shapes={"point": 1.0},
            stories={"ontrack": 4, "notdue": 4, "never": 2},
            starts=("2025-03-01", "2025-07-20"),
            finishes=("2026-10-31", "2028-06-30"),
            investment_wan=(500000, 950000),
            without_geometry=3,
            extra={"attracted": "true"},
        ),
    ],
}
