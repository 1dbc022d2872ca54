"""Reading tables: what is understood, and what each fault says."""

from __future__ import annotations

import pytest

from rules.space import intersect
from rules.table import read_table

HEAD = """
regulator = "gphc"
[words]
deadline = "your deadline"
[[input]]
id = "role"
question = "Which role?"
why = "The role comes first."
value = [{ id = "chief-executive", words = "Chief executive" }, { id = "chair", words = "Chair" }]
[[input]]
id = "knowledge"
question = "Do you use it?"
why = "It decides."
value = [{ id = "yes", words = "Yes" }, { id = "no", words = "No" }, { id = "unsure", words = "Not sure" }]
[[input]]
id = "open_case"
question = "Is a case open?"
why = "It can close a way out."
presume = "no"
assumed = "No case is open."
value = [{ id = "yes", words = "Yes" }, { id = "no", words = "No" }]
[[condition]]
id = "relies"
words = "relies on knowledge"
when = [{ knowledge = "yes" }, { role = "chair" }]
[[option]]
id = "stay"
title = "Stay"
text = "Stay."
cost = "One fee."
lost = "Nothing."
back = "Not needed."
facts = ["GPHC-01"]
"""
ROW = """
[[row]]
id = "R1"
stage = "main"
outcome = "yes-if"
because = "Because."
facts = ["GPHC-01"]
checked = 2026-11-22
next_check = 2027-02-22
"""


def messages(text: str) -> list[str]:
    """All issues of a table, each as message and remedy."""
    return [f"{issue.message} {issue.remedy}" for issue in read_table("rules/gphc.toml", text.encode())[1]]


def test_a_sound_table_has_no_issue() -> None:
    assert messages(HEAD + ROW) == []


@pytest.mark.parametrize(
    ("condition", "holds", "fails"),
    [
        ('[[row.when]]\nknowledge = "yes"', {"knowledge": "yes"}, {"knowledge": "no"}),
        ('[[row.when]]\nknowledge = ["yes", "unsure"]', {"knowledge": "unsure"}, {"knowledge": "no"}),
        ('[[row.when]]\nknowledge = { not = ["no"] }', {"knowledge": "unsure"}, {"knowledge": "no"}),
        ('[[row.when]]\nis = "relies"', {"role": "chair", "knowledge": "no"}, {"role": "chief-executive", "knowledge": "no"}),
        ('[[row.when]]\nis_not = "relies"', {"role": "chief-executive", "knowledge": "no"}, {"role": "chair", "knowledge": "no"}),
        ('[[row.when]]\nknowledge = "yes"\n[[row.when]]\nopen_case = "yes"', {"knowledge": "no", "open_case": "yes"}, {"knowledge": "no", "open_case": "no"}),
    ],
)
def test_conditions_take_whom_they_say(condition: str, holds: dict[str, str], fails: dict[str, str]) -> None:
    table, issues = read_table("rules/gphc.toml", (HEAD + ROW + condition).encode())
    assert not issues
    boxes = [clause.box for clause in table.clauses["R1"]]

    def takes(facts: dict[str, str]) -> bool:
        person = table.space.box({name: [value] for name, value in facts.items()})
        return any(intersect(person, box) for box in boxes)

    assert takes(holds)
    assert not takes(fails)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HEAD + ROW + '[[row.when]]\nknowlege = "yes"', "R1: `knowlege` is neither an input"),
        (HEAD + ROW + '[[row.when]]\nknowledge = "perhaps"', "R1: `knowledge` has no value"),
        (HEAD + ROW + '[[row.when]]\nknowledge = { not = ["perhaps"] }', "R1: `knowledge` has no value"),
        (HEAD + ROW + '[[row.when]]\nis = "relys"', "the condition `relys` does not exist"),
        (HEAD + ROW + '[[row.when]]\ndecided_by = "R1"', "only limit and advice rows may match"),
        (HEAD + ROW.replace('outcome = "yes-if"', ""), "R1: the row has no `outcome`"),
        (HEAD + ROW.replace('"main"', '"advice"'), "R1: advice never changes the outcome"),
        (HEAD + ROW + 'options = ["go"]', "the option `go` does not exist"),
        (HEAD + ROW + ROW, "this id stands twice"),
        (HEAD + ROW.replace('"yes-if"', '"maybe"'), "[[row]] R1: `outcome`"),
        (HEAD + ROW + "colour = 1", "[[row]] R1: `colour`"),
        (HEAD.replace('presume = "no"', 'presume = "never"') + ROW, "presumes `never`"),
        (HEAD.replace('assumed = "No case is open."', "") + ROW, "does not tell the reader"),
        (HEAD + ROW.replace('because = "Because."', 'because = "By {when}."'), "the placeholder {when} is not known"),
        (HEAD + ROW + "=", "This is not valid TOML"),
    ],
)
def test_each_fault_says_what_and_where(text: str, says: str) -> None:
    assert any(says in message for message in messages(text)), messages(text)
