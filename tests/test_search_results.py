"""The page of results: titles, addresses, snippets, facets, messages and JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.aids import Aids, read_aids
from search.engine import Index, build
from search.query import Filters, State, parse
from search.results import ResultPage, find
from tests.miniature_search import SYNONYMS, TODAY, library

LIBRARY = library()
BEST = b'[[best]]\nqueries = ["seats of boards"]\npage = "gmc/licence"\nreason = "to see it pinned"\n'


class Desk:
    """An open index with its aids."""

    def __init__(self, index: Index, aids: Aids) -> None:
        self.index = index
        self.aids = aids

    def find(self, text: str, status: State = "current", **narrowed: tuple[str, ...]) -> ResultPage:
        return find(self.index, LIBRARY, parse(text, on=TODAY, filters=Filters(status=status, **narrowed)), self.aids)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("index") / "one"
    build(LIBRARY, folder)
    index = Index(folder, LIBRARY)
    aids, issues = read_aids({"search/synonyms.toml": SYNONYMS, "search/best-answers.toml": BEST}, LIBRARY, TODAY, index.vocabulary())
    assert issues == []
    yield Desk(index, aids)
    index.close()


def test_a_result_tells_where_it_stands(desk: Desk) -> None:
    first = desk.find("450 hours").results[0]
    assert (first.title, first.heading, first.regulator, first.kind) == ("Practice hours", "How many hours", "nmc", "guidance")
    assert (first.url, first.status, first.in_force_from) == ("/guidance/nmc/hours#how-many", "in-force", "2025-04-01")
    assert "<mark>450 hours</mark>" in first.snippet


def test_versions_not_in_force_have_dated_addresses(desk: Desk) -> None:
    assert [item.url for item in desk.find("zebra", status="announced").results] == ["/guidance/nmc/hours/2027-01-01#how-many"]
    assert desk.find("nmc ceo stay").results[0].url == "/faq/nmc-ceo#answer"


def test_hostile_text_of_a_page_is_escaped(desk: Desk) -> None:
    shown = desk.find('"alert"').results[0].snippet
    assert "<script" not in shown and "&lt;script&gt;" in shown


def test_a_misspelt_word_is_mended_and_said(desk: Desk) -> None:
    found = desk.find("execuitve hours")
    assert found.did_you_mean == "executive hours" and "executive hours" in found.message and found.total
    assert desk.find("executive hours").did_you_mean is None


def test_unknown_words_are_left_out_and_said(desk: Desk) -> None:
    assert "“wombat”" in desk.find("wombat hours").message
    nothing = desk.find("wombat")
    assert nothing.total == 0 and nothing.message == "We have nothing on this."
    assert "filters" in desk.find("seats", regulator=("gmc",), kind=("faq",)).message


def test_words_are_recognised_and_their_regulator_comes_first(desk: Desk) -> None:
    found = desk.find("doctor hours")
    assert found.intent.profession == "doctor"
    places = [item.regulator == "nmc" for item in found.results]
    assert places == sorted(places) and True in places


def test_a_synonym_finds_what_it_stands_for(desk: Desk) -> None:
    assert desk.find("confirmer").results[0].url == "/guidance/nmc/signing#confirmer"
    assert desk.find("dubai").results[0].anchor == "abroad"


def test_best_answers_come_first(desk: Desk) -> None:
    assert desk.find("boards, seats").results[0].page == "gmc/licence"


def test_facets_are_named_counted_and_chosen(desk: Desk) -> None:
    facets = {facet.name: facet.values for facet in desk.find("hours", regulator=("nmc",)).facets}
    chosen = next(value for value in facets["regulator"] if value.value == "nmc")
    assert (chosen.label, chosen.selected) == ("NMC", True)
    assert {value.value for value in facets["kind"]} == {"guidance", "faq"}
    assert [value.label for value in facets["status"]] == ["In force", "Replaced or withdrawn", "Announced", "All versions"]
    assert facets["status"][0].selected


def test_a_search_is_weak_where_nobody_can_have_wanted_what_it_found(desk: Desk) -> None:
    assert desk.find("wombat").weak and desk.find("seats", regulator=("gmc",), kind=("faq",)).weak
    assert desk.find("boards pizza wombat").weak and desk.find("hours wombat pizza oven").weak
    assert not any(desk.find(text).weak for text in ("", "hours", "450 hours", "chief executive wombat", "boards, seats", "reserved seats", "execuitve hours"))


NONSENSE = (
    "best pizza in leeds", "asdf qwerty", "football results", "cheap flights to spain", "premier league table", "holiday in greece with kids",
    "recipe for chicken soup", "buy a used car", "weather tomorrow", "lorem ipsum dolor", "tv licence", "mortgage rates",
)  # fmt: skip


def test_nonsense_is_weak_and_no_judged_question_is(app: Flask, content_files: dict[str, bytes]) -> None:
    release = app.extensions["current"].release()
    asked = sorted({row["query"] for row in csv.DictReader(io.StringIO(content_files["search/judgements.csv"].decode("utf-8")))})
    assert len(asked) > 300

    def is_weak(text: str) -> bool:
        return bool(find(release.index, release.library, parse(text, on=TODAY), release.aids).weak)

    assert [text for text in NONSENSE if not is_weak(text)] == []
    assert [text for text in asked if is_weak(text)] == []


def test_sorting_by_change_is_said_and_done(desk: Desk) -> None:
    query = parse("hours", on=TODAY, filters=Filters(status="all"), sort="changed")
    found = find(desk.index, LIBRARY, query, desk.aids)
    days = [item.in_force_from for item in found.results]
    assert found.as_dict()["sort"] == found.sort == "changed" and days == sorted(days, reverse=True)
    assert desk.find("hours").as_dict()["sort"] == "relevance"


def test_the_page_is_json_by_the_contract(desk: Desk) -> None:
    told = json.loads(json.dumps(desk.find("hours").as_dict()))
    assert {"query", "total", "message", "did_you_mean", "facets", "results"} <= told.keys()
    keys = {"title", "heading", "regulator", "kind", "url", "snippet", "status", "in_force_from", "score"}
    assert all(keys <= item.keys() for item in told["results"]) and told["results"]


def test_without_aids_plain_words_work(desk: Desk) -> None:
    assert find(desk.index, LIBRARY, parse("450", on=TODAY)).total == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=150))
def test_no_text_fails_and_nothing_is_unescaped(desk: Desk, text: str) -> None:
    for item in desk.find(text).results:
        assert "<" not in item.snippet.replace("<mark>", "").replace("</mark>", "")
