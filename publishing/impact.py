"""The impact of a publication: everything that it touches beyond its own page, told before anything is released. Pure.

Two checked contents are compared, the one without it and the one with it, as they are read on each day on which it begins to matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from guidance.dates import in_words
from guidance.model import FAQ, Date
from guidance.stamps import read_stamp
from publishing.candidate import Publication
from publishing.checks import Checked
from publishing.deciding import Answers, case_effects, changed_numbers, number_effects
from publishing.effects import TITLES, Effect, Group, Kind
from publishing.leading import page_effects, search_effects
from publishing.passages import Passages
from rules import resting
from rules.table import Table


@dataclass(frozen=True)
class Impact:
    """What a publication touches. days: those for which it was looked at, the first of them the first on which readers meet it.

    faqs, answers: ids of the FAQs, its own among them, and profession and role of the answers that are touched: embeds on other sites show these.
    """

    days: tuple[Date, ...]
    groups: tuple[Group, ...]
    faqs: tuple[str, ...]
    answers: tuple[resting.Pair, ...]

    def __getitem__(self, kind: Kind) -> Group:
        """The consequences of one kind."""
        return next(group for group in self.groups if group.kind == kind)

    @property
    def found(self) -> tuple[Group, ...]:
        """The kinds of which there is any consequence, in order."""
        return tuple(group for group in self.groups if group.effects)

    @property
    def lines(self) -> list[str]:
        """The whole impact in plain sentences, for a screen: a heading with its count, then what is listed under it."""
        if not self.found:
            return [f"From {in_words(self.days[0])} this changes nothing beyond its own page."]
        return [line for group in self.found for line in (f"{group.title}: {group.count}", *(f"  {effect.words}" for effect in group.shown))]

    def as_dict(self) -> dict[str, object]:
        """The impact as JSON-ready keys and values. What embeds show is given by id, FAQs as in /faq/<id>, answers as in /answer/<profession>/<role>."""
        embeds = {"faqs": list(self.faqs), "answers": ["/".join(pair) for pair in self.answers]}
        return {"days": [day.isoformat() for day in self.days], **{group.kind: group.as_dict() for group in self.groups}, "embeds": embeds}


def impact(before: Checked, after: Checked, publication: Publication, files: Mapping[str, bytes], today: Date) -> Impact:
    """What a publication touches.

    before, after: the content without it and with it, checked; errors in the latter leave gaps here and are told by the check. files: the content with it.
    today: the day of asking; a publication for an earlier day is looked at as of today.
    """
    before, after = (replace(side, tables=_whole(side.tables)) for side in (before, after))
    days = _days(before, after, publication, today)
    own = (publication.slug,) if publication.regulator == FAQ and publication.page is not None else ()
    answers: dict[resting.Pair, None] = {}
    found: dict[Kind, dict[str, Effect]] = {kind: {} for kind in TITLES}
    for day in days:
        for kind, effect in _Look(before, after, publication.page_id, files, day).effects(answers):
            found[kind].setdefault(f"{effect.of} {day}" if kind == "answers" else effect.of, effect)
    for table, held in _tables(before, after):
        effects: tuple[tuple[Kind, Iterable[Effect]], ...] = (("numbers", number_effects(held, table)),)
        if changed_numbers(held, table):
            effects += (("cases", case_effects(held, table, days)),)
        for kind, each in effects:
            found[kind].update((effect.of, effect) for effect in each)
    return Impact(
        days=days,
        groups=tuple(Group(kind, tuple(effects.values())) for kind, effects in found.items()),
        faqs=(*own, *(name.partition("/")[2] for name in found["faqs"])),
        answers=tuple(answers),
    )


def _whole(tables: Mapping[str, Table]) -> dict[str, Table]:
    """The tables that can decide: somebody may have spoilt one by hand, which is no fault of a publication."""
    return {name: table for name, table in tables.items() if all(row.outcome or row.stage == "advice" for row in table.rows)}


def _days(before: Checked, after: Checked, publication: Publication, today: Date) -> tuple[Date, ...]:
    """The first day on which readers meet it, and later ones on which something of it begins or ends: a number, a withdrawal."""
    stamp = read_stamp(publication.stamp)
    first = max(today, stamp.date)
    ahead = {item.since for table, held in _tables(before, after) for item in changed_numbers(held, table)}
    page = after.library.pages.get(publication.page_id)
    for version in page.versions if page else ():
        if version.stamp == publication.stamp and version.meta.withdrawn:
            ahead.add(version.meta.withdrawn.date)
    return (first, *sorted(day for day in ahead if day > first))


def _tables(before: Checked, after: Checked) -> Iterator[tuple[Table, Table]]:
    """Each table with the publication, and the same without it."""
    yield from ((table, before.tables[name]) for name, table in after.tables.items() if name in before.tables)


class _Look:
    """One day on which both contents are read."""

    def __init__(self, before: Checked, after: Checked, page: str, files: Mapping[str, bytes], day: Date) -> None:
        self.before, self.after, self.files, self.day = before, after, files, day
        self.passages = Passages(before.library, after.library, page, day)
        self.touched = {name: self._touched(table, before.tables.get(name)) for name, table in after.tables.items()}

    def _touched(self, table: Table, held: Table | None) -> frozenset[str]:
        """The entries of a table that rest on what reads otherwise, or that use a number which is another on this day."""
        found = {*self.passages.touched(table)}
        if held:
            old, new = held.values_at(self.day), table.values_at(self.day)
            found.update(user for name, value in new.items() if old.get(name) != value for user in resting.users(table, name))
        return frozenset(found)

    def effects(self, told: dict[resting.Pair, None]) -> Iterator[tuple[Kind, Effect]]:
        """Every consequence on this day but those of numbers and worked cases, which have days of their own.

        told: the answers of which an earlier day told that they rest on what changes; those of this day are added.
        """
        yield from (("facts", effect) for effect in self.passages.fact_effects())
        for name, table in self.after.tables.items():
            yield from (("entries", effect) for effect in self.passages.entry_effects(self.before.tables.get(name), table))
            yield from self._answers(name, table, told)
        for is_faq, effect in page_effects(self.passages, self.after.tables, self.touched):
            yield "faqs" if is_faq else "pages", effect
        yield from (("searches", effect) for effect in search_effects(self.passages, self.files))

    def _answers(self, name: str, table: Table, told: dict[resting.Pair, None]) -> Iterator[tuple[Kind, Effect]]:
        held = self.before.tables.get(name)
        if held is None or not (self.touched[name] or changed_numbers(held, table)):
            return
        answers = Answers(held, table, self.after.library, self.day)
        outcomes = list(answers.outcomes())
        rest = {pair: entries for pair, entries in answers.on_which_stand(self.touched[name]).items() if pair not in told}
        told.update(dict.fromkeys(rest))
        told.update(((profession, role), None) for profession, _, role in (effect.of.partition("/") for effect in outcomes))
        yield from (("outcomes", effect) for effect in outcomes)
        yield from (("answers", effect) for effect in answers.effects(rest))
