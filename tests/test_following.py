"""What owners of pages follow: the feed of each embed, and the report of what stands on their pages, over content with what a year may bring."""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from embedding.asked import Embed, Looks
from embedding.builder import codes
from embedding.following.concerning import concerning
from embedding.following.pasted import things
from guidance.building import build_library
from guidance.characters import control
from guidance.library import Library
from guidance.model import FAQ
from rules.tables import build_tables
from rules.telling.changes import Wanted, entries
from rules.telling.feeds import TAG, item
from tests.conftest import TODAY
from tests.host_pages import EMBEDS
from tests.test_pages import inspect

Files = dict[str, bytes]
Days = Callable[[str], FlaskClient]
ATOM = "{http://www.w3.org/2005/Atom}"
SITE = "http://localhost"


# ---- feeds


def feed(client: FlaskClient, address: str) -> dict[str, str]:
    """The entries of a feed, titles by id, as the feed is checked to be one (RFC 4287, sections 4.1.1 and 4.1.2)."""
    response = client.get(address)
    assert (response.status_code, response.mimetype) == (200, "application/atom+xml")
    root = ElementTree.fromstring(response.data)
    found = root.findall(f"{ATOM}entry")
    for node in (root, *found):
        for name in ("id", "title", "updated"):
            [child] = node.findall(f"{ATOM}{name}")
            assert child.text and child.text.strip(), name
        assert "localhost" not in (node.findtext(f"{ATOM}id") or ""), "a move of the site changes no id"
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", node.findtext(f"{ATOM}updated") or "")
        links = [(link.get("rel"), link.get("href", "")) for link in node.findall(f"{ATOM}link")]
        assert "alternate" in [rel for rel, _ in links]
        assert all(href.startswith(f"{SITE}/") for _, href in links)
    told = {node.findtext(f"{ATOM}id") or "": node.findtext(f"{ATOM}title") or "" for node in found}
    assert len(told) == len(found)
    assert root.findtext(f"{ATOM}updated") >= max((node.findtext(f"{ATOM}updated") for node in found), default="")  # type: ignore[operator,type-var]
    return told


def changes(client: FlaskClient, address: str) -> set[str]:
    """The changes that a feed tells: `faq/slug/date`, with `/announced` where they lie ahead."""
    found = {name.removeprefix(f"{TAG}:") for name in feed(client, address)}
    assert not any(name.startswith("tag:") for name in found)
    return found


FEE, EXTENSION, HOURS, SHIFTS = "faq/nmc-annual-fee", "faq/nmc-extension", "faq/nmc-how-many-hours", "faq/nmc-clinical-shifts-needed"
FIRST, PASSAGE = "2026-11-22", "nmc/practice-hours/2027-01-01"
QUESTIONS = [
    pytest.param("nmc-annual-fee", FIRST, {f"{FEE}/{FIRST}", f"{FEE}/withdrawn/2027-03-01/announced"}, id="its own versions, and an end that is announced"),
    pytest.param("nmc-annual-fee", "2027-02-28", {f"{FEE}/{FIRST}", f"{FEE}/withdrawn/2027-03-01/announced"}, id="the day before its end"),
    pytest.param(
        "nmc-annual-fee", "2027-03-01", {f"{FEE}/{FIRST}", f"{FEE}/withdrawn/2027-03-01", f"nmc/fees/{FIRST}"}, id="once withdrawn, what took its place"
    ),
    pytest.param("nmc-yearly-fee", FIRST, {f"{FEE}/{FIRST}", f"{FEE}/withdrawn/2027-03-01/announced"}, id="by an id that it had before"),
    pytest.param(
        "nmc-extension",
        FIRST,
        {f"{EXTENSION}/{FIRST}", f"{EXTENSION}/withdrawn/{FIRST}", f"{FEE}/{FIRST}", f"{FEE}/withdrawn/2027-03-01/announced"},
        id="withdrawn, with the question that took its place",
    ),
    pytest.param(
        "nmc-extension",
        "2027-03-01",
        {f"{EXTENSION}/{FIRST}", f"{EXTENSION}/withdrawn/{FIRST}", f"{FEE}/{FIRST}", f"{FEE}/withdrawn/2027-03-01", f"nmc/fees/{FIRST}"},
        id="along a chain of withdrawals",
    ),
    pytest.param("nmc-how-many-hours", FIRST, {f"{HOURS}/{FIRST}", f"{PASSAGE}/announced"}, id="a passage that it rests on"),
    pytest.param("nmc-how-many-hours", "2027-01-01", {f"{HOURS}/{FIRST}", PASSAGE}, id="on the day on which the passage changes"),
    pytest.param(
        "nmc-clinical-shifts-needed", FIRST, {f"{SHIFTS}/{FIRST}", f"{SHIFTS}/2026-12-10/announced", f"{PASSAGE}/announced"}, id="a minor version of its own"
    ),
    pytest.param(
        "nmc-clinical-shifts-needed",
        "2026-12-10",
        {f"{SHIFTS}/{FIRST}", f"{SHIFTS}/2026-12-10", f"{PASSAGE}/announced"},
        id="on its day, under a name of its own",
    ),
]


@pytest.mark.parametrize(("slug", "day", "told"), QUESTIONS)
def test_the_feed_of_a_question_tells_what_changes_its_answer_and_nothing_else(over_time: Days, slug: str, day: str, told: set[str]) -> None:
    assert changes(over_time(day), f"/embed/v1/faq/{slug}/changes.atom") == told
    assert changes(over_time(day), f"/embed/v1/faqs/changes.atom?ids={slug}") == told


@pytest.mark.parametrize(("profession", "role"), [("nurse", "chief-executive"), ("doctor", "chair"), ("pharmacist", "superintendent")])
def test_the_feed_of_an_answer_tells_what_touches_it(over_time: Days, profession: str, role: str) -> None:
    client = over_time(FIRST)
    told = feed(client, f"/embed/v1/answer/{profession}/{role}/changes.atom")
    assert told == feed(client, f"/changes.atom?profession={profession}&role={role}")
    assert (f"{TAG}:nmc/practice-hours/2027-01-01/announced" in told) == (profession == "nurse")


LISTS = [
    ("regulator=nmc&topic=fees", FIRST, {f"{FEE}/{FIRST}", f"{FEE}/withdrawn/2027-03-01/announced"}),
    ("regulator=nmc&topic=fees", "2027-03-01", {f"{FEE}/withdrawn/2027-03-01"}),
    ("ids=nmc-annual-fee,nmc-clinical-shifts-needed", FIRST, {f"{SHIFTS}/2026-12-10/announced", f"{FEE}/withdrawn/2027-03-01/announced"}),
    ("topic=practice-hours&regulator=nmc&max=20", FIRST, {f"{HOURS}/{FIRST}", f"{PASSAGE}/announced"}),
]


@pytest.mark.parametrize(("query", "day", "told"), LISTS)
def test_the_feed_of_a_list_tells_of_its_questions_and_of_those_that_leave_it(over_time: Days, query: str, day: str, told: set[str]) -> None:
    found = changes(over_time(day), f"/embed/v1/faqs/changes.atom?{query}")
    assert told <= found
    assert not any(name.startswith("faq/hcpc-") for name in found)


def test_a_list_tells_of_a_question_that_joins_it_and_of_a_fact_told_anew(content_files: Files) -> None:
    added = content_files["faqs/nmc-annual-fee/2026-11-22.md"].replace(b"annual fee", b"yearly sum", 1)
    again = re.search(rb'(?s)\[\[fact\]\]\nid = "NMC-14".*?(?=\n\[\[fact\]\])', content_files["evidence/nmc.toml"])
    assert again
    anew = again[0].replace(b'says = "', b'says = "As told anew: ')
    files = {**content_files, "faqs/nmc-yearly-sum/2027-01-10.md": added, "evidence/nmc/2027-02-01-fee.toml": anew}
    (library, _), (tables, _) = build_library(files), build_tables(files)
    embed = Embed(filters={"regulator": "nmc", "topic": "fees"}, most=20)
    told = {entry.id for entry in concerning(embed, library, tables, TODAY)}
    assert {"faq/nmc-yearly-sum/2027-01-10", "evidence/NMC-14/2027-02-01", f"{FEE}/{FIRST}"} <= told
    other = {entry.id for entry in concerning(Embed(filters={"regulator": "hcpc"}), library, tables, TODAY)}
    assert not other & {"faq/nmc-yearly-sum/2027-01-10", "evidence/NMC-14/2027-02-01"}


def test_every_question_has_a_feed_with_its_own_first_version(client: FlaskClient, library: Library) -> None:
    for page in library.corpus.pages:
        if page.collection == FAQ:
            assert f"{page.id}/{page.versions[0].stamp}" in changes(client, f"/embed/v1/faq/{page.slug}/changes.atom")


def test_looks_and_hosts_make_no_other_feed(client: FlaskClient) -> None:
    plain = client.get("/embed/v1/faq/nmc-annual-fee/changes.atom")
    for more in ("theme=dark&level=4&note=Ask+HR", "theme=pink", "colour=blue"):
        assert client.get(f"/embed/v1/faq/nmc-annual-fee/changes.atom?{more}").data == plain.data
    elsewhere = client.get("/embed/v1/faq/nmc-annual-fee/changes.atom", headers={"Host": "stay.example"})
    assert elsewhere.text == plain.text.replace("http://localhost", "http://stay.example")


NO_FEEDS = [
    ("/embed/v1/faq/no-such-question/changes.atom", "no such question"),
    ("/embed/v1/faqs/changes.atom?ids=neither,nor", "no such question"),
    ("/embed/v1/faqs/changes.atom?regulator=nhs", "“nhs” is not a regulator"),
    ("/embed/v1/answer/nurse/pirate/changes.atom", "no such question or answer"),
    ("/embed/v1/answer/dentist/chair/changes.atom", "no such question or answer"),
    ("/embed/v1/some/thing/else/changes.atom", "no embed at /embed/v1/some/thing/else"),
    ("/embed/v1/<b>&/changes.atom", "no embed at"),
]


@pytest.mark.parametrize(("address", "said"), NO_FEEDS)
def test_a_feed_of_nothing_says_so_in_an_entry(client: FlaskClient, address: str, said: str) -> None:
    [(_, title)] = feed(client, address).items()
    assert title == "This feed follows nothing"
    summary = ElementTree.fromstring(client.get(address).data).findtext(f"{ATOM}entry/{ATOM}summary") or ""
    assert said in summary
    assert "Make the code of the embed anew" in summary


# ---- the report


def table(client: FlaskClient, ids: str = "") -> list[dict[str, str]]:
    """The report as a spreadsheet reads it."""
    response = client.get("/embed/links.csv", query_string={"ids": ids} if ids else {})
    assert (response.status_code, response.mimetype) == (200, "text/csv")
    return list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"), newline="")))


def twin(client: FlaskClient, ids: str = "") -> Any:
    response = client.get("/api/v1/embeds", query_string={"ids": ids} if ids else {})
    assert response.status_code == 200
    return response.get_json()


CASES = [
    ("nmc-annual-fee", FIRST, {"Id": "nmc-annual-fee", "Kind": "question", "State": "in force", "In force since": FIRST, "Last checked": FIRST,
        "Next check by": "2027-02-22", "Page": f"{SITE}/faq/nmc-annual-fee", "Embed": f"{SITE}/embed/v1/faq/nmc-annual-fee",
        "Feed": f"{SITE}/embed/v1/faq/nmc-annual-fee/changes.atom", "Changed in the last 30 days": "", "Being re-checked": "", "Withdrawn on": "",
        "Remark": "It ends on 1 March 2027. The fee has a page of its own.", "As of": FIRST}),
    ("nmc-annual-fee", "2027-03-01", {"State": "withdrawn", "Withdrawn on": "2027-03-01", "Why": "The fee has a page of its own.", "Replaced by": "nmc/fees",
        "Page of that": f"{SITE}/guidance/nmc/fees"}),
    ("nmc-extension", FIRST, {"State": "withdrawn", "Why": "It was asked no more.", "Replaced by": "nmc-annual-fee",
        "Page of that": f"{SITE}/faq/nmc-annual-fee"}),
    ("nmc-yearly-fee", FIRST, {"Id": "nmc-yearly-fee", "State": "moved", "Replaced by": "nmc-annual-fee", "Page": f"{SITE}/faq/nmc-annual-fee",
        "Embed": f"{SITE}/embed/v1/faq/nmc-annual-fee", "Title": "How much is the annual fee, and is it going up?",
        "Remark": "It has had another id since 22 November 2026. The NMC speaks of an annual fee. It ends on 1 March 2027. The fee has a page of its own."}),
    ("nmc-longer", FIRST, {"State": "moved", "Replaced by": "nmc-extension", "Withdrawn on": FIRST}),
    ("nmc-clinical-shifts-needed", FIRST, {"State": "in force",
        "Remark": "A change is announced for 10 December 2026. Says first that no shift is asked for."}),
    ("nmc-clinical-shifts-needed", "2027-01-09", {"In force since": "2026-12-10", "Changed in the last 30 days": "2026-12-10",
        "What changed": "Says first that no shift is asked for."}),
    ("nmc-clinical-shifts-needed", "2027-01-10", {"Changed in the last 30 days": "", "What changed": ""}),
    ("nmc-how-many-hours", "2026-12-31", {"Being re-checked": ""}),
    ("nmc-how-many-hours", "2027-01-01", {"Being re-checked": "A passage that this answer rests on has changed since we checked it. We are re-checking it."}),
    ("nmc-how-many-hours", "2027-05-23", {"Remark": "The date for checking it again has passed."}),
    ("answer/nurse/chief-executive", FIRST, {"Id": "answer/nurse/chief-executive", "Kind": "answer", "State": "in force", "Being re-checked": "",
        "Title": "Can a nurse stay registered as a chief executive?", "Page": f"{SITE}/answer/nurse/chief-executive",
        "Embed": f"{SITE}/embed/v1/answer/nurse/chief-executive", "Feed": f"{SITE}/embed/v1/answer/nurse/chief-executive/changes.atom"}),
    ("answer/nurse/chief-executive", "2027-01-01", {"Changed in the last 30 days": "2027-01-01"}),
    ("no-such-question", FIRST, {"Asked for": "no-such-question", "State": "unknown", "Id": "", "Remark": "We have no such question or answer."}),
    ("https://elsewhere.example/faq/nmc-annual-fee", FIRST, {"State": "unknown", "Remark": "That is no address of this site."}),
    ("answer/dentist/chair", FIRST, {"State": "unknown"}),
    ("=1+1", FIRST, {"Asked for": "'=1+1", "State": "unknown"}),
    ("/embed/v1/faqs?role=chair&country=wales&topic=research&regulator=gphc", FIRST, {"Kind": "list", "State": "unknown",
        "Remark": "No question fits all of these filters today."}),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "day", "holds"), CASES)
def test_each_state_is_told_with_its_dates(over_time: Days, asked: str, day: str, holds: dict[str, str]) -> None:
    [line] = table(over_time(day), asked)
    assert {name: line[name] for name in holds} == holds


def test_without_a_name_every_question_is_told_moved_and_withdrawn_ones_too(over_time: Days) -> None:
    client = over_time(FIRST)
    library = client.application.extensions["current"].release().library
    lines = table(client)
    slugs = {page.slug for page in library.corpus.pages if page.collection == FAQ}
    assert [line["Id"] for line in lines] == sorted(slugs | {"nmc-yearly-fee", "hcpc-pause", "nmc-longer"})
    assert {line["State"] for line in lines} == {"in force", "withdrawn", "moved"}
    assert {line["Digest of the content"] for line in lines} == {library.digest}


WAYS = [
    "nmc-annual-fee",
    "faq/nmc-annual-fee",
    "/faq/nmc-annual-fee",
    "http://localhost/faq/nmc-annual-fee",
    "https://localhost/faq/nmc-annual-fee/2026-11-22",
    "localhost/embed/v1/faq/nmc-annual-fee?theme=dark",
    "http://localhost/embed/v1/faq/nmc-annual-fee?note=Ask%20HR&web=1",
]


@pytest.mark.parametrize("way", WAYS)
def test_a_question_may_be_named_in_whatever_way_it_stands_on_a_page(client: FlaskClient, way: str) -> None:
    [line] = table(client, way)
    assert (line["Asked for"], line["Id"], line["State"]) == (way, "nmc-annual-fee", "in force")


def test_what_is_named_is_told_in_its_order_and_a_list_by_its_questions(client: FlaskClient) -> None:
    whole = "http://localhost/embed/v1/faqs?ids=nmc-extension,gphc-chief-executive,none&theme=dark"
    lines = table(client, f"gone,answer/nurse/chair,{whole},answer/doctor/chair nmc-annual-fee\nhttp://localhost/embed/v1/faqs?regulator=hcpc&max=2")
    assert [line["Id"] for line in lines[:7]] == [
        "", "answer/nurse/chair", "nmc-extension", "gphc-chief-executive", "none", "answer/doctor/chair", "nmc-annual-fee",
    ]  # fmt: skip
    assert [line["State"] for line in lines[:5]] == ["unknown", "in force", "in force", "in force", "unknown"]
    assert {line["Asked for"] for line in lines[2:5]} == {whole}
    assert len(lines) == 9


@pytest.mark.parametrize("name", EMBEDS)
def test_a_pasted_code_is_found_again(client: FlaskClient, name: str) -> None:
    embed = EMBEDS[name]
    lines = [table(client, made) for made in (codes.plain(embed, SITE), codes.iframe(embed, SITE, "An “answer”"), codes.element(embed, SITE, "<b>"))]
    assert all({line["State"] for line in each} == {"in force"} for each in lines)
    ids = [[line["Id"] for line in each] for each in lines]
    assert ids[0] == ids[1] == ids[2]
    assert len(ids[0]) == (1 if embed.single or embed.answer else embed.most)


ELEMENT = (
    '<p>See</p><stay-registered-faq faqs="nmc-annual-fee, gphc-chief-executive" theme="dark"></stay-registered-faq><stay-registered-faq answer="nurse/chair">'
)


NAMELESS = "Nothing here names a question, an answer or an address."
PASTED = [
    ("<p>No address of ours</p>", [("", "unknown", NAMELESS)]),
    (",", [("", "unknown", NAMELESS)]),
    ("<![if !supportEmptyParas]><a href='/faq/gphc-chief-executive'>x</a><![endif]>", [("gphc-chief-executive", "in force", "")]),
    ("<<![a>![b]> http://localhost/embed/v1/faq/gphc-chief-executive", [("gphc-chief-executive", "in force", "")]),
    ('<iframe src="https://video.example/1"></iframe>', [("", "unknown", "That is no address of this site.")]),
    ("<!-- <a href='/faq/nmc-annual-fee'>x</a> --><A\nHREF=/faq/gphc-chief-executive>x</A><abbr>", [("gphc-chief-executive", "in force", "")]),
    ("<p>Frame: http://localhost/embed/v1/faq/gphc-chief-executive?theme=dark&amp;level=3</p>", [("gphc-chief-executive", "in force", "")]),
    ("<iframe width=1 src=/faq/nmc-annual-fee <a href='/faq/gphc-chief-executive'>", [("gphc-chief-executive", "in force", "")]),
]


@pytest.mark.parametrize(("text", "told"), PASTED)
def test_a_piece_of_a_page_is_read_for_what_it_names(client: FlaskClient, text: str, told: list[tuple[str, str, str]]) -> None:
    assert [(line["Id"], line["State"], line["Remark"]) for line in table(client, text)] == told


ENDLESS = ["<a ", "<!--", "<", "</", "<?", '<a href="', "<a b", "<a\n\t", "<a x='", "<a x='>", "<!-- >", "<a =", "a,", "?ids=,/", "<p>&#1"]


@pytest.mark.parametrize("piece", ENDLESS)
def test_reading_costs_no_more_the_worse_a_paste_is_broken(piece: str) -> None:
    """60 kB, the most that a server takes in an address, in which nothing ends: a reader that looks for the end again and again needs minutes."""
    began = time.process_time()
    things((piece * 60_000)[:60_000] + "<")
    assert time.process_time() - began < 2


def test_an_element_without_a_frame_is_read_by_its_attributes(client: FlaskClient) -> None:
    assert [line["Id"] for line in table(client, ELEMENT)] == ["nmc-annual-fee", "gphc-chief-executive", "answer/nurse/chair"]


def test_fifty_things_are_looked_up_and_the_rest_is_told(client: FlaskClient) -> None:
    lines = table(client, ",".join(f"name-{number}" for number in range(53)))
    assert len(lines) == 51
    assert lines[-1]["Remark"] == "50 can be looked up at once; 3 more were named."


TOLD_FACTS = [
    ("/embed/v1/answer/nurse/chair?cpd_hours=17", "in force"),
    ("/answer/nurse/chair/letter/nmc-readmission?cpd_hours=17", "unknown"),
    ("/api/v1/answer?profession=nurse&role=chair&cpd_hours=17", "unknown"),
    ("/plan?cpd_hours=17", "unknown"),
    ("https://elsewhere.example/answer/nurse/chair?cpd_hours=17", "unknown"),
    ("elsewhere.example/answer/nurse/chair?cpd_hours=17", "unknown"),
    (f"/answer/nurse/chair?cpd_hours=17{'&x=' * 50}", "unknown"),
]


@pytest.mark.parametrize(("asked", "state"), TOLD_FACTS)
def test_facts_are_not_shown_back_whatever_address_tells_them(client: FlaskClient, asked: str, state: str) -> None:
    for address in ("/embed/links.csv", "/api/v1/embeds"):
        response = client.get(address, query_string={"ids": asked})
        assert response.headers["Cache-Control"] == "private, no-store"
        assert "cpd_hours" not in response.text
    assert table(client, asked)[0]["State"] == state


@pytest.mark.parametrize("asked", ["/embed/v1/answer/nurse/chair?theme=dark&web=1", "/answer/nurse/chair?on=2027-01-01", "/embed/v1/faqs?regulator=nhs"])
def test_an_address_that_tells_nobodys_facts_is_shown_back(client: FlaskClient, asked: str) -> None:
    assert table(client, asked)[0]["Asked for"] == asked


def test_an_id_that_nobody_has_is_shown_back_short_and_harmless(client: FlaskClient) -> None:
    _, line = table(client, f"/embed/v1/faqs?ids=nmc-annual-fee,%00%E2%80%AE{'x' * 500}")
    assert set(line["Id"]) == {"x"} and len(line["Id"]) < 100


def test_facts_of_a_person_are_neither_kept_nor_shown_back(client: FlaskClient) -> None:
    asked = "http://localhost/answer/nurse/chief-executive?cpd_hours=17"
    for address in ("/embed/links.csv", "/embed/links", "/api/v1/embeds"):
        response = client.get(address, query_string={"ids": asked})
        assert response.headers["Cache-Control"] == "private, no-store"
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert "facts of a person" in response.text
    [line] = table(client, asked)
    assert (line["Asked for"], line["State"]) == ("", "unknown")


def test_the_twin_tells_what_the_table_tells(over_time: Days) -> None:
    client = over_time("2027-01-01")
    ids = "nmc-extension,nmc-yearly-fee,nmc-how-many-hours,nmc-clinical-shifts-needed,answer/nurse/chief-executive,none"
    told = twin(client, ids)
    for line, other in zip(table(client, ids), told["embeds"], strict=True):
        flat = {
            "Asked for": other["asked"], "Id": other["id"], "Kind": other["kind"], "Title": other["title"], "State": other["state"], "Page": other["url"],
            "Embed": other["embed"], "Feed": other["feed"], "In force since": other["in_force_from"], "Last checked": other["checked"],
            "Next check by": other["next_check"], "Being re-checked": other["recheck"], "Remark": other["remark"], "As of": told["on"],
            "Digest of the content": told["digest"],
            "Changed in the last 30 days": (other["changed"] or {}).get("on"), "What changed": (other["changed"] or {}).get("change"),
            "Withdrawn on": (other["withdrawn"] or {}).get("on"), "Why": (other["withdrawn"] or {}).get("reason"),
            "Replaced by": (other["replaced_by"] or {}).get("id"), "Page of that": (other["replaced_by"] or {}).get("url"),
        }  # fmt: skip
        assert {name: value or "" for name, value in flat.items()} == line


@pytest.mark.parametrize(
    ("query", "told"), [("id=nmc-annual-fee", []), ("colour=blue&ids=nmc-annual-fee", ["nmc-annual-fee"]), ("ids=a&ids=nmc-annual-fee", ["nmc-annual-fee"])]
)
def test_what_means_nothing_is_told_and_is_not_taken_for_a_wish_for_everything(client: FlaskClient, query: str, told: list[str]) -> None:
    response = client.get(f"/embed/links.csv?{query}")
    assert response.status_code == 200
    fault, *lines = csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"), newline=""))
    assert fault["State"] == "unknown"
    assert fault["Remark"].endswith(("means nothing here.", "stands twice."))
    assert [line["Id"] for line in lines] == told
    page = client.get(f"/embed/links?{query}")
    assert page.status_code == 200
    assert fault["Remark"] in page.text
    assert ("nmc-extension" in page.text) is False


@given(
    text=st.text(max_size=80)
    | st.lists(st.sampled_from(["nmc-annual-fee", ",", " ", "<", ">", "/", "?ids=", "http://", "answer/", "\n", '"', "localhost", "<![", "]>", "<!"])).map(
        "".join
    )
)
@settings(max_examples=150, deadline=None)
def test_whatever_is_pasted_gives_a_table(app_client: FlaskClient, text: str) -> None:
    lines = table(app_client, text)
    assert len(lines) == len(twin(app_client, text)["embeds"])
    page = app_client.get("/embed/links", query_string={"ids": text})
    assert page.status_code == 200
    assert control(page.text) is None


@pytest.fixture(scope="module")
def app_client(app: Any) -> FlaskClient:
    """One reader for many requests."""
    found: FlaskClient = app.test_client()
    return found


@given(st.text())
def test_each_thing_is_named_once(text: str) -> None:
    found, left = things(text)
    assert len(found) == len(set(found)) <= 50
    assert left >= 0


@pytest.mark.parametrize("query", ["", "?ids=nmc-annual-fee+none+answer/nurse/chair", "?ids=%3Cscript%3Ealert(1)%3C/script%3E", "?colour=blue"])
def test_the_page_for_people_is_sound(client: FlaskClient, query: str) -> None:
    response = client.get(f"/embed/links{query}")
    inspect(response.text, query)
    assert "<script>alert" not in response.text
    assert response.headers["X-Frame-Options"] == "DENY"


def test_the_page_names_no_host_that_somebody_forged(client: FlaskClient) -> None:
    assert "evil.example" not in client.get("/embed/links", headers={"Host": "evil.example"}).text


def test_a_reader_of_both_feeds_sees_a_change_once(client: FlaskClient, library: Library) -> None:
    """The same change has the same id in every feed of ours."""
    tables = client.application.extensions["current"].release().tables
    embed = Embed(ids=("nmc-annual-fee",), single=True, looks=Looks(theme="dark"))
    own = {item(entry, library, SITE).id for entry in concerning(embed, library, tables, TODAY)}
    assert own <= {item(entry, library, SITE).id for entry in entries(library, tables, TODAY) if Wanted().takes(entry)}
    assert own == feed(client, "/embed/v1/faq/nmc-annual-fee/changes.atom").keys()
