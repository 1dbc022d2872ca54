"""The addresses of the tour of duty: the form, its faults, the page, the calendar file, and what is never kept."""

from __future__ import annotations

import datetime
from urllib.parse import parse_qsl

import html5lib
import icalendar
import pytest
from flask.testing import FlaskClient

PLAN = {
    "profession": "nurse",
    "start": "2026-12",
    "renewal_date": "2027-04-30",
    "hours_so_far": "600",
    "stage1_role": "chief-executive",
    "stage1_months": "60",
    "stage1_uses_professional_knowledge": "no",
    "stage1_post_requires_registration": "no",
    "stage1_weekly_hours": "0",
    "stage2_role": "clinical",
    "stage2_months": "24",
    "stage2_uses_professional_knowledge": "yes",
    "stage2_weekly_hours": "30",
}

SVG = "{http://www.w3.org/2000/svg}"


def told(**changes: str) -> dict[str, str]:
    """The plan with some names changed, or taken away by an empty text."""
    return {name: value for name, value in {**PLAN, **changes}.items() if value}


def test_the_page_shows_table_and_picture_of_the_same_points(client: FlaskClient) -> None:
    response = client.get("/plan", query_string=PLAN)
    text = response.get_data(as_text=True)
    assert response.status_code == 200
    assert "As the plan stands, a gap opens on 1 May 2030." in text
    found = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False).parse(text)
    rows = [row for row in found.iter("tr") if row.get("id")]
    shown = [span.text for span in found.iter(f"{SVG}tspan") if span.get("class") == "tour-date"]
    assert shown == [span.text for row in rows for span in row.iter("span") if span.get("class") == "tour-when"]
    assert len(rows) == len(client.get("/api/v1/plan", query_string=PLAN).get_json()["registers"][0]["points"])
    description = next(found.iter(f"{SVG}desc")).text or ""
    assert all(day in description for day in shown if day)


def test_the_smallest_change_is_a_link_to_the_plan_with_it(client: FlaskClient) -> None:
    found = html5lib.parse(client.get("/plan", query_string=PLAN).get_data(as_text=True), namespaceHTMLElements=False)
    (link,) = [each for each in found.iter("a") if (each.text or "").startswith("See the plan with this change")]
    assert dict(parse_qsl((link.get("href") or "").partition("?")[2])) == told(stage1_weekly_hours="2.96")
    assert "each point of this plan can be met" in client.get(link.get("href") or "").get_data(as_text=True)


def test_what_is_personal_is_neither_stored_nor_indexed(client: FlaskClient) -> None:
    for path in ("/plan", "/api/v1/plan", "/plan/calendar.ics"):
        response = client.get(path, query_string=PLAN)
        assert response.headers["Cache-Control"] == "private, no-store"
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert "Set-Cookie" not in response.headers
    assert client.get("/plan").headers["Cache-Control"].startswith("public")


FAULTS: list[tuple[dict[str, str], str, str]] = [
    ({"stage2_role": ""}, "stage2_role", "Stage 2 has no role."),
    ({"stage2_role": "wizard"}, "stage2_role", "Stage 2 has a role that we do not know."),
    ({"stage1_months": "soon"}, "stage1_months", "Stage 1 does not say how long it lasts."),
    ({"stage1_months": "0"}, "stage1_months", "Stage 1 does not say how long it lasts."),
    ({"stage1_months": "100"}, "stage1_months", "The stages come to more than 120 months."),
    ({"stage1_weekly_hours": "60"}, "stage1_weekly_hours", "Stage 1: That number is out of range."),
    ({"stage1_uses_professional_knowledge": "perhaps"}, "stage1_uses_professional_knowledge", "Stage 1: That is not one of the answers."),
    ({"renewal_date": ""}, "renewal_date", "The plan needs this date to place the renewals."),
    ({"renewal_date": "2026-02-28"}, "renewal_date", "28 February 2026 is before the plan starts."),
    ({"renewal_date": "2036-04-30"}, "renewal_date", "30 April 2036 is further ahead than one cycle."),
    ({"start": "2026-13"}, "start", "That is not a month from 2020 to 2060."),
    ({"second": "nurse"}, "second", "Both professions are the same."),
    ({"second": "midwife"}, "second", "The NMC holds both on one entry."),
]


@pytest.mark.parametrize(("changes", "name", "words"), FAULTS, ids=[f"{list(changes)[0]}={list(changes.values())[0]}" for changes, _, _ in FAULTS])
def test_a_fault_says_what_and_where_and_keeps_the_rest(client: FlaskClient, changes: dict[str, str], name: str, words: str) -> None:
    response = client.get("/plan", query_string=told(**changes))
    text = response.get_data(as_text=True)
    assert response.status_code == 400
    assert f'<a href="#sr-{name}">{words}</a>' in text
    assert f'id="sr-{name}"' in text or name == "second"
    assert 'value="24"' in text, "the second stage is still there"
    problem = client.get("/api/v1/plan", query_string=told(**changes))
    assert problem.status_code == 400
    assert words in problem.get_json()["detail"]


def test_unknown_names_are_refused_with_a_mended_address(client: FlaskClient) -> None:
    response = client.get("/plan", query_string={**PLAN, "stage1_appraised": "yes"})
    assert response.status_code == 400
    assert "stage1_appraised" in response.get_data(as_text=True), "a nurse is never asked about appraisals"
    assert client.get("/api/v1/plan", query_string={**PLAN, "colour": "blue"}).status_code == 400


def test_each_regulator_asks_only_for_what_its_scheme_needs(client: FlaskClient) -> None:
    asked = {name: client.get("/plan", query_string={"profession": name}).get_data(as_text=True) for name in ("doctor", "nurse", "paramedic", "pharmacist")}
    assert [name for name, text in asked.items() if "weekly_hours" in text] == ["nurse"]
    assert [name for name, text in asked.items() if "appraised" in text] == ["doctor"]
    assert [name for name, text in asked.items() if "intends_to_practise_gb" in text] == ["pharmacist"]


def test_a_form_leads_to_a_clean_address(client: FlaskClient) -> None:
    sent = {**{name: value for name, value in PLAN.items() if name != "start"}, "second": "", "stage3_role": "", "stage3_months": ""}
    response = client.get("/plan", query_string=sent)
    assert response.status_code == 302
    assert dict(parse_qsl(response.headers["Location"].partition("?")[2])) == told(start="2026-11")
    assert client.get(response.headers["Location"]).status_code == 200


def test_a_stage_taken_away_moves_the_later_ones_forward(client: FlaskClient) -> None:
    found = html5lib.parse(client.get("/plan", query_string=PLAN).get_data(as_text=True), namespaceHTMLElements=False)
    link = next(each for each in found.iter("a") if each.text == "Take stage 1 away")
    after = dict(parse_qsl((link.get("href") or "").partition("?")[2]))
    assert {name: value for name, value in after.items() if name.startswith("stage")} == {
        "stage1_months": "24", "stage1_role": "clinical", "stage1_uses_professional_knowledge": "yes", "stage1_weekly_hours": "30",
    }  # fmt: skip


def test_the_calendar_file_holds_the_dates_ahead(client: FlaskClient) -> None:
    response = client.get("/plan/calendar.ics", query_string=PLAN)
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "attachment" in response.headers["Content-Disposition"]
    events = icalendar.Calendar.from_ical(response.get_data()).walk("VEVENT")
    found = {(event.decoded("dtstart").isoformat(), str(event["summary"])) for event in events}
    assert ("2027-04-01", "NMC plan: Revalidation is due (yes, if)") in found
    assert ("2030-04-01", "NMC plan: Revalidation is due (at risk)") in found
    assert ("2030-05-01", "NMC plan: A gap opens (no, not at present)") in found
    assert len({str(event["uid"]) for event in events}) == len(events)
    assert all(event.decoded("dtstart") >= datetime.date(2026, 11, 22) for event in events)
    assert client.get("/plan/calendar.ics", query_string=PLAN).get_data() == response.get_data()
    assert client.get("/plan/calendar.ics").status_code == 400


def test_a_plan_without_dates_ahead_gives_no_empty_file(client: FlaskClient) -> None:
    past = {"profession": "physiotherapist", "start": "2020-01", "stage1_role": "chief-executive", "stage1_months": "1"}
    assert client.get("/plan", query_string=past).status_code == 200
    response = client.get("/plan/calendar.ics", query_string=past)
    assert response.status_code == 404
    assert "no date from today on" in response.text and "/plan?profession=physiotherapist" in response.text
    assert response.headers["Cache-Control"] == "private, no-store"


def test_no_words_of_another_scheme_stand_in_a_plan(client: FlaskClient) -> None:
    text = client.get("/plan", query_string=PLAN).get_data(as_text=True)
    assert not [word for word in ("responsible officer", "appraisal", "revalidation submission", "myGPhC", "HCPC") if word in text.partition("<main")[2]]
