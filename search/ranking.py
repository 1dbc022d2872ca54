"""How well a section answers a query: pure arithmetic over postings, whatever engine they come from.

A word's weight in a field is the engine's BM25 without its idf; rarity is counted once for a whole group of synonyms, so that a rare nickname
in one section does not outweigh the thing that it stands for.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from search import analysis
from search.query import Alternative, Group, Query
from search.schema import TEXTS, stems_of

Posting = tuple[float, tuple[int, ...]]
Reader = Callable[[str, str], Mapping[int, Posting]]
"""From a field and a word to the sections that hold it: the saturated weight there, and its places."""
Scores = dict[int, float]


@dataclass(frozen=True)
class Tuning:
    """The weights of ranking. Set by measuring success@3 over the questions of all regulators together, never for single queries."""

    question: float = 3.0
    title: float = 1.6
    heading: float = 1.8
    summary: float = 0.6
    names: float = 0.25
    body: float = 1.0
    exact: float = 0.25
    loose: float = 0.55
    near: float = 0.35
    reach: int = 4
    covered: float = 0.6
    enough: float = 0.5
    named: float = 0.25
    first: float = 1.06


TUNING = Tuning()


def word_scores(read: Reader, word: str, tuning: Tuning = TUNING) -> Scores:
    """Sections that hold a word or its relatives, scored over all fields; the very word counts a little more."""
    scores: Scores = defaultdict(float)
    stem = analysis.stem(word)
    for field in TEXTS:
        boost = getattr(tuning, field)
        for section, (weight, _) in read(stems_of(field), stem).items():
            scores[section] += boost * weight
        for section, (weight, _) in read(field, word).items():
            scores[section] += boost * tuning.exact * weight
    return scores


def phrase_scores(read: Reader, words: Sequence[str], stemmed: bool = True, tuning: Tuning = TUNING) -> Scores:
    """Sections where the words stand side by side in one field; an average word's weight there, grown a little with the length of the phrase."""
    scores: Scores = defaultdict(float)
    forms = analysis.stems(words) if stemmed else tuple(words)
    for field in TEXTS:
        boost = getattr(tuning, field)
        postings = [read(stems_of(field) if stemmed else field, form) for form in forms]
        for section in set(postings[0]).intersection(*postings[1:]):
            if beside([posting[section][1] for posting in postings]):
                scores[section] += boost * sum(posting[section][0] for posting in postings) / len(postings)
    return scores


def beside(places: Sequence[Sequence[int]]) -> bool:
    """Whether the words whose places are given stand side by side, in order, somewhere."""
    starts = set(places[0])
    for offset, following in enumerate(places[1:], start=1):
        starts &= {place - offset for place in following}
    return bool(starts)


def wording_scores(read: Reader, wording: Alternative, tuning: Tuning = TUNING) -> Scores:
    """Sections that hold one alternative of a group."""
    if len(wording.words) == 1:
        return word_scores(read, wording.words[0], tuning)
    return phrase_scores(read, wording.words, tuning=tuning)


def group_scores(read: Reader, group: Group, tuning: Tuning = TUNING) -> Scores:
    """Sections that hold any alternative: the best counts. Typed words of a longer wording also count loosely, when they stand apart."""
    best: Scores = {}
    for wording in group.alternatives:
        for section, score in wording_scores(read, wording, tuning).items():
            best[section] = max(best.get(section, 0.0), score * wording.weight)
    told = [word for word in group.typed if word not in analysis.STOP]
    if len(group.typed) > 1 and told:
        loose: Scores = defaultdict(float)
        for word in told:
            for section, score in word_scores(read, word, tuning).items():
                loose[section] += score / len(told)
        for section, score in loose.items():
            best[section] = max(best.get(section, 0.0), score * tuning.loose)
    return best


def rarity(count: int, size: int) -> float:
    """How much a group that `count` of `size` sections hold tells about a section."""
    return math.log(1.0 + (size - count + 0.5) / (count + 0.5))


def near_scores(read: Reader, groups: Sequence[Group], weights: Sequence[float], tuning: Tuning = TUNING) -> Scores:
    """A bonus for sections in which two neighbours of the query stand within reach of each other in the heading, question or body."""
    scores: Scores = defaultdict(float)
    for (left, right), weight in zip(zip(groups, groups[1:], strict=False), zip(weights, weights[1:], strict=False), strict=False):
        first, second = analysis.stem(left.typed[-1]), analysis.stem(right.typed[0])
        for field in ("question", "heading", "body"):
            one, other = read(stems_of(field), first), read(stems_of(field), second)
            for section in one.keys() & other.keys():
                if any(0 < there - here <= tuning.reach for here in one[section][1] for there in other[section][1]):
                    scores[section] += tuning.near * min(weight)
    return scores


def holding(read: Reader, phrases: Iterable[Sequence[str]], stemmed: bool) -> list[set[int]]:
    """For each phrase (or word) the sections that hold it."""
    return [set(phrase_scores(read, phrase, stemmed)) for phrase in phrases]


def titled(read: Reader, wanted: Iterable[Sequence[str]]) -> list[set[int]]:
    """For each `title:` wording the sections whose title, question or heading holds it."""
    found = []
    for wording in wanted:
        forms = analysis.stems(wording)
        fields = [[read(stems_of(field), form) for form in forms] for field in ("title", "question", "heading")]
        found.append({section for postings in fields for section in postings[0] if all(section in item for item in postings)
                      and beside([item[section][1] for item in postings])})  # fmt: skip
    return found


def rank(read: Reader, query: Query, size: int, tuning: Tuning = TUNING) -> Scores | None:
    """Score the sections that a query's words find, before any filter.

    read: postings. query: expanded. size: how many sections there are. Returns scores by section; None where the query has no words to score by, so that all sections
    qualify. Sections far from the best coverage of the query's groups are left out: with many words most must be there, not all.
    """
    if not query.groups:
        return None
    found = [group_scores(read, group, tuning) for group in query.groups]
    weights = [rarity(len(item), size) * group.weight if item else 0.0 for item, group in zip(found, query.groups, strict=True)]
    total: Scores = defaultdict(float)
    covered: Scores = defaultdict(float)
    for item, weight in zip(found, weights, strict=True):
        for section, score in item.items():
            total[section] += weight * score
            covered[section] += weight
    for section, bonus in near_scores(read, query.groups, weights, tuning).items():
        total[section] += bonus
    most = max(covered.values(), default=0.0)
    whole = sum(weights) or 1.0
    return {
        section: score * (1.0 - tuning.covered + tuning.covered * covered[section] / whole)
        for section, score in total.items()
        if covered[section] >= tuning.enough * most
    }
