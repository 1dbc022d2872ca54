"""Which profession and post the letters typed so far begin to name, by prefixes of the words of all their names.

It names people, and decides nothing about them; whole words are read better by `search/intent.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_

from guidance.library import Library
from guidance.model import FAQ
from search import analysis
from search.names import ORDINARY, names_of
from search.prefixes import WordSets, as_bits, members

MOST_WORDS = 8
MOST_NAMES = 12
WHOLE, BEGUN, OTHER_BEGUN, PART, OTHER_PART, UNSAID = 0, 1, 2, 3, 4, 1
"""How well words name something: in full; by the beginning of its own name, or of another; by part of its own, or of another; where nothing is said of it."""
NEAR = 1
"""Readings that are worse than the best by more than this are left out."""
ASKED = frozenset(
    analysis.stem(word)
    for word in "stay registered registration register reg keep lose losing remain retain maintain licence licensed pin revalidate renew".split()
)
"""The stems of words that ask, and name nobody."""


@dataclass(frozen=True)
class _Wording:
    """One wording of a name: its words that say something, what it names, and whether it is the proper name."""

    words: tuple[str, ...]
    id: str
    proper: bool

    def is_led_by(self, typed: Sequence[str]) -> bool:
        """Whether the typed words begin its first words, in order."""
        return all(word.startswith(start) for word, start in zip(self.words, typed, strict=False))


class _Wordings:
    """All wordings of the professions or of the posts, what is preferred first."""

    def __init__(self, named: Iterable[tuple[str, Sequence[str], Sequence[str]]]) -> None:
        """named: for each id its proper names and its other names."""
        read = [_Wording(_told(analysis.words(text)), name, text in own) for name, own, others in named for text in (*own, *others)]
        self._all = [item for item in read if item.words and not (len(item.words) == 1 and item.words[0] in ORDINARY | analysis.STOP)]
        self._words = WordSets(item.words for item in self._all)
        self._proper = as_bits(number for number, item in enumerate(self._all) if item.proper)
        self._of_length: dict[int, int] = {}
        for number, item in enumerate(self._all):
            self._of_length[len(item.words)] = self._of_length.get(len(item.words), 0) | 1 << number

    @property
    def words(self) -> set[str]:
        """Every word of every wording."""
        return {word for item in self._all for word in item.words}

    def begun_by(self, typed: Sequence[str], finished: bool) -> dict[str, int]:
        """What the words begin to name, with how well, the best first; where finished words name something in full, only that."""
        length = self._of_length.get(len(typed), 0)
        begun = reduce(and_, (self._words.beginning(word) for word in typed))
        found: dict[str, int] = {}
        self._take(found, reduce(and_, (self._words.exactly(word) for word in typed), length), lambda item: WHOLE)
        if finished and found:
            return found
        self._take(found, begun & length, lambda item: BEGUN if item.proper else OTHER_BEGUN)
        self._take(found, begun & self._proper, lambda item: BEGUN if item.is_led_by(typed) else PART)
        if len(typed) > 1:  # a single word of somebody's other name names nobody yet
            self._take(found, begun, lambda item: OTHER_PART)
        return found

    def _take(self, found: dict[str, int], bits: int, quality: Callable[[_Wording], int]) -> None:
        taken = 0
        for number in members(bits):
            item = self._all[number]
            found[item.id] = min(quality(item), found.get(item.id, OTHER_PART))
            taken += 1
            if taken >= MOST_NAMES:
                break


def _told(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in analysis.STOP)


class Callings:
    """The professions and posts of a library, by the beginnings of their names. Read-only once made."""

    def __init__(self, library: Library) -> None:
        """library: whose registers count, and whose pages tell what comes first: what they speak of most."""
        self._library = library
        self._named: dict[str, Counter[str]] = {body: Counter() for body in library.regulators}
        texts: list[str] = []
        for page in library.corpus.pages:
            version = page.versions[-1]
            bodies = version.meta.regulators if page.collection == FAQ else (page.collection,)
            if len(bodies) == 1:
                self._named.setdefault(bodies[0], Counter()).update(version.meta.roles)
            texts += [section.text for section in version.sections]
        said = " ".join(texts).casefold()
        whole = sum(self._named.values(), Counter[str]())
        self._professions = sorted(library.corpus.professions, key=lambda item: -said.count(item.name.casefold()))
        self._roles = sorted(library.corpus.roles, key=lambda item: -whole[item.id])
        people, posts = [item.id for item in self._professions], [item.id for item in self._roles]
        self._place = {name: place for names in (people, posts) for place, name in enumerate(names)}
        self._people = _Wordings((item.id, (item.name, item.plural), item.synonyms) for item in self._professions)
        self._posts = _Wordings((item.id, (item.name,), (*item.synonyms, *item.abbreviations)) for item in self._roles)

    @property
    def words(self) -> set[str]:
        """Every word of every name."""
        return self._people.words | self._posts.words

    def pairs(self, text: str) -> list[tuple[str, str]]:
        """The professions and posts, as pairs of ids, that a text begins to name, the best first; empty where any of its words names neither.

        Where only one of the two is named, the other is what our pages speak of most. Raises nothing.
        """
        bodies, words = self._regulators(_told(analysis.words(text)))
        asking = tuple(word for word in words if analysis.stem(word) not in ASKED and word not in analysis.WEAK)
        for said in dict.fromkeys((words, asking)):
            if 0 < len(said) <= MOST_WORDS and (found := self._read(said, bodies)):
                return found
        return []

    def _regulators(self, words: Sequence[str]) -> tuple[frozenset[str], tuple[str, ...]]:
        names = names_of(self._library).by_key
        bodies = {word: name.id for word in words for name in names.get((analysis.stem(word),), ()) if name.kind == "regulator"}
        return frozenset(bodies.values()), tuple(word for word in words if word not in bodies)

    def _read(self, words: tuple[str, ...], bodies: frozenset[str]) -> list[tuple[str, str]]:
        """Every way to part the words into a profession and a post, in either order."""
        found: dict[tuple[str, str], tuple[int, int]] = {}
        for cut in range(len(words) + 1):
            for person, post, person_ends in ((words[:cut], words[cut:], False), (words[cut:], words[:cut], True)):
                people = self._people.begun_by(person, finished=bool(post) and not person_ends) if person else {}
                posts = self._posts.begun_by(post, finished=bool(person) and person_ends) if post else {}
                if bool(person) == bool(people) and bool(post) == bool(posts):
                    for pair, rank in self._paired(people, posts):
                        found[pair] = min(rank, found.get(pair, rank))
        kept = [pair for pair in found if not bodies or self._library.professions[pair[0]].regulator in bodies]
        best = min((found[pair][0] for pair in kept), default=0)
        return sorted((pair for pair in kept if found[pair][0] <= best + NEAR), key=lambda pair: (found[pair], *self._order(pair)))

    def _paired(self, people: dict[str, int], posts: dict[str, int]) -> Iterator[tuple[tuple[str, str], tuple[int, int]]]:
        """Pairs, each with how well it is named, and its place among those that fill in what is unsaid."""
        if people and posts:
            yield from (((person, post), (better + worse, 0)) for person, better in people.items() for post, worse in posts.items())
        for person, quality in people.items() if not posts else ():
            for place, post in enumerate(self._usual_posts(person)):
                yield (person, post), (quality + UNSAID, place)
        for post, quality in posts.items() if not people else ():
            said, usual = self._usual_people(post)
            yield from (((person, post), (quality + (0 if said else UNSAID), 0)) for person in usual)

    def _usual_posts(self, person: str) -> list[str]:
        counts = self._named[self._library.professions[person].regulator]
        return [item.id for item in sorted(self._roles, key=lambda item: -counts[item.id])[:4]]

    def _usual_people(self, post: str) -> tuple[bool, list[str]]:
        """The professions that the post's name says, else the one spoken of most of each regulator whose pages name the post; and whether it is said."""
        names = names_of(self._library).by_key
        words = analysis.words(self._library.roles[post].name)
        said = {name.id for word in words for name in names.get((analysis.stem(word),), ()) if name.kind == "profession"}
        if said:
            return True, [item.id for item in self._professions if item.id in said]
        first: dict[str, str] = {}
        for item in self._professions:
            first.setdefault(item.regulator, item.id)
        return False, [item for body, item in first.items() if self._named[body][post]] or list(first.values())

    def _order(self, pair: tuple[str, str]) -> tuple[int, int, int]:
        person, post = pair
        return -self._named[self._library.professions[person].regulator][post], self._place[person], self._place[post]
