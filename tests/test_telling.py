"""Being told: what changes, for whom, from when, which answers rest on it, as a page and as feeds; and what is due for a look."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from guidance.building import build_library
from guidance.library import Library
from rules.answer import Answer, answer
from rules.reports import Report, write_reports
from rules.table import Table
from rules.tables import build_tables
from rules.telling.changes import Entry, Wanted, entries
from rules.telling.due import due
from rules.telling.feeds import feed
from rules.touched import by_facts, by_row
from tests.altered_content import NOTE, altered
from tests.conftest import TODAY
from tests.test_pages import inspect

Files = dict[str, bytes]
Built = tuple[Library, dict[str, Table]]
ATOM = "{http://www.w3.org/2005/Atom}"
AHEAD = "nmc/practice-hours/2027-01-01"


def build(files: Files) -> Built:
    library, _ = build_library(files)
    tables, _ = build_tables(files)
    return library, tables


@pytest.fixture(scope="module")
def held(content_files: Files) -> Built:
    """The real content."""
    return build(content_files)


@pytest.fixture(scope="module")
def later(content_files: Files) -> Built:
    """The altered content."""
    return build(altered(content_files))


# ---- which answers rest on what


def cited(found: Answer) -> set[str]:
    """Every fact that the page of an answer cites."""
    parts: list[Any] = [*found.because, *found.limits, *found.advice, *found.options, *found.deadlines, *found.requirements, *found.misunderstandings]
    return {name for part in parts for citation in part.citations for name in citation.facts}


@pytest.mark.parametrize(
    ("profession", "role"),
    [
        ("nurse", "chief-executive"),
        ("nurse", "retired"),
        ("midwife", "chief-nurse"),
        ("nurse-and-midwife", "career-break"),
        ("doctor", "medical-director"),
        ("doctor", "chief-executive"),
        ("physician-associate", "chief-executive"),
        ("physiotherapist", "between-jobs"),
        ("paramedic", "non-executive-director"),
        ("pharmacist", "chief-executive"),
        ("pharmacist", "superintendent"),
        ("pharmacy-technician", "chair"),
    ],
)
def test_an_answer_is_touched_by_exactly_the_facts_that_it_cites(held: Built, profession: str, role: str) -> None:
    library, tables = held
    person, post = library.professions[profession], library.roles[role]
    found = answer(tables[person.regulator], library, person, post, {}, TODAY)
    told = {name for name in library.facts if by_facts(tables, library, [name], TODAY).covers(person, post)}
    assert told == cited(found)


@pytest.mark.parametrize(("profession", "role"), [("nurse", "chief-executive"), ("pharmacist", "retired"), ("doctor", "chair")])
def test_a_row_touches_the_answers_in_which_it_stands(held: Built, profession: str, role: str) -> None:
    library, tables = held
    person, post = library.professions[profession], library.roles[role]
    table = tables[person.regulator]
    found = answer(table, library, person, post, {}, TODAY)
    rows = {reason.row for reason in (*found.because, *found.limits, *found.advice)}
    assert rows == {row.id for row in table.rows if by_row(table, library, row.id, TODAY).covers(person, post)}


# ---- entries


def by_id(built: Built, on: str = "2026-11-22") -> dict[str, Entry]:
    found = entries(*built, datetime.date.fromisoformat(on))
    assert len({entry.id for entry in found}) == len(found)
    return {entry.id: entry for entry in found}


def test_a_version_ahead_is_told_with_the_answers_that_rest_on_what_it_changes(later: Built) -> None:
    library, tables = later
    entry = by_id(later)[AHEAD]
    assert (entry.kind, entry.announced, entry.said, entry.major, entry.first) == ("version", True, NOTE, True, False)
    assert entry.compared == "/guidance/nmc/practice-hours/compare?from=2026-11-22&to=2027-01-01"
    changed = library.pages["nmc/practice-hours"].versions[-1].section("how-many")
    assert changed
    assert entry.touched == by_facts(tables, library, changed.facts, entry.date)
    assert not entry.touched.regulators & {"gmc", "hcpc", "gphc"}
    assert entry.touched.covers(library.professions["nurse"], library.roles["chief-executive"])
    assert not by_id(later, "2027-01-01")[AHEAD].announced


@pytest.mark.parametrize(
    ("name", "on", "announced", "title", "said"),
    [
        ("faq/nmc-extension/withdrawn/2026-11-22", "2026-11-22", False, "Withdrawn: ", "It was asked no more."),
        ("faq/nmc-annual-fee/withdrawn/2027-03-01", "2026-11-22", True, "Withdrawn: ", "The fee has a page of its own."),
        ("faq/nmc-annual-fee/withdrawn/2027-03-01", "2027-03-01", False, "Withdrawn: ", "The fee has a page of its own."),
    ],
)
def test_the_end_of_a_page_is_told_beside_its_last_version(later: Built, name: str, on: str, announced: bool, title: str, said: str) -> None:
    found = by_id(later, on)
    entry, last = found[name], found[name.replace("/withdrawn/2026-11-22", "/2026-11-22").replace("/withdrawn/2027-03-01", "/2026-11-22")]
    assert (entry.kind, entry.announced, entry.title, entry.said) == ("withdrawal", announced, title + last.title, said)
    assert (entry.page, entry.url, entry.professions, entry.date.isoformat()) == (last.page, last.url, last.professions, name[-10:])
    assert (last.kind, last.first, entry.first, entry.major, entry.compared) == ("version", True, False, True, "")


def test_the_end_of_a_page_touches_what_rests_on_what_it_told(content_files: Files) -> None:
    path, home = "guidance/nmc/practice-hours/2026-11-22.md", "nmc/practice-hours/withdrawn/2027-02-01"
    notice = b"---\nwithdrawn: {date: 2027-02-01, reason: It is told elsewhere.}\n"
    library, tables = built = build({**content_files, path: content_files[path].replace(b"---\n", notice, 1)})
    told = [name for section in library.pages["nmc/practice-hours"].versions[0].sections for name in section.facts]
    assert by_id(built)[home].touched == by_facts(tables, library, told, datetime.date(2027, 2, 1))
    assert by_id(built)[home].touched.covers(library.professions["nurse"], library.roles["chief-executive"])


def test_a_version_that_another_replaced_is_not_told_as_withdrawn(content_files: Files) -> None:
    path = "guidance/nmc/practice-hours/2026-11-22.md"
    notice = b"---\nwithdrawn: {date: 2027-02-01, reason: It is told elsewhere.}\n"
    files = {**content_files, path: content_files[path].replace(b"---\n", notice, 1), path.replace("2026-11-22", "2027-01-01"): content_files[path]}
    assert not [name for name in by_id(build(files)) if "/withdrawn/" in name]


def test_no_feed_and_no_page_says_that_something_was_looked_at_on_a_day_ahead(content_files: Files) -> None:
    path = "guidance/nmc/practice-hours/2026-11-22.md"
    ahead = content_files[path].replace(b"checked: 2026-11-22", b"checked: 2027-01-01")
    library, tables = build({**content_files, path.replace("2026-11-22", "2027-01-01"): ahead})
    assert by_id((library, tables))[AHEAD].told == datetime.date(2026, 11, 22) == library.last_checked(TODAY)
    assert library.last_checked(datetime.date(2027, 1, 1)) == datetime.date(2027, 1, 1)
    made = feed(entries(library, tables, TODAY), Wanted(), library, "https://stay.example", TODAY)
    assert made.updated == "2026-11-22T00:00:00Z"


def test_a_question_changes_no_answer(later: Built) -> None:
    found = [entry for entry in by_id(later).values() if entry.page.startswith("faq/")]
    assert len(found) > 90
    assert all(not entry.touched.pairs and not entry.touched.regulators for entry in found)


def test_rows_that_begin_or_end_are_told(held: Built) -> None:
    library, _ = held
    found = by_id(held)
    ends, begins = found["rules/gmc/row/6/ends/2026-12-13"], found["rules/gmc/row/6-offence/begins/2026-12-13"]
    assert ends.announced and begins.announced
    assert ends.title == "Row 6 of the decision table ends"
    assert "{" not in begins.said
    assert not by_id(held, "2027-03-01")[ends.id].announced


def test_a_row_that_ends_touches_the_answers_in_which_it_stood(held: Built) -> None:
    library, tables = held
    day = datetime.date(2027, 1, 1)
    standing = {row.id: by_row(tables["nmc"], library, row.id, TODAY) for row in tables["nmc"].rows}
    chosen = next(name for name, touched in standing.items() if touched.pairs)
    rows = tuple(row.model_copy(update={"until": day}) if row.id == chosen else row for row in tables["nmc"].rows)
    changed = {**tables, "nmc": replace(tables["nmc"], rows=rows)}
    for on in (TODAY, datetime.date(2027, 6, 1)):
        found = {entry.id: entry for entry in entries(Library(library.corpus, "altered"), changed, on)}
        assert found[f"rules/nmc/row/{chosen}/ends/2027-01-01"].touched == standing[chosen]


FEE = '\n[[parameter]]\nid = "{id}"\nvalue = {value}\nunit = "{unit}"\nfrom = 2027-09-01\nfacts = {facts}\n'


def test_a_number_that_follows_another_is_told_with_both(content_files: Files) -> None:
    _, tables = build(content_files)
    held = next(item for item in tables["gphc"].parameters if item.id == "fee_pharmacist")
    text = FEE.format(id=held.id, value=999, unit=held.unit, facts=list(held.facts))
    library, tables = build({**content_files, "rules/gphc.toml": content_files["rules/gphc.toml"] + text.encode()})
    entry = by_id((library, tables))[f"rules/gphc/number/{held.id}/2027-09-01"]
    before, after = (tables["gphc"].shown_at(day)[held.id] for day in (TODAY, datetime.date(2027, 9, 1)))
    assert entry.said == f"{after} instead of {before} ({held.unit})."
    assert before != after
    assert entry.announced
    assert entry.touched == by_facts(tables, library, held.facts, entry.date)


def test_a_fact_that_is_told_anew_is_told(content_files: Files) -> None:
    fact = '[[fact]]\nid = "NMC-18"\ngroup = "Hours"\nsays = "An invented statement."\nbasis = "known"\nseen = 2026-11-22\n'
    library, tables = build({**content_files, "evidence/nmc/2027-06-01-practice-hours.toml": fact.encode()})
    entry = by_id((library, tables))["evidence/NMC-18/2027-06-01"]
    assert (entry.kind, entry.said, entry.announced, entry.url) == ("fact", "An invented statement.", True, "/evidence/nmc#NMC-18")
    assert entry.touched == by_facts(tables, library, ["NMC-18"], entry.date)
    assert entry.touched.regulators == {"nmc"}


def test_nothing_is_told_of_a_number_that_never_changed(held: Built) -> None:
    assert not [entry for entry in by_id(held).values() if entry.kind in ("number", "fact")]


@pytest.mark.parametrize(
    ("wanted", "taken"),
    [
        ({}, True),
        ({"regulator": "nmc"}, True),
        ({"regulator": "gmc"}, False),
        ({"profession": "nurse"}, True),
        ({"profession": "doctor"}, False),
        ({"role": "chief-executive"}, True),
        ({"profession": "nurse", "role": "chief-executive"}, True),
        ({"profession": "doctor", "role": "chief-executive"}, False),
        ({"page": "nmc/practice-hours"}, True),
        ({"page": "nmc/fees"}, False),
        ({"page": "nmc/practice-hours", "regulator": "gphc"}, False),
    ],
)
def test_readers_are_told_of_what_concerns_them(over_time: Callable[[str], FlaskClient], wanted: dict[str, str], taken: bool) -> None:
    found = over_time("2026-11-22").get("/api/v1/changes", query_string=wanted).get_json()
    assert (AHEAD in [entry["id"] for entry in found]) == taken
    assert [entry["from"] for entry in found] == sorted((entry["from"] for entry in found), reverse=True)


def test_those_of_an_answer_are_those_that_touch_it(held: Built) -> None:
    library, _ = held
    wanted = Wanted(profession=library.professions["pharmacist"], role=library.roles["superintendent"])
    found = [entry for entry in by_id(held).values() if wanted.takes(entry)]
    assert found
    assert {name for entry in found for name in entry.regulators} == {"gphc"}
    assert all(entry.page.split("/")[0] != "faq" for entry in found)


# ---- pages and feeds


def test_the_page_of_changes_says_what_for_whom_and_from_when(over_time: Callable[[str], FlaskClient]) -> None:
    response = over_time("2026-11-22").get("/changes")
    inspect(response.text, "/changes")
    january = re.sub(r"<[^>]+>", " ", response.text.split(">January 2027<")[1].split("<h2")[0])
    said = " ".join(january.split())
    for words in (
        "1 January 2027, major change, announced",
        "NMC: Practice hours",
        NOTE,
        "For everybody on the register of the NMC, in every role.",
        "What differs",
    ):
        assert words in said
    assert '<link rel="alternate" type="application/atom+xml"' in response.text


@pytest.mark.parametrize(
    "query", ["?regulator=context", "?profession=midwife&role=chair", "?page=gphc/fees", "?role=chair", "?on=2020-01-01", "?regulator=gmc&page=nmc/fees"]
)
def test_every_choice_of_changes_is_a_sound_page(client: FlaskClient, query: str) -> None:
    response = client.get(f"/changes{query}")
    assert response.status_code == 200
    inspect(response.text, query)


@pytest.mark.parametrize(
    ("address", "mended"),
    [
        ("/changes?regulator=ofsted", "/changes"),
        ("/changes?profession=wizard&role=chair", "/changes?role=chair"),
        ("/changes?role=king", "/changes"),
        ("/changes?page=nmc/nothing&regulator=nmc", "/changes?regulator=nmc"),
        ("/changes.atom?profession=dentist", "/changes.atom"),
        ("/changes.json?page=x", "/changes.json"),
        ("/api/v1/changes?role=king", "/api/v1/changes"),
        ("/changes?colour=blue", "/changes"),
        ("/changes.atom?on=2026-11-22", "/changes.atom"),
        ("/due?regulator=x", "/due"),
        ("/due?colour=x", "/due"),
    ],
)
def test_what_is_not_in_our_lists_is_told(client: FlaskClient, address: str, mended: str) -> None:
    response = client.get(address)
    assert response.status_code == 400
    assert (response.get_json()["mended"] if address.startswith("/api") else mended) == mended
    assert mended.replace("&", "&amp;") in response.text


def atom(client: FlaskClient, query: str = "") -> ElementTree.Element:
    """An Atom feed, with what RFC 4287 asks of it."""
    response = client.get(f"/changes.atom{query}")
    assert response.mimetype == "application/atom+xml"
    feed = ElementTree.fromstring(response.data)
    assert feed.tag == f"{ATOM}feed"
    found = [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]
    assert len(found) == len(set(found)) <= 50
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert element.findtext(f"{ATOM}{name}"), name
        assert str(element.findtext(f"{ATOM}id")).startswith("tag:stay-registered,2026:changes")
        assert datetime.datetime.fromisoformat(str(element.findtext(f"{ATOM}updated"))).date() <= TODAY
        alternates = [link for link in element.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
        assert len(alternates) == 1
    assert all(str(link.get("href")).startswith("http") for link in feed.iter(f"{ATOM}link"))
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Stay Registered"
    return feed


@pytest.mark.parametrize("query", ["", "?regulator=nmc", "?profession=pharmacist&role=chief-executive", "?page=hcpc/fees", "?role=chair", "?profession=doctor"])
def test_every_choice_of_changes_is_a_valid_atom_feed_and_json_feed(client: FlaskClient, query: str) -> None:
    feed = atom(client, query)
    assert [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"] == [f"http://localhost/changes.atom{query}"]
    response = client.get(f"/changes.json{query}")
    assert response.mimetype == "application/feed+json"
    told = response.get_json()
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert told["feed_url"] == f"http://localhost/changes.json{query}"
    assert [item["id"] for item in told["items"]] == [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]
    assert all({"id", "url", "title", "content_text", "date_published"} <= item.keys() for item in told["items"])


def test_a_change_is_told_when_it_is_announced_and_again_when_it_takes_effect(over_time: Callable[[str], FlaskClient]) -> None:
    before = over_time("2026-11-22").get("/changes.json?page=nmc/practice-hours").get_json()["items"][0]
    after = over_time("2027-01-01").get("/changes.json?page=nmc/practice-hours").get_json()["items"][0]
    assert before["id"] == f"tag:stay-registered,2026:changes:{AHEAD}/announced"
    assert after["id"] == f"tag:stay-registered,2026:changes:{AHEAD}"
    assert before["title"] == "NMC: Practice hours (announced from 1 January 2027)"
    assert (before["date_published"], after["date_published"]) == ("2026-11-22T00:00:00Z", "2027-01-01T00:00:00Z")
    assert after["url"] == "http://localhost/guidance/nmc/practice-hours/2027-01-01"
    assert after["_stay_registered"]["compare"].endswith("/guidance/nmc/practice-hours/compare?from=2026-11-22&to=2027-01-01")
    assert NOTE in after["content_text"]


def test_feeds_link_by_the_address_of_the_site(app: Flask) -> None:
    paths = {name: app.config[name] for name in ("INSTANCE_DIR", "CONTENT_DIR")}
    made = create_app({**paths, "STAY_SITE": "https://stay.example/", "STAY_TODAY": TODAY.isoformat(), "STAY_WATCH": False, "TESTING": True})
    text = made.test_client().get("/changes.atom?page=gphc/fees", headers={"Host": "evil.example"}).text
    assert 'href="https://stay.example/guidance/gphc/fees/2026-11-22"' in text
    assert "evil" not in text
    for wrong in ("stay.example", "https://stay.example/path", "ftp://stay.example", "https://a b"):
        with pytest.raises(ValueError, match="STAY_SITE is"):
            create_app({**paths, "STAY_SITE": wrong})


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("/guidance/gphc/fees", "/changes?page=gphc/fees"),
        ("/faq/gphc-fee", "/changes?page=faq/gphc-fee"),
        ("/regulator/gphc", "/changes?regulator=gphc"),
        ("/regulator/gphc", "/changes?profession=pharmacist"),
        ("/answer/pharmacist/chair", "/changes?profession=pharmacist&amp;role=chair"),
    ],
)
def test_what_can_be_followed_is_offered_where_it_stands(client: FlaskClient, address: str, link: str) -> None:
    text = client.get(address).text
    assert f'href="{link}"' in text
    assert 'rel="alternate" type="application/atom+xml"' in text


def test_a_feed_says_nothing_of_what_a_person_told(client: FlaskClient) -> None:
    text = client.get("/answer/pharmacist/chair?expiry_date=2026-12-31").text
    assert re.findall(r'href="(/changes[^"]*)"', text.split("<main")[1]) == ["/changes?profession=pharmacist&amp;role=chair"]
    assert re.findall(r'href="(/changes\.atom[^"]*)"', text) == ["/changes.atom?profession=pharmacist&amp;role=chair"]


# ---- what is due


def test_pages_and_rows_are_due_a_month_before_their_date(held: Built) -> None:
    assert not [item for items in due(*held, TODAY).values() for item in items if item.overdue or item.by > TODAY + datetime.timedelta(days=31)]
    found = due(*held, datetime.date(2027, 3, 1))
    library, tables = held
    pages = {version.meta.title for version in library.current(datetime.date(2027, 3, 1), "nmc") if version.meta.next_check <= datetime.date(2027, 4, 1)}
    assert pages
    assert {item.name for item in found["nmc"] if item.kind == "page"} >= pages
    rows = {f"Row {row.id}" for row in tables["nmc"].rows if row.next_check <= datetime.date(2027, 4, 1)}
    assert {item.name for item in found["nmc"] if item.kind == "row"} == rows
    assert all(item.overdue == (item.by < datetime.date(2027, 3, 1)) for items in found.values() for item in items)
    assert [item.by for item in found["nmc"]] == sorted(item.by for item in found["nmc"])


def test_a_report_is_due_until_somebody_replied(content_files: Files) -> None:
    row = "4b"
    report = Report(id="r1", row=row, on=TODAY, owner="rules editor", reply_by=datetime.date(2027, 3, 6))
    library, tables = build({**content_files, "rules/reports/nmc.toml": write_reports([report])})
    [item] = [each for each in due(library, tables, TODAY)["nmc"] if each.kind == "report"]
    assert (item.kind, item.name, item.by, item.overdue, item.owner) == ("report", f"Row {row}", report.reply_by, False, "rules editor")
    assert [each.overdue for each in due(library, tables, datetime.date(2027, 3, 7))["nmc"] if each.kind == "report"] == [True]
    answered = report.model_copy(update={"answered": TODAY})
    replied = due(*build({**content_files, "rules/reports/nmc.toml": write_reports([answered])}), TODAY)
    assert [each for each in replied["nmc"] if each.kind == "report"] == []


def test_the_page_of_what_is_due_is_sound(site: Callable[[str], Flask]) -> None:
    client = site("2027-03-01").test_client()
    for address in ("/due", "/due?regulator=nmc", "/due?regulator=context"):
        response = client.get(address)
        assert response.status_code == 200
        inspect(response.text, address)
    assert "Overdue" in client.get("/due").text
    told = client.get("/api/v1/due?regulator=nmc").get_json()
    assert {item["regulator"] for item in told["due"]} == {"nmc"}
    assert 'href="/due"' in client.get("/how-we-check").text
