"""The tour of duty: worked plans, decided by hand from the sheets, and what holds of every plan. Each point is the table's own answer."""

from __future__ import annotations

import datetime
import random
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guidance.library import Library
from rules.answer import answer
from rules.outcomes import SEVERITY
from rules.table import Table
from rules.tour import overview, plan
from rules.tour.picture import draw
from rules.tour.timeline import decider, moments, points

TODAY = datetime.date(2026, 11, 22)
quick = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])

CLINICAL = {"role": "clinical", "uses_professional_knowledge": "yes"}
CHIEF = {"role": "chief-executive", "uses_professional_knowledge": "no", "post_requires_registration": "no"}
LICENSED = {"role": "chief-executive", "aim": "keep-licence", "connection": "ro", "post_reserved": "no"}


def laid(profession: str, *stages: Mapping[str, str], **person: str) -> dict[str, str]:
    """The texts of a plan that starts in December 2026. Each stage gives its role, months and facts."""
    found = {"profession": profession, "start": "2026-12", **person}
    return found | {f"stage{number}_{name}": value for number, stage in enumerate(stages, 1) for name, value in stage.items()}


def lasting(months: int, stage: Mapping[str, str], **more: str) -> dict[str, str]:
    return {**stage, "months": str(months), **more}


NURSE_DATES = {"renewal_date": "2027-04-30", "hours_so_far": "600"}
WORKED: dict[str, tuple[dict[str, str], list[str]]] = {
    # NMC: 450 hours between the day after the last renewal and the first of the renewal month
    "nurse, chief nurse, then a chief executive with a few shifts, then back": (
        laid(
            "nurse",
            lasting(24, {"role": "chief-nurse", "uses_professional_knowledge": "yes", "weekly_hours": "20"}),
            lasting(36, CHIEF, other_practice="shifts", weekly_hours="2"),
            lasting(24, CLINICAL, weekly_hours="30"),
            **NURSE_DATES,
        ),
        [
            "2026-12-01 start yes", "2027-04-01 renewal yes", "2028-12-01 stage yes-if", "2030-04-01 renewal yes-if", "2031-12-01 stage yes",
            "2033-04-01 renewal yes", "2033-12-01 end yes",
        ],
    ),
    "nurse, five years without qualifying hours: the second renewal fails and a gap opens": (
        laid("nurse", lasting(60, CHIEF, weekly_hours="0"), lasting(24, CLINICAL, weekly_hours="30"), **NURSE_DATES),
        [
            "2026-12-01 start yes-if", "2027-04-01 renewal yes-if", "2030-04-01 renewal at-risk", "2030-05-01 lapse no", "2031-12-01 return no",
            "2033-12-01 end yes",
        ],
    ),
    "nurse and midwife, one part short": (
        laid(
            "nurse-and-midwife",
            lasting(24, {"role": "director-of-midwifery", "uses_professional_knowledge": "yes"}, weekly_hours_nurse="0", weekly_hours_midwife="20"),
            renewal_date="2028-06-30", hours_so_far_nurse="300", hours_so_far_midwife="300",
        ),
        ["2026-12-01 start choice", "2028-06-01 renewal choice", "2028-12-01 end choice"],
    ),
    "nurse, hours before the plan not told: few and enough are both shown, and nothing ends by itself": (
        laid("nurse", lasting(48, CHIEF, uses_professional_knowledge="yes", weekly_hours="5"), renewal_date="2027-04-30"),
        ["2026-12-01 start yes-if at-risk", "2027-04-01 renewal yes-if at-risk", "2030-04-01 renewal yes-if", "2030-12-01 end yes-if"],
    ),
    "nurse, leaves for five years: registered hours reach for readmission until 175 days of 30 hours a week no longer fall into five years": (
        laid(
            "nurse", lasting(12, {"role": "chief-nurse", "uses_professional_knowledge": "yes", "weekly_hours": "30"}),
            lasting(60, CHIEF, registration="leave"), lasting(12, CLINICAL, weekly_hours="30"), renewal_date="2028-09-30", hours_so_far="1500",
        ),
        ["2026-12-01 start yes", "2027-12-01 leave choice", "2032-06-10 clock no", "2032-12-01 return no", "2033-12-01 end yes"],
    ),
    # HCPC: practice in each two-year cycle; the window of physiotherapists closes on 30 April of even years
    "physiotherapist, five years without practice": (
        laid("physiotherapist", lasting(60, CHIEF), lasting(24, CLINICAL), months_since_practice="0"),
        [
            "2026-12-01 start choice", "2028-04-30 renewal choice", "2030-04-30 renewal at-risk", "2030-05-01 lapse no", "2030-05-31 clock no",
            "2031-12-01 return no", "2032-04-30 renewal yes", "2033-12-01 end yes",
        ],
    ),
    "physiotherapist, a chief executive whose work draws on the profession": (
        laid("physiotherapist", lasting(60, CHIEF, uses_professional_knowledge="yes")),
        ["2026-12-01 start yes", "2028-04-30 renewal yes", "2030-04-30 renewal yes", "2031-12-01 end yes"],
    ),
    "physiotherapist, voluntary work beside the post": (
        laid("physiotherapist", lasting(60, CHIEF, other_practice="voluntary")),
        ["2026-12-01 start yes-if", "2028-04-30 renewal yes-if", "2030-04-30 renewal yes-if", "2031-12-01 end yes-if"],
    ),
    "paramedic, chief allied health professional, then between jobs": (
        laid("paramedic", lasting(24, {"role": "chief-ahp", "uses_professional_knowledge": "yes"}), lasting(12, {"role": "between-jobs"})),
        ["2026-12-01 start yes", "2027-08-31 renewal yes", "2028-12-01 stage yes-if", "2029-08-31 renewal yes-if", "2029-12-01 end at-risk"],
    ),
    "physiotherapist, last practice before the plan not told": (
        laid("physiotherapist", lasting(24, CHIEF)),
        ["2026-12-01 start choice at-risk", "2028-04-30 renewal choice at-risk", "2028-12-01 end at-risk"],
    ),
    "dietitian, leaves and comes back three years after the last practice": (
        laid(
            "dietitian", lasting(12, CLINICAL), lasting(36, {**CHIEF, "role": "strategy-director"}, registration="leave"), lasting(12, CLINICAL),
        ),
        [
            "2026-12-01 start yes", "2027-12-01 leave choice", "2029-11-30 clock no", "2030-12-01 return no", "2031-12-01 end yes",
        ],
    ),
    # GPhC: a renewal each year, two months before expiry; restoration for less than twelve months
    "pharmacist, a chief executive who relies on pharmacy knowledge": (
        laid("pharmacist", lasting(24, CHIEF, uses_professional_knowledge="yes", intends_to_practise_gb="yes"), expiry_date="2027-06-30"),
        ["2026-12-01 start yes", "2027-04-30 renewal yes", "2028-04-30 renewal yes", "2028-12-01 end yes"],
    ),
    "pharmacist, a general manager who does not mean to practise": (
        laid("pharmacist", lasting(24, CHIEF, intends_to_practise_gb="no"), expiry_date="2027-06-30"),
        ["2026-12-01 start choice", "2027-04-30 renewal choice", "2028-04-30 renewal choice", "2028-12-01 end choice"],
    ),
    "pharmacist, leaves for two years: restoration closes before the year is over": (
        laid(
            "pharmacist", lasting(24, CHIEF, intends_to_practise_gb="no", registration="leave"), lasting(12, CLINICAL, intends_to_practise_gb="yes"),
            expiry_date="2027-06-30",
        ),
        ["2026-12-01 leave choice", "2027-11-30 clock no", "2028-12-01 return no", "2029-09-30 renewal yes", "2029-12-01 end yes"],
    ),
    "pharmacist, two of four records a year": (
        laid("pharmacist", lasting(24, CLINICAL, intends_to_practise_gb="yes", cpd_records="2"), expiry_date="2027-06-30"),
        ["2026-12-01 start yes", "2027-04-30 renewal at-risk", "2027-07-01 lapse no", "2028-06-30 clock no", "2028-12-01 end no"],
    ),
    "pharmacy technician as chief pharmacist: the post is closed, the entry does not end": (
        laid("pharmacy-technician", lasting(12, {"role": "chief-pharmacist", "uses_professional_knowledge": "yes"}), expiry_date="2027-06-30"),
        ["2026-12-01 start no", "2027-04-30 renewal no", "2027-12-01 end no"],
    ),
    # GMC: an appraisal each year, a submission date every five years, name and licence apart
    "doctor, a chief executive who is connected and appraised": (
        laid("doctor", lasting(24, LICENSED), submission_date="2028-06-30"),
        ["2026-12-01 start yes-if", "2027-12-01 appraisal yes-if", "2028-06-30 renewal yes-if", "2028-12-01 appraisal yes-if", "2028-12-01 end yes-if"],
    ),
    "doctor, no appraisal: at risk once the last one is more than 15 months old": (
        laid("doctor", lasting(24, LICENSED, appraised="no"), submission_date="2028-06-30", last_appraisal_date="2026-10-15"),
        ["2026-12-01 start yes-if", "2028-01-16 appraisal at-risk", "2028-06-30 renewal at-risk", "2028-12-01 end at-risk"],
    ),
    "doctor, a fourth appraisal before the submission date": (
        laid("doctor", lasting(24, LICENSED), submission_date="2028-06-30", last_appraisal_date="2026-10-15", appraisals_in_cycle="3"),
        [
            "2026-12-01 start yes-if", "2027-10-15 appraisal yes-if", "2028-06-30 renewal yes-if", "2028-10-15 appraisal yes-if", "2028-12-01 end yes-if",
        ],
    ),
    "doctor, only three appraisals when the submission date is near": (
        laid("doctor", lasting(24, LICENSED), submission_date="2028-06-30", last_appraisal_date="2026-10-15", appraisals_in_cycle="2"),
        [
            "2026-12-01 start yes-if", "2027-10-15 appraisal at-risk", "2028-06-30 renewal at-risk", "2028-10-15 appraisal yes-if", "2028-12-01 end yes-if",
        ],
    ),
    "doctor, gives up the licence as chief executive and takes it back for clinical work": (
        laid(
            "doctor", lasting(24, LICENSED, role="medical-director", post_reserved="yes"), lasting(36, LICENSED, aim="keep-name"),
            lasting(12, LICENSED, role="clinical", post_reserved="yes"), submission_date="2028-06-30",
        ),
        [
            "2026-12-01 start yes-if", "2027-12-01 appraisal yes-if", "2028-06-30 renewal yes-if", "2028-12-01 leave choice", "2031-12-01 return yes-if",
            "2032-12-01 appraisal yes-if", "2032-12-01 end yes-if",
        ],
    ),
    "doctor, a chief executive without a connection": (
        laid("doctor", lasting(12, LICENSED, connection="none"), submission_date="2028-06-30"),
        ["2026-12-01 start at-risk", "2027-12-01 appraisal at-risk", "2027-12-01 end at-risk"],
    ),
    "doctor, retires and leaves the register": (
        laid(
            "doctor", lasting(6, LICENSED), lasting(36, {"role": "retired", "aim": "leave", "connection": "ro", "post_reserved": "no"}),
            submission_date="2028-06-30",
        ),
        ["2026-12-01 start yes-if", "2027-06-01 leave choice", "2029-06-01 clock yes-if", "2030-06-01 end yes-if"],
    ),
    "physician associate in a clinical post": (
        laid("physician-associate", lasting(12, {"role": "clinical", "aim": "keep-licence"})),
        ["2026-12-01 start yes-if", "2027-12-01 end yes-if"],
    ),
}  # fmt: skip


def read(library: Library, tables: Mapping[str, Table], told: Mapping[str, str]) -> plan.Register:
    reading = plan.read(library, tables, told, TODAY)
    assert reading.faults == ()
    return reading.registers[0]


@pytest.mark.parametrize("name", WORKED)
def test_worked_plans_come_out_as_decided_by_hand(library: Library, tables: Mapping[str, Table], name: str) -> None:
    told, wanted = WORKED[name]
    register = read(library, tables, told)
    found = [f"{each.day} {each.kind} {' '.join(each.possible)}" for each in moments(register, decider(register))]
    assert found == wanted


@pytest.mark.parametrize("name", WORKED)
def test_each_point_is_the_answer_of_its_own_day(client: FlaskClient, library: Library, tables: Mapping[str, Table], name: str) -> None:
    register = read(library, tables, WORKED[name][0])
    for point in points(register, library, decider(register)):
        role = register.stages[point.moment.stage].role
        for way, found in zip(point.moment.ways, point.answers, strict=True):
            again = answer(register.table, library, register.profession, role, way.facts, point.moment.day)
            assert (found.possible, found.headline, found.because, found.do) == (again.possible, again.headline, again.because, again.do)
            assert set(found.possible) <= set(point.moment.possible)
    listed = client.get("/api/v1/plan", query_string=WORKED[name][0]).get_json()["registers"][0]["points"]
    for each in listed:
        reached = [client.get(f"/api/v1{_asked(way['url'])}").get_json()["possible"] for way in each["ways"]]
        assert reached == [way["possible"] for way in each["ways"]]


def _asked(url: str) -> str:
    """The address of the JSON answer for the address of a page."""
    path, _, query = url.partition("?")
    _, _, profession, role = path.split("/")
    return f"/answer?profession={profession}&role={role}&{query}"


@pytest.mark.parametrize("name", WORKED)
def test_each_change_that_is_offered_helps_where_it_says_so(client: FlaskClient, name: str) -> None:
    told = WORKED[name][0]
    for point in client.get("/api/v1/plan", query_string=told).get_json()["registers"][0]["points"]:
        for change in point["changes"]:
            head = f"stage{change['stage']}_"
            new = {**told, **{head + fact: str(value) for fact, value in change["facts"].items()}}
            new |= {f"{head}months": str(change["months"])} if change["months"] else {}
            after = client.get("/api/v1/plan", query_string=new).get_json()["registers"][0]["points"]
            same = [each for each in after if each["date"] == point["date"] and each["kind"] in (point["kind"], "stage", "start")]
            assert all(SEVERITY[each["possible"][-1]] <= SEVERITY["yes-if"] for each in same), (point["date"], change)
            assert same or point["kind"] == "appraisal"
            if change["whole_plan"]:
                assert all(SEVERITY[each["possible"][-1]] <= SEVERITY["yes-if"] for each in after)


def test_the_least_hours_keep_a_renewal_and_one_hundredth_less_does_not(client: FlaskClient) -> None:
    told = laid("nurse", lasting(60, CHIEF, weekly_hours="0"), **NURSE_DATES)
    found = client.get("/api/v1/plan", query_string=told).get_json()["registers"][0]
    (change,) = next(each for each in found["points"] if each["date"] == "2030-04-01")["changes"]
    assert change["words"] == "150 qualifying hours a year as a chief executive would keep the 450, those of the last year done before 1 April 2030."
    assert change["facts"] == {"weekly_hours": 2.96}
    for weekly, outcome in (("2.96", "yes-if"), ("2.95", "at-risk")):
        points_ = client.get("/api/v1/plan", query_string={**told, "stage1_weekly_hours": weekly}).get_json()["registers"][0]["points"]
        assert next(each for each in points_ if each["date"] == "2030-04-01")["outcome"] == outcome


YEARLY: dict[str, tuple[dict[str, str], str, str]] = {
    "two registrations, each short over the whole period": (
        laid("nurse-and-midwife", lasting(60, CHIEF, weekly_hours_nurse="0", weekly_hours_midwife="9"), renewal_date="2027-04-30",
             hours_so_far_nurse="600", hours_so_far_midwife="600"),
        "2030-04-01",
        "150 hours as a nurse a year as a chief executive would keep the 450, those of the last year done before 1 April 2030.",
    ),
    "hours from before the plan: the steady number is the least": (
        laid("nurse", lasting(60, CHIEF, weekly_hours="0"), renewal_date="2028-04-30", hours_so_far="420"),
        "2028-04-01",
        "23 qualifying hours a year as a chief executive would keep the 450.",
    ),
    "a stage that covers a part of the period only has to bring more": (
        laid("nurse", lasting(24, CHIEF, weekly_hours="0"), lasting(36, CHIEF, weekly_hours="0"), **NURSE_DATES),
        "2030-04-01",
        "284 qualifying hours a year as a chief executive would keep the 450.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", YEARLY)
def test_the_hours_a_year_are_the_fewest_that_keep_a_renewal(client: FlaskClient, name: str) -> None:
    told, day, words = YEARLY[name]
    points_ = client.get("/api/v1/plan", query_string=told).get_json()["registers"][0]["points"]
    assert words in [each["words"] for each in next(each for each in points_ if each["date"] == day)["changes"]]


def test_without_amounts_a_plan_says_what_is_known_of_the_fee(client: FlaskClient) -> None:
    told, _ = WORKED["doctor, retires and leaves the register"]
    points_ = client.get("/api/v1/plan", query_string=told).get_json()["registers"][0]["points"]
    (cost,) = next(each for each in points_ if each["kind"] == "leave")["costs"]
    assert "we found none that we could vouch for" in cost["words"] and cost["citations"]
    assert "£" not in cost["words"]


def test_the_last_day_to_make_up_hours_is_that_of_a_full_time_week(client: FlaskClient) -> None:
    told = laid("nurse", lasting(60, CHIEF, weekly_hours="0"), **NURSE_DATES)
    found = client.get("/api/v1/plan", query_string=told).get_json()["registers"][0]["points"]
    dates = {each["id"]: each["date"] for each in next(each for each in found if each["date"] == "2030-04-01")["last_dates"]}
    assert dates == {"catch_up": "2030-01-07", "application": "2030-04-01"}, "450 hours at 37.5 a week are 12 weeks"


def test_a_gap_names_the_last_day_before_the_way_back_changes(client: FlaskClient) -> None:
    told, _ = WORKED["pharmacist, leaves for two years: restoration closes before the year is over"]
    left, closed, *_ = client.get("/api/v1/plan", query_string=told).get_json()["registers"][0]["points"]
    assert [(each["id"], each["date"]) for each in left["last_dates"]] == [("way_back", "2027-11-29")], "less than twelve months after the last day"
    assert closed["last_dates"] == []
    assert [each["row"] for each in closed["ways"][0]["because"]] == ["A7"]


def test_two_registers_are_planned_apart_and_know_of_each_other(client: FlaskClient) -> None:
    told = laid("doctor", lasting(24, LICENSED), second="pharmacist", submission_date="2028-06-30")
    told |= {"second_expiry_date": "2027-06-30", "stage1_second_uses_professional_knowledge": "yes", "stage1_second_intends_to_practise_gb": "yes"}
    found = client.get("/api/v1/plan", query_string=told).get_json()["registers"]
    assert [each["regulator"] for each in found] == ["gmc", "gphc"]
    assert found[0]["points"][0]["ways"][0]["facts"]["other_register"] == "yes"
    assert found[1]["points"][0]["ways"][0]["facts"]["second_register"] == "gmc"
    assert {each["kind"] for each in found[1]["points"]} == {"start", "renewal", "end"}


def test_a_rule_announced_for_later_holds_from_its_date(client: FlaskClient) -> None:
    told = laid("physician-associate", lasting(12, {"role": "clinical", "aim": "keep-licence"}))
    told["start"] = "2026-12"
    first, last = client.get("/api/v1/plan", query_string=told).get_json()["registers"][0]["points"]
    assert all(way["url"].endswith(f"on={each['date']}&status=registered") for each in (first, last) for way in each["ways"])


@quick
@given(data=st.data())
def test_more_hours_never_make_a_renewal_worse(library: Library, tables: Mapping[str, Table], data: st.DataObject) -> None:
    hours = st.integers(0, 400).map(lambda tenths: tenths / 10)
    stages = [
        lasting(data.draw(st.integers(1, 40)), data.draw(st.sampled_from([CHIEF, CLINICAL])), weekly_hours=str(data.draw(hours)))
        for _ in range(data.draw(st.integers(1, 3)))
    ]
    few = read(library, tables, laid("nurse", *stages, **NURSE_DATES))
    more = read(library, tables, laid("nurse", *({**each, "weekly_hours": "40"} for each in stages), **NURSE_DATES))
    before, after = ({each.day: each.possible for each in moments(item, decider(item)) if each.kind == "renewal"} for item in (few, more))
    for day in before.keys() & after.keys():
        assert SEVERITY[after[day][-1]] <= SEVERITY[before[day][-1]]


PROFESSIONS = ("doctor", "physician-associate", "nurse", "nurse-and-midwife", "nursing-associate", "paramedic", "physiotherapist", "pharmacist")


@quick
@given(seed=st.integers(0, 2**32))
def test_every_plan_runs_from_its_start_to_its_end(library: Library, tables: Mapping[str, Table], seed: int) -> None:
    chance = random.Random(seed)
    profession = chance.choice(PROFESSIONS)
    form = plan.chosen(library, tables, {"profession": profession})[0][2]

    def facts(inputs: tuple[Any, ...]) -> dict[str, str]:
        numbers = {item.id: [f"{max(item.least, min(number, item.most)):g}" for number in (0, 3, 20)] for item in inputs}
        values = {item.id: [value.id for value in item.values] if item.kind == "choice" else numbers[item.id] for item in inputs}
        told = {item.id: chance.choice(["", *values[item.id]]) for item in inputs if item.kind in ("choice", "number")}
        return {name: value for name, value in told.items() if value}

    roles = sorted(library.roles)
    stages = [lasting(chance.randint(1, 30), {"role": chance.choice(roles)}, **facts(form.stage.inputs)) for _ in range(chance.randint(1, 4))]
    dates = {"renewal_date": "2027-04-30", "expiry_date": "2027-06-30", "submission_date": "2028-06-30", "last_appraisal_date": "2024-02-29"}
    person = {name: day for name, day in dates.items() if name in form.person.input} | facts(form.person.inputs)
    reading = plan.read(library, tables, laid(profession, *stages, **person), TODAY)
    if reading.faults:
        assert all("no answer for this role" in fault.message for fault in reading.faults)
        return
    line = overview.line(reading.registers[0], library, TODAY)
    days = [row.point.moment.day for row in line.rows]
    assert days == sorted(days)
    assert line.rows[-1].point.moment.kind == "end"
    assert sum(row.point.moment.kind in ("start", "stage", "leave", "return") for row in line.rows) == len(stages)
    risky = [row for row in line.rows if row.point.moment.held and row.point.moment.possible[0] in ("at-risk", "no")]
    assert (line.state == "gap") == bool(risky), "a plan with a point at risk is never said to be kept"
    picture = draw(line)
    assert [spot.outcome for spot in picture.spots] == [row.point.moment.possible[0] if len(row.point.moment.possible) == 1 else None for row in line.rows]
    assert all(row.name in picture.words for row in line.rows)


NAMES = ("profession", "second", "start", "renewal_date", "hours_so_far", "stage1_role", "stage1_months", "stage2_role", "stage9_role", "stage1_weekly_hours")
VALUES = (
    "nurse",
    "doctor",
    "zzz",
    "2026-12",
    "2026-13",
    "2027-04-30",
    "0",
    "-1",
    "1e9",
    "٣",
    "chief-executive",
    "36",
    "999",
    "<b>",
    "",
    " ",
    "\x00",
    "a" * 500,
)


@quick
@given(told=st.dictionaries(st.sampled_from([*NAMES, "colour", "utm_source"]), st.sampled_from(VALUES)))
def test_wild_addresses_are_read_or_refused(client: FlaskClient, told: dict[str, str]) -> None:
    for path in ("/plan", "/api/v1/plan", "/plan/calendar.ics"):
        response = client.get(f"{path}?{urlencode(told)}")
        assert response.status_code in (200, 302, 400)
        assert "<b>" not in response.get_data(as_text=True).split("<main", 1)[-1]
