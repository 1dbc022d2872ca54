"""A search as a value: what was typed, read strictly and without any engine's language, with filters, date and page.

Reading never fails: quotes, `-word`, `regulator:` and `title:` have a meaning, and everything else is plain text. It does no I/O and knows no synonyms.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from guidance.model import Date
from search import analysis

LONGEST = 400
"""Characters of a query that are used. The longest real question that we have seen has 160."""
HEAVIEST = 800
"""Bytes of a query in UTF-8 that are used: it stands in every link of its page, each byte as three signs."""
MOST_PAGES = 1000
State = Literal["current", "replaced", "announced", "all"]
STATES: tuple[State, ...] = ("current", "replaced", "announced", "all")
REGULATORS = ("gmc", "nmc", "hcpc", "gphc", "context")
Sort = Literal["relevance", "changed"]
SORTS: tuple[Sort, ...] = ("relevance", "changed")
FACETS = ("regulator", "profession", "role", "topic", "country", "kind")


@dataclass(frozen=True)
class Filters:
    """What results are narrowed to: inside one facet any of the ids, across facets all. Empty means not narrowed."""

    regulator: tuple[str, ...] = ()
    profession: tuple[str, ...] = ()
    role: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    status: State = "current"

    def of(self, facet: str) -> tuple[str, ...]:
        """The ids chosen in one facet."""
        return tuple(getattr(self, facet))


@dataclass(frozen=True)
class Word:
    """A typed word: folded; `capitals` where it stood in capitals among small letters; `joined`, `parts` as in `analysis.Token`."""

    text: str
    capitals: bool = False
    joined: str = ""
    parts: int = 1


@dataclass(frozen=True)
class Alternative:
    """One wording of a group: several words must stand side by side. `weight`: how near it is to what was typed (1 is the same)."""

    words: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True)
class Group:
    """One thing asked for. `names`: professions, roles and regulators that the words name, as (kind, id). `weight`: what missing it costs."""

    typed: tuple[str, ...]
    alternatives: tuple[Alternative, ...]
    names: tuple[tuple[str, str], ...] = ()
    weight: float = 1.0


@dataclass(frozen=True)
class Query:
    """A search. `prefer`: regulators whose sections come first; `leaning`: those whose words were used.

    `pinned`: (page, anchor) to stand on top; `shortened`: text beyond the limit was dropped. `sort`: best first, or last changed first.
    """

    text: str
    on: Date
    words: tuple[Word, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()
    titled: tuple[tuple[str, ...], ...] = ()
    groups: tuple[Group, ...] = ()
    filters: Filters = field(default_factory=Filters)
    page: int = 1
    size: int = 10
    prefer: tuple[str, ...] = ()
    leaning: tuple[str, ...] = ()
    pinned: tuple[tuple[str, str], ...] = ()
    shortened: bool = False
    sort: Sort = "relevance"


def clean(text: str) -> str:
    """The text without control characters, format characters (right-to-left marks among them) and lone surrogates, blanks made single."""
    kept = (" " if sign.isspace() else sign for sign in text if sign.isspace() or unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    return " ".join("".join(kept).split())


_PART = re.compile(r'(?P<sign>-?)(?:(?P<scope>regulator|title):)?(?:"(?P<quoted>[^"]*)"|(?P<plain>[^\s"]+|"))', re.IGNORECASE)


def parse(text: str, *, on: Date, filters: Filters | None = None, page: int = 1, size: int = 10, sort: Sort = "relevance") -> Query:
    """Read what somebody typed. Never raises, whatever the text.

    text: as typed; only the first 400 characters (800 bytes) count, and `shortened` says if more were dropped. on: results in force on that date.
    filters: narrowed to these, together with any `regulator:` in the text.
    page, size: brought into range (page 1 to 1000, 1 to 50 a page). sort: one of `SORTS`.
    """
    shown = clean(text[: LONGEST * 4])
    used = shown[:LONGEST].encode()[:HEAVIEST].decode(errors="ignore")
    shortened = len(text) > LONGEST * 4 or len(used) < len(shown)
    shown = used.strip()
    read = _read(shown)
    chosen = filters or Filters()
    if read.regulators:
        both = tuple(item for item in read.regulators if not chosen.regulator or item in chosen.regulator)
        chosen = Filters(**{**vars(chosen), "regulator": tuple(dict.fromkeys(both)) or chosen.regulator})
    return Query(
        text=shown, on=on, words=tuple(read.words), phrases=tuple(read.phrases), excluded=tuple(read.excluded), titled=tuple(read.titled),
        groups=plain_groups(tuple(read.words)), filters=chosen, page=max(1, min(page, MOST_PAGES)), size=max(1, min(size, 50)), shortened=shortened,
        sort=sort,
    )  # fmt: skip


@dataclass
class _Read:
    words: list[Word] = field(default_factory=list)
    phrases: list[tuple[str, ...]] = field(default_factory=list)
    excluded: list[tuple[str, ...]] = field(default_factory=list)
    titled: list[tuple[str, ...]] = field(default_factory=list)
    regulators: list[str] = field(default_factory=list)


def _read(text: str) -> _Read:
    read = _Read()
    shouted = text.upper() == text
    plain: list[str] = []
    for match in _PART.finditer(text):
        quoted = match["quoted"]
        whole = match.group()
        starts = match.start() == 0 or text[match.start() - 1] == " "
        found = analysis.words(quoted if quoted is not None else match["plain"])
        scope = (match["scope"] or "").lower()
        if not found or not starts:
            plain.append(whole)
        elif match["sign"] and (quoted is not None or match["plain"][0].isalnum()):
            read.excluded.append(found)
        elif scope == "regulator" and found[0] in REGULATORS and len(found) == 1:
            read.regulators.append(found[0])
        elif scope == "title":
            read.titled.append(found)
            plain.append(" ".join(found))
        elif quoted is not None and not scope:
            read.phrases.append(found)
            plain.append(quoted)
        else:
            plain.append(whole)
    read.words = as_words(" ".join(plain), shouted)
    return read


def as_words(text: str, shouted: bool = False) -> list[Word]:
    """The words of a text; `shouted`: all of it is in capitals, so that capitals mean nothing."""
    found = analysis.tokens(text)
    return [Word(item.text, not shouted and _in_capitals(text[item.start : item.end]), item.joined, item.parts) for item in found]


def _in_capitals(source: str) -> bool:
    return len(source) > 1 and source.isupper()


def plain_groups(words: Iterable[Word]) -> tuple[Group, ...]:
    """A group for each word that says something (for each word, if none does): what a search without synonyms looks for."""
    listed = list(words)
    told = [item for item in listed if item.text not in analysis.STOP] or listed
    return tuple(Group((item.text,), (Alternative((item.text,)), *((Alternative((item.joined,)),) if item.joined else ()))) for item in told)
