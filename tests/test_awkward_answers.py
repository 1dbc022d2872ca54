"""Answers of all four regulators to frightened people: what leads, and which step must not stand beside it.

Each case says who asks, what comes out, what the steps say, and words that no step may say. Read against the decision sheets of the regulators.
"""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from rules.table import read_table
from tests.test_table import HEAD, ROW

Told = dict[str, str]

OPEN_CASE: Told = {"open_case": "yes"}
MANAGER: Told = {"uses_professional_knowledge": "no", "intends_to_practise_gb": "no", "post_requires_registration": "no"}
ASIDE: Told = {"uses_professional_knowledge": "no", "post_requires_registration": "no", "practised_since_last_renewal": "no", "months_since_practice": "30"}
INVESTIGATED: Told = {"conduct": "under-investigation"}
SUSPENDED: Told = {"conduct": "sanction", "sanction_suspends": "yes"}

OPEN_POST: Told = {"uses_professional_knowledge": "yes", "post_requires_registration": "no", "hours_by_deadline": "600"}
LEAVING: Told = {**OPEN_POST, "intends": "leave", "left_on": "2026-12-31", "hours_per_week": "37.5"}

AWKWARD: list[tuple[str, str, Told, str, list[str], list[str]]] = [
    # GPhC: a case is open, and the person would leave.
    ("pharmacist", "chief-executive", {**MANAGER, **OPEN_CASE}, "choice", ["Stay on the register, and take advice"], ["If it stops", "leaving date"]),
    ("pharmacist", "retired", OPEN_CASE, "choice", ["Stay on the register, and take advice"], ["If you stop, apply"]),
    ("pharmacy-technician", "chair", {"uses_professional_knowledge": "no", **OPEN_CASE}, "choice", ["run out to end a case"], ["If you leave, apply"]),
    ("pharmacist", "between-jobs", {"months_away": "2", "intends_to_practise_gb": "no", **OPEN_CASE}, "choice", ["take advice"], ["If it stops"]),
    # GPhC: run out, past the deadline with records missing, off with a case, back before.
    ("pharmacist", "chief-executive", {"expiry_date": "2026-10-31"}, "no", ["Look at the public register"], ["Write the 6 records", "Finish the records"]),
    (
        "pharmacist", "chief-executive",
        {"expiry_date": "2026-12-31", "renewed": "no", "cpd_records": "1", "peer_done": "no", "uses_professional_knowledge": "yes"},
        "at-risk", ["Contact the GPhC today", "Expect removal on 1 January 2027"], [],
    ),
    (
        "pharmacist", "chief-executive", {"status": "left-under-12-months", "left_on": "2026-06-01", "restoration_applied_on": "2026-10-01"},
        "no", ["If you have not applied yet"], [],
    ),
    (
        "pharmacist", "chief-executive", {"status": "on-register", "years_off": "3", "uses_professional_knowledge": "yes"},
        "at-risk", ["Look at the public register today"], ["Write the 6 records"],
    ),
    (
        "pharmacist", "policy", {"uses_professional_knowledge": "yes", "intends_to_practise_gb": "yes", "renewed": "yes", "expiry_date": "2026-12-31"},
        "yes", ["by your next renewal deadline"], ["by your renewal deadline", "2026"],
    ),
    # HCPC: a case is open, and the person would leave or has not practised.
    ("physiotherapist", "retired", {**INVESTIGATED, "practised_since_last_renewal": "yes"}, "choice", ["Take advice from your union"], ["or deregister in"]),
    ("physiotherapist", "retired", {**INVESTIGATED, "practised_since_last_renewal": "no"}, "no", ["Take advice"], ["Deregister in your online account"]),
    ("paramedic", "chief-executive", {**INVESTIGATED, **ASIDE}, "at-risk", ["if nothing is open about your conduct, deregister"], ["Or deregister by"]),
    # HCPC: suspended; window closed; a conviction beside a missing record.
    ("physiotherapist", "chief-executive", {**SUSPENDED, **ASIDE}, "at-risk", ["Do not practise while suspended"], ["Either do the 30 days", "step below"]),
    ("dietitian", "chief-executive", {"last_renewal": "not-complete"}, "at-risk", ["ring the HCPC"], ["make the declaration, answer the equality questions"]),
    # GMC: a case is open beside a choice; the survey is missing as well as an appraisal.
    ("doctor", "retired", {"aim": "keep-name", "connection": "none", "ftp_open": "yes"}, "choice", ["Keep what you hold"], ["choose a day up to"]),
    (
        "doctor", "chief-executive", {"aim": "undecided", "post_reserved": "no", "connection": "ro", "ftp_open": "yes"},
        "choice", ["Do not count on leaving the register"], ["Before you leave the register"],
    ),
    (
        "doctor", "chief-executive",
        {"aim": "keep-licence", "post_reserved": "no", "connection": "ro", "submission_date": "2027-06-30", "appraisals_in_cycle": "3", "msf_done": "no"},
        "at-risk", ["Start the survey now", "Book a whole-scope medical appraisal now"], [],
    ),
    # NMC: a concern is known and leaving is wanted; the last days of the renewal month.
    (
        "nurse", "chief-executive", {**OPEN_POST, "intends": "leave", "ftp": "possible"},
        "at-risk", ["Do not cancel in MyNMC"], ["cancel in MyNMC from", "last days for readmission"],
    ),
    (
        "nurse", "chief-executive", {**OPEN_POST, "renewal_date": "2026-11-30"},
        "at-risk", ["If anything is missing, do not declare it", "a direct debit takes about 11 days"], [],
    ),
    (
        "nurse", "chief-executive", {**OPEN_POST, "renewal_date": "2026-11-30", "accounts": "2"},
        "at-risk", ["Do not declare what is not true", "a direct debit takes about 11 days"], [],
    ),
]  # fmt: skip


def ask(client: FlaskClient, profession: str, role: str, told: Told) -> dict[str, Any]:
    response = client.get("/api/v1/answer", query_string={"profession": profession, "role": role, **told})
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.get_json()
    return found


@pytest.mark.parametrize(("profession", "role", "told", "outcome", "says", "never"), AWKWARD)
def test_an_awkward_answer_leads_with_what_is_safe(
    client: FlaskClient, profession: str, role: str, told: Told, outcome: str, says: list[str], never: list[str]
) -> None:
    found = ask(client, profession, role, told)
    assert found["outcome"] == outcome
    steps = "\n".join([*found["do"], *(step for reason in found["because"] for step in reason["do"])])
    assert [words for words in says if words not in steps] == []
    assert [words for words in never if words in steps] == []


@pytest.mark.parametrize(
    ("told", "later"),
    [
        ({"cpd_record": "none"}, "Start a dated list today, with at least two kinds of learning."),
        (
            {"uses_professional_knowledge": "unsure", "post_requires_registration": "no"},
            "Do not deregister or let the entry lapse to end a case; that is not a way out.",
        ),
    ],
)
def test_the_duty_to_tell_comes_first(client: FlaskClient, told: Told, later: str) -> None:
    steps = ask(client, "paramedic", "chief-executive", {"conduct": "caution-or-conviction", **told})["do"]
    assert steps.index("Tell the HCPC as soon as possible.") < steps.index(later)


def test_a_case_that_is_open_leaves_the_courses_to_be_read_after_the_warning(client: FlaskClient) -> None:
    page = client.get("/answer/pharmacist/chief-executive", query_string={**MANAGER, **OPEN_CASE}).get_data(as_text=True)
    assert page.index("Stay on the register, and take advice") < page.index("Leave by voluntary removal") < page.index("It is no way to end an open case")


REQUIREMENTS: list[tuple[str, str, Told, str, str, str]] = [
    ("pharmacist", "policy", {"expiry_date": "2027-12-31"}, "fee", "unknown", "31 October 2027"),
    ("pharmacist", "policy", {"expiry_date": "2027-12-31"}, "renewal", "unknown", "31 October 2027"),
    ("pharmacist", "policy", {"expiry_date": "2027-12-31"}, "declarations", "unknown", "31 October 2027"),
    ("pharmacist", "policy", {"expiry_date": "2027-12-31", "renewed": "yes"}, "renewal", "met", "By your answers"),
    ("pharmacist", "policy", {"expiry_date": "2027-12-31", "renewed": "no"}, "fee", "to-do", "31 October 2027"),
    ("pharmacist", "policy", {"expiry_date": "2026-12-31"}, "renewal", "unknown", "this date has passed"),
    ("pharmacist", "policy", {"cpd_records": "4"}, "cpd-records", "met", "still have to be submitted"),
    ("pharmacist", "policy", {}, "reflective-account", "unknown", "Tell us whether it is written"),
    ("physiotherapist", "chief-executive", {**SUSPENDED, "uses_professional_knowledge": "yes"}, "practising", "unknown", "really done"),
    ("physiotherapist", "chief-executive", {**SUSPENDED, "practised_since_last_renewal": "yes"}, "practising", "met", "Met"),
    ("dietitian", "chair", {"indemnity": "none", "uses_professional_knowledge": "unsure"}, "indemnity", "unknown", "get cover first"),
    ("dietitian", "chair", {"audit": "missed"}, "cpd-audit", "to-do", "answer the HCPC today"),
    ("doctor", "chief-executive", {"aim": "keep-licence", "post_reserved": "no", "connection": "ro"}, "indemnity-cover", "unknown", "in writing"),
    ("doctor", "chief-executive", {"indemnity": "in-place"}, "indemnity-cover", "met", "Met"),
    ("nurse", "chief-executive", OPEN_POST, "indemnity-cover", "unknown", "We do not know"),
    ("nurse", "chief-executive", {**OPEN_POST, "indemnity": "employer"}, "indemnity-cover", "met", "Met"),
]


@pytest.mark.parametrize(("profession", "role", "told", "name", "state", "note"), REQUIREMENTS)
def test_a_requirement_is_met_only_where_that_was_told(client: FlaskClient, profession: str, role: str, told: Told, name: str, state: str, note: str) -> None:
    found = next(item for item in ask(client, profession, role, told)["requirements"] if item["id"] == name)
    assert (found["state"], note in found["note"]) == (state, True)


def test_the_fee_names_the_half_that_new_graduates_pay(client: FlaskClient) -> None:
    fee = next(item for item in ask(client, "physiotherapist", "chief-executive", {})["requirements"] if item["id"] == "fee")
    assert "£61.67" in fee["asks"] and "£246.68" in fee["asks"]


@pytest.mark.parametrize(
    ("profession", "told", "name"),
    [
        ("pharmacist", {"fitness_changed_on": "2026-10-01", "fitness_told_on": "2026-10-05"}, "fitness"),
        ("pharmacist", {"notice_served_on": "2026-10-01", "notice_answered_on": "2026-10-20"}, "notice_reply"),
        ("operating-department-practitioner", {"last_renewal": "not-complete", "audit": "not-selected"}, "audit_profile"),
    ],
)
def test_what_was_told_as_done_is_not_overdue(client: FlaskClient, profession: str, told: Told, name: str) -> None:
    found = {item["id"]: item for item in ask(client, profession, "chief-executive", told)["deadlines"]}
    assert not found[name]["overdue"] and found[name]["date"] is None


@pytest.mark.parametrize(
    ("role", "told", "shown"),
    [
        ("chief-executive", {"uses_professional_knowledge": "yes", "conduct": "suspended-or-dismissed"}, True),
        ("chief-executive", {"uses_professional_knowledge": "yes"}, True),
        ("academic", {"uses_professional_knowledge": "yes", "conduct": "under-investigation"}, True),
        ("clinical", {"uses_professional_knowledge": "yes"}, False),
    ],
)
def test_who_may_think_that_managers_are_regulated_is_told(client: FlaskClient, role: str, told: Told, shown: bool) -> None:
    found = [item["id"] for item in ask(client, "physiotherapist", role, told)["misunderstandings"]]
    assert ("regulates-managers" in found) is shown


@pytest.mark.parametrize(
    ("row", "faulty"),
    [
        ('stage = "limit"\ninstead = true\ndo = ["Wait."]', False),
        ('stage = "main"\ninstead = true\ndo = ["Wait."]', True),
        ('stage = "limit"\ninstead = true', True),
    ],
)
def test_steps_stand_instead_of_others_only_where_a_limit_has_some(row: str, faulty: bool) -> None:
    _, issues = read_table("rules/gphc.toml", (HEAD + ROW + ROW.replace("R1", "L1").replace('stage = "main"', row)).encode())
    assert any("`instead`" in str(issue) for issue in issues) is faulty


CHIEF: Told = {"role": "chief-executive", "uses_professional_knowledge": "no", "post_requires_registration": "no"}


@pytest.mark.parametrize(
    ("chief", "months_out", "outcome", "offered"),
    [
        (CHIEF, "6", "choice", True),
        (CHIEF, "23", "at-risk", True),
        (CHIEF, "24", "at-risk", False),
        (CHIEF, "70", "at-risk", False),
        ({**CHIEF, "uses_professional_knowledge": "yes"}, "6", "yes", False),
        ({**CHIEF, "uses_professional_knowledge": "yes"}, "30", "yes-if", False),
        ({**CHIEF, "other_practice": "teaching"}, "30", "yes-if", False),
    ],
)
def test_a_plan_offers_real_practice_and_none_where_the_hcpc_has_to_be_asked_first(
    client: FlaskClient, chief: Told, months_out: str, outcome: str, offered: bool
) -> None:
    stage = {f"stage1_{name}": value for name, value in chief.items()}
    told = {"profession": "paramedic", "start": "2026-12", "months_since_practice": months_out, "stage1_months": "60", **stage}
    first = client.get("/api/v1/plan", query_string=told).get_json()["registers"][0]["points"][0]
    said = [change["words"] for change in first["changes"] if "practice" in change["words"]]
    assert (first["outcome"], bool(said)) == (outcome, offered)
    assert all("no token day" in words and "with cover" in words for words in said)
    assert outcome != "yes-if" or any("updating" in step for way in first["ways"] for step in way["do"])


def test_the_page_of_a_row_says_that_its_steps_stand_instead(client: FlaskClient) -> None:
    assert "Its steps stand instead of" in client.get("/rules/gphc/rows/D2b").get_data(as_text=True)
    assert "Its steps stand instead of" not in client.get("/rules/gphc/rows/C2").get_data(as_text=True)


@pytest.mark.parametrize(
    ("profession", "role", "told"),
    [
        ("pharmacist", "chief-executive", {**MANAGER, **OPEN_CASE}),
        ("pharmacist", "superintendent", {"intends_to_practise_gb": "no", **OPEN_CASE}),
        ("physiotherapist", "retired", {**INVESTIGATED, "practised_since_last_renewal": "yes"}),
    ],
)
def test_the_one_line_of_a_choice_with_an_open_case_does_not_offer_leaving(client: FlaskClient, profession: str, role: str, told: Told) -> None:
    found = ask(client, profession, role, told)
    assert found["outcome"] in ("choice", "yes-if"), "the sheets let the case add warnings, not change the outcome"
    assert "Stay on the register for now, and take advice" in found["headline"]


@pytest.mark.parametrize(
    ("profession", "more", "shown"),
    [
        ("nurse", {}, {"cancel_from", "readmission_short", "readmission_long"}),
        ("nurse", {"ftp": "open"}, set()),
        ("nurse", {"ftp": "conditions"}, set()),
        ("nurse", {"ftp": "possible"}, set()),
        ("nursing-associate", {}, {"cancel_from"}),
    ],
)
def test_no_day_to_cancel_or_come_back_where_the_nmc_has_to_agree_or_be_asked(client: FlaskClient, profession: str, more: Told, shown: set[str]) -> None:
    found = ask(client, profession, "chief-executive", {**LEAVING, **more})
    dated = {item["id"] for item in found["deadlines"] if item["date"]}
    assert dated & {"cancel_from", "readmission_short", "readmission_long"} == shown
    assert "already past" not in str(found["do"]) + str(found["options"])


@pytest.mark.parametrize(("case", "shown"), [("none", True), ("possible", False), ("open", False), ("conditions", False)])
def test_an_easy_way_back_is_not_told_to_somebody_with_a_case(client: FlaskClient, case: str, shown: bool) -> None:
    for told in ({**LEAVING, "ftp": case}, {"status": "lapsed", "ftp": case}):
        found = {item["id"] for item in ask(client, "nurse", "chief-executive", told)["misunderstandings"]}
        assert ("retrain-from-scratch" in found) is shown


@pytest.mark.parametrize(("appraisals", "shown"), [("3", False), ("5", True)])
def test_no_date_calls_appraisals_up_to_date_that_the_answer_calls_behind(client: FlaskClient, appraisals: str, shown: bool) -> None:
    told = {"aim": "keep-licence", "post_reserved": "no", "connection": "ro", "submission_date": "2027-06-30", "last_appraisal_date": "2025-09-01"}
    found = ask(client, "doctor", "chief-executive", {**told, "appraisals_in_cycle": appraisals})
    mark = next(item for item in found["deadlines"] if item["id"] == "appraisal_mark")
    assert (mark["date"] == "2026-12-01") is shown
    assert (found["outcome"] == "at-risk") is not shown


def test_a_held_entry_is_not_called_overdue_once_its_renewal_date_has_passed(client: FlaskClient) -> None:
    for told in ({"status": "suspended"}, {"ftp": "open", "uses_professional_knowledge": "yes"}):
        found = ask(client, "nurse", "chief-executive", {"renewal_date": "2026-10-31", **told})
        assert found["outcome"] == "at-risk" and not any(item["date"] for item in found["deadlines"])


def test_a_doctor_between_jobs_is_not_told_that_the_only_choice_is_to_stay_or_to_leave(client: FlaskClient) -> None:
    found = ask(client, "doctor", "between-jobs", {"aim": "keep-name", "connection": "ro"})
    assert found["outcome"] == "choice" and "leave in good order" not in found["headline"]
    assert "name-only" in {item["id"] for item in found["options"]}


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"hours_by_deadline": "200"}, "the missing 250 hours, spread over the time that is left"),
        ({"hours_by_deadline": "200", "renewal_date": "2028-03-31"}, "the missing 250 hours, about 4 hours a week"),
        ({"hours_by_deadline": "300", "renewal_date": "2026-12-31"}, "the missing 150 hours, more than a full-time week, every week"),
        ({}, "the missing hours, about three hours a week over three years"),
    ],
)
def test_hours_a_week_are_a_sum_of_what_was_told(client: FlaskClient, told: Told, says: str) -> None:
    found = ask(client, "nurse", "chief-executive", {"uses_professional_knowledge": "no", "other_practice": "none", "post_requires_registration": "no", **told})
    assert says in "\n".join(found["do"])


@pytest.mark.parametrize(("profession", "by_hours"), [("nurse", True), ("nursing-associate", False)])
def test_a_plan_counts_no_way_back_by_hours_for_a_nursing_associate(client: FlaskClient, profession: str, by_hours: bool) -> None:
    stage = {"uses_professional_knowledge": "no", "post_requires_registration": "no", "role": "chief-executive", "months": "36"}
    told = {"profession": profession, "start": "2026-12", "renewal_date": "2027-03-31", "hours_so_far": "500", "stage1_registration": "leave"}
    points = client.get("/api/v1/plan", query_string={**told, **{f"stage1_{name}": value for name, value in stage.items()}}).get_json()["registers"][0][
        "points"
    ]
    assert any(point["kind"] == "clock" for point in points) is by_hours
    assert any("35 hours of learning" in cost["words"] for point in points for cost in point["costs"]) is by_hours


@pytest.mark.parametrize(("status", "dated"), [("struck-off", "struck_off_application"), ("voluntarily-erased", "practice_setting")])
def test_a_doctor_off_the_register_has_the_date_of_the_own_way_back_only(client: FlaskClient, status: str, dated: str) -> None:
    found = ask(client, "doctor", "chief-executive", {"status": status, "registration_ended_date": "2025-05-01", "aim": "keep-name"})
    both = {"struck_off_application", "practice_setting"}
    assert {item["id"] for item in found["deadlines"] if item["date"]} & both == {dated}


def test_somebody_on_sick_leave_is_sent_to_deferral_before_the_survey(client: FlaskClient) -> None:
    told = {
        "aim": "keep-licence",
        "break_reason": "parental-or-sick",
        "break_months": "14",
        "connection": "ro",
        "submission_date": "2027-03-31",
        "msf_done": "no",
    }
    assert "about deferral first" in "\n".join(ask(client, "doctor", "leave", told)["do"])
