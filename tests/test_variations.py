"""What is asked, what would change an answer and to what, in the words that a reader sees; and the search for bands, held against counting one by one."""

from __future__ import annotations

import datetime

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from guidance.addresses import LAST_YEAR
from rules import bands
from rules.model import Input
from tests.test_answer_api import ask

ON = datetime.date(2026, 11, 22)
DAYS = Input.model_validate({"id": "day", "kind": "date", "question": "When?", "why": "x"})
HOURS = Input.model_validate({"id": "hours", "kind": "number", "question": "How many hours?", "why": "x"})
LEFT = Input.model_validate({"id": "left", "kind": "number", "least": -60, "question": "How many months are left?", "why": "x"})
COUNT = Input.model_validate({"id": "count", "kind": "number", "question": "And in the last five years?", "why": "x"})

NURSE = {"uses_professional_knowledge": "yes"}
DOCTOR = {"aim": "keep-licence", "connection": "ro", "post_reserved": "no"}
CASES = [
    # who, facts told, the fact that changes, its words, the value in the address, the outcomes, whether they are better
    ("nurse", NURSE, "hours_by_deadline", "fewer than 450 hours", "449", ["choice"], False),
    ("nurse", NURSE, "intends", "Leave the register", "leave", ["at-risk"], False),
    ("nurse", {**NURSE, "hours_by_deadline": "300", "renewal_date": "2027-04-30"}, "hours_by_deadline", "450 hours or more", "450", ["yes-if"], True),
    ("nurse", {**NURSE, "hours_by_deadline": "300", "renewal_date": "2027-04-30"}, "renewal_date", "1 December 2027 or later", "2027-12-01", ["choice"], True),
    ("nurse", {**NURSE, "hours_by_deadline": "300", "renewal_date": "2027-04-30"}, "renewal_date", "31 October 2026 or earlier", "2026-10-31", ["no"], False),
    ("nurse", NURSE, "renewal_date", "1 November 2026 to 30 November 2026", "2026-11-01", ["at-risk"], False),
    ("nurse", {**NURSE, "months_to_deadline": "20"}, "months_to_deadline", "already passed", "-1", ["no"], False),
    ("nurse", {}, "post_requires_registration", "Yes, the post needs a registrant", "yes", ["yes", "yes-if", "at-risk"], None),
    ("doctor", DOCTOR, "months_to_submission", "already passed", "-1", ["at-risk"], False),
    ("doctor", {**DOCTOR, "submission_date": "2028-11-01"}, "submission_date", "already passed", "2026-11-21", ["at-risk"], False),
    ("doctor", {**DOCTOR, "submission_date": "2026-11-01"}, "submission_date", "today or later", "2026-11-22", ["yes-if"], True),
    ("doctor", DOCTOR, "last_appraisal_months", "more than 15 months", "16", ["at-risk"], False),
    ("doctor", {**DOCTOR, "last_appraisal_date": "2026-10-01"}, "last_appraisal_date", "21 August 2025 or earlier", "2025-08-21", ["at-risk"], False),
    ("pharmacist", {"expiry_date": "2027-01-10", "uses_professional_knowledge": "yes"}, "expiry_date", "already passed", "2026-11-21", ["no"], False),
]


@pytest.mark.parametrize(("profession", "told", "fact", "words", "value", "possible", "better"), CASES)
def test_what_would_change_the_answer(
    client: FlaskClient, profession: str, told: dict[str, str], fact: str, words: str, value: str, possible: list[str], better: bool | None
) -> None:
    found = ask(client, profession, "chief-executive", **told)
    change = next(item for item in found["would_change"] if (item["fact"], item["words"]) == (fact, words))
    assert (change["value"], change["possible"], change["better"]) == (value, possible, better)
    assert ask(client, profession, "chief-executive", **{**told, fact: value})["possible"] == possible


NONSENSE = [
    # who, facts told, a fact, and those of its values that cannot be named to them: all of them where none is given, only as better where `better` stands
    ("doctor", {"status": "struck-off"}, "status", {"never", "registered"}, None),
    ("doctor", {"status": "struck-off"}, "status", {"suspended", "licence-withdrawn", "voluntarily-erased"}, "better"),
    ("physician-associate", {}, "status", {"never", "no-licence", "licence-withdrawn"}, None),
    ("doctor", DOCTOR, "off_register_months", set(), None),
    ("doctor", DOCTOR, "registration_ended_date", set(), None),
    ("doctor", {**DOCTOR, "months_to_submission": "20"}, "submission_date", set(), None),
    ("doctor", {**DOCTOR, "submission_date": "2028-11-01"}, "months_to_submission", set(), None),
    ("nurse", NURSE, "months_to_deadline", set(), None),
    ("nurse", {**NURSE, "months_to_deadline": "20"}, "renewal_date", set(), None),
    ("nurse", {"status": "struck-off"}, "status", {"never"}, None),
    ("nurse", {"status": "struck-off"}, "status", {"suspended", "lapsed"}, "better"),
    ("nurse", {}, "post_requires_registration", {"unsure"}, None),
    ("nurse", {}, "profession", set(), None),
    ("physiotherapist", {"status": "off-over-1-month"}, "status", {"never"}, None),
    ("pharmacist", {}, "years_off", set(), None),
    ("pharmacist", {}, "left_how", set(), None),
    ("pharmacist", {"expiry_date": "2026-11-21"}, "status", {"suspended-or-conditions"}, "better"),
    ("pharmacist", {"status": "removed-by-ftp"}, "status", {"not-told", "never-registered"}, None),
]


@pytest.mark.parametrize(("profession", "told", "fact", "values", "only"), NONSENSE)
def test_what_nobody_can_become_or_wish_for_is_not_named_as_a_change(
    client: FlaskClient, profession: str, told: dict[str, str], fact: str, values: set[str], only: str | None
) -> None:
    changes = ask(client, profession, "chief-executive", **told)["would_change"]
    assert changes
    named = {item["value"] for item in changes if item["fact"] == fact and (only is None or item["better"] is not False)}
    assert not (named & values if values else named)


def test_better_changes_come_first_and_definite_ones_before_others(client: FlaskClient) -> None:
    for profession in ("doctor", "nurse", "physiotherapist", "pharmacist"):
        found = ask(client, profession, "chief-executive", uses_professional_knowledge="no") if profession != "doctor" else ask(client, profession, "chair")
        order = [({True: 0, None: 1, False: 2}[item["better"]], len(item["possible"])) for item in found["would_change"]]
        assert order == sorted(order)
        assert order


def test_a_doctors_licence_may_change_where_the_whole_does_not(client: FlaskClient) -> None:
    found = ask(client, "doctor", "chief-executive", **DOCTOR, submission_date="2026-11-01")
    assert (found["outcome"], found["parts"][1]["outcome"]) == ("at-risk", "at-risk")
    change = next(item for item in found["would_change"] if item["value"] == "admin-erased")
    assert change["parts"] == {"name": ["no"], "licence": ["no"]}
    name_alone = [item for item in found["would_change"] if item["possible"] == ["at-risk"] and item["parts"]["name"] != ["yes-if"]]
    assert name_alone


ASKED = [
    ("nurse", "chief-executive", {}, ["uses_professional_knowledge"]),
    ("nurse", "chief-executive", {"uses_professional_knowledge": "yes"}, []),
    ("nurse-and-midwife", "between-jobs", {}, ["hours_by_deadline", "hours_nurse", "hours_midwife", "second_gained"]),
    ("nurse-and-nursing-associate", "chief-nurse", {}, ["hours_by_deadline", "hours_nurse", "hours_na", "second_gained"]),
    ("doctor", "director-of-quality", {}, ["post_reserved", "aim", "connection"]),
    ("pharmacist", "chief-executive", {"expiry_date": "2027-01-10", "intends_to_practise_gb": "yes", "uses_professional_knowledge": "yes"}, ["renewed"]),
]


@pytest.mark.parametrize(("profession", "role", "told", "questions"), ASKED)
def test_only_what_matters_is_asked_the_most_decisive_first(
    client: FlaskClient, profession: str, role: str, told: dict[str, str], questions: list[str]
) -> None:
    found = ask(client, profession, role, **told)
    assert found["questions"] == questions
    assert found["ask_next"] == (questions[0] if questions else None)


def test_what_was_told_is_not_assumed(client: FlaskClient) -> None:
    assert "deadline" in ask(client, "nurse", "chief-executive", **NURSE)["assumed"]
    assert "deadline" not in ask(client, "nurse", "chief-executive", **NURSE, renewal_date="2028-04-30")["assumed"]


def test_a_number_that_is_asked_branches_by_band(client: FlaskClient) -> None:
    found = ask(client, "nurse-and-midwife", "between-jobs")
    assert [branch["words"] for branch in found["branches"]] == ["fewer than 450 hours", "450 hours or more, but fewer than 900", "900 hours or more"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.integers(-59, 4999), max_size=4, unique=True), st.booleans())
def test_bands_are_those_found_by_trying_every_number(steps: list[int], above: bool) -> None:
    def worked(number: float) -> int:
        return sum(number > step if above else number >= step for step in steps)

    found = bands.stretches(-60, 5000, (place for step in steps for place in (step - 7, step + 9)), worked)
    for stretch in found:
        assert len({worked(number) for number in range(stretch.first, stretch.last + 1)}) == 1
    assert [stretch.first for stretch in found][1:] == [number for number in range(-59, 5001) if worked(number) != worked(number - 1)]
    assert [stretch.above for stretch in bands.with_fractions(found, worked)][1:] == [above] * (len(found) - 1)


def starting(*firsts: int, last: int, above: bool | None = False) -> list[bands.Stretch]:
    """Stretches that begin at these numbers."""
    ends = [*(first - 1 for first in firsts[1:]), last]
    return [bands.Stretch(first, end, above) for first, end in zip(firsts, ends, strict=True)]


@pytest.mark.parametrize(
    ("item", "found", "words"),
    [
        (HOURS, starting(0, 450, last=5000), ["fewer than 450 hours", "450 hours or more"]),
        (HOURS, starting(0, 451, last=5000, above=True), ["450 hours or fewer", "more than 450 hours"]),
        (HOURS, starting(0, 1, last=5000, above=True), ["no hours", "more than 0 hours"]),
        (HOURS, starting(0, 450, 1350, last=5000), ["fewer than 450 hours", "450 hours or more, but fewer than 1,350", "1,350 hours or more"]),
        (HOURS, starting(0, 451, last=5000, above=None), ["about 450 hours or fewer", "about 451 hours or more"]),
        (LEFT, starting(-60, 0, 13, last=60), ["already passed", "fewer than 13 months", "13 months or more"]),
        (COUNT, starting(0, 750, last=5000), ["fewer than 750", "750 or more"]),
        (COUNT, starting(0, last=5000), ["any number"]),
    ],
)
def test_a_stretch_of_numbers_reads_as_one_would_say_it(item: Input, found: list[bands.Stretch], words: list[str]) -> None:
    assert [bands.in_figures(item, found, place) for place in range(len(found))] == words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ([0], ["already passed", "today or later"]),
        ([1], ["today or earlier", "23 November 2026 or later"]),
        ([0, 31], ["already passed", "today to 22 December 2026", "23 December 2026 or later"]),
        ([-10, 0], ["11 November 2026 or earlier", "12 November 2026 to yesterday", "today or later"]),
        ([0, 1], ["already passed", "today", "23 November 2026 or later"]),
        ([], ["any date"]),
    ],
)
def test_a_stretch_of_dates_reads_as_one_would_say_it(days: list[int], words: list[str]) -> None:
    first, last = bands.domain(DAYS)
    found = starting(first, *(ON.toordinal() + day for day in days), last=last)
    assert [bands.in_days(found, place, ON) for place in range(len(found))] == words
    assert datetime.date.fromordinal(last).year == LAST_YEAR
