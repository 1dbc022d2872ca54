"""oEmbed 1.0: what a site is told that asks for the embed of one of our addresses, how it finds out where to ask, and what WordPress makes of the answer.

The specification stands at oembed.com; its members and errors are data here. WordPress is played by a few functions that do what its own do for a provider
that it does not know (WP_oEmbed::discover, WP_oEmbed::fetch, wp_filter_oembed_result).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from html import escape, unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit
from urllib.request import urlopen
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from app import create_app
from embedding.addressed import Nothing, embed_at
from embedding.builder import codes
from embedding.oembed.rich import as_xml, pixels
from guidance.library import Library
from guidance.model import FAQ
from tests.chromium import NEEDS_CHROMIUM
from tests.conftest import TODAY
from tests.host_pages import opened, whole

# ---- the specification, section 2.3.4

COMMON: dict[str, type] = {"type": str, "version": str}
RICH: dict[str, type] = {"html": str, "width": int, "height": int}
THUMBNAIL: dict[str, type] = {"thumbnail_url": str, "thumbnail_width": int, "thumbnail_height": int}
OPTIONAL: dict[str, type] = {
    "title": str, "author_name": str, "author_url": str, "provider_name": str, "provider_url": str, "cache_age": int, **THUMBNAIL,
}  # fmt: skip
ADDRESSES = ("author_url", "provider_url", "thumbnail_url")
STATUSES = {200, 400, 404, 501}
"""400 is ours, for requests that the specification does not speak of."""
DECLARATION = '<?xml version="1.0" encoding="utf-8" standalone="yes"?>'


def holds(found: Mapping[str, Any]) -> None:
    """Fail where values are not a rich resource of the specification."""
    for name, kind in (COMMON | RICH).items():
        assert type(found.get(name)) is kind, name
    for name, value in found.items():
        assert name in COMMON | RICH | OPTIONAL, name
        assert type(value) is (COMMON | RICH | OPTIONAL)[name], name
    assert (found["type"], found["version"]) == ("rich", "1.0")
    assert THUMBNAIL.keys() <= found.keys() or not THUMBNAIL.keys() & found.keys()
    assert found["width"] > 0 and found["height"] > 0
    for name in ADDRESSES:
        assert name not in found or urlsplit(found[name]).scheme in ("http", "https")
    ElementTree.fromstring(found["html"])  # well-formed, as XHTML is


def of_xml(text: str) -> dict[str, Any]:
    """The values of an XML response: numbers where the specification has numbers."""
    assert text.startswith(DECLARATION)
    root = ElementTree.fromstring(text.encode())
    assert root.tag == "oembed"
    assert not root.attrib
    assert not any(list(child) or child.attrib for child in root), "values are text"
    names = [child.tag for child in root]
    assert len(names) == len(set(names))
    numbers = [name for name, kind in (COMMON | RICH | OPTIONAL).items() if kind is int]
    return {child.tag: int(child.text or "") if child.tag in numbers else child.text or "" for child in root}


def asked(client: FlaskClient, url: str, **more: str) -> Any:
    """What a consumer gets for an address."""
    return client.get("/oembed", query_string={"url": url, **more})


def source(html: str) -> str:
    """The address that a frame names."""
    return ElementTree.fromstring(html).attrib["src"]


# ---- what can be embedded

SITE = "http://localhost"
EMBEDS = [
    ("/faq/nmc-annual-fee", "/embed/v1/faq/nmc-annual-fee"),
    ("/faq/nmc-annual-fee?utm_source=mail&web=1", "/embed/v1/faq/nmc-annual-fee"),
    ("/faq/nmc-annual-fee#answer", "/embed/v1/faq/nmc-annual-fee"),
    ("/faq/nmc-annual-fee/2026-11-22", "/embed/v1/faq/nmc-annual-fee"),
    ("/answer/nurse/chief-executive", "/embed/v1/answer/nurse/chief-executive"),
    ("/faqs", "/embed/v1/faqs"),
    ("/faqs?topic=practice-hours&regulator=nmc", "/embed/v1/faqs?regulator=nmc&topic=practice-hours"),
    ("/embed/v1/faq/nmc-annual-fee", "/embed/v1/faq/nmc-annual-fee"),
    ("/embed/v1/faq/nmc-annual-fee?level=3&theme=dark", "/embed/v1/faq/nmc-annual-fee?level=3&theme=dark"),
    ("/embed/v1/faq/nmc-annual-fee?note=Ask%20%22HR%22%20%26%20me", "/embed/v1/faq/nmc-annual-fee?note=Ask%20%22HR%22%20%26%20me"),
    ("/embed/v1/faqs?ids=nmc-extension,nmc-annual-fee", "/embed/v1/faqs?ids=nmc-extension,nmc-annual-fee"),
    ("/embed/v1/faqs?ids=nmc-extension%2Cno-such-question", "/embed/v1/faqs?ids=nmc-extension,no-such-question"),
    ("/embed/v1/faqs?role=chief-executive&profession=nurse&max=3", "/embed/v1/faqs?max=3&profession=nurse&role=chief-executive"),
    ("/embed/v1/faqs?max=10", "/embed/v1/faqs"),
    ("/embed/v1/answer/nurse/chief-executive?theme=plain", "/embed/v1/answer/nurse/chief-executive?theme=plain"),
    ("/embed/v1/faq/nmc-annual-fee?colour=blue", "/embed/v1/faq/nmc-annual-fee"),
]
NOTHING = [
    ("/", "can be embedded"),
    ("/faq/no-such-question", "no such question"),
    ("/faq/nmc-annual-fee/2020-01-01", "no such version"),
    ("/faq/nmc-annual-fee/", "can be embedded|no such version"),
    ("/faq/nmc-annual-fee?on=2027-01-01", "holds today"),
    ("/answer/nurse/pirate", "no such question or answer"),
    ("/answer/dentist/chief-executive", "no such question or answer"),
    ("/answer/nurse/chief-executive?cpd_hours=12", "facts of a person"),
    ("/answer/nurse/chief-executive?cpd_hours=12&utm_source=mail", "facts of a person"),
    ("/answer/nurse/chief-executive?also=doctor", "holds today"),
    ("/answer/nurse/chief-executive/calendar.ics", "can be embedded"),
    ("/guidance/nmc/practice-hours", "can be embedded"),
    ("/faqs?regulator=nhs", "not a regulator"),
    ("/faqs?colour=blue", "holds today"),
    ("/embed/v1/faq/no-such-question", "no such question"),
    ("/embed/v1/faqs?ids=neither,nor", "no such question"),
    ("/embed/v1/faqs?regulator=nhs", "not a regulator"),
    ("/embed/v1/answer/nurse/pirate", "no such question or answer"),
    ("/embed/v1/faq/nmc-annual-fee/changes.atom", "can be embedded"),
    ("/embed/v1/element.js", "can be embedded"),
    ("/embed/v1", "can be embedded"),
    ("/oembed?url=%2Ffaqs", "can be embedded"),
]


@pytest.mark.parametrize(("url", "frame_of"), EMBEDS)
def test_each_kind_of_address_gives_its_embed_as_json_and_as_xml(client: FlaskClient, url: str, frame_of: str) -> None:
    response = asked(client, SITE + url)
    assert (response.status_code, response.content_type) == (200, "application/json"), response.text
    found = response.get_json()
    holds(found)
    assert source(found["html"]) == SITE + frame_of
    assert (found["provider_name"], found["provider_url"]) == ("Stay Registered", f"{SITE}/")
    assert found["cache_age"] > 0
    attributes = ElementTree.fromstring(found["html"]).attrib
    assert (attributes["title"], attributes["width"], attributes["height"]) == (found["title"], str(found["width"]), str(found["height"]))
    assert "allow-scripts" not in attributes["sandbox"]
    as_text = asked(client, SITE + url, format="xml")
    assert (as_text.status_code, as_text.mimetype) == (200, "text/xml")
    assert of_xml(as_text.text) == found
    framed = client.get(frame_of)
    assert framed.status_code == 200
    assert "X-Frame-Options" not in framed.headers


@pytest.mark.parametrize(("url", "reason"), NOTHING)
def test_what_cannot_be_embedded_is_not_found_and_says_why(client: FlaskClient, url: str, reason: str) -> None:
    for form in ("json", "xml"):
        response = asked(client, SITE + url, format=form)
        assert (response.status_code, response.content_type) == (404, "application/problem+json")
        assert re.search(reason, response.get_json()["detail"]), response.text
        assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "host",
    ["https://elsewhere.example", "http://localhost:8080", "http://localhost@elsewhere.example", "ftp://localhost", "//localhost", "javascript:", "http://["],
)
def test_only_our_own_host_is_answered_for(client: FlaskClient, host: str) -> None:
    assert asked(client, f"{host}/faq/nmc-annual-fee").status_code == 404


@pytest.mark.parametrize("host", ["http://localhost", "https://localhost", "http://LOCALHOST:80", "https://localhost:443", ""])
def test_either_scheme_of_our_host_is_ours(client: FlaskClient, host: str) -> None:
    assert asked(client, f"{host}/faq/nmc-annual-fee").status_code == 200


def test_the_address_of_the_setting_is_ours_and_is_what_frames_are_named_by(app: Flask) -> None:
    stated = create_app({"STAY_INSTANCE_DIR": app.config["INSTANCE_DIR"], "STAY_TODAY": TODAY, "STAY_WATCH": False, "STAY_SITE": "https://stay.example"})
    for host in ("https://stay.example", "http://stay.example", SITE):
        found = asked(stated.test_client(), f"{host}/faq/nmc-annual-fee").get_json()
        assert source(found["html"]) == "https://stay.example/embed/v1/faq/nmc-annual-fee"
    assert asked(stated.test_client(), "https://stay.example.evil.example/faq/nmc-annual-fee").status_code == 404


# ---- sizes, formats, and requests that are none

SIZES = [
    ({}, (600, 600)),
    ({"maxwidth": "500", "maxheight": "750"}, (500, 600)),
    ({"maxwidth": "1"}, (1, 600)),
    ({"maxheight": "0080"}, (600, 80)),
    ({"maxwidth": "999999999", "maxheight": ""}, (600, 600)),
]


@pytest.mark.parametrize(("bounds", "size"), SIZES)
def test_a_frame_is_never_larger_than_was_asked_for(client: FlaskClient, bounds: dict[str, str], size: tuple[int, int]) -> None:
    found = asked(client, f"{SITE}/faqs", **bounds).get_json()
    assert (found["width"], found["height"]) == size
    holds(found)


@pytest.mark.parametrize("bound", ["0", "-1", "1.5", "1e3", "10px", "٣", "nan", "9" * 5000])
@pytest.mark.parametrize("name", ["maxwidth", "maxheight"])
def test_a_bound_that_is_no_number_is_refused_by_its_name(client: FlaskClient, name: str, bound: str) -> None:
    response = asked(client, f"{SITE}/faqs", **{name: bound})
    assert (response.status_code, response.content_type) == (400, "application/problem+json")
    assert name in response.get_json()["detail"]


@pytest.mark.parametrize("form", ["yaml", "XML", "jsonp", "html"])
def test_another_format_is_not_implemented(client: FlaskClient, form: str) -> None:
    response = asked(client, f"{SITE}/faqs", format=form)
    assert (response.status_code, response.content_type) == (501, "application/problem+json")
    assert form in response.get_json()["detail"]


def test_the_address_is_required(client: FlaskClient) -> None:
    for address in ("/oembed", "/oembed?url=", "/oembed?format=xml"):
        response = client.get(address)
        assert response.status_code == 400
        assert "`url`" in response.get_json()["detail"]


def test_what_consumers_send_beside_the_four_parameters_means_nothing(client: FlaskClient) -> None:
    plain = asked(client, f"{SITE}/faqs").get_json()
    assert asked(client, f"{SITE}/faqs", dnt="1", callback="run", theme="dark").get_json() == plain


def test_scripts_of_other_sites_may_ask_and_what_is_told_may_be_kept(client: FlaskClient) -> None:
    response = asked(client, f"{SITE}/faqs")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cache-Control"].startswith("public")
    again = client.get("/oembed", query_string={"url": f"{SITE}/faqs"}, headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


# ---- whatever is sent

WORDS = ["faq", "faqs", "answer", "embed", "v1", "nurse", "chief-executive", "nmc-annual-fee", "2026-11-22", "..", "", "%2e%2e", "%00", "ü"]
PATHS = st.lists(st.sampled_from(WORDS) | st.text(max_size=6).map(quote), max_size=6).map("/".join)
QUERIES = st.dictionaries(st.sampled_from(["ids", "regulator", "role", "max", "theme", "level", "note", "on", "x"]), st.text(max_size=12), max_size=4).map(
    urlencode
)
URLS = st.text(max_size=40) | st.builds("{}/{}?{}".format, st.sampled_from([SITE, "", "//", "http://[::1]", "mailto:x"]), PATHS, QUERIES)
BOUNDS = st.integers(1, 5000).map(str) | st.text(max_size=6)


@given(url=URLS, width=BOUNDS, height=BOUNDS, form=st.sampled_from(["json", "xml", ""]))
@settings(max_examples=250, deadline=None)
def test_whatever_is_asked_is_answered_by_the_specification(app: Flask, url: str, width: str, height: str, form: str) -> None:
    response = asked(app.test_client(), url, maxwidth=width, maxheight=height, format=form)
    assert response.status_code in STATUSES
    if response.status_code == 200:
        found = of_xml(response.text) if form == "xml" else response.get_json()
        holds(found)
        assert found["width"] <= int(width.strip() or 600) and found["height"] <= int(height.strip() or 600)
    else:
        assert response.content_type == "application/problem+json"
        assert response.get_json()["detail"]


@given(name=st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=30), width=st.integers(1, 10**9 - 1))
@settings(deadline=None)
def test_names_and_addresses_are_escaped_whatever_they_hold(library: Library, name: str, width: int) -> None:
    embed = embed_at(f"/embed/v1/faqs?note={quote(name)}", [], library, TODAY)
    assert not isinstance(embed, Nothing)
    html = codes.iframe(embed, SITE, name, pixels(str(width), 600), 600)
    attributes = ElementTree.fromstring(html).attrib
    assert (attributes["title"], attributes["src"]) == (name, SITE + embed.address())
    assert int(attributes["width"]) == min(width, 600)
    assert of_xml(as_xml({"type": "rich", "version": "1.0", "html": html, "width": 1, "height": 1}))["html"] == html


# ---- discovery, section 4

LINK = re.compile(r"<link([^<>]+)/?>", re.IGNORECASE)
KINDS = {"application/json+oembed": "json", "text/xml+oembed": "xml"}


def discovered(text: str) -> dict[str, str]:
    """The address for each format that the head of a page names."""
    found = {}
    for link in LINK.findall(text[: text.lower().index("</head>")]):
        told = dict(re.findall(r'([\w-]+)="([^"]*)"', link))
        if told.get("type") in KINDS:
            assert told["rel"] == "alternate"
            assert unescape(told["title"])
            found[KINDS[told["type"]]] = unescape(told["href"])
    return found


def test_every_question_tells_where_its_embed_is_described(client: FlaskClient, library: Library) -> None:
    for page in library.corpus.pages:
        if page.collection == FAQ:
            links = discovered(client.get(f"/faq/{page.slug}").text)
            assert {name: parse_qsl(urlsplit(link).query) for name, link in links.items()} == {
                name: [("format", name), ("url", f"{SITE}/faq/{page.slug}")] for name in ("json", "xml")
            }
            found = client.get(links["json"]).get_json()
            holds(found)
            assert found == of_xml(client.get(links["xml"]).text)
            assert source(found["html"]) == f"{SITE}/embed/v1/faq/{page.slug}"


@pytest.mark.parametrize(
    ("address", "frame_of"),
    [
        ("/faq/nmc-annual-fee/2026-11-22", "/embed/v1/faq/nmc-annual-fee"),
        ("/faq/nmc-annual-fee?on=2026-12-01", "/embed/v1/faq/nmc-annual-fee"),
        ("/answer/nurse/chief-executive", "/embed/v1/answer/nurse/chief-executive"),
        ("/answer/doctor/medical-director?on=2026-12-01", "/embed/v1/answer/doctor/medical-director"),
        ("/answer/pharmacy-technician/chair?also=nurse", "/embed/v1/answer/pharmacy-technician/chair"),
        ("/faqs", "/embed/v1/faqs"),
        ("/faqs?topic=practice-hours", "/embed/v1/faqs?topic=practice-hours"),
        ("/faqs?topic=practice-hours&regulator=nmc", "/embed/v1/faqs?regulator=nmc&topic=practice-hours"),
        ("/embed/v1/faqs?regulator=hcpc&theme=dark", "/embed/v1/faqs?regulator=hcpc&theme=dark"),
    ],
)
def test_versions_general_answers_and_frames_tell_it_too(client: FlaskClient, address: str, frame_of: str) -> None:
    links = discovered(client.get(address).text)
    for name, read in (("json", lambda response: response.get_json()), ("xml", lambda response: of_xml(response.text))):
        assert source(read(client.get(links[name]))["html"]) == SITE + frame_of


@pytest.mark.parametrize(
    "address", ["/answer/nurse/chief-executive?cpd_hours=12", "/answer/nurse/chief-executive?skip=cpd_hours", "/guidance/nmc/practice-hours", "/"]
)
def test_a_page_of_a_person_or_without_an_embed_tells_none(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert not discovered(response.text)


@pytest.mark.parametrize("address", ["/faq/nmc-annual-fee", "/answer/nurse/chief-executive"])
def test_a_forged_host_reaches_no_page_that_is_kept(client: FlaskClient, address: str) -> None:
    forged = client.get(address, headers={"Host": "evil.example"})
    assert "evil.example" not in forged.text
    assert discovered(forged.text)["json"].startswith("/oembed?format=json&url=%2F")
    assert client.get(discovered(forged.text)["json"]).status_code == 200
    assert discovered(client.get(address).text)["json"].startswith(f"{SITE}/oembed")
    assert discovered(client.get(address, headers={"Host": "127.0.0.1:8000"}).text)["json"].startswith("http://127.0.0.1:8000/oembed")


# ---- WordPress, for a provider that it does not know

KEPT = {"a": {"href"}, "blockquote": set(), "iframe": {"src", "width", "height", "frameborder", "marginwidth", "marginheight", "scrolling", "title"}}


class Filter(HTMLParser):
    """Keeps the elements and attributes that WordPress lets a stranger have, as `wp_kses` does."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in KEPT:
            kept = "".join(f' {name}="{escape(value or "")}"' for name, value in attrs if name in KEPT[tag])
            self.text += f"<{tag}{kept}>"

    def handle_endtag(self, tag: str) -> None:
        self.text += f"</{tag}>" if tag in KEPT else ""

    def handle_data(self, data: str) -> None:
        self.text += escape(data)


def as_shown_by_wordpress(html: str) -> str:
    """What WordPress puts on a page in place of an address: the frame in a sandbox of its own, hidden if a quotation stands before it."""
    kept = Filter()
    kept.feed(html)
    found = re.search(r"(<blockquote>.*?</blockquote>)?.*(<iframe.*?></iframe>)", kept.text, re.DOTALL)
    assert found, "without a frame WordPress shows a link"
    framed = re.sub(r' src="(.*?)"', r' src="\1#?secret=AbCdEfGhIj" data-secret="AbCdEfGhIj"', found[2])
    hidden = ' style="position: absolute; visibility: hidden;"' if found[1] else ""
    return (found[1] or "") + framed.replace("<iframe", f'<iframe class="wp-embedded-content" sandbox="allow-scripts" security="restricted"{hidden}')


def wordpress(address: str, fetch: Callable[[str], str]) -> str:
    """What WordPress shows for an address that an editor pastes on a line of its own, in a theme without a content width."""
    provider = discovered(fetch(address))["json"]
    assert urlsplit(provider).scheme in ("http", "https"), "WordPress fetches no relative address"
    parts = urlsplit(provider)
    told = dict(parse_qsl(parts.query)) | {"maxwidth": "500", "maxheight": "750", "url": address, "dnt": "1", "format": "json"}
    data = json.loads(fetch(parts._replace(query=urlencode(told)).geturl()))
    assert data["type"] in ("rich", "video") and isinstance(data["html"], str)
    return as_shown_by_wordpress(data["html"])


def fetched(address: str) -> str:
    with urlopen(address) as response:
        text: str = response.read().decode()
        return text


@pytest.mark.parametrize(
    ("path", "said"),
    [
        pytest.param("/faq/nmc-annual-fee", "How much is the annual fee", marks=NEEDS_CHROMIUM),
        pytest.param("/answer/nurse/chief-executive", "Can a nurse stay registered as a chief executive?", marks=NEEDS_CHROMIUM),
    ],
)
def test_the_answer_is_read_on_a_page_of_wordpress(browser: Browser, address: str, path: str, said: str) -> None:
    with opened(browser, whole(wordpress(f"{address}{path}", fetched)), width=800, height=900) as host:
        box = host.page.locator("iframe")
        inside = box.content_frame
        inside.locator(".sr-answer, .sr-outcome").first.wait_for(timeout=10_000)
        assert said in inside.locator("body").inner_text()
        assert box.is_visible()
        size = box.bounding_box()
        assert size and (size["width"], size["height"]) == (500, 600), "no border, as large as was asked for"
        assert inside.locator("body").evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert box.evaluate("node => node.contentDocument") is None, "another origin"
        assert not host.said
