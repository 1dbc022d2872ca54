"""Which general answers rest on a fact or a row: the profession and role pairs whose answer, with nothing told, cites it. Pure.

A general answer cites the facts of its rows, options and corrections, which differ from pair to pair, and those of the dates and requirements
of the scheme, which stand on every answer of its regulator.
"""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from guidance.library import Library
from guidance.model import Date, Profession, Role
from rules import resting
from rules.resting import Pair
from rules.table import Table


@dataclass(frozen=True)
class Touched:
    """General answers: those of some pairs, and every one of some regulators."""

    pairs: frozenset[Pair] = frozenset()
    regulators: frozenset[str] = frozenset()

    def __or__(self, other: Touched) -> Touched:
        return Touched(self.pairs | other.pairs, self.regulators | other.regulators)

    def covers(self, profession: Profession, role: Role) -> bool:
        """Whether the general answer for a profession and role is among them."""
        return (profession.id, role.id) in self.pairs or profession.regulator in self.regulators

    def by_profession(self, library: Library) -> list[tuple[Profession, list[Role]]]:
        """The pairs in the order of the lists, by profession; those of regulators all of whose answers are touched are left out."""
        found = []
        for profession in library.corpus.professions:
            if profession.regulator not in self.regulators:
                roles = [role for role in library.corpus.roles if (profession.id, role.id) in self.pairs]
                found += [(profession, roles)] if roles else []
        return found


@dataclass
class _Resting:
    """What the general answers of one table rest on: facts and rows to pairs, and the facts that stand on every answer."""

    facts: Mapping[str, set[Pair]] = field(default_factory=lambda: defaultdict(set))
    rows: Mapping[str, set[Pair]] = field(default_factory=lambda: defaultdict(set))
    everywhere: frozenset[str] = frozenset()


_kept: WeakKeyDictionary[Library, dict[tuple[str, int], _Resting]] = WeakKeyDictionary()
"""By library, regulator, and the stretch of days on which the table stays the same: some 2,000 answers are walked once, in a quarter of a second."""


def by_facts(tables: Mapping[str, Table], library: Library, names: Iterable[str], on: Date) -> Touched:
    """The general answers that cite any of these facts on a date."""
    wanted = frozenset(names)
    found = Touched()
    for table in tables.values():
        known = _resting(table, library, on)
        if wanted & known.everywhere:
            found |= Touched(regulators=frozenset({table.regulator}))
        found |= Touched(frozenset().union(*(known.facts[name] for name in wanted if name in known.facts)))
    return found


def by_row(table: Table, library: Library, name: str, on: Date) -> Touched:
    """The general answers in which a row stands on a date."""
    return Touched(frozenset(_resting(table, library, on).rows.get(name, ())))


def _resting(table: Table, library: Library, on: Date) -> _Resting:
    kept = _kept.setdefault(library, {})
    key = (table.regulator, bisect(table.changes, on))
    if key not in kept:
        kept[key] = _walk_all(table, library, on)
    return kept[key]


def _walk_all(table: Table, library: Library, on: Date) -> _Resting:
    everywhere = [item.facts for item in table.deadlines] + [item.facts for item in table.requirements]
    found = _Resting(everywhere=frozenset(name for facts in everywhere for name in facts))
    cited = {f"row/{row.id}": row.facts for row in table.rows} | {f"option/{item.id}": item.facts for item in table.options}
    cited |= {f"misunderstanding/{item.id}": item.facts for item in table.misunderstandings}
    for pair, item in resting.general(table, library, on).items():
        for name in item.entries:
            kind, _, entry = name.partition("/")
            if kind == "row":
                found.rows[entry].add(pair)
            for fact in cited.get(name, ()):
                found.facts[fact].add(pair)
    return found
