"""Synonyms, names, intent, spelling and best answers: what words mean, without an index."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.aids import read_aids
from search.intent import read_intent
from search.promoted import load_best_answers
from search.query import parse
from search.spelling import Speller, distance
from search.synonyms import check_thesaurus, expand, load_thesaurus
from tests.miniature_search import SYNONYMS, TODAY, library

LIBRARY = library()
THESAURUS, ISSUES = load_thesaurus(SYNONYMS)


def wordings(text: str, *worlds: str) -> list[set[str]]:
    groups = expand(parse(text, on=TODAY), THESAURUS, LIBRARY, worlds).groups
    return [{" ".join(item.words) for item in group.alternatives} for group in groups]


def test_the_miniature_synonyms_are_sound() -> None:
    assert ISSUES == [] and check_thesaurus(THESAURUS, LIBRARY) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("practice hours", "hrs"),
        ("hrs", "practice hours"),
        ("Practise-Hours", "450 hours"),
        ("who signs me off", "confirmer"),
        ("dubai", "abroad"),
        ("MD", "managing director"),
        ("ceo", "chief executive"),
    ],
)
def test_synonyms_are_found(text: str, found: str) -> None:
    assert any(found in group for group in wordings(text))


def test_one_way_is_one_way_and_a_world_is_kept() -> None:
    assert not any("dubai" in group for group in wordings("abroad"))
    assert any("pin" in group for group in wordings("licence", "nmc"))
    assert any("pin" in group for group in wordings("licence"))
    assert not any("pin" in group for group in wordings("licence", "gmc"))


def test_the_longest_wording_wins() -> None:
    groups = expand(parse("practice hours abroad", on=TODAY), THESAURUS, LIBRARY).groups
    assert [group.typed for group in groups] == [("practice", "hours"), ("abroad",)]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'[[group]]\nwords = ["a", "b"]\n', "reason"),
        (b'[[group]]\nwords = ["a"]\nreason = "x"\n', "two or more"),
        (b'[[group]]\nkind = "one-way"\nfrom = ["a"]\nreason = "x"\n', "`from` and `to`"),
        (b'[[group]]\nwords = ["a", "b"]\nreason = "x"\ncolour = "red"\n', "colour"),
        (b'[[group]]\nwords = ["a", "b"]\nreason = "x"\nregulator = "gdc"\n', "regulator"),
        (b'[[clash]]\nletters = "X"\nmeanings = [{ means = "one" }]\n', "meanings"),
        (b'[[other]]\nx = 1\n', "other"),
        (b"[[group]\n", "TOML"),
        (b"\xff", "UTF-8"),
        (b'group = 3\n', "group"),
    ],
)  # fmt: skip
def test_a_faulty_file_gives_issues_and_never_raises(data: bytes, words: str) -> None:
    issues = load_thesaurus(data)[1]
    assert issues and any(words in issue.message for issue in issues), issues


def test_an_issue_tells_the_line_of_its_entry() -> None:
    data = b'# head\n[[group]]\nwords = ["a", "b"]\nreason = "x"\n\n[[group]]\nwords = ["c", "d"]\n'
    assert [issue.line for issue in load_thesaurus(data)[1]] == [6]


def test_a_clash_must_name_what_exists() -> None:
    found, _ = load_thesaurus(b'[[clash]]\nletters = "X"\nmeanings = [{ means = "one", role = "king" }, { means = "two" }]\n')
    assert "king" in check_thesaurus(found, LIBRARY)[0].message


@pytest.mark.parametrize(
    ("text", "profession", "role", "asks"),
    [
        ("can I stay registered as chief executive physio", "physiotherapist", "chief-executive", True),
        ("nurse, running the trust: do I lose my registration?", "nurse", "chief-executive", True),
        ("gp ceo", "doctor", "chief-executive", False),
        ("How many hours?", None, None, False),
        ("I am a nurse director", "nurse", "chief-nurse", False),
        ("can a doctor sign my form", None, None, False),
        ("I had a break as a doctor", "doctor", None, False),
        ("fee -nurse", None, None, False),
    ],
)
def test_intent(text: str, profession: str | None, role: str | None, asks: bool) -> None:
    found = read_intent(text, LIBRARY, THESAURUS)
    assert (found.profession, found.role, found.asks) == (profession, role, asks)


def test_regulators_signposts_and_worlds() -> None:
    assert read_intent("nmc fee", LIBRARY).regulator == "nmc"
    assert read_intent("regulator:gmc fee", LIBRARY).worlds == ("gmc",)
    assert read_intent("orthodontist as ceo", LIBRARY).signpost == "dentist"
    assert read_intent("nurse and doctor", LIBRARY).worlds == ("nmc", "gmc")


def test_clashes_are_offered_and_settled_only_by_other_words() -> None:
    clash = read_intent("PA in management", LIBRARY, THESAURUS).clash
    assert clash is not None and clash.letters == "PA"
    assert read_intent("MD job", LIBRARY, THESAURUS).role is None
    settled = read_intent("PA gmc", LIBRARY, THESAURUS)
    assert settled.clash is None and settled.profession == "physician-associate"
    both = read_intent("PT nmc", LIBRARY, THESAURUS)
    assert both.clash is not None and both.profession is None
    assert read_intent("md, that is medical director", LIBRARY, THESAURUS).clash is None


@given(st.text(max_size=200))
def test_intent_and_expansion_never_fail(text: str) -> None:
    read_intent(text, LIBRARY, THESAURUS)
    expand(parse(text, on=TODAY), THESAURUS, LIBRARY)


@pytest.mark.parametrize(
    ("one", "other", "far"), [("fee", "fee", 0), ("appraisal", "apraisal", 1), ("officer", "offcier", 1), ("abc", "xyz", 3), ("a", "abcd", 3)]
)
def test_distance(one: str, other: str, far: int) -> None:
    assert distance(one, other, 2) == far


VOCABULARY = {"responsible": 9, "officer": 7, "appraisal": 5, "hours": 20, "house": 2, "renewal": 4, "fees": 3, "backed": 1}


@pytest.mark.parametrize(
    ("typed", "better"),
    [
        ("aprraisal oficer", "appraisal officer"),
        ("responsable", None),
        ("my apraisal, please", "my appraisal, please"),
        ("hours", None),
        ("hour", None),
        ("ceo", None),
        ("houes", "hours"),
        ("sacked", None),
        ("fes", None),
        ("x1234567", None),
        ("renewla Fees", "renewal Fees"),
    ],
)
def test_did_you_mean(typed: str, better: str | None) -> None:
    assert Speller(VOCABULARY, frozenset({"ceo"})).correct(typed) == better


@given(st.text(max_size=80))
def test_spelling_never_fails_and_never_touches_known_words(text: str) -> None:
    speller = Speller(VOCABULARY)
    speller.correct(text)
    assert all(speller.mend(word) is None for word in VOCABULARY)


BEST = b'[[best]]\nqueries = ["hours?", "how many hours"]\npage = "nmc/hours"\nanchor = "how-many"\nreason = "r"\n'


def test_best_answers_are_found_by_their_words_in_any_order() -> None:
    best, issues = load_best_answers(BEST, LIBRARY, TODAY)
    assert issues == []
    again = BEST + BEST.replace(b"nmc/hours", b"nmc/signing").replace(b'how-many"', b'confirmer"')
    faults = load_best_answers(again, LIBRARY, TODAY)[1]
    assert len(faults) == 2 and all("another answer" in fault.message for fault in faults)
    assert best.pins("Hours") == (("nmc/hours", "how-many"),)
    assert best.pins("hours abroad") == ()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [(b"nmc/hours", b"nmc/none", "no such page"), (b"nmc/hours", b"gmc/gone", "no such page"), (b"how-many\"", b"nowhere\"", "no section"),
     (b"reason = \"r\"", b"", "reason"), (b"[[best]]", b"[[worst]]", "worst"), (b"reason", b"colour", "colour")],
)  # fmt: skip
def test_a_best_answer_must_exist_in_force(old: bytes, new: bytes, words: str) -> None:
    assert any(words in issue.message for issue in load_best_answers(BEST.replace(old, new), LIBRARY, TODAY)[1])


def test_aids_collect_the_issues_of_all_files() -> None:
    aids, issues = read_aids({"search/synonyms.toml": b"[[x]]\n", "search/best-answers.toml": b"[[y]]\n"}, LIBRARY, TODAY, {})
    assert {issue.path for issue in issues} == {"search/synonyms.toml", "search/best-answers.toml"}
    assert read_aids({}, LIBRARY, TODAY, {})[1] == []
    assert aids.speller.knows("ceo")
