"""Two wordings compared: which words stayed, which are gone and which are new. Pure, and bounded whatever the texts hold."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

Happened = Literal["same", "gone", "new"]
Span = tuple[Happened, str]
"""What happened to some words, and the words, apart by single spaces. A space belongs between two spans."""

_SENTENCE = re.compile(r"(?<=[.!?;:])\s+")
MOST_EFFORT = 4_000_000
"""Steps of comparing for one whole comparison, some 0.4 seconds. Two versions of 200 kB that differ throughout would take hours without it."""
ISLAND = 2
"""So many unchanged words between two changes, or fewer, read better as part of the change."""
KEPT = 0.5
"""Where a smaller share of the words of the shorter wording stayed, it reads better as rewritten than as a patchwork."""


class Effort:
    """What one comparison may still spend. Steps are counted beforehand, at the most that they can come to, so that the result is the same on every machine."""

    def __init__(self, steps: int = MOST_EFFORT) -> None:
        self.left = steps

    def affords(self, before: Sequence[str], after: Sequence[str]) -> bool:
        """Whether two sequences may be compared; if so, that is spent.

        difflib looks, for each match that it finds, at every pair of equal items: so many looks at the most, times so many matches.
        """
        counted = Counter(after)
        pairs = sum(counted[item] for item in before)
        steps = (2 * min(len(before), len(after), pairs) + 1) * (len(before) + pairs)
        if steps > self.left:
            return False
        self.left -= steps
        return True


def compare(before: str, after: str, effort: Effort) -> tuple[Span, ...]:
    """The words of two texts: first by sentences, then word by word within what differs. What exceeds the effort is gone and new as a whole."""
    spans: list[Span] = []
    for same, old, new in _parts(_sentences(before), _sentences(after), effort):
        if same:
            spans.append(("same", " ".join(old)))
        else:
            spans += _words(" ".join(old).split(), " ".join(new).split(), effort)
    return tuple(_joined(_without_islands(list(_joined(spans)))))


def _sentences(text: str) -> list[str]:
    return _SENTENCE.split(" ".join(text.split())) if text.strip() else []


def _words(before: list[str], after: list[str], effort: Effort) -> list[Span]:
    parts = list(_parts(before, after, effort))
    kept = sum(len(old) for same, old, _ in parts if same)
    if kept < KEPT * min(len(before), len(after)):
        parts = [(False, before, after)]
    spans: list[Span] = []
    for same, old, new in parts:
        spans += [("same", " ".join(old))] if same else [("gone", " ".join(old)), ("new", " ".join(new))]
    return spans


def _without_islands(spans: list[Span]) -> Iterator[Span]:
    """Spans in which a few unchanged words between two changes belong to both."""
    for number, (happened, words) in enumerate(spans):
        if happened == "same" and 0 < number < len(spans) - 1 and len(words.split()) <= ISLAND:
            yield "gone", words
            yield "new", words
        else:
            yield happened, words


def _parts(before: list[str], after: list[str], effort: Effort) -> Iterator[tuple[bool, list[str], list[str]]]:
    """Stretches of two sequences, in order: whether they are the same, and the items of each. What both begin and end with costs nothing."""
    shorter = min(len(before), len(after))
    head = next((number for number in range(shorter) if before[number] != after[number]), shorter)
    tail = next((number for number in range(shorter - head) if before[-1 - number] != after[-1 - number]), shorter - head)
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    if head:
        yield True, before[:head], after[:head]
    if not (old and new) or not effort.affords(old, new):
        if old or new:
            yield False, old, new
    else:
        for tag, first, last, start, end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            yield tag == "equal", old[first:last], new[start:end]
    if tail:
        yield True, before[len(before) - tail :], after[len(after) - tail :]


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Spans without empty ones. Of changes that stand beside each other, what is gone stands first, then what is new."""
    held: dict[Happened, list[str]] = {"same": [], "gone": [], "new": []}
    for happened, words in spans:
        if words:
            before: tuple[Happened, ...] = ("gone", "new") if happened == "same" else ("same",)
            yield from _let_go(held, before)
            held[happened].append(words)
    yield from _let_go(held, ("same", "gone", "new"))


def _let_go(held: dict[Happened, list[str]], kinds: Iterable[Happened]) -> Iterator[Span]:
    for kind in kinds:
        if held[kind]:
            yield kind, " ".join(held[kind])
            held[kind] = []
