"""Open data: the corpus, sections, the map of the site, canonical addresses, the data blocks of questions, and the contract with its notices."""

from __future__ import annotations

import datetime
import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from embedding.data.described import canonical
from embedding.data.once import BeingMade, Once
from guidance.building import build_library
from guidance.contract import Notice
from guidance.library import Library
from rules.answer import answer, gist
from rules.table import Table
from tests.altered_content import ASKED
from tests.conftest import TODAY

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ATOM = "{http://www.w3.org/2005/Atom}"
CANONICAL = re.compile('<link rel="canonical" href="([^"]*)">')
DATA = re.compile('<script type="application/ld[+]json">(.*?)</script>', re.DOTALL)


# The corpus


@pytest.fixture(scope="module")
def whole(app: Flask) -> dict[str, object]:
    """The corpus as it is downloaded."""
    found: dict[str, object] = app.test_client().get("/api/v1/corpus").get_json()
    return found


def listed(whole: Mapping[str, object], name: str) -> list[dict[str, object]]:
    found = whole[name]
    assert isinstance(found, list)
    return found


def test_the_corpus_holds_every_entry_fact_version_and_section(whole: dict[str, object], library: Library, tables: Mapping[str, Table]) -> None:
    for name in ("regulators", "professions", "signposts", "roles", "topics", "facts"):
        assert [item["id"] for item in listed(whole, name)] == [item.id for item in getattr(library.corpus, name)]
    said = {
        (page["id"], version["version"], section["anchor"], section["text"], tuple(section["evidence"]))
        for page in (*listed(whole, "guidance"), *listed(whole, "faqs"))
        for version in page["versions"]  # type: ignore[attr-defined]
        for section in version["sections"]
    }
    held = {
        (page.id, version.stamp, section.anchor, section.text, section.facts)
        for page in library.corpus.pages
        for version in page.versions
        for section in version.sections
    }
    assert said == held and len(held) > 500
    facts = {item["id"] for item in listed(whole, "facts")}
    assert {name for _, _, _, _, names in said for name in names} <= facts
    rules = whole["rules"]
    assert isinstance(rules, dict) and [*rules] == [*tables]


def test_its_tables_and_changes_are_those_of_their_own_addresses(client: FlaskClient, whole: dict[str, object]) -> None:
    rules = whole["rules"]
    assert isinstance(rules, dict)
    for name, table in rules.items():
        assert table == client.get(f"/api/v1/rules/{name}").get_json()
    assert whole["changes"] == client.get("/api/v1/changes").get_json()
    assert whole["notices"] == client.get("/api/v1/contract").get_json()["notices"]


def test_its_answers_come_to_what_the_answers_themselves_do(whole: dict[str, object], library: Library, tables: Mapping[str, Table]) -> None:
    told = {(item["profession"], item["role"]): item for item in listed(whole, "answers")}
    assert len(told) == len(library.corpus.professions) * len(library.corpus.roles)
    for number, (person, post) in enumerate((person, post) for person in library.corpus.professions for post in library.corpus.roles):
        if number % 29 == 0:
            full = answer(tables[person.regulator], library, person, post, {}, TODAY)
            short = told[person.id, post.id]
            assert (short["outcome"], short["headline"]) == (full.outcome, full.headline)
            assert short["possible"] == [*full.possible] and short["parts"] == {name: [*found] for name, found in full.parts.items()}
            assert short["recheck"] == (full.recheck.words if full.recheck else None)


def test_an_answer_in_doubt_says_so_in_short_as_in_full(library: Library, tables: Mapping[str, Table]) -> None:
    late = datetime.date(2030, 1, 1)
    person, post = library.professions["nurse"], library.roles["chief-executive"]
    found = gist(tables["nmc"], library, person, post, late)
    assert found.recheck is not None and found.recheck == answer(tables["nmc"], library, person, post, {}, late).recheck


def test_the_corpus_is_one_dated_file_that_need_not_be_sent_twice(client: FlaskClient, whole: dict[str, object]) -> None:
    first = client.get("/api/v1/corpus")
    assert first.headers["Content-Disposition"] == f'attachment; filename="stay-registered-{TODAY.isoformat()}-{whole["digest"]}.json"'
    assert whole["on"] == TODAY.isoformat() and whole["contract"] == "api/v1" and len(listed(whole, "terms")) >= 4
    assert client.get("/api/v1/corpus", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert client.get("/api/v1/corpus?on=2027-01-01").status_code == 400


def test_it_is_made_once_however_many_ask(monkeypatch: pytest.MonkeyPatch, site: Callable[[str], Flask]) -> None:
    made: list[str] = []
    begun, go = threading.Event(), threading.Event()

    def slow(*_: object) -> dict[str, object]:
        made.append("")
        begun.set()
        assert go.wait(120)
        return {"whole": True}

    monkeypatch.setattr("embedding.data.routes.corpus", slow)
    monkeypatch.setattr("embedding.data.routes.CORPUS", Once(waiting=2))
    client = site("2026-11-23").test_client()
    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(client.get, "/api/v1/corpus")
        assert begun.wait(120)
        others = [pool.submit(client.get, "/api/v1/corpus") for _ in range(7)]
        refused = [found.result() for found in islice(as_completed(others, timeout=60), 5)]
        go.set()
        answers = [first.result(), *(found.result() for found in others)]
    assert len(made) == 1 and [found.status_code for found in refused] == [503] * 5
    assert sorted(found.status_code for found in answers) == [200] * 3 + [503] * 5
    busy = refused[0]
    assert busy.headers["Retry-After"] and busy.content_type == "application/problem+json" and busy.headers["Cache-Control"] == "private, no-store"


def test_what_could_not_be_made_is_tried_again() -> None:
    once: Once[str] = Once(waiting=0)

    def fail() -> str:
        with pytest.raises(BeingMade):
            once.get("a", lambda: "from within")
        raise OSError

    with pytest.raises(OSError):
        once.get("a", fail)
    assert once.get("a", lambda: "made") == "made"
    assert once.get("a", fail) == "made" and once.get("b", lambda: "other") == "other"


# Sections


@pytest.mark.parametrize("address", ["/api/v1/guidance/nmc/practice-hours", "/api/v1/faq/gphc-leadership-course-as-cpd", "/api/v1/guidance/hcpc/fees"])
@pytest.mark.parametrize("on", ["", "?on=2026-12-10"])
def test_a_section_says_what_its_page_says(client: FlaskClient, address: str, on: str) -> None:
    page = client.get(address + on).get_json()
    for part in page["sections"]:
        found = client.get(f"{address}/sections/{part['anchor']}{on}").get_json()
        assert part.items() <= found.items()
        assert all(found[name] == page[name] for name in ("title", "version", "status", "in_force_from", "checked", "next_check", "digest"))
        assert client.get(found["dated_url"]).status_code == client.get(found["url"]).status_code == 200


def test_an_anchor_that_moved_leads_on_for_the_day_that_is_asked_about(client: FlaskClient) -> None:
    old = "/api/v1/guidance/gphc/six-records/sections/cpd-records?on=2021-01-01"
    response = client.get(old)
    assert response.status_code == 302 and response.headers["Location"] == "/api/v1/guidance/gphc/six-records/sections/which-records?on=2021-01-01"
    assert client.get(response.headers["Location"]).get_json()["version"] == "2020-03-01"
    assert client.get(old.replace("2021-01-01", "2019-01-01")).get_json()["version"] == "2018-03-30"


@pytest.mark.parametrize("path", ["guidance/nmc/practice-hours/sections/nothing", "guidance/faq/gmc-fee-unpaid/sections/answer", "faq/nothing/sections/answer"])
def test_a_section_that_is_none_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(f"/api/v1/{path}").status_code == 404


def test_questions_are_narrowed_as_on_their_page(client: FlaskClient, library: Library) -> None:
    wanted = [item for item in library.faqs(TODAY, "nmc") if "fees" in item.meta.topics]
    assert wanted and [item["id"] for item in client.get("/api/v1/faqs?regulator=nmc&topic=fees").get_json()] == [item.page_id for item in wanted]
    for strange in ("topic=nothing", "regulator=nobody"):
        assert client.get(f"/api/v1/faqs?{strange}").status_code == client.get(f"/faqs?{strange}").status_code == 404


# The map of the site


def urls(client: FlaskClient) -> dict[str, str | None]:
    root = ElementTree.fromstring(client.get("/sitemap.xml").data)
    assert root.tag == f"{MAP}urlset"
    return {(node.findtext(f"{MAP}loc") or "").removeprefix("http://localhost"): node.findtext(f"{MAP}lastmod") for node in root}


@pytest.fixture(scope="module")
def mapped(app: Flask) -> dict[str, str | None]:
    """Every page of the map, with the day of its last change."""
    return urls(app.test_client())


def test_the_map_names_every_page_once_and_no_day_ahead(mapped: dict[str, str | None], library: Library) -> None:
    assert {f"/answer/{person.id}/{post.id}" for person in library.corpus.professions for post in library.corpus.roles} <= mapped.keys()
    assert {f"/faq/{item.slug}" for item in library.faqs(TODAY)} <= mapped.keys()
    days = [day for day in mapped.values() if day]
    assert len(days) > 2000 and all(datetime.date.fromisoformat(day) <= TODAY for day in days)


def sampled(mapped: Mapping[str, object]) -> Iterator[str]:
    """All pages but most answers, which are alike."""
    answers = [path for path in mapped if path.startswith("/answer/")]
    yield from (path for path in mapped if path not in answers)
    yield from answers[::97]


def test_every_page_of_the_map_is_there_may_be_indexed_and_names_itself(client: FlaskClient, mapped: dict[str, str | None]) -> None:
    for path in sampled(mapped):
        response = client.get(path)
        assert response.status_code == 200, path
        assert "X-Robots-Tag" not in response.headers and '<meta name="robots" content="noindex">' not in response.text, path
        assert CANONICAL.findall(response.text) == [path]


def test_a_page_changes_on_its_day_and_so_do_the_answers_that_rest_on_it(over_time: Callable[[str], FlaskClient]) -> None:
    before, after = (urls(over_time(day)) for day in ("2026-12-31", "2027-01-02"))
    page = "/guidance/nmc/practice-hours"
    assert before[page] != "2027-01-01" and after[page] == "2027-01-01"
    touched = {path for path in after if after[path] == "2027-01-01" and path.startswith("/answer/")}
    assert (before["/answer/nurse/chief-executive"] or "") < "2026-12-01", "what is only announced has changed nothing yet"
    assert "/answer/nurse/chief-executive" in touched and not any("/doctor/" in path for path in touched)
    assert after["/answer/doctor/chief-executive"] == before["/answer/doctor/chief-executive"]
    assert "/faq/nmc-extension" not in after, "withdrawn"


def test_the_map_and_robots_name_the_site(client: FlaskClient) -> None:
    robots = client.get("/robots.txt")
    assert robots.mimetype == "text/plain" and robots.text.splitlines()[0] == "User-agent: *"
    assert "Sitemap: http://localhost/sitemap.xml" in robots.text.splitlines()
    assert re.findall("(?m)^Disallow: (.*)$", robots.text) == ["/publish", "/search?"]


def test_a_site_with_an_address_names_that_and_no_other(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "SITE", "https://stay.example")
    client, forged = app.test_client(), {"Host": "evil.example"}
    for path in ("/sitemap.xml", "/robots.txt", "/contract.atom", "/changes.atom", "/search/feed?q=hours", "/faq/leaders-non-practising-status", "/"):
        text = client.get(path, headers=forged).text
        assert "https://stay.example" in text and "evil.example" not in text, path
    assert CANONICAL.findall(client.get("/about").text) == ["https://stay.example/about"]


# Canonical addresses and the data of questions


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("/guidance/gphc/six-records/2020-03-01", "/guidance/gphc/six-records"),
        ("/guidance/gphc/six-records?on=2021-01-01", "/guidance/gphc/six-records"),
        ("/faq/leaders-non-practising-status/2026-11-22", "/faq/leaders-non-practising-status"),
        ("/faqs?topic=&regulator=nmc&on=2026-12-01", "/faqs?regulator=nmc"),
        ("/answer?profession=nurse", "/answer"),
        ("/rules/nmc/rows/4b?on=2026-12-01", "/rules/nmc/rows/4b"),
    ],
)
def test_a_page_names_its_one_address(client: FlaskClient, address: str, own: str) -> None:
    assert CANONICAL.findall(client.get(address).text) == [own]


@pytest.mark.parametrize("address", ["/answer/nurse/chief-executive?hours_by_deadline=300", "/nothing", "/faq/nothing", "/faqs?colour=blue", "/search/misses"])
def test_what_is_personal_or_no_page_names_none(client: FlaskClient, address: str) -> None:
    assert CANONICAL.findall(client.get(address).text) == []


def test_a_host_that_somebody_names_reaches_no_page(client: FlaskClient) -> None:
    for path in ("/", "/faq/leaders-non-practising-status", "/guidance/hcpc/fees", "/data", "/answer/doctor/chair"):
        assert "evil.example" not in client.get(path, headers={"Host": "evil.example"}).text


def test_an_address_is_escaped() -> None:
    assert canonical('/a"b', [("q", 'x"&y'), ("on", "2026-12-01")], False) == "/a%22b?q=x%22%26y"


def test_every_question_in_force_carries_its_answer_as_data(client: FlaskClient, library: Library) -> None:
    for version in library.faqs(TODAY):
        blocks = DATA.findall(client.get(f"/faq/{version.slug}").text)
        assert len(blocks) == 1, version.slug
        found = json.loads(blocks[0])
        question = found["mainEntity"][0]
        first = version.section("answer")
        assert first and question["name"] == version.meta.title and question["acceptedAnswer"]["text"].count("<") >= first.html.count("<")
        assert (found["@type"], question["@type"], question["acceptedAnswer"]["@type"]) == ("FAQPage", "Question", "Answer")
        assert found["dateModified"] == version.date.isoformat() and found["author"]["name"] == "Stay Registered"
        assert all(address.startswith("http") for address in found["isBasedOn"])
        assert not re.search("[<>&']", blocks[0]), "nothing in it can end the block"


def test_what_must_not_be_quoted_alone_carries_none(client: FlaskClient, over_time: Callable[[str], FlaskClient]) -> None:
    asked = f"/faq/{ASKED.split('/')[1]}"
    assert DATA.search(client.get(asked).text)
    for address in (f"{asked}/2026-11-22", f"{asked}?on=2026-12-01", "/guidance/hcpc/fees"):
        assert not DATA.search(client.get(address).text), address
    assert not DATA.search(over_time("2026-11-23").get("/faq/nmc-extension").text), "withdrawn"
    assert not DATA.search(over_time("2030-01-01").get("/faq/gmc-fee-unpaid").text), "its check is overdue"


# The contract


def test_the_contract_is_told_in_three_forms(client: FlaskClient) -> None:
    told = client.get("/api/v1/contract").get_json()
    assert {item["of"] for item in told["notices"]} == {"api/v1", "embed/v1", "oembed"} and told["warning_days"] == 365
    root = ElementTree.fromstring(client.get("/contract.atom").data)
    ids = [node.text or "" for node in root.iter(f"{ATOM}id")]
    assert len(set(ids)) == len(ids) == len(told["notices"]) + 1
    page = client.get("/contract").text
    assert all(item["says"] in page and f'id="{item["id"]}"' in page for item in told["notices"])


NOTICE = '\n[[notice]]\nid = "embed-v1-ends"\ndate = {date}\nof = "embed/v1"\nkind = "ends"\n{ends}\nsays = "It ends."\ninstead = "Version 2."\n'


def test_a_notice_is_told_from_its_day(mini: Callable[..., dict[str, bytes]]) -> None:
    library, issues = build_library(mini(contract_dot_toml=NOTICE.format(date="2026-11-22", ends="ends = 2027-11-22")))
    assert not issues and library.corpus.notices == (
        Notice(id="embed-v1-ends", date=TODAY, of="embed/v1", kind="ends", ends=datetime.date(2027, 11, 22), says="It ends.", instead="Version 2."),
    )


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (NOTICE.format(date="2026-11-22", ends="ends = 2027-11-21"), "2027-11-22 is the first day"),
        (NOTICE.format(date="2026-11-22", ends=""), "`ends` is the date of an end"),
        (NOTICE.format(date="2026-11-22", ends="ends = 2027-11-22").replace('"ends"', '"added"'), "`ends` is the date of an end"),
        (NOTICE.format(date="2026-11-22", ends="ends = 2027-11-22").replace("embed/v1", "embed/v9"), "`of`"),
        (NOTICE.format(date="2026-11-22", ends="ends = 2027-11-22") * 2, "stands twice"),
        (NOTICE.format(date="2026-11-22", ends='end = "soon"'), "not known"),
        ("[[notice", "not valid TOML"),
    ],
)
def test_a_notice_that_breaks_our_word_is_refused(mini: Callable[..., dict[str, bytes]], file: str, told: str) -> None:
    _, issues = build_library(mini(contract_dot_toml=file))
    assert [issue for issue in issues if issue.path == "contract.toml" and told in f"{issue}"], issues


@pytest.mark.parametrize(
    ("contact", "told"), [("help@stay.example", "mailto:help@stay.example"), ("https://stay.example/help", "https://stay.example/help"), ("", "")]
)
def test_whom_to_tell_of_a_weakness_is_said_where_it_is_stated(app: Flask, monkeypatch: pytest.MonkeyPatch, contact: str, told: str) -> None:
    monkeypatch.setitem(app.config, "CONTACT", contact)
    response = app.test_client().get("/.well-known/security.txt")
    assert response.status_code == (200 if told else 404)
    if told:
        fields = dict(line.split(": ", 1) for line in response.text.splitlines())
        assert response.mimetype == "text/plain" and fields["Contact"] == told
        assert fields["Expires"] == "2026-12-22T00:00:00Z" and fields["Canonical"] == "http://localhost/.well-known/security.txt"
    assert ("security.txt</a>" in app.test_client().get("/embed/pack").text) == bool(told)
