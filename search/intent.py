"""What somebody wants who types a sentence: who they are, which post they mean, whose rules, and whether they ask to stay registered.

It recognises names and letters with several meanings; it must not decide anything: answers come from `rules`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from guidance.library import Library
from guidance.model import Date
from search.names import Key, Name, Names, Stream, names_of
from search.query import Word, parse
from search.synonyms import Clash, Meaning, Thesaurus


@dataclass(frozen=True)
class Intent:
    """What the words name, in their order, and what they ask. `clashes`: letters that we could not settle, each with what they may mean.

    `worlds`: the regulators named, and those of the professions named, for whose sections come first.
    `asks`: whether one stays registered, or must be; `keeps`: the former in so many words.
    """

    professions: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    regulators: tuple[str, ...] = ()
    signposts: tuple[str, ...] = ()
    clashes: tuple[Clash, ...] = ()
    worlds: tuple[str, ...] = ()
    asks: bool = False
    keeps: bool = False

    @property
    def profession(self) -> str | None:
        """The one profession named; None for none or several."""
        return self.professions[0] if len(self.professions) == 1 else None

    @property
    def role(self) -> str | None:
        """The first role named: people say the post that matters first."""
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


_KEEPING = re.compile(
    r"\b(keep|keeping|stay|staying|remain|remaining|lose|losing|retain|maintain|still|need|needs|required|continue|give up|giving up|hand back|hand in|"
    r"come off|drop|let go|leave|cancel|revalidate|renew|have to|must|allowed|hold on)\b"
)
_STAYING = re.compile(
    r"\b(keep|keeping|stay|staying|remain|remaining|lose|losing|retain|maintain|still|give up|giving up|hand back|come off|drop|"
    r"let go|hold on)\b"
)
_REGISTERED = re.compile(
    r"\b(regist\w*|reg|licen[cs]\w*|pin|revalid\w*|reval|renew\w*|practi[cs]ing|on the books|my number|ltp|gmc|nmc|hcpc|gphc|hours|clinics?)\b"
)
_ASKING = re.compile(r"\b(can|could|may|must|do|does|should|shall|will|would|am|is|are|need|still|if|allowed|whether|possible)\b")
_MANNER = re.compile(r"^(?:how|who|whom|when|which|where|what)\b")
_BESIDE = re.compile(r"\b(?:with|by|from|than) (?:(?:a|an|my|the|another) )?$")
_OTHER = re.compile(r"\b(?:can|could|may|must|should|will|does|is|has) (?:a|an|my|the|another|any) $")
_ABOUT_ME = re.compile(r"^(?: \w+){0,3} (?:my|me|mine)\b")


def read_intent(text: str, library: Library, thesaurus: Thesaurus | None = None) -> Intent:
    """Find what a text names and asks.

    text: as typed; read as a query, so that excluded words name nothing. library: whose professions, roles, regulators and signposts count.
    thesaurus: for its clashes.
    Returns an Intent, empty where nothing is recognised. Raises nothing.
    """
    query = parse(text, on=Date.min)
    words = query.words
    told = _Told(words, names_of(library), thesaurus or Thesaurus())
    told.read()
    settled = told.settle(library)
    scoped = tuple(Name("regulator", item, item) for item in query.filters.regulator)
    found = (*scoped, *told.names, *settled)
    if not any(name.kind in ("profession", "regulator") for name in found):
        found = (*found, *told.implied)
    by_kind = {kind: tuple(dict.fromkeys(name.id for name in found if name.kind == kind)) for kind in ("profession", "role", "regulator", "signpost")}
    worlds = (*by_kind["regulator"], *(library.professions[item].regulator for item in by_kind["profession"]))
    plain = " ".join(word.text for word in words)
    named = bool(by_kind["profession"] and (by_kind["role"] or by_kind["regulator"]))
    keeping = bool(_KEEPING.search(plain)) and bool(_REGISTERED.search(plain) or by_kind["profession"])
    asks = keeping and not _MANNER.search(plain) and (named or bool(_ASKING.search(plain)) or "?" in text)
    return Intent(
        professions=by_kind["profession"], roles=by_kind["role"], regulators=by_kind["regulator"], signposts=by_kind["signpost"],
        clashes=tuple(told.open), worlds=tuple(dict.fromkeys(worlds)), asks=asks,
        keeps=asks and bool(_STAYING.search(plain)),
    )  # fmt: skip


class _Told:
    """One reading of the words: names that are certain, and letters that are not yet."""

    def __init__(self, words: tuple[Word, ...], names: Names, thesaurus: Thesaurus) -> None:
        self.words = words
        self.names: list[Name] = []
        self.open: list[Clash] = []
        self.implied: list[Name] = []
        self._registers = names
        self._thesaurus = thesaurus

    def read(self) -> None:
        """Walk the words, longest match first."""
        stream = Stream.of(self.words)
        start = 0
        while start < len(stream.stems):
            step = 1
            for end, key in stream.spans(start):
                if stream.is_plain(start, end) or not (self._thesaurus.names_of(key, self._registers) or key in self._thesaurus.clashes):
                    continue
                first, last = stream.source(start, end)
                self._take(key, first, last)
                step = end - start
                break
            start += step

    def _take(self, key: Key, first: int, last: int) -> None:
        names = self._thesaurus.names_of(key, self._registers)
        clash = self._thesaurus.clashes.get(key)
        regulators = [name for name in names if name.kind == "regulator"]
        if regulators:
            self.names += regulators
        elif clash and any(_ours(meaning) for meaning in clash.meanings):
            self.open.append(clash)
        elif len({name.kind for name in names}) < len(names):
            meanings = tuple(Meaning.model_validate({"means": name.shown, name.kind: name.id}) for name in names)
            self.open.append(Clash(letters=" ".join(word.text for word in self.words[first:last]), meanings=meanings))
        elif not self._is_other_person(first, last):
            self.names += names
            self.implied += self._registers.inside(self.words[first:last])
        else:
            self.names += [name for name in names if name.kind != "profession"]

    def _is_other_person(self, first: int, last: int) -> bool:
        """Whether the words speak of somebody else: "can a doctor do my reflective discussion" is not asked by a doctor."""
        before = " ".join(word.text for word in self.words[:first]) + " "
        after = "".join(f" {word.text}" for word in self.words[last:])
        return bool(_BESIDE.search(before) or _OTHER.search(before) and _ABOUT_ME.search(after))

    def settle(self, library: Library) -> list[Name]:
        """Settle what other words decide: a meaning that is spelled out as well, the only one in the world of those named, posts read alike."""
        worlds = {name.id for name in self.names if name.kind == "regulator"}
        worlds |= {library.professions[name.id].regulator for name in self.names if name.kind == "profession"}
        known = {(name.kind, name.id) for name in self.names}
        left: list[Clash] = []
        found: list[Name] = []
        for clash in self.open:
            ours = [pair for meaning in clash.meanings for pair in _ours(meaning)]
            if any(pair in known for pair in ours):
                continue
            here = [name for kind, name in ours if kind == "profession" and name in library.professions and library.professions[name].regulator in worlds]
            if len(here) == 1 and all(name.kind != "profession" for name in self.names):
                found.append(Name("profession", here[0], library.professions[here[0]].name))
            elif all(kind == "role" for kind, _ in ours) and len(ours) == len(clash.meanings) and _alike([name for _, name in ours], library):
                found.append(Name("role", ours[0][1], library.roles[ours[0][1]].name))
            else:
                left.append(clash)
        self.open = left
        return found


def _alike(roles: list[str], library: Library) -> bool:
    """Whether every regulator reads the roles as the same role, so that there is nothing to ask."""
    read = [{body: item.role for body, item in library.roles[role].decides_as.items()} for role in roles if role in library.roles]
    return len(read) == len(roles) and all(item == read[0] for item in read)


def _ours(meaning: Meaning) -> list[tuple[str, str]]:
    """What a meaning is of ours, as (kind, id)."""
    return [(kind, getattr(meaning, kind)) for kind in ("profession", "role", "regulator", "signpost") if getattr(meaning, kind)]
