"""Suggestions: what is suggested for what is typed so far, in which order, on which date, and how it is told as JSON and as a page."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from search import analysis
from search.prefixes import WordSets, as_bits, members
from search.spelling import Speller
from search.suggestions import MOST, Suggested, Suggester
from search.synonyms import load_thesaurus
from tests.miniature_search import PAGES, SYNONYMS, TODAY, library, page, version

LIBRARY = library()
WORDS = {"hours": 30, "executive": 30, "licence": 30, "revalidation": 30, "seats": 30}
SMALL = Suggester(LIBRARY, load_thesaurus(SYNONYMS)[0], Speller(WORDS))
BITS = [
    "nurse",
    "nu",
    "ceo",
    "chief ",
    "ex",
    " ",
    "-",
    '"',
    "regulator:nmc",
    "title:",
    "é",
    "\u202e",
    "\x00",
    "'",
    "hours",
    "can i ",
    "PA",
    "450",
    "\ud800",
    "dentist",
]
ANY = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(BITS), max_size=20).map("".join))


def texts(found: Suggested, kind: str = "") -> list[str]:
    return [item.text for item in found.suggestions if kind in ("", item.kind)]


@given(ANY)
def test_any_text_gets_eight_suggestions_at_most_and_always_the_same(typed: str) -> None:
    found = SMALL.suggest(typed, TODAY)
    assert len(found.suggestions) <= MOST == 8
    assert found == Suggester(LIBRARY, load_thesaurus(SYNONYMS)[0], Speller(WORDS)).suggest(typed, TODAY)
    kinds = [item.kind for item in found.suggestions]
    assert kinds == ["answer"] * kinds.count("answer") + [kind for kind in kinds if kind != "answer"]
    assert len({item.url for item in found.suggestions}) == len(found.suggestions)
    assert len(found.query) <= 100 and all(item.url.startswith("/") for item in found.suggestions)


@given(st.lists(st.sets(st.integers(0, 60)), max_size=30), st.text(st.characters(codec="ascii"), max_size=3))
def test_sets_hold_the_same_as_a_scan_of_all_words(things: list[set[int]], start: str) -> None:
    named = [[f"{'abc'[number % 3]}{number}" for number in thing] for thing in things]
    sets = WordSets(named)
    assert list(members(sets.beginning(start))) == [place for place, words in enumerate(named) if any(word.startswith(start) for word in words)]
    assert list(members(sets.exactly("a3"))) == [place for place, words in enumerate(named) if "a3" in words]


@given(st.sets(st.integers(0, 5000)))
def test_a_set_of_numbers_comes_back_in_order(numbers: set[int]) -> None:
    assert list(members(as_bits(numbers))) == sorted(numbers)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("nurse ceo", "Can a nurse stay registered as a chief executive?"),
        ("ceo nurse", "Can a nurse stay registered as a chief executive?"),
        ("nur chief ex", "Can a nurse stay registered as a chief executive?"),
        ("executive chief nurs", "Can a nurse stay registered as a chief executive?"),
        ("physio ceo", "Can a physiotherapist stay registered as a chief executive?"),
        ("can a nurse stay registered as medical dir", "Can a nurse stay registered as a medical director?"),
        ("chief nurse", "Can a nurse stay registered as a chief nurse?"),
        ("who signs", "Your confirmer (Who signs)"),
        ("how many", "How many hours (Practice hours)"),
        ("counts what", "What counts (Practice hours)"),
        ("hours nmc abroad", "Hours abroad (Practice hours)"),
        ("confirmer", "Your confirmer (Who signs)"),
        ("seats", "Reserved seats (Board seats)"),
        ("dubai", "Hours abroad (Practice hours)"),
        ("keeping the licences", "Keep the licence (Licence to practise)"),
    ],
)
def test_the_first_suggestion(typed: str, first: str) -> None:
    assert texts(SMALL.suggest(typed, TODAY))[0] == first


def test_an_answer_leads_to_the_answer_and_is_of_the_professions_regulator() -> None:
    first = SMALL.suggest("physio ceo", TODAY).suggestions[0]
    assert (first.kind, first.url, first.regulator, first.label) == ("answer", "/answer/physiotherapist/chief-executive", "nmc", "NMC")


def test_letters_with_two_meanings_offer_both_and_another_register_gets_no_answer() -> None:
    assert {item.url for item in SMALL.suggest("md nurse", TODAY).suggestions if item.kind == "answer"} == {"/answer/nurse/medical-director"}
    assert texts(SMALL.suggest("p", TODAY), "answer") and texts(SMALL.suggest("physi", TODAY), "answer")
    assert texts(SMALL.suggest("dentist ceo", TODAY), "answer") == []
    assert texts(SMALL.suggest("wombat ceo", TODAY), "answer") == []


def test_questions_come_before_sections_and_are_named_once() -> None:
    found = SMALL.suggest("chief executive", TODAY)
    rest = [item for item in found.suggestions if item.kind != "answer"]
    assert (rest[0].kind, rest[0].text, rest[0].url) == ("faq", "Can I stay registered as a chief executive?", "/faq/nmc-ceo")
    assert len(texts(found, "faq")) == 1
    assert texts(SMALL.suggest("detail", TODAY)) == ["Can I stay registered as a chief executive?"], "found by a heading inside it"


def test_whoever_names_a_profession_is_led_to_its_regulator_alone() -> None:
    assert {item.regulator for item in SMALL.suggest("doctor hours", TODAY).suggestions} <= {"gmc", "context"}
    assert {item.regulator for item in SMALL.suggest("regulator:gmc licence", TODAY).suggestions} == {"gmc"}


@pytest.mark.parametrize(
    ("day", "heading", "there"),
    [
        (date(2026, 6, 1), "All of it (Withdrawn page)", False),
        (date(2026, 5, 31), "All of it (Withdrawn page)", True),
        (date(2024, 1, 1), "What counts (Practice hours)", False),
        (date(2025, 4, 1), "What counts (Practice hours)", True),
        (date(2027, 1, 1), "What counts (Practice hours)", False),
    ],
)
def test_only_what_is_in_force_on_the_date_is_suggested(day: date, heading: str, there: bool) -> None:
    assert (heading in texts(SMALL.suggest(heading.split(" (")[0], day))) is there


def test_a_misspelt_word_is_mended_and_an_unfinished_one_is_not() -> None:
    assert SMALL.suggest("execuitve nurse", TODAY).did_you_mean == "executive nurse"
    assert SMALL.suggest("execu", TODAY).did_you_mean is None
    assert SMALL.suggest("revalidatio", TODAY).did_you_mean is None


def test_hostile_titles_and_hostile_words_stay_text() -> None:
    odd = page(version("nmc", "odd", date(2025, 1, 1), {"a": ('<b>Bold</b> & "quoted" heading', "Text.")}, title="<script>alert(1)</script>"))
    found = Suggester(library((*PAGES, odd), "digest-2")).suggest("bold", TODAY)
    assert texts(found)[-1] == '<b>Bold</b> & "quoted" heading (<script>alert(1)</script>)'


def test_an_empty_site_suggests_nothing() -> None:
    assert Suggester().suggest("nurse", TODAY) == Suggested("nurse")


# Over the real content


def told(client: FlaskClient, **query: str) -> dict[str, object]:
    response = client.get("/api/v1/suggest", query_string=query)
    assert response.status_code == 200
    found: dict[str, object] = response.get_json()
    return found


@pytest.mark.parametrize(
    ("typed", "urls"),
    [
        ("physio ceo", ["/answer/physiotherapist/chief-executive"]),
        ("pharmacist chair", ["/answer/pharmacist/chair"]),
        ("podiatrist non exec", ["/answer/podiatrist/non-executive-director"]),
        ("reval", ["/faq/leaders-missed-deadline"]),
        ("missed dead", ["/faq/leaders-missed-deadline", "/faq/gphc-missed-the-deadline", "/faq/hcpc-missed-deadline"]),
        ("nmc hrs ceo", ["/faq/nmc-count-all-chief-executive-hours"]),
        ("who signs me off when i run the trust", ["/faq/leaders-who-signs-for-a-chief-executive"]),
        ("pa ceo", ["/answer/physician-associate/chief-executive", "/answer/anaesthesia-associate/chief-executive"]),
    ],
)
def test_what_real_people_type_is_suggested(client: FlaskClient, typed: str, urls: list[str]) -> None:
    found = [item["url"] for item in told(client, q=typed)["suggestions"]]  # type: ignore[attr-defined]
    assert set(urls) <= set(found)


@pytest.mark.parametrize("typed", ["social worker", "social worker chief executive", "public health specialist ceo", "dentist ceo", "non-clinical manager"])
def test_another_registers_profession_gets_no_answer_of_ours(client: FlaskClient, typed: str) -> None:
    assert [item for item in told(client, q=typed)["suggestions"] if item["kind"] == "answer"] == []  # type: ignore[attr-defined]


def test_every_suggestion_leads_to_a_page_and_a_section_of_it(client: FlaskClient) -> None:
    asked = ["nurse", "doctor chair", "hours", "fee", "what counts", "licence", "can i", "evidence", "board", "context", "pharmacist ceo", "abroad"]
    found = {item["url"] for typed in asked for day in ("", "2026-12-10") for item in told(client, q=typed, on=day)["suggestions"]}  # type: ignore[attr-defined]
    assert len(found) > 60
    for url in sorted(found):
        path, _, anchor = url.partition("#")
        response = client.get(path)
        assert response.status_code == 200, url
        assert not anchor or f'id="{anchor}"' in response.text, url


def test_the_contract(client: FlaskClient) -> None:
    found = told(client, q="  physio   ceo ")
    assert found.keys() == {"query", "suggestions", "did_you_mean"}
    assert found["query"] == "physio ceo" and found["did_you_mean"] is None
    first = found["suggestions"][0]  # type: ignore[index]
    assert first.keys() == {"text", "kind", "regulator", "label", "url"}
    assert (first["kind"], first["regulator"], first["label"]) == ("answer", "hcpc", "HCPC")
    assert told(client) == {"query": "", "suggestions": [], "did_you_mean": None}
    response = client.get("/api/v1/suggest?q=nurse")
    assert "public" in response.headers["Cache-Control"] and response.headers["ETag"]
    assert client.get("/api/v1/suggest?q=nurse&page=2").status_code == 400
    assert client.get("/api/v1/suggest?q=nurse&on=tomorrow").status_code == 400


def test_another_date_stands_in_the_addresses(client: FlaskClient) -> None:
    found = told(client, q="fees hcpc", on="2026-12-10")["suggestions"]
    assert found and all("?on=2026-12-10" in item["url"].partition("#")[0] for item in found)  # type: ignore[attr-defined]


def test_a_version_that_is_announced_is_suggested_from_its_day(site: Callable[[str], Flask]) -> None:
    now, then = (site(day).test_client() for day in ("2026-11-22", "2026-12-10"))
    assert told(now, q="posts registration gphc") and told(then, q="posts registration gphc")
    ahead = {item["url"] for item in told(now, q="posts registration gphc", on="2026-12-10")["suggestions"]}  # type: ignore[attr-defined]
    assert {url.replace("?on=2026-12-10", "") for url in ahead} == {item["url"] for item in told(then, q="posts registration gphc")["suggestions"]}  # type: ignore[attr-defined]


@pytest.mark.parametrize("typed", ["physio ceo", "execuitve", "zzzqqq", "", "<script>alert(1)</script>", "\u202eceo", "a" * 5000])
def test_the_page_shows_the_same_and_escapes_what_was_typed(client: FlaskClient, typed: str) -> None:
    response = client.get("/search/suggest", query_string={"q": typed})
    assert response.status_code == 200
    shown = re.findall(r'<li><a href="([^"]+)">([^<]+)</a>', response.text.split('<div class="results">')[1].split("</main>")[0])
    listed = sorted((item["kind"], item["url"], item["text"]) for item in told(client, q=typed)["suggestions"])  # type: ignore[attr-defined]
    assert sorted((html.unescape(url), html.unescape(text)) for url, text in shown) == sorted((url, text) for _, url, text in listed)
    assert '<meta name="robots" content="noindex">' in response.text
    assert "<script>" not in response.text


def test_the_results_page_leads_to_the_suggestions(client: FlaskClient) -> None:
    assert 'href="/search/suggest?q=physio+ceo"' in client.get("/search?q=physio+ceo").text


def test_no_word_of_ours_is_ever_mended(app: Flask) -> None:
    with app.test_request_context():
        aids = app.extensions["current"].release().aids
    ours = {*aids.speller.vocabulary, *aids.thesaurus.known()}
    wordings = [wording for targets in aids.thesaurus.targets.values() for target in targets for wording in target.wordings]
    ours |= {word for wording in wordings for word in wording}
    assert len(ours) > 3000
    assert [word for word in sorted(ours) if aids.speller.mend(word) is not None or aids.speller.correct(word) is not None] == []


@settings(deadline=None)
@given(data=st.data())
def test_a_text_of_words_of_ours_is_never_mended(app: Flask, data: st.DataObject) -> None:
    aids = app.extensions["current"].release().aids
    words = data.draw(st.lists(st.sampled_from(sorted(aids.speller.vocabulary)), min_size=1, max_size=8))
    typed = " ".join(words)
    assert aids.speller.correct(typed) is None
    assert aids.suggester.suggest(typed[: 100 if len(typed) <= 100 else typed.rfind(" ", 0, 100)], date(2026, 11, 22)).did_you_mean is None
    assert analysis.words(typed)
