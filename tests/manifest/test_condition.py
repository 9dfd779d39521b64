"""A condition of a manifest compares columns with values, and can do nothing else."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from jinan_geo.manifest.condition import check_condition
from jinan_geo.manifest.delivered import QuerySpec


@pytest.mark.parametrize(
    "condition",
    [
        "status <> 'withdrawn'",
        "city_code = '370100' and (removed is null or removed > date '2026-01-01')",
        "\"用途\" in ('居住', '商业; -- 办公') and not is_test",
        "名称 like '%历下区%' and lower(note) = 'o''clock'",
        "(area_m2 between 1e3 and 2.5E+5) and n % 2 = 1 and tags @> '{1}'",
        "st_area(geom::geography) > 100 and extract(year from (seen)) >= 2025",
        "x::numeric(8, 2) = -1.5",
    ],
)
def test_a_condition_is_taken_as_it_stands(condition: str) -> None:
    assert check_condition(condition) == condition


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("", "it is empty"),
        ("true; drop table parcels", "at ; drop table"),
        ("true -- and", "at -- and"),
        ("true /* and */", r"at /\* and"),
        ("true) or (true", "parentheses do not match"),
        ("(true", "parentheses do not match"),
        ("id in (select id from secret)", "select asks a table"),
        ("id in (TABLE secret)", "TABLE asks a table"),
        ("pg_sleep(10) is null", r"pg_sleep\( calls a function"),
        ("lo_export (1, 'a') = 1", r"lo_export\( calls a function"),
        ("\"lower\"(id) = 'a'", r'"lower"\( calls a function'),
        ("evil.lower(id) = 'a'", r"lower\( calls a function"),
        ("id = E'\\' or 1 = pg_sleep(1) --'", "at '"),
        ("id = $$a$$", r"at \$\$a"),
        ("id = 'a", "at 'a"),
    ],
)
def test_what_does_more_is_refused_with_what_it_is(condition: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        check_condition(condition)


def test_an_extent_is_a_box_of_degrees() -> None:
    assert QuerySpec(extent=(116.2, 36.0, 117.9, 37.5)).is_part
    assert not QuerySpec(only=["id"]).is_part
    for extent in ((117.9, 36.0, 116.2, 37.5), (36.0, 116.2, 37.5, 117.9)):
        with pytest.raises(ValidationError, match="west, south, east, north"):
            QuerySpec(extent=extent)
