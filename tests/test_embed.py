"""Frames for other sites: whole, small, dated and honest, whatever an address asks for."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import html5lib
import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from app import create_app
from embedding import policy
from embedding.asked import LEVELS, MOST, MOST_NOTE, THEMES, USUAL
from embedding.shown import abroad, show
from guidance.library import Library
from guidance.model import FAQ
from guidance.recent import Recent
from guidance.render import to_html
from tests.altered_content import SAID
from tests.conftest import TODAY

FAQS = sorted(path.name for path in (Path(__file__).resolve().parent.parent / "content" / "faqs").iterdir())
MOST_BYTES = 60_000
HOURS = "/embed/v1/faq/nmc-how-many-hours"
CLASSES = {
    "sr-embed", "sr-list", "sr-item", "sr-question", "sr-answer", "sr-more", "sr-badge", "sr-notice", "sr-origin", "sr-sources", "sr-note", "sr-outcome",
    "sr-foot", "sr-new",
}  # fmt: skip
"""What version 1 of the contract promises to owners who look for something in our markup."""


def frame(response: TestResponse) -> BeautifulSoup:
    """A frame that keeps what is promised for all of them: 200, valid, small, whole in itself, nothing set, framing open."""
    assert response.status_code == 200
    text = response.get_data(as_text=True)
    assert len(response.data) <= MOST_BYTES
    html5lib.HTMLParser(strict=True).parse(text)
    soup = BeautifulSoup(text, "html.parser")
    directives = dict(part.strip().split(" ", 1) for part in response.headers["Content-Security-Policy"].split(";"))
    assert directives["default-src"] == "'none'" and directives["frame-ancestors"] == "'self' https:"
    for tag, directive in (("style", "style-src"), ("script", "script-src")):
        for inline in soup.find_all(tag):
            total = base64.b64encode(hashlib.sha256(inline.text.encode()).digest()).decode()
            assert f"'sha256-{total}'" in directives[directive]
    assert not soup.select("[src], link[rel=stylesheet], [style], form, iframe")
    assert not [name for tag in soup.find_all(True) for name in tag.attrs if name.startswith("on")]
    for name in ("X-Frame-Options", "Set-Cookie", "Cross-Origin-Opener-Policy"):
        assert name not in response.headers
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert {"public", "stale-while-revalidate=600", "stale-if-error=86400"} <= set(response.headers["Cache-Control"].split(", "))
    for link in soup.select("a"):
        assert str(link["href"]).startswith(("http://localhost/", "https://", "http://", "mailto:", "tel:")), link
        assert link["target"] == "_blank" and "noopener" in link["rel"] and "(opens a new tab)" in link.text
    assert soup.select_one(".sr-foot") and "Shown as of" in soup.select_one(".sr-foot").text  # type: ignore[union-attr]
    return soup


def words(soup: BeautifulSoup | Tag) -> str:
    return " ".join(soup.text.split())


def plain(text: str) -> str:
    return "".join(text.split()).casefold()


@pytest.mark.parametrize("slug", FAQS)
def test_every_question_is_whole_in_its_frame(client: FlaskClient, library: Library, slug: str) -> None:
    soup = frame(client.get(f"/embed/v1/faq/{slug}"))
    version = library.pages[f"{FAQ}/{slug}"].versions[-1]
    said = plain(soup.text.replace("(opens a new tab)", ""))
    for section in version.sections:
        assert plain(BeautifulSoup(section.html, "html.parser").text) in said
    assert soup.select_one("h2.sr-question").text == version.meta.title  # type: ignore[union-attr]
    origin = words(soup.select_one(".sr-origin"))  # type: ignore[arg-type]
    assert "This wording since 22 November 2026. Last checked 22 November 2026" in origin
    assert f"http://localhost/faq/{slug}" in origin
    assert soup.select(".sr-sources li")
    assert soup.select_one("link[rel=canonical]")["href"] == f"http://localhost/faq/{slug}"  # type: ignore[index]


@pytest.mark.parametrize("pair", ["nurse/chief-executive", "doctor/medical-director", "pharmacist/superintendent", "physiotherapist/retired", "doctor/leave"])
def test_an_answer_says_what_the_rules_say(client: FlaskClient, pair: str) -> None:
    soup = frame(client.get(f"/embed/v1/answer/{pair}"))
    profession, role = pair.split("/")
    twin = client.get(f"/api/v1/answer?profession={profession}&role={role}").get_json()
    said = words(soup)
    if twin["outcome"]:
        assert twin["headline"] in said
        assert twin["because"][0]["text"] in said
    else:
        assert "It depends on your own facts" in said
        assert not [reason for reason in twin["because"] if reason["text"] in said], "a title alone never decides"
    for assumed in twin["assumed"].values():
        assert assumed["words"] in said
    assert f"http://localhost/answer/{pair}" in said and "Last checked 22 November 2026" in said
    assert "A case, a missed date or time off the register can change it." in said
    assert ("This holds only if what is assumed below is true of you." in said) == bool(twin["assumed"])


@pytest.mark.parametrize("pair", ["physiotherapist/chief-executive", "nurse/chief-nurse", "pharmacist/responsible-pharmacist", "doctor/leave"])
def test_what_no_page_confirms_is_said_however_far_down_its_passage_stands(client: FlaskClient, pair: str) -> None:
    profession, role = pair.split("/")
    twin = client.get(f"/api/v1/answer?profession={profession}&role={role}").get_json()
    unsure = any(passage["confirm"] for reason in (*twin["limits"], *twin["because"]) for passage in reason["citations"])
    said = words(frame(client.get(f"/embed/v1/answer/{pair}")))
    assert ("No page that we have seen confirms all of this: confirm with the" in said) == unsure
    assert ("some to confirm" in said) == unsure


KIND = [
    (f"{HOURS}?theme=pink", ["“pink” is no theme", "at least 450 hours", "http://localhost/embed"]),
    (f"{HOURS}?level=1", ["“1” is no level", "at least 450 hours"]),
    (f"{HOURS}?level=99999999999999999999", ["is no level", "at least 450 hours"]),
    (f"{HOURS}?colour=blue", ["“colour” means nothing here", "at least 450 hours"]),
    (f"{HOURS}?theme=dark&theme=light", ["“theme” stands twice", "at least 450 hours"]),
    (f"{HOURS}?note={'x' * (MOST_NOTE + 1)}", ["longer than 200 characters", "at least 450 hours"]),
    (f"{HOURS}?utm_source=mail&web=1", ["at least 450 hours"]),
    ("/embed/v1/faq/nothing", ["We have no question at this address.", "http://localhost/faqs"]),
    ("/embed/v1/faq/NMC-how-many-hours", ["We have no question at this address."]),
    (f"{HOURS}/", ["There is nothing at this address.", "http://localhost/embed"]),
    ("/embed/v1", ["There is nothing at this address."]),
    ("/embed/v1/", ["There is nothing at this address."]),
    ("/embed/v1/faqs/x/y", ["There is nothing at this address."]),
    ("/embed/v1/%00%ff", ["There is nothing at this address."]),
    ("/embed/v1/faqs?regulator=gdc", ["“gdc” is not a regulator of ours.", "http://localhost/faqs"]),
    ("/embed/v1/faqs?country=france", ["“france” is not a country of ours."]),
    ("/embed/v1/faqs?country=overseas&regulator=gphc&topic=fees", ["no question that fits all of these filters"]),
    ("/embed/v1/faqs?max=0", ["“0” is no number of questions: use 1 to 20."]),
    ("/embed/v1/faqs?ids=a,b", ["We have none of these questions."]),
    ("/embed/v1/faqs?ids=nmc-how-many-hours,nothing", ["We have no question with the id “nothing”.", "at least 450 hours"]),
    ("/embed/v1/faqs?ids=nmc-how-many-hours&regulator=gmc", ["filters and max do nothing", "at least 450 hours"]),
    ("/embed/v1/answer/nurse/astronaut", ["We have no answer for this profession and role.", "http://localhost/answer"]),
    ("/embed/v1/answer/dentist/chief-executive", ["Dentist: another register", "http://localhost/elsewhere/dentist"]),
    ("/embed/v1/answer/nurse/chief-executive?status=lapsed", ["“status” means nothing here", "This is the general answer."]),
]


@pytest.mark.parametrize(("address", "said"), KIND, ids=[address for address, _ in KIND])
def test_whatever_is_wrong_is_said_and_no_frame_is_blank(client: FlaskClient, address: str, said: list[str]) -> None:
    found = words(frame(client.get(address)))
    for part in said:
        assert part in found
    if "utm" in address:
        assert "For the owner" not in found


@settings(max_examples=60, deadline=None)
@given(
    st.text(max_size=60),
    st.dictionaries(st.sampled_from(["ids", "max", "theme", "level", "note", "regulator", "topic", "x"]), st.text(max_size=60), max_size=4),
)
def test_no_address_under_the_prefix_breaks(app: Flask, path: str, query: dict[str, str]) -> None:
    client = app.test_client()
    for kind in ("faq/", "faqs/", "faqs", "answer/nurse/", ""):
        response = client.get(f"/embed/v1/{kind}{quote(path) if kind != 'faqs' else ''}", query_string=query)
        assert response.status_code == 200, response.text
        assert "Stay Registered" in response.text and "http://localhost/" in response.text


def test_the_owners_line_is_plain_text_and_named_as_such(client: FlaskClient) -> None:
    soup = frame(client.get(HOURS, query_string={"note": "  <b>Ask\u202e our</b> HR\x00 https://evil.example & 'you' "}))
    note = soup.select_one(".sr-note")
    assert note and not note.select("b, a")[1:]
    assert words(note) == "From the owner of this page, not from Stay Registered: <b>Ask our</b> HR https://evil.example & 'you'"


PILE = "a\u0301\u0301\u0301"
NOTES = [("Ask \u3164\u2800\u2800\u2800 HR", "Ask HR"), ("a" + "\u0301" * 150 + "b", f"{PILE}b"), ("a" + "\u0301\u200d" * 90, PILE)]


@pytest.mark.parametrize(("note", "said"), NOTES)
def test_the_owners_line_stays_where_it_is_named_as_theirs(client: FlaskClient, note: str, said: str) -> None:
    shown = frame(client.get(HOURS, query_string={"note": note})).select_one(".sr-note")
    assert shown and words(shown).removeprefix("From the owner of this page, not from Stay Registered: ") == said


def test_ids_that_nobody_has_are_shown_back_short_and_harmless(client: FlaskClient) -> None:
    soup = frame(client.get("/embed/v1/faqs", query_string={"ids": f"nmc-how-many-hours,\u202e\x00{'x' * 20_000},{'y' * 20_000},{'z' * 20_000}"}))
    assert len(soup.select(".sr-notice")) == 3 and not {"\u202e", "\x00"} & set(soup.text)


PAGE = "https://stay.example/faq/x"
LED_OUT = [
    ("[x](/faq/y){.confirm}", "https://stay.example/faq/y"),
    ('[x](#part "words"){.confirm}', f"{PAGE}#part"),
    ('[x](https://other.example/a"b>c)', 'https://other.example/a"b>c'),
    ("[x](https://other.example/?a=1&b=2)", "https://other.example/?a=1&b=2"),
    ("""<a title=" href='https://evil.example/'">x</a>""", None),
    ("""<a title=' href="https://evil.example/"' href="/faq/y">x</a>""", "https://stay.example/faq/y"),
    ("""<a title=" href='javascript:alert(1)'" href="javascript:alert(2)">x</a>""", None),
    ("[x](//evil.example/a)", None),
]


@pytest.mark.parametrize(("written", "leads"), LED_OUT)
def test_every_link_of_an_answer_leads_out_of_the_frame_to_where_it_was_meant_to(written: str, leads: str | None) -> None:
    soup = BeautifulSoup(abroad(to_html(written), "https://stay.example", PAGE), "html.parser")
    assert [(link["href"], link["target"], link["rel"]) for link in soup.find_all("a")] == ([(leads, "_blank", ["noopener", "noreferrer"])] if leads else [])
    assert soup.text.strip() == ("x (opens a new tab)" if leads else "x")


@pytest.mark.parametrize("level", LEVELS)
def test_headings_begin_at_the_level_that_is_asked_for_and_never_skip_one(client: FlaskClient, level: int) -> None:
    soup = frame(client.get(f"{HOURS}?level={level}"))
    found = [int(tag.name[1]) for tag in soup.find_all(re.compile(r"^h\d$"))]
    assert found[0] == level and set(found[1:]) == {min(6, level + 1)}


@pytest.mark.parametrize("theme", THEMES)
def test_each_theme_is_a_look_of_the_same_words(client: FlaskClient, theme: str) -> None:
    soup = frame(client.get(f"{HOURS}?theme={theme}"))
    assert soup.html and soup.html["data-theme"] == theme
    assert len(soup.find_all("style")) == (1 if theme == "plain" else 2)
    assert plain(soup.body.text) == plain(frame(client.get(HOURS)).body.text)  # type: ignore[union-attr]


LISTS = [
    ("regulator=nmc", lambda meta: "nmc" in meta.regulators),
    ("country=wales&regulator=gphc", lambda meta: "wales" in meta.countries and "gphc" in meta.regulators),
    ("country=northern-ireland&regulator=gphc", lambda meta: "northern-ireland" in meta.countries and "gphc" in meta.regulators),
    ("topic=fees", lambda meta: "fees" in meta.topics),
    ("profession=pharmacist", lambda meta: "pharmacist" in meta.professions or ("any" in meta.professions and "gphc" in meta.regulators)),
    ("role=chair", lambda meta: {"chair", "any"} & {*meta.roles}),
]


@pytest.mark.parametrize(("query", "fits"), LISTS, ids=[query for query, _ in LISTS])
def test_a_list_holds_what_fits_its_filters_and_says_how_many_more_do(client: FlaskClient, library: Library, query: str, fits: Callable[..., bool]) -> None:
    soup = frame(client.get(f"/embed/v1/faqs?max=20&{query}"))
    shown = [tag.text for tag in soup.select(".sr-question")]
    metas = {page.versions[-1].meta.title: page.versions[-1].meta for page in library.corpus.pages if page.collection == FAQ}
    assert shown and all(fits(metas[title]) for title in shown)
    every = [title for title, meta in metas.items() if fits(meta)]
    assert len(shown) == min(MOST, len(every))
    assert ("questions. All of them" in words(soup)) == (len(every) > MOST)
    assert len(frame(client.get(f"/embed/v1/faqs?{query}")).select("details.sr-item")) == min(USUAL, len(every))


def test_chosen_questions_stand_in_the_order_chosen(client: FlaskClient) -> None:
    soup = frame(client.get("/embed/v1/faqs?ids=nmc-annual-fee,gmc-cpd-points,nmc-annual-fee"))
    assert [item.select_one("a")["href"] for item in soup.select(".sr-item .sr-origin")] == [  # type: ignore[index]
        f"http://localhost/faq/{slug}" for slug in ("nmc-annual-fee", "gmc-cpd-points")
    ]


TOLD = [
    ("2026-12-09", "nmc-clinical-shifts-needed", f"A change is announced for 10 December 2026. {SAID}"),
    ("2026-12-10", "nmc-clinical-shifts-needed", f"Changed in the last 30 days, on 10 December 2026: {SAID}"),
    ("2027-01-09", "nmc-clinical-shifts-needed", "Changed in the last 30 days, on 10 December 2026"),
    ("2026-12-31", "nmc-annual-fee", "This answer ends on 1 March 2027. The fee has a page of its own."),
    ("2027-03-01", "nmc-annual-fee", "Withdrawn on 1 March 2027. The fee has a page of its own. Read instead:"),
    ("2026-12-31", "nmc-extension", "Withdrawn on 22 November 2026. It was asked no more. This took its place: What does"),
    ("2027-06-01", "gmc-cpd-points", "Check overdue. We last checked this on 22 November 2026, 191 days ago. Confirm with the GMC before you act."),
]


@pytest.mark.parametrize(("day", "slug", "said"), TOLD)
def test_a_frame_tells_what_happened_to_its_answer(over_time: Callable[[str], FlaskClient], day: str, slug: str, said: str) -> None:
    client = over_time(day)
    assert said.replace("What does", "") in words(frame(client.get(f"/embed/v1/faq/{slug}")))
    assert said.replace("What does", "") in words(frame(client.get(f"/embed/v1/faqs?ids={slug}")))


def test_a_change_is_lately_for_thirty_days(over_time: Callable[[str], FlaskClient]) -> None:
    assert "Changed in the last" not in over_time("2027-01-10").get("/embed/v1/faq/nmc-clinical-shifts-needed").text
    assert "Changed in the last" not in over_time("2026-12-09").get("/embed/v1/faq/nmc-clinical-shifts-needed").text


def test_what_was_withdrawn_is_not_told_any_more(over_time: Callable[[str], FlaskClient]) -> None:
    before = over_time("2026-11-22").get("/embed/v1/faq/nmc-annual-fee").text
    after = words(frame(over_time("2027-03-01").get("/embed/v1/faq/nmc-annual-fee")))
    lead = re.search(r'class="sr-answer"><p>(.{30})', before)
    assert lead and lead[1] not in after
    assert "/guidance/nmc/fees" in after


def test_an_answer_whose_passage_changed_says_that_it_is_being_rechecked(over_time: Callable[[str], FlaskClient]) -> None:
    for address in ("/embed/v1/answer/nurse/clinical", "/embed/v1/faq/nmc-how-many-hours"):
        early, late = (words(frame(over_time(day).get(address))) for day in ("2026-12-31", "2027-01-01"))
        assert "Being re-checked." not in early
        assert "Being re-checked." in late and "Confirm with the NMC before you act." in late
    assert "Changed in the last 30 days, on 1 January 2027" in words(frame(over_time("2027-01-01").get("/embed/v1/answer/nurse/chief-executive")))


@pytest.mark.parametrize("address", [HOURS, "/embed/v1/faqs?regulator=nmc", "/embed/v1/answer/nurse/chief-executive", "/embed/v1/faq/nothing"])
def test_a_frame_that_has_not_changed_is_not_sent_again(client: FlaskClient, address: str) -> None:
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and not again.data
    assert "frame-ancestors 'self' https:" in again.headers["Content-Security-Policy"]


def test_lines_of_owners_faults_and_unknown_ids_fill_no_memory(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("embedding.routes.KEPT", Recent(1))
    first = client.get(HOURS).data
    for number in range(3):
        for address in (f"{HOURS}?note={number}", f"{HOURS}?x{number}=1", f"{HOURS}?theme=dark", f"/embed/v1/faq/nothing-{number}"):
            client.get(address)
    monkeypatch.setattr("embedding.routes.show", lambda *_: pytest.fail("it was pushed out, and is made anew"))
    assert client.get(HOURS).data == first


def test_markup_classes_stay(client: FlaskClient, over_time: Callable[[str], FlaskClient]) -> None:
    pages = [client.get(f"{HOURS}?note=x&y=1").text, client.get("/embed/v1/faqs?regulator=nmc").text, client.get("/embed/v1/answer/doctor/leave").text]
    pages.append(over_time("2026-12-10").get("/embed/v1/faq/nmc-clinical-shifts-needed").text)
    found = {name for text in pages for tag in BeautifulSoup(text, "html.parser").find_all(class_=True) for name in tag["class"] if name.startswith("sr-")}
    assert found == CLASSES


def test_only_frames_may_be_framed(app: Flask, client: FlaskClient) -> None:
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.arguments and not policy.is_frame(rule.rule):
            response = client.get(rule.rule)
            assert response.headers["X-Frame-Options"] == "DENY", rule.rule
            assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"], rule.rule
    for address in ("/embed/v1x", "/embed/v2/faq/nmc-how-many-hours", "/nothing", "/faq/nmc-how-many-hours", "/answer/nurse/chief-executive", "/Embed/v1/faqs"):
        assert client.get(address).headers["X-Frame-Options"] == "DENY", address


def test_a_fault_of_ours_can_be_read_in_the_frame_and_seen_by_caches(tmp_path: Path) -> None:
    app = create_app({"STAY_INSTANCE_DIR": str(tmp_path), "STAY_CONTENT_DIR": str(tmp_path / "none"), "STAY_TODAY": "2026-11-22", "STAY_WATCH": False})
    response = app.test_client().get(HOURS)
    assert response.status_code == 503, "so that a cache shows what it had"
    assert "The site is being prepared" in response.text
    assert "X-Frame-Options" not in response.headers and "frame-ancestors 'self' https:" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("https:", "'self' https:"), ("", "'self'"), ("https://*.trust.example https://one.example:8443", "'self' https://*.trust.example https://one.example:8443"),
        ("http://localhost:*", "'self' http://localhost:*"), ("*", None), ("https:; script-src *", None), ("'unsafe-inline'", None), ("javascript:", None),
        ("https://a,b", None), ("https://trust.example/path", None),
    ],
)  # fmt: skip
def test_who_may_frame_us_is_a_setting_that_is_read_strictly(text: str, allowed: str | None) -> None:
    if allowed is None:
        with pytest.raises(ValueError, match="STAY_FRAME_ANCESTORS"):
            create_app({"STAY_FRAME_ANCESTORS": text})
    else:
        assert policy.ancestors(text) == allowed


def test_an_answer_that_is_long_is_told_by_its_summary_in_a_list(library: Library, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    version = library.pages[f"{FAQ}/nmc-how-many-hours"].versions[-1]
    length = len(show(version, library, "http://localhost", TODAY).answer)
    for most, whole in ((length, True), (length - 1, False)):
        monkeypatch.setattr("embedding.routes.KEPT", Recent(4))
        monkeypatch.setattr("embedding.shown.LONGEST_IN_LIST", most)
        said = words(frame(client.get("/embed/v1/faqs?ids=nmc-how-many-hours")))
        assert ("at least 450 hours" in said, version.meta.summary in said) == (whole, not whole)


def test_a_summary_in_place_of_an_answer_says_that_parts_are_to_be_confirmed(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("embedding.shown.LONGEST_IN_LIST", 0)
    unsure, sure = frame(client.get("/embed/v1/faqs?ids=hcpc-chief-executive,gphc-non-practising-register&level=6")).select(".sr-item")
    assert "Parts of the full answer are to be confirmed: confirm with the HCPC." in words(unsure) and "draw on your profession's skills" not in words(unsure)
    assert "to be confirmed" not in words(sure)


def test_a_list_names_who_published_its_sources_and_none_of_our_notes(library: Library, client: FlaskClient) -> None:
    names = {source.publisher for fact in library.corpus.facts for source in fact.sources if source.publisher and source.address}
    for start in range(0, len(FAQS), MOST):
        for line in frame(client.get(f"/embed/v1/faqs?ids={','.join(FAQS[start : start + MOST])}")).select("p.sr-sources"):
            left = line.text.removeprefix("Among its sources: ").removesuffix(".")
            for name in sorted(names, key=len, reverse=True):
                left = left.replace(name, "")
            assert not left.strip("; "), f"no publisher: {left}"


@pytest.mark.parametrize(
    "address",
    [
        HOURS, "/embed", "/changes.atom", "/oembed?url=http://evil.example/faq/nmc-how-many-hours", "/faq/nmc-how-many-hours", "/sitemap.xml", "/embed/v1//x",
        "/embed/links.csv?ids=nmc-annual-fee", "/api/v1/embeds", "/embed/links?ids=nmc-annual-fee", "/embed/v1/faqs?ids=x",
    ],
)  # fmt: skip
def test_a_host_that_somebody_made_up_reaches_nobody_else(app: Flask, address: str) -> None:
    response = app.test_client().get(address, headers={"Host": "evil.example"})
    kept = response.headers["Cache-Control"].startswith("public")
    assert not (kept and "evil.example" in response.text), "a page that caches keep names no host that its asker chose"
    assert "evil.example" not in app.test_client().get(address.replace("evil.example", "localhost")).text
