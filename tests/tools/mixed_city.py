"""The tiny city with values of both kinds: sourced ones, and samples in every place they may be.

A layer of samples, a sample among named works, a named work whose newest record is a sample, one
whose evidence is all made up, and commitments of either kind and of both.
"""

from __future__ import annotations

from shapely import Point, box

from tests.tools.tiny_city import (
    FILES,
    SITE_FEATURES,
    SITES_LAYER,
    SITES_LEDGER,
    TARGETS,
    YEAR,
    collection,
    feature,
)

__all__ = ["MIXED"]

MADE_UP_LAYER = SITES_LAYER.replace("更新项目", "示例项目").replace(
    "Renewal sites", "Made-up sites"
)
MADE_UP_LAYER = MADE_UP_LAYER.replace("order = 10", "order = 30\nsample = true")

MADE_UP_FEATURES = [
    feature(
        Point(117.02 + 0.02 * at, 36.63 + 0.01 * (at % 3)), id=f"m-{at}", name_zh=f"示例 {at:02d}",
        name_en=f"Sample {at:02d}", kind="parking" if at % 2 else "housing", spaces=10 * at,
        investment_wan=100 * at, **YEAR,
    )
    for at in range(1, 8)
] + [feature(box(117.03, 36.51, 117.05, 36.53), id="m-8", name_zh="示例 08", sample=True, **YEAR),
     feature(None, id="m-9", name_zh="示例 09", district="370103", **YEAR)]  # fmt: skip

LEDGER_HEAD = "id,as_of,stage,done_pct,invested_wan"
MADE_UP_LEDGER = "\n".join([
    LEDGER_HEAD,
    *(f"m-{at},2025-01-31,construction,{at},{at}" for at in range(1, 8)),
    *(f"m-{at},2025-02-28,construction,{at * 3},{at * 9}" for at in range(1, 7) if at != 2),
    "m-2,2025-02-28,completed,100,200",
]) + "\n"  # fmt: skip

# s-6 is a sample among the named; s-7 rests on made-up evidence alone.
SITES = [
    *SITE_FEATURES,
    feature(Point(117.06, 36.66), id="s-6", name_zh="示例车库", kind="parking", spaces=300,
            investment_wan=700, sample=True, **YEAR),
    feature(Point(117.07, 36.61), id="s-7", name_zh="某车库", kind="parking", spaces=40,
            evidence="M1", **YEAR),
]  # fmt: skip
# The newest record of s-4 is a sample, so its light is made up from then on, and not before.
LEDGER = SITES_LEDGER.replace("尚未开工,历城区住建局,", "尚未开工,历城区住建局,true")
LEDGER += "s-6,2025-02-28,construction,44,20,,,,true\ns-4,2025-01-31,planning,0,0,,,,\n"
EVIDENCE = (
    "id,about,as_of,published,publisher,title,address,tier,statement_zh,statement_en\n"
    "M1,s-7,2025,2025-02,某处,,,sample,示例内容,made up\n"
    "F1,T-3,2025-01-31,2025-02,某报,,,press,绿化率达到百分之三十九,green rate at 39 per cent\n"
)

ENTERED = """
entered = [
  { as_of = 2025-01-31, value = 39, source = { zh = '某报' }, evidence = ["F1"] },
  { as_of = 2025-02-28, value = 77, source = { zh = '示例' }, sample = true },
]

[[targets]]
id = "T-4"
theme = "green"
name = { zh = "示例承诺", en = "Made-up promise" }
comparator = ">="
value = 10
unit = { zh = "处", en = "places" }
due = 2025-12-31
entered = [{ as_of = 2025-02-20, value = 8, source = { zh = '示例' }, sample = true }]

[[targets]]
id = "T-5"
theme = "urban"
name = { zh = "示例完工", en = "Samples completed" }
comparator = ">="
value = 3
unit = { zh = "个", en = "sites" }
due = 2025-12-31
measure = { layer = "made-up", reached = "done" }
"""

MIXED: dict[str, str | None] = {
    "targets.toml": TARGETS + ENTERED,
    "evidence.csv": EVIDENCE,
    "layers/sites/features.geojson": collection(SITES),
    "layers/sites/progress.csv": LEDGER,
    "layers/made-up/layer.toml": MADE_UP_LAYER,
    "layers/made-up/features.geojson": collection(MADE_UP_FEATURES),
    "layers/made-up/progress.csv": MADE_UP_LEDGER,
    "layers/street-works/layer.toml": FILES["layers/street-works/layer.toml"],
}
