"""The HCPC's arithmetic: windows, gaps, bands and dates, against the examples of the decision sheet, the edges, and wild dates."""

from __future__ import annotations

import datetime
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.schemes import derive, hcpc
from rules.schemes.values import Fact, Parameters, add_months, last_of_month
from rules.table import read_table

CONTENT = Path(__file__).resolve().parent.parent / "content"
TODAY = date(2026, 11, 22)
PROFESSIONS = [
    "arts-therapist",
    "biomedical-scientist",
    "podiatrist",
    "clinical-scientist",
    "dietitian",
    "hearing-aid-dispenser",
    "occupational-therapist",
    "operating-department-practitioner",
    "orthoptist",
    "paramedic",
    "physiotherapist",
    "practitioner-psychologist",
    "prosthetist-orthotist",
    "radiographer",
    "speech-and-language-therapist",
]
TABLE, ISSUES = read_table("rules/hcpc.toml", (CONTENT / "rules/hcpc.toml").read_bytes())
NUMBERS: Parameters = TABLE.values_at(TODAY)
BANDS = {item.id: set(item.values) for item in TABLE.derived}
DAYS = st.dates(date(1992, 1, 1), date(2098, 1, 1))


def test_the_table_reads_cleanly() -> None:
    assert ISSUES == []


@pytest.mark.parametrize(
    ("profession", "on", "opens", "ends"),
    [
        # worked dates of the sheet, from 22 November 2026
        ("operating-department-practitioner", TODAY, date(2026, 9, 1), date(2026, 11, 30)),
        ("practitioner-psychologist", TODAY, date(2027, 3, 1), date(2027, 5, 31)),
        ("paramedic", TODAY, date(2027, 6, 1), date(2027, 8, 31)),
        ("physiotherapist", TODAY, date(2028, 2, 1), date(2028, 4, 30)),
        ("radiographer", TODAY, date(2027, 12, 1), date(2028, 2, 28)),
        # the rest of HCPC-11
        ("orthoptist", TODAY, date(2027, 6, 1), date(2027, 8, 31)),
        ("clinical-scientist", TODAY, date(2027, 7, 1), date(2027, 9, 30)),
        ("prosthetist-orthotist", TODAY, date(2027, 7, 1), date(2027, 9, 30)),
        ("speech-and-language-therapist", TODAY, date(2027, 7, 1), date(2027, 9, 30)),
        ("occupational-therapist", TODAY, date(2027, 8, 1), date(2027, 10, 31)),
        ("biomedical-scientist", TODAY, date(2027, 9, 1), date(2027, 11, 30)),
        ("arts-therapist", TODAY, date(2028, 3, 1), date(2028, 5, 31)),
        ("dietitian", TODAY, date(2028, 4, 1), date(2028, 6, 30)),
        ("podiatrist", TODAY, date(2028, 5, 1), date(2028, 7, 31)),
        ("hearing-aid-dispenser", TODAY, date(2028, 5, 1), date(2028, 7, 31)),
        # the day itself, the day after, and a window before the first one that we hold
        ("operating-department-practitioner", date(2026, 11, 30), date(2026, 9, 1), date(2026, 11, 30)),
        ("operating-department-practitioner", date(2026, 12, 1), date(2028, 9, 1), date(2028, 11, 30)),
        ("radiographer", date(2028, 2, 28), date(2027, 12, 1), date(2028, 2, 28)),
        ("radiographer", date(2028, 2, 29), date(2029, 12, 1), date(2030, 2, 28)),
        ("radiographer", date(2023, 12, 1), date(2023, 12, 1), date(2024, 2, 28)),
        ("physiotherapist", date(2020, 1, 1), date(2020, 2, 1), date(2020, 4, 30)),
    ],
)
def test_windows(profession: str, on: date, opens: date, ends: date) -> None:
    assert hcpc.window_end(profession, NUMBERS, on) == ends
    assert hcpc.window_start(ends, NUMBERS) == opens


@given(st.sampled_from(PROFESSIONS), DAYS)
def test_a_window_ends_on_or_after_the_day_and_within_two_years(profession: str, on: date) -> None:
    end = hcpc.window_end(profession, NUMBERS, on)
    assert end is not None
    assert on <= end < add_months(on, 24) + datetime.timedelta(days=2)
    assert end == last_of_month(end) or (end.month, end.day) == (2, 28)
    assert hcpc.window_end(profession, NUMBERS, end + datetime.timedelta(days=1)) == add_months(end, 24)


def test_a_profession_without_a_window_has_no_dates() -> None:
    assert hcpc.window_end("doctor", NUMBERS, TODAY) is None
    assert hcpc.deadlines({"profession": "doctor"}, NUMBERS, TODAY) == {}
    assert hcpc.words({}, NUMBERS, TODAY) == {}


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        (date(2026, 9, 1), 10, date(2026, 9, 15)),
        (date(2027, 5, 1), 10, date(2027, 5, 14)),
        (date(2026, 11, 20), 1, date(2026, 11, 23)),
        (date(2026, 11, 22), 0, date(2026, 11, 22)),
    ],
)
def test_working_days(start: date, count: int, expected: date) -> None:
    assert hcpc.working_days_after(start, count) == expected


@pytest.mark.parametrize(("months", "days"), [(0, 0), (23, 0), (24, 30), (59, 30), (60, 60), (200, 60)])
def test_days_of_updating(months: int, days: int) -> None:
    assert hcpc.days_needed(months, NUMBERS) == days


def test_gap_at_the_deadline_of_the_sheet() -> None:
    """A paramedic who last practised in March 2025: at 31 August 2027 the gap is 29 months, so 30 days."""
    gap = hcpc.gap_at(date(2027, 8, 31), 20, TODAY)
    assert gap == 29
    assert hcpc.days_needed(gap, NUMBERS) == 30


def bands(facts: dict[str, Fact], on: date = TODAY) -> dict[str, set[str]]:
    return {name: set(found) for name, found in derive("hcpc", facts, NUMBERS, on).items()}


@pytest.mark.parametrize(
    ("facts", "on", "expected"),
    [
        ({"profession": "operating-department-practitioner"}, date(2026, 8, 31), "later"),
        ({"profession": "operating-department-practitioner"}, date(2026, 9, 1), "open"),
        ({"profession": "operating-department-practitioner"}, date(2026, 11, 30), "open"),
        ({"profession": "operating-department-practitioner"}, date(2026, 12, 1), "later"),
        ({"profession": "operating-department-practitioner", "last_renewal": "not-complete"}, date(2026, 12, 1), "passed"),
        ({"profession": "radiographer"}, date(2028, 2, 28), "open"),
        ({"profession": "radiographer"}, date(2028, 2, 29), "later"),
        ({"profession": "dietitian", "months_to_deadline": 3}, TODAY, "open"),
        ({"profession": "dietitian", "months_to_deadline": 0}, TODAY, "open"),
        ({"profession": "dietitian", "months_to_deadline": 4}, TODAY, "later"),
        ({"profession": "dietitian", "months_to_deadline": -1}, TODAY, "passed"),
        ({"profession": "dietitian", "months_to_deadline": 5, "last_renewal": "not-complete"}, TODAY, "passed"),
    ],
)
def test_window_band(facts: dict[str, Fact], on: date, expected: str) -> None:
    assert bands(facts, on)["window"] == {expected}


def test_unknown_facts_leave_all_bands() -> None:
    found = bands({})
    assert found["window"] == BANDS["window"]
    assert found["gap"] == BANDS["gap"]
    assert found["practice"] == {"in-this-cycle", "under-24", "24-to-59", "60-or-more"}
    assert found["restart"] == {"underway", "recent", "long-gap"}
    assert found["updating"] == BANDS["updating"]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"practised_since_last_renewal": "yes"}, {"in-this-cycle"}),
        ({"practised_since_last_renewal": "unsure", "months_since_practice": 40}, {"unsure"}),
        ({"practised_since_last_renewal": "no"}, {"under-24", "24-to-59", "60-or-more"}),
        ({"practised_since_last_renewal": "no", "months_since_practice": 23}, {"under-24"}),
        ({"practised_since_last_renewal": "no", "months_since_practice": 24}, {"24-to-59"}),
        ({"practised_since_last_renewal": "no", "months_since_practice": 60}, {"60-or-more"}),
        # paramedic: last deadline 31 August 2025, its window opened on 1 June 2025
        ({"months_since_practice": 13}, {"in-this-cycle"}),
        ({"months_since_practice": 14}, {"in-this-cycle", "under-24"}),
        ({"months_since_practice": 18}, {"under-24"}),
        ({"practised_since_last_renewal": "yes", "months_since_practice": 17}, {"in-this-cycle"}),
        ({"practised_since_last_renewal": "yes", "months_since_practice": 18}, {"disagrees"}),
        ({"practised_since_last_renewal": "yes", "months_since_practice": 30}, {"disagrees"}),
        # a count that contradicts the window leaves the date unknown: only two years and more disagree
        ({"practised_since_last_renewal": "yes", "months_since_practice": 20, "months_to_deadline": 1}, {"in-this-cycle"}),
    ],
)
def test_practice_of_a_paramedic(facts: dict[str, Fact], expected: set[str]) -> None:
    assert bands({"profession": "paramedic", **facts})["practice"] == expected


def test_practice_before_a_missed_deadline_is_measured_against_the_one_before() -> None:
    facts: dict[str, Fact] = {"profession": "paramedic", "last_renewal": "not-complete", "practised_since_last_renewal": "yes", "months_since_practice": 30}
    assert bands(facts)["practice"] == {"in-this-cycle"}
    assert bands({**facts, "months_since_practice": 45})["practice"] == {"disagrees"}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"role": "between-jobs", "practised_since_last_renewal": "no"}, {"underway"}),
        ({"role": "chief-executive", "uses_professional_knowledge": "no", "practised_since_last_renewal": "no"}, {"underway"}),
        ({"role": "between-jobs", "other_practice": "voluntary", "practised_since_last_renewal": "no", "months_since_practice": 26}, {"long-gap"}),
        ({"role": "chief-executive", "uses_professional_knowledge": "partly", "practised_since_last_renewal": "no", "months_since_practice": 20}, {"recent"}),
        ({"role": "chief-executive", "uses_professional_knowledge": "partly", "practised_since_last_renewal": "no", "months_since_practice": 3}, {"disagrees"}),
        ({"role": "between-jobs", "practised_since_last_renewal": "no", "months_since_practice": 3}, {"disagrees"}),
        ({"role": "chief-executive", "uses_professional_knowledge": "yes", "practised_since_last_renewal": "no"}, {"recent", "long-gap"}),
        ({"role": "clinical", "uses_professional_knowledge": "no", "practised_since_last_renewal": "unsure"}, {"recent"}),
        ({"role": "chair", "practised_since_last_renewal": "yes", "months_since_practice": 60}, {"disagrees"}),
    ],
)
def test_restart(facts: dict[str, Fact], expected: set[str]) -> None:
    assert bands({"profession": "paramedic", **facts})["restart"] == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"months_since_practice": 23}, {"not-needed"}),
        ({"months_since_practice": 24, "updating_days": 29}, {"short"}),
        ({"months_since_practice": 24, "updating_days": 30}, {"done"}),
        ({"months_since_practice": 60, "updating_days": 30}, {"short"}),
        ({"months_since_practice": 60, "updating_days": 60}, {"done"}),
        ({"months_since_practice": 60}, {"short", "done"}),
        ({"updating_days": 60}, {"not-needed", "done"}),
    ],
)
def test_updating(facts: dict[str, Fact], expected: set[str]) -> None:
    assert bands(facts)["updating"] == expected


def test_dates_of_an_open_window() -> None:
    found = hcpc.deadlines({"profession": "operating-department-practitioner"}, NUMBERS, TODAY)
    assert found == {
        "renewal_deadline": date(2026, 11, 30),
        "audit_profile": date(2026, 11, 30),
        "short_readmission": date(2026, 12, 30),
        "evidence_after": date(2027, 5, 30),
    }


def test_dates_of_a_window_ahead() -> None:
    found = hcpc.deadlines({"profession": "physiotherapist", "months_since_practice": 10}, NUMBERS, TODAY)
    assert found == {
        "renewal_deadline": date(2028, 4, 30),
        "audit_profile": date(2028, 4, 30),
        "short_readmission": date(2028, 5, 30),
        "window_opens": date(2028, 2, 1),
        "practise_again": date(2027, 12, 22),
        "audit_notice": date(2028, 2, 15),
        "refund": date(2027, 4, 30),
        "updating_from": date(2027, 4, 30),
        "evidence_after": date(2028, 10, 30),
        "two_year_gap": date(2027, 12, 23),
    }


def test_a_missed_deadline_is_the_one_that_is_shown() -> None:
    facts: dict[str, Fact] = {"profession": "operating-department-practitioner", "last_renewal": "not-complete"}
    found = hcpc.deadlines(facts, NUMBERS, date(2026, 12, 1))
    assert found["renewal_deadline"] == date(2026, 11, 30)
    assert found["short_readmission"] == date(2026, 12, 30)
    assert hcpc.words(facts, NUMBERS, date(2026, 12, 1))["deadline"] == "30 November 2026 (this date has passed)"


@pytest.mark.parametrize(
    ("audit", "last_renewal", "due"),
    [
        (None, "complete", True),
        ("due", "complete", True),
        ("not-selected", "complete", False),
        ("deferred", "complete", False),
        ("missed", "complete", False),
        (None, "not-complete", False),
        ("due", "not-complete", True),
        ("missed", "not-complete", True),
        ("not-selected", "not-complete", False),
        ("deferred", "not-complete", False),
    ],
)
def test_an_audit_profile_is_due_from_those_picked_and_overdue_from_nobody_else(audit: str | None, last_renewal: str, due: bool) -> None:
    facts: dict[str, Fact] = {"profession": "operating-department-practitioner", "last_renewal": last_renewal}
    found = hcpc.deadlines(facts if audit is None else {**facts, "audit": audit}, NUMBERS, TODAY)
    assert ("audit_profile" in found) is due


def test_who_knows_of_the_audit_waits_for_no_notice() -> None:
    assert "audit_notice" in hcpc.deadlines({"profession": "physiotherapist"}, NUMBERS, TODAY)
    assert "audit_notice" not in hcpc.deadlines({"profession": "physiotherapist", "audit": "not-selected"}, NUMBERS, TODAY)


@pytest.mark.parametrize(("on", "expected"), [(date(2026, 12, 30), {"short_readmission": date(2026, 12, 30)}), (date(2026, 12, 31), {})])
def test_short_readmission_ends_after_a_month(on: date, expected: dict[str, date]) -> None:
    assert hcpc.deadlines({"profession": "operating-department-practitioner", "status": "off-under-1-month"}, NUMBERS, on) == expected


def test_off_for_long_has_no_dates() -> None:
    assert hcpc.deadlines({"profession": "paramedic", "status": "off-over-1-month"}, NUMBERS, TODAY) == {}


def test_a_count_that_contradicts_the_window_gives_no_date() -> None:
    assert hcpc.deadlines({"profession": "paramedic", "months_to_deadline": 2}, NUMBERS, TODAY) == {}
    assert hcpc.deadlines({"profession": "paramedic", "months_to_deadline": 9}, NUMBERS, TODAY)["renewal_deadline"] == date(2027, 8, 31)


def test_words() -> None:
    found = hcpc.words({"profession": "paramedic", "months_since_practice": 30, "updating_days": 29}, NUMBERS, TODAY)
    assert found["deadline"] == "31 August 2027"
    assert found["last_deadline"] == "31 August 2025"
    assert found["aim"] == "1 May 2027"
    assert found["gap_at_deadline"] == "39 months"
    assert found["updating_left"] == "1 day"


FACTS = st.fixed_dictionaries(
    {},
    optional={
        "profession": st.sampled_from([*PROFESSIONS, "doctor", "other"]),
        "status": st.sampled_from(["on", "off-under-1-month", "off-over-1-month", "never", "struck-off"]),
        "role": st.sampled_from(["chief-executive", "between-jobs", "retired", "clinical"]),
        "uses_professional_knowledge": st.sampled_from(["yes", "partly", "unsure", "no"]),
        "other_practice": st.sampled_from(["none", "teaching"]),
        "practised_since_last_renewal": st.sampled_from(["yes", "no", "unsure"]),
        "last_renewal": st.sampled_from(["complete", "not-complete"]),
        "months_since_practice": st.integers(0, 720),
        "months_to_deadline": st.integers(-60, 24),
        "updating_days": st.integers(0, 366),
    },
)


@given(FACTS, DAYS)
def test_every_band_is_declared_and_none_is_empty(facts: dict[str, Fact], on: date) -> None:
    found = derive("hcpc", facts, NUMBERS, on)
    assert found.keys() == BANDS.keys()
    for name, values in found.items():
        assert values and values <= BANDS[name]


@given(FACTS, DAYS, st.sampled_from(["practised_since_last_renewal", "months_since_practice", "updating_days", "uses_professional_knowledge", "role"]))
def test_knowing_less_never_rules_out_what_knowing_more_allows(facts: dict[str, Fact], on: date, missing: str) -> None:
    """Except where an answer itself makes a band: `unsure`, `disagrees`, and their echo in `restart`."""
    less = {name: value for name, value in facts.items() if name != missing}
    for name, values in derive("hcpc", facts, NUMBERS, on).items():
        made_by_an_answer = {"unsure", "disagrees"} | ({"recent", "underway"} if name == "restart" else set())
        if "months_since_practice" in facts and name in ("practice", "restart"):
            continue  # a number settles what an answer would contradict; see test_practice_of_a_paramedic
        assert values - made_by_an_answer <= derive("hcpc", less, NUMBERS, on)[name]


@given(FACTS, DAYS)
def test_dates_are_those_of_declared_deadlines_and_past_ones_bind(facts: dict[str, Fact], on: date) -> None:
    found = hcpc.deadlines(facts, NUMBERS, on)
    assert found.keys() <= {item.id for item in TABLE.deadlines}
    overdue = {name for name, day in found.items() if day < on}
    assert overdue <= {"renewal_deadline", "audit_profile", "short_readmission"}
    if overdue:
        assert facts.get("last_renewal") == "not-complete" or float(str(facts.get("months_to_deadline", 0))) < 0


@given(FACTS, DAYS)
def test_words_fill_declared_placeholders_only(facts: dict[str, Fact], on: date) -> None:
    assert hcpc.words(facts, NUMBERS, on).keys() <= TABLE.words.keys()
