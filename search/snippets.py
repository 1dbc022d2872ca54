"""The lines of a section that matter for a query, with the matching words marked: pieces of our own plain text, escaped when they become HTML.

It knows words and text; it must not know where they came from, and never makes HTML of anything unescaped.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup, escape

from search import analysis
from search.query import Query

LENGTH = 200
MOST_READ = 4096
"""Sections whose words are kept at hand, of those shown lately; each takes about four kilobytes."""
Term = tuple[str, ...]
Span = tuple[int, int, Term]
"""Where a term begins and ends in a text, and the term."""
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^\s.!?])|\n+")


@dataclass(frozen=True)
class Piece:
    """A stretch of text, marked or not."""

    text: str
    marked: bool = False


@dataclass(frozen=True)
class Snippet:
    """Pieces that together are an unbroken part of the text; `before` and `after`: whether something was left out there."""

    pieces: tuple[Piece, ...]
    before: bool = False
    after: bool = False

    @property
    def text(self) -> str:
        """The part of the text, without marks."""
        return "".join(piece.text for piece in self.pieces)

    def html(self) -> Markup:
        """The snippet with marked pieces in `<mark>`; every piece is escaped, so hostile text stays text."""
        shown = [f"<mark>{escape(piece.text)}</mark>" if piece.marked else str(escape(piece.text)) for piece in self.pieces]
        return Markup("".join(("… " if self.before else "", *shown, " …" if self.after else "")))


def terms_of(query: Query) -> frozenset[tuple[str, ...]]:
    """What to mark for a query: the stems of each wording of its groups, single words that say nothing left out."""
    wordings = [alternative.words for group in query.groups for alternative in group.alternatives]
    wordings += [(word,) for group in query.groups for word in group.typed if word not in analysis.STOP]
    return frozenset(analysis.stems(item) for item in (*wordings, *query.phrases, *query.titled) if item)


def cut(text: str, terms: Iterable[tuple[str, ...]], length: int = LENGTH) -> Snippet:
    """The best part of a text: the sentences, together about `length` characters, that hold the most different terms, the earliest of equals.

    text: plain. terms: wordings as stems. The pieces joined are always a part of the text as it stands. Raises nothing.
    """
    read = _read(text)
    spans = _matches(read, _by_first(frozenset(terms)))
    start, end = _best(text, spans, read.sentences, length)
    shown = [(first, last) for first, last, _ in spans if first >= start and last <= end]
    return Snippet(_pieces(text, start, end, shown), bool(text[:start].strip()), bool(text[end:].strip()))


@dataclass(frozen=True, slots=True)
class _Read:
    """A text made ready: where its words begin and end, their stems, those of hyphenated words by their first part, and its sentences."""

    starts: array[int]
    ends: array[int]
    stems: tuple[str, ...]
    joined: Mapping[int, tuple[str, int]]
    sentences: tuple[tuple[int, int], ...]


@lru_cache(maxsize=MOST_READ)
def _read(text: str) -> _Read:
    """Kept, because to find the words of a section costs ten times what it costs to find those of a query among them."""
    found = analysis.tokens(text)
    joined = {index: (analysis.stem(token.joined), token.parts) for index, token in enumerate(found) if token.joined}
    stems = analysis.stems(token.text for token in found)
    return _Read(array("I", [token.start for token in found]), array("I", [token.end for token in found]), stems, joined, _sentences(text))


@lru_cache(maxsize=64)
def _by_first(terms: frozenset[Term]) -> Mapping[str, Sequence[Term]]:
    """The terms by their first word, the longest first."""
    found: dict[str, list[Term]] = {}
    for term in sorted(terms, key=len, reverse=True):
        found.setdefault(term[0], []).append(term)
    return found


def _matches(read: _Read, terms: Mapping[str, Sequence[Term]]) -> list[Span]:
    """Where terms stand in a text, from its beginning: the longest at each place, and none inside another."""
    starting = [index for index, form in enumerate(read.stems) if form in terms]
    joined = {index: parts for index, (form, parts) in read.joined.items() if (form,) in terms.get(form, ())}
    if joined:
        starting = sorted({*starting, *joined})
    spans: list[Span] = []
    free = 0
    for index in starting:
        if index < free:
            continue
        for term in terms.get(read.stems[index], ()):
            if read.stems[index : index + len(term)] == term:
                free = index + len(term)
                spans.append((read.starts[index], read.ends[free - 1], term))
                break
        else:
            if index in joined:
                free = index + joined[index]
                spans.append((read.starts[index], read.ends[free - 1], (read.joined[index][0],)))
    return spans


def _sentences(text: str) -> tuple[tuple[int, int], ...]:
    cuts = [0, *(match.end() for match in _SENTENCE.finditer(text)), len(text)]
    return tuple((start, end) for start, end in zip(cuts, cuts[1:], strict=False) if text[start:end].strip()) or ((0, len(text)),)


def _best(text: str, spans: list[Span], sentences: Sequence[tuple[int, int]], length: int) -> tuple[int, int]:
    best, best_score = (0, 0), -1.0
    for number, (start, _) in enumerate(sentences):
        end = start
        for _, last in sentences[number:]:
            if end > start and last - start > length:
                break
            end = last
        inside = [term for first, last, term in spans if first >= start and last <= end]
        score = len(set(inside)) + 0.1 * min(len(inside), 9)
        if score > best_score:
            best, best_score = (start, end), score
    start, end = best
    if end - start > length * 1.3:
        start, end = _inside(text, [item for item in spans if item[0] >= start and item[1] <= end], start, end, length)
    return start, start + len(text[start:end].rstrip())


def _inside(text: str, spans: list[Span], start: int, end: int, length: int) -> tuple[int, int]:
    """A window of a long sentence: from a little before the match around which most terms stand, cut at blanks."""
    anchors = [first for first, _, _ in spans] or [start]
    best = max(anchors, key=lambda at: (len({term for first, last, term in spans if at <= first and last <= at + length}), -at))
    left = max(start, min(best - length // 5, end - length))
    right = min(end, left + length)
    if left > start:
        blank = text.find(" ", left, best)
        left = blank + 1 if blank >= 0 else left
    if right < end:
        blank = text.rfind(" ", left, right)
        last = max((stop for first, stop, _ in spans if first >= left and stop <= right), default=left)
        right = blank if blank > last else right
    return left, right


def _pieces(text: str, start: int, end: int, shown: list[tuple[int, int]]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    at = start
    for first, last in shown:
        pieces.append(Piece(text[at:first]))
        pieces.append(Piece(text[first:last], marked=True))
        at = last
    pieces.append(Piece(text[at:end]))
    return tuple(piece for piece in pieces if piece.text)
