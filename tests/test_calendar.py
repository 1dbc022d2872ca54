"""The calendar file: read back by a library, by the letter of RFC 5545, with nothing in the past and no fact about the person but the dates."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Alarm, Calendar, Event

from tests.conftest import TODAY

DATE = datetime.date
NURSE = "/answer/nurse/chief-executive/calendar.ics"
DOCTOR = "/answer/doctor/chief-executive/calendar.ics"
PHYSIOTHERAPIST = "/answer/physiotherapist/chief-executive/calendar.ics"
PHARMACIST = "/answer/pharmacist/chief-executive/calendar.ics"


def events(client: FlaskClient, path: str, told: Mapping[str, str]) -> list[Event]:
    response = client.get(path, query_string=told)
    assert response.status_code == 200, response.text
    return list(Calendar.from_ical(response.data).events)


def start(event: Event) -> DATE:
    """The day of a whole day's event."""
    day = event.DTSTART
    assert type(day) is DATE
    return day


def reminders(event: Event) -> list[datetime.datetime]:
    day = datetime.datetime.combine(start(event), datetime.time())
    alarms = [alarm for alarm in event.subcomponents if isinstance(alarm, Alarm)]
    return [day + alarm.TRIGGER for alarm in alarms if isinstance(alarm.TRIGGER, datetime.timedelta)]


def by_summary(client: FlaskClient, path: str, told: Mapping[str, str]) -> dict[str, DATE]:
    return {str(event["summary"]): start(event) for event in events(client, path, told)}


@pytest.mark.parametrize(
    ("path", "told", "expected"),
    [
        (NURSE, {"renewal_date": "2027-04-30"}, {"NMC: Revalidation application due": DATE(2027, 4, 1), "NMC: Registration expires": DATE(2027, 4, 30)}),
        (NURSE, {"renewal_date": "2027-04-30"}, {"NMC: Annual fee due": DATE(2027, 4, 30), "NMC: Last day to ask for an extension": DATE(2027, 3, 31)}),
        (DOCTOR, {"submission_date": "2027-06-30"}, {"GMC: Revalidation submission date": DATE(2027, 6, 30)}),
        (DOCTOR, {"submission_date": "2027-06-30"}, {"GMC: Formal notice of revalidation, at the latest": DATE(2027, 3, 30)}),
        (DOCTOR, {"gmc_notice_open": "withdrawal", "letter_date": "2026-11-02"}, {"GMC: Answer to the GMC's letter": DATE(2026, 11, 29)}),
        (PHYSIOTHERAPIST, {}, {"HCPC: Renewal deadline: declaration, equality questions and fee": DATE(2028, 4, 30)}),
        (PHYSIOTHERAPIST, {}, {"HCPC: Your renewal window opens": DATE(2028, 2, 1)}),
        (PHARMACIST, {"expiry_date": "2027-04-30"}, {"GPhC: Registration expires": DATE(2027, 4, 30)}),
        (PHARMACIST, {"fitness_changed_on": "2026-11-20"}, {"GPhC: Tell the GPhC of a change to your fitness to practise declaration": DATE(2026, 11, 27)}),
    ],
)
def test_the_dates_of_each_scheme_stand_in_the_file(client: FlaskClient, path: str, told: dict[str, str], expected: dict[str, DATE]) -> None:
    assert expected.items() <= by_summary(client, path, told).items()


def test_a_scheme_with_two_dates_has_both(client: FlaskClient) -> None:
    found = by_summary(client, PHARMACIST, {"expiry_date": "2027-04-30"})
    assert sorted(found.values()).count(DATE(2027, 2, 28)) == 1, "the renewal deadline, two months before"
    assert found["GPhC: Registration expires"] == DATE(2027, 4, 30)


def test_what_is_overdue_stands_first_and_today(client: FlaskClient) -> None:
    found = events(client, NURSE, {"renewal_date": "2026-11-30"})
    first = found[0]
    assert str(first["summary"]) == "NMC overdue: Revalidation application due, 1 November 2026"
    assert start(first) == TODAY
    assert "This date has passed: 1 November 2026." in str(first["description"])
    assert not reminders(first)
    assert [start(event) for event in found] == sorted(start(event) for event in found)


def test_marks_that_have_passed_are_left_out(client: FlaskClient) -> None:
    found = by_summary(client, NURSE, {"renewal_date": "2027-04-30"})
    assert "NMC: Our plan: reflective accounts written" in found
    assert not [title for title in found if "partner and confirmer named" in title], "1 October 2026"


def test_a_date_that_moves_with_the_day_of_asking_is_left_out(client: FlaskClient) -> None:
    told = {"submission_date": "2027-06-30", "aim": "leave"}
    shown = client.get("/api/v1/answer", query_string={"profession": "doctor", "role": "chief-executive", **told}).get_json()["deadlines"]
    name = next(item["name"] for item in shown if item["id"] == "licence_end_latest" and item["date"])
    assert f"GMC: {name}" not in by_summary(client, DOCTOR, told)


def test_reminders_come_before_what_is_due(client: FlaskClient) -> None:
    found = {str(event["summary"]): event for event in events(client, NURSE, {"renewal_date": "2027-04-30"})}

    nine = datetime.time(9)
    due = [DATE(2027, 1, 1), DATE(2027, 3, 1), DATE(2027, 3, 25), DATE(2027, 4, 1)]
    assert reminders(found["NMC: Revalidation application due"]) == [datetime.datetime.combine(day, nine) for day in due]
    mark = [DATE(2027, 3, 24), DATE(2027, 3, 31)]
    assert reminders(found["NMC: Last day to ask for an extension"]) == [datetime.datetime.combine(day, nine) for day in mark]


def test_each_event_tells_how_and_whence_and_takes_no_time(client: FlaskClient) -> None:
    for event in events(client, NURSE, {"renewal_date": "2027-04-30"}):
        assert {"UID", "DTSTAMP", "SUMMARY", "DESCRIPTION", "URL", "CATEGORIES"} <= event.keys()
        assert event.DTSTAMP == datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC)
        assert (str(event["transp"]), str(event["class"])) == ("TRANSPARENT", "PRIVATE")
        assert b"DTSTART;VALUE=DATE:" in event.to_ical()
        text = str(event["description"])
        assert "How this date is worked out: " in text and "Made on 22 November 2026" in text and "Check it with the regulator" in text
        assert str(event["url"]).startswith("http://localhost/guidance/nmc/")
        assert client.get(str(event["url"]).removeprefix("http://localhost").partition("#")[0]).status_code == 200


def test_what_no_page_confirms_says_so(client: FlaskClient) -> None:
    found = {str(event["summary"]): str(event["description"]) for event in events(client, NURSE, {"renewal_date": "2027-04-30"})}
    assert "(confirm with the NMC)" in found["NMC: Our plan: confirmation signed"]


@pytest.mark.parametrize(("path", "told"), [(NURSE, {"renewal_date": "2027-04-30"}), (PHYSIOTHERAPIST, {}), (PHARMACIST, {"expiry_date": "2026-12-31"})])
def test_lines_are_folded_and_ended_by_the_letter(client: FlaskClient, path: str, told: dict[str, str]) -> None:
    data = client.get(path, query_string=told).data
    assert data.endswith(b"\r\n") and b"\n" not in data.replace(b"\r\n", b"")
    assert max(map(len, data.split(b"\r\n"))) <= 75
    data.decode("utf-8")
    calendar = Calendar.from_ical(data)
    assert str(calendar["version"]) == "2.0" and calendar["prodid"] and "METHOD" not in calendar
    assert Calendar.from_ical(calendar.to_ical()) == calendar


def test_it_tells_the_dates_and_nothing_else_of_the_person(client: FlaskClient) -> None:
    told = {"renewal_date": "2027-04-30", "hours_by_deadline": "317", "ftp": "conditions", "intends": "leave"}
    response = client.get(NURSE, query_string=told)
    data = response.data.replace(b"\r\n ", b"")
    assert response.status_code == 200 and data.startswith(b"BEGIN:VCALENDAR")
    for word in (b"317", b"conditions", b"leave", b"nurse/", b"chief-executive", b"?"):
        assert word not in data, word


def test_it_is_given_to_one_reader_and_kept_nowhere(client: FlaskClient) -> None:
    for path in (PHYSIOTHERAPIST, f"{NURSE}?renewal_date=2027-04-30"):
        response = client.get(path)
        assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert response.headers["Cache-Control"] == "private, no-store"
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert "ETag" not in response.headers
    assert response.headers["Content-Disposition"] == 'attachment; filename="stay-registered-nmc.ics"'


def test_a_diary_is_for_today(client: FlaskClient) -> None:
    response = client.get(f"{NURSE}?on=2025-01-01&renewal_date=2027-04-30")
    assert response.status_code == 302
    assert response.headers["Location"] == f"{NURSE}?renewal_date=2027-04-30"


@pytest.mark.parametrize(
    ("path", "status", "words", "link"),
    [
        (NURSE, 404, "When does your registration expire?", "/answer/nurse/chief-executive"),
        (DOCTOR + "?aim=leave&status=struck-off", 404, "There are no dates", "/answer/doctor/chief-executive?aim=leave&amp;status=struck-off"),
        (PHYSIOTHERAPIST + "?status=struck-off", 404, "Nothing that you told us", "/answer/physiotherapist/chief-executive?status=struck-off"),
        (NURSE + "?renewal_date=soon", 400, "When does your registration expire?", "/answer/nurse/chief-executive"),
        (NURSE + "?colour=blue&renewal_date=2027-04-30", 400, "colour", NURSE + "?renewal_date=2027-04-30"),
        ("/answer/dentist/chief-executive/calendar.ics", 404, "There is no page here", "/answer"),
        ("/answer/nurse/king/calendar.ics", 404, "There is no page here", "/answer"),
    ],
)
def test_an_address_that_gives_no_file_says_why_and_leads_on(client: FlaskClient, path: str, status: int, words: str, link: str) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert words in response.text and f'href="{link}"' in response.text
    assert "text/html" in response.headers["Content-Type"]


DAYS = st.dates(TODAY - datetime.timedelta(days=900), TODAY + datetime.timedelta(days=2000)).map(DATE.isoformat)
TOLD = {
    "/answer/nurse/chief-nurse": ("renewal_date", "left_on", "struck_off_on", "verification_notice_on", "test_passed_on"),
    "/answer/doctor/medical-director": ("submission_date", "last_revalidated_date", "last_appraisal_date", "letter_date", "decision_date", "return_date"),
    "/answer/pharmacist/chief-pharmacist": ("expiry_date", "left_on", "fitness_changed_on", "superintendent_stopped_on", "details_changed_on"),
    "/answer/paramedic/chief-ahp": (),
}


@pytest.mark.parametrize("path", TOLD)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_dates_are_told_nothing_lies_in_the_past_and_nothing_stands_twice(client: FlaskClient, path: str, data: st.DataObject) -> None:
    told = {name: day for name in TOLD[path] if (day := data.draw(st.none() | DAYS, name)) is not None}
    response = client.get(f"{path}/calendar.ics", query_string=told)
    if response.status_code == 404:
        return
    found = list(Calendar.from_ical(response.data).events)
    assert found and max(map(len, response.data.split(b"\r\n"))) <= 75
    assert min(start(event) for event in found) >= TODAY
    assert len({str(event["uid"]) for event in found}) == len(found)
    assert client.get(f"{path}/calendar.ics", query_string=told).data == response.data
    overdue = [" overdue: " in str(event["summary"]) for event in found]
    assert overdue == sorted(overdue, reverse=True), "what is overdue stands first"
    shown = client.get("/api/v1/answer", query_string={"profession": path.split("/")[2], "role": path.split("/")[3], **told}).get_json()["deadlines"]
    assert sum(overdue) == sum(item["overdue"] for item in shown)
    for event in found:
        assert all(reminder.date() >= TODAY for reminder in reminders(event))
