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

SHOWN = tuple(field for field in TEXTS if field != "evidence")
Posting = tuple[float, tuple[int, ...]]
Reader = Callable[[str, str], Mapping[int, Posting]]
"""From a field and a word to the sections that hold it: the saturated weight there, and its places."""
Scores = dict[int, float]
Covers = Callable[[Group], Iterable[int]]
"""From a group to the sections whose page is filed under a name in it."""


@dataclass(frozen=True)
class Tuning:
    """The weights of ranking. Set by measuring success@3 over the questions of all regulators together, never for single queries."""

    question: float = 2.6
    title: float = 1.6
    heading: float = 1.8
    summary: float = 1.0
    names: float = 0.25
    body: float = 1.0
    evidence: float = 0.4
    exact: float = 0.33
    loose: float = 0.55
    near: float = 0.2
    reach: int = 4
    covered: float = 0.6
    enough: float = 0.3
    named: float = 0.25
    first: float = 1.1
    shared: float = 0.65
    leaning: float = 1.3
    across: float = 1.1
    filed: float = 0.4
    damping: float = 34.0
    length: float = 0.4
    small: float = 0.4
    weak: float = 0.6
    regulator: float = 0.15
    profession: float = 0.85
    role: float = 0.75
    signpost: float = 0.6


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


def phrase_scores(read: Reader, words: Sequence[str], stemmed: bool = True, fields: Sequence[str] = TEXTS, tuning: Tuning = TUNING) -> Scores:
    """Sections where the words stand side by side in one field; scored as an average word of theirs."""
    scores: Scores = defaultdict(float)
    forms = analysis.stems(words) if stemmed else tuple(words)
    for field in fields:
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


@dataclass(frozen=True)
class Found:
    """What one group found: `scores`; `cover`, how much of the group each section holds; `weight`, the most that it can hold."""

    scores: Scores
    cover: Scores
    weight: float


def group_scores(read: Reader, group: Group, size: int, named: Iterable[int] = (), tuning: Tuning = TUNING) -> Found:
    """Sections that hold any alternative of a group: the best counts, and each by its own rarity.

    A synonym is as common as the whole group, so a rare typed word keeps its worth beside common synonyms, and a rare nickname does not outweigh
    what it stands for.
    named: sections whose page is filed under what the group names; they need not say it.
    """
    wordings = [(item.weight, wording_scores(read, item, tuning)) for item in group.alternatives]
    typed = set().union(*(found for weight, found in wordings if weight >= 1.0))
    filed = dict.fromkeys(named, tuning.filed)
    union = typed.union(filed, *(found for _, found in wordings))
    told = [word for word in group.typed if word not in analysis.STOP]
    cost = cost_of(group, tuning) * (1.0 + tuning.length * (min(max(len(told), 1), 4) - 1))
    common = rarity(len(union), size, tuning) * cost
    own = rarity(len(typed), size, tuning) * cost if typed else common
    best: Scores = {}
    cover: Scores = {}
    for weight, found in [*wordings, (1.0, filed)]:
        worth = own if weight >= 1.0 and found is not filed else common * weight
        _raise_to(best, cover, found, worth)
    if len(group.typed) > 1 and told:
        _raise_to(best, cover, _loose(read, told, tuning), common * tuning.loose)
    return Found(best, cover, max(own, common) if best else 0.0)


def cost_of(group: Group, tuning: Tuning = TUNING) -> float:
    """What it costs a section to lack a group: little for names, since people say who they are more often than pages do, for small numbers and weak words."""
    if group.names:
        return min(float(getattr(tuning, kind)) for kind, _ in group.names)
    if len(group.typed) > 1:
        return group.weight
    word = analysis.stem(group.typed[0])
    small = word.isdigit() and len(word) <= 2
    return group.weight * (tuning.small if small else tuning.weak if group.typed[0] in analysis.WEAK else 1.0)


def _raise_to(best: Scores, cover: Scores, found: Mapping[int, float], worth: float) -> None:
    for section, score in found.items():
        best[section] = max(best.get(section, 0.0), score * worth)
        cover[section] = max(cover.get(section, 0.0), worth)


def _loose(read: Reader, told: Sequence[str], tuning: Tuning) -> Scores:
    """The words of a longer wording wherever they stand, each for its share."""
    loose: Scores = defaultdict(float)
    for word in told:
        for section, score in word_scores(read, word, tuning).items():
            loose[section] += score / len(told)
    return loose


def rarity(count: int, size: int, tuning: Tuning = TUNING) -> float:
    """How much a group that `count` of `size` sections hold tells about a section; damped, since the rarest words of a question are often its emptiest."""
    return math.log(1.0 + size / (count + tuning.damping))


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
    """For each phrase (or word) the sections whose page shows it; evidence behind a section does not count, since readers would look for it in vain."""
    return [set(phrase_scores(read, phrase, stemmed, SHOWN)) for phrase in phrases]


def titled(read: Reader, wanted: Iterable[Sequence[str]]) -> list[set[int]]:
    """For each `title:` wording the sections whose title, question or heading holds it."""
    found = []
    for wording in wanted:
        forms = analysis.stems(wording)
        fields = [[read(stems_of(field), form) for form in forms] for field in ("title", "question", "heading")]
        found.append({section for postings in fields for section in postings[0] if all(section in item for item in postings)
                      and beside([item[section][1] for item in postings])})  # fmt: skip
    return found


def rank(read: Reader, query: Query, size: int, covers: Covers, tuning: Tuning = TUNING) -> Scores | None:
    """Score the sections that a query's words find, before any filter.

    read: postings. query: expanded. size: how many sections there are. covers: the sections filed under a group's names.
    Returns scores by section; None where the query has no words to score by, so that all sections qualify. Sections far from the best coverage
    of the query's groups are left out: with many words most must be there, not all.
    """
    if not query.groups:
        return None
    found = [group_scores(read, group, size, covers(group), tuning) for group in query.groups]
    total: Scores = defaultdict(float)
    covered: Scores = defaultdict(float)
    for item in found:
        for section, score in item.scores.items():
            total[section] += score
            covered[section] += item.cover[section]
    for section, bonus in near_scores(read, query.groups, [item.weight for item in found], tuning).items():
        total[section] += bonus
    most = max(covered.values(), default=0.0)
    whole = sum(item.weight for item in found) or 1.0
    return {
        section: score * (1.0 - tuning.covered + tuning.covered * covered[section] / whole)
        for section, score in total.items()
        if covered[section] >= tuning.enough * most
    }
