"""Every page of the site, as a reader's browser takes it: valid HTML, one h1, unique ids, labelled fields, living links."""

from __future__ import annotations

import re
import warnings
from typing import Any
from urllib.parse import urldefrag, urlsplit

import html5lib
import pytest
from flask.testing import FlaskClient

KINDS = ["/", "/guidance", "/faqs", "/changes", "/answer", "/about", "/privacy", "/accessibility", "/how-we-check", "/elsewhere/optometrist", "/nothing"]
KINDS += [
    "/regulator/gmc",
    "/regulator/context",
    "/evidence/hcpc",
    "/rules/gphc",
    "/rules/gmc",
    "/guidance/hcpc/fees",
    "/search",
    "/search?q=zzzqqq",
    "/search?q=reval+for+NEDs",
]
KINDS += [
    "/changes?profession=nurse&role=chief-executive",
    "/guidance/gphc/fees/compare?from=2024-04-01&to=2025-09-01",
    "/faq/gphc-fee/compare",
    "/guidance/hcpc/fees/record?on=2026-11-22",
    "/due",
    "/data",
    "/contract",
]
KINDS += [
    "/answer/doctor/chief-executive",
    "/answer/physiotherapist/between-jobs",
    "/answer/nurse/chief-nurse",
    "/answer/pharmacist/chief-executive?uses_title=yes",
]
KINDS += ["/answer/nurse/chief-executive?renewal_date=2027-03-31&hours_by_deadline=200", "/answer/doctor/portfolio?submission_date=2027-06-30"]
KINDS += ["/search?q=can+i+keep+my+hcpc+registration+as+a+physio+chief+executive", "/search?q=dentist"]


def parse(text: str) -> Any:
    """The tree of a page. Fails on the first error of its HTML."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = parser.parse(text)
    assert not parser.errors, [(place, code, detail) for place, code, detail in parser.errors[:5]]
    return tree


def inspect(text: str, address: str) -> None:
    """What must hold of any page."""
    tree = parse(text)
    assert tree.get("lang") == "en-GB"
    headings = [node.tag for node in tree.iter() if node.tag in ("h1", "h2", "h3", "h4")]
    assert headings.count("h1") == 1, address
    assert headings[0] == "h1"
    for before, after in zip(headings, headings[1:], strict=False):
        assert int(after[1]) <= int(before[1]) + 1, (address, headings)
    ids = [node.get("id") for node in tree.iter() if node.get("id")]
    assert len(ids) == len(set(ids)), (address, sorted(name for name in ids if ids.count(name) > 1))
    for node in tree.iter():
        for name in ("aria-labelledby", "aria-describedby", "for"):
            for target in (node.get(name) or "").split():
                assert target in ids, (address, name, target)
        assert not any(attribute.startswith("on") or attribute == "style" for attribute in node.attrib), address
        runs = node.tag == "script" and node.get("type") != "application/ld+json"  # which is data: no browser runs it
        assert not runs or (node.get("src"), node.text) == ("/static/suggest.js", None)
    assert tree.find(".//title").text.strip()


@pytest.mark.parametrize("address", KINDS)
def test_each_kind_of_page_is_sound(client: FlaskClient, address: str) -> None:
    inspect(client.get(address).text, address)


def test_every_guidance_page_and_question_is_sound(client: FlaskClient) -> None:
    for item in (*client.get("/api/v1/guidance").get_json(), *client.get("/api/v1/faqs").get_json()):
        response = client.get(item["url"])
        assert response.status_code == 200
        inspect(response.text, item["url"])


def test_every_internal_link_of_the_site_leads_somewhere(client: FlaskClient) -> None:
    waiting, seen, fetched = ["/"], {"/"}, {}
    fragments: list[tuple[str, str, str]] = []
    while waiting:
        address = waiting.pop()
        response = client.get(address, follow_redirects=True)
        assert response.status_code == 200, address
        fetched[address] = set(re.findall(r'\bid="([^"]+)"', response.text))
        for target in re.findall(r'href="([^"]+)"', response.text):
            plain, anchor = urldefrag(target.replace("&amp;", "&"))
            parts = urlsplit(plain)
            if parts.netloc or parts.scheme or parts.path.startswith("/static"):
                continue
            plain = plain or address
            if anchor:
                fragments.append((address, plain, anchor))
            if "?" in plain and not plain.startswith("/faqs") or plain.startswith("/answer/") and not plain.endswith("/chief-executive"):
                continue
            if "/rows/" in plain and not plain.startswith("/rules/gphc/"):
                continue
            if plain not in seen:
                seen.add(plain)
                waiting.append(plain)
    assert len(seen) > 250
    for source, plain, anchor in fragments:
        if plain in fetched:
            assert anchor in fetched[plain], (source, plain, anchor)


@pytest.mark.parametrize(
    "query",
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' OR 1=1 --", "%00\u202e\ud7ff", "*" * 500, '"unbalanced', "a" * 10_000, "\u2028 {{7*7}}"],
)
def test_no_search_text_breaks_a_page_or_escapes(client: FlaskClient, query: str) -> None:
    response = client.get("/search", query_string={"q": query})
    assert response.status_code == 200
    inspect(response.text, query)
    assert response.text.count("<script") == 1
    assert "<img" not in response.text
    assert "49" not in re.findall(r"<h1>(.*?)</h1>", response.text)[0]


def test_dates_are_written_out(client: FlaskClient) -> None:
    for address in ("/answer/nurse/chief-executive", "/guidance/nmc/practice-hours", "/"):
        without_evidence = re.sub(r'(?s)<details class="evidence">.*?</details>', " ", client.get(address).text)
        visible = re.sub(r"<[^>]+>", " ", without_evidence)
        assert not re.search(r"\b\d{1,2}/\d{1,2}/\d{2,4}\b", visible)
