"""Other words for the same thing: groups and clashes read from `content/search/synonyms.toml`, and queries widened with them.

It knows words and names, and where a group holds (one regulator's world, or all); it must not know the index.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, model_validator

from guidance.issues import Issue
from guidance.library import Library
from guidance.model import Frozen, Slug
from guidance.registers import parse_toml
from search import analysis
from search.names import Key, Name, Names, Stream, keys, names_of
from search.query import Alternative, Group, Query, Word

PATH = "search/synonyms.toml"
TWO_WAY, NAMED, SPELLED = 0.7, 0.8, 1.0
"""Weights of a synonym, of the proper name behind a nickname, and of another spelling of the same word."""
Wording = Annotated[str, Field(min_length=1, max_length=80)]


class Entry(Frozen):
    """A `[[group]]`: `words` for each other (both), or `from` any of these to all of those (one-way). `regulator`: where alone it holds."""

    words: tuple[Wording, ...] = ()
    kind: Literal["both", "one-way"] = "both"
    origins: tuple[Wording, ...] = Field(default=(), alias="from")
    targets: tuple[Wording, ...] = Field(default=(), alias="to")
    reason: Annotated[str, Field(min_length=1)]
    regulator: Literal["", "gmc", "nmc", "hcpc", "gphc"] = ""

    @model_validator(mode="after")
    def _is_whole(self) -> Entry:
        if self.kind == "both" and (len(self.words) < 2 or self.origins or self.targets):
            raise ValueError("a two-way group has two or more `words`, and no `from` or `to`")
        if self.kind == "one-way" and not (self.origins and self.targets):
            raise ValueError("a one-way group has `from` and `to`")
        return self


class Meaning(Frozen):
    """One thing that clashing letters may mean, with our id of it where there is one."""

    means: str
    profession: Slug | Literal[""] = ""
    role: Slug | Literal[""] = ""
    regulator: Slug | Literal[""] = ""
    signpost: Slug | Literal[""] = ""


class Clash(Frozen):
    """Letters with several meanings, among which people are asked to choose."""

    letters: str
    meanings: Annotated[tuple[Meaning, ...], Field(min_length=2)]
    reason: str = ""


@dataclass(frozen=True)
class Target:
    """Wordings that a key leads to, and the regulator in whose world alone it does (or empty). `proper`: those of which it is another name."""

    wordings: tuple[tuple[str, ...], ...]
    regulator: str
    proper: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Thesaurus:
    """Groups and clashes by key."""

    targets: Mapping[Key, tuple[Target, ...]] = field(default_factory=dict)
    clashes: Mapping[Key, Clash] = field(default_factory=dict)

    def names_of(self, key: Key, names: Names) -> tuple[Name, ...]:
        """The names of a key: its own, or the one post or profession that its synonyms name ("ops" is said for chief operating officer).

        Only the first word of a two-way group and what a one-way group leads to count: that "tribunal" and "fitness to practise panel" find each
        other makes nobody a panel member.
        """
        own = names.by_key.get(key)
        if own is not None:
            return own
        wordings = [item for target in self.targets.get(key, ()) for item in target.proper]
        found = {name for wording in wordings for name in names.by_key.get(analysis.stems(wording), ())}
        return tuple(found) if len(found) == 1 and next(iter(found)).kind != "signpost" else ()

    def world_of(self, key: Key) -> str:
        """The one regulator in whose world alone a key has other words or a meaning, or empty: who says "confirmer" is thinking of the NMC."""
        clash = self.clashes.get(key)
        worlds = {meaning.regulator for meaning in clash.meanings} - {""} if clash else {target.regulator for target in self.targets.get(key, ())}
        return next(iter(worlds)) if len(worlds) == 1 else ""

    def known(self) -> frozenset[str]:
        """Every single word that has a meaning here: such words are never "corrected"."""
        return frozenset(part for key in (*self.targets, *self.clashes) for part in key)


def _entries(path: str, data: bytes, table: Mapping[str, Any], kind: str, model: type[Frozen], issues: list[Issue]) -> list[Any]:
    lines = [match.start() for match in re.finditer(rb"(?m)^[ \t]*\[\[" + kind.encode() + rb"\]\]", data)]
    found: list[Any] = []
    raw = table.get(kind, [])
    for number, item in enumerate(raw if isinstance(raw, list) else [raw]):
        line = data[: lines[number]].count(b"\n") + 1 if number < len(lines) else 1
        try:
            found.append(model.model_validate(item))
        except ValidationError as error:
            first = item.get("words") or item.get("from") or [item.get("letters")] if isinstance(item, dict) else []
            name = str(first[0]) if isinstance(first, list) and first else f"number {number + 1}"
            for detail in error.errors():
                key = ".".join(str(part) for part in detail["loc"]) or kind
                issues.append(Issue(path, line, f"[[{kind}]] {name}: `{key}`: {detail['msg']}.", f"Correct or remove `{key}`."))
    return found


def _targets(entries: Sequence[Entry]) -> dict[Key, tuple[Target, ...]]:
    """Every key with what it leads to. One-way groups go one step further: a word that leads to "overseas" leads to the words for overseas."""
    found: dict[Key, list[Target]] = {}
    two_way = [entry for entry in entries if entry.kind == "both"]
    for entry in entries:
        wordings = entry.words or entry.targets
        if entry.kind == "one-way":
            near = (other.words for other in two_way if other.regulator in ("", entry.regulator) and set(other.words) & set(entry.targets))
            wordings = (*entry.targets, *(word for words in near for word in words))
        for origin in entry.words or entry.origins:
            others = tuple(dict.fromkeys(analysis.words(item) for item in wordings if item != origin and analysis.words(item)))
            proper = tuple(analysis.words(item) for item in (entry.targets or entry.words[:1]))
            for key in keys(origin):
                found.setdefault(key, []).append(Target(others, entry.regulator, proper))
    return {key: tuple(items) for key, items in found.items()}


def load_thesaurus(data: bytes, path: str = PATH) -> tuple[Thesaurus, list[Issue]]:
    """Read groups and clashes strictly.

    Arguments: the bytes of the file and its path for messages. Returns what could be read, and an issue for each entry that does not fit, each unknown key,
    and letters that clash twice. Raises nothing.
    """
    table, issues = parse_toml(path, data)
    issues = list(issues)
    issues += [Issue(path, 1, f"`{key}` is not known here.", "Use [[group]] or [[clash]].") for key in table if key not in {"group", "clash"}]
    targets = _targets(_entries(path, data, table, "group", Entry, issues))
    clashes: dict[Key, Clash] = {}
    for clash in _entries(path, data, table, "clash", Clash, issues):
        for key in keys(clash.letters):
            if key in clashes:
                issues.append(Issue(path, 1, f"[[clash]] {clash.letters}: these letters stand twice.", "Put all their meanings into one entry."))
            clashes[key] = clash
    return Thesaurus(targets, clashes), issues


def check_thesaurus(thesaurus: Thesaurus, library: Library, path: str = PATH) -> list[Issue]:
    """Issues for each clash that names a profession, role, regulator or signpost that the library does not have."""
    lists: dict[str, Mapping[str, object]] = {
        "profession": {**library.professions, **library.signposts},
        "role": library.roles,
        "regulator": library.regulators,
        "signpost": library.signposts,
    }
    return [
        Issue(path, 1, f"[[clash]] {clash.letters}: the {kind} `{getattr(meaning, kind)}` does not exist.", f"Name an existing {kind}, or leave it out.")
        for clash in dict.fromkeys(thesaurus.clashes.values())
        for meaning in clash.meanings
        for kind, known in lists.items()
        if getattr(meaning, kind) and getattr(meaning, kind) not in known
    ]


def expand(query: Query, thesaurus: Thesaurus, library: Library, regulators: Iterable[str] = ()) -> Query:
    """The query with its groups made anew: at each place the longest wording that has a name or synonyms, else the word itself.

    regulators: those that the query is about; a group of another regulator's world is left out. Raises nothing.
    """
    worlds = frozenset(regulators)  # not those of a filter: it narrows, and must not change what the words mean, or its count would be wrong
    names = names_of(library)
    stream = Stream.of(query.words)
    groups: list[Group] = []
    leaning: list[str] = []
    start = 0
    while start < len(stream.stems):
        hit = _longest(stream, start, names, thesaurus, worlds)
        end = hit[0] if hit else start + max(1, stream.words[stream.at[start]].parts)
        end = min(end, len(stream.stems))
        first, last = stream.source(start, end)
        typed = stream.words[first:last]
        if hit:
            leaning.append(thesaurus.world_of(hit[1]))
            groups.append(_group(typed, hit[1], thesaurus, library, worlds))
        elif typed[0].text not in analysis.STOP:
            groups.append(_plain(typed))
        start = end
    return replace(query, groups=tuple(groups) or query.groups, leaning=tuple(item for item in dict.fromkeys(leaning) if item))


def _longest(stream: Stream, start: int, names: Names, thesaurus: Thesaurus, worlds: frozenset[str]) -> tuple[int, Key] | None:
    """The longest wording that means something here. An ordinary word does only among people who use it so: "super", in pharmacy."""
    for end, key in stream.spans(start):
        if key in names.by_key or key in thesaurus.targets or key in thesaurus.clashes:
            said = thesaurus.world_of(key) in worlds and stream.words[stream.at[start]].text not in analysis.STOP
            if said or not stream.is_plain(start, end):
                return end, key
    return None


def _plain(typed: tuple[Word, ...]) -> Group:
    texts = tuple(word.text for word in typed)
    joined = (Alternative((typed[0].joined,), SPELLED),) if typed[0].joined else ()
    return Group(texts, (Alternative(texts), *joined))


def _group(typed: tuple[Word, ...], key: Key, thesaurus: Thesaurus, library: Library, worlds: frozenset[str]) -> Group:
    names = names_of(library)
    plain = _plain(typed)
    found = {alternative.words: alternative.weight for alternative in plain.alternatives}

    def add(wording: tuple[str, ...], weight: float) -> None:
        if wording and found.get(wording, 0.0) < weight:
            found[wording] = weight

    for target in thesaurus.targets.get(key, ()):
        if not target.regulator or not worlds or target.regulator in worlds:
            for wording in target.wordings:
                add(wording, TWO_WAY)
    clash = thesaurus.clashes.get(key)
    for meaning in clash.meanings if clash else ():
        add(analysis.words(meaning.means), TWO_WAY)
    named = thesaurus.names_of(key, names)
    for name in named:
        add(analysis.words(name.shown), NAMED)
    alternatives = tuple(Alternative(wording, weight) for wording, weight in found.items())
    return Group(plain.typed, alternatives, tuple((name.kind, name.id) for name in named))
