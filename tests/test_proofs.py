"""Each proof finds the fault that it is there for, and nothing in a sound table."""

from __future__ import annotations

import datetime

import pytest

from rules import proofs
from rules.table import Table, read_cases, read_table

ON = datetime.date(2026, 11, 22)
INPUTS = """
regulator = "gphc"
[[input]]
id = "knowledge"
question = "Do you use it?"
why = "It decides."
value = [{ id = "yes", words = "Yes" }, { id = "no", words = "No" }, { id = "unsure", words = "Not sure" }]
[[input]]
id = "status"
question = "Are you on the register?"
why = "First things first."
value = [{ id = "on", words = "On" }, { id = "off", words = "Off" }]
"""


def row(name: str, stage: str, outcome: str, *blocks: str) -> str:
    """One row as TOML."""
    text = (
        f'[[row]]\nid = "{name}"\nstage = "{stage}"\noutcome = "{outcome}"\nbecause = "x"\nfacts = ["GPHC-01"]\nchecked = 2026-11-22\nnext_check = 2027-02-22\n'
    )
    return text + "".join(f"[[row.when]]\n{block}\n" for block in blocks)


def table(*rows: str) -> Table:
    """A table of these rows over two inputs."""
    built, issues = read_table("rules/gphc.toml", (INPUTS + "".join(rows)).encode())
    assert not issues, issues
    return built


GATE = row("G", "gate", "no", 'status = "off"')
YES = row("Y", "main", "yes", 'knowledge = "yes"')
REST = row("Z", "main", "choice")
UNSURE = row("U", "main", "yes-if", 'knowledge = "unsure"')


def test_a_question_asked_only_of_professions_that_do_not_exist_is_told() -> None:
    asked = '[[input]]\nid = "hours"\nkind = "number"\nquestion = "How many?"\nwhy = "They count."\nprofessions = ["pharmacist"]\n'
    built, _ = read_table("rules/gphc.toml", (INPUTS + asked + GATE + YES + UNSURE + REST).encode())
    assert [issue.message for issue in proofs.prove(built, ON)] == ["hours: `professions` names `pharmacist`, which is no answer to `profession`."]


def test_a_sound_table_proves() -> None:
    assert proofs.prove(table(GATE, YES, UNSURE, REST), ON) == []


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ((GATE, YES), "Nobody decides for knowledge = no or unsure, status = on"),
        ((GATE, YES, row("D", "main", "choice", 'knowledge = "yes"'), REST), "D: nobody reaches this row"),
        ((GATE, row("Y", "main", "choice", 'knowledge = "no"'), row("Z", "main", "yes")), "Z: the last row, which takes all who are left, says yes"),
        ((GATE, YES, REST, row("L", "limit", "choice", 'knowledge = "no"')), "L: this limit never makes anything worse"),
        ((GATE, YES, REST, row("L", "limit", "at-risk", 'status = "off"')), "L: nobody reaches this row"),
        (
            (row("Y", "main", "choice", 'knowledge = ["yes", "no"]'), row("U", "main", "yes", 'knowledge = "unsure"\nstatus = "on"'), REST),
            "U: `knowledge = unsure` is answered more kindly than every definite answer",
        ),
    ],
)
def test_each_fault_is_found(rows: tuple[str, ...], says: str) -> None:
    assert any(says in issue.message for issue in proofs.prove(table(*rows), ON)), proofs.prove(table(*rows), ON)


def test_unsure_may_be_kinder_than_the_worst_definite_answer_but_not_than_the_best() -> None:
    assert proofs.prove(table(GATE, YES, UNSURE, REST), ON) == []
    kinder = table(GATE, row("Y", "main", "yes-if", 'knowledge = "yes"'), row("U", "main", "yes", 'knowledge = "unsure"'), REST)
    assert [issue.message.split(":")[0] for issue in proofs.prove(kinder, ON)] == ["U"]


def test_a_limit_that_binds_only_unsure_people_does_not_hide_a_kind_row() -> None:
    split = table(
        row("Y", "main", "at-risk", 'knowledge = ["yes", "no"]\nstatus = "on"'),
        row("U", "main", "choice", 'knowledge = "unsure"'),
        REST,
        row("L", "limit", "no", 'knowledge = "unsure"\nstatus = "off"'),
    )
    assert any("U: `knowledge = unsure`" in issue.message and "status = on" in issue.message for issue in proofs.prove(split, ON))


CASE = """
[[case]]
id = "one"
title = "Somebody"
on = 2026-11-22
facts = { knowledge = "yes", status = "on" }
outcome = "yes"
decided_by = "Y"
"""


@pytest.mark.parametrize(
    ("cases", "says"),
    [
        (CASE, "Z: no worked case lands on this row"),
        (CASE.replace('outcome = "yes"', 'outcome = "no"'), "one: case: expected no, the table says yes by Y"),
        (CASE.replace('"Y"', '"Z"'), "one: case: expected row Z, got Y"),
        (CASE.replace('knowledge = "yes"', 'knowledge = "perhaps"'), "one: case: knowledge: That is not one of the answers"),
        (CASE + 'rows = ["L"]', "one: case: the row L does not apply"),
    ],
)
def test_cases_are_held_to_the_table(cases: str, says: str) -> None:
    built, issues = read_cases("rules/cases/gphc.toml", cases.encode(), table(GATE, YES, REST))
    assert not issues
    assert any(says in issue.message for issue in proofs.prove_cases(built, ON)), proofs.prove_cases(built, ON)


def test_moments_are_today_and_each_later_change() -> None:
    later = row("Y", "main", "yes", 'knowledge = "yes"').replace("checked =", "from = 2027-01-01\nchecked =")
    assert proofs.moments(table(GATE, later, REST), ON) == [ON, datetime.date(2027, 1, 1)]
