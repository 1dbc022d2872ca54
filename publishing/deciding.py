"""What a publication does to answers: numbers that change, outcomes and worked cases that follow, and answers that rest on what reads otherwise. Pure.

A page never changes an outcome: outcomes come from tables alone, and of those only the dated numbers can be published. So a table whose numbers stay
needs no walk to know that its outcomes stay.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from guidance.dates import in_words
from guidance.library import Library
from guidance.model import Date
from publishing.effects import MOST_LINKS, Effect, Link
from publishing.passages import entry_url, entry_words
from rules import resting, worked
from rules.dated import shown
from rules.facts import FactError
from rules.model import Case, Parameter
from rules.outcomes import SAID, Outcome, alternatives
from rules.schemes import FAULTS
from rules.table import Table


def changed_numbers(before: Table, after: Table) -> list[Parameter]:
    """The dated numbers that a table did not hold before, or held with another value, in order of time."""
    held = {(item.id, item.since): item for item in before.parameters}
    return sorted((item for item in after.parameters if held.get((item.id, item.since)) != item), key=lambda item: (item.since, item.id))


def number_effects(before: Table, after: Table) -> Iterator[Effect]:
    """Numbers that change: old and new value, unit, from when, and the entries whose words or counts use them."""
    for item in changed_numbers(before, after):
        old, users = before.values_at(item.since).get(item.id), resting.users(after, item.id)
        was = shown(old) if old is not None else ""
        words = f"{item.id.replace('_', ' ').capitalize()}: {shown(item.value)} from {in_words(item.since)}, {f'{was} before' if was else 'not told before'}"
        links = tuple(Link(entry_words(user), entry_url(after.regulator, user)) for user in users[:MOST_LINKS])
        url = entry_url(after.regulator, item.name)
        yield Effect(f"{after.regulator}/{item.id}", f"{words} ({item.unit}).", url, item.since, was, shown(item.value), links, len(users))


def case_effects(before: Table, after: Table, days: Sequence[Date]) -> Iterator[Effect]:
    """Worked cases that the new numbers decide otherwise: on the case's own day, and as of these days."""
    for case in after.cases:
        for day in (case.on, *days):
            old, new = _decided(before, case, day), _decided(after, case, day)
            if old != new:
                words = f"“{case.title}” comes out otherwise, asked on {in_words(day)}: {new or 'not at all'} instead of {old or 'not at all'}."
                yield Effect(f"{after.regulator}/{case.id}", words, f"/rules/{after.regulator}#case-{case.id}", day, old, new)
                break


def _decided(table: Table, case: Case, on: Date) -> str:
    """The outcome of a case on a day, with its parts, in words; empty where the table cannot decide it."""
    try:
        found = worked.run(table, case.model_copy(update={"on": on}))
    except (FactError, *FAULTS):
        return ""
    return _outcome(found.possible, tuple(found.parts.items()))


def _outcome(possible: Sequence[Outcome], parts: Sequence[tuple[str, Sequence[Outcome]]]) -> str:
    whole = alternatives([SAID[item] for item in possible])
    return whole + "".join(f"; {name}: {alternatives([SAID[item] for item in outcomes])}" for name, outcomes in parts)


class Answers:
    """The general answers of one table on a day, before and after a publication."""

    def __init__(self, before: Table, after: Table, library: Library, on: Date) -> None:
        self.library, self.on, self.table = library, on, after
        self.after = _general(after, library, on)
        self.before = _general(before, library, on) if changed_numbers(before, after) else self.after

    def outcomes(self) -> Iterator[Effect]:
        """The answers that come out otherwise."""
        for pair, new in self.after.items():
            old = self.before.get(pair)
            if old and (old.possible, old.parts) != (new.possible, new.parts):
                was, now = _outcome(old.possible, old.parts), _outcome(new.possible, new.parts)
                yield Effect("/".join(pair), f"{self._named(pair)}: {now} instead of {was}.", _address(pair, self.on), self.on, was, now)

    def on_which_stand(self, entries: Collection[str]) -> Mapping[resting.Pair, frozenset[str]]:
        """The answers on whose page some of these entries stand, with those."""
        wanted = frozenset(entries)
        return {pair: found for pair, item in self.after.items() if (found := item.entries & wanted)}

    def effects(self, touched: Mapping[resting.Pair, frozenset[str]]) -> Iterator[Effect]:
        """These answers, counted for each profession and named as far as a list is read."""
        by_profession: dict[str, list[str]] = defaultdict(list)
        for profession, role in touched:
            by_profession[profession].append(role)
        for profession, roles in by_profession.items():
            links = tuple(Link(self.library.roles[role].name, _address((profession, role), self.on)) for role in roles[:MOST_LINKS])
            entries = frozenset[str]().union(*(touched[profession, role] for role in roles))
            rows = sum(name.startswith("row/") for name in entries)
            words = f"{self.library.professions[profession].name}: {_counted(len(roles), 'answer')} rest{'s' if len(roles) == 1 else ''} on "
            words += f"{_counted(rows, 'row')} and {_counted(len(entries) - rows, 'other entry', 'other entries')} that this touches."
            yield Effect(profession, words, f"/answer?profession={profession}", self.on, links=links, count=len(roles))

    def _named(self, pair: resting.Pair) -> str:
        return f"{self.library.professions[pair[0]].name}, {self.library.roles[pair[1]].name}"


def _general(table: Table, library: Library, on: Date) -> dict[resting.Pair, resting.Resting]:
    """The general answers; none where the table cannot give them, which the check tells as an error."""
    try:
        return resting.general(table, library, on)
    except FAULTS:
        return {}


def _address(pair: resting.Pair, on: Date) -> str:
    return f"/answer/{pair[0]}/{pair[1]}?on={on.isoformat()}"


def _counted(number: int, one: str, more: str = "") -> str:
    return f"{number} {one if number == 1 else more or f'{one}s'}"
