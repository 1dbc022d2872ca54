"""The answer page and the ways to it: the order of its parts, one question at a time, what may be changed, two registers, the print, and what changed since."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient

from rules.again.comparison import differences
from rules.answer import answer
from tests.conftest import TODAY

PEOPLE = {
    "nothing told": "/answer/nurse/chief-executive",
    "choice": "/answer/doctor/chief-executive?aim=undecided&connection=none&post_reserved=no",
    "overdue": "/answer/pharmacist/chief-executive?expiry_date=2026-12-31&intends_to_practise_gb=yes&renewed=no&uses_professional_knowledge=yes",
    "left open": "/answer/physiotherapist/chief-executive?skip=uses_professional_knowledge",
    "at risk": "/answer/nurse/chief-executive?hours_by_deadline=100&renewal_date=2027-02-28&uses_professional_knowledge=yes",
}
ORDER = ["sr-branches", "sr-why", "sr-do", "sr-dates", "sr-advice", "sr-requirements", "sr-options", "sr-change", "sr-passages", "sr-wrong", "sr-unknown"]


def soup(client: FlaskClient, address: str) -> BeautifulSoup:
    """A page that is there."""
    response = client.get(address, follow_redirects=True)
    assert response.status_code == 200, address
    return BeautifulSoup(response.text, "html.parser")


def one(page: BeautifulSoup | Tag, selector: str) -> Tag:
    """The one element that a selector finds."""
    found = page.select(selector)
    assert len(found) == 1, (selector, len(found))
    return found[0]


def said(tag: Tag) -> str:
    """Its words, with single spaces."""
    return " ".join(tag.get_text(" ").split())


def twin(client: FlaskClient, address: str) -> dict[str, Any]:
    """The same answer as JSON."""
    parts = urlsplit(address)
    _, _, profession, role = parts.path.split("/")
    query = {name: values[0] for name, values in parse_qs(parts.query).items() if name not in ("ask", "at")}
    found: dict[str, Any] = client.get("/api/v1/answer", query_string={"profession": profession, "role": role, **query}).get_json()
    return found


@pytest.mark.parametrize("profession", ["doctor", "nurse", "physiotherapist", "pharmacist"])
def test_not_knowing_is_an_answer_to_every_question_and_stands_there_once(client: FlaskClient, profession: str) -> None:
    form = one(soup(client, f"/answer/{profession}/chief-executive"), "#sr-questions form:has(details)")
    lists = [item.select(".pick") for item in form.select("fieldset")] + [item.select("option") for item in form.select("select")]
    assert len(lists) > 12
    for items in lists:
        words = [said(item) for item in items]
        assert len([each for each in words if each.startswith(("I do not know", "I am not sure"))]) == 1, words
    for item in form.select(".field:has(input)"):
        assert "I do not know" in said(item) or "If you do not know" in said(item.find_next_sibling("p") or item), said(item)


@pytest.mark.parametrize("person", PEOPLE)
def test_the_parts_of_an_answer_stand_in_the_order_in_which_they_are_needed(client: FlaskClient, person: str) -> None:
    page = soup(client, PEOPLE[person])
    places = [str(tag["id"]) for tag in page.select("main h2[id]") if tag["id"] in ORDER]
    assert places == sorted(places, key=ORDER.index)
    assert {"sr-why", "sr-dates", "sr-requirements", "sr-change", "sr-passages"} <= set(places)
    assert page.select_one(".verdict h1") and not one(page, ".verdict").find_previous("h2")


@pytest.mark.parametrize("person", PEOPLE)
def test_each_requirement_has_its_state_its_evidence_and_who_signs(client: FlaskClient, person: str) -> None:
    rows = soup(client, PEOPLE[person]).select(".needs tbody tr")
    found = twin(client, PEOPLE[person])["requirements"]
    words = {"met": "Met", "to-do": "To do", "not-needed": "Not needed", "unknown": "Not known"}
    assert len(rows) == len(found) > 4
    for row, item in zip(rows, found, strict=True):
        assert said(one(row, ".need")) == words[item["state"]]
        assert all(" ".join(item[key].split()) in said(row) for key in ("name", "asks", "evidence", "signs", "note"))
        assert row.select("a[href^='/guidance/']")


def test_what_is_overdue_is_said_before_anything_else_is_asked(client: FlaskClient) -> None:
    page = soup(client, PEOPLE["overdue"])
    assert "31 October 2026" in said(one(page, ".banner.warning"))
    assert said(page.select("ol.steps > li")[0]).startswith("Overdue:")
    assert page.select("section[aria-labelledby=sr-dates] tbody tr:first-child.overdue")


@pytest.mark.parametrize("selector", [".verdict", ".branches > li", "section[aria-labelledby=sr-change] li li"])
def test_a_doctors_name_and_licence_stand_apart_throughout(client: FlaskClient, selector: str) -> None:
    for part in soup(client, "/answer/doctor/chief-executive").select(selector):
        assert "Your name on the register" in said(part) and "Your licence to practise" in said(part), said(part)
    assert "licence to practise" not in said(one(soup(client, "/answer/nurse/chief-executive"), ".verdict"))


# One question at a time


def choose(page: BeautifulSoup, leave_open: bool) -> str:
    """Where the form with one question leads: with the first answer, or with the question left open."""
    form = one(page, "form.one")
    sent = [(str(item["name"]), str(item["value"])) for item in form.select("input[type=hidden]")]
    radios = form.select("input[type=radio]")
    if not radios and leave_open:
        return str(one(form, "a.page")["href"])
    field = form.select("input:not([type=hidden])")[0]
    value = str(radios[-1 if leave_open else 0]["value"]) if radios else "2027-03-31" if field["type"] == "date" else "5"
    return f"{form['action']}?" + "&".join(f"{name}={quote(text)}" for name, text in [*sent, (str(field["name"]), value)])


@pytest.mark.parametrize("leave_open", [False, True])
@pytest.mark.parametrize(
    "start", ["doctor/chief-executive", "midwife/chair", "nurse/chief-executive", "paramedic/portfolio", "pharmacist/chair", "nurse/retired"]
)
def test_one_question_at_a_time_leads_to_the_answer(client: FlaskClient, start: str, leave_open: bool) -> None:
    """Each question is one that can still change the answer, and none comes twice."""
    address, asked = f"/answer/{start}?ask=one", list[str]()
    while (page := soup(client, address)).select("form.one"):
        name = str(page.select("form.one input:not([type=hidden])")[0]["name"])
        assert name not in asked
        assert name == twin(client, address)["ask_next"]
        assert said(one(page, ".progress")).startswith(f"Question {len(asked) + 1}.")
        asked.append(name)
        response = client.get(choose(page, leave_open))
        address = response.headers["Location"] if response.status_code == 302 else choose(page, leave_open)
    assert asked and page.select(".verdict h1")
    told = parse_qs(urlsplit(address).query)
    assert told["ask"] == ["one"]
    assert (told["skip"] == [",".join(asked)]) if leave_open else (set(asked) <= told.keys())
    assert twin(client, address)["ask_next"] is None


def test_what_is_left_open_is_told_and_what_holds_in_either_case_is_shown(client: FlaskClient) -> None:
    page = soup(client, PEOPLE["left open"])
    found = twin(client, PEOPLE["left open"])
    assert found["skipped"] == ["uses_professional_knowledge"] and found["outcome"] is None
    assert "What holds" not in said(one(page, "h1"))
    assert "holds in either case" in said(one(page, "section[aria-labelledby=sr-why]"))
    assert page.select("section[aria-labelledby=sr-unknown] a[href*='at=uses_professional_knowledge']")


def test_i_do_not_know_is_an_answer_on_the_page_with_all_questions(client: FlaskClient) -> None:
    page = soup(client, "/answer/nurse/chief-executive")
    assert one(page, "input[type=radio][name=uses_professional_knowledge][value=i-do-not-know]")
    response = client.get("/answer/nurse/chief-executive?uses_professional_knowledge=i-do-not-know&renewal_date=&skip=hours_by_deadline")
    assert response.status_code == 302
    assert response.headers["Location"] == "/answer/nurse/chief-executive?skip=hours_by_deadline%2Cuses_professional_knowledge"
    assert response.headers["Cache-Control"] == "private, no-store"


def test_back_leads_to_the_question_before_with_its_answer(client: FlaskClient) -> None:
    second = soup(client, "/answer/doctor/chief-executive?ask=one&post_reserved=no")
    back = next(str(link["href"]) for link in second.select("a") if said(link) == "Back to the question before")
    again = soup(client, back)
    assert one(again, "form.one input[name=post_reserved][checked]")["value"] == "no"
    assert said(one(again, ".progress")).startswith("Question 1.")


def test_an_answer_is_changed_alone_and_the_others_stay(client: FlaskClient) -> None:
    page = soup(client, PEOPLE["at risk"])
    change = next(str(link["href"]) for link in page.select(".told a") if said(link).startswith("Change") and "at=hours_by_deadline" in str(link["href"]))
    form = one(soup(client, change), "form.one")
    assert one(form, "input[name=hours_by_deadline]")["value"] == "100"
    assert {str(item["name"]): str(item["value"]) for item in form.select("input[type=hidden]")} == {
        "renewal_date": "2027-02-28",
        "uses_professional_knowledge": "yes",
    }


@pytest.mark.parametrize("person", PEOPLE)
def test_each_assumption_can_be_contradicted(client: FlaskClient, person: str) -> None:
    page = soup(client, PEOPLE[person])
    found = twin(client, PEOPLE[person])["assumed"]
    lines = page.select(".assumed > li")
    assert len(lines) == len(found) > 0
    for item in found.values():
        line = next(line for line in lines if said(line).startswith(" ".join(item["words"].split())))
        links = [str(link["href"]) for link in line.select("a")]
        assert [parse_qs(urlsplit(link).query)["at"] for link in links] == [[name] for name in item["asks"]]
    question = one(soup(client, str(lines[0].select("a")[0]["href"])), "form.one")
    assert question.select("input:not([type=hidden])")


@pytest.mark.parametrize(
    ("address", "mended"),
    [
        ("/answer/nurse/chief-executive?hours_by_deadline=many&intends=keep", "/answer/nurse/chief-executive?intends=keep"),
        ("/answer/nurse/chief-executive?intends=keep&on=soon", "/answer/nurse/chief-executive?intends=keep"),
        ("/answer/nurse/chief-executive?ask=two&intends=keep", "/answer/nurse/chief-executive?intends=keep"),
        ("/answer/nurse/chief-executive?ask=one&intends=no-way&skip=hours_by_deadline", "/answer/nurse/chief-executive?ask=one&skip=hours_by_deadline"),
        ("/answer/nurse/chief-executive?at=colour&intends=keep", "/answer/nurse/chief-executive?intends=keep"),
        ("/answer/nurse/chief-executive?intends=keep&skip=colour,hours_by_deadline", "/answer/nurse/chief-executive?intends=keep&skip=hours_by_deadline"),
        ("/answer/nurse/chief-executive?also=nurse&intends=keep", "/answer/nurse/chief-executive?intends=keep"),
        ("/answer/nurse/chief-executive?also=wizard&intends=keep", "/answer/nurse/chief-executive?intends=keep"),
    ],
)
def test_something_wrong_in_the_address_is_put_right_without_starting_again(client: FlaskClient, address: str, mended: str) -> None:
    response = client.get(address)
    assert response.status_code == 400
    assert one(BeautifulSoup(response.text, "html.parser"), "main a.button")["href"] == mended
    assert client.get(mended).status_code == 200


@pytest.mark.parametrize(
    ("query", "personal"), [("", False), ("?ask=one", False), ("?also=doctor", False), ("?at=intends", False), ("?skip=intends", True), ("?intends=keep", True)]
)
def test_only_what_a_person_tells_is_personal(client: FlaskClient, query: str, personal: bool) -> None:
    response = client.get(f"/answer/nurse/chief-executive{query}")
    assert (response.headers["Cache-Control"] == "private, no-store") == personal
    assert response.headers.get("X-Robots-Tag") == ("noindex" if personal else None)


def test_no_page_that_is_kept_shows_what_another_told(client: FlaskClient) -> None:
    """Pieces of pages are kept for everybody: none of them may carry one person's facts to the next."""
    told = "/answer/nurse/chief-executive?cpd_hours=17&intends=leave&skip=feedback"
    before = client.get("/answer/nurse/chair?at=intends").text + client.get("/answer/nurse/chair").text
    first = client.get(told).text
    assert client.get(told).text == first and 'value="17"' in first
    assert client.get("/answer/nurse/chair?at=intends").text + client.get("/answer/nurse/chair").text == before
    plain = client.get("/answer/nurse/chief-executive?intends=keep").text
    assert "skip=" not in re.sub(r'href="[^"]*skip=(?:uses|hours)[^"]*"', "", plain) and 'value="17"' not in plain


@pytest.mark.parametrize("person", PEOPLE)
def test_every_door_of_an_answer_opens(client: FlaskClient, person: str) -> None:
    links = {str(link["href"]) for link in soup(client, PEOPLE[person]).select(".closing a")}
    assert "/answer/again" in links
    assert all(any(link.startswith(start) for link in links) for start in ("/plan?", "/compare/", "/rules/"))
    for link in links:
        assert client.get(link, follow_redirects=True).status_code == 200, link


def test_people_on_two_registers_get_both_answers_linked(client: FlaskClient) -> None:
    page = soup(client, "/answer/nurse/chief-executive?also=doctor&intends=keep")
    second = one(page, "section[aria-labelledby=sr-second]")
    assert "Your licence to practise" in said(second) and "GMC" in said(second)
    link = next(str(item["href"]) for item in second.select("a") if "whole answer" in said(item))
    assert link == "/answer/doctor/chief-executive?also=nurse"
    assert "NMC" in said(one(soup(client, link), "section[aria-labelledby=sr-second]"))
    found = twin(client, "/answer/nurse/chief-executive?also=doctor")["second"]
    assert found["profession"] == "doctor" and found["headline"] in said(second)


def test_the_way_of_asking_is_chosen_at_the_start(client: FlaskClient) -> None:
    response = client.get("/answer?profession=nurse&role=chair&ask=one&also=doctor")
    assert response.headers["Location"] == "/answer/nurse/chair?also=doctor&ask=one"
    assert {item["value"] for item in soup(client, "/answer").select("input[name=ask]")} == {"", "one"}


def test_a_misunderstanding_stands_beside_its_question(client: FlaskClient) -> None:
    page = soup(client, "/answer/nurse/chief-executive?at=renewal_date")
    assert said(one(page, "section[aria-labelledby=sr-wrong]"))
    assert page.select(".thought a[href^='/guidance/nmc/']")


def test_a_check_that_is_overdue_is_not_called_a_change(site: Callable[[str], Flask]) -> None:
    later = site("2028-01-10").test_client()
    assert "Check overdue." in said(soup(later, "/answer/pharmacist/chief-executive").select(".banner")[0])
    assert twin(later, "/answer/pharmacist/chief-executive")["recheck"]["changed"] is False
    card = said(soup(later, "/search?q=pharmacist+chief+executive").select(".card-answer")[0])
    assert "Check overdue." in card and "Confirm with the GPhC before you act." in card


# The print, and what has changed since


@pytest.mark.parametrize("person", PEOPLE)
def test_the_print_is_headed_with_what_it_rests_on(client: FlaskClient, person: str) -> None:
    head = one(soup(client, PEOPLE[person]), ".printed")
    found = twin(client, PEOPLE[person])
    assert "22 November 2026" in said(head)
    assert "on=2026-11-22" in said(one(head, ".address"))
    for item in found["assumed"].values():
        assert " ".join(item["words"].split()) in said(head)
    dated = [said(item) for item in head.select(".citations li")]
    for reason in (*found["because"], *found["limits"], *found["advice"]):
        for citation in reason["citations"]:
            assert any(citation["heading"] in line and re.search(r"\d{1,2} \w+ 20\d\d", line) for line in dated)


def test_a_printed_address_pasted_back_on_the_same_day_has_not_changed(client: FlaskClient) -> None:
    address = said(one(soup(client, PEOPLE["overdue"]), ".printed .address"))
    for text in (address, f"https://stay.example.org{address}", f" stay.example.org{address[:40]}\n  {address[40:]} "):
        response = client.get("/answer/again", query_string={"address": text})
        assert response.status_code == 200 and response.headers["Cache-Control"] == "private, no-store"
        assert "Nothing has changed" in response.text
        assert response.headers["X-Robots-Tag"] == "noindex"


def test_what_has_changed_since_is_shown(client: FlaskClient) -> None:
    address = PEOPLE["overdue"] + "&on=2026-10-01"
    found = client.get("/api/v1/answer/again", query_string={"address": address}).get_json()
    kinds = {item["kind"] for item in found["changes"]}
    assert {"outcome", "reason", "step", "date"} <= kinds
    assert found["after"]["outcome"] == "at-risk" != found["before"]["outcome"]
    assert found["url"] == PEOPLE["overdue"]
    text = said(one(soup(client, f"/answer/again?address={quote(address)}"), "main"))
    for item in found["changes"]:
        assert " ".join(item["after"].split()) in text and " ".join(item["before"].split()) in text


def test_a_number_of_the_scheme_that_has_changed_is_told(app: Flask) -> None:
    """No scheme of today has a number that followed another, so one is made."""
    release = app.extensions["current"].release()
    table, library = release.tables["gphc"], release.library
    old = next(item for item in table.parameters if item.id == "cpd_records")
    table = replace(table, parameters=(*table.parameters, old.model_copy(update={"value": 6, "since": TODAY})))
    then, now = (answer(table, library, library.professions["pharmacist"], library.roles["chair"], {}, day) for day in (TODAY - timedelta(1), TODAY))
    numbers = [item for item in differences(then, now) if item.kind == "number"]
    assert [(item.name, item.before, item.after) for item in numbers] == [("CPD records", "4 CPD records a year", "6 CPD records a year")]


@pytest.mark.parametrize(
    ("address", "printed", "words"),
    [
        ("", "2026-11-01", "not the address of an answer"),
        ("https://example.org/", "", "not the address of an answer"),
        ("/answer/again?address=x", "", "not the address of an answer"),
        ("/answer/nurse/astronaut?on=2026-11-01", "", "not one of ours"),
        ("/answer/nurse/chair", "", "carries no date"),
        ("/answer/nurse/chair/calendar.ics?intends=leave", "2026-11-01", "not the address of an answer"),
        ("/answer/nurse/chair%3Fintends%3Dleave", "2026-11-01", "not the address of an answer"),
        ("/answer/nurse/chair?on=2027-11-01", "", "still to come"),
        ("/answer/nurse/chair?on=yesterday", "", "not a date"),
        ("/answer/nurse/chair", "1066-10-14", "out of range"),
        ("/answer/nurse/chair?on=2026-11-01&" + "a=b&" * 200, "", "more than any answer"),
        ("/answer/nurse/chair?on=2026-11-01&intends=" + "x" * 5000, "", "not the address of an answer"),
    ],
)
def test_what_cannot_be_compared_is_told_with_its_reason(client: FlaskClient, address: str, printed: str, words: str) -> None:
    for path in ("/answer/again", "/api/v1/answer/again"):
        response = client.get(path, query_string={"address": address, "printed": printed})
        assert response.status_code == 400
        assert words in response.text
        assert response.headers["Cache-Control"] == "private, no-store"


def test_what_an_old_address_tells_and_we_no_longer_ask_is_left_out_and_told(client: FlaskClient) -> None:
    page = soup(client, "/answer/again?address=" + quote("/answer/nurse/chair?on=2026-11-01&star_sign=leo&intends=perhaps&cpd_hours=20"))
    told = " ".join(said(item) for item in page.select("p.warning"))
    assert "star_sign" in told and "That is not one of the answers" in told
    assert page.select("a.button[href='/answer/nurse/chair?cpd_hours=20']")
    page = soup(client, "/answer/again?address=" + quote("/answer/nurse/chair?on=2026-11-01&cpd_hours=20&cpd_hours=35"))
    assert "“cpd_hours” more than once" in said(one(page, "p.warning"))
