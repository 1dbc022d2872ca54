"""The NMC's arithmetic: the examples of the decision sheet as data, edges of months and leap years, and properties over wild dates."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.schemes import Fact, Parameters, derive, nmc, nmc_hours
from rules.table import read_table

DATE = datetime.date
TABLE, _ISSUES = read_table("rules/nmc.toml", (Path(__file__).parents[1] / "content/rules/nmc.toml").read_bytes())
ON = DATE(2026, 11, 22)
PARAMETERS: Parameters = TABLE.values_at(ON)
DAYS = st.dates(DATE(1990, 1, 1), DATE(2090, 12, 31))


def band(name: str, facts: Mapping[str, Fact], on: DATE = ON) -> list[str]:
    return sorted(derive("nmc", facts, PARAMETERS, on)[name])


def test_the_table_has_no_faults() -> None:
    assert _ISSUES == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("application", DATE(2027, 4, 1)),
        ("expiry", DATE(2027, 4, 30)),
        ("lapse", DATE(2027, 5, 1)),
        ("window", DATE(2027, 1, 31)),
        ("plan_names", DATE(2026, 10, 1)),
        ("plan_accounts", DATE(2026, 12, 1)),
        ("plan_discussion", DATE(2027, 1, 1)),
        ("plan_confirmation", DATE(2027, 2, 1)),
        ("extension_request", DATE(2027, 3, 31)),
        ("fee", DATE(2027, 4, 30)),
        ("direct_debit", DATE(2027, 4, 19)),
    ],
)
def test_an_expiry_on_30_april_2027(name: str, expected: DATE) -> None:
    assert nmc.deadlines({"renewal_date": DATE(2027, 4, 30)}, PARAMETERS, ON)[name] == expected


def test_a_renewal_date_inside_the_month_means_the_month() -> None:
    for day in (1, 15, 30):
        assert nmc.deadlines({"renewal_date": DATE(2027, 4, day)}, PARAMETERS, ON)["expiry"] == DATE(2027, 4, 30)


@pytest.mark.parametrize("status", ["lapsed", "struck-off", "never"])
def test_nothing_is_due_for_renewal_off_the_register(status: str) -> None:
    told: dict[str, Fact] = {"renewal_date": DATE(2026, 4, 30), "status": status, "application_started_on": ON}
    assert nmc.deadlines(told, PARAMETERS, ON) == {"readmission_decision": DATE(2027, 1, 3)}


def test_a_suspended_entry_still_has_its_dates() -> None:
    assert nmc.deadlines({"renewal_date": DATE(2027, 4, 30), "status": "suspended"}, PARAMETERS, ON)["expiry"] == DATE(2027, 4, 30)


@pytest.mark.parametrize(
    ("told", "lapses"),
    [
        ({}, True),
        ({"ftp": "none"}, True),
        ({"ftp": "possible"}, True),
        ({"ftp": "open"}, False),
        ({"ftp": "conditions"}, False),
        ({"status": "suspended"}, False),
    ],
)
def test_no_day_of_lapse_is_given_while_a_case_or_an_order_holds_the_entry_open(told: dict[str, Fact], lapses: bool) -> None:
    found = nmc.deadlines({"renewal_date": DATE(2027, 4, 30), **told}, PARAMETERS, ON)
    assert found.get("lapse") == (DATE(2027, 5, 1) if lapses else None)
    assert (found["application"], found["expiry"], found["fee"]) == (DATE(2027, 4, 1), DATE(2027, 4, 30), DATE(2027, 4, 30))


def test_the_period_begins_the_day_after_the_last_renewal() -> None:
    assert nmc.period_start(DATE(2027, 4, 30), PARAMETERS) == DATE(2024, 5, 1)
    assert nmc.period_start(DATE(2027, 12, 31), PARAMETERS) == DATE(2025, 1, 1)
    assert nmc.words({"renewal_date": DATE(2027, 4, 30)}, PARAMETERS, ON)["period_start"] == "1 May 2024"


@pytest.mark.parametrize(
    ("renewal", "expected"),
    [
        (DATE(2028, 4, 30), DATE(2027, 4, 30)),
        (DATE(2028, 2, 29), DATE(2027, 2, 28)),
        (DATE(2029, 2, 28), DATE(2028, 2, 29)),
    ],
)
def test_confirmation_belongs_in_the_last_twelve_months(renewal: DATE, expected: DATE) -> None:
    assert nmc.deadlines({"renewal_date": renewal}, PARAMETERS, ON)["confirmation_from"] == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (DATE(2026, 3, 31), "over-12-months"),
        (DATE(2026, 4, 1), "12-months-or-less"),
        (DATE(2026, 12, 31), "12-months-or-less"),
        (DATE(2027, 1, 1), "3-months-or-less"),
        (DATE(2027, 4, 1), "3-months-or-less"),
        (DATE(2027, 4, 2), "first-passed"),
        (DATE(2027, 4, 30), "first-passed"),
        (DATE(2027, 5, 1), "expired"),
    ],
)
def test_where_today_stands(on: DATE, expected: str) -> None:
    assert band("deadline", {"renewal_date": DATE(2027, 4, 30)}, on) == [expected]


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        (18, "over-12-months"),
        (12, "12-months-or-less"),
        (3.5, "12-months-or-less"),
        (3, "3-months-or-less"),
        (0, "3-months-or-less"),
        (-0.5, "first-passed"),
        (-1, "expired"),
    ],
)
def test_where_today_stands_by_months(months: float, expected: str) -> None:
    assert band("deadline", {"months_to_deadline": months}) == [expected]


def test_a_date_wins_over_months_and_nothing_told_leaves_all_open() -> None:
    assert band("deadline", {"months_to_deadline": 18, "renewal_date": DATE(2026, 11, 30)}) == ["first-passed"]
    assert len(band("deadline", {})) == 5


def test_leap_day_renewal() -> None:
    facts: dict[str, Fact] = {"renewal_date": DATE(2028, 2, 29)}
    assert band("deadline", facts, DATE(2028, 2, 1)) == ["3-months-or-less"]
    assert band("deadline", facts, DATE(2028, 2, 29)) == ["first-passed"]
    assert band("deadline", facts, DATE(2028, 3, 1)) == ["expired"]


def test_days_on_which_something_opens_are_left_out_once_past() -> None:
    facts: dict[str, Fact] = {"renewal_date": DATE(2027, 4, 30)}
    assert "window" in nmc.deadlines(facts, PARAMETERS, DATE(2027, 1, 31))
    assert "window" not in nmc.deadlines(facts, PARAMETERS, DATE(2027, 2, 1))


def test_what_is_left_after_each_date() -> None:
    facts: dict[str, Fact] = {"renewal_date": DATE(2027, 4, 30)}
    assert set(nmc.deadlines(facts, PARAMETERS, DATE(2027, 4, 15))) == {"application", "expiry", "lapse", "fee", "direct_debit"}
    assert set(nmc.deadlines(facts, PARAMETERS, DATE(2027, 5, 1))) == {"application", "expiry", "lapse"}
    assert nmc.deadlines({}, PARAMETERS, ON) == {}


@pytest.mark.parametrize(
    ("renewal", "on", "expected"),
    [
        (DATE(2028, 4, 30), DATE(2026, 4, 30), DATE(2026, 4, 30)),
        (DATE(2028, 4, 30), DATE(2026, 5, 1), DATE(2027, 4, 30)),
        (DATE(2028, 2, 29), DATE(2026, 11, 22), DATE(2027, 2, 28)),
        (DATE(2027, 2, 28), DATE(2024, 2, 29), DATE(2024, 2, 29)),
    ],
)
def test_the_fee_is_due_every_year(renewal: DATE, on: DATE, expected: DATE) -> None:
    assert nmc.next_fee_day(renewal, on) == expected


def test_leaving_and_returning() -> None:
    found = nmc.deadlines({"left_on": DATE(2026, 12, 31), "hours_per_week": 37.5}, PARAMETERS, ON)
    assert found == {"cancel_from": DATE(2026, 12, 1), "readmission_short": DATE(2029, 10, 8), "readmission_long": DATE(2031, 8, 13)}
    months = [(day.year - 2026) * 12 + day.month - 12 for day in (found["readmission_short"], found["readmission_long"])]
    assert months == [2 * 12 + 10, 4 * 12 + 8]


@pytest.mark.parametrize(
    ("weekly", "short"),
    [(37.5, DATE(2029, 10, 8)), (15, DATE(2029, 6, 4)), (2.5, None), (0, None)],
)
def test_part_time_work_shortens_the_door(weekly: float, short: DATE | None) -> None:
    assert nmc.last_readmission_day(DATE(2026, 12, 31), weekly, 450, 3) == short


def test_the_words_say_when_the_door_is_closed_already() -> None:
    words = nmc.words({"left_on": DATE(2026, 12, 31), "hours_per_week": 1}, PARAMETERS, ON)
    assert words["readmission_short_date"] == words["readmission_long_date"] == "a day already past, at those hours"


def test_other_dates() -> None:
    facts: dict[str, Fact] = {
        "struck_off_on": DATE(2024, 2, 29),
        "verification_notice_on": DATE(2026, 12, 20),
        "test_passed_on": DATE(2025, 6, 30),
        "application_started_on": DATE(2026, 11, 22),
    }
    assert nmc.deadlines(facts, PARAMETERS, ON) == {
        "restoration": DATE(2029, 2, 28),
        "verification": DATE(2027, 1, 10),
        "test_expiry": DATE(2030, 6, 30),
        "readmission_decision": DATE(2027, 1, 3),
    }


def test_every_date_has_an_entry_in_the_table() -> None:
    dates = [item.id for item in TABLE.inputs if item.kind == "date"]
    facts: dict[str, Fact] = {name: DATE(2027, 4, 30) for name in dates}
    assert set(nmc.deadlines({**facts, "hours_per_week": 37.5}, PARAMETERS, DATE(2026, 1, 1))) == {item.id for item in TABLE.deadlines}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"profession": "nurse", "hours_by_deadline": 450}, ["enough"]),
        ({"profession": "nurse", "hours_by_deadline": 449.5}, ["short"]),
        ({"profession": "midwife", "hours_midwife": 450}, ["enough"]),
        ({"profession": "nurse", "hours_by_deadline": 900, "hours_nurse": 300}, ["short"]),
        ({"profession": "nurse-and-midwife", "hours_nurse": 450, "hours_midwife": 450}, ["enough"]),
        ({"profession": "nurse-and-midwife", "hours_nurse": 900, "hours_midwife": 0}, ["part-short"]),
        ({"profession": "nurse-and-midwife", "hours_nurse": 900, "hours_midwife": 0, "second_gained": "yes"}, ["new-part"]),
        ({"profession": "nurse-and-midwife", "hours_nurse": 449, "hours_midwife": 449}, ["short"]),
        ({"profession": "nurse-and-midwife", "hours_nurse": 900}, ["enough", "part-short"]),
        ({"profession": "nurse-and-midwife", "hours_nurse": 100}, ["part-short", "short"]),
        ({"profession": "nurse-and-midwife", "hours_nurse": 100, "hours_by_deadline": 900}, ["part-short"]),
        ({"profession": "nurse-and-midwife", "hours_by_deadline": 449}, ["short"]),
        ({"profession": "nurse-and-midwife", "hours_by_deadline": 899}, ["part-short", "short"]),
        ({"profession": "nurse-and-midwife", "hours_by_deadline": 900}, ["enough", "part-short"]),
        ({"profession": "nurse-midwife-and-nursing-associate", "hours_by_deadline": 1350}, ["enough", "part-short"]),
        ({"profession": "nurse-midwife-and-nursing-associate", "hours_by_deadline": 1349}, ["part-short", "short"]),
        ({"profession": "nurse", "role": "chief-executive", "uses_professional_knowledge": "yes"}, ["expected", "short"]),
        ({"profession": "nurse", "role": "chief-executive", "uses_professional_knowledge": "no", "other_practice": "none"}, ["no-source"]),
        ({"profession": "nurse", "role": "chief-executive", "uses_professional_knowledge": "no", "other_practice": "shifts"}, ["expected", "short"]),
        ({"profession": "nurse", "role": "chief-executive"}, ["expected", "no-source", "short"]),
        ({"profession": "nurse", "role": "chief-nurse"}, ["enough"]),
        ({"profession": "nurse", "role": "between-jobs", "uses_professional_knowledge": "no"}, ["enough", "short"]),
    ],
)
def test_hours(facts: dict[str, Fact], expected: list[str]) -> None:
    assert band("hours", facts) == expected


def test_required_hours() -> None:
    names = ("nurse", "nurse-and-midwife", "nurse-midwife-and-nursing-associate", "other")
    assert [nmc_hours.required_hours({"profession": name}, PARAMETERS) for name in names] == [450, 900, 1350, None]


@pytest.mark.parametrize(
    ("facts", "missing", "expected"),
    [
        ({"profession": "nurse", "hours_by_deadline": 500}, 0, ["within-reach"]),
        ({"profession": "nurse", "hours_by_deadline": 0, "renewal_date": DATE(2027, 2, 28)}, 450, ["out-of-reach"]),
        ({"profession": "nurse", "hours_by_deadline": 69, "renewal_date": DATE(2027, 2, 28)}, 381, ["out-of-reach"]),
        ({"profession": "nurse", "hours_by_deadline": 70, "renewal_date": DATE(2027, 2, 28)}, 380, ["within-reach"]),
        ({"profession": "nurse-and-midwife", "hours_nurse": 400, "hours_midwife": 300, "months_to_deadline": 12}, 200, ["within-reach"]),
        ({"profession": "nurse", "hours_by_deadline": 100}, 350, ["out-of-reach", "within-reach"]),
    ],
)
def test_hours_still_needed(facts: dict[str, Fact], missing: float, expected: list[str]) -> None:
    assert nmc_hours.missing_hours(facts, PARAMETERS) == missing
    assert band("catch_up", facts) == expected


def test_shortage_in_words() -> None:
    words = nmc.words({"profession": "nurse-and-midwife", "hours_nurse": 900, "hours_midwife": 100, "renewal_date": DATE(2027, 11, 30)}, PARAMETERS, ON)
    assert words["hours_needed"] == "900 hours (450 for each profession)"
    assert (words["hours_missing"], words["weekly_hours"], words["weak_part"]) == ("the missing 350 hours", "about 8 hours a week", "the midwife part")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"cpd_hours": 35, "participatory_hours": 20, "feedback": 5, "accounts": 5, "partner": "yes", "confirmer": "chair"}, ["complete"]),
        ({"participatory_hours": 19}, ["short"]),
        ({"confirmer": "none"}, ["short"]),
        ({"partner": "yes"}, ["complete", "short"]),
    ],
)
def test_evidence(facts: dict[str, Fact], expected: list[str]) -> None:
    assert band("evidence", facts) == expected


def test_plan_dates_in_words_are_never_in_the_past() -> None:
    words = nmc.words({"renewal_date": DATE(2027, 4, 30)}, PARAMETERS, ON)
    assert (words["plan_names_date"], words["plan_accounts_date"]) == ("22 November 2026", "1 December 2026")


def test_missing_evidence_in_words() -> None:
    words = nmc.words({"accounts": 3, "partner": "no", "feedback": 5}, PARAMETERS, ON)
    assert words["missing_evidence"] == "5 reflective accounts (3 so far) and a partner for the reflective discussion"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"hours_last3": 450}, ["met"]),
        ({"hours_last3": 449, "hours_last5": 749}, ["not-met"]),
        ({"hours_last3": 0, "hours_last5": 750}, ["met"]),
        ({"hours_last3": 0}, ["met", "not-met"]),
        ({"hours_last5": 449}, ["not-met"]),
        ({"hours_last5": 600}, ["met", "not-met"]),
        ({"hours_last3": 900, "hours_last5": 100}, ["met", "not-met"]),
        ({"years_since_lapse": 7}, ["not-met"]),
        ({"years_since_lapse": 4}, ["met", "not-met"]),
        ({"years_since_lapse": 6, "hours_last3": 900, "hours_last5": 2000}, ["not-met"]),
        ({"years_since_lapse": 6, "hours_last5": 2000, "country": "overseas"}, ["met"]),
        ({"left_on": DATE(2020, 1, 1)}, ["not-met"]),
        ({}, ["met", "not-met"]),
    ],
)
def test_hours_for_readmission(facts: dict[str, Fact], expected: list[str]) -> None:
    assert band("return_hours", {"country": "england", **facts}) == expected


def test_seat() -> None:
    assert band("seat", {"role": "chief-nurse", "uses_professional_knowledge": "unsure"}) == ["doubtful"]
    assert band("seat", {"role": "chief-nurse"}) == ["doubtful", "fits"]
    assert band("seat", {"role": "chair", "uses_professional_knowledge": "no"}) == ["fits"]


@given(DAYS, DAYS)
def test_dates_keep_their_order(renewal: DATE, on: DATE) -> None:
    due, expiry = nmc.application_day(renewal), nmc.expiry_day(renewal)
    assert due <= renewal <= expiry and expiry.day == calendar.monthrange(expiry.year, expiry.month)[1]
    assert nmc.period_start(renewal, PARAMETERS) < due
    fee = nmc.next_fee_day(renewal, on)
    assert on <= fee and (fee - on).days <= 366 and fee.month == renewal.month
    found = nmc.deadlines({"renewal_date": renewal}, PARAMETERS, on)
    plan = [found[name] for name in ("plan_names", "plan_accounts", "plan_discussion", "plan_confirmation", "application", "expiry", "lapse") if name in found]
    assert plan == sorted(plan)


@given(DAYS, DAYS)
def test_time_never_runs_backwards(renewal: DATE, on: DATE) -> None:
    order = ["over-12-months", "12-months-or-less", "3-months-or-less", "first-passed", "expired"]
    (today,), (tomorrow,) = (band("deadline", {"renewal_date": renewal}, day) for day in (on, on + datetime.timedelta(days=1)))
    assert order.index(today) <= order.index(tomorrow)
    assert (today == "expired") == (on > nmc.expiry_day(renewal))


@given(DAYS, st.floats(0.5, 80), st.floats(0.5, 80))
def test_more_hours_a_week_never_shorten_the_door(left: DATE, first: float, second: float) -> None:
    fewer, more = (nmc.last_readmission_day(left, weekly, 450, 3) for weekly in sorted((first, second)))
    assert fewer is None or (more is not None and left <= fewer <= more)


_CHOICES: dict[str, list[Fact]] = {
    "role": ["chief-executive", "chief-nurse", "between-jobs", "retired"],
    "uses_professional_knowledge": ["yes", "partly", "no", "unsure"],
    "other_practice": ["none", "shifts"],
    "post_requires_registration": ["yes", "no", "unsure"],
    "indemnity": ["employer", "none", "not-practising"],
    "partner": ["yes", "no"],
    "cpd_hours": [0, 34, 35],
    "accounts": [4, 5],
    "hours_nurse": [0, 449, 450, 900],
    "hours_midwife": [0, 449, 450, 900],
    "renewal_date": [DATE(2026, 10, 31), DATE(2026, 11, 30), DATE(2027, 1, 31), DATE(2029, 11, 30)],
    "hours_last5": [0, 449, 600, 750],
}


@given(
    st.fixed_dictionaries({name: st.sampled_from(values) for name, values in _CHOICES.items()}),
    st.sampled_from(["nurse-and-midwife", "nurse"]),
    st.sets(st.sampled_from(sorted(_CHOICES))),
)
def test_telling_more_only_narrows_the_bands(facts: dict[str, Fact], profession: str, untold: set[str]) -> None:
    told: dict[str, Fact] = {**facts, "profession": profession, "country": "england"}
    if profession == "nurse":
        del told["hours_midwife"]
    whole = derive("nmc", told, PARAMETERS, ON)
    part = derive("nmc", {name: value for name, value in told.items() if name not in untold}, PARAMETERS, ON)
    for name, bands in whole.items():
        if name == "hours" and profession == "nurse" and "hours_nurse" in untold:
            continue  # an untold number is a presumption about the source of hours, see `expected` and `no-source`
        if name == "hours" and profession != "nurse" and {"hours_nurse", "hours_midwife"} <= untold:
            continue
        assert bands <= part[name], name
    assert all(bands <= set(next(item.values for item in TABLE.derived if item.id == name)) for name, bands in part.items())
