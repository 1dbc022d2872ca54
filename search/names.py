"""The names by which people call professions, roles, regulators and other registers, found in a stream of words by longest match.

Names come from the library's registers; nothing here knows synonyms of ordinary words, or what a name leads to.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from guidance.library import Library
from search import analysis
from search.query import Word

Kind = Literal["profession", "role", "regulator", "signpost"]
Key = tuple[str, ...]

ORDINARY = frozenset("act led had it ms me so cons super tech son medic para lab is am pm or in at no peer pension".split())
"""Names that are ordinary words too: they count as names only in capitals."""

FIELDS = frozenset("ambulance pathology operation operational nice".split())
"""Words that find the pages of a profession or post, but by which nobody says what they are."""

PHRASES: frozenset[Key] = frozenset(analysis.stems(wording.split()) for wording in ("northern ireland", "discussion partner", "medical appraisal"))
"""Wordings that name nobody, though words in them do."""

LONGEST = 9
"""Names of more words than this are not looked for."""


@dataclass(frozen=True)
class Name:
    """What a wording names. `shown`: the proper name in words."""

    kind: Kind
    id: str
    shown: str


def keys(wording: str) -> set[Key]:
    """The keys under which a wording is looked up: stems without linking words, hyphenated words both parted and joined."""
    read = [analysis.Token(item.text, item.start, item.end, item.joined, item.parts) for item in analysis.tokens(wording)]
    parted = analysis.stems(item.text for item in read if item.text not in analysis.LINKS)
    joined: list[str] = []
    index = 0
    while index < len(read):
        joined.append(analysis.stem(read[index].joined or read[index].text))
        index += read[index].parts
    return {key for key in (parted or analysis.stems(item.text for item in read), tuple(joined)) if key}


@dataclass(frozen=True)
class Stream:
    """Words made ready for longest match: `stems` without linking words, and for each its place among the words."""

    words: tuple[Word, ...]
    stems: tuple[str, ...]
    at: tuple[int, ...]

    @classmethod
    def of(cls, words: Sequence[Word]) -> Stream:
        """The stream of some words."""
        at = tuple(index for index, word in enumerate(words) if word.text not in analysis.LINKS or word.capitals)
        return cls(tuple(words), analysis.stems(words[index].text for index in at), at)

    def spans(self, start: int) -> Iterator[tuple[int, Key]]:
        """The keys that begin at a place of the stream, longest first, each with the place where it ends."""
        for end in range(min(len(self.stems), start + LONGEST), start, -1):
            yield end, self.stems[start:end]
            word = self.words[self.at[start]]
            if word.joined and end - start == word.parts:
                yield end, (analysis.stem(word.joined),)

    def is_plain(self, start: int, end: int) -> bool:
        """Whether the span is one ordinary word that is not in capitals, and so names nothing."""
        word = self.words[self.at[start]]
        return end - start == 1 and not word.capitals and (word.text in ORDINARY or word.text in analysis.STOP)

    def source(self, start: int, end: int) -> tuple[int, int]:
        """The span as places among the words."""
        return self.at[start], self.at[end - 1] + 1


@dataclass(frozen=True)
class Names:
    """All names of a library, by key. `spelled`: for keys of one word, the words themselves."""

    by_key: dict[Key, tuple[Name, ...]] = field(default_factory=dict)
    spelled: dict[Key, set[str]] = field(default_factory=dict)

    def inside(self, words: Sequence[Word], kind: Kind = "profession") -> list[Name]:
        """The professions (or another kind) named by single words of a wording that names something else: "nurse" in "nurse director"."""
        at = [(word, (analysis.stem(word.text),)) for word in words]
        found = (self.by_key.get(key, ()) for word, key in at if kind == "profession" or self.is_said(key, word))
        return [name for names in found for name in names if name.kind == kind and len(names) == 1]

    def is_said(self, key: Key, word: Word) -> bool:
        """Whether a word that leads to a key of one word is the name itself, or its plural, and not a mere relative: "investigation" is no investigator."""
        if len(key) > 1:
            return True
        if key not in self.by_key:
            return word.text not in FIELDS and (word.text in ORDINARY or key[0] not in ORDINARY)
        return any(is_form(text, self.spelled.get(key, ())) for text in (word.text, word.joined) if text)


def is_form(word: str, of: Container[str]) -> bool:
    """Whether a word is one of some words, or the plural of one."""
    return word in of or word.endswith("s") and (word[:-1] in of or word.endswith("es") and word[:-2] in of)


def names_of(library: Library) -> Names:
    """The names of a library's professions, roles, regulators and signposts, with their synonyms and abbreviations. Raises nothing.

    A profession's own name wins over another entry's synonym ("psychologist" of a voluntary register stays one when spelled out). Kept for each library.
    """
    return _names_of(library)


@lru_cache(maxsize=4)
def _names_of(library: Library) -> Names:
    collected: dict[Key, dict[Name, bool]] = {}
    spelled: dict[Key, set[str]] = {}

    def add(name: Name, own: Iterable[str], synonyms: Iterable[str]) -> None:
        for wordings, proper in ((own, True), (synonyms, False)):
            for wording in wordings:
                for key in keys(wording):
                    entry = collected.setdefault(key, {})
                    entry[name] = entry.get(name, False) or proper
                _spell(wording, spelled)

    for item in library.corpus.professions:
        add(Name("profession", item.id, item.name), (item.name, item.plural), item.synonyms)
    for post in library.corpus.roles:
        add(Name("role", post.id, post.name), (post.name,), (*post.synonyms, *post.abbreviations))
    for body in library.corpus.regulators:
        if body.decides:
            add(Name("regulator", body.id, body.short), (body.name, body.short), ())
    for sign in library.corpus.signposts:
        add(Name("signpost", sign.id, sign.name), (sign.name,), sign.synonyms)
    by_key = {key: tuple(name for name, proper in entry.items() if proper or not any(entry.values())) for key, entry in collected.items()}
    return Names(by_key, spelled)


def _spell(wording: str, spelled: dict[Key, set[str]]) -> None:
    """Note the word of a wording of one word, hyphenated or not."""
    read = analysis.tokens(wording)
    if read and read[0].parts == len(read):
        for text in (read[0].text, read[0].joined):
            if text and (text == read[0].joined or len(read) == 1):
                spelled.setdefault((analysis.stem(text),), set()).add(text)
