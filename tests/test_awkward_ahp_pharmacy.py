"""More awkward answers of the HCPC and the GPhC: false comfort, two parts of one answer that disagree, dates that cannot be met, and changes nobody wishes for.

Each case was read against the decision sheets of both regulators.
"""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.test_awkward_answers import CHIEF, MANAGER, Told, ask

BOARD: Told = {"uses_professional_knowledge": "partly", "post_requires_registration": "no"}
ASIDE: Told = {"uses_professional_knowledge": "no", "post_requires_registration": "no", "practised_since_last_renewal": "no"}


def steps(found: dict[str, Any]) -> str:
    return "\n".join([*found["do"], *(step for item in (*found["because"], *found["advice"]) for step in item["do"])])


def state(found: dict[str, Any], name: str) -> str:
    said: str = next(item["state"] for item in found["requirements"] if item["id"] == name)
    return said


@pytest.mark.parametrize(
    ("told", "row"),
    [
        ({"status": "on-register"}, "A8"),
        ({"expiry_date": "2027-12-31", "renewed": "yes"}, "A8"),
        ({"expiry_date": "2026-12-31", "renewed": "no"}, "A8b"),
        ({"expiry_date": "2026-10-31", "renewed": "no"}, "A8b"),
        ({"left_how": "not-renewed"}, "A8b"),
    ],
)
def test_a_technician_who_may_be_off_reads_no_comfort_about_registration(client: FlaskClient, told: Told, row: str) -> None:
    found = ask(client, "pharmacy-technician", "chief-pharmacist", told)
    assert (found["outcome"], found["because"][0]["row"]) == ("no", row)
    assert ("not affected" in found["headline"] + found["because"][0]["text"]) is (row == "A8")


@pytest.mark.parametrize(("intends", "met"), [("yes", "met"), ("no", "unknown")])
def test_declarations_are_not_met_by_who_denies_what_they_declare(client: FlaskClient, intends: str, met: str) -> None:
    told = {"expiry_date": "2027-06-30", "renewed": "yes", "intends_to_practise_gb": intends}
    assert state(ask(client, "pharmacist", "responsible-pharmacist", told), "declarations") == met


@pytest.mark.parametrize(
    ("role", "told", "practising"),
    [
        ("non-executive-director", BOARD, "unknown"),
        ("chief-executive", BOARD, "unknown"),
        ("chief-executive", {**BOARD, "uses_professional_knowledge": "yes"}, "met"),
        ("chief-executive", {**BOARD, "post_requires_registration": "yes"}, "met"),
        ("chief-ahp", {"uses_professional_knowledge": "partly"}, "met"),
        ("non-executive-director", {**BOARD, "practised_since_last_renewal": "yes"}, "met"),
    ],
)
def test_practice_is_not_met_where_the_answer_asks_whether_the_work_counts(client: FlaskClient, role: str, told: Told, practising: str) -> None:
    assert state(ask(client, "paramedic", role, told), "practising") == practising


@pytest.mark.parametrize(
    ("profession", "role", "told"),
    [
        ("paramedic", "non-executive-director", BOARD),
        ("biomedical-scientist", "research-only", {**BOARD, "uses_professional_knowledge": "yes"}),
        ("podiatrist", "retired", {"practised_since_last_renewal": "yes"}),
    ],
)
def test_nobody_reads_that_having_practised_less_would_be_better(client: FlaskClient, profession: str, role: str, told: Told) -> None:
    changes = ask(client, profession, role, told)["would_change"]
    better = {(item["fact"], item["value"]) for item in changes if item["better"] is not False}
    assert ("practised_since_last_renewal", "no") not in better
    assert not [value for fact, value in better if fact == "months_since_practice"]


def test_a_shorter_gap_is_still_named_as_better(client: FlaskClient) -> None:
    changes = ask(client, "radiographer", "leave", {"practised_since_last_renewal": "yes", "months_since_practice": "14"})["would_change"]
    assert ("months_since_practice", "11", True) in {(item["fact"], item["value"], item["better"]) for item in changes}


OPEN_WINDOW = "operating-department-practitioner"


@pytest.mark.parametrize(
    ("profession", "role", "told", "says", "never"),
    [
        (
            OPEN_WINDOW,
            "chief-executive",
            {**ASIDE, "months_since_practice": "23"},
            ["the first day that you can", "before 23 November 2026"],
            ["by one month before"],
        ),
        (
            OPEN_WINDOW,
            "chief-executive",
            {**CHIEF, "months_since_practice": "30"},
            ["if you can make every part of the declaration truthfully"],
            ["Renew now, and"],
        ),
        (OPEN_WINDOW, "chief-executive", {"last_renewal": "not-complete"}, ["If that day has passed, ask about readmission"], []),
        (
            "physiotherapist",
            "chief-ahp",
            {"status": "off-under-1-month", "months_since_practice": "0"},
            ["by 30 May 2026 (this date has passed)", "ask the HCPC today which form"],
            [],
        ),
        ("speech-and-language-therapist", "retired", {"conduct": "sanction", "sanction_suspends": "yes"}, ["Tell any employer"], ["Tell your employer"]),
        ("pharmacist", "retired", {**MANAGER, "expiry_date": "2027-01-14", "renewed": "no"}, ["Tell any employer"], ["Tell your employer"]),
        ("pharmacist", "chief-executive", {"status": "left-under-12-months"}, ["no later than the last day open to you"], []),
    ],
)
def test_steps_ask_for_nothing_that_is_past_untrue_or_absurd(
    client: FlaskClient, profession: str, role: str, told: Told, says: list[str], never: list[str]
) -> None:
    said = steps(ask(client, profession, role, told))
    assert [words for words in says if words not in said] == []
    assert [words for words in never if words in said] == []


@pytest.mark.parametrize(("months", "aim"), [("3", "2028-01-01"), ("10", "2027-12-22"), ("23", "2026-11-22"), ("30", "2028-01-01")])
def test_the_day_to_practise_by_is_the_same_in_dates_and_steps_and_before_two_years(client: FlaskClient, months: str, aim: str) -> None:
    found = ask(client, "physiotherapist", "chief-executive", {**ASIDE, "months_since_practice": months})
    dates = {item["id"]: item["date"] for item in found["deadlines"]}
    day = datetime.date.fromisoformat(aim)
    assert dates["practise_again"] == aim
    assert int(months) >= 24 or f"best by {day.day} {day:%B %Y}" in steps(found)
    assert dates["two_year_gap"] is None or aim < dates["two_year_gap"]


@pytest.mark.parametrize(("months", "contradicts"), [("3", True), ("10", False)])
def test_who_denies_practice_that_the_months_put_in_this_cycle_is_told(client: FlaskClient, months: str, contradicts: bool) -> None:
    found = ask(client, "physiotherapist", "chief-executive", {**ASIDE, "months_since_practice": months})
    assert found["outcome"] == "at-risk"
    assert ("D7c" in {item["row"] for item in found["advice"]}) is contradicts
    working = ask(client, "physiotherapist", "chief-executive", {**ASIDE, "uses_professional_knowledge": "yes", "months_since_practice": months})
    assert working["outcome"] == "yes-if"
    assert ("D0d" in {item["row"] for item in working["limits"]}) is contradicts


@pytest.mark.parametrize(("role", "told", "leaving"), [("chair", BOARD, "deregister"), ("retired", {"practised_since_last_renewal": "yes"}, "retire-off")])
def test_a_course_of_leaving_says_that_it_is_no_way_out_of_an_open_matter(client: FlaskClient, role: str, told: Told, leaving: str) -> None:
    found = ask(client, "dietitian", role, {**told, "conduct": "under-investigation"})
    assert "leaving is no way out of it" in next(item["text"] for item in found["options"] if item["id"] == leaving)


RUN_OUT: Told = {"expiry_date": "2026-10-31", "renewed": "no"}


@pytest.mark.parametrize(
    ("profession", "told", "name", "note"),
    [
        ("pharmacist", RUN_OUT, "renewal", "your registration has run out"),
        ("pharmacist", RUN_OUT, "cpd-records", "if you apply to come back"),
        ("pharmacist", {"status": "suspended-or-conditions"}, "declarations", "fit to practise without restrictions"),
        ("dietitian", {"last_renewal": "not-complete"}, "renewal", "Ring the HCPC today"),
        ("dietitian", {"last_renewal": "complete"}, "renewal", "Renew by 30 June 2028"),
    ],
)
def test_a_requirement_does_not_ask_to_renew_as_usual_where_the_answer_says_that_it_is_too_late(
    client: FlaskClient, profession: str, told: Told, name: str, note: str
) -> None:
    found = next(item for item in ask(client, profession, "chief-executive", told)["requirements"] if item["id"] == name)
    assert note in found["note"]
