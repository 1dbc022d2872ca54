"""What somebody wants who types a sentence: who they are, which post they mean, whose rules, and whether they ask to stay registered.

It recognises names and letters with several meanings; it must not decide anything: answers come from `rules`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass

from guidance.library import Library
from guidance.model import Date
from search import analysis, asking
from search.clashes import Around, ours, settle
from search.names import PHRASES, Key, Name, Names, Stream, is_form, names_of
from search.query import Word, parse
from search.synonyms import Clash, Meaning, Thesaurus

AWAY = ("overseas-leader", "leave", "career-break", "between-jobs")
"""States of a person that decide before any post that is named as well: a chief executive on leave is on leave."""
RETIRED = "retired"
"""It decides before an executive post (which was), and after any other (which is)."""
CLINICAL = "clinical"
"""The post that a profession's name tells by itself."""
GENERAL = ("other-executive", "interim-executive", "national-body", "commercial", "academic", CLINICAL)
"""Posts that come last where another is named: the words for them also say where or how somebody works."""
MANAGER = "general-manager"
"""The signpost for people without a register: a clinician who calls herself a general manager is not sent there."""


@dataclass(frozen=True)
class Intent:
    """What the words name and what they ask. `clashes`: letters that we could not settle, each with what they may mean.

    `roles`: the one that decides first. `guessed`: the profession is taken from the role ("chief nurse"), nobody said it.
    `worlds`: the regulators named, and those of the professions named or denied ("not a pharmacist"), for whose sections come first.
    `asks`: whether one stays registered, or must be; `keeps`: the former in so many words. `bare`: nothing else is said.
    `trouble`: what they speak of that a general answer takes not to be so (see `asking.trouble`): a case, say, or time off the register.
    """

    professions: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    regulators: tuple[str, ...] = ()
    signposts: tuple[str, ...] = ()
    clashes: tuple[Clash, ...] = ()
    worlds: tuple[str, ...] = ()
    asks: bool = False
    keeps: bool = False
    guessed: bool = False
    bare: bool = False
    trouble: str = ""

    @property
    def troubled(self) -> bool:
        """Whether they speak of any trouble, so that a general answer may not be theirs."""
        return bool(self.trouble)

    @property
    def profession(self) -> str | None:
        """The one profession named; None for none or several."""
        return self.professions[0] if len(self.professions) == 1 else None

    @property
    def role(self) -> str | None:
        """The role that decides."""
        return self.roles[0] if self.roles else None

    @property
    def regulator(self) -> str | None:
        """The one regulator named; None for none or several."""
        return self.regulators[0] if len(self.regulators) == 1 else None

    @property
    def signpost(self) -> str | None:
        """The first profession of another register."""
        return self.signposts[0] if self.signposts else None

    @property
    def clash(self) -> Clash | None:
        """The first letters that could not be settled."""
        return self.clashes[0] if self.clashes else None


THERE = "northern-ireland"
_NORTHERN_IRELAND = re.compile(r"\b(?:northern ireland|belfast|ulster|derry)\b")
_BRITAIN = re.compile(r"\b(?:england|english|scotland|scottish|wales|welsh|britain|gb|london|manchester|glasgow|edinburgh|cardiff)\b")
_JOB = r"(?: (?:role|roles|job|jobs|post|posts|work|hours|hrs|contract|position|seat|days|years|career)\b)"
_BESIDE = re.compile(r"\b(?:with|by|than) (?:(?:a|an|my|the|another) )?$|\b(?:from|instead of) (?:a|an|my|the|another) $")
_OTHER = re.compile(r"\b(?:can|could|may|must|should|will|does|is|has) (?:a|an|my|the|another|any) $")
_ABOUT_ME = re.compile(r"^(?: \w+){0,3} (?:my|me|mine)\b")
_NOT = re.compile(r"\b(?:not|isnt|arent|wasnt|non|never|dont|doesnt|stopped|without|no)(?: (?:a|an|the|been|see|seen))? $")
_THEIRS = re.compile(
    r"\b(?:my|our|his|her|their) (?:own )?$|\b(?:with|by|than|under|instead of) (?:the|my|our|a|an) $|\bfrom (?:the|my|our) $"
    r"|(?<!moved )(?<!gone )(?<!going )(?<!promoted )(?<!up )\bto (?:the|my|our) $"
)
_NEXT = re.compile(r"\b(?:now|going|become|becoming|became|turned|into|made|appointed|to|be|new) (?:(?:a|an|the|trust|as) )?$")
_MINE = re.compile(rf"^{_JOB}")
_AS_MINE = re.compile(rf"^ as my\b(?!{_JOB})")


def read_intent(text: str, library: Library, thesaurus: Thesaurus | None = None) -> Intent:
    """Find what a text names and asks.

    text: as typed; read as a query, so that excluded words name nothing. library: whose professions, roles, regulators and signposts count.
    thesaurus: for its clashes.
    Returns an Intent, empty where nothing is recognised. Raises nothing.
    """
    query = parse(text, on=Date.min)
    told = _Told(query.words, text.casefold().replace("’", "'"), names_of(library), thesaurus or Thesaurus())
    told.read()
    told.names += [Name("regulator", item, item) for item in query.filters.regulator]
    plain = " ".join(word.text for word in query.words)
    asks = asking.asks(plain, any(name.kind == "profession" for name in told.names))
    told.settle(library, asks)
    told.locate(library)
    guessed = told.guess(library)
    ids = {kind: tuple(dict.fromkeys(name.id for name in told.names if name.kind == kind)) for kind in ("profession", "role", "regulator", "signpost")}
    people = ids["profession"]
    bare = asking.is_bare(told.rest)
    asks = asks or bare and "?" in text and bool(ids["role"]) and bool(people)
    worlds = (*ids["regulator"], *(library.professions[item].regulator for item in (*people, *told.denied)))
    return Intent(
        professions=people, roles=_in_order(ids["role"], told.coming, library), regulators=ids["regulator"],
        signposts=tuple(item for item in ids["signpost"] if item != MANAGER or not worlds),
        clashes=tuple(dict.fromkeys(told.open)), worlds=tuple(dict.fromkeys(worlds)), asks=asks, keeps=asks and asking.keeps(plain, bool(people)),
        guessed=guessed, bare=bare, trouble=asking.trouble(plain),
    )  # fmt: skip


def _in_order(roles: tuple[str, ...], coming: Set[str], library: Library) -> tuple[str, ...]:
    """The roles, the one that decides first: being away, then the post that somebody goes to, posts as said, and what is said in general."""

    def rank(role: str) -> int:
        if role in AWAY:
            return AWAY.index(role) - len(AWAY)
        if role == RETIRED:
            return 0 if all(library.roles[other].board == "executive" for other in roles if other != RETIRED) else 3
        return 4 if role in GENERAL else 1 if role in coming else 2

    return tuple(sorted(roles, key=rank))


class _Told:
    """One reading of the words: names that are certain, letters that are not yet, and what else is said."""

    def __init__(self, words: tuple[Word, ...], text: str, names: Names, thesaurus: Thesaurus) -> None:
        self.words = words
        self.names: list[Name] = []
        self.open: list[Clash] = []
        self.rest: list[str] = []
        self.coming: set[str] = set()
        self._text = text
        self._implied: list[Name] = []
        self.denied: list[str] = []
        self._registers = names
        self._thesaurus = thesaurus

    def read(self) -> None:
        """Walk the words, longest match first."""
        stream = Stream.of(self.words)
        start = 0
        while start < len(stream.stems):
            end, key = self._longest(stream, start)
            first, last = stream.source(start, end)
            if key is None:
                self.rest.append(self.words[first].text)
            else:
                self._take(key, first, last)
            start = end

    def _longest(self, stream: Stream, start: int) -> tuple[int, Key | None]:
        """The longest match at a place; but a profession before "director of operations" leaves that post whole ("paramedic director of operations")."""
        found = [(end, key) for end, key in stream.spans(start) if self._means(stream, start, end, key)]
        end, key = found[0] if found else (start + 1, None)
        after = stream.source(start, end)[1]
        if after < len(self.words) and self.words[after].text == "of":
            for inner in range(start + 1, end):
                people = [item for item in found if item[0] <= inner and any(name.kind == "profession" for name in self._registers.by_key.get(item[1], ()))]
                if people and any(far > end and self._means(stream, inner, far, post) for far, post in stream.spans(inner)):
                    return people[0]
        return end, key

    def _means(self, stream: Stream, start: int, end: int, key: Key) -> bool:
        if key in PHRASES:
            return True
        word = stream.words[stream.at[start]]
        clash = self._thesaurus.clashes.get(key)
        if clash and word.text not in analysis.STOP and (len(key) > 1 or is_form(word.joined or word.text, analysis.words(clash.letters))):
            return True
        if stream.is_plain(start, end):
            return False
        return bool(self._thesaurus.names_of(key, self._registers)) and self._registers.is_said(key, word)

    def _take(self, key: Key, first: int, last: int) -> None:
        names = self._thesaurus.names_of(key, self._registers)
        clash = self._thesaurus.clashes.get(key)
        regulators = [name for name in names if name.kind == "regulator"]
        if key in PHRASES or clash and not any(ours(meaning) for meaning in clash.meanings):
            return
        if regulators:
            self.names += regulators
        elif clash:
            if not self._is_theirs(first, last):
                self.open.append(clash)
        elif len({name.kind for name in names}) < len(names):
            meanings = tuple(Meaning.model_validate({"means": name.shown, name.kind: name.id}) for name in names)
            self.open.append(Clash(letters=" ".join(word.text for word in self.words[first:last]), meanings=meanings))
        else:
            self._add(names, first, last)

    def _add(self, names: tuple[Name, ...], first: int, last: int) -> None:
        """Add names, but not those of other people: "can a doctor do my reflective discussion" is not asked by a doctor."""
        before = " ".join(word.text for word in self.words[:first]) + " "
        after = "".join(f" {word.text}" for word in self.words[last:])
        if _NOT.search(before):
            self.denied += [name.id for name in names if name.kind == "profession"]
            return
        other = bool(_BESIDE.search(before) or _OTHER.search(before) and _ABOUT_ME.search(after))
        theirs = (other or self._is_theirs(first, last)) and not _MINE.search(after)
        self.names += [name for name in names if not (other if name.kind != "role" else theirs and not _is_state(name))]
        if _NEXT.search(before):
            self.coming |= {name.id for name in names if name.kind == "role"}
        inside = self.words[first:last] if last - first > 1 else ()
        if any(name.kind == "role" for name in names) and not theirs:
            self._implied += [*self._registers.inside(inside), *self._bodies(inside)]
        elif any(name.kind == "profession" for name in names) and not other:
            self.names += [name for name in self._registers.inside(inside, "role") if name.id != CLINICAL]

    def _is_theirs(self, first: int, last: int) -> bool:
        """Whether a post is that of somebody whom the words speak of: "my medical director", "a chair's appraisal"."""
        before = " ".join(word.text for word in self.words[:first]) + " "
        after = "".join(f" {word.text}" for word in self.words[last:])
        if _MINE.search(after):
            return False
        return bool(_THEIRS.search(before) or _AS_MINE.search(after)) or f"{self.words[last - 1].text}'s " in self._text

    def _bodies(self, inside: Iterable[Word]) -> list[Name]:
        """The regulators in whose world a post is, by its words: "pharmacy" in "pharmacy owner"."""
        found = (self._thesaurus.names_of((analysis.stem(word.text),), self._registers) for word in inside)
        return [name for names in found for name in names if name.kind == "regulator"]

    def settle(self, library: Library, asks: bool) -> None:
        """Settle letters by what stands around them; what is left stays open."""
        around = Around(tuple(self.names), frozenset(analysis.stems(self.rest)), asks)
        left = []
        for clash in self.open:
            sure = clash in self._thesaurus.clashes.values()
            settled = settle(clash, around, library, sure)
            self.names += settled.names
            if settled.open:
                left.append(clash)
        self.open = left
        if any(kind == "role" for clash in left for meaning in clash.meanings for kind, _ in ours(meaning)):
            self.names = [name for name in self.names if name.id not in GENERAL]

    def locate(self, library: Library) -> None:
        """Where the words say Northern Ireland alone, a profession that has another register there is that register's: "pharmacist in Belfast"."""
        words = " ".join(word.text for word in self.words)
        if not _NORTHERN_IRELAND.search(words) or _BRITAIN.search(words):
            return
        for sign in library.corpus.signposts:
            theirs = [name for name in self.names if name.kind == "profession" and sign.id.endswith(f"-{name.id}") and sign.countries == (THERE,)]
            self.names = [name for name in self.names if name not in theirs] + [Name("signpost", sign.id, sign.name) for _ in theirs]

    def guess(self, library: Library) -> bool:
        """Take somebody who names no profession for one that holds the post named; return whether we did. What the words deny is not taken."""
        bodies = {name.id for name in self.names if name.kind == "regulator"}
        if any(name.kind in ("profession", "signpost") for name in self.names) or self.open and not any(name.kind == "role" for name in self.names):
            return False
        held = [_holder(item, library) for name in self.names if name.kind == "role" for item in library.roles[name.id].held_by[:1]]
        for name in (*self._implied, *held):
            if name.kind == "profession" and name.id not in self.denied and (not bodies or library.professions[name.id].regulator in bodies):
                self.names.append(name)
                return True
        self.names += [name for name in (*held, *self._implied) if name.kind != "profession" and not bodies][:1]
        return False


def _holder(name: str, library: Library) -> Name:
    return Name("signpost", name, library.signposts[name].name) if name in library.signposts else Name("profession", name, library.professions[name].name)


def _is_state(name: Name) -> bool:
    return name.id == RETIRED or name.id in AWAY
