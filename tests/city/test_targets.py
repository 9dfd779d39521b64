"""The city's commitments, counted by hand."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from jinan_geo.errors import JinanGeoError
from tests.tools.tiny_city import FILES, SITE_FEATURES, YEAR, collection, feature

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinan_geo.city.city import City
    from jinan_geo.page.model import TargetInfo, TargetState

    MakeCity = Callable[..., City]

HEAD = 'source = { zh = "讲话", en = "address" }\n'
SITES = "layers/sites/features.geojson"
LEDGER = "layers/sites/progress.csv"
COLUMNS = "id,as_of,stage,done_pct,sample\n"


def target(
    measure: str = "", *, value: str = "4", due: str | None = "2025-12-31", rest: str = ""
) -> str:
    lines = [
        "[[targets]]", 'id = "T"', 'theme = "urban"', 'name = { zh = "承诺", en = "Promise" }',
        f"value = {value}", 'unit = { zh = "个" }', f"due = {due}" if due else "",
        f"measure = {{ {measure} }}" if measure else "", rest,
    ]  # fmt: skip
    if "comparator" not in rest:
        lines.append('comparator = ">="')
    return HEAD + "\n".join(lines) + "\n"


def evaluate(make_city: MakeCity, text: str, files: dict[str, str] | None = None) -> TargetInfo:
    (info,) = make_city({"targets.toml": text, **(files or {})}).targets
    return info


def last(make_city: MakeCity, text: str, files: dict[str, str] | None = None) -> TargetState:
    return evaluate(make_city, text, files).states[-1]


MEASURES = {
    # s-1 started, s-2 started, s-3 silent in February but started in January, s-4 planning, s-5
    # completed
    'layer = "sites", reached = "any"': (5, 0),
    'layer = "sites", reached = "started"': (4, 0),
    'layer = "sites", reached = "done"': (1, 1),
    'layer = "sites", reached = "any", where = { kind = "parking" }': (3, 0),
    'layer = "sites", reached = "started", where = { kind = "parking", id = "s-1" }': (1, 0),
    'layer = "sites", reached = "any", at_least = { investment_wan = 1000 }': (2, 1),
    'layer = "sites", reached = "any", at_least = { investment_wan = 2000.50 }': (1, 1),
    'layer = "sites", reached = "any", at_least = { investment_wan = 2000.51 }': (0, 1),
    'layer = "sites", reached = "any", sum = "spaces"': (260, 2),
    'layer = "sites", reached = "any", sum = "investment_wan"': (3800.5, 1),
    'layer = "sites", reached = "started", sum = "spaces", where = { kind = "parking" }': (200, 0),
    'layer = "street-works", reached = "started"': (2, 1),
}


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.first_quick(2)
def test_a_measure_counts_what_meets_it_and_says_what_it_cannot_judge(
    make_city: MakeCity, measure: str
) -> None:
    state = last(make_city, target(measure))
    assert (state.actual, state.uncounted) == MEASURES[measure]
    assert len(state.counted) == len(set(state.counted))
    assert len(set(state.unknown)) == state.uncounted
    assert not set(state.unknown) & set(state.counted)
    assert "sum" in measure or len(state.counted) == state.actual


def test_each_edition_has_its_own_number(make_city: MakeCity) -> None:
    states = evaluate(make_city, target('layer = "sites", reached = "started"')).states
    assert [state.actual for state in states] == [2, 4]
    assert [state.uncounted for state in states] == [2, 0]
    assert states[0].counted == [("sites", "s-1"), ("sites", "s-3")]
    assert [state.schedule_pct for state in states] == [8.49, 16.16]
    assert (states[1].completion_pct, states[1].planned, states[1].lead) == (100, 0.65, 83.84)


def test_a_value_entered_counts_from_its_date_on(make_city: MakeCity) -> None:
    entered = (
        "entered = [{ as_of = 2025-02-10, value = 2, source = { zh = '表' }, sample = true },"
        " { as_of = 2025-03-31, value = 9, source = { zh = '表' } }]"
    )
    info = evaluate(make_city, target(rest=entered, value="10"))
    assert info.origin == "entered"
    assert [state.actual for state in info.states] == [None, None], "that of March is to come"
    first, second = info.samples
    assert (first.actual, first.light, first.as_of) == (None, "grey", None)
    assert (second.actual, second.as_of, second.sample) == (2, dt.date(2025, 2, 10), True)
    assert second.schedule_pct == 11.23  # day 41 of 365: the day of the value, not of the page
    assert (second.completion_pct, second.lead, second.light) == (20, 8.77, "green")


def test_without_data_a_target_stays_and_says_so(make_city: MakeCity) -> None:
    info = evaluate(make_city, target())
    assert (info.origin, info.how.zh) == ("none", "尚无数据")
    assert [(state.actual, state.light, state.completion_pct) for state in info.states] == [
        (None, "grey", None)
    ] * 2


@pytest.mark.parametrize(
    ("value", "light"),
    [("3.2", "green"), ("4", "green"), ("16", "green"), ("17", "yellow"), ("100", "yellow")],
)
def test_the_light_of_a_cumulative_target_follows_its_lag(
    make_city: MakeCity, value: str, light: str
) -> None:
    text = target('layer = "sites", reached = "done"', value=value, rest="start = 2025-01-01")
    state = last(make_city, text)
    assert state.lead == pytest.approx(100 / float(value) - 16.16, abs=0.011)
    assert state.light == light


def test_a_far_lag_is_red(make_city: MakeCity) -> None:
    state = last(
        make_city, target('layer = "sites", reached = "done"', value="100", due="2025-04-30")
    )
    assert (state.schedule_pct, state.lead, state.light) == (49.17, -48.17, "red")


LEVEL = (
    'nature = "level"\nentered = [{ as_of = 2025-02-28, value = %s, source = { zh = "表" } }]\n%s'
)


@pytest.mark.first_quick(3)
@pytest.mark.parametrize(
    ("value", "comparator", "light"),
    [
        ("98", ">=", "green"), ("98", ">", "yellow"), ("98.1", ">", "green"),
        ("97.9", ">=", "yellow"),
        ("68.6", ">=", "yellow"), ("68.5", ">=", "red"), ("99", "=", "green"), ("98", "~", "green"),
    ],
)  # fmt: skip
def test_a_level_is_green_when_met_and_never_ahead_of_time(
    make_city: MakeCity, value: str, comparator: str, light: str
) -> None:
    state = last(
        make_city, target(value="98", rest=LEVEL % (value, f'comparator = "{comparator}"'))
    )
    assert state.schedule_pct == 100
    assert state.planned == 98
    assert state.light == light


# On 28 February 59 of 365 days are over: 16.16 %; what is used up before its time is behind.
CEILINGS = {
    ('"<="', 100, "cumulative", 10): ("green", 6.16),
    ('"<="', 100, "cumulative", 30): ("yellow", -13.84),
    ('"<="', 100, "cumulative", 50): ("red", -33.84),
    ('"<="', 40, "level", 40): ("green", 0.0),
    ('"<="', 40, "level", 41): ("yellow", -2.5),
    ('"<"', 40, "level", 40): ("yellow", 0.0),
    ('"<="', 40, "level", 60): ("red", -50.0),
    ('"<="', 0, "cumulative", 0): ("green", None),
    ('"<="', 0, "cumulative", 1): ("red", None),
    ('"between"\nupper = 60', 40, "level", 50): ("green", 25.0),
    ('"between"\nupper = 60', 40, "level", 39): ("yellow", -2.5),
    ('"between"\nupper = 60', 40, "level", 61): ("yellow", -1.67),
    ('"between"\nupper = 60', 40, "cumulative", 61): ("red", -1.67),
}


@pytest.mark.parametrize("case", CEILINGS)
@pytest.mark.first_quick(2)
def test_what_must_not_be_too_much_is_behind_where_it_is(
    make_city: MakeCity, case: tuple[str, int, str, int]
) -> None:
    sign, value, nature, actual = case
    entered = f'[{{ as_of = 2025-02-28, value = {actual}, source = {{ zh = "某局" }} }}]'
    rest = f'comparator = {sign}\nnature = "{nature}"\nentered = {entered}'
    state = last(make_city, target(value=str(value), rest=rest))
    assert (state.light, state.lead) == CEILINGS[case]


REFUSED = {
    'comparator = "between"': "belong together",
    'comparator = "<="\nupper = 9': "belong together",
    'comparator = "between"\nupper = 4': "must be above",
}


@pytest.mark.parametrize("rest", REFUSED)
def test_a_range_has_both_its_ends(make_city: MakeCity, rest: str) -> None:
    with pytest.raises(JinanGeoError, match=REFUSED[rest]):
        evaluate(make_city, target(rest=rest))
    with pytest.raises(JinanGeoError, match="can be promised"):
        evaluate(make_city, target(value="0"))


def test_a_target_without_a_due_date_is_counted_and_not_judged(make_city: MakeCity) -> None:
    state = last(make_city, target('layer = "sites", reached = "started"', due=None))
    assert (state.actual, state.completion_pct) == (4, 100)
    assert (state.schedule_pct, state.planned, state.lead, state.light) == (
        None,
        None,
        None,
        "grey",
    )


def test_a_target_due_in_2030_runs_over_its_own_period(make_city: MakeCity) -> None:
    text = target(
        'layer = "sites", reached = "started"',
        value="8",
        due="2030-12-31",
        rest="start = 2021-01-01",
    )
    state = last(make_city, text)
    days = (dt.date(2025, 2, 28) - dt.date(2021, 1, 1)).days + 1
    assert state.schedule_pct == round(100 * days / 3652, 2)
    assert state.light == "green"
    info = evaluate(make_city, target('layer = "sites", reached = "started"', due="2030-12-31"))
    assert info.start == dt.date(2030, 1, 1)
    assert info.states[-1].schedule_pct == 0


def test_silence_is_not_counted_as_not_started(make_city: MakeCity) -> None:
    ledger = COLUMNS + "s-1,2025-01-31,planning,0,\ns-2,2025-02-28,planning,0,\n"
    state = last(make_city, target('layer = "sites", reached = "started"'), {LEDGER: ledger})
    assert (state.actual, state.uncounted) == (0, 4)


@pytest.mark.slow
def test_a_number_on_sample_data_says_so(make_city: MakeCity) -> None:
    measure = target('layer = "sites", reached = "started"')
    info = evaluate(make_city, measure)
    assert (info.states[-1].actual, info.states[-1].sample, info.samples) == (4, False, [])
    layer = FILES["layers/sites/layer.toml"].replace("order = 10", "order = 10\nsample = true")
    info = evaluate(make_city, measure, {"layers/sites/layer.toml": layer})
    assert (info.states[-1].actual, info.states[-1].sample, info.samples) == (4, True, [])


@pytest.mark.slow
def test_a_number_of_both_kinds_is_counted_by_each(make_city: MakeCity) -> None:
    measure = target('layer = "sites", reached = "started"')
    made_up = FILES[LEDGER].replace("历城区住建局,\ns-4", "历城区住建局,true\ns-4")
    features = [*SITE_FEATURES, feature(None, id="s-6", sample=True, **YEAR)]
    info = evaluate(make_city, measure, {LEDGER: made_up, SITES: collection(features)})
    found = [(state.actual, state.uncounted, state.sample) for state in info.states]
    made = [(state.actual, state.uncounted, state.sample) for state in info.samples]
    # s-2 is made up from February on; of s-6, a sample, nothing is known.
    assert (found, made) == ([(2, 2, False), (3, 0, False)], [(0, 1, True), (1, 1, True)])
    assert info.samples[-1].counted == [("sites", "s-2")]


def test_the_measure_is_put_in_words(make_city: MakeCity) -> None:
    measure = (
        'layer = "sites", reached = "started", sum = "spaces", where = { kind = "parking", sample '
        "= false }"
    )
    how = evaluate(make_city, target(measure + ", at_least = { investment_wan = 100000 }")).how
    assert how.zh == (
        "“更新项目”图层中已开工的项目的“车位数”之和"
        "\uff08类别为停车\uff0csample为否\uff0c计划投资（万元）不低于 100,000\uff09"
    )
    assert how.en == (
        "sum of “Spaces” over the started projects of layer “Renewal sites” "
        "(kind is Parking, sample is no, planned investment (10,000 CNY) at least 100,000)"
    )


YEARS = (
    COLUMNS
    + """s-1,2025-06-30,construction,50,false
s-1,2025-11-30,completed,100,false
s-1,2026-01-31,completed,100,false
s-2,2025-12-31,construction,90,false
s-2,2026-01-15,completed,100,false
s-2,2026-01-31,completed,100,false
s-3,2025-12-31,construction,20,false
s-3,2026-01-31,construction,30,false
s-4,2025-10-31,completed,100,false
s-4,2025-12-31,construction,80,false
s-4,2026-02-28,completed,100,false
s-5,2025-12-31,completed,100,false
s-5,2026-02-28,completed,100,false
"""
)


@pytest.mark.parametrize(
    ("period", "measure", "expected"),
    [
        # By hand: s-1 and s-5 were finished in 2025, s-2 and (again) s-4 in 2026, s-3 never.
        ("2025", 'reached = "done"', {"2025-12-31": 2, "2026-01-31": 2, "2026-02-28": 2}),
        ("2026", 'reached = "done"', {"2025-12-31": None, "2026-01-31": 1, "2026-02-28": 2}),
        (
            "{ from = 2026-02-01, to = 2026-06-30 }",
            'reached = "done"',
            {"2026-01-31": None, "2026-02-28": 1},
        ),
        ("2026", 'reached = "started"', {"2025-12-31": None, "2026-01-31": 3, "2026-02-28": 3}),
        ("2026", 'reached = "started", within = "started"', {"2026-02-28": 0}),
        ("2026", 'reached = "any"', {"2025-12-31": None, "2026-02-28": 3}),
    ],
)
@pytest.mark.first_quick(2)
def test_a_target_of_a_year_counts_that_year_alone(
    make_city: MakeCity, period: str, measure: str, expected: dict[str, float | None]
) -> None:
    text = target(f'layer = "sites", {measure}', due=None, rest=f"period = {period}")
    city = make_city({"targets.toml": text, LEDGER: YEARS})
    states = dict(zip(map(str, city.editions), city.targets[0].states, strict=True))
    assert {day: states[day].actual for day in expected} == expected
    assert all(states[day].light == "grey" for day, count in expected.items() if count is None)


def test_of_those_due_in_a_year_any_finish_counts(make_city: MakeCity) -> None:
    measure = 'layer = "sites", reached = "done", within = "due"'
    text = target(measure, due=None, rest="period = 2025")
    city = make_city({"targets.toml": text, LEDGER: YEARS})
    layer = next(one for one in city.layers if one.id == "sites")
    finish = dict(zip(layer.features["id"], layer.features["planned_finish"], strict=True))
    due = {key for key, day in finish.items() if str(day)[:4] == "2025"}
    last_state = city.targets[0].states[-1]
    assert {key for _, key in last_state.counted} == due & {"s-1", "s-5"}


def test_without_a_period_everything_known_by_a_day_counts(make_city: MakeCity) -> None:
    text = target('layer = "sites", reached = "done"', due="2026-12-31")
    info = evaluate(make_city, text, {LEDGER: YEARS})
    assert info.states[-1].actual == 4
    assert info.period is None


def test_a_target_names_its_period_and_has_its_days(make_city: MakeCity) -> None:
    text = target('layer = "sites", reached = "done"', due=None, rest="period = 2026")
    info = evaluate(make_city, text, {LEDGER: YEARS})
    assert info.period is not None
    assert (info.period.zh, info.period.en) == ("2026年", "2026")
    assert (info.start, info.due) == (dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert "只计2026年" in info.how.zh


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        (
            "period = 2026\ndue = 2025-12-31",
            "2025-12-31 is outside the period",
        ),
        (
            'period = 2026\nentered = [{ as_of = 2025-12-31, value = 9, source = { zh = "表" } }]',
            "2025-12-31 is outside the period",
        ),
        ("period = { from = 2026-02-01, to = 2026-01-01 }", r"begins \(2026-02-01\) after it ends"),
    ],
)
def test_what_lies_outside_its_period_is_refused_by_name(
    make_city: MakeCity, rest: str, said: str
) -> None:
    with pytest.raises(JinanGeoError, match=said):
        make_city({"targets.toml": target(due=None, rest=rest)})


def test_a_schedule_counts_both_its_days_at_both_ends(make_city: MakeCity) -> None:
    """By hand: on its first day 1 of 365 days is over, on its last 365 of 365."""
    text = target('layer = "sites", reached = "done"', due=None, rest="period = 2025")
    ledger = COLUMNS + "".join(
        f"s-1,{day},construction,1,false\n" for day in ("2025-01-01", "2025-02-28", "2025-12-31")
    )
    states = evaluate(make_city, text, {LEDGER: ledger}).states
    assert [one.schedule_pct for one in states] == [
        round(1 / 365 * 100, 2), round(59 / 365 * 100, 2), 100,
    ]  # fmt: skip
