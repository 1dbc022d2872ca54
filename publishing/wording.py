"""What a plain-English editor would say of a page: warnings with their place, which advise and never refuse. Pure.

The rules are those of docs/content.md. They are told of versions in force and ahead only: what was replaced is history and stays as it was.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from guidance.building import ANSWER
from guidance.front_matter import split
from guidance.issues import Issue, Spot, spot
from guidance.library import Library
from guidance.model import Frozen, Line, Version
from guidance.registers import read_entries
from publishing.places import Places
from publishing.prose import WORD, Sentence, sentences
from publishing.readability import reading_age

MOST_WORDS = 25
"""Words of a sentence; docs/content.md."""
MOST_PASSIVES = 2
MOST_AGE = 16
"""Years. The readers are clinicians; half of our pages ask for a reading age of 11 or less, none for more than 15."""
MOST_LETTERS = 10
"""Letters of an abbreviation; half of them capitals: McDonald is none."""
TITLE, SUMMARY = (0, 100), (30, 160)
"""The least and the most characters with which a title or summary reads well in a list of results."""
_ANCHOR = re.compile(r"[^\n]*?\{:?[ \t]*#([a-z0-9-]+)")
_MUST = re.compile(r"\bmust\b")
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
_MONEY = re.compile(r"£\s?\d")
_CHANGES = (
    "fees?|forms?|framework|guidance|guidelines|laws?|page|policy|process|regulations?|register|requirements?|rules?|scheme|standards?|system|version|wording"
)
_UNDATED = re.compile(rf"\b(?:now(?! and then)|currently|(?<!\bbe )recently|newly|nowadays|these days|new(?= (?:{_CHANGES})\b))\b", re.IGNORECASE)
_DUTY = re.compile(r"\b(?:by law|legal(?:ly)? (?:duty|required|obliged)|(?:statutory|legal) dut(?:y|ies)|an offence|a criminal)\b", re.IGNORECASE)
_BE = frozenset("am is are was were be been being".split())
_BETWEEN = frozenset("not never also only ever still often always both then to".split())
_IRREGULAR = frozenset(
    "begun bought brought broken built chosen done drawn driven felt forgotten found given heard held hidden kept known laid led left lost made meant met"
    " paid put read said seen sent set shown sold sought split spoken spent struck taken taught told understood withdrawn won worn written".split()
)
_NOT_PASSIVE = frozenset("based concerned interested involved limited need needed related supposed tired used united".split())


class Known(Frozen):
    """An abbreviation or name that needs no explaining, and why not."""

    id: str
    why: Line


KNOWN = "abbreviations.toml"
"""Where they stand within the content; without the file, regulators alone are known."""


def read_known(files: Mapping[str, bytes], library: Library) -> tuple[frozenset[str], list[Issue]]:
    """The abbreviations that every reader knows, those of regulators among them, and the issues of their file."""
    entries, issues = read_entries(KNOWN, files.get(KNOWN, b""), {"abbreviation": Known})
    return frozenset({item.id for item in entries["abbreviation"]} | {item.short for item in library.corpus.regulators}), issues


def check(version: Version, places: Places, known: Collection[str]) -> Iterator[Issue]:
    """Every warning about the words of a version. known: abbreviations that every reader knows."""
    parts = split(places.whole(version.path))
    if parts is None:
        return
    _, body, line = parts
    found = list(sentences(body))
    for place, message, remedy in _of_page(version, places, found, line):
        yield Issue.at(version.path, place, message, remedy, severity="warning")
    remarks = [remark for each in found for remark in _of_sentence(each)]
    for at, message, remedy in [*remarks, *_abbreviations(body, found, known), *_unfounded(version, body, found)]:
        yield Issue.at(version.path, spot(body, at, line), message, remedy, severity="warning")


def _of_page(version: Version, places: Places, found: list[Sentence], line: int) -> Iterator[tuple[Spot, str, str]]:
    for key, text, (least, most) in (("title", version.meta.title, TITLE), ("summary", version.meta.summary, SUMMARY)):
        place = places.key(version.path, key)
        if not least <= len(text) <= most:
            wanted = f"{most} at most" if len(text) > most else f"{least} at least"
            yield place, f"The {key} has {len(text)} characters; {wanted} read well in search results.", "Say in one line what the reader will find."
        if undated := _undated(text):
            yield place, f"The {key}: {undated[1]}", undated[2]
    age = reading_age(found)
    if age and age > MOST_AGE:
        fault = f"The page asks for a reading age of about {age} years; {MOST_AGE} is the most for busy people."
        yield Spot(line), fault, "Use shorter words and sentences, and lists where there are several conditions."


def _of_sentence(sentence: Sentence) -> Iterator[tuple[int, str, str]]:
    if sentence.heading or len(sentence.words) <= MOST_WORDS:
        pass
    else:
        yield sentence.at, f"This sentence has {len(sentence.words)} words; {MOST_WORDS} are enough.", "Split it: one idea in each sentence."
    if undated := _undated(sentence.text):
        yield sentence.places[undated[0]], undated[1], undated[2]
    passives, chain = _passives(sentence.text)
    if len(passives) > MOST_PASSIVES or chain:
        fault = f"This sentence is passive {len(passives)} times over, so that nobody can tell who acts."
        yield sentence.places[passives[0]], fault, "Say who does what, or split it."
    duty, should = _DUTY.search(sentence.text), re.search(r"\bshould\b", sentence.text)
    if duty and should:
        fault = f"“should” and “{duty.group()}” stand in one sentence: it is not plain what is a duty and what is advice."
        yield sentence.places[should.start()], fault, "Write “must” for a duty and “should” for advice, in sentences of their own."


def _undated(text: str) -> tuple[int, str, str] | None:
    """The first word of a text that grows old, unless a year stands beside it: where, what is wrong, and how to mend it."""
    found = _UNDATED.search(text)
    if found is None or _YEAR.search(text):
        return None
    return found.start(), f"“{found.group()}” tells no date, and grows old.", "Give the date instead, such as “from 1 January 2027”."


def _passives(text: str) -> tuple[list[int], bool]:
    """Where the passive verbs of a sentence begin, and whether one hangs on another, as in “is expected to be sent”."""
    found: list[int] = []
    chain = hangs = False
    auxiliary: int | None = None
    for word in WORD.finditer(text):
        name = word.group().lower()
        if name in _BE:
            auxiliary = word.start() if auxiliary is None else auxiliary
        elif auxiliary is not None and _is_participle(name):
            chain, hangs = chain or hangs, True
            found.append(auxiliary)
            auxiliary = None
        elif auxiliary is None or not (name in _BETWEEN or name.endswith("ly")):
            auxiliary, hangs = None, hangs and name in ("to", "have")
    return found, chain


def _is_participle(word: str) -> bool:
    return word not in _NOT_PASSIVE and (word in _IRREGULAR or (len(word) > 4 and word.endswith("ed")))


def _abbreviations(body: str, found: list[Sentence], known: Collection[str]) -> Iterator[tuple[int, str, str]]:
    """Abbreviations that are used before they are spelled out, each once."""
    told = {*known, *re.findall(r"(?m)^[ ]{0,3}\*\[([^\]\n]+)\]:", body)}
    for sentence in found:
        for word in re.finditer(r"[^\W\d_]+", sentence.text):
            name = word.group() if not (word.group().endswith("s") and word.group()[:-1].isupper()) else word.group()[:-1]
            if not _is_abbreviation(name) or name in told:
                continue
            told.add(name)
            before, after = sentence.text[: word.start()], sentence.text[word.end() :]
            if not (before.endswith(("(", '"', "“", "] ")) or after.startswith(" (") or re.match(r"[-\d]|[ ]?\d", after) or re.search(r"[\d@./]$", before)):
                remedy = f"Spell it out where it first stands, or add a line `*[{name}]: what it stands for` at the end."
                yield sentence.places[word.start()], f"“{name}” is not explained.", remedy


def _is_abbreviation(word: str) -> bool:
    capitals = sum(sign.isupper() for sign in word)
    return len(word) <= MOST_LETTERS and capitals > 1 and 2 * capitals >= len(word)


def _unfounded(version: Version, body: str, found: list[Sentence]) -> Iterator[tuple[int, str, str]]:
    """A duty in a section that rests on no evidence, and a sum of money where neither its section nor anything before it tells a date; once in a section."""
    dated = bool(_YEAR.search(f"{version.meta.title} {version.meta.summary}"))
    for anchor, section in _sections(body, found):
        text = " ".join(sentence.text for sentence in section)
        dated = dated or bool(_YEAR.search(text))
        if not version.meta.evidence.get(anchor) and (at := _first(section, _MUST)) is not None:
            remedy = "Name the facts under `evidence`, or write what you advise with “should”."
            yield at, f"“must” stands in #{anchor}, which rests on no evidence.", remedy
        if not dated and (at := _first(section, _MONEY)) is not None:
            yield at, "A sum of money stands here without a date, and none was told before it.", "Say from when it holds."


def _sections(body: str, found: list[Sentence]) -> Iterator[tuple[str, list[Sentence]]]:
    """The sentences of each section, with its anchor."""
    anchor, section = ANSWER, list[Sentence]()
    for sentence in found:
        if sentence.heading and (named := _ANCHOR.match(body, sentence.at)):
            yield anchor, section
            anchor, section = named[1], []
        section.append(sentence)
    yield anchor, section


def _first(section: list[Sentence], wanted: re.Pattern[str]) -> int | None:
    """Where the first thing that fits stands in the body."""
    return next((sentence.places[seen.start()] for sentence in section if (seen := wanted.search(sentence.text))), None)
