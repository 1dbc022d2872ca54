"""How well a section answers a query: pure arithmetic over what its words are worth there, whatever engine that comes from.

A word's weight in a field is BM25 without its idf; rarity is counted once for a whole group of synonyms, so that a rare nickname in one section does not
outweigh the thing that it stands for.
"""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from search import analysis
from search.catalogue import Catalogue
from search.impacts import Impacts, Weights
from search.query import Group, Query
from search.schema import TEXTS, stems_of

SHOWN = tuple(field for field in TEXTS if field not in ("evidence", "asked"))
Scores = dict[int, float]
Worth = complex
"""The score of a section, as the real part, and how much of a group or query it holds, as the imaginary one: a complex number adds up both in one step,
which takes half the time in the innermost loop of a search."""
NOTHING: Worth = 0j
ABSENT = 30
"""A word that nobody here uses counts, where we ask how much of a query was found, like one that so many sections use."""


@dataclass(frozen=True)
class Ranking:
    """What a query's words found: `worths` by section. `whole`: the most that a section can hold of the groups that found anything; `asked`: of all."""

    worths: dict[int, Worth]
    whole: float
    asked: float


@dataclass(frozen=True)
class Tuning:
    """The weights of ranking. Set by measuring success@3 over the questions of all regulators together, never for single queries."""

    question: float = 2.0
    title: float = 2.2
    heading: float = 2.0
    summary: float = 0.3
    names: float = 0.0
    body: float = 1.0
    evidence: float = 0.2
    asked: float = 2.2
    exact: float = 0.6
    loose: float = 0.7
    near: float = 0.5
    reach: int = 4
    covered: float = 0.8
    enough: float = 0.3
    named: float = 0.1
    shared: float = 0.65
    leaning: float = 1.4
    filed: float = 0.4
    damping: float = 4.0
    length: float = 0.4
    small: float = 0.4
    weak: float = 0.6
    regulator: float = 0.15
    profession: float = 0.5
    role: float = 1.0
    signpost: float = 0.6


TUNING = Tuning()


@dataclass(frozen=True, slots=True)
class Found:
    """What one group found: `sections`, and what each is worth. `weight`: the most of the group that one can hold."""

    sections: array[int]
    worths: tuple[Worth, ...]
    weight: float

    def __len__(self) -> int:
        """How many sections were found."""
        return len(self.sections)


def group_scores(impacts: Impacts, group: Group, size: int, named: Sequence[int] = (), tuning: Tuning = TUNING) -> Found:
    """Sections that hold any alternative of a group: the best counts, and each by its own rarity.

    A synonym is as common as the whole group, so a rare typed word keeps its worth beside common synonyms, and a rare nickname does not outweigh
    what it stands for.
    named: sections whose page is filed under what the group names; they need not say it.
    """
    wordings = [(item.weight, impacts.of(item.words)) for item in group.alternatives]
    typed = set().union(*(found.sections for weight, found in wordings if weight >= 1.0))
    filed = Weights(array("I", named), array("d", [tuning.filed]) * len(named))
    union = typed.union(named, *(found.sections for _, found in wordings))
    told = [word for word in group.typed if word not in analysis.STOP]
    cost = cost_of(group, tuning) * (1.0 + tuning.length * (min(max(len(told), 1), 4) - 1))
    common = rarity(len(union), size, tuning) * cost
    own = rarity(len(typed), size, tuning) * cost if typed else common
    parts = [(own if weight >= 1.0 else common * weight, found) for weight, found in wordings]
    parts.append((common, filed))
    if len(group.typed) > 1 and told:
        parts.append((common * tuning.loose, _loose(impacts, told)))
    best, cover = _highest(parts)
    return Found(array("I", best), tuple(complex(score, cover[section]) for section, score in best.items()), max(own, common) if best else 0.0)


def cost_of(group: Group, tuning: Tuning = TUNING) -> float:
    """What it costs a section to lack a group: little for names, since people say who they are more often than pages do, for small numbers and weak words."""
    if group.names:
        return min(float(getattr(tuning, kind)) for kind, _ in group.names)
    if len(group.typed) > 1:
        return group.weight
    word = analysis.stem(group.typed[0])
    small = word.isdigit() and len(word) <= 2
    return group.weight * (tuning.small if small else tuning.weak if group.typed[0] in analysis.WEAK else 1.0)


def _highest(parts: Iterable[tuple[float, Weights]]) -> tuple[Scores, Scores]:
    """The best score of each section, and the most that it holds, over parts of a group and what each is worth."""
    best: Scores = {}
    cover: Scores = {}
    for worth, found in sorted(parts, key=lambda part: part[0]):
        cover.update(dict.fromkeys(found.sections, worth))  # in the order of worth, so that the last is the most
        scores = [weight * worth for weight in found.weights]
        if best:
            for section, score in zip(found.sections, scores, strict=True):
                if best.get(section, -1.0) < score:
                    best[section] = score
        else:
            best.update(zip(found.sections, scores, strict=True))
    return best, cover


def _loose(impacts: Impacts, told: Sequence[str]) -> Weights:
    """The words of a longer wording wherever they stand, each for its share."""
    loose: Scores = defaultdict(float)
    for word in told:
        found = impacts.of((word,))
        for section, score in zip(found.sections, found.weights, strict=True):
            loose[section] += score / len(told)
    return Weights.made_of(loose)


def rarity(count: int, size: int, tuning: Tuning = TUNING) -> float:
    """How much a group that `count` of `size` sections hold tells about a section; damped, since the rarest words of a question are often its emptiest."""
    return math.log(1.0 + size / (count + tuning.damping))


def _add_near(impacts: Impacts, query: Query, weights: Sequence[float], total: dict[int, Worth], tuning: Tuning) -> None:
    """Add a bonus for each field in which two neighbours of the query stand near each other."""
    groups = query.groups
    for left, right, least in zip(groups, groups[1:], map(min, weights, weights[1:]), strict=False):
        bonus = tuning.near * least
        for section in impacts.near(analysis.stem(left.typed[-1]), analysis.stem(right.typed[0])):
            total[section] = total.get(section, NOTHING) + bonus


def rank(impacts: Impacts, query: Query, size: int, find: Callable[[Group], Found], tuning: Tuning = TUNING) -> Ranking | None:
    """Score the sections that a query's words find, before any filter.

    impacts: of words. query: expanded. size: how many sections there are. find: `group_scores` for a group.
    Returns None where the query has no words to score by, so that all sections qualify. Sections far from the best coverage of the query's groups are
    left out: with many words most must be there, not all.
    """
    if not query.groups:
        return None
    found = [find(group) for group in query.groups]
    total: dict[int, Worth] = dict(zip(found[0].sections, found[0].worths, strict=True))
    get = total.get
    for item in found[1:]:
        for section, worth in zip(item.sections, item.worths, strict=True):
            total[section] = get(section, NOTHING) + worth
    most = max(map(attrgetter("imag"), total.values()), default=0.0)
    _add_near(impacts, query, [item.weight for item in found], total, tuning)
    least = tuning.enough * most
    whole = sum(item.weight for item in found) or 1.0
    asked = sum(item.weight or cost_of(group, tuning) * rarity(ABSENT, size, tuning) for item, group in zip(found, query.groups, strict=True)) or 1.0
    return Ranking({section: worth for section, worth in total.items() if worth.imag >= least}, whole, asked)


def final_scores(query: Query, catalogue: Catalogue, ranking: Ranking, sections: Iterable[int], tuning: Tuning = TUNING) -> Scores:
    """The scores of some of the sections of a ranking.

    Each is weighed by how much of the query the section holds, and by what is known of it beside its words: whose regulator's it is, and
    what its page names.
    """
    worlds = set(query.prefer) | set(query.filters.regulator)
    by_kind = [_closeness(kind, worlds, query.leaning, tuning) for kind in catalogue.kinds]
    wanted = catalogue.signs(catalogue.naming({name for group in query.groups for _, name in group.names}))
    named = {"0": 1.0, "1": 1.0 + tuning.named}
    least = 1.0 - tuning.covered
    found: Scores = {}
    for number in sections:
        worth = ranking.worths[number]
        version = catalogue.version_of[number]
        score = worth.real * (least + tuning.covered * worth.imag / ranking.whole)
        found[number] = score * by_kind[catalogue.kind_of[version]] * named[wanted[version]]
    return found


def _closeness(kind: frozenset[str], worlds: set[str], leaning: Iterable[str], tuning: Tuning) -> float:
    """What a section of these regulators is worth to somebody in some regulators' worlds, or in none that is known."""
    if worlds:
        return 1.0 if kind <= worlds else tuning.shared
    return 1.0 if kind.isdisjoint(leaning) else tuning.leaning


def allowed(impacts: Impacts, query: Query, size: int) -> set[int] | None:
    """The sections that hold every quoted phrase and `title:` wording and no excluded one; None where the query has none of them.

    Evidence behind a section does not count, since readers would look for it in vain.
    """
    if not (query.phrases or query.titled or query.excluded):
        return None
    stemmed = [stems_of(field) for field in SHOWN]
    found = [impacts.standing(phrase, SHOWN) for phrase in query.phrases]
    found += [impacts.standing(analysis.stems(wording), [stems_of(field) for field in ("title", "question", "heading")]) for wording in query.titled]
    whole = set.intersection(*found) if found else set(range(size))
    return whole.difference(*(impacts.standing(analysis.stems(wording), stemmed) for wording in query.excluded))


def boosts(tuning: Tuning = TUNING) -> dict[str, float]:
    """What each field counts."""
    return {field: getattr(tuning, field) for field in TEXTS}
