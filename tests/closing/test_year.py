"""``year new``: a year put away as it was closed, and the next begun, with no number made up."""

from __future__ import annotations

import datetime as dt
import tomllib
from codecs import BOM_UTF8
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from jinan_geo.closing.promised import plain_text, with_answers, with_endings
from jinan_geo.closing.promises import Pledge, Question, list_questions, read_answers
from jinan_geo.errors import InputError
from jinan_geo.manifest.commitments import TargetsFile

if TYPE_CHECKING:
    from pathlib import Path

WHERE = ', where = { kind = "parking" }, at_least = { spaces = 10.5 }'
TARGETS = f"""# the plan
source = {{ zh = "讲话", en = "address" }}

[[targets]]
id = "P-2025"
theme = "urban"
name = {{ zh = "停车\\"设施\\"", en = "Car parks" }}
comparator = ">="
value = 2
unit = {{ zh = "处", en = "sites" }}
period = 2025
measure = {{ layer = "sites", reached = "done"{WHERE} }}

[[targets]]
id = "Q"
theme = "urban"
name = {{ zh = "绿化率", en = "Green rate" }}
comparator = "~"
value = 40.5
unit = {{ zh = "%", en = "%" }}
due = 2025-06-30
nature = "level"
audience = "internal"
below = "drop"

[[targets]]
id = "F"
theme = "urban"
name = {{ zh = "财年", en = "Fiscal" }}
comparator = "="
value = 3
unit = {{ zh = "处", en = "sites" }}
period = {{ from = 2024-04-01, to = 2025-03-31 }}

[[targets]]
id = "L"
theme = "urban"
name = {{ zh = "远期", en = "Long term" }}
comparator = "="
value = 3
unit = {{ zh = "处", en = "sites" }}
due = 2030-12-31
"""


def asked(text: str = TARGETS) -> list[Question]:
    stated = TargetsFile.model_validate(tomllib.loads(text))
    return list_questions(stated, [], 2026, 2025, text)


def written(text: str, answers: dict[str, Pledge]) -> str:
    return with_answers(text, asked(text), answers, name="targets.toml", lang="zh")


def targets(text: str) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in tomllib.loads(text)["targets"]}


def table(tmp_path: Path, rows: str) -> Path:
    path = tmp_path / "answers.csv"
    path.write_text(f"编号,新目标,期限,处理\n{rows}", encoding="utf-8")
    return path


def test_each_commitment_of_the_year_is_asked_for_and_no_other() -> None:
    assert [(one.old.id, one.key, one.state) for one in asked()] == [
        ("P-2025", "P-2026", "open"),
        ("Q", "Q-2026", "open"),
        ("F", "F-2026", "open"),
    ]


def test_what_nobody_answers_is_a_draft_without_a_number_and_once() -> None:
    text = written(TARGETS, {})
    assert tomllib.loads(text) == tomllib.loads(TARGETS)
    assert text.startswith(TARGETS)
    assert text.count("\n# value =\n") == 3
    assert {one.state for one in asked(text)} == {"drafted"}
    assert written(text, {}) == text


def test_a_draft_that_a_person_completes_is_a_target_of_the_year() -> None:
    draft = written(TARGETS, {}).partition('# [[targets]]\n# id = "P-2026"')
    lines = "".join(draft[1:]).split("\n\n", maxsplit=1)[0].replace("value =", "value = 5")
    text = TARGETS + "\n" + "\n".join(line.removeprefix("# ") for line in lines.splitlines())
    made, old = targets(text)["P-2026"], targets(text)["P-2025"]
    assert made == {**old, "id": "P-2026", "value": 5, "period": 2026}
    assert [one.state for one in asked(text)] == ["there", "open", "open"]


def test_answers_become_entries_that_keep_everything_but_number_and_days() -> None:
    answers = read_answers_of("P-2025,7,2026/6/30,\nQ,,,照旧\nF,4.5,,\n")
    text = written(written(TARGETS, {}), answers)
    assert text.startswith(TARGETS)
    assert "#" not in text.removeprefix(TARGETS)  # the drafts went
    new, old = targets(text), targets(TARGETS)
    assert new["P-2026"] == {
        **old["P-2025"], "id": "P-2026", "value": 7, "period": 2026, "due": dt.date(2026, 6, 30),
    }  # fmt: skip
    due = dt.date(2026, 6, 30)  # the same day of the new year
    assert new["Q-2026"] == {**old["Q"], "id": "Q-2026", "period": 2026, "due": due}
    days = {"from": dt.date(2025, 4, 1), "to": dt.date(2026, 3, 31)}
    assert new["F-2026"] == {**old["F"], "id": "F-2026", "value": 4.5, "period": days}
    assert {one.state for one in asked(text)} == {"there"}
    assert written(text, {}) == text


def test_a_commitment_without_what_it_could_hand_on_is_carried() -> None:
    # As the published city has one whose values are entered by hand.
    bare = [
        replace(one, old=one.old.model_copy(update={"measure": None, "audience": None}))
        for one in asked()
    ]
    text = with_answers(TARGETS, bare, {"Q": Pledge("carry")}, name="targets.toml", lang="zh")
    assert {"measure", "audience"}.isdisjoint(targets(text)["Q-2026"])


@pytest.mark.parametrize(
    ("start", "due", "said", "days"),
    [
        ("2025-03-01", "2025-06-30", None, ("2026-03-01", "2026-06-30")),
        ("2024-03-01", "2025-02-28", None, (None, "2026-02-28")),  # 2026 alone counts
        ("2025-01-01", "2025-12-31", None, (None, None)),
        ("2025-03-01", "2025-06-30", "2026-09-30", ("2026-03-01", "2026-09-30")),
    ],
)
def test_the_same_again_is_for_the_same_days_of_the_new_year(
    start: str, due: str, said: str | None, days: tuple[str | None, str | None]
) -> None:
    text = TARGETS.replace("due = 2025-06-30", f"start = {start}\ndue = {due}")
    answer = Pledge("carry", due=dt.date.fromisoformat(said) if said else None)
    made = targets(written(text, {"Q": answer}))["Q-2026"]
    stated = [made.get("start"), made.get("due")]
    assert [day and day.isoformat() for day in stated] == [*days]


def test_two_that_would_get_one_id_get_two() -> None:
    text = TARGETS.replace('id = "Q"', 'id = "P"').replace('id = "F"', 'id = "P-2"')
    keys = {one.old.id: one.key for one in asked(text)}
    assert keys == {"P-2025": "P-2026", "P": "P-3-2026", "P-2": "P-2-2026"}
    made = written(text, dict.fromkeys(keys, Pledge("carry")))
    assert targets(made).keys() >= set(keys.values())
    assert {one.state for one in asked(made)} == {"there"}


def test_an_id_is_never_written_twice() -> None:
    one, other = asked()[:2]
    alike = [one, replace(other, key=one.key)]
    answers = dict.fromkeys([one.old.id, other.old.id], Pledge("carry"))
    with pytest.raises(InputError, match=r"\[\[targets\]\]"):
        with_answers(TARGETS, alike, answers, name="targets.toml", lang="zh")


def test_what_was_dropped_stands_above_the_comment_of_the_first() -> None:
    text = TARGETS.replace("\n[[targets]]", "\n# of car parks\n# alone\n[[targets]]", 1)
    made = written(text, {"P-2025": Pledge("drop")})
    assert '}\n\ndropped = { 2026 = ["P-2025"] }\n\n# of car parks\n# alone\n[[targets]]' in made


@pytest.mark.parametrize("head", [b"", BOM_UTF8])
def test_lines_end_as_they_did(head: bytes) -> None:
    before = head + TARGETS.encode().replace(b"\n", b"\r\n")
    before = before.replace(b"value = 2\r\n", b"value = 2\n")  # by another hand
    assert plain_text(before) == TARGETS
    text = written(TARGETS, {"Q": Pledge("carry"), "F": Pledge("drop")})
    after = with_endings(before, text)
    assert plain_text(after) == text
    assert set(before.splitlines(keepends=True)) <= set(after.splitlines(keepends=True))
    assert after.startswith(head + b"#")
    assert after.count(b"\n") - after.count(b"\r\n") == 1
    assert with_endings(TARGETS.encode(), text) == text.encode()


@pytest.mark.parametrize(
    ("before", "row", "is_refused"),
    [
        (Pledge("drop"), "Q,5,,", True),
        (Pledge("drop"), "Q,,,照旧", True),
        (Pledge("drop"), "Q,,,不再承诺", False),
        (Pledge("carry"), "Q,,,不再承诺", True),
        (Pledge("carry"), "Q,,,照旧", False),
    ],
)
def test_an_answer_that_would_do_nothing_is_named_with_its_row(
    tmp_path: Path, before: Pledge, row: str, *, is_refused: bool
) -> None:
    questions = asked(written(TARGETS, {"Q": before}))
    path = table(tmp_path, row + "\n")
    if not is_refused:
        assert read_answers(path, path.name, questions).keys() == {"Q"}
        return
    with pytest.raises(InputError, match=r"answers\.csv.* 2.* Q .*2026"):
        read_answers(path, path.name, questions)


def read_answers_of(rows: str) -> dict[str, Pledge]:
    import tempfile  # noqa: PLC0415 - a folder of its own for each call
    from pathlib import Path as At  # noqa: PLC0415 - as above

    with tempfile.TemporaryDirectory() as folder:
        return read_answers(table(At(folder), rows), "answers.csv", asked())


def test_what_is_dropped_is_remembered_and_a_number_in_a_draft_is_never_lost() -> None:
    text = written(TARGETS, {}).replace("# value =\n", "# value = 9\n", 1)
    text = written(text, {"P-2025": Pledge("drop"), "Q": Pledge("drop")})
    assert tomllib.loads(text)["dropped"] == {"2026": ["P-2025", "Q"]}
    assert "# value = 9\n" in text
    assert text.startswith("# the plan\nsource")
    assert [one.state for one in asked(text)] == ["dropped", "dropped", "drafted"]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("Q,22处,,", "22处"),
        ("Q,0,,", "0"),
        ('Q,"1,000",,', "1,000"),
        ("X,3,,", "P-2025, Q, F"),
        ("Q,3,2027-01-01,", "2026-12-31"),
        ("Q,3,六月底,", "六月底"),
        ("Q,3,,照旧", "3"),
        ("Q,,2026-06-30,", "2026-06-30"),
        ("Q,,,也许", "也许"),
        ("Q,3,,\nQ,4,,", "Q"),
    ],
)
def test_a_cell_that_is_no_answer_is_named_with_its_row(row: str, why: str) -> None:
    with pytest.raises(InputError) as fault:
        read_answers_of(row + "\n")
    assert "answers.csv" in str(fault.value)
    assert why in str(fault.value)


def test_a_table_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="a, b"):
        read_answers(path, "other.csv", asked())


def test_an_id_of_another_year_is_never_taken_over() -> None:
    text = TARGETS.replace('id = "L"', 'id = "Q-2026"')
    with pytest.raises(InputError, match="Q-2026"):
        asked(text)


def test_an_inline_list_is_left_to_a_person() -> None:
    entry = '{id="P",theme="u",name={zh="甲"},comparator="=",value=1,unit={zh="个"},period=2025}'
    text = f'source = {{ zh = "讲话" }}\ntargets = [{entry}]\n'
    with pytest.raises(InputError, match=r"\[\[targets\]\]"):
        written(text, {"P": Pledge("carry")})
