"""The tokeniser, the stemmer, queries as typed, and snippets: pure parts that must stand any text."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import analysis, query, snippets
from search.query import Filters, parse
from tests.miniature_search import TODAY

ANY = st.text(max_size=300)
BITS = ['"', "-", "regulator:", "title:", "nmc", "fee", "*", "?", "~", "(", "AND", "\u202e", "\x00", "é", "'", " ", "\n", "re-val"]
WILD = st.lists(st.sampled_from(BITS)).map("".join)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Re-validation, in 450 hrs!", ("re", "validation", "in", "450", "hrs")),
        ("the C.E.O.'s café", ("the", "ceo", "cafe")),
        ("£1,293 or 2.5%", ("1293", "or", "2.5")),
        ("nurses' arm's-length P&O", ("nurses", "arm", "length", "p&o")),
        ("450hrs", ("450", "hrs")),
        ("", ()),
    ],
)
def test_words(text: str, words: tuple[str, ...]) -> None:
    assert analysis.words(text) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [("practise", "practice"), ("practising", "practice"), ("license", "licence"), ("organize", "organise"), ("dietician", "dietitian"), ("nurses", "nurse"),
     ("licensed", "licence"), ("midwives", "midwife")],
)  # fmt: skip
def test_british_pairs_share_a_stem(one: str, other: str) -> None:
    assert analysis.stem(one) == analysis.stem(other)


def test_short_words_keep_their_letters_and_negations_are_not_stopped() -> None:
    assert analysis.stem("hrs") != analysis.stem("hr")
    assert not {"no", "not", "without", "never", "off"} & analysis.STOP


def test_a_hyphenated_word_is_also_one_word() -> None:
    assert analysis.places("re-validation now")[0] == "re|revalidation validation now"


@given(ANY)
def test_tokens_stand_in_the_text_in_order(text: str) -> None:
    found = analysis.tokens(text)
    assert all(0 <= one.start < one.end <= len(text) and one.text for one in found)
    assert all(one.end <= other.start for one, other in zip(found, found[1:], strict=False))
    assert [analysis.stem(one.text) for one in found] == list(analysis.stems(analysis.words(text)))


@given(st.one_of(ANY, WILD), st.integers(), st.integers())
def test_parse_never_fails(text: str, page: int, size: int) -> None:
    found = parse(text, on=TODAY, page=page, size=size)
    assert len(found.text) <= query.LONGEST
    assert 1 <= found.page <= 1000 and 1 <= found.size <= 50
    assert not re.search("[\x00-\x1f\u202a-\u202e\u2066-\u2069]", found.text)


def test_quotes_minus_and_scopes() -> None:
    found = parse('fee "practice hours" -midwife -"mental health" title:boards regulator:NMC', on=TODAY)
    assert found.phrases == (("practice", "hours"),)
    assert found.excluded == (("midwife",), ("mental", "health"))
    assert found.titled == (("boards",),)
    assert found.filters.regulator == ("nmc",)
    assert [word.text for word in found.words] == ["fee", "practice", "hours", "boards"]


@pytest.mark.parametrize("text", ['say "hello', "regulator:gdc fee", "a - b", "re-validation", "profession:nurse", "*fee*", "x AND (y OR", "title:"])
def test_everything_else_is_plain_text(text: str) -> None:
    found = parse(text, on=TODAY)
    assert not (found.phrases or found.excluded or found.titled or found.filters.regulator)
    assert tuple(word.text for word in found.words) == analysis.words(text)


def test_a_long_text_is_cut_and_said_to_be() -> None:
    found = parse("fee " * 3000, on=TODAY)
    assert found.shortened and len(found.text) <= 400
    assert not parse("fee", on=TODAY).shortened


def test_a_scope_in_the_text_narrows_the_filter_and_does_not_widen_it() -> None:
    assert parse("regulator:nmc fee", on=TODAY, filters=Filters(regulator=("gmc", "nmc"))).filters.regulator == ("nmc",)
    assert parse("regulator:nmc fee", on=TODAY, filters=Filters(regulator=("gmc",))).filters.regulator == ("gmc",)


def test_capitals_are_seen_only_among_small_letters() -> None:
    assert [word.capitals for word in parse("ME lead", on=TODAY).words] == [True, False]
    assert not any(word.capitals for word in parse("ME LEAD", on=TODAY).words)


WORDINGS = ["hours", "licence", "practise", "chief executive", "re-validation", "x"]
TERMS = st.lists(st.sampled_from(WORDINGS).map(lambda text: analysis.stems(analysis.words(text))))
SENTENCES = ["Hours count. ", "A chief executive ", "revalidation ", "<b>x</b> ", "licences! ", "\n", "é "]
TEXTS = st.one_of(ANY, st.lists(st.sampled_from(SENTENCES), max_size=60).map("".join))


@given(TEXTS, TERMS)
def test_a_snippet_is_a_part_of_the_text_and_marks_only_terms(text: str, terms: list[tuple[str, ...]]) -> None:
    found = snippets.cut(text, terms)
    assert found.text in text
    wanted = {"".join(term) for term in terms}
    for piece in found.pieces:
        if piece.marked:
            read = analysis.tokens(piece.text)
            joined = {"".join(analysis.stem(item.text) for item in read), *(analysis.stem(item.joined) for item in read if item.joined)}
            assert joined & wanted
    assert unescape(re.sub(r"</?mark>", "", str(found.html()))).strip("… ") == found.text.strip("… ")


def test_hostile_text_stays_text_and_the_sentence_that_matters_is_shown() -> None:
    text = "Nothing here. " * 30 + "The <script>hours</script> rule. " + "Nothing there. " * 30
    shown = str(snippets.cut(text, [("hour",)]).html())
    assert "&lt;script&gt;<mark>hours</mark>&lt;/script&gt;" in shown and "<script" not in shown
    assert shown.startswith("… ") and shown.endswith(" …") and len(shown) < 400


def test_a_very_long_sentence_is_cut_around_the_match() -> None:
    found = snippets.cut("word " * 500 + "zebra " + "word " * 500, [("zebra",)])
    assert any(piece.marked for piece in found.pieces) and len(found.text) <= 210


def test_whoosh_is_given_no_limit_and_no_query_language() -> None:
    folder = Path(query.__file__).parent
    for path in folder.glob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert "qparser" not in source, path
        assert not re.search(r"\.search\([^)]*limit\s*=\s*(?!None)", source), path
        if path.name not in ("engine.py", "schema.py"):
            assert not re.search(r"^\s*(import|from) whoosh", source, re.MULTILINE), path
