"""What somebody may be typing towards: answers, questions and sections in force on a date, for the letters typed so far.

Made ready once for a release; it decides nothing, and asks neither the engine nor the clock. Who and which post the words name is `search/callings.py`'s.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import cached_property, reduce
from operator import and_, or_

from guidance.library import Corpus, Library, page_url
from guidance.model import FAQ, Date, Status
from guidance.recent import Recent
from rules.answer import question_of
from search import analysis
from search.callings import Callings
from search.documents import CONTEXT, Entry, entries
from search.intent import Intent, read_intent
from search.prefixes import WordSets, as_bits, forms, members
from search.query import Group, Query, clean, parse
from search.spelling import Speller
from search.synonyms import Thesaurus, expand

LONGEST = 100
"""Characters that are read: whoever types more has asked already."""
MOST = 8
MOST_ANSWERS = 4
"""Answers come first, and must leave room for what else the words find."""
DATES_KEPT = 16


@dataclass(frozen=True)
class Suggestion:
    """One thing to go to. `kind`: answer, faq or section. `regulator`: its id, or `context` for several; `label`: short names, or empty."""

    text: str
    kind: str
    regulator: str
    label: str
    url: str

    def dated(self, on: Date) -> Suggestion:
        """The same as it stands on a date other than today."""
        path, hash_sign, anchor = self.url.partition("#")
        return replace(self, url=f"{path}?on={on.isoformat()}{hash_sign}{anchor}")


@dataclass(frozen=True)
class Suggested:
    """What is suggested for `query` (as read), and the text mended where a word was misspelt."""

    query: str
    suggestions: tuple[Suggestion, ...] = ()
    did_you_mean: str | None = None

    def dated(self, on: Date) -> Suggested:
        """The same with addresses of a date that is not today."""
        return replace(self, suggestions=tuple(item.dated(on) for item in self.suggestions))

    def as_dict(self) -> dict[str, object]:
        """JSON-ready, by the contract of `/api/v1/suggest`."""
        return {"query": self.query, "suggestions": [asdict(item) for item in self.suggestions], "did_you_mean": self.did_you_mean}


@dataclass(frozen=True)
class _Thing:
    """A question or a section of one version: what is shown, and the words that find it from within and from around it."""

    entry: Entry
    shown: Suggestion
    own: frozenset[str]
    around: frozenset[str]


class Suggester:
    """Suggests from one library. It may be shared by all threads; its tables are made when they are first needed."""

    def __init__(self, library: Library | None = None, thesaurus: Thesaurus | None = None, speller: Speller | None = None) -> None:
        self._library = library or Library(Corpus(), "")
        self._thesaurus = thesaurus or Thesaurus()
        self._speller = speller or Speller({})
        self._days = Recent(DATES_KEPT)

    def suggest(self, typed: str, on: Date) -> Suggested:
        """What may be meant by what is typed so far, whose last word may be unfinished.

        typed: any text; the first 100 characters count. on: only versions in force on that date are suggested. Returns at most eight, answers first, then
        questions and sections, those nearest to the words first; the same words always give the same. Raises nothing.
        """
        text = clean(typed[: LONGEST * 4])[:LONGEST].strip()
        mended = self._mend(text)
        query = parse(mended or text, on=on)
        if not query.words:
            return Suggested(text)
        intent = read_intent(query.text, self._library, self._thesaurus)
        answers = self._answers(query.text, intent)
        asked = expand(query, self._thesaurus, self._library, intent.worlds)
        found = list(answers)
        seen = {(item.text, item.label) for item in answers}
        for number in self._ranked(asked, on, strict=bool(answers or intent.signposts)):
            shown = self._things[number].shown
            if (shown.text, shown.label) not in seen:
                found.append(shown)
                seen.add((shown.text, shown.label))
            if len(found) >= MOST:
                break
        return Suggested(text, tuple(found[:MOST]), mended)

    def _answers(self, text: str, intent: Intent) -> list[Suggestion]:
        if intent.signposts and not intent.professions:
            return []  # another register's profession: no answer of ours is theirs
        pairs = list(self._callings.pairs(text))
        if intent.profession and intent.role and (intent.asks or len(intent.roles) == 1):
            pairs.insert(0, (intent.profession, intent.role))
        return [self._answer(*pair) for pair in list(dict.fromkeys(pairs))[:MOST_ANSWERS]]

    def _answer(self, profession: str, role: str) -> Suggestion:
        person, post = self._library.professions[profession], self._library.roles[role]
        short = self._library.regulators[person.regulator].short
        return Suggestion(question_of(person, post), "answer", person.regulator, short, f"/answer/{profession}/{role}")

    def _ranked(self, query: Query, on: Date, strict: bool) -> Iterator[int]:
        """The things that the words find: with every word in their own line first, then with some in what stands around it, then with words missing.

        strict: whether to end there; else, where nothing is found, half of the words may be missing.
        """
        strong = [group for group in query.groups[:-1] if not all(word in analysis.WEAK for word in group.typed)] + list(query.groups[-1:])
        base = self._in_question(query, strong, on)
        near = [self._holding(self._own, group) | self._is_about(group) for group in strong]
        wide = [self._holding(self._own, group, synonyms=True) | bits for group, bits in zip(strong, near, strict=True)]
        around = [self._holding(self._around, group, synonyms=True) | bits for group, bits in zip(strong, wide, strict=True)]
        literal = reduce(and_, (self._own.beginning(word.text) for word in query.words), base)
        levels = _by_missing(around, base, len(strong) // 2)
        sure = len(strong) // 3 + 1
        tiers = [literal, reduce(and_, near, base), reduce(and_, wide, base), *levels[:sure]]
        if not (strict or any(tiers)):
            tiers = levels[sure:]
        said = [self._holding(self._own, group, synonyms=True) for group in strong if group.names]
        done = 0
        for tier in tiers:
            for bits in (reduce(and_, said, tier), reduce(or_, said, 0) & tier, tier):
                yield from members(bits & ~done)
                done |= bits

    def _in_question(self, query: Query, groups: list[Group], on: Date) -> int:
        """What is in force, under the regulators and professions that are named: nobody is led to another regulator's rules."""
        base: int = self._days.get(on, self, lambda: self._in_force(on))
        named = [name for group in groups for name in group.names if name[0] in ("profession", "regulator")]
        named += [("regulator", name) for name in query.filters.regulator]
        return base & reduce(or_, (self._filed.get(name, 0) for name in named)) if named else base

    @staticmethod
    def _holding(sets: WordSets, group: Group, synonyms: bool = False) -> int:
        found = reduce(and_, (sets.beginning(word) | sets.kin(word) for word in group.typed))
        for item in group.alternatives[1:] if synonyms else ():
            found |= reduce(and_, (sets.kin(word) for word in item.words))
        return found

    def _is_about(self, group: Group) -> int:
        return reduce(or_, (self._filed.get(name, 0) for name in group.names), 0)

    def _mend(self, text: str) -> str | None:
        """The text with each misspelt word mended; a word that begins one of ours is unfinished, not misspelt."""
        changed = text
        for token in reversed(analysis.tokens(text)):
            if not self._speller.knows(token.joined or token.text) and not self._is_begun(token.text):
                better = self._speller.mend(token.text)
                if better:
                    changed = changed[: token.start] + better + changed[token.end :]
        return changed if changed != text else None

    def _is_begun(self, word: str) -> bool:
        place = bisect_left(self._vocabulary, word)
        return place < len(self._vocabulary) and self._vocabulary[place].startswith(word)

    def _in_force(self, on: Date) -> int:
        return as_bits(number for number, item in enumerate(self._things) if item.entry.status(on) is Status.IN_FORCE)

    @cached_property
    def _vocabulary(self) -> list[str]:
        return sorted({*self._speller.vocabulary, *self._callings.words})

    @cached_property
    def _callings(self) -> Callings:
        return Callings(self._library)

    @cached_property
    def _things(self) -> tuple[_Thing, ...]:
        """Everything to go to, what is preferred among equals first: questions, then short lines, so that the order of numbers is an order of rank."""
        questions: dict[tuple[str, str], _Thing] = {}
        sections: list[_Thing] = []
        for entry, texts in entries(self._library):
            key = entry.page, entry.stamp
            if entry.collection != FAQ:
                sections.append(_thing(self._library, entry, texts["names"]))
            elif key not in questions:
                questions[key] = _thing(self._library, entry, texts["names"])
            else:
                first = questions[key]
                questions[key] = _Thing(first.entry, first.shown, first.own, first.around | forms(entry.heading))
        both = (*questions.values(), *sections)
        return tuple(sorted(both, key=lambda item: (item.shown.kind, len(item.own), item.entry.page, item.entry.stamp, item.entry.order)))

    @cached_property
    def _own(self) -> WordSets:
        return WordSets(item.own for item in self._things)

    @cached_property
    def _around(self) -> WordSets:
        return WordSets(item.around for item in self._things)

    @cached_property
    def _filed(self) -> dict[tuple[str, str], int]:
        """The things of each regulator and profession, and those that name a role: whose rules they are, whatever their words."""
        numbers: dict[tuple[str, str], list[int]] = {}
        for number, item in enumerate(self._things):
            entry = item.entry
            for kind, names in (("regulator", entry.regulators), ("profession", entry.professions), ("role", entry.named & self._library.roles.keys())):
                for name in names:
                    numbers.setdefault((kind, name), []).append(number)
        return {key: as_bits(found) for key, found in numbers.items()}


def _by_missing(groups: list[int], base: int, most: int) -> list[int]:
    """The things that lack none of the groups, one of them, and so on up to `most`."""
    levels = [base, *[0] * most]
    for bits in groups:
        levels = [(level & bits) | (levels[place - 1] & ~bits if place else 0) for place, level in enumerate(levels)]
    return levels


def _thing(library: Library, entry: Entry, names: str) -> _Thing:
    is_faq = entry.collection == FAQ
    text = entry.title if is_faq or entry.heading == entry.title else f"{entry.heading} ({entry.title})"
    bodies = [item for item in library.corpus.regulators if item.id in entry.regulators]
    url = page_url(library.pages[entry.page].versions[0]) + ("" if is_faq else f"#{entry.anchor}")
    regulator = bodies[0].id if len(bodies) == 1 else CONTEXT
    label = ", ".join(item.short for item in bodies if item.decides)
    own = forms(entry.title if is_faq else entry.heading)
    around = forms(f"{entry.title} {names} {' '.join(f'{item.id} {item.short}' for item in bodies)}")
    return _Thing(entry, Suggestion(text, "faq" if is_faq else "section", regulator, label, url), frozenset(own), frozenset(own | around))
