"""Pages kept, words that lean towards a regulator, regulators taken in turn, and plain words that are no slips."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from search.aids import Aids
from search.engine import Index, build
from search.kept import KEY, Kept
from search.query import parse
from search.results import find
from search.spelling import Speller
from search.synonyms import expand, load_thesaurus
from tests.miniature_search import SYNONYMS, TODAY, library


def test_what_was_worked_out_is_kept_up_to_a_size() -> None:
    kept: Kept[str] = Kept(most=2 * (2 + KEY))
    made: list[str] = []

    def get(word: str) -> str:
        return kept.get(word, lambda: made.append(word) or word)  # type: ignore[func-returns-value]

    assert [get(word) for word in ("ab", "cd", "ab", "ef", "ab")] == ["ab", "cd", "ab", "ef", "ab"]
    assert made == ["ab", "cd", "ef"]
    assert get("ab") == "ab" and get("gh") == "gh" and made == ["ab", "cd", "ef", "gh"]
    assert [get(word) for word in ("ij", "ab", "cd")] == ["ij", "ab", "cd"]
    assert made == ["ab", "cd", "ef", "gh", "ij", "cd"], "what was asked for stays, and what was not goes"
    kept.clear()
    assert get("ab") == "ab" and made[-1] == "ab"


def test_a_question_is_answered_once_for_each_page_date_and_index(tmp_path: Path) -> None:
    lib, aids = library(), Aids()
    build(lib, tmp_path / "a")
    index = Index(tmp_path / "a", lib)
    first = find(index, lib, parse("hours", on=TODAY), aids)
    assert find(index, lib, parse("hours", on=TODAY), aids) is first
    assert find(index, lib, parse("hours", on=TODAY, page=2), aids) is not first
    assert find(index, lib, parse("hours", on=TODAY.replace(year=2024)), aids).results != first.results
    index.close()


def test_words_of_one_regulators_world_lean_to_it() -> None:
    lib, thesaurus = library(), load_thesaurus(SYNONYMS)[0]
    assert expand(parse("pin", on=TODAY), thesaurus, lib).leaning == ("nmc",)
    assert expand(parse("confirmer", on=TODAY), thesaurus, lib).leaning == ()


def test_regulators_are_taken_in_turn_only_where_none_is_named(tmp_path: Path) -> None:
    lib = library()
    build(lib, tmp_path / "a")
    index = Index(tmp_path / "a", lib)
    query = parse("hours licence", on=TODAY, size=50)
    hits, named = index.search(query), index.search(replace(query, prefer=("nmc",)))
    assert {(hit.page, hit.anchor) for hit in hits.found} == {(hit.page, hit.anchor) for hit in named.found}
    assert [hit.score for hit in hits.found] == sorted((hit.score for hit in hits.found), reverse=True)
    index.close()


def test_plain_words_are_no_slips() -> None:
    speller = Speller({"staff": 90, "counting": 90, "confirmer": 30, "bias": 8})
    assert [speller.mend(word) for word in ("stuff", "cutting", "bits", "cofirmer")] == [None, None, None, "confirmer"]
