"""The builder and the owner's pack: what an owner chooses, the codes that follow, and what colleagues are told, without a script."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from app import create_app
from embedding.asked import MOST_NOTE, Embed, Looks
from embedding.builder import codes, copied, wish
from guidance.library import Library
from serving.headers import HEADERS
from tests.conftest import TODAY
from tests.test_pages import inspect, parse

SITE = "https://stay.example"
SCRIPT = '<script src="/static/embed-builder.js" defer></script>'
NASTY = ['Can I "stay"?', "<script>alert(1)</script>", "'><img src=x onerror=y>", "a & b &amp; c", "{{ 7 * 7 }} %s {0}", "--> ]]>", "Ymarfer £ “é”"]
PLAIN_SANDBOX = {"allow-popups", "allow-popups-to-escape-sandbox"}


def only(tree: Any, tag: str) -> Any:
    found = list(tree.iter(tag))
    assert len(found) == 1, tag
    return found[0]


def area(tree: Any, name: str) -> str:
    """The text of one of the boxes from which codes are taken."""
    return next(node.text or "" for node in tree.iter("textarea") if node.get("id") == f"sr-{name}")


def built(client: FlaskClient, address: str) -> Any:
    """The tree of the builder's page, whose HTML is sound."""
    response = client.get(address)
    assert response.status_code == 200
    assert response.text.count(SCRIPT) == 1
    inspect(response.text.replace(SCRIPT, ""), address)
    return parse(response.text)


def fragment(text: str) -> Any:
    return parse(f'<!doctype html><html lang="en-GB"><head><title>x</title></head><body>{text}</body></html>')


@pytest.mark.parametrize("text", NASTY)
def test_a_code_holds_title_and_note_as_they_are_and_nothing_else(text: str) -> None:
    embed = Embed(ids=("gmc-cpd-points", "nmc-extension"), looks=Looks(note=text))
    for made in (codes.iframe(embed, SITE, text), codes.element(embed, SITE, text)):
        tree = fragment(made)
        frame = only(tree, "iframe")
        assert frame.get("title") == text
        assert frame.get("src") == codes.plain(embed, SITE) == f"{SITE}{embed.address()}"
        assert len(list(tree.find("body").iter())) - 1 == made.count("</")
    assert "<" not in codes.plain(embed, SITE) and '"' not in codes.plain(embed, SITE)


def test_the_frame_works_without_scripts_and_says_how_it_wants_to_be_held() -> None:
    frame = only(fragment(codes.iframe(Embed(ids=("a",), single=True), SITE, "A")), "iframe")
    assert set(frame.get("sandbox").split()) == PLAIN_SANDBOX
    wanted = {"width": "100%", "height": "600", "loading": "lazy", "referrerpolicy": "no-referrer"}
    assert {name: frame.get(name) for name in wanted} == wanted
    sized = only(fragment(codes.iframe(Embed(ids=("a",), single=True), SITE, "A", 500, 300)), "iframe")
    assert (sized.get("width"), sized.get("height")) == ("500", "300")


def test_the_element_holds_a_whole_frame_whose_origin_can_be_checked() -> None:
    tree = fragment(codes.element(Embed(answer=("nurse", "chief-executive")), SITE, "A"))
    [frame] = list(only(tree, "stay-registered-faq"))
    assert set(frame.get("sandbox").split()) == PLAIN_SANDBOX | {"allow-scripts", "allow-same-origin"}
    script = only(tree, "script")
    assert script.get("src") == f"{SITE}/embed/v1/element.js" and script.get("async") is not None and script.text is None


@pytest.mark.parametrize(
    ("html", "bare"),
    [
        ('<p class="confirm" id="a">x <span class="confirm-mark">(y)</span></p>', "<p>x <span>(y)</span></p>"),
        ('<a href="https://x.example/?class=1" target="_blank" class="b">x</a>', '<a href="https://x.example/?class=1" target="_blank">x</a>'),
        ('<p>Write class="big" and id="x" &lt;p class="y"></p>', '<p>Write class="big" and id="x" &lt;p class="y"></p>'),
        ('<abbr class="z" title="a > b">x</abbr>\n\n   <br>', '<abbr title="a > b">x</abbr>\n<br>'),
    ],
)
def test_a_copy_loses_classes_and_ids_and_nothing_else(html: str, bare: str) -> None:
    assert copied.bare(html) == bare


def test_the_owners_line_in_a_copy_is_words_for_every_system_that_it_is_pasted_into(client: FlaskClient) -> None:
    copy = area(built(client, "/embed?show=answer&profession=nurse&role=chair&note=Ask+[audio+src=x]+<b>+in+HR"), "copy")
    assert "[" not in copy
    assert "Ask [audio src=x] <b> in HR" in "".join(fragment(copy).itertext())


def test_a_copy_never_says_lately(client: FlaskClient) -> None:
    frame = client.get("/embed/v1/answer/nurse/chair").text
    copy = area(built(client, "/embed?show=answer&profession=nurse&role=chair"), "copy")
    assert (
        frame.count("Changed in the last 30 days</strong>, on 22 November 2026")
        == copy.count("Changed shortly before this was copied</strong>, on 22 November 2026")
        > 0
    )
    assert "last 30 days" not in copy


@pytest.mark.parametrize(
    ("asked", "way", "address", "told"),
    [
        ("", "list", "/embed/v1/faqs", ""),
        ("show=list&regulator=nmc&max=5&level=3", "list", "/embed/v1/faqs?level=3&max=5&regulator=nmc", ""),
        ("show=list&profession=&role=&max=10&theme=light&level=2&note=", "list", "/embed/v1/faqs", ""),
        ("ids=gmc-cpd-points", "questions", "/embed/v1/faq/gmc-cpd-points", ""),
        ("show=questions&ids=nmc-extension&ids=gmc-cpd-points", "questions", "/embed/v1/faqs?ids=nmc-extension,gmc-cpd-points", ""),
        ("ids=nmc-extension,gmc-cpd-points,nmc-extension", "questions", "/embed/v1/faqs?ids=nmc-extension,gmc-cpd-points", ""),
        ("ids=nothing,gmc-cpd-points&find=cpd", "questions", "/embed/v1/faq/gmc-cpd-points", "“nothing” is no question of ours."),
        ("show=questions", "questions", None, ""),
        ("show=answer&profession=nurse&role=chair&theme=plain", "answer", "/embed/v1/answer/nurse/chair?theme=plain", ""),
        ("show=answer&profession=nurse", "answer", None, ""),
        ("show=answer&profession=wizard&role=chair", "answer", None, "“wizard” is not a profession of ours."),
        ("show=list&regulator=xyz", "list", None, "“xyz” is not a regulator of ours."),
        ("show=tiles", "list", "/embed/v1/faqs", "“tiles” is no kind of embed"),
        ("show=list&max=99", "list", "/embed/v1/faqs", "“99” is no number of questions"),
        ("theme=pink", "list", "/embed/v1/faqs", "“pink” is no theme"),
        (f"note={'x' * (MOST_NOTE + 1)}", "list", "/embed/v1/faqs", f"longer than {MOST_NOTE} characters"),
        ("colour=red&utm_source=mail", "list", "/embed/v1/faqs", "“colour” means nothing here."),
        ("theme=dark&theme=plain", "list", "/embed/v1/faqs?theme=plain", "“theme” stands twice."),
    ],
)
def test_the_address_says_what_was_chosen(client: FlaskClient, asked: str, way: str, address: str | None, told: str) -> None:
    tree = built(client, f"/embed?{asked}")
    text = " ".join("".join(tree.itertext()).split())
    current = next(node for node in tree.iter("a") if node.get("aria-current") == "page")
    assert f"show={way}" in current.get("href")
    frames = [node.get("src") for node in tree.iter("iframe")]
    assert frames == ([address] if address else [])
    banners = [" ".join("".join(node.itertext()).split()) for node in tree.iter("div") if "banner" in (node.get("class") or "")]
    assert told in text and bool(banners) == bool(told)
    if address:
        assert area(tree, "plain") == f"http://localhost{address}"


def test_every_question_can_be_chosen_and_more_than_the_most_is_told(client: FlaskClient, library: Library) -> None:
    tree = built(client, "/embed?show=questions")
    slugs = [node.get("value") for node in tree.iter("input") if node.get("name") == "ids"]
    assert sorted(slugs) == sorted(version.slug for version in library.faqs(TODAY))
    text = client.get(f"/embed?ids={','.join(slugs[:21])}").text
    assert "More than 20 questions are named" in text


def test_words_narrow_the_questions_and_chosen_ones_stay(client: FlaskClient) -> None:
    tree = built(client, "/embed?show=questions&ids=nmc-extension&find=HOURS+nurse")
    boxes = {node.find("label/input").get("value"): node for node in tree.iter("li") if node.find("label/input") is not None}
    seen = {slug for slug, node in boxes.items() if node.get("hidden") is None}
    assert "nmc-extension" in seen and boxes["nmc-extension"].find("label/input").get("checked") is not None
    for slug, node in boxes.items():
        words = "".join(node.itertext()).lower()
        assert (slug in seen) == (slug == "nmc-extension" or "hours" in words and "nurse" in words)
    assert 1 < len(seen) < 20


def submitted(tree: Any) -> list[tuple[str, str]]:
    """What a browser sends when the form is submitted as it stands."""
    form = next(node for node in tree.iter("form") if node.get("id") == "sr-builder")
    sent = []
    for node in form.iter():
        name = node.get("name")
        if node.tag == "input" and name and (node.get("type") != "checkbox" or node.get("checked") is not None):
            sent.append((name, node.get("value") or ""))
        elif node.tag == "select":
            options = list(node.iter("option"))
            sent.append((name, next((item for item in options if item.get("selected") is not None), options[0]).get("value")))
    return sent


@pytest.mark.parametrize(
    "asked",
    [
        "show=list&profession=physiotherapist&role=chair&country=wales&topic=cpd&regulator=hcpc&max=3&theme=auto&level=4&note=Ask+%22HR%22+%26+us",
        "ids=nmc-extension,gmc-cpd-points,hcpc-career-break&theme=plain&level=6",
        "show=answer&profession=pharmacist&role=chief-executive&note=%3Cb%3E",
    ],
)
def test_the_form_keeps_what_was_chosen(client: FlaskClient, asked: str) -> None:
    first = built(client, f"/embed?{asked}")
    again = parse(client.get("/embed", query_string=submitted(first)).text)
    assert area(first, "plain") == area(again, "plain")
    assert only(first, "iframe").get("src") == only(again, "iframe").get("src")


def test_the_looks_go_along_to_another_kind_of_embed(client: FlaskClient) -> None:
    tree = built(client, "/embed?show=list&profession=nurse&role=chair&theme=dark&note=Ask+HR&max=3")
    ways = {node.get("href") for node in tree.iter("a") if (node.get("href") or "").startswith("/embed?")}
    assert "/embed?note=Ask+HR&profession=nurse&role=chair&show=answer&theme=dark" in ways
    assert "/embed?note=Ask+HR&show=questions&theme=dark" in ways


def test_the_feed_and_the_check_are_of_what_is_shown_however_it_looks(client: FlaskClient) -> None:
    tree = built(client, "/embed?ids=nmc-extension,gmc-cpd-points&theme=dark&level=3&note=Ask+HR")
    links = {node.get("href") for node in tree.iter("a")}
    assert {"/embed/v1/faqs/changes.atom?ids=nmc-extension,gmc-cpd-points", "/embed/links?ids=nmc-extension%2Cgmc-cpd-points"} <= links


NOTES = st.text(st.characters(codec="utf-8"), max_size=40)


@given(note=NOTES, theme=st.text(max_size=5), ids=st.lists(st.sampled_from(["nmc-extension", "gmc-cpd-points", "x,y", "ü"]), max_size=4))
def test_whatever_an_address_says_the_form_can_be_read(library: Library, note: str, theme: str, ids: list[str]) -> None:
    found = wish.read([("note", note), ("theme", theme), *(("ids", name) for name in ids)], library, TODAY)
    assert found.way == ("questions" if any(name.strip() for name in ids) else "list")
    if found.embed:
        made = codes.iframe(found.embed, SITE, note.replace("\x00", ""))
        assert made.count("<") == 2 and found.embed.address().isascii()


@pytest.mark.parametrize(
    "asked", ["ids=gmc-cpd-points", "ids=nmc-extension,gmc-cpd-points", "regulator=gphc&max=20", "show=answer&profession=nurse&role=chair"]
)
def test_the_codes_stand_in_boxes_that_can_be_read_without_a_script(client: FlaskClient, asked: str) -> None:
    tree = built(client, f"/embed?{asked}&note=Ask+%22HR%22+%3Cb%3E")
    boxes = {node.get("id"): node for node in tree.iter("textarea")}
    assert set(boxes) == {"sr-plain", "sr-iframe", "sr-element", "sr-copy"}
    assert all(node.get("readonly") is not None for node in boxes.values())
    buttons = {node.get("data-copies"): node for node in tree.iter("button") if node.get("data-copies")}
    assert set(buttons) == set(boxes) and all(node.get("hidden") is not None for node in buttons.values())
    frame = only(fragment(area(tree, "iframe")), "iframe")
    assert frame.get("src") == area(tree, "plain")
    assert client.get(frame.get("src")).status_code == 200


@pytest.mark.parametrize("level", ["2", "5"])
@pytest.mark.parametrize("asked", ["ids=gmc-cpd-points", "ids=nmc-extension,gmc-cpd-points", "regulator=gphc&max=3", "show=answer&profession=nurse&role=chair"])
def test_the_copy_is_plain_dated_and_says_what_the_frame_says(client: FlaskClient, asked: str, level: str) -> None:
    tree = built(client, f"/embed?{asked}&level={level}&note=Ask+%22HR%22+%3Cb%3E")
    copy = area(tree, "copy")
    held = fragment(copy)
    tags = {node.tag for node in held.find("body").iter() if isinstance(node.tag, str)}
    assert not tags & {"script", "style", "iframe", "form", "link", "img", "svg", "b"}
    assert not any(node.get(name) for node in held.find("body").iter() for name in ("class", "id", "style"))
    words = " ".join("".join(held.itertext()).split())
    assert "Copied from Stay Registered on 22 November 2026." in words and "does not update by itself" in words
    assert area(tree, "plain") in [node.get("href") for node in held.iter("a")]
    assert 'Ask "HR" <b>' in words and "Last checked" in words
    assert f"<h{level}>" in copy and not re.search(rf"<h[1-{int(level) - 1}]\b", copy)
    shown = parse(client.get(area(tree, "plain")).text)
    assert held.find(".//details") is not None
    for tag in ("summary", "h2", "h5"):
        told = [line for line in lines(shown, tag) if not line.startswith("Addresses of the links")]  # those are for sandboxes
        assert told == lines(held, tag)
    answers = [line for part in shown.iter("div") if part.get("class") == "sr-answer" for line in lines(part, "p")]
    assert answers and set(answers) <= set(lines(held, "p"))


def lines(tree: Any, tag: str) -> list[str]:
    """The words of each element of a name, in the order of the page."""
    return [" ".join("".join(node.itertext()).split()) for node in tree.iter(tag)]


def test_what_the_filters_leave_nothing_of_is_told(client: FlaskClient) -> None:
    tree = built(client, "/embed?show=list&regulator=gphc&topic=feedback")
    assert list(tree.iter("iframe")) == [] and list(tree.iter("textarea")) == []
    assert "no question that fits" in "".join(tree.itertext())


@pytest.mark.parametrize("address", ["/embed", "/embed/pack", "/", "/faq/gmc-cpd-points"])
def test_only_the_builder_may_show_a_frame_and_none_may_be_framed(client: FlaskClient, address: str) -> None:
    headers = client.get(address).headers
    assert ("; frame-src 'self'" in headers["Content-Security-Policy"]) == (address == "/embed")
    assert headers["Content-Security-Policy"].startswith(HEADERS["Content-Security-Policy"])
    assert headers["X-Frame-Options"] == "DENY" and "Set-Cookie" not in headers
    assert headers["Cache-Control"].startswith("public")


@pytest.mark.parametrize(
    ("page", "link", "shown"),
    [
        ("/faq/gmc-cpd-points", "/embed?ids=gmc-cpd-points", "/embed/v1/faq/gmc-cpd-points"),
        ("/answer/nurse/chair", "/embed?profession=nurse&amp;role=chair&amp;show=answer", "/embed/v1/answer/nurse/chair"),
        ("/answer/nurse/chair?status=registered", "/embed?profession=nurse&amp;role=chair&amp;show=answer", "/embed/v1/answer/nurse/chair"),
        ("/about", "/embed", "/embed/v1/faqs"),
    ],
)
def test_pages_lead_to_the_builder_with_themselves_chosen(client: FlaskClient, page: str, link: str, shown: str) -> None:
    assert f'href="{link}"' in client.get(page).text
    assert only(built(client, link.replace("&amp;", "&")), "iframe").get("src") == shown


@pytest.fixture
def stated(app: Flask) -> Callable[..., FlaskClient]:
    """A function that gives a reader of the site with more settings."""
    same = {"STAY_INSTANCE_DIR": app.config["INSTANCE_DIR"], "STAY_TODAY": TODAY, "STAY_WATCH": False, "TESTING": True}
    return lambda **settings: create_app({**same, **settings}).test_client()


def test_the_lines_to_allow_are_those_of_the_site(stated: Callable[..., FlaskClient]) -> None:
    client = stated(STAY_SITE=f"{SITE}:8443")
    for address in ("/embed", "/embed/pack"):
        told = [node.text for node in parse(client.get(address).text).iter("code")]
        assert {"stay.example:8443", f"{SITE}:8443", f"{SITE}:8443/embed/v1/"} <= set(told)
    assert area(parse(client.get("/embed?ids=nmc-extension").text), "plain") == f"{SITE}:8443/embed/v1/faq/nmc-extension"


@pytest.mark.parametrize("address", ["/embed", "/embed?ids=nmc-extension", "/embed/pack"])
@pytest.mark.parametrize(("own", "kept"), [("", False), (SITE, True)])
def test_a_host_that_somebody_names_reaches_nobody_else(stated: Callable[..., FlaskClient], address: str, own: str, kept: bool) -> None:
    response = stated(STAY_SITE=own).get(address, base_url="https://evil.example")
    assert ("evil.example" in response.text) != kept
    assert response.headers["Cache-Control"].startswith("public" if kept else "private, no-store")


def test_the_pack_tells_the_headers_that_frames_have(stated: Callable[..., FlaskClient]) -> None:
    client = stated(STAY_FRAME_ANCESTORS="https://*.trust.example")
    tree = parse(client.get("/embed/pack").text)
    terms = list(tree.iter("dl"))[1]
    told = dict(zip(["".join(node.itertext()) for node in terms.iter("dt")], ["".join(node.itertext()) for node in terms.iter("dd")], strict=True))
    sent = client.get("/embed/v1/faq/nmc-extension").headers
    assert told == {name: sent[name] for name in told} and "https://*.trust.example" in told["Content-Security-Policy"]


def test_the_pack_says_plainly_what_the_operator_has_not_stated(client: FlaskClient) -> None:
    inspect(client.get("/embed/pack").text, "/embed/pack")
    text = client.get("/embed/pack").text
    assert text.count("The operator of this site has not stated") == 3
    assert "The operator of this site has not stated whom to write to." in client.get("/about").text


@pytest.mark.parametrize(("contact", "link"), [("help@stay.example", "mailto:help@stay.example"), ("https://stay.example/help", "https://stay.example/help")])
def test_what_the_operator_states_stands_where_it_is_looked_for(stated: Callable[..., FlaskClient], contact: str, link: str) -> None:
    client = stated(STAY_CONTACT=contact, STAY_HOSTING="Hosted in <London> by Example & Co.")
    for address in ("/embed/pack", "/about"):
        assert f'<a href="{link}">{contact}</a>' in client.get(address).text
    pack = client.get("/embed/pack").text
    assert "Hosted in &lt;London&gt; by Example &amp; Co." in pack and "has not stated" not in pack


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("STAY_CONTACT", "javascript:alert(1)"),
        ("STAY_CONTACT", "http://stay.example"),
        ("STAY_CONTACT", "ring us"),
        ("STAY_CONTACT", 'a@b.example"><script>'),
        ("STAY_CONTACT", 'https://stay.example/"><script>'),
        ("STAY_HOSTING", "x" * 301),
        ("STAY_HOSTING", "two\nlines"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_refused_with_its_name(stated: Callable[..., FlaskClient], setting: str, value: str) -> None:
    with pytest.raises(ValueError, match=setting):
        stated(**{setting: value})
