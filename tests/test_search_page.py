"""The results page, its feed, its help and its JSON twin: filters, paging, order, what is not in force, and whatever people type."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from xml.etree import ElementTree

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guidance.model import Withdrawal
from search.address import Address, numbers_near, read_address, without_scopes
from search.listing import list_results
from search.results import Result
from tests.miniature_search import TODAY, library, meta, page, version
from tests.test_pages import inspect

ATOM = "{http://www.w3.org/2005/Atom}"
LIBRARY = library()


class Seen:
    """A page as a reader sees it."""

    def __init__(self, client: FlaskClient, address: str) -> None:
        self.address = address
        self.response = client.get(address)
        assert self.response.status_code == 200, address
        self.text = self.response.text
        self.tree = html5lib.parse(self.text, namespaceHTMLElements=False)

    def nodes(self, path: str) -> list[Any]:
        return list(self.tree.findall(f".//{path}"))

    def links(self, path: str) -> dict[str, str]:
        """Words to address, of the links under a path."""
        return {" ".join("".join(node.itertext()).split()): node.get("href") for place in self.nodes(path) for node in place.iter("a")}

    @property
    def active(self) -> dict[str, str]:
        return self.links("div[@class='active']")

    @property
    def hits(self) -> list[str]:
        return [node.get("href") for node in self.nodes("div[@class='results']/ol/li/h2/a")]


@pytest.fixture
def see(client: FlaskClient) -> Callable[[str], Seen]:
    return lambda address: Seen(client, address)


def total(client: FlaskClient, address: str) -> int:
    found = client.get(f"/api/v1{address}").get_json()["total"]
    assert isinstance(found, int)
    return found


# Addresses


def test_a_search_has_one_address() -> None:
    told = {"q": "  my  hours ", "topic": "licence,hours,licence", "regulator": "NMC", "page": "1", "status": "current", "sort": "relevance"}
    here = read_address(told, LIBRARY)
    assert here.url == "/search?q=my+hours&regulator=nmc&topic=hours%2Clicence"
    assert read_address(dict(parse_qsl(urlsplit(here.url).query)), LIBRARY) == Address(text="my hours", chosen=here.chosen)
    assert here.at(3).url.endswith("&page=3&q=my+hours&regulator=nmc&topic=hours%2Clicence".replace("&page", "?page", 1))
    assert here.at(3).by("changed").feed == here.feed == here.url.replace("/search", "/search/feed")
    assert Address().url == "/search"


SCOPES = {
    "regulator:nmc hours": "hours",
    "hours regulator:NMC": "hours",
    'hours regulator:"nmc" pay': "hours pay",
    "regulator:nmc regulator:gmc x": "x",
    "regulator:everybody hours": "regulator:everybody hours",
    'a "b regulator:nmc c" d': 'a "b regulator:nmc c" d',
    "-regulator:nmc hours": "-regulator:nmc hours",
    "hours": "hours",
}


@pytest.mark.parametrize("text", SCOPES)
def test_a_regulator_is_taken_out_of_the_words_only_where_it_narrows(text: str) -> None:
    assert without_scopes(text) == SCOPES[text]


@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from(["regulator:nmc", "regulator:gmc", "regulator:x", '"', "hours", "-pay", "title:fees", "MD", "reg"]), max_size=8).map(" ".join))
def test_dropping_every_filter_leaves_none_and_dropping_one_leaves_the_others(text: str) -> None:
    here = read_address({"q": text, "topic": "hours,licence"}, LIBRARY)
    assert not here.unfiltered().is_narrowed
    for regulator in here.of("regulator"):
        assert here.dropping("regulator", regulator).of("regulator") == tuple(item for item in here.of("regulator") if item != regulator)
    assert here.dropping("topic", "hours").of("topic") == ("licence",)
    assert set(here.choosing("regulator", "hcpc").of("regulator")) == {*here.of("regulator"), "hcpc"}


@pytest.mark.parametrize(
    ("number", "pages", "shown"),
    [(1, 1, [1]), (1, 3, [1, 2, 3]), (1, 9, [1, 2, 3, None, 9]), (5, 9, [1, 2, 3, 4, 5, 6, 7, 8, 9]), (10, 20, [1, None, 8, 9, 10, 11, 12, None, 20])],
)
def test_the_pages_offered(number: int, pages: int, shown: list[int | None]) -> None:
    assert numbers_near(number, pages) == shown


# Filters


@pytest.mark.parametrize(
    "query", ["q=hours", "q=fees&regulator=gmc", "q=revalidation&topic=renewal,fees&kind=faq", "q=hours&status=all", "q=regulator:nmc+chief+executive"]
)
def test_each_count_is_what_choosing_lists(client: FlaskClient, query: str) -> None:
    told = dict(parse_qsl(query))
    facets = client.get(f"/api/v1/search?{query}").get_json()["facets"]
    assert set(facets) == {"regulator", "profession", "role", "topic", "country", "kind", "status"}
    for facet, values in facets.items():
        assert facet == "status" or values, facet
        for value in values[:4]:
            words = {"q": "chief executive"} if facet == "regulator" and "regulator:" in told["q"] else {}
            chosen = urlencode({**told, **words, facet: value["value"]})
            assert total(client, f"/search?{chosen}") == value["count"], chosen


def test_values_of_one_facet_add_and_facets_narrow(client: FlaskClient) -> None:
    one, other, both = (total(client, f"/search?q=hours&kind=guidance&regulator={ids}") for ids in ("nmc", "gphc", "gphc,nmc"))
    assert both == one + other > 0
    assert total(client, "/search?q=hours&kind=guidance&regulator=nmc&topic=fees") < one


def test_every_value_can_be_reached_and_what_is_chosen_is_seen(see: Callable[[str], Seen]) -> None:
    found = see("/search?q=hours")
    roles = see("/search?q=hours&role=portfolio,academic")
    assert len(found.links("div[@class='facets']")) > 100
    assert found.nodes("div[@class='facets']/details")
    hidden = {"".join(node.itertext()) for node in roles.nodes("div[@class='facets']/details//strong")}
    shown = {"".join(node.itertext()) for node in roles.nodes("div[@class='facets']/ul/li/strong")}
    assert hidden == set() and len(shown) == 3


def test_filters_stand_above_and_each_is_removed_alone(see: Callable[[str], Seen]) -> None:
    found = see("/search?q=regulator:nmc+hours&topic=renewal,practice-hours&status=all&sort=changed")
    assert found.active == {
        "Remove NMC": "/search?q=hours&sort=changed&status=all&topic=practice-hours%2Crenewal",
        "Remove Practice hours": "/search?q=regulator%3Anmc+hours&sort=changed&status=all&topic=renewal",
        "Remove Renewal and deadlines": "/search?q=regulator%3Anmc+hours&sort=changed&status=all&topic=practice-hours",
        "Remove All versions": "/search?q=regulator%3Anmc+hours&sort=changed&topic=practice-hours%2Crenewal",
        "Remove all": "/search?q=hours&sort=changed",
    }
    assert "NMC (typed in your words)" in found.text
    assert (
        next(url for words, url in found.links("div[@class='facets']").items() if words.startswith("GMC ("))
        == "/search?q=hours&regulator=gmc%2Cnmc&sort=changed&status=all&topic=practice-hours%2Crenewal"
    )
    assert see("/search?q=hours").active == {}


def test_a_form_of_new_words_keeps_filters_and_order_but_not_the_page(see: Callable[[str], Seen]) -> None:
    fields = {node.get("name"): node.get("value") for node in see("/search?q=hours&page=2&sort=changed&regulator=nmc&on=2026-12-20").nodes("main//input")}
    assert fields == {"q": "hours", "sort": "changed", "regulator": "nmc", "on": "2026-12-20"}


@pytest.mark.parametrize("value", ["wizard", "<b>wizard</b>", "‮wizard", "wizard" * 40, "nurse;wizard"])
def test_an_unknown_value_is_said_left_out_and_can_be_removed(see: Callable[[str], Seen], client: FlaskClient, value: str) -> None:
    address = "/search?" + urlencode({"q": "hours", "profession": f"nurse,{value}"})
    found = see(address)
    assert "We do not know “" in found.text and "<b>wizard" not in found.text
    assert found.links("p[@class='banner warning']").popitem()[1] == "/search?profession=nurse&q=hours"
    assert total(client, address) == total(client, "/search?q=hours&profession=nurse")
    twin = client.get(f"/api/v1{address}").get_json()
    assert [item["facet"] for item in twin["unknown"]] == ["profession"] and twin["filters"]["profession"] == ["nurse"]


def test_a_profession_of_another_register_is_signposted(see: Callable[[str], Seen]) -> None:
    assert "/elsewhere/dentist" in see("/search?q=fees&profession=dentist").links("p[@class='banner warning']").values()


@pytest.mark.parametrize("name", ["status", "sort"])
def test_an_unknown_state_or_order_offers_the_rest(client: FlaskClient, name: str) -> None:
    for path in ("/search", "/search/feed", "/api/v1/search"):
        response = client.get(f"{path}?q=hours&topic=fees&{name}=up")
        assert response.status_code == 400
        assert f"{path}?q=hours&amp;topic=fees" in response.text or response.get_json()["mended"] == f"{path}?q=hours&topic=fees"


# Pages and order


@pytest.mark.parametrize("sort", ["relevance", "changed"])
def test_pages_hold_each_result_once_and_lead_on(client: FlaskClient, sort: str) -> None:
    address, found = f"/api/v1/search?q=superintendent+pharmacist+chief&sort={sort}&regulator=gphc", []
    wanted = client.get(address).get_json()["total"]
    assert wanted > 20
    while address:
        body = client.get(address).get_json()
        assert body["results"] and body["sort"] == sort and isinstance(body["weak"], bool)
        found += [(item["in_force_from"], item["url"]) for item in body["results"]]
        if body["page"] > 1:
            assert client.get(body["previous"]).get_json()["page"] == body["page"] - 1
        address = body["next"]
    assert len(found) == len(set(found)) == wanted
    if sort == "changed":
        assert [day for day, _ in found] == sorted((day for day, _ in found), reverse=True)


def test_the_page_links_first_last_and_near_pages(see: Callable[[str], Seen]) -> None:
    found = see("/search?q=hours&page=5")
    rels = {node.get("rel"): node.get("href") for node in found.nodes("head/link")}
    assert (rels["prev"], rels["next"]) == ("/search?page=4&q=hours", "/search?page=6&q=hours")
    pages = found.links("nav[@aria-label='Pages of results']")
    last = max(int(words.removeprefix("Page ")) for words in pages if words.startswith("Page "))
    assert pages["Page 1"] == "/search?q=hours" and last > 7
    assert {"Previous", "Next", "Page 3", "Page 4", "Page 6", "Page 7"} <= set(pages) and "Page 5" not in pages
    assert see(f"/search?q=hours&page={last}").hits == see("/search?q=hours&page=99999").hits != []
    for odd in ("0", "-1", "x", "1.5", "٣", "999999999999"):
        assert see(f"/search?q=hours&page={odd}").hits == see("/search?q=hours").hits


def test_order_is_kept_in_the_address_and_absent_by_default(see: Callable[[str], Seen]) -> None:
    plain = see("/search?q=hours&status=all")
    assert plain.links("main")["Last changed first"] == "/search?q=hours&sort=changed&status=all"
    changed = see("/search?q=hours&status=all&sort=changed")
    assert changed.links("main")["Best match first"] == "/search?q=hours&status=all"
    assert "sort=changed" in changed.links("nav[@aria-label='Pages of results']")["Next"]
    assert changed.hits != plain.hits


# What is not in force


def test_replaced_and_announced_text_comes_only_on_request_and_under_a_banner(see: Callable[[str], Seen], client: FlaskClient) -> None:
    assert all(item["status"] == "in-force" for item in client.get("/api/v1/search?q=hours").get_json()["results"])
    for status, said in (("replaced", r"Replaced on \d+ \w+ \d{4}\. Do not rely on this wording"), ("announced", r"takes effect on 10 December 2026")):
        found = see(f"/search?q=hours&status={status}")
        items = found.nodes("div[@class='results']/ol/li")
        assert items
        for item in items:
            banner = item.find(f"p[@class='banner {status}']")
            assert banner is not None and re.search(said, "".join(banner.itertext()))
            assert list(item)[0] is banner, "the banner is the first thing of the hit"
            assert "".join(item.find("h2").itertext()).startswith(f"{status.capitalize()}: ")
            plain, _, anchor = banner.find("a").get("href").partition("#")
            there = client.get(plain)
            assert there.status_code == 200 and (not anchor or f'id="{anchor}"' in there.text)
            assert "banner replaced" not in there.text and "This wording takes effect" not in there.text, "it leads to text in force"
    assert not see("/search?q=hours").nodes("div[@class='results']/ol/li/p[@class='banner replaced']")


def shown(*pages: Any, **found: str) -> Any:
    """What the list says of one result over a library of these pages."""
    result = Result(
        title="", heading="", regulator="nmc", regulators=("nmc",), kind="guidance", url="", snippet="", score=1.0, more=0, **found,  # type: ignore[arg-type]
    )  # fmt: skip
    return list_results([result], library(pages), TODAY)[0]


def test_the_way_to_what_is_in_force_follows_moved_and_withdrawn_sections() -> None:
    one, two = date(2020, 1, 1), date(2025, 1, 1)
    other = page(version("nmc", "other", one, {"there": ("There", "Text.")}, title="Other"))
    old = version("nmc", "hours", one, {"gone": ("Gone", "Text."), "same": ("Same", "Text.")}, title="Old")
    for moved, anchor, url in (
        ({}, "same", "/guidance/nmc/hours#same"),
        ({"gone": "same"}, "gone", "/guidance/nmc/hours#same"),
        ({"gone": "nmc/other#there"}, "gone", "/guidance/nmc/other#there"),
        ({}, "gone", "/guidance/nmc/hours"),
    ):
        new = version("nmc", "hours", two, {"same": ("Same", "Text.")}, title="New", moved=moved)
        item = shown(page(old, new), other, page="nmc/hours", anchor=anchor, status="replaced", in_force_from="2020-01-01")
        assert (item.until, item.instead.url) == (two, url)
    for successor, place in (("nmc/other", "/guidance/nmc/other"), ("", None), ("nmc/nothing", None)):
        withdrawal = Withdrawal(date=two, reason="Ended.", successor=successor)
        ended = page(old.model_copy(update={"meta": meta(withdrawn=withdrawal)}))
        item = shown(ended, other, page="nmc/hours", anchor="same", status="withdrawn", in_force_from="2020-01-01")
        assert (item.instead.url if item.instead else None) == place


def test_results_of_another_day_lead_to_the_wording_of_that_day(see: Callable[[str], Seen], client: FlaskClient) -> None:
    found = see("/search?q=posts+tied+to+registration&regulator=gphc&on=2026-12-20")
    ahead = [url for url in found.hits if url.startswith("/guidance/gphc/posts-tied-to-registration")]
    assert ahead and all(re.search(r"\?on=2026-12-20#[\w-]+$", url) for url in found.hits)
    assert "in force since 10 December 2026" in client.get(ahead[0]).text


def test_a_hit_tells_its_dates(see: Callable[[str], Seen]) -> None:
    text = see("/search?q=practice+hours+450").text
    assert re.search(r"This wording in force since \d+ \w+ \d{4}\. Checked \d+ \w+ \d{4}\.", text)
    assert "<mark>" in text


# The feed


def feed(client: FlaskClient, address: str) -> ElementTree.Element:
    response = client.get(address)
    assert response.status_code == 200, address
    assert response.mimetype == "application/atom+xml"
    return ElementTree.fromstring(response.data)


def required(element: ElementTree.Element, *names: str) -> list[str]:
    found = [element.findall(f"{ATOM}{name}") for name in names]
    assert all(len(item) == 1 and (item[0].text or "").strip() for item in found), [len(item) for item in found]
    return [item[0].text or "" for item in found]


@pytest.mark.parametrize(
    "query", ["q=fees", "q=revalidation&regulator=nmc,hcpc&status=all", "", "q=zzzqqq", "q=%3Cb%3E%26%22+hours", "regulator=hcpc&page=3&sort=changed"]
)
def test_the_feed_is_atom(client: FlaskClient, query: str) -> None:
    root = feed(client, f"/search/feed?{query}")
    moment = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
    assert root.tag == f"{ATOM}feed"
    _, name, updated = required(root, "title", "id", "updated")
    assert name.startswith("tag:") and moment.fullmatch(updated)
    assert (root.findtext(f"{ATOM}author/{ATOM}name") or "").strip()
    rels = {node.get("rel"): node.get("href") or "" for node in root.findall(f"{ATOM}link")}
    assert rels["self"].startswith("http://localhost/search/feed") and client.get(rels["alternate"]).status_code == 200
    entries = root.findall(f"{ATOM}entry")
    told = [required(entry, "title", "id", "updated", "summary") for entry in entries]
    assert len(entries) <= 30 and bool(entries) == (query != "q=zzzqqq")
    assert len({entry_id for _, entry_id, _, _ in told}) == len(told)
    days = [day for _, _, day, _ in told]
    assert all(moment.fullmatch(day) for day in days) and days == sorted(days, reverse=True)
    assert not days or updated == days[0]
    for (_, entry_id, day, _), entry in zip(told, entries, strict=True):
        assert re.fullmatch(r"tag:[\w.-]+,\d{4}:[\w/.-]+", entry_id) and day[:10] in entry_id
        assert [(node.get("href") or "").startswith(("http://localhost/guidance/", "http://localhost/faq/")) for node in entry.findall(f"{ATOM}link")] == [True]


def test_the_feed_follows_a_search_as_it_changes(site: Callable[[str], Flask]) -> None:
    query = "/search/feed?q=posts+tied+to+registration&regulator=gphc"
    before, after = (feed(site(day).test_client(), query) for day in ("2026-12-09", "2026-12-10"))
    ids = [{entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")} for root in (before, after)]
    newest = after.find(f"{ATOM}entry")
    assert newest is not None and newest.findtext(f"{ATOM}updated") == after.findtext(f"{ATOM}updated") == "2026-12-10T00:00:00Z"
    assert newest.findtext(f"{ATOM}id") in ids[1] - ids[0] and ids[0] & ids[1]


def test_the_feed_leaves_out_what_shares_only_a_word(client: FlaskClient) -> None:
    entries = feed(client, "/search/feed?q=superintendent+pharmacist").findall(f"{ATOM}entry")
    assert 0 < len(entries) < 30 < total(client, "/search?q=superintendent+pharmacist")


def test_the_feed_is_as_strict_and_as_cacheable_as_pages(client: FlaskClient) -> None:
    assert client.get("/search/feed?q=x&colour=blue").status_code == 400
    assert client.get("/search/feed?q=x&utm_source=y").headers["Location"] == "/search/feed?q=x"
    first = client.get("/search/feed?q=hours")
    assert first.headers["Cache-Control"].startswith("public, max-age=60")
    assert client.get("/search/feed?q=hours", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_a_search_can_be_shared_and_followed(see: Callable[[str], Seen]) -> None:
    found = see("/search?topic=practice-hours&q=ceo+hours&page=1&regulator=nmc,gmc")
    address = "?q=ceo+hours&regulator=gmc%2Cnmc&topic=practice-hours"
    assert found.links("section[@class='closing']") == {"The address of this search": f"/search{address}", "Follow this search": f"/search/feed{address}"}
    alternate = [node for node in found.nodes("head/link") if node.get("rel") == "alternate"]
    assert [(node.get("type"), node.get("href")) for node in alternate] == [("application/atom+xml", f"/search/feed{address}")]


# Help, and where little is found


def test_the_help_page_explains_with_examples_that_find(see: Callable[[str], Seen], client: FlaskClient) -> None:
    found = see("/search/help")
    inspect(found.text, "/search/help")
    examples = [url for url in found.links("main").values() if url.startswith("/search?")]
    assert len(examples) >= 5
    for url in examples:
        assert total(client, url) > 0, url
    for word in ('"', "-", "regulator:nmc", "title:", "on=", "/search/feed", "spelling"):
        assert word in found.text
    assert client.get("/search/help?q=x").status_code == 400
    for address in ("/search", "/search?q=hours", "/search?q=zzzqqq"):
        assert "/search/help" in see(address).links("main").values()


@pytest.mark.parametrize("text", ['"reflective discussion" nurse', "revalidation -nurse", "title:fees", "regulator:nmc hours"])
def test_what_the_help_page_promises_holds(client: FlaskClient, text: str) -> None:
    for item in client.get("/api/v1/search", query_string={"q": text}).get_json()["results"]:
        section = client.get(f"/api/v1{item['url'].partition('#')[0]}").get_json()
        part = next(part for part in section["sections"] if part["anchor"] == item["anchor"])
        whole = f"{section['title']} {section['summary']} {part['heading']} {part['text']}".lower()
        assert not text.startswith('"') or "reflective discussion" in whole
        assert "-nurse" not in text or not re.search(r"\bnurses?\b", whole)
        assert "title:" not in text or "fee" in f"{section['title']} {part['heading']}".lower()
        assert "regulator:" not in text or "nmc" in item["regulators"]


EMPTY = {
    "/search?q=zzzqqq": "/search/help",
    "/search?q=zzzqqq&regulator=nmc&topic=fees": "/search?q=zzzqqq",
    '/search?q="zebras on hours"': "/search?q=zebras+on+hours",
    "/search?q=title:zebra+hours": "/search?q=zebra+hours",
    "/search?q=zzzqqq+-nurse&topic=fees": "/search?q=zzzqqq+nurse&topic=fees",
    "/search?q=reimbursement+-nurse+-the+-a+-to&regulator=nmc&status=announced": "/faqs?regulator=nmc",
}


@pytest.mark.parametrize("address", EMPTY)
def test_nothing_found_is_no_dead_end(see: Callable[[str], Seen], client: FlaskClient, address: str) -> None:
    found = see(address)
    inspect(found.text, address)
    assert client.get(f"/api/v1{address}").get_json()["total"] == 0
    assert "We have nothing on this" in found.text
    ways = found.links("section[@class='ways']")
    assert EMPTY[address] in ways.values(), ways
    for url in ways.values():
        assert client.get(url).status_code == 200, url


def test_words_found_only_in_other_wording_lead_there(see: Callable[[str], Seen]) -> None:
    found = see("/search?q=hours&status=announced&regulator=nmc")
    assert not found.hits
    ways = found.links("section[@class='ways']")
    assert any("in text that is in force" in words for words in ways) and any("replaced or withdrawn" in words for words in ways)


def test_little_found_is_said(see: Callable[[str], Seen], client: FlaskClient) -> None:
    body = client.get("/api/v1/search?q=best+pizza+in+town").get_json()
    found = see("/search?q=best+pizza+in+town")
    assert body["weak"] is True
    assert bool(found.links("section[@class='ways']")) and ("We have nothing on this. What follows is only the nearest" in found.text) == bool(body["total"])
    assert not see("/search?q=nmc+practice+hours").links("section[@class='ways']")


def test_without_words_the_page_shows_how_to_use_it(see: Callable[[str], Seen]) -> None:
    for address in ("/search", "/search?q=", "/search?q=%20%E2%80%8F", "/search?on=2026-12-10"):
        found = see(address)
        assert not found.hits and "results" not in found.text.split("<main")[1].split("<footer")[0]
        assert {"/faqs", "/changes", "/regulator/nmc"} <= set(found.links("main").values())
    assert see("/search?regulator=nmc").hits


# Whatever people type

HOSTILE = [
    '"unbalanced', '""', '"', '" " "', "*", "?", "hour*", "*" * 500, "[a-z]", "a" * 10_000, "hours " * 5_000, '"' * 5_000, "(" * 3_000, "\x00\x07hours\x1b[2J",
    "\u202ehours\u2066", "\u200fhours", "' OR 1=1 --", "1; DROP TABLE pages", "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>",
    "{{7*7}}", "%00%ff",
    " ".join(f"-word{number}" for number in range(50)), " ".join(f"-{word}" for word in ("nurse", "the", "hours", "a") * 20), "regulator:", "regulator:nobody",
    "regulator:" * 400, 'regulator:"nmc gmc"', 'regulator:"', "regulator:nmc regulator:gmc regulator:hcpc", 'title:"practice hours"', 'title:"',
    "title:", 'title:""',
    'title:title:title:"a" b', "-", "--", "- -", '-"', '-"practice hours"', "-title:fees", "AND OR NOT", "hours AND (fees OR", "hours^2 hours~3",
    "title:[a TO z]",
    "\ud800 lone".encode("utf-8", "surrogatepass").decode("utf-8", "replace"), "💩" * 300, "é" * 400, "ﷺ" * 400, "\u2028\u2029", "İ" * 300, "ß" * 400,
    "1e400", "../../x",
]  # fmt: skip


def check_answers(client: FlaskClient, told: dict[str, str]) -> None:
    for path in ("/search", "/api/v1/search", "/search/feed"):
        begun = time.process_time()
        response = client.get(path, query_string=told)
        assert time.process_time() - begun < 2, (path, told)
        assert response.status_code == 200, (path, told)
        if path == "/search":
            inspect(response.text, str(told)[:80])
            assert not re.search(r"<script(?! src=\"/static/)|<img|<b>", response.text), told
        elif path == "/search/feed":
            ElementTree.fromstring(response.data)
        else:
            assert {"total", "results", "sort", "weak", "filters"} <= response.get_json().keys()


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:12]))
def test_nothing_typed_breaks_anything(client: FlaskClient, text: str) -> None:
    check_answers(client, {"q": text})


@pytest.mark.parametrize("text", ["a," * 5_000, "<script>", '"><b>x', "\u202e", "nmc\0", ",,,", "NMC, gmc ", "💩" * 500, "regulator:nmc"])
def test_no_value_of_a_facet_breaks_anything(client: FlaskClient, text: str) -> None:
    for facet in ("regulator", "profession", "role", "topic", "country", "kind"):
        response = client.get("/search", query_string={"q": "hours", facet: text})
        assert response.status_code == 200
        inspect(response.text, text[:20])
        assert "<script>" not in response.text and "<b>" not in response.text
        assert client.get("/search/feed", query_string={facet: text}).status_code == 200


PARTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "hours",
            "-",
            '"',
            "regulator:",
            "regulator:nmc",
            "title:",
            'title:"',
            "-title:",
            "nurse",
            "MD",
            "*",
            "<b>",
            "&amp;",
            "\x00",
            "\u202e",
            "chief executive",
        ]
    ),
)
ASKED = st.fixed_dictionaries(
    {"q": st.lists(PARTS, max_size=6).map(" ".join)},
    optional={
        "page": st.one_of(st.integers(-3, 10**7).map(str), st.text(max_size=4)),
        "sort": st.sampled_from(["relevance", "changed"]),
        "status": st.sampled_from(["current", "replaced", "announced", "all"]),
        "regulator": st.one_of(st.sampled_from(["nmc", "gmc,nmc", "NMC"]), st.text(max_size=12)),
        "topic": st.one_of(st.sampled_from(["fees", "fees,renewal"]), st.text(max_size=12)),
    },
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ASKED)
def test_no_search_breaks_anything(client: FlaskClient, told: dict[str, str]) -> None:
    check_answers(client, {name: value.encode("utf-8", "replace").decode() for name, value in told.items()})


def test_links_of_a_page_lead_on(see: Callable[[str], Seen], client: FlaskClient) -> None:
    def targets(address: str) -> Iterator[str]:
        yield from {node.get("href") for node in see(address).nodes("main//a") if node.get("href").startswith("/search")}

    for url in targets('/search?q="practice hours" regulator:nmc -zebra&topic=practice-hours&page=2&sort=changed&on=2026-12-20'):
        response = client.get(url)
        assert response.status_code == 200 and "We do not know" not in response.text
        assert url.startswith("/search/help") or "2026-12-20" in url, "the date is kept"
