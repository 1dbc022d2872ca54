"""Letters with several meanings, settled by the other words of a question where they can be: "CMO of a trust" needs no asking.

It weighs meanings against words and names; it must not read the words itself.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from guidance.library import Library
from search import analysis
from search.names import Kind, Name
from search.synonyms import Clash, Meaning

Pair = tuple[Kind, str]
COMMON = frozenset(analysis.stems("registered registration registrar register reg number practice practising professional".split()))
"""Stems of what everybody has who asks here: they speak for no meaning."""


@dataclass(frozen=True)
class Around:
    """What stands around some letters: the names that are certain, the stems of all words, and whether they ask to stay registered."""

    names: Sequence[Name]
    stems: Set[str]
    asks: bool

    def of(self, kind: Kind) -> list[str]:
        """The ids named of one kind."""
        return [name.id for name in self.names if name.kind == kind]


@dataclass(frozen=True)
class Settled:
    """What became of letters: the names that they turned out to mean, and whether they are still to be asked about."""

    names: tuple[Name, ...] = ()
    open: bool = False


def ours(meaning: Meaning) -> tuple[Pair, ...]:
    """What a meaning is of ours, as (kind, id)."""
    kinds: tuple[Kind, ...] = ("profession", "role", "regulator", "signpost")
    return tuple((kind, getattr(meaning, kind)) for kind in kinds if getattr(meaning, kind))


def settle(clash: Clash, around: Around, library: Library, sure: bool) -> Settled:
    """Settle letters by what stands around them.

    clash: with its meanings. around: the rest of the question. sure: whether the letters were named as a clash by content, and not only found on two lists.
    Returns the names meant, if any, and whether to ask. Posts that every regulator decides alike are taken for the first of them; where content names the
    clash we ask all the same. Raises nothing.
    """
    known = {(name.kind, name.id) for name in around.names}
    if any(pair in known for meaning in clash.meanings for pair in ours(meaning)):
        return Settled()
    told = _told(clash, around, library)
    if told is not None:
        return Settled(tuple(_name(pair, library) for pair in ours(told)))
    left = _fitting(clash, around, library)
    pairs = [pair for meaning in left for pair in ours(meaning)]
    if not pairs or around.names and all(kind == "regulator" for kind, _ in pairs) or around.asks and all(kind == "regulator" for kind, _ in pairs):
        return Settled()
    here = [pair for pair in pairs if pair[0] == "profession" and around.of("regulator")]
    if len(here) == 1:
        return Settled((_name(here[0], library),))
    gone = [kind for meaning in _named(clash.meanings) if meaning not in left for kind, _ in ours(meaning)]
    if len(pairs) == 1 and (_is_positive(pairs[0], around, library) or gone and set(gone) == {"role"} and around.of("profession")):
        return Settled((_name(pairs[0], library),))
    roles = [name for kind, name in pairs if kind == "role"]
    if len(roles) == len(pairs) and len(left) == len(clash.meanings) and _alike(roles, library):
        return Settled((_name(pairs[0], library),), sure)
    return Settled(open=True)


def _named(meanings: Sequence[Meaning]) -> list[Meaning]:
    return [meaning for meaning in meanings if ours(meaning)]


def _told(clash: Clash, around: Around, library: Library) -> Meaning | None:
    """The one meaning of which another word of the question speaks: "trust" in "CMO of a trust"."""
    hit = [meaning for meaning, marks in zip(clash.meanings, _marks(clash, library), strict=True) if marks & around.stems]
    return hit[0] if len(hit) == 1 else None


@lru_cache(maxsize=512)
def _marks(clash: Clash, library: Library) -> tuple[frozenset[str], ...]:
    """For each meaning the stems by which it is told from the others."""
    found = [_stems(meaning, library) for meaning in clash.meanings]
    letters = set(analysis.stems(analysis.words(clash.letters)))
    alone = []
    for place, stems in enumerate(found):
        others = set().union(*(other for index, other in enumerate(found) if index != place))
        alone.append(frozenset(stems - others - letters))
    return tuple(alone)


def _stems(meaning: Meaning, library: Library) -> set[str]:
    wordings = [meaning.means]
    for kind, name in ours(meaning):
        if kind == "role" and name in library.roles:
            wordings += [library.roles[name].name, *library.roles[name].synonyms]
        elif kind == "profession" and name in library.professions:
            wordings += [library.professions[name].name, *library.professions[name].synonyms]
    dull = analysis.STOP | analysis.WEAK
    return {analysis.stem(word) for wording in wordings for word in analysis.words(wording) if word not in dull and len(word) > 1} - COMMON


def _fitting(clash: Clash, around: Around, library: Library) -> list[Meaning]:
    """The meanings of ours that the names leave: a nurse is no medical director, and a person's other letters are rarely a second profession."""
    people = around.of("profession")
    worlds = set(around.of("regulator")) | {library.professions[name].regulator for name in people}
    left = []
    for meaning in _named(clash.meanings):
        fits = True
        for kind, name in ours(meaning):
            if kind == "profession" and name in library.professions:
                fits = not people and (not worlds or library.professions[name].regulator in worlds)
            elif kind == "regulator":
                fits = not worlds or name in worlds
            elif kind == "role" and name in library.roles:
                holders = library.roles[name].held_by
                fits = not holders or not (people or worlds) or bool(set(holders) & set(people)) or not people and _in_worlds(holders, worlds, library)
        if fits:
            left.append(meaning)
    return left


def _in_worlds(holders: Sequence[str], worlds: Set[str], library: Library) -> bool:
    return any(library.professions[name].regulator in worlds for name in holders if name in library.professions)


def _is_positive(pair: Pair, around: Around, library: Library) -> bool:
    """Whether the words speak for a meaning, and do not merely leave it."""
    kind, name = pair
    people, bodies = around.of("profession"), around.of("regulator")
    if kind == "profession" and name in library.professions:
        return library.professions[name].regulator in bodies
    holders = library.roles[name].held_by if kind == "role" and name in library.roles else ()
    return bool(set(holders) & set(people)) or not people and _in_worlds(holders, set(bodies), library)


def _alike(roles: Sequence[str], library: Library) -> bool:
    """Whether every regulator reads the roles as the same role, so that the answer is the same."""
    read = [{body: item.role for body, item in library.roles[role].decides_as.items()} for role in roles if role in library.roles]
    return len(read) == len(roles) and all(item == read[0] for item in read)


def _name(pair: Pair, library: Library) -> Name:
    kind, name = pair
    if kind == "role":
        return Name(kind, name, library.roles[name].name)
    if kind == "regulator":
        return Name(kind, name, library.regulators[name].short)
    if name in library.signposts:
        return Name("signpost", name, library.signposts[name].name)
    return Name("profession", name, library.professions[name].name)
