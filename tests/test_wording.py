"""Warnings about words: what a plain-English editor would flag, with its place, and what such an editor would let stand."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance.bombs import SIZE_LIMIT, refusal
from guidance.issues import Issue
from publishing import checks
from publishing.checks import check
from publishing.prose import sentences
from publishing.readability import reading_age
from tests.conftest import TODAY
from tests.hostile_markdown import BOMBS
from tests.miniature_content import PAGE, fact, miniature, version

LONG = "The board of the trust asks every nurse who leads a service to write down each year what it was they learned and whom it helped."
HARD = "Organisational accountability necessitates comprehensive documentation, notwithstanding considerable administrative complexity. " * 12
Files = dict[str, bytes]


@pytest.fixture(autouse=True)
def _without_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Miniature content has no tables."""
    monkeypatch.setattr(checks, "build_tables", lambda _: ({}, []))


def page(text: str, evidence: str = "[NMC-01]", old: str = "", new: str = "") -> Files:
    """Content of one page with one section, whose text begins on line 18; `old` and `new` change its front matter."""
    data = version(body=f"## A {{#a}}\n\n{text}\n", evidence=f"{{a: {evidence}}}").decode()
    assert old in data
    told = ('collection = "nmc"\n\n' + (fact("NMC-01") if evidence == "[NMC-01]" else "")).encode()
    return {**{name: held for name, held in miniature().items() if "/" not in name}, "evidence/nmc.toml": told, PAGE: data.replace(old, new, 1).encode()}


def said(text: str, evidence: str = "[NMC-01]", old: str = "", new: str = "") -> list[Issue]:
    """What the check says of such a page."""
    return list(check(page(text, evidence, old, new), TODAY).issues)


# name, text, line and column, a part of the message
FLAGGED = [
    ("a long sentence", f"Short. {LONG}", 18, 8, "This sentence has 26 words"),
    ("a long sentence over two lines", LONG.replace(" a service", "\na service"), 18, 1, "This sentence has 26 words"),
    ("a long list item", f"- Short.\n- {LONG}", 19, 3, "This sentence has 26 words"),
    ("a long table cell", f"| a | b |\n|---|---|\n| c | {LONG} |", 20, 7, "This sentence has 26 words"),
    ("a long sentence with links and marks", LONG.replace("every nurse", "*every* [nurse](#a)"), 18, 1, "This sentence has 26 words"),
    ("now", "You now need a form.", 18, 5, "“now” tells no date"),
    ("currently", "Currently the fee is low.", 18, 1, "“Currently” tells no date"),
    ("recently", "It was recently said.", 18, 8, "“recently” tells no date"),
    ("a new rule", "Read the new rule.", 18, 10, "“new” tells no date"),
    ("new fees, after a mark", "Read the **new** fees.", 18, 12, "“new” tells no date"),
    ("now, in a heading", "Text.\n\n### What now", 20, 10, "“now” tells no date"),
    ("three passives", "It was made, it was sent and it was lost.", 18, 4, "passive 3 times"),
    ("three passives with adverbs", "It was not made, was quickly sent and is also kept.", 18, 4, "passive 3 times"),
    ("a passive on a passive", "The form is expected to be sent.", 18, 10, "passive 2 times"),
    ("a passive on an older passive", "The form is said to have been lost.", 18, 10, "passive 2 times"),
    ("advice beside a duty", "You should tell us, by law.", 18, 5, "“should” and “by law”"),
    ("advice beside an offence", "It is an offence, so you should stop.", 18, 26, "“should” and “an offence”"),
    ("a sum without a date", "The fee is £120.", 18, 12, "A sum of money"),
    ("an abbreviation", "Ask the RCN for help.", 18, 9, "“RCN” is not explained"),
    ("an abbreviation in the plural", "Ask the ICBs for help.", 18, 9, "“ICB” is not explained"),
    ("an abbreviation before it is explained", "Ask the RCN.\n\nThe Royal College of Nursing (RCN) helps.", 18, 9, "“RCN” is not explained"),
    ("a hard page", HARD, 16, 0, "a reading age of about"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "column", "message"), [case[1:] for case in FLAGGED], ids=[case[0] for case in FLAGGED])
def test_it_is_flagged_at_its_place(text: str, line: int, column: int, message: str) -> None:
    (found,) = said(text)
    assert (found.path, found.line, found.column, found.severity) == (PAGE, line, column, "warning"), found
    assert message in found.message and found.remedy


LEFT_ALONE = [
    ("25 words", LONG.replace("the trust", "trusts")),
    ("a list with its lead", "Tell us all of this, and tell it in the order in which it stands:\n\n" + "- one thing that you learned in the year\n" * 6),
    ("a table", "| what | which |\n|---|---|\n" + "| one thing that you learned | another thing that you learned in the year |\n" * 3),
    ("several short sentences in a line", "One. " * 40),
    ("an attribute list", "It stands.\n{: .confirm }\n"),
    ("a link with many words in its address", "See [it](/guidance/nmc/hours#a 'one two three four five six seven eight nine ten eleven twelve')."),
    ("now with its year", "You now need a form, since 2026."),
    ("every now and then", "Look every now and then."),
    ("a new job", "You have a new job."),
    ("to be recently trained", "The appraiser has to be recently trained."),
    ("knowing and renewal", "Knowing the renewal is enough."),
    ("two passives", "It was made and it was sent."),
    ("an active chain", "She expects to send it, wanted to keep it, and asked to read it."),
    ("is interested", "She is interested, is related and is tired."),
    ("described as being", "It is not described as being lost."),
    ("plain advice", "You should ask."),
    ("a duty by itself", "You must tell us, by law."),
    ("a sum with its year", "The fee is £120 from 2026."),
    ("a sum with its year behind it", "The fee is £120. That holds from 1 March 2026."),
    ("a known regulator", "Ask the NMC."),
    ("an abbreviation that is told", "The Royal College of Nursing (RCN) helps. Ask the RCN."),
    ("an abbreviation that is told behind it", "Ask the RCN (Royal College of Nursing)."),
    ("an abbreviation defined at the end", "Ask the RCN.\n\n*[RCN]: Royal College of Nursing"),
    ("a title in quotation marks", 'Take "RN" out of your signature.'),
    ("a case", "See [2010] EWHC 1245."),
    ("a section number", "See DCB0129."),
    ("capitals of names", "McDonald met Mr O'Neill at NHSmail."),
    ("too little to judge", HARD[:300]),
]  # fmt: skip


@pytest.mark.parametrize("text", [case[1] for case in LEFT_ALONE], ids=[case[0] for case in LEFT_ALONE])
def test_it_is_left_alone(text: str) -> None:
    assert [str(issue) for issue in said(text) if "link" not in issue.message] == []


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("title: Hours\n", f"title: {'Hours ' * 17}\n", 2, "The title has 101 characters; 100 at most"),
        ("summary: Hours, in short, for people in leadership posts.", "summary: Hours.", 4, "The summary has 6 characters; 30 at least"),
        ("summary: Hours", f"summary: {'Hours ' * 20} ", 4, "160 at most"),
        ("title: Hours\n", "title: The new rules\n", 2, "The title: “new” tells no date"),
        ("summary: Hours", "summary: What is currently asked", 4, "The summary: “currently” tells no date"),
    ],
)
def test_title_and_summary_are_read_too(old: str, new: str, line: int, message: str) -> None:
    found = said("Text.", "[NMC-01]", old, new)
    assert [(issue.line, issue.column) for issue in found if message in issue.message] == [(line, 1)], found


def test_a_duty_that_rests_on_nothing_is_flagged_once() -> None:
    text = "You must ask. You must tell."
    (found,) = said(text, "[]")
    assert (found.line, found.column, found.severity) == (18, 5, "warning")
    assert "“must” stands in #a, which rests on no evidence" in found.message
    assert said(text) == []
    assert said("You should ask.", "[]") == []


def test_each_section_answers_for_its_own_evidence() -> None:
    files = miniature()
    files[PAGE] = version(
        body="## A {#a}\n\nYou must.\n\n## B {#b}\n\nYou must.\n\n## C {#c}\n\nYou must.\n{: .confirm }\n", evidence="{a: [NMC-01], b: [], c: [NMC-02, NMC-03]}"
    )
    files = {path: data for path, data in files.items() if not path.startswith("faqs/")}
    assert [(issue.line, issue.column) for issue in check(files, TODAY).issues] == [(22, 5)]


def test_what_is_replaced_is_left_alone_and_what_is_announced_is_not() -> None:
    files = page("You now need a form.")
    assert len(check(files, TODAY).issues) == 1
    files["guidance/nmc/hours/2026-11-22.2.md"] = page("You need a form.")[PAGE]
    assert check(files, TODAY).issues == ()
    files["guidance/nmc/hours/2027-01-01.md"] = files[PAGE]
    assert [issue.path for issue in check(files, TODAY).issues] == ["guidance/nmc/hours/2027-01-01.md"]


def test_the_list_of_known_abbreviations_is_content() -> None:
    known = b'[[abbreviation]]\nid = "RCN"\nwhy = "Every nurse knows it."\n'
    assert check(page("Ask the RCN.") | {"abbreviations.toml": known}, TODAY).issues == ()
    (found,) = check(page("Text.") | {"abbreviations.toml": b'[[abbreviation]]\nid = "RCN"\n'}, TODAY).issues
    assert (found.path, found.line, found.severity) == ("abbreviations.toml", 2, "error")


def test_warnings_refuse_nothing_and_are_told_in_one_order() -> None:
    files = page(f"You now ask the RCN. {LONG} The fee is £9.")
    found = check(files, TODAY)
    assert len(found.issues) == 4
    assert {issue.severity for issue in found.issues} == {"warning"}
    assert found.issues == check(files, TODAY).issues == tuple(sorted(found.issues))
    assert found.library.pages


def test_our_own_pages_give_no_cause(content_files: Files) -> None:
    found = check({path: data for path, data in content_files.items() if not path.startswith("rules/")}, TODAY).issues
    assert [str(issue) for issue in found if issue.severity == "warning" and issue.path.endswith(".md")] == []


@given(st.text(alphabet=st.sampled_from("ab.:|*[](){}#-_>`\n 1\"'é")), st.sampled_from(["", "## A {#a}\n\n", "- ", "| a | b |\n|---|---|\n"]))
def test_every_character_of_a_sentence_keeps_its_place(text: str, before: str) -> None:
    body = before + text
    last = -1
    for sentence in sentences(body):
        assert len(sentence.text) == len(sentence.places) > 0
        assert sentence.places[0] == sentence.at
        assert all(body[at] == sign or (body[at].isspace() and sign == " ") for sign, at in zip(sentence.text, sentence.places, strict=True))
        assert last < sentence.at and list(sentence.places) == sorted(sentence.places), "in order, and nothing twice"
        last = sentence.places[-1]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One. Two? Three!", ["One.", "Two?", "Three!"]),
        ("It is 2.5 hours, e.g. at www.x.example or v1.2. Next.", ["It is 2.5 hours, e.g. at www.x.example or v1.2.", "Next."]),
        ('He said "no." Then left.', ['He said "no."', "Then left."]),
        ("Do this:\n\n- one\n- two\n", ["Do this:", "one", "two"]),
        ("NMC: nothing ends here.", ["NMC: nothing ends here."]),
        ("*Marked words.*{: .confirm } More.", ["Marked words.", "More."]),
        ("Over\ntwo lines. And\nmore.", ["Over two lines.", "And more."]),
        ("## Head {#a}\n\nText", ["Head", "Text"]),
        ("| a | b |\n|---|--:|\n| c. | d |", ["a", "b", "c.", "d"]),
        ("Term\n:   What it means.", ["Term", "What it means."]),
        ("> quoted\n\n1. first", ["quoted", "first"]),
        ("[a](/b) and ![c](/static/d.png), `e`", ["a and c, e"]),
        ("a_b and _c_ <br> d", ["a_b and c  d"]),
        ("*[NMC]: Nursing and Midwifery Council\n[x]: https://x.example", []),
    ],
)
def test_sentences_are_what_readers_see(text: str, found: list[str]) -> None:
    assert [sentence.text for sentence in sentences(text)] == found


def test_the_reading_age_follows_the_published_formula() -> None:
    """Worked by hand: 25 sentences of 4 words and 16 letters: 4.71 x 4 + 0.5 x 4 - 21.43 = -0.59; 25 of 4 words and 40 letters: 27.67."""
    easy, hard = "Four easy word here. " * 25, "Abcdefghij bcdefghijk cdefghijkl defghijklm. " * 25
    assert reading_age(sentences(easy)) == 5
    assert reading_age(sentences(hard)) == 33
    assert reading_age(sentences(easy[:400])) is None
    assert reading_age(sentences(easy + "\n\n## " + hard)) == 5, "headings are left out"


@pytest.mark.parametrize("name", BOMBS)
def test_no_text_takes_long(name: str) -> None:
    """What the renderer takes comes here; what it refuses does not, and is quick all the same."""
    text = BOMBS[name][:SIZE_LIMIT]
    begun = time.perf_counter()
    for sentence in sentences(text):
        assert sentence.text
    assert time.perf_counter() - begun < (2.0 if refusal(text) is None else 4.0)
