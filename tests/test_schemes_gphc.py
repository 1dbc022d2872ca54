"""The GPhC's arithmetic: the deadline examples of its decision sheet, the edges of the calendar, and properties over wild dates."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import proofs
from rules.facts import parse, person
from rules.schemes import derive, gphc
from rules.schemes.values import Fact, add_months
from rules.table import Table, read_cases, read_table

CONTENT = Path(__file__).parent.parent / "content" / "rules"
TODAY = datetime.date(2026, 11, 22)
DAYS = st.dates(datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def table() -> Table:
    found, issues = read_table("rules/gphc.toml", (CONTENT / "gphc.toml").read_bytes())
    assert not issues
    return found


TABLE = table()
NUMBERS = TABLE.values_at(TODAY)


def band(name: str, on: datetime.date = TODAY, /, **facts: Fact) -> frozenset[str]:
    return derive("gphc", facts, NUMBERS, on)[name]


def test_table_is_proved_and_its_cases_come_out() -> None:
    whole, issues = read_cases("rules/cases/gphc.toml", (CONTENT / "cases" / "gphc.toml").read_bytes(), TABLE)
    faults = [str(issue) for moment in proofs.moments(whole, TODAY) for issue in proofs.prove(whole, moment)]
    assert [*issues, *faults, *proofs.prove_cases(whole, TODAY)] == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("form_sent", "2026-09-30"),
        ("first_notice", "2026-07-31"),
        ("window", "2026-09-01"),
        ("renewal_deadline", "2026-10-31"),
        ("peer_discussion", "2026-08-30"),
        ("exceptions", "2026-10-03"),
        ("voluntary_removal", "2026-12-30"),
        ("expiry", "2026-12-31"),
        ("removal", "2027-01-01"),
        ("restoration", "2027-12-30"),
    ],
)
def test_examples_of_the_sheet(name: str, expected: str) -> None:
    assert gphc.renewal_year(day("2026-12-31"), NUMBERS)[name] == day(expected)


@pytest.mark.parametrize(
    ("expiry", "expected"),
    [
        ("2027-04-30", "2027-02-28"),
        ("2028-04-30", "2028-02-29"),
        ("2028-04-29", "2028-02-29"),
        ("2027-01-14", "2026-11-14"),
        ("2027-02-28", "2026-12-28"),
        ("2028-02-29", "2027-12-29"),
        ("2027-01-31", "2026-11-30"),
        ("2027-01-01", "2026-11-01"),
    ],
)
def test_deadline_at_month_ends(expiry: str, expected: str) -> None:
    assert gphc.deadline(day(expiry), NUMBERS) == day(expected)


@pytest.mark.parametrize(
    ("expiry", "expected"),
    [
        ("2026-11-21", "past-expiry"),
        ("2026-11-22", "past-deadline"),
        ("2027-01-21", "past-deadline"),
        ("2027-01-22", "last-weeks"),
        ("2027-02-20", "last-weeks"),
        ("2027-02-21", "near"),
        ("2027-03-23", "near"),
        ("2027-03-24", "early"),
        ("2027-11-22", "early"),
        ("2027-11-23", "far-not-done"),
    ],
)
def test_where_today_stands(expiry: str, expected: str) -> None:
    for renewed in ("no", "unsure"):
        assert band("renewal", expiry_date=day(expiry), renewed=renewed) == {expected}


@pytest.mark.parametrize(
    ("expiry", "not_told", "done"),
    [
        ("2026-11-21", {"past-expiry"}, "done-but-expired"),
        ("2026-11-22", {"past-deadline", "done"}, "done"),
        ("2027-02-20", {"last-weeks", "done"}, "done"),
        ("2027-03-23", {"near", "done"}, "done"),
        ("2027-03-24", {"not-told"}, "done"),
        ("2027-11-23", {"far-not-told"}, "far"),
    ],
)
def test_renewal_not_told_and_done(expiry: str, not_told: set[str], done: str) -> None:
    assert band("renewal", expiry_date=day(expiry)) == not_told
    assert band("renewal", expiry_date=day(expiry), renewed="not-told") == not_told
    assert band("renewal", expiry_date=day(expiry), renewed="yes") == {done}


def test_renewal_without_a_date() -> None:
    assert band("renewal", renewed="no") == gphc.NOT_RENEWED
    assert band("renewal", renewed="unsure") == gphc.NOT_RENEWED
    assert band("renewal", renewed="yes") == {"done"}
    assert band("renewal") == {"not-told"}


def test_leap_day_deadline() -> None:
    facts: dict[str, Fact] = {"expiry_date": day("2028-04-30"), "renewed": "no"}
    assert band("renewal", day("2028-02-29"), **facts) == {"last-weeks"}
    assert band("renewal", day("2028-03-01"), **facts) == {"past-deadline"}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"left_how": "voluntary"}, "left"),
        ({"left_how": "not-applicable"}, "stands"),
        ({"years_off": 0}, "stands"),
        ({"years_off": 0.5}, "left"),
        ({"left_on": day("2026-11-22")}, "left"),
        ({"left_on": day("2026-11-23")}, "stands"),
        ({"left_how": "not-renewed", "expiry_date": day("2026-10-31")}, "left"),
    ],
)
def test_answers_that_say_the_name_came_off(facts: dict[str, Fact], expected: str) -> None:
    assert band("entry", **facts) == {expected}


SIX: dict[str, Fact] = {"cpd_records": 4, "cpd_planned": 2, "peer_done": "yes", "reflective_done": "yes"}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (SIX, {"none"}),
        ({}, {"none", "plain", "excusable", "long"}),
        ({"cpd_records": 4}, {"none", "plain", "excusable", "long"}),
        ({**SIX, "cpd_records": 3}, {"plain"}),
        ({**SIX, "cpd_planned": 1}, {"plain"}),
        ({**SIX, "reflective_done": "no"}, {"plain"}),
        ({"peer_done": "no"}, {"plain"}),
        ({"peer_done": "no", "months_away": 2, "away_reason": "illness"}, {"plain"}),
        ({"peer_done": "no", "months_away": 3, "away_reason": "illness"}, {"excusable"}),
        ({"peer_done": "no", "months_away": 11.5, "away_reason": "caring"}, {"excusable"}),
        ({"peer_done": "no", "months_away": 6, "away_reason": "career-break"}, {"plain"}),
        ({"peer_done": "no", "months_away": 6}, {"excusable", "plain"}),
        ({"peer_done": "no", "months_away": 12, "away_reason": "illness"}, {"long"}),
        ({**SIX, "months_away": 12}, {"none"}),
    ],
)
def test_what_is_missing(facts: dict[str, Fact], expected: set[str]) -> None:
    assert band("gap", **facts) == expected


def test_absence_that_was_not_told() -> None:
    assert band("absence") == gphc.ABSENCE
    assert band("absence", away_reason="illness") == gphc.ABSENCE
    assert band("absence", away_reason="too-busy") == gphc.ABSENCE - {"excusable"}
    assert band("absence", months_away=0) == {"brief"}
    assert band("absence", months_away=5, away_reason="holiday") == {"other"}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"years_off": 0.9}, "open"),
        ({"years_off": 1}, "closed"),
        ({"left_on": day("2025-11-23")}, "open"),
        ({"left_on": day("2025-11-22")}, "closed"),
        ({"expiry_date": day("2025-11-22")}, "closed"),
        ({"left_on": day("2026-06-01"), "expiry_date": day("2025-06-01")}, "closed"),
        ({}, "open"),
    ],
)
def test_restoration(facts: dict[str, Fact], expected: str) -> None:
    assert band("restoration", **facts) == {expected}


def test_restoration_of_a_leap_day() -> None:
    assert gphc.last_restoration_day(day("2028-02-29"), NUMBERS) == day("2029-02-27")


def test_who_denies_practice() -> None:
    assert band("denies_practice", intends_to_practise_gb="no") == {"yes"}
    assert band("denies_practice", intends_to_practise_gb="unsure") == {"no"}
    assert band("denies_practice", role="superintendent") == {"no", "yes"}
    assert band("denies_practice", role="chief-executive") == {"no"}


@pytest.mark.parametrize(
    ("facts", "name", "expected"),
    [
        ({"restoration_applied_on": day("2026-11-22")}, "records_owed", "2026-12-20"),
        ({"left_on": day("2024-02-29")}, "account", "2026-02-28"),
        ({"fitness_changed_on": day("2026-11-22")}, "fitness", "2026-11-29"),
        ({"details_changed_on": day("2026-11-22")}, "details", "2026-12-21"),
        ({"details_changed_on": day("2027-01-31")}, "details", "2027-02-27"),
        ({"superintendent_stopped_on": day("2026-12-10")}, "superintendent", "2027-01-07"),
        ({"notice_served_on": day("2026-11-02")}, "notice_reply", "2026-11-30"),
        ({"removed_on": day("2024-02-29")}, "hearing", "2029-02-28"),
        ({"status": "left-under-12-months", "left_on": day("2026-08-31")}, "restoration", "2027-08-30"),
    ],
)
def test_clocks_that_the_person_starts(facts: dict[str, Fact], name: str, expected: str) -> None:
    assert gphc.deadlines(facts, NUMBERS, TODAY)[name] == day(expected)


STOPPED: list[tuple[str, dict[str, Fact], str]] = [
    ("records_owed", {"restoration_applied_on": day("2026-10-01")}, "records_sent_on"),
    ("fitness", {"fitness_changed_on": day("2026-10-01")}, "fitness_told_on"),
    ("details", {"details_changed_on": day("2026-10-01")}, "details_told_on"),
    ("superintendent", {"superintendent_stopped_on": day("2026-10-01")}, "superintendent_told_on"),
    ("notice_reply", {"notice_served_on": day("2026-10-01")}, "notice_answered_on"),
]


@pytest.mark.parametrize(("name", "started", "done"), STOPPED)
def test_a_clock_stops_on_the_day_on_which_it_was_done_and_not_before(name: str, started: dict[str, Fact], done: str) -> None:
    assert gphc.deadlines(started, NUMBERS, TODAY)[name] < TODAY
    assert name not in gphc.deadlines({**started, done: TODAY}, NUMBERS, TODAY)
    assert name in gphc.deadlines({**started, done: day("2026-11-23")}, NUMBERS, TODAY)


@pytest.mark.parametrize(("status", "owed"), [("left-under-12-months", True), ("not-told", True), ("on-register", False)])
def test_who_is_back_on_the_register_owes_no_records_for_restoration(status: str, owed: bool) -> None:
    facts: dict[str, Fact] = {"restoration_applied_on": day("2026-10-01"), "status": status}
    assert ("records_owed" in gphc.deadlines(facts, NUMBERS, TODAY)) is owed


@pytest.mark.parametrize(
    ("on", "known", "portfolio", "asked"),
    [
        ("2026-11-22", None, "2027-05-31", "2027-04-30"),
        ("2027-05-31", None, "2027-05-31", "2028-04-30"),
        ("2027-06-01", None, "2028-05-31", "2028-04-30"),
        ("2027-04-20", "2027-04-15", "2027-05-31", "2027-04-30"),
        ("2027-05-02", "2027-05-01", "2027-05-31", "2027-04-30"),
        ("2026-11-22", "2026-11-01", "2027-05-31", "2026-11-22"),
    ],
)
def test_northern_ireland(on: str, known: str | None, portfolio: str, asked: str) -> None:
    facts: dict[str, Fact] = {"works_in": "both", "profession": "pharmacist"}
    if known is not None:
        facts["circumstances_known_on"] = day(known)
    found = gphc.deadlines(facts, NUMBERS, day(on))
    assert (found["psni_portfolio"], found["psni_exceptions"]) == (day(portfolio), day(asked))


def test_northern_ireland_is_only_for_pharmacists_who_work_there() -> None:
    assert gphc.deadlines({"works_in": "both", "profession": "pharmacy-technician"}, NUMBERS, TODAY) == {}
    assert gphc.deadlines({"works_in": "great-britain", "profession": "pharmacist"}, NUMBERS, TODAY) == {}


def test_dates_that_no_longer_matter_are_left_out() -> None:
    facts: dict[str, Fact] = {"expiry_date": day("2026-12-31"), "renewed": "no"}
    found = gphc.deadlines(facts, NUMBERS, TODAY)
    assert set(found) == {"renewal_deadline", "voluntary_removal", "expiry", "removal", "restoration"}
    assert gphc.deadlines({**facts, "renewed": "yes"}, NUMBERS, TODAY) == {}
    assert "renewal_deadline" in gphc.deadlines({"expiry_date": day("2027-12-31"), "renewed": "yes"}, NUMBERS, TODAY)
    assert set(gphc.deadlines({**facts, "status": "left-under-12-months"}, NUMBERS, TODAY)) == {"restoration"}


def test_peer_discussion_is_overdue_only_where_it_is_missing_and_can_still_be_had() -> None:
    facts: dict[str, Fact] = {"expiry_date": day("2027-02-10"), "renewed": "no"}
    assert "peer_discussion" not in gphc.deadlines(facts, NUMBERS, TODAY)
    assert gphc.deadlines({**facts, "peer_done": "no"}, NUMBERS, TODAY)["peer_discussion"] == day("2026-10-09")
    assert "peer_discussion" in gphc.deadlines({"expiry_date": day("2027-09-30")}, NUMBERS, TODAY)
    assert "peer_discussion" not in gphc.deadlines({"expiry_date": day("2027-09-30"), "peer_done": "yes"}, NUMBERS, TODAY)
    assert "peer_discussion" not in gphc.deadlines({"expiry_date": day("2026-12-31"), "peer_done": "no"}, NUMBERS, TODAY)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, []),
        ({"cpd_records": 4, "cpd_planned": 4}, []),
        ({"cpd_records": 3}, ["1 CPD record"]),
        ({"cpd_records": 1, "cpd_planned": 1}, ["3 CPD records (1 of them planned)"]),
        ({"cpd_records": 3, "cpd_planned": 0}, ["2 planned CPD records"]),
        ({"cpd_records": 4, "cpd_planned": 1}, ["1 planned CPD record"]),
        ({"peer_done": "no", "reflective_done": "no"}, ["the peer discussion", "the reflective account"]),
    ],
)
def test_missing_records_in_words(facts: dict[str, Fact], expected: list[str]) -> None:
    assert gphc.missing_records(facts, NUMBERS) == expected


def test_words() -> None:
    found = gphc.words({"expiry_date": day("2026-12-31"), "renewed": "no", "peer_done": "no"}, NUMBERS, TODAY)
    assert found["deadline"] == "31 October 2026 (this date has passed)"
    assert (found["due"], found["removal"]) == ("31 October 2026", "1 January 2027")
    assert (found["last_leaving_day"], found["missing_records"]) == ("30 December 2026", "the peer discussion")
    assert gphc.words({}, NUMBERS, TODAY) == {}
    assert gphc.words({"renewed": "yes"}, NUMBERS, TODAY) == {"deadline": "your next renewal deadline"}
    assert gphc.words({"renewed": "yes", "expiry_date": day("2027-12-31")}, NUMBERS, TODAY)["deadline"] == "31 October 2027"
    assert set(found) <= set(TABLE.words)


def told() -> st.SearchStrategy[dict[str, Fact]]:
    values: dict[str, st.SearchStrategy[Fact]] = {}
    for item in TABLE.inputs:
        if item.kind == "date":
            values[item.id] = DAYS
        elif item.kind == "number":
            values[item.id] = st.one_of(st.integers(0, 20), st.floats(0, 20))
        else:
            values[item.id] = st.sampled_from([value.id for value in item.values])
    return st.fixed_dictionaries({}, optional=values)


@given(told(), DAYS)
def test_anybody_gets_bands_of_the_table_and_dates_it_knows(facts: dict[str, Fact], on: datetime.date) -> None:
    bands = derive("gphc", facts, NUMBERS, on)
    assert {item.id for item in TABLE.derived} == set(bands)
    for item in TABLE.derived:
        assert bands[item.id]
        assert bands[item.id] <= set(item.values)
    assert set(gphc.deadlines(facts, NUMBERS, on)) <= {item.id for item in TABLE.deadlines}
    assert set(gphc.words(facts, NUMBERS, on)) <= set(TABLE.words)
    assert all(person(TABLE, facts, on).box)


@given(DAYS)
def test_order_of_the_renewal_year(expiry: datetime.date) -> None:
    dates = gphc.renewal_year(expiry, NUMBERS)
    assert dates["first_notice"] < dates["window"] < dates["form_sent"] < dates["renewal_deadline"] < dates["voluntary_removal"] < expiry
    assert dates["peer_discussion"] < dates["exceptions"] < dates["renewal_deadline"]
    assert dates["removal"] == expiry + datetime.timedelta(days=1)
    assert expiry < dates["restoration"] < add_months(expiry, 12)


@given(DAYS, DAYS, st.sampled_from(["yes", "no", "unsure", "not-told"]))
def test_a_date_in_the_past_never_comforts(expiry: datetime.date, on: datetime.date, renewed: str) -> None:
    found = band("renewal", on, expiry_date=expiry, renewed=renewed)
    assert len(found) == 1 or renewed == "not-told"
    assert (found <= {"past-expiry", "done-but-expired"}) == (on > expiry)


@given(DAYS, DAYS)
def test_time_only_presses_harder(expiry: datetime.date, on: datetime.date) -> None:
    order = ["far-not-done", "early", "near", "last-weeks", "past-deadline", "past-expiry"]
    (today,) = band("renewal", on, expiry_date=expiry, renewed="no")
    (tomorrow,) = band("renewal", on + datetime.timedelta(days=1), expiry_date=expiry, renewed="no")
    assert order.index(today) <= order.index(tomorrow)


def test_inputs_refuse_what_they_cannot_be() -> None:
    _, errors = parse(TABLE, {"cpd_records": "-1", "expiry_date": "31.12.2026", "renewed": "perhaps"})
    assert {error.name for error in errors} == {"cpd_records", "expiry_date", "renewed"}
