"""Declared expectations: each broken once and found where it is, and kept by a clean twin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from shapely import MultiPoint, Point, box

from jinan_geo.errors import ManifestError
from tests.tools.planted import (
    FEATURES,
    PLACE,
    Planted,
    declare,
    find,
    proofs_of,
    sites,
)
from tests.tools.tiny_city import SITES_LAYER

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jinan_geo.manifest.workspace import Workspace

HERE = {"file": FEATURES, "row": 2, "feature": "bad-1"}
LAYER = {"file": FEATURES, "row": None, "feature": None}
OWN = 'where = { name_zh = "甲" }\n'
SPOT = Point(117.051, 36.651)
DONE_WITHIN = '[[expect]]\nrule = "compare"\nfield = "appraisal"\nop = "<="\nother = "spaces"'


def broken(
    kind: str, rule: str, values: tuple[object, object], at: dict[str, object], key: str = "spaces"
) -> Planted:
    """A rule that the first value of a field breaks and the second keeps."""
    made = [
        {**declare(f"[[expect]]\n{rule}"), **sites(SPOT, name_zh="甲", **{key: value})}
        for value in values
    ]
    return Planted(kind, made[0], made[1], {**at})


def shaped(kind: str, rule: str, wrong: object, right: object, **at: object) -> Planted:
    made = [
        {**declare(f"[[expect]]\n{rule}\n{OWN}"), **sites(shape, name_zh="甲")}
        for shape in (wrong, right)
    ]
    return Planted(kind, made[0], made[1], {**HERE, **at})


CASES = [
    broken("missing-value", f'rule = "required"\nfields = ["spaces"]\n{OWN}', (None, 0),
           {**HERE, "field": "spaces"}),
    broken(
        "out-of-range", 'rule = "range"\nfield = "spaces"\nmin = 1\nmax = 500', (501, 500),
        {**HERE, "field": "spaces", "value": "501"},
    ),
    broken(
        "out-of-range", 'rule = "range"\nfield = "planned_finish"\nmax = 2030-12-31',
        ("2031-01-01", "2030-12-31"),
        {**HERE, "field": "planned_finish", "value": "2031-01-01"}, "planned_finish",
    ),
    broken("unlisted-value", 'rule = "listed"\nfield = "kind"', ("ruin", "parking"),
           {**HERE, "value": "ruin"}, "kind"),
    broken(
        "wrong-form", 'rule = "form"\nfield = "contact"\npattern = "[0-9]{11}"',
        ("1380000000", "13800000000"),
        {**HERE, "field": "contact", "value": "1380000000"}, "contact",
    ),
    Planted(
        "repeated-value",
        {**declare('[[expect]]\nrule = "unique"\nfields = ["name_zh", "kind"]'),
         **sites(SPOT, None, None, name_zh=["甲", "甲", "甲"],
                 kind=["parking", "parking", "housing"])},
        {**declare('[[expect]]\nrule = "unique"\nfields = ["name_zh", "kind"]'),
         **sites(SPOT, None, None, name_zh=["甲", "甲", None], kind=["parking", None, "parking"])},
        {**HERE, "row": 3, "feature": "bad-2", "field": "name_zh + kind", "value": "甲 + parking"},
    ),
    Planted(
        "fields-contradict",
        {**declare(DONE_WITHIN),
         **sites(SPOT, SPOT, appraisal=[101, None], spaces=[100, 5], name_zh=["甲", "乙"])},
        {**declare(DONE_WITHIN), **sites(SPOT, None, appraisal=[100, None], spaces=[100, 5])},
        {**HERE, "field": "appraisal", "value": "101"},
        also=frozenset({"duplicate-geometry"}),
    ),
    Planted(
        "wrong-count",
        {**declare(f'[[expect]]\nrule = "count"\nmin = 2\nmax = 3\n{OWN}'),
         **sites(SPOT, None, name_zh=["甲", "乙"])},
        {**declare(f'[[expect]]\nrule = "count"\nmin = 2\nmax = 3\n{OWN}'),
         **sites(SPOT, None, name_zh="甲")},
        {**LAYER, "value": 1},
    ),
    broken(
        "wrong-total", 'rule = "total"\nfield = "appraisal"\nequals = 80', (79.5, 80),
        {**LAYER, "field": "appraisal", "value": "79.5"}, "appraisal",
    ),
    shaped("no-geometry", 'rule = "located"', None, SPOT),
    shaped("few-vertices", 'rule = "vertices"\nmin = 2', SPOT, MultiPoint([SPOT, (117.06, 36.66)]),
           value=1),
    shaped("many-vertices", 'rule = "vertices"\nmax = 1', MultiPoint([SPOT, (117.06, 36.66)]), SPOT,
           value=2),
    shaped(
        "odd-size", 'rule = "size"\nmin = 1\nmax = 1000000',
        box(117.05, 36.65, 117.07, 36.67), box(117.05, 36.65, 117.055, 36.655),
    ),
    Planted(
        "outside-district",
        {**declare('[[expect]]\nrule = "in-district"\nshare = 0.9'),
         **sites(box(117.08, 36.64, 117.12, 36.66), district="370112")},
        {**declare('[[expect]]\nrule = "in-district"\nshare = 0.9'),
         **sites(box(117.08, 36.64, 117.12, 36.66), district="370112;370102")},
        {**HERE, "field": "district", "value": "370112"},
    ),
    Planted(
        "partly-outside-city",
        sites(box(117.19, 36.64, 117.21, 36.66)),
        sites(box(117.19, 36.64, 117.2, 36.66)),
        {**HERE, "value": "50.0%"},
    ),
    Planted("outside-city", sites(Point(118, 36.65)), sites(SPOT),
            {"file": FEATURES, "feature": "bad-1"}),
    Planted(
        "district-mismatch", sites(SPOT, district="370103"), sites(SPOT, district="370102"),
        {"file": FEATURES, "feature": "bad-1", "value": "370103"},
    ),
    Planted(
        "unknown-district", sites(SPOT, district="370199;370102"), sites(SPOT, district="370102"),
        {"file": FEATURES, "feature": "bad-1", "field": "district", "value": "370199"},
    ),
    Planted(
        "small-share-dropped", sites(box(117.05, 36.64, 117.1001, 36.66)),
        sites(box(117.05, 36.64, 117.0999, 36.66)),
        {"file": FEATURES, "feature": "bad-1"},
    ),
    Planted(
        "location-without-geometry", sites(None, location="precise"),
        sites(None, location="district"),
        {"file": FEATURES, "feature": "bad-1", "field": "location", "value": "precise"},
    ),
]  # fmt: skip


test_a_planted_fault_is_found_where_it_is, test_a_clean_twin_raises_nothing = proofs_of(CASES)


def test_a_reason_ends_the_message(tmp_path: Path) -> None:
    rule = '[[expect]]\nrule = "required"\nfields = ["kind"]\nwhere = { name_zh = "甲" }\n'
    rule += 'why = { zh = "统计口径要求", en = "statistics need it" }'
    (issue,) = find(tmp_path, {**declare(rule), **sites(SPOT, name_zh="甲")})
    assert issue.message().zh == "必填项为空（统计口径要求）"
    assert issue.message().en == "a required value is blank (statistics need it)"


WITHHELD = SITES_LAYER.replace(
    "order = 10", 'order = 10\nrole = "context"'
)  # appraisal is restricted
SECRET_RULES = [
    'rule = "compare"\nfield = "spaces"\nop = ">"\nother = "appraisal"',
    'rule = "unique"\nfields = ["kind", "appraisal"]',
    'rule = "range"\nfield = "appraisal"\nmax = 1',
]


@pytest.mark.slow
@pytest.mark.parametrize("rule", SECRET_RULES)
def test_an_expectation_shows_no_value_of_a_withheld_field(tmp_path: Path, rule: str) -> None:
    made = sites(SPOT, None, kind="parking", spaces=5, appraisal=777)
    for layer, kinds in ((PLACE, 1), (WITHHELD, 0)):
        issues = find(tmp_path, {**declare(f"[[expect]]\n{rule}", layer), **made})
        found = {issue.type for issue in issues} - {"withheld-field"}
        assert len(found) == kinds
        assert any("777" in issue.message().zh for issue in issues) is bool(kinds)


REFUSED = {
    'rule = "reqired"\nfields = ["kind"]': "unknown rule 'reqired' at 'expect.0'; did you mean "
    "'required'?",
    'rule = "range"\nfield = "spaces"\nmx = 3': "unknown key 'mx' at 'expect.0.range.mx'; did you "
    "mean 'max'?",
    'rule = "range"\nfield = "spaces"': "give min, max or both",
    'rule = "range"\nfield = "space"\nmin = 1': "expect.0 = 'space' does not exist; did you mean "
    "'spaces'?",
    'rule = "range"\nfield = "contact"\nmin = 1': "expect.0 = 'contact' is text; name a field of "
    "numbers or dates",
    'rule = "compare"\nfield = "spaces"\nop = "<"\nother = "planned_start"': "of different types",
    'rule = "form"\nfield = "contact"\npattern = "("': "pattern is no regular expression",
    'rule = "unique"\nfields = ["nme_zh"]': "expect.0 = 'nme_zh' does not exist; did you mean "
    "'name_zh'?",
    'rule = "count"\nwhere = { knd = "parking" }': "expect.0 = 'knd' does not exist; did you mean "
    "'kind'?",
}


@pytest.mark.parametrize("rule", REFUSED)
def test_an_expectation_that_cannot_hold_is_refused_by_name(
    open_city: Callable[..., Workspace], rule: str
) -> None:
    with pytest.raises(ManifestError) as caught:
        open_city(declare(f"[[expect]]\n{rule}"))
    assert [fault for fault in caught.value.faults if REFUSED[rule] in fault]


def test_expectations_are_quiet_about_blanks_unless_a_value_is_required(tmp_path: Path) -> None:
    rules = [
        'rule = "range"\nfield = "spaces"\nmin = 1',
        'rule = "range"\nfield = "planned_start"\nmin = 2020-01-01',
        'rule = "listed"\nfield = "kind"', 'rule = "form"\nfield = "contact"\npattern = "x"',
        'rule = "unique"\nfields = ["contact"]',
        'rule = "compare"\nfield = "planned_start"\nop = "<"\nother = "planned_finish"',
        'rule = "size"\nmin = 1', 'rule = "vertices"\nmin = 1', 'rule = "in-district"',
    ]  # fmt: skip
    assert (
        find(
            tmp_path,
            {**declare("\n".join(f"[[expect]]\n{rule}" for rule in rules)), **sites(None, None)},
        )
        == []
    )
