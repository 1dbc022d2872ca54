"""The GMC's scheme: the examples of the decision sheet, the edges of its bands, and properties over wild dates."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.schemes import derive, gmc
from rules.schemes.values import add_months
from rules.table import Table, read_table

CONTENT = Path(__file__).parent.parent / "content" / "rules" / "gmc.toml"
TODAY = datetime.date(2026, 11, 22)
DATES = st.dates(datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))
DOCTOR = {"profession": "doctor", "status": "licensed"}


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def table() -> Table:
    found, issues = read_table("rules/gmc.toml", CONTENT.read_bytes())
    assert not issues
    return found


TABLE = table()
NUMBERS = TABLE.values_at(TODAY)


def band(name: str, on: datetime.date = TODAY, **facts: Any) -> set[str]:
    return set(derive("gmc", {**DOCTOR, **facts}, NUMBERS, on)[name])


def due(on: datetime.date = TODAY, **facts: Any) -> dict[str, datetime.date]:
    return gmc.deadlines({**DOCTOR, **facts}, NUMBERS, on)


@pytest.mark.parametrize(
    ("fact", "given_day", "name", "wanted"),
    [
        ("submission_date", "2027-06-30", "notice_latest", "2027-03-30"),
        ("submission_date", "2027-06-30", "ready", "2026-06-30"),
        ("submission_date", "2027-06-30", "survey_done", "2026-06-30"),
        ("submission_date", "2027-06-30", "survey_start", "2025-12-30"),
        ("submission_date", "2027-06-30", "licence_end_before", "2027-06-29"),
        ("submission_date", "2028-05-31", "notice_latest", "2028-02-29"),
        ("submission_date", "2027-05-31", "notice_latest", "2027-02-28"),
        ("letter_date", "2026-11-02", "letter_answer", "2026-11-29"),
        ("letter_date", "2026-11-02", "letter_silence", "2026-11-30"),
        ("letter_date", "2024-02-01", "letter_silence", "2024-02-29"),
        ("decision_date", "2026-11-02", "appeal", "2026-11-29"),
        ("panel_decision_date", "2026-12-15", "further_appeal", "2027-01-11"),
        ("return_date", "2027-01-01", "registration_restore_by", "2026-10-01"),
        ("return_date", "2027-01-01", "licence_restore_from", "2026-10-01"),
        ("return_date", "2027-01-01", "licence_restore_by", "2026-11-20"),
        ("last_revalidated_date", "2024-02-29", "next_submission", "2029-02-28"),
        ("last_revalidated_date", "2021-11-22", "revalidate_first", "2026-11-22"),
        ("last_appraisal_date", "2025-11-30", "next_appraisal", "2026-11-30"),
        ("last_appraisal_date", "2025-11-30", "appraisal_mark", "2027-02-28"),
        ("leave_date", "2027-05-31", "leave_apply", "2027-02-28"),
        ("last_gp_session_date", "2024-02-29", "list_session", "2025-02-28"),
        ("last_gp_session_date", "2024-02-29", "return_programme", "2026-02-28"),
        ("event_date", "2021-11-22", "old_allegation", "2026-11-22"),
        ("registration_ended_date", "2024-03-01", "practice_setting", "2026-03-01"),
    ],
)
def test_deadlines(fact: str, given_day: str, name: str, wanted: str) -> None:
    assert due(**{fact: day(given_day)})[name] == day(wanted)


def test_a_licence_ends_at_most_28_days_ahead() -> None:
    assert due(aim="keep-name")["licence_end_latest"] == day("2026-12-20")
    assert "licence_end_latest" not in due(aim="keep-licence")
    assert "licence_end_latest" not in due(aim="keep-name", status="no-licence")


BACK = {"licence_restore_from", "licence_restore_by", "registration_restore_by"}


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        ("no-licence", {"licence_restore_from", "licence_restore_by"}),
        ("voluntarily-erased", {"registration_restore_by"}),
        ("admin-erased", {"registration_restore_by"}),
        ("struck-off", set()),
    ],
)
def test_the_way_back_shows_only_the_dates_of_what_was_lost(status: str, shown: set[str]) -> None:
    assert BACK & due(status=status, return_date=day("2027-06-30")).keys() == shown


@pytest.mark.parametrize("aim", ["leave", "keep-name", "undecided"])
@pytest.mark.parametrize("pressed", [{"ftp_open": "yes"}, {"gmc_notice_open": "withdrawal"}, {"gmc_notice_open": "non-engagement"}])
def test_no_date_hurries_anybody_to_give_something_up_while_a_case_or_a_letter_is_open(aim: str, pressed: dict[str, Any]) -> None:
    dates: dict[str, Any] = {"aim": aim, "submission_date": day("2027-06-30"), "leave_date": day("2027-03-31")}
    giving_up = {"licence_end_latest", "licence_end_before", "leave_apply"}
    assert giving_up <= due(**dates, ftp_open="no", gmc_notice_open="none").keys()
    assert giving_up.isdisjoint(due(**dates, **pressed))
    assert "submission" in due(**dates, **pressed)


def test_notices_show_their_own_dates() -> None:
    letter = {"letter_date": day("2026-11-30")}
    assert due(gmc_notice_open="annual-return-due", **letter) == {"annual_return_earliest": day("2027-02-28")}
    assert due(gmc_notice_open="assessment-due", **letter) == {"assessment_booking_earliest": day("2027-03-30")}
    assert set(due(gmc_notice_open="withdrawal", **letter)) == {"letter_answer", "letter_silence"}


def test_dates_for_associates_and_the_struck_off() -> None:
    assert due(profession="physician-associate", status="never")["associate_registration"] == day("2026-12-12")
    assert "associate_registration" not in due(profession="physician-associate", status="registered")
    ended = day("2024-02-29")
    assert due(status="struck-off", registration_ended_date=ended)["struck_off_application"] == day("2029-02-28")
    assert "struck_off_application" not in due(status="voluntarily-erased", registration_ended_date=ended)


def test_words_give_the_span_of_restoring() -> None:
    words = gmc.words({"submission_date": day("2027-06-30")}, NUMBERS, TODAY)
    assert (words["restored_first"], words["restored_last"]) == ("22 December 2026", "22 February 2027")
    assert words["submission"] == "30 June 2027"


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        ({}, {"passed", "under-12", "12-or-more"}),
        ({"months_to_submission": 12}, {"12-or-more"}),
        ({"months_to_submission": 11}, {"under-12"}),
        ({"months_to_submission": 0}, {"under-12"}),
        ({"months_to_submission": -1}, {"passed"}),
        ({"submission_date": day("2026-11-22")}, {"under-12"}),
        ({"submission_date": day("2026-11-21")}, {"passed"}),
        ({"submission_date": day("2027-11-22")}, {"12-or-more"}),
        ({"submission_date": day("2027-11-21")}, {"under-12"}),
        ({"submission_date": day("2029-01-01"), "months_to_submission": 3}, {"under-12"}),
        ({"last_revalidated_years": 3}, {"under-12", "12-or-more"}),
        ({"last_revalidated_years": 4}, {"under-12"}),
        ({"last_revalidated_years": 5}, {"passed", "under-12"}),
        ({"last_revalidated_date": day("2022-11-22")}, {"under-12"}),
        ({"last_revalidated_date": day("2022-11-23")}, {"under-12", "12-or-more"}),
        ({"last_revalidated_years": 6, "months_to_submission": 20}, {"12-or-more"}),
        ({"status": "no-licence"}, {"12-or-more"}),
        ({"profession": "physician-associate"}, {"12-or-more"}),
    ],
)
def test_submission(facts: dict[str, Any], wanted: set[str]) -> None:
    assert band("submission", **facts) == wanted


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        ({}, {"up-to-date", "behind"}),
        ({"last_appraisal_months": 15, "months_to_submission": 12}, {"up-to-date"}),
        ({"last_appraisal_months": 16}, {"behind"}),
        ({"last_appraisal_months": 16, "approved_reason": "yes"}, {"late-by-agreement"}),
        ({"last_appraisal_date": day("2025-08-22"), "months_to_submission": 20}, {"up-to-date"}),
        ({"last_appraisal_date": day("2025-08-21")}, {"behind"}),
        ({"last_appraisal_months": 3, "last_appraisal_date": day("2024-01-01")}, {"behind"}),
        ({"last_appraisal_months": 3, "months_to_submission": 11, "appraisals_in_cycle": 4}, {"up-to-date"}),
        ({"last_appraisal_months": 3, "months_to_submission": 11, "appraisals_in_cycle": 3}, {"behind"}),
        ({"last_appraisal_months": 3, "months_to_submission": 11}, {"up-to-date", "behind"}),
        ({"last_appraisal_months": 3, "appraisals_in_cycle": 2}, {"up-to-date", "behind"}),
        ({"last_appraisal_months": 3, "appraisals_in_cycle": 5}, {"up-to-date"}),
        ({"last_appraisal_months": 3, "last_revalidated_years": 4, "appraisals_in_cycle": 3}, {"behind"}),
        ({"appraisals_in_cycle": 0, "last_revalidated_years": 1}, {"up-to-date", "behind"}),
        ({"appraisals_in_cycle": 0, "last_revalidated_years": 2}, {"behind"}),
        ({"last_appraisal_months": 40, "in_training": "yes"}, {"up-to-date"}),
        ({"last_appraisal_months": 40, "status": "no-licence"}, {"up-to-date"}),
    ],
)
def test_appraisals(facts: dict[str, Any], wanted: set[str]) -> None:
    assert band("appraisals", **facts) == wanted


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        ({}, {"in-hand", "late"}),
        ({"msf_done": "yes", "months_to_submission": 1}, {"in-hand"}),
        ({"msf_done": "no", "months_to_submission": 11}, {"late"}),
        ({"msf_done": "no", "months_to_submission": 12}, {"in-hand"}),
        ({"msf_done": "no"}, {"in-hand", "late"}),
        ({"months_to_submission": 3}, {"in-hand", "late"}),
        ({"msf_done": "no", "months_to_submission": 3, "status": "no-licence"}, {"in-hand"}),
    ],
)
def test_feedback(facts: dict[str, Any], wanted: set[str]) -> None:
    assert band("feedback", **facts) == wanted


EVERY_POST = {"kept-for-doctors", "open-to-others", "unsure"}


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        ({"role": "chief-executive"}, EVERY_POST),
        ({"role": "chief-executive", "post_reserved": "unsure"}, {"unsure"}),
        ({"role": "medical-director"}, {"kept-for-doctors"}),
        ({"role": "medical-director", "post_reserved": "no"}, {"open-to-others"}),
        ({"role": "medical-director", "status": "no-licence"}, EVERY_POST),
        ({"role": "chair"}, {"open-to-others"}),
        ({"role": "chair", "status": "no-licence"}, EVERY_POST),
        ({"role": "retired", "status": "no-licence"}, {"open-to-others"}),
        ({"role": "career-break"}, {"open-to-others"}),
        ({"role": "career-break", "break_reason": "parental-or-sick"}, EVERY_POST),
        ({"role": "chief-executive", "status": "voluntarily-erased"}, {"open-to-others"}),
        ({"role": "retired", "post_reserved": "yes"}, {"kept-for-doctors"}),
    ],
)
def test_post(facts: dict[str, Any], wanted: set[str]) -> None:
    assert band("post", **facts) == wanted


@pytest.mark.parametrize(
    ("name", "facts", "wanted"),
    [
        ("link", {}, {"a-connection", "no-connection"}),
        ("link", {"connection": "suitable-person"}, {"a-connection"}),
        ("link", {"connection": "unknown"}, {"unknown"}),
        ("break_length", {"break_months": 12}, {"up-to-12"}),
        ("break_length", {"break_months": 12.5}, {"over-12"}),
        ("break_length", {}, {"up-to-12", "over-12"}),
        ("gap", {"gap_months": 24}, {"up-to-24"}),
        ("gap", {"gap_months": 25}, {"over-24"}),
        ("off_register", {"off_register_months": 23}, {"under-24-months"}),
        ("off_register", {"off_register_months": 24}, {"24-months-to-5-years"}),
        ("off_register", {"off_register_months": 60}, {"24-months-to-5-years"}),
        ("off_register", {"off_register_months": 61}, {"over-5-years"}),
        ("off_register", {"registration_ended_date": day("2024-03-01"), "return_date": day("2027-01-01")}, {"24-months-to-5-years"}),
        ("off_register", {"registration_ended_date": day("2024-11-23")}, {"under-24-months"}),
        ("off_register", {"registration_ended_date": day("2024-11-22")}, {"24-months-to-5-years"}),
        ("off_register", {"registration_ended_date": day("2021-11-22")}, {"24-months-to-5-years"}),
        ("off_register", {"registration_ended_date": day("2021-11-21")}, {"over-5-years"}),
        ("off_register", {}, {"under-24-months", "24-months-to-5-years", "over-5-years"}),
        ("revalidated", {"last_revalidated_years": 4.9}, {"under-5-years"}),
        ("revalidated", {"last_revalidated_date": day("2021-11-22")}, {"5-years-or-more"}),
        ("revalidated", {"last_revalidated_date": day("2021-11-23")}, {"under-5-years"}),
        ("revalidated", {}, {"under-5-years", "5-years-or-more"}),
        ("english_body", {}, {"possible"}),
        ("english_body", {"country": "wales"}, {"no"}),
        ("answers", {"off_register_months": 3}, {"disagree"}),
        ("answers", {"off_register_months": 0}, {"agree"}),
        ("answers", {"status": "voluntarily-erased", "off_register_months": 3}, {"agree"}),
        ("answers", {"status": "no-licence", "gmc_notice_open": "withdrawal"}, {"disagree"}),
        ("answers", {"gmc_notice_open": "withdrawal"}, {"agree"}),
    ],
)
def test_other_bands(name: str, facts: dict[str, Any], wanted: set[str]) -> None:
    assert band(name, **facts) == wanted


@given(DATES)
def test_the_last_day_to_answer_is_the_day_before_the_gmc_acts(letter: datetime.date) -> None:
    dates = due(letter_date=letter)
    assert dates["letter_silence"] - dates["letter_answer"] == datetime.timedelta(days=1)
    assert gmc.last_of_count(letter, 28) == dates["letter_answer"]


@given(DATES)
def test_marks_before_a_submission_date_stand_in_order(submission: datetime.date) -> None:
    dates = due(submission_date=submission)
    assert dates["survey_start"] < dates["survey_done"] <= dates["ready"] < dates["notice_latest"] < dates["licence_end_before"] < submission


@given(st.dates(datetime.date(1991, 1, 1), datetime.date(2099, 1, 1)), DATES)
def test_a_submission_date_is_passed_only_after_the_day_itself(submission: datetime.date, on: datetime.date) -> None:
    found = band("submission", on, submission_date=submission)
    assert (found == {"passed"}) == (on > submission)
    assert (found == {"12-or-more"}) == (on <= add_months(submission, -12))


@given(st.dates(datetime.date(1990, 1, 1), datetime.date(2090, 1, 1)), DATES)
def test_time_off_the_register_never_shortens(ended: datetime.date, on: datetime.date) -> None:
    order = ["under-24-months", "24-months-to-5-years", "over-5-years"]
    now, later = (order.index(next(iter(band("off_register", moment, registration_ended_date=ended)))) for moment in (on, on + datetime.timedelta(days=1)))
    assert now <= later


FACTS = st.fixed_dictionaries(
    {},
    optional={
        **{item.id: st.sampled_from([value.id for value in item.values]) for item in TABLE.inputs if item.kind == "choice"},
        **{item.id: st.integers(int(item.least), int(item.most)) for item in TABLE.inputs if item.kind == "number"},
        **{item.id: DATES for item in TABLE.inputs if item.kind == "date"},
    },
)


@given(FACTS, st.dates(datetime.date(2009, 11, 16), datetime.date(2090, 1, 1)))
def test_whatever_is_told_gives_known_bands_and_known_dates(facts: dict[str, Any], on: datetime.date) -> None:
    derived = derive("gmc", facts, NUMBERS, on)
    assert derived.keys() == {item.id for item in TABLE.derived}
    for item in TABLE.derived:
        assert derived[item.id] and derived[item.id] <= set(item.values)
    assert gmc.deadlines(facts, NUMBERS, on).keys() <= {item.id for item in TABLE.deadlines}
    assert gmc.words(facts, NUMBERS, on).keys() <= TABLE.words.keys()


@given(FACTS, st.dates(datetime.date(2009, 11, 16), datetime.date(2090, 1, 1)))
def test_telling_a_choice_never_brings_back_a_band(facts: dict[str, Any], on: datetime.date) -> None:
    facts = {name: value for name, value in facts.items() if name != "last_appraisal_date"}  # beside months that disagree, the worse of the two counts
    for name in ("last_appraisal_months", "gap_months", "break_months", "connection", "post_reserved"):
        fewer = {key: value for key, value in facts.items() if key != name}
        of = {"last_appraisal_months": "appraisals", "gap_months": "gap", "break_months": "break_length", "connection": "link", "post_reserved": "post"}[name]
        before, after = derive("gmc", fewer, NUMBERS, on)[of], derive("gmc", facts, NUMBERS, on)[of]
        settled_by_the_role = len(before) == 1 and of == "post"
        cannot_know = {"unknown"} if of == "link" else set()
        assert settled_by_the_role or after - cannot_know <= before


@pytest.mark.parametrize("status", ["no-licence", "licence-withdrawn", "voluntarily-erased", "admin-erased", "struck-off", "never"])
def test_without_a_licence_no_submission_or_appraisal_is_due(status: str) -> None:
    told: dict[str, Any] = {"profession": "doctor", "status": status, "submission_date": day("2026-10-01"), "last_appraisal_date": day("2025-01-01")}
    assert gmc.deadlines(told, NUMBERS, TODAY) == {}


@pytest.mark.parametrize("status", ["licensed", "suspended", None])
def test_with_a_licence_or_untold_they_are(status: str | None) -> None:
    told: dict[str, Any] = {"submission_date": day("2026-10-01"), "last_appraisal_date": day("2025-01-01"), **({"status": status} if status else {})}
    assert {"submission", "next_appraisal"} <= gmc.deadlines(told, NUMBERS, TODAY).keys()


def test_every_placeholder_is_known() -> None:
    known = {*TABLE.words, *NUMBERS, "role", "profession", "professions"}
    texts = [text for row in TABLE.rows for text in (row.headline, row.because, *row.do)]
    texts += [text for option in TABLE.options for text in (option.title, option.text, option.cost, option.lost, option.back)]
    texts += [item.formula for item in TABLE.deadlines]
    assert {name for text in texts for name in re.findall(r"\{(\w+)\}", text)} <= known


def test_sentences_are_short() -> None:
    texts = [text for row in TABLE.rows for text in (row.headline, row.because, *row.do)]
    texts += [text for option in TABLE.options for text in (option.text, option.cost, option.lost, option.back)]
    assert [found for text in texts for found in re.split(r"(?<=[.?])\s", text) if len(found.split()) > 25] == []
