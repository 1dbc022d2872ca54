"""The lines of a section that matter for a query, with the matching words marked: pieces of our own plain text, escaped when they become HTML.

It knows words and text; it must not know where they came from, and never makes HTML of anything unescaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from search import analysis
from search.query import Query

LENGTH = 200
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
        inner = Markup("").join(Markup("<mark>{}</mark>").format(piece.text) if piece.marked else escape(piece.text) for piece in self.pieces)
        return Markup("{}{}{}").format("… " if self.before else "", inner, " …" if self.after else "")


def terms_of(query: Query) -> frozenset[tuple[str, ...]]:
    """What to mark for a query: the stems of each wording of its groups, single words that say nothing left out."""
    wordings = [alternative.words for group in query.groups for alternative in group.alternatives]
    wordings += [(word,) for group in query.groups for word in group.typed if word not in analysis.STOP]
    return frozenset(analysis.stems(item) for item in (*wordings, *query.phrases, *query.titled) if item)


def cut(text: str, terms: Iterable[tuple[str, ...]], length: int = LENGTH) -> Snippet:
    """The best part of a text: the sentences, together about `length` characters, that hold the most different terms, the earliest of equals.

    text: plain. terms: wordings as stems. The pieces joined are always a part of the text as it stands. Raises nothing.
    """
    wanted = frozenset(terms)
    found = analysis.tokens(text)
    spans = _matches(found, wanted)
    start, end = _best(text, spans, _sentences(text), length)
    shown = [(first, last) for first, last, _ in spans if first >= start and last <= end]
    return Snippet(_pieces(text, start, end, shown), bool(text[:start].strip()), bool(text[end:].strip()))


def _matches(found: Sequence[analysis.Token], wanted: frozenset[tuple[str, ...]]) -> list[tuple[int, int, tuple[str, ...]]]:
    longest = max((len(term) for term in wanted), default=0)
    forms = [analysis.stem(token.text) for token in found]
    spans: list[tuple[int, int, tuple[str, ...]]] = []
    index = 0
    while index < len(found):
        step = 1
        for size in range(min(longest, len(found) - index), 0, -1):
            term = tuple(forms[index : index + size])
            if term in wanted:
                spans.append((found[index].start, found[index + size - 1].end, term))
                step = size
                break
        else:
            token = found[index]
            if token.joined and (analysis.stem(token.joined),) in wanted:
                spans.append((token.start, found[index + token.parts - 1].end, (analysis.stem(token.joined),)))
                step = token.parts
        index += step
    return spans


def _sentences(text: str) -> list[tuple[int, int]]:
    cuts = [0, *(match.end() for match in _SENTENCE.finditer(text)), len(text)]
    return [(start, end) for start, end in zip(cuts, cuts[1:], strict=False) if text[start:end].strip()] or [(0, len(text))]


def _best(text: str, spans: list[tuple[int, int, tuple[str, ...]]], sentences: list[tuple[int, int]], length: int) -> tuple[int, int]:
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


def _inside(text: str, spans: list[tuple[int, int, tuple[str, ...]]], start: int, end: int, length: int) -> tuple[int, int]:
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
