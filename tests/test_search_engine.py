"""The engine over a miniature library: building, matching, order, dates, filters, paging, threads, closing."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guidance.library import Library
from search import analysis, ranking, schema
from search.documents import document, entries
from search.engine import EngineUnavailable, Index, build
from search.facets import PER_PAGE
from search.hits import Hits
from search.impacts import NEARBY
from search.query import FACETS, STATES, Filters, Query, State, parse
from search.ranking import Tuning
from search.synonyms import expand, load_thesaurus
from tests.miniature_search import PAGES, SYNONYMS, TODAY, library, page, version

LIBRARY = library()


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("index") / "one"
    build(LIBRARY, folder)
    opened = Index(folder, LIBRARY)
    yield opened
    opened.close()


def ask(text: str, on: date = TODAY, page: int = 1, size: int = 10, status: State = "current", **narrowed: Any) -> Query:
    return parse(text, on=on, filters=Filters(status=status, **narrowed), page=page, size=size)


def found(hits: Hits) -> list[str]:
    return [f"{hit.page}#{hit.anchor}" for hit in hits.found]


def test_build_holds_every_section_in_one_segment(tmp_path: Path) -> None:
    build(LIBRARY, tmp_path / "new")
    assert json.loads((tmp_path / "new" / "manifest.json").read_text())["sections"] == sum(len(item.sections) for page in PAGES for item in page.versions)
    assert len(list((tmp_path / "new").glob("*.seg"))) == 1


def test_build_refuses_a_folder_in_use(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("")
    with pytest.raises(EngineUnavailable, match="not empty"):
        build(LIBRARY, tmp_path)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Whoosh leaves a broken file open
def test_opening_refuses_what_is_missing_broken_or_another_librarys(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable):
        Index(tmp_path / "none", LIBRARY)
    build(LIBRARY, tmp_path / "a")
    with pytest.raises(EngineUnavailable, match="digest-2"):
        Index(tmp_path / "a", library(digest="digest-2"))
    for path in (tmp_path / "a").glob("*.seg"):
        path.write_bytes(b"junk")
    with pytest.raises(EngineUnavailable):
        Index(tmp_path / "a", LIBRARY)


def test_an_empty_library_can_be_searched(tmp_path: Path) -> None:
    empty = library(pages=())
    build(empty, tmp_path / "a")
    opened = Index(tmp_path / "a", empty)
    assert opened.search(ask("hours")).total == 0
    opened.close()


def test_a_word_a_stem_a_number_and_an_accent_are_found(index: Index) -> None:
    assert "nmc/hours#how-many" in found(index.search(ask("450")))
    assert "gmc/licence#keep" in found(index.search(ask("licences")))
    assert "gmc/licence#keep" in found(index.search(ask("LICÉNSE")))
    assert index.search(ask("wombat")).total == 0


def test_the_title_of_an_faq_counts_most(index: Index) -> None:
    assert found(index.search(ask("stay registered chief executive")))[0] == "faq/nmc-ceo#answer"


def test_sections_with_all_words_come_before_those_with_some(index: Index) -> None:
    hits = found(index.search(ask("abroad hours")))
    assert hits[0] == "nmc/hours#abroad" and len(hits) > 1


def test_quoted_phrases_are_exact_and_minus_words_are_left_out(index: Index) -> None:
    assert found(index.search(ask('"hours abroad"'))) == ["nmc/hours#abroad"]
    assert found(index.search(ask('"abroad hours"'))) == found(index.search(ask('"hour abroad"'))) == []
    assert "nmc/hours#abroad" not in found(index.search(ask("hours -abroad")))
    assert found(index.search(ask("title:licence"))) == ["gmc/licence#keep"]


def test_dates_decide_which_version_is_found(index: Index) -> None:
    assert [hit.stamp for hit in index.search(ask("zebra")).found] == []
    assert [hit.stamp for hit in index.search(ask("zebra", on=date(2027, 1, 1))).found] == ["2027-01-01"]
    assert {hit.stamp for hit in index.search(ask("450 four hundred", on=date(2024, 1, 1))).found} == {"2020-01-01"}
    assert {hit.stamp for hit in index.search(ask("450 four hundred", on=date(2025, 4, 1))).found} == {"2025-04-01"}
    assert index.search(ask("hours", on=date(2019, 1, 1))).total == 0


def test_status_filters(index: Index) -> None:
    def stamps(state: State) -> set[tuple[str, str]]:
        return {(hit.page, hit.stamp) for hit in index.search(ask("hours quagga zebra", status=state)).found}

    assert ("gmc/gone", "2025-04-01") in stamps("replaced") and ("nmc/hours", "2020-01-01") in stamps("replaced")
    assert stamps("announced") == {("nmc/hours", "2027-01-01")}
    assert not any(name == "gmc/gone" for name, _ in stamps("current"))
    listed = [hit.status.value for hit in index.search(ask("hours", status="all")).found]
    assert listed == sorted(listed, key=["in-force", "announced", "replaced", "withdrawn"].index)
    assert index.search(ask("quagga", on=date(2026, 5, 31))).total == 1


def test_versions_of_one_day_are_told_apart(tmp_path: Path) -> None:
    first = version("nmc", "x", date(2026, 1, 1), {"a": ("A", "first wording")})
    second = first.model_copy(update={"revision": 2, "sections": (first.sections[0].model_copy(update={"text": "second wording"}),)})
    twice = library(pages=(page(first, second),))
    build(twice, tmp_path / "a")
    opened = Index(tmp_path / "a", twice)
    assert [hit.stamp for hit in opened.search(ask("wording")).found] == ["2026-01-01.2"]
    opened.close()


def test_preferred_regulators_and_context_come_first(index: Index) -> None:
    hits = index.search(replace(ask("doctor hours"), prefer=("gmc",)))
    ranks = [int(hit.page.startswith(("nmc", "faq"))) for hit in hits.found]
    assert ranks == sorted(ranks) and 1 in ranks


def test_pins_come_first_but_obey_filters(index: Index) -> None:
    pinned = replace(ask("hours"), pinned=(("context/boards", ""),))
    assert found(index.search(pinned))[0] == "context/boards#seats"
    narrowed = replace(ask("hours", regulator=("nmc",)), pinned=(("context/boards", ""),))
    assert "context/boards#seats" not in found(index.search(narrowed))


def test_last_changed_first_does_not_heed_scores_pins_or_regulators(index: Index) -> None:
    query = replace(ask("hours licence nurse", size=50, status="all"), sort="changed", pinned=(("nmc/hours", ""),), prefer=("gmc",))
    hits, ranked = index.search(query), index.search(replace(query, sort="relevance"))
    days = [hit.stamp for hit in hits.found]
    assert days == sorted(days, reverse=True) and len(set(days)) > 2
    assert days != [hit.stamp for hit in ranked.found]
    assert {(hit.page, hit.stamp, hit.anchor) for hit in hits.found} == {(hit.page, hit.stamp, hit.anchor) for hit in ranked.found}
    assert (hits.total, hits.facets) == (ranked.total, ranked.facets)
    same = [hit for hit in hits.found if hit.stamp == "2025-04-01"]
    assert [hit.score for hit in same] == sorted((hit.score for hit in same), reverse=True)


def test_how_much_of_the_words_the_best_hit_holds(index: Index) -> None:
    assert index.search(ask("hours")).covered == 1.0
    assert index.search(ask("")).covered == 1.0
    assert 0.0 < index.search(ask("hours wombat pizza quokka")).covered < 0.5
    assert index.search(ask("wombat")).covered == 0.0
    assert index.search(replace(ask("hours wombat pizza"), pinned=(("context/boards", ""),))).covered == 1.0


def test_one_page_does_not_fill_the_list(index: Index) -> None:
    hits = index.search(ask("hours"))
    listed = [hit for hit in hits.found if hit.page == "nmc/hours"]
    assert len(listed) == PER_PAGE and [hit.more for hit in listed] == [2, 0]
    assert hits.sections == hits.total + sum(hit.more for hit in hits.found)


QUERIES = ["", "hours", "hours nurse", "chief executive", "doctor licence register", "you", '"hours abroad"', "hours -abroad", "title:hours"]


@pytest.mark.parametrize("text", QUERIES)
@pytest.mark.parametrize("state", STATES)
def test_paging_is_stable_and_complete(index: Index, text: str, state: State) -> None:
    whole = index.search(ask(text, size=50, status=state))
    paged = [hit for number in range(1, 40) for hit in index.search(ask(text, page=number, size=1, status=state)).found]
    assert paged == list(whole.found) and len(paged) == whole.total
    assert len({(hit.page, hit.stamp, hit.anchor) for hit in paged}) == len(paged)


@pytest.mark.parametrize("text", QUERIES)
@pytest.mark.parametrize(
    "narrowed", [{}, {"regulator": ("nmc",)}, {"profession": ("doctor",)}, {"kind": ("faq",), "regulator": ("nmc",)}, {"country": ("wales",)}]
)
def test_facets_tell_what_choosing_them_lists(index: Index, text: str, narrowed: dict[str, Any]) -> None:
    hits = index.search(ask(text, **narrowed))
    for facet in FACETS:
        for value, count in hits.facets[facet].items():
            assert index.search(ask(text, **{**narrowed, facet: (value,)})).total == count, (facet, value)
    for state in STATES:
        assert index.search(ask(text, status=state, **narrowed)).total == hits.facets["status"][state], state
    assert sum(hits.facets["kind"].values()) == index.search(ask(text, **{**narrowed, "kind": ()})).total


def test_any_profession_and_any_role_are_found_under_each_of_theirs(index: Index) -> None:
    assert "gmc/licence#keep" in found(index.search(ask("licence", profession=("physician-associate",))))
    nurses = index.search(ask("licence", profession=("nurse",)))
    assert nurses.facets["profession"].get("nurse", 0) == nurses.total
    assert "context/boards#seats" in found(index.search(ask("seats", profession=("nurse",), role=("medical-director",))))


def whoosh_scores(folder: Path, query: Any, index: Index) -> dict[int, float]:
    """What the engine itself gives for a query of its own, without a limit: scores by our numbers of sections."""
    from whoosh.scoring import BM25F  # type: ignore[import-untyped]

    numbers = {(entry.page, entry.stamp, entry.order): number for number, entry in enumerate(index._entries)}
    short = {f"{name}_B": 0.4 for name in schema.FIELDS if not name.startswith(("body", "evidence"))}
    with schema.open_dir(str(folder)).searcher(weighting=BM25F(B=0.6, K1=1.2, **short)) as searcher:
        return {numbers[hit["page"], hit["stamp"], hit["order"]]: hit.score for hit in searcher.search(query, limit=None)}


def rarities(folder: Path) -> dict[tuple[str, str], float]:
    """The engine's idf of every word of every field."""
    with schema.open_dir(str(folder)).searcher() as searcher:
        reader = searcher.reader()
        return {(field, word.decode()): searcher.idf(field, word) for field in schema.FIELDS for word in reader.lexicon(field)}


EVERY_FIELD = Tuning(question=0.3, title=0.5, heading=0.7, summary=0.9, names=1.1, body=1.3, evidence=1.7, exact=0.4)
"""Weights under which every field counts, and none like another."""


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Index]]:
    """A fresh index with a long section, whose length the engine keeps only roughly, and one of its own."""
    long = page(version("gmc", "long", date(2025, 4, 1), {"a": ("Hours of a nurse", "hours of work for a nurse and some more words " * 60)}))
    lib = library(pages=(*PAGES, long))
    folder = tmp_path_factory.mktemp("stock") / "one"
    build(lib, folder)
    opened = Index(folder, lib, EVERY_FIELD)
    yield folder, opened
    opened.close()


def test_the_weights_of_every_word_are_those_of_whoosh_without_a_limit(stock: tuple[Path, Index]) -> None:
    from whoosh.query import Term  # type: ignore[import-untyped]

    folder, opened = stock
    known = rarities(folder)
    assert len(known) > 200
    for (field, word), rarity in known.items():
        whole = whoosh_scores(folder, Term(field, word), opened)
        ours = opened._postings.weights(field, word)
        assert list(ours.sections) == sorted(whole) and whole, (field, word)
        for section, weight in zip(ours.sections, ours.weights, strict=True):
            assert weight * rarity == pytest.approx(whole[section], rel=1e-12), (field, word)
            assert opened._postings.weight(field, word, section) == weight


@pytest.mark.parametrize("words", [("hours",), ("hours", "nurse"), ("chief", "executive", "registered", "licence"), ("nursing", "hour", "zebra", "abroad")])
def test_words_merged_over_fields_are_the_sum_of_whooshs_scores(stock: tuple[Path, Index], words: tuple[str, ...]) -> None:
    from whoosh.query import Or, Term

    folder, opened = stock
    known = rarities(folder)
    boosts = ranking.boosts(EVERY_FIELD)
    terms = [(field, word, boosts[field] * EVERY_FIELD.exact) for word in words for field in schema.TEXTS]
    terms += [(schema.stems_of(field), analysis.stem(word), boosts[field]) for word in words for field in schema.TEXTS]
    whole = whoosh_scores(folder, Or([Term(field, word, boost=boost / known[field, word]) for field, word, boost in terms if (field, word) in known]), opened)
    merged: dict[int, float] = {}
    for word in words:
        found = opened._impacts.of((word,))
        for section, weight in zip(found.sections, found.weights, strict=True):
            merged[section] = merged.get(section, 0.0) + weight
    assert merged == pytest.approx(whole, rel=1e-12) and whole


def test_words_stand_side_by_side_as_whooshs_phrases_say(stock: tuple[Path, Index]) -> None:
    from whoosh.query import Phrase

    folder, opened = stock
    for field in schema.FIELDS:
        for words in (("chief", "executive"), ("chief", "execut"), ("hours", "of"), ("how", "many", "hours"), ("hour", "abroad"), ("hours", "hours")):
            assert opened._impacts.standing(words, [field]) == whoosh_scores(folder, Phrase(field, list(words)), opened).keys(), (field, words)


def test_words_are_near_as_whooshs_sloppy_phrases_say(stock: tuple[Path, Index]) -> None:
    from whoosh.query import Phrase

    folder, opened = stock
    for first, second in (("need", "hour"), ("hour", "nurs"), ("chief", "count"), ("regist", "execut"), ("mani", "hour"), ("zebra", "hour")):
        pairs = [Phrase(schema.stems_of(field), [first, second], slop=opened._tuning.reach) for field in NEARBY]
        expected = sorted(number for pair in pairs for number in whoosh_scores(folder, pair, opened))
        assert sorted(opened._impacts.near(first, second)) == expected, (first, second)
    assert len(opened._impacts.near("need", "hour")) > 1


def grown(folder: Path) -> Index:
    """An index of `LIBRARY` that was not made at once: in four parts, the last pages first, with sections of other pages that were taken out again."""
    index = schema.create_in(str(folder), schema.fields())
    other = page(version("nmc", "hours", date(2025, 4, 1), {"a": ("Hours nurse chief", "hours abroad and hours, licence and a nurse of a quagga")}))
    wanted = [document(*item) for item in entries(LIBRARY)]
    gone = [document(*item) for item in entries(library(pages=(other,)))] * 5
    for part in (wanted[-4:], [*gone, *wanted[3:-4]], [*gone, *wanted[:3]], gone):
        writer = index.writer()
        for told in part:
            writer.add_document(**told)
        writer.commit(merge=False)
    writer = index.writer()
    with index.reader() as reader:
        for number, stored in reader.iter_docs():
            if stored["shown_heading"] == "Hours nurse chief":
                writer.delete_document(number)
    writer.commit(merge=False)
    with index.reader() as reader:
        assert len(reader.leaf_readers()) == 4 and reader.doc_count_all() == len(wanted) + 15 and reader.doc_count() == len(wanted)
        assert reader.doc_frequency("body_stems", "quagga") > 10
    index.close()
    (folder / "manifest.json").write_text(json.dumps({"digest": LIBRARY.digest, "sections": len(wanted)}))
    return Index(folder, LIBRARY)


def test_an_index_that_has_grown_gives_what_a_fresh_one_gives(tmp_path: Path, index: Index) -> None:
    other = grown(tmp_path)
    assert other._entries == index._entries
    assert {word: number for word, number in other.vocabulary().items() if number} == index.vocabulary()
    for text in (*QUERIES, "quagga", "hours abroad chief executive", "nurse licence 450"):
        for state in STATES:
            for query in (ask(text, size=50, status=state), expand(ask(text, status=state, regulator=("nmc",)), THESAURUS, LIBRARY)):
                assert other.search(query) == index.search(query), (text, state)
    other.close()


def test_two_builds_give_the_same_order(tmp_path: Path, index: Index) -> None:
    shuffled = library(pages=tuple(reversed(PAGES)))
    build(shuffled, tmp_path / "b")
    other = Index(tmp_path / "b", shuffled)
    for text in QUERIES:
        assert other.search(ask(text, size=50)).found == index.search(ask(text, size=50)).found
    other.close()


THESAURUS = load_thesaurus(SYNONYMS)[0]
BITS = ["hours", "nurse", "450", "-", '"', "title:", "zebra", "MD", "who signs", "abroad", "\u202e", "<b>", "'; DROP TABLE", "*", "é"]
WORDS = st.lists(st.sampled_from(BITS), max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.one_of(st.text(max_size=120), WORDS.map(" ".join)), st.sampled_from(STATES), st.dates())
def test_no_text_makes_the_engine_fail(index: Index, text: str, state: State, on: date) -> None:
    query = expand(ask(text, on=on, status=state), THESAURUS, LIBRARY)
    hits = index.search(query)
    assert len(hits.found) <= hits.total <= hits.sections
    assert all(hit.page in LIBRARY.pages for hit in hits.found)


def test_threads_share_an_index_but_no_reader(tmp_path: Path) -> None:
    build(LIBRARY, tmp_path / "a")
    opened = Index(tmp_path / "a", LIBRARY)
    expected = {text: found(opened.search(ask(text))) for text in QUERIES}
    faults: list[object] = []

    def work() -> None:
        try:
            for _ in range(15):
                for kept in (opened._groups, opened._impacts._kept, opened._impacts._pairs, opened._postings._places):
                    kept.clear()
                faults.extend(text for text in QUERIES if found(opened.search(ask(text))) != expected[text])
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(opened._postings._readers) == 9
    opened.close()
    assert opened._postings._readers == []


def test_a_closed_index_takes_no_more_queries_and_waits_for_those_under_way(tmp_path: Path) -> None:
    build(LIBRARY, tmp_path / "a")
    opened = Index(tmp_path / "a", LIBRARY)
    opened._enter()
    opened.close()
    assert len(opened._postings.weights("body", "hours"))
    opened._leave()
    opened.close()
    with pytest.raises(EngineUnavailable, match="closed"):
        opened.search(ask("hours"))


def test_the_vocabulary_holds_words_and_no_stems(index: Index) -> None:
    assert index.vocabulary()["hours"] > 3 and "hour" not in index.vocabulary()


def test_rare_words_outweigh_common_ones() -> None:
    assert ranking.rarity(1, 100) > ranking.rarity(50, 100) > 0


def test_the_library_is_not_needed_after_opening(tmp_path: Path) -> None:
    build(LIBRARY, tmp_path / "a")
    opened = Index(tmp_path / "a", Library(LIBRARY.corpus.model_copy(update={"pages": ()}), LIBRARY.digest))
    assert opened.search(ask("450")).total > 0
    opened.close()
